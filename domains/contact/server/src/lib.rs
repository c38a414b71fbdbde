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
//! | [`directory`] | ranges, who exists, everybody page by page |
//!
//! `user`, `user_v1` and `department` are the API's handlers. A person is one row per corp with their departments beside it; a
//! department knows its path from the root, so "everything below" is one range of an index. Every change tells the outbox
//! what happened, in its own transaction.
//!
//! Deliberately not here: sign-in and sessions (`app`), groups of departments (`im`), roles and outside contacts (their own
//! files, when they come).

pub mod account;
pub mod corp;
mod department;
pub mod dept;
pub mod directory;
mod events;
mod fields;
pub mod grant;
pub mod member;
mod mobile;
mod names;
mod show;
mod store;
mod user;
mod user_v1;

use hobnail_cx::Registry;
use hobnail_store::Migration;

pub use show::{FIELD_EMAIL, FIELD_MOBILE};
pub use store::statements;

/// The tables of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { domain: "contact", version: 1, name: "directory", sql: include_str!("../migrations/0001_directory.sql") },
    Migration { domain: "contact", version: 2, name: "grants", sql: include_str!("../migrations/0002_grants.sql") },
    Migration { domain: "contact", version: 3, name: "search", sql: include_str!("../migrations/0003_search.sql") },
];

/// Enters every handler of this domain.
pub fn routes(r: &mut Registry) {
    r.on(user::create);
    r.on(user::update);
    r.on(user::delete);
    r.on(user::get);
    r.on(user::get_by_mobile);
    r.on(user::get_by_unionid);
    r.on(user::list);
    r.on(user::list_simple);
    r.on(user::list_ids);
    r.on(user::count);
    r.on(user_v1::get);
    r.on(user_v1::get_by_mobile);
    r.on(user_v1::get_by_unionid);
    r.on(department::create);
    r.on(department::update);
    r.on(department::delete);
    r.on(department::get);
    r.on(department::list_sub);
    r.on(department::list_sub_ids);
    r.on(department::parents);
    r.on(department::parents_of_user);
}
