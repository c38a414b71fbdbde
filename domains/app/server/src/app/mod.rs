//! Apps: making and finding them, who sees them.
//!
//! An app is used by whom its visible range names once it is published, and by its developers and test people before. A quick
//! link is an app without credentials: an address on the workbench. An app that is removed goes out of use at once and is
//! gone a day later; until then it can be had back.

pub mod console;
pub mod microapp;
pub mod microapp_v1;
pub mod permission;
mod rule;
pub mod settings;
pub mod version;
pub mod workbench;

use hobnail_contact::directory;
use hobnail_cx::{Cx, Notice, Range, caller::Person, secrets::random_text};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, UserId, codes};

use crate::{
    store::{
        app::{self, Card, NewRow},
        entry, token,
    },
    token::sealed_for,
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
    pub about: Facts,
    /// Fixed credentials for the demo organisation; made at random when absent.
    pub credentials: Option<(String, String)>,
}

/// Where an app's pages are, and how it is worked on.
#[derive(Clone)]
pub struct Facts {
    pub kind: Kind,
    pub home_url: String,
    pub pc_home_url: String,
    pub backend_url: String,
    /// A quick link: no credentials are made.
    pub link: bool,
    /// In use at once; else seen by its developers and test people until a version is published.
    pub published: bool,
    /// Userids of those who work on it.
    pub developers: Vec<String>,
}

impl Default for Facts {
    fn default() -> Self {
        Facts {
            kind: Kind::H5,
            home_url: String::new(),
            pc_home_url: String::new(),
            backend_url: String::new(),
            link: false,
            published: true,
            developers: Vec::new(),
        }
    }
}

/// What an app's pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    H5,
    Mini,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::H5 => "h5",
            Kind::Mini => "mini",
        }
    }
}

/// A new app's ids and credentials. The secret is shown here and, sealed, kept to be shown again on demand.
///
/// A quick link has neither key nor secret.
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
        kind: new.about.kind.as_str(),
        home_url: &new.about.home_url,
        pc_home_url: &new.about.pc_home_url,
        backend_url: &new.about.backend_url,
        link: new.about.link,
        published: new.about.published,
    };
    app::insert(tx, corp, &row).await?;
    app::add_scopes(tx, corp, agent_id, &new.scopes).await?;
    entry::replace(tx, corp, agent_id, entry::DEVELOPER, &new.about.developers).await?;
    if new.about.link {
        cx.after_commit(Notice::Apps { corp: corp.clone() });
        return Ok(Created { agent_id, app_key: String::new(), app_secret: String::new() });
    }
    let secrets = &cx.core.secrets;
    let hash = secrets.lookup("app_secret", &app_secret);
    let sealed = secrets.seal(&sealed_for(&app_key), &app_secret).map_err(Fault::internal)?;
    token::insert_key(tx, corp, agent_id, &app_key, &hash, &sealed).await?;
    cx.after_commit(Notice::Apps { corp: corp.clone() });
    Ok(Created { agent_id, app_key, app_secret })
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

/// An app of the corp, or 70004. One that is about to be removed is there no more.
pub async fn found(q: &mut impl Query, corp: &CorpId, agent_id: AgentId, field: &str) -> Outcome<Card> {
    let card = app::find(q, corp, agent_id).await?.filter(|card| card.gone_ms == 0);
    card.ok_or_else(|| Fault::new(&codes::AGENT_NOT_IN_CORP).field(field).detail(agent_id.to_string()))
}

/// Whether this person has the app on their workbench.
pub async fn may_use(q: &mut impl Query, person: &Person, agent_id: AgentId) -> Outcome<bool> {
    match app::find(q, &person.corp, agent_id).await? {
        Some(card) => sees(q, &person.corp, &person.userid, person.admin, &card).await,
        None => Ok(false),
    }
}

/// See [`may_use`].
pub async fn sees(q: &mut impl Query, corp: &CorpId, userid: &UserId, admin: bool, card: &Card) -> Outcome<bool> {
    if !card.enabled {
        return Ok(false);
    }
    if card.published && (admin || !card.admin_only) {
        let (visible, _) = app::ranges(q, corp, card).await?;
        if directory::in_range(q, corp, userid, &visible).await? {
            return Ok(true);
        }
    }
    works_on(q, corp, userid, card.agent_id).await
}

/// The apps that this person works on.
pub async fn developed_by(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Outcome<Vec<AgentId>> {
    entry::with(q, corp, entry::DEVELOPER, userid.as_str()).await
}

/// One of the app's developers or test people.
pub async fn works_on(q: &mut impl Query, corp: &CorpId, userid: &UserId, agent_id: AgentId) -> Outcome<bool> {
    for list in [entry::DEVELOPER, entry::TESTER] {
        if entry::has(q, corp, agent_id, list, userid.as_str()).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A removed app is gone this long after.
const REMOVED_MS: i64 = 86_400_000;

/// Takes an app out of use; it is gone for good a day later.
pub async fn remove(tx: &mut Tx, cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<()> {
    app::set_gone(tx, corp, agent_id, cx.now_ms() + REMOVED_MS).await?;
    cx.after_commit(Notice::Apps { corp: corp.clone() });
    Ok(())
}

/// Removes for good what was removed a day ago.
pub async fn forget_gone(cx: Cx) -> Outcome<()> {
    loop {
        let gone = app::gone(&mut cx.db(), cx.now_ms()).await?;
        if gone.is_empty() {
            return Ok(());
        }
        for (corp, agent_id) in gone {
            cx.tx(async move |tx| app::delete(tx, &corp, agent_id).await).await?;
        }
    }
}
