//! Making and finding apps.

use hobnail_cx::{Cx, Notice, Range, secrets::random_text};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};

use crate::store::{
    app::{self, Card, NewRow},
    token,
};

/// What an app is made from.
pub struct NewApp {
    pub name: String,
    pub icon: Option<String>,
    pub description: String,
    /// Permission points.
    pub scopes: Vec<String>,
    /// Who sees the app and can be reached by it.
    pub visible: Range,
    /// Which part of the directory it may read.
    pub directory: Range,
    /// Fixed credentials for the demo organisation; made at random when absent.
    pub credentials: Option<(String, String)>,
}

/// A new app's ids and credentials. The secret is shown here and, sealed, kept to be shown again on demand.
pub struct Created {
    pub agent_id: AgentId,
    pub app_key: String,
    pub app_secret: String,
}

/// Makes an app with its credentials.
pub async fn create(tx: &mut Tx, cx: &Cx, corp: &CorpId, new: &NewApp) -> Outcome<Created> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 64 {
        return Err(Fault::new(&codes::INVALID_PARAM).field("name").detail("应用名称为 1 至 64 个字符"));
    }
    let agent_id = AgentId::new(cx.id()?);
    let (app_key, app_secret) = match &new.credentials {
        Some(pair) => pair.clone(),
        None => {
            let key = random_text(16).map_err(Fault::internal)?.to_ascii_lowercase();
            (format!("ding{key}"), random_text(64).map_err(Fault::internal)?)
        }
    };
    let row = NewRow {
        agent_id,
        name,
        icon: new.icon.as_deref(),
        description: &new.description,
        visible: &new.visible,
        directory: &new.directory,
        created_ms: cx.now_ms(),
    };
    app::insert(tx, corp, &row).await?;
    app::add_scopes(tx, corp, agent_id, &new.scopes).await?;
    let secrets = &cx.core.secrets;
    let hash = secrets.lookup("app_secret", &app_secret);
    let sealed = secrets.seal(&sealed_for(&app_key), &app_secret).map_err(Fault::internal)?;
    token::insert_key(tx, corp, agent_id, &app_key, &hash, &sealed).await?;
    cx.after_commit(Notice::Apps { corp: corp.clone() });
    Ok(Created { agent_id, app_key, app_secret })
}

/// What a sealed app secret is bound to.
fn sealed_for(app_key: &str) -> String {
    format!("app_secret:{app_key}")
}

/// An app's name and icon.
pub async fn card(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Card>> {
    app::find(q, corp, agent_id).await
}

/// The corp's oldest app: the demo's.
pub async fn first_of(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Card>> {
    app::first(q, corp).await
}

/// Whom an app can reach; `None` when there is no such app, or it is disabled.
pub async fn visible(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Range>> {
    match app::find(q, corp, agent_id).await? {
        Some(card) if card.enabled => Ok(Some(app::ranges(q, corp, &card).await?.0)),
        _ => Ok(None),
    }
}

/// The credentials of an app, opened.
pub async fn credentials(q: &mut impl Query, cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Created>> {
    let Some(key) = token::by_agent(q, corp, agent_id).await? else { return Ok(None) };
    let app_secret = cx.core.secrets.open(&sealed_for(&key.app_key), &key.secret_sealed).map_err(Fault::internal)?;
    Ok(Some(Created { agent_id, app_key: key.app_key, app_secret }))
}
