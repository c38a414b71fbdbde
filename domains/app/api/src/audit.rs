//! The audit log of an organisation.

use hobnail_wire::{endpoint, endpoints, wire};

/// Lines of the log, newest first.
#[wire(camel)]
pub struct AuditPage {
    /// Userid or AgentId of who changed something.
    pub actor: Option<String>,
    /// Kind and id of what was changed, such as `member:zhangsan`.
    pub subject: Option<String>,
    /// Such as `member.update`.
    pub action: Option<String>,
    /// Milliseconds; lines from this moment on.
    pub from_ms: Option<i64>,
    /// Milliseconds; lines before this moment.
    pub until_ms: Option<i64>,
    /// The `next` of the page before.
    pub after: Option<String>,
    #[limit(min = 1, max = 200)]
    pub limit: Option<i64>,
}

#[wire(camel)]
pub struct AuditPageReply {
    pub items: Vec<AuditLine>,
    pub next: Option<String>,
}

#[wire(camel)]
pub struct AuditLine {
    pub id: i64,
    /// Milliseconds.
    pub at_ms: i64,
    /// `person`, `app` or `server`.
    pub actor_kind: String,
    /// Userid or AgentId; empty for the server.
    pub actor: String,
    /// The person's or the app's name today; absent when it is gone.
    pub actor_name: Option<String>,
    pub action: String,
    pub subject: String,
    /// What the subject was called then.
    pub subject_name: String,
    /// JSON text of what was there before; absent when there was nothing.
    pub before: Option<String>,
    pub after: Option<String>,
    /// The address that the change came from.
    pub address: Option<String>,
}

endpoint!(AuditPage => AuditPageReply, Console GET "/console/api/admin/audit", admin Security);
endpoints![AuditPage];
