//! WebSockets, for a domain that talks over them.
//!
//! Who may connect is decided before the upgrade, so that a refusal is an HTTP reply. Buffers are small: thousands of idle
//! connections are kept open.

use std::pin::Pin;

use axum::{
    extract::{
        FromRequestParts,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::request::Parts,
    response::{IntoResponse, Response},
};
use hobnail_cx::Cx;
use hobnail_wire::Outcome;

/// Where clients connect.
pub const PATH: &str = "/connect";
/// Bytes of a message that is taken from a client.
const MESSAGE: usize = 1024 * 1024;

type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// What is done with an open socket, to its end.
pub type Talk = Box<dyn FnOnce(Socket) -> Pending<'static, ()> + Send>;

/// The port that decides who may connect.
pub trait Sockets: Send + Sync {
    /// `query`: of the address that the client asked for.
    fn admit<'a>(&'a self, cx: Cx, query: &'a str) -> Pending<'a, Outcome<Talk>>;
}

/// An open socket.
pub struct Socket(WebSocket);

/// What came over it.
pub enum Said {
    Text(Utf8Bytes),
    /// Nothing that matters: a ping, which is answered by itself, or bytes.
    Other,
    Gone,
}

impl Socket {
    /// One text frame; `false` when the connection is gone.
    pub async fn send(&mut self, text: String) -> bool {
        self.0.send(Message::text(text)).await.is_ok()
    }

    /// Can be given up while it waits.
    pub async fn recv(&mut self) -> Said {
        match self.0.recv().await {
            Some(Ok(Message::Text(text))) => Said::Text(text),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Said::Gone,
            Some(Ok(_)) => Said::Other,
        }
    }
}

/// Upgrades and hands the socket over. What is not a WebSocket handshake is refused.
pub(crate) async fn upgrade(mut parts: Parts, talk: Talk) -> Response {
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade
            .read_buffer_size(1024)
            .write_buffer_size(0)
            .max_write_buffer_size(MESSAGE)
            .max_message_size(MESSAGE)
            .on_upgrade(|socket| talk(Socket(socket))),
        Err(refusal) => refusal.into_response(),
    }
}
