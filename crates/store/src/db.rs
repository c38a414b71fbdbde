//! The database as everybody holds it: a cheap clone that is SQLite or PostgreSQL.

use crate::postgres::{self, Postgres};
use crate::row::FromRow;
use crate::sqlite::{Sqlite, session};
use crate::tx::{self, Read, Tx};
use crate::value::Val;
use crate::{Error, Result, Stats, nested};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A handle to one database. Clones share it.
#[derive(Clone)]
pub struct Db(Engine);

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

/// Which database it is. Domain code has no reason to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file.
    Sqlite,
    /// A PostgreSQL-compatible server or cluster.
    Postgres,
}

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Transactions that may wait; one more is [`Error::Busy`].
    pub queue: usize,
    /// PostgreSQL: connections.
    pub pool: usize,
    /// PostgreSQL: how long to wait for a connection, free or new.
    pub wait: Duration,
    /// PostgreSQL: for how long a transaction is run again when others are in the way.
    pub retry: Duration,
    /// SQLite: scans ([`Db::page`]) that run at the same time.
    pub scans: usize,
    /// SQLite: wait for the disk at each commit. Only throw-away databases go without.
    pub durable: bool,
    #[doc(hidden)]
    pub setup: Option<Setup>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            queue: 4096,
            pool: 16,
            wait: Duration::from_secs(5),
            retry: Duration::from_secs(2),
            scans: 4,
            durable: true,
            setup: None,
        }
    }
}

/// Something done to SQLite's writing connection when it is opened; how tests make disks full and commits fail.
#[doc(hidden)]
#[derive(Clone)]
pub struct Setup(pub Arc<dyn Fn(&mut rusqlite::Connection) + Send + Sync>);

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Setup")
    }
}

impl Db {
    /// Opens a file, made when it is missing, with a write-ahead log. One process at a time.
    pub fn open_sqlite(path: &Path, options: Options) -> Result<Db> {
        nested::check()?;
        Ok(Db(Engine::Sqlite(Arc::new(Sqlite::open(path, options)?))))
    }

    /// Connects to a server: `postgres://user@host/name`, or `host=/a/folder user=.. dbname=..` for a unix socket. Refuses a database
    /// that doesn't sort text by bytes.
    pub async fn open_postgres(url: &str, options: Options) -> Result<Db> {
        nested::check()?;
        Ok(Db(Engine::Postgres(Arc::new(Postgres::open(url, options).await?))))
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        match self.0 {
            Engine::Sqlite(_) => Backend::Sqlite,
            Engine::Postgres(_) => Backend::Postgres,
        }
    }

    /// What it has done since it was opened.
    pub fn stats(&self) -> Stats {
        match &self.0 {
            Engine::Sqlite(db) => db.counters.read(),
            Engine::Postgres(db) => db.counters.read(),
        }
    }

