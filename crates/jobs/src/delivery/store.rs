//! Lanes and deliveries.

use hobnail_store::{Query, Tx, args, row, sql, vals};
use hobnail_wire::{CorpId, Outcome};

use super::{Delivery, State, Subscriber, Trace};

/// Later than any clock: of those that wait behind another of their key, and of parked lanes.
pub(crate) const NEVER: i64 = 9_000_000_000_000_000;
pub(crate) const PARKED: &str = "parked";

sql! {
    LANE = "select due_ms, owner from delivery_lane where bucket = $1 and corp_id = $2 and lane = $3";
    PUT_LANE = "insert into delivery_lane (bucket, corp_id, lane, kind, due_ms, claim, owner) values ($1, $2, $3, $4, $5, 0, '')
        on conflict (bucket, corp_id, lane) do update set due_ms = excluded.due_ms
        where delivery_lane.owner = '' and delivery_lane.due_ms > excluded.due_ms";
    LANES = "select corp_id, lane, due_ms from delivery_lane where kind = $1 order by due_ms, corp_id, lane limit $2";
    ALL_LANES = "select corp_id, lane from delivery_lane where (bucket, corp_id, lane) > ($1, $2, $3) order by bucket, corp_id, lane limit 500";
    CLAIM = "update delivery_lane set due_ms = $4, owner = $5, claim = claim + 1
        where bucket = $1 and corp_id = $2 and lane = $3 and due_ms <= $6 returning claim";
    HOLDS = "select claim from delivery_lane where bucket = $1 and corp_id = $2 and lane = $3 and claim = $4 and owner <> ''";
    EXTEND = "update delivery_lane set due_ms = $5 where bucket = $1 and corp_id = $2 and lane = $3 and claim = $4 and owner <> ''";
    RELEASE = "update delivery_lane set due_ms = $5, owner = $6 where bucket = $1 and corp_id = $2 and lane = $3 and claim = $4 and owner <> ''";
    PARK = "update delivery_lane set due_ms = $4, owner = 'parked' where bucket = $1 and corp_id = $2 and lane = $3 and due_ms <= $5";
    UNPARK = "update delivery_lane set due_ms = $4, owner = '' where bucket = $1 and corp_id = $2 and lane = $3 and owner = 'parked'";
    CHANGE_KIND = "update delivery_lane set kind = $4, due_ms = $5, owner = '', claim = claim + 1
        where bucket = $1 and corp_id = $2 and lane = $3 and kind <> $4";
    RECLAIM = "update delivery_lane set due_ms = $1, owner = '' where owner <> ''";

    INSERT = "insert into delivery (corp_id, event_id, lane, kind, key, state, due_ms, attempt, status, request, reply, why, took_ms)
        select $1, $2, $3, $4, $5, 0, case when exists (select 1 from delivery
            where corp_id = $1 and lane = $3 and state = 0 and key = $5) then cast($7 as bigint) else cast($6 as bigint) end,
            0, 0, '', '', '', 0
        where true on conflict (corp_id, event_id, lane) do nothing";
    READY = "select d.corp_id, d.lane, d.event_id, d.kind, d.key, d.attempt, e.payload, e.created_ms
        from delivery d join event e on e.corp_id = d.corp_id and e.event_id = d.event_id
        where d.corp_id = $1 and d.lane = $2 and d.state = 0 and d.due_ms <= $3 order by d.due_ms, d.event_id limit $4";
    NEXT_DUE = "select due_ms from delivery where corp_id = $1 and lane = $2 and state = 0 and due_ms > $3
        order by due_ms, event_id limit 1";
    FIRST_DUE = "select due_ms from delivery where corp_id = $1 and lane = $2 and state = 0 order by due_ms, event_id limit 1";
    WRITE = "update delivery set state = $4, due_ms = $5, attempt = $6, status = $7, request = $8, reply = $9, why = $10, took_ms = $11
        where corp_id = $1 and event_id = $2 and lane = $3 and state = 0";
    PROMOTE = "update delivery set due_ms = $4 where corp_id = $1 and lane = $2 and state = 0 and due_ms = $5
        and event_id = (select event_id from delivery where corp_id = $1 and lane = $2 and state = 0 and key = $3 order by event_id limit 1)";
    KEY = "select key from delivery where corp_id = $1 and event_id = $2 and lane = $3 and state = 0";
    SETTLE = "update delivery set state = 1, due_ms = $4 where corp_id = $1 and event_id = $2 and lane = $3 and state = 0";
    RETRY = "update delivery set state = 0, due_ms = $4, attempt = 0 where corp_id = $1 and event_id = $2 and lane = $3 and state <> 1
        and due_ms < $5";

    PAGE = "select d.event_id, d.kind, d.state, d.due_ms, d.attempt, d.status, d.request, d.reply, d.why, d.took_ms, e.created_ms
        from delivery d join event e on e.corp_id = d.corp_id and e.event_id = d.event_id
        where d.corp_id = $1 and d.lane = $2 and d.event_id < $3 and (cast($4 as bigint) = 0 or (d.state >= $5 and d.state <= $6))
        order by d.event_id desc limit $7";
    FAILED = "select d.event_id, d.kind, e.payload, e.created_ms
        from delivery d join event e on e.corp_id = d.corp_id and e.event_id = d.event_id
        where d.corp_id = $1 and d.lane = $2 and d.state = 2 order by d.event_id limit $3";
    MARK = "update delivery set state = $4 where corp_id = $1 and lane = $2 and event_id = $3 and state = 2";
    FETCHED = "update delivery set state = 4 where corp_id = $1 and lane = $2 and state = 3";
    FORGET = "delete from delivery where corp_id = $1 and lane = $2 and state = 0";
    EXPIRE = "update delivery set state = 2, due_ms = $4, why = 'not fetched in time' where corp_id = $1 and lane = $2 and state = 0
        and exists (select 1 from event e where e.corp_id = delivery.corp_id and e.event_id = delivery.event_id and e.created_ms < $3)";
    CLEAN = "delete from delivery where corp_id = $1 and lane = $2 and state = $4 and due_ms < $3";
}

