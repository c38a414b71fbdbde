//! The SQL of apps and identity, one file a subject.

pub mod app;
pub mod session;
pub mod token;
