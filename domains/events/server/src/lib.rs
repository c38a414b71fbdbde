//! Event subscription: apps are told what happens in their organisation.
//!
//! ```text
//! catalogue      the events that there are
//! subscription   who is told of what, and how; proving a callback's address
//! shape          one event in the dress of each way
//! post           HTTP callbacks, with `crypto`
//! stream         connections that apps open, and events over them
//! callback       the five APIs of HTTP callbacks
//! settings       how an app is told, set by hand: `console`, and `control` for dev mode
//! ```
//!
//! `jobs` brings each event to its subscribers, once it is committed, in order within a key, at least once, however long they
//! are away; see its `delivery`. This domain fills its ports and knows nothing about leases and retries.

mod callback;
mod catalogue;
mod console;
mod control;
mod crypto;
mod post;
mod settings;
mod shape;
mod store;
mod stream;
mod subscription;

pub use control::{Wanted, Way, deliveries, emit, subscribe};

use std::sync::Arc;

use hobnail_cx::{Core, Cx, Registry};
use hobnail_edge::Sockets;
use hobnail_jobs::Worker;
use hobnail_store::Migration;
use hobnail_wire::Outcome;

/// The tables of this domain.
pub const MIGRATIONS: &[Migration] =
    &[Migration { domain: "events", version: 1, name: "subscription", sql: include_str!("../migrations/0001_subscription.sql") }];

/// Enters the domain's endpoints.
pub fn routes(r: &mut Registry) {
    r.on(callback::register);
    r.on(callback::update);
    r.on(callback::get);
    r.on(callback::delete);
    r.on(callback::failed_list);
    r.on(stream::open);
    r.on(console::settings);
    r.on(console::change);
    r.on(console::deliveries);
    r.on(console::retry);
}

/// Enters the domain's background work.
pub fn work(worker: &mut Worker) {
    worker.tell(Arc::new(subscription::FromTables));
    worker.deliver(subscription::HTTP, Arc::new(post::Callbacks));
    worker.deliver(subscription::STREAM, Arc::new(stream::Streams));
    worker.every("events.clean", 3_600_000, clean);
}

/// Fills the edge's port: who may open a stream connection.
pub fn sockets() -> Arc<dyn Sockets> {
    Arc::new(stream::Gateway)
}

/// The address that stream clients are told to connect to; found out from their calls when empty.
pub fn tell_clients(core: &Core, endpoint: &str) {
    core.parts.get::<stream::Hub>().set_endpoint(endpoint);
}

async fn clean(cx: Cx) -> Outcome<()> {
    let now = cx.now_ms();
    cx.tx(async move |tx| store::ticket::forget(tx, now).await).await
}

/// Every statement of this domain, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [store::subscription::STATEMENTS, store::ticket::STATEMENTS].concat()
}
