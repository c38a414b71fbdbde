//! `GET calls`: every call in and out, its request, reply, duration, and the rule that decided.

use hobnail_wire::{endpoint, endpoints, serde_json::Value, wire};

/// Calls after `after`, oldest first; waits until one comes.
#[wire]
pub struct CallsGet {
    /// Only calls of this path: exact, a template such as `/v1.0/oauth2/{corpId}/token`, or a beginning that ends with `*`.
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
    /// 0 when the connection was cut without an answer.
    pub http_status: i64,
    pub reply: Value,
    pub duration_us: i64,
    /// `OK`, or the name of what refused: a code's, `INJECTED` (a fault of `POST faults`), `ADDRESS_LIMIT`, `HOST_REFUSED`.
    pub rule: String,
    /// The field that the refusal names.
    pub field: Option<String>,
    /// The fault of `POST faults` that this call met, if only by its delay.
    pub fault_id: Option<i64>,
    pub corp_id: Option<String>,
    pub agent_id: Option<i64>,
}

endpoint!(CallsGet => CallsGetReply, Console GET "/_hobnail/v1/calls", dev);
endpoints![CallsGet];
