//! Events reach their subscribers.
//!
//! ```text
//! expand    an event that was committed -> one delivery for each subscriber           Subscribers, a port
//! claim     a lane (all that one subscriber is owed) is held by one node, with a lease
//! deliver   so many at once, one after the other within a key                          Deliver, a port for each kind
//! write     what came of the tries, in one transaction for all that ended meanwhile
//! ```
//!
//! A lane is held, not a delivery: a node reads what is due, calls out, and writes only results. A slow or dead subscriber
//! holds up its own lane and no other. Within a key the first delivery alone is due; when it is over, taken or failed, the
//! next one is. A subscriber that is not there (a stream client that is not connected) is parked until it comes.
//!
//! What happens on failure: a try that was not taken is due again after the kind's wait; after the last it has failed and
//! stays to be seen, fetched or tried by hand. A node that dies leaves its lanes to others when their leases end (at once
//! on a node of its own that restarts); what it had sent without writing it down is sent again, with the same event id.
//! Every moment is the server's clock's.

mod lane;
mod store;

use std::pin::Pin;

use hobnail_cx::{Cx, Notice, Retention};
use hobnail_store::{Query, Tx, row};
use hobnail_wire::{CorpId, Outcome};

use crate::Event;

pub(crate) use lane::Lanes;
pub use store::{Failed, Shown};
pub(crate) use store::{STATEMENTS, reclaim, write};

type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who is owed an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// Names the subscriber inside its corp.
    pub lane: String,
    /// Which [`Deliver`] brings it.
    pub kind: &'static str,
}

/// The port that knows who subscribed to what.
pub trait Subscribers: Send + Sync {
    /// For each event of one corp, in their order, who is to be told of it.
    fn of<'a>(&'a self, tx: &'a mut Tx, corp: &'a CorpId, events: &'a [Event]) -> Pending<'a, Outcome<Vec<Vec<Subscriber>>>>;
}

/// The port that brings deliveries of one kind to their subscribers.
pub trait Deliver: Send + Sync {
    /// How many deliveries of one lane are under way at once.
    fn at_once(&self) -> usize;
    /// Milliseconds between tries. After one try more than these the delivery has failed.
    fn waits(&self) -> &'static [i64];
    /// Whether the subscriber is there to be told anything.
    fn is_there(&self, _cx: &Cx, _corp: &CorpId, _lane: &str) -> bool {
        true
    }
    /// When the server stops, after the last lane was taken up.
    fn finish<'a>(&'a self, _cx: &'a Cx) -> Pending<'a, ()> {
        Box::pin(async {})
    }
    fn deliver<'a>(&'a self, cx: &'a Cx, delivery: &'a Delivery) -> Pending<'a, Verdict>;
}

row! {
    /// One event for one subscriber, about to be told.
    #[derive(Clone, Debug)]
    pub struct Delivery {
        pub corp_id: CorpId,
        pub lane: String,
        pub event_id: i64,
        /// The event's type.
        pub kind: String,
        pub key: String,
        /// Tries before this one.
        pub attempt: i64,
        /// JSON text, as it was emitted.
        pub payload: String,
        pub created_ms: i64,
    }
}

/// What came of a try.
#[derive(Debug)]
pub enum Verdict {
    Taken(Trace),
    /// Not taken: again after the kind's wait, or after so many milliseconds.
    Again(Trace, Option<i64>),
    /// Can't be delivered, now or later.
    Never(Trace),
    /// The subscriber went away: not a try, again as soon as it is there.
    Away,
}

/// What is kept of a try, to be shown.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// HTTP status or acknowledgement code; 0 when nothing came.
    pub status: i64,
    pub request: String,
    pub reply: String,
    /// Empty when it was taken.
    pub why: String,
    pub took_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting = 0,
    Done = 1,
    Failed = 2,
    /// In the reply of the last call that asked for failures.
    HandedOut = 3,
    /// Whoever asked has them.
    Fetched = 4,
}

/// A lane's deliveries below `before`, newest first; all, or those in a range of states.
pub async fn page(
    q: &mut impl Query,
    corp: &CorpId,
    lane: &str,
    states: Option<(State, State)>,
    before: i64,
    limit: i64,
) -> Outcome<Vec<Shown>> {
    store::page(q, corp, lane, states.map(|(from, to)| (from as i64, to as i64)), before, limit).await
}

/// Whether a waiting delivery's `due_ms` says that another of its key comes first.
pub fn waits_behind_another(due_ms: i64) -> bool {
    due_ms >= store::NEVER
}

/// Up to `limit` failures and whether there are more. What the call before this one gave out is not given out again.
pub async fn take_failed(tx: &mut Tx, corp: &CorpId, lane: &str, limit: usize) -> Outcome<(Vec<Failed>, bool)> {
    let mut failed = store::failed(tx, corp, lane, limit as i64 + 1).await?;
    let more = failed.len() > limit;
    failed.truncate(limit);
    store::hand_out(tx, corp, lane, &failed).await?;
    Ok((failed, more))
}

/// Tries a delivery again now, from the first try on; `false` when it was taken, or is not the first of its key.
pub async fn retry(tx: &mut Tx, cx: &Cx, corp: &CorpId, to: &Subscriber, event_id: i64) -> Outcome<bool> {
    if !store::retry(tx, corp, &to.lane, event_id, cx.now_ms()).await? {
        return Ok(false);
    }
    store::put_lane(tx, corp, &to.lane, to.kind, cx.now_ms()).await?;
    cx.left_work();
    Ok(true)
}

/// Ends a delivery whose receiver acknowledged after its time; `false` when it was over already.
pub async fn settle(tx: &mut Tx, cx: &Cx, corp: &CorpId, lane: &str, event_id: i64) -> Outcome<bool> {
    cx.left_work();
    cx.after_commit(Notice::Deliveries { corp: corp.clone() });
    store::settle(tx, corp, lane, event_id, cx.now_ms()).await
}

/// What the subscriber has not been told is dropped; what failed stays to be fetched.
pub async fn forget(tx: &mut Tx, corp: &CorpId, lane: &str) -> Outcome<()> {
    store::forget(tx, corp, lane).await
}

/// From now on the lane is brought by another kind, what is waiting too.
pub async fn change_kind(tx: &mut Tx, cx: &Cx, corp: &CorpId, to: &Subscriber) -> Outcome<()> {
    cx.left_work();
    store::change_kind(tx, corp, &to.lane, to.kind, cx.now_ms()).await
}

/// The subscriber has come: a lane that was parked is due.
pub async fn came(tx: &mut Tx, cx: &Cx, corp: &CorpId, lane: &str) -> Outcome<()> {
    if store::unpark(tx, corp, lane, cx.now_ms()).await? {
        cx.left_work();
    }
    Ok(())
}

/// Deliveries that were over longer ago than events are kept are forgotten; those that nobody took in that time have failed.
pub(crate) async fn forget_old(cx: Cx) -> Outcome<()> {
    let now = cx.now_ms();
    let Some(before) = Retention::before(now, cx.core.retention.event_hours) else { return Ok(()) };
    let mut last: Option<(CorpId, String)> = None;
    loop {
        let lanes = store::all_lanes(&mut cx.db(), last.as_ref()).await?;
        let Some(end) = lanes.last().cloned() else { return Ok(()) };
        for (corp, lane) in lanes {
            cx.tx(async move |tx| store::clean(tx, &corp, &lane, before, now).await).await?;
        }
        last = Some(end);
    }
}
