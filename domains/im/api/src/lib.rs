//! Contracts of messaging: work notifications and the inbox that shows them.

pub mod inbox;
pub mod message;
pub mod sent;
pub mod work;

/// Hands every endpoint of the domain to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    work::visit(v);
    inbox::visit(v);
    sent::visit(v);
}
