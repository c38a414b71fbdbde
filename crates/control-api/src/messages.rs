//! `GET messages` and `POST messages/{id}/read`: what people received.

use hobnail_wire::{AgentId, CorpId, Empty, JsonObject, MessageId, TaskId, UserId, endpoint, endpoints, wire};

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
endpoints![MessagesGet, MessageRead];
