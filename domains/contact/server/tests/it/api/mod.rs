//! The API of people and departments, call by call.

mod dept;
mod lenient;
mod race;
mod range;
mod user_change;
mod user_create;
mod user_list;
mod user_read;
