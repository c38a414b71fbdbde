//! `POST events`, `POST subscriptions`, `GET deliveries`.

use std::time::Duration;

use hobnail_control_api::events::{
    DeliveriesGet, DeliveriesGetReply, EventEmit, EventEmitReply, MadeDelivery, SubscriptionMake, SubscriptionMakeReply,
};
use hobnail_cx::Cx;
use hobnail_events::{Wanted, Way};
use hobnail_wire::{Fault, Outcome, codes};
use tokio::time::{Instant, timeout_at};

use super::make::known;

pub async fn emit(cx: Cx, req: EventEmit) -> Outcome<EventEmitReply> {
    let corp = known(&cx, req.corp_id).await?;
    let fields = req.fields.map(|fields| fields.0).unwrap_or_default();
    Ok(EventEmitReply { event_id: hobnail_events::emit(&cx, corp, &req.event, fields, req.key).await? })
}

pub async fn subscribe(cx: Cx, req: SubscriptionMake) -> Outcome<SubscriptionMakeReply> {
    let corp = known(&cx, req.corp_id).await?;
    let way = match req.way.as_str() {
        "none" => None,
        "http" => Some(Way::Http),
        "stream" => Some(Way::Stream),
        _ => return Err(Fault::new(&codes::INVALID_PARAM).field("way").detail("http、stream 或 none")),
    };
    let all = req.events.is_none();
    let kinds = req.events.unwrap_or_default();
    let wanted = Wanted { way, url: req.url, token: req.token, aes_key: req.aes_key, all, kinds };
    let keys = hobnail_events::subscribe(&cx, &corp, req.agent_id, wanted).await?;
    let [token, aes_key, key_id] = keys.map(|keys| keys.map(Some)).unwrap_or_default();
    Ok(SubscriptionMakeReply { token, aes_key, key_id })
}

pub async fn deliveries(cx: Cx, req: DeliveriesGet) -> Outcome<DeliveriesGetReply> {
    let corp = known(&cx, req.corp_id).await?;
    let deadline = Instant::now() + Duration::from_millis(req.wait_ms.unwrap_or(0) as u64);
    let count = req.count.unwrap_or(1) as usize;
    let limit = req.limit.unwrap_or(200);
    let mut notices = cx.core.bus.subscribe();
    loop {
        let mut found = hobnail_events::deliveries(&mut cx.db(), &corp, req.agent_id, req.state.as_deref(), limit).await?;
        found.retain(|(row, _)| row.attempt >= req.attempts.unwrap_or(0));
        if found.len() >= count || timeout_at(deadline, notices.recv()).await.is_err() {
            let deliveries = found.into_iter().map(|(row, state)| MadeDelivery {
                event_id: row.event_id,
                event: row.kind,
                state: state.into(),
                attempts: row.attempt,
                status: row.status,
                request: row.request,
                reply: row.reply,
                why: row.why,
            });
            return Ok(DeliveriesGetReply { deliveries: deliveries.collect() });
        }
    }
}
