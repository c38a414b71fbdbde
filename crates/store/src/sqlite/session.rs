//! Statements on one SQLite connection.
//!
//! Placeholders are `$n`. SQLite takes them for names and numbers them by first appearance, so they are bound by name and their order
//! in the text doesn't matter.

use crate::row::{FromRow, Row};
use crate::value::{self, Val};
use crate::{Error, Result, error, tx};
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement};

/// What a statement failed with: the driver's error, or one of ours.
pub(crate) enum Fail {
    Driver(rusqlite::Error),
    Own(Error),
}

impl From<rusqlite::Error> for Fail {
    fn from(e: rusqlite::Error) -> Self {
        Fail::Driver(e)
    }
}

impl From<Error> for Fail {
    fn from(e: Error) -> Self {
        Fail::Own(e)
    }
}

impl Fail {
    pub(crate) fn into_error(self, sql: &str) -> Error {
        match self {
            Fail::Driver(e) => Error::sqlite(&e, sql),
            Fail::Own(e) => e,
        }
    }
}

/// A connection inside a transaction.
pub(crate) struct Lite {
    pub(crate) conn: Connection,
    /// A statement failed; nothing of this transaction will be kept.
    pub(crate) failed: bool,
    /// It failed for want of room.
    pub(crate) full: bool,
}

impl Lite {
    pub(crate) fn new(conn: Connection) -> Self {
        Lite { conn, failed: false, full: false }
    }

    fn run<T>(&mut self, sql: &str, f: impl FnOnce(&Connection) -> Result<T, Fail>) -> Result<T> {
        if self.failed {
            return Err(Error::Aborted);
        }
        f(&self.conn).map_err(|fail| {
            self.failed = true;
            self.full = matches!(&fail, Fail::Driver(e) if error::is_full(e));
            fail.into_error(sql)
        })
    }

    pub(crate) fn one<R: FromRow>(&mut self, sql: &str, args: &[Val<'_>]) -> Result<Option<R>> {
        self.run(sql, |conn| one(conn, sql, args))
    }

    pub(crate) fn rows<R: FromRow>(&mut self, sql: &str, args: &[Val<'_>]) -> Result<Vec<R>> {
        self.run(sql, |conn| rows(conn, sql, args))
    }

    pub(crate) fn rows_many<R: FromRow>(&mut self, sql: &str, list: &[Vec<Val<'_>>]) -> Result<Vec<Option<R>>> {
        self.run(sql, |conn| rows_many(conn, sql, list))
    }

    pub(crate) fn exec(&mut self, sql: &str, args: &[Val<'_>]) -> Result<u64> {
        self.run(sql, |conn| exec_held(&mut *conn.prepare_cached(sql)?, args))
    }

    pub(crate) fn exec_many(&mut self, sql: &str, list: &[Vec<Val<'_>>]) -> Result<u64> {
        self.run(sql, |conn| {
            let mut stmt = conn.prepare_cached(sql)?;
            list.iter().try_fold(0, |n, args| Ok(n + exec_held(&mut stmt, args)?))
        })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.run(sql, |conn| Ok(conn.execute_batch(sql)?))
    }
}

pub(crate) fn one<R: FromRow>(conn: &Connection, sql: &str, args: &[Val<'_>]) -> Result<Option<R>, Fail> {
    one_held(&mut *conn.prepare_cached(sql)?, sql, args)
}

pub(crate) fn rows<R: FromRow>(conn: &Connection, sql: &str, args: &[Val<'_>]) -> Result<Vec<R>, Fail> {
    let mut stmt = conn.prepare_cached(sql)?;
    bind(&mut stmt, args)?;
    let mut cursor = stmt.raw_query();
    let mut out = Vec::new();
    while let Some(row) = cursor.next()? {
        out.push(R::from_row(&Row::lite(row))?);
    }
    Ok(out)
}

pub(crate) fn rows_many<R: FromRow>(conn: &Connection, sql: &str, list: &[Vec<Val<'_>>]) -> Result<Vec<Option<R>>, Fail> {
    let mut stmt = conn.prepare_cached(sql)?;
    list.iter().map(|args| one_held(&mut stmt, sql, args)).collect()
}

fn one_held<R: FromRow>(stmt: &mut Statement<'_>, sql: &str, args: &[Val<'_>]) -> Result<Option<R>, Fail> {
    bind(stmt, args)?;
    let mut cursor = stmt.raw_query();
    let Some(row) = cursor.next()? else { return Ok(None) };
    let found = R::from_row(&Row::lite(row))?;
    match cursor.next()? {
        None => Ok(Some(found)),
        Some(_) => Err(tx::several(sql).into()),
    }
}

fn exec_held(stmt: &mut Statement<'_>, args: &[Val<'_>]) -> Result<u64, Fail> {
    bind(stmt, args)?;
    if stmt.column_count() == 0 {
        return Ok(stmt.raw_execute()? as u64);
    }
    // With `returning`, the rows that come back are the rows written; so PostgreSQL counts them too.
    let mut cursor = stmt.raw_query();
    let mut n = 0;
    while cursor.next()?.is_some() {
        n += 1;
    }
    Ok(n)
}

fn bind(stmt: &mut Statement<'_>, args: &[Val<'_>]) -> Result<(), Fail> {
    value::check(args)?;
    let mut highest = 0;
    for i in 1..=stmt.parameter_count() {
        let n: Option<usize> = stmt.parameter_name(i).and_then(|name| name.strip_prefix('$')?.parse().ok());
        let n = n.ok_or_else(|| Error::Sql("write parameters as $1, $2, …".into()))?;
        let Some(arg) = args.get(n.wrapping_sub(1)) else {
            return Err(Error::Sql(format!("the statement has a ${n}, but {} arguments were given", args.len())).into());
        };
        highest = highest.max(n);
        stmt.raw_bind_parameter(i, Bound(arg))?;
    }
    match highest == args.len() {
        true => Ok(()),
        false => Err(Error::Sql(format!("{} arguments were given, the statement uses {highest}", args.len())).into()),
    }
}

struct Bound<'a>(&'a Val<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Val::Null(_) => ToSqlOutput::from(Null),
            Val::Int(n) => ToSqlOutput::from(*n),
            Val::Bool(b) => ToSqlOutput::from(*b),
            Val::Real(x) => ToSqlOutput::from(*x),
            Val::Text(t) => ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes())),
            Val::Bytes(b) => ToSqlOutput::Borrowed(ValueRef::Blob(b)),
        })
    }
}
