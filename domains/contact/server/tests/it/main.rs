//! What a whole server over HTTP can't show of the directory: its facade, its events, calls at the same moment, and that every
//! statement fits both databases. The API itself is tested in `tests/it/contact`.

mod events;
mod facade;
mod import;
mod kit;
mod race;

#[tokio::test]
async fn every_statement_is_prepared_on_both_databases() {
    hobnail_store::testing::check_statements(&kit::migrations(), &[&hobnail_contact::statements()]).await;
}
