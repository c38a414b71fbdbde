//! People of a corp, the older API (`/user/*`): the same state in camelCase and without a `result`.

use hobnail_wire::{CommaList, DeptId, Empty, JsonObject, UserId, endpoint, endpoints, wire};

use crate::{
    Language,
    user::{OrderField, UserSimple},
};

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

/// Adds one person to the corp, by the rules of [`crate::user::UserCreate`].
#[wire(camel)]
pub struct UserCreateV1 {
    #[limit(max_len = 64)]
    pub userid: Option<UserId>,
    #[limit(min_len = 1, max_len = 64)]
    pub name: String,
    pub mobile: String,
    pub department: CommaList<DeptId>,
    /// Department to order, `{1:10}`; larger stands further up.
    pub order_in_depts: Option<String>,
    /// Department to title, `{1:"技术支持"}`.
    pub position_in_depts: Option<String>,
    #[limit(max_len = 64)]
    pub position: Option<String>,
    #[limit(max_len = 50)]
    pub tel: Option<String>,
    #[limit(max_len = 50)]
    pub work_place: Option<String>,
    #[limit(max_len = 1000)]
    pub remark: Option<String>,
    #[limit(max_len = 64)]
    pub email: Option<String>,
    #[limit(max_len = 100)]
    pub org_email: Option<String>,
    #[limit(max_len = 64)]
    pub jobnumber: Option<String>,
    pub manager_userid: Option<String>,
    pub is_hide: Option<bool>,
    pub is_senior: Option<bool>,
    pub extattr: Option<String>,
    #[limit(min = 1)]
    pub hired_date: Option<i64>,
}

#[wire]
pub struct UserCreateV1Reply {
    pub userid: UserId,
    #[serde(rename = "unionId")]
    pub unionid: String,
}

endpoint!(UserCreateV1 => UserCreateV1Reply, Oapi POST "/user/create", scope "qyapi_manage_addresslist");

/// Changes what is given and leaves the rest, by the rules of [`crate::user::UserUpdate`].
#[wire(camel)]
pub struct UserUpdateV1 {
    pub userid: UserId,
    /// With `lang` en_US this is the English name.
    #[limit(min_len = 1, max_len = 64)]
    pub name: Option<String>,
    pub mobile: Option<String>,
    pub department: Option<CommaList<DeptId>>,
    pub order_in_depts: Option<String>,
    pub position_in_depts: Option<String>,
    #[limit(max_len = 64)]
    pub position: Option<String>,
    #[limit(max_len = 50)]
    pub tel: Option<String>,
    #[limit(max_len = 50)]
    pub work_place: Option<String>,
    #[limit(max_len = 1000)]
    pub remark: Option<String>,
    #[limit(max_len = 64)]
    pub email: Option<String>,
    #[limit(max_len = 100)]
    pub org_email: Option<String>,
    #[limit(max_len = 64)]
    pub jobnumber: Option<String>,
    pub manager_userid: Option<String>,
    pub is_hide: Option<bool>,
    pub is_senior: Option<bool>,
    pub extattr: Option<String>,
    #[limit(min = 1)]
    pub hired_date: Option<i64>,
    pub lang: Option<Language>,
}

endpoint!(UserUpdateV1 => Empty, Oapi POST "/user/update", scope "qyapi_manage_addresslist");

/// Removes a person from the corp.
#[wire]
pub struct UserDeleteV1 {
    pub userid: UserId,
}

endpoint!(UserDeleteV1 => Empty, Oapi GET "/user/delete", scope "qyapi_manage_addresslist");

/// Userids of all people of one department, without those below it; not bounded by the app's range.
#[wire(camel)]
pub struct UserListIdsV1 {
    pub dept_id: DeptId,
}

#[wire(camel)]
pub struct UserListIdsV1Reply {
    pub user_ids: Vec<UserId>,
}

endpoint!(UserListIdsV1 => UserListIdsV1Reply, Oapi GET "/user/getDeptMember", scope "qyapi_get_member");

/// Names of the people of one department, without those below it; all of them when size and offset aren't both given.
#[wire]
pub struct UserSimpleListV1 {
    pub department_id: DeptId,
    pub offset: Option<i64>,
    /// 1 to 100 (40069).
    pub size: Option<i64>,
    pub order: Option<OrderField>,
    pub lang: Option<Language>,
}

#[wire]
pub struct UserSimpleListV1Reply {
    /// Present when a page was asked for.
    #[serde(rename = "hasMore")]
    pub has_more: Option<bool>,
    pub userlist: Vec<UserSimple>,
}

endpoint!(UserSimpleListV1 => UserSimpleListV1Reply, Oapi GET "/user/simplelist", scope "qyapi_get_department_member");

/// The people of one department, without those below it.
#[wire]
pub struct UserListByPageV1 {
    pub department_id: DeptId,
    pub offset: i64,
    /// 1 to 100 (40069).
    pub size: i64,
    pub order: Option<OrderField>,
    pub lang: Option<Language>,
}

#[wire]
pub struct UserListV1Reply {
    /// Present when a page was asked for.
    #[serde(rename = "hasMore")]
    pub has_more: Option<bool>,
    pub userlist: Vec<DeptUserV1>,
}

endpoint!(UserListByPageV1 => UserListV1Reply, Oapi GET "/user/listbypage", scope "qyapi_get_department_member");

/// The same, of all people when size and offset aren't both given: what programs called before there were pages.
#[wire]
pub struct UserListV1 {
    pub department_id: DeptId,
    pub offset: Option<i64>,
    pub size: Option<i64>,
    pub order: Option<OrderField>,
    pub lang: Option<Language>,
}

endpoint!(UserListV1 => UserListV1Reply, Oapi GET "/user/list", scope "qyapi_get_department_member");

/// A person as a member of one department.
#[wire(camel)]
#[derive(Default)]
pub struct DeptUserV1 {
    pub userid: String,
    pub unionid: String,
    pub name: String,
    pub avatar: String,
    pub order: i64,
    pub mobile: Option<String>,
    pub state_code: Option<String>,
    pub tel: Option<String>,
    pub work_place: Option<String>,
    pub remark: Option<String>,
    pub email: Option<String>,
    pub org_email: Option<String>,
    pub position: String,
    pub jobnumber: String,
    pub hired_date: Option<i64>,
    pub extattr: Option<JsonObject>,
    pub department: Vec<DeptId>,
    pub active: bool,
    pub is_admin: bool,
    pub is_boss: bool,
    pub is_hide: bool,
    pub is_leader: bool,
}

/// How many people the corp has; not bounded by the app's range.
#[wire(camel)]
pub struct UserCountV1 {
    /// 1: only those who have signed in once.
    pub only_active: bool,
}

#[wire]
pub struct UserCountV1Reply {
    pub count: i64,
}

endpoint!(UserCountV1 => UserCountV1Reply, Oapi GET "/user/get_org_user_count", scope "qyapi_get_member");

endpoints![
    UserGetV1,
    UserByMobileV1,
    UserByUnionidV1,
    UserCreateV1,
    UserUpdateV1,
    UserDeleteV1,
    UserListIdsV1,
    UserSimpleListV1,
    UserListByPageV1,
    UserListV1,
    UserCountV1
];
