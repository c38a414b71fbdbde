//! What the directory tells subscribers, with the platform's names and fields. Each is written in the transaction of the
//! change; the key keeps what happens to one person, or one department, in order.

use hobnail_cx::Cx;
use hobnail_jobs::emit;
use hobnail_store::Tx;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId};
use serde::Serialize;

use crate::{
    outside::Outside,
    role,
    show::{self, Shown},
    store::{self, role::RoleRow},
};

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Labels<'a> {
    /// The only one that the platform sends.
    scope: &'static str,
    label_id_list: &'a [i64],
}

/// Roles or groups of roles were made.
pub async fn labels_added(tx: &mut Tx, cx: &Cx, corp: &CorpId, ids: &[i64]) -> Outcome<()> {
    emit(tx, cx, corp, "role", "label_conf_add", &Labels { scope: "1", label_id_list: ids }).await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LabelModified {
    scope: &'static str,
    label_id_list: [i64; 1],
    /// JSON texts.
    pre_label_list: [String; 1],
    post_label_list: [String; 1],
}

/// A role or a group of roles was renamed.
pub async fn label_modified(tx: &mut Tx, cx: &Cx, corp: &CorpId, id: i64, before: &str, after: &str) -> Outcome<()> {
    let text = |name: &str| serde_json::json!({ "hidden": false, "name": name, "id": id, "extraInfo": {} }).to_string();
    let (pre_label_list, post_label_list) = ([text(before)], [text(after)]);
    let payload = LabelModified { scope: "1", label_id_list: [id], pre_label_list, post_label_list };
    emit(tx, cx, corp, "role", "label_conf_modify", &payload).await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LabelsRemoved<'a> {
    label_id_list: &'a [i64],
}

pub async fn labels_removed(tx: &mut Tx, cx: &Cx, corp: &CorpId, ids: &[i64]) -> Outcome<()> {
    emit(tx, cx, corp, "role", "label_conf_del", &LabelsRemoved { label_id_list: ids }).await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LabelUsers<'a> {
    user_id_list: &'a [&'a UserId],
    action: &'static str,
    label_id_list: &'a [i64],
}

/// People were given roles (`add`), or they were taken from them (`remove`).
pub async fn label_users_changed(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    userids: &[&UserId],
    ids: &[i64],
    action: &'static str,
) -> Outcome<()> {
    let payload = LabelUsers { user_id_list: userids, action, label_id_list: ids };
    emit(tx, cx, corp, "role", "label_user_change", &payload).await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleFacts<'a> {
    role_id: i64,
    role_name: &'a str,
    group_id: i64,
    group_name: &'a str,
}

impl<'a> RoleFacts<'a> {
    fn of(role: &'a RoleRow) -> Self {
        RoleFacts { role_id: role.role_id, role_name: &role.name, group_id: role.group_id, group_name: &role.group_name }
    }
}

pub async fn role_added(tx: &mut Tx, cx: &Cx, corp: &CorpId, role: &RoleRow) -> Outcome<()> {
    emit(tx, cx, corp, "role", "org_role_add", &RoleFacts::of(role)).await
}

pub async fn role_modified(tx: &mut Tx, cx: &Cx, corp: &CorpId, role: &RoleRow) -> Outcome<()> {
    emit(tx, cx, corp, "role", "org_role_modify", &RoleFacts::of(role)).await
}

pub async fn role_removed(tx: &mut Tx, cx: &Cx, corp: &CorpId, role_id: i64) -> Outcome<()> {
    emit(tx, cx, corp, "role", "org_role_remove", &serde_json::json!({ "roleId": role_id.to_string() })).await
}

/// A person's record after a change of roles or departments (`user_role_change`, `user_dept_change`).
pub async fn record_changed(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId, kind: &'static str) -> Outcome<()> {
    let Some(whole) = store::place::whole(tx, corp, userid).await? else { return Ok(()) };
    let roles = role::of(tx, corp, &whole).await?;
    let limited = whole.member.limited;
    let record = show::user_v1(show::user(whole.member, whole.places, &roles, Shown::nothing_personal())?, &roles, limited);
    let mut payload = serde_json::to_value(&record).map_err(Fault::internal)?;
    payload["errcode"] = 0.into();
    payload["errmsg"] = "ok".into();
    emit(tx, cx, corp, &format!("user:{userid}"), kind, &payload).await
}

/// An outside contact was added (`contact_add_org`) or changed (`contact_modify_org`).
pub async fn outside_changed(tx: &mut Tx, cx: &Cx, corp: &CorpId, contact: &Outside, kind: &'static str) -> Outcome<()> {
    let payload = serde_json::json!({
        "errcode": 0,
        "errmsg": "ok",
        "userId": contact.userid,
        "name": contact.name,
        "mobile": contact.mobile_number(),
        "stateCode": contact.state_code(),
        "companyName": contact.facts.company_name,
        "followerUserId": contact.follower_userid,
        "labelIds": contact.facts.label_ids,
        "shareUserIds": contact.facts.share_userids,
        "shareDeptIds": contact.facts.share_dept_ids,
        "title": contact.facts.title,
        "remark": contact.facts.remark,
    });
    emit(tx, cx, corp, &format!("contact:{}", contact.userid), kind, &payload).await
}

pub async fn outside_left(tx: &mut Tx, cx: &Cx, corp: &CorpId, userid: &UserId) -> Outcome<()> {
    let payload = serde_json::json!({ "userId": userid });
    emit(tx, cx, corp, &format!("contact:{userid}"), "contact_leave_org", &payload).await
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
