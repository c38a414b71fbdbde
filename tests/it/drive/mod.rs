//! Files.

mod media;
