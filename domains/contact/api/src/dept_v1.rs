//! Departments of a corp, the older API (`/department/*`): the same state, lists as `1|2|3`.

use hobnail_wire::{CommaList, DeptId, Empty, UserId, endpoint, endpoints, wire};

use crate::Language;

/// Adds a department, by the rules of [`crate::dept::DeptCreate`].
#[wire(camel)]
pub struct DeptCreateV1 {
    pub name: String,
    #[serde(rename = "parentid")]
    pub parent_id: DeptId,
    pub order: Option<i64>,
    pub create_dept_group: Option<bool>,
    pub dept_hiding: Option<bool>,
    #[serde(alias = "deptPerimits")]
    pub dept_permits: Option<CommaList<DeptId>>,
    #[serde(alias = "userPerimits")]
    pub user_permits: Option<CommaList<UserId>>,
    pub outer_dept: Option<bool>,
    pub outer_permit_depts: Option<CommaList<DeptId>>,
    pub outer_permit_users: Option<CommaList<UserId>>,
    pub outer_dept_only_self: Option<bool>,
    pub auto_approve_apply: Option<bool>,
    #[limit(max_len = 255)]
    pub source_identifier: Option<String>,
    #[limit(max_len = 2000)]
    pub ext: Option<String>,
}

#[wire]
pub struct DeptCreateV1Reply {
    pub id: DeptId,
}

endpoint!(DeptCreateV1 => DeptCreateV1Reply, Oapi POST "/department/create", scope "qyapi_manage_addresslist");

/// Changes what is given and leaves the rest, by the rules of [`crate::dept::DeptUpdate`].
#[wire(camel)]
pub struct DeptUpdateV1 {
    pub id: DeptId,
    /// With `lang` en_US this is the English name.
    pub name: Option<String>,
    #[serde(rename = "parentid")]
    pub parent_id: Option<DeptId>,
    pub order: Option<i64>,
    pub create_dept_group: Option<bool>,
    pub auto_add_user: Option<bool>,
    pub auto_approve_apply: Option<bool>,
    pub dept_hiding: Option<bool>,
    #[serde(alias = "deptPerimits")]
    pub dept_permits: Option<CommaList<DeptId>>,
    #[serde(alias = "userPerimits")]
    pub user_permits: Option<CommaList<UserId>>,
    pub outer_dept: Option<bool>,
    pub outer_permit_depts: Option<CommaList<DeptId>>,
    pub outer_permit_users: Option<CommaList<UserId>>,
    pub outer_dept_only_self: Option<bool>,
    pub dept_manager_userid_list: Option<CommaList<UserId>>,
    pub org_dept_owner: Option<String>,
    pub group_contain_sub_dept: Option<bool>,
    pub group_contain_outer_dept: Option<bool>,
    pub group_contain_hidden_dept: Option<bool>,
    #[limit(max_len = 255)]
    pub source_identifier: Option<String>,
    #[limit(max_len = 2000)]
    pub ext: Option<String>,
    pub lang: Option<Language>,
}

#[wire]
pub struct DeptUpdateV1Reply {
    pub id: DeptId,
}

endpoint!(DeptUpdateV1 => DeptUpdateV1Reply, Oapi POST "/department/update", scope "qyapi_manage_addresslist");

/// Removes a department that has neither people nor departments below it.
#[wire]
pub struct DeptDeleteV1 {
    pub id: DeptId,
}

endpoint!(DeptDeleteV1 => Empty, Oapi GET "/department/delete", scope "qyapi_manage_addresslist");

/// Fetches one department.
#[wire]
pub struct DeptGetV1 {
    pub id: DeptId,
    pub lang: Option<Language>,
}

/// A department. Lists are texts like `1|2|3`, empty when there is nothing in them.
#[wire(camel)]
pub struct DeptGetV1Reply {
    pub id: i64,
    pub name: String,
    pub order: i64,
    /// Absent for the root.
    #[serde(rename = "parentid")]
    pub parent_id: Option<DeptId>,
    pub source_identifier: Option<String>,
    pub create_dept_group: bool,
    pub auto_add_user: bool,
    pub auto_approve_apply: bool,
    pub group_contain_sub_dept: bool,
    pub is_from_union_org: bool,
    pub org_dept_owner: Option<String>,
    pub dept_group_chat_id: Option<String>,
    pub dept_manager_userid_list: String,
    pub outer_dept: bool,
    pub outer_permit_users: String,
    pub outer_permit_depts: String,
    pub dept_hiding: bool,
    pub dept_permits: String,
    pub user_permits: String,
    /// The same two under the name that older programs read.
    #[serde(rename = "deptPerimits")]
    pub dept_perimits: String,
    #[serde(rename = "userPerimits")]
    pub user_perimits: String,
}

endpoint!(DeptGetV1 => DeptGetV1Reply, Oapi GET "/department/get", scope "qyapi_get_department_list");

/// The departments below one, the root when none is given: one level, or all with `fetch_child`.
#[wire]
pub struct DeptListV1 {
    pub id: Option<DeptId>,
    pub fetch_child: Option<bool>,
    pub lang: Option<Language>,
}

#[wire]
pub struct DeptListV1Reply {
    pub department: Vec<DeptBriefV1>,
}

#[wire(camel)]
pub struct DeptBriefV1 {
    pub id: DeptId,
    pub name: String,
    #[serde(rename = "parentid")]
    pub parent_id: DeptId,
    pub create_dept_group: bool,
    pub auto_add_user: bool,
    pub is_from_union_org: bool,
    pub source_identifier: Option<String>,
    pub ext: Option<String>,
}

endpoint!(DeptListV1 => DeptListV1Reply, Oapi GET "/department/list", scope "qyapi_get_department_list");

/// Ids of the departments one level below; not bounded by the app's range.
#[wire]
pub struct DeptListIdsV1 {
    pub id: DeptId,
}

#[wire]
pub struct DeptListIdsV1Reply {
    pub sub_dept_id_list: Vec<DeptId>,
}

endpoint!(DeptListIdsV1 => DeptListIdsV1Reply, Oapi GET "/department/list_ids", scope "qyapi_get_department_list");

/// The department itself and all above it, up to the root; not bounded by the app's range.
#[wire]
pub struct DeptParentsV1 {
    pub id: DeptId,
}

#[wire(camel)]
pub struct DeptParentsV1Reply {
    pub parent_ids: Vec<DeptId>,
}

endpoint!(DeptParentsV1 => DeptParentsV1Reply, Oapi GET "/department/list_parent_depts_by_dept", scope "qyapi_get_department_list");

/// The departments of a person with all above them, each once; not bounded by the app's range.
#[wire(camel)]
pub struct DeptParentsOfUserV1 {
    pub user_id: UserId,
}

#[wire]
pub struct DeptParentsOfUserV1Reply {
    pub department: Vec<DeptId>,
}

endpoint!(DeptParentsOfUserV1 => DeptParentsOfUserV1Reply, Oapi GET "/department/list_parent_depts", scope "qyapi_get_department_list");

endpoints![DeptCreateV1, DeptUpdateV1, DeptDeleteV1, DeptGetV1, DeptListV1, DeptListIdsV1, DeptParentsV1, DeptParentsOfUserV1];
