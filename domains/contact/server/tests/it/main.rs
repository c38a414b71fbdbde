//! The directory on both databases, through its facade and its registry entries.

mod api;
mod facade;
mod kit;

#[tokio::test]
async fn every_statement_is_prepared_on_both_databases() {
    hobnail_store::testing::check_statements(&kit::migrations(), &[&hobnail_contact::statements()]).await;
}
