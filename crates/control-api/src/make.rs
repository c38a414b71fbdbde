//! `POST corps`, `apps`, `members`: what tests of permissions and of other tenants need. `POST reset`: back to the demo.

use hobnail_wire::{AgentId, CorpId, DeptId, Empty, Right, UserId, endpoint, endpoints, wire};

/// Makes an organisation.
#[wire]
pub struct CorpMake {
    #[limit(min_len = 1, max_len = 64)]
    pub name: String,
    /// Made when absent.
    #[limit(min_len = 1, max_len = 64)]
    pub corp_id: Option<CorpId>,
    /// IANA name; Asia/Shanghai when absent.
    pub zone: Option<String>,
}

#[wire]
pub struct CorpMakeReply {
    pub corp_id: CorpId,
}

endpoint!(CorpMake => CorpMakeReply, Console POST "/_hobnail/v1/corps", dev);

/// A part of the directory; everything when both lists are absent.
#[wire]
pub struct RangeMake {
    pub dept_ids: Option<Vec<DeptId>>,
    pub userids: Option<Vec<UserId>>,
}

/// Makes an app.
#[wire]
pub struct AppMake {
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
    pub name: String,
    /// Permission points; the usual ones when absent.
    pub scopes: Option<Vec<String>>,
    /// Who sees the app and can be reached by it.
    pub visible: Option<RangeMake>,
    /// Which part of the directory it may read.
    pub directory: Option<RangeMake>,
}

#[wire]
pub struct AppMakeReply {
    pub corp_id: CorpId,
    pub agent_id: AgentId,
    pub app_key: String,
    pub app_secret: String,
}

endpoint!(AppMake => AppMakeReply, Console POST "/_hobnail/v1/apps", dev);

/// Makes a member.
#[wire]
pub struct MemberMake {
    /// The demo organisation when absent.
    pub corp_id: Option<CorpId>,
    pub userid: Option<UserId>,
    pub name: String,
    pub mobile: Option<String>,
    /// The root when absent.
    pub dept_id_list: Option<Vec<DeptId>>,
    pub title: Option<String>,
    /// A sub-administrator; with every right unless `rights` says which.
    pub admin: Option<bool>,
    /// The rights of a sub-administrator.
    pub rights: Option<Vec<Right>>,
    /// The departments that a sub-administrator manages; the whole organisation when absent.
    pub manages: Option<Vec<DeptId>>,
    /// For signing in where no person can be picked.
    pub password: Option<String>,
}

#[wire]
pub struct MemberMakeReply {
    pub userid: UserId,
}

endpoint!(MemberMake => MemberMakeReply, Console POST "/_hobnail/v1/members", dev);

/// Forgets everything and makes the demo organisation anew; the clock ticks as the machine's.
#[wire]
pub struct Reset {}

endpoint!(Reset => Empty, Console POST "/_hobnail/v1/reset", dev);
endpoints![CorpMake, AppMake, MemberMake, Reset];
