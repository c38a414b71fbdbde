//! Statements on one PostgreSQL connection.
//!
//! Parameters are bound with declared types: the kinds of the arguments are part of the prepared statement, so the server never guesses
//! a parameter's type from where it stands. BEGIN travels together with the first statement, which saves a round trip.
//!
//! **Failure.** A statement whose future is dropped half-way counts as failed. A session that is dropped without an end takes its
//! connection out of the pool, so that nobody works inside an abandoned transaction.

use crate::error::{self, chain};
use crate::value::{self, Kind, Val};
use crate::{Error, Result};
use deadpool_postgres::Object;
use futures_util::StreamExt;
use futures_util::future::join;
use futures_util::stream::FuturesOrdered;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Row, Statement};

/// How many statements of one list are on their way at the same time.
const PIPELINE: usize = 256;

type Driver<T> = Result<T, tokio_postgres::Error>;

/// A connection inside a transaction.
pub(crate) struct Pg {
    client: Option<Object>,
    /// What to send in front of the first statement; nothing once it was sent.
    begin: Option<&'static str>,
    /// A statement failed; nothing of this transaction will be kept.
    pub(crate) failed: bool,
    /// Another transaction was in the way.
    pub(crate) retry: bool,
    /// The connection is not to be used again.
    broken: bool,
    /// Set while a statement is on its way, so that whoever polls the closure knows what it waits for.
    flight: Arc<AtomicBool>,
}

/// How COMMIT went.
pub(crate) enum Commit {
    Done,
    Retry,
    Failed(Error),
}

struct Flight<'a>(&'a AtomicBool);

