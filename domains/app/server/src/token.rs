//! Access tokens of internal apps.
//!
//! A token is a keyed hash of corp, app key and serial, so asking again within its life gives the same token out without it
//! having been stored; each asking renews it, and the row is rewritten only when more than a minute of the life is used, so
//! that asking is normally a read. A wrong secret and an unknown key are told apart by nothing.

use hobnail_app_api::token::{AccessTokenGet, AccessTokenGetReply, ClientTokenGet, ClientTokenGetReply, TokenGet, TokenGetReply};
use hobnail_cx::{Cx, secrets::same};
use hobnail_wire::{Code, CorpId, Fault, Outcome, codes};

use crate::store::token::{self, Key};

/// The life of tokens and tickets.
pub const LIFE_S: i64 = 7200;
/// So much of a life may be used before asking again is written down.
pub const RENEW_AFTER_MS: i64 = 60_000;

/// By app key and secret, or by corp id and one of the corp's secrets.
pub async fn get(cx: Cx, req: TokenGet) -> Outcome<TokenGetReply> {
    let key = match (req.appkey, req.appsecret, req.corpid, req.corpsecret) {
        (Some(key), Some(secret), ..) => by_app_key(&cx, &key, &secret, &codes::APP_KEY_INVALID).await?,
        (None, None, Some(corp), Some(secret)) => by_corp(&cx, &corp.into(), &secret).await?,
        (Some(_), None, ..) => return Err(Fault::new(&codes::MISSING_PARAM).field("appsecret")),
        (None, Some(_), ..) => return Err(Fault::new(&codes::MISSING_PARAM).field("appkey")),
        (None, None, Some(_), None) => return Err(Fault::new(&codes::MISSING_PARAM).field("corpsecret")),
        (None, None, None, _) => return Err(Fault::new(&codes::MISSING_PARAM).field("corpid or appkey")),
    };
    Ok(TokenGetReply { access_token: hand_out(&cx, key).await?, expires_in: LIFE_S })
}

/// By app key and secret.
pub async fn access_token(cx: Cx, req: AccessTokenGet) -> Outcome<AccessTokenGetReply> {
    let key = by_app_key(&cx, &req.app_key, &req.app_secret, &codes::APP_KEY_INVALID).await?;
    Ok(AccessTokenGetReply { access_token: hand_out(&cx, key).await?, expire_in: LIFE_S })
}

/// As OAuth client credentials; the app must belong to the corp of the path.
pub async fn client_token(cx: Cx, req: ClientTokenGet) -> Outcome<ClientTokenGetReply> {
    if req.grant_type != "client_credentials" {
        return Err(Fault::new(&codes::GRANT_TYPE).field("grant_type").detail("只支持 client_credentials"));
    }
    let key = by_app_key(&cx, &req.client_id, &req.client_secret, &codes::CLIENT_INVALID).await?;
    if key.corp_id.as_str() != req.corp_id {
        return Err(Fault::new(&codes::CLIENT_INVALID).field("corpId"));
    }
    Ok(ClientTokenGetReply { access_token: hand_out(&cx, key).await?, expires_in: LIFE_S })
}

/// The credentials of an app key with one of its secrets; `wrong` for anything else.
pub async fn by_app_key(cx: &Cx, app_key: &str, secret: &str, wrong: &'static Code) -> Outcome<Key> {
    match token::by_key(&mut cx.db(), app_key).await? {
        Some(key) if fits(cx, &key, secret) => Ok(key),
        _ => Err(Fault::new(wrong)),
    }
}

/// Whether this is the key's secret, or the one before it while that is still good.
pub fn fits(cx: &Cx, key: &Key, secret: &str) -> bool {
    let given = cx.core.secrets.lookup("app_secret", secret);
    let old = key.old_hash.as_ref().filter(|_| cx.now_ms() < key.old_until_ms);
    same(&key.secret_hash, &given) || old.is_some_and(|old| same(old, &given))
}

/// What a sealed app secret is bound to.
pub fn sealed_for(app_key: &str) -> String {
    format!("app_secret:{app_key}")
}

/// The secrets that are good now, opened, the newest first: for checking what was signed with one.
pub fn secrets_of(cx: &Cx, key: &Key) -> Outcome<Vec<String>> {
    let old = key.old_sealed.as_ref().filter(|_| cx.now_ms() < key.old_until_ms);
    let open = |sealed: &Vec<u8>| cx.core.secrets.open(&sealed_for(&key.app_key), sealed).map_err(Fault::internal);
    std::iter::once(&key.secret_sealed).chain(old).map(open).collect()
}

async fn by_corp(cx: &Cx, corp: &CorpId, secret: &str) -> Outcome<Key> {
    let given = cx.core.secrets.lookup("app_secret", secret);
    token::by_secret(&mut cx.db(), corp, &given, cx.now_ms()).await?.ok_or_else(|| Fault::new(&codes::CORP_SECRET_INVALID))
}

/// The key's current token, renewed; a new one when the last has ended.
async fn hand_out(cx: &Cx, key: Key) -> Outcome<String> {
    let now = cx.now_ms();
    let full = now + LIFE_S * 1000;
    if now < key.expires_ms {
        if full - key.expires_ms > RENEW_AFTER_MS {
            let (app_key, serial) = (key.app_key.clone(), key.serial);
            cx.tx(async move |tx| token::renew(tx, &app_key, serial, full).await).await?;
        }
        return Ok(text(cx, &key, key.serial));
    }
    let inner = cx.clone();
    cx.tx(async move |tx| {
        // Another call may have been first.
        let newest = token::by_key(tx, &key.app_key).await?.ok_or_else(|| Fault::new(&codes::APP_KEY_INVALID))?;
        if now < newest.expires_ms {
            return Ok(text(&inner, &newest, newest.serial));
        }
        let token = text(&inner, &newest, newest.serial + 1);
        let hash = inner.core.secrets.lookup("access_token", &token);
        token::issue(tx, &newest.app_key, newest.serial + 1, full, &hash).await?;
        Ok(token)
    })
    .await
}

fn text(cx: &Cx, key: &Key, serial: i64) -> String {
    cx.core.secrets.token("access_token", &[key.corp_id.as_str(), &key.app_key, &serial.to_string()])
}
