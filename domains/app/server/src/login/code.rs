//! Making and taking one-time codes.

use hobnail_contact::member::{self, Card};
use hobnail_cx::{Cx, secrets::random_text};
use hobnail_store::Tx;
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};

use crate::store::login as store;
pub use crate::store::login::{Purpose, Taken, Who};

/// The life of codes, QR codes and sign-in pages.
pub const LIFE_MS: i64 = 5 * 60_000;
/// An ended one is remembered this long, to be told "expired" rather than "unknown".
const REMEMBERED_MS: i64 = 3_600_000;

/// A new code for this person and app; `doc` is what the exchange must know, JSON.
pub async fn issue(tx: &mut Tx, cx: &Cx, purpose: Purpose, app: (&CorpId, AgentId), who: &Who, doc: &str) -> Outcome<String> {
    let code = random_text(32).map_err(Fault::internal)?;
    let hash = cx.core.secrets.lookup("auth_code", &code);
    store::insert_code(tx, &hash, purpose, app, who, doc, cx.now_ms() + LIFE_MS).await?;
    Ok(code)
}

/// Takes a code away; `agent_id` 0 for any app of the corp. Refused: an unknown or used one (40078), an old one (40102).
pub async fn take(tx: &mut Tx, cx: &Cx, purpose: Purpose, app: (&CorpId, AgentId), code: &str, field: &str) -> Outcome<Taken> {
    let hash = cx.core.secrets.lookup("auth_code", code);
    let taken = store::take_code(tx, &hash, purpose, app).await?;
    let taken = taken.ok_or_else(|| Fault::new(&codes::AUTH_CODE_INVALID).field(field))?;
    if taken.expires_ms <= cx.now_ms() {
        return Err(Fault::new(&codes::AUTH_CODE_EXPIRED).field(field));
    }
    Ok(taken)
}

/// The person of a code, if they are still who they were.
pub async fn card(tx: &mut Tx, taken: &Taken, field: &str) -> Outcome<Card> {
    let card = member::card(tx, &taken.corp_id, &taken.userid).await?;
    card.filter(|card| card.account_id == taken.account_id).ok_or_else(|| Fault::new(&codes::AUTH_CODE_INVALID).field(field))
}

/// Forgets codes and sign-ins that ended a while ago.
pub async fn forget_ended(cx: Cx) -> Outcome<()> {
    let before = cx.now_ms() - REMEMBERED_MS;
    cx.tx(async move |tx| store::forget(tx, before).await).await
}
