//! What keeps others out: guessing waits.

pub mod guess;
