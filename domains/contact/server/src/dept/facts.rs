//! The part of a department that no statement asks for, kept as one JSON document.

use hobnail_store::Query;
use hobnail_wire::{Code, CorpId, DeptId, Fault, Outcome, UserId};
use serde::{Deserialize, Serialize};

use crate::store;

/// People and departments that one pair of permit lists may name together.
const PERMITS: usize = 50;

/// What a department's `doc` holds. Absent, empty and `false` aren't written.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hide_dept: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dept_permits: Vec<DeptId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub user_permits: Vec<UserId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub outer_dept: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub outer_dept_only_self: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outer_permit_depts: Vec<DeptId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outer_permit_users: Vec<UserId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub create_dept_group: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub auto_add_user: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub auto_approve_apply: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub group_contain_sub_dept: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub group_contain_outer_dept: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub group_contain_hidden_dept: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_chat_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brief: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Stands for a linked organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub union_of: Option<UnionOf>,
}

/// A department of a linked organisation.
#[derive(Clone, Serialize, Deserialize)]
pub struct UnionOf {
    pub corp_id: CorpId,
    pub dept_id: DeptId,
}

impl Facts {
    pub fn from_text(doc: &str) -> Outcome<Self> {
        serde_json::from_str(doc).map_err(Fault::internal)
    }

    pub fn to_text(&self) -> Outcome<String> {
        serde_json::to_string(self).map_err(Fault::internal)
    }

    /// The permit lists name at most 50 together, and only who is in the corp; `code` is what the API answers otherwise.
    pub async fn check_permits(&self, q: &mut impl Query, corp: &CorpId, code: &'static Code) -> Outcome<()> {
        for (depts, users, dept_field, user_field) in [
            (&self.dept_permits, &self.user_permits, "dept_permits", "user_permits"),
            (&self.outer_permit_depts, &self.outer_permit_users, "outer_permit_depts", "outer_permit_users"),
        ] {
            let count = depts.len() + users.len();
            if count > PERMITS {
                let why = format!("与 {user_field} 合计最多 {PERMITS} 项，实际 {count}");
                return Err(Fault::new(code).field(dept_field).detail(why));
            }
            let paths = store::dept::paths(q, corp, depts).await?;
            if let Some((dept, _)) = depts.iter().zip(paths).find(|(_, path)| path.is_none()) {
                return Err(Fault::new(code).field(dept_field).detail(format!("部门 {dept} 不存在")));
            }
            let texts: Vec<&str> = users.iter().map(UserId::as_str).collect();
            let found = store::member::depts(q, corp, &texts).await?;
            if let Some((userid, _)) = users.iter().zip(found).find(|(_, row)| row.is_none()) {
                return Err(Fault::new(code).field(user_field).detail(format!("员工 {userid} 不存在")));
            }
        }
        Ok(())
    }
}
