//! People's tokens that apps hold, and whom they are about.
//!
//! As with tokens of apps: made from a serial, the same within its life, renewed by asking again. One row for a person, an app
//! and what was asked for. The refresh token is good for 30 days; using it ends the token before and makes a new pair.

use std::sync::Arc;

use hobnail_app_api::oauth2::{ContactUserGet, ContactUserGetReply, UserTokenGet, UserTokenGetReply};
use hobnail_contact::{
    FIELD_EMAIL, FIELD_MOBILE, account, corp,
    member::{self, Card},
};
use hobnail_cx::{Core, Cx, Who as Caller, caller::User};
use hobnail_store::Tx;
use hobnail_wire::{CorpId, Fault, Outcome, codes};

use super::Asked;
use crate::{
    login::{
        code::{self, Purpose, Taken},
        sns::openid,
    },
    store::{
        app, token as keys,
        token::Key,
        user_token::{self, Held},
    },
    token::{LIFE_S, by_app_key},
};

const REFRESH_LIFE_MS: i64 = 30 * 86_400_000;

/// A pair that was handed out.
pub struct Pair {
    pub access: String,
    pub refresh: String,
    pub held: Held,
}

/// By a code or by a refresh token.
pub async fn get(cx: Cx, req: UserTokenGet) -> Outcome<UserTokenGetReply> {
    let key = by_app_key(&cx, &req.client_id, &req.client_secret, &codes::APP_KEY_INVALID).await?;
    let missing = |field: &str| Fault::new(&codes::MISSING_PARAM).field(field);
    let pair = match req.grant_type.as_str() {
        "authorization_code" => {
            let code = req.code.filter(|code| !code.is_empty()).ok_or_else(|| missing("code"))?;
            by_code(&cx, key, code, None, None).await?.0
        }
        "refresh_token" => {
            let token = req.refresh_token.filter(|token| !token.is_empty()).ok_or_else(|| missing("refreshToken"))?;
            by_refresh(&cx, key, &token).await?
        }
        _ => {
            return Err(Fault::new(&codes::GRANT_TYPE).field("grantType").detail("只支持 authorization_code 与 refresh_token"));
        }
    };
    let chosen = Some(pair.held.chosen).filter(|corp| !corp.is_empty()).map(CorpId::from);
    Ok(UserTokenGetReply { access_token: pair.access, refresh_token: pair.refresh, expire_in: LIFE_S, corp_id: chosen })
}

/// Exchanges a code. What was asked with PKCE is given for its verifier only; `redirect_uri`, where it is sent, must be the same.
pub async fn by_code(
    cx: &Cx,
    key: Key,
    code: String,
    verifier: Option<String>,
    redirect_uri: Option<String>,
) -> Outcome<(Pair, Asked, Taken)> {
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let taken = code::take(tx, &inner, Purpose::Oauth, (&key.corp_id, key.agent_id), &code, "code").await?;
        code::card(tx, &taken, "code").await?;
        let asked: Asked = serde_json::from_str(&taken.doc).map_err(Fault::internal)?;
        let proof = verifier.as_deref().map(super::oidc::challenge_of);
        if asked.challenge.is_some() && asked.challenge != proof {
            return Err(Fault::new(&codes::AUTH_CODE_INVALID).field("code_verifier"));
        }
        if redirect_uri.as_ref().is_some_and(|uri| *uri != asked.redirect_uri) {
            return Err(Fault::new(&codes::AUTH_CODE_INVALID).field("redirect_uri"));
        }
        let mut scope = asked.scope.clone();
        scope.sort_unstable();
        scope.dedup();
        let like = Held {
            app_corp: key.corp_id.clone(),
            agent_id: key.agent_id,
            account_id: taken.account_id,
            chosen: if asked.asks_corp() { taken.corp_id.to_string() } else { String::new() },
            scope: scope.join(" "),
            serial: 0,
            expires_ms: 0,
            refresh_until_ms: 0,
        };
        let now = inner.now_ms();
        let mut held = user_token::find(tx, &like).await?.unwrap_or(like);
        if held.expires_ms <= now {
            held.serial += 1;
        }
        let pair = hand_out(tx, &inner, held).await?;
        Ok((pair, asked, taken))
    })
    .await
}

/// A new pair for a refresh token of this app.
pub async fn by_refresh(cx: &Cx, key: Key, token: &str) -> Outcome<Pair> {
    let hash = cx.core.secrets.lookup("user_refresh", token);
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let wrong = || Fault::new(&codes::REFRESH_TOKEN_INVALID).field("refreshToken");
        let mut held = user_token::by_refresh(tx, &hash).await?.ok_or_else(wrong)?;
        if held.app_corp != key.corp_id || held.agent_id != key.agent_id || held.refresh_until_ms <= inner.now_ms() {
            return Err(wrong());
        }
        person(tx, &held).await?.ok_or_else(wrong)?;
        held.serial += 1;
        hand_out(tx, &inner, held).await
    })
    .await
}

