//! One open connection, from its first frame to its end.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use hobnail_cx::Cx;
use hobnail_edge::{Said, Socket};
use hobnail_jobs::delivery;
use hobnail_wire::CorpId;
use tokio::sync::{Notify, mpsc, oneshot};

use super::{
    frame::{self, Ack},
    hub::Place,
};

/// Between two pings.
const PING_MS: i64 = 30_000;
/// Pings in a row that a client may leave unanswered.
const MISSED: u8 = 2;
/// How long a connection lasts; a tenth more or less, so that not all end at once.
const LIFE_MS: i64 = 12 * 3_600_000;
/// Between the disconnect frame and the end.
const PARTING_MS: i64 = 10_000;
/// The same when the server ends, on the machine's clock: for acknowledgements that are on their way.
const PARTING: Duration = Duration::from_secs(3);
/// How long a frame may wait for a client that doesn't read.
const STUCK: Duration = Duration::from_secs(20);
/// Late acknowledgements that are waited for.
const LATE: usize = 256;

/// A connection of an app.
pub struct Connection {
    pub id: String,
    pub corp: CorpId,
    pub lane: String,
    pub app_id: String,
    /// When its ticket was taken.
    born_ms: i64,
    /// Subscribed to events.
    events: bool,
    out: mpsc::Sender<String>,
    cut: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By message id.
    waiting: HashMap<String, Waiting>,
    /// The disconnect frame was sent, or the client said that it knows no events.
    closed_to_events: bool,
    unanswered: u8,
}

enum Waiting {
    Now(oneshot::Sender<Ack>, i64),
    /// Its time is over; an acknowledgement still ends the delivery.
    Late(i64),
}

impl Connection {
    pub fn new(
        id: String,
        corp: CorpId,
        lane: String,
        app_id: String,
        events: bool,
        born_ms: i64,
    ) -> (Arc<Connection>, mpsc::Receiver<String>) {
        let (out, frames) = mpsc::channel(8);
        let state = Mutex::default();
        (Arc::new(Connection { id, corp, lane, app_id, born_ms, events, out, cut: Notify::new(), state }), frames)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn takes_events(&self) -> bool {
        self.events && !self.state().closed_to_events
    }

    /// The client doesn't know what it was sent; others may.
    pub fn knows_no_events(&self) {
        self.state().closed_to_events = true;
    }

    /// Ends the connection without a word.
    pub fn cut(&self) {
        self.state().closed_to_events = true;
        self.cut.notify_one();
    }

    /// Sends a frame; what is returned resolves with its acknowledgement, or fails when the connection ends before.
    pub async fn send(&self, message_id: &str, event_id: i64, text: String) -> Option<oneshot::Receiver<Ack>> {
        let (tell, acknowledged) = oneshot::channel();
        self.state().waiting.insert(message_id.to_owned(), Waiting::Now(tell, event_id));
        if self.out.send(text).await.is_err() {
            self.state().waiting.remove(message_id);
            return None;
        }
        Some(acknowledged)
    }

    /// The time for a frame's acknowledgement is over.
    pub fn too_late(&self, message_id: &str) {
        let mut state = self.state();
        let Some(Waiting::Now(_, event_id)) = state.waiting.remove(message_id) else { return };
        if state.waiting.len() < LATE {
            state.waiting.insert(message_id.to_owned(), Waiting::Late(event_id));
        }
    }

    /// Whoever waits for an acknowledgement learns that none will come.
    pub fn ended(&self) {
        let mut state = self.state();
        state.closed_to_events = true;
        state.waiting.clear();
    }

    fn owes_nothing(&self) -> bool {
        !self.state().waiting.values().any(|waiting| matches!(waiting, Waiting::Now(..)))
    }

    async fn heard(&self, cx: &Cx, text: &str) {
        let Some(ack) = frame::ack(text) else {
            tracing::debug!(connection = self.id, "not an acknowledgement");
            return;
        };
        let found = {
            let mut state = self.state();
            state.unanswered = 0;
            state.waiting.remove(&ack.message_id)
        };
        match found {
            Some(Waiting::Now(tell, _)) => _ = tell.send(ack),
            Some(Waiting::Late(event_id)) if ack.code == 200 && !ack.later => {
                let (inner, corp, lane) = (cx.clone(), self.corp.clone(), self.lane.clone());
                let settled = cx.tx(async move |tx| delivery::settle(tx, &inner, &corp, &lane, event_id).await).await;
                if let Err(fault) = settled {
                    tracing::warn!(%fault, event_id, "a late acknowledgement was not kept");
                }
            }
            // Unknown, repeated, or of a ping.
            _ => {}
        }
    }
}

/// Holds a connection until it ends.
pub async fn hold(cx: Cx, place: Place, mut frames: mpsc::Receiver<String>, mut socket: Socket) {
    converse(&cx, &place.connection, &mut frames, &mut socket).await;
    drop(frames);
    drop(place);
    cx.core.bus.wake();
}

async fn converse(cx: &Cx, connection: &Connection, frames: &mut mpsc::Receiver<String>, socket: &mut Socket) {
    let (clock, ending) = (&cx.core.clock, &cx.core.ending);
    let born = connection.born_ms;
    let spread = connection.id.bytes().map(i64::from).sum::<i64>() % 200 - 100;
    let ends = born + LIFE_MS + spread * LIFE_MS / 1000;
    let mut ping = born + PING_MS;
    loop {
        tokio::select! {
            biased;
            () = ending.stopping() => {
                part(cx, connection, socket, "server is stopping", true).await;
                return;
            }
            () = connection.cut.notified() => return,
            said = socket.recv() => match said {
                Said::Text(text) => connection.heard(cx, &text).await,
                Said::Other => connection.state().unanswered = 0,
                Said::Gone => return,
            },
            frame = frames.recv() => {
                let Some(frame) = frame else { return };
                if !say(socket, frame).await {
                    return;
                }
            }
            () = clock.until(ping.min(ends)) => {
                let now = cx.now_ms();
                if now >= ends {
                    part(cx, connection, socket, "persistent connection is timeout", false).await;
                    return;
                }
                let unanswered = std::mem::replace(&mut connection.state().unanswered, 0);
                if unanswered >= MISSED {
                    return;
                }
                connection.state().unanswered = unanswered + 1;
                ping = now + PING_MS;
                if !say(socket, frame::ping(&format!("ping-{now}"), now)).await {
                    return;
                }
            }
        }
    }
}

async fn say(socket: &mut Socket, frame: String) -> bool {
    tokio::time::timeout(STUCK, socket.send(frame)).await.unwrap_or(false)
}

/// Says good-bye: after the disconnect frame nothing is sent any more, acknowledgements are still taken, and then it ends.
async fn part(cx: &Cx, connection: &Connection, socket: &mut Socket, reason: &str, at_once: bool) {
    connection.state().closed_to_events = true;
    let now = cx.now_ms();
    if !say(socket, frame::disconnect(&format!("disconnect-{now}"), now, reason)).await {
        return;
    }
    let over = async {
        if at_once {
            tokio::time::sleep(PARTING).await;
        } else {
            cx.core.clock.until(now + PARTING_MS).await;
        }
    };
    tokio::pin!(over);
    while !(at_once && connection.owes_nothing()) {
        tokio::select! {
            () = &mut over => return,
            said = socket.recv() => match said {
                Said::Text(text) => connection.heard(cx, &text).await,
                Said::Other => {}
                Said::Gone => return,
            },
        }
    }
}
