//! How long what has happened is kept.
//!
//! Every domain that keeps what grows with time removes it itself, in short transactions with other writers in between, judged
//! by the server's clock: see [`sweep`]. Zero keeps for ever.

use serde::{Deserialize, Serialize};

use crate::Cx;
use hobnail_wire::Outcome;

/// How often domains look for what is too old, on the server's clock.
pub const EVERY_MS: i64 = 600_000;

/// `[retention]` of the configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Hours for which messages are kept, with who received and read them. 0: for ever.
    pub message_hours: u32,
    /// Hours for which events are kept after their subscribers were told. 0: for ever.
    pub event_hours: u32,
    /// Hours for which an uploaded file is kept that no kept message carries. 0: for ever.
    pub media_hours: u32,
    /// Calls that dev mode's call log keeps.
    pub call_count: usize,
    /// Bytes that dev mode's call log keeps.
    pub call_bytes: usize,
}

impl Default for Retention {
    fn default() -> Self {
        Retention {
            message_hours: 24 * 365,
            event_hours: 24 * 30,
            media_hours: 0,
            call_count: 2_000,
            call_bytes: 16 * 1024 * 1024,
        }
    }
}

impl Retention {
    /// The moment before which something is too old; `None` when it is kept for ever.
    pub fn before(now_ms: i64, hours: u32) -> Option<i64> {
        (hours > 0).then(|| now_ms - i64::from(hours) * 3_600_000)
    }
}

/// Runs `step`, one short transaction, until it removes nothing or the server stops; how much was removed. What is left when
/// the server stops is removed after the next start.
pub async fn sweep<F>(cx: &Cx, mut step: impl FnMut() -> F) -> Outcome<u64>
where
    F: Future<Output = Outcome<u64>>,
{
    let mut removed = 0;
    while !cx.core.ending.is_stopping() {
        match step().await? {
            0 => break,
            n => removed += n,
        }
        tokio::task::yield_now().await;
    }
    Ok(removed)
}
