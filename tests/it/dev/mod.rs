//! The control API's tools for testing an integration.

mod calls;
mod faults;
mod public;
mod reference;
mod snapshots;