impl<'a> Flight<'a> {
    fn start(flag: &'a AtomicBool) -> Self {
        flag.store(true, Ordering::Relaxed);
        Flight(flag)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// What a statement failed with.
enum Fail {
    Driver(tokio_postgres::Error),
    /// BEGIN was refused but the statement ran: it stands alone and can't be taken back.
    Unframed(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for Fail {
    fn from(e: tokio_postgres::Error) -> Self {
        Fail::Driver(e)
    }
}

impl Pg {
    pub(crate) fn new(client: Object, begin: &'static str, flight: Arc<AtomicBool>) -> Self {
        Pg { client: Some(client), begin: Some(begin), failed: false, retry: false, broken: false, flight }
    }

    pub(crate) async fn query(&mut self, sql: &str, args: &[Val<'_>]) -> Result<Vec<Row>> {
        let (client, begin, flight) = self.enter(args)?;
        let _flight = Flight::start(&flight);
        let out = async {
            let statement = prepare(client, sql, args).await?;
            framed(client, begin, query(client, &statement, args)).await
        };
        let out = out.await;
        self.leave(sql, out)
    }

    pub(crate) async fn query_many(&mut self, sql: &str, list: &[Vec<Val<'_>>]) -> Result<Vec<Vec<Row>>> {
        let Some(head) = list.first() else { return Ok(Vec::new()) };
        list.iter().try_for_each(|args| self.check(args))?;
        let (client, begin, flight) = self.enter(head)?;
        let _flight = Flight::start(&flight);
        let out = async {
            let statement = prepare(client, sql, head).await?;
            framed(client, begin, pipeline(list, |args| query(client, &statement, args))).await
        };
        let out = out.await;
        self.leave(sql, out)
    }

    pub(crate) async fn exec(&mut self, sql: &str, args: &[Val<'_>]) -> Result<u64> {
        let (client, begin, flight) = self.enter(args)?;
        let _flight = Flight::start(&flight);
        let out = async {
            let statement = prepare(client, sql, args).await?;
            framed(client, begin, execute(client, &statement, args)).await
        };
        let out = out.await;
        self.leave(sql, out)
    }

    pub(crate) async fn exec_many(&mut self, sql: &str, list: &[Vec<Val<'_>>]) -> Result<u64> {
        let Some(head) = list.first() else { return Ok(0) };
        list.iter().try_for_each(|args| self.check(args))?;
        let (client, begin, flight) = self.enter(head)?;
        let _flight = Flight::start(&flight);
        let out = async {
            let statement = prepare(client, sql, head).await?;
            framed(client, begin, pipeline(list, |args| execute(client, &statement, args))).await
        };
        let out = out.await.map(|counts| counts.iter().sum());
        self.leave(sql, out)
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        let (client, begin, flight) = self.enter(&[])?;
        let _flight = Flight::start(&flight);
        let out = framed(client, begin, client.batch_execute(sql)).await;
        self.leave(sql, out)
    }

    /// Mapping a row is part of its statement: a column that doesn't fit fails the transaction on both databases.
    pub(crate) fn read<T>(&mut self, out: Result<T>) -> Result<T> {
        self.failed |= out.is_err();
        out
    }

    fn check(&mut self, args: &[Val<'_>]) -> Result<()> {
        let checked = value::check(args);
        self.read(checked)
    }

    /// Counts the statement as failed until [`leave`](Self::leave) says otherwise.
    fn enter(&mut self, args: &[Val<'_>]) -> Result<(&Object, &mut Option<&'static str>, Arc<AtomicBool>)> {
        if self.failed {
            return Err(Error::Aborted);
        }
        self.check(args)?;
        self.failed = true;
        let client = self.client.as_ref().ok_or_else(Error::closed)?;
        Ok((client, &mut self.begin, self.flight.clone()))
    }

    fn leave<T>(&mut self, sql: &str, out: Result<T, Fail>) -> Result<T> {
        match out {
            Ok(out) => {
                self.failed = false;
                Ok(out)
            }
            Err(Fail::Driver(e)) => {
                self.retry |= error::retryable(&e);
                Err(Error::postgres(&e, sql))
            }
            Err(Fail::Unframed(e)) => {
                self.broken = true;
                Err(Error::Unknown(chain(&e)))
            }
        }
    }

    pub(crate) async fn commit(mut self) -> Commit {
        if self.begin.is_some() {
            return Commit::Done;
        }
        let Some(client) = &self.client else { return Commit::Failed(Error::closed()) };
        match client.batch_execute("commit").await {
            Ok(()) => {
                self.begin = Some("");
                Commit::Done
            }
            Err(e) if error::retryable(&e) => {
                self.begin = Some("");
                Commit::Retry
            }
            Err(e) if e.as_db_error().is_none() || error::fatal(&e) => Commit::Failed(Error::Unknown(chain(&e))),
            Err(e) => {
                self.begin = Some("");
                Commit::Failed(Error::postgres(&e, "commit"))
            }
        }
    }

    pub(crate) async fn rollback(mut self) {
        if self.begin.is_some() || self.broken {
            return;
        }
        if let Some(client) = &self.client
            && client.batch_execute("rollback").await.is_ok()
        {
            self.begin = Some("");
        }
    }
}

impl Drop for Pg {
    fn drop(&mut self) {
        let ended = self.begin.is_some() && !self.broken;
        if let Some(client) = self.client.take()
            && !ended
        {
            drop(Object::take(client));
        }
    }
}

/// Runs something, in one round trip with BEGIN if that wasn't sent yet.
async fn framed<T>(client: &Object, begin: &mut Option<&'static str>, what: impl Future<Output = Driver<T>>) -> Result<T, Fail> {
    let Some(begin) = begin.take() else { return Ok(what.await?) };
    // `join` polls in this order and the driver sends when it is polled first, so BEGIN leaves first.
    match join(client.batch_execute(begin), what).await {
        (Ok(()), out) => Ok(out?),
        (Err(e), Ok(_)) => Err(Fail::Unframed(e)),
        (Err(e), Err(_)) => Err(e.into()),
    }
}

pub(crate) fn pg_type(kind: Kind) -> Type {
    match kind {
        Kind::Text => Type::TEXT,
        Kind::Int => Type::INT8,
        Kind::Bool => Type::BOOL,
        Kind::Real => Type::FLOAT8,
        Kind::Bytes => Type::BYTEA,
    }
}

pub(crate) async fn prepare(client: &Object, sql: &str, args: &[Val<'_>]) -> Driver<Statement> {
    let types: Vec<Type> = args.iter().map(|arg| pg_type(arg.kind())).collect();
    client.prepare_typed_cached(sql, &types).await
}

pub(crate) async fn query(client: &Object, statement: &Statement, args: &[Val<'_>]) -> Driver<Vec<Row>> {
    client.query(statement, &params(args)).await
}

async fn execute(client: &Object, statement: &Statement, args: &[Val<'_>]) -> Driver<u64> {
    client.execute(statement, &params(args)).await
}

fn params<'a>(args: &'a [Val<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect()
}

/// Sends the statements in order, up to [`PIPELINE`] ahead of the answers. The first failure is the one that is reported.
pub(crate) async fn pipeline<'a, T, Fut>(list: &'a [Vec<Val<'a>>], each: impl Fn(&'a [Val<'a>]) -> Fut) -> Driver<Vec<T>>
where
    Fut: Future<Output = Driver<T>>,
{
    let mut out = Vec::with_capacity(list.len());
    for chunk in list.chunks(PIPELINE) {
        let mut running: FuturesOrdered<Fut> = chunk.iter().map(|args| each(args)).collect();
        while let Some(answer) = running.next().await {
            out.push(answer?);
        }
    }
    Ok(out)
}

impl ToSql for Val<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Val::Null(_) => Ok(IsNull::Yes),
            Val::Int(n) => n.to_sql(&Type::INT8, out),
            Val::Bool(b) => b.to_sql(&Type::BOOL, out),
            Val::Real(x) => x.to_sql(&Type::FLOAT8, out),
            Val::Text(t) => t.to_sql(&Type::TEXT, out),
            Val::Bytes(b) => b.to_sql(&Type::BYTEA, out),
        }
    }

    // The statement was prepared with the types of these very values.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
