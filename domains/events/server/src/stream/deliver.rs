//! An event over one of its app's connections.

use std::{
    pin::Pin,
    time::{Duration, Instant},
};

use hobnail_cx::Cx;
use hobnail_jobs::delivery::{Deliver, Delivery, Trace, Verdict};
use hobnail_outgoing::Made;
use hobnail_wire::{CorpId, Outcome};
use serde_json::Value;

use super::{
    Hub,
    frame::{self, Ack, To},
};

/// Between tries: 1, 2, 5, 15 and 60 minutes.
const WAITS: [i64; 5] = [60_000, 120_000, 300_000, 900_000, 3_600_000];
/// How long an acknowledgement may take.
const ACK_MS: i64 = 60_000;
/// A client that asks for another moment gets it after so long.
const LATER_MS: i64 = 10_000;
/// Events without an acknowledgement on one app's connections.
const AT_ONCE: usize = 32;
/// How long acknowledgements are waited for when the server ends.
const PARTING: Duration = Duration::from_secs(3);

type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Fills the port of `jobs`.
pub struct Streams;

impl Deliver for Streams {
    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn waits(&self) -> &'static [i64] {
        &WAITS
    }

    fn is_there(&self, cx: &Cx, corp: &CorpId, lane: &str) -> bool {
        cx.core.parts.get::<Hub>().is_there(corp, lane)
    }

    fn deliver<'a>(&'a self, cx: &'a Cx, delivery: &'a Delivery) -> Pending<'a, Verdict> {
        Box::pin(async move {
            bring(cx, delivery).await.unwrap_or_else(|fault| {
                tracing::error!(%fault, event = delivery.event_id, "an event could not be sent");
                Verdict::Again(Trace { why: fault.to_string(), ..Trace::default() }, None)
            })
        })
    }

    fn finish<'a>(&'a self, cx: &'a Cx) -> Pending<'a, ()> {
        Box::pin(async move {
            let hub = cx.core.parts.get::<Hub>();
            let _ = tokio::time::timeout(PARTING + Duration::from_secs(1), hub.empty()).await;
        })
    }
}

async fn bring(cx: &Cx, delivery: &Delivery) -> Outcome<Verdict> {
    let data = frame::data(delivery)?;
    let began = Instant::now();
    let address = format!("/connect/{}", delivery.kind);
    let watch = cx.core.outgoing.watch();
    let fault = watch.and_then(|watch| watch.fault(&address));
    if let Some(delay) = fault.and_then(|fault| fault.delay) {
        tokio::time::sleep(delay).await;
    }
    let hub = cx.core.parts.get::<Hub>();
    let Some(connection) = hub.choose(&delivery.corp_id, &delivery.lane) else { return Ok(Verdict::Away) };
    let message_id = format!("{}-{}", delivery.event_id, cx.id()?);
    let to = To { connection_id: &connection.id, app_id: &connection.app_id };
    let text = frame::event(delivery, &to, &message_id, cx.now_ms(), &data);
    if text.len() >= frame::MOST {
        return Ok(Verdict::Never(Trace { why: format!("the frame has {} bytes", text.len()), ..Trace::default() }));
    }
    let deadline = cx.now_ms() + ACK_MS;
    let heard = match fault {
        Some(fault) if fault.drop => {
            connection.cut();
            Heard::Gone
        }
        Some(fault) if fault.status.is_some() || fault.errcode.is_some() => {
            let code = fault.status.map(i64::from).or(fault.errcode).unwrap_or_default();
            Heard::Ack(Ack { code, message_id: message_id.clone(), data: String::new(), later: false })
        }
        _ => match connection.send(&message_id, delivery.event_id, text).await {
            None => Heard::Gone,
            Some(acknowledged) => tokio::select! {
                ack = acknowledged => ack.map_or(Heard::Gone, Heard::Ack),
                () = cx.core.clock.until(deadline) => Heard::Nothing,
                () = parting(cx) => Heard::Gone,
            },
        },
    };
    let (status, reply, why, rule) = match &heard {
        Heard::Ack(ack) if ack.later => (ack.code, ack.data.clone(), "the client asked for later", "ACK_LATER"),
        Heard::Ack(ack) if ack.code == 200 => (ack.code, ack.data.clone(), "", "OK"),
        Heard::Ack(ack) if ack.code == 404 => (ack.code, ack.data.clone(), "the client knows no events", "ACK_UNKNOWN_TOPIC"),
        Heard::Ack(ack) => (ack.code, ack.data.clone(), "the client refused it", "ACK_REFUSED"),
        Heard::Nothing => (0, String::new(), "no acknowledgement in 60 s", "NO_ACK"),
        Heard::Gone => (0, String::new(), "the connection ended first", "GONE"),
    };
    if let Some(watch) = watch {
        watch.record(Made {
            method: "STREAM",
            address: &address,
            about: &delivery.kind,
            request: shown(&data, delivery),
            status: u16::try_from(status).unwrap_or_default(),
            reply: &reply,
            took: began.elapsed(),
            rule,
            fault_id: fault.map(|fault| fault.id),
            corp_id: Some(delivery.corp_id.as_str()),
            agent_id: delivery.lane.parse().ok(),
        });
    }
    let took_ms = began.elapsed().as_millis() as i64;
    let reply = reply.chars().take(2_000).collect();
    let trace = Trace { status, request: data.to_string(), reply, why: why.into(), took_ms };
    Ok(match heard {
        Heard::Ack(ack) if ack.later => Verdict::Again(trace, (delivery.attempt == 0).then_some(LATER_MS)),
        Heard::Ack(ack) if ack.code == 200 => Verdict::Taken(trace),
        Heard::Ack(ack) if ack.code == 404 => {
            connection.knows_no_events();
            Verdict::Away
        }
        Heard::Ack(_) => Verdict::Again(trace, None),
        Heard::Nothing => {
            connection.too_late(&message_id);
            let usual = WAITS.get(delivery.attempt as usize).copied().unwrap_or_default();
            Verdict::Again(trace, Some((usual - ACK_MS).max(0)))
        }
        Heard::Gone => Verdict::Away,
    })
}

enum Heard {
    Ack(Ack),
    Nothing,
    Gone,
}

fn shown(data: &Value, delivery: &Delivery) -> Value {
    serde_json::json!({ "eventId": delivery.event_id.to_string(), "eventType": delivery.kind, "data": data })
}

async fn parting(cx: &Cx) {
    cx.core.ending.stopping().await;
    tokio::time::sleep(PARTING).await;
}
