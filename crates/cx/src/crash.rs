//! Named points at which a test ends the process as a power cut would: no destructors, no flushing.
//!
//! `HOBNAIL_CRASH_AT=work.send.before_commit:3` in the environment aborts the process the third time it comes by that point.
//! The variable is read once; without it a point is one load of an atomic. Crash tests (`tests/it/crash`) name a point, end
//! the process there, start it again on what was left, and count.

use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering::Relaxed},
};

struct Plan {
    name: String,
    left: AtomicU32,
}

impl Plan {
    /// `name:nth`; the first time when no number follows.
    fn read(text: &str) -> Option<Plan> {
        let (name, nth) = text.rsplit_once(':').unwrap_or((text, "1"));
        let nth: u32 = nth.parse().ok().filter(|nth| *nth > 0)?;
        (!name.is_empty()).then(|| Plan { name: name.to_owned(), left: AtomicU32::new(nth) })
    }

    /// Whether this is the time.
    fn comes_by(&self, name: &str) -> bool {
        self.name == name && self.left.fetch_sub(1, Relaxed) == 1
    }
}

static PLAN: OnceLock<Option<Plan>> = OnceLock::new();

/// Ends the process here if that was asked for.
pub fn point(name: &str) {
    let plan = PLAN.get_or_init(|| std::env::var("HOBNAIL_CRASH_AT").ok().and_then(|text| Plan::read(&text)));
    if let Some(plan) = plan
        && plan.comes_by(name)
    {
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_time_counts_and_other_points_do_not() {
        let plan = Plan::read("a.b:2").unwrap();
        assert_eq!(
            [plan.comes_by("a.b"), plan.comes_by("other"), plan.comes_by("a.b"), plan.comes_by("a.b")],
            [false, false, true, false]
        );
        assert!(Plan::read("a.b").unwrap().comes_by("a.b"));
        for bad in ["", ":1", "a:0", "a:x"] {
            assert!(Plan::read(bad).is_none(), "{bad}");
        }
    }
}
