//! People of a corp, today's API (`/topapi/v2/user/*` and its companions).

use hobnail_wire::{CommaList, DeptId, Empty, JsonObject, UserId, endpoint, endpoints, wire};

use crate::Language;

/// Adds one person to the corp.
///
/// The mobile number is the person: who has one is found by it across corps, and a corp holds it once (60104). Numbers of the
/// mainland are 11 digits, with or without `+86-`; all others are `+xx-number`.
#[wire]
pub struct UserCreate {
    /// Made by the platform when absent; never changes, unique in the corp (60102).
    pub userid: Option<UserId>,
    #[limit(max_len = 80)]
    pub name: String,
    pub mobile: String,
    /// The number is not shown on the person's profile; calls and messages still reach them.
    pub hide_mobile: Option<bool>,
    /// Extension number, unique in the corp (40100).
    #[limit(max_len = 50)]
    pub telephone: Option<String>,
    #[limit(max_len = 50)]
    pub job_number: Option<String>,
    #[limit(max_len = 200)]
    pub title: Option<String>,
    /// Unique in the corp (60106).
    #[limit(max_len = 50)]
    pub email: Option<String>,
    #[limit(max_len = 100)]
    pub org_email: Option<String>,
    pub org_email_type: Option<OrgEmailType>,
    #[limit(max_len = 100)]
    pub work_place: Option<String>,
    #[limit(max_len = 2000)]
    pub remark: Option<String>,
    /// The departments that the person belongs to; the first is the main one.
    #[limit(max_items = 100)]
    pub dept_id_list: CommaList<DeptId>,
    #[limit(max_items = 100)]
    pub dept_order_list: Option<Vec<DeptOrder>>,
    #[limit(max_items = 100, nested)]
    pub dept_title_list: Option<Vec<DeptTitle>>,
    #[limit(nested)]
    pub dept_position_list: Option<Vec<DeptPosition>>,
    /// A JSON object of the corp's own attributes, or the same as text.
    #[limit(max_len = 2000)]
    pub extension: Option<String>,
    /// Attribute, then language, then text.
    pub extension_i18n: Option<JsonObject>,
    /// The number is hidden from everybody.
    pub senior_mode: Option<bool>,
    /// Milliseconds since 1970.
    #[limit(min = 1)]
    pub hired_date: Option<i64>,
    /// Must be in the corp (60128).
    pub manager_userid: Option<String>,
    /// Has an effect for accounts that sign in by mail only.
    #[limit(max_len = 64)]
    pub login_email: Option<String>,
    /// Accounts owned by the corp are not offered: these seven are refused (400002).
    pub exclusive_account: Option<bool>,
    pub exclusive_account_type: Option<String>,
    pub exclusive_mobile: Option<String>,
    pub exclusive_mobile_verify_status: Option<String>,
    pub init_password: Option<String>,
    pub login_id: Option<String>,
    pub outer_exclusive_corpid: Option<String>,
    pub outer_exclusive_userid: Option<String>,
}

#[wire]
pub struct UserCreateReply {
    pub result: UserCreated,
}

#[wire]
pub struct UserCreated {
    pub userid: UserId,
    #[serde(rename = "unionId")]
    pub unionid: String,
}

endpoint!(UserCreate => UserCreateReply, Oapi POST "/topapi/v2/user/create", scope "qyapi_manage_addresslist");

/// A person's place in a department's list; larger stands further up.
#[wire]
pub struct DeptOrder {
    pub dept_id: DeptId,
    pub order: i64,
}

/// A person's title in one department.
#[wire]
pub struct DeptTitle {
    pub dept_id: DeptId,
    #[limit(max_len = 200)]
    pub title: String,
}

/// A person's post in one department.
#[wire]
pub struct DeptPosition {
    pub dept_id: DeptId,
    #[limit(max_len = 200)]
    pub title: Option<String>,
    #[limit(max_len = 100)]
    pub work_place: Option<String>,
    pub is_main: Option<bool>,
}

#[wire]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OrgEmailType {
    #[serde(rename = "profession")]
    Standard,
    #[serde(rename = "base")]
    Basic,
}

