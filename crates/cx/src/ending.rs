//! How the end of the server is told, in two steps.
//!
//! *Draining*: the server still takes calls, but says that it is not ready, so that a balancer sends new ones elsewhere.
//! *Stopping*: no new connections; what waits for something to happen (a long-poll, a stream of events, a web socket) ends at
//! once with what it has, so that only work is waited for.

use tokio_util::sync::CancellationToken;

/// The end of this process's server. Clones share it.
#[derive(Clone, Default)]
pub struct Ending {
    draining: CancellationToken,
    stopping: CancellationToken,
}

impl Ending {
    pub fn drain(&self) {
        self.draining.cancel();
    }

    pub fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// Stops; draining comes before it.
    pub fn stop(&self) {
        self.draining.cancel();
        self.stopping.cancel();
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Returns when the server stops.
    pub async fn stopping(&self) {
        self.stopping.cancelled().await;
    }

    /// The token behind [`Ending::stopping`], for those who are ended by one.
    pub fn token(&self) -> CancellationToken {
        self.stopping.clone()
    }

    /// Waits for something to happen, but not longer than the server runs: `None` when it stops first.
    pub async fn or<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        self.stopping.run_until_cancelled(wait).await
    }
}
