//! Tickets of stream connections.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    INSERT = "insert into stream_ticket (ticket_hash, corp_id, agent_id, app_key, secret_hash, topics, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7)";
    TAKE = "delete from stream_ticket where ticket_hash = $1 returning corp_id, agent_id, app_key, secret_hash, topics, expires_ms";
    FORGET = "delete from stream_ticket where expires_ms < $1";
}

row! {
    pub struct Row {
        pub corp_id: CorpId,
        pub agent_id: AgentId,
        pub app_key: String,
        pub secret_hash: Vec<u8>,
        pub topics: String,
        pub expires_ms: i64,
    }
}

pub async fn insert(tx: &mut Tx, hash: &[u8], row: &Row) -> Outcome<()> {
    let values = args![hash, row.corp_id, row.agent_id, row.app_key, row.secret_hash, row.topics, row.expires_ms];
    tx.exec(INSERT, values).await?;
    Ok(())
}

/// The ticket, which is gone with this.
pub async fn take(tx: &mut Tx, hash: &[u8]) -> Outcome<Option<Row>> {
    Ok(tx.one(TAKE, args![hash]).await?)
}

pub async fn forget(tx: &mut Tx, before_ms: i64) -> Outcome<()> {
    tx.exec(FORGET, args![before_ms]).await?;
    Ok(())
}
