//! Credentials, tokens and tickets.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{AgentId, CorpId, Outcome};

sql! {
    INSERT_KEY = "insert into app_key (app_key, corp_id, agent_id, secret_hash, secret_sealed, serial, expires_ms)
        values ($1, $2, $3, $4, $5, 0, 0)";
    BY_KEY = "select app_key, corp_id, agent_id, secret_hash, secret_sealed, serial, expires_ms, old_hash, old_sealed, old_until_ms
        from app_key where app_key = $1";
    BY_SECRET = "select app_key, corp_id, agent_id, secret_hash, secret_sealed, serial, expires_ms, old_hash, old_sealed, old_until_ms
        from app_key where corp_id = $1 and secret_hash = $2 order by app_key limit 1";
    BY_OLD_SECRET = "select app_key, corp_id, agent_id, secret_hash, secret_sealed, serial, expires_ms, old_hash, old_sealed, old_until_ms
        from app_key where corp_id = $1 and old_hash = $2 and old_until_ms > $3 order by app_key limit 1";
    BY_AGENT = "select app_key, corp_id, agent_id, secret_hash, secret_sealed, serial, expires_ms, old_hash, old_sealed, old_until_ms
        from app_key where corp_id = $1 and agent_id = $2 order by app_key limit 1";
    RESET = "update app_key set secret_hash = $2, secret_sealed = $3, old_hash = $4, old_sealed = $5, old_until_ms = $6 where app_key = $1";
    ISSUE = "update app_key set serial = $2, expires_ms = $3 where app_key = $1";
    RENEW = "update app_key set expires_ms = $3 where app_key = $1 and serial = $2 and expires_ms < $3";
    INSERT_TOKEN = "insert into access_token (token_hash, app_key, serial) values ($1, $2, $3)";
    FORGET_OLD = "delete from access_token where app_key = $1 and serial < $2";
    BY_TOKEN = "select k.app_key, k.corp_id, k.agent_id, t.serial, k.serial, k.expires_ms
        from access_token t join app_key k on k.app_key = t.app_key where t.token_hash = $1";
    TICKET = "select serial, expires_ms from jsapi_ticket where corp_id = $1 and agent_id = $2";
    PUT_TICKET = "insert into jsapi_ticket (corp_id, agent_id, serial, expires_ms) values ($1, $2, $3, $4)
        on conflict (corp_id, agent_id) do update set serial = excluded.serial, expires_ms = excluded.expires_ms";
}

row! {
    /// An app's credentials and its newest token's serial.
    pub struct Key {
        pub app_key: String,
        pub corp_id: CorpId,
        pub agent_id: AgentId,
        pub secret_hash: Vec<u8>,
        pub secret_sealed: Vec<u8>,
        pub serial: i64,
        pub expires_ms: i64,
        /// The secret before the last reset, good until `old_until_ms`.
        pub old_hash: Option<Vec<u8>>,
        pub old_sealed: Option<Vec<u8>>,
        pub old_until_ms: i64,
    }
}

row! {
    /// A token that is known; good while `serial` is the newest and not past `expires_ms`.
    pub struct Holder {
        pub app_key: String,
        pub corp_id: CorpId,
        pub agent_id: AgentId,
        pub serial: i64,
        pub newest: i64,
        pub expires_ms: i64,
    }
}

pub async fn insert_key(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, app_key: &str, hash: &[u8], sealed: &[u8]) -> Outcome<()> {
    tx.exec(INSERT_KEY, args![app_key, corp, agent_id, hash, sealed]).await?;
    Ok(())
}

pub async fn by_key(q: &mut impl Query, app_key: &str) -> Outcome<Option<Key>> {
    Ok(q.one(BY_KEY, args![app_key]).await?)
}

/// By a secret, or by one that was reset a short while ago.
pub async fn by_secret(q: &mut impl Query, corp: &CorpId, hash: &[u8], now_ms: i64) -> Outcome<Option<Key>> {
    match q.one(BY_SECRET, args![corp, hash]).await? {
        Some(key) => Ok(Some(key)),
        None => Ok(q.one(BY_OLD_SECRET, args![corp, hash, now_ms]).await?),
    }
}

/// A new secret; the one before is good until `old_until_ms`.
pub async fn reset(tx: &mut Tx, key: &Key, hash: &[u8], sealed: &[u8], old_until_ms: i64) -> Outcome<()> {
    tx.exec(RESET, args![&key.app_key, hash, sealed, &key.secret_hash, &key.secret_sealed, old_until_ms]).await?;
    Ok(())
}

pub async fn by_agent(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Key>> {
    Ok(q.one(BY_AGENT, args![corp, agent_id]).await?)
}

/// So many older tokens are remembered, to be told "expired" rather than "unknown".
const REMEMBERED: i64 = 16;

/// Makes `serial` the newest; the tokens of much older ones are forgotten.
pub async fn issue(tx: &mut Tx, app_key: &str, serial: i64, expires_ms: i64, token_hash: &[u8]) -> Outcome<()> {
    tx.exec(FORGET_OLD, args![app_key, serial - REMEMBERED]).await?;
    tx.exec(ISSUE, args![app_key, serial, expires_ms]).await?;
    tx.exec(INSERT_TOKEN, args![token_hash, app_key, serial]).await?;
    Ok(())
}

pub async fn renew(tx: &mut Tx, app_key: &str, serial: i64, expires_ms: i64) -> Outcome<()> {
    tx.exec(RENEW, args![app_key, serial, expires_ms]).await?;
    Ok(())
}

pub async fn by_token(q: &mut impl Query, hash: &[u8]) -> Outcome<Option<Holder>> {
    Ok(q.one(BY_TOKEN, args![hash]).await?)
}

/// Serial and end of the app's ticket.
pub async fn ticket(q: &mut impl Query, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<(i64, i64)>> {
    Ok(q.one(TICKET, args![corp, agent_id]).await?)
}

pub async fn put_ticket(tx: &mut Tx, corp: &CorpId, agent_id: AgentId, serial: i64, expires_ms: i64) -> Outcome<()> {
    tx.exec(PUT_TICKET, args![corp, agent_id, serial, expires_ms]).await?;
    Ok(())
}
