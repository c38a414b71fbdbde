//! Order, concurrency, faults, and ends at any moment.

use std::collections::BTreeMap;

use hobnail_testkit::{Answer, Start, Value, World, json, tests};

use super::{deliveries, emit, registered, tried};

fn number(event: &Value) -> i64 {
    event["deptId"][0].as_i64().unwrap()
}

async fn numbered(w: &World, key: Option<&str>, n: i64) -> i64 {
    emit(w, json!({ "event": "org_dept_modify", "fields": { "deptId": [n] }, "key": key })).await
}

tests! {
    /// Within a key one after the other, failures included; between keys nobody waits for another.
    async fn order_is_kept_by_key(w: World) {
        let app = w.app().await;
        let sink = registered(&app, &["org_dept_modify"]).await;
        sink.answer_next(&[Answer::Status(500)]);
        numbered(&w, Some("a"), 1).await;
        assert_eq!(number(&sink.next().await), 1);
        tried(&w, &app, "waiting", 1, 1).await;
        for n in 2..5 {
            numbered(&w, Some("a"), n).await;
        }
        numbered(&w, Some("b"), 10).await;
        numbered(&w, None, 11).await;
        let mut others = vec![number(&sink.next().await), number(&sink.next().await)];
        others.sort_unstable();
        assert_eq!(others, [10, 11], "another key does not wait");
        deliveries(&w, &app, "done", 2).await;
        assert!(sink.rest().await.is_empty(), "the key's later ones wait behind the first");
        w.advance(10_100).await;
        for n in 1..5 {
            assert_eq!(number(&sink.next().await), n);
        }
        deliveries(&w, &app, "done", 6).await;
        assert!(sink.rest().await.is_empty());
    }

    /// A receiver that hangs and one that is dead hold up nobody else.
    async fn a_slow_receiver_delays_no_other(w: World, start = Start::env(&[("HOBNAIL_LIMITS_CALLBACK_MS", "20000")])) {
        let (slow, dead, quick) = (w.new_app(json!({})).await, w.new_app(json!({})).await, w.app().await);
        let hanging = registered(&slow, &["org_dept_modify"]).await;
        drop(registered(&dead, &["org_dept_modify"]).await);
        let sink = registered(&quick, &["org_dept_modify"]).await;
        hanging.answer(Answer::Hang);
        w.freeze_at(w.now_ms().await).await;
        for n in 0..60 {
            numbered(&w, None, n).await;
        }
        let mut got = Vec::new();
        while got.len() < 60 {
            got.push(number(&sink.next().await));
        }
        got.sort_unstable();
        assert_eq!(got, (0..60).collect::<Vec<_>>());
        deliveries(&w, &quick, "done", 60).await;
        assert_eq!(deliveries(&w, &slow, "waiting", 60).await.len(), 60);
        assert!(tried(&w, &dead, "waiting", 1, 60).await.iter().all(|d| d["why"].as_str().unwrap().starts_with("UNREACHABLE")));
    }

    /// Faults on demand fit a receiver's address, and the call log shows what became of it.
    async fn faults_apply_to_deliveries(w: World) {
        let app = w.app().await;
        let sink = registered(&app, &["org_dept_modify"]).await;
        w.post("/_hobnail/v1/faults", &json!({ "path": sink.url, "http_status": 503 })).await.ok();
        w.post("/_hobnail/v1/faults", &json!({ "path": sink.url, "drop": true })).await.ok();
        numbered(&w, None, 1).await;
        assert_eq!(tried(&w, &app, "waiting", 1, 1).await[0]["status"], 503);
        w.advance(10_100).await;
        assert!(tried(&w, &app, "waiting", 2, 1).await[0]["why"].as_str().unwrap().starts_with("CLOSED"));
        assert!(sink.rest().await.is_empty());
        w.advance(30_100).await;
        assert_eq!(number(&sink.next().await), 1);
        deliveries(&w, &app, "done", 1).await;
        let calls = w.get("/_hobnail/v1/calls", &[("path", sink.url.as_str())]).await.ok();
        let calls = calls["calls"].as_array().unwrap();
        let told: Vec<_> = calls.iter().map(|c| (c["rule"].as_str().unwrap(), c["http_status"].as_i64().unwrap())).collect();
        assert_eq!(told, [("OK", 200), ("HTTP_STATUS", 503), ("CLOSED", 0), ("OK", 200)]);
        assert_eq!((&calls[3]["direction"], &calls[3]["endpoint"]), (&json!("out"), &json!("org_dept_modify")));
        assert_eq!(calls[3]["request"]["deptId"], json!([1]));
    }

    /// A disabled way, kept for later: deliveries that nobody took end after some days, and are forgotten after as many more.
    async fn old_deliveries_are_forgotten(w: World, start = Start::env(&[("HOBNAIL_RETENTION_EVENT_HOURS", "24")])) {
        let app = w.app().await;
        let sink = registered(&app, &["org_dept_modify"]).await;
        numbered(&w, None, 1).await;
        sink.next().await;
        deliveries(&w, &app, "done", 1).await;
        w.advance(2 * 86_400_000).await;
        numbered(&w, None, 2).await;
        sink.next().await;
        let left = loop {
            let left = deliveries(&w, &app, "done", 1).await;
            if left.len() == 1 {
                break left;
            }
        };
        assert!(left[0]["request"].as_str().unwrap().contains("[2]"), "{left:?}");
    }
}

