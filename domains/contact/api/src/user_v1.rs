//! People of a corp, the older API (`/user/*`): the same state in camelCase and without a `result`.

use hobnail_wire::{DeptId, JsonObject, UserId, endpoint, endpoints, wire};

use crate::Language;

/// Fetches one person.
#[wire]
pub struct UserGetV1 {
    pub userid: UserId,
    pub lang: Option<Language>,
}

/// A person. `orderInDepts` and `isLeaderInDepts` are texts like `{1:false,2:true}`, which is not quite JSON.
#[wire(camel)]
#[derive(Default)]
pub struct UserGetV1Reply {
    pub userid: String,
    pub unionid: String,
    pub name: String,
    pub avatar: String,
    pub manager_userid: Option<String>,
    pub hired_date: Option<i64>,
    pub tel: Option<String>,
    pub remark: Option<String>,
    pub work_place: Option<String>,
    pub position: String,
    pub mobile: Option<String>,
    pub state_code: Option<String>,
    pub email: Option<String>,
    pub org_email: Option<String>,
    pub jobnumber: String,
    pub extattr: Option<JsonObject>,
    pub roles: Option<Vec<RoleV1>>,
    pub department: Vec<DeptId>,
    pub order_in_depts: String,
    pub is_leader_in_depts: String,
    pub active: bool,
    pub is_admin: bool,
    pub is_boss: bool,
    pub is_senior: bool,
    pub is_hide: bool,
    pub is_limited: bool,
    pub real_authed: bool,
}

#[wire(camel)]
pub struct RoleV1 {
    pub id: i64,
    pub name: String,
    /// Absent for roles that the corp made; 101 main administrator, 102 administrator …
    #[serde(rename = "type")]
    pub kind: Option<i64>,
    pub group_name: String,
}

endpoint!(UserGetV1 => UserGetV1Reply, Oapi GET "/user/get", scope "qyapi_get_member");

/// Finds a person by mobile number.
#[wire]
pub struct UserByMobileV1 {
    pub mobile: String,
}

#[wire]
pub struct UserByMobileV1Reply {
    pub userid: UserId,
}

endpoint!(UserByMobileV1 => UserByMobileV1Reply, Oapi GET "/user/get_by_mobile", scope "qyapi_get_member_by_mobile");

/// Finds a person by unionid.
#[wire]
pub struct UserByUnionidV1 {
    #[limit(max_len = 100)]
    pub unionid: String,
}

#[wire(camel)]
pub struct UserByUnionidV1Reply {
    /// 0 a member of the corp, 1 an outside contact.
    pub contact_type: i64,
    pub userid: UserId,
}

endpoint!(UserByUnionidV1 => UserByUnionidV1Reply, Oapi GET "/user/getUseridByUnionid", scope "qyapi_get_member");

endpoints![UserGetV1, UserByMobileV1, UserByUnionidV1];
