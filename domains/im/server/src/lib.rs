//! Messaging. First room: work notifications and the inbox.
//!
//! ```text
//! send      validate, store task + job in one transaction, answer            work::send
//! fan-out   claim jobs, deliver in chunks, each chunk one transaction        work::fanout
//! inbox     read, mark as read; told live through the bus                    inbox
//! change    the status bar of an oa message, in every copy                    work::status_bar
//! retention what is too old goes, with its unread counts                     retention
//! sent      what was sent, for those who answer for an app                    sent
//! recall    hide at once, give the unread counts back in the background      work::recall
//! ```
//!
//! A kill at any moment loses and doubles nothing: the task row says where the fan-out is, and moves on only together with
//! the deliveries of that step.

mod control;
mod inbox;
mod message;
mod render;
mod retention;
mod sent;
mod store;
mod work;

pub use control::{Captured, Filter, MessageState, captured, mark_read};
pub use retention::carries;

use hobnail_cx::{Registry, retention::EVERY_MS};
use hobnail_edge::Feeds;
use hobnail_jobs::Worker;
use hobnail_store::Migration;

/// The tables of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "im", version: 1, name: "work", sql: include_str!("../migrations/0001_work.sql") },
    Migration { domain: "im", version: 2, name: "media", sql: include_str!("../migrations/0002_media.sql") },
    Migration { domain: "im", version: 3, name: "retention", sql: include_str!("../migrations/0003_retention.sql") },
    Migration { domain: "im", version: 4, name: "task_agent", sql: include_str!("../migrations/0004_task_agent.sql") },
];

/// Enters the domain's endpoints.
pub fn routes(r: &mut Registry) {
    r.on(work::send::send);
    r.on(work::result::progress);
    r.on(work::result::result);
    r.on(work::recall::recall);
    r.on(work::status_bar::update);
    r.on(inbox::apps);
    r.on(inbox::page);
    r.on(inbox::get);
    r.on(inbox::read);
    r.file(inbox::media);
    r.on(sent::page);
    r.on(sent::get);
    r.on(sent::people);
    r.on(sent::take_back);
    r.file(sent::media);
}

/// Enters the domain's background work.
pub fn work(worker: &mut Worker) {
    worker.on(work::SMALL, 256, work::fanout::small);
    worker.on(work::LARGE, 1, work::fanout::large);
    worker.on(work::RECALL, 1, work::recall::give_back);
    worker.every("im.retention", EVERY_MS, retention::messages);
    worker.every("im.counters", 3_600_000, work::forget_counters);
}

/// Enters what browsers are told.
pub fn feeds(feeds: &mut Feeds) {
    feeds.add(inbox::feed);
}

/// Every statement of this domain, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        store::task::STATEMENTS,
        store::delivery::STATEMENTS,
        store::quota::STATEMENTS,
        store::carried::STATEMENTS,
        store::sent::STATEMENTS,
    ]
    .concat()
}
