//! Administrators of a corp and what they administer, and who signed in on which day.

use hobnail_wire::{CommaList, DeptId, UserId, endpoint, endpoints, wire};

/// The corp's administrators, the main one first; not bounded by the app's range.
#[wire]
pub struct AdminList {}

#[wire]
pub struct AdminListReply {
    pub result: Vec<Admin>,
}

#[wire]
pub struct Admin {
    pub userid: UserId,
    /// 1 the main administrator, 2 a sub-administrator.
    pub sys_level: i64,
}

endpoint!(AdminList => AdminListReply, Oapi POST "/topapi/user/listadmin", scope "qyapi_get_member");

/// The same, in the older API's words.
#[wire]
pub struct AdminListV1 {}

#[wire]
pub struct AdminListV1Reply {
    #[serde(rename = "adminList")]
    pub admins: Vec<Admin>,
    /// The same under the name that older programs read.
    pub admin_list: Vec<Admin>,
}

endpoint!(AdminListV1 => AdminListV1Reply, Oapi GET "/user/get_admin", scope "qyapi_get_member");

/// The departments whose part of the directory somebody administers, with all below them; the root for the whole organisation,
/// none for who administers no part of it.
#[wire]
pub struct AdminScope {
    pub userid: Option<UserId>,
}

#[wire]
pub struct AdminScopeReply {
    pub dept_ids: Vec<DeptId>,
}

endpoint!(AdminScope => AdminScopeReply, Oapi POST "/topapi/user/get_admin_scope", scope "qyapi_get_member");

/// Who signed in on a day, or who didn't, of the whole corp or of some departments with all below them.
#[wire]
pub struct InactiveUsers {
    /// Who signed in, instead of who didn't.
    pub is_active: bool,
    #[limit(max_items = 100)]
    pub dept_ids: Option<CommaList<DeptId>>,
    /// From 0 (40068).
    pub offset: i64,
    /// 1 to 100 (40069).
    pub size: i64,
    /// yyyyMMdd in the corp's zone, at most a month ago and not in the future (400002).
    pub query_date: String,
}

#[wire]
pub struct InactiveUsersReply {
    pub result: InactivePage,
}

#[wire]
pub struct InactivePage {
    pub has_more: bool,
    pub next_cursor: Option<i64>,
    pub list: Vec<UserId>,
}

endpoint!(InactiveUsers => InactiveUsersReply, Oapi POST "/topapi/inactive/user/v2/get", scope "qyapi_liveness_base");

/// Who didn't sign in on a day.
#[wire]
pub struct InactiveUsersV1 {
    pub query_date: String,
    pub offset: i64,
    pub size: i64,
}

endpoint!(InactiveUsersV1 => InactiveUsersReply, Oapi POST "/topapi/inactive/user/get", scope "qyapi_liveness_base");

endpoints![AdminList, AdminListV1, AdminScope, InactiveUsers, InactiveUsersV1];
