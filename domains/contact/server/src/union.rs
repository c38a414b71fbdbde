//! Organisations of one installation that are linked with one another.
//!
//! A union has a trunk and branches: every branch stands in the trunk's tree as a department. A cooperation space is an
//! organisation of its own, owned by one, that others apply to and join whole or in part; who joined stands there as a
//! department too. A link is one row for each side, written in one transaction: the only writes that touch two organisations.
//!
//! People of a linked organisation are not copied: they stay members of their own.

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};
use serde::{Deserialize, Serialize};

use crate::{
    corp,
    dept::{self, Facts, NewDept, UnionOf},
    directory,
    store::{
        self,
        link::{LinkRow, View},
    },
};

const UNION: &str = "union";
const SPACE: &str = "space";

/// How an organisation has joined a space.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Joined {
    /// Everybody; else `dept_ids` with all below them and `userids`.
    pub whole: bool,
    pub dept_ids: Vec<DeptId>,
    pub userids: Vec<UserId>,
    /// Where they stand in the space, once they have joined.
    pub dept_id: Option<DeptId>,
    /// How they are called there.
    pub dept_name: String,
    /// 0 not verified, 1 to 3 from the highest level down.
    pub auth_level: i64,
}

/// Makes an organisation a branch of another: it stands in the trunk's tree below `parent`.
///
/// Refused: unknown organisations (40013), one with itself (40013), a link that is there already (60021).
pub async fn link_branch(tx: &mut Tx, cx: &Cx, trunk: &CorpId, branch: &CorpId, parent: DeptId) -> Outcome<DeptId> {
    two(tx, (trunk, "trunk_corp_id"), (branch, "branch_corp_id")).await?;
    let name = named(tx, branch).await?;
    let dept_id = mount(tx, cx, trunk, branch, parent, &name).await?;
    let doc = format!("{{\"dept_id\":{dept_id}}}");
    let (up, down) = (View { corp: branch, kind: UNION, side: "trunk" }, View { corp: trunk, kind: UNION, side: "branch" });
    store::link::put(tx, up, &LinkRow { other: trunk.clone(), status: 1, doc: doc.clone() }, cx.now_ms()).await?;
    store::link::put(tx, down, &LinkRow { other: branch.clone(), status: 1, doc }, cx.now_ms()).await?;
    Ok(dept_id)
}

/// Ends a union's link; the branch's department stays until it is removed like any other.
pub async fn unlink_branch(tx: &mut Tx, trunk: &CorpId, branch: &CorpId) -> Outcome<()> {
    store::link::delete(tx, View { corp: branch, kind: UNION, side: "trunk" }, trunk).await?;
    store::link::delete(tx, View { corp: trunk, kind: UNION, side: "branch" }, branch).await
}

/// Says whose a cooperation space is.
pub async fn own_space(tx: &mut Tx, cx: &Cx, space: &CorpId, owner: &CorpId) -> Outcome<()> {
    two(tx, (space, "space_corp_id"), (owner, "owner_corp_id")).await?;
    let view = View { corp: space, kind: SPACE, side: "owner" };
    store::link::put(tx, view, &LinkRow { other: owner.clone(), status: 1, doc: "{}".into() }, cx.now_ms()).await
}

/// An organisation applies to a space, or joins it when it is `accepted`; then it stands there as a department.
///
/// Refused: unknown organisations (40013), departments (60003) and people (60121) that the organisation hasn't, and a part of
/// it that names nobody (40035).
pub async fn join_space(
    tx: &mut Tx,
    cx: &Cx,
    space: &CorpId,
    member: &CorpId,
    how: &Joined,
    accepted: bool,
) -> Outcome<Option<DeptId>> {
    two(tx, (space, "space_corp_id"), (member, "member_corp_id")).await?;
    if !how.whole {
        if how.dept_ids.is_empty() && how.userids.is_empty() {
            return Err(Fault::new(&codes::INVALID_PARAM).field("dept_ids").detail("部分加入需要指定部门或员工"));
        }
        directory::check_depts(tx, member, &how.dept_ids, &hobnail_cx::Range::All, "dept_ids").await?;
        let there = directory::existing(tx, member, &how.userids, &hobnail_cx::Range::All).await?;
        if let Some(unknown) = how.userids.iter().find(|userid| !there.contains(userid)) {
            return Err(Fault::new(&codes::USER_NOT_FOUND).field("userids").detail(unknown.to_string()));
        }
    }
    let view = View { corp: space, kind: SPACE, side: "member" };
    let mut how = how.clone();
    if how.dept_name.is_empty() {
        how.dept_name = named(tx, member).await?;
    }
    let before = store::link::find(tx, view, member).await?.map(|row| joined(&row)).transpose()?;
    how.dept_id = before.and_then(|before| before.dept_id);
    if accepted && how.dept_id.is_none() {
        how.dept_id = Some(mount(tx, cx, space, member, DeptId::ROOT, &how.dept_name).await?);
    }
    let (status, doc) = (i64::from(accepted), serde_json::to_string(&how).map_err(Fault::internal)?);
    store::link::put(tx, view, &LinkRow { other: member.clone(), status, doc }, cx.now_ms()).await?;
    let theirs = View { corp: member, kind: SPACE, side: "space" };
    store::link::put(tx, theirs, &LinkRow { other: space.clone(), status, doc: "{}".into() }, cx.now_ms()).await?;
    Ok(how.dept_id)
}

