//! The event log: what happened, once, in the transaction that made it happen.

use hobnail_cx::{Cx, Retention, retention::sweep};
use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{CorpId, Fault, Outcome};
use serde::Serialize;

sql! {
    INSERT = "insert into event (corp_id, event_id, kind, key, payload, created_ms, expanded) values ($1, $2, $3, $4, $5, $6, false)";
    UNEXPANDED = "select corp_id, event_id, kind, key, payload, created_ms from event where expanded = false order by event_id limit $1";
    OLDEST = "select e.corp_id, e.event_id, e.created_ms from event e where e.expanded = true and not exists
        (select 1 from delivery d where d.corp_id = e.corp_id and d.event_id = e.event_id) order by e.event_id limit $1";
    REMOVE = "delete from event where corp_id = $1 and event_id = $2";
    EXPANDED = "update event set expanded = true where corp_id = $1 and event_id = $2 and expanded = false returning event_id";
}

row! {
    /// One row of the event log.
    #[derive(Clone, Debug)]
    pub struct Event {
        pub corp_id: CorpId,
        pub event_id: i64,
        /// The catalogue's event type, such as `user_add_org`.
        pub kind: String,
        /// What order is kept by: events of one key are delivered one after the other.
        pub key: String,
        /// JSON text.
        pub payload: String,
        pub created_ms: i64,
    }
}

/// Writes an event into the caller's transaction. Subscribers hear of it after the commit, at least once.
pub async fn emit(tx: &mut Tx, cx: &Cx, corp: &CorpId, key: &str, kind: &'static str, payload: &impl Serialize) -> Outcome<()> {
    record(tx, cx, corp, key, kind, payload).await.map(drop)
}

/// As [`emit`]; the event's id, which every delivery of it carries.
pub async fn record(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    key: &str,
    kind: &'static str,
    payload: &impl Serialize,
) -> Outcome<i64> {
    let payload = serde_json::to_string(payload).map_err(Fault::internal)?;
    let event_id = cx.id()?;
    tx.exec(INSERT, args![corp, event_id, kind, key, payload, cx.now_ms()]).await?;
    cx.left_work();
    Ok(event_id)
}

/// Up to `limit` events that no subscriber has been asked about yet, oldest first.
pub(crate) async fn unexpanded(q: &mut impl Query, limit: i64) -> Outcome<Vec<Event>> {
    Ok(q.rows(UNEXPANDED, args![limit]).await?)
}

/// Marks events as handed to their subscribers; `false` for those with which another node was first.
pub(crate) async fn mark_expanded(tx: &mut Tx, events: &[Event]) -> Outcome<Vec<bool>> {
    let rows: Vec<_> = events.iter().map(|event| vals![&event.corp_id, event.event_id]).collect();
    let marked: Vec<Option<(i64,)>> = tx.rows_many(EXPANDED, &rows).await?;
    Ok(marked.into_iter().map(|row| row.is_some()).collect())
}

/// Removes events past their retention that subscribers were told of, oldest first.
///
/// Events are looked at in the order of their ids. Nodes take ids in blocks, so that order is nearly, not wholly, that of
/// time: what stands behind a younger event goes when that one does.
pub(crate) async fn forget_old(cx: Cx) -> Outcome<()> {
    const ROWS: i64 = 500;
    let Some(before_ms) = Retention::before(cx.now_ms(), cx.core.retention.event_hours) else { return Ok(()) };
    let removed = sweep(&cx, || {
        cx.tx(async move |tx| {
            let oldest: Vec<(CorpId, i64, i64)> = tx.rows(OLDEST, args![ROWS]).await?;
            let old: Vec<_> = oldest.iter().filter(|e| e.2 < before_ms).map(|e| vals![&e.0, e.1]).collect();
            tx.exec_many(REMOVE, &old).await?;
            Ok(old.len() as u64)
        })
    });
    let removed = removed.await?;
    if removed > 0 {
        tracing::info!(removed, "events past their retention were removed");
    }
    Ok(())
}
