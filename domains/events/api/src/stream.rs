//! Stream mode: the app connects to the server, and needs no address of its own.

use hobnail_wire::{endpoint, endpoints, wire};

/// Asks for a connection. The reply's ticket opens one WebSocket within 90 seconds.
#[wire(camel)]
pub struct ConnectionOpen {
    /// The app key.
    #[limit(min_len = 1, max_len = 128)]
    pub client_id: String,
    #[limit(min_len = 1, max_len = 256)]
    pub client_secret: String,
    #[limit(max_items = 100, nested)]
    pub subscriptions: Vec<StreamSubscription>,
    /// The client library and its version.
    #[limit(max_len = 256)]
    pub ua: Option<String>,
    #[limit(max_len = 128)]
    pub local_ip: Option<String>,
}

/// What a connection is for.
#[wire]
pub struct StreamSubscription {
    /// `EVENT`, `CALLBACK` or `SYSTEM`.
    #[serde(rename = "type")]
    #[limit(max_len = 32)]
    pub kind: String,
    #[limit(max_len = 256)]
    pub topic: String,
}

#[wire]
pub struct ConnectionOpenReply {
    /// `ws` or `wss`, host, port and path.
    pub endpoint: String,
    pub ticket: String,
}

endpoint!(ConnectionOpen => ConnectionOpenReply, V1 POST "/v1.0/gateway/connections/open", open);

endpoints![ConnectionOpen];
