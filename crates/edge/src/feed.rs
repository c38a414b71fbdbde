//! Server-sent events for a signed-in person.
//!
//! Domains enter feeds; a feed turns a bus notice into an event for one person, or into nothing. The browser reconnects by
//! itself and then fetches what it shows anew, so an event that was missed costs nothing but a moment.

use std::{convert::Infallible, pin::Pin, sync::Arc, time::Duration};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt, stream};
use hobnail_cx::{Cx, Notice};
use serde_json::{Value, json};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// One event for a person's browser.
pub struct PersonEvent {
    pub name: &'static str,
    pub data: Value,
}

type Told = Pin<Box<dyn Future<Output = Option<PersonEvent>> + Send>>;
type Feed = Arc<dyn Fn(Cx, Notice) -> Told + Send + Sync>;

/// All feeds; the composition root enters the domains'.
#[derive(Clone, Default)]
pub struct Feeds(Vec<Feed>);

impl Feeds {
    pub fn add<F, R>(&mut self, feed: F)
    where
        F: Fn(Cx, Notice) -> R + Send + Sync + 'static,
        R: Future<Output = Option<PersonEvent>> + Send + 'static,
    {
        self.0.push(Arc::new(move |cx, notice| Box::pin(feed(cx, notice))));
    }

    /// The endless reply.
    pub(crate) fn stream(&self, cx: Cx) -> Response {
        let (notices, stop) = (cx.core.bus.subscribe(), cx.core.ending.token());
        let hello = stream::once(async { Ok::<_, Infallible>(Event::default().event("hello").data("{}")) });
        let events = hello.chain(told(self.0.clone(), cx, notices)).take_until(stop.cancelled_owned());
        let alive = KeepAlive::new().interval(Duration::from_secs(20));
        let mut response = Sse::new(events).keep_alive(alive).into_response();
        response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
        response
    }
}

fn told(feeds: Vec<Feed>, cx: Cx, notices: Receiver<Notice>) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((feeds, cx, notices), |(feeds, cx, mut notices)| async move {
        loop {
            let notice = match notices.recv().await {
                Ok(notice) => notice,
                // Too much at once: the browser fetches everything it shows.
                Err(RecvError::Lagged(_)) => {
                    let event = Event::default().event("resync").data(json!({}).to_string());
                    return Some((Ok(event), (feeds, cx, notices)));
                }
                Err(RecvError::Closed) => return None,
            };
            for feed in &feeds {
                if let Some(event) = feed(cx.clone(), notice.clone()).await {
                    let event = Event::default().event(event.name).data(event.data.to_string());
                    return Some((Ok(event), (feeds, cx, notices)));
                }
            }
        }
    })
}
