//! Apps and identity.

mod admins;
mod apps;
mod kit;
mod login;
mod microapp;
mod oauth2;
mod oidc;
mod token;
mod walk;
