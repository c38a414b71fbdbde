//! The apps of a corp, newer generation.

use hobnail_wire::{AgentId, DeptId, UnionId, UserId, endpoint, endpoints, wire};

/// Lists every app of the corp.
#[wire]
pub struct AppList {}

#[wire(camel)]
pub struct AppListReply {
    pub app_list: Vec<ListedApp>,
}

#[wire(camel)]
pub struct ListedApp {
    pub agent_id: AgentId,
    pub name: String,
    pub desc: String,
    pub icon: String,
    pub homepage_link: String,
    pub pc_homepage_link: String,
    pub omp_link: String,
    pub app_id: i64,
    /// 1 in use, 0 switched off.
    pub app_status: i64,
    /// 0 H5 app, 1 mini program.
    pub develop_type: i64,
}

endpoint!(AppList => AppListReply, V1 GET "/v1.0/microApp/allApps", scope "qyapi_get_microapp_list");

/// Lists the apps that one person has on the workbench.
#[wire(camel)]
pub struct AppListByUser {
    #[limit(max_len = 64)]
    pub user_id: UserId,
}

endpoint!(AppListByUser => AppListReply, V1 GET "/v1.0/microApp/users/{userId}/apps", scope "qyapi_get_microapp_list");

/// Adds to and takes from whom an app is for.
#[wire(camel)]
pub struct AppScopesUpdate {
    pub agent_id: AgentId,
    #[limit(max_items = 100)]
    pub add_user_ids: Option<Vec<UserId>>,
    #[limit(max_items = 100)]
    pub del_user_ids: Option<Vec<UserId>>,
    #[limit(max_items = 100)]
    pub add_dept_ids: Option<Vec<DeptId>>,
    #[limit(max_items = 100)]
    pub del_dept_ids: Option<Vec<DeptId>>,
    #[limit(max_items = 100)]
    pub add_role_ids: Option<Vec<i64>>,
    #[limit(max_items = 100)]
    pub del_role_ids: Option<Vec<i64>>,
    /// Of those, administrators only.
    pub only_admin_visible: Option<bool>,
}

#[wire]
pub struct DoneReply {
    pub result: bool,
}

endpoint!(AppScopesUpdate => DoneReply, V1 POST "/v1.0/microApp/apps/{agentId}/scopes", scope "qyapi_microapp_manage");

/// Tells whom an app is for; everybody is the root department.
#[wire(camel)]
pub struct AppScopesGet {
    pub agent_id: AgentId,
}

#[wire]
pub struct AppScopesGetReply {
    pub result: AppScopes,
}

#[wire(camel)]
pub struct AppScopes {
    pub user_ids: Vec<UserId>,
    pub dept_ids: Vec<DeptId>,
    pub role_ids: Vec<i64>,
    pub only_admin_visible: bool,
}

endpoint!(AppScopesGet => AppScopesGetReply, V1 GET "/v1.0/microApp/apps/{agentId}/scopes", scope "qyapi_microapp_manage");

/// Makes an app, in the name of an administrator who may manage apps.
#[wire(camel)]
pub struct AppCreate {
    pub op_union_id: UnionId,
    pub name: String,
    pub desc: String,
    /// A media_id.
    #[limit(max_len = 500)]
    pub icon: Option<String>,
    /// Needed for an H5 app.
    pub homepage_link: Option<String>,
    pub pc_homepage_link: Option<String>,
    pub omp_link: Option<String>,
    /// Addresses of the app's servers.
    pub ip_white_list: Option<Vec<String>>,
    /// `BASE`.
    pub scope_type: Option<String>,
    /// 0 H5 app, 1 mini program.
    #[limit(min = 0, max = 1)]
    pub develop_type: Option<i64>,
}

#[wire(camel)]
pub struct AppCreateReply {
    pub agent_id: AgentId,
    pub app_key: String,
    pub app_secret: String,
}

endpoint!(AppCreate => AppCreateReply, V1 POST "/v1.0/microApp/apps", scope "qyapi_microapp_manage");

/// Removes an app: out of use at once, gone a day later.
#[wire(camel)]
pub struct AppDelete {
    pub agent_id: AgentId,
    pub op_union_id: UnionId,
}

endpoint!(AppDelete => DoneReply, V1 DELETE "/v1.0/microApp/apps/{agentId}", scope "qyapi_microapp_manage");

endpoints![AppList, AppListByUser, AppScopesUpdate, AppScopesGet, AppCreate, AppDelete];
