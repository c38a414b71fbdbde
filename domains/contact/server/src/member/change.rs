//! People change and leave.
//!
//! An update writes what is given and leaves the rest. An empty text clears a field; the manager alone is cleared only when
//! `force_update_fields` names it, as the platform asks. Names and titles given in English stand beside the Chinese ones.

use hobnail_contact_api::{Language, user::UserUpdate};
use hobnail_cx::Cx;
use hobnail_store::Tx;
use hobnail_wire::{Code, CorpId, DeptId, Fault, Outcome, codes};
use jiff::{Timestamp, tz::TimeZone};

use super::{Profile, extend, extension, new, places};
use crate::{
    events::{self, Seen},
    fields::{filled, forced},
    mobile::Mobile,
    names,
    store::{
        self,
        member::{Key, MemberRow},
        place::Place,
    },
};

/// Changes one person. Whether the caller may is asked before; see the API's handler.
pub async fn update(tx: &mut Tx, cx: &Cx, corp: &CorpId, row: MemberRow, req: &UserUpdate) -> Outcome<()> {
    let mut row = row;
    let mut profile = Profile::from_text(&row.doc)?;
    let zone = cx.zone();
    let prev = seen(&row, &profile, &zone);
    let before = row.dept_ids.0.clone();
    let english = req.language == Some(Language::English);

    same_mobile(&row, req.mobile.as_deref())?;
    if let Some(name) = &req.name {
        names::check_person(name)?;
        if english { profile.name_en = Some(name.clone()) } else { row.name.clone_from(name) }
    }
    if let Some(title) = &req.title {
        if english { profile.title_en = filled(title) } else { profile.title = filled(title) }
    }
    if let Some(telephone) = &req.telephone {
        row.telephone = free(tx, corp, &row, Key::Telephone, telephone, &codes::TELEPHONE_TAKEN, "telephone").await?;
    }
    if let Some(email) = &req.email {
        if !email.is_empty() {
            names::check_mail(email, "email")?;
        }
        row.email = free(tx, corp, &row, Key::Email, email, &codes::EMAIL_TAKEN, "email").await?;
    }
    if let Some(mail) = &req.org_email {
        if !mail.is_empty() {
            names::check_mail(mail, "org_email")?;
        }
        profile.org_email = filled(mail);
    }
    manager(tx, corp, &mut row, req).await?;
    take(&mut row.job_number, req.job_number.as_deref());
    take(&mut profile.work_place, req.work_place.as_deref());
    take(&mut profile.remark, req.remark.as_deref());
    if let Some(kind) = req.org_email_type {
        profile.org_email_type = Some(kind);
    }
    if let Some(text) = &req.extension {
        profile.extension = match req.ext_attrs_update_mode {
            Some(1) => extend(profile.extension.as_deref(), text)?,
            _ => extension(text)?,
        };
    }
    if let Some(map) = &req.extension_i18n {
        profile.extension_i18n = Some(map.clone()).filter(|map| !map.0.is_empty());
    }
    profile.hide_mobile = req.hide_mobile.unwrap_or(profile.hide_mobile);
    profile.senior = req.senior_mode.unwrap_or(profile.senior);
    profile.hired_ms = req.hired_date.or(profile.hired_ms);

    let folded = names::folded(&row.name);
    if row.name != prev.name {
        let old = super::terms(&names::folded(&prev.name));
        store::term::delete(tx, corp, &row.userid, &old).await?;
        let new = super::terms(&folded);
        store::term::insert_many(tx, corp, std::iter::once((row.userid.as_str(), new.as_slice()))).await?;
    }
    move_places(tx, cx, corp, &mut row, req, &folded.pinyin).await?;
    let curr = seen(&row, &profile, &zone);
    row.doc = profile.to_text()?;
    store::member::update(tx, corp, &row, &folded, cx.now_ms()).await?;
    events::user_modified(tx, cx, corp, &row.userid, &prev, &curr).await?;
    if row.dept_ids.0 != before {
        events::record_changed(tx, cx, corp, &row.userid, "user_dept_change").await?;
    }
    Ok(())
}

/// Removes one person and what points at them in the directory. The main administrator stays (60011).
pub async fn remove(tx: &mut Tx, cx: &Cx, corp: &CorpId, row: &MemberRow) -> Outcome<()> {
    if row.admin_level == super::Admin::Main.level() {
        return Err(Fault::new(&codes::ROOT_ADMIN).field("userid").detail(row.userid.to_string()));
    }
    let mut depts = row.dept_ids.0.clone();
    depts.sort_unstable();
    store::dept::disown(tx, corp, &depts, row.userid.as_str()).await?;
    store::place::delete_all(tx, corp, &row.userid).await?;
    store::grant::delete(tx, corp, &row.userid).await?;
    store::term::delete(tx, corp, &row.userid, &super::terms(&names::folded(&row.name))).await?;
    store::role::leave(tx, corp, &row.userid).await?;
    store::member::release_reports(tx, corp, &row.userid).await?;
    store::member::delete(tx, corp, &row.userid).await?;
    store::account::leave(tx, row.account_id, corp).await?;
    events::user_left(tx, cx, corp, &row.userid).await
}

