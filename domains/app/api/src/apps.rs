//! The developer console: apps, their credentials, settings and people.
//!
//! Making an app takes the right `developer`; working on one takes the right, or being one of its developers.

use hobnail_wire::{AgentId, CorpId, DeptId, Empty, UserId, endpoint, endpoints, wire};

/// The apps that one may work on, the newest first.
#[wire]
pub struct ConsoleAppPage {
    /// Part of a name, its pinyin or initials, or an AgentId.
    #[limit(max_len = 64)]
    pub q: Option<String>,
    /// The `next` of the page before.
    pub after: Option<String>,
    #[limit(min = 1, max = 100)]
    pub limit: Option<i64>,
}

#[wire]
pub struct ConsoleAppPageReply {
    pub items: Vec<ConsoleAppCard>,
    pub next: Option<String>,
}

#[wire]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AppKind {
    H5,
    Mini,
}

#[wire(camel)]
pub struct ConsoleAppCard {
    pub agent_id: AgentId,
    pub name: String,
    pub icon: Option<String>,
    pub description: String,
    pub kind: AppKind,
    /// A quick link, without credentials.
    pub link: bool,
    pub enabled: bool,
    pub published: bool,
    /// When it goes for good; absent while nobody removes it.
    pub gone_ms: Option<i64>,
    pub created_ms: i64,
}

endpoint!(ConsoleAppPage => ConsoleAppPageReply, Console GET "/console/api/apps", person);

/// Makes an app; it is seen by its developers and test people until a version is published. A quick link is in use at once.
#[wire(camel)]
pub struct ConsoleAppCreate {
    pub kind: AppKind,
    #[limit(min_len = 1, max_len = 20)]
    pub name: String,
    #[limit(max_len = 200)]
    pub description: String,
    /// A media_id or a web address.
    #[limit(max_len = 500)]
    pub icon: Option<String>,
    /// A quick link: an address on the workbench, no AppKey.
    pub link: Option<bool>,
    /// Needed for a quick link.
    pub home_url: Option<String>,
    pub pc_home_url: Option<String>,
}

#[wire(camel)]
pub struct ConsoleAppCreateReply {
    pub agent_id: AgentId,
}

endpoint!(ConsoleAppCreate => ConsoleAppCreateReply, Console POST "/console/api/apps", admin Developer);

/// Everything that is set for an app; its secret is another call.
#[wire(camel)]
pub struct ConsoleAppGet {
    pub agent_id: AgentId,
}

#[wire(camel)]
pub struct ConsoleApp {
    pub app: ConsoleAppCard,
    pub corp_id: CorpId,
    /// Absent for a quick link.
    pub app_key: Option<String>,
    pub home_url: String,
    pub pc_home_url: String,
    /// Where the app is administered.
    pub backend_url: String,
    /// Addresses of its servers; empty for any.
    pub egress_ips: Vec<String>,
    /// Where sign-ins may lead.
    pub redirect_uris: Vec<String>,
    /// Safe domains.
    pub domains: Vec<String>,
    pub developers: Vec<AppPerson>,
    pub testers: Vec<AppPerson>,
    pub visible: AppRange,
    pub only_admins: bool,
}

#[wire]
pub struct AppPerson {
    pub userid: UserId,
    /// Absent for who left.
    pub name: Option<String>,
}

/// Everybody, or these people and departments with all below.
#[wire(camel)]
pub struct AppRange {
    pub all: bool,
    #[limit(max_items = 2000)]
    pub userids: Option<Vec<UserId>>,
    #[limit(max_items = 2000)]
    pub dept_ids: Option<Vec<DeptId>>,
}

endpoint!(ConsoleAppGet => ConsoleApp, Console GET "/console/api/apps/{agentId}", person);

/// Changes name, description and icon.
#[wire(camel)]
pub struct ConsoleAppUpdate {
    pub agent_id: AgentId,
    #[limit(min_len = 1, max_len = 20)]
    pub name: String,
    #[limit(max_len = 200)]
    pub description: String,
    #[limit(max_len = 500)]
    pub icon: Option<String>,
}

endpoint!(ConsoleAppUpdate => ConsoleApp, Console POST "/console/api/apps/{agentId}", person);

/// Shows the credentials; that somebody looked is in the audit log.
#[wire(camel)]
pub struct AppCredentialsShow {
    pub agent_id: AgentId,
}

#[wire(camel)]
pub struct AppCredentials {
    pub agent_id: AgentId,
    pub app_key: String,
    pub app_secret: String,
    /// Until when the secret before the last reset is good; absent when none is.
    pub old_secret_until_ms: Option<i64>,
}

endpoint!(AppCredentialsShow => AppCredentials, Console POST "/console/api/apps/{agentId}/credentials", person);

