//! Apps in the developer console.

use hobnail_app_api::apps::{
    AppCall, AppCallPage, AppCallPageReply, AppEnable, AppKind, AppPerson, AppRange, ConsoleApp, ConsoleAppCard,
    ConsoleAppCreate, ConsoleAppCreateReply, ConsoleAppGet, ConsoleAppPage, ConsoleAppPageReply, ConsoleAppRemove,
    ConsoleAppRestore, ConsoleAppUpdate, DeveloperGet, DeveloperGetReply, SsoSecretShow, SsoSecretShowReply,
};
use hobnail_contact::{corp, member, name_found_by};
use hobnail_cx::{
    Cx, Notice, Range,
    audit::{self, Change},
};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, DeptId, Empty, Fault, Outcome, Right, UserId, codes};
use serde::Serialize;

use super::{Facts, Kind, NewApp, found, microapp, rule};
use crate::{
    login::sso,
    store::{
        app::{self, Card},
        entry, token,
    },
};

/// The app, if the caller may work on it: with the right for developers, or as one of the app's own.
pub async fn guarded(q: &mut impl Query, cx: &Cx, agent_id: AgentId) -> Outcome<Card> {
    let person = cx.caller.person()?;
    let card = found(q, &person.corp, agent_id, "agentId").await?;
    if !person.rights.contains(&Right::Developer)
        && !entry::has(q, &person.corp, agent_id, entry::DEVELOPER, person.userid.as_str()).await?
    {
        return Err(Fault::new(&codes::CONSOLE_FORBIDDEN)
            .detail("需要「开发者权限」，或成为该应用的开发人员")
            .help("请在应用的「人员管理」中加入，或请主管理员在管理后台「安全与权限 › 管理员」中授予"));
    }
    Ok(card)
}

/// Writes a line of an app to the audit log, and lets every node look at the app again.
pub async fn changed(
    tx: &mut Tx,
    cx: &Cx,
    card: &Card,
    action: &'static str,
    before: Option<impl Serialize>,
    after: Option<impl Serialize>,
) -> Outcome<()> {
    let corp = cx.corp()?;
    let subject = format!("app:{}", card.agent_id);
    audit::record(tx, cx, &corp, Change { action, subject: &subject, subject_name: &card.name, before, after }).await?;
    cx.after_commit(Notice::Apps { corp });
    Ok(())
}

pub fn shown_card(card: &Card) -> ConsoleAppCard {
    ConsoleAppCard {
        agent_id: card.agent_id,
        name: card.name.clone(),
        icon: card.icon.clone(),
        description: card.description.clone(),
        kind: if card.kind == Kind::Mini.as_str() { AppKind::Mini } else { AppKind::H5 },
        link: card.link,
        enabled: card.enabled,
        published: card.published,
        gone_ms: (card.gone_ms > 0).then_some(card.gone_ms),
        created_ms: card.created_ms,
    }
}

pub async fn page(cx: Cx, req: ConsoleAppPage) -> Outcome<ConsoleAppPageReply> {
    let person = cx.caller.person()?.clone();
    let before = match &req.after {
        None => i64::MAX,
        Some(after) => after.parse().map_err(|_| Fault::new(&codes::PARAM_ERROR).field("after"))?,
    };
    let wanted = req.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned);
    let limit = req.limit.unwrap_or(50) as usize;
    cx.read(async move |q| {
        let mut apps = app::all(q, &person.corp).await?;
        if !person.rights.contains(&Right::Developer) {
            let mine = entry::with(q, &person.corp, entry::DEVELOPER, person.userid.as_str()).await?;
            apps.retain(|card| mine.contains(&card.agent_id));
        }
        apps.retain(|card| {
            let found = |text: &String| name_found_by(&card.name, text) || card.agent_id.to_string().starts_with(text.as_str());
            wanted.as_ref().is_none_or(found)
        });
        apps.reverse();
        apps.retain(|card| card.agent_id.get() < before);
        let more = apps.len() > limit;
        apps.truncate(limit);
        let next = apps.last().filter(|_| more).map(|card| card.agent_id.to_string());
        Ok(ConsoleAppPageReply { items: apps.iter().map(shown_card).collect(), next })
    })
    .await
}

