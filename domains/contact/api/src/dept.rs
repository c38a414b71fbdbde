//! Departments of a corp (`/topapi/v2/department/*`). The root is the corp itself and has the id 1.

use hobnail_wire::{CommaList, DeptId, Empty, UserId, endpoint, endpoints, wire};

use crate::Language;

/// Adds a department.
#[wire]
pub struct DeptCreate {
    /// 1 to 64 characters without `-`, `,` and `，`; unique below its parent (60021).
    pub name: String,
    pub parent_id: DeptId,
    /// Hidden from the directory, but for those whom the two lists of permits name.
    pub hide_dept: Option<bool>,
    pub dept_permits: Option<CommaList<DeptId>>,
    pub user_permits: Option<CommaList<UserId>>,
    /// Its people see only a part of the directory: their own department and below, or what the two lists name.
    pub outer_dept: Option<bool>,
    pub outer_dept_only_self: Option<bool>,
    pub outer_permit_users: Option<CommaList<UserId>>,
    pub outer_permit_depts: Option<CommaList<DeptId>>,
    pub create_dept_group: Option<bool>,
    pub auto_approve_apply: Option<bool>,
    /// Smaller stands further up; the department's id when absent.
    pub order: Option<i64>,
    /// The developer's own name for it.
    #[limit(max_len = 255)]
    pub source_identifier: Option<String>,
    #[limit(max_len = 255)]
    pub brief: Option<String>,
    /// JSON text.
    #[limit(max_len = 2000)]
    pub extension: Option<String>,
    #[limit(max_len = 50)]
    pub telephone: Option<String>,
}

#[wire]
pub struct DeptCreateReply {
    pub result: DeptCreated,
}

#[wire]
pub struct DeptCreated {
    pub dept_id: DeptId,
}

endpoint!(DeptCreate => DeptCreateReply, Oapi POST "/topapi/v2/department/create", scope "qyapi_manage_addresslist");

/// Changes what is given and leaves the rest. The root can't be changed (60018).
#[wire]
pub struct DeptUpdate {
    pub dept_id: DeptId,
    pub parent_id: Option<DeptId>,
    pub hide_dept: Option<bool>,
    pub dept_permits: Option<CommaList<DeptId>>,
    pub user_permits: Option<CommaList<UserId>>,
    pub create_dept_group: Option<bool>,
    pub order: Option<i64>,
    /// With `language` en_US this is the English name.
    pub name: Option<String>,
    #[limit(max_len = 255)]
    pub source_identifier: Option<String>,
    pub outer_dept: Option<bool>,
    pub outer_permit_users: Option<CommaList<UserId>>,
    pub outer_permit_depts: Option<CommaList<DeptId>>,
    pub outer_dept_only_self: Option<bool>,
    pub language: Option<Language>,
    pub auto_add_user: Option<bool>,
    pub auto_approve_apply: Option<bool>,
    /// People of the department itself (40031).
    pub dept_manager_userid_list: Option<CommaList<UserId>>,
    pub group_contain_sub_dept: Option<bool>,
    pub group_contain_outer_dept: Option<bool>,
    pub group_contain_hidden_dept: Option<bool>,
    /// Owner of the department's group, one of its people (40093).
    pub org_dept_owner: Option<String>,
    /// Fields to clear when they come empty or not at all: `dept_manager_userid_list`.
    pub force_update_fields: Option<CommaList<String>>,
    #[limit(max_len = 30)]
    pub code: Option<String>,
    #[limit(max_len = 255)]
    pub brief: Option<String>,
    #[limit(max_len = 2000)]
    pub extension: Option<String>,
    #[limit(max_len = 50)]
    pub telephone: Option<String>,
}

endpoint!(DeptUpdate => Empty, Oapi POST "/topapi/v2/department/update", scope "qyapi_manage_addresslist");

/// Removes a department that has neither people nor departments below it.
#[wire]
pub struct DeptDelete {
    pub dept_id: DeptId,
}

endpoint!(DeptDelete => Empty, Oapi POST "/topapi/v2/department/delete", scope "qyapi_manage_addresslist");

/// Fetches one department.
#[wire]
pub struct DeptGet {
    pub dept_id: DeptId,
    pub language: Option<Language>,
}

#[wire]
pub struct DeptGetReply {
    pub result: Dept,
}

