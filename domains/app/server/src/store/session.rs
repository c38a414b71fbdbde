//! Sessions, and the count of wrong passwords.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{AccountId, CorpId, Outcome, UserId};

sql! {
    INSERT = "insert into session (session_hash, account_id, corp_id, userid, created_ms, expires_ms) values ($1, $2, $3, $4, $5, $6)";
    FIND = "select account_id, corp_id, userid, expires_ms, seen_day from session where session_hash = $1";
    RENEW = "update session set expires_ms = $2 where session_hash = $1 and expires_ms < $2";
    SEEN = "update session set seen_day = $2 where session_hash = $1 and seen_day < $2";
    END = "delete from session where session_hash = $1";
    END_OTHERS = "delete from session where account_id = $1 and session_hash <> $2";
    FORGET = "delete from session where expires_ms <= $1";
    FAILURES = "select failures, wait_until_ms from login_failure where subject = $1";
    FAILED = "insert into login_failure (subject, failures, wait_until_ms) values ($1, 1, 0)
        on conflict (subject) do update set failures = login_failure.failures + 1 returning failures";
    WAIT = "update login_failure set failures = 0, wait_until_ms = $2 where subject = $1";
    SUCCEEDED = "delete from login_failure where subject = $1";
}

row! {
    pub struct Row {
        pub account_id: AccountId,
        pub corp_id: CorpId,
        pub userid: UserId,
        pub expires_ms: i64,
        /// The last day on which it was used, as yyyymmdd.
        pub seen_day: i64,
    }
}

pub async fn insert(
    tx: &mut Tx,
    hash: &[u8],
    account: AccountId,
    corp: &CorpId,
    userid: &UserId,
    now_ms: i64,
    expires_ms: i64,
) -> Outcome<()> {
    tx.exec(INSERT, args![hash, account, corp, userid, now_ms, expires_ms]).await?;
    Ok(())
}

pub async fn find(q: &mut impl Query, hash: &[u8]) -> Outcome<Option<Row>> {
    Ok(q.one(FIND, args![hash]).await?)
}

pub async fn renew(tx: &mut Tx, hash: &[u8], expires_ms: i64) -> Outcome<()> {
    tx.exec(RENEW, args![hash, expires_ms]).await?;
    Ok(())
}

pub async fn seen(tx: &mut Tx, hash: &[u8], day: i64) -> Outcome<()> {
    tx.exec(SEEN, args![hash, day]).await?;
    Ok(())
}

pub async fn end(tx: &mut Tx, hash: &[u8]) -> Outcome<()> {
    tx.exec(END, args![hash]).await?;
    Ok(())
}

/// Ends every other session of the account.
pub async fn end_others(tx: &mut Tx, account: AccountId, hash: &[u8]) -> Outcome<()> {
    tx.exec(END_OTHERS, args![account, hash]).await?;
    Ok(())
}

pub async fn forget_ended(tx: &mut Tx, now_ms: i64) -> Outcome<u64> {
    Ok(tx.exec(FORGET, args![now_ms]).await?)
}

/// Until when this subject must wait.
pub async fn waits_until(q: &mut impl Query, subject: &str) -> Outcome<i64> {
    Ok(q.one::<(i64, i64)>(FAILURES, args![subject]).await?.map_or(0, |(_, until)| until))
}

/// Counts a wrong password; with the `limit`th the subject waits until `wait_until_ms`.
pub async fn failed(tx: &mut Tx, subject: &str, limit: i64, wait_until_ms: i64) -> Outcome<()> {
    let failures = tx.one::<(i64,)>(FAILED, args![subject]).await?.map_or(1, |(n,)| n);
    if failures >= limit {
        tx.exec(WAIT, args![subject, wait_until_ms]).await?;
    }
    Ok(())
}

pub async fn succeeded(tx: &mut Tx, subject: &str) -> Outcome<()> {
    tx.exec(SUCCEEDED, args![subject]).await?;
    Ok(())
}
