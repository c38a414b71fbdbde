//! The directory: people, departments, ranges, tables of people.

mod admin;
mod dept;
mod ext;
mod import;
mod kit;
mod lenient;
mod linked;
mod older;
mod range;
mod role;
mod user;
mod visible;