/// The trunks of an organisation: id and name.
pub async fn trunks(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<(CorpId, String)>> {
    others(q, View { corp, kind: UNION, side: "trunk" }, 1).await
}

/// The branches of an organisation: id and name.
pub async fn branches(q: &mut impl Query, corp: &CorpId) -> Outcome<Vec<(CorpId, String)>> {
    others(q, View { corp, kind: UNION, side: "branch" }, 1).await
}

/// The spaces that an organisation has joined (status 1) or applied to (0): id and name, and its owner's.
pub async fn spaces(
    q: &mut impl Query,
    corp: &CorpId,
    status: i64,
) -> Outcome<Vec<((CorpId, String), Option<(CorpId, String)>)>> {
    let mut out = Vec::new();
    for space in others(q, View { corp, kind: SPACE, side: "space" }, status).await? {
        let owner = others(q, View { corp: &space.0, kind: SPACE, side: "owner" }, 1).await?.pop();
        out.push((space, owner));
    }
    Ok(out)
}

/// Who has joined a space (status 1) or applied to it (0): id, name, how.
pub async fn members(q: &mut impl Query, space: &CorpId, status: i64) -> Outcome<Vec<(CorpId, String, Joined)>> {
    let mut out = Vec::new();
    for row in store::link::list(q, View { corp: space, kind: SPACE, side: "member" }).await? {
        if row.status == status {
            let how = joined(&row)?;
            out.push((row.other.clone(), named(q, &row.other).await?, how));
        }
    }
    Ok(out)
}

async fn others(q: &mut impl Query, view: View<'_>, status: i64) -> Outcome<Vec<(CorpId, String)>> {
    let mut out = Vec::new();
    for row in store::link::list(q, view).await?.into_iter().filter(|row| row.status == status) {
        let name = named(q, &row.other).await?;
        out.push((row.other, name));
    }
    Ok(out)
}

fn joined(row: &LinkRow) -> Outcome<Joined> {
    serde_json::from_str(&row.doc).map_err(Fault::internal)
}

async fn named(q: &mut impl Query, corp: &CorpId) -> Outcome<String> {
    Ok(corp::find(q, corp).await?.map(|corp| corp.name).unwrap_or_default())
}

/// Both are there and are two.
async fn two(
    q: &mut impl Query,
    (one, field): (&CorpId, &'static str),
    (other, other_field): (&CorpId, &'static str),
) -> Outcome<()> {
    for (corp, field) in [(one, field), (other, other_field)] {
        if corp::find(q, corp).await?.is_none() {
            return Err(Fault::new(&codes::CORP_INVALID).field(field).detail(corp.to_string()));
        }
    }
    if one == other {
        return Err(Fault::new(&codes::CORP_INVALID).field(other_field).detail("不能与自身关联"));
    }
    Ok(())
}

/// The department in which another organisation stands.
async fn mount(tx: &mut Tx, cx: &Cx, corp: &CorpId, other: &CorpId, parent: DeptId, name: &str) -> Outcome<DeptId> {
    let union_of = Some(UnionOf { corp_id: other.clone(), dept_id: DeptId::ROOT });
    // Names of organisations may hold what those of departments may not.
    let name: String = name.chars().map(|c| if matches!(c, '-' | ',' | '，') { ' ' } else { c }).collect();
    let new = NewDept { name, parent_id: parent, order: None, facts: Facts { union_of, ..Facts::default() } };
    dept::create(tx, cx, corp, &new).await
}
