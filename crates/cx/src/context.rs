//! [`Core`] and [`Cx`].

use std::{
    future::Future,
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use hobnail_outgoing::Outgoing;
use hobnail_store::{Db, Read, Tx};
use hobnail_wire::{CorpId, Fault, Outcome, Upload};
use jiff::tz::TimeZone;

use crate::{
    Bus, Caller, Clock, Ending, FilePart, Files, Ids, Limits, Notice, Parts, Retention, Secrets, app_calls::AppCalls,
    caller::Who, days,
};

/// How the server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Loopback, a demo organisation, the control API.
    Dev,
    /// Production.
    Serve,
}

/// What lives as long as the server.
pub struct Core {
    /// Folder of files that belong to the server; the SQLite file lies here too.
    pub data: PathBuf,
    pub db: Db,
    /// What people and apps upload.
    pub files: Files,
    pub clock: Clock,
    pub ids: Ids,
    pub secrets: Secrets,
    pub limits: Limits,
    pub retention: Retention,
    pub bus: Bus,
    pub app_calls: AppCalls,
    pub ending: Ending,
    /// When this process was made, by the machine's clock.
    pub started_ms: i64,
    /// How others are called over HTTP; closed until the server starts.
    pub outgoing: Outgoing,
    /// What domains keep in memory.
    pub parts: Parts,
    pub mode: Mode,
}

impl Core {
    /// The same server with other ids, for making rows: it calls nobody.
    pub fn with_ids(&self, ids: Ids) -> Core {
        Core {
            data: self.data.clone(),
            db: self.db.clone(),
            files: self.files.clone(),
            clock: self.clock.clone(),
            ids,
            secrets: self.secrets.clone(),
            limits: self.limits.clone(),
            retention: self.retention.clone(),
            bus: self.bus.clone(),
            ending: self.ending.clone(),
            started_ms: self.started_ms,
            outgoing: Outgoing::default(),
            parts: Parts::default(),
            app_calls: AppCalls::default(),
            mode: self.mode,
        }
    }
}

/// What a handler is given. Cheap to clone; closures of transactions take a clone.
#[derive(Clone)]
pub struct Cx {
    pub core: Arc<Core>,
    pub caller: Caller,
    /// Where the call came from, and its id; empty for jobs.
    pub origin: Arc<Origin>,
    after: Arc<AfterCommit>,
}

/// What is told once a transaction has committed.
#[derive(Default)]
struct AfterCommit {
    work: AtomicBool,
    notices: Mutex<Vec<Notice>>,
}

/// Facts of the request behind a [`Cx`].
#[derive(Default)]
pub struct Origin {
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// The Host header: the name by which the caller reaches this server.
    pub host: Option<String>,
    /// The Authorization header, which clients of OpenID Connect may prove themselves with.
    pub authorization: Option<String>,
    /// The files of a multipart body.
    pub files: Vec<FilePart>,
    /// The session cookie's value, on console calls.
    pub cookie: Option<String>,
    /// What the reply sets it to; see [`Cx::set_cookie`].
    pub set_cookie: OnceLock<String>,
}

impl Cx {
    pub fn new(core: Arc<Core>, caller: Caller, origin: Origin) -> Self {
        Cx { core, caller, origin: Arc::new(origin), after: Arc::default() }
    }

    /// For jobs, start-up and fixtures: nobody is calling.
    pub fn internal(core: &Arc<Core>) -> Self {
        Cx::new(core.clone(), Caller::anyone(), Origin::default())
    }

    pub fn db(&self) -> &Db {
        &self.core.db
    }

    pub fn now_ms(&self) -> i64 {
        self.core.clock.now_ms()
    }

    /// A fresh id; inside a transaction too, where a second run takes a new one.
    pub fn id(&self) -> Outcome<i64> {
        self.core.ids.next()
    }

    /// The caller's corp, cloned for a transaction's closure.
    pub fn corp(&self) -> Outcome<CorpId> {
        self.caller.corp().cloned()
    }

    /// The caller's organisation's zone.
    pub fn zone(&self) -> TimeZone {
        match &self.caller.who {
            Who::App(app) => app.zone.clone(),
            Who::Person(person) => person.zone.clone(),
            Who::User(_) | Who::Sso(_) | Who::Anyone => days::zone(days::DEFAULT_ZONE),
        }
    }

    /// The address by which the caller reaches this server, such as `https://ding.example`. Dev mode speaks http; in
    /// production a proxy in front speaks https.
    pub fn own_origin(&self) -> String {
        let scheme = if self.is_dev() { "http" } else { "https" };
        format!("{scheme}://{}", self.origin.host.as_deref().unwrap_or("localhost"))
    }

    pub fn is_dev(&self) -> bool {
        self.core.mode == Mode::Dev
    }

    /// The file that an argument stands for; `None` when the caller sent none there.
    pub fn uploaded(&self, upload: Option<&Upload>) -> Option<&FilePart> {
        self.origin.files.get(upload?.index()?)
    }

    /// Sets the session cookie with the reply; an empty value ends the session in the browser. The first call counts.
    pub fn set_cookie(&self, value: String) {
        let _ = self.origin.set_cookie.set(value);
    }

    /// Called inside a transaction that left work for `jobs`: the worker is woken after the commit.
    pub fn left_work(&self) {
        self.after.work.store(true, Ordering::Relaxed);
    }

    /// Called inside a transaction: the notice is sent after the commit, and dropped with a refusal.
    pub fn after_commit(&self, notice: Notice) {
        self.after.notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }

    /// All or nothing, durable when it returns `Ok`; see [`Db::tx`].
    pub fn tx<T, F>(&self, f: F) -> impl Future<Output = Outcome<T>> + Send + use<T, F>
    where
        F: AsyncFn(&mut Tx) -> Result<T, Fault> + Send + 'static,
        T: Send + 'static,
    {
        let (db, bus, after) = (self.core.db.clone(), self.core.bus.clone(), self.after.clone());
        async move {
            let done = db.tx::<T, Fault, F>(f).await;
            let notices = std::mem::take(&mut *after.notices.lock().unwrap_or_else(PoisonError::into_inner));
            let work = after.work.swap(false, Ordering::Relaxed);
            if done.is_ok() {
                notices.into_iter().for_each(|notice| bus.send(notice));
                if work {
                    bus.wake();
                }
            }
            done
        }
    }

    /// Several statements on one snapshot; see [`Db::read`].
    pub fn read<T, F>(&self, f: F) -> impl Future<Output = Outcome<T>> + Send + use<T, F>
    where
        F: AsyncFn(&mut Read) -> Result<T, Fault> + Send + 'static,
        T: Send + 'static,
    {
        let db = self.core.db.clone();
        async move { db.read::<T, Fault, F>(f).await }
    }
}
