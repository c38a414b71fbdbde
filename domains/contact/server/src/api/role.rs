//! The API of roles.

use hobnail_contact_api::role::{
    Role, RoleAddUsers, RoleCreate, RoleCreateReply, RoleDelete, RoleGet, RoleGetReply, RoleGroup, RoleGroupCreate,
    RoleGroupCreateReply, RoleGroupGet, RoleGroupGetReply, RoleList, RoleListGroup, RoleListPage, RoleListReply, RoleListRole,
    RoleOfGroup, RoleRemoveUsers, RoleScope, RoleScopeUpdate, RoleUpdate, RoleUser, RoleUserList, RoleUserListReply,
    RoleUserPage,
};
use hobnail_cx::{Cx, caller::App};
use hobnail_store::Query;
use hobnail_wire::{CommaList, Empty, Fault, Outcome, UserId, codes};

use super::{paged, user};
use crate::{directory, role, store::member::MemberRow};

pub async fn create(cx: Cx, req: RoleCreate) -> Outcome<RoleCreateReply> {
    let corp = cx.corp()?;
    let missing = |field| Fault::new(&codes::ROLE_EMPTY).field(field);
    let name = req.role_name.ok_or_else(|| missing("roleName"))?;
    let group_id = req.group_id.ok_or_else(|| missing("groupId"))?;
    let inside = cx.clone();
    let role_id = cx.tx(async move |tx| role::create(tx, &inside, &corp, group_id, &name).await).await?;
    Ok(RoleCreateReply { role_id })
}

pub async fn update(cx: Cx, req: RoleUpdate) -> Outcome<Empty> {
    let corp = cx.corp()?;
    let missing = |field| Fault::new(&codes::ROLE_PARAM_EMPTY).field(field);
    let name = req.role_name.filter(|name| !name.trim().is_empty()).ok_or_else(|| missing("roleName"))?;
    let role_id = req.role_id.ok_or_else(|| missing("roleId"))?;
    let inside = cx.clone();
    cx.tx(async move |tx| role::rename(tx, &inside, &corp, role_id, &name).await).await?;
    Ok(Empty {})
}

pub async fn delete(cx: Cx, req: RoleDelete) -> Outcome<Empty> {
    let corp = cx.corp()?;
    let inside = cx.clone();
    cx.tx(async move |tx| role::remove(tx, &inside, &corp, req.role_id).await).await?;
    Ok(Empty {})
}

pub async fn create_group(cx: Cx, req: RoleGroupCreate) -> Outcome<RoleGroupCreateReply> {
    let corp = cx.corp()?;
    let name = req.name.unwrap_or_default();
    let inside = cx.clone();
    let group_id = cx.tx(async move |tx| role::create_group(tx, &inside, &corp, &name).await).await?;
    Ok(RoleGroupCreateReply { group_id })
}

pub async fn get_group(cx: Cx, req: RoleGroupGet) -> Outcome<RoleGroupGetReply> {
    let corp = cx.corp()?;
    let (group, roles) = cx.read(async move |q| role::group(q, &corp, req.group_id).await).await?;
    let roles = roles.into_iter().map(|role| RoleOfGroup { role_id: role.role_id, role_name: role.name }).collect();
    Ok(RoleGroupGetReply { role_group: RoleGroup { group_name: group.name, roles } })
}

pub async fn list(cx: Cx, req: RoleList) -> Outcome<RoleListReply> {
    let corp = cx.corp()?;
    let (size, offset) = paged::page(req.size, req.offset, 200, &codes::PAGE_SIZE)?;
    let mut groups = cx.read(async move |q| role::groups(q, &corp, size + 1, offset).await).await?;
    let next_cursor = paged::cut(&mut groups, size, offset);
    let list = groups.into_iter().map(|(group, roles)| RoleListGroup {
        group_id: group.group_id,
        name: group.name,
        roles: roles.into_iter().map(|role| RoleListRole { id: role.role_id, name: role.name }).collect(),
    });
    Ok(RoleListReply { result: RoleListPage { has_more: next_cursor.is_some(), next_cursor, list: list.collect() } })
}

pub async fn get(cx: Cx, req: RoleGet) -> Outcome<RoleGetReply> {
    let role = role::find(&mut cx.db(), &cx.corp()?, req.role_id, "roleId").await?;
    Ok(RoleGetReply { role: Role { name: role.name, group_id: role.group_id } })
}

