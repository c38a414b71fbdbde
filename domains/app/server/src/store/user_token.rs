//! People's tokens that apps hold.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{AccountId, AgentId, CorpId, Outcome};

sql! {
    FIND = "select app_corp, agent_id, account_id, chosen, scope, serial, expires_ms, refresh_until_ms from user_token
        where app_corp = $1 and agent_id = $2 and account_id = $3 and chosen = $4 and scope = $5";
    BY_TOKEN = "select app_corp, agent_id, account_id, chosen, scope, serial, expires_ms, refresh_until_ms from user_token
        where token_hash = $1 limit 1";
    BY_REFRESH = "select app_corp, agent_id, account_id, chosen, scope, serial, expires_ms, refresh_until_ms from user_token
        where refresh_hash = $1 limit 1";
    PUT = "insert into user_token
        (app_corp, agent_id, account_id, chosen, scope, serial, token_hash, refresh_hash, expires_ms, refresh_until_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (app_corp, agent_id, account_id, chosen, scope) do update set serial = excluded.serial,
        token_hash = excluded.token_hash, refresh_hash = excluded.refresh_hash, expires_ms = excluded.expires_ms,
        refresh_until_ms = excluded.refresh_until_ms";
}

row! {
    /// What an app was given by a person.
    #[derive(Clone)]
    pub struct Held {
        pub app_corp: CorpId,
        pub agent_id: AgentId,
        pub account_id: AccountId,
        /// The organisation that the person chose; empty for none.
        pub chosen: String,
        pub scope: String,
        pub serial: i64,
        pub expires_ms: i64,
        pub refresh_until_ms: i64,
    }
}

/// What the app already holds of this kind.
pub async fn find(q: &mut impl Query, like: &Held) -> Outcome<Option<Held>> {
    Ok(q.one(FIND, args![&like.app_corp, like.agent_id, like.account_id, &like.chosen, &like.scope]).await?)
}

pub async fn by_token(q: &mut impl Query, hash: &[u8]) -> Outcome<Option<Held>> {
    Ok(q.one(BY_TOKEN, args![hash]).await?)
}

pub async fn by_refresh(q: &mut impl Query, hash: &[u8]) -> Outcome<Option<Held>> {
    Ok(q.one(BY_REFRESH, args![hash]).await?)
}

pub async fn put(tx: &mut Tx, held: &Held, token_hash: &[u8], refresh_hash: &[u8]) -> Outcome<()> {
    let Held { app_corp, agent_id, account_id, chosen, scope, serial, expires_ms, refresh_until_ms } = held;
    tx.exec(
        PUT,
        args![app_corp, *agent_id, *account_id, chosen, scope, *serial, token_hash, refresh_hash, *expires_ms, *refresh_until_ms],
    )
    .await?;
    Ok(())
}
