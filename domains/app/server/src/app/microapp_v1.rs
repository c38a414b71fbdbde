//! The apps of a corp for APIs of the newer generation.

use hobnail_app_api::microapp_v1::{
    AppCreate, AppCreateReply, AppDelete, AppList, AppListByUser, AppListReply, AppScopes, AppScopesGet, AppScopesGetReply,
    AppScopesUpdate, DoneReply, ListedApp,
};
use hobnail_contact::{account, grant, member};
use hobnail_cx::{Cx, Range};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, Right, UnionId, UserId, codes};

use super::{Facts, Kind, NewApp, found, microapp as old, rule};
use crate::store::app::{self, Card};

pub async fn list(cx: Cx, _: AppList) -> Outcome<AppListReply> {
    Ok(AppListReply { app_list: old::all(&cx).await?.into_iter().map(shown).collect() })
}

pub async fn list_by_user(cx: Cx, req: AppListByUser) -> Outcome<AppListReply> {
    let apps = old::of_user(&cx, req.user_id, "userId").await?;
    Ok(AppListReply { app_list: apps.into_iter().map(shown).collect() })
}

fn shown(card: Card) -> ListedApp {
    ListedApp {
        app_id: card.agent_id.get(),
        agent_id: card.agent_id,
        name: card.name,
        desc: card.description,
        icon: card.icon.unwrap_or_default(),
        homepage_link: card.home_url,
        pc_homepage_link: card.pc_home_url,
        omp_link: card.backend_url,
        app_status: i64::from(card.enabled),
        develop_type: i64::from(card.kind == Kind::Mini.as_str()),
    }
}

/// Adds and takes away; what is for everybody is narrowed by taking the root department away.
pub async fn update_scopes(cx: Cx, req: AppScopesUpdate) -> Outcome<DoneReply> {
    for (field, list) in [("addRoleIds", &req.add_role_ids), ("delRoleIds", &req.del_role_ids)] {
        if list.as_ref().is_some_and(|list| !list.is_empty()) {
            return Err(Fault::new(&codes::V1_INVALID_PARAM).field(field).detail("没有这个角色"));
        }
    }
    let corp = cx.corp()?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let card = found(tx, &corp, req.agent_id, "agentId").await?;
        let (mut users, mut depts) = old::lists(&app::ranges(tx, &corp, &card).await?.0);
        let (gone_users, gone_depts) =
            (req.del_user_ids.clone().unwrap_or_default(), req.del_dept_ids.clone().unwrap_or_default());
        users.retain(|user| !gone_users.contains(user));
        depts.retain(|dept| !gone_depts.contains(dept));
        let (new_users, new_depts) = (req.add_user_ids.clone().unwrap_or_default(), req.add_dept_ids.clone().unwrap_or_default());
        // Somebody who left since is no reason to refuse what is added.
        rule::range(tx, &corp, &new_users, &new_depts, ("addUserIds", "addDeptIds")).await?;
        let range = joined(users, new_users, depts, new_depts)?;
        old::set_range(tx, &inner, &corp, &card, &range, req.only_admin_visible.unwrap_or(card.admin_only)).await
    })
    .await?;
    Ok(DoneReply { result: true })
}

fn joined(mut users: Vec<UserId>, more: Vec<UserId>, mut depts: Vec<DeptId>, more_depts: Vec<DeptId>) -> Outcome<Range> {
    users.extend(more);
    users.sort_unstable();
    users.dedup();
    depts.extend(more_depts);
    depts.sort_unstable();
    depts.dedup();
    for (field, n) in [("addUserIds", users.len()), ("addDeptIds", depts.len())] {
        if n > rule::RANGE_LIMIT {
            return Err(Fault::new(&codes::V1_INVALID_PARAM).field(field).detail("总数不得超过 2000"));
        }
    }
    if depts.contains(&DeptId::ROOT) {
        return Ok(Range::All);
    }
    Ok(Range::Some {
        dept_ids: depts.into_iter().map(DeptId::get).collect(),
        userids: users.into_iter().map(String::from).collect(),
    })
}

pub async fn get_scopes(cx: Cx, req: AppScopesGet) -> Outcome<AppScopesGetReply> {
    let (user_ids, dept_ids, only_admin_visible) = old::visible_of(&cx, req.agent_id).await?;
    Ok(AppScopesGetReply { result: AppScopes { user_ids, dept_ids, role_ids: Vec::new(), only_admin_visible } })
}

pub async fn create(cx: Cx, req: AppCreate) -> Outcome<AppCreateReply> {
    let operator = operator(&cx, &req.op_union_id).await?;
    let length = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count());
    if !length(&req.name, 20) {
        return Err(Fault::new(&codes::ILLEGAL_APP_NAME).field("name").detail("1 至 20 个字符"));
    }
    if !length(&req.desc, 200) {
        return Err(Fault::new(&codes::ILLEGAL_APP_DESC).field("desc").detail("1 至 200 个字符"));
    }
    if req.scope_type.as_deref().is_some_and(|scope| scope != "BASE") {
        return Err(Fault::new(&codes::V1_INVALID_PARAM).field("scopeType").detail("只支持 BASE"));
    }
    let kind = if req.develop_type == Some(1) { Kind::Mini } else { Kind::H5 };
    let home_url = rule::address(&req.homepage_link.unwrap_or_default(), "homepageLink", kind == Kind::H5)?;
    let pc_home_url = rule::address(&req.pc_homepage_link.unwrap_or_default(), "pcHomepageLink", false)?;
    let backend_url = rule::address(&req.omp_link.unwrap_or_default(), "ompLink", false)?;
    let egress = rule::egress(&req.ip_white_list.unwrap_or_default(), 50, "ipWhiteList")?;
    let new = NewApp {
        name: req.name,
        icon: rule::icon(req.icon, "icon")?,
        description: req.desc,
        scopes: old::BASE.map(str::to_owned).to_vec(),
        visible: Range::All,
        directory: Range::All,
        about: Facts { kind, home_url, pc_home_url, backend_url, developers: vec![operator.into()], ..Facts::default() },
        credentials: None,
    };
    let made = old::add(&cx, new, egress).await?;
    Ok(AppCreateReply { agent_id: made.agent_id, app_key: made.app_key, app_secret: made.app_secret })
}

pub async fn delete(cx: Cx, req: AppDelete) -> Outcome<DoneReply> {
    operator(&cx, &req.op_union_id).await?;
    old::take_out(&cx, req.agent_id).await?;
    Ok(DoneReply { result: true })
}

/// The administrator in whose name a call is made. Refused: somebody unknown, somebody who may not manage apps.
async fn operator(cx: &Cx, unionid: &UnionId) -> Outcome<UserId> {
    let corp: CorpId = cx.corp()?;
    let unionid = unionid.clone();
    cx.read(async move |q| {
        let unknown = || Fault::new(&codes::V1_INVALID_USER).field("opUnionId");
        let account = account::by_unionid(q, &corp, unionid.as_str()).await?.ok_or_else(unknown)?;
        let here = member::of_account(q, account).await?.into_iter().find(|(of, ..)| *of == corp).ok_or_else(unknown)?;
        let card = member::card(q, &corp, &here.1).await?.ok_or_else(unknown)?;
        let held = grant::of(q, &corp, &here.1, card.admin_level).await?;
        let may = [Right::Developer, Right::Workbench].iter().any(|right| held.rights.contains(right));
        if may { Ok(here.1) } else { Err(Fault::new(&codes::NO_APP_MANAGE).field("opUnionId")) }
    })
    .await
}
