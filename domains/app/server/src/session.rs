//! Sessions of people in the workbench and the consoles.
//!
//! A session is a random cookie, found by its keyed hash; its CSRF token is made from the cookie, so nothing else is kept. A
//! new cookie is made at every sign-in; what guessing costs is `security::guess`. A person who left is refused here, whatever
//! their cookie.

use std::sync::Arc;

use hobnail_app_api::session::{
    PasswordChange, PeoplePage, PeoplePageReply, PickablePerson, Session, SessionCorp, SessionCorpSwitch, SessionEnd, SessionGet,
    SessionMode, SessionPassword, SessionPerson, SessionPick,
};
use hobnail_contact::{account, activity, corp, grant, member};
use hobnail_cx::{
    Core, Cx, Mode,
    caller::Person,
    days::{self, DEFAULT_ZONE},
    secrets::random_text,
};
use hobnail_wire::{AccountId, CorpId, Empty, Fault, Outcome, UserId, codes};

use crate::{identity, password, security::guess, store::session};

/// A session ends this long after its last use.
const LIFE_MS: i64 = 7 * 24 * 3_600_000;
/// So much of it may be used before the use is written down.
const RENEW_AFTER_MS: i64 = 3_600_000;

fn hash(core: &Core, cookie: &str) -> Vec<u8> {
    core.secrets.lookup("session", cookie)
}

/// The token that writes of a session carry.
pub fn csrf(core: &Core, cookie: &str) -> String {
    core.secrets.token("csrf", &[cookie])
}

/// The person behind a cookie, if the session is alive and the person still there.
pub async fn person(core: &Arc<Core>, cookie: &str) -> Outcome<Option<Arc<Person>>> {
    let hash = hash(core, cookie);
    let now = core.clock.now_ms();
    let cx = Cx::internal(core);
    let looked = hash.clone();
    let found = cx
        .read(async move |q| {
            let Some(row) = session::find(q, &looked).await? else { return Ok(None) };
            if row.expires_ms <= now {
                return Ok(None);
            }
            Ok(identity::person(q, &row, looked.clone()).await?.map(|person| (person, row.expires_ms, row.seen_day)))
        })
        .await?;
    let Some((person, expires_ms, seen_day)) = found else { return Ok(None) };
    let today = days::day(now, &person.zone);
    if seen_day < today {
        let (hash, corp, userid) = (hash.clone(), person.corp.clone(), person.userid.clone());
        cx.tx(async move |tx| {
            session::seen(tx, &hash, today).await?;
            activity::signed_in(tx, &corp, &userid, today).await
        })
        .await?;
    }
    if now + LIFE_MS - expires_ms > RENEW_AFTER_MS {
        cx.tx(async move |tx| session::renew(tx, &hash, now + LIFE_MS).await).await?;
    }
    Ok(Some(Arc::new(person)))
}

pub async fn get(cx: Cx, _: SessionGet) -> Outcome<Session> {
    match cx.caller.person().cloned() {
        Ok(person) => {
            let token = cx.origin.cookie.as_deref().map(|cookie| csrf(&cx.core, cookie)).unwrap_or_default();
            describe(&cx, person.corp.clone(), person.userid.clone(), AccountId::new(person.account_id), token).await
        }
        Err(_) => Ok(Session {
            mode: mode(&cx),
            signed_in: false,
            csrf_token: String::new(),
            zone: DEFAULT_ZONE.to_owned(),
            person: None,
            corps: None,
        }),
    }
}

fn mode(cx: &Cx) -> SessionMode {
    match cx.core.mode {
        Mode::Dev => SessionMode::Dev,
        Mode::Serve => SessionMode::Serve,
    }
}

async fn describe(cx: &Cx, corp_id: CorpId, userid: UserId, account: AccountId, csrf_token: String) -> Outcome<Session> {
    let mode = mode(cx);
    cx.read(async move |q| {
        let corp = corp::find(q, &corp_id).await?.ok_or_else(|| Fault::new(&codes::SESSION_NONE))?;
        let card = member::card(q, &corp_id, &userid).await?.ok_or_else(|| Fault::new(&codes::SESSION_NONE))?;
        let held = grant::of(q, &corp_id, &userid, card.admin_level).await?;
        let develops = !crate::developed_by(q, &corp_id, &userid).await?.is_empty();
        let mut corps = Vec::new();
        for (corp_id, ..) in member::of_account(q, account).await? {
            if let Some(corp) = corp::find(q, &corp_id).await? {
                corps.push(SessionCorp { corp_id, name: corp.name });
            }
        }
        Ok((corp, card, held, develops, corps))
    })
    .await
    .map(|(corp, card, held, develops, corps)| Session {
        mode,
        signed_in: true,
        csrf_token,
        zone: corp.zone,
        person: Some(SessionPerson {
            userid: card.userid,
            name: card.name,
            avatar: card.avatar,
            title: card.title,
            corp_id: corp.corp_id,
            corp_name: corp.name,
            departments: card.dept_names,
            admin: card.admin,
            rights: held.rights.into_iter().collect(),
            develops,
        }),
        corps: Some(corps),
    })
}

