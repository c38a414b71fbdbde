//! The directory: people, departments, ranges.

mod admin;
mod dept;
mod ext;
mod kit;
mod lenient;
mod older;
mod range;
mod role;
mod user;
