//! Organisations.

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, codes};

pub use crate::store::corp::Corp;
use crate::{dept, events, names, outside, role, store};

/// An organisation to be made.
pub struct NewCorp {
    pub corp_id: CorpId,
    pub name: String,
    /// IANA name, such as `Asia/Shanghai`.
    pub zone: String,
}

/// Makes an organisation, its root department, which bears its name, its default roles and its first labels.
///
/// Refused: an id that is taken (40013), a blank name or one over 64 characters (60001), an unknown zone (400002).
pub async fn create(tx: &mut Tx, cx: &Cx, new: &NewCorp) -> Outcome<()> {
    check_name(&new.name)?;
    if jiff::tz::TimeZone::get(&new.zone).is_err() {
        return Err(Fault::new(&codes::PARAM_ERROR).field("zone").detail("未知的时区"));
    }
    if !store::corp::insert(tx, &new.corp_id, &new.name, &new.zone, cx.now_ms()).await? {
        return Err(Fault::new(&codes::CORP_INVALID).field("corp_id").detail("已存在"));
    }
    let root = store::dept::DeptRow {
        dept_id: DeptId::ROOT,
        parent_id: DeptId::new(0),
        name: new.name.clone(),
        sort: 0,
        path: format!("{}.", DeptId::ROOT),
        depth: 0,
        owner_userid: None,
        doc: dept::Facts::default().to_text()?,
    };
    store::dept::insert(tx, &new.corp_id, &root, &names::folded(&new.name), cx.now_ms()).await?;
    role::begin(tx, cx, &new.corp_id).await?;
    outside::begin(tx, &new.corp_id).await
}

pub async fn find(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Corp>> {
    store::corp::find(q, corp).await
}

/// Organisations after `after`, by id.
pub async fn page(q: &mut impl Query, after: Option<&CorpId>, limit: i64) -> Outcome<Vec<Corp>> {
    store::corp::page(q, after.map_or("", CorpId::as_str), limit).await
}

/// Renames an organisation and its root department.
pub async fn rename(tx: &mut Tx, cx: &Cx, corp: &CorpId, name: &str) -> Outcome<()> {
    check_name(name)?;
    let unknown = || Fault::new(&codes::CORP_INVALID).field("corp_id");
    let mut root = store::dept::find(tx, corp, DeptId::ROOT).await?.ok_or_else(unknown)?;
    store::corp::rename(tx, corp, name, cx.now_ms()).await?;
    root.name = name.to_owned();
    store::dept::update(tx, corp, &root, &names::folded(name), cx.now_ms()).await?;
    events::corp_changed(tx, cx, corp).await
}

fn check_name(name: &str) -> Outcome<()> {
    if name.trim().is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
        return Err(Fault::new(&codes::DEPT_NAME_INVALID).field("name").detail("企业名称为 1 到 64 个字符"));
    }
    Ok(())
}
