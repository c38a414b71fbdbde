//! How an app is told of events, as its developers set it: by hand in the console, by a test through the control API.

use hobnail_cx::Cx;
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};

use crate::subscription::{self, Callback, Subscription, Way};

/// What is wanted.
pub struct Wanted {
    /// `None`: the app is told nothing.
    pub way: Option<Way>,
    /// For HTTP.
    pub url: Option<String>,
    /// For HTTP; what was there before stays, or one is made, when absent.
    pub token: Option<String>,
    pub aes_key: Option<String>,
    /// Every event.
    pub all: bool,
    pub kinds: Vec<String>,
}

/// The app's subscription; the app must be the corp's.
pub async fn find(q: &mut impl Query, cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<Option<Subscription>> {
    if hobnail_app::card(q, corp, agent_id).await?.is_none() {
        return Err(Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId"));
    }
    subscription::find(q, cx, corp, agent_id).await
}

/// Changes it. A callback's address must prove itself before anything is saved. Callbacks that are set here carry the app key.
pub async fn change(cx: &Cx, corp: &CorpId, agent_id: AgentId, wanted: Wanted) -> Outcome<()> {
    let before = find(&mut cx.db(), cx, corp, agent_id).await?;
    let new = match wanted.way {
        None => None,
        Some(way) => {
            let kinds = subscription::check_kinds(&wanted.kinds, way, "events")?;
            let callback = match way {
                Way::Stream => None,
                Way::Http => Some(callback(cx, corp, agent_id, &wanted, before.and_then(|b| b.callback)).await?),
            };
            Some(Subscription { way, all: wanted.all, kinds, callback })
        }
    };
    let (inner, of) = (cx.clone(), corp.clone());
    cx.tx(async move |tx| subscription::put(tx, &inner, &of, agent_id, new.as_ref()).await).await
}

async fn callback(cx: &Cx, corp: &CorpId, agent_id: AgentId, wanted: &Wanted, before: Option<Callback>) -> Outcome<Callback> {
    let url = wanted.url.clone().or_else(|| before.as_ref().map(|b| b.url.clone()));
    let url = url.ok_or_else(|| Fault::new(&codes::MISSING_PARAM).field("url"))?;
    let (token, aes_key) = match before {
        Some(before) => (before.token, before.aes_key),
        None => subscription::new_keys()?,
    };
    let app = hobnail_app::credentials(&mut cx.db(), cx, corp, agent_id).await?;
    let key_id = app.ok_or_else(|| Fault::new(&codes::AGENT_NOT_IN_CORP).field("agentId"))?.app_key;
    let callback = Callback {
        url,
        token: wanted.token.clone().unwrap_or(token),
        aes_key: wanted.aes_key.clone().unwrap_or(aes_key),
        key_id,
    };
    subscription::prove(cx, corp, agent_id, &callback).await?;
    Ok(callback)
}
