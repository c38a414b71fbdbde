//! Accepting a work notification: validate, store the task and its job, answer.

use hobnail_contact::{dept, directory, member};
use hobnail_cx::{Cx, crash, days};
use hobnail_im_api::work::{WorkSend, WorkSendReply};
use hobnail_jobs as jobs;
use hobnail_store::Query;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, TaskId, UserId, codes};
use sha2::{Digest, Sha256};

use super::{LARGE, SMALL, receivers::Receivers};
use crate::{
    message::Message,
    store::{
        carried, quota,
        task::{self, NewTask},
    },
};

const MAX_USERIDS: usize = 100;
const MAX_DEPTS: usize = 20;

/// The reply means that the task is durable. Limits per person are judged when it is delivered, not here.
pub async fn send(cx: Cx, req: WorkSend) -> Outcome<WorkSendReply> {
    let app = cx.caller.app()?.clone();
    if req.agent_id != app.agent_id {
        return Err(Fault::new(&codes::AGENT_INVALID).field("agent_id").detail("与 access_token 所属的应用不一致"));
    }
    let receivers = asked_for(&req)?;
    let mut message = Message::read(req.msg, cx.core.limits.work_msg_bytes)?;
    let most = cx.core.limits.work_status_bar_receivers;
    if message.status_bar().is_some() && !receivers.fit_status_bar(most) {
        return Err(Fault::new(&codes::INVALID_PARAM)
            .field("msg.oa.status_bar")
            .detail(format!("状态栏只支持 userid_list，且至多 {most} 人")));
    }
    let media_id = carried_media(&cx, &app.corp, &message).await?;
    if req.enable_id_trans.unwrap_or(false) {
        message = with_names(&cx, &app.corp, message).await?;
    }
    let msg = serde_json::to_string(&message).map_err(Fault::internal)?;
    let hash = content_hash(&msg);
    let now = cx.now_ms();
    let day = days::day(now, &app.zone);
    let total = if receivers.is_small() { receivers.userids.len() as i64 } else { estimate(&cx, &app.corp).await? };
    let inner = cx.clone();
    let sent = cx.tx(async move |tx| {
        let task_id = TaskId::new(inner.id()?);
        let per_day = inner.core.limits.work_to_all_per_day;
        let refused = receivers.all && !quota::count_to_all(tx, &app.corp, app.agent_id, day, per_day).await?;
        let text = receivers.to_text(refused)?;
        let new =
            NewTask { task_id, agent_id: app.agent_id, msg: &msg, content_hash: &hash, receivers: &text, created_ms: now, total };
        task::insert(tx, &app.corp, &new).await?;
        if let Some(media_id) = &media_id {
            // It may have been removed since it was looked at.
            if hobnail_drive::find(tx, &app.corp, std::slice::from_ref(media_id)).await?.iter().all(Option::is_none) {
                return Err(Fault::new(&codes::MEDIA_ID_INVALID).field("msg").detail("媒体文件已过保存期"));
            }
            carried::insert(tx, &app.corp, media_id, task_id).await?;
        }
        let kind = if receivers.is_small() { SMALL } else { LARGE };
        jobs::enqueue(tx, &inner, &app.corp, kind, &task_id.to_string(), "", now).await?;
        crash::point("work.send.before_commit");
        Ok(WorkSendReply { task_id })
    });
    let reply = sent.await?;
    crash::point("work.send.after_commit");
    Ok(reply)
}

fn asked_for(req: &WorkSend) -> Outcome<Receivers> {
    let userids = req.userid_list.as_ref().map(|l| unique(&l.0)).unwrap_or_default();
    let dept_ids = req.dept_id_list.as_ref().map(|l| unique(&l.0)).unwrap_or_default();
    let all = req.to_all_user.unwrap_or(false);
    if userids.len() > MAX_USERIDS {
        return Err(Fault::new(&codes::USERID_LIST_LENGTH)
            .field("userid_list")
            .detail(format!("最多 {MAX_USERIDS} 个，实际 {}", userids.len())));
    }
    if dept_ids.len() > MAX_DEPTS {
        return Err(Fault::new(&codes::DEPT_LIST_INVALID)
            .field("dept_id_list")
            .detail(format!("最多 {MAX_DEPTS} 个，实际 {}", dept_ids.len())));
    }
    if userids.is_empty() && dept_ids.is_empty() && !all {
        return Err(Fault::new(&codes::MISSING_PARAM)
            .field("userid_list")
            .detail("userid_list、dept_id_list、to_all_user 必须有一个不为空"));
    }
    Ok(Receivers { userids, dept_ids, all, all_refused: false })
}

