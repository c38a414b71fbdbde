//! What happens is told: HTTP callbacks, stream mode, and the consoles' view of both.

mod callback;
mod delivery;
mod emit;
mod guard;
mod stream;

use hobnail_testkit::{App, Sink, Value, World};

/// Emits an event of the demo organisation; its id.
async fn emit(w: &World, body: Value) -> i64 {
    w.post("/_hobnail/v1/events", &body).await.ok()["event_id"].as_i64().unwrap()
}

/// Deliveries of an app in a state, once there are so many.
async fn deliveries(w: &World, app: &App<'_>, state: &str, count: usize) -> Vec<Value> {
    tried(w, app, state, 0, count).await
}

/// The same for those that were tried so often.
async fn tried(w: &World, app: &App<'_>, state: &str, attempts: i64, count: usize) -> Vec<Value> {
    let path = format!(
        "/_hobnail/v1/deliveries?agent_id={}&corp_id={}&state={state}&attempts={attempts}&count={count}&limit=1000&wait_ms=30000",
        app.agent_id, app.corp_id
    );
    let found = w.get(&path, &[]).await.ok()["deliveries"].as_array().cloned().unwrap();
    assert!(found.len() >= count, "{count} {state} deliveries: {found:?}");
    found
}

/// A receiver that the app has registered for these events.
async fn registered(app: &App<'_>, tags: &[&str]) -> Sink {
    let sink = Sink::start(&app.corp_id).await;
    app.post("/call_back/register_call_back", sink.registration(tags)).await.ok();
    assert_eq!(sink.next().await["EventType"], "check_url");
    sink
}
