//! `GET messages`, `POST messages/{id}/read` and `GET media`: what people received.

use hobnail_control_api::messages::{
    CapturedMedia, CapturedMessage, CapturedState, MediaGet, MessageRead, MessagesGet, MessagesGetReply,
};
use std::time::Duration;

use hobnail_cx::{Cx, File};
use hobnail_im::{Filter, MessageState};
use hobnail_wire::{AgentId, Empty, Fault, Outcome, TaskId, UserId, codes};
use tokio::time::{Instant, timeout_at};

use crate::demo::CORP_ID;

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
        let came = match found.is_empty() {
            true => cx.core.ending.or(timeout_at(deadline, notices.recv())).await,
            false => None,
        };
        // A notice that was missed is one more reason to look again; only the end of the wait, or of the server, is none.
        if !matches!(came, Some(Ok(_))) {
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
        media: message.media.map(|media| CapturedMedia {
            media_id: media.media_id,
            name: media.name,
            mime: media.mime,
            size: media.size,
            width: media.width,
            height: media.height,
        }),
    })
}

pub async fn read(cx: Cx, req: MessageRead) -> Outcome<Empty> {
    let corp = req.corp_id.unwrap_or_else(|| CORP_ID.into());
    if !hobnail_im::mark_read(&cx, corp, req.id).await? {
        return Err(Fault::new(&codes::MESSAGE_NOT_FOUND).field("id"));
    }
    Ok(Empty {})
}

pub async fn media(cx: Cx, req: MediaGet) -> Outcome<File> {
    let corp = req.corp_id.unwrap_or_else(|| CORP_ID.into());
    let found = hobnail_drive::find(&mut cx.db(), &corp, std::slice::from_ref(&req.id)).await?.pop().flatten();
    let found = found.ok_or_else(|| Fault::new(&codes::MEDIA_NOT_FOUND).field("id"))?;
    if req.preview == Some(true)
        && let Some(file) = hobnail_drive::open_preview(&cx.core, &corp, &found).await?
    {
        return Ok(file);
    }
    hobnail_drive::open(&cx.core, &corp, &found).await
}