/// Signs in.
pub async fn password(cx: Cx, req: SessionPassword) -> Outcome<Session> {
    let proven = guess::prove(&cx, &req.mobile, req.password, req.corp_id, None).await?;
    begin(&cx, proven.corp_id, proven.userid, proven.account_id).await
}

/// Signs in as anybody, in dev mode.
pub async fn pick(cx: Cx, req: SessionPick) -> Outcome<Session> {
    let card = member::card(&mut cx.db(), &req.corp_id, &req.userid).await?;
    let card = card.ok_or_else(|| Fault::new(&codes::USER_NOT_FOUND).field("userid"))?;
    begin(&cx, req.corp_id, req.userid, card.account_id).await
}

pub async fn switch_corp(cx: Cx, req: SessionCorpSwitch) -> Outcome<Session> {
    let account = AccountId::new(cx.caller.person()?.account_id);
    let corps = member::of_account(&mut cx.db(), account).await?;
    let chosen = corps.into_iter().find(|(corp, ..)| *corp == req.corp_id);
    let (corp, userid, _) = chosen.ok_or_else(|| Fault::new(&codes::CORP_INVALID).field("corpId"))?;
    begin(&cx, corp, userid, account).await
}

/// A new session; the one that the call came with ends.
async fn begin(cx: &Cx, corp: CorpId, userid: UserId, account: AccountId) -> Outcome<Session> {
    let cookie = random_text(43).map_err(Fault::internal)?;
    let now = cx.now_ms();
    let new = hash(&cx.core, &cookie);
    let old = cx.origin.cookie.as_deref().map(|cookie| hash(&cx.core, cookie));
    let (in_corp, who, inner) = (corp.clone(), userid.clone(), cx.clone());
    cx.tx(async move |tx| {
        if let Some(old) = &old {
            session::end(tx, old).await?;
        }
        account::activate(tx, &inner, account).await?;
        session::insert(tx, &new, account, &in_corp, &who, now, now + LIFE_MS).await
    })
    .await?;
    let token = csrf(&cx.core, &cookie);
    cx.set_cookie(cookie);
    describe(cx, corp, userid, account, token).await
}

pub async fn end(cx: Cx, _: SessionEnd) -> Outcome<Empty> {
    let session = cx.caller.person()?.session.clone();
    cx.tx(async move |tx| session::end(tx, &session).await).await?;
    cx.set_cookie(String::new());
    Ok(Empty {})
}

pub async fn change_password(cx: Cx, req: PasswordChange) -> Outcome<Empty> {
    let person = cx.caller.person()?.clone();
    password::strong_enough(&req.next)?;
    let account = AccountId::new(person.account_id);
    let known = account::find(&mut cx.db(), account).await?;
    let hash = known.and_then(|a| a.password_hash);
    // In dev mode people have no password until they set one.
    let first = hash.is_none() && cx.is_dev();
    if !first && !password::fits(req.current, hash).await? {
        return Err(Fault::new(&codes::SESSION_DENIED).field("current").detail("当前密码不正确"));
    }
    let next = password::hash(req.next).await?;
    let session = person.session.clone();
    cx.tx(async move |tx| {
        account::set_password_hash(tx, account, &next).await?;
        session::end_others(tx, account, &session).await
    })
    .await?;
    Ok(Empty {})
}

/// The people of every corp, corp by corp; `after` is the corp and the place in it.
pub async fn people(cx: Cx, req: PeoplePage) -> Outcome<PeoplePageReply> {
    let limit = req.limit.unwrap_or(50);
    let text = req.q.unwrap_or_default();
    let (mut in_corp, mut after) = match req.after.as_deref().and_then(|a| a.split_once(' ')) {
        Some((corp, place)) => (Some(corp.to_owned()), Some(place.to_owned()).filter(|place| !place.is_empty())),
        None => (None, None),
    };
    let mut items = Vec::new();
    let mut next = None;
    let corps = corp::page(&mut cx.db(), None, 1000).await?;
    for corp in corps {
        if in_corp.as_deref().is_some_and(|c| corp.corp_id.as_str() < c) {
            continue;
        }
        if in_corp.take().is_none_or(|c| c != corp.corp_id.as_str()) {
            after = None;
        }
        let left = limit - items.len() as i64;
        if left == 0 {
            next = next.or_else(|| Some(format!("{} ", corp.corp_id)));
            break;
        }
        let (found, rest) = member::search(&mut cx.db(), &corp.corp_id, &text, after.take().as_deref(), left).await?;
        next = rest.map(|rest| format!("{} {rest}", corp.corp_id));
        items.extend(found.into_iter().map(|person| PickablePerson {
            corp_id: corp.corp_id.clone(),
            corp_name: corp.name.clone(),
            userid: person.userid,
            name: person.name,
            title: person.title,
            department: person.dept_name,
        }));
    }
    Ok(PeoplePageReply { items, next })
}

/// Forgets sessions that have ended.
pub async fn forget_ended(cx: Cx) -> Outcome<()> {
    let now = cx.now_ms();
    cx.tx(async move |tx| session::forget_ended(tx, now).await).await.map(|_| ())
}
