//! Versions of an app: tried by test people, published to whom it is for, rolled back.

use hobnail_wire::{AgentId, endpoint, endpoints, wire};

use crate::apps::AppRange;

/// The versions of an app, the newest first.
#[wire(camel)]
pub struct AppVersionList {
    pub agent_id: AgentId,
}

#[wire]
pub struct AppVersionListReply {
    pub items: Vec<AppVersion>,
}

#[wire]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AppVersionState {
    Test,
    Live,
    Past,
}

#[wire(camel)]
pub struct AppVersion {
    pub version_id: i64,
    pub number: String,
    pub note: String,
    pub state: AppVersionState,
    pub home_url: String,
    pub pc_home_url: String,
    pub author: String,
    pub created_ms: i64,
    /// Absent until it was published.
    pub published_ms: Option<i64>,
}

endpoint!(AppVersionList => AppVersionListReply, Console GET "/console/api/apps/{agentId}/versions", person);

/// Makes a version of the addresses as they are set now; test people see it on their workbench.
#[wire(camel)]
pub struct AppVersionCreate {
    pub agent_id: AgentId,
    /// Such as `1.0.3`.
    #[limit(max_len = 32)]
    pub number: String,
    #[limit(max_len = 500)]
    pub note: String,
}

endpoint!(AppVersionCreate => AppVersionListReply, Console POST "/console/api/apps/{agentId}/versions", person);

/// Publishes a version, for the people it names or for those it was for before. An earlier version may be published again: rolled back.
#[wire(camel)]
pub struct AppVersionPublish {
    pub agent_id: AgentId,
    pub version_id: i64,
    pub visible: Option<AppRange>,
    pub only_admins: Option<bool>,
}

endpoint!(AppVersionPublish => AppVersionListReply, Console POST "/console/api/apps/{agentId}/versions/{versionId}/publish", person);

/// Goes back to the version that was live before.
#[wire(camel)]
pub struct AppVersionRollBack {
    pub agent_id: AgentId,
}

endpoint!(AppVersionRollBack => AppVersionListReply, Console POST "/console/api/apps/{agentId}/versions/rollback", person);

endpoints![AppVersionList, AppVersionCreate, AppVersionPublish, AppVersionRollBack];
