//! Departments change, move and go.

use hobnail_contact_api::{Language, dept::DeptUpdate};
use hobnail_cx::{Cx, Range};
use hobnail_store::Tx;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};

use super::{Facts, check_depth, check_free, check_order, find, parent};
use crate::{
    directory, events,
    fields::{filled, forced},
    names,
    store::{
        self,
        dept::{DeptRow, depth_of},
    },
};

/// Changes one department by a caller who may read `range`. What isn't given stays as it is.
pub async fn update(tx: &mut Tx, cx: &Cx, corp: &CorpId, req: &DeptUpdate, range: &Range) -> Outcome<()> {
    let mut row = find(tx, corp, req.dept_id).await?;
    directory::check_path(row.dept_id, &row.path, range, "dept_id")?;
    if row.dept_id == DeptId::ROOT {
        return Err(Fault::new(&codes::DEPT_ROOT_UPDATE).field("dept_id"));
    }
    let mut facts = Facts::from_text(&row.doc)?;
    if let Some(name) = &req.name {
        names::check_dept(name)?;
        if req.language == Some(Language::English) {
            facts.name_en = Some(name.clone());
        } else {
            row.name.clone_from(name);
        }
    }
    check_order(req.order)?;
    row.sort = req.order.unwrap_or(row.sort);
    let moved_to = destination(tx, cx, corp, &row, req.parent_id, range).await?;
    row.parent_id = req.parent_id.unwrap_or(row.parent_id);
    check_free(tx, corp, row.parent_id, &row.name, Some(row.dept_id)).await?;
    write(&mut facts, req);
    if req.dept_permits.is_some()
        || req.user_permits.is_some()
        || req.outer_permit_depts.is_some()
        || req.outer_permit_users.is_some()
    {
        facts.check_permits(tx, corp, &codes::DEPT_PERMITS).await?;
    }
    if let Some(owner) = &req.org_dept_owner {
        row.owner_userid = owner_in(tx, corp, row.dept_id, owner).await?;
    }
    let managers = managers(tx, corp, &row, req).await?;

    row.doc = facts.to_text()?;
    store::dept::update(tx, corp, &row, &names::folded(&row.name), cx.now_ms()).await?;
    if let Some(path) = moved_to {
        store::dept::move_tree(tx, corp, row.dept_id, &row.path, &path).await?;
    }
    if let Some(managers) = managers {
        store::place::set_leaders(tx, corp, row.dept_id, &managers).await?;
    }
    events::dept_modified(tx, cx, corp, row.dept_id).await
}

/// Removes a department by a caller who may read `range`: not the root (60007), none with departments below (60006) or people
/// (60005).
pub async fn remove(tx: &mut Tx, cx: &Cx, corp: &CorpId, dept: DeptId, range: &Range) -> Outcome<()> {
    let row = find(tx, corp, dept).await?;
    directory::check_path(dept, &row.path, range, "dept_id")?;
    let refuse = |code| Err(Fault::new(code).field("dept_id").detail(dept.to_string()));
    if dept == DeptId::ROOT {
        return refuse(&codes::DEPT_ROOT_DELETE);
    }
    if store::dept::has_child(tx, corp, dept).await? {
        return refuse(&codes::DEPT_HAS_CHILDREN);
    }
    if store::place::has_member(tx, corp, dept).await? {
        return refuse(&codes::DEPT_HAS_MEMBERS);
    }
    store::dept::delete(tx, corp, dept).await?;
    store::role::dept_gone(tx, corp, dept).await?;
    events::dept_removed(tx, cx, corp, dept).await
}

