//! The status bar of an oa message: how the process behind it stands now.
//!
//! A task holds its message once for all receivers, so one row changes in every copy. The platform allows a bar for few,
//! listed receivers only, and changes it once all of them have been reached.

use hobnail_cx::{Cx, Notice, bus::InboxChange};
use hobnail_im_api::{message::OaStatusBar, work::WorkStatusBarUpdate};
use hobnail_wire::{Empty, Fault, Outcome, codes};

use super::{
    receivers::Receivers,
    result::{own, young_enough},
};
use crate::{
    message::{Message, check_status_bar},
    render,
    store::{delivery, task},
};

/// Refuses other apps' tasks, messages that are not oa, that are older than seven days or taken back, and those with more
/// receivers than a bar is for.
pub async fn update(cx: Cx, req: WorkStatusBarUpdate) -> Outcome<Empty> {
    if req.agent_id != cx.caller.app()?.agent_id {
        return Err(Fault::new(&codes::AGENT_INVALID).field("agent_id").detail("与 access_token 所属的应用不一致"));
    }
    if req.status_value.trim().is_empty() {
        return Err(Fault::new(&codes::MISSING_PARAM).field("status_value"));
    }
    let asked = OaStatusBar { status_value: Some(req.status_value), status_bg: req.status_bg };
    check_status_bar(&asked).map_err(|fault| {
        Fault::new(&codes::INVALID_PARAM).field(fault.field_name().unwrap_or_default()).detail("应为 0xFF 加六位颜色值")
    })?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let (corp, limits) = (inner.caller.corp()?, &inner.core.limits);
        let refused = |why: String| Fault::new(&codes::INVALID_PARAM).field("task_id").detail(why);
        let task = own(&inner, tx, req.agent_id, req.task_id, &codes::INVALID_PARAM, "task_id").await?;
        young_enough(&inner, &task, limits.work_status_bar_days * 24, &codes::INVALID_PARAM, "task_id")?;
        if task.recalled_ms.is_some() {
            return Err(refused("该消息已撤回".into()));
        }
        let Message::Oa { mut oa } = render::stored(&task.msg)? else {
            return Err(refused("该消息不是 OA 消息".into()));
        };
        let receivers: Receivers = serde_json::from_str(&task.receivers).map_err(Fault::internal)?;
        if task.state != 2 || !receivers.fit_status_bar(limits.work_status_bar_receivers) {
            let most = limits.work_status_bar_receivers;
            return Err(Fault::new(&codes::STATUS_BAR_RECEIVERS)
                .field("task_id")
                .detail(format!("状态栏只支持已送达的、至多 {most} 个 userid 的消息")));
        }
        let before = oa.status_bar.take().and_then(|bar| bar.status_bg);
        oa.status_bar =
            Some(OaStatusBar { status_value: asked.status_value.clone(), status_bg: asked.status_bg.clone().or(before) });
        let msg = serde_json::to_string(&Message::Oa { oa }).map_err(Fault::internal)?;
        if msg.len() > limits.work_msg_bytes {
            let most = limits.work_msg_bytes;
            return Err(Fault::new(&codes::INVALID_PARAM)
                .field("status_value")
                .detail(format!("更新后的消息最长 {most} 字节，实际 {}", msg.len())));
        }
        task::set_msg(tx, corp, task.task_id, &msg).await?;
        for person in delivery::of_task(tx, corp, task.task_id, limits.work_status_bar_receivers as i64).await? {
            let (corp, userid) = (corp.clone(), person.userid);
            inner.after_commit(Notice::Inbox { corp, userid, agent_id: task.agent_id, what: InboxChange::Changed });
        }
        Ok(Empty {})
    })
    .await
}
