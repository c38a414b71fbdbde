//! The directory's SQL: constants, typed rows, and the functions that run them. No rules here.
//!
//! What must be unique is asked for before it is written, and the answer may be out of date on PostgreSQL when another
//! transaction writes the same key at the same moment. Inserts therefore say `on conflict do nothing`, which then counts as a
//! conflict of transactions: the closure runs again and sees the row. Updates can't say so; [`taken`] tells theirs.

use hobnail_store::Error;
use hobnail_wire::{Code, Fault};

pub mod account;
pub mod activity;
pub mod corp;
pub mod dept;
pub mod ext;
pub mod grant;
pub mod import;
pub mod industry;
pub mod link;
pub mod list;
pub mod member;
pub mod place;
pub mod role;
pub mod term;

/// Every statement of this crate, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        account::STATEMENTS,
        activity::STATEMENTS,
        corp::STATEMENTS,
        dept::STATEMENTS,
        ext::STATEMENTS,
        grant::STATEMENTS,
        industry::STATEMENTS,
        link::STATEMENTS,
        import::STATEMENTS,
        list::STATEMENTS,
        member::STATEMENTS,
        place::STATEMENTS,
        role::STATEMENTS,
        term::STATEMENTS,
    ]
    .concat()
}

/// A key that somebody took at the same moment, told as if they had had it before: column, code, field.
pub(crate) fn taken(error: Error, keys: &[(&str, &'static Code, &'static str)]) -> Fault {
    if let Error::Unique { columns, .. } = &error
        && let Some((_, code, field)) = keys.iter().find(|(column, ..)| columns.rsplit(", ").next() == Some(column))
    {
        return Fault::new(code).field(*field);
    }
    error.into()
}

/// Every row was written; a conflict that was seen before can't be one now.
pub(crate) fn all_written(written: u64, rows: usize) -> Result<(), Fault> {
    if written == rows as u64 { Ok(()) } else { Err(Fault::internal(format!("{written} of {rows} rows were written"))) }
}
