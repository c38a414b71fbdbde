//! Recurring tasks: a row says when each runs next, and claiming it moves the moment on.

use hobnail_store::{Query, Tx, args, sql};
use hobnail_wire::Outcome;

sql! {
    ADD = "insert into schedule (name, next_ms) values ($1, $2) on conflict (name) do nothing";
    CLAIM = "update schedule set next_ms = $2 where name = $1 and next_ms <= $3 returning next_ms";
    SOONER = "update schedule set next_ms = $2 where name = $1 and next_ms > $2";
    NEXT = "select next_ms from schedule where name = $1";
}

pub(crate) async fn add(tx: &mut Tx, name: &str, first_ms: i64) -> Outcome<()> {
    tx.exec(ADD, args![name, first_ms]).await?;
    Ok(())
}

/// Takes the run that is due, if there is one, and sets the next. Missed runs are not made up for: one look is enough.
pub(crate) async fn claim(tx: &mut Tx, name: &str, now_ms: i64, next_ms: i64) -> Outcome<bool> {
    Ok(tx.one::<(i64,)>(CLAIM, args![name, next_ms, now_ms]).await?.is_some())
}

pub(crate) async fn next(q: &mut impl Query, name: &str) -> Outcome<Option<i64>> {
    Ok(q.one::<(i64,)>(NEXT, args![name]).await?.map(|(next,)| next))
}

/// After the clock was moved back: the next run is at most one period away again.
pub(crate) async fn not_after(tx: &mut Tx, name: &str, latest_ms: i64) -> Outcome<()> {
    tx.exec(SOONER, args![name, latest_ms]).await?;
    Ok(())
}
