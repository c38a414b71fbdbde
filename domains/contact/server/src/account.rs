//! People across organisations: one account per person and installation, found by mobile number.
//!
//! Members point at accounts; signing in is the business of `app`, which keeps a password's hash here and says when somebody
//! has signed in for the first time.

use hobnail_cx::Cx;
use hobnail_store::{Query, Tx};
use hobnail_wire::{AccountId, CorpId, Fault, Outcome, codes};

pub use crate::store::account::Account;
use crate::{events, mobile::Mobile, store};

/// The account of a number in whatever form it is written; `None` for what is no number.
pub async fn by_mobile(q: &mut impl Query, mobile: &str) -> Outcome<Option<Account>> {
    match Mobile::parse(mobile) {
        Some(mobile) => store::account::by_mobile(q, mobile.as_str()).await,
        None => Ok(None),
    }
}

/// The account of a number in its one written form, made when there is none.
pub(crate) async fn of_mobile(tx: &mut Tx, cx: &Cx, mobile: &str) -> Outcome<AccountId> {
    if let Some(account) = store::account::by_mobile(tx, mobile).await? {
        return Ok(account.account_id);
    }
    let account_id = AccountId::new(cx.id()?);
    store::account::insert_many(tx, &[(account_id, Some(mobile))], cx.now_ms()).await?;
    Ok(account_id)
}

pub async fn find(q: &mut impl Query, account_id: AccountId) -> Outcome<Option<Account>> {
    store::account::find(q, account_id).await
}

/// The account behind a unionid that a developer corp's apps were given; it outlives membership.
pub async fn by_unionid(q: &mut impl Query, dev_corp: &CorpId, unionid: &str) -> Outcome<Option<AccountId>> {
    store::account::by_unionid(q, dev_corp, unionid).await
}

/// Keeps a password's hash; hashing it is slow and is done before the transaction. Refused: an unknown account (60121).
pub async fn set_password_hash(tx: &mut Tx, account_id: AccountId, hash: &str) -> Outcome<()> {
    if store::account::set_password_hash(tx, account_id, hash).await? {
        return Ok(());
    }
    Err(Fault::new(&codes::USER_NOT_FOUND).field("account_id").detail(account_id.to_string()))
}

/// Notes that somebody has signed in: from the first time on they are an active member wherever they are one. Calling it
/// again changes nothing.
pub async fn activate(tx: &mut Tx, cx: &Cx, account_id: AccountId) -> Outcome<()> {
    if !store::account::activate(tx, account_id).await? {
        return Ok(());
    }
    for (corp, userid) in store::account::corps(tx, account_id).await? {
        if store::member::set_active(tx, &corp, &userid).await? {
            events::user_activated(tx, cx, &corp, &userid).await?;
        }
    }
    Ok(())
}

/// What a person is called towards a developer corp: the same for all apps of that corp, another for every other.
pub fn unionid(cx: &Cx, dev_corp: &CorpId, account_id: AccountId) -> String {
    cx.core.secrets.stable_id("unionid", &[dev_corp.as_str(), &account_id.to_string()])
}
