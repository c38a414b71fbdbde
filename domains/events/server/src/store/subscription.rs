//! Subscriptions of apps.

use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    FIND = "select agent_id, way, all_events, url, key_id, token_sealed, aes_key_sealed from event_subscription
        where corp_id = $1 and agent_id = $2";
    KINDS = "select kind from event_subscribed where corp_id = $1 and agent_id = $2 order by kind";
    OF_CORP = "select s.agent_id, s.way, s.all_events, t.kind from event_subscription s
        left join event_subscribed t on t.corp_id = s.corp_id and t.agent_id = s.agent_id where s.corp_id = $1 order by s.agent_id";
    PUT = "insert into event_subscription (corp_id, agent_id, way, all_events, url, key_id, token_sealed, aes_key_sealed, changed_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (corp_id, agent_id) do update set way = excluded.way, all_events = excluded.all_events, url = excluded.url,
            key_id = excluded.key_id, token_sealed = excluded.token_sealed, aes_key_sealed = excluded.aes_key_sealed,
            changed_ms = excluded.changed_ms";
    CLEAR_KINDS = "delete from event_subscribed where corp_id = $1 and agent_id = $2";
    ADD_KIND = "insert into event_subscribed (corp_id, agent_id, kind) values ($1, $2, $3) on conflict (corp_id, agent_id, kind) do nothing";
    DELETE = "delete from event_subscription where corp_id = $1 and agent_id = $2";
}

row! {
    #[derive(Clone)]
    pub struct Row {
        pub agent_id: AgentId,
        pub way: String,
        pub all_events: bool,
        pub url: String,
        pub key_id: String,
        pub token_sealed: Option<Vec<u8>>,
        pub aes_key_sealed: Option<Vec<u8>>,
    }
}

pub async fn find(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Row>> {
    Ok(q.one(FIND, args![corp, agent_id]).await?)
}

pub async fn kinds(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Vec<String>> {
    let rows: Vec<(String,)> = q.rows(KINDS, args![corp, agent_id]).await?;
    Ok(rows.into_iter().map(|(kind,)| kind).collect())
}

/// App, way, whether it takes every event, and one event that it takes: a row for each.
pub async fn of_corp(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<(AgentId, String, bool, Option<String>)>> {
    Ok(q.rows(OF_CORP, args![corp]).await?)
}

pub async fn put(tx: &mut Tx, corp: &CorpId, row: &Row, kinds: &[String], now_ms: i64) -> Outcome<()> {
    let values =
        args![corp, row.agent_id, row.way, row.all_events, row.url, row.key_id, row.token_sealed, row.aes_key_sealed, now_ms];
    tx.exec(PUT, values).await?;
    tx.exec(CLEAR_KINDS, args![corp, row.agent_id]).await?;
    let rows: Vec<_> = kinds.iter().map(|kind| vals![corp, row.agent_id, kind]).collect();
    tx.exec_many(ADD_KIND, &rows).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, agent_id: AgentId) -> Outcome<bool> {
    tx.exec(CLEAR_KINDS, args![corp, agent_id]).await?;
    Ok(tx.exec(DELETE, args![corp, agent_id]).await? == 1)
}
