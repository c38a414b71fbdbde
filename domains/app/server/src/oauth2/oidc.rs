//! OpenID Connect: discovery, keys, the token endpoint, userinfo.
//!
//! It is the platform's own sign-in in standard words: the same page, codes and tokens, and beside them an id_token. Its key is
//! made when it is first needed and sealed with the master key; several nodes agree on the first one written. Clients prove
//! themselves by their secret, in the header or in the form; PKCE is taken as S256.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hobnail_app_api::oidc::{
    DiscoveryGet, DiscoveryGetReply, Jwk, JwksGet, JwksGetReply, OidcToken, OidcTokenReply, UserinfoGet, UserinfoGetReply,
};
use hobnail_cx::{Cx, caller::User, secrets::random_text};
use hobnail_wire::{Fault, Outcome, codes};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::SigningKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey},
    signature::{SignatureEncoding, Signer},
    traits::PublicKeyParts,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

use super::token::{self as user, Pair};
use crate::{
    store::signing::{self, Row},
    token::{LIFE_S, by_app_key},
};

const BITS: usize = 2048;

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

pub async fn discovery(cx: Cx, _: DiscoveryGet) -> Outcome<DiscoveryGetReply> {
    let issuer = cx.own_origin();
    let at = |path: &str| format!("{issuer}{path}");
    Ok(DiscoveryGetReply {
        authorization_endpoint: at("/oauth2/auth"),
        token_endpoint: at("/oauth2/token"),
        userinfo_endpoint: at("/oauth2/userinfo"),
        jwks_uri: at("/oauth2/jwks"),
        end_session_endpoint: at("/oauth2/logout"),
        response_types_supported: texts(&["code"]),
        grant_types_supported: texts(&["authorization_code", "refresh_token"]),
        subject_types_supported: texts(&["public"]),
        id_token_signing_alg_values_supported: texts(&["RS256"]),
        token_endpoint_auth_methods_supported: texts(&["client_secret_basic", "client_secret_post"]),
        code_challenge_methods_supported: texts(&["S256"]),
        scopes_supported: texts(&["openid", "profile", "email", "phone", "corpid"]),
        claims_supported: texts(&["sub", "name", "picture", "email", "phone_number", "corp_id", "corp_name", "userid"]),
        issuer,
    })
}

pub async fn jwks(cx: Cx, _: JwksGet) -> Outcome<JwksGetReply> {
    let row = key(&cx).await?;
    let jwk =
        Jwk { kty: "RSA".into(), purpose: "sig".into(), alg: "RS256".into(), kid: row.kid, n: row.public_n, e: row.public_e };
    Ok(JwksGetReply { keys: vec![jwk] })
}

/// What PKCE sends ahead for a verifier.
pub fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

pub async fn token(cx: Cx, req: OidcToken) -> Outcome<OidcTokenReply> {
    let (client_id, secret) = match basic(&cx) {
        Some(pair) => pair,
        None => (req.client_id.unwrap_or_default(), req.client_secret.unwrap_or_default()),
    };
    let key = by_app_key(&cx, &client_id, &secret, &codes::CLIENT_INVALID).await?;
    let missing = |field: &str| Fault::new(&codes::MISSING_PARAM).field(field);
    let (pair, nonce) = match req.grant_type.as_str() {
        "authorization_code" => {
            let code = req.code.ok_or_else(|| missing("code"))?;
            let redirect_uri = req.redirect_uri.ok_or_else(|| missing("redirect_uri"))?;
            let (pair, asked, _) = user::by_code(&cx, key, code, req.code_verifier, Some(redirect_uri)).await?;
            (pair, asked.nonce)
        }
        "refresh_token" => {
            let token = req.refresh_token.ok_or_else(|| missing("refresh_token"))?;
            (user::by_refresh(&cx, key, &token).await?, None)
        }
        _ => return Err(Fault::new(&codes::GRANT_TYPE).field("grant_type")),
    };
    let id_token = match pair.held.scope.split(' ').any(|word| word == "openid") {
        true => Some(id_token(&cx, &client_id, &pair, nonce).await?),
        false => None,
    };
    Ok(OidcTokenReply {
        access_token: pair.access,
        token_type: "Bearer".into(),
        expires_in: LIFE_S,
        refresh_token: pair.refresh,
        scope: pair.held.scope,
        id_token,
    })
}