row! {
    /// A delivery as the consoles show it.
    #[derive(Clone, Debug)]
    pub struct Shown {
        pub event_id: i64,
        /// The event's type.
        pub kind: String,
        pub state: i64,
        pub due_ms: i64,
        pub attempt: i64,
        pub status: i64,
        pub request: String,
        pub reply: String,
        pub why: String,
        pub took_ms: i64,
        pub created_ms: i64,
    }
}

row! {
    /// An event that its subscriber did not take.
    #[derive(Clone, Debug)]
    pub struct Failed {
        pub event_id: i64,
        pub kind: String,
        pub payload: String,
        pub created_ms: i64,
    }
}

/// Lanes of one corp lie together; corps are spread over these.
pub(crate) fn bucket(corp: &CorpId) -> i64 {
    let hash = corp.as_str().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash % 64) as i64
}

/// Writes the deliveries of one event after the other, and makes the lanes due that nobody holds.
pub(crate) async fn write(tx: &mut Tx, corp: &CorpId, told: &[(&crate::Event, Subscriber)], now_ms: i64) -> Outcome<()> {
    let rows: Vec<_> = told
        .iter()
        .map(|(event, to)| vals![corp, event.event_id, to.lane.as_str(), event.kind.as_str(), event.key.as_str(), now_ms, NEVER])
        .collect();
    tx.exec_many(INSERT, &rows).await?;
    let mut lanes: Vec<(&str, &'static str)> = told.iter().map(|(_, to)| (to.lane.as_str(), to.kind)).collect();
    lanes.sort_unstable();
    lanes.dedup();
    let bucket = bucket(corp);
    let asked: Vec<_> = lanes.iter().map(|(lane, _)| vals![bucket, corp, *lane]).collect();
    let found: Vec<Option<(i64, String)>> = tx.rows_many(LANE, &asked).await?;
    let asleep = |lane: &Option<(i64, String)>| lane.as_ref().is_none_or(|(due, owner)| owner.is_empty() && *due > now_ms);
    let rows: Vec<_> = lanes
        .iter()
        .zip(&found)
        .filter(|(_, lane)| asleep(lane))
        .map(|((lane, kind), _)| vals![bucket, corp, *lane, *kind, now_ms])
        .collect();
    tx.exec_many(PUT_LANE, &rows).await?;
    Ok(())
}

pub(crate) async fn lanes(q: &mut impl Query, kind: &str, limit: i64) -> Outcome<Vec<(CorpId, String, i64)>> {
    Ok(q.rows(LANES, args![kind, limit]).await?)
}

/// The next lanes after one, in the table's order: for cleaning up.
pub(crate) async fn all_lanes(q: &mut impl Query, after: Option<&(CorpId, String)>) -> Outcome<Vec<(CorpId, String)>> {
    Ok(match after {
        Some((corp, lane)) => q.rows(ALL_LANES, args![bucket(corp), corp, lane]).await?,
        None => q.rows(ALL_LANES, args![-1_i64, "", ""]).await?,
    })
}

/// The claim's number, when the lane is due and was not taken meanwhile.
pub(crate) async fn claim(
    tx: &mut Tx,
    corp: &CorpId,
    lane: &str,
    now_ms: i64,
    until_ms: i64,
    owner: &str,
) -> Outcome<Option<i64>> {
    let claimed = tx.one::<(i64,)>(CLAIM, args![bucket(corp), corp, lane, until_ms, owner, now_ms]).await?;
    Ok(claimed.map(|(claim,)| claim))
}

pub(crate) async fn holds(q: &mut impl Query, corp: &CorpId, lane: &str, claim: i64) -> Outcome<bool> {
    Ok(q.one::<(i64,)>(HOLDS, args![bucket(corp), corp, lane, claim]).await?.is_some())
}

pub(crate) async fn extend(tx: &mut Tx, corp: &CorpId, lane: &str, claim: i64, until_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(EXTEND, args![bucket(corp), corp, lane, claim, until_ms]).await? == 1)
}

