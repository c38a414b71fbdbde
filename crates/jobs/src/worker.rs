//! The worker: one loop per kind of job, one per schedule, one that hands events to their subscribers.
//!
//! Each loop looks at its rows, works, and sleeps until a commit leaves work, the clock reaches the next due moment, or a
//! second has gone by (another node's work, or a lost notice). Loops stop between two batches when the worker is told to.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use hobnail_cx::{Core, Cx, crash, retention::EVERY_MS};
use hobnail_store::{Backend, Tx};
use hobnail_wire::Outcome;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Event, Job, event, job, schedule};

/// How long a claim lasts on the server's clock. Longer work extends it step by step.
pub(crate) const LEASE_MS: i64 = 30_000;
/// Without any notice, how often a loop looks at its rows.
const LOOK: Duration = Duration::from_secs(1);

type Pending = Pin<Box<dyn Future<Output = Outcome<()>> + Send>>;
type Handler = Arc<dyn Fn(Cx, Vec<Job>) -> Pending + Send + Sync>;
type Task = Arc<dyn Fn(Cx) -> Pending + Send + Sync>;

/// The subscriber port: writes the deliveries of an event, in the transaction that marks it as expanded.
pub trait Expand: Send + Sync {
    fn expand<'a>(
        &'a self,
        tx: &'a mut Tx,
        cx: &'a Cx,
        event: &'a Event,
    ) -> Pin<Box<dyn Future<Output = Outcome<()>> + Send + 'a>>;
}

