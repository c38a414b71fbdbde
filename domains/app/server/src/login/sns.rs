//! Who signed in at an outside site of the older generation.
//!
//! The call carries no token but a signature: Base64(HmacSHA256(app secret, timestamp)). A secret that was reset a short while
//! ago still signs.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use hobnail_app_api::login::{SnsUser, SnsUserByCodeGet, SnsUserByCodeGetReply};
use hobnail_contact::account;
use hobnail_cx::{Cx, secrets::same};
use hobnail_wire::{AccountId, Fault, Outcome, codes};
use sha2::Sha256;

use super::code::{self, Purpose};
use crate::{
    store::token::{self, Key},
    token::secrets_of,
};

/// So far may the caller's clock be from ours.
const SKEW_MS: i64 = 60_000;

pub async fn get(cx: Cx, req: SnsUserByCodeGet) -> Outcome<SnsUserByCodeGetReply> {
    let timestamp: i64 = req.timestamp.trim().parse().map_err(|_| Fault::new(&codes::SNS_TIMESTAMP_FORMAT).field("timestamp"))?;
    if (cx.now_ms() - timestamp).abs() > SKEW_MS {
        return Err(Fault::new(&codes::SNS_TIMESTAMP).field("timestamp"));
    }
    let key = token::by_key(&mut cx.db(), &req.access_key).await?;
    let key = key.ok_or_else(|| Fault::new(&codes::SNS_ACCESS_KEY).field("accessKey"))?;
    if !signed(&cx, &key, req.timestamp.trim(), &req.signature)? {
        return Err(Fault::new(&codes::SNS_SIGNATURE).field("signature"));
    }
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let app = (&key.corp_id, key.agent_id);
        let taken = code::take(tx, &inner, Purpose::Sns, app, &req.tmp_auth_code, "tmp_auth_code").await?;
        let card = code::card(tx, &taken, "tmp_auth_code").await?;
        let user_info = SnsUser {
            nick: card.name,
            unionid: account::unionid(&inner, &key.corp_id, card.account_id).into(),
            openid: openid(&inner, &key.app_key, card.account_id),
            main_org_auth_high_level: false,
        };
        Ok(SnsUserByCodeGetReply { user_info })
    })
    .await
}

/// What a person is called towards one app.
pub fn openid(cx: &Cx, app_key: &str, account: AccountId) -> String {
    cx.core.secrets.stable_id("openid", &[app_key, &account.to_string()])
}

fn signed(cx: &Cx, key: &Key, text: &str, signature: &str) -> Outcome<bool> {
    // A "+" that was not encoded arrives as a space.
    let Ok(given) = STANDARD.decode(signature.trim().replace(' ', "+")) else { return Ok(false) };
    for secret in secrets_of(cx, key)? {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(Fault::internal)?;
        mac.update(text.as_bytes());
        if same(&mac.finalize().into_bytes(), &given) {
            return Ok(true);
        }
    }
    Ok(false)
}
