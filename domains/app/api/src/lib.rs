//! Contracts of apps and identity: credentials, tickets, scopes, sessions.

pub mod admin_access;
pub mod audit;
pub mod scopes;
pub mod session;
pub mod ticket;
pub mod token;

/// Hands every endpoint of the domain to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    admin_access::visit(v);
    token::visit(v);
    ticket::visit(v);
    scopes::visit(v);
    session::visit(v);
    audit::visit(v);
}
