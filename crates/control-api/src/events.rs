//! Events out of thin air, subscriptions without a console, and what became of deliveries.

use hobnail_wire::{AgentId, CorpId, JsonObject, endpoint, endpoints, wire};

/// Emits a documented event, as if it had happened.
#[wire]
pub struct EventEmit {
    /// The event's type, such as `user_add_org`.
    pub event: String,
    /// Its fields; any may be missing, others than the documented ones are refused.
    pub fields: Option<JsonObject>,
    /// Events of one key are delivered one after the other. Without it, in any order.
    #[limit(max_len = 128)]
    pub key: Option<String>,
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
}

#[wire]
pub struct EventEmitReply {
    pub event_id: i64,
}

endpoint!(EventEmit => EventEmitReply, Console POST "/_hobnail/v1/events", dev);

/// Changes how an app is told of events, as the developer console does.
#[wire]
pub struct SubscriptionMake {
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
    pub agent_id: AgentId,
    /// `http`, `stream` or `none`.
    pub way: String,
    /// For `http`: it must answer a `check_url` event.
    pub url: Option<String>,
    /// For `http`; made when absent.
    pub token: Option<String>,
    /// For `http`; made when absent.
    pub aes_key: Option<String>,
    /// Event types; every event when absent.
    pub events: Option<Vec<String>>,
}

#[wire]
pub struct SubscriptionMakeReply {
    pub token: Option<String>,
    pub aes_key: Option<String>,
    /// What ends the encrypted text.
    pub key_id: Option<String>,
}

endpoint!(SubscriptionMake => SubscriptionMakeReply, Console POST "/_hobnail/v1/subscriptions", dev);

/// What an app was told, or is to be told, newest first; waits until there are so many.
#[wire]
pub struct DeliveriesGet {
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
    pub agent_id: AgentId,
    /// `waiting`, `done` or `failed`.
    pub state: Option<String>,
    /// Only those that were tried so often, or more.
    #[limit(min = 0, max = 1000)]
    pub attempts: Option<i64>,
    /// How many to wait for; 1 when absent.
    #[limit(min = 0, max = 1000)]
    pub count: Option<i64>,
    #[limit(min = 0, max = 60_000)]
    pub wait_ms: Option<i64>,
    #[limit(min = 1, max = 1000)]
    pub limit: Option<i64>,
}

#[wire]
pub struct DeliveriesGetReply {
    pub deliveries: Vec<MadeDelivery>,
}

#[wire]
pub struct MadeDelivery {
    pub event_id: i64,
    pub event: String,
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// HTTP status or acknowledgement code of the last try; 0 when nothing came.
    pub status: i64,
    /// What was sent, before encryption.
    pub request: String,
    pub reply: String,
    /// Why the last try was not taken.
    pub why: String,
}

endpoint!(DeliveriesGet => DeliveriesGetReply, Console GET "/_hobnail/v1/deliveries", dev);
endpoints![EventEmit, SubscriptionMake, DeliveriesGet];
