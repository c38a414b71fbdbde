//! What the directory tells subscribers, with the platform's names and fields. Each is written in the transaction of the
//! change; the key keeps what happens to one person, or one department, in order.

use hobnail_cx::Cx;
use hobnail_jobs::emit;
use hobnail_store::Tx;
use hobnail_wire::{CorpId, DeptId, Outcome, UserId};
use serde::Serialize;

#[derive(Serialize)]
struct Users<'a> {
    /// Milliseconds since 1970, as text.
    #[serde(rename = "timeStamp")]
    time_stamp: String,
    #[serde(rename = "userId")]
    userids: &'a [&'a str],
}

#[derive(Serialize)]
struct Activated<'a> {
    #[serde(rename = "userId")]
    userids: [&'a str; 1],
}

#[derive(Serialize)]
struct Depts {
    #[serde(rename = "deptId")]
    dept_ids: Vec<DeptId>,
}

#[derive(Serialize)]
struct Nothing {}

/// The part of a person that a change is told of; what has no value is left out.
#[derive(Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager_userid: Option<String>,
    /// yyyy-MM-dd in the organisation's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hired_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_place: Option<String>,
}

#[derive(Serialize)]
struct Modified<'a> {
    #[serde(rename = "timeStamp")]
    time_stamp: String,
    #[serde(rename = "diffInfo")]
    diff_info: Diff<'a>,
    #[serde(rename = "userId")]
    userids: [&'a str; 1],
}

#[derive(Serialize)]
struct Diff<'a> {
    prev: &'a Seen,
    curr: &'a Seen,
    userid: &'a str,
}

async fn users(tx: &mut Tx, cx: &Cx, corp: &CorpId, kind: &'static str, userids: &[&str]) -> Outcome<()> {
    let key = match userids {
        [userid] => format!("user:{userid}"),
        _ => "user".to_owned(),
    };
    emit(tx, cx, corp, &key, kind, &Users { time_stamp: cx.now_ms().to_string(), userids }).await
}

/// People joined; one event names them all.
pub async fn users_added(tx: &mut Tx, cx: &Cx, corp: &CorpId, userids: &[&str]) -> Outcome<()> {
    users(tx, cx, corp, "user_add_org", userids).await
}

pub async fn user_modified(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId, prev: &Seen, curr: &Seen) -> Outcome<()> {
    let userid = userid.as_str();
    let diff_info = Diff { prev, curr, userid };
    let payload = Modified { time_stamp: cx.now_ms().to_string(), diff_info, userids: [userid] };
    emit(tx, cx, corp, &format!("user:{userid}"), "user_modify_org", &payload).await
}

pub async fn user_left(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    users(tx, cx, corp, "user_leave_org", &[userid.as_str()]).await
}

pub async fn user_activated(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    let userid = userid.as_str();
    emit(tx, cx, corp, &format!("user:{userid}"), "user_active_org", &Activated { userids: [userid] }).await
}

pub async fn admin_added(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    users(tx, cx, corp, "org_admin_add", &[userid.as_str()]).await
}

pub async fn admin_removed(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    users(tx, cx, corp, "org_admin_remove", &[userid.as_str()]).await
}

async fn dept(tx: &mut Tx, cx: &Cx, corp: &CorpId, kind: &'static str, dept: DeptId) -> Outcome<()> {
    emit(tx, cx, corp, &format!("dept:{dept}"), kind, &Depts { dept_ids: vec![dept] }).await
}

pub async fn dept_created(tx: &mut Tx, cx: &Cx, corp: &CorpId, id: DeptId) -> Outcome<()> {
    dept(tx, cx, corp, "org_dept_create", id).await
}

pub async fn dept_modified(tx: &mut Tx, cx: &Cx, corp: &CorpId, id: DeptId) -> Outcome<()> {
    dept(tx, cx, corp, "org_dept_modify", id).await
}

pub async fn dept_removed(tx: &mut Tx, cx: &Cx, corp: &CorpId, id: DeptId) -> Outcome<()> {
    dept(tx, cx, corp, "org_dept_remove", id).await
}

pub async fn corp_changed(tx: &mut Tx, cx: &Cx, corp: &CorpId) -> Outcome<()> {
    emit(tx, cx, corp, "corp", "org_change", &Nothing {}).await
}
