//! What dev mode's control API asks for: the messages that people received, and reading one as its receiver.

use hobnail_cx::Cx;
use hobnail_drive::Media;
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, MessageId, Outcome, TaskId, UserId};

use crate::{inbox, render, store::delivery};

/// A message that a person received.
pub struct Captured {
    pub id: MessageId,
    pub userid: UserId,
    pub agent_id: AgentId,
    pub task_id: TaskId,
    /// The message in its canonical form: JSON text.
    pub msg: String,
    pub state: MessageState,
    pub delivered_ms: i64,
    /// The file that it carries.
    pub media: Option<Media>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    Unread,
    Read,
    Recalled,
}

pub use delivery::Filter;

/// Messages of a corp after `filter.after`, oldest first.
pub async fn captured(q: &mut impl Query, corp: &CorpId, filter: &Filter<'_>) -> Outcome<Vec<Captured>> {
    let rows = delivery::captured(q, corp, filter).await?;
    let messages = rows.iter().map(|row| render::stored(&row.msg)).collect::<Outcome<Vec<_>>>()?;
    let ids: Vec<String> = messages.iter().filter_map(|m| Some(m.carried()?.media_id.to_owned())).collect();
    let found = if ids.is_empty() { Vec::new() } else { hobnail_drive::find(q, corp, &ids).await? };
    let mut found = found.into_iter();
    Ok(rows
        .into_iter()
        .zip(messages)
        .map(|(row, message)| Captured {
            id: row.message_id,
            userid: row.userid,
            agent_id: row.agent_id,
            task_id: row.task_id,
            msg: row.msg,
            state: match (row.recalled_ms, row.state) {
                (Some(_), _) => MessageState::Recalled,
                (None, 0) => MessageState::Unread,
                _ => MessageState::Read,
            },
            delivered_ms: row.delivered_ms,
            media: message.carried().and_then(|_| found.next().flatten()),
        })
        .collect())
}

/// Reads a message as its receiver; `false` when there is no such message in the corp.
pub async fn mark_read(cx: &Cx, corp: CorpId, id: MessageId) -> Outcome<bool> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let Some((userid, _)) = delivery::whose(tx, &corp, id).await? else { return Ok(false) };
        inbox::mark_read(tx, &inner, &corp, &userid, id).await?;
        Ok(true)
    })
    .await
}
