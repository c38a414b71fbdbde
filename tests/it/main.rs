//! One binary for all integration tests: `<domain>/<resource>.rs`, each test over HTTP, on both databases.

mod app;
mod contact;
mod crash;
mod dev;
mod drive;
mod edge;
mod events;
mod im;
mod operation;
