//! `GET messages` and `POST messages/{id}/read`: what people received.

use hobnail_wire::{AgentId, CorpId, Download, Empty, JsonObject, MessageId, TaskId, UserId, endpoint, endpoints, wire};

/// Messages that people received, oldest first; waits until one arrives.
#[wire]
pub struct MessagesGet {
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
    pub userid: Option<UserId>,
    pub agent_id: Option<AgentId>,
    pub task_id: Option<TaskId>,
    /// `next` of the reply before.
    pub after: Option<i64>,
    /// How long to wait for the first message.
    #[limit(min = 0, max = 60_000)]
    pub wait_ms: Option<i64>,
    #[limit(min = 1, max = 1000)]
    pub limit: Option<i64>,
}

#[wire]
pub struct MessagesGetReply {
    pub messages: Vec<CapturedMessage>,
    /// Give it back as `after`.
    pub next: i64,
}

#[wire]
pub struct CapturedMessage {
    pub id: MessageId,
    pub userid: UserId,
    pub agent_id: AgentId,
    pub task_id: TaskId,
    pub msg: JsonObject,
    pub state: CapturedState,
    pub delivered_ms: i64,
    /// What is known of the file that the message carries.
    pub media: Option<CapturedMedia>,
}

#[wire]
pub struct CapturedMedia {
    pub media_id: String,
    pub name: String,
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Pixels of a picture.
    pub width: Option<i64>,
    pub height: Option<i64>,
}

#[wire]
pub enum CapturedState {
    Unread,
    Read,
    Recalled,
}

endpoint!(MessagesGet => MessagesGetReply, Console GET "/_hobnail/v1/messages", dev);

/// Reads a message as its receiver would.
#[wire]
pub struct MessageRead {
    pub id: MessageId,
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
}

endpoint!(MessageRead => Empty, Console POST "/_hobnail/v1/messages/{id}/read", dev);

/// The bytes of a file that an app uploaded, as its receivers get them.
#[wire]
pub struct MediaGet {
    /// The media_id.
    pub id: String,
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
    /// A picture's preview.
    pub preview: Option<bool>,
}

endpoint!(MediaGet => Download, Console GET "/_hobnail/v1/media", dev);
endpoints![MessagesGet, MessageRead, MediaGet];
