//! The SQL of files, one file a subject.

pub mod media;