pub(crate) async fn release(tx: &mut Tx, corp: &CorpId, lane: &str, claim: i64, due_ms: i64, owner: &str) -> Outcome<()> {
    tx.exec(RELEASE, args![bucket(corp), corp, lane, claim, due_ms, owner]).await?;
    Ok(())
}

pub(crate) async fn park(tx: &mut Tx, corp: &CorpId, lane: &str, now_ms: i64) -> Outcome<()> {
    tx.exec(PARK, args![bucket(corp), corp, lane, NEVER, now_ms]).await?;
    Ok(())
}

pub(crate) async fn unpark(tx: &mut Tx, corp: &CorpId, lane: &str, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(UNPARK, args![bucket(corp), corp, lane, now_ms]).await? == 1)
}

pub(crate) async fn change_kind(tx: &mut Tx, corp: &CorpId, lane: &str, kind: &str, now_ms: i64) -> Outcome<()> {
    tx.exec(CHANGE_KIND, args![bucket(corp), corp, lane, kind, now_ms]).await?;
    Ok(())
}

/// Ends every lease: right only when no other process works on this database.
pub(crate) async fn reclaim(tx: &mut Tx, now_ms: i64) -> Outcome<u64> {
    Ok(tx.exec(RECLAIM, args![now_ms]).await?)
}

pub(crate) async fn ready(q: &mut impl Query, corp: &CorpId, lane: &str, now_ms: i64, limit: i64) -> Outcome<Vec<Delivery>> {
    Ok(q.rows(READY, args![corp, lane, now_ms, limit]).await?)
}

/// When a delivery becomes due that is not yet; [`NEVER`] when there is none.
pub(crate) async fn next_due(q: &mut impl Query, corp: &CorpId, lane: &str, now_ms: i64) -> Outcome<i64> {
    Ok(q.one::<(i64,)>(NEXT_DUE, args![corp, lane, now_ms]).await?.map_or(NEVER, |(due,)| due))
}

pub(crate) async fn first_due(q: &mut impl Query, corp: &CorpId, lane: &str) -> Outcome<i64> {
    Ok(q.one::<(i64,)>(FIRST_DUE, args![corp, lane]).await?.map_or(NEVER, |(due,)| due))
}