pub async fn create(cx: Cx, req: ConsoleAppCreate) -> Outcome<ConsoleAppCreateReply> {
    let person = cx.caller.person()?.clone();
    let link = req.link.unwrap_or(false);
    if link && req.kind == AppKind::Mini {
        return Err(Fault::new(&codes::INVALID_PARAM).field("link").detail("小程序不能是快捷链接"));
    }
    let home_url = rule::address(&req.home_url.unwrap_or_default(), "homeUrl", link)?;
    let pc_home_url = rule::address(&req.pc_home_url.unwrap_or_default(), "pcHomeUrl", false)?;
    rule::same_host(&home_url, &pc_home_url, "pcHomeUrl")?;
    let icon = rule::icon(req.icon, "icon")?;
    let new = NewApp {
        name: req.name,
        icon,
        description: req.description,
        scopes: if link { Vec::new() } else { microapp::BASE.map(str::to_owned).to_vec() },
        visible: Range::All,
        directory: Range::All,
        about: Facts {
            kind: if req.kind == AppKind::Mini { Kind::Mini } else { Kind::H5 },
            home_url,
            pc_home_url,
            link,
            published: link,
            developers: vec![person.userid.to_string()],
            ..Facts::default()
        },
        credentials: None,
    };
    Ok(ConsoleAppCreateReply { agent_id: microapp::add(&cx, new, Vec::new()).await?.agent_id })
}

pub async fn get(cx: Cx, req: ConsoleAppGet) -> Outcome<ConsoleApp> {
    let inner = cx.clone();
    cx.read(async move |q| {
        let card = guarded(q, &inner, req.agent_id).await?;
        whole(q, &inner.corp()?, &card).await
    })
    .await
}

/// Everything that is set for an app.
pub async fn whole(q: &mut impl Query, corp: &CorpId, card: &Card) -> Outcome<ConsoleApp> {
    // What was just written, not what was read before.
    let card = found(q, corp, card.agent_id, "agentId").await?;
    let key = token::by_agent(q, corp, card.agent_id).await?;
    let entries = entry::all(q, corp, card.agent_id).await?;
    let list =
        |name: &str| -> Vec<String> { entries.iter().filter(|(list, _)| list == name).map(|(_, value)| value.clone()).collect() };
    let (visible, _) = app::ranges(q, corp, &card).await?;
    Ok(ConsoleApp {
        app: shown_card(&card),
        corp_id: corp.clone(),
        app_key: key.map(|key| key.app_key),
        home_url: card.home_url,
        pc_home_url: card.pc_home_url,
        backend_url: card.backend_url,
        egress_ips: list(entry::EGRESS),
        redirect_uris: list(entry::REDIRECT),
        domains: list(entry::DOMAIN),
        developers: people(q, corp, &list(entry::DEVELOPER)).await?,
        testers: people(q, corp, &list(entry::TESTER)).await?,
        visible: shown_range(&visible),
        only_admins: card.admin_only,
    })
}

async fn people(q: &mut impl Query, corp: &CorpId, userids: &[String]) -> Outcome<Vec<AppPerson>> {
    let userids: Vec<UserId> = userids.iter().map(|id| id.as_str().into()).collect();
    let cards = member::cards_of(q, corp, &userids).await?;
    let name = |userid: &UserId| cards.iter().find(|card| card.userid == *userid).map(|card| card.name.clone());
    Ok(userids.iter().map(|userid| AppPerson { userid: userid.clone(), name: name(userid) }).collect())
}

pub fn shown_range(range: &Range) -> AppRange {
    match range {
        Range::All => AppRange { all: true, userids: None, dept_ids: None },
        Range::Some { dept_ids, userids } => AppRange {
            all: false,
            userids: Some(userids.iter().map(|id| id.as_str().into()).collect()),
            dept_ids: Some(dept_ids.iter().copied().map(DeptId::new).collect()),
        },
    }
}

