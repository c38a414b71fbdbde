//! PostgreSQL: a pool of connections and one thread on which all transactions run.
//!
//! Closures are polled on that thread, many taking turns, and never in a caller's task: a caller who hangs up can't cut a transaction
//! in half, and the closure's future needs to be `Send` for nobody. Connections are opened on that thread's runtime too, because a
//! connection lives exactly as long as the runtime that opened it. Single reads go out from the caller's task, on connections that they share ([`lines`]). Tables are never
//! read from end to end where an index will do (`enable_seqscan`): the planner would, from statistics of before a bulk load.
//!
//! Transactions are SERIALIZABLE, the only level that gives a closure the meaning it has on SQLite, snapshots are REPEATABLE READ READ
//! ONLY, and a session by default can't write, so that a stray `insert` through a plain `Db` is refused as it is on SQLite.
//!
//! **Failure.** Serialization failures and deadlocks run the closure again, whatever it returned, with a growing pause, and from the
//! fifth time on alone on this node ([`run::Rules`]), for two seconds; then `Contended`. A connection lost before COMMIT is `Unavailable`, during COMMIT `Unknown`; neither is retried. **Deliberately not**:
//! no TLS (use a unix socket or a private network), no cancelling of a running statement.

mod lines;
mod run;
pub(crate) mod session;

use crate::error::chain;
use crate::stats::Counters;
use crate::value::{self, Val};
use crate::{Error, Options, Result};
use deadpool_postgres::{Connect, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType};
use futures_util::future::BoxFuture;
use lines::Lines;
use run::{Job, Rules};
use std::rc::Rc;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::{JoinHandle, LocalSet};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, NoTls, Row};

/// The begin of a transaction and of a snapshot.
pub(crate) const WRITE: &str = "begin isolation level serializable read write";
pub(crate) const READ: &str = "begin isolation level repeatable read read only";

const SESSION: &str = "set default_transaction_read_only = on; set client_min_messages = warning; set timezone = 'UTC';
    set standard_conforming_strings = on; set enable_seqscan = off; set idle_in_transaction_session_timeout = '60s'";

pub(crate) struct Postgres {
    pool: Pool,
    lines: Lines,
    /// Taken away by `close`.
    jobs: RwLock<Option<mpsc::UnboundedSender<Job>>>,
    done: Mutex<Option<oneshot::Receiver<()>>>,
    queue: Arc<Semaphore>,
    pub(crate) counters: Arc<Counters>,
}

/// Opens connections on the transaction thread's runtime, whoever asks for one.
struct Connector(Handle);

impl Connect for Connector {
    fn connect(&self, config: &Config) -> BoxFuture<'_, Result<(Client, JoinHandle<()>), tokio_postgres::Error>> {
        let config = config.clone();
        let (tell, told) = oneshot::channel();
        self.0.spawn(async move {
            let opened = async {
                let (client, connection) = config.connect(NoTls).await?;
                // The driver has to run for the session's settings to arrive.
                let task = tokio::spawn(async move {
                    if let Err(e) = connection.await {
                        tracing::warn!(error = %chain(&e), "a connection to PostgreSQL was lost");
                    }
                });
                client.batch_execute(SESSION).await?;
                Ok((client, task))
            };
            let _ = tell.send(opened.await);
        });
        Box::pin(async move {
            match told.await {
                Ok(opened) => opened,
                // The thread has ended. The driver lets nobody make its errors, but this one is easily had.
                Err(_) => Err(Config::new().connect(NoTls).await.map(drop).expect_err("a connection to nowhere")),
            }
        })
    }
}

/// The number of a parameter whose type the server couldn't infer.
fn undecided(e: &tokio_postgres::Error) -> Option<usize> {
    let code = e.code()?;
    if *code != SqlState::INDETERMINATE_DATATYPE && *code != SqlState::AMBIGUOUS_PARAMETER {
        return None;
    }
    let number = e.as_db_error()?.message().split_once('$')?.1.split(|c: char| !c.is_ascii_digit()).next()?;
    number.parse().ok().filter(|n| *n > 0)
}

