//! What dev mode's control API asks for: events out of thin air, subscriptions without a console, and what became of them.

use hobnail_cx::Cx;
use hobnail_jobs::delivery::{self, Shown, State};
use hobnail_store::Query;
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, codes};
use serde_json::{Map, Value};

use crate::{catalogue, settings, subscription};

pub use crate::{settings::Wanted, subscription::Way};

/// Emits a documented event with these fields, as if it had happened. Its id.
pub async fn emit(cx: &Cx, corp: CorpId, event: &str, fields: Map<String, Value>, key: Option<String>) -> Outcome<i64> {
    let known = catalogue::find(event).filter(|known| !known.is_check());
    let known = known.ok_or_else(|| Fault::new(&codes::CALLBACK_TAG).field("event").detail(event.to_owned()))?;
    known
        .fits(&fields)
        .map_err(|misfit| Fault::new(&codes::INVALID_PARAM).field(format!("fields.{}", misfit.field)).detail(misfit.why))?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        // Events that nobody put in order are not held up by each other.
        let key = match &key {
            Some(key) => key.clone(),
            None => format!("emitted:{}", inner.id()?),
        };
        hobnail_jobs::record(tx, &inner, &corp, &key, known.event, &fields).await
    })
    .await
}

/// Changes how an app is told; see [`settings::change`]. Gives token, key and key id of a callback.
pub async fn subscribe(cx: &Cx, corp: &CorpId, agent_id: AgentId, wanted: Wanted) -> Outcome<Option<[String; 3]>> {
    settings::change(cx, corp, agent_id, wanted).await?;
    let callback = subscription::callback(&mut cx.db(), cx, corp, agent_id).await?;
    Ok(callback.map(|c| [c.token, c.aes_key, c.key_id]))
}

/// An app's deliveries, newest first: all, or those in one of the states `waiting`, `done`, `failed`.
pub async fn deliveries(
    q: &mut impl Query,
    corp: &CorpId,
    agent_id: AgentId,
    state: Option<&str>,
    limit: i64,
) -> Outcome<Vec<(Shown, &'static str)>> {
    let states = match state {
        None => None,
        Some("waiting") => Some((State::Waiting, State::Waiting)),
        Some("done") => Some((State::Done, State::Done)),
        Some("failed") => Some((State::Failed, State::Fetched)),
        Some(_) => return Err(Fault::new(&codes::INVALID_PARAM).field("state").detail("waiting、done 或 failed")),
    };
    let rows = delivery::page(q, corp, &subscription::lane(agent_id), states, i64::MAX, limit).await?;
    let word = |state: i64| match state {
        0 => "waiting",
        1 => "done",
        _ => "failed",
    };
    Ok(rows.into_iter().map(|row| (row.state, row)).map(|(state, row)| (row, word(state))).collect())
}
