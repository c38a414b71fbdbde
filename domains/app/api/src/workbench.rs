//! The workbench: which apps there are for whom, in which groups and order.

use hobnail_wire::{AgentId, Empty, endpoint, endpoints, wire};

use crate::apps::AppRange;

/// The apps that the person has, in the groups of their organisation.
#[wire]
pub struct WorkbenchGet {}

#[wire]
pub struct WorkbenchGetReply {
    pub groups: Vec<WorkbenchGroup>,
}

#[wire]
pub struct WorkbenchGroup {
    /// Empty for the apps that stand in no group.
    pub name: String,
    pub apps: Vec<WorkbenchApp>,
}

#[wire(camel)]
pub struct WorkbenchApp {
    pub agent_id: AgentId,
    pub name: String,
    pub icon: Option<String>,
    pub description: String,
    /// Where it opens; empty for an app without pages.
    pub home_url: String,
    pub pc_home_url: String,
    /// Not published: shown to who works on it or tests it.
    pub trial: bool,
}

endpoint!(WorkbenchGet => WorkbenchGetReply, Console GET "/console/api/me/workbench", person);

/// The groups as administrators order them, and every app with whom it is for.
#[wire]
pub struct WorkbenchLayoutGet {}

#[wire]
pub struct WorkbenchLayout {
    pub groups: Vec<LayoutGroup>,
    pub apps: Vec<LayoutApp>,
}

#[wire(camel)]
pub struct LayoutGroup {
    #[limit(min_len = 1, max_len = 20)]
    pub name: String,
    #[limit(max_items = 500)]
    pub agent_ids: Vec<AgentId>,
}

#[wire(camel)]
pub struct LayoutApp {
    pub agent_id: AgentId,
    pub name: String,
    pub icon: Option<String>,
    pub enabled: bool,
    pub published: bool,
    pub visible: AppRange,
    pub only_admins: bool,
    /// It has an administration of its own, which `backend` opens.
    pub backend: bool,
}

endpoint!(WorkbenchLayoutGet => WorkbenchLayout, Console GET "/console/api/admin/workbench", admin Workbench);

/// Puts these groups in the place of those before. Apps that no group names stand after them.
#[wire]
pub struct WorkbenchLayoutSet {
    #[limit(max_items = 50)]
    pub groups: Vec<LayoutGroup>,
}

endpoint!(WorkbenchLayoutSet => WorkbenchLayout, Console POST "/console/api/admin/workbench", admin Workbench);

/// Says whom an app is for.
#[wire(camel)]
pub struct WorkbenchVisibleSet {
    pub agent_id: AgentId,
    pub visible: AppRange,
    pub only_admins: bool,
}

endpoint!(WorkbenchVisibleSet => Empty, Console POST "/console/api/admin/workbench/visible", admin Workbench);

endpoints![WorkbenchGet, WorkbenchLayoutGet, WorkbenchLayoutSet, WorkbenchVisibleSet];
