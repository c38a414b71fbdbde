//! `GET status`.

use hobnail_control_api::status::{StatusGet, StatusGetReply};
use hobnail_cx::Cx;
use hobnail_edge::Operation;
use hobnail_store::Backend;
use hobnail_wire::Outcome;

use crate::operation::Watch;

pub async fn get(cx: Cx, _: StatusGet) -> Outcome<StatusGetReply> {
    let store = match cx.db().backend() {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    };
    let ready = Watch::new(&cx.core).look().await.good();
    Ok(StatusGetReply { version: env!("CARGO_PKG_VERSION").into(), ready, store: store.into(), now_ms: cx.now_ms() })
}
