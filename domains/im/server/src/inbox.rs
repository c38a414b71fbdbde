//! The inbox of a person.

use std::collections::HashMap;

use hobnail_cx::{Cx, File, Notice};
use hobnail_drive::Media;
use hobnail_edge::PersonEvent;
use hobnail_im_api::inbox::{
    InboxApp, InboxApps, InboxAppsReply, InboxLast, InboxMediaGet, InboxMessage, InboxMessageGet, InboxMessageGetReply,
    InboxPage, InboxPageReply, InboxRead, InboxReadReply,
};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, Fault, MessageId, Outcome, UserId, codes};
use serde_json::json;

use crate::{
    render,
    store::{carried, delivery, quota},
};

/// Before every message.
const NEWEST: MessageId = MessageId::new(i64::MAX);

pub async fn apps(cx: Cx, _: InboxApps) -> Outcome<InboxAppsReply> {
    let person = cx.caller.person()?.clone();
    cx.read(async move |q| {
        let mut items = Vec::new();
        let mut unread = 0;
        for from in quota::apps(q, &person.corp, &person.userid).await? {
            let Some(app) = hobnail_app::card(q, &person.corp, from.agent_id).await? else { continue };
            let last = delivery::page(q, &person.corp, &person.userid, from.agent_id, NEWEST, 1).await?.pop();
            let last = match last {
                Some(copy) => {
                    Some(InboxLast { id: copy.message_id, summary: render::summary(&copy.msg)?, delivered_ms: copy.delivered_ms })
                }
                None => None,
            };
            unread += from.unread;
            items.push(InboxApp { agent_id: from.agent_id, name: app.name, icon: app.icon, unread: from.unread, last });
        }
        // An app whose messages were all recalled has nothing to show.
        items.retain(|app| app.last.is_some());
        items.sort_by_key(|app| std::cmp::Reverse(app.last.as_ref().map(|last| (last.delivered_ms, last.id))));
        Ok(InboxAppsReply { items, unread })
    })
    .await
}

pub async fn page(cx: Cx, req: InboxPage) -> Outcome<InboxPageReply> {
    let person = cx.caller.person()?.clone();
    let limit = req.limit.unwrap_or(20);
    cx.read(async move |q| {
        let name = app_name(q, &person.corp, req.agent_id).await?;
        let before = req.after.unwrap_or(NEWEST);
        let copies = delivery::page(q, &person.corp, &person.userid, req.agent_id, before, limit).await?;
        let full = copies.len() as i64 == limit;
        let next = copies.last().filter(|_| full).map(|copy| copy.message_id);
        let items = shown(q, &person.corp, copies, &name).await?;
        Ok(InboxPageReply { items, next })
    })
    .await
}

pub async fn get(cx: Cx, req: InboxMessageGet) -> Outcome<InboxMessageGetReply> {
    let person = cx.caller.person()?.clone();
    cx.read(async move |q| {
        for from in quota::apps(q, &person.corp, &person.userid).await? {
            if let Some(copy) = delivery::find(q, &person.corp, &person.userid, from.agent_id, req.id).await? {
                let name = app_name(q, &person.corp, from.agent_id).await?;
                if let Some(item) = shown(q, &person.corp, vec![copy], &name).await?.pop() {
                    return Ok(InboxMessageGetReply { item });
                }
            }
        }
        Err(Fault::new(&codes::MESSAGE_NOT_FOUND).field("id"))
    })
    .await
}

/// Messages with what is known of the files that they carry.
async fn shown(q: &mut impl Query, corp: &CorpId, copies: Vec<delivery::Copy>, name: &str) -> Outcome<Vec<InboxMessage>> {
    let messages = copies.iter().map(|copy| render::stored(&copy.msg)).collect::<Outcome<Vec<_>>>()?;
    let ids: Vec<String> = messages.iter().filter_map(|m| Some(m.carried()?.media_id.to_owned())).collect();
    let found = if ids.is_empty() { Vec::new() } else { hobnail_drive::find(q, corp, &ids).await? };
    let found: HashMap<String, Media> = found.into_iter().flatten().map(|media| (media.media_id.clone(), media)).collect();
    let mut out = Vec::with_capacity(copies.len());
    for (copy, message) in copies.into_iter().zip(messages) {
        let media = message.carried().and_then(|carried| found.get(carried.media_id));
        out.push(render::message(copy, message, media, name, &render::Files::OfReceiver)?);
    }
    Ok(out)
}

/// A file is there for those who received a message that carries it, until the message is taken back.
pub async fn media(cx: Cx, req: InboxMediaGet) -> Outcome<File> {
    let person = cx.caller.person()?.clone();
    let corp = person.corp.clone();
    let found = cx.read(async move |q| {
        if !carried::received(q, &person.corp, &person.userid, &req.id).await? {
            return Ok(None);
        }
        Ok(hobnail_drive::find(q, &person.corp, std::slice::from_ref(&req.id)).await?.pop().flatten())
    });
    let found = found.await?.ok_or_else(|| Fault::new(&codes::MEDIA_NOT_FOUND).field("id"))?;
    let preview = match req.preview {
        Some(true) => hobnail_drive::open_preview(&cx.core, &corp, &found).await?,
        _ => None,
    };
    match preview {
        Some(file) => Ok(file),
        None => hobnail_drive::open(&cx.core, &corp, &found).await,
    }
}

async fn app_name(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<String> {
    Ok(hobnail_app::card(q, corp, agent_id).await?.map(|app| app.name).unwrap_or_default())
}

/// Ids that are not this person's are passed over: there is nothing to read.
pub async fn read(cx: Cx, req: InboxRead) -> Outcome<InboxReadReply> {
    let person = cx.caller.person()?.clone();
    let inner = cx.clone();
    cx.tx(async move |tx| {
        for id in &req.ids {
            mark_read(tx, &inner, &person.corp, &person.userid, *id).await?;
        }
        Ok(InboxReadReply { unread: unread(tx, &person.corp, &person.userid).await? })
    })
    .await
}

/// Marks one message of a person as read; `false` when there is nothing to mark.
pub async fn mark_read(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId, id: MessageId) -> Outcome<bool> {
    for from in quota::apps(tx, corp, userid).await? {
        if delivery::read(tx, corp, userid, from.agent_id, id, cx.now_ms()).await? {
            quota::less_unread(tx, corp, from.agent_id, std::slice::from_ref(userid)).await?;
            cx.after_commit(Notice::Inbox {
                corp: corp.clone(),
                userid: userid.clone(),
                agent_id: from.agent_id,
                what: hobnail_cx::bus::InboxChange::Read,
            });
            return Ok(true);
        }
    }
    Ok(false)
}

async fn unread(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<i64> {
    Ok(quota::apps(q, corp, userid).await?.iter().map(|app| app.unread).sum())
}

/// Tells a person's browser that the inbox changed.
pub async fn feed(cx: Cx, notice: Notice) -> Option<PersonEvent> {
    let person = cx.caller.person().ok()?;
    let (agent_id, what) = match notice {
        Notice::Inbox { corp, userid, agent_id, what } if corp == person.corp && userid == person.userid => (agent_id, what),
        Notice::Inboxes { corp, agent_id, what } if corp == person.corp => (agent_id, what),
        _ => return None,
    };
    let unread = unread(&mut cx.db(), &person.corp, &person.userid).await.ok()?;
    Some(PersonEvent { name: "inbox", data: json!({ "type": what, "agentId": agent_id, "unread": unread }) })
}