endpoint!(DeptGet => DeptGetReply, Oapi POST "/topapi/v2/department/get", scope "qyapi_get_department_list");

/// A department as [`DeptGet`] shows it. The lists of permits are shown while what they bound is on.
#[wire]
#[derive(Default)]
pub struct Dept {
    pub dept_id: i64,
    pub name: String,
    /// Absent for the root.
    pub parent_id: Option<DeptId>,
    pub source_identifier: Option<String>,
    pub create_dept_group: bool,
    pub auto_add_user: bool,
    pub auto_approve_apply: bool,
    pub from_union_org: bool,
    pub tags: Option<String>,
    pub order: i64,
    pub dept_group_chat_id: Option<String>,
    pub group_contain_sub_dept: bool,
    pub org_dept_owner: Option<String>,
    pub dept_manager_userid_list: Vec<UserId>,
    pub outer_dept: bool,
    pub outer_permit_depts: Option<Vec<DeptId>>,
    pub outer_permit_users: Option<Vec<UserId>>,
    pub hide_dept: bool,
    pub dept_permits: Option<Vec<DeptId>>,
    pub user_permits: Option<Vec<UserId>>,
    pub code: Option<String>,
    /// People here and below, each once.
    pub member_count: i64,
    /// People of the department itself.
    pub owning_member_count: i64,
    pub union_dept_ext: Option<UnionDeptExt>,
    pub brief: Option<String>,
    /// The platform's own spelling.
    pub extention: Option<String>,
    pub telephone: Option<String>,
}

/// The department of a linked organisation.
#[wire]
pub struct UnionDeptExt {
    pub corp_id: String,
    pub dept_id: DeptId,
}

/// The departments one level below, of the root when no department is given.
#[wire]
pub struct DeptListSub {
    pub dept_id: Option<DeptId>,
    pub language: Option<Language>,
}

#[wire]
pub struct DeptListSubReply {
    pub result: Vec<DeptBrief>,
}

#[wire]
pub struct DeptBrief {
    pub dept_id: DeptId,
    pub name: String,
    pub parent_id: DeptId,
    pub create_dept_group: bool,
    pub auto_add_user: bool,
    pub from_union_org: bool,
    pub source_identifier: Option<String>,
    pub tags: Option<String>,
    pub ext: Option<String>,
}

endpoint!(DeptListSub => DeptListSubReply, Oapi POST "/topapi/v2/department/listsub", scope "qyapi_get_department_list");

/// Ids of the departments one level below; not bounded by the app's range.
#[wire]
pub struct DeptListSubIds {
    pub dept_id: DeptId,
}

#[wire]
pub struct DeptListSubIdsReply {
    pub result: DeptIds,
}

#[wire]
pub struct DeptIds {
    pub dept_id_list: Vec<DeptId>,
}

endpoint!(DeptListSubIds => DeptListSubIdsReply, Oapi POST "/topapi/v2/department/listsubid", scope "qyapi_get_department_list");

/// The department itself and all above it, up to the root; not bounded by the app's range.
#[wire]
pub struct DeptParents {
    pub dept_id: DeptId,
}

#[wire]
pub struct DeptParentsReply {
    pub result: ParentIds,
}

#[wire]
pub struct ParentIds {
    pub parent_id_list: Vec<DeptId>,
}

endpoint!(DeptParents => DeptParentsReply, Oapi POST "/topapi/v2/department/listparentbydept", scope "qyapi_get_department_list");

/// For each department of a person, that department and all above it; not bounded by the app's range.
#[wire]
pub struct DeptParentsOfUser {
    pub userid: UserId,
}

#[wire]
pub struct DeptParentsOfUserReply {
    pub result: ParentLists,
}

#[wire]
pub struct ParentLists {
    pub parent_list: Vec<ParentList>,
}

#[wire]
pub struct ParentList {
    pub parent_dept_id_list: Vec<DeptId>,
}

endpoint!(DeptParentsOfUser => DeptParentsOfUserReply, Oapi POST "/topapi/v2/department/listparentbyuser", scope "qyapi_get_department_list");

endpoints![DeptCreate, DeptUpdate, DeptDelete, DeptGet, DeptListSub, DeptListSubIds, DeptParents, DeptParentsOfUser];
