//! Messages past their retention: removed with who received and read them.
//!
//! A task goes with its copies, oldest tasks first, a few hundred rows in a transaction, so that other writers come in between
//! and a kill leaves a task with fewer copies, which the next look takes up. The unread counts that the copies stood in are
//! given back with them; for a task that was recalled the recall gives them back, and until it has, the task stays. A task
//! that is still being delivered stays too.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use hobnail_contact::corp;
use hobnail_cx::{Cx, Retention, retention::sweep};
use hobnail_jobs as jobs;
use hobnail_store::Tx;
use hobnail_wire::{AgentId, CorpId, Outcome, UserId};

use crate::{
    store::{carried, delivery, quota, task},
    work::RECALL,
};

/// Tasks looked at in one transaction, and copies removed.
const TASKS: i64 = 100;
const COPIES: i64 = 500;

/// Removes what is too old, in every organisation.
pub async fn messages(cx: Cx) -> Outcome<()> {
    let Some(before_ms) = Retention::before(cx.now_ms(), cx.core.retention.message_hours) else { return Ok(()) };
    let (mut removed, mut after) = (0, None);
    loop {
        let corps = corp::page(&mut cx.db(), after.as_ref(), 100).await?;
        for corp in &corps {
            let corp = &corp.corp_id;
            removed += sweep(&cx, || {
                let corp = corp.clone();
                cx.tx(async move |tx| step(tx, &corp, before_ms).await)
            })
            .await?;
        }
        match corps.into_iter().next_back() {
            Some(last) => after = Some(last.corp_id),
            None => break,
        }
    }
    if removed > 0 {
        tracing::info!(removed, "messages past their retention were removed");
    }
    Ok(())
}

/// Copies and tasks removed by one transaction.
async fn step(tx: &mut Tx, corp: &CorpId, before_ms: i64) -> Outcome<u64> {
    let mut unread: BTreeMap<AgentId, Vec<UserId>> = BTreeMap::new();
    let (mut left, mut gone) = (COPIES, Vec::new());
    for old in task::older(tx, corp, before_ms, TASKS).await? {
        if old.recalled && jobs::waits(tx, RECALL, corp, &old.task_id.to_string()).await? {
            continue;
        }
        let copies = delivery::remove(tx, corp, old.task_id, left).await?;
        if !old.recalled {
            let people = copies.iter().filter(|copy| copy.state == 0).map(|copy| copy.userid.clone());
            unread.entry(old.agent_id).or_default().extend(people);
        }
        if copies.len() as i64 == left {
            left = 0;
            break;
        }
        left -= copies.len() as i64;
        gone.push(old.task_id);
    }
    for (agent_id, mut people) in unread {
        people.sort();
        quota::less_unread(tx, corp, agent_id, &people).await?;
    }
    carried::remove(tx, corp, &gone).await?;
    task::remove(tx, corp, &gone).await?;
    Ok((COPIES - left) as u64 + gone.len() as u64)
}

/// For each of these files, whether a message that is kept carries it.
pub fn carries<'a>(
    tx: &'a mut Tx,
    corp: &'a CorpId,
    media_ids: &'a [String],
) -> Pin<Box<dyn Future<Output = Outcome<Vec<bool>>> + Send + 'a>> {
    Box::pin(carried::carried(tx, corp, media_ids))
}
