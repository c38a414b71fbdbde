//! What administrators may do, and for which part of the organisation.
//!
//! Whoever signs in is asked for here once ([`of`]); the edge compares the answer with the right that a console call needs.
//! A sub-administrator without a grant is one in name only: they hold no right until one is given.

use std::collections::BTreeSet;

use hobnail_cx::{
    Cx, Range,
    audit::{self, Change},
};
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, Right, UserId, codes};
use serde::Serialize;

use crate::{
    member::{self, Admin},
    store::{self, member::DeptIds},
};

/// The rights of one administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub rights: BTreeSet<Right>,
    /// The part of the organisation that they administer; departments with all below, never single people.
    pub manages: Range,
}

impl Grant {
    /// Every right over everything.
    pub fn full() -> Self {
        Grant { rights: Right::ALL.into(), manages: Range::All }
    }

    /// The departments administered; none for the whole organisation.
    fn dept_ids(&self) -> Vec<DeptId> {
        match &self.manages {
            Range::All => Vec::new(),
            Range::Some { dept_ids, .. } => dept_ids.iter().copied().map(DeptId::new).collect(),
        }
    }

    /// No right over anything: who is not an administrator.
    pub fn none() -> Self {
        Grant { rights: BTreeSet::new(), manages: Range::Some { dept_ids: Vec::new(), userids: Vec::new() } }
    }
}

/// What this person may do in the consoles.
pub async fn of(q: &mut impl Query, corp: &CorpId, userid: &UserId, level: Admin) -> Outcome<Grant> {
    match level {
        Admin::Nobody => Ok(Grant::none()),
        Admin::Main => Ok(Grant::full()),
        Admin::Sub => Ok(store::grant::find(q, corp, userid).await?.map_or_else(Grant::none, |row| read(&row))),
    }
}

fn read((rights, dept_ids): &(String, String)) -> Grant {
    let manages = match dept_ids.as_str() {
        "" => Range::All,
        ids => Range::Some { dept_ids: DeptIds::parse(ids).0.into_iter().map(DeptId::get).collect(), userids: Vec::new() },
    };
    Grant { rights: rights.split(',').filter_map(Right::parse).collect(), manages }
}

/// Makes somebody a sub-administrator with these rights, or changes which they hold.
///
/// Refused: the main administrator, who holds them all (60011); an unknown person (60121) or department (60003).
pub async fn set(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId, grant: &Grant) -> Outcome<()> {
    let card = member::card(tx, corp, userid).await?.ok_or_else(|| Fault::new(&codes::USER_NOT_FOUND).field("userid"))?;
    if card.admin_level == Admin::Main {
        return Err(Fault::new(&codes::ROOT_ADMIN).field("userid").detail("主管理员拥有全部权限"));
    }
    let mut ordered = grant.dept_ids();
    if ordered.is_empty() && !grant.manages.is_all() {
        return Err(Fault::new(&codes::DEPT_NOT_FOUND).field("deptIds").detail("至少需要一个部门"));
    }
    ordered.sort_unstable();
    let paths = store::dept::paths(tx, corp, &ordered).await?;
    if let Some((dept, _)) = ordered.iter().zip(paths).find(|(_, path)| path.is_none()) {
        return Err(Fault::new(&codes::DEPT_NOT_FOUND).field("deptIds").detail(dept.to_string()));
    }
    let before = store::grant::find(tx, corp, userid).await?.as_ref().map(read);
    write(tx, cx, corp, userid, grant).await?;
    let subject = format!("member:{userid}");
    let change = Change {
        action: if before.is_none() { "admin.add" } else { "admin.update" },
        subject: &subject,
        subject_name: &card.name,
        before: before.as_ref().map(Shown::of),
        after: Some(Shown::of(grant)),
    };
    audit::record(tx, cx, corp, change).await?;
    member::set_admin(tx, cx, corp, userid, Admin::Sub).await
}

/// Writes the row, whoever the person is.
pub(crate) async fn write(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId, grant: &Grant) -> Outcome<()> {
    let rights = grant.rights.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(",");
    let dept_ids = DeptIds::text(&grant.dept_ids());
    store::grant::put(tx, corp, userid, &rights, &dept_ids, cx.now_ms()).await
}

/// A grant as the audit log shows it; no departments means all.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    rights: Vec<Right>,
    dept_ids: Vec<DeptId>,
}

impl Shown {
    fn of(grant: &Grant) -> Self {
        Shown { rights: grant.rights.iter().copied().collect(), dept_ids: grant.dept_ids() }
    }
}

/// Takes every right from a sub-administrator.
pub async fn revoke(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    let card = member::card(tx, corp, userid).await?.ok_or_else(|| Fault::new(&codes::USER_NOT_FOUND).field("userid"))?;
    let before = store::grant::find(tx, corp, userid).await?.as_ref().map(read);
    store::grant::delete(tx, corp, userid).await?;
    let subject = format!("member:{userid}");
    let before = before.as_ref().map(Shown::of);
    let change = Change { action: "admin.remove", subject: &subject, subject_name: &card.name, before, after: None::<()> };
    audit::record(tx, cx, corp, change).await?;
    member::set_admin(tx, cx, corp, userid, Admin::Nobody).await
}
