//! A sign-in from the page's opening to its outcome.
//!
//! The page holds a key, the QR code shows a ticket; both are random and kept as hashes. Whoever agrees, in whichever way, is
//! written into the request; the code is made when the page asks, so it is younger than the answer and made once. A request
//! lives for five minutes, and is gone with its outcome.

use std::time::Duration;

use hobnail_app_api::oauth2::{
    LoginBegin, LoginBeginReply, LoginContinue, LoginLook, LoginLookReply, LoginPassword, LoginPerson, LoginState, ScanAnswer,
    ScanOpen, ScanOpenReply,
};
use hobnail_contact::{corp, member};
use hobnail_cx::{Cx, Notice, Who as Caller, caller::Person, secrets::random_text};
use hobnail_store::Tx;
use hobnail_wire::{AccountId, Empty, Fault, Outcome, codes};
use tokio::time::{Instant, timeout_at};

use super::{Asked, Form, checked};
use crate::{
    login::code::{self, LIFE_MS, Purpose, Who},
    security::guess,
    store::login::{self as store, Request},
};

fn gone() -> Fault {
    Fault::new(&codes::LOGIN_EXPIRED)
}

/// Checks what the site asks for and writes it down.
pub async fn begin(cx: Cx, req: LoginBegin) -> Outcome<LoginBeginReply> {
    let asked = Asked::parse(&req.path, &req.query)?;
    let (key, ticket) = (random_text(43).map_err(Fault::internal)?, random_text(24).map_err(Fault::internal)?);
    let (key_hash, ticket_hash) = (hash(&cx, &key), hash(&cx, &ticket));
    let expires_ms = cx.now_ms() + LIFE_MS;
    let written = asked.clone();
    let (site, corp) = cx
        .tx(async move |tx| {
            let site = checked(tx, &written).await?;
            let doc = serde_json::to_string(&written).map_err(Fault::internal)?;
            store::insert_request(tx, (&key_hash, &ticket_hash), (&site.corp, site.agent_id), &doc, expires_ms).await?;
            let corp = corp::find(tx, &site.corp).await?.ok_or_else(|| Fault::new(&codes::CORP_INVALID))?;
            Ok((site, corp))
        })
        .await?;
    let person = match &cx.caller.who {
        Caller::Person(person) => {
            let card = member::card(&mut cx.db(), &person.corp, &person.userid).await?;
            let corp = corp::find(&mut cx.db(), &person.corp).await?;
            card.zip(corp).map(|(card, corp)| LoginPerson { name: card.name, avatar: card.avatar, corp_name: corp.name })
        }
        _ => None,
    };
    Ok(LoginBeginReply {
        key,
        scan_url: format!("{}/work/scan?t={ticket}", cx.own_origin()),
        expires_ms,
        app_name: site.name,
        app_icon: site.icon,
        corp_name: corp.name,
        frame: asked.frame,
        old_form: asked.form == Form::Framed,
        origins: site.origins,
        asks_corp: asked.asks_corp(),
        person,
    })
}

