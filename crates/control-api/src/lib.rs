//! The contract of dev mode's control API, `/_hobnail/v1/*`: what a test of somebody's integration asserts on.
//!
//! Stable: fields may be added, none is renamed or removed. JSON in and out, snake_case; refusals as on the consoles.

pub mod calls;
pub mod clock;
pub mod demo;
pub mod events;
pub mod faults;
pub mod linked;
pub mod make;
pub mod messages;
pub mod snapshots;
pub mod status;

/// Hands every endpoint of the control API to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    status::visit(v);
    demo::visit(v);
    messages::visit(v);
    clock::visit(v);
    calls::visit(v);
    events::visit(v);
    faults::visit(v);
    snapshots::visit(v);
    make::visit(v);
    linked::visit(v);
}
