//! The worker: one loop per kind of job, one per schedule, one that hands events to their subscribers.
//!
//! Each loop looks at its rows, works, and sleeps until a commit leaves work, the clock reaches the next due moment, or a
//! second has gone by (another node's work, or a lost notice). Loops stop between two batches when the worker is told to.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use hobnail_cx::{Core, Cx, crash, retention::EVERY_MS};
use hobnail_store::Backend;
use hobnail_wire::Outcome;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Job,
    delivery::{self, Deliver, Lanes, Subscribers},
    event, expand, job, schedule,
};

/// How long a claim lasts on the server's clock. Longer work extends it step by step.
pub(crate) const LEASE_MS: i64 = 30_000;
/// Without any notice, how often a loop looks at its rows.
pub(crate) const LOOK: Duration = Duration::from_secs(1);

type Pending = Pin<Box<dyn Future<Output = Outcome<()>> + Send>>;
type Handler = Arc<dyn Fn(Cx, Vec<Job>) -> Pending + Send + Sync>;
type Task = Arc<dyn Fn(Cx) -> Pending + Send + Sync>;

/// What the server does in the background.
#[derive(Default)]
pub struct Worker {
    kinds: HashMap<&'static str, (i64, Handler)>,
    tasks: Vec<(&'static str, i64, Task)>,
    subscribers: Option<Arc<dyn Subscribers>>,
    deliver: Vec<(&'static str, Arc<dyn Deliver>)>,
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

    /// Who is told of events.
    pub fn tell(&mut self, subscribers: Arc<dyn Subscribers>) {
        self.subscribers = Some(subscribers);
    }

    /// How deliveries of one kind are brought to them.
    pub fn deliver(&mut self, kind: &'static str, deliver: Arc<dyn Deliver>) {
        self.deliver.push((kind, deliver));
    }

    /// Starts all loops on `tracker`; they end after `stop`.
    pub async fn start(mut self, core: &Arc<Core>, tracker: &TaskTracker, stop: &CancellationToken) -> Outcome<()> {
        let cx = Cx::internal(core);
        if core.db.backend() == Backend::Sqlite {
            let now = cx.now_ms();
            let left = cx.tx(async move |tx| Ok(job::reclaim(tx, now).await? + delivery::reclaim(tx, now).await?)).await?;
            if left > 0 {
                tracing::info!(jobs = left, "taking up work that the last run left");
            }
        }
        self.every("jobs.deliveries", EVERY_MS, delivery::forget_old);
        self.every("jobs.events", EVERY_MS, event::forget_old);
        for (kind, (batch, handler)) in self.kinds {
            let looper = Loop::new(core, stop);
            tracker.spawn(async move { looper.run_kind(kind, batch, handler).await });
        }
        for (name, period_ms, task) in self.tasks {
            let looper = Loop::new(core, stop);
            tracker.spawn(async move { looper.run_schedule(name, period_ms, task).await });
        }
        for (kind, deliver) in self.deliver {
            tracker.spawn(Lanes::new(core, kind, deliver, tracker, stop).run());
        }
        let (looper, subscribers) = (Loop::new(core, stop), self.subscribers);
        tracker.spawn(async move { looper.run_expander(subscribers).await });
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

    async fn run_expander(mut self, subscribers: Option<Arc<dyn Subscribers>>) {
        while !self.stop.is_cancelled() {
            let done = expand::batch(&self.cx, subscribers.as_ref()).await;
            if let Err(fault) = &done {
                tracing::error!(%fault, "events could not be handed to their subscribers");
            }
            if done.unwrap_or(0) == 0 && !self.rest(None).await {
                return;
            }
        }
    }
}
