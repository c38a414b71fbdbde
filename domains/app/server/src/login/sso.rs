//! Sign-in of administrators at an app's own administration.
//!
//! Every corp has one SSOSecret. Its token is a keyed hash of corp and serial and lasts two hours; asking again within its life
//! gives the same one and renews it.

use hobnail_app_api::login::{
    BackendOpen, BackendOpenReply, SsoAccessTokenGet, SsoAccessTokenGetReply, SsoCorp, SsoTokenGet, SsoTokenGetReply, SsoUser,
    SsoUserGet, SsoUserGetReply, SsoUserInfoGet, SsoUserInfoGetReply,
};
use hobnail_contact::{
    corp::{self, Corp},
    member::Card,
};
use hobnail_cx::{
    Core, Cx, Who as Caller,
    audit::{self, Change},
    secrets::{random_text, same},
};
use hobnail_store::Tx;
use hobnail_wire::{AccountId, AgentId, CorpId, Fault, Outcome, codes};
use std::sync::Arc;

use super::code::{self, Purpose, Who};
use crate::{
    app,
    store::login::{self as store, Sso},
    token::LIFE_S,
};

/// Older generation.
pub async fn token(cx: Cx, req: SsoTokenGet) -> Outcome<SsoTokenGetReply> {
    Ok(SsoTokenGetReply { access_token: hand_out(&cx, req.corpid, &req.corpsecret).await? })
}

/// Newer generation.
pub async fn access_token(cx: Cx, req: SsoAccessTokenGet) -> Outcome<SsoAccessTokenGetReply> {
    Ok(SsoAccessTokenGetReply { access_token: hand_out(&cx, req.corpid, &req.sso_secret).await?, expire_in: LIFE_S })
}

async fn hand_out(cx: &Cx, corp: CorpId, secret: &str) -> Outcome<String> {
    let given = cx.core.secrets.lookup("sso_secret", secret);
    let (now, inner) = (cx.now_ms(), cx.clone());
    cx.tx(async move |tx| {
        let known = store::sso(tx, &corp).await?.filter(|sso| same(&sso.secret_hash, &given));
        let Some(Sso { serial, expires_ms, .. }) = known else { return Err(Fault::new(&codes::CORP_SECRET_INVALID)) };
        let serial = if now < expires_ms { serial } else { serial + 1 };
        // Made from the secret's hash too: a new secret starts its serials anew.
        let seed = given.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let token = inner.core.secrets.token("sso_token", &[corp.as_str(), &seed, &serial.to_string()]);
        let hash = inner.core.secrets.lookup("sso_token", &token);
        store::issue_sso(tx, &corp, serial, &hash, now + LIFE_S * 1000).await?;
        Ok(token)
    })
    .await
}

/// The corp behind a token.
pub async fn caller(core: &Arc<Core>, token: &str) -> Outcome<Caller> {
    let hash = core.secrets.lookup("sso_token", token);
    let cx = Cx::internal(core);
    let found = store::sso_of_token(&mut cx.db(), &hash).await?;
    let (corp, expires_ms) = found.ok_or_else(|| Fault::new(&codes::TOKEN_INVALID))?;
    if expires_ms <= cx.now_ms() {
        return Err(Fault::new(&codes::TOKEN_EXPIRED));
    }
    Ok(Caller::Sso(corp))
}

/// Older generation.
pub async fn get(cx: Cx, req: SsoUserGet) -> Outcome<SsoUserGetReply> {
    let (corp, card) = who(&cx, req.code).await?;
    Ok(SsoUserGetReply {
        user_info: SsoUser {
            avatar: card.avatar.unwrap_or_default(),
            email: card.email.unwrap_or_default(),
            name: card.name,
            userid: card.userid,
        },
        corp_info: SsoCorp { corp_name: corp.name, corpid: corp.corp_id },
        is_sys: card.admin,
    })
}

/// Newer generation.
pub async fn get_v1(cx: Cx, req: SsoUserInfoGet) -> Outcome<SsoUserInfoGetReply> {
    let (corp, card) = who(&cx, req.code).await?;
    Ok(SsoUserInfoGetReply {
        corp_id: corp.corp_id,
        corp_name: corp.name,
        user_id: card.userid,
        email: card.email.unwrap_or_default(),
        user_name: card.name,
        avatar: card.avatar.unwrap_or_default(),
        is_admin: card.admin,
    })
}

async fn who(cx: &Cx, given: String) -> Outcome<(Corp, Card)> {
    let corp_id = cx.corp()?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let taken = code::take(tx, &inner, Purpose::Admin, (&corp_id, AgentId::new(0)), &given, "code").await?;
        let card = code::card(tx, &taken, "code").await?;
        let corp = corp::find(tx, &corp_id).await?.ok_or_else(|| Fault::new(&codes::CORP_INVALID))?;
        Ok((corp, card))
    })
    .await
}

/// The address of an app's administration with a code for the administrator who opens it.
pub async fn open(cx: Cx, req: BackendOpen) -> Outcome<BackendOpenReply> {
    let person = cx.caller.person()?.clone();
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let app = app::found(tx, &person.corp, req.agent_id, "agentId").await?;
        if app.backend_url.is_empty() {
            return Err(Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId").detail("应用没有管理后台地址"));
        }
        let who =
            Who { account_id: AccountId::new(person.account_id), corp_id: person.corp.clone(), userid: person.userid.clone() };
        let code = code::issue(tx, &inner, Purpose::Admin, (&person.corp, req.agent_id), &who, "{}").await?;
        Ok(BackendOpenReply { url: crate::oauth2::with_query(&app.backend_url, &[("code", &code)]) })
    })
    .await
}

/// The corp's SSOSecret, made when there is none yet; `anew` replaces it, and the token made with the one before ends.
pub async fn secret(tx: &mut Tx, cx: &Cx, corp: &CorpId, anew: bool) -> Outcome<String> {
    let about = format!("sso_secret:{corp}");
    if let Some(known) = store::sso(tx, corp).await?.filter(|_| !anew) {
        return cx.core.secrets.open(&about, &known.secret_sealed).map_err(Fault::internal);
    }
    let secret = random_text(64).map_err(Fault::internal)?;
    let sealed = cx.core.secrets.seal(&about, &secret).map_err(Fault::internal)?;
    store::put_sso(tx, corp, &cx.core.secrets.lookup("sso_secret", &secret), &sealed).await?;
    if anew {
        let change = Change {
            action: "corp.ssoSecret.reset",
            subject: &format!("corp:{corp}"),
            subject_name: "",
            before: None::<()>,
            after: None::<()>,
        };
        audit::record(tx, cx, corp, change).await?;
    }
    Ok(secret)
}
