//! The composition root: the one place that knows every domain.
//!
//! ```text
//! cli       commands and their exit codes
//! config    hobnail.toml, HOBNAIL_* overrides, secrets from files
//! server    opens the store, migrates, wires domains, edge and workers; runs until told to stop
//! operation readiness and metrics; lock: one server a folder
//! demo      the demo organisation of dev mode
//! control   /_hobnail/v1/*: what a test of an integration asserts on, in dev mode only
//! reference man pages and shell completions
//! seed      large organisations to try things on
//! assets    the web apps, embedded
//! ```

pub mod assets;
pub mod cli;
pub mod config;
pub mod control;
pub mod demo;
pub mod domains;
pub mod lock;
pub mod operation;
pub mod reference;
mod seed;
pub mod server;
