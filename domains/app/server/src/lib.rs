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
mod login;
mod oauth2;
mod password;
mod scopes;
mod security;
mod session;
mod store;
mod ticket;
mod token;

pub use app::{Created, Facts, Kind, NewApp, card, create, credentials, developed_by, first_of, visible};
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
    Migration { domain: "app", version: 3, name: "identity", sql: include_str!("../migrations/0003_identity.sql") },
];

/// Enters the domain's endpoints.
pub fn routes(r: &mut Registry) {
    r.on(token::get);
    r.on(token::access_token);
    r.on(token::client_token);
    r.on(ticket::get);
    r.on(ticket::create);
    r.on(scopes::get);
    r.on(app::microapp::list);
    r.on(app::microapp::list_by_user);
    r.on(app::microapp::set_visible);
    r.on(app::microapp::get_visible);
    r.on(app::microapp::create);
    r.on(app::microapp::delete);
    r.on(app::microapp_v1::list);
    r.on(app::microapp_v1::list_by_user);
    r.on(app::microapp_v1::update_scopes);
    r.on(app::microapp_v1::get_scopes);
    r.on(app::microapp_v1::create);
    r.on(app::microapp_v1::delete);
    r.on(app::console::page);
    r.on(app::console::create);
    r.on(app::console::get);
    r.on(app::console::update);
    r.on(app::console::enable);
    r.on(app::console::remove);
    r.on(app::console::restore);
    r.on(app::console::calls);
    r.on(app::console::developer);
    r.on(app::console::sso_secret);
    r.on(app::settings::show);
    r.on(app::settings::reset);
    r.on(app::settings::development);
    r.on(app::settings::security);
    r.on(app::settings::people);
    r.on(app::permission::list);
    r.on(app::permission::set);
    r.on(app::version::list);
    r.on(app::version::create);
    r.on(app::version::publish);
    r.on(app::version::roll_back);
    r.on(app::workbench::get);
    r.on(app::workbench::layout);
    r.on(app::workbench::set_layout);
    r.on(app::workbench::set_visible);
    r.on(login::free::make);
    r.on(login::free::get);
    r.on(login::free::get_v2);
    r.on(login::sso::token);
    r.on(login::sso::access_token);
    r.on(login::sso::get);
    r.on(login::sso::get_v1);
    r.on(login::sso::open);
    r.on(login::sns::get);
    r.page(oauth2::page::authorize);
    r.page(oauth2::page::challenge);
    r.page(oauth2::page::qr_connect);
    r.page(oauth2::page::sns_authorize);
    r.page(oauth2::page::qr_code);
    r.page(oauth2::page::logout);
    r.page(oauth2::page::dd_login);
    r.page(oauth2::page::frame_login);
    r.on(oauth2::request::begin);
    r.on(oauth2::request::look);
    r.on(oauth2::request::password);
    r.on(oauth2::request::go_on);
    r.on(oauth2::request::scan);
    r.on(oauth2::request::answer);
    r.on(oauth2::token::get);
    r.on(oauth2::token::me);
    r.on(oauth2::oidc::discovery);
    r.on(oauth2::oidc::jwks);
    r.on(oauth2::oidc::token);
    r.on(oauth2::oidc::userinfo);
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
    worker.every("app.gone", 3_600_000, app::forget_gone);
    worker.every("app.codes", 3_600_000, login::code::forget_ended);
}

/// Every statement of this domain, for the test that prepares them on both databases.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        store::app::STATEMENTS,
        store::entry::STATEMENTS,
        store::login::STATEMENTS,
        store::session::STATEMENTS,
        store::signing::STATEMENTS,
        store::token::STATEMENTS,
        store::user_token::STATEMENTS,
        store::version::STATEMENTS,
        store::workbench::STATEMENTS,
    ]
    .concat()
}
