//! Versions of an app.
//!
//! A version is the app's addresses at one moment. One is live; what is set in the console afterwards is seen by developers and
//! test people only, until it is published. Rolling back publishes the one that was live before.

use hobnail_app_api::version::{
    AppVersion, AppVersionCreate, AppVersionList, AppVersionListReply, AppVersionPublish, AppVersionRollBack, AppVersionState,
};
use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    console::{changed, guarded, read_range},
    microapp,
};
use crate::store::{
    app::{self, Card},
    version::{self, Row},
};

/// What a version keeps.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Doc {
    pub home_url: String,
    pub pc_home_url: String,
}

impl Doc {
    fn of(card: &Card) -> Self {
        Doc { home_url: card.home_url.clone(), pc_home_url: card.pc_home_url.clone() }
    }

    pub fn parse(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(Fault::internal)
    }

    fn text(&self) -> Outcome<String> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}

async fn all(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<AppVersionListReply> {
    let mut items = Vec::new();
    for row in version::all(q, corp, agent_id).await? {
        let doc = Doc::parse(&row.doc)?;
        items.push(AppVersion {
            version_id: row.version_id,
            number: row.number,
            note: row.note,
            state: match row.state.as_str() {
                "live" => AppVersionState::Live,
                "past" => AppVersionState::Past,
                _ => AppVersionState::Test,
            },
            home_url: doc.home_url,
            pc_home_url: doc.pc_home_url,
            author: row.author,
            created_ms: row.created_ms,
            published_ms: (row.published_ms > 0).then_some(row.published_ms),
        });
    }
    Ok(AppVersionListReply { items })
}

pub async fn list(cx: Cx, req: AppVersionList) -> Outcome<AppVersionListReply> {
    let inner = cx.clone();
    cx.read(async move |q| {
        let card = guarded(q, &inner, req.agent_id).await?;
        all(q, &inner.corp()?, card.agent_id).await
    })
    .await
}

pub async fn create(cx: Cx, req: AppVersionCreate) -> Outcome<AppVersionListReply> {
    let number = req.number.trim().to_owned();
    let parts: Vec<_> = number.split('.').collect();
    if !(2..=4).contains(&parts.len()) || !parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(Fault::new(&codes::INVALID_PARAM).field("number").detail("应为 1.0.0 这样的版本号"));
    }
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let person = inner.caller.person()?;
        if version::all(tx, &person.corp, card.agent_id).await?.iter().any(|row| row.number == number) {
            return Err(Fault::new(&codes::INVALID_PARAM).field("number").detail("该版本号已经用过"));
        }
        if card.home_url.is_empty() {
            return Err(Fault::new(&codes::INVALID_PARAM).field("homeUrl").detail("请先在「开发管理」中设置应用首页地址"));
        }
        let row = Row {
            version_id: inner.id()?,
            number: number.clone(),
            note: req.note.clone(),
            state: "test".into(),
            doc: Doc::of(&card).text()?,
            author: person.userid.to_string(),
            created_ms: inner.now_ms(),
            published_ms: 0,
        };
        version::insert(tx, &person.corp, card.agent_id, &row).await?;
        changed(tx, &inner, &card, "app.version.create", None::<()>, Some(json!({ "number": number }))).await?;
        all(tx, &person.corp, card.agent_id).await
    })
    .await
}

pub async fn publish(cx: Cx, req: AppVersionPublish) -> Outcome<AppVersionListReply> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        let rows = version::all(tx, &corp, card.agent_id).await?;
        let chosen = rows.iter().find(|row| row.version_id == req.version_id);
        let chosen = chosen.ok_or_else(|| Fault::new(&codes::VERSION_NOT_FOUND).field("versionId"))?;
        if req.visible.is_some() || req.only_admins.is_some() {
            let range = match &req.visible {
                Some(range) => read_range(tx, &corp, range, "visible").await?,
                None => app::ranges(tx, &corp, &card).await?.0,
            };
            microapp::set_range(tx, &inner, &corp, &card, &range, req.only_admins.unwrap_or(card.admin_only)).await?;
        }
        go_live(tx, &inner, &card, chosen, "app.version.publish").await?;
        all(tx, &corp, card.agent_id).await
    })
    .await
}

pub async fn roll_back(cx: Cx, req: AppVersionRollBack) -> Outcome<AppVersionListReply> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        let rows = version::all(tx, &corp, card.agent_id).await?;
        let before = rows.iter().filter(|row| row.state == "past").max_by_key(|row| (row.published_ms, row.version_id));
        let before = before.ok_or_else(|| Fault::new(&codes::VERSION_NOT_FOUND).detail("之前没有发布过其他版本"))?;
        go_live(tx, &inner, &card, before, "app.version.rollBack").await?;
        all(tx, &corp, card.agent_id).await
    })
    .await
}

async fn go_live(tx: &mut Tx, cx: &Cx, card: &Card, row: &Row, action: &'static str) -> Outcome<()> {
    let corp = cx.corp()?;
    version::retire(tx, &corp, card.agent_id).await?;
    version::go_live(tx, &corp, card.agent_id, row.version_id, cx.now_ms()).await?;
    app::set_live(tx, &corp, card.agent_id, true, Some(&row.doc)).await?;
    changed(tx, cx, card, action, None::<()>, Some(json!({ "number": row.number }))).await
}
