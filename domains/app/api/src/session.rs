//! Signing in to the workbench and the consoles.

use hobnail_wire::{CorpId, Empty, Right, UserId, endpoint, endpoints, wire};

/// Who is signed in, and what a page needs to know before anyone is.
#[wire]
pub struct SessionGet {}

#[wire(camel)]
pub struct Session {
    pub mode: SessionMode,
    pub signed_in: bool,
    /// Sent back as `X-CSRF-Token` with every write; empty until signed in.
    pub csrf_token: String,
    /// The organisation's time zone, by its IANA name.
    pub zone: String,
    pub person: Option<SessionPerson>,
    /// The organisations that this person belongs to.
    pub corps: Option<Vec<SessionCorp>>,
}

#[wire]
pub enum SessionMode {
    Dev,
    Serve,
}

#[wire(camel)]
pub struct SessionPerson {
    pub userid: UserId,
    pub name: String,
    pub avatar: Option<String>,
    pub title: Option<String>,
    pub corp_id: CorpId,
    pub corp_name: String,
    pub departments: Vec<String>,
    /// An administrator, of either level.
    pub admin: bool,
    /// What they may do in the consoles; empty for who is no administrator.
    pub rights: Vec<Right>,
    /// Works on an app of the corp.
    pub develops: bool,
}

#[wire(camel)]
pub struct SessionCorp {
    pub corp_id: CorpId,
    pub name: String,
}

endpoint!(SessionGet => Session, Console GET "/console/api/session", open);

/// Signs in with a mobile number and a password.
#[wire(camel)]
pub struct SessionPassword {
    #[limit(max_len = 32)]
    pub mobile: String,
    #[limit(max_len = 256)]
    pub password: String,
    /// Which organisation, for people of several; the first when absent.
    pub corp_id: Option<CorpId>,
}

endpoint!(SessionPassword => Session, Console POST "/console/api/session/password", open);

/// Signs in as anybody; dev mode only.
#[wire(camel)]
pub struct SessionPick {
    pub corp_id: CorpId,
    pub userid: UserId,
}

endpoint!(SessionPick => Session, Console POST "/console/api/session/pick", dev);

/// Goes over to another organisation of the same person.
#[wire(camel)]
pub struct SessionCorpSwitch {
    pub corp_id: CorpId,
}

endpoint!(SessionCorpSwitch => Session, Console POST "/console/api/session/corp", person);

/// Signs out on this device.
#[wire]
pub struct SessionEnd {}

endpoint!(SessionEnd => Empty, Console POST "/console/api/session/end", person);

/// Changes one's own password; other devices are signed out.
#[wire]
pub struct PasswordChange {
    #[limit(max_len = 256)]
    pub current: String,
    #[limit(max_len = 256)]
    pub next: String,
}

endpoint!(PasswordChange => Empty, Console POST "/console/api/me/password", person);

/// The people whom one may sign in as; dev mode only.
#[wire]
pub struct PeoplePage {
    /// Part of a name, pinyin, initials or mobile.
    pub q: Option<String>,
    pub after: Option<String>,
    #[limit(min = 1, max = 100)]
    pub limit: Option<i64>,
}

#[wire]
pub struct PeoplePageReply {
    pub items: Vec<PickablePerson>,
    pub next: Option<String>,
}

#[wire(camel)]
pub struct PickablePerson {
    pub corp_id: CorpId,
    pub corp_name: String,
    pub userid: UserId,
    pub name: String,
    pub title: Option<String>,
    pub department: Option<String>,
}

endpoint!(PeoplePage => PeoplePageReply, Console GET "/console/api/dev/people", dev);

endpoints![SessionGet, SessionPassword, SessionPick, SessionCorpSwitch, SessionEnd, PasswordChange, PeoplePage];
