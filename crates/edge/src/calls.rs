//! The call log of dev mode: every call in (and out), its request, reply, duration and the rule that decided.
//!
//! Kept in memory, bounded in number and in bytes: the oldest go first. Readers wait for the next with [`Calls::after`].

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use hobnail_cx::{Ending, Retention};
use serde_json::Value;
use tokio::sync::watch;

use crate::faults::fits;

const BODY: usize = 64 * 1024;

/// One call.
#[derive(Clone)]
pub struct Call {
    pub id: i64,
    /// `in` (to the server) or `out` (callbacks and the like).
    pub direction: &'static str,
    pub at_ms: i64,
    pub method: String,
    pub path: String,
    pub endpoint: String,
    pub request: Value,
    pub status: u16,
    pub reply: Value,
    pub micros: u64,
    /// What decided a refusal: the code's name, such as `NO_PERMISSION`; `OK` for success.
    pub rule: String,
    /// The field that a refusal names.
    pub field: Option<String>,
    /// The fault of `POST faults` that this call met.
    pub fault_id: Option<i64>,
    pub agent_id: Option<i64>,
    pub corp_id: Option<String>,
}

/// The log; shared by the edge, which writes, and the control API, which reads.
pub struct Calls {
    keep: usize,
    keep_bytes: usize,
    ending: Ending,
    kept: Mutex<Kept>,
    newest: watch::Sender<i64>,
}

#[derive(Default)]
struct Kept {
    calls: VecDeque<(usize, Call)>,
    bytes: usize,
    next: i64,
}

impl Calls {
    /// As much as the configuration keeps.
    pub fn new(retention: &Retention, ending: &Ending) -> Self {
        Calls {
            keep: retention.call_count,
            keep_bytes: retention.call_bytes,
            ending: ending.clone(),
            kept: Mutex::default(),
            newest: watch::Sender::new(0),
        }
    }

    pub fn push(&self, mut call: Call, size: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.next += 1;
        call.id = kept.next;
        let id = call.id;
        kept.bytes += size;
        kept.calls.push_back((size, call));
        while kept.calls.len() > self.keep.max(1) || (kept.bytes > self.keep_bytes && kept.calls.len() > 1) {
            if let Some((size, _)) = kept.calls.pop_front() {
                kept.bytes -= size;
            }
        }
        drop(kept);
        self.newest.send_replace(id);
    }

    /// Calls after `after`, oldest first, at most `limit`, of `path` where given; waits up to `wait` for the first.
    pub async fn after(&self, after: i64, path: Option<&str>, limit: usize, wait: Duration) -> Vec<Call> {
        let mut newest = self.newest.subscribe();
        let deadline = tokio::time::Instant::now() + wait;
        loop {
            newest.borrow_and_update();
            let found = self.look(after, path, limit);
            if !found.is_empty() {
                return found;
            }
            let came = self.ending.or(tokio::time::timeout_at(deadline, newest.changed())).await;
            if !matches!(came, Some(Ok(_))) {
                return found;
            }
        }
    }

    fn look(&self, after: i64, path: Option<&str>, limit: usize) -> Vec<Call> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = kept.calls.iter().map(|(_, call)| call);
        calls.filter(|c| c.id > after && path.is_none_or(|p| fits(p, &c.path))).take(limit).cloned().collect()
    }

    pub fn clear(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.calls.clear();
        kept.bytes = 0;
    }
}

/// A body for the log: JSON where it is JSON, else text, shortened.
pub(crate) fn body(bytes: &[u8]) -> Value {
    if bytes.len() > BODY {
        return Value::String(format!("{}… ({} bytes)", String::from_utf8_lossy(&bytes[..1024]), bytes.len()));
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

/// Hides what must not be logged anywhere: secrets, passwords and tokens keep their first four characters.
pub(crate) fn redact(mut value: Value) -> Value {
    hide(&mut value);
    value
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                let name = key.to_ascii_lowercase();
                // A cursor of the platform's lists is no secret, whatever it is called.
                let cursor = matches!(&*name, "nexttoken" | "next_token");
                let secret = !cursor && ["secret", "password", "token", "ticket"].iter().any(|word| name.contains(word));
                match value {
                    Value::String(text) if secret => *text = text.chars().take(4).chain("…".chars()).collect(),
                    _ => hide(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(hide),
        _ => {}
    }
}
