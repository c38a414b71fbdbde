//! Taking a notification back.
//!
//! The task's mark hides every copy at once; the unread counts are given back in the background, chunk by chunk. Limits are
//! not: what was sent was sent. The task's place, which the fan-out no longer needs, says how far this is.

use hobnail_cx::{Cx, Notice, bus::InboxChange};
use hobnail_im_api::work::WorkRecall;
use hobnail_jobs::{self as jobs, Job};
use hobnail_store::Tx;
use hobnail_wire::{CorpId, Empty, Fault, Outcome, TaskId, UserId, codes};

use super::{
    RECALL,
    result::{own, young_enough},
};
use crate::store::{
    delivery, quota,
    task::{self, Task},
};

const CHUNK: i64 = 1000;

/// Recalling twice is one recall.
pub async fn recall(cx: Cx, req: WorkRecall) -> Outcome<Empty> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let task = own(&inner, tx, req.agent_id, req.msg_task_id, &codes::TASK_INVALID, "msg_task_id").await?;
        young_enough(&inner, &task, inner.core.limits.work_recall_hours, &codes::TASK_INVALID, "msg_task_id")?;
        take_back(tx, &inner, inner.caller.corp()?, task).await?;
        Ok(Empty {})
    })
    .await
}

/// Hides every copy, and leaves the counts to the background.
pub async fn take_back(tx: &mut Tx, cx: &Cx, corp: &CorpId, mut task: Task) -> Outcome<()> {
    let now = cx.now_ms();
    if task::recall(tx, corp, task.task_id, now).await? {
        task.place = String::new();
        task::advance(tx, corp, &task).await?;
        jobs::enqueue(tx, cx, corp, RECALL, &task.task_id.to_string(), "", now).await?;
    }
    Ok(())
}

/// Gives the unread counts of recalled tasks back.
pub async fn give_back(cx: Cx, jobs: Vec<Job>) -> Outcome<()> {
    for job in jobs {
        loop {
            let (inner, job) = (cx.clone(), job.clone());
            if !cx.tx(async move |tx| chunk(tx, &inner, &job).await).await? || cx.core.ending.is_stopping() {
                break;
            }
        }
    }
    Ok(())
}

/// `true`: there is more.
async fn chunk(tx: &mut Tx, cx: &Cx, job: &Job) -> Outcome<bool> {
    if !jobs::extend(tx, cx, job).await? {
        return Ok(false);
    }
    let corp = &job.corp_id;
    let task_id = TaskId::new(job.key.parse().map_err(Fault::internal)?);
    let Some(mut task) = task::find(tx, corp, task_id).await? else {
        jobs::done(tx, job).await?;
        return Ok(false);
    };
    let people = delivery::states(tx, corp, task_id, &task.place, CHUNK).await?;
    let unread: Vec<UserId> = people.iter().filter(|(_, state)| *state == 0).map(|(userid, _)| userid.clone()).collect();
    quota::less_unread(tx, corp, task.agent_id, &unread).await?;
    cx.after_commit(Notice::Inboxes { corp: corp.clone(), agent_id: task.agent_id, what: InboxChange::Recalled });
    match people.last() {
        Some((last, _)) if people.len() as i64 == CHUNK => {
            task.place = last.to_string();
            task::advance(tx, corp, &task).await?;
            Ok(true)
        }
        _ => {
            jobs::done(tx, job).await?;
            Ok(false)
        }
    }
}
