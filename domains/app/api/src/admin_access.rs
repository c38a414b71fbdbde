//! Whether an administrator may manage an app, in both generations.

use hobnail_wire::{AgentId, UserId, endpoint, endpoints, wire};

/// Whether somebody may manage an app. On the platform the id is that of a third party's app; a corp's own apps answer to their
/// AgentId.
#[wire(camel)]
pub struct MicroappAccess {
    pub app_id: AgentId,
    pub user_id: UserId,
}

#[wire(camel)]
pub struct MicroappAccessReply {
    pub can_access: bool,
}

endpoint!(MicroappAccess => MicroappAccessReply, Oapi GET "/user/can_access_microapp", scope "qyapi_get_member");

/// The same on v1.0.
#[wire(camel)]
pub struct AppAdminAccess {
    pub agent_id: AgentId,
    pub user_id: UserId,
}

#[wire]
pub struct AppAdminAccessReply {
    pub result: bool,
}

endpoint!(AppAdminAccess => AppAdminAccessReply, V1 GET "/v1.0/microApp/apps/{agentId}/users/{userId}/adminAccess", scope "qyapi_get_member");

endpoints![MicroappAccess, AppAdminAccess];
