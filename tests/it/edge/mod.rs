//! The one path of every request: what is refused before an API is reached, and how.

mod access;
mod bodies;
mod console;
mod control;
pub mod fuzz;
mod limits;
mod routes;
mod serve;
mod tenants;
