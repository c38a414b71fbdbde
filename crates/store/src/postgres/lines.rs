//! Connections that many single reads share.
//!
//! A connection takes the next statement while the last is on its way, so reads needn't queue for one of their own: with a
//! pool each read wakes another task to hand its connection on, which cost more than the read. What may take long (pages of
//! scans) and what needs a connection to itself (transactions) stays with the pool. A line that was lost is opened again by the
//! next who reads; who was on it gets the error of the lost connection, as with the pool.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicUsize, Ordering},
};

use deadpool_postgres::{Object, Pool};

use super::pool_error;
use crate::Result;

pub(super) struct Lines {
    lines: Vec<RwLock<Option<Arc<Object>>>>,
    turn: AtomicUsize,
}

impl Lines {
    /// Takes a quarter of a pool's connections for good, four at most: few, so that statements meet on them; more than one, so that
    /// a slow one doesn't hold up all. A pool under four keeps its own.
    pub(super) fn of(pool: usize) -> Self {
        Lines { lines: (0..(pool / 4).min(4)).map(|_| RwLock::default()).collect(), turn: AtomicUsize::new(0) }
    }

    pub(super) async fn line(&self, pool: &Pool) -> Result<Arc<Object>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let Some(slot) = turn.checked_rem(self.lines.len()).and_then(|n| self.lines.get(n)) else {
            return Ok(Arc::new(pool.get().await.map_err(pool_error)?));
        };
        let open = slot.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(line) = open.filter(|line| !line.is_closed()) {
            return Ok(line);
        }
        let line = Arc::new(pool.get().await.map_err(pool_error)?);
        // Two may open one at the same time; the other goes back to the pool when it has been read from.
        *slot.write().unwrap_or_else(PoisonError::into_inner) = Some(line.clone());
        Ok(line)
    }

    pub(super) fn close(&self) {
        for slot in &self.lines {
            slot.write().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}
