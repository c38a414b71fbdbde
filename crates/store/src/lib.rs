//! One small API over SQLite and PostgreSQL.
//!
//! A statement is a constant text with `$n` placeholders that both databases understand; a transaction is an async closure that either
//! database runs with the same meaning: all or nothing, serializable, durable when it returns `Ok`.
//!
//! ```
//! # use hobnail_store::{args, Db, Error, Query};
//! # async fn example(db: Db) -> Result<i64, Error> {
//! const COUNT: &str = "insert into sent_today (corp_id, userid, n) values ($1, $2, 1)
//!     on conflict (corp_id, userid) do update set n = sent_today.n + 1 where sent_today.n < $3 returning n";
//!
//! let (corp, userid) = ("corp1", "zhangsan");
//! let n = db.tx(async move |tx| tx.one::<(i64,)>(COUNT, args![corp, userid, 500]).await).await?;
//! # Ok(n.map_or(500, |(n,)| n))
//! # }
//! ```
//!
//! **Flow.** `Db::tx` sends the closure away: on SQLite to the one writer thread, which runs all that wait in one commit, on PostgreSQL
//! to the transaction thread, which runs it SERIALIZABLE and again when another transaction was in the way. It is never polled in the
//! caller's future, so a caller who disconnects can't cut it in half. Reads on SQLite run where they are called; a scan moves to
//! another thread.
//!
//! **Failure.** Any `Err` and any panic undoes the closure. Every answer, refusals included, is given after the commit it depends on.
//! See [`Error`] for what callers can tell apart.
//!
//! **Deliberately not**: no query builder, no connection or guard to hold, no cursors, no read outside a snapshot that has to agree with
//! another, no clock or randomness in SQL, no driver type in any signature. The rules for statements are in `docs/storage.md` and,
//! as far as a text shows them, in [`lint`].

mod db;
mod error;
mod lint;
mod macros;
mod migrate;
mod nested;
mod postgres;
mod row;
mod sqlite;
mod stats;
mod tx;
mod value;

#[cfg(feature = "testing")]
pub mod testing;

#[doc(hidden)]
pub use db::Setup;
pub use db::{Backend, Db, Options};
pub use error::{Error, Result};
pub use lint::lint;
pub use migrate::Migration;
pub use postgres::{environment as postgres_environment, name as postgres_name};
pub use row::{Col, FromRow, Row};
pub use stats::{BATCH_BOUNDS, Stats};
pub use tx::{Query, Read, Tx};
pub use value::{Arg, IntoVal, Kind, Val};

mod ids {
    //! The ids of the wire are arguments and columns.
    use crate::{impl_int_arg, impl_text_arg};
    use hobnail_wire::{for_each_int_id, for_each_text_id};
    for_each_text_id!(impl_text_arg);
    for_each_int_id!(impl_int_arg);
}
