//! SQL of this domain, one file a subject.

pub mod subscription;
pub mod ticket;
