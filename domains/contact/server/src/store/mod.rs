//! The directory's SQL: constants, typed rows, and the functions that run them. No rules here.

pub mod account;
pub mod corp;
pub mod dept;
pub mod list;
pub mod member;
pub mod place;

/// Every statement of this crate, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [account::STATEMENTS, corp::STATEMENTS, dept::STATEMENTS, list::STATEMENTS, member::STATEMENTS, place::STATEMENTS].concat()
}