fn pool_error(e: PoolError) -> Error {
    match e {
        PoolError::Closed => Error::closed(),
        PoolError::Backend(e) => Error::Unavailable(chain(&e)),
        PoolError::Timeout(TimeoutType::Wait) => Error::Busy,
        PoolError::Timeout(_) => Error::Unavailable("the server does not answer".into()),
        other => Error::Unavailable(other.to_string()),
    }
}

impl Postgres {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self> {
        let mut config = Config::from_str(url).map_err(|e| Error::Setup(chain(&e)))?;
        config.application_name("hobnail").connect_timeout(Duration::from_secs(5));
        let (jobs, waiting) = mpsc::unbounded_channel();
        let (ready, handle) = oneshot::channel();
        let (finished, done) = oneshot::channel();
        let retry = options.retry;
        let thread = std::thread::Builder::new().name("store-postgres".into());
        let spawned = thread.spawn(move || {
            match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => serve(&runtime, ready, waiting, retry),
                Err(e) => drop(ready.send(Err(e))),
            }
            let _ = finished.send(());
        });
        spawned.map_err(|e| Error::Unavailable(e.to_string()))?;
        let handle = match handle.await {
            Ok(Ok(handle)) => handle,
            Ok(Err(e)) => return Err(Error::Unavailable(e.to_string())),
            Err(_) => return Err(Error::closed()),
        };
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_connect(config, Connector(handle), recycling);
        let wait = Some(options.wait);
        let pool = Pool::builder(manager)
            .max_size(options.pool)
            .runtime(Runtime::Tokio1)
            .wait_timeout(wait)
            .create_timeout(wait)
            .recycle_timeout(wait)
            .build()
            .map_err(|e| Error::Setup(e.to_string()))?;
        let this = Postgres {
            pool,
            lines: Lines::of(options.pool),
            jobs: RwLock::new(Some(jobs)),
            done: Mutex::new(Some(done)),
            queue: Arc::new(Semaphore::new(options.queue)),
            counters: Arc::default(),
        };
        this.inspect().await?;
        Ok(this)
    }

    /// Text must sort by bytes, as it does on SQLite; pages would skip or repeat rows otherwise.
    async fn inspect(&self) -> Result<()> {
        let client = self.client().await?;
        let sql = "select ('B' < 'a' and 'a-b' < 'aa' and 'a b' < 'aa' and 'é' > 'z'), current_setting('server_encoding')";
        let row = client.query_one(sql, &[]).await.map_err(|e| Error::postgres(&e, sql))?;
        let (bytewise, encoding): (bool, String) = (row.get(0), row.get(1));
        match bytewise && encoding == "UTF8" {
            true => Ok(()),
            false => Err(Error::Setup(
                "it must sort text by bytes: create database .. template template0 encoding 'UTF8' locale 'C'".into(),
            )),
        }
    }

    async fn client(&self) -> Result<Object> {
        self.pool.get().await.map_err(pool_error)
    }

    pub(crate) async fn query(&self, sql: &str, args: &[Val<'_>]) -> Result<Vec<Row>> {
        value::check(args)?;
        let line = self.lines.line(&self.pool).await?;
        run_on(&line, sql, args).await
    }

    /// The same on a connection of its own: for what may take long.
    pub(crate) async fn page(&self, sql: &str, args: &[Val<'_>]) -> Result<Vec<Row>> {
        value::check(args)?;
        run_on(&self.client().await?, sql, args).await
    }

    pub(crate) async fn query_many(&self, sql: &str, list: &[Vec<Val<'_>>]) -> Result<Vec<Vec<Row>>> {
        let Some(head) = list.first() else { return Ok(Vec::new()) };
        list.iter().try_for_each(|args| value::check(args))?;
        let line = self.lines.line(&self.pool).await?;
        let out = async {
            let statement = session::prepare(&line, sql, head).await?;
            session::pipeline(list, |args| session::query(&line, &statement, args)).await
        };
        out.await.map_err(|e| Error::postgres(&e, sql))
    }

    /// Prepares without arguments, letting the server infer the types. When a statement runs, its arguments say what they are; here,
    /// a parameter that the server can't decide about may be of any kind with which the statement makes sense.
    pub(crate) async fn prepare_check(&self, sql: &str) -> Result<()> {
        let client = self.client().await?;
        let mut open = vec![Vec::new()];
        let mut tries = 0;
        let mut last = None;
        while let Some(types) = open.pop().filter(|_| tries < 200) {
            tries += 1;
            let Err(e) = client.prepare_typed(sql, &types).await else { return Ok(()) };
            if let Some(n) = undecided(&e).filter(|n| types.get(n - 1).is_none_or(|t| *t == Type::UNKNOWN)) {
                for guess in [Type::BYTEA, Type::FLOAT8, Type::BOOL, Type::INT8, Type::TEXT] {
                    let mut types = types.clone();
                    types.resize(types.len().max(n), Type::UNKNOWN);
                    types[n - 1] = guess;
                    open.push(types);
                }
            }
            last = Some(e);
        }
        last.map_or(Ok(()), |e| Err(Error::postgres(&e, sql)))
    }

    pub(crate) async fn close(&self) {
        drop(self.jobs.write().unwrap_or_else(PoisonError::into_inner).take());
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(done) = done {
            let _ = done.await;
        }
        self.lines.close();
        self.pool.close();
    }
}

async fn run_on(client: &Object, sql: &str, args: &[Val<'_>]) -> Result<Vec<Row>> {
    let out = async {
        let statement = session::prepare(client, sql, args).await?;
        session::query(client, &statement, args).await
    };
    out.await.map_err(|e| Error::postgres(&e, sql))
}

/// The transaction thread: runs until every sender has gone and every transaction has ended.
fn serve(
    runtime: &tokio::runtime::Runtime,
    ready: oneshot::Sender<std::io::Result<Handle>>,
    mut jobs: mpsc::UnboundedReceiver<Job>,
    retry: Duration,
) {
    if ready.send(Ok(runtime.handle().clone())).is_err() {
        return;
    }
    let local = LocalSet::new();
    let rules = Rc::new(Rules::new(retry));
    local.block_on(runtime, async {
        while let Some(job) = jobs.recv().await {
            tokio::task::spawn_local(job(rules.clone()));
        }
    });
    runtime.block_on(local);
}

/// How PostgreSQL's own programs reach a database, as their environment: a password on a command line is read by everybody.
///
/// # Errors
/// [`Error::Setup`]: not a connection string.
pub fn environment(url: &str) -> Result<Vec<(&'static str, String)>> {
    let config = parsed(url)?;
    let mut out = Vec::new();
    if let Some(host) = config.get_hosts().first() {
        out.push((
            "PGHOST",
            match host {
                tokio_postgres::config::Host::Tcp(host) => host.clone(),
                tokio_postgres::config::Host::Unix(folder) => folder.display().to_string(),
            },
        ));
    }
    out.extend(config.get_ports().first().map(|port| ("PGPORT", port.to_string())));
    out.extend(config.get_user().map(|user| ("PGUSER", user.to_owned())));
    out.extend(config.get_password().map(|password| ("PGPASSWORD", String::from_utf8_lossy(password).into_owned())));
    out.push(("PGDATABASE", name(url)?));
    Ok(out)
}

/// Name of the database that a connection string is about.
///
/// # Errors
/// [`Error::Setup`]: not a connection string.
pub fn name(url: &str) -> Result<String> {
    let config = parsed(url)?;
    Ok(config.get_dbname().or(config.get_user()).unwrap_or_default().to_owned())
}

fn parsed(url: &str) -> Result<Config> {
    Config::from_str(url).map_err(|error| Error::Setup(chain(&error)))
}