    /// All or nothing, and durable when it returns `Ok`.
    ///
    /// The closure may run more than once, so it has no side effects but rows; it awaits nothing but its `Tx`; any `Err` undoes it. It is
    /// not polled by the caller: dropping the returned future leaves a transaction that has started to run to its end, and one that
    /// still waits is left out.
    ///
    /// # Errors
    /// The closure's own, and [`Error::Busy`], [`Error::Unavailable`], [`Error::Unknown`], [`Error::Contended`], [`Error::Aborted`],
    /// [`Error::Awaited`], [`Error::Nested`]. A panic of the closure is resumed in the caller.
    pub fn tx<T, E, F>(&self, f: F) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let engine = self.0.clone();
        async move {
            nested::check()?;
            let answer = match &engine {
                Engine::Sqlite(db) => db.submit(f)?,
                Engine::Postgres(db) => db.submit(postgres::WRITE, f)?,
            };
            drop(engine);
            match answer.await {
                Ok(Ok(result)) => result,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::Unknown("the transaction's thread ended".into()).into()),
            }
        }
    }

    /// Several statements that see the same state; no writes. The same rules as for [`tx`](Self::tx). On SQLite the closure runs at once,
    /// on the caller's thread.
    pub fn read<T, E, F>(&self, f: F) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: AsyncFn(&mut Read) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let engine = self.0.clone();
        async move {
            nested::check()?;
            let f = async move |tx: &mut Tx| f(&mut tx.read).await;
            let answer = match &engine {
                Engine::Sqlite(db) => return db.read(&f),
                Engine::Postgres(db) => db.submit(postgres::READ, f)?,
            };
            match answer.await {
                Ok(Ok(result)) => result,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::closed().into()),
            }
        }
    }

    /// One statement, at most one row.
    pub async fn one<R: FromRow>(&self, sql: &'static str, args: &[Val<'_>]) -> Result<Option<R>> {
        nested::check()?;
        match &self.0 {
            Engine::Sqlite(db) => db.reader(sql, |conn| session::one(conn, sql, args)),
            Engine::Postgres(db) => tx::single(sql, &db.query(sql, args).await?),
        }
    }

    /// One statement, all rows. On SQLite it runs on the caller's thread: for more than some hundred rows take [`page`](Self::page).
    pub async fn rows<R: FromRow>(&self, sql: &'static str, args: &[Val<'_>]) -> Result<Vec<R>> {
        nested::check()?;
        match &self.0 {
            Engine::Sqlite(db) => db.reader(sql, |conn| session::rows(conn, sql, args)),
            Engine::Postgres(db) => tx::all(&db.query(sql, args).await?),
        }
    }

    /// The statement once for each row of arguments, one optional row for each.
    pub async fn rows_many<R: FromRow>(&self, sql: &'static str, rows: &[Vec<Val<'_>>]) -> Result<Vec<Option<R>>> {
        nested::check()?;
        match &self.0 {
            Engine::Sqlite(db) => db.reader(sql, |conn| session::rows_many(conn, sql, rows)),
            Engine::Postgres(db) => {
                let answers = db.query_many(sql, rows).await?;
                answers.iter().map(|rows| tx::single(sql, rows)).collect()
            }
        }
    }

    /// Like [`rows`](Self::rows), on a thread of its own on SQLite: for one page, 500 to 2,000 rows, of a scan. The page must end by
    /// itself (`limit`); the next begins after the last key of this one, so no snapshot stays open in between.
    pub async fn page<R: FromRow>(&self, sql: &'static str, args: &[Val<'_>]) -> Result<Vec<R>> {
        nested::check()?;
        match &self.0 {
            Engine::Sqlite(db) => {
                let args: Vec<Val<'static>> = args.iter().map(|arg| arg.clone().into_owned()).collect();
                db.clone().scan(sql, move |conn| session::rows(conn, sql, &args)).await
            }
            Engine::Postgres(db) => tx::all(&db.page(sql, args).await?),
        }
    }

    /// Whether the statement can be prepared, without running it. With the lists that [`sql!`](crate::sql) makes, a test does this
    /// for every statement on both databases.
    pub async fn prepare_check(&self, sql: &str) -> Result<()> {
        nested::check()?;
        match &self.0 {
            Engine::Sqlite(db) => db.reader(sql, |conn| Ok(conn.prepare(sql).map(drop)?)),
            Engine::Postgres(db) => db.prepare_check(sql).await,
        }
    }

    /// SQLite: a consistent copy of the whole database in a new file, while others go on reading and writing.
    ///
    /// # Errors
    /// [`Error::Setup`] on PostgreSQL, where `pg_dump` does this, and whatever keeps the file from being written; it must not exist.
    pub async fn vacuum_into(&self, path: impl Into<PathBuf>) -> Result<()> {
        nested::check()?;
        let Engine::Sqlite(db) = &self.0 else {
            return Err(Error::Setup("only SQLite copies itself into a file; use pg_dump".into()));
        };
        let (db, path) = (db.clone(), path.into());
        let copied = tokio::task::spawn_blocking(move || db.vacuum_into(&path)).await;
        copied.unwrap_or_else(|_| Err(Error::closed()))
    }

    /// SQLite: replaces everything by the contents of a file that [`vacuum_into`](Self::vacuum_into) made, at once and for all who have it
    /// open. The schema is the file's; [`migrate`](Self::migrate) afterwards.
    ///
    /// # Errors
    /// [`Error::Setup`] on PostgreSQL; [`Error::Unavailable`] when the file can't be read, nothing has changed then.
    pub async fn restore(&self, path: impl Into<PathBuf>) -> Result<()> {
        nested::check()?;
        match &self.0 {
            Engine::Sqlite(db) => db.restore(path.into()).await,
            Engine::Postgres(_) => Err(Error::Setup("only SQLite reads itself from a file; use pg_restore".into())),
        }
    }

    /// Ends the database for all clones: waits for every transaction that was accepted, then stops the threads. Whoever comes later gets
    /// [`Error::Unavailable`]. Inside a closure it does nothing.
    pub async fn close(self) {
        if nested::check().is_err() {
            return tracing::error!("a transaction closure tried to close the database");
        }
        match &self.0 {
            Engine::Sqlite(db) => db.close().await,
            Engine::Postgres(db) => db.close().await,
        }
    }
}
