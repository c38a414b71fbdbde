//! Stream mode: apps connect, and events come over their connections.
//!
//! ```text
//! open       app key and secret -> address and ticket                           open
//! connect    a ticket opens one WebSocket                                       open
//! hold       ping every 30 s; disconnect after hours, or when the server ends    connection
//! deliver    an event goes to one connection of its app, in turn; an ack ends it deliver
//! ```
//!
//! Connections live in this node's memory ([`Hub`]); what is owed lives in the database. An app without a connection is owed
//! everything until it comes.

mod connection;
mod deliver;
mod frame;
mod hub;
mod open;

pub use deliver::Streams;
pub use hub::Hub;
pub use open::{Gateway, open};
