//! Jobs: rows that are due at a moment, claimed with a lease.

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{CorpId, Outcome};

sql! {
    INSERT = "insert into job (job_id, kind, due_ms, corp_id, key, payload, attempt, owner) values ($1, $2, $3, $4, $5, $6, 0, '')";
    CLAIM = "update job set due_ms = $3, owner = $4, attempt = attempt + 1
        where job_id in (select job_id from job where kind = $1 and due_ms <= $2 order by due_ms, job_id limit $5)
        returning job_id, kind, corp_id, key, payload, attempt";
    NEXT_DUE = "select due_ms from job where kind = $1 order by due_ms, job_id limit 1";
    DONE = "delete from job where job_id = $1 and attempt = $2";
    LATER = "update job set due_ms = $3, owner = '' where job_id = $1 and attempt = $2";
    EXTEND = "update job set due_ms = $3 where job_id = $1 and attempt = $2";
    WAITS = "select job_id from job where kind = $1 and corp_id = $2 and key = $3 limit 1";
    RECLAIM = "update job set due_ms = $1, owner = '' where owner <> '' and due_ms > $1";
}

row! {
    /// A claimed job. `attempt` tells this claim from a later one of the same job.
    #[derive(Clone)]
    pub struct Job {
        pub job_id: i64,
        pub kind: String,
        pub corp_id: CorpId,
        pub key: String,
        pub payload: String,
        /// 1 for the first try.
        pub attempt: i64,
    }
}

/// Writes a job into the caller's transaction; it runs when the clock reaches `due_ms`, after the commit.
pub async fn enqueue(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    kind: &'static str,
    key: &str,
    payload: &str,
    due_ms: i64,
) -> Outcome<i64> {
    let job_id = cx.id()?;
    tx.exec(INSERT, args![job_id, kind, due_ms, corp, key, payload]).await?;
    cx.left_work();
    Ok(job_id)
}

/// Ends a job, in the transaction that did its work. `false`: the lease was lost meanwhile, so the work must be rolled back.
pub async fn done(tx: &mut Tx, job: &Job) -> Outcome<bool> {
    Ok(tx.exec(DONE, args![job.job_id, job.attempt]).await? == 1)
}

/// Gives a job back to be run at `due_ms`; `false` as for [`done`].
pub async fn later(tx: &mut Tx, cx: &Cx, job: &Job, due_ms: i64) -> Outcome<bool> {
    cx.left_work();
    Ok(tx.exec(LATER, args![job.job_id, job.attempt, due_ms]).await? == 1)
}

/// Keeps a job for another lease, in the transaction of one of its steps; `false` as for [`done`].
pub async fn extend(tx: &mut Tx, cx: &Cx, job: &Job) -> Outcome<bool> {
    Ok(tx.exec(EXTEND, args![job.job_id, job.attempt, cx.now_ms() + crate::worker::LEASE_MS]).await? == 1)
}

/// Claims up to `limit` due jobs of a kind, for a command that does a worker's work where there is none.
pub async fn take(cx: &Cx, kind: &'static str, limit: i64) -> Outcome<Vec<Job>> {
    let (now, owner) = (cx.now_ms(), std::process::id().to_string());
    cx.tx(async move |tx| claim(tx, kind, now, now + crate::worker::LEASE_MS, &owner, limit).await).await
}

pub(crate) async fn claim(tx: &mut Tx, kind: &str, now_ms: i64, until_ms: i64, owner: &str, limit: i64) -> Outcome<Vec<Job>> {
    let mut jobs: Vec<Job> = tx.rows(CLAIM, args![kind, now_ms, until_ms, owner, limit]).await?;
    jobs.sort_by_key(|job| job.job_id);
    Ok(jobs)
}

pub(crate) async fn next_due(q: &mut impl Query, kind: &str) -> Outcome<Option<i64>> {
    Ok(q.one::<(i64,)>(NEXT_DUE, args![kind]).await?.map(|(due,)| due))
}

/// Ends every lease: right only when no other process works on this database.
pub(crate) async fn reclaim(tx: &mut Tx, now_ms: i64) -> Outcome<u64> {
    Ok(tx.exec(RECLAIM, args![now_ms]).await?)
}

/// Whether a job of this key has not ended yet. For kinds with few jobs: there is no index for it.
pub async fn waits(q: &mut impl Query, kind: &str, corp: &CorpId, key: &str) -> Outcome<bool> {
    Ok(q.one::<(i64,)>(WAITS, args![kind, corp, key]).await?.is_some())
}
