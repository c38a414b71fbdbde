//! How much there is to do.

use hobnail_store::{Db, args, row, sql};
use hobnail_wire::Outcome;

sql! {
    /// Bounded, so that looking at a long queue does not cost more the longer it is.
    KINDS = "select kind,
            cast(sum(case when due_ms <= $1 then 1 else 0 end) as bigint) as due,
            cast(sum(case when due_ms > $1 and owner <> '' then 1 else 0 end) as bigint) as running,
            cast(sum(case when due_ms > $1 and owner = '' then 1 else 0 end) as bigint) as later,
            case when min(due_ms) < $1 then $1 - min(due_ms) else 0 end as oldest_ms
        from (select kind, due_ms, owner from job order by kind, due_ms limit 100000) as j group by kind order by kind";
    EVENTS = "select count(*) from (select event_id from event where expanded = false limit 100000) as e";
}

row! {
    /// One kind of job.
    pub struct Depth {
        pub kind: String,
        /// Waiting for a worker.
        pub due: i64,
        /// Claimed.
        pub running: i64,
        /// Its moment has not come.
        pub later: i64,
        /// For how long the oldest has been due.
        pub oldest_ms: i64,
    }
}

/// What waits.
pub struct Backlog {
    pub kinds: Vec<Depth>,
    /// Events that no subscriber was asked about.
    pub events: i64,
}

/// Counts up to 100,000 jobs and as many events.
pub async fn backlog(db: Db, now_ms: i64) -> Outcome<Backlog> {
    let kinds = db.page(KINDS, args![now_ms]).await?;
    let events = db.page::<(i64,)>(EVENTS, args![]).await?;
    Ok(Backlog { kinds, events: events.first().map_or(0, |(n,)| *n) })
}
