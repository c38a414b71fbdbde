//! Messaging.

mod work;