fn hash(cx: &Cx, secret: &str) -> Vec<u8> {
    cx.core.secrets.lookup("login_request", secret)
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn open(tx: &mut Tx, cx: &Cx, key_hash: &[u8]) -> Outcome<(Request, Asked)> {
    let request = store::request(tx, key_hash).await?.filter(|r| r.expires_ms > cx.now_ms()).ok_or_else(gone)?;
    let asked = serde_json::from_str(&request.doc).map_err(Fault::internal)?;
    Ok((request, asked))
}

/// How far it is, and the outcome when there is one.
pub async fn look(cx: Cx, req: LoginLook) -> Outcome<LoginLookReply> {
    let mut notices = cx.core.bus.subscribe();
    let deadline = Instant::now() + Duration::from_millis(req.wait_ms.unwrap_or(0).max(0) as u64);
    let key_hash = hash(&cx, &req.key);
    let name = hex(&key_hash);
    loop {
        let reply = outcome(&cx, &key_hash).await?;
        if req.known != Some(reply.state) {
            return Ok(reply);
        }
        let about_it = async {
            loop {
                match notices.recv().await {
                    Ok(Notice::Login { key }) if key != name => {}
                    Ok(Notice::Login { .. }) | Err(_) => return,
                    Ok(_) => {}
                }
            }
        };
        // A server that ends doesn't wait for pages.
        let went_on = async { timeout_at(deadline, about_it).await.is_ok() };
        if cx.core.ending.or(went_on).await != Some(true) {
            return Ok(reply);
        }
    }
}

async fn outcome(cx: &Cx, key_hash: &[u8]) -> Outcome<LoginLookReply> {
    let (inner, key_hash) = (cx.clone(), key_hash.to_vec());
    cx.tx(async move |tx| {
        let (request, asked) = open(tx, &inner, &key_hash).await?;
        let told = |state, name| LoginLookReply { state, name, redirect_url: None, login_tmp_code: None };
        match request.state.as_str() {
            "agreed" => agreed(tx, &inner, &request, &asked).await,
            "refused" => {
                store::end_request(tx, &key_hash).await?;
                let back = asked.back(&[("error", "access_denied")]);
                Ok(LoginLookReply { redirect_url: Some(back), ..told(LoginState::Refused, None) })
            }
            "scanned" => {
                let card = member::card(tx, &request.corp_id, &request.userid).await?;
                Ok(told(LoginState::Scanned, card.map(|card| card.name)))
            }
            _ => Ok(told(LoginState::Waiting, None)),
        }
    })
    .await
}

/// Makes the code; the request is over.
async fn agreed(tx: &mut Tx, cx: &Cx, request: &Request, asked: &Asked) -> Outcome<LoginLookReply> {
    let who = Who { account_id: request.account_id, corp_id: request.corp_id.clone(), userid: request.userid.clone() };
    let app = (&request.app_corp, request.agent_id);
    store::end_request(tx, &request.key_hash).await?;
    let mut reply = LoginLookReply { state: LoginState::Agreed, name: None, redirect_url: None, login_tmp_code: None };
    match asked.form {
        Form::Oauth => {
            let code = code::issue(tx, cx, Purpose::Oauth, app, &who, &request.doc).await?;
            // The platform gives it under both names.
            reply.redirect_url = Some(asked.back(&[("code", &code), ("authCode", &code)]));
        }
        Form::Sns => {
            let code = code::issue(tx, cx, Purpose::Sns, app, &who, "{}").await?;
            reply.redirect_url = Some(asked.back(&[("code", &code)]));
        }
        Form::Framed => reply.login_tmp_code = Some(code::issue(tx, cx, Purpose::Scan, app, &who, &request.doc).await?),
    }
    Ok(reply)
}

/// Writes down that this person agrees. Refused: a site that takes people of one organisation only, and they are of another.
async fn agree(tx: &mut Tx, cx: &Cx, request: &Request, asked: &Asked, who: &Who) -> Outcome<()> {
    if asked.exclusive.as_ref().is_some_and(|corp| corp != who.corp_id.as_str()) {
        return Err(Fault::new(&codes::LOGIN_REQUEST).field("exclusiveCorpId").detail("该应用只允许指定组织的成员登录"));
    }
    store::mark(tx, &request.key_hash, "agreed", who).await?;
    cx.after_commit(Notice::Login { key: hex(&request.key_hash) });
    Ok(())
}

fn still_open(request: &Request) -> Outcome<()> {
    if matches!(request.state.as_str(), "waiting" | "scanned") { Ok(()) } else { Err(gone()) }
}

/// With a mobile number and a password; guessing waits as it does elsewhere.
pub async fn password(cx: Cx, req: LoginPassword) -> Outcome<LoginLookReply> {
    let key_hash = hash(&cx, &req.key);
    let (inner, looked) = (cx.clone(), key_hash.clone());
    cx.tx(async move |tx| open(tx, &inner, &looked).await.map(|_| ())).await?;
    let proven = guess::prove(&cx, &req.mobile, req.password, req.corp_id, req.otp).await?;
    let who = Who { account_id: proven.account_id, corp_id: proven.corp_id, userid: proven.userid };
    finish(&cx, key_hash, who).await
}

/// As whoever is signed in here.
pub async fn go_on(cx: Cx, req: LoginContinue) -> Outcome<LoginLookReply> {
    let who = who(cx.caller.person()?);
    finish(&cx, hash(&cx, &req.key), who).await
}

fn who(person: &Person) -> Who {
    Who { account_id: AccountId::new(person.account_id), corp_id: person.corp.clone(), userid: person.userid.clone() }
}

async fn finish(cx: &Cx, key_hash: Vec<u8>, who: Who) -> Outcome<LoginLookReply> {
    let (inner, mine) = (cx.clone(), key_hash.clone());
    cx.tx(async move |tx| {
        let (request, asked) = open(tx, &inner, &mine).await?;
        still_open(&request)?;
        agree(tx, &inner, &request, &asked, &who).await
    })
    .await?;
    outcome(cx, &key_hash).await
}

/// Somebody's phone opened the QR code. The first one to do so takes part; the page shows their name.
pub async fn scan(cx: Cx, req: ScanOpen) -> Outcome<ScanOpenReply> {
    let (inner, me) = (cx.clone(), who(cx.caller.person()?));
    let ticket = hash(&cx, &req.ticket);
    cx.tx(async move |tx| {
        let (request, asked) = of_ticket(tx, &inner, &ticket, &me).await?;
        store::mark(tx, &request.key_hash, "scanned", &me).await?;
        inner.after_commit(Notice::Login { key: hex(&request.key_hash) });
        let site = checked(tx, &asked).await?;
        let corp = corp::find(tx, &site.corp).await?.ok_or_else(gone)?;
        Ok(ScanOpenReply {
            app_name: site.name,
            app_icon: site.icon,
            corp_name: corp.name,
            site: asked.site(),
            asks_corp: asked.asks_corp(),
            expires_ms: request.expires_ms,
        })
    })
    .await
}

/// The answer of whoever scanned.
pub async fn answer(cx: Cx, req: ScanAnswer) -> Outcome<Empty> {
    let (inner, me) = (cx.clone(), who(cx.caller.person()?));
    let ticket = hash(&cx, &req.ticket);
    cx.tx(async move |tx| {
        let (request, asked) = of_ticket(tx, &inner, &ticket, &me).await?;
        if request.state != "scanned" {
            return Err(gone());
        }
        if req.agree {
            return agree(tx, &inner, &request, &asked, &me).await;
        }
        store::mark(tx, &request.key_hash, "refused", &me).await?;
        inner.after_commit(Notice::Login { key: hex(&request.key_hash) });
        Ok(())
    })
    .await?;
    Ok(Empty {})
}

/// The request of a QR code that nobody else has scanned.
async fn of_ticket(tx: &mut Tx, cx: &Cx, ticket_hash: &[u8], me: &Who) -> Outcome<(Request, Asked)> {
    let found = store::request_of_ticket(tx, ticket_hash).await?.ok_or_else(gone)?;
    let (request, asked) = open(tx, cx, &found.key_hash).await?;
    still_open(&request)?;
    let mine = request.account_id == me.account_id && request.corp_id == me.corp_id;
    if request.state == "scanned" && !mine { Err(gone()) } else { Ok((request, asked)) }
}
