//! The apps of a corp for APIs of the older generation, and the rules behind both generations.

use hobnail_app_api::microapp::{
    Microapp, MicroappCreate, MicroappCreateReply, MicroappDelete, MicroappGetVisible, MicroappGetVisibleReply, MicroappList,
    MicroappListByUser, MicroappListReply, MicroappSetVisible,
};
use hobnail_contact::member;
use hobnail_cx::{
    Cx, Notice, Range,
    audit::{self, Change},
};
use hobnail_store::Tx;
use hobnail_wire::{AgentId, CorpId, DeptId, Empty, Fault, Outcome, UserId, codes};
use serde::Serialize;

use super::{Facts, NewApp, create as make, found, remove, rule, sees};
use crate::store::{
    app::{self, Card},
    entry,
};

pub async fn list(cx: Cx, _: MicroappList) -> Outcome<MicroappListReply> {
    Ok(MicroappListReply { app_list: all(&cx).await?.into_iter().map(shown).collect() })
}

pub async fn list_by_user(cx: Cx, req: MicroappListByUser) -> Outcome<MicroappListReply> {
    let apps = of_user(&cx, req.userid, "userid").await?;
    Ok(MicroappListReply { app_list: apps.into_iter().map(shown).collect() })
}

/// Every app of the caller's corp that is not about to be removed.
pub async fn all(cx: &Cx) -> Outcome<Vec<Card>> {
    let corp = cx.corp()?;
    Ok(app::all(&mut cx.db(), &corp).await?.into_iter().filter(|card| card.gone_ms == 0).collect())
}

/// The apps that a person has on the workbench.
pub async fn of_user(cx: &Cx, userid: UserId, field: &str) -> Outcome<Vec<Card>> {
    let corp = cx.corp()?;
    let field = field.to_owned();
    cx.read(async move |q| {
        let card = member::card(q, &corp, &userid).await?;
        let card = card.ok_or_else(|| Fault::new(&codes::USER_NOT_FOUND).field(field.clone()).detail(userid.to_string()))?;
        let mut out = Vec::new();
        for app in app::all(q, &corp).await? {
            if sees(q, &corp, &userid, card.admin, &app).await? {
                out.push(app);
            }
        }
        Ok(out)
    })
    .await
}

fn shown(card: Card) -> Microapp {
    Microapp {
        app_id: card.agent_id.get(),
        agent_id: card.agent_id,
        name: card.name,
        app_icon: card.icon.unwrap_or_default(),
        app_desc: card.description,
        is_self: true,
        app_status: i64::from(card.enabled),
        homepage_link: card.home_url,
        pc_homepage_link: card.pc_home_url,
        omp_link: card.backend_url,
    }
}

/// Whom an app is for, as lists; everybody is the root department.
pub fn lists(range: &Range) -> (Vec<UserId>, Vec<DeptId>) {
    match range {
        Range::All => (Vec::new(), vec![DeptId::ROOT]),
        Range::Some { dept_ids, userids } => {
            (userids.iter().map(|id| id.as_str().into()).collect(), dept_ids.iter().copied().map(DeptId::new).collect())
        }
    }
}

/// A range as the audit log shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownRange {
    userids: Vec<UserId>,
    dept_ids: Vec<DeptId>,
    only_admins: bool,
}

impl ShownRange {
    pub fn of(range: &Range, only_admins: bool) -> Self {
        let (userids, dept_ids) = lists(range);
        ShownRange { userids, dept_ids, only_admins }
    }
}

/// Says whom an app is for.
pub async fn set_range(tx: &mut Tx, cx: &Cx, corp: &CorpId, card: &Card, range: &Range, only_admins: bool) -> Outcome<()> {
    let (before, _) = app::ranges(tx, corp, card).await?;
    app::set_visible(tx, corp, card.agent_id, range, only_admins).await?;
    let subject = format!("app:{}", card.agent_id);
    let change = Change {
        action: "app.visible.update",
        subject: &subject,
        subject_name: &card.name,
        before: Some(ShownRange::of(&before, card.admin_only)),
        after: Some(ShownRange::of(range, only_admins)),
    };
    audit::record(tx, cx, corp, change).await?;
    cx.after_commit(Notice::Apps { corp: corp.clone() });
    Ok(())
}

