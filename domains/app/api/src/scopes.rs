//! What an app may see of the directory.

use hobnail_wire::{DeptId, UserId, endpoint, endpoints, wire};

/// Tells the app's range and the fields it may read.
#[wire]
pub struct AuthScopesGet {}

#[wire]
pub struct AuthScopesGetReply {
    /// Fields of people that the app may read.
    pub auth_user_field: Vec<String>,
    pub condition_field: Vec<String>,
    pub auth_org_scopes: AuthOrgScopes,
}

#[wire]
pub struct AuthOrgScopes {
    pub authed_user: Vec<UserId>,
    pub authed_dept: Vec<DeptId>,
}

endpoint!(AuthScopesGet => AuthScopesGetReply, Oapi GET "/auth/scopes", scope "qyapi_base");

endpoints![AuthScopesGet];
