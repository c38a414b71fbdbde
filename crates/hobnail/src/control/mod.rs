//! The control API of dev mode, `/_hobnail/v1/*`: what a test of somebody's integration asserts on.
//!
//! Stable and documented in docs/dev-mode.md. JSON in and out, snake_case; refusals as on the consoles. It needs no token:
//! dev mode binds loopback only.

mod calls;
mod clock;
mod demo;
mod events;
mod faults;
mod linked;
mod make;
mod messages;
mod snapshots;
mod status;

pub use clock::restore as restore_clock;
pub use demo::describe as describe_demo;
pub use snapshots::keep_files;

use std::sync::{Arc, OnceLock};

use hobnail_cx::Registry;
use hobnail_edge::DevTap;
use hobnail_wire::{Fault, Outcome};

/// Handlers are plain functions; what the edge records for them they reach through this cell. One server a process.
static TAP: OnceLock<Arc<DevTap>> = OnceLock::new();

fn tap() -> Outcome<&'static DevTap> {
    TAP.get().map(AsRef::as_ref).ok_or_else(|| Fault::internal("dev mode's tap is not installed"))
}

/// Enters the control API.
pub fn routes(r: &mut Registry, tap: Arc<DevTap>) {
    let _ = TAP.set(tap);
    r.on(status::get);
    r.on(demo::get);
    r.on(messages::get);
    r.on(messages::read);
    r.file(messages::media);
    r.on(clock::get);
    r.on(clock::set);
    r.on(calls::get);
    r.on(events::emit);
    r.on(events::subscribe);
    r.on(events::deliveries);
    r.on(faults::make);
    r.on(faults::list);
    r.on(faults::end);
    r.on(faults::end_one);
    r.on(snapshots::make);
    r.on(snapshots::list);
    r.on(snapshots::restore);
    r.on(make::reset);
    r.on(make::corp);
    r.on(make::app);
    r.on(make::member);
    r.on(linked::industry);
    r.on(linked::industry_dept);
    r.on(linked::industry_person);
    r.on(linked::branch);
    r.on(linked::space);
}
