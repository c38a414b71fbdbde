//! The apps of a corp, as APIs list and make them. Older generation; see `microapp_v1` for the newer.

use hobnail_wire::{AgentId, DeptId, Empty, UserId, endpoint, endpoints, wire};

/// Lists every app of the corp.
#[wire]
pub struct MicroappList {}

#[wire(camel)]
pub struct MicroappListReply {
    pub app_list: Vec<Microapp>,
}

#[wire(camel)]
pub struct Microapp {
    pub agent_id: AgentId,
    pub app_id: i64,
    pub name: String,
    pub app_icon: String,
    pub app_desc: String,
    /// Made by the corp itself.
    pub is_self: bool,
    /// 1 in use, 0 switched off.
    pub app_status: i64,
    pub homepage_link: String,
    pub pc_homepage_link: String,
    /// Where the app is administered.
    pub omp_link: String,
}

endpoint!(MicroappList => MicroappListReply, Oapi POST "/microapp/list", scope "qyapi_get_microapp_list");

/// Lists the apps that one person has on the workbench.
#[wire]
pub struct MicroappListByUser {
    #[limit(max_len = 64)]
    pub userid: UserId,
}

endpoint!(MicroappListByUser => MicroappListReply, Oapi GET "/microapp/list_by_userid", scope "qyapi_get_microapp_list");

/// Says who has an app on the workbench. No list at all means everybody.
#[wire(camel)]
pub struct MicroappSetVisible {
    pub agent_id: AgentId,
    pub user_visible_scopes: Option<Vec<UserId>>,
    pub dept_visible_scopes: Option<Vec<DeptId>>,
    /// Of those, administrators only.
    pub is_hidden: Option<bool>,
}

endpoint!(MicroappSetVisible => Empty, Oapi POST "/microapp/set_visible_scopes", scope "qyapi_microapp_manage");

/// Tells who has an app on the workbench; everybody is the root department.
#[wire(camel)]
pub struct MicroappGetVisible {
    pub agent_id: AgentId,
}

#[wire(camel)]
pub struct MicroappGetVisibleReply {
    pub user_visible_scopes: Vec<UserId>,
    pub dept_visible_scopes: Vec<DeptId>,
    pub is_hidden: bool,
}

endpoint!(MicroappGetVisible => MicroappGetVisibleReply, Oapi POST "/microapp/visible_scopes", scope "qyapi_microapp_manage");

/// Makes an H5 app.
#[wire(camel)]
pub struct MicroappCreate {
    #[limit(min_len = 1, max_len = 10)]
    pub app_name: String,
    /// A media_id.
    #[limit(max_len = 500)]
    pub app_icon: String,
    #[limit(min_len = 1, max_len = 200)]
    pub app_desc: String,
    pub homepage_url: String,
    /// On the host of `homepageUrl`.
    pub pc_homepage_url: Option<String>,
    pub omp_link: Option<String>,
}

#[wire]
pub struct MicroappCreateReply {
    pub agentid: AgentId,
}

endpoint!(MicroappCreate => MicroappCreateReply, Oapi POST "/microapp/create", scope "qyapi_microapp_manage");

/// Removes an app: out of use at once, gone a day later.
#[wire(camel)]
pub struct MicroappDelete {
    pub agent_id: AgentId,
}

endpoint!(MicroappDelete => Empty, Oapi POST "/microapp/delete", scope "qyapi_microapp_manage");

endpoints![MicroappList, MicroappListByUser, MicroappSetVisible, MicroappGetVisible, MicroappCreate, MicroappDelete,];
