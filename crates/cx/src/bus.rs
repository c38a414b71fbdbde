//! Tells other parts of the server, and other nodes, that something may have changed.
//!
//! The database is the truth; a notice only saves waiting for the next look. Losing one costs a second of latency, never an
//! event, so sending never fails and a receiver that falls behind just looks at everything again.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use hobnail_wire::{AgentId, CorpId, UserId};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};

/// What happened; small enough to be sent between nodes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Notice {
    /// An app, its credentials, permissions or range changed: cached callers of the corp are stale.
    Apps { corp: CorpId },
    /// A person's inbox changed; consoles tell the person.
    Inbox { corp: CorpId, userid: UserId, agent_id: AgentId, what: InboxChange },
    /// An open sign-in page's request went on; the hash of its key, in hex.
    Login { key: String },
    /// Many inboxes changed at once (a fan-out, a recall): whoever watches one of the corp looks again.
    Inboxes { corp: CorpId, agent_id: AgentId, what: InboxChange },
    /// Deliveries of events were made, or failed: whoever shows the corp's looks again.
    Deliveries { corp: CorpId },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxChange {
    Delivered,
    Recalled,
    /// A message looks different now, such as its status bar.
    Changed,
    Read,
}

/// The bus of a single node. Clusters add NATS as a second variant.
#[derive(Clone)]
pub struct Bus {
    sender: broadcast::Sender<Notice>,
    work: watch::Sender<()>,
    app_changes: Arc<AtomicU64>,
}

impl Default for Bus {
    fn default() -> Self {
        Bus { sender: broadcast::Sender::new(1024), work: watch::Sender::new(()), app_changes: Arc::default() }
    }
}

impl Bus {
    pub fn send(&self, notice: Notice) {
        if matches!(notice, Notice::Apps { .. }) {
            self.app_changes.fetch_add(1, Ordering::AcqRel);
        }
        // No receiver is not an error: the rows are there for whoever looks next.
        let _ = self.sender.send(notice);
    }

    /// Counts the changes of apps: whoever cached a caller under another count looks again.
    pub fn app_changes(&self) -> u64 {
        self.app_changes.load(Ordering::Acquire)
    }

    /// There is work in the job table. Many wake-ups before a worker looks are one.
    pub fn wake(&self) {
        self.work.send_replace(());
    }

    /// Changes whenever there may be work.
    pub fn work(&self) -> watch::Receiver<()> {
        self.work.subscribe()
    }

    /// Notices from now on. A `Lagged` error means "look at everything".
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }
}