fn take(field: &mut Option<String>, text: Option<&str>) {
    if let Some(text) = text {
        *field = filled(text);
    }
}

/// A number is who somebody is: it may be repeated, not changed (40022).
fn same_mobile(row: &MemberRow, sent: Option<&str>) -> Outcome<()> {
    let Some(sent) = sent.filter(|sent| !sent.is_empty()) else { return Ok(()) };
    let mobile = Mobile::parse(sent).ok_or_else(|| new::invalid_mobile(sent))?;
    if row.mobile.as_deref() == Some(mobile.as_str()) {
        return Ok(());
    }
    Err(Fault::new(&codes::MOBILE_CHANGED).field("mobile"))
}

/// The value to store, unless somebody else has it.
async fn free(
    tx: &mut Tx,
    corp: &CorpId,
    row: &MemberRow,
    key: Key,
    value: &str,
    code: &'static Code,
    field: &'static str,
) -> Outcome<Option<String>> {
    if value.is_empty() {
        return Ok(None);
    }
    match store::member::by(tx, corp, key, value).await? {
        Some(holder) if holder != row.userid => Err(Fault::new(code).field(field).detail(value.to_owned())),
        _ => Ok(Some(value.to_owned())),
    }
}

async fn manager(tx: &mut Tx, corp: &CorpId, row: &mut MemberRow, req: &UserUpdate) -> Outcome<()> {
    let forced = forced(req.force_update_fields.as_ref(), "manager_userid")?;
    match req.manager_userid.as_deref().filter(|manager| !manager.is_empty()) {
        Some(manager) if manager == row.userid.as_str() => {
            return Err(Fault::new(&codes::MANAGER_INVALID).field("manager_userid").detail("不能是员工本人"));
        }
        Some(manager) => {
            if store::member::depts(tx, corp, &[manager]).await?.iter().all(Option::is_none) {
                return Err(new::unknown_manager(manager));
            }
            row.manager_userid = Some(manager.to_owned());
        }
        None if forced => row.manager_userid = None,
        None => {}
    }
    Ok(())
}

/// Writes the person's places: those left are removed with what the person was there, new ones entered now.
async fn move_places(tx: &mut Tx, cx: &Cx, corp: &CorpId, row: &mut MemberRow, req: &UserUpdate, pinyin: &str) -> Outcome<()> {
    let now = cx.now_ms();
    let mut old = store::place::of_member(tx, corp, &row.userid).await?;
    let wanted = match &req.dept_id_list {
        Some(list) => places::distinct(&list.0)?,
        None => row.dept_ids.0.clone(),
    };
    let mut places = Vec::with_capacity(wanted.len());
    let mut entered = Vec::new();
    for dept in &wanted {
        match old.iter().position(|place| place.dept_id == *dept) {
            Some(i) => places.push(old.swap_remove(i)),
            None => {
                entered.push(*dept);
                places.push(Place::new(*dept, now));
            }
        }
    }
    let paths = store::dept::paths(tx, corp, &entered).await?;
    if let Some((dept, _)) = entered.iter().zip(paths).find(|(_, path)| path.is_none()) {
        return Err(Fault::new(&codes::DEPT_NOT_FOUND).field("dept_id_list").detail(dept.to_string()));
    }
    let (orders, titles) = (req.dept_order_list.as_deref(), req.dept_title_list.as_deref());
    places::apply(&mut places, orders, titles, req.dept_position_list.as_deref())?;

    let mut left: Vec<DeptId> = old.iter().map(|place| place.dept_id).collect();
    left.sort_unstable();
    store::dept::disown(tx, corp, &left, row.userid.as_str()).await?;
    store::place::delete_many(tx, corp, &row.userid, &left).await?;
    places.sort_unstable_by_key(|place| place.dept_id);
    let (new, kept): (Vec<&Place>, Vec<&Place>) = places.iter().partition(|place| entered.contains(&place.dept_id));
    store::place::update_many(tx, corp, &row.userid, pinyin, &kept, now).await?;
    let new: Vec<(&str, &str, &Place)> = new.into_iter().map(|place| (row.userid.as_str(), pinyin, place)).collect();
    store::place::insert_many(tx, corp, &new, now).await?;
    row.dept_ids.0 = wanted;
    Ok(())
}

/// What a change is told of.
fn seen(row: &MemberRow, profile: &Profile, zone: &TimeZone) -> Seen {
    let day = |ms| Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(zone.clone()).date().to_string());
    Seen {
        name: row.name.clone(),
        manager_userid: row.manager_userid.clone(),
        hired_date: profile.hired_ms.and_then(day),
        telephone: row.telephone.clone(),
        email: row.email.clone(),
        job_number: row.job_number.clone(),
        work_place: profile.work_place.clone(),
    }
}
