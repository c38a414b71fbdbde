//! Calls per time, counted in this node's memory and judged by the server's clock.
//!
//! Two documented rules: one address may make 10,000 calls in 20 seconds and is then refused for 5 minutes; one app may call
//! one API so often a second (errcode 90002). Windows are fixed: they begin with the first call after the last one ended.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, PoisonError},
};

const SHARDS: usize = 16;
/// Beyond so many keys in a shard, those whose windows have ended are forgotten.
const SWEEP: usize = 4096;

struct Window {
    began_ms: i64,
    count: u32,
    refused_until_ms: i64,
}

/// Counts calls by key.
pub struct Limiter<K> {
    shards: [Mutex<HashMap<K, Window>>; SHARDS],
    hasher: RandomState,
    window_ms: i64,
    limit: u32,
    ban_ms: i64,
}

impl<K: Hash + Eq> Limiter<K> {
    /// `limit` calls in `window_ms`; whoever makes more is refused until the window ends, or for `ban_ms` where that is set.
    pub fn new(limit: u32, window_ms: i64, ban_ms: i64) -> Self {
        Limiter { shards: std::array::from_fn(|_| Mutex::default()), hasher: RandomState::new(), window_ms, limit, ban_ms }
    }

    /// Counts one call; `Err` is the number of milliseconds to wait.
    pub fn count(&self, key: K, now_ms: i64) -> Result<(), i64> {
        let shard = &self.shards[self.hasher.hash_one(&key) as usize % SHARDS];
        let mut windows = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > SWEEP {
            windows.retain(|_, w| w.refused_until_ms > now_ms || (w.began_ms..w.began_ms + self.window_ms).contains(&now_ms));
        }
        let window = windows.entry(key).or_insert(Window { began_ms: now_ms, count: 0, refused_until_ms: i64::MIN });
        if window.refused_until_ms > now_ms {
            return Err(window.refused_until_ms - now_ms);
        }
        // A clock that was moved back starts a new window too.
        if !(window.began_ms..window.began_ms + self.window_ms).contains(&now_ms) {
            (window.began_ms, window.count) = (now_ms, 0);
        }
        window.count += 1;
        if window.count <= self.limit {
            return Ok(());
        }
        if self.ban_ms > 0 {
            window.refused_until_ms = now_ms + self.ban_ms;
            return Err(self.ban_ms);
        }
        Err(window.began_ms + self.window_ms - now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_and_a_ban_lasts() {
        let plain = Limiter::new(2, 1000, 0);
        assert_eq!(plain.count("a", 0), Ok(()));
        assert_eq!(plain.count("a", 400), Ok(()));
        assert_eq!(plain.count("a", 600), Err(400));
        assert_eq!(plain.count("b", 600), Ok(()));
        assert_eq!(plain.count("a", 1000), Ok(()));

        let banning = Limiter::new(1, 1000, 5000);
        assert_eq!(banning.count("a", 0), Ok(()));
        assert_eq!(banning.count("a", 1), Err(5000));
        assert_eq!(banning.count("a", 4000), Err(1001));
        assert_eq!(banning.count("a", 5001), Ok(()));
    }
}
