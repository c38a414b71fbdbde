//! What every handler and every job is given.
//!
//! [`Core`] is the one bundle of things that live as long as the server: database, clock, ids, secrets, limits, bus. [`Cx`]
//! is a core plus who is calling; handlers take it by value. [`Registry`] is where a domain enters its handlers, type-erased,
//! so that the edge knows one shape of function and a domain knows no HTTP.
//!
//! Nothing here decides a rule of the platform. Time and randomness come from here and never from SQL or from a library, so
//! that dev mode can move the clock and tests can own it.

pub mod app_calls;
pub mod audit;
pub mod bus;
pub mod caller;
pub mod clock;
pub mod context;
pub mod crash;
pub mod days;
pub mod ending;
pub mod files;
pub mod ids;
pub mod limits;
pub mod parts;
pub mod registry;
pub mod retention;
pub mod secrets;

pub use bus::{Bus, Notice};
pub use caller::{Caller, Range, Who};
pub use clock::Clock;
pub use context::{Core, Cx, Mode};
pub use ending::Ending;
pub use files::{File, FilePart, Files, Page, Stored};
pub use ids::Ids;
pub use limits::Limits;
pub use parts::Parts;
pub use registry::{Entry, Registry};
pub use retention::Retention;
pub use secrets::Secrets;

use hobnail_store::Migration;

/// The tables of this crate: the installation's own, and every corp's audit log.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "cx", version: 1, name: "installation", sql: include_str!("../migrations/0001_installation.sql") },
    Migration { domain: "cx", version: 2, name: "audit", sql: include_str!("../migrations/0002_audit.sql") },
];

/// Every statement of this crate that a domain's tables are not asked by.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    audit::STATEMENTS.to_vec()
}
