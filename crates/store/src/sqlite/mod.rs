//! SQLite: one file, one writer thread, a stack of reader connections.
//!
//! Writes are messages to the [`writer`]. Reads run on the caller's own thread on a connection from a locked stack, since a point read
//! takes microseconds and changing threads would take longer; scans go to a blocking thread. Every connection has the same settings:
//! write-ahead log, FULL synchronisation, `"text"` is never a string, `like` looks at case, and readers can't write.
//!
//! **Failure**: a reader connection is dropped, not put back, if its closure panicked or left it in a transaction. **Deliberately
//! not**: no limit on reader connections but the number of threads that read at the same time.

pub(crate) mod session;
pub(crate) mod writer;

use crate::stats::Counters;
use crate::tx::Tx;
use crate::{Error, Options, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use session::{Fail, Lite};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};
use writer::{Answer, Closure, Work};

/// Idle reader connections beyond this number are closed.
const IDLE: usize = 16;

pub(crate) struct Sqlite {
    path: PathBuf,
    options: Options,
    /// Taken away by `close`.
    jobs: RwLock<Option<SyncSender<Work>>>,
    done: Mutex<Option<oneshot::Receiver<()>>>,
    idle: Mutex<Vec<Connection>>,
    scans: Semaphore,
    pub(crate) counters: Arc<Counters>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, options: &Options) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(512);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Without it SQLite compiles a statement again whenever a value that its plan might depend on is bound anew: nearly each time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(match options.durable {
        true => "pragma synchronous = full",
        false => "pragma synchronous = off",
    })?;
    conn.execute_batch("pragma foreign_keys = on; pragma case_sensitive_like = on; pragma temp_store = memory")?;
    Ok(conn)
}

