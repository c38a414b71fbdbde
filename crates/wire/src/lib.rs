//! What goes over the wire, and nothing else: no sockets, no files, no clock.
//!
//! A contract is a request type, a reply type and one [`endpoint!`] line. The same types serve the server, the Rust client,
//! the OpenAPI export and the parity report. The platform speaks in two generations, and Hobnail's own consoles in a third:
//!
//! | [`Style`] | success | refusal |
//! |---|---|---|
//! | `Oapi` | HTTP 200 `{errcode: 0, errmsg, …reply, request_id}` | HTTP 200 `{errcode, errmsg, sub_code?, sub_msg?, request_id}` |
//! | `V1` | HTTP 200, the reply | HTTP 4xx/5xx `{code, message, requestid}` |
//! | `Console` | HTTP 200, the reply | HTTP 4xx/5xx `{code, message, field?, help?}` |
//!
//! What clients send is forgiven in one place, [`Args`]; what they are told when it can't be, in another, [`Fault`] and the
//! table in [`codes`].

pub mod args;
pub mod codes;
mod decode;
pub mod endpoint;
pub mod envelope;
pub mod fault;
pub mod files;
pub mod ids;
pub mod limit;
pub mod list;
pub mod right;

pub use args::Args;
pub use codes::Code;
pub use endpoint::{Access, Endpoint, Meta, Method, Style};
pub use fault::{Fault, Outcome};
pub use files::{Download, Page, Upload};
pub use hobnail_wire_derive::wire;
pub use ids::{AccountId, AgentId, CorpId, DeptId, MessageId, TaskId, UnionId, UserId};
pub use limit::Limits;
pub use list::{CommaList, JsonObject};
pub use right::Right;
#[cfg(feature = "schema")]
pub use schemars;
pub use serde;
pub use serde_json;

// Lets `#[wire]` name this crate from inside it.
extern crate self as hobnail_wire;

/// A request or a reply without fields.
#[wire]
#[derive(Default)]
pub struct Empty {}