/// Makes a new secret. The one before is good for a while, so that servers can be given the new one.
#[wire(camel)]
pub struct AppCredentialsReset {
    pub agent_id: AgentId,
    /// 0 ends it at once.
    #[limit(min = 0, max = 168)]
    pub grace_hours: i64,
}

endpoint!(AppCredentialsReset => AppCredentials, Console POST "/console/api/apps/{agentId}/credentials/reset", person);

/// Sets the addresses: the app's pages, its administration, its servers.
#[wire(camel)]
pub struct AppDevelopmentSet {
    pub agent_id: AgentId,
    pub home_url: String,
    /// On the host of `homeUrl`.
    pub pc_home_url: String,
    pub backend_url: String,
    /// IPv4, one part of which may be `*`.
    pub egress_ips: Vec<String>,
}

endpoint!(AppDevelopmentSet => ConsoleApp, Console POST "/console/api/apps/{agentId}/development", person);

/// Sets where sign-ins may lead, and the safe domains.
#[wire(camel)]
pub struct AppSecuritySet {
    pub agent_id: AgentId,
    /// Addresses; one without a path stands for all of its paths.
    #[limit(max_items = 50)]
    pub redirect_uris: Vec<String>,
    /// `shop.example`, `*.shop.example` or `https://shop.example:8443`.
    #[limit(max_items = 50)]
    pub domains: Vec<String>,
}

endpoint!(AppSecuritySet => ConsoleApp, Console POST "/console/api/apps/{agentId}/security", person);

/// Sets who works on an app, and who tests it.
#[wire(camel)]
pub struct AppPeopleSet {
    pub agent_id: AgentId,
    #[limit(max_items = 100)]
    pub developers: Vec<UserId>,
    #[limit(max_items = 100)]
    pub testers: Vec<UserId>,
}

endpoint!(AppPeopleSet => ConsoleApp, Console POST "/console/api/apps/{agentId}/people", person);

/// Switches an app on or off; tokens of one that is off are refused.
#[wire(camel)]
pub struct AppEnable {
    pub agent_id: AgentId,
    pub enabled: bool,
}

endpoint!(AppEnable => ConsoleApp, Console POST "/console/api/apps/{agentId}/enabled", person);

/// Takes an app out of use; it is gone for good a day later.
#[wire(camel)]
pub struct ConsoleAppRemove {
    pub agent_id: AgentId,
}

endpoint!(ConsoleAppRemove => Empty, Console POST "/console/api/apps/{agentId}/remove", admin Developer);

/// Takes a removal back, within its day.
#[wire(camel)]
pub struct ConsoleAppRestore {
    pub agent_id: AgentId,
}

endpoint!(ConsoleAppRestore => Empty, Console POST "/console/api/apps/{agentId}/restore", admin Developer);

/// The latest calls of an app on this node, the newest first, with the rule that refused one.
#[wire(camel)]
pub struct AppCallPage {
    pub agent_id: AgentId,
    /// Refused calls only.
    pub refused: Option<bool>,
}

#[wire]
pub struct AppCallPageReply {
    pub items: Vec<AppCall>,
}

#[wire(camel)]
pub struct AppCall {
    pub at_ms: i64,
    pub method: String,
    pub path: String,
    pub request_id: String,
    pub status: i64,
    /// 0 for success.
    pub code: i64,
    /// `OK`, or the name of the rule that refused.
    pub rule: String,
    /// The field that the refusal named.
    pub field: Option<String>,
    pub micros: i64,
    pub address: Option<String>,
}

endpoint!(AppCallPage => AppCallPageReply, Console GET "/console/api/apps/{agentId}/calls", person);

/// What every developer needs: the CorpId. The SSOSecret is another call.
#[wire]
pub struct DeveloperGet {}

#[wire(camel)]
pub struct DeveloperGetReply {
    pub corp_id: CorpId,
    pub corp_name: String,
    pub apps: i64,
}

endpoint!(DeveloperGet => DeveloperGetReply, Console GET "/console/api/developer", admin Developer);

/// Shows the corp's SSOSecret, or makes a new one.
#[wire(camel)]
pub struct SsoSecretShow {
    /// A new one; the token that was made with the one before ends.
    pub reset: Option<bool>,
}

#[wire(camel)]
pub struct SsoSecretShowReply {
    pub sso_secret: String,
}

endpoint!(SsoSecretShow => SsoSecretShowReply, Console POST "/console/api/developer/ssosecret", admin Developer);

endpoints![
    ConsoleAppPage,
    ConsoleAppCreate,
    ConsoleAppGet,
    ConsoleAppUpdate,
    AppCredentialsShow,
    AppCredentialsReset,
    AppDevelopmentSet,
    AppSecuritySet,
    AppPeopleSet,
    AppEnable,
    ConsoleAppRemove,
    ConsoleAppRestore,
    AppCallPage,
    DeveloperGet,
    SsoSecretShow,
];
