//! The directory: people, departments, ranges.

mod dept;
mod ext;
mod kit;
mod lenient;
mod older;
mod range;
mod role;
mod user;
