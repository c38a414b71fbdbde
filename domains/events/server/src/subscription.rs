//! Who is told of what: one way an app, the events that it takes, and the keys of its callback.

use std::pin::Pin;

use hobnail_cx::{
    Cx,
    audit::{self, Change},
    secrets::random_text,
};
use hobnail_jobs::{
    Event,
    delivery::{self, Subscriber, Subscribers},
};
use hobnail_outgoing::{self as outgoing, Url};
use hobnail_store::{Query, Tx};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};
use serde::Serialize;
use serde_json::json;

use crate::{
    catalogue,
    crypto::Crypto,
    post::{self, Target},
    store::subscription::{self, Row},
};

/// Deliveries by HTTP callback.
pub const HTTP: &str = "events.http";
/// Deliveries over stream connections.
pub const STREAM: &str = "events.stream";

/// How an app is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Http,
    Stream,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Way::Http => "http",
            Way::Stream => "stream",
        }
    }

    pub fn kind(self) -> &'static str {
        match self {
            Way::Http => HTTP,
            Way::Stream => STREAM,
        }
    }

    fn read(word: &str) -> Way {
        if word == "http" { Way::Http } else { Way::Stream }
    }

    /// Whether the platform delivers the event this way.
    fn takes(self, known: &catalogue::Known) -> bool {
        match self {
            Way::Http => known.delivery.http,
            Way::Stream => known.delivery.stream,
        }
    }
}

/// An app's lane of deliveries; it has one, whatever the way.
pub fn lane(agent_id: AgentId) -> String {
    agent_id.to_string()
}

pub fn subscriber(agent_id: AgentId, way: Way) -> Subscriber {
    Subscriber { lane: lane(agent_id), kind: way.kind() }
}

/// A callback as somebody wants it.
#[derive(Clone)]
pub struct Callback {
    pub url: String,
    pub token: String,
    pub aes_key: String,
    pub key_id: String,
}

/// A subscription, opened.
pub struct Subscription {
    pub way: Way,
    pub all: bool,
    pub kinds: Vec<String>,
    pub callback: Option<Callback>,
}

fn sealed_for(corp: &CorpId, agent_id: AgentId) -> String {
    format!("event_subscription:{corp}:{agent_id}")
}

pub async fn find(q: &mut impl Query, cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Subscription>> {
    let Some(row) = subscription::find(q, corp, agent_id).await? else { return Ok(None) };
    let kinds = subscription::kinds(q, corp, agent_id).await?;
    Ok(Some(Subscription { way: Way::read(&row.way), all: row.all_events, kinds, callback: opened(cx, corp, &row)? }))
}

/// The app's callback, when it has one.
pub async fn callback(q: &mut impl Query, cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Callback>> {
    match subscription::find(q, corp, agent_id).await? {
        Some(row) => opened(cx, corp, &row),
        None => Ok(None),
    }
}

fn opened(cx: &Cx, corp: &CorpId, row: &Row) -> Outcome<Option<Callback>> {
    let (Some(token), Some(aes_key)) = (&row.token_sealed, &row.aes_key_sealed) else { return Ok(None) };
    let about = sealed_for(corp, row.agent_id);
    let open = |sealed: &[u8]| cx.core.secrets.open(&about, sealed).map_err(Fault::internal);
    Ok(Some(Callback { url: row.url.clone(), token: open(token)?, aes_key: open(aes_key)?, key_id: row.key_id.clone() }))
}

/// What the audit log tells of a subscription: no key and no token.
#[derive(Serialize)]
struct Told<'a> {
    way: &'static str,
    url: &'a str,
    all: bool,
    events: &'a [String],
}

impl Told<'_> {
    fn of(found: &Subscription) -> Told<'_> {
        let url = found.callback.as_ref().map_or("", |c| &c.url);
        Told { way: found.way.word(), url, all: found.all, events: &found.kinds }
    }
}

/// Saves how an app is told, or that it is told nothing any more. What is waiting follows the new way, or is dropped; the
/// address must have been [`prove`]d.
pub async fn put(tx: &mut Tx, cx: &Cx, corp: &CorpId, agent_id: AgentId, new: Option<&Subscription>) -> Outcome<()> {
    let before = find(tx, cx, corp, agent_id).await?;
    match new {
        Some(new) => write(tx, cx, corp, agent_id, new).await?,
        None => {
            delivery::forget(tx, corp, &lane(agent_id)).await?;
            subscription::delete(tx, corp, agent_id).await?;
        }
    }
    let name = hobnail_app::card(tx, corp, agent_id).await?.map(|app| app.name).unwrap_or_default();
    let subject = format!("app:{agent_id}");
    let change = Change {
        action: "app.events.update",
        subject: &subject,
        subject_name: &name,
        before: before.as_ref().map(Told::of),
        after: new.map(Told::of),
    };
    audit::record(tx, cx, corp, change).await
}

