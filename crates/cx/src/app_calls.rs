//! The latest calls of every app on this node, for the request log of the developer console.
//!
//! Memory only, bounded by app and in all: what must be kept stands in the access log. A refused call stands here with the rule
//! that refused it.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use hobnail_wire::{AgentId, CorpId};

/// So many calls of one app are remembered.
const PER_APP: usize = 200;
/// So many apps in one part; a further one takes the place of another.
const PER_PART: usize = 128;
const PARTS: usize = 16;

/// One call of an app.
#[derive(Clone)]
pub struct AppCall {
    pub at_ms: i64,
    pub method: &'static str,
    pub path: String,
    pub request_id: String,
    pub status: u16,
    pub code: i64,
    /// `OK`, or the name of the rule that refused.
    pub rule: &'static str,
    pub field: Option<String>,
    pub micros: u64,
    pub ip: IpAddr,
}

type Part = Mutex<HashMap<(CorpId, i64), VecDeque<AppCall>>>;

/// See the module's essay.
pub struct AppCalls([Part; PARTS]);

impl Default for AppCalls {
    fn default() -> Self {
        AppCalls(std::array::from_fn(|_| Mutex::default()))
    }
}

impl AppCalls {
    fn part(&self, agent_id: AgentId) -> &Part {
        &self.0[agent_id.get().unsigned_abs() as usize % PARTS]
    }

    pub fn push(&self, corp: &CorpId, agent_id: AgentId, call: AppCall) {
        let mut part = self.part(agent_id).lock().unwrap_or_else(PoisonError::into_inner);
        let key = (corp.clone(), agent_id.get());
        if part.len() >= PER_PART
            && !part.contains_key(&key)
            && let Some(other) = part.keys().next().cloned()
        {
            part.remove(&other);
        }
        let calls = part.entry(key).or_default();
        if calls.len() == PER_APP {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    /// The calls of an app, the newest first.
    pub fn of(&self, corp: &CorpId, agent_id: AgentId) -> Vec<AppCall> {
        let part = self.part(agent_id).lock().unwrap_or_else(PoisonError::into_inner);
        let calls = part.get(&(corp.clone(), agent_id.get()));
        calls.map(|calls| calls.iter().rev().cloned().collect()).unwrap_or_default()
    }
}
