//! One-time codes, open sign-in pages, and the secrets of corps.

use hobnail_store::{Query, Tx, args, row, sql};
use hobnail_wire::{AccountId, AgentId, CorpId, Outcome, UserId};

sql! {
    INSERT_CODE = "insert into auth_code (code_hash, purpose, app_corp, agent_id, account_id, corp_id, userid, doc, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TAKE_CODE = "delete from auth_code where code_hash = $1 and purpose = $2 and app_corp = $3 and (agent_id = $4 or $4 = 0)
        returning agent_id, account_id, corp_id, userid, doc, expires_ms";
    FORGET_CODES = "delete from auth_code where expires_ms < $1";
    INSERT_REQUEST = "insert into login_request
        (key_hash, ticket_hash, app_corp, agent_id, doc, state, account_id, corp_id, userid, expires_ms)
        values ($1, $2, $3, $4, $5, 'waiting', 0, '', '', $6)";
    REQUEST = "select key_hash, app_corp, agent_id, doc, state, account_id, corp_id, userid, expires_ms from login_request
        where key_hash = $1";
    REQUEST_OF_TICKET = "select key_hash, app_corp, agent_id, doc, state, account_id, corp_id, userid, expires_ms
        from login_request where ticket_hash = $1 limit 1";
    MARK = "update login_request set state = $2, account_id = $3, corp_id = $4, userid = $5 where key_hash = $1";
    END_REQUEST = "delete from login_request where key_hash = $1";
    FORGET_REQUESTS = "delete from login_request where expires_ms < $1";
    SSO = "select corp_id, secret_hash, secret_sealed, serial, expires_ms from sso where corp_id = $1";
    PUT_SSO = "insert into sso (corp_id, secret_hash, secret_sealed, serial, token_hash, expires_ms) values ($1, $2, $3, 0, null, 0)
        on conflict (corp_id) do update set secret_hash = excluded.secret_hash, secret_sealed = excluded.secret_sealed,
        token_hash = null, expires_ms = 0";
    ISSUE_SSO = "update sso set serial = $2, token_hash = $3, expires_ms = $4 where corp_id = $1";
    SSO_OF_TOKEN = "select corp_id, expires_ms from sso where token_hash = $1 limit 1";
}

/// What a code is good for.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// An app's page on the workbench.
    Free,
    /// An app's own administration, from the admin console.
    Admin,
    /// An outside site, older generation.
    Sns,
    /// An outside site.
    Oauth,
    /// A scan on its way to the site: `loginTmpCode`.
    Scan,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Purpose::Free => "free",
            Purpose::Admin => "admin",
            Purpose::Sns => "sns",
            Purpose::Oauth => "oauth",
            Purpose::Scan => "scan",
        }
    }
}

/// Who signed in.
#[derive(Clone)]
pub struct Who {
    pub account_id: AccountId,
    pub corp_id: CorpId,
    pub userid: UserId,
}

row! {
    /// A code that was taken; whoever looks at it later finds none.
    pub struct Taken {
        pub agent_id: AgentId,
        pub account_id: AccountId,
        pub corp_id: CorpId,
        pub userid: UserId,
        pub doc: String,
        pub expires_ms: i64,
    }
}

row! {
    /// A sign-in page that is open.
    pub struct Request {
        pub key_hash: Vec<u8>,
        pub app_corp: CorpId,
        pub agent_id: AgentId,
        pub doc: String,
        pub state: String,
        /// Who scanned; 0 and empty before.
        pub account_id: AccountId,
        pub corp_id: CorpId,
        pub userid: UserId,
        pub expires_ms: i64,
    }
}

row! {
    /// A corp's secret and its token's serial.
    pub struct Sso {
        pub corp_id: CorpId,
        pub secret_hash: Vec<u8>,
        pub secret_sealed: Vec<u8>,
        pub serial: i64,
        pub expires_ms: i64,
    }
}

pub async fn insert_code(
    tx: &mut Tx,
    hash: &[u8],
    purpose: Purpose,
    (app_corp, agent_id): (&CorpId, AgentId),
    who: &Who,
    doc: &str,
    expires_ms: i64,
) -> Outcome<()> {
    let (account, corp, userid) = (who.account_id, &who.corp_id, &who.userid);
    tx.exec(INSERT_CODE, args![hash, purpose.as_str(), app_corp, agent_id, account, corp, userid, doc, expires_ms]).await?;
    Ok(())
}

/// Takes a code away and tells what it stood for; `agent_id` 0 for any app of the corp.
pub async fn take_code(
    tx: &mut Tx,
    hash: &[u8],
    purpose: Purpose,
    (app_corp, agent_id): (&CorpId, AgentId),
) -> Outcome<Option<Taken>> {
    Ok(tx.one(TAKE_CODE, args![hash, purpose.as_str(), app_corp, agent_id]).await?)
}

pub async fn insert_request(
    tx: &mut Tx,
    (key_hash, ticket_hash): (&[u8], &[u8]),
    (app_corp, agent_id): (&CorpId, AgentId),
    doc: &str,
    expires_ms: i64,
) -> Outcome<()> {
    tx.exec(INSERT_REQUEST, args![key_hash, ticket_hash, app_corp, agent_id, doc, expires_ms]).await?;
    Ok(())
}

pub async fn request(q: &mut impl Query, key_hash: &[u8]) -> Outcome<Option<Request>> {
    Ok(q.one(REQUEST, args![key_hash]).await?)
}

pub async fn request_of_ticket(q: &mut impl Query, ticket_hash: &[u8]) -> Outcome<Option<Request>> {
    Ok(q.one(REQUEST_OF_TICKET, args![ticket_hash]).await?)
}

/// Writes how far a sign-in is, and who takes part.
pub async fn mark(tx: &mut Tx, key_hash: &[u8], state: &str, who: &Who) -> Outcome<()> {
    tx.exec(MARK, args![key_hash, state, who.account_id, &who.corp_id, &who.userid]).await?;
    Ok(())
}

pub async fn end_request(tx: &mut Tx, key_hash: &[u8]) -> Outcome<()> {
    tx.exec(END_REQUEST, args![key_hash]).await?;
    Ok(())
}

/// Codes and sign-ins that ended before this moment.
pub async fn forget(tx: &mut Tx, before_ms: i64) -> Outcome<()> {
    tx.exec(FORGET_CODES, args![before_ms]).await?;
    tx.exec(FORGET_REQUESTS, args![before_ms]).await?;
    Ok(())
}

pub async fn sso(q: &mut impl Query, corp: &CorpId) -> Outcome<Option<Sso>> {
    Ok(q.one(SSO, args![corp]).await?)
}

/// A new secret; the token made with the one before ends.
pub async fn put_sso(tx: &mut Tx, corp: &CorpId, hash: &[u8], sealed: &[u8]) -> Outcome<()> {
    tx.exec(PUT_SSO, args![corp, hash, sealed]).await?;
    Ok(())
}

pub async fn issue_sso(tx: &mut Tx, corp: &CorpId, serial: i64, hash: &[u8], expires_ms: i64) -> Outcome<()> {
    tx.exec(ISSUE_SSO, args![corp, serial, hash, expires_ms]).await?;
    Ok(())
}

/// Whose token this is, and until when.
pub async fn sso_of_token(q: &mut impl Query, hash: &[u8]) -> Outcome<Option<(CorpId, i64)>> {
    Ok(q.one(SSO_OF_TOKEN, args![hash]).await?)
}
