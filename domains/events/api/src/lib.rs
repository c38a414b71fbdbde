//! Contracts of event subscription: HTTP callbacks, stream mode, and the console's page about both.

pub mod callback;
pub mod console;
pub mod stream;

/// Hands every endpoint of the domain to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    callback::visit(v);
    stream::visit(v);
    console::visit(v);
}
