//! Tasks and their people as the sender's page lists them. What scans more than a page of rows runs beside the writers.

use hobnail_store::{Db, args, row, sql};
use hobnail_wire::{AgentId, CorpId, Outcome, TaskId, UserId};

use super::task::Task;

sql! {
    PAGE = "select task_id, agent_id, msg, content_hash, receivers, created_ms, state, place, done, total, recalled_ms
        from work_task where corp_id = $1 and task_id < $2 order by task_id desc limit $3";
    PAGE_OF_APP = "select task_id, agent_id, msg, content_hash, receivers, created_ms, state, place, done, total, recalled_ms
        from work_task where corp_id = $1 and agent_id = $4 and task_id < $2 order by task_id desc limit $3";
    COUNTS = "select state, count(*) from work_delivery where corp_id = $1 and task_id = $2 group by state";
    PEOPLE = "select userid, reason, read_ms from work_delivery
        where corp_id = $1 and task_id = $2 and state = $3 and userid > $4 order by userid limit $5";
    INVALID = "select kind, id from work_invalid
        where corp_id = $1 and task_id = $2 and (kind > $3 or (kind = $3 and id > $4)) order by kind, id limit $5";
    INVALIDS = "select count(*) from work_invalid where corp_id = $1 and task_id = $2";
}

row! {
    /// A person of a task.
    pub struct Person {
        pub userid: UserId,
        pub reason: i64,
        pub read_ms: Option<i64>,
    }
}

/// Tasks before `before`, newest first.
pub async fn page(db: &Db, corp: &CorpId, agent_id: Option<AgentId>, before: TaskId, limit: i64) -> Outcome<Vec<Task>> {
    Ok(match agent_id {
        Some(agent_id) => db.page(PAGE_OF_APP, args![corp, before, limit, agent_id]).await?,
        None => db.page(PAGE, args![corp, before, limit]).await?,
    })
}

/// How many of a task's people are in each state.
pub async fn counts(db: &Db, corp: &CorpId, task_id: TaskId) -> Outcome<Vec<(i64, i64)>> {
    Ok(db.page(COUNTS, args![corp, task_id]).await?)
}

/// A task's people in one state, after a userid.
pub async fn people(db: &Db, corp: &CorpId, task_id: TaskId, state: i64, after: &str, limit: i64) -> Outcome<Vec<Person>> {
    Ok(db.page(PEOPLE, args![corp, task_id, state, after, limit]).await?)
}

/// Kind and id of a task's invalid receivers, after one of them.
pub async fn invalid(
    db: &Db,
    corp: &CorpId,
    task_id: TaskId,
    kind: &str,
    id: &str,
    limit: i64,
) -> Outcome<Vec<(String, String)>> {
    Ok(db.page(INVALID, args![corp, task_id, kind, id, limit]).await?)
}

pub async fn invalids(db: &Db, corp: &CorpId, task_id: TaskId) -> Outcome<i64> {
    Ok(db.page::<(i64,)>(INVALIDS, args![corp, task_id]).await?.first().map_or(0, |(n,)| *n))
}
