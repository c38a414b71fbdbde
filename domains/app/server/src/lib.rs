//! Apps and identity.
//!
//! An app is a name on the workbench, credentials, permission points and two ranges: who sees it (and can be reached by it),
//! and which part of the directory it may read. `contact` knows none of this: at identify an app's ranges are put into the
//! caller, and `contact` evaluates them.
//!
//! [`identity::Identity`] fills the edge's port. What it found is cached by token until the app's corp changes something, or
//! the token ends; a revoked permission bites with the next call.

mod admin_access;
mod app;
mod audit;
mod client;
pub mod identity;
mod password;
mod scopes;
mod session;
mod store;
mod ticket;
mod token;

pub use app::{Created, NewApp, card, create, credentials, first_of, visible};
pub use client::{Client, by_key as client_by_key, client};
pub use password::{hash as hash_password, strong_enough as strong_password};
pub use store::app::Card;

use hobnail_cx::Registry;
use hobnail_jobs::Worker;
use hobnail_store::Migration;

/// The tables of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "app", version: 1, name: "apps", sql: include_str!("../migrations/0001_apps.sql") },
    Migration { domain: "app", version: 2, name: "seen", sql: include_str!("../migrations/0002_seen.sql") },
];

/// Enters the domain's endpoints.
pub fn routes(r: &mut Registry) {
    r.on(token::get);
    r.on(token::access_token);
    r.on(token::client_token);
    r.on(ticket::get);
    r.on(ticket::create);
    r.on(scopes::get);
    r.on(session::get);
    r.on(session::password);
    r.on(session::pick);
    r.on(session::switch_corp);
    r.on(session::end);
    r.on(session::change_password);
    r.on(session::people);
    r.on(audit::page);
    r.on(admin_access::get);
    r.on(admin_access::get_v1);
}

/// Enters the domain's background work.
pub fn work(worker: &mut Worker) {
    worker.every("app.sessions", 3_600_000, session::forget_ended);
}

/// Every statement of this domain, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [store::app::STATEMENTS, store::token::STATEMENTS, store::session::STATEMENTS].concat()
}
