//! Apps, their ranges and permission points.

use hobnail_cx::Range;
use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    INSERT = "insert into app (corp_id, agent_id, name, icon, description, enabled, visible_all, directory_all, created_ms, kind,
        home_url, pc_home_url, backend_url, link, published)
        values ($1, $2, $3, $4, $5, true, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    FIND = "select agent_id, name, icon, description, enabled, visible_all, directory_all, kind, home_url, pc_home_url, backend_url,
        link, admin_only, published, live, gone_ms, created_ms
        from app where corp_id = $1 and agent_id = $2";
    FIRST = "select agent_id, name, icon, description, enabled, visible_all, directory_all, kind, home_url, pc_home_url, backend_url,
        link, admin_only, published, live, gone_ms, created_ms
        from app where corp_id = $1 order by agent_id limit 1";
    ALL = "select agent_id, name, icon, description, enabled, visible_all, directory_all, kind, home_url, pc_home_url, backend_url,
        link, admin_only, published, live, gone_ms, created_ms
        from app where corp_id = $1 order by agent_id";
    UPDATE = "update app set name = $3, icon = $4, description = $5, home_url = $6, pc_home_url = $7, backend_url = $8 where corp_id = $1 and agent_id = $2";
    SET_ENABLED = "update app set enabled = $3 where corp_id = $1 and agent_id = $2";
    SET_GONE = "update app set gone_ms = $3 where corp_id = $1 and agent_id = $2";
    SET_VISIBLE = "update app set visible_all = $3, admin_only = $4 where corp_id = $1 and agent_id = $2";
    SET_DIRECTORY = "update app set directory_all = $3 where corp_id = $1 and agent_id = $2";
    SET_LIVE = "update app set published = $3, live = $4 where corp_id = $1 and agent_id = $2";
    CLEAR_RANGE = "delete from app_range where corp_id = $1 and agent_id = $2 and list = $3";
    CLEAR_SCOPES = "delete from app_scope where corp_id = $1 and agent_id = $2";
    GONE = "select corp_id, agent_id from app where gone_ms > 0 and gone_ms <= $1 order by corp_id, agent_id limit 100";
    DELETE = "delete from app where corp_id = $1 and agent_id = $2";
    DELETE_KEYS = "delete from app_key where corp_id = $1 and agent_id = $2";
    DELETE_TOKENS = "delete from access_token where app_key in (select app_key from app_key where corp_id = $1 and agent_id = $2)";
    DELETE_ENTRIES = "delete from app_entry where corp_id = $1 and agent_id = $2";
    DELETE_RANGES = "delete from app_range where corp_id = $1 and agent_id = $2";
    DELETE_VERSIONS = "delete from app_version where corp_id = $1 and agent_id = $2";
    DELETE_USER_TOKENS = "delete from user_token where app_corp = $1 and agent_id = $2";
    DELETE_TICKET = "delete from jsapi_ticket where corp_id = $1 and agent_id = $2";
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
        pub description: String,
        /// In use: neither switched off nor about to be removed.
        pub enabled: bool,
        pub visible_all: bool,
        pub directory_all: bool,
        /// `h5` or `mini`.
        pub kind: String,
        /// The addresses that are being developed.
        pub home_url: String,
        pub pc_home_url: String,
        pub backend_url: String,
        /// A quick link, without credentials.
        pub link: bool,
        pub admin_only: bool,
        /// Seen by all in its visible range, not by developers and test people only.
        pub published: bool,
        /// Settings of the live version, JSON; absent while the app is used as it stands.
        pub live: Option<String>,
        /// When it goes for good; 0 while nobody removes it.
        pub gone_ms: i64,
        pub created_ms: i64,
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
    pub kind: &'a str,
    pub home_url: &'a str,
    pub pc_home_url: &'a str,
    pub backend_url: &'a str,
    pub link: bool,
    pub published: bool,
}

