//! A clock that ticks with the machine's, plus an offset that can be moved, or stands still when frozen.
//!
//! Every expiry, window, schedule and rate limit is judged by it. Whoever sleeps until a moment of this clock uses
//! [`Clock::until`], which also wakes when the clock is moved.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::sync::watch;

/// Not frozen.
const TICKING: i64 = i64::MIN;

/// Milliseconds since 1970, movable; clones share it.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    offset: AtomicI64,
    frozen: AtomicI64,
    moved: watch::Sender<u64>,
}

impl Default for Clock {
    fn default() -> Self {
        Clock(Arc::new(Inner { offset: AtomicI64::new(0), frozen: AtomicI64::new(TICKING), moved: watch::Sender::new(0) }))
    }
}

fn machine_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

impl Clock {
    pub fn now_ms(&self) -> i64 {
        match self.0.frozen.load(Relaxed) {
            TICKING => machine_ms() + self.0.offset.load(Relaxed),
            still => still,
        }
    }

    /// How far this clock is from the machine's, in milliseconds.
    pub fn offset_ms(&self) -> i64 {
        self.now_ms() - machine_ms()
    }

    pub fn is_frozen(&self) -> bool {
        self.0.frozen.load(Relaxed) != TICKING
    }

    /// Moves the clock by `ms`; a frozen clock stays frozen at the new moment.
    pub fn advance(&self, ms: i64) {
        self.set(self.now_ms() + ms);
    }

    /// Sets the moment it is now.
    pub fn set(&self, now_ms: i64) {
        self.0.offset.store(now_ms - machine_ms(), Relaxed);
        if self.is_frozen() {
            self.0.frozen.store(now_ms, Relaxed);
        }
        self.0.moved.send_modify(|n| *n += 1);
    }

    /// Stops (`true`) or starts (`false`) the ticking.
    pub fn freeze(&self, still: bool) {
        let now = self.now_ms();
        self.0.offset.store(now - machine_ms(), Relaxed);
        self.0.frozen.store(if still { now } else { TICKING }, Relaxed);
        self.0.moved.send_modify(|n| *n += 1);
    }

    /// Returns when this clock reaches `due_ms`, however it gets there.
    pub async fn until(&self, due_ms: i64) {
        let mut moved = self.0.moved.subscribe();
        loop {
            let left = due_ms - self.now_ms();
            if left <= 0 {
                return;
            }
            // A frozen clock only moves by hand; look again now and then all the same.
            let nap = if self.is_frozen() { 60_000 } else { left.min(60_000) };
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(nap as u64)) => {}
                _ = moved.changed() => {}
            }
        }
    }
}
