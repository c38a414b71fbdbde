//! Contracts of apps and identity: credentials, tickets, scopes, sessions.

pub mod admin_access;
pub mod apps;
pub mod audit;
pub mod login;
pub mod microapp;
pub mod microapp_v1;
pub mod oauth2;
pub mod oidc;
pub mod permission;
pub mod scopes;
pub mod session;
pub mod ticket;
pub mod token;
pub mod version;
pub mod workbench;

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
    apps::visit(v);
    permission::visit(v);
    version::visit(v);
    workbench::visit(v);
}
