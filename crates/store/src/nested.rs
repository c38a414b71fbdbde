//! The mark that says "a closure is being polled on this thread".
//!
//! It is set around each poll and not for the whole life of a closure, so on PostgreSQL, where many closures take turns on one thread,
//! it always speaks of the one that runs. Every public way to the database looks at it first: without it a `db.one` in a closure
//! would read past the closure's own rows on SQLite, and empty the pool and stand still on PostgreSQL.

use crate::{Error, Result};
use std::cell::Cell;

thread_local! {
    static POLLING: Cell<bool> = const { Cell::new(false) };
}

/// Sets the mark until it is dropped, by unwinding too.
pub(crate) struct Mark(bool);

pub(crate) fn mark() -> Mark {
    Mark(POLLING.replace(true))
}

impl Drop for Mark {
    fn drop(&mut self) {
        POLLING.set(self.0);
    }
}

/// Refuses inside a closure.
pub(crate) fn check() -> Result<()> {
    match POLLING.get() {
        true => Err(Error::Nested),
        false => Ok(()),
    }
}
