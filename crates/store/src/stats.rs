//! What a database has done since it was opened, for those who watch it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds of [`Stats::batches`]; the last bucket of it has none.
pub const BATCH_BOUNDS: [u64; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// Counts since the database was opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stats {
    /// Transactions that were answered, refusals included.
    pub transactions: u64,
    /// Of these, those that ended without a commit of their own.
    pub refused: u64,
    /// Commits. On SQLite one commit serves all transactions that waited.
    pub commits: u64,
    /// Time spent in commits: what the disk or the server takes.
    pub committing: Duration,
    /// Commits by the number of transactions in them, by [`BATCH_BOUNDS`].
    pub batches: [u64; BATCH_BOUNDS.len() + 1],
    /// Runs that another transaction, or the loss of a group, made necessary.
    pub repeated: u64,
    /// Transactions that were refused because too many waited.
    pub busy: u64,
}

#[derive(Default)]
pub(crate) struct Counters {
    transactions: AtomicU64,
    refused: AtomicU64,
    commits: AtomicU64,
    committing_us: AtomicU64,
    batches: [AtomicU64; BATCH_BOUNDS.len() + 1],
    repeated: AtomicU64,
    busy: AtomicU64,
}

impl Counters {
    pub(crate) fn committed(&self, members: usize, took: Duration) {
        let members = members as u64;
        self.transactions.fetch_add(members, Relaxed);
        self.commits.fetch_add(1, Relaxed);
        self.committing_us.fetch_add(took.as_micros() as u64, Relaxed);
        let bucket = BATCH_BOUNDS.iter().position(|bound| members <= *bound).unwrap_or(BATCH_BOUNDS.len());
        self.batches[bucket].fetch_add(1, Relaxed);
    }

    /// Answered without a commit.
    pub(crate) fn refused(&self) {
        self.transactions.fetch_add(1, Relaxed);
        self.refused.fetch_add(1, Relaxed);
    }

    pub(crate) fn repeated(&self, runs: usize) {
        self.repeated.fetch_add(runs as u64, Relaxed);
    }

    pub(crate) fn busy(&self) {
        self.busy.fetch_add(1, Relaxed);
    }

    pub(crate) fn read(&self) -> Stats {
        Stats {
            transactions: self.transactions.load(Relaxed),
            refused: self.refused.load(Relaxed),
            commits: self.commits.load(Relaxed),
            committing: Duration::from_micros(self.committing_us.load(Relaxed)),
            batches: std::array::from_fn(|i| self.batches[i].load(Relaxed)),
            repeated: self.repeated.load(Relaxed),
            busy: self.busy.load(Relaxed),
        }
    }
}
