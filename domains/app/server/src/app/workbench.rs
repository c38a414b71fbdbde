//! The workbench: apps in groups, for those who may use them.

use hobnail_app_api::workbench::{
    LayoutApp, LayoutGroup, WorkbenchApp, WorkbenchGet, WorkbenchGetReply, WorkbenchGroup, WorkbenchLayout, WorkbenchLayoutGet,
    WorkbenchLayoutSet, WorkbenchVisibleSet,
};
use hobnail_cx::{
    Cx,
    audit::{self, Change},
};
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, Empty, Fault, Outcome, codes};
use serde::{Deserialize, Serialize};

use super::{
    console::{read_range, shown_range},
    found, microapp, sees,
    version::Doc,
    works_on,
};
use crate::store::{
    app::{self, Card},
    workbench,
};

#[derive(Serialize, Deserialize)]
struct Group {
    name: String,
    apps: Vec<AgentId>,
}

async fn groups(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<Group>> {
    match workbench::find(q, corp).await? {
        Some(doc) => serde_json::from_str(&doc).map_err(Fault::internal),
        None => Ok(Vec::new()),
    }
}

/// What the person has. Groups without any of it are left out; what stands in no group comes last.
pub async fn get(cx: Cx, _: WorkbenchGet) -> Outcome<WorkbenchGetReply> {
    let person = cx.caller.person()?.clone();
    cx.read(async move |q| {
        let mut apps: Vec<(AgentId, WorkbenchApp)> = Vec::new();
        for card in app::all(q, &person.corp).await? {
            if !sees(q, &person.corp, &person.userid, person.admin, &card).await? {
                continue;
            }
            let tries = works_on(q, &person.corp, &person.userid, card.agent_id).await?;
            let shown = entry(card, tries)?;
            if !(shown.home_url.is_empty() && shown.pc_home_url.is_empty()) {
                apps.push((shown.agent_id, shown));
            }
        }
        let mut out = Vec::new();
        for group in groups(q, &person.corp).await? {
            let mut inside = Vec::new();
            for agent in group.apps {
                if let Some(at) = apps.iter().position(|(id, _)| *id == agent) {
                    inside.push(apps.remove(at).1);
                }
            }
            if !inside.is_empty() {
                out.push(WorkbenchGroup { name: group.name, apps: inside });
            }
        }
        if !apps.is_empty() {
            out.push(WorkbenchGroup { name: String::new(), apps: apps.into_iter().map(|(_, app)| app).collect() });
        }
        Ok(WorkbenchGetReply { groups: out })
    })
    .await
}

/// Who works on an app or tests it is led to what is being developed, everybody else to the live version.
fn entry(card: Card, tries: bool) -> Outcome<WorkbenchApp> {
    let live = card.live.as_deref().filter(|_| !tries).map(Doc::parse).transpose()?;
    let (home_url, pc_home_url) = match live {
        Some(doc) => (doc.home_url, doc.pc_home_url),
        None => (card.home_url, card.pc_home_url),
    };
    Ok(WorkbenchApp {
        agent_id: card.agent_id,
        name: card.name,
        icon: card.icon,
        description: card.description,
        home_url,
        pc_home_url,
        trial: !card.published,
    })
}

pub async fn layout(cx: Cx, _: WorkbenchLayoutGet) -> Outcome<WorkbenchLayout> {
    let corp = cx.corp()?;
    cx.read(async move |q| whole(q, &corp).await).await
}

async fn whole(q: &mut impl Query, corp: &CorpId) -> Outcome<WorkbenchLayout> {
    let mut apps = Vec::new();
    for card in app::all(q, corp).await?.into_iter().filter(|card| card.gone_ms == 0) {
        let (visible, _) = app::ranges(q, corp, &card).await?;
        apps.push(LayoutApp {
            agent_id: card.agent_id,
            name: card.name,
            icon: card.icon,
            enabled: card.enabled,
            published: card.published,
            visible: shown_range(&visible),
            only_admins: card.admin_only,
            backend: !card.backend_url.is_empty(),
        });
    }
    // An app that is gone since is in no group.
    let there = |agent: &AgentId| apps.iter().any(|app| app.agent_id == *agent);
    let groups = groups(q, corp).await?.into_iter();
    let groups =
        groups.map(|group| LayoutGroup { name: group.name, agent_ids: group.apps.into_iter().filter(there).collect() }).collect();
    Ok(WorkbenchLayout { groups, apps })
}

/// Refused: two groups of one name, an app twice, an app that the corp has not.
pub async fn set_layout(cx: Cx, req: WorkbenchLayoutSet) -> Outcome<WorkbenchLayout> {
    let mut seen = std::collections::HashSet::new();
    for (i, group) in req.groups.iter().enumerate() {
        let wrong = |field: String, why| Fault::new(&codes::INVALID_PARAM).field(field).detail(why);
        let name = group.name.trim();
        if name.is_empty() || req.groups[..i].iter().any(|before| before.name.trim() == name) {
            return Err(wrong(format!("groups[{i}].name"), "分组名称不能为空或重复"));
        }
        for (j, agent) in group.agent_ids.iter().enumerate() {
            if !seen.insert(*agent) {
                return Err(wrong(format!("groups[{i}].agentIds[{j}]"), "一个应用只能在一个分组中"));
            }
        }
    }
    let groups: Vec<Group> =
        req.groups.into_iter().map(|g| Group { name: g.name.trim().to_owned(), apps: g.agent_ids }).collect();
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let corp = inner.corp()?;
        let known = app::all(tx, &corp).await?;
        for (i, group) in groups.iter().enumerate() {
            for (j, agent) in group.apps.iter().enumerate() {
                if !known.iter().any(|card| card.agent_id == *agent && card.gone_ms == 0) {
                    let field = format!("groups[{i}].agentIds[{j}]");
                    return Err(Fault::new(&codes::AGENT_NOT_IN_CORP).field(field).detail(agent.to_string()));
                }
            }
        }
        let before = self::groups(tx, &corp).await?;
        workbench::put(tx, &corp, &serde_json::to_string(&groups).map_err(Fault::internal)?, inner.now_ms()).await?;
        let change = Change {
            action: "workbench.layout.update",
            subject: "workbench",
            subject_name: "",
            before: Some(&before),
            after: Some(&groups),
        };
        audit::record(tx, &inner, &corp, change).await?;
        whole(tx, &corp).await
    })
    .await
}

pub async fn set_visible(cx: Cx, req: WorkbenchVisibleSet) -> Outcome<Empty> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let corp = inner.corp()?;
        let card = found(tx, &corp, req.agent_id, "agentId").await?;
        let range = read_range(tx, &corp, &req.visible, "visible").await?;
        microapp::set_range(tx, &inner, &corp, &card, &range, req.only_admins).await
    })
    .await?;
    Ok(Empty {})
}