/// The media file of the message: one of the corp, of the kind that belongs there, a file no larger than messages may carry.
async fn carried_media(cx: &Cx, corp: &CorpId, message: &Message) -> Outcome<Option<String>> {
    let Some(carried) = message.carried() else { return Ok(None) };
    let ids = [carried.media_id.to_owned()];
    let media = match hobnail_drive::find(&mut cx.db(), corp, &ids).await?.pop().flatten() {
        Some(media) => media,
        None if !carried.needed => return Ok(None),
        None => return Err(Fault::new(&codes::MEDIA_ID_INVALID).field(carried.field).detail("企业内没有这个媒体文件")),
    };
    let most = cx.core.limits.work_file_bytes;
    // A message of the type file carries media of any kind.
    if carried.kind == "file" {
        if media.size > most {
            return Err(Fault::new(&codes::FILE_SIZE_INVALID)
                .field(carried.field)
                .detail(format!("消息中的文件最大 {most} 字节，实际 {}", media.size)));
        }
    } else if media.kind != carried.kind {
        if !carried.needed {
            return Ok(None);
        }
        return Err(Fault::new(&codes::MEDIA_TYPE_INVALID)
            .field(carried.field)
            .detail(format!("应为 {}，该媒体文件为 {}", carried.kind, media.kind)));
    }
    Ok(Some(media.media_id))
}

fn unique<T: Clone + Ord>(list: &[T]) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    list.iter().filter(|id| seen.insert((*id).clone())).cloned().collect()
}

/// The number that progress is measured against; for departments an upper bound that the last chunk corrects.
async fn estimate(cx: &Cx, corp: &CorpId) -> Outcome<i64> {
    directory::count(&mut cx.db(), corp).await
}

/// What "the same content" means: the canonical JSON, hashed; `;` keeps hashes apart where they stand in a row.
fn content_hash(msg: &str) -> String {
    let digest = Sha256::digest(msg.as_bytes());
    let mut out: String = digest[..8].iter().map(|b| format!("{b:02x}")).collect();
    out.push(';');
    out
}

/// Replaces `$userName=…$` and `$deptName=…$` in the message's texts; ids that are not found stay as they are.
async fn with_names(cx: &Cx, corp: &CorpId, message: Message) -> Outcome<Message> {
    let mut json = serde_json::to_value(&message).map_err(Fault::internal)?;
    let mut texts = Vec::new();
    collect_texts(&mut json, &mut texts);
    for text in texts {
        *text = translate(&mut cx.db(), corp, text).await?;
    }
    serde_json::from_value(json).map_err(Fault::internal)
}

fn collect_texts<'a>(value: &'a mut serde_json::Value, out: &mut Vec<&'a mut String>) {
    match value {
        serde_json::Value::String(text) if text.contains("$userName=") || text.contains("$deptName=") => out.push(text),
        serde_json::Value::Array(list) => list.iter_mut().for_each(|v| collect_texts(v, out)),
        serde_json::Value::Object(map) => map.values_mut().for_each(|v| collect_texts(v, out)),
        _ => {}
    }
}

async fn translate(q: &mut impl Query, corp: &CorpId, text: &str) -> Outcome<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let mark = &rest[at + 1..];
        let found = match mark.split_once('$').and_then(|(inside, after)| Some((inside.split_once('=')?, after))) {
            Some((("userName", id), after)) => member::card(q, corp, &UserId::from(id)).await?.map(|card| (card.name, after)),
            Some((("deptName", id), after)) => match id.parse::<DeptId>() {
                Ok(id) => dept::name(q, corp, id).await?.map(|name| (name, after)),
                Err(_) => None,
            },
            _ => None,
        };
        match found {
            Some((name, after)) => {
                out.push_str(&name);
                rest = after;
            }
            None => {
                out.push('$');
                rest = mark;
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}
