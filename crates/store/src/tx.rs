//! The handles that a closure works with, and the trait by which a finder is written once for all of them.
//!
//! A `Tx` or `Read` owns its connection while the closure runs and gives it back afterwards, so neither has a lifetime and every facade
//! can take `&mut Tx`. After a statement has failed, every further one fails with `Aborted` and so does the transaction, even if the
//! closure catches the error and returns `Ok`: PostgreSQL knows no other way, so SQLite doesn't either.

use crate::postgres::session::Pg;
use crate::row::{FromRow, Row};
use crate::sqlite::session::Lite;
use crate::value::Val;
use crate::{Db, Error, Result};
use std::future::Future;

/// Whatever can be asked: `Tx`, `Read` and `Db`. A finder takes `q: &mut impl Query` first and then the corp.
pub trait Query: Send {
    /// The row, if there is one. Several rows are an error: say `limit 1` where the first of several is meant.
    fn one<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> impl Future<Output = Result<Option<R>>> + Send;

    /// All rows.
    fn rows<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> impl Future<Output = Result<Vec<R>>> + Send;

    /// Runs the statement for each row of arguments, in their order, and returns one optional row for each. On PostgreSQL the
    /// statements are pipelined. Through a plain `Db` the answers needn't be of one moment.
    fn rows_many<R: FromRow>(
        &mut self,
        sql: &'static str,
        rows: &[Vec<Val<'_>>],
    ) -> impl Future<Output = Result<Vec<Option<R>>>> + Send;
}

/// A snapshot: several statements that see the same state, no writes. Usable only inside the closure of [`Db::read`].
pub struct Read(Session);

enum Session {
    Lite(Lite),
    Pg(Pg),
}

/// A transaction. Usable only inside the closure of [`Db::tx`].
pub struct Tx {
    pub(crate) read: Read,
}

impl Tx {
    pub(crate) fn lite(session: Lite) -> Self {
        Tx { read: Read(Session::Lite(session)) }
    }

    pub(crate) fn pg(session: Pg) -> Self {
        Tx { read: Read(Session::Pg(session)) }
    }

    pub(crate) fn into_lite(self) -> Option<Lite> {
        match self.read.0 {
            Session::Lite(session) => Some(session),
            Session::Pg(_) => None,
        }
    }

    pub(crate) fn into_pg(self) -> Option<Pg> {
        match self.read.0 {
            Session::Pg(session) => Some(session),
            Session::Lite(_) => None,
        }
    }

    /// Runs a statement and returns how many rows it wrote.
    pub async fn exec(&mut self, sql: &'static str, args: &[Val<'_>]) -> Result<u64> {
        match &mut self.read.0 {
            Session::Lite(s) => s.exec(sql, args),
            Session::Pg(s) => s.exec(sql, args).await,
        }
    }

    /// Runs a statement for each row of arguments, in their order, and returns how many rows all of them wrote. This is the way to
    /// write many rows: the statement stays constant, on SQLite it is prepared once and on PostgreSQL pipelined.
    pub async fn exec_many(&mut self, sql: &'static str, rows: &[Vec<Val<'_>>]) -> Result<u64> {
        match &mut self.read.0 {
            Session::Lite(s) => s.exec_many(sql, rows),
            Session::Pg(s) => s.exec_many(sql, rows).await,
        }
    }

    /// Several statements without arguments: a migration.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.read.0 {
            Session::Lite(s) => s.batch(sql),
            Session::Pg(s) => s.batch(sql).await,
        }
    }
}

impl Query for Read {
    async fn one<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> Result<Option<R>> {
        match &mut self.0 {
            Session::Lite(s) => s.one(sql, args),
            Session::Pg(s) => {
                let rows = s.query(sql, args).await?;
                s.read(single(sql, &rows))
            }
        }
    }

    async fn rows<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> Result<Vec<R>> {
        match &mut self.0 {
            Session::Lite(s) => s.rows(sql, args),
            Session::Pg(s) => {
                let rows = s.query(sql, args).await?;
                s.read(all(&rows))
            }
        }
    }

    async fn rows_many<R: FromRow>(&mut self, sql: &'static str, rows: &[Vec<Val<'_>>]) -> Result<Vec<Option<R>>> {
        match &mut self.0 {
            Session::Lite(s) => s.rows_many(sql, rows),
            Session::Pg(s) => {
                let answers = s.query_many(sql, rows).await?;
                s.read(answers.iter().map(|rows| single(sql, rows)).collect())
            }
        }
    }
}

impl Query for Tx {
    fn one<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> impl Future<Output = Result<Option<R>>> + Send {
        self.read.one(sql, args)
    }

    fn rows<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> impl Future<Output = Result<Vec<R>>> + Send {
        self.read.rows(sql, args)
    }

    fn rows_many<R: FromRow>(
        &mut self,
        sql: &'static str,
        rows: &[Vec<Val<'_>>],
    ) -> impl Future<Output = Result<Vec<Option<R>>>> + Send {
        self.read.rows_many(sql, rows)
    }
}

macro_rules! query_for_db {
    ($($t:ty),*) => { $(
        impl Query for $t {
            fn one<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> impl Future<Output = Result<Option<R>>> + Send {
                Db::one(self, sql, args)
            }

            fn rows<R: FromRow>(&mut self, sql: &'static str, args: &[Val<'_>]) -> impl Future<Output = Result<Vec<R>>> + Send {
                Db::rows(self, sql, args)
            }

            fn rows_many<R: FromRow>(
                &mut self,
                sql: &'static str,
                rows: &[Vec<Val<'_>>],
            ) -> impl Future<Output = Result<Vec<Option<R>>>> + Send {
                Db::rows_many(self, sql, rows)
            }
        }
    )* }
}

query_for_db!(Db, &Db);

/// At most one row of an answer of PostgreSQL.
pub(crate) fn single<R: FromRow>(sql: &str, rows: &[tokio_postgres::Row]) -> Result<Option<R>> {
    match rows {
        [] => Ok(None),
        [row] => R::from_row(&Row::pg(row)).map(Some),
        _ => Err(several(sql)),
    }
}

/// All rows of an answer of PostgreSQL.
pub(crate) fn all<R: FromRow>(rows: &[tokio_postgres::Row]) -> Result<Vec<R>> {
    rows.iter().map(|row| R::from_row(&Row::pg(row))).collect()
}

pub(crate) fn several(sql: &str) -> Error {
    Error::sql(sql, "more than one row where one was asked for")
}