/// What the server does in the background.
#[derive(Default)]
pub struct Worker {
    kinds: HashMap<&'static str, (i64, Handler)>,
    tasks: Vec<(&'static str, i64, Task)>,
    expand: Option<Arc<dyn Expand>>,
}

impl Worker {
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `handler` on batches of up to `batch` jobs of one kind. It must end each with [`crate::done`] or [`crate::later`];
    /// those that it leaves are tried again when their lease ends.
    pub fn on<F, R>(&mut self, kind: &'static str, batch: i64, handler: F)
    where
        F: Fn(Cx, Vec<Job>) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome<()>> + Send + 'static,
    {
        let twice = self.kinds.insert(kind, (batch, Arc::new(move |cx, jobs| Box::pin(handler(cx, jobs)))));
        assert!(twice.is_none(), "two handlers for {kind} jobs");
    }

    /// Runs `task` every `period_ms` of the server's clock, on one node at a time.
    pub fn every<F, R>(&mut self, name: &'static str, period_ms: i64, task: F)
    where
        F: Fn(Cx) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome<()>> + Send + 'static,
    {
        self.tasks.push((name, period_ms, Arc::new(move |cx| Box::pin(task(cx)))));
    }

    /// Fills the subscriber port.
    pub fn expand_with(&mut self, expand: Arc<dyn Expand>) {
        self.expand = Some(expand);
    }

    /// Starts all loops on `tracker`; they end after `stop`.
    pub async fn start(mut self, core: &Arc<Core>, tracker: &TaskTracker, stop: &CancellationToken) -> Outcome<()> {
        let cx = Cx::internal(core);
        if core.db.backend() == Backend::Sqlite {
            let now = cx.now_ms();
            let left = cx.tx(async move |tx| job::reclaim(tx, now).await).await?;
            if left > 0 {
                tracing::info!(jobs = left, "taking up work that the last run left");
            }
        }
        self.every("jobs.events", EVERY_MS, event::forget_old);
        for (kind, (batch, handler)) in self.kinds {
            let looper = Loop::new(core, stop);
            tracker.spawn(async move { looper.run_kind(kind, batch, handler).await });
        }
        for (name, period_ms, task) in self.tasks {
            let looper = Loop::new(core, stop);
            tracker.spawn(async move { looper.run_schedule(name, period_ms, task).await });
        }
        let (looper, expand) = (Loop::new(core, stop), self.expand);
        tracker.spawn(async move { looper.run_expander(expand).await });
        Ok(())
    }
}

struct Loop {
    cx: Cx,
    owner: String,
    work: watch::Receiver<()>,
    stop: CancellationToken,
}

impl Loop {
    fn new(core: &Arc<Core>, stop: &CancellationToken) -> Self {
        Loop { cx: Cx::internal(core), owner: std::process::id().to_string(), work: core.bus.work(), stop: stop.clone() }
    }

    /// Sleeps until there may be work: see the module's essay. `false`: stop.
    async fn rest(&mut self, due_ms: Option<i64>) -> bool {
        let clock = self.cx.core.clock.clone();
        let due = async move {
            match due_ms {
                Some(due_ms) => clock.until(due_ms).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.stop.cancelled() => return false,
            _ = self.work.changed() => {}
            () = due => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        !self.stop.is_cancelled()
    }

    async fn run_kind(mut self, kind: &'static str, batch: i64, handler: Handler) {
        loop {
            if self.stop.is_cancelled() {
                return;
            }
            let (now, owner) = (self.cx.now_ms(), self.owner.clone());
            let claimed = match job::next_due(&mut self.cx.db(), kind).await {
                Ok(Some(due)) if due <= now => {
                    self.cx.tx(async move |tx| job::claim(tx, kind, now, now + LEASE_MS, &owner, batch).await).await
                }
                Ok(due) => {
                    if !self.rest(due).await {
                        return;
                    }
                    continue;
                }
                Err(fault) => Err(fault),
            };
            let outcome = match claimed {
                Ok(jobs) if jobs.is_empty() => Ok(()),
                Ok(jobs) => {
                    crash::point("jobs.claimed");
                    let retry: Vec<_> = jobs.clone();
                    match handler(self.cx.clone(), jobs).await {
                        Ok(()) => Ok(()),
                        Err(fault) => {
                            self.give_back(retry).await;
                            Err(fault)
                        }
                    }
                }
                Err(fault) => Err(fault),
            };
            if let Err(fault) = outcome {
                tracing::error!(%fault, kind, "a batch of jobs failed");
                if !self.rest(None).await {
                    return;
                }
            }
        }
    }

    /// After a failed batch: what the handler did not end is tried again, later each time.
    async fn give_back(&self, jobs: Vec<Job>) {
        let (cx, now) = (self.cx.clone(), self.cx.now_ms());
        let gave = self
            .cx
            .tx(async move |tx| {
                for job in &jobs {
                    let wait = 1000_i64 << job.attempt.clamp(0, 6);
                    job::later(tx, &cx, job, now + wait).await?;
                }
                Ok(())
            })
            .await;
        if let Err(fault) = gave {
            tracing::error!(%fault, "jobs stay leased until their lease ends");
        }
    }

    async fn run_schedule(mut self, name: &'static str, period_ms: i64, task: Task) {
        let first = self.cx.now_ms() + period_ms;
        if let Err(fault) = self.cx.tx(async move |tx| schedule::add(tx, name, first).await).await {
            tracing::error!(%fault, name, "could not enter the schedule");
        }
        loop {
            let mut next = schedule::next(&mut self.cx.db(), name).await.ok().flatten();
            let now = self.cx.now_ms();
            if next.is_some_and(|next| next > now + period_ms) {
                if let Err(fault) = self.cx.tx(async move |tx| schedule::not_after(tx, name, now + period_ms).await).await {
                    tracing::error!(%fault, name, "could not bring a schedule forward");
                }
                next = Some(now + period_ms);
            }
            if next.is_none_or(|next| next > now) {
                if !self.rest(next).await {
                    return;
                }
                continue;
            }
            let ran = match self.cx.tx(async move |tx| schedule::claim(tx, name, now, now + period_ms).await).await {
                Ok(true) => task(self.cx.clone()).await,
                Ok(false) => Ok(()),
                Err(fault) => Err(fault),
            };
            if let Err(fault) = ran {
                tracing::error!(%fault, name, "a scheduled task failed");
            }
        }
    }

    async fn run_expander(mut self, expand: Option<Arc<dyn Expand>>) {
        loop {
            if self.stop.is_cancelled() {
                return;
            }
            let events = event::unexpanded(&mut self.cx.db(), 500).await.unwrap_or_default();
            if events.is_empty() {
                if !self.rest(None).await {
                    return;
                }
                continue;
            }
            let (cx, expand) = (self.cx.clone(), expand.clone());
            let done = self
                .cx
                .tx(async move |tx| {
                    for event in &events {
                        if event::mark_expanded(tx, event).await?
                            && let Some(expand) = &expand
                        {
                            expand.expand(tx, &cx, event).await?;
                        }
                    }
                    Ok(())
                })
                .await;
            if let Err(fault) = done {
                tracing::error!(%fault, "events could not be handed to their subscribers");
                if !self.rest(None).await {
                    return;
                }
            }
        }
    }
}
