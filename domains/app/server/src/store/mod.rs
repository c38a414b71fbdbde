//! The SQL of apps and identity, one file a subject.

pub mod app;
pub mod entry;
pub mod login;
pub mod session;
pub mod signing;
pub mod token;
pub mod user_token;
pub mod version;
pub mod workbench;
