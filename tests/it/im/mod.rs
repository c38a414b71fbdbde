//! Messaging.

mod types;
mod work;
