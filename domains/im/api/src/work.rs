//! Work notifications: what an app sends to people in its own name.

use hobnail_wire::{AgentId, CommaList, DeptId, Empty, JsonObject, TaskId, UserId, endpoint, endpoints, wire};

/// Sends a work notification. The reply means that the task is stored; delivery follows in the background.
///
/// Receivers are the union of the three; at least one must be given.
#[wire]
pub struct WorkSend {
    pub agent_id: AgentId,
    /// At most 100.
    pub userid_list: Option<CommaList<UserId>>,
    /// At most 20; their sub-departments included.
    pub dept_id_list: Option<CommaList<DeptId>>,
    pub to_all_user: Option<bool>,
    /// `{msgtype, …}` as in [`crate::message`]; at most 2048 bytes as compact JSON.
    pub msg: JsonObject,
    /// Replaces `$userName=userid$` and `$deptName=dept_id$` in texts by the names.
    pub enable_id_trans: Option<bool>,
}

#[wire]
pub struct WorkSendReply {
    pub task_id: TaskId,
}

endpoint!(WorkSend => WorkSendReply, Oapi POST "/topapi/message/corpconversation/asyncsend_v2", scope "qyapi_base");

/// How far a task is.
#[wire]
pub struct WorkProgressGet {
    pub agent_id: AgentId,
    pub task_id: TaskId,
}

#[wire]
pub struct WorkProgressGetReply {
    pub progress: WorkProgress,
}

#[wire]
pub struct WorkProgress {
    /// 0 to 100.
    pub progress_in_percent: i64,
    /// 0 not begun, 1 being sent, 2 done.
    pub status: i64,
}

endpoint!(WorkProgressGet => WorkProgressGetReply, Oapi POST "/topapi/message/corpconversation/getsendprogress", scope "qyapi_base");

/// Who got it, who read it, who did not and why; for 24 hours and up to 100 receivers.
#[wire]
pub struct WorkResultGet {
    pub agent_id: AgentId,
    pub task_id: TaskId,
}

#[wire]
pub struct WorkResultGetReply {
    pub send_result: WorkResult,
}

#[wire]
#[derive(Default)]
pub struct WorkResult {
    pub invalid_user_id_list: Vec<UserId>,
    pub forbidden_user_id_list: Vec<UserId>,
    pub failed_user_id_list: Vec<UserId>,
    pub read_user_id_list: Vec<UserId>,
    pub unread_user_id_list: Vec<UserId>,
    pub invalid_dept_id_list: Vec<DeptId>,
    pub forbidden_list: Vec<WorkForbidden>,
}

/// Why a person was left out.
#[wire]
pub struct WorkForbidden {
    /// Such as 143105 (too many today) or 143106 (the same content today).
    pub code: String,
    /// The limit that was reached.
    pub count: i64,
    pub userid: UserId,
}

endpoint!(WorkResultGet => WorkResultGetReply, Oapi POST "/topapi/message/corpconversation/getsendresult", scope "qyapi_base");

/// Takes a notification back from everyone who got it.
#[wire]
pub struct WorkRecall {
    pub agent_id: AgentId,
    pub msg_task_id: TaskId,
}

endpoint!(WorkRecall => Empty, Oapi POST "/topapi/message/corpconversation/recall", scope "qyapi_base");

/// Changes the status bar of an oa message in everybody's copy, for seven days after it was sent.
#[wire]
pub struct WorkStatusBarUpdate {
    pub agent_id: AgentId,
    pub task_id: TaskId,
    pub status_value: String,
    /// Such as `0xFF78C06E`; the colour stays as it is when absent.
    pub status_bg: Option<String>,
}

endpoint!(WorkStatusBarUpdate => Empty, Oapi POST "/topapi/message/corpconversation/status_bar/update", scope "qyapi_base");

endpoints![WorkSend, WorkProgressGet, WorkResultGet, WorkRecall, WorkStatusBarUpdate];
