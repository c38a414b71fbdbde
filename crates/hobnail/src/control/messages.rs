//! `GET messages` and `POST messages/{id}/read`: what people received.

use std::time::Duration;

use hobnail_cx::Cx;
use hobnail_im::{Filter, MessageState};
use hobnail_wire::{
    AgentId, CorpId, Empty, Fault, JsonObject, MessageId, Outcome, TaskId, UserId, codes, endpoint, endpoints, wire,
};
use tokio::time::{Instant, timeout_at};

use crate::demo::CORP_ID;

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

pub async fn get(cx: Cx, req: MessagesGet) -> Outcome<MessagesGetReply> {
    let corp = req.corp_id.unwrap_or_else(|| CORP_ID.into());
    let after = req.after.unwrap_or(0);
    let deadline = Instant::now() + Duration::from_millis(req.wait_ms.unwrap_or(0) as u64);
    let mut notices = cx.core.bus.subscribe();
    loop {
        let filter = Filter {
            after,
            userid: req.userid.as_ref().map(UserId::as_str),
            agent_id: req.agent_id.map(AgentId::get),
            task_id: req.task_id.map(TaskId::get),
            limit: req.limit.unwrap_or(200),
        };
        let found = hobnail_im::captured(&mut cx.db(), &corp, &filter).await?;
        if !found.is_empty() || timeout_at(deadline, notices.recv()).await.is_err() {
            let next = found.last().map_or(after, |message| message.id.get());
            return Ok(MessagesGetReply { messages: found.into_iter().map(shown).collect::<Outcome<_>>()?, next });
        }
    }
}

fn shown(message: hobnail_im::Captured) -> Outcome<CapturedMessage> {
    Ok(CapturedMessage {
        id: message.id,
        userid: message.userid,
        agent_id: message.agent_id,
        task_id: message.task_id,
        msg: serde_json::from_str(&message.msg).map_err(Fault::internal)?,
        state: match message.state {
            MessageState::Unread => CapturedState::Unread,
            MessageState::Read => CapturedState::Read,
            MessageState::Recalled => CapturedState::Recalled,
        },
        delivered_ms: message.delivered_ms,
    })
}

pub async fn read(cx: Cx, req: MessageRead) -> Outcome<Empty> {
    let corp = req.corp_id.unwrap_or_else(|| CORP_ID.into());
    if !hobnail_im::mark_read(&cx, corp, req.id).await? {
        return Err(Fault::new(&codes::MESSAGE_NOT_FOUND).field("id"));
    }
    Ok(Empty {})
}
