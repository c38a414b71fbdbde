//! The directory: people, departments, ranges.

mod admin;
mod dept;
mod ext;
mod kit;
mod lenient;
mod linked;
mod older;
mod range;
mod role;
mod user;
mod visible;