impl Sqlite {
    pub(crate) fn open(path: &Path, options: Options) -> Result<Self> {
        let unavailable = |e: rusqlite::Error| Error::Unavailable(format!("{}: {e}", path.display()));
        let mut conn = connect(path, &options).map_err(unavailable)?;
        let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |r| r.get(0)).map_err(unavailable)?;
        if !mode.eq_ignore_ascii_case("wal") {
            return Err(Error::Setup(format!("{} can't keep a write-ahead log ({mode})", path.display())));
        }
        if let Some(setup) = &options.setup {
            setup.0(&mut conn);
        }
        let (jobs, waiting) = sync_channel(options.queue);
        let (finished, done) = oneshot::channel();
        let counters = Arc::<Counters>::default();
        let counted = counters.clone();
        let thread = std::thread::Builder::new().name("store-writer".into());
        thread
            .spawn(move || {
                writer::serve(conn, &waiting, &counted);
                let _ = finished.send(());
            })
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        Ok(Sqlite {
            path: path.to_owned(),
            scans: Semaphore::new(options.scans),
            options,
            jobs: RwLock::new(Some(jobs)),
            done: Mutex::new(Some(done)),
            idle: Mutex::default(),
            counters,
        })
    }

    pub(crate) fn submit<T, E, F>(&self, f: F) -> Result<oneshot::Receiver<Answer<T, E>>>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let runtime = tokio::runtime::Handle::try_current().ok();
        let job = Box::new(Closure { f, reply, span: tracing::Span::current(), runtime, outcome: None });
        self.send(Work::Job(job)).map(|()| answer)
    }

    fn send(&self, work: Work) -> Result<()> {
        let jobs = self.jobs.read().unwrap_or_else(PoisonError::into_inner);
        match jobs.as_ref().ok_or_else(Error::closed)?.try_send(work) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => {
                self.counters.busy();
                Err(Error::Busy)
            }
            Err(TrySendError::Disconnected(_)) => Err(Error::Unavailable("the writer has ended".into())),
        }
    }

    pub(crate) async fn restore(&self, file: PathBuf) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.send(Work::Restore(file, reply))?;
        answer.await.unwrap_or_else(|_| Err(Error::closed()))
    }

    /// Runs on a reader connection, on this thread.
    pub(crate) fn reader<T>(&self, sql: &str, f: impl FnOnce(&Connection) -> Result<T, Fail>) -> Result<T> {
        let conn = self.take()?;
        let out = f(&conn).map_err(|fail| fail.into_error(sql));
        self.put(conn);
        out
    }

    /// The same on a thread that may block, for scans.
    pub(crate) async fn scan<T: Send + 'static>(
        self: Arc<Self>,
        sql: &'static str,
        f: impl FnOnce(&Connection) -> Result<T, Fail> + Send + 'static,
    ) -> Result<T> {
        let this = self.clone();
        let _turn = self.scans.acquire().await.map_err(|_| Error::closed())?;
        match tokio::task::spawn_blocking(move || this.reader(sql, f)).await {
            Ok(out) => out,
            Err(e) if e.is_panic() => std::panic::resume_unwind(e.into_panic()),
            Err(_) => Err(Error::closed()),
        }
    }

    /// A closure on one snapshot, on this thread.
    pub(crate) fn read<T, E, F>(&self, f: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let conn = self.take()?;
        let begun = conn.prepare_cached("begin").and_then(|mut s| s.execute([]));
        begun.map_err(|e| Error::sqlite(&e, "begin"))?;
        let mut tx = Tx::lite(Lite::new(conn));
        let outcome = writer::poll(f, &mut tx);
        let failed = tx.into_lite().is_none_or(|session| {
            let ended = session.conn.prepare_cached("rollback").and_then(|mut s| s.execute([])).is_ok();
            if ended {
                self.put(session.conn);
            }
            session.failed
        });
        match outcome {
            Ok(Ok(_)) if failed => Err(Error::Aborted.into()),
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    fn take(&self) -> Result<Connection> {
        if let Some(conn) = lock(&self.idle).pop() {
            return Ok(conn);
        }
        if self.jobs.read().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Err(Error::closed());
        }
        let conn = connect(&self.path, &self.options).map_err(|e| Error::sqlite(&e, "connect"))?;
        // Pages are read where they lie in memory, and not copied by a call for each.
        conn.execute_batch("pragma query_only = on; pragma mmap_size = 1073741824").map_err(|e| Error::sqlite(&e, "connect"))?;
        Ok(conn)
    }

    fn put(&self, conn: Connection) {
        let open = self.jobs.read().unwrap_or_else(PoisonError::into_inner).is_some();
        let mut idle = lock(&self.idle);
        if open && idle.len() < IDLE && conn.is_autocommit() {
            idle.push(conn);
        }
    }

    pub(crate) fn vacuum_into(&self, path: &Path) -> Result<()> {
        let target = path.to_str().ok_or_else(|| Error::Setup(format!("{} is not UTF-8", path.display())))?;
        // Neither the stack nor `query_only`: this one writes, though not into the database.
        let conn = connect(&self.path, &self.options).map_err(|e| Error::sqlite(&e, "connect"))?;
        conn.execute("vacuum into ?1", [target]).map_err(|e| Error::sqlite(&e, "vacuum into"))?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        drop(self.jobs.write().unwrap_or_else(PoisonError::into_inner).take());
        lock(&self.idle).clear();
        let done = lock(&self.done).take();
        if let Some(done) = done {
            let _ = done.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_compiled_once_whatever_is_bound() {
        let conn = connect(Path::new(":memory:"), &Options::default()).unwrap();
        conn.execute_batch("create table t (a text, b bigint); create index t_a on t (a, b)").unwrap();
        let sql = "select b from t where a = $1 and b > $2 order by b limit $3";
        for n in 0..5 {
            conn.prepare_cached(sql).unwrap().query_map((format!("a{n}"), n, n), |_| Ok(())).unwrap().for_each(drop);
        }
        assert_eq!(conn.prepare_cached(sql).unwrap().get_status(StatementStatus::RePrepare), 0);
    }
}