async fn write(tx: &mut Tx, cx: &Cx, corp: &CorpId, agent_id: AgentId, new: &Subscription) -> Outcome<()> {
    let about = sealed_for(corp, agent_id);
    let seal = |text: &str| cx.core.secrets.seal(&about, text).map_err(Fault::internal);
    let row = Row {
        agent_id,
        way: new.way.word().into(),
        all_events: new.all,
        url: new.callback.as_ref().map(|c| c.url.clone()).unwrap_or_default(),
        key_id: new.callback.as_ref().map(|c| c.key_id.clone()).unwrap_or_default(),
        token_sealed: new.callback.as_ref().map(|c| seal(&c.token)).transpose()?,
        aes_key_sealed: new.callback.as_ref().map(|c| seal(&c.aes_key)).transpose()?,
    };
    subscription::put(tx, corp, &row, &new.kinds, cx.now_ms()).await?;
    delivery::change_kind(tx, cx, corp, &subscriber(agent_id, new.way)).await
}

/// Event types that may be subscribed to in this way; the first other one is refused.
pub fn check_kinds(kinds: &[String], way: Way, field: &str) -> Outcome<Vec<String>> {
    let mut out = Vec::new();
    for (i, kind) in kinds.iter().enumerate() {
        match catalogue::find(kind) {
            Some(known) if way.takes(known) && !known.is_check() => out.push(kind.clone()),
            _ => return Err(Fault::new(&codes::CALLBACK_TAG).field(format!("{field}[{i}]")).detail(kind.clone())),
        }
    }
    out.sort();
    out.dedup();
    Ok(out)
}

/// Checks a callback's parts and asks its address to prove itself: it must answer an encrypted `check_url` event with an
/// encrypted `success`.
pub async fn prove(cx: &Cx, corp: &CorpId, agent_id: AgentId, callback: &Callback) -> Outcome<()> {
    let length = callback.token.chars().count();
    if !(3..=63).contains(&length) {
        return Err(Fault::new(&codes::CALLBACK_BODY).field("token").detail("3 至 63 个字符"));
    }
    if Crypto::new(&callback.token, &callback.aes_key).is_none() {
        return Err(Fault::new(&codes::CALLBACK_BODY).field("aes_key").detail("43 个字母或数字"));
    }
    let url = Url::parse(&callback.url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| Fault::new(&codes::CALLBACK_URL).field("url"))?;
    if cx.core.outgoing.permits(&url).is_err() {
        return Err(Fault::new(&codes::CALLBACK_HOST).field("url"));
    }
    let target = Target { corp, agent_id, callback };
    let outcome = post::send(cx, &target, "check_url", &json!({ "EventType": "check_url" })).await?;
    match outcome.result {
        Ok(()) => Ok(()),
        Err(trouble) => {
            let code = match trouble.rule {
                outgoing::FORBIDDEN => &codes::CALLBACK_HOST,
                outgoing::UNREACHABLE | outgoing::TIMEOUT | outgoing::CLOSED => &codes::CALLBACK_UNREACHABLE,
                _ => &codes::CALLBACK_ANSWER,
            };
            Err(Fault::new(code).field("url").detail(trouble.why))
        }
    }
}

/// A token and a key for those who bring none.
pub fn new_keys() -> Outcome<(String, String)> {
    let random = |n| random_text(n).map_err(Fault::internal);
    Ok((random(20)?, random(43)?))
}

/// Fills the port of `jobs`.
pub struct FromTables;

impl Subscribers for FromTables {
    fn of<'a>(
        &'a self,
        tx: &'a mut Tx,
        corp: &'a CorpId,
        events: &'a [Event],
    ) -> Pin<Box<dyn Future<Output = Outcome<Vec<Vec<Subscriber>>>> + Send + 'a>> {
        Box::pin(async move {
            let rows = subscription::of_corp(tx, corp).await?;
            Ok(events.iter().map(|event| who(&rows, &event.kind)).collect())
        })
    }
}

fn who(rows: &[(AgentId, String, bool, Option<String>)], kind: &str) -> Vec<Subscriber> {
    let Some(known) = catalogue::find(kind) else { return Vec::new() };
    let mut out: Vec<Subscriber> = Vec::new();
    for (agent_id, way, all, subscribed) in rows {
        let way = Way::read(way);
        if way.takes(known) && (*all || subscribed.as_deref() == Some(kind)) {
            let to = subscriber(*agent_id, way);
            if out.last() != Some(&to) {
                out.push(to);
            }
        }
    }
    out
}
