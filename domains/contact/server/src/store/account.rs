//! Rows of `account`, `account_corp` and `unionid`: who a person is across corps.

use hobnail_store::{Query, Tx, Val, args, row, sql, vals};
use hobnail_wire::{AccountId, CorpId, Outcome, UserId};

use super::all_written;

sql! {
    INSERT = "insert into account (account_id, mobile, password_hash, activated, created_ms) values ($1, $2, null, false, $3)
        on conflict do nothing";
    BY_MOBILE = "select account_id, password_hash, activated from account where mobile = $1";
    FIND = "select account_id, password_hash, activated from account where account_id = $1";
    SET_PASSWORD = "update account set password_hash = $2 where account_id = $1";
    ACTIVATE = "update account set activated = true where account_id = $1 and activated = false";
    JOIN = "insert into account_corp (account_id, corp_id, userid) values ($1, $2, $3) on conflict do nothing";
    LEAVE = "delete from account_corp where account_id = $1 and corp_id = $2";
    CORPS = "select corp_id, userid from account_corp where account_id = $1 order by corp_id";
    INSERT_UNIONID = "insert into unionid (dev_corp_id, account_id, unionid) values ($1, $2, $3)
        on conflict (dev_corp_id, account_id) do nothing";
    BY_UNIONID = "select account_id from unionid where dev_corp_id = $1 and unionid = $2";
}

row! {
    /// A person of this installation.
    pub struct Account {
        pub account_id: AccountId,
        pub password_hash: Option<String>,
        /// Has signed in once.
        pub activated: bool,
    }
}

pub async fn find(q: &mut impl Query, account_id: AccountId) -> Outcome<Option<Account>> {
    Ok(q.one(FIND, args![account_id]).await?)
}

pub async fn by_mobile(q: &mut impl Query, mobile: &str) -> Outcome<Option<Account>> {
    Ok(q.one(BY_MOBILE, args![mobile]).await?)
}

/// The account of each number, in the order of `mobiles`.
pub async fn by_mobiles(q: &mut impl Query, mobiles: &[&str]) -> Outcome<Vec<Option<Account>>> {
    let rows: Vec<Vec<Val<'_>>> = mobiles.iter().map(|mobile| vals![mobile]).collect();
    Ok(q.rows_many(BY_MOBILE, &rows).await?)
}

pub async fn insert_many(tx: &mut Tx, accounts: &[(AccountId, Option<&str>)], now_ms: i64) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = accounts.iter().map(|(id, mobile)| vals![id, mobile, now_ms]).collect();
    all_written(tx.exec_many(INSERT, &rows).await?, rows.len())
}

pub async fn set_password_hash(tx: &mut Tx, account_id: AccountId, hash: &str) -> Outcome<bool> {
    Ok(tx.exec(SET_PASSWORD, args![account_id, hash]).await? == 1)
}

/// `false` when it was active already, or is unknown.
pub async fn activate(tx: &mut Tx, account_id: AccountId) -> Outcome<bool> {
    Ok(tx.exec(ACTIVATE, args![account_id]).await? == 1)
}

pub async fn join_many(tx: &mut Tx, corp: &CorpId, members: &[(AccountId, &str)]) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = members.iter().map(|(account, userid)| vals![account, corp, userid]).collect();
    all_written(tx.exec_many(JOIN, &rows).await?, rows.len())
}

pub async fn leave(tx: &mut Tx, account_id: AccountId, corp: &CorpId) -> Outcome<()> {
    tx.exec(LEAVE, args![account_id, corp]).await?;
    Ok(())
}

pub async fn corps(q: &mut impl Query, account_id: AccountId) -> Outcome<Vec<(CorpId, UserId)>> {
    Ok(q.rows(CORPS, args![account_id]).await?)
}

pub async fn insert_unionids(tx: &mut Tx, dev_corp: &CorpId, unionids: &[(AccountId, &str)]) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = unionids.iter().map(|(account, unionid)| vals![dev_corp, account, unionid]).collect();
    tx.exec_many(INSERT_UNIONID, &rows).await?;
    Ok(())
}

/// The account behind a unionid of a developer corp.
pub async fn by_unionid(q: &mut impl Query, dev_corp: &CorpId, unionid: &str) -> Outcome<Option<AccountId>> {
    Ok(q.one::<(AccountId,)>(BY_UNIONID, args![dev_corp, unionid]).await?.map(|(id,)| id))
}