pub async fn insert(tx: &mut Tx, corp: &CorpId, app: &NewRow<'_>) -> Outcome<()> {
    let (visible_all, directory_all) = (app.visible.is_all(), app.directory.is_all());
    let NewRow {
        agent_id, name, icon, description, created_ms, kind, home_url, pc_home_url, backend_url, link, published, ..
    } = *app;
    tx.exec(
        INSERT,
        args![
            corp,
            agent_id,
            name,
            icon,
            description,
            visible_all,
            directory_all,
            created_ms,
            kind,
            home_url,
            pc_home_url,
            backend_url,
            link,
            published
        ],
    )
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

/// An app that is about to be removed reads as one that is switched off.
fn in_use(mut card: Card) -> Card {
    card.enabled &= card.gone_ms == 0;
    card
}

pub async fn find(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Card>> {
    Ok(q.one::<Card>(FIND, args![corp, agent_id]).await?.map(in_use))
}

pub async fn first(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Card>> {
    Ok(q.one::<Card>(FIRST, args![corp]).await?.map(in_use))
}

/// Every app of the corp, the oldest first.
pub async fn all(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<Card>> {
    Ok(q.rows::<Card>(ALL, args![corp]).await?.into_iter().map(in_use).collect())
}

/// Writes name, icon, description and addresses.
pub async fn update(tx: &mut Tx, corp: &CorpId, card: &Card) -> Outcome<()> {
    let Card { agent_id, name, icon, description, home_url, pc_home_url, backend_url, .. } = card;
    tx.exec(UPDATE, args![corp, *agent_id, name, icon, description, home_url, pc_home_url, backend_url]).await?;
    Ok(())
}

pub async fn set_enabled(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, enabled: bool) -> Outcome<()> {
    tx.exec(SET_ENABLED, args![corp, agent_id, enabled]).await?;
    Ok(())
}

/// When it goes for good; 0 for not at all.
pub async fn set_gone(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, gone_ms: i64) -> Outcome<()> {
    tx.exec(SET_GONE, args![corp, agent_id, gone_ms]).await?;
    Ok(())
}

pub async fn set_visible(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, range: &Range, admin_only: bool) -> Outcome<()> {
    tx.exec(SET_VISIBLE, args![corp, agent_id, range.is_all(), admin_only]).await?;
    tx.exec(CLEAR_RANGE, args![corp, agent_id, VISIBLE]).await?;
    add_range(tx, corp, agent_id, VISIBLE, range).await
}

pub async fn set_directory(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, range: &Range) -> Outcome<()> {
    tx.exec(SET_DIRECTORY, args![corp, agent_id, range.is_all()]).await?;
    tx.exec(CLEAR_RANGE, args![corp, agent_id, DIRECTORY]).await?;
    add_range(tx, corp, agent_id, DIRECTORY, range).await
}

pub async fn set_live(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, published: bool, live: Option<&str>) -> Outcome<()> {
    tx.exec(SET_LIVE, args![corp, agent_id, published, live]).await?;
    Ok(())
}

/// Puts these permission points in the place of those before.
pub async fn set_scopes(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, scopes: &[String]) -> Outcome<()> {
    tx.exec(CLEAR_SCOPES, args![corp, agent_id]).await?;
    add_scopes(tx, corp, agent_id, scopes).await
}

/// Apps whose time has come.
pub async fn gone(q: &mut impl Query, now_ms: i64) -> Outcome<Vec<(CorpId, AgentId)>> {
    Ok(q.rows(GONE, args![now_ms]).await?)
}

/// Removes the app with everything that belongs to it alone.
pub async fn delete(tx: &mut Tx, corp: &CorpId, agent_id: AgentId) -> Outcome<()> {
    // Tokens before the keys by which they are found.
    for statement in [
        DELETE_TOKENS,
        DELETE_KEYS,
        DELETE_ENTRIES,
        DELETE_RANGES,
        CLEAR_SCOPES,
        DELETE_VERSIONS,
        DELETE_USER_TOKENS,
        DELETE_TICKET,
        DELETE,
    ] {
        tx.exec(statement, args![corp, agent_id]).await?;
    }
    Ok(())
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
