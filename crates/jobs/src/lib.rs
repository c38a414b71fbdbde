//! Intent is a row, work is a lease.
//!
//! Whatever must happen later is written in the caller's transaction: an event with [`emit`], a job with [`enqueue`]. After
//! the commit a [`Worker`] claims due jobs with a lease, in batches of one kind, and hands them to the kind's handler; no
//! transaction is held while a handler runs. A handler ends a job with [`done`] or [`later`], or keeps it with [`extend`], inside its own transaction,
//! together with the rows that the job was about, so work is neither lost nor doubled by a kill at any moment.
//!
//! What happens on failure: a handler that returns an error, or dies with its process, leaves the job leased; it is due again
//! when the lease ends (at once on a node of its own that restarts), with `attempt` counted up. A job that was claimed by
//! another worker meanwhile is not this one's any more: [`done`] then changes nothing and says so.
//!
//! Events are brought to their subscribers by [`delivery`].
//!
//! What it deliberately does not do: exactly-once calls to the outside (that takes the receiver's help), priorities, or a
//! broker. Order holds per handler where the handler keeps it.

mod backlog;
pub mod delivery;
mod event;
mod expand;
mod job;
mod schedule;
mod worker;

pub use backlog::{Backlog, Depth, backlog};
pub use event::{Event, emit, record};
pub use job::{Job, done, enqueue, extend, later, take, waits};
pub use worker::Worker;

use hobnail_store::Migration;

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "jobs", version: 1, name: "jobs", sql: include_str!("../migrations/0001_jobs.sql") },
    Migration { domain: "jobs", version: 2, name: "delivery", sql: include_str!("../migrations/0002_delivery.sql") },
];

/// Every statement of this crate, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [backlog::STATEMENTS, event::STATEMENTS, delivery::STATEMENTS, job::STATEMENTS, schedule::STATEMENTS].concat()
}
