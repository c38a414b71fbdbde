//! `GET status`.

use hobnail_wire::{endpoint, endpoints, wire};

/// Is the server ready, and on what.
#[wire]
pub struct StatusGet {}

#[wire]
pub struct StatusGetReply {
    pub version: String,
    pub ready: bool,
    /// `sqlite` or `postgres`.
    pub store: String,
    pub now_ms: i64,
}

endpoint!(StatusGet => StatusGetReply, Console GET "/_hobnail/v1/status", dev);
endpoints![StatusGet];
