//! `POST`, `GET` and `DELETE faults`, `DELETE faults/{id}`: the next calls of an API fail as asked.

use hobnail_wire::{Empty, endpoint, endpoints, wire};

/// Makes the next calls of an API fail.
#[wire]
pub struct FaultMake {
    /// Exact, a template such as `/v1.0/oauth2/{corpId}/token`, or a beginning that ends with `*`.
    #[limit(min_len = 1, max_len = 256)]
    pub path: String,
    /// How many calls fail; one when absent.
    #[limit(min = 1, max = 1_000_000)]
    pub times: Option<i64>,
    /// Answer with this errcode, as the API's style writes it.
    pub errcode: Option<i64>,
    /// Answer with this HTTP status.
    #[limit(min = 200, max = 599)]
    pub http_status: Option<i64>,
    /// Wait so long first; alone, the call then goes on.
    #[limit(min = 0, max = 600_000)]
    pub delay_ms: Option<i64>,
    /// Cut the connection without an answer.
    pub drop: Option<bool>,
}

#[wire]
pub struct FaultMakeReply {
    pub id: i64,
}

endpoint!(FaultMake => FaultMakeReply, Console POST "/_hobnail/v1/faults", dev);

/// The faults that still have calls to fail.
#[wire]
pub struct FaultsGet {}

#[wire]
pub struct FaultsGetReply {
    pub faults: Vec<WaitingFault>,
}

#[wire]
pub struct WaitingFault {
    pub id: i64,
    pub path: String,
    /// Calls left to fail.
    pub times: i64,
    pub errcode: Option<i64>,
    pub http_status: Option<i64>,
    pub delay_ms: Option<i64>,
    pub drop: bool,
}

endpoint!(FaultsGet => FaultsGetReply, Console GET "/_hobnail/v1/faults", dev);

/// Forgets every fault.
#[wire]
pub struct FaultsEnd {}

endpoint!(FaultsEnd => Empty, Console DELETE "/_hobnail/v1/faults", dev);

/// Forgets one fault; nothing happens when it has ended.
#[wire]
pub struct FaultEnd {
    pub id: i64,
}

endpoint!(FaultEnd => Empty, Console DELETE "/_hobnail/v1/faults/{id}", dev);
endpoints![FaultMake, FaultsGet, FaultsEnd, FaultEnd];
