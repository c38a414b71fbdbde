//! Who is calling, as the edge found out at identify.

use std::{collections::BTreeSet, sync::Arc};

use hobnail_wire::{AgentId, CorpId, Fault, Outcome, Right, UserId, codes};
use jiff::tz::TimeZone;

/// The caller of one request. Cheap to clone.
#[derive(Clone)]
pub struct Caller {
    pub who: Who,
}

#[derive(Clone)]
pub enum Who {
    /// Nobody yet: open calls bring their own proof.
    Anyone,
    App(Arc<App>),
    Person(Arc<Person>),
    /// An app that somebody let act for them.
    User(Arc<User>),
    /// A corp's own sign-in of administrators.
    Sso(CorpId),
}

/// Whose token an app holds, and for what it was given.
pub struct User {
    /// The corp of the app.
    pub corp: CorpId,
    pub agent_id: AgentId,
    pub account_id: i64,
    /// The organisation that the person chose; absent when the app did not ask for one.
    pub chosen: Option<CorpId>,
    /// Words of the request's `scope`.
    pub scopes: BTreeSet<String>,
}

/// An app of a corp, with what it may do there.
pub struct App {
    pub corp: CorpId,
    pub zone: TimeZone,
    pub agent_id: AgentId,
    pub name: String,
    /// Permission points.
    pub scopes: BTreeSet<String>,
    /// The part of the directory that it may read.
    pub range: Range,
    /// The people whom it may reach and who see it on their workbench.
    pub visible: Range,
    /// The addresses that its calls may come from, `*` for any part; empty for any.
    pub egress: Vec<String>,
}

impl App {
    /// Whether a call from this address is one of the app's own servers'.
    pub fn calls_from(&self, ip: Option<std::net::IpAddr>) -> bool {
        let Some(ip) = ip.filter(|_| !self.egress.is_empty()) else { return self.egress.is_empty() };
        let text = ip.to_canonical().to_string();
        self.egress.iter().any(|allowed| {
            let (mut parts, mut given) = (allowed.split('.'), text.split('.'));
            loop {
                match (parts.next(), given.next()) {
                    (None, None) => return true,
                    (Some(part), Some(is)) if part == "*" || part == is => {}
                    _ => return false,
                }
            }
        })
    }
}

/// A part of the directory. `contact` evaluates it; nobody else needs to know how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    All,
    /// These departments with all below them, and these people.
    Some {
        dept_ids: Vec<i64>,
        userids: Vec<String>,
    },
}

impl Range {
    pub fn is_all(&self) -> bool {
        matches!(self, Range::All)
    }
}

/// A person signed in to a console or the workbench.
pub struct Person {
    pub corp: CorpId,
    pub zone: TimeZone,
    pub userid: UserId,
    pub account_id: i64,
    /// Administrator of the corp, of either level.
    pub admin: bool,
    /// What they may do in the consoles: everything for the main administrator, what was granted for others.
    pub rights: BTreeSet<Right>,
    /// The part of the organisation that they administer.
    pub manages: Range,
    /// Hash of the session that the call came with.
    pub session: Vec<u8>,
}

impl Caller {
    pub fn anyone() -> Self {
        Caller { who: Who::Anyone }
    }

    /// The corp that the caller belongs to; every finder takes it.
    pub fn corp(&self) -> Outcome<&CorpId> {
        match &self.who {
            Who::App(app) => Ok(&app.corp),
            Who::Person(person) => Ok(&person.corp),
            Who::User(user) => Ok(&user.corp),
            Who::Sso(corp) => Ok(corp),
            Who::Anyone => Err(Fault::new(&codes::TOKEN_MISSING)),
        }
    }

    pub fn app(&self) -> Outcome<&Arc<App>> {
        match &self.who {
            Who::App(app) => Ok(app),
            _ => Err(Fault::new(&codes::TOKEN_MISSING)),
        }
    }

    /// The person, when they are an administrator with this right.
    pub fn administers(&self, right: Right) -> Outcome<&Arc<Person>> {
        let person = self.person()?;
        if person.rights.contains(&right) {
            return Ok(person);
        }
        Err(Fault::new(&codes::CONSOLE_FORBIDDEN)
            .detail(format!("需要「{}」权限", right.title()))
            .help("请主管理员在管理后台「安全与权限 › 管理员」中授予"))
    }

    /// The person's token that an app holds.
    pub fn user(&self) -> Outcome<&Arc<User>> {
        match &self.who {
            Who::User(user) => Ok(user),
            _ => Err(Fault::new(&codes::TOKEN_MISSING)),
        }
    }

    pub fn person(&self) -> Outcome<&Arc<Person>> {
        match &self.who {
            Who::Person(person) => Ok(person),
            _ => Err(Fault::new(&codes::SESSION_NONE)),
        }
    }
}
