//! One path for every request:
//!
//! ```text
//! route      (method, path) -> registry entry; known to the platform but not built -> 501; else the platform's 404
//! collect    path over body over query -> Args; files of a multipart body beside them
//! identify   access token | console cookie -> Caller                                   (a port that the app domain fills)
//! admit      permission point, limits
//! dispatch   entry.call: Args -> request type -> domain function
//! render     the style's envelope, or a file; metrics, access log, and in dev mode the call log
//! ```
//!
//! Only this crate knows axum. It decides nothing about the platform's rules; what it refuses, it refuses with the platform's
//! codes. A handler that panics costs its own request only and is answered as "busy".

mod access_log;
mod address;
pub mod calls;
mod collect;
mod dev_token;
mod faults;
mod feed;
pub mod limiter;
pub mod metrics;
mod multipart;
mod operation;
mod out;
mod paths;
mod pending;
mod record;
mod respond;
mod server;
mod sockets;
mod top;
mod web;

pub use access_log::{AccessLog, Rotation};
pub use address::Networks;
pub use calls::{Call, Calls};
pub use faults::{Faults, InjectedFault};
pub use feed::{Feeds, PersonEvent};
pub use metrics::Figures;
pub use operation::{Look, Operation};
pub use out::OutTap;
pub use server::{DevTap, Edge, Identify, Listening, Settings};
pub use sockets::{Said, Socket, Sockets, Talk};
pub use web::{Asset, Assets};
