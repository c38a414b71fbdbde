//! The developer console's page about an app's events.

use hobnail_wire::{AgentId, endpoint, endpoints, wire};

/// How an app is told of events, and of which.
#[wire(camel)]
pub struct EventSettingsGet {
    pub agent_id: AgentId,
}

#[wire(camel)]
pub struct EventSettingsGetReply {
    pub agent_id: AgentId,
    pub way: EventWay,
    /// The callback's address.
    pub url: Option<String>,
    pub token: Option<String>,
    pub aes_key: Option<String>,
    /// What ends the encrypted text of a callback: the corp id, or the app key.
    pub key_id: Option<String>,
    /// Every event, those that come later too.
    pub all: bool,
    /// Event types.
    pub events: Vec<String>,
    /// Stream connections that are open on this server.
    pub connections: i64,
    /// Every event there is.
    pub known: Vec<KnownEvent>,
}

#[wire]
pub enum EventWay {
    None,
    Http,
    Stream,
}

#[wire]
pub struct KnownEvent {
    /// The event's type.
    pub name: String,
    pub title: Option<String>,
    /// The part of the platform that it belongs to.
    pub module: String,
    pub http: bool,
    pub stream: bool,
}

endpoint!(EventSettingsGet => EventSettingsGetReply, Console GET "/console/api/dev/events", person);

/// Changes how an app is told of events. A callback's address must answer a `check_url` event first.
#[wire(camel)]
pub struct EventSettingsPut {
    pub agent_id: AgentId,
    pub way: EventWay,
    /// For HTTP.
    #[limit(max_len = 1024)]
    pub url: Option<String>,
    /// For HTTP; made when absent.
    pub token: Option<String>,
    /// For HTTP; made when absent.
    pub aes_key: Option<String>,
    pub all: Option<bool>,
    #[limit(max_items = 500)]
    pub events: Option<Vec<String>>,
}

endpoint!(EventSettingsPut => EventSettingsGetReply, Console POST "/console/api/dev/events", person);

/// What an app was told lately, or still is to be told, newest first.
#[wire(camel)]
pub struct EventDeliveries {
    pub agent_id: AgentId,
    pub state: Option<DeliveryState>,
    /// `next` of the page before.
    pub after: Option<i64>,
    #[limit(min = 1, max = 100)]
    pub limit: Option<i64>,
}

#[wire]
pub struct EventDeliveriesReply {
    pub items: Vec<EventDelivery>,
    pub next: Option<i64>,
}

#[wire]
pub enum DeliveryState {
    Waiting,
    Done,
    /// Given up, whether the failed list was fetched or not.
    Failed,
}

#[wire(camel)]
pub struct EventDelivery {
    /// The event's id.
    pub id: i64,
    /// The event's type.
    pub event: String,
    pub state: DeliveryState,
    pub born_ms: i64,
    /// When it is tried next; absent when it is over, or waits behind another.
    pub next_ms: Option<i64>,
    /// When it was over.
    pub ended_ms: Option<i64>,
    pub attempts: i64,
    /// HTTP status or acknowledgement code of the last try; 0 when nothing came.
    pub status: i64,
    /// What was sent, before encryption.
    pub request: String,
    pub reply: String,
    /// Why the last try was not taken; empty when it was.
    pub why: String,
    pub took_ms: i64,
}

endpoint!(EventDeliveries => EventDeliveriesReply, Console GET "/console/api/dev/events/deliveries", person);

/// Tells a failed or waiting event again now.
#[wire(camel)]
pub struct EventRetry {
    pub agent_id: AgentId,
    pub id: i64,
}

#[wire]
pub struct EventRetryReply {
    /// False when it was taken already, or waits behind another of its kind.
    pub retried: bool,
}

endpoint!(EventRetry => EventRetryReply, Console POST "/console/api/dev/events/retry", person);

endpoints![EventSettingsGet, EventSettingsPut, EventDeliveries, EventRetry];
