//! People of a corp.

mod change;
mod create;
mod list;
mod read;