async fn hand_out(tx: &mut Tx, cx: &Cx, mut held: Held) -> Outcome<Pair> {
    let now = cx.now_ms();
    held.expires_ms = now + LIFE_S * 1000;
    held.refresh_until_ms = now + REFRESH_LIFE_MS;
    let secrets = &cx.core.secrets;
    let make = |kind: &str| {
        let (agent, account, serial) = (held.agent_id.to_string(), held.account_id.to_string(), held.serial.to_string());
        secrets.token(kind, &[held.app_corp.as_str(), &agent, &account, &held.chosen, &held.scope, &serial])
    };
    let (access, refresh) = (make("user_token"), make("user_refresh"));
    let hashes = (secrets.lookup("user_token", &access), secrets.lookup("user_refresh", &refresh));
    user_token::put(tx, &held, &hashes.0, &hashes.1).await?;
    Ok(Pair { access, refresh, held })
}

/// The person of a token, in the organisation chosen or in the first that they belong to.
async fn person(q: &mut impl hobnail_store::Query, held: &Held) -> Outcome<Option<(CorpId, Card)>> {
    for (corp, userid, _) in member::of_account(q, held.account_id).await? {
        if held.chosen.is_empty() || held.chosen == corp.as_str() {
            return Ok(member::card(q, &corp, &userid).await?.map(|card| (corp, card)));
        }
    }
    Ok(None)
}

/// The caller behind a token: the app still in use, the person still somewhere.
pub async fn caller(core: &Arc<Core>, token: &str) -> Outcome<Caller> {
    let hash = core.secrets.lookup("user_token", token);
    let cx = Cx::internal(core);
    let now = cx.now_ms();
    cx.read(async move |q| {
        let invalid = || Fault::new(&codes::TOKEN_INVALID);
        let held = user_token::by_token(q, &hash).await?.ok_or_else(invalid)?;
        if held.expires_ms <= now {
            return Err(Fault::new(&codes::TOKEN_EXPIRED));
        }
        let card = app::find(q, &held.app_corp, held.agent_id).await?.ok_or_else(invalid)?;
        if !card.enabled {
            return Err(Fault::new(&codes::APP_DISABLED));
        }
        person(q, &held).await?.ok_or_else(invalid)?;
        Ok(Caller::User(Arc::new(User {
            corp: held.app_corp,
            agent_id: held.agent_id,
            account_id: held.account_id.get(),
            chosen: Some(held.chosen).filter(|corp| !corp.is_empty()).map(CorpId::from),
            scopes: held.scope.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        })))
    })
    .await
}

/// What a token tells of its person.
pub struct About {
    pub unionid: String,
    pub openid: String,
    /// In the organisation chosen, or the first.
    pub corp: CorpId,
    pub corp_name: String,
    pub card: Card,
    pub may_see_mobile: bool,
    pub may_see_email: bool,
}

/// Who somebody is towards an app, and what the app may see of them.
pub async fn about(cx: &Cx, user: Arc<User>) -> Outcome<About> {
    let inner = cx.clone();
    cx.read(async move |q| {
        let gone = || Fault::new(&codes::USER_NOT_FOUND).field("unionId");
        let held = Held {
            app_corp: user.corp.clone(),
            agent_id: user.agent_id,
            account_id: user.account_id.into(),
            chosen: user.chosen.as_ref().map(ToString::to_string).unwrap_or_default(),
            scope: String::new(),
            serial: 0,
            expires_ms: 0,
            refresh_until_ms: 0,
        };
        let (corp_id, card) = person(q, &held).await?.ok_or_else(gone)?;
        let corp = corp::find(q, &corp_id).await?.ok_or_else(gone)?;
        let key = keys::by_agent(q, &user.corp, user.agent_id).await?.ok_or_else(gone)?;
        let scopes = app::scopes(q, &user.corp, user.agent_id).await?;
        let may = |scope: &str| scopes.iter().any(|held| held == scope);
        Ok(About {
            unionid: account::unionid(&inner, &user.corp, held.account_id),
            openid: openid(&inner, &key.app_key, held.account_id),
            may_see_mobile: may(FIELD_MOBILE) || may("Contact.User.mobile"),
            may_see_email: may(FIELD_EMAIL),
            corp: corp_id,
            corp_name: corp.name,
            card,
        })
    })
    .await
}

/// The person of the token: `me`, or by their own unionid.
pub async fn me(cx: Cx, req: ContactUserGet) -> Outcome<ContactUserGetReply> {
    let user = cx.caller.user()?.clone();
    let about = about(&cx, user).await?;
    if req.union_id.as_str() != "me" && req.union_id.as_str() != about.unionid {
        return Err(Fault::new(&codes::UNION_USER_NOT_FOUND).field("unionId"));
    }
    let mobile = about.card.mobile.filter(|_| about.may_see_mobile);
    let (state_code, number) = match mobile.as_deref() {
        Some(mobile) => match mobile.strip_prefix('+').and_then(|rest| rest.split_once('-')) {
            Some((state, number)) => (Some(state.to_owned()), Some(number.to_owned())),
            None => (Some("86".to_owned()), Some(mobile.to_owned())),
        },
        None => (None, None),
    };
    Ok(ContactUserGetReply {
        nick: about.card.name,
        avatar_url: about.card.avatar.unwrap_or_default(),
        mobile: number,
        open_id: about.openid,
        union_id: about.unionid.into(),
        email: about.card.email.filter(|_| about.may_see_email),
        state_code,
    })
}
