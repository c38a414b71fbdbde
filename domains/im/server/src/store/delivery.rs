//! Each person's copies.

use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, MessageId, Outcome, TaskId, UserId};

sql! {
    INSERT = "insert into work_delivery (corp_id, task_id, userid, agent_id, message_id, state, reason, delivered_ms, read_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, null)";
    HAS = "select 1 from work_delivery where corp_id = $1 and task_id = $2 and userid = $3";
    OF_TASK = "select userid, state, reason from work_delivery where corp_id = $1 and task_id = $2 order by userid limit $3";
    UNREAD_OF_TASK = "select userid, state from work_delivery where corp_id = $1 and task_id = $2 and userid > $3 order by userid limit $4";
    PAGE = "select d.message_id, d.agent_id, d.task_id, d.state, d.delivered_ms, t.msg
        from work_delivery d join work_task t on t.corp_id = d.corp_id and t.task_id = d.task_id
        where d.corp_id = $1 and d.userid = $2 and d.agent_id = $3 and d.message_id < $4 and d.state < 3 and t.recalled_ms is null
        order by d.message_id desc limit $5";
    FIND = "select d.message_id, d.agent_id, d.task_id, d.state, d.delivered_ms, t.msg
        from work_delivery d join work_task t on t.corp_id = d.corp_id and t.task_id = d.task_id
        where d.corp_id = $1 and d.userid = $2 and d.agent_id = $3 and d.message_id = $4 and d.state < 3 and t.recalled_ms is null";
    READ = "update work_delivery set state = 1, read_ms = $5 where corp_id = $1 and userid = $2 and agent_id = $3 and message_id = $4 and state = 0
        and exists (select 1 from work_task t where t.corp_id = work_delivery.corp_id and t.task_id = work_delivery.task_id and t.recalled_ms is null)
        returning task_id";
    CAPTURED = "select d.message_id, d.userid, d.agent_id, d.task_id, t.msg, d.state, t.recalled_ms, d.delivered_ms
        from work_delivery d join work_task t on t.corp_id = d.corp_id and t.task_id = d.task_id
        where d.corp_id = $1 and d.message_id > $2 and d.state < 3
            and ($3 is null or d.userid = $3) and ($4 is null or d.agent_id = $4) and ($5 is null or d.task_id = $5)
        order by d.message_id limit $6";
    /// The same for one person. Begins at the apps that wrote to them, and `cross join` keeps SQLite from changing that: it
    /// would look at everybody's rows of the corp rather than at the inbox's index.
    CAPTURED_OF = "select d.message_id, d.userid, d.agent_id, d.task_id, t.msg, d.state, t.recalled_ms, d.delivered_ms
        from work_person p cross join work_delivery d
        join work_task t on t.corp_id = d.corp_id and t.task_id = d.task_id
        where p.corp_id = $1 and p.userid = $3 and d.corp_id = p.corp_id and d.userid = p.userid and d.agent_id = p.agent_id
            and d.message_id > $2 and d.state < 3 and ($4 is null or p.agent_id = $4) and ($5 is null or d.task_id = $5)
        order by d.message_id limit $6";
    REMOVE = "delete from work_delivery where corp_id = $1 and task_id = $2
        and userid in (select userid from work_delivery where corp_id = $1 and task_id = $2 order by userid limit $3)
        returning userid, state, reason";
    WHOSE = "select userid, agent_id from work_delivery where corp_id = $1 and message_id = $2";
}

/// A delivery that was not made; `reason` says why.
pub const FORBIDDEN: i64 = 3;

row! {
    /// A message as its receiver has it.
    pub struct Copy {
        pub message_id: MessageId,
        pub agent_id: AgentId,
        pub task_id: TaskId,
        /// 0 unread, 1 read.
        pub state: i64,
        pub delivered_ms: i64,
        pub msg: String,
    }
}

row! {
    /// A person of a task.
    pub struct Person {
        pub userid: UserId,
        pub state: i64,
        pub reason: i64,
    }
}

row! {
    /// A message as a test sees it.
    pub struct Captured {
        pub message_id: MessageId,
        pub userid: UserId,
        pub agent_id: AgentId,
        pub task_id: TaskId,
        pub msg: String,
        pub state: i64,
        pub recalled_ms: Option<i64>,
        pub delivered_ms: i64,
    }
}