/// Client id and secret of `Authorization: Basic`, each form-encoded as RFC 6749 says.
fn basic(cx: &Cx) -> Option<(String, String)> {
    let (scheme, value) = cx.origin.authorization.as_deref()?.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let plain = |text: &str| {
        let first = form_urlencoded::parse(text.as_bytes()).next();
        first.map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    Some((plain(id), plain(secret)))
}

#[derive(Serialize)]
struct IdToken<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(flatten)]
    person: UserinfoGetReply,
}

async fn id_token(cx: &Cx, client_id: &str, pair: &Pair, nonce: Option<String>) -> Outcome<String> {
    let held = &pair.held;
    let about = User {
        corp: held.app_corp.clone(),
        agent_id: held.agent_id,
        account_id: held.account_id.get(),
        chosen: Some(held.chosen.clone()).filter(|corp| !corp.is_empty()).map(Into::into),
        scopes: held.scope.split(' ').map(str::to_owned).collect(),
    };
    let person = person(cx, Arc::new(about)).await?;
    let (iss, iat) = (cx.own_origin(), cx.now_ms() / 1000);
    let claims = IdToken { iss: &iss, aud: client_id, iat, exp: iat + 3600, nonce, person };
    let row = key(cx).await?;
    let part = |value: &[u8]| URL_SAFE_NO_PAD.encode(value);
    let head = serde_json::json!({ "alg": "RS256", "typ": "JWT", "kid": row.kid }).to_string();
    let body = serde_json::to_vec(&claims).map_err(Fault::internal)?;
    let text = format!("{}.{}", part(head.as_bytes()), part(&body));
    let der = cx.core.secrets.open(&sealed_for(&row.kid), &row.sealed).map_err(Fault::internal)?;
    let der = STANDARD.decode(der).map_err(Fault::internal)?;
    let signed = text.clone();
    let signature = tokio::task::spawn_blocking(move || {
        let key = RsaPrivateKey::from_pkcs8_der(&der).map_err(Fault::internal)?;
        Ok::<_, Fault>(SigningKey::<Sha256>::new(key).sign(signed.as_bytes()).to_vec())
    })
    .await
    .map_err(Fault::internal)??;
    Ok(format!("{text}.{}", part(&signature)))
}

fn sealed_for(kid: &str) -> String {
    format!("signing_key:{kid}")
}

/// The key; made when there is none.
async fn key(cx: &Cx) -> Outcome<Row> {
    if let Some(row) = signing::newest(&mut cx.db()).await? {
        return Ok(row);
    }
    let made = tokio::task::spawn_blocking(|| RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS).map_err(Fault::internal));
    let key = made.await.map_err(Fault::internal)??;
    let kid = random_text(16).map_err(Fault::internal)?;
    let der = key.to_pkcs8_der().map_err(Fault::internal)?;
    let row = Row {
        sealed: cx.core.secrets.seal(&sealed_for(&kid), &STANDARD.encode(der.as_bytes())).map_err(Fault::internal)?,
        public_n: URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
        public_e: URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
        kid,
    };
    let now = cx.now_ms();
    cx.tx(async move |tx| match signing::newest(tx).await? {
        Some(row) => Ok(row),
        None => {
            signing::insert(tx, &row, now).await?;
            Ok(row.clone())
        }
    })
    .await
}

pub async fn userinfo(cx: Cx, _: UserinfoGet) -> Outcome<UserinfoGetReply> {
    let user = cx.caller.user()?.clone();
    person(&cx, user).await
}

async fn person(cx: &Cx, user: Arc<User>) -> Outcome<UserinfoGetReply> {
    let asked = |word: &str| user.scopes.contains(word);
    let (email, phone, corp) = (asked("email"), asked("phone"), user.chosen.is_some());
    let about = user::about(cx, user.clone()).await?;
    Ok(UserinfoGetReply {
        sub: about.unionid.into(),
        name: about.card.name,
        picture: about.card.avatar,
        email: about.card.email.filter(|_| email && about.may_see_email),
        phone_number: about.card.mobile.filter(|_| phone && about.may_see_mobile),
        corp_id: corp.then_some(about.corp),
        corp_name: corp.then_some(about.corp_name),
        userid: corp.then_some(about.card.userid),
    })
}
