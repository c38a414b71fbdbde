//! Tickets, and the connections that they open.

use std::pin::Pin;

use hobnail_app::Client;
use hobnail_cx::{Cx, secrets::random_text};
use hobnail_edge::{Sockets, Talk};
use hobnail_events_api::stream::{ConnectionOpen, ConnectionOpenReply};
use hobnail_jobs::delivery;
use hobnail_wire::{Fault, Outcome, codes};

use super::{Hub, connection};
use crate::{
    store::ticket::{self, Row},
    subscription::{self, Subscription, Way},
};

/// The life of a ticket.
const TICKET_MS: i64 = 90_000;

/// Gives out a ticket. Unknown topics, and those of the system, are accepted and never chosen.
///
/// In dev mode an app that nobody has set up is subscribed to every event with this.
pub async fn open(cx: Cx, req: ConnectionOpen) -> Outcome<ConnectionOpenReply> {
    let denied = || Fault::new(&codes::STREAM_DENIED);
    let client = hobnail_app::client(&mut cx.db(), &cx, &req.client_id, &req.client_secret).await?.ok_or_else(denied)?;
    let hub = cx.core.parts.get::<Hub>();
    let limits = &cx.core.limits;
    let lane = subscription::lane(client.agent_id);
    if !hub.may_open(&client.app_key, limits.stream_opens_per_minute, cx.now_ms())
        || hub.count(&client.corp_id, &lane) >= limits.stream_connections
    {
        return Err(Fault::new(&codes::STREAM_BUSY).field("clientId"));
    }
    let events = req.subscriptions.iter().any(|s| s.kind == "EVENT");
    let topics: Vec<String> = req.subscriptions.iter().map(|s| format!("{} {}", s.kind, s.topic)).collect();
    let ticket = random_text(40).map_err(Fault::internal)?;
    let hash = cx.core.secrets.lookup("stream_ticket", &ticket);
    let topics = serde_json::to_string(&topics).map_err(Fault::internal)?;
    let inner = cx.clone();
    cx.tx(async move |tx| {
        let Client { corp_id, agent_id, app_key, mark } = &client;
        if events && inner.is_dev() && subscription::find(tx, &inner, corp_id, *agent_id).await?.is_none() {
            let everything = Subscription { way: Way::Stream, all: true, kinds: Vec::new(), callback: None };
            subscription::put(tx, &inner, corp_id, *agent_id, Some(&everything)).await?;
        }
        let row = Row {
            corp_id: corp_id.clone(),
            agent_id: *agent_id,
            app_key: app_key.clone(),
            secret_hash: mark.clone(),
            topics: topics.clone(),
            expires_ms: inner.now_ms() + TICKET_MS,
        };
        ticket::insert(tx, &hash, &row).await
    })
    .await?;
    Ok(ConnectionOpenReply { endpoint: endpoint(&cx, &hub), ticket })
}

/// With scheme and port, both of which some clients need. Behind the proxy that ends TLS it is `wss` on 443.
fn endpoint(cx: &Cx, hub: &Hub) -> String {
    if let Some(endpoint) = hub.endpoint() {
        return endpoint.to_owned();
    }
    let host = cx.origin.host.as_deref().unwrap_or("127.0.0.1");
    let (scheme, port) = if cx.is_dev() { ("ws", 80) } else { ("wss", 443) };
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    match has_port {
        true => format!("{scheme}://{host}/connect"),
        false => format!("{scheme}://{host}:{port}/connect"),
    }
}

/// Fills the port of the edge.
pub struct Gateway;

impl Sockets for Gateway {
    fn admit<'a>(&'a self, cx: Cx, query: &'a str) -> Pin<Box<dyn Future<Output = Outcome<Talk>> + Send + 'a>> {
        Box::pin(admit(cx, query))
    }
}

/// A ticket opens one connection, in its time, and while the app and its secret are what they were.
async fn admit(cx: Cx, query: &str) -> Outcome<Talk> {
    let denied = || Fault::new(&codes::STREAM_DENIED).field("ticket");
    let ticket = query.split('&').find_map(|pair| pair.strip_prefix("ticket=")).ok_or_else(denied)?;
    let hash = cx.core.secrets.lookup("stream_ticket", ticket);
    let now = cx.now_ms();
    let row = cx.tx(async move |tx| ticket::take(tx, &hash).await).await?;
    let row = row.filter(|row| now < row.expires_ms).ok_or_else(denied)?;
    let client = hobnail_app::client_by_key(&mut cx.db(), &row.app_key).await?;
    client.filter(|client| client.mark == row.secret_hash).ok_or_else(denied)?;
    let topics: Vec<String> = serde_json::from_str(&row.topics).map_err(Fault::internal)?;
    let events = topics.iter().any(|topic| topic.starts_with("EVENT "));
    let lane = subscription::lane(row.agent_id);
    let id = random_text(20).map_err(Fault::internal)?;
    let (made, frames) = connection::Connection::new(id, row.corp_id.clone(), lane.clone(), row.app_key, events, now);
    let hub = cx.core.parts.get::<Hub>();
    let place = match cx.core.ending.is_stopping() {
        true => None,
        false => hub.add(&made, cx.core.limits.stream_connections),
    };
    let place = place.ok_or_else(|| Fault::new(&codes::STREAM_BUSY))?;
    let (inner, corp) = (cx.clone(), row.corp_id);
    cx.tx(async move |tx| delivery::came(tx, &inner, &corp, &lane).await).await?;
    Ok(Box::new(move |socket| Box::pin(connection::hold(cx, place, frames, socket))))
}
