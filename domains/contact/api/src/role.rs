//! Roles of a corp (`/topapi/role/*` and, older, `/role/*`): named sets of people, in groups.
//!
//! Every corp has the default group with the roles 主管理员 (101), 子管理员 (102), 负责人 (103) and 部门主管 (104). Who holds those
//! follows from what people are; they are read like any other role and never edited (23004).

use hobnail_wire::{CommaList, DeptId, Empty, UserId, endpoint, endpoints, wire};

/// Adds a role to a group that the corp made.
#[wire(camel)]
pub struct RoleCreate {
    /// 1 to 64 characters, unique in its group (34021).
    pub role_name: Option<String>,
    pub group_id: Option<i64>,
}

#[wire(camel)]
pub struct RoleCreateReply {
    pub role_id: i64,
}

endpoint!(RoleCreate => RoleCreateReply, Oapi POST "/role/add_role", scope "qyapi_manage_addresslist");

/// Renames a role.
#[wire(camel)]
pub struct RoleUpdate {
    pub role_id: Option<i64>,
    pub role_name: Option<String>,
}

endpoint!(RoleUpdate => Empty, Oapi POST "/role/update_role", scope "qyapi_manage_addresslist");

/// Removes a role that nobody holds.
#[wire]
pub struct RoleDelete {
    pub role_id: i64,
}

endpoint!(RoleDelete => Empty, Oapi POST "/topapi/role/deleterole", scope "qyapi_manage_addresslist");

/// Adds a group of roles.
#[wire(camel)]
pub struct RoleGroupCreate {
    /// 1 to 64 characters, unique in the corp (34021).
    pub name: Option<String>,
}

#[wire(camel)]
pub struct RoleGroupCreateReply {
    pub group_id: i64,
}

endpoint!(RoleGroupCreate => RoleGroupCreateReply, Oapi POST "/role/add_role_group", scope "qyapi_manage_addresslist");

/// One group with its roles.
#[wire]
pub struct RoleGroupGet {
    pub group_id: i64,
}

#[wire]
pub struct RoleGroupGetReply {
    pub role_group: RoleGroup,
}

#[wire]
pub struct RoleGroup {
    pub group_name: String,
    pub roles: Vec<RoleOfGroup>,
}

#[wire]
pub struct RoleOfGroup {
    pub role_id: i64,
    pub role_name: String,
}

endpoint!(RoleGroupGet => RoleGroupGetReply, Oapi POST "/topapi/role/getrolegroup", scope "qyapi_get_department_list");

/// Groups with their roles, page by page. Size and offset count groups, and only together; 20 and 0 else.
#[wire]
pub struct RoleList {
    /// 1 to 200 (40069).
    pub size: Option<i64>,
    /// From 0 (40068).
    pub offset: Option<i64>,
}

#[wire]
pub struct RoleListReply {
    pub result: RoleListPage,
}

#[wire(camel)]
pub struct RoleListPage {
    pub has_more: bool,
    pub next_cursor: Option<i64>,
    pub list: Vec<RoleListGroup>,
}

#[wire(camel)]
pub struct RoleListGroup {
    pub group_id: i64,
    pub name: String,
    pub roles: Vec<RoleListRole>,
}

#[wire]
pub struct RoleListRole {
    pub id: i64,
    pub name: String,
}

endpoint!(RoleList => RoleListReply, Oapi POST "/topapi/role/list", scope "qyapi_get_department_list");

/// One role.
#[wire(camel)]
pub struct RoleGet {
    pub role_id: i64,
}

#[wire]
pub struct RoleGetReply {
    pub role: Role,
}

#[wire(camel)]
pub struct Role {
    pub name: String,
    pub group_id: i64,
}

endpoint!(RoleGet => RoleGetReply, Oapi POST "/topapi/role/getrole", scope "qyapi_get_department_member");

/// Who holds a role, page by page; people outside the app's range are left out.
#[wire]
pub struct RoleUserList {
    pub role_id: i64,
    /// 1 to 100 (40069); counts with `offset` only, 20 else.
    pub size: Option<i64>,
    /// From 0 (40068).
    pub offset: Option<i64>,
}

#[wire]
pub struct RoleUserListReply {
    pub result: RoleUserPage,
}

#[wire(camel)]
pub struct RoleUserPage {
    pub has_more: bool,
    pub next_cursor: Option<i64>,
    pub list: Vec<RoleUser>,
}

#[wire]
pub struct RoleUser {
    pub userid: UserId,
    pub name: String,
    /// Departments that the person's role reaches; absent when it reaches all.
    #[serde(rename = "manageScopes")]
    pub manage_scopes: Option<Vec<RoleScope>>,
}

#[wire]
pub struct RoleScope {
    pub dept_id: DeptId,
    pub name: String,
}

endpoint!(RoleUserList => RoleUserListReply, Oapi POST "/topapi/role/simplelist", scope "qyapi_get_department_member");

/// Gives each of these people each of these roles. The aliases are the words of the older gateway.
#[wire(camel)]
pub struct RoleAddUsers {
    #[serde(alias = "rolelid_list")]
    #[limit(max_items = 20)]
    pub role_ids: CommaList<i64>,
    #[serde(alias = "userid_list")]
    #[limit(max_items = 20)]
    pub user_ids: CommaList<UserId>,
}

endpoint!(RoleAddUsers => Empty, Oapi POST "/topapi/role/addrolesforemps", scope "qyapi_manage_addresslist");

/// Takes each of these roles from each of these people.
#[wire(camel)]
pub struct RoleRemoveUsers {
    #[serde(alias = "rolelid_list")]
    #[limit(max_items = 20)]
    pub role_ids: CommaList<i64>,
    #[serde(alias = "userid_list")]
    #[limit(max_items = 100)]
    pub user_ids: CommaList<UserId>,
}

endpoint!(RoleRemoveUsers => Empty, Oapi POST "/topapi/role/removerolesforemps", scope "qyapi_manage_addresslist");

/// Bounds a person's role to departments, or lifts the bound when none is given.
#[wire]
pub struct RoleScopeUpdate {
    pub userid: Option<UserId>,
    pub role_id: Option<i64>,
    #[limit(max_items = 50)]
    pub dept_ids: Option<CommaList<DeptId>>,
}

endpoint!(RoleScopeUpdate => Empty, Oapi POST "/topapi/role/scope/update", scope "qyapi_manage_addresslist");

endpoints![
    RoleCreate,
    RoleUpdate,
    RoleDelete,
    RoleGroupCreate,
    RoleGroupGet,
    RoleList,
    RoleGet,
    RoleUserList,
    RoleAddUsers,
    RoleRemoveUsers,
    RoleScopeUpdate
];
