//! The control API of dev mode, `/_hobnail/v1/*`: what a test of somebody's integration asserts on.
//!
//! Stable and documented in docs/dev-mode.md. JSON in and out, snake_case; refusals as on the consoles. It needs no token:
//! dev mode binds loopback only.

mod calls;
mod clock;
mod demo;
mod make;
mod messages;
mod status;

pub use clock::restore as restore_clock;
pub use demo::describe as describe_demo;

use std::sync::Arc;

use hobnail_cx::Registry;
use hobnail_edge::Calls;

/// Enters the control API.
pub fn routes(r: &mut Registry, log: Arc<Calls>) {
    // Handlers are plain functions; the call log reaches theirs through this cell.
    calls::install(log);
    r.on(status::get);
    r.on(demo::get);
    r.on(messages::get);
    r.on(messages::read);
    r.on(clock::get);
    r.on(clock::set);
    r.on(calls::get);
    r.on(make::reset);
    r.on(make::corp);
    r.on(make::app);
    r.on(make::member);
}
