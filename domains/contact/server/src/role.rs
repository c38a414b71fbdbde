//! Roles: named sets of people, in groups; approvals and visibility rules point at them.
//!
//! A corp makes groups and roles and gives roles to people, possibly bounded to departments. The default group is there from
//! the beginning, and its roles follow from what people are: administrators, heads of the corp, managers of departments. They
//! are read like the others and edited by nobody (23004).
//!
//! Every change tells the outbox in its transaction: roles in the words of internal apps (`label_*`) and of suites
//! (`org_role_*`), people with their record after it (`user_role_change`).

use hobnail_cx::{
    Cx,
    audit::{self, Change},
};
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};

pub use crate::store::role::{GroupRow as RoleGroup, Holder, RoleRow as Role};
use crate::{
    directory, events,
    store::{self, member::MemberRow, place::Whole},
};

/// The group whose roles nobody edits.
pub const DEFAULT_GROUP: i64 = 1;
const DEFAULT_GROUP_NAME: &str = "默认";
/// The main administrator.
pub const MAIN_ADMIN: i64 = 101;
/// The other administrators.
pub const SUB_ADMIN: i64 = 102;
/// Heads of the corp.
pub const BOSS: i64 = 103;
/// Managers of departments.
pub const DEPT_MANAGER: i64 = 104;

const DEFAULTS: [(i64, &str); 4] =
    [(MAIN_ADMIN, "主管理员"), (SUB_ADMIN, "子管理员"), (BOSS, "负责人"), (DEPT_MANAGER, "部门主管")];

/// Gives a new corp its default group.
pub(crate) async fn begin(tx: &mut Tx, cx: &Cx, corp: &CorpId) -> Outcome<()> {
    store::role::insert_group(tx, corp, DEFAULT_GROUP, DEFAULT_GROUP_NAME, true, cx.now_ms()).await?;
    for (role_id, name) in DEFAULTS {
        store::role::insert(tx, corp, &default_role(role_id, name), cx.now_ms()).await?;
    }
    Ok(())
}

/// Makes a group. Refused: no name (34018), one over 64 characters (40035), one that is taken (34021).
pub async fn create_group(tx: &mut Tx, cx: &Cx, corp: &CorpId, name: &str) -> Outcome<i64> {
    check_name(name, "name")?;
    free_group(tx, corp, name, None).await?;
    let group_id = cx.id()?;
    store::role::insert_group(tx, corp, group_id, name, false, cx.now_ms()).await?;
    line(tx, cx, corp, "roleGroup.create", ("roleGroup", group_id), None, Some(name)).await?;
    events::labels_added(tx, cx, corp, &[group_id]).await?;
    Ok(group_id)
}

/// Renames a group that the corp made.
pub async fn rename_group(tx: &mut Tx, cx: &Cx, corp: &CorpId, group_id: i64, name: &str) -> Outcome<()> {
    check_name(name, "name")?;
    let group = own_group(tx, corp, group_id).await?;
    free_group(tx, corp, name, Some(group_id)).await?;
    store::role::rename_group(tx, corp, group_id, name).await?;
    line(tx, cx, corp, "roleGroup.update", ("roleGroup", group_id), Some(&group.name), Some(name)).await?;
    events::label_modified(tx, cx, corp, group_id, &group.name, name).await
}

/// Removes a group that the corp made and that has no roles.
pub async fn remove_group(tx: &mut Tx, cx: &Cx, corp: &CorpId, group_id: i64) -> Outcome<()> {
    let group = own_group(tx, corp, group_id).await?;
    if !store::role::of_group(tx, corp, group_id).await?.is_empty() {
        return Err(Fault::new(&codes::ROLE_IN_USE).field("group_id").detail("请先删除该角色组下的角色"));
    }
    store::role::delete_group(tx, corp, group_id).await?;
    line(tx, cx, corp, "roleGroup.remove", ("roleGroup", group_id), Some(&group.name), None).await?;
    events::labels_removed(tx, cx, corp, &[group_id]).await
}

