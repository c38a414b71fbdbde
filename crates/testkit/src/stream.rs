//! A client of stream mode that does only what the test says.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

use crate::{App, Reply, World};

/// An open connection.
pub struct Stream(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl App<'_> {
    /// Asks for a connection for these subscriptions, each `TYPE topic`.
    pub async fn open_stream(&self, subscriptions: &[&str]) -> Reply {
        let subscriptions: Vec<_> = subscriptions
            .iter()
            .map(|text| text.split_once(' ').expect("TYPE topic"))
            .map(|(kind, topic)| json!({ "type": kind, "topic": topic }))
            .collect();
        let body =
            json!({ "clientId": self.app_key, "clientSecret": self.app_secret, "ua": "testkit", "subscriptions": subscriptions });
        self.world.post("/v1.0/gateway/connections/open", &body).await
    }

    /// A connection for events.
    pub async fn stream(&self) -> Stream {
        let opened = self.open_stream(&["EVENT *"]).await.ok();
        Stream::connect(&opened).await.expect("the connection opens")
    }
}

impl World {
    /// Connects with a ticket; the HTTP status of a refusal.
    pub async fn connect_stream(&self, ticket: &str) -> Result<Stream, u16> {
        Stream::connect(&json!({ "endpoint": self.at("/connect").replacen("http", "ws", 1), "ticket": ticket })).await
    }
}

impl Stream {
    /// Connects as the reply to an opening says.
    pub async fn connect(opened: &Value) -> Result<Stream, u16> {
        let (endpoint, ticket) =
            (opened["endpoint"].as_str().expect("an endpoint"), opened["ticket"].as_str().expect("a ticket"));
        match tokio_tungstenite::connect_async(format!("{endpoint}?ticket={ticket}")).await {
            Ok((socket, _)) => Ok(Stream(socket)),
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the connection: {error}"),
        }
    }

    /// The next frame; `None` when the connection ended.
    pub async fn frame(&mut self) -> Option<Value> {
        let wanted = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).expect("JSON")),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), wanted).await.expect("a frame, or the end")
    }

    /// The next event's frame. Pings are answered on the way.
    pub async fn event(&mut self) -> Value {
        loop {
            let frame = self.frame().await.expect("the connection goes on");
            match frame["type"].as_str() {
                Some("EVENT") => return frame,
                Some("SYSTEM") if frame["headers"]["topic"] == "ping" => self.ack(&frame, 200, frame["data"].clone()).await,
                _ => panic!("not an event: {frame}"),
            }
        }
    }

    /// The next event, taken.
    pub async fn take(&mut self) -> Value {
        let frame = self.event().await;
        self.ack(&frame, 200, json!("{\"status\":\"SUCCESS\"}")).await;
        frame
    }

    /// Acknowledges a frame.
    pub async fn ack(&mut self, frame: &Value, code: i64, data: Value) {
        let headers = json!({ "messageId": frame["headers"]["messageId"], "contentType": "application/json" });
        self.say(json!({ "code": code, "headers": headers, "message": "OK", "data": data }).to_string()).await;
    }

    pub async fn say(&mut self, text: String) {
        let _ = self.0.send(Message::text(text)).await;
    }

    /// A ping of the WebSocket itself; the payload that comes back.
    pub async fn ping(&mut self, payload: &[u8]) -> Vec<u8> {
        self.0.send(Message::Ping(payload.to_vec().into())).await.expect("a ping");
        loop {
            match self.0.next().await.expect("an answer").expect("an answer") {
                Message::Pong(payload) => return payload.to_vec(),
                _ => continue,
            }
        }
    }
}

/// What an event's frame carries.
pub fn data(frame: &Value) -> Value {
    serde_json::from_str(frame["data"].as_str().expect("data is a text")).expect("JSON in it")
}
