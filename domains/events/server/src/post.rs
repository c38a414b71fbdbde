//! HTTP callbacks: an event is encrypted, signed and posted, and was taken when the answer is an encrypted `success`.

use std::{pin::Pin, time::Duration};

use hobnail_cx::{Cx, secrets::random_text};
use hobnail_jobs::delivery::{Deliver, Delivery, Trace, Verdict};
use hobnail_outgoing::{Outcome as Called, Post, Reply, Trouble, Url};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome};
use serde_json::{Value, json};

use crate::{
    crypto::Crypto,
    shape,
    subscription::{self, Callback},
};

/// The platform's: a second try after 10 s, a third 30 s later.
const WAITS: [i64; 2] = [10_000, 30_000];
/// Requests to one receiver at once.
const AT_ONCE: usize = 8;

/// Whose callback.
pub struct Target<'a> {
    pub corp: &'a CorpId,
    pub agent_id: AgentId,
    pub callback: &'a Callback,
}

/// Posts one event.
pub async fn send(cx: &Cx, target: &Target<'_>, about: &str, event: &Value) -> Outcome<Called<()>> {
    let callback = target.callback;
    let mut url = Url::parse(&callback.url).map_err(Fault::internal)?;
    let crypto = Crypto::new(&callback.token, &callback.aes_key).ok_or_else(|| Fault::internal("a stored aes_key is not one"))?;
    let random = |n| random_text(n).map_err(Fault::internal);
    let (timestamp, nonce) = (cx.now_ms().to_string(), random(8)?);
    let encrypt = crypto.encrypt(&random(16)?, &event.to_string(), &callback.key_id);
    let signature = crypto.sign(&timestamp, &nonce, &encrypt);
    // Old receivers read `signature`, newer ones `msg_signature`.
    url.query_pairs_mut()
        .append_pair("signature", &signature)
        .append_pair("msg_signature", &signature)
        .append_pair("timestamp", &timestamp)
        .append_pair("nonce", &nonce);
    let post = Post {
        url: &url,
        content_type: "application/json",
        headers: Vec::new(),
        body: json!({ "encrypt": encrypt }).to_string().into_bytes(),
        deadline: Duration::from_millis(cx.core.limits.callback_ms),
        about,
        shown: event.clone(),
        corp_id: Some(target.corp.as_str()),
        agent_id: Some(target.agent_id.get()),
    };
    Ok(cx.core.outgoing.post(post, |reply| judge(&crypto, &callback.key_id, reply)).await)
}

/// Whether a receiver took it; each trouble has a name of its own, because finding it out from outside is hard.
fn judge(crypto: &Crypto, key_id: &str, reply: &Reply) -> Result<(), Trouble> {
    let answer: Value =
        serde_json::from_slice(&reply.body).map_err(|_| Trouble::new("ANSWER_NOT_JSON", "the answer is not a JSON object"))?;
    let text = |names: &[&str]| {
        names.iter().find_map(|name| match &answer[*name] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let part = |names: &[&str]| text(names).ok_or_else(|| Trouble::new("ANSWER_INCOMPLETE", format!("{} is missing", names[0])));
    let (encrypt, nonce) = (part(&["encrypt"])?, part(&["nonce"])?);
    let timestamp = part(&["timeStamp", "timestamp"])?;
    let signature = part(&["msg_signature", "signature"])?;
    if !crypto.sign(&timestamp, &nonce, &encrypt).eq_ignore_ascii_case(&signature) {
        return Err(Trouble::new("ANSWER_SIGNATURE", "the signature does not fit token, timeStamp, nonce and encrypt"));
    }
    let (msg, id) =
        crypto.decrypt(&encrypt).ok_or_else(|| Trouble::new("ANSWER_KEY", "encrypt does not open with this aes_key"))?;
    if id != key_id {
        return Err(Trouble::new("ANSWER_KEY_ID", format!("the text ends with {id}, not with {key_id}")));
    }
    if msg != "success" {
        return Err(Trouble::new("ANSWER_TEXT", "the text is not success"));
    }
    Ok(())
}

/// Fills the port of `jobs`.
pub struct Callbacks;

impl Deliver for Callbacks {
    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn waits(&self) -> &'static [i64] {
        &WAITS
    }

    fn deliver<'a>(&'a self, cx: &'a Cx, delivery: &'a Delivery) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
        Box::pin(async move {
            bring(cx, delivery).await.unwrap_or_else(|fault| {
                tracing::error!(%fault, event = delivery.event_id, "a callback could not be made");
                Verdict::Again(Trace { why: fault.to_string(), ..Trace::default() }, None)
            })
        })
    }
}

async fn bring(cx: &Cx, delivery: &Delivery) -> Outcome<Verdict> {
    let never = |why: &str| Verdict::Never(Trace { why: why.into(), ..Trace::default() });
    let Ok(agent_id) = delivery.lane.parse().map(AgentId::new) else { return Ok(never("no app has this lane")) };
    match hobnail_app::card(&mut cx.db(), &delivery.corp_id, agent_id).await? {
        Some(app) if app.enabled => {}
        _ => return Ok(never("the app is gone or disabled")),
    }
    let Some(callback) = subscription::callback(&mut cx.db(), cx, &delivery.corp_id, agent_id).await? else {
        return Ok(never("the subscription has ended"));
    };
    let event = shape::http(delivery)?;
    let target = Target { corp: &delivery.corp_id, agent_id, callback: &callback };
    let called = send(cx, &target, &delivery.kind, &event).await?;
    let mut trace = Trace {
        status: called.status.into(),
        request: event.to_string(),
        reply: called.reply,
        why: String::new(),
        took_ms: called.took.as_millis() as i64,
    };
    Ok(match called.result {
        Ok(()) => Verdict::Taken(trace),
        Err(trouble) => {
            trace.why = format!("{}: {}", trouble.rule, trouble.why);
            Verdict::Again(trace, None)
        }
    })
}
