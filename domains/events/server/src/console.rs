//! The developer console's page about an app's events: the way, the events, what was delivered and what was not.

use hobnail_cx::Cx;
use hobnail_events_api::console::{
    DeliveryState, EventDeliveries, EventDeliveriesReply, EventDelivery, EventRetry, EventRetryReply, EventSettingsGet,
    EventSettingsGetReply, EventSettingsPut, EventWay, KnownEvent,
};
use hobnail_jobs::delivery::{self, Shown, State};
use hobnail_wire::{AgentId, CorpId, Fault, Outcome, Right, codes};

use crate::{
    catalogue,
    settings::{self, Wanted},
    stream::Hub,
    subscription::{Way, lane, subscriber},
};

fn corp(cx: &Cx) -> Outcome<CorpId> {
    Ok(cx.caller.administers(Right::Developer)?.corp.clone())
}

pub async fn settings(cx: Cx, req: EventSettingsGet) -> Outcome<EventSettingsGetReply> {
    let corp = corp(&cx)?;
    shown(&cx, &corp, req.agent_id).await
}

pub async fn change(cx: Cx, req: EventSettingsPut) -> Outcome<EventSettingsGetReply> {
    let corp = corp(&cx)?;
    let way = match req.way {
        EventWay::None => None,
        EventWay::Http => Some(Way::Http),
        EventWay::Stream => Some(Way::Stream),
    };
    let wanted = Wanted {
        way,
        url: req.url,
        token: req.token,
        aes_key: req.aes_key,
        all: req.all.unwrap_or(false),
        kinds: req.events.unwrap_or_default(),
    };
    settings::change(&cx, &corp, req.agent_id, wanted).await.map_err(|fault| match fault.field_name() {
        Some("aes_key") => fault.field("aesKey"),
        _ => fault,
    })?;
    shown(&cx, &corp, req.agent_id).await
}

async fn shown(cx: &Cx, corp: &CorpId, agent_id: AgentId) -> Outcome<EventSettingsGetReply> {
    let (inner, of) = (cx.clone(), corp.clone());
    let found = cx.read(async move |q| settings::find(q, &inner, &of, agent_id).await).await?;
    let callback = found.as_ref().and_then(|s| s.callback.clone());
    let known = catalogue::all().iter().filter(|known| !known.is_check() && (known.delivery.http || known.delivery.stream));
    Ok(EventSettingsGetReply {
        agent_id,
        way: match found.as_ref().map(|s| s.way) {
            None => EventWay::None,
            Some(Way::Http) => EventWay::Http,
            Some(Way::Stream) => EventWay::Stream,
        },
        url: callback.as_ref().map(|c| c.url.clone()),
        token: callback.as_ref().map(|c| c.token.clone()),
        aes_key: callback.as_ref().map(|c| c.aes_key.clone()),
        key_id: callback.map(|c| c.key_id),
        all: found.as_ref().is_some_and(|s| s.all),
        events: found.map(|s| s.kinds).unwrap_or_default(),
        connections: cx.core.parts.get::<Hub>().count(corp, &lane(agent_id)) as i64,
        known: known
            .map(|known| KnownEvent {
                name: known.event.to_owned(),
                title: known.title.clone(),
                module: known.module.to_owned(),
                http: known.delivery.http,
                stream: known.delivery.stream,
            })
            .collect(),
    })
}

pub async fn deliveries(cx: Cx, req: EventDeliveries) -> Outcome<EventDeliveriesReply> {
    let corp = corp(&cx)?;
    settings::find(&mut cx.db(), &cx, &corp, req.agent_id).await?;
    let limit = req.limit.unwrap_or(20);
    let states = req.state.map(|state| match state {
        DeliveryState::Waiting => (State::Waiting, State::Waiting),
        DeliveryState::Done => (State::Done, State::Done),
        DeliveryState::Failed => (State::Failed, State::Fetched),
    });
    let before = req.after.unwrap_or(i64::MAX);
    let rows = delivery::page(&mut cx.db(), &corp, &lane(req.agent_id), states, before, limit).await?;
    let next = (rows.len() as i64 == limit).then(|| rows.last().map(|row| row.event_id)).flatten();
    Ok(EventDeliveriesReply { items: rows.into_iter().map(item).collect(), next })
}

fn item(row: Shown) -> EventDelivery {
    let waiting = row.state == State::Waiting as i64;
    EventDelivery {
        id: row.event_id,
        event: row.kind,
        state: match row.state {
            0 => DeliveryState::Waiting,
            1 => DeliveryState::Done,
            _ => DeliveryState::Failed,
        },
        born_ms: row.created_ms,
        next_ms: (waiting && !delivery::waits_behind_another(row.due_ms)).then_some(row.due_ms),
        ended_ms: (!waiting).then_some(row.due_ms),
        attempts: row.attempt,
        status: row.status,
        request: row.request,
        reply: row.reply,
        why: row.why,
        took_ms: row.took_ms,
    }
}

pub async fn retry(cx: Cx, req: EventRetry) -> Outcome<EventRetryReply> {
    let corp = corp(&cx)?;
    let inner = cx.clone();
    let retried = cx.tx(async move |tx| {
        let found = settings::find(tx, &inner, &corp, req.agent_id).await?;
        let way = found.ok_or_else(|| Fault::new(&codes::CALLBACK_NONE).field("agentId"))?.way;
        delivery::retry(tx, &inner, &corp, &subscriber(req.agent_id, way), req.id).await
    });
    Ok(EventRetryReply { retried: retried.await? })
}
