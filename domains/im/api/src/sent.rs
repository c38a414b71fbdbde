//! What apps sent: work notifications as those who answer for the apps see them: administrators with the right for the workbench, of
//! every app; developers, of the apps that they work on.

use hobnail_wire::{AgentId, Download, Empty, TaskId, endpoint, endpoints, wire};

use crate::inbox::{InboxMessage, MessageKind};

/// The tasks of the corp's apps, newest first.
#[wire(camel)]
pub struct SentPage {
    /// Of this app only.
    pub agent_id: Option<AgentId>,
    /// A task's id, or words of its message.
    #[limit(max_len = 64)]
    pub q: Option<String>,
    /// `next` of the page before.
    pub after: Option<TaskId>,
    #[limit(min = 1, max = 100)]
    pub limit: Option<i64>,
}

#[wire]
pub struct SentPageReply {
    /// Fewer than asked for, even none, where words are looked for and `next` says that there is more to look at.
    pub items: Vec<SentTask>,
    pub next: Option<TaskId>,
}

#[wire(camel)]
pub struct SentTask {
    pub task_id: TaskId,
    pub agent_id: AgentId,
    /// Empty when the app is gone.
    pub app_name: String,
    pub app_icon: Option<String>,
    pub kind: MessageKind,
    /// One line of the message.
    pub summary: String,
    pub created_ms: i64,
    pub state: SentState,
    /// 0 to 100.
    pub percent: i64,
    pub asked: SentAsked,
    /// People looked at so far.
    pub people: i64,
}

#[wire]
pub enum SentState {
    Waiting,
    Sending,
    Done,
    Recalled,
}

/// The receivers as the sender asked for them.
#[wire(camel)]
pub struct SentAsked {
    pub people: i64,
    pub departments: i64,
    pub everyone: bool,
}

endpoint!(SentPage => SentPageReply, Console GET "/console/api/admin/sent", person);

/// One task with its message and how many people had what.
#[wire(camel)]
pub struct SentGet {
    pub task_id: TaskId,
}

#[wire(camel)]
pub struct SentGetReply {
    pub task: SentTask,
    /// As a receiver sees it; it is nobody's copy and has the id 0.
    pub message: InboxMessage,
    pub counts: SentCounts,
    pub recalled_ms: Option<i64>,
    /// Until when it can be taken back; absent when it can't any more.
    pub recallable_until_ms: Option<i64>,
}

#[wire(camel)]
pub struct SentCounts {
    pub read: i64,
    pub unread: i64,
    pub forbidden: i64,
    /// Receivers, people and departments, that do not exist for the app.
    pub invalid: i64,
}

endpoint!(SentGet => SentGetReply, Console GET "/console/api/admin/sent/task", person);

/// The people of a task who are in one state, in the order of userid; of the invalid ones departments come first.
#[wire(camel)]
pub struct SentPeople {
    pub task_id: TaskId,
    pub state: SentPersonState,
    /// `next` of the page before.
    #[limit(max_len = 80)]
    pub after: Option<String>,
    #[limit(min = 1, max = 200)]
    pub limit: Option<i64>,
}

#[wire]
pub enum SentPersonState {
    Read,
    Unread,
    Forbidden,
    Invalid,
}

#[wire]
pub struct SentPeopleReply {
    pub items: Vec<SentPerson>,
    pub next: Option<String>,
}

#[wire(camel)]
pub struct SentPerson {
    /// A userid, or a department's id where `department` says so.
    pub id: String,
    pub department: bool,
    /// Absent for who is not there (any more).
    pub name: Option<String>,
    pub avatar: Option<String>,
    /// Of the main department.
    pub dept_name: Option<String>,
    pub read_ms: Option<i64>,
    pub refusal: Option<SentRefusal>,
}

/// Why a person was left out.
#[wire]
pub struct SentRefusal {
    pub code: i64,
    /// The name of the rule.
    pub rule: SentRule,
    /// The number that the rule allows.
    pub limit: i64,
}

#[wire(camel)]
pub enum SentRule {
    ReceiversPerSend,
    ToAllPerDay,
    AppPerMinute,
    PersonPerDay,
    SameContent,
}

endpoint!(SentPeople => SentPeopleReply, Console GET "/console/api/admin/sent/people", person);

/// Takes a notification back from everyone who got it, within the time in which its app may.
#[wire(camel)]
pub struct SentRecall {
    pub task_id: TaskId,
}

endpoint!(SentRecall => Empty, Console POST "/console/api/admin/sent/recall", person);

/// The file that a task's message carries.
#[wire(camel)]
pub struct SentMediaGet {
    pub task_id: TaskId,
    /// A picture's preview.
    pub preview: Option<bool>,
}

endpoint!(SentMediaGet => Download, Console GET "/console/api/admin/sent/media", person);

endpoints![SentPage, SentGet, SentPeople, SentRecall, SentMediaGet];
