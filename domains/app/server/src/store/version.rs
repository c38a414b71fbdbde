//! Versions of apps.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    ALL = "select version_id, number, note, state, doc, author, created_ms, published_ms from app_version
        where corp_id = $1 and agent_id = $2 order by version_id desc limit 200";
    INSERT = "insert into app_version
        (corp_id, agent_id, version_id, number, note, state, doc, author, created_ms, published_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    RETIRE = "update app_version set state = 'past' where corp_id = $1 and agent_id = $2 and state = 'live'";
    GO_LIVE = "update app_version set state = 'live', published_ms = $4 where corp_id = $1 and agent_id = $2 and version_id = $3";
}

row! {
    pub struct Row {
        pub version_id: i64,
        pub number: String,
        pub note: String,
        /// `test`, `live` or `past`.
        pub state: String,
        pub doc: String,
        pub author: String,
        pub created_ms: i64,
        pub published_ms: i64,
    }
}

/// The newest first.
pub async fn all(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Vec<Row>> {
    Ok(q.rows(ALL, args![corp, agent_id]).await?)
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, row: &Row) -> Outcome<()> {
    let Row { version_id, number, note, state, doc, author, created_ms, published_ms } = row;
    tx.exec(INSERT, args![corp, agent_id, *version_id, number, note, state, doc, author, *created_ms, *published_ms]).await?;
    Ok(())
}

/// The live version is live no more.
pub async fn retire(tx: &mut Tx, corp: &CorpId, agent_id: AgentId) -> Outcome<()> {
    tx.exec(RETIRE, args![corp, agent_id]).await?;
    Ok(())
}

pub async fn go_live(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, version_id: i64, now_ms: i64) -> Outcome<()> {
    tx.exec(GO_LIVE, args![corp, agent_id, version_id, now_ms]).await?;
    Ok(())
}
