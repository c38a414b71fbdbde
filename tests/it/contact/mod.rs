//! The directory: people, departments, ranges.

mod dept;
mod kit;
mod lenient;
mod range;
mod user;
