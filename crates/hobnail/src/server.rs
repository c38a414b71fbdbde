//! Opening, wiring and running a server; the same for `dev`, for `serve` and for tests in the process.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use hobnail_cx::{Bus, Clock, Core, Files, Ids, Limits, Mode, Registry, Secrets};
use hobnail_edge::{AccessLog, DevTap, Edge, Settings};
use hobnail_jobs::Worker;
use hobnail_store::{Db, Options as StoreOptions};
use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{assets::Embedded, control, domains};

/// Anything that keeps a server from starting, in words for the person who starts it.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

/// Which database.
pub enum Database {
    /// A file in this folder.
    Sqlite(PathBuf),
    /// A PostgreSQL URL.
    Postgres(String),
}

/// How a server runs.
pub struct Options {
    pub mode: Mode,
    pub listen: SocketAddr,
    pub database: Database,
    pub secrets: Secrets,
    pub limits: Limits,
    /// Folder of files that belong to the server.
    pub data: PathBuf,
    pub access_log: Option<PathBuf>,
    /// Dev mode on addresses other than loopback.
    pub unsafe_public: bool,
}

/// Opens the database, brings it up to date and makes the core.
///
/// Files lie in `data`.
pub async fn open(
    database: &Database,
    data: PathBuf,
    mode: Mode,
    secrets: Secrets,
    limits: Limits,
) -> Result<Arc<Core>, StartError> {
    let db = match database {
        Database::Sqlite(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
            Db::open_sqlite(&folder.join("hobnail.db"), StoreOptions::default())?
        }
        Database::Postgres(url) => Db::open_postgres(url, StoreOptions::default()).await?,
    };
    db.migrate(&domains::migrations()).await?;
    let ids = Ids::open(&db).await?;
    let files = Files::local(&data.join("files")).map_err(|e| format!("{}: {e}", data.display()))?;
    Ok(Arc::new(Core { data, db, files, clock: Clock::default(), ids, secrets, limits, bus: Bus::default(), mode }))
}

/// A server that answers.
pub struct Running {
    pub core: Arc<Core>,
    pub addr: SocketAddr,
    stop: CancellationToken,
    tracker: TaskTracker,
    serving: JoinHandle<std::io::Result<()>>,
}

/// Binds, starts the workers, and answers.
pub async fn start(core: Arc<Core>, options: &Options) -> Result<Running, StartError> {
    let dev = options.mode == Mode::Dev;
    if dev && !options.unsafe_public && !options.listen.ip().is_loopback() {
        return Err(format!(
            "dev mode binds loopback addresses only, and {} is not one; see --unsafe-public",
            options.listen.ip()
        )
        .into());
    }
    let stop = CancellationToken::new();
    let tracker = TaskTracker::new();
    let mut registry = Registry::new();
    domains::routes(&mut registry);
    let tap = dev.then(|| Arc::new(DevTap::default()));
    if let Some(tap) = &tap {
        control::restore_clock(&core).await?;
        control::routes(&mut registry, tap.clone());
    }
    let settings = Settings {
        core: core.clone(),
        registry,
        identify: domains::identity(),
        feeds: domains::feeds(),
        assets: Some(Arc::new(Embedded)),
        access_log: match &options.access_log {
            Some(path) => AccessLog::file(path).map_err(|e| format!("{}: {e}", path.display()))?,
            None => AccessLog::none(),
        },
        tap,
        pending: pending(),
        loopback_only: dev && !options.unsafe_public,
    };
    let listening = Edge::bind(options.listen, settings, stop.clone()).await.map_err(|e| format!("{}: {e}", options.listen))?;
    let addr = listening.local_addr()?;
    let mut worker = Worker::new();
    domains::work(&mut worker);
    worker.start(&core, &tracker, &stop).await?;
    let serving = tokio::spawn(listening.serve());
    Ok(Running { core, addr, stop, tracker, serving })
}

impl Running {
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Stops accepting, finishes what was accepted (up to ten seconds), ends the workers, closes the database.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tracker.close();
        let finish = async {
            let _ = self.serving.await;
            self.tracker.wait().await;
        };
        if tokio::time::timeout(Duration::from_secs(10), finish).await.is_err() {
            tracing::warn!("some work did not finish within ten seconds; it goes on after the next start");
        }
        self.core.db.clone().close().await;
    }
}

/// The catalogue's APIs that are not built: lines of `method path id`.
fn pending() -> Vec<(&'static str, &'static str)> {
    const PENDING: &str = include_str!("../../../catalogue/pending.txt");
    PENDING
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?))
        })
        .collect()
}
