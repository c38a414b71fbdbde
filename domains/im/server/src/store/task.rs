//! Tasks and the receivers that turned out invalid.

use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome, TaskId};

sql! {
    INSERT = "insert into work_task (corp_id, task_id, agent_id, msg, content_hash, receivers, created_ms, state, place, done, total, recalled_ms)
        values ($1, $2, $3, $4, $5, $6, $7, 0, '', 0, $8, null)";
    FIND = "select task_id, agent_id, msg, content_hash, receivers, created_ms, state, place, done, total, recalled_ms
        from work_task where corp_id = $1 and task_id = $2";
    ADVANCE = "update work_task set state = $3, place = $4, done = $5, total = $6 where corp_id = $1 and task_id = $2";
    RECALL = "update work_task set recalled_ms = $3 where corp_id = $1 and task_id = $2 and recalled_ms is null";
    SET_MSG = "update work_task set msg = $3 where corp_id = $1 and task_id = $2";
    INVALID = "insert into work_invalid (corp_id, task_id, kind, id) values ($1, $2, $3, $4) on conflict (corp_id, task_id, kind, id) do nothing";
    OLDER = "select task_id, agent_id, recalled_ms is not null as recalled from work_task
        where corp_id = $1 and created_ms < $2 and (state = 2 or recalled_ms is not null) order by created_ms, task_id limit $3";
    REMOVE = "delete from work_task where corp_id = $1 and task_id = $2";
    REMOVE_INVALID = "delete from work_invalid where corp_id = $1 and task_id = $2";
    INVALID_OF = "select kind, id from work_invalid where corp_id = $1 and task_id = $2 order by kind, id";
}

row! {
    pub struct Task {
        pub task_id: TaskId,
        pub agent_id: AgentId,
        pub msg: String,
        pub content_hash: String,
        pub receivers: String,
        pub created_ms: i64,
        pub state: i64,
        pub place: String,
        pub done: i64,
        pub total: i64,
        pub recalled_ms: Option<i64>,
    }
}

row! {
    /// A task that may be removed.
    pub struct Old {
        pub task_id: TaskId,
        pub agent_id: AgentId,
        pub recalled: bool,
    }
}

pub struct NewTask<'a> {
    pub task_id: TaskId,
    pub agent_id: AgentId,
    pub msg: &'a str,
    pub content_hash: &'a str,
    pub receivers: &'a str,
    pub created_ms: i64,
    pub total: i64,
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, task: &NewTask<'_>) -> Outcome<()> {
    tx.exec(
        INSERT,
        args![corp, task.task_id, task.agent_id, task.msg, task.content_hash, task.receivers, task.created_ms, task.total],
    )
    .await?;
    Ok(())
}

pub async fn find(q: &mut impl Query, corp: &CorpId, task_id: TaskId) -> Outcome<Option<Task>> {
    Ok(q.one(FIND, args![corp, task_id]).await?)
}

/// Writes how far the fan-out is.
pub async fn advance(tx: &mut Tx, corp: &CorpId, task: &Task) -> Outcome<()> {
    tx.exec(ADVANCE, args![corp, task.task_id, task.state, task.place, task.done, task.total]).await?;
    Ok(())
}

/// `false` when it was recalled before.
pub async fn recall(tx: &mut Tx, corp: &CorpId, task_id: TaskId, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(RECALL, args![corp, task_id, now_ms]).await? == 1)
}

/// Changes what every copy shows. What counts as the same content today does not change.
pub async fn set_msg(tx: &mut Tx, corp: &CorpId, task_id: TaskId, msg: &str) -> Outcome<()> {
    tx.exec(SET_MSG, args![corp, task_id, msg]).await?;
    Ok(())
}

pub async fn add_invalid(tx: &mut Tx, corp: &CorpId, task_id: TaskId, kind: &str, ids: &[String]) -> Outcome<()> {
    let rows: Vec<_> = ids.iter().map(|id| vals![corp, task_id, kind, id]).collect();
    tx.exec_many(INVALID, &rows).await?;
    Ok(())
}

/// Kind (`user` or `dept`) and id of each invalid receiver.
pub async fn invalid(q: &mut impl Query, corp: &CorpId, task_id: TaskId) -> Outcome<Vec<(String, String)>> {
    Ok(q.rows(INVALID_OF, args![corp, task_id]).await?)
}

/// Up to `limit` tasks of before this moment that nothing is done for any more, oldest first.
pub async fn older(q: &mut impl Query, corp: &CorpId, before_ms: i64, limit: i64) -> Outcome<Vec<Old>> {
    Ok(q.rows(OLDER, args![corp, before_ms, limit]).await?)
}

/// Removes tasks whose copies are gone.
pub async fn remove(tx: &mut Tx, corp: &CorpId, tasks: &[TaskId]) -> Outcome<()> {
    let rows: Vec<_> = tasks.iter().map(|task_id| vals![corp, *task_id]).collect();
    tx.exec_many(REMOVE_INVALID, &rows).await?;
    tx.exec_many(REMOVE, &rows).await?;
    Ok(())
}
