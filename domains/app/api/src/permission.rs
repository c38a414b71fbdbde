//! Permission points: which there are, and which an app holds.

use hobnail_wire::{AgentId, endpoint, endpoints, wire};

use crate::apps::AppRange;

/// The permission points of the platform, and whether the app holds each.
#[wire(camel)]
pub struct AppPermissionList {
    pub agent_id: AgentId,
    /// Part of a code or a name, Chinese or English.
    #[limit(max_len = 64)]
    pub q: Option<String>,
    /// Only those that the app holds.
    pub granted: Option<bool>,
}

#[wire]
pub struct AppPermissionListReply {
    pub items: Vec<Permission>,
    /// The part of the directory that the app may read.
    pub range: AppRange,
}

#[wire(camel)]
pub struct Permission {
    pub scope: String,
    pub group: String,
    pub group_en: String,
    pub name: String,
    pub name_en: String,
    pub granted: bool,
}

endpoint!(AppPermissionList => AppPermissionListReply, Console GET "/console/api/apps/{agentId}/permissions", person);

/// Grants and takes away permission points, and says which part of the directory the app may read. It bites with the next call.
#[wire(camel)]
pub struct AppPermissionSet {
    pub agent_id: AgentId,
    #[limit(max_items = 300)]
    pub add: Option<Vec<String>>,
    #[limit(max_items = 300)]
    pub remove: Option<Vec<String>>,
    pub range: Option<AppRange>,
}

endpoint!(AppPermissionSet => AppPermissionListReply, Console POST "/console/api/apps/{agentId}/permissions", person);

endpoints![AppPermissionList, AppPermissionSet];
