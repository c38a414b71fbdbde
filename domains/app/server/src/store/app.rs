//! Apps, their ranges and permission points.

use hobnail_cx::Range;
use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    INSERT = "insert into app (corp_id, agent_id, name, icon, description, enabled, visible_all, directory_all, created_ms)
        values ($1, $2, $3, $4, $5, true, $6, $7, $8)";
    FIND = "select agent_id, name, icon, enabled, visible_all, directory_all from app where corp_id = $1 and agent_id = $2";
    FIRST = "select agent_id, name, icon, enabled, visible_all, directory_all from app where corp_id = $1 order by agent_id limit 1";
    ADD_RANGE = "insert into app_range (corp_id, agent_id, list, kind, id) values ($1, $2, $3, $4, $5) on conflict (corp_id, agent_id, list, kind, id) do nothing";
    RANGES = "select list, kind, id from app_range where corp_id = $1 and agent_id = $2";
    ADD_SCOPE = "insert into app_scope (corp_id, agent_id, scope) values ($1, $2, $3) on conflict (corp_id, agent_id, scope) do nothing";
    SCOPES = "select scope from app_scope where corp_id = $1 and agent_id = $2 order by scope";
}

row! {
    /// What others show of an app.
    #[derive(Clone)]
    pub struct Card {
        pub agent_id: AgentId,
        pub name: String,
        pub icon: Option<String>,
        pub enabled: bool,
        pub visible_all: bool,
        pub directory_all: bool,
    }
}

/// The two ranges of an app.
pub const VISIBLE: &str = "visible";
pub const DIRECTORY: &str = "directory";

pub struct NewRow<'a> {
    pub agent_id: AgentId,
    pub name: &'a str,
    pub icon: Option<&'a str>,
    pub description: &'a str,
    pub visible: &'a Range,
    pub directory: &'a Range,
    pub created_ms: i64,
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, app: &NewRow<'_>) -> Outcome<()> {
    let (visible_all, directory_all) = (app.visible.is_all(), app.directory.is_all());
    tx.exec(INSERT, args![corp, app.agent_id, app.name, app.icon, app.description, visible_all, directory_all, app.created_ms])
        .await?;
    add_range(tx, corp, app.agent_id, VISIBLE, app.visible).await?;
    add_range(tx, corp, app.agent_id, DIRECTORY, app.directory).await
}

async fn add_range(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, list: &'static str, range: &Range) -> Outcome<()> {
    let Range::Some { dept_ids, userids } = range else { return Ok(()) };
    let depts: Vec<String> = dept_ids.iter().map(ToString::to_string).collect();
    let rows: Vec<_> = depts
        .iter()
        .map(|id| vals![corp, agent_id, list, "dept", id])
        .chain(userids.iter().map(|id| vals![corp, agent_id, list, "user", id]))
        .collect();
    tx.exec_many(ADD_RANGE, &rows).await?;
    Ok(())
}

pub async fn add_scopes(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, scopes: &[String]) -> Outcome<()> {
    let rows: Vec<_> = scopes.iter().map(|scope| vals![corp, agent_id, scope]).collect();
    tx.exec_many(ADD_SCOPE, &rows).await?;
    Ok(())
}

pub async fn find(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Card>> {
    Ok(q.one(FIND, args![corp, agent_id]).await?)
}

pub async fn first(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Card>> {
    Ok(q.one(FIRST, args![corp]).await?)
}

pub async fn scopes(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Vec<String>> {
    let rows: Vec<(String,)> = q.rows(SCOPES, args![corp, agent_id]).await?;
    Ok(rows.into_iter().map(|(scope,)| scope).collect())
}

/// The visible and the directory range of an app.
pub async fn ranges(q: &mut impl Query, corp: &CorpId, card: &Card) -> Outcome<(Range, Range)> {
    let mut visible = empty(card.visible_all);
    let mut directory = empty(card.directory_all);
    if visible.is_all() && directory.is_all() {
        return Ok((visible, directory));
    }
    for (list, kind, id) in q.rows::<(String, String, String)>(RANGES, args![corp, card.agent_id]).await? {
        let range = if list == VISIBLE { &mut visible } else { &mut directory };
        if let Range::Some { dept_ids, userids } = range {
            match kind.as_str() {
                "dept" => dept_ids.extend(id.parse::<i64>().ok()),
                _ => userids.push(id),
            }
        }
    }
    Ok((visible, directory))
}

fn empty(all: bool) -> Range {
    if all { Range::All } else { Range::Some { dept_ids: Vec::new(), userids: Vec::new() } }
}