/// Changes what is given and leaves the rest; an empty text clears a field, but for `manager_userid` see `force_update_fields`.
#[wire]
#[derive(Default)]
pub struct UserUpdate {
    pub userid: UserId,
    /// With `language` en_US this is the English name.
    #[limit(max_len = 80)]
    pub name: Option<String>,
    /// Can't be changed (40022): a person with another number is another person.
    pub mobile: Option<String>,
    pub hide_mobile: Option<bool>,
    #[limit(max_len = 50)]
    pub telephone: Option<String>,
    #[limit(max_len = 50)]
    pub job_number: Option<String>,
    pub manager_userid: Option<String>,
    /// With `language` en_US this is the English title.
    #[limit(max_len = 200)]
    pub title: Option<String>,
    #[limit(max_len = 50)]
    pub email: Option<String>,
    #[limit(max_len = 100)]
    pub org_email: Option<String>,
    pub org_email_type: Option<OrgEmailType>,
    #[limit(max_len = 100)]
    pub work_place: Option<String>,
    #[limit(max_len = 2000)]
    pub remark: Option<String>,
    /// All departments of the person from now on.
    #[limit(max_items = 300)]
    pub dept_id_list: Option<CommaList<DeptId>>,
    #[limit(max_items = 100)]
    pub dept_order_list: Option<Vec<DeptOrder>>,
    #[limit(max_items = 100, nested)]
    pub dept_title_list: Option<Vec<DeptTitle>>,
    #[limit(nested)]
    pub dept_position_list: Option<Vec<DeptPosition>>,
    #[limit(max_len = 2000)]
    pub extension: Option<String>,
    /// 0 replaces all attributes (as when absent), 1 adds to them.
    #[limit(min = 0, max = 1)]
    pub ext_attrs_update_mode: Option<i64>,
    pub extension_i18n: Option<JsonObject>,
    pub senior_mode: Option<bool>,
    #[limit(min = 1)]
    pub hired_date: Option<i64>,
    pub language: Option<Language>,
    /// Fields to clear when they come empty or not at all: `manager_userid`.
    pub force_update_fields: Option<CommaList<String>>,
    /// As in [`UserCreate`]: refused (400002).
    pub exclusive_mobile: Option<String>,
    pub exclusive_mobile_verify_status: Option<String>,
    pub init_password: Option<String>,
    #[serde(rename = "loginId")]
    pub login_id: Option<String>,
}

endpoint!(UserUpdate => Empty, Oapi POST "/topapi/v2/user/update", scope "qyapi_manage_addresslist");

/// Removes a person from the corp. What they did stays; they are asked about by userid as unknown from then on.
#[wire]
pub struct UserDelete {
    pub userid: UserId,
}

endpoint!(UserDelete => Empty, Oapi POST "/topapi/v2/user/delete", scope "qyapi_manage_addresslist");

/// Fetches one person.
#[wire]
pub struct UserGet {
    pub userid: UserId,
    pub language: Option<Language>,
}

#[wire]
pub struct UserGetReply {
    pub result: User,
}

endpoint!(UserGet => UserGetReply, Oapi POST "/topapi/v2/user/get", scope "qyapi_get_member");

/// A person as [`UserGet`] shows them. Fields without a value are left out.
///
/// `mobile` and `state_code` are shown to apps with the permission point `fieldMobile`; `email`, `work_place`, `remark` and
/// `extension` to those with `fieldEmail`.
#[wire]
#[derive(Default)]
pub struct User {
    pub userid: String,
    pub unionid: String,
    pub name: String,
    pub avatar: Option<String>,
    pub state_code: Option<String>,
    pub manager_userid: Option<String>,
    pub mobile: Option<String>,
    pub hide_mobile: bool,
    pub telephone: Option<String>,
    pub job_number: Option<String>,
    pub title: Option<String>,
    pub email: Option<String>,
    pub work_place: Option<String>,
    pub remark: Option<String>,
    pub login_id: Option<String>,
    pub exclusive_account: bool,
    pub exclusive_account_type: Option<String>,
    pub org_email: Option<String>,
    pub org_email_type: Option<OrgEmailType>,
    pub dept_id_list: Vec<DeptId>,
    pub dept_order_list: Vec<DeptOrder>,
    pub dept_position_list: Option<Vec<DeptPosition>>,
    pub extension: Option<String>,
    pub extension_i18n: Option<JsonObject>,
    pub hired_date: Option<i64>,
    pub active: bool,
    pub real_authed: bool,
    pub senior: bool,
    pub admin: bool,
    pub boss: bool,
    pub leader_in_dept: Vec<DeptLeader>,
    pub role_list: Option<Vec<UserRole>>,
    pub union_emp_ext: Option<UnionEmpExt>,
}

/// Whether a person leads a department.
#[wire]
pub struct DeptLeader {
    pub dept_id: DeptId,
    pub leader: bool,
}

#[wire]
pub struct UserRole {
    pub id: i64,
    pub name: String,
    pub group_name: String,
}

/// Who a person is in linked organisations.
#[wire]
pub struct UnionEmpExt {
    pub userid: String,
    pub corp_id: String,
    pub union_emp_map_list: Vec<UnionEmp>,
}

#[wire]
pub struct UnionEmp {
    pub userid: String,
    pub corp_id: String,
}

/// Finds a person by mobile number; who has left is not found (60121).
#[wire]
pub struct UserByMobile {
    pub mobile: String,
    /// Accounts owned by the corp are not offered, so there is never one to find.
    pub support_exclusive_account_search: Option<bool>,
}

#[wire]
pub struct UserByMobileReply {
    pub result: UserByMobileResult,
}

#[wire]
pub struct UserByMobileResult {
    pub userid: UserId,
    /// Present, and empty, when asked for.
    pub exclusive_account_userid_list: Option<Vec<UserId>>,
}