/// Crashes at the `nth` passing of `point` while events come in, starts again, and counts.
async fn crash_at(mut w: World, point: &str, nths: &[u32]) {
    let mut sent = BTreeMap::new();
    let mut sink = None;
    for (round, nth) in nths.iter().enumerate() {
        let corp_id = w.demo()["corp_id"].as_str().unwrap().to_owned();
        if sink.is_none() {
            let app = w.app().await;
            let new = registered(&app, &["org_dept_modify"]).await;
            new.key_id(&corp_id);
            sink = Some(new);
        }
        w.restart_to_crash(point, *nth).await;
        for i in 0..i64::from(*nth) + 20 {
            let n = round as i64 * 1000 + i;
            let body = json!({ "event": "org_dept_modify", "fields": { "deptId": [n] }, "key": format!("k{}", n % 3) });
            let reply = w.try_send(w.http().post(w.at("/_hobnail/v1/events")).json(&body)).await;
            match reply {
                Some(reply) => _ = sent.insert(n, reply.ok()["event_id"].as_i64().unwrap()),
                None => break,
            }
        }
        w.wait_for_crash().await;
        w.restart().await;
        // Leases of the dead process end.
        w.advance(31_000).await;
    }
    let app = w.app().await;
    // What was written down without being acknowledged is delivered too, so a number is not enough.
    let mut count = sent.len();
    loop {
        let done = deliveries(&w, &app, "done", count).await;
        if sent.values().all(|id| done.iter().any(|delivery| delivery["event_id"] == *id)) {
            break;
        }
        count = done.len() + 1;
    }
    let mut got: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    for event in sink.as_ref().unwrap().rest().await {
        let n = number(&event);
        let ids = got.entry(n).or_default();
        if ids.is_empty() {
            let before = last.insert(n % 3, n);
            assert!(before.is_none_or(|before| before < n), "{n} came before {before:?} of its key");
        }
        ids.push(event["eventId"].as_str().unwrap().to_owned());
    }
    for (n, id) in &sent {
        let ids = got.get(n).unwrap_or_else(|| panic!("{n} was acknowledged and never told"));
        assert!(ids.iter().all(|other| *other == id.to_string()), "a repetition has the same id: {ids:?}");
        assert!(ids.len() <= 1 + nths.len(), "{n} came {} times", ids.len());
    }
    assert!(!sent.is_empty());
}

tests! {
    async fn a_node_that_dies_while_it_expands(w: World) {
        crash_at(w, "delivery.expanding", &[2, 3]).await;
    }
    async fn a_node_that_dies_with_a_lane_in_its_hands(w: World) {
        crash_at(w, "delivery.claimed", &[1, 1]).await;
    }
    async fn a_node_that_dies_after_sending(w: World) {
        crash_at(w, "delivery.sent", &[1, 3]).await;
    }
    async fn a_node_that_dies_before_results_are_kept(w: World) {
        crash_at(w, "delivery.before_commit", &[1, 3]).await;
    }
    async fn a_node_that_dies_after_results_are_kept(w: World) {
        crash_at(w, "delivery.after_commit", &[1, 3]).await;
    }
}