pub async fn set_visible(cx: Cx, req: MicroappSetVisible) -> Outcome<Empty> {
    let corp = cx.corp()?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = found(tx, &corp, req.agent_id, "agentId").await?;
        let users = req.user_visible_scopes.clone().unwrap_or_default();
        let depts = req.dept_visible_scopes.clone().unwrap_or_default();
        let range = match users.is_empty() && depts.is_empty() {
            true => Range::All,
            false => rule::range(tx, &corp, &users, &depts, ("userVisibleScopes", "deptVisibleScopes")).await?,
        };
        set_range(tx, &inner, &corp, &card, &range, req.is_hidden.unwrap_or(false)).await
    })
    .await?;
    Ok(Empty {})
}

pub async fn get_visible(cx: Cx, req: MicroappGetVisible) -> Outcome<MicroappGetVisibleReply> {
    let (users, depts, is_hidden) = visible_of(&cx, req.agent_id).await?;
    Ok(MicroappGetVisibleReply { user_visible_scopes: users, dept_visible_scopes: depts, is_hidden })
}

/// People, departments, administrators only.
pub async fn visible_of(cx: &Cx, agent_id: AgentId) -> Outcome<(Vec<UserId>, Vec<DeptId>, bool)> {
    let corp = cx.corp()?;
    cx.read(async move |q| {
        let card = found(q, &corp, agent_id, "agentId").await?;
        let (visible, _) = app::ranges(q, &corp, &card).await?;
        let (users, depts) = lists(&visible);
        Ok((users, depts, card.admin_only))
    })
    .await
}

pub async fn create(cx: Cx, req: MicroappCreate) -> Outcome<MicroappCreateReply> {
    let home_url = rule::address(&req.homepage_url, "homepageUrl", true)?;
    let pc_home_url = rule::address(&req.pc_homepage_url.unwrap_or_default(), "pcHomepageUrl", false)?;
    rule::same_host(&home_url, &pc_home_url, "pcHomepageUrl")?;
    let backend_url = rule::address(&req.omp_link.unwrap_or_default(), "ompLink", false)?;
    let icon = rule::icon(Some(req.app_icon), "appIcon")?.ok_or_else(|| Fault::new(&codes::MISSING_PARAM).field("appIcon"))?;
    let new = NewApp {
        name: req.app_name,
        icon: Some(icon),
        description: req.app_desc,
        scopes: BASE.map(str::to_owned).to_vec(),
        visible: Range::All,
        directory: Range::All,
        about: Facts { home_url, pc_home_url, backend_url, ..Facts::default() },
        credentials: None,
    };
    Ok(MicroappCreateReply { agentid: add(&cx, new, Vec::new()).await?.agent_id })
}

/// The permission points that every new app has.
pub const BASE: [&str; 2] = ["qyapi_base", "open_app_api_base"];

/// Makes an app for an API or a console, with its line in the audit log.
pub async fn add(cx: &Cx, new: NewApp, egress: Vec<String>) -> Outcome<super::Created> {
    let corp = cx.corp()?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let made = make(tx, &inner, &corp, &new).await?;
        entry::replace(tx, &corp, made.agent_id, entry::EGRESS, &egress).await?;
        let subject = format!("app:{}", made.agent_id);
        let change = Change {
            action: "app.create",
            subject: &subject,
            subject_name: new.name.trim(),
            before: None::<()>,
            after: Some(
                serde_json::json!({ "kind": new.about.kind.as_str(), "homeUrl": new.about.home_url, "link": new.about.link }),
            ),
        };
        audit::record(tx, &inner, &corp, change).await?;
        Ok(made)
    })
    .await
}

pub async fn delete(cx: Cx, req: MicroappDelete) -> Outcome<Empty> {
    take_out(&cx, req.agent_id).await?;
    Ok(Empty {})
}

/// Removes an app of the caller's corp, with its line in the audit log.
pub async fn take_out(cx: &Cx, agent_id: AgentId) -> Outcome<()> {
    let corp = cx.corp()?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = found(tx, &corp, agent_id, "agentId").await?;
        remove(tx, &inner, &corp, agent_id).await?;
        let subject = format!("app:{agent_id}");
        let change =
            Change { action: "app.remove", subject: &subject, subject_name: &card.name, before: None::<()>, after: None::<()> };
        audit::record(tx, &inner, &corp, change).await
    })
    .await
}