/// A page has fewer people than its size where some of them lie outside the caller's range.
pub async fn list_users(cx: Cx, req: RoleUserList) -> Outcome<RoleUserListReply> {
    let app = cx.caller.app()?.clone();
    let (size, offset) = paged::page(req.size, req.offset, 100, &codes::PAGE_SIZE)?;
    let (mut holders, visible) = cx
        .read(async move |q| {
            let role = role::find(q, &app.corp, req.role_id, "role_id").await?;
            let holders = role::holders(q, &app.corp, &role, size + 1, offset).await?;
            let userids: Vec<UserId> = holders.iter().map(|(holder, _)| holder.userid.clone()).collect();
            let visible = directory::existing(q, &app.corp, &userids, &app.range).await?;
            Ok((holders, visible))
        })
        .await?;
    let next_cursor = paged::cut(&mut holders, size, offset);
    holders.retain(|(holder, _)| visible.contains(&holder.userid));
    let list = holders.into_iter().map(|(holder, scopes)| RoleUser {
        userid: holder.userid,
        name: holder.name,
        manage_scopes: scopes.map(|list| list.into_iter().map(|(dept_id, name)| RoleScope { dept_id, name }).collect()),
    });
    Ok(RoleUserListReply { result: RoleUserPage { has_more: next_cursor.is_some(), next_cursor, list: list.collect() } })
}

/// All people must lie in the caller's range.
pub async fn add_users(cx: Cx, req: RoleAddUsers) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    filled(&req.role_ids, &req.user_ids)?;
    let inside = cx.clone();
    cx.tx(async move |tx| {
        let people = people(tx, &app, &req.user_ids.0).await?;
        role::give(tx, &inside, &app.corp, &req.role_ids.0, &people).await
    })
    .await?;
    Ok(Empty {})
}

/// All people must lie in the caller's range.
pub async fn remove_users(cx: Cx, req: RoleRemoveUsers) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    filled(&req.role_ids, &req.user_ids)?;
    let inside = cx.clone();
    cx.tx(async move |tx| {
        let people = people(tx, &app, &req.user_ids.0).await?;
        role::take(tx, &inside, &app.corp, &req.role_ids.0, &people).await
    })
    .await?;
    Ok(Empty {})
}

/// The person, and the departments, must lie in the caller's range.
pub async fn update_scope(cx: Cx, req: RoleScopeUpdate) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let userid = req.userid.filter(|userid| !userid.as_str().is_empty());
    let userid = userid.ok_or_else(|| Fault::new(&codes::USERID_BAD).field("userid"))?;
    let role_id = req.role_id.ok_or_else(|| Fault::new(&codes::ROLE_EMPTY).field("role_id"))?;
    let depts = req.dept_ids.map(|list| list.0).filter(|depts| !depts.is_empty());
    let inside = cx.clone();
    cx.tx(async move |tx| {
        user::within(tx, &app, &userid).await.map_err(|fault| match fault.code().name {
            name if name == codes::USER_NOT_FOUND.name => {
                Fault::new(&codes::USER_NOT_IN_CORP).field("userid").detail(userid.to_string())
            }
            _ => fault,
        })?;
        directory::check_depts(tx, &app.corp, depts.as_deref().unwrap_or_default(), &app.range, "dept_ids").await?;
        role::set_scope(tx, &inside, &app.corp, role_id, &userid, depts.as_deref()).await
    })
    .await?;
    Ok(Empty {})
}

fn filled(role_ids: &CommaList<i64>, user_ids: &CommaList<UserId>) -> Outcome<()> {
    match () {
        () if role_ids.0.is_empty() => Err(Fault::new(&codes::ROLE_NOT_FOUND).field("roleIds").detail("不能为空")),
        () if user_ids.0.is_empty() => Err(Fault::new(&codes::USERID_INVALID).field("userIds").detail("不能为空")),
        () => Ok(()),
    }
}

/// The people, each once; unknown ones are refused as this API documents it (33012).
async fn people(q: &mut impl Query, app: &App, userids: &[UserId]) -> Outcome<Vec<MemberRow>> {
    let mut out: Vec<MemberRow> = Vec::with_capacity(userids.len());
    for userid in userids {
        if out.iter().any(|row| row.userid == *userid) {
            continue;
        }
        out.push(user::within(q, app, userid).await.map_err(|fault| match fault.code().name {
            name if name == codes::USER_NOT_FOUND.name => {
                Fault::new(&codes::USERID_INVALID).field("userIds").detail(userid.to_string())
            }
            _ => fault,
        })?);
    }
    Ok(out)
}
