//! Contracts of apps and identity: credentials, tickets, scopes, sessions.

pub mod admin_access;
pub mod audit;
pub mod login;
pub mod microapp;
pub mod microapp_v1;
pub mod oauth2;
pub mod oidc;
pub mod scopes;
pub mod session;
pub mod ticket;
pub mod token;

/// Hands every endpoint of the domain to `v`.
pub fn visit(v: &mut impl hobnail_wire::endpoint::Visit) {
    admin_access::visit(v);
    login::visit(v);
    microapp::visit(v);
    microapp_v1::visit(v);
    oauth2::visit(v);
    oidc::visit(v);
    token::visit(v);
    ticket::visit(v);
    scopes::visit(v);
    session::visit(v);
    audit::visit(v);
}
