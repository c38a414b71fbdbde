//! One loop for each kind finds lanes that are due; one task for each lane that this node holds brings what is owed.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use hobnail_cx::{Core, Cx, Notice, crash};
use hobnail_wire::{CorpId, Outcome};
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Deliver, Delivery, State, Trace, Verdict,
    store::{self, NEVER, PARKED},
};
use crate::worker::{LEASE_MS, LOOK};

/// Lanes that a node works on at once, of one kind.
const HELD: usize = 512;
/// How often the lease of a lane that is worked on is extended, on the machine's clock.
const EXTEND: Duration = Duration::from_secs(10);

type Held = Arc<Mutex<HashSet<(CorpId, String)>>>;

/// The loop of one kind.
pub(crate) struct Lanes {
    cx: Cx,
    kind: &'static str,
    deliver: Arc<dyn Deliver>,
    held: Held,
    owner: String,
    work: watch::Receiver<()>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Lanes {
    pub(crate) fn new(
        core: &Arc<Core>,
        kind: &'static str,
        deliver: Arc<dyn Deliver>,
        tracker: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        Lanes {
            cx: Cx::internal(core),
            kind,
            deliver,
            held: Held::default(),
            owner: std::process::id().to_string(),
            work: core.bus.work(),
            tracker: tracker.clone(),
            stop: stop.clone(),
        }
    }

    pub(crate) async fn run(mut self) {
        while !self.stop.is_cancelled() {
            let due = match self.look().await {
                Ok(due) => due,
                Err(fault) => {
                    tracing::error!(%fault, kind = self.kind, "lanes could not be claimed");
                    NEVER
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => {}
                _ = self.work.changed() => {}
                () = self.cx.core.clock.until(due) => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        self.deliver.finish(&self.cx).await;
    }

    /// Takes up the lanes that are due; when the next one will be.
    async fn look(&self) -> Outcome<i64> {
        let busy = self.held().len();
        let now = self.cx.now_ms();
        let found = store::lanes(&mut self.cx.db(), self.kind, (busy + HELD) as i64).await?;
        for (corp, lane, due) in found {
            let name = (corp, lane);
            if self.held().contains(&name) {
                continue;
            }
            if due > now {
                return Ok(due);
            }
            if !self.deliver.is_there(&self.cx, &name.0, &name.1) {
                self.park(name).await?;
                continue;
            }
            if self.held().len() >= HELD {
                return Ok(NEVER);
            }
            let (owner, (corp, lane)) = (self.owner.clone(), name.clone());
            let claim = self.cx.tx(async move |tx| store::claim(tx, &corp, &lane, now, now + LEASE_MS, &owner).await).await?;
            if let Some(claim) = claim {
                crash::point("delivery.claimed");
                self.held().insert(name.clone());
                let task = Task {
                    cx: self.cx.clone(),
                    deliver: self.deliver.clone(),
                    corp: name.0,
                    lane: name.1,
                    claim,
                    held: self.held.clone(),
                    work: self.cx.core.bus.work(),
                    stop: self.stop.clone(),
                };
                self.tracker.spawn(task.run());
            }
        }
        Ok(NEVER)
    }

    /// The subscriber is not there. It may come while this is written, and then nobody else would make the lane due.
    async fn park(&self, (corp, lane): (CorpId, String)) -> Outcome<()> {
        let now = self.cx.now_ms();
        let (of, name) = (corp.clone(), lane.clone());
        self.cx.tx(async move |tx| store::park(tx, &of, &name, now).await).await?;
        if self.deliver.is_there(&self.cx, &corp, &lane) {
            let cx = self.cx.clone();
            self.cx.tx(async move |tx| super::came(tx, &cx, &corp, &lane).await).await?;
        }
        Ok(())
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashSet<(CorpId, String)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One lane in this node's hands.
struct Task {
    cx: Cx,
    deliver: Arc<dyn Deliver>,
    corp: CorpId,
    lane: String,
    claim: i64,
    held: Held,
    work: watch::Receiver<()>,
    stop: CancellationToken,
}

impl Task {
    async fn run(mut self) {
        if let Err(fault) = self.work_off().await {
            tracing::error!(%fault, lane = self.lane, "a lane is given back with its work undone");
            let (corp, lane, claim, due) = (self.corp.clone(), self.lane.clone(), self.claim, self.cx.now_ms() + 1_000);
            // If that fails too, the lease ends by itself.
            let _ = self.cx.tx(async move |tx| store::release(tx, &corp, &lane, claim, due, "").await).await;
        }
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&(self.corp.clone(), self.lane.clone()));
        // The loop may have passed this lane over while it was held.
        self.cx.core.bus.wake();
    }

    async fn work_off(&mut self) -> Outcome<()> {
        let mut flying: JoinSet<Verdict> = JoinSet::new();
        let mut aloft: HashMap<tokio::task::Id, Delivery> = HashMap::new();
        let mut extended = Instant::now();
        loop {
            self.work.borrow_and_update();
            let next = self.send_off(&mut flying, &mut aloft).await?;
            if flying.is_empty() {
                if self.let_go().await? {
                    return Ok(());
                }
                continue;
            }
            let stop = self.stop.clone();
            let stopping = stop.is_cancelled();
            let full = flying.len() >= self.deliver.at_once();
            tokio::select! {
                first = flying.join_next_with_id() => {
                    let mut ended = Vec::new();
                    let mut next = first;
                    while let Some(done) = next {
                        land(done, &mut aloft, &mut ended);
                        next = flying.try_join_next_with_id();
                    }
                    if !self.write(ended.into()).await? {
                        return Ok(());
                    }
                }
                _ = self.work.changed(), if !full && !stopping => {}
                () = self.cx.core.clock.until(next), if !full && !stopping => {}
                () = stop.cancelled(), if !stopping => {}
                () = tokio::time::sleep(EXTEND.saturating_sub(extended.elapsed())) => {
                    extended = Instant::now();
                    if !self.extend().await? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Starts as many as there is room for; when the next one is due that is not yet.
    async fn send_off(&self, flying: &mut JoinSet<Verdict>, aloft: &mut HashMap<tokio::task::Id, Delivery>) -> Outcome<i64> {
        let room = self.deliver.at_once().saturating_sub(flying.len());
        if room == 0 || self.stop.is_cancelled() || !self.deliver.is_there(&self.cx, &self.corp, &self.lane) {
            return Ok(NEVER);
        }
        let now = self.cx.now_ms();
        let found = store::ready(&mut self.cx.db(), &self.corp, &self.lane, now, (room + flying.len()) as i64).await?;
        let sent: HashSet<i64> = aloft.values().map(|d| d.event_id).collect();
        for delivery in found.into_iter().filter(|d| !sent.contains(&d.event_id)).take(room) {
            let (cx, deliver, sent) = (self.cx.clone(), self.deliver.clone(), delivery.clone());
            let task = flying.spawn(async move { deliver.deliver(&cx, &sent).await });
            aloft.insert(task.id(), delivery);
        }
        if flying.is_empty() {
            return Ok(NEVER);
        }
        store::next_due(&mut self.cx.db(), &self.corp, &self.lane, now).await
    }

    /// Writes what came of the tries, against a crowd of other writers too: what was sent should not be sent again. `false`:
    /// the lane is not ours any more, and nothing was written.
    async fn write(&self, ended: Arc<[(Delivery, Verdict)]>) -> Outcome<bool> {
        crash::point("delivery.sent");
        for _ in 0..4 {
            match self.write_once(ended.clone()).await {
                Ok(written) => return Ok(written),
                Err(fault) => tracing::warn!(%fault, lane = self.lane, "results are written again"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.write_once(ended).await
    }

    async fn write_once(&self, ended: Arc<[(Delivery, Verdict)]>) -> Outcome<bool> {
        let (cx, corp, lane, claim) = (self.cx.clone(), self.corp.clone(), self.lane.clone(), self.claim);
        let waits = self.deliver.waits();
        let written = self.cx.tx(async move |tx| {
            if !store::holds(tx, &corp, &lane, claim).await? {
                return Ok(false);
            }
            let now = cx.now_ms();
            for (delivery, verdict) in ended.iter() {
                let attempt = delivery.attempt + 1;
                let (state, due, trace) = match verdict {
                    Verdict::Away => continue,
                    Verdict::Taken(trace) => (State::Done, now, trace),
                    Verdict::Never(trace) => (State::Failed, now, trace),
                    Verdict::Again(trace, wait) => match waits.get(delivery.attempt as usize) {
                        Some(usual) => (State::Waiting, now + wait.unwrap_or(*usual), trace),
                        None => (State::Failed, now, trace),
                    },
                };
                store::write_try(tx, delivery, state, due, attempt, trace, now).await?;
            }
            cx.after_commit(Notice::Deliveries { corp: corp.clone() });
            crash::point("delivery.before_commit");
            Ok(true)
        });
        let written = written.await?;
        crash::point("delivery.after_commit");
        Ok(written)
    }

    async fn extend(&self) -> Outcome<bool> {
        let (corp, lane, claim, until) = (self.corp.clone(), self.lane.clone(), self.claim, self.cx.now_ms() + LEASE_MS);
        self.cx.tx(async move |tx| store::extend(tx, &corp, &lane, claim, until).await).await
    }

    /// Gives the lane back, unless there is more to do right now.
    async fn let_go(&self) -> Outcome<bool> {
        let (corp, lane, claim, now) = (self.corp.clone(), self.lane.clone(), self.claim, self.cx.now_ms());
        let stopping = self.stop.is_cancelled();
        let there = self.deliver.is_there(&self.cx, &corp, &lane);
        let gone = self.cx.tx(async move |tx| {
            let first = store::first_due(tx, &corp, &lane).await?;
            if there && first <= now && !stopping && store::holds(tx, &corp, &lane, claim).await? {
                return Ok(false);
            }
            let (due, owner) = if there || stopping { (first, "") } else { (NEVER, PARKED) };
            store::release(tx, &corp, &lane, claim, due, owner).await?;
            Ok(true)
        });
        let gone = gone.await?;
        if gone && !there && self.deliver.is_there(&self.cx, &self.corp, &self.lane) {
            let (cx, corp, lane) = (self.cx.clone(), self.corp.clone(), self.lane.clone());
            self.cx.tx(async move |tx| super::came(tx, &cx, &corp, &lane).await).await?;
        }
        Ok(gone)
    }
}

/// A try that panicked was not taken.
fn land(
    done: Result<(tokio::task::Id, Verdict), JoinError>,
    aloft: &mut HashMap<tokio::task::Id, Delivery>,
    ended: &mut Vec<(Delivery, Verdict)>,
) {
    let (id, verdict) = match done {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(%error, "a delivery failed in an unexpected way");
            (error.id(), Verdict::Again(Trace { why: "internal error".into(), ..Trace::default() }, None))
        }
    };
    ended.extend(aloft.remove(&id).map(|delivery| (delivery, verdict)));
}
