//! Proving who one is with a password, and what guessing costs.
//!
//! Wrong passwords are counted by account and by address, in the database; with too many the subject waits. A wrong password
//! looks the same as an unknown number, and takes as long.

use hobnail_contact::{account, member};
use hobnail_cx::Cx;
use hobnail_wire::{AccountId, CorpId, Fault, Outcome, UserId, codes};

use crate::{password, store::session};

/// Who it is, and in which organisation they enter.
pub struct Proven {
    pub account_id: AccountId,
    pub corp_id: CorpId,
    pub userid: UserId,
}

/// Mobile number and password; the organisation is the one wanted or the first. Refused: waiting (429), anything wrong (401).
pub async fn prove(cx: &Cx, mobile: &str, given: String, wanted: Option<CorpId>, _otp: Option<String>) -> Outcome<Proven> {
    let mobile = member::normal_mobile(mobile).unwrap_or_else(|_| mobile.to_owned());
    let mut subjects = vec![format!("mobile:{mobile}")];
    if let Some(ip) = cx.origin.ip {
        subjects.push(format!("address:{ip}"));
    }
    let now = cx.now_ms();
    for subject in &subjects {
        let until = session::waits_until(&mut cx.db(), subject).await?;
        if until > now {
            let seconds = (until - now) / 1000 + 1;
            return Err(Fault::new(&codes::SESSION_THROTTLED).detail(format!("{seconds} 秒后可重试")));
        }
    }
    let account = account::by_mobile(&mut cx.db(), &mobile).await?;
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let fits = password::fits(given, hash).await?;
    let corps = match (&account, fits) {
        (Some(account), true) => member::of_account(&mut cx.db(), account.account_id).await?,
        _ => Vec::new(),
    };
    let chosen = corps.into_iter().find(|(corp, ..)| wanted.as_ref().is_none_or(|w| w == corp));
    let (Some(account), Some((corp_id, userid, _))) = (account, chosen) else {
        let (limit, wait) = (i64::from(cx.core.limits.login_failures), i64::from(cx.core.limits.login_wait_s) * 1000);
        cx.tx(async move |tx| {
            for (i, subject) in subjects.iter().enumerate() {
                // Many people may share an address.
                let limit = if i == 0 { limit } else { limit * 10 };
                session::failed(tx, subject, limit, now + wait).await?;
            }
            Ok(())
        })
        .await?;
        return Err(Fault::new(&codes::SESSION_DENIED));
    };
    let subject = subjects.swap_remove(0);
    cx.tx(async move |tx| session::succeeded(tx, &subject).await).await?;
    Ok(Proven { account_id: account.account_id, corp_id, userid })
}
