//! Tells other parts of the server, and other nodes, that something may have changed.
//!
//! The database is the truth; a notice only saves waiting for the next look. Losing one costs a second of latency, never an
//! event, so sending never fails and a receiver that falls behind just looks at everything again.

use hobnail_wire::{AgentId, CorpId, UserId};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// What happened; small enough to be sent between nodes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Notice {
    /// There is work in the job table.
    Work,
    /// An app, its credentials, permissions or range changed: cached callers of the corp are stale.
    Apps { corp: CorpId },
    /// A person's inbox changed; consoles tell the person.
    Inbox { corp: CorpId, userid: UserId, agent_id: AgentId, what: InboxChange },
    /// Many inboxes changed at once (a fan-out, a recall): whoever watches one of the corp looks again.
    Inboxes { corp: CorpId, agent_id: AgentId, what: InboxChange },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxChange {
    Delivered,
    Recalled,
    Read,
}

/// The bus of a single node. Clusters add NATS as a second variant.
#[derive(Clone)]
pub struct Bus(broadcast::Sender<Notice>);

impl Default for Bus {
    fn default() -> Self {
        Bus(broadcast::Sender::new(1024))
    }
}

impl Bus {
    pub fn send(&self, notice: Notice) {
        // No receiver is not an error: the rows are there for whoever looks next.
        let _ = self.0.send(notice);
    }

    /// Notices from now on. A `Lagged` error means "look at everything".
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }
}
