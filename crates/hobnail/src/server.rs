//! Opening, wiring and running a server; the same for `dev`, for `serve` and for tests in the process.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use hobnail_cx::{Bus, Clock, Core, Ending, Files, Ids, Limits, Mode, Registry, Retention, Secrets};
use hobnail_edge::{AccessLog, Calls, DevTap, Edge, Faults, Networks, OutTap, Rotation, Settings};
use hobnail_jobs::Worker;
use hobnail_outgoing::{Guard, Outgoing};
use hobnail_store::{Db, Options as StoreOptions};
use hobnail_wire::{Fault, Outcome};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

use crate::{assets::Embedded, config::Network, control, domains, operation::Watch};

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
    pub retention: Retention,
    /// Folder of files that belong to the server.
    pub data: PathBuf,
    pub access_log: Option<(PathBuf, Rotation)>,
    pub trusted_proxies: Networks,
    pub metrics_from: Networks,
    /// How long calls are still taken after the end was announced.
    pub drain: Duration,
    /// How long what was taken may then go on.
    pub finish: Duration,
    pub network: Network,
    /// Dev mode on addresses other than loopback: what its control API is then opened with.
    pub public_token: Option<String>,
}

/// Opens the database, brings it up to date and makes the core.
///
/// Files lie in `data`.
pub async fn open(options: &Options) -> Result<Arc<Core>, StartError> {
    let db = match &options.database {
        Database::Sqlite(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
            Db::open_sqlite(&folder.join("hobnail.db"), StoreOptions::default())?
        }
        Database::Postgres(url) => Db::open_postgres(url, StoreOptions::default()).await?,
    };
    db.migrate(&domains::migrations()).await?;
    let ids = Ids::open(&db).await?;
    let data = options.data.clone();
    let files = Files::local(&data.join("files")).map_err(|e| format!("{}: {e}", data.display()))?;
    Ok(Arc::new(Core {
        data,
        db,
        files,
        clock: Clock::default(),
        ids,
        secrets: options.secrets.clone(),
        limits: options.limits.clone(),
        retention: options.retention.clone(),
        bus: Bus::default(),
        outgoing: Outgoing::default(),
        parts: Default::default(),
        app_calls: Default::default(),
        ending: Ending::default(),
        started_ms: Clock::default().now_ms(),
        mode: options.mode,
    }))
}

/// Migrates a database that was replaced by an older copy.
pub async fn bring_up_to_date(db: Db) -> Outcome<()> {
    // Migrating is a future that can't move between threads.
    let runtime = tokio::runtime::Handle::current();
    let migrated = tokio::task::spawn_blocking(move || runtime.block_on(db.migrate(&domains::migrations())));
    Ok(migrated.await.map_err(Fault::internal)??)
}

/// A server that answers.
pub struct Running {
    pub core: Arc<Core>,
    pub addr: SocketAddr,
    drain: Duration,
    finish: Duration,
    tracker: TaskTracker,
    serving: JoinHandle<std::io::Result<()>>,
}

/// Binds, starts the workers, and answers.
pub async fn start(core: Arc<Core>, options: &Options) -> Result<Running, StartError> {
    let dev = options.mode == Mode::Dev;
    if dev && options.public_token.is_none() && !options.listen.ip().is_loopback() {
        return Err(format!(
            "dev mode binds loopback addresses only, and {} is not one; see --unsafe-public",
            options.listen.ip()
        )
        .into());
    }
    let tracker = TaskTracker::new();
    let mut registry = Registry::new();
    domains::routes(&mut registry);
    let tap = dev.then(|| {
        let calls = Calls::new(&core.retention, &core.ending);
        Arc::new(DevTap { calls, faults: Faults::default() })
    });
    core.outgoing.open(Guard::new(&options.network.allow, dev).map_err(|e| format!("[network] allow: {e}"))?)?;
    hobnail_events::tell_clients(&core, &options.network.stream_endpoint);
    if let Some(tap) = &tap {
        core.outgoing.watched_by(Arc::new(OutTap::new(tap.clone(), core.clock.clone())));
        control::restore_clock(&core).await?;
        control::keep_files(&core);
        control::routes(&mut registry, tap.clone());
    }
    let settings = Settings {
        core: core.clone(),
        registry,
        identify: domains::identity(),
        feeds: domains::feeds(),
        sockets: domains::sockets(),
        assets: Some(Arc::new(Embedded)),
        access_log: match &options.access_log {
            Some((path, rotation)) => AccessLog::file(path, *rotation).map_err(|e| format!("{}: {e}", path.display()))?,
            None => AccessLog::none(),
        },
        tap,
        pending: pending(),
        loopback_only: dev && options.public_token.is_none(),
        dev_token: options.public_token.clone(),
        trusted_proxies: options.trusted_proxies.clone(),
        metrics_from: options.metrics_from.clone(),
        operation: Box::new(Watch::new(&core)),
    };
    let listening = Edge::bind(options.listen, settings).await.map_err(|e| format!("{}: {e}", options.listen))?;
    let addr = listening.local_addr()?;
    let mut worker = Worker::new();
    domains::work(&mut worker);
    worker.start(&core, &tracker, &core.ending.token()).await?;
    let serving = tokio::spawn(listening.serve());
    Ok(Running { core, addr, drain: options.drain, finish: options.finish, tracker, serving })
}

impl Running {
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Says that it is not ready and goes on answering for the time that is configured, or until `hurry`.
    pub async fn drain(&self, hurry: impl Future<Output = ()>) {
        self.core.ending.drain();
        tokio::select! {
            () = tokio::time::sleep(self.drain) => {}
            () = hurry => {}
        }
    }

    /// Stops accepting, finishes what was accepted within the time that is configured, ends the workers, closes the database.
    pub async fn stop(self) {
        self.core.ending.stop();
        self.tracker.close();
        let finish = async {
            let _ = self.serving.await;
            self.tracker.wait().await;
        };
        if tokio::time::timeout(self.finish, finish).await.is_err() {
            let seconds = self.finish.as_secs();
            tracing::warn!(seconds, "not everything ended in time: calls were cut, and jobs go on after the next start");
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