endpoint!(UserByMobile => UserByMobileReply, Oapi POST "/topapi/v2/user/getbymobile", scope "qyapi_get_member_by_mobile");

/// Finds a person by unionid.
#[wire]
pub struct UserByUnionid {
    #[limit(max_len = 100)]
    pub unionid: String,
}

#[wire]
pub struct UserByUnionidReply {
    pub result: UserByUnionidResult,
}

#[wire]
pub struct UserByUnionidResult {
    /// 0 a member of the corp, 1 an outside contact.
    pub contact_type: i64,
    pub userid: UserId,
}

endpoint!(UserByUnionid => UserByUnionidReply, Oapi POST "/topapi/user/getbyunionid", scope "qyapi_get_member");

/// How the people of a department are ordered.
#[wire]
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum OrderField {
    /// Joined the department first.
    EntryAsc,
    EntryDesc,
    /// Changed first.
    ModifyAsc,
    ModifyDesc,
    /// The order set for the department, largest first; by pinyin where none is set.
    #[default]
    #[serde(alias = "")]
    Custom,
}

/// Names of the people of one department, without those below it.
#[wire]
pub struct UserListSimple {
    pub dept_id: DeptId,
    /// 0, then `next_cursor`; at most 100000 (40068).
    pub cursor: i64,
    /// 1 to 100 (40069).
    pub size: i64,
    pub order_field: Option<OrderField>,
    /// Also people whose access is restricted.
    pub contain_access_limit: Option<bool>,
    pub language: Option<Language>,
}

#[wire]
pub struct UserListSimpleReply {
    pub result: UserSimplePage,
}

#[wire]
pub struct UserSimplePage {
    pub has_more: bool,
    pub next_cursor: Option<i64>,
    pub list: Vec<UserSimple>,
}

#[wire]
pub struct UserSimple {
    pub userid: String,
    pub name: String,
}

endpoint!(UserListSimple => UserListSimpleReply, Oapi POST "/topapi/user/listsimple", scope "qyapi_get_department_member");

/// Userids of all people of one department, without those below it; not bounded by the app's range.
#[wire]
pub struct UserListIds {
    pub dept_id: DeptId,
}

#[wire]
pub struct UserListIdsReply {
    pub result: UserIds,
}

#[wire]
pub struct UserIds {
    pub userid_list: Vec<UserId>,
}

endpoint!(UserListIds => UserListIdsReply, Oapi POST "/topapi/user/listid", scope "qyapi_get_member");

/// The people of one department, without those below it.
#[wire]
pub struct UserList {
    #[limit(min = 1)]
    pub dept_id: DeptId,
    #[limit(min = 0, max = 100_000)]
    pub cursor: i64,
    #[limit(min = 1, max = 100)]
    pub size: i64,
    pub order_field: Option<OrderField>,
    /// Also people whose access is restricted.
    pub contain_access_limit: Option<bool>,
    pub language: Option<Language>,
}

#[wire]
pub struct UserListReply {
    pub result: UserPage,
}

#[wire]
pub struct UserPage {
    pub has_more: bool,
    pub next_cursor: Option<i64>,
    pub list: Vec<DeptUser>,
}

endpoint!(UserList => UserListReply, Oapi POST "/topapi/v2/user/list", scope "qyapi_get_department_member");

/// A person as a member of one department. The same permission points as for [`User`] bound what is shown.
#[wire]
#[derive(Default)]
pub struct DeptUser {
    pub userid: String,
    pub unionid: String,
    pub name: String,
    pub avatar: Option<String>,
    pub state_code: Option<String>,
    pub mobile: Option<String>,
    pub hide_mobile: bool,
    pub telephone: Option<String>,
    pub job_number: Option<String>,
    pub title: Option<String>,
    pub email: Option<String>,
    pub org_email: Option<String>,
    pub work_place: Option<String>,
    pub remark: Option<String>,
    pub dept_id_list: Vec<DeptId>,
    pub dept_order: i64,
    pub extension: Option<String>,
    pub hired_date: Option<i64>,
    pub active: bool,
    pub admin: bool,
    pub boss: bool,
    /// Leads this department.
    pub leader: bool,
    pub exclusive_account: bool,
    pub exclusive_account_type: Option<String>,
    pub login_id: Option<String>,
}

/// How many people the corp has; not bounded by the app's range.
#[wire]
pub struct UserCount {
    /// Only those who have signed in once.
    pub only_active: bool,
}

#[wire]
pub struct UserCountReply {
    pub result: Count,
}

#[wire]
pub struct Count {
    pub count: i64,
}

endpoint!(UserCount => UserCountReply, Oapi POST "/topapi/user/count", scope "qyapi_get_member");

endpoints![
    UserCreate,
    UserUpdate,
    UserDelete,
    UserGet,
    UserByMobile,
    UserByUnionid,
    UserListSimple,
    UserListIds,
    UserList,
    UserCount
];
