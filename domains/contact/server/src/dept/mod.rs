//! Departments of a corp: the facade of this domain for departments, and the rules behind the API.

mod change;
mod facts;

use hobnail_cx::{Cx, Range};
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, codes};

pub use change::{remove, update};
pub use facts::{Facts, UnionOf};

pub use crate::store::dept::Node;
use crate::{
    directory, events, names,
    store::{
        self,
        dept::{DeptRow, depth_of},
    },
};

/// A department to be made.
pub struct NewDept {
    /// 1 to 64 characters without `-`, `,` and `，`; unique below its parent.
    pub name: String,
    pub parent_id: DeptId,
    /// Smaller stands further up; the department's id when absent.
    pub order: Option<i64>,
    pub facts: Facts,
}

impl Default for NewDept {
    fn default() -> Self {
        NewDept { name: String::new(), parent_id: DeptId::ROOT, order: None, facts: Facts::default() }
    }
}

/// Makes a department below one of the corp.
///
/// Refused: a bad name (60001, 60009) or one that a sibling has (60021), an unknown parent (60004), too many levels (60002), a
/// negative order (40011), permits that name somebody unknown, or too many (600109).
pub async fn create(tx: &mut Tx, cx: &Cx, corp: &CorpId, new: &NewDept) -> Outcome<DeptId> {
    create_in(tx, cx, corp, new, &Range::All).await
}

/// As [`create`], by a caller who may read a range only: the parent must lie in it (50004).
pub async fn create_in(tx: &mut Tx, cx: &Cx, corp: &CorpId, new: &NewDept, range: &Range) -> Outcome<DeptId> {
    names::check_dept(&new.name)?;
    check_order(new.order)?;
    let parent = parent(tx, corp, new.parent_id).await?;
    directory::check_path(new.parent_id, &parent, range, "parent_id")?;
    check_depth(cx, depth_of(&parent) + 1)?;
    check_free(tx, corp, new.parent_id, &new.name, None).await?;
    new.facts.check_permits(tx, corp, &codes::DEPT_PERMITS_CREATE).await?;
    let dept_id = DeptId::new(cx.id()?);
    let path = format!("{parent}{dept_id}.");
    let row = DeptRow {
        dept_id,
        parent_id: new.parent_id,
        name: new.name.clone(),
        sort: new.order.unwrap_or(dept_id.get()),
        depth: depth_of(&path),
        path,
        owner_userid: None,
        doc: new.facts.to_text()?,
    };
    store::dept::insert(tx, corp, &row, &names::folded(&new.name), cx.now_ms()).await?;
    events::dept_created(tx, cx, corp, dept_id).await?;
    Ok(dept_id)
}

/// A department's name; `None` when it isn't there.
pub async fn name(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<Option<String>> {
    Ok(store::dept::names(q, corp, &[dept]).await?.pop().flatten())
}

/// The name of each department, in the order of `depts`; `None` for what isn't there.
pub async fn names(q: &mut impl Query, corp: &CorpId, depts: &[DeptId]) -> Outcome<Vec<Option<String>>> {
    store::dept::names(q, corp, depts).await
}

/// Departments after `after` (a path; empty for the first page), each before what lies below it.
pub async fn tree(q: &mut impl Query, corp: &CorpId, after: &str, limit: i64) -> Outcome<Vec<Node>> {
    store::dept::page(q, corp, after, limit).await
}

/// The departments one level below, in the order shown: id and name.
pub async fn children(q: &mut impl Query, corp: &CorpId, parent: DeptId) -> Outcome<Vec<(DeptId, String)>> {
    Ok(store::dept::children(q, corp, parent).await?.into_iter().map(|row| (row.dept_id, row.name)).collect())
}

/// The department itself and all above it, up to the root; `None` when it isn't there.
pub async fn chain(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<Option<Vec<DeptId>>> {
    Ok(store::dept::paths(q, corp, &[dept]).await?.pop().flatten().map(|path| upwards(&path)))
}

/// Userids of a department's managers, in the order set.
pub async fn managers(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<Vec<hobnail_wire::UserId>> {
    store::place::leaders(q, corp, dept).await
}

/// Notes the group that was made for a department.
pub async fn set_group(tx: &mut Tx, cx: &Cx, corp: &CorpId, dept: DeptId, chat_id: &str) -> Outcome<()> {
    let mut row = find(tx, corp, dept).await?;
    let mut facts = Facts::from_text(&row.doc)?;
    facts.group_chat_id = Some(chat_id.to_owned());
    row.doc = facts.to_text()?;
    store::dept::update(tx, corp, &row, &names::folded(&row.name), cx.now_ms()).await
}

/// The departments of a path from its end to the root.
pub(crate) fn upwards(path: &str) -> Vec<DeptId> {
    path.split('.').rev().filter_map(|id| id.parse().ok()).collect()
}

/// The department, or 60003.
pub(crate) async fn find(q: &mut impl Query, corp: &CorpId, dept: DeptId) -> Outcome<DeptRow> {
    let unknown = || Fault::new(&codes::DEPT_NOT_FOUND).field("dept_id").detail(dept.to_string());
    store::dept::find(q, corp, dept).await?.ok_or_else(unknown)
}

/// The path of a department that is to be a parent (60004).
async fn parent(q: &mut impl Query, corp: &CorpId, parent: DeptId) -> Outcome<String> {
    let unknown = || Fault::new(&codes::DEPT_PARENT_NOT_FOUND).field("parent_id").detail(parent.to_string());
    store::dept::paths(q, corp, &[parent]).await?.pop().flatten().ok_or_else(unknown)
}

fn check_depth(cx: &Cx, depth: i64) -> Outcome<()> {
    let most = cx.core.limits.dept_depth as i64;
    if depth <= most {
        return Ok(());
    }
    Err(Fault::new(&codes::DEPT_TOO_DEEP).field("parent_id").detail(format!("最多 {most} 级，实际 {depth}")))
}

fn check_order(order: Option<i64>) -> Outcome<()> {
    match order {
        Some(order) if order < 0 => Err(Fault::new(&codes::ORDER_INVALID).field("order").detail("不能小于 0")),
        _ => Ok(()),
    }
}

/// No other department below the parent has the name (60021).
async fn check_free(q: &mut impl Query, corp: &CorpId, parent: DeptId, name: &str, own: Option<DeptId>) -> Outcome<()> {
    match store::dept::named(q, corp, parent, name).await? {
        Some(other) if Some(other) != own => Err(Fault::new(&codes::DEPT_NAME_TAKEN).field("name").detail(name.to_owned())),
        _ => Ok(()),
    }
}