/// Groups in the order in which they were made, the default one first.
pub async fn groups(q: &mut impl Query, corp: &CorpId, limit: i64, offset: i64) -> Outcome<Vec<(RoleGroup, Vec<Role>)>> {
    let mut out = Vec::new();
    for group in store::role::groups(q, corp, limit, offset).await? {
        let roles = store::role::of_group(q, corp, group.group_id).await?;
        out.push((group, roles));
    }
    Ok(out)
}

/// One group with its roles (34020).
pub async fn group(q: &mut impl Query, corp: &CorpId, group_id: i64) -> Outcome<(RoleGroup, Vec<Role>)> {
    let group = any_group(q, corp, group_id).await?;
    let roles = store::role::of_group(q, corp, group_id).await?;
    Ok((group, roles))
}

/// Makes a role in a group that the corp made. Refused: no name (34018), an unknown group (34020), the default one (23004), a
/// name that the group has (34021).
pub async fn create(tx: &mut Tx, cx: &Cx, corp: &CorpId, group_id: i64, name: &str) -> Outcome<i64> {
    check_name(name, "roleName")?;
    let group = own_group(tx, corp, group_id).await.map_err(|fault| fault.field("groupId"))?;
    free(tx, corp, group_id, name, None).await?;
    let role = Role { role_id: cx.id()?, name: name.to_owned(), kind: None, group_id, group_name: group.name };
    store::role::insert(tx, corp, &role, cx.now_ms()).await?;
    line(tx, cx, corp, "role.create", ("role", role.role_id), None, Some(name)).await?;
    events::labels_added(tx, cx, corp, &[role.role_id]).await?;
    events::role_added(tx, cx, corp, &role).await?;
    Ok(role.role_id)
}

/// Renames a role that the corp made.
pub async fn rename(tx: &mut Tx, cx: &Cx, corp: &CorpId, role_id: i64, name: &str) -> Outcome<()> {
    check_name(name, "roleName")?;
    let role = own(tx, corp, role_id, "roleId").await?;
    free(tx, corp, role.group_id, name, Some(role_id)).await?;
    store::role::rename(tx, corp, role_id, name).await?;
    line(tx, cx, corp, "role.update", ("role", role_id), Some(&role.name), Some(name)).await?;
    events::label_modified(tx, cx, corp, role_id, &role.name, name).await?;
    events::role_modified(tx, cx, corp, &Role { name: name.to_owned(), ..role }).await
}

/// Removes a role that the corp made and that nobody holds.
pub async fn remove(tx: &mut Tx, cx: &Cx, corp: &CorpId, role_id: i64) -> Outcome<()> {
    let role = own(tx, corp, role_id, "role_id").await?;
    if store::role::any_member(tx, corp, role_id).await? {
        return Err(Fault::new(&codes::ROLE_IN_USE).field("role_id").detail("请先移除该角色下的员工"));
    }
    store::role::delete(tx, corp, role_id).await?;
    line(tx, cx, corp, "role.remove", ("role", role_id), Some(&role.name), None).await?;
    events::labels_removed(tx, cx, corp, &[role_id]).await?;
    events::role_removed(tx, cx, corp, role_id).await
}

/// The role, or 33011.
pub async fn find(q: &mut impl Query, corp: &CorpId, role_id: i64, field: &'static str) -> Outcome<Role> {
    store::role::find(q, corp, role_id).await?.ok_or_else(|| unknown(role_id, field))
}

/// Gives each person each role; who holds one already keeps it with its bounds. Refused: a role that isn't there (33011) or is
/// a default one (23004).
pub async fn give(tx: &mut Tx, cx: &Cx, corp: &CorpId, role_ids: &[i64], people: &[MemberRow]) -> Outcome<()> {
    change(tx, cx, corp, role_ids, people, true).await
}

/// Takes each role from each person who holds it; refused as in [`give`].
pub async fn take(tx: &mut Tx, cx: &Cx, corp: &CorpId, role_ids: &[i64], people: &[MemberRow]) -> Outcome<()> {
    change(tx, cx, corp, role_ids, people, false).await
}