/// Writes what came of a try. Once it is over, the next of its key is due. Nothing changes when it was over already.
pub(crate) async fn write_try(
    tx: &mut Tx,
    delivery: &Delivery,
    state: State,
    due_ms: i64,
    attempt: i64,
    trace: &Trace,
    now_ms: i64,
) -> Outcome<()> {
    let Delivery { corp_id, lane, event_id, .. } = delivery;
    let number = state as i64;
    let written = args![
        corp_id,
        event_id,
        lane,
        number,
        due_ms,
        attempt,
        trace.status,
        trace.request,
        trace.reply,
        trace.why,
        trace.took_ms
    ];
    if tx.exec(WRITE, written).await? == 1 && state != State::Waiting {
        promote(tx, corp_id, lane, &delivery.key, now_ms).await?;
    }
    Ok(())
}

async fn promote(tx: &mut Tx, corp: &CorpId, lane: &str, key: &str, now_ms: i64) -> Outcome<()> {
    tx.exec(PROMOTE, args![corp, lane, key, now_ms, NEVER]).await?;
    Ok(())
}

/// Ends a delivery that its receiver acknowledged late; `false` when it was over.
pub(crate) async fn settle(tx: &mut Tx, corp: &CorpId, lane: &str, event_id: i64, now_ms: i64) -> Outcome<bool> {
    let Some((key,)) = tx.one::<(String,)>(KEY, args![corp, event_id, lane]).await? else { return Ok(false) };
    tx.exec(SETTLE, args![corp, event_id, lane, now_ms]).await?;
    promote(tx, corp, lane, &key, now_ms).await?;
    Ok(true)
}

pub(crate) async fn retry(tx: &mut Tx, corp: &CorpId, lane: &str, event_id: i64, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(RETRY, args![corp, event_id, lane, now_ms, NEVER]).await? == 1)
}

pub(crate) async fn put_lane(tx: &mut Tx, corp: &CorpId, lane: &str, kind: &str, due_ms: i64) -> Outcome<()> {
    tx.exec(PUT_LANE, args![bucket(corp), corp, lane, kind, due_ms]).await?;
    Ok(())
}

pub(crate) async fn page(
    q: &mut impl Query,
    corp: &CorpId,
    lane: &str,
    states: Option<(i64, i64)>,
    before: i64,
    limit: i64,
) -> Outcome<Vec<Shown>> {
    let (from, to) = states.unwrap_or((0, 0));
    let some = i64::from(states.is_some());
    Ok(q.rows(PAGE, args![corp, lane, before, some, from, to, limit]).await?)
}

pub(crate) async fn failed(q: &mut impl Query, corp: &CorpId, lane: &str, limit: i64) -> Outcome<Vec<Failed>> {
    Ok(q.rows(FAILED, args![corp, lane, limit]).await?)
}

/// What the last call was given is fetched; these are given out now.
pub(crate) async fn hand_out(tx: &mut Tx, corp: &CorpId, lane: &str, failed: &[Failed]) -> Outcome<()> {
    tx.exec(FETCHED, args![corp, lane]).await?;
    let rows: Vec<_> = failed.iter().map(|f| vals![corp, lane, f.event_id, State::HandedOut as i64]).collect();
    tx.exec_many(MARK, &rows).await?;
    Ok(())
}

pub(crate) async fn forget(tx: &mut Tx, corp: &CorpId, lane: &str) -> Outcome<()> {
    tx.exec(FORGET, args![corp, lane]).await?;
    Ok(())
}

/// Forgets what was over before `before_ms`; what is still waiting from before then has failed.
pub(crate) async fn clean(tx: &mut Tx, corp: &CorpId, lane: &str, before_ms: i64, now_ms: i64) -> Outcome<()> {
    tx.exec(EXPIRE, args![corp, lane, before_ms, now_ms]).await?;
    for state in [State::Done, State::Failed, State::HandedOut, State::Fetched] {
        tx.exec(CLEAN, args![corp, lane, before_ms, state as i64]).await?;
    }
    Ok(())
}
