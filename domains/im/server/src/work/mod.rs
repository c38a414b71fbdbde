//! Work notifications.

pub mod fanout;
pub mod recall;
pub mod receivers;
pub mod result;
pub mod send;
pub mod status_bar;

use hobnail_cx::{Cx, days};
use hobnail_wire::Outcome;

use crate::store::quota;

/// Jobs of tasks with listed people only: many are done in one transaction.
pub const SMALL: &str = "im.work.small";
/// Jobs of tasks with departments or everyone: chunk after chunk.
pub const LARGE: &str = "im.work.large";
/// Jobs that give the unread counts of a recalled task back.
pub const RECALL: &str = "im.work.recall";

/// Why a person is forbidden; the numbers are documented with the result API, or in the global table.
pub mod reason {
    pub const TOO_MANY_RECEIVERS: i64 = 41029;
    pub const TO_ALL_TODAY: i64 = 41045;
    pub const APP_PER_MINUTE: i64 = 143_103;
    pub const PERSON_PER_DAY: i64 = 143_105;
    pub const SAME_CONTENT: i64 = 143_106;
}

/// Forgets counters whose minute or day is over.
pub async fn forget_counters(cx: Cx) -> Outcome<()> {
    let now = cx.now_ms();
    // Two days back: some organisation's day may have ended later than another's.
    let day = days::day(now - 2 * 86_400_000, &days::zone("UTC"));
    cx.tx(async move |tx| quota::forget(tx, now / 60_000 - 10, day).await).await
}
