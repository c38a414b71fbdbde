//! The five APIs of HTTP callbacks.

use hobnail_cx::Cx;
use hobnail_events_api::callback::{
    CallbackDelete, CallbackFailedList, CallbackFailedListReply, CallbackGet, CallbackGetReply, CallbackRegister, CallbackUpdate,
};
use hobnail_jobs::delivery;
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, Empty, Fault, Outcome, codes};

use crate::{
    shape,
    subscription::{self, Callback, Subscription, Way, lane},
};

/// Failures that one call gives out.
const FAILED: usize = 200;

/// One address an app. Nothing is saved before the address has answered.
pub async fn register(cx: Cx, req: CallbackRegister) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    if registered(&mut cx.db(), &cx, &app.corp, app.agent_id).await?.is_some() {
        return Err(Fault::new(&codes::CALLBACK_EXISTS));
    }
    save(cx, Wanted { tags: req.call_back_tag, token: req.token, aes_key: req.aes_key, url: req.url }, false).await
}

pub async fn update(cx: Cx, req: CallbackUpdate) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    if registered(&mut cx.db(), &cx, &app.corp, app.agent_id).await?.is_none() {
        return Err(Fault::new(&codes::CALLBACK_NONE));
    }
    save(cx, Wanted { tags: req.call_back_tag, token: req.token, aes_key: req.aes_key, url: req.url }, true).await
}

struct Wanted {
    tags: Vec<String>,
    token: String,
    aes_key: String,
    url: String,
}

async fn save(cx: Cx, wanted: Wanted, exists: bool) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let kinds = subscription::check_kinds(&wanted.tags, Way::Http, "call_back_tag")?;
    // Callbacks that were registered by an internal app carry the corp's id.
    let key_id = app.corp.to_string();
    let callback = Callback { url: wanted.url, token: wanted.token, aes_key: wanted.aes_key, key_id };
    subscription::prove(&cx, &app.corp, app.agent_id, &callback).await?;
    let new = Subscription { way: Way::Http, all: false, kinds, callback: Some(callback) };
    let inner = cx.clone();
    cx.tx(async move |tx| {
        // The address took its time; somebody else may have been first.
        if registered(tx, &inner, &app.corp, app.agent_id).await?.is_some() != exists {
            return Err(Fault::new(if exists { &codes::CALLBACK_NONE } else { &codes::CALLBACK_EXISTS }));
        }
        subscription::put(tx, &inner, &app.corp, app.agent_id, Some(&new)).await
    })
    .await?;
    Ok(Empty {})
}

async fn registered(q: &mut impl Query, cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Subscription>> {
    Ok(subscription::find(q, cx, corp, agent_id).await?.filter(|found| found.way == Way::Http))
}

pub async fn get(cx: Cx, _: CallbackGet) -> Outcome<CallbackGetReply> {
    let app = cx.caller.app()?.clone();
    let inner = cx.clone();
    let found = cx.read(async move |q| registered(q, &inner, &app.corp, app.agent_id).await).await?;
    let none = || Fault::new(&codes::CALLBACK_NONE);
    let found = found.ok_or_else(none)?;
    let callback = found.callback.ok_or_else(none)?;
    Ok(CallbackGetReply { call_back_tag: found.kinds, token: callback.token, aes_key: callback.aes_key, url: callback.url })
}

pub async fn delete(cx: Cx, _: CallbackDelete) -> Outcome<Empty> {
    let app = cx.caller.app()?.clone();
    let inner = cx.clone();
    cx.tx(async move |tx| {
        if registered(tx, &inner, &app.corp, app.agent_id).await?.is_none() {
            return Err(Fault::new(&codes::CALLBACK_NONE));
        }
        subscription::put(tx, &inner, &app.corp, app.agent_id, None).await
    })
    .await?;
    Ok(Empty {})
}

/// Hands failures out, oldest first; see [`delivery::take_failed`].
pub async fn failed_list(cx: Cx, _: CallbackFailedList) -> Outcome<CallbackFailedListReply> {
    let app = cx.caller.app()?.clone();
    let (corp, agent_id) = (app.corp.clone(), app.agent_id);
    let taken = cx.tx(async move |tx| delivery::take_failed(tx, &corp, &lane(agent_id), FAILED).await);
    let (failed, has_more) = taken.await?;
    let entry = |f: &delivery::Failed| shape::failed(app.corp.as_str(), &f.kind, &f.payload, f.created_ms);
    Ok(CallbackFailedListReply { failed_list: failed.iter().map(entry).collect::<Outcome<_>>()?, has_more })
}
