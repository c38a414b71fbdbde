//! The SQL of messaging, one file a subject.

pub mod carried;
pub mod delivery;
pub mod quota;
pub mod sent;
pub mod task;
