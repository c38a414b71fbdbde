//! `GET calls`: every call in and out, its request, reply, duration, and the rule that decided.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use hobnail_cx::Cx;
use hobnail_edge::Calls;
use hobnail_wire::{Fault, Outcome, endpoint, endpoints, serde_json::Value, wire};

/// Calls after `after`, oldest first; waits until one comes.
#[wire]
pub struct CallsGet {
    /// Only calls of this path.
    pub path: Option<String>,
    /// `next` of the reply before.
    pub after: Option<i64>,
    #[limit(min = 0, max = 60_000)]
    pub wait_ms: Option<i64>,
    #[limit(min = 1, max = 1000)]
    pub limit: Option<i64>,
}

#[wire]
pub struct CallsGetReply {
    pub calls: Vec<LoggedCall>,
    pub next: i64,
}

#[wire]
pub struct LoggedCall {
    pub id: i64,
    /// `in` or `out`.
    pub direction: String,
    pub at_ms: i64,
    pub method: String,
    pub path: String,
    /// Name of the contract; empty for unknown paths.
    pub endpoint: String,
    /// Arguments without secrets.
    pub request: Value,
    pub http_status: i64,
    pub reply: Value,
    pub duration_us: i64,
    /// `OK`, or the name of the code that refused.
    pub rule: String,
    pub corp_id: Option<String>,
    pub agent_id: Option<i64>,
}

endpoint!(CallsGet => CallsGetReply, Console GET "/_hobnail/v1/calls", dev);
endpoints![CallsGet];

static LOG: OnceLock<Arc<Calls>> = OnceLock::new();

/// One server a process.
pub(super) fn install(log: Arc<Calls>) {
    let _ = LOG.set(log);
}

pub async fn get(_: Cx, req: CallsGet) -> Outcome<CallsGetReply> {
    let log = LOG.get().ok_or_else(|| Fault::internal("no call log"))?;
    let after = req.after.unwrap_or(0);
    let wait = Duration::from_millis(req.wait_ms.unwrap_or(0) as u64);
    let found = log.after(after, req.path.as_deref(), req.limit.unwrap_or(200) as usize, wait).await;
    let next = found.last().map_or(after, |call| call.id);
    let calls = found
        .into_iter()
        .map(|call| LoggedCall {
            id: call.id,
            direction: call.direction.into(),
            at_ms: call.at_ms,
            method: call.method,
            path: call.path,
            endpoint: call.endpoint,
            request: call.request,
            http_status: call.status.into(),
            reply: call.reply,
            duration_us: call.micros as i64,
            rule: call.rule,
            corp_id: call.corp_id,
            agent_id: call.agent_id,
        })
        .collect();
    Ok(CallsGetReply { calls, next })
}

/// Forgets every call.
pub(super) fn clear() {
    if let Some(log) = LOG.get() {
        log.clear();
    }
}
