//! The control API's tools for testing an integration.

mod faults;
mod snapshots;
