//! The directory: corps, accounts, people, departments, and who may read which part of it.
//!
//! This domain is at the bottom: it knows no app, no message and no approval. Others reach its tables only through the facade
//! below, whose functions take a transaction or anything that can be asked, so that one transaction can span domains.
//!
//! | module | what for |
//! |---|---|
//! | [`corp`] | organisations |
//! | [`account`] | people across organisations: sign-in by number |
//! | [`member`] | people of a corp: join, change, leave, cards, search |
//! | [`dept`] | departments and their tree |
//! | [`grant`] | what administrators may do, and for which part |
//! | [`import`] | people from a table, and back |
//! | [`directory`] | ranges, who exists, everybody page by page |
//! | [`role`] | groups of roles, who holds which |
//! | [`outside`] | customers, suppliers and partners |
//! | [`activity`] | who signed in on which day |
//! | [`industry`] | the directory of schools and villages |
//! | [`union`] | links between organisations |
//! | [`visibility`] | which part of the directory a person sees |
//!
//! `api` holds the API's handlers. A person is one row per corp with their departments beside it; a
//! department knows its path from the root, so "everything below" is one range of an index. Every change tells the outbox
//! what happened, in its own transaction.
//!
//! Deliberately not here: sign-in and sessions (`app`), groups of departments (`im`).

pub mod account;
pub mod activity;
mod api;
pub mod corp;
pub mod dept;
pub mod directory;
mod events;
mod fields;
pub mod grant;
pub mod import;
pub mod industry;
pub mod member;
mod mobile;
mod names;
pub mod outside;
pub mod role;
mod show;
mod store;
pub mod union;
pub mod visibility;

use hobnail_store::Migration;

pub use api::routes;
pub use names::found_by as name_found_by;
pub use show::{FIELD_EMAIL, FIELD_MOBILE};
pub use store::statements;

/// The tables of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "contact", version: 1, name: "directory", sql: include_str!("../migrations/0001_directory.sql") },
    Migration { domain: "contact", version: 2, name: "grants", sql: include_str!("../migrations/0002_grants.sql") },
    Migration { domain: "contact", version: 3, name: "search", sql: include_str!("../migrations/0003_search.sql") },
    Migration { domain: "contact", version: 4, name: "roles", sql: include_str!("../migrations/0004_roles.sql") },
    Migration { domain: "contact", version: 5, name: "outside", sql: include_str!("../migrations/0005_outside.sql") },
    Migration { domain: "contact", version: 6, name: "activity", sql: include_str!("../migrations/0006_activity.sql") },
    Migration { domain: "contact", version: 7, name: "industry", sql: include_str!("../migrations/0007_industry.sql") },
    Migration { domain: "contact", version: 8, name: "import", sql: include_str!("../migrations/0008_import.sql") },
];

/// What this domain does in the background.
pub fn work(worker: &mut hobnail_jobs::Worker) {
    import::work(worker);
}
