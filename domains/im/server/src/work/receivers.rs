//! Whom a task is for, and where its fan-out is.

use hobnail_contact::directory::Below;
use hobnail_cx::Range;
use hobnail_wire::{DeptId, Fault, Outcome, UserId};
use serde::{Deserialize, Serialize};

/// The receivers as they were asked for, stored with the task.
#[derive(Serialize, Deserialize, Default)]
pub struct Receivers {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userids: Vec<UserId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dept_ids: Vec<DeptId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// A send to everyone beyond the day's number: everyone is forbidden.
    #[serde(default, skip_serializing)]
    pub all_refused: bool,
}

/// A part of the receivers, walked page by page.
pub enum Source {
    /// `asked`: named by the sender, who is told of those that are unknown.
    People {
        userids: Vec<UserId>,
        asked: bool,
    },
    Below(DeptId),
    Everyone,
}

impl Receivers {
    /// As stored with the task; `all_refused` is known only when the send is counted.
    pub fn to_text(&self, all_refused: bool) -> Outcome<String> {
        #[derive(Serialize)]
        struct Stored<'a> {
            #[serde(flatten)]
            asked: &'a Receivers,
            #[serde(skip_serializing_if = "std::ops::Not::not")]
            all_refused: bool,
        }
        serde_json::to_string(&Stored { asked: self, all_refused }).map_err(Fault::internal)
    }

    /// Only listed people: one chunk at most.
    pub fn is_small(&self) -> bool {
        !self.all && self.dept_ids.is_empty()
    }

    /// A status bar is for listed people only, and few of them.
    pub fn fit_status_bar(&self, most: usize) -> bool {
        self.is_small() && self.userids.len() <= most
    }

    /// The sources in their order. Everyone means everyone whom the app reaches.
    pub fn sources(&self, visible: &Range) -> Vec<Source> {
        let mut out = Vec::new();
        if !self.userids.is_empty() {
            out.push(Source::People { userids: self.userids.clone(), asked: true });
        }
        match (self.all, visible) {
            (false, _) => out.extend(self.dept_ids.iter().copied().map(Source::Below)),
            (true, Range::All) => out.push(Source::Everyone),
            (true, Range::Some { dept_ids, userids }) => {
                out.push(Source::People { userids: userids.iter().map(|u| u.as_str().into()).collect(), asked: false });
                out.extend(dept_ids.iter().map(|id| Source::Below(DeptId::new(*id))));
            }
        }
        out
    }
}

/// Where the fan-out goes on: a source, and a place in it.
#[derive(Serialize, Deserialize, Default, Clone)]
pub struct Place {
    pub source: usize,
    /// In a list of people: how many are behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<usize>,
    /// Among everyone: the last userid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userid: Option<UserId>,
    /// Below a department: the end of the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Below>,
}

impl Place {
    /// The beginning of the next source.
    pub fn next_source(&self) -> Place {
        Place { source: self.source + 1, ..Place::default() }
    }
}
