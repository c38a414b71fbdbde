//! Which tasks carry which media files: who received one of them may have the file.

use hobnail_store::{Query, Tx, args, sql, vals};
use hobnail_wire::{CorpId, Outcome, TaskId, UserId};

sql! {
    INSERT = "insert into work_media (corp_id, media_id, task_id) values ($1, $2, $3)";
    RECEIVED = "select d.message_id from work_media m
        join work_delivery d on d.corp_id = m.corp_id and d.task_id = m.task_id
        join work_task t on t.corp_id = m.corp_id and t.task_id = m.task_id
        where m.corp_id = $1 and m.media_id = $2 and d.userid = $3 and d.state < 3 and t.recalled_ms is null
        limit 1";
    REMOVE = "delete from work_media where corp_id = $1 and task_id = $2";
    CARRIED = "select task_id from work_media where corp_id = $1 and media_id = $2 limit 1";
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, media_id: &str, task_id: TaskId) -> Outcome<()> {
    tx.exec(INSERT, args![corp, media_id, task_id]).await?;
    Ok(())
}

/// Whether the person has a message that carries the file.
pub async fn received(q: &mut impl Query, corp: &CorpId, userid: &UserId, media_id: &str) -> Outcome<bool> {
    Ok(q.one::<(i64,)>(RECEIVED, args![corp, media_id, userid]).await?.is_some())
}

/// Forgets what these tasks carried.
pub async fn remove(tx: &mut Tx, corp: &CorpId, tasks: &[TaskId]) -> Outcome<()> {
    let rows: Vec<_> = tasks.iter().map(|task_id| vals![corp, *task_id]).collect();
    tx.exec_many(REMOVE, &rows).await?;
    Ok(())
}

/// For each of these files, whether a message that is kept carries it.
pub async fn carried(q: &mut impl Query, corp: &CorpId, media_ids: &[String]) -> Outcome<Vec<bool>> {
    let rows: Vec<_> = media_ids.iter().map(|id| vals![corp, id]).collect();
    let found: Vec<Option<(i64,)>> = q.rows_many(CARRIED, &rows).await?;
    Ok(found.iter().map(Option::is_some).collect())
}
