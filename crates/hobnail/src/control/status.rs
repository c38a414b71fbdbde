//! `GET status`.

use hobnail_cx::Cx;
use hobnail_store::Backend;
use hobnail_wire::{Outcome, endpoint, endpoints, wire};

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

pub async fn get(cx: Cx, _: StatusGet) -> Outcome<StatusGetReply> {
    let store = match cx.db().backend() {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    };
    Ok(StatusGetReply { version: env!("CARGO_PKG_VERSION").into(), ready: true, store: store.into(), now_ms: cx.now_ms() })
}