async fn change(tx: &mut Tx, cx: &Cx, corp: &CorpId, role_ids: &[i64], people: &[MemberRow], give: bool) -> Outcome<()> {
    let mut role_ids = role_ids.to_vec();
    role_ids.sort_unstable();
    role_ids.dedup();
    let mut roles = Vec::with_capacity(role_ids.len());
    for role_id in &role_ids {
        roles.push(own(tx, corp, *role_id, "roleIds").await?);
    }
    let mut changed: Vec<&UserId> = Vec::new();
    for role in &roles {
        let mut of_role: Vec<&UserId> = Vec::new();
        for person in people {
            let userid = person.userid.as_str();
            let done = match give {
                true => store::role::give(tx, corp, role.role_id, userid, cx.now_ms()).await?,
                false => store::role::take(tx, corp, role.role_id, userid).await?,
            };
            if done {
                of_role.push(&person.userid);
            }
        }
        if of_role.is_empty() {
            continue;
        }
        let (before, after) = if give { (None, Some(&of_role)) } else { (Some(&of_role), None) };
        let action = if give { "role.give" } else { "role.take" };
        let subject = format!("role:{}", role.role_id);
        audit::record(tx, cx, corp, Change { action, subject: &subject, subject_name: &role.name, before, after }).await?;
        for userid in of_role {
            if !changed.contains(&userid) {
                changed.push(userid);
            }
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    events::label_users_changed(tx, cx, corp, &changed, &role_ids, if give { "add" } else { "remove" }).await?;
    for userid in changed {
        events::record_changed(tx, cx, corp, userid, "user_role_change").await?;
    }
    Ok(())
}

/// Bounds a role that a person holds to departments; `None` lifts the bound. Refused: an unknown role, or one that the person
/// doesn't hold (60301), and departments that aren't there (60003).
pub async fn set_scope(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    role_id: i64,
    userid: &UserId,
    depts: Option<&[DeptId]>,
) -> Outcome<()> {
    let refuse = |why: String| Fault::new(&codes::ROLE_SCOPE_INVALID).field("role_id").detail(why);
    let role = store::role::find(tx, corp, role_id).await?.ok_or_else(|| refuse(role_id.to_string()))?;
    if !store::role::has(tx, corp, role_id, userid).await? {
        return Err(refuse(format!("员工 {userid} 没有该角色")));
    }
    if let Some(depts) = depts {
        directory::check_depts(tx, corp, depts, &hobnail_cx::Range::All, "dept_ids").await?;
    }
    let before: Vec<DeptId> = store::role::scopes(tx, corp, role_id, userid).await?.into_iter().map(|(dept, _)| dept).collect();
    store::role::set_scopes(tx, corp, role_id, userid, depts).await?;
    let subject = format!("role:{role_id}");
    let state = |depts: Option<&[DeptId]>| serde_json::json!({ "userid": userid, "deptIds": depts });
    let before = Some(state(Some(&before).filter(|depts| !depts.is_empty()).map(Vec::as_slice)));
    let change = Change { action: "role.scope", subject: &subject, subject_name: &role.name, before, after: Some(state(depts)) };
    audit::record(tx, cx, corp, change).await
}

/// Who holds a role, page by page in the order of userids, with the departments that it is bounded to.
pub async fn holders(
    q: &mut impl Query,
    corp: &CorpId,
    role: &Role,
    limit: i64,
    offset: i64,
) -> Outcome<Vec<(Holder, Option<Vec<(DeptId, String)>>)>> {
    let mut out = Vec::new();
    for holder in store::role::members(q, corp, role, limit, offset).await? {
        let scopes = match holder.scoped {
            true => Some(store::role::scopes(q, corp, role.role_id, &holder.userid).await?),
            false => None,
        };
        out.push((holder, scopes));
    }
    Ok(out)
}

/// Everybody who holds a role; for what resolves roles to people. At most `limit`.
pub async fn userids(q: &mut impl Query, corp: &CorpId, role_id: i64, limit: i64) -> Outcome<Vec<UserId>> {
    match store::role::find(q, corp, role_id).await? {
        Some(role) => Ok(store::role::members(q, corp, &role, limit, 0).await?.into_iter().map(|h| h.userid).collect()),
        None => Ok(Vec::new()),
    }
}

/// All roles of a person: those of the default group that follow from what they are, and those that were given. Asks nothing
/// about most people, to whom none was given.
pub(crate) async fn of(q: &mut impl Query, corp: &CorpId, person: &Whole) -> Outcome<Vec<Role>> {
    let mut out = match person.has_roles {
        true => store::role::held(q, corp, &person.member.userid).await?,
        false => Vec::new(),
    };
    let mut follows = |id: i64, holds: bool| {
        if holds && let Some((role_id, name)) = DEFAULTS.iter().find(|(default, _)| *default == id) {
            out.push(default_role(*role_id, name));
        }
    };
    follows(MAIN_ADMIN, person.member.admin_level == 1);
    follows(SUB_ADMIN, person.member.admin_level == 2);
    follows(DEPT_MANAGER, person.places.iter().any(|place| place.leader_seq.is_some()));
    out.sort_by_key(|role| role.role_id);
    Ok(out)
}

fn default_role(role_id: i64, name: &str) -> Role {
    let (name, group_name) = (name.to_owned(), DEFAULT_GROUP_NAME.to_owned());
    Role { role_id, name, kind: Some(role_id), group_id: DEFAULT_GROUP, group_name }
}

/// One line of the audit log about a role or a group of roles, by its names before and after.
async fn line(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    action: &'static str,
    (kind, id): (&str, i64),
    before: Option<&str>,
    after: Option<&str>,
) -> Outcome<()> {
    let subject = format!("{kind}:{id}");
    let named = |name: &str| serde_json::json!({ "name": name });
    let (subject_name, before, after) = (after.or(before).unwrap_or_default(), before.map(named), after.map(named));
    audit::record(tx, cx, corp, Change { action, subject: &subject, subject_name, before, after }).await
}

/// 1 to 64 characters, no control characters.
fn check_name(name: &str, field: &'static str) -> Outcome<()> {
    match () {
        () if name.trim().is_empty() => Err(Fault::new(&codes::ROLE_EMPTY).field(field)),
        () if name.chars().count() > 64 => Err(Fault::new(&codes::INVALID_PARAM).field(field).detail("最长 64 个字符")),
        () if name.chars().any(char::is_control) => {
            Err(Fault::new(&codes::INVALID_PARAM).field(field).detail("不能包含控制字符"))
        }
        () => Ok(()),
    }
}

async fn free_group(q: &mut impl Query, corp: &CorpId, name: &str, own: Option<i64>) -> Outcome<()> {
    match store::role::group_named(q, corp, name).await? {
        Some(other) if Some(other) != own => Err(Fault::new(&codes::ROLE_NAME_TAKEN).field("name").detail(name.to_owned())),
        _ => Ok(()),
    }
}

async fn free(q: &mut impl Query, corp: &CorpId, group_id: i64, name: &str, own: Option<i64>) -> Outcome<()> {
    match store::role::named(q, corp, group_id, name).await? {
        Some(other) if Some(other) != own => Err(Fault::new(&codes::ROLE_NAME_TAKEN).field("roleName").detail(name.to_owned())),
        _ => Ok(()),
    }
}

async fn any_group(q: &mut impl Query, corp: &CorpId, group_id: i64) -> Outcome<RoleGroup> {
    let unknown = || Fault::new(&codes::ROLE_GROUP_INVALID).field("group_id").detail(group_id.to_string());
    store::role::group(q, corp, group_id).await?.ok_or_else(unknown)
}

async fn own_group(q: &mut impl Query, corp: &CorpId, group_id: i64) -> Outcome<RoleGroup> {
    let group = any_group(q, corp, group_id).await?;
    if group.system {
        return Err(Fault::new(&codes::ROLE_SYSTEM).field("group_id").detail("默认角色组"));
    }
    Ok(group)
}

async fn own(q: &mut impl Query, corp: &CorpId, role_id: i64, field: &'static str) -> Outcome<Role> {
    let role = find(q, corp, role_id, field).await?;
    if role.kind.is_some() {
        return Err(Fault::new(&codes::ROLE_SYSTEM).field(field).detail(role.name));
    }
    Ok(role)
}

fn unknown(role_id: i64, field: &'static str) -> Fault {
    Fault::new(&codes::ROLE_NOT_FOUND).field(field).detail(role_id.to_string())
}
