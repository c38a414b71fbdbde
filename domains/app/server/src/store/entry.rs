//! The lists of an app: addresses of its servers, where sign-ins may lead, safe domains, developers, test people.

use hobnail_store::{Query, Tx, args, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    LIST = "select value from app_entry where corp_id = $1 and agent_id = $2 and list = $3 order by value";
    ALL = "select list, value from app_entry where corp_id = $1 and agent_id = $2 order by list, value";
    WITH = "select agent_id from app_entry where corp_id = $1 and list = $2 and value = $3 order by agent_id";
    HAS = "select agent_id from app_entry where corp_id = $1 and agent_id = $2 and list = $3 and value = $4";
    CLEAR = "delete from app_entry where corp_id = $1 and agent_id = $2 and list = $3";
    ADD = "insert into app_entry (corp_id, agent_id, list, value) values ($1, $2, $3, $4)
        on conflict (corp_id, agent_id, list, value) do nothing";
}

pub const EGRESS: &str = "egress";
pub const REDIRECT: &str = "redirect";
pub const DOMAIN: &str = "domain";
pub const DEVELOPER: &str = "developer";
pub const TESTER: &str = "tester";

pub async fn list(q: &mut impl Query, corp: &CorpId, agent_id: AgentId, list: &str) -> Outcome<Vec<String>> {
    let rows: Vec<(String,)> = q.rows(LIST, args![corp, agent_id, list]).await?;
    Ok(rows.into_iter().map(|(value,)| value).collect())
}

/// Every list of the app as (list, value).
pub async fn all(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Vec<(String, String)>> {
    Ok(q.rows(ALL, args![corp, agent_id]).await?)
}

/// The apps that have this value in this list.
pub async fn with(q: &mut impl Query, corp: &CorpId, list: &str, value: &str) -> Outcome<Vec<AgentId>> {
    let rows: Vec<(AgentId,)> = q.rows(WITH, args![corp, list, value]).await?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

pub async fn has(q: &mut impl Query, corp: &CorpId, agent_id: AgentId, list: &str, value: &str) -> Outcome<bool> {
    Ok(q.one::<(AgentId,)>(HAS, args![corp, agent_id, list, value]).await?.is_some())
}

/// Puts this list in the place of the one before.
pub async fn replace(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, list: &str, values: &[String]) -> Outcome<()> {
    tx.exec(CLEAR, args![corp, agent_id, list]).await?;
    let rows: Vec<_> = values.iter().map(|value| vals![corp, agent_id, list, value]).collect();
    tx.exec_many(ADD, &rows).await?;
    Ok(())
}
