//! `GET calls`: every call in and out, its request, reply, duration, and the rule that decided.

use hobnail_control_api::calls::{CallsGet, CallsGetReply, LoggedCall};
use std::time::Duration;

use hobnail_cx::Cx;
use hobnail_wire::Outcome;

use super::tap;

pub async fn get(_: Cx, req: CallsGet) -> Outcome<CallsGetReply> {
    let log = &tap()?.calls;
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
            field: call.field,
            fault_id: call.fault_id,
            corp_id: call.corp_id,
            agent_id: call.agent_id,
        })
        .collect();
    Ok(CallsGetReply { calls, next })
}