/// A range that somebody sent, with everybody in it known.
pub async fn read_range(q: &mut impl Query, corp: &CorpId, range: &AppRange, field: &str) -> Outcome<Range> {
    if range.all {
        return Ok(Range::All);
    }
    let (users, depts) = (range.userids.clone().unwrap_or_default(), range.dept_ids.clone().unwrap_or_default());
    let fields = (format!("{field}.userids"), format!("{field}.deptIds"));
    rule::range(q, corp, &users, &depts, (&fields.0, &fields.1)).await
}

pub async fn update(cx: Cx, req: ConsoleAppUpdate) -> Outcome<ConsoleApp> {
    let icon = rule::icon(req.icon, "icon")?;
    let name = req.name.trim().to_owned();
    if name.is_empty() {
        return Err(Fault::new(&codes::INVALID_PARAM).field("name").detail("不能为空"));
    }
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let before = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        let mut after = before.clone();
        (after.name, after.description, after.icon) = (name.clone(), req.description.clone(), icon.clone());
        app::update(tx, &corp, &after).await?;
        let told = |card: &Card| serde_json::json!({ "name": card.name, "description": card.description, "icon": card.icon });
        changed(tx, &inner, &after, "app.update", Some(told(&before)), Some(told(&after))).await?;
        whole(tx, &corp, &after).await
    })
    .await
}

pub async fn enable(cx: Cx, req: AppEnable) -> Outcome<ConsoleApp> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = guarded(tx, &inner, req.agent_id).await?;
        let corp = inner.corp()?;
        app::set_enabled(tx, &corp, card.agent_id, req.enabled).await?;
        let action = if req.enabled { "app.enable" } else { "app.disable" };
        changed(tx, &inner, &card, action, None::<()>, None::<()>).await?;
        whole(tx, &corp, &card).await
    })
    .await
}

pub async fn remove(cx: Cx, req: ConsoleAppRemove) -> Outcome<Empty> {
    microapp::take_out(&cx, req.agent_id).await?;
    Ok(Empty {})
}

pub async fn restore(cx: Cx, req: ConsoleAppRestore) -> Outcome<Empty> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let corp = inner.corp()?;
        let card = app::find(tx, &corp, req.agent_id).await?.filter(|card| card.gone_ms > 0);
        let card = card.ok_or_else(|| Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId"))?;
        app::set_gone(tx, &corp, card.agent_id, 0).await?;
        changed(tx, &inner, &card, "app.restore", None::<()>, None::<()>).await
    })
    .await?;
    Ok(Empty {})
}

pub async fn calls(cx: Cx, req: AppCallPage) -> Outcome<AppCallPageReply> {
    let card = guarded(&mut cx.db(), &cx, req.agent_id).await?;
    let mut calls = cx.core.app_calls.of(&cx.corp()?, card.agent_id);
    if req.refused.unwrap_or(false) {
        calls.retain(|call| call.rule != "OK");
    }
    let items = calls.into_iter().map(|call| AppCall {
        at_ms: call.at_ms,
        method: call.method.to_owned(),
        path: call.path,
        request_id: call.request_id,
        status: call.status.into(),
        code: call.code,
        rule: call.rule.to_owned(),
        field: call.field,
        micros: call.micros as i64,
        address: Some(call.ip.to_string()),
    });
    Ok(AppCallPageReply { items: items.collect() })
}

pub async fn developer(cx: Cx, _: DeveloperGet) -> Outcome<DeveloperGetReply> {
    let corp_id = cx.corp()?;
    let db = &mut cx.db();
    let corp = corp::find(db, &corp_id).await?.ok_or_else(|| Fault::new(&codes::CORP_INVALID))?;
    let apps = app::all(db, &corp_id).await?.iter().filter(|card| card.gone_ms == 0).count() as i64;
    Ok(DeveloperGetReply { corp_id, corp_name: corp.name, apps })
}

pub async fn sso_secret(cx: Cx, req: SsoSecretShow) -> Outcome<SsoSecretShowReply> {
    let inner = cx.clone();
    let secret = cx
        .tx(async move |tx| {
            let corp = inner.corp()?;
            sso::secret(tx, &inner, &corp, req.reset.unwrap_or(false)).await
        })
        .await?;
    Ok(SsoSecretShowReply { sso_secret: secret })
}
