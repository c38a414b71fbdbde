//! `GET demo`: the demo organisation with its credentials.

use hobnail_wire::{AgentId, CorpId, DeptId, UnionId, UserId, endpoint, endpoints, wire};

/// The demo organisation: everything that a first call needs.
#[wire]
pub struct DemoGet {}

#[wire]
pub struct Demo {
    /// Where this server answers.
    pub base_url: String,
    pub corp_id: CorpId,
    pub corp_name: String,
    pub agent_id: AgentId,
    /// The app's name.
    pub agent_name: String,
    pub app_key: String,
    pub app_secret: String,
    pub admin_userid: UserId,
    pub users: Vec<DemoUser>,
    pub departments: Vec<DemoDepartment>,
}

#[wire]
pub struct DemoUser {
    pub userid: UserId,
    pub unionid: UnionId,
    pub name: String,
    pub mobile: String,
    pub dept_id_list: Vec<DeptId>,
}

#[wire]
pub struct DemoDepartment {
    pub dept_id: DeptId,
    pub name: String,
    /// Absent for the root.
    pub parent_id: Option<DeptId>,
}

endpoint!(DemoGet => Demo, Console GET "/_hobnail/v1/demo", dev);
endpoints![DemoGet];