/// The path that the department moves to, if it moves: not below itself (60010), not too deep with all that is below it (60002).
async fn destination(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    row: &DeptRow,
    to: Option<DeptId>,
    range: &Range,
) -> Outcome<Option<String>> {
    let Some(to) = to.filter(|to| *to != row.parent_id) else { return Ok(None) };
    let above = parent(tx, corp, to).await?;
    directory::check_path(to, &above, range, "parent_id")?;
    if above.starts_with(&row.path) {
        return Err(Fault::new(&codes::DEPT_CYCLE).field("parent_id").detail(to.to_string()));
    }
    let levels = store::dept::deepest(tx, corp, &row.path).await? - row.depth;
    check_depth(cx, depth_of(&above) + 1 + levels)?;
    Ok(Some(format!("{above}{}.", row.dept_id)))
}

fn write(facts: &mut Facts, req: &DeptUpdate) {
    let flags: [(&mut bool, Option<bool>); 9] = [
        (&mut facts.hide_dept, req.hide_dept),
        (&mut facts.outer_dept, req.outer_dept),
        (&mut facts.outer_dept_only_self, req.outer_dept_only_self),
        (&mut facts.create_dept_group, req.create_dept_group),
        (&mut facts.auto_add_user, req.auto_add_user),
        (&mut facts.auto_approve_apply, req.auto_approve_apply),
        (&mut facts.group_contain_sub_dept, req.group_contain_sub_dept),
        (&mut facts.group_contain_outer_dept, req.group_contain_outer_dept),
        (&mut facts.group_contain_hidden_dept, req.group_contain_hidden_dept),
    ];
    for (flag, given) in flags {
        *flag = given.unwrap_or(*flag);
    }
    let texts: [(&mut Option<String>, &Option<String>); 5] = [
        (&mut facts.source_identifier, &req.source_identifier),
        (&mut facts.code, &req.code),
        (&mut facts.brief, &req.brief),
        (&mut facts.telephone, &req.telephone),
        (&mut facts.extension, &req.extension),
    ];
    for (text, given) in texts {
        if let Some(given) = given {
            *text = filled(given);
        }
    }
    if let Some(list) = &req.dept_permits {
        facts.dept_permits.clone_from(&list.0);
    }
    if let Some(list) = &req.user_permits {
        facts.user_permits.clone_from(&list.0);
    }
    if let Some(list) = &req.outer_permit_depts {
        facts.outer_permit_depts.clone_from(&list.0);
    }
    if let Some(list) = &req.outer_permit_users {
        facts.outer_permit_users.clone_from(&list.0);
    }
}

/// The owner of the department's group: one of its people (40093); none when empty.
async fn owner_in(tx: &mut Tx, corp: &CorpId, dept: DeptId, owner: &str) -> Outcome<Option<String>> {
    if owner.is_empty() || store::place::are_in(tx, corp, dept, &[owner]).await?.contains(&true) {
        return Ok(filled(owner));
    }
    Err(Fault::new(&codes::DEPT_OWNER_INVALID).field("org_dept_owner").detail(format!("{owner} 不在该部门")))
}

/// The managers to set, if they are to be: people of the department (40031); none only when that is forced.
async fn managers(tx: &mut Tx, corp: &CorpId, row: &DeptRow, req: &DeptUpdate) -> Outcome<Option<Vec<UserId>>> {
    const FIELD: &str = "dept_manager_userid_list";
    let forced = forced(req.force_update_fields.as_ref(), FIELD)?;
    let mut wanted: Vec<UserId> = Vec::new();
    for userid in req.dept_manager_userid_list.iter().flat_map(|list| &list.0) {
        if !wanted.contains(userid) {
            wanted.push(userid.clone());
        }
    }
    if wanted.is_empty() {
        return Ok(forced.then(Vec::new));
    }
    let texts: Vec<&str> = wanted.iter().map(UserId::as_str).collect();
    let inside = store::place::are_in(tx, corp, row.dept_id, &texts).await?;
    if let Some((userid, _)) = wanted.iter().zip(inside).find(|(_, inside)| !inside) {
        let why = format!("不存在的userId {userid}，部门主管必须在当前部门内");
        return Err(Fault::new(&codes::USERID_LIST_INVALID).field(FIELD).detail(why));
    }
    Ok(Some(wanted))
}