/// One row to write.
pub struct New<'a> {
    pub userid: &'a UserId,
    pub message_id: i64,
    /// 0, or [`FORBIDDEN`].
    pub state: i64,
    pub reason: i64,
}

pub async fn insert(
    tx: &mut Tx,
    corp: &CorpId,
    task_id: TaskId,
    agent_id: AgentId,
    now_ms: i64,
    rows: &[New<'_>],
) -> Outcome<()> {
    let rows: Vec<_> =
        rows.iter().map(|n| vals![corp, task_id, n.userid, agent_id, n.message_id, n.state, n.reason, now_ms]).collect();
    tx.exec_many(INSERT, &rows).await?;
    Ok(())
}

/// Those of `userids` who have no row of this task yet.
pub async fn without(q: &mut impl Query, corp: &CorpId, task_id: TaskId, userids: Vec<UserId>) -> Outcome<Vec<UserId>> {
    let rows: Vec<_> = userids.iter().map(|u| vals![corp, task_id, u]).collect();
    let has: Vec<Option<(i64,)>> = q.rows_many(HAS, &rows).await?;
    Ok(userids.into_iter().zip(has).filter(|(_, has)| has.is_none()).map(|(u, _)| u).collect())
}

/// The people of a task, in the order of userid.
pub async fn of_task(q: &mut impl Query, corp: &CorpId, task_id: TaskId, limit: i64) -> Outcome<Vec<Person>> {
    Ok(q.rows(OF_TASK, args![corp, task_id, limit]).await?)
}

/// Userid and state of a task's people after `after`.
pub async fn states(q: &mut impl Query, corp: &CorpId, task_id: TaskId, after: &str, limit: i64) -> Outcome<Vec<(UserId, i64)>> {
    Ok(q.rows(UNREAD_OF_TASK, args![corp, task_id, after, limit]).await?)
}

/// A person's messages of one app, newest first, before `before`.
pub async fn page(
    q: &mut impl Query,
    corp: &CorpId,
    userid: &UserId,
    agent_id: AgentId,
    before: MessageId,
    limit: i64,
) -> Outcome<Vec<Copy>> {
    Ok(q.rows(PAGE, args![corp, userid, agent_id, before, limit]).await?)
}

pub async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId, agent_id: AgentId, id: MessageId) -> Outcome<Option<Copy>> {
    Ok(q.one(FIND, args![corp, userid, agent_id, id]).await?)
}

/// Marks a message as read; `false` when it was, or is not this person's of this app.
pub async fn read(tx: &mut Tx, corp: &CorpId, userid: &UserId, agent_id: AgentId, id: MessageId, now_ms: i64) -> Outcome<bool> {
    Ok(tx.one::<(i64,)>(READ, args![corp, userid, agent_id, id, now_ms]).await?.is_some())
}

/// What [`captured`] selects by.
pub struct Filter<'a> {
    pub after: i64,
    pub userid: Option<&'a str>,
    pub agent_id: Option<i64>,
    pub task_id: Option<i64>,
    pub limit: i64,
}

/// Messages that people of the corp received, oldest first.
pub async fn captured(q: &mut impl Query, corp: &CorpId, f: &Filter<'_>) -> Outcome<Vec<Captured>> {
    let statement = if f.userid.is_some() { CAPTURED_OF } else { CAPTURED };
    Ok(q.rows(statement, args![corp, f.after, f.userid, f.agent_id, f.task_id, f.limit]).await?)
}

/// Whose message this is, and from which app.
pub async fn whose(q: &mut impl Query, corp: &CorpId, id: MessageId) -> Outcome<Option<(UserId, AgentId)>> {
    Ok(q.one(WHOSE, args![corp, id]).await?)
}

/// Removes up to `limit` rows of a task; who they were of.
pub async fn remove(tx: &mut Tx, corp: &CorpId, task_id: TaskId, limit: i64) -> Outcome<Vec<Person>> {
    Ok(tx.rows(REMOVE, args![corp, task_id, limit]).await?)
}
