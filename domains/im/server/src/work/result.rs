//! How far a task is, and what became of it.

use hobnail_cx::Cx;
use hobnail_im_api::work::{
    WorkForbidden, WorkProgress, WorkProgressGet, WorkProgressGetReply, WorkResult, WorkResultGet, WorkResultGetReply,
};
use hobnail_store::Query;
use hobnail_wire::{AgentId, Code, DeptId, Fault, Outcome, TaskId, codes};

use super::reason;
use crate::store::{
    delivery::{self, FORBIDDEN},
    task::{self, Task},
};

/// Percent and status of a task.
pub async fn progress(cx: Cx, req: WorkProgressGet) -> Outcome<WorkProgressGetReply> {
    let task = own(&cx, &mut cx.db(), req.agent_id, req.task_id, &codes::INVALID_PARAM, "task_id").await?;
    young_enough(&cx, &task, cx.core.limits.work_progress_days * 24, &codes::INVALID_PARAM, "task_id")?;
    let percent = percent(&task);
    let status = if percent == 100 { 2 } else { task.state };
    Ok(WorkProgressGetReply { progress: WorkProgress { progress_in_percent: percent, status } })
}

/// 100 when nothing more will happen.
pub fn percent(task: &Task) -> i64 {
    match (task.state, task.recalled_ms) {
        (2, _) | (_, Some(_)) => 100,
        _ => (task.done * 100 / task.total.max(1)).clamp(0, 99),
    }
}

/// Who got the message and who did not. The sender's page shows larger tasks.
pub async fn result(cx: Cx, req: WorkResultGet) -> Outcome<WorkResultGetReply> {
    let inner = cx.clone();
    cx.read(async move |q| {
        let task = own(&inner, q, req.agent_id, req.task_id, &codes::INVALID_PARAM, "task_id").await?;
        let limits = &inner.core.limits;
        young_enough(&inner, &task, limits.work_result_hours, &codes::INVALID_PARAM, "task_id")?;
        let corp = inner.caller.corp()?;
        if task.done > limits.work_result_receivers {
            return Err(Fault::new(&codes::RESULT_TOO_LARGE)
                .detail(format!("接收者超过 {} 人时不支持查询", limits.work_result_receivers)));
        }
        let mut out = WorkResult::default();
        for person in delivery::of_task(q, corp, task.task_id, limits.work_result_receivers).await? {
            match person.state {
                FORBIDDEN => {
                    let (code, count) = (person.reason.to_string(), threshold(&inner, person.reason));
                    out.forbidden_list.push(WorkForbidden { code, count, userid: person.userid.clone() });
                    out.forbidden_user_id_list.push(person.userid);
                }
                0 => out.unread_user_id_list.push(person.userid),
                _ => out.read_user_id_list.push(person.userid),
            }
        }
        for (kind, id) in task::invalid(q, corp, task.task_id).await? {
            match (kind.as_str(), id.parse::<DeptId>()) {
                ("dept", Ok(id)) => out.invalid_dept_id_list.push(id),
                _ => out.invalid_user_id_list.push(id.into()),
            }
        }
        Ok(WorkResultGetReply { send_result: out })
    })
    .await
}

/// The caller's task; anything else is refused with `code` as if it did not exist.
pub(super) async fn own(
    cx: &Cx,
    q: &mut impl Query,
    agent_id: AgentId,
    task_id: TaskId,
    code: &'static Code,
    field: &'static str,
) -> Outcome<Task> {
    let app = cx.caller.app()?;
    if agent_id != app.agent_id {
        return Err(Fault::new(code).field("agent_id").detail("与 access_token 所属的应用不一致"));
    }
    let task = task::find(q, &app.corp, task_id).await?.filter(|task| task.agent_id == agent_id);
    task.ok_or_else(|| Fault::new(code).field(field).detail("没有这个任务"))
}

/// Refuses tasks of more than `hours` ago.
pub(super) fn young_enough(cx: &Cx, task: &Task, hours: i64, code: &'static Code, field: &'static str) -> Outcome<()> {
    if cx.now_ms() - task.created_ms > hours * 3_600_000 {
        return Err(Fault::new(code).field(field).detail(format!("只支持 {hours} 小时内的任务")));
    }
    Ok(())
}

/// The limit behind a reason.
pub fn threshold(cx: &Cx, reason: i64) -> i64 {
    let limits = &cx.core.limits;
    match reason {
        reason::TOO_MANY_RECEIVERS => limits.work_receivers_per_send,
        reason::TO_ALL_TODAY => limits.work_to_all_per_day,
        reason::APP_PER_MINUTE => limits.work_receivers_per_minute,
        reason::PERSON_PER_DAY => limits.work_per_person_per_day,
        _ => 1,
    }
}
