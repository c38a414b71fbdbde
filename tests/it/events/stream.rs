//! Stream mode: tickets, frames, acknowledgements, several connections, and the end of either side.

use hobnail_testkit::{App, Start, Stream, Value, World, json, stream::data, tests};

use super::{deliveries, emit, tried};

async fn numbered(w: &World, n: i64) -> i64 {
    emit(w, json!({ "event": "org_dept_modify", "fields": { "deptId": [n] } })).await
}

fn number(frame: &Value) -> i64 {
    data(frame)["deptId"][0].as_i64().unwrap()
}

async fn subscribe(w: &World, app: &App<'_>) {
    let body = json!({ "agent_id": app.agent_id, "corp_id": app.corp_id, "way": "stream" });
    w.post("/_hobnail/v1/subscriptions", &body).await.ok();
}

/// The frames of several connections, until there are so many; each is taken.
async fn share(streams: &mut [Stream], count: usize) -> Vec<Vec<i64>> {
    let mut got = vec![Vec::new(); streams.len()];
    while got.iter().map(Vec::len).sum::<usize>() < count {
        let (first, rest) = streams.split_at_mut(1);
        tokio::select! {
            frame = first[0].take() => got[0].push(number(&frame)),
            frame = rest[0].take() => got[1].push(number(&frame)),
        }
    }
    got
}

tests! {
    /// A ticket opens one connection within 90 seconds; a wrong secret gives the platform's refusal.
    async fn tickets_open_connections(w: World) {
        let app = w.app().await;
        let opened = app.open_stream(&["EVENT *", "SYSTEM ping", "SYSTEM disconnect", "CALLBACK /v1.0/unheard/of"]).await.ok();
        let endpoint = opened["endpoint"].as_str().unwrap();
        assert!(endpoint.starts_with("ws://127.0.0.1:") && endpoint.ends_with("/connect"), "{endpoint}");
        let ticket = opened["ticket"].as_str().unwrap();
        assert!(ticket.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{ticket}");
        assert!(w.connect_stream(ticket).await.is_ok());
        assert_eq!(w.connect_stream(ticket).await.err(), Some(401), "used twice");
        assert_eq!(w.connect_stream("rubbish").await.err(), Some(401));

        let (early, late) = (app.open_stream(&["EVENT *"]).await.ok(), app.open_stream(&["EVENT *"]).await.ok());
        w.advance(88_000).await;
        assert!(w.connect_stream(early["ticket"].as_str().unwrap()).await.is_ok());
        w.advance(3_000).await;
        assert_eq!(w.connect_stream(late["ticket"].as_str().unwrap()).await.err(), Some(401));

        let mut body = json!({ "clientId": app.app_key, "clientSecret": "wrong", "subscriptions": [] });
        let refused = w.post("/v1.0/gateway/connections/open", &body).await.refused_http(401, "authFailed");
        assert!(refused["requestid"].is_string() && refused["message"].as_str().unwrap().contains("鉴权失败"));
        body["clientId"] = json!("dingnobody");
        w.post("/v1.0/gateway/connections/open", &body).await.refused_http(401, "authFailed");
        body.as_object_mut().unwrap().remove("clientId");
        let reply = w.post("/v1.0/gateway/connections/open", &body).await;
        assert_eq!(reply.status, 400, "{}", reply.body);
    }

    /// Frames are as clients read them; what is done in the organisation comes, and pings get their payload back.
    async fn events_come_over_a_connection(w: World) {
        let app = w.app().await;
        // In dev mode an app that nobody has set up is told everything once it connects.
        let mut stream = app.stream().await;
        let userid = w.member(json!({ "name": "王\"小\"明😀", "mobile": World::new_mobile() })).await;
        let frame = stream.take().await;
        let headers = frame["headers"].as_object().unwrap();
        assert!(headers.values().all(Value::is_string), "{headers:?}");
        assert_eq!((&headers["eventType"], &headers["eventCorpId"]), (&json!("user_add_org"), &json!(app.corp_id)));
        assert_eq!((&headers["topic"], &headers["contentType"]), (&json!("*"), &json!("application/json")));
        assert_eq!(data(&frame)["userId"], json!([userid]));
        deliveries(&w, &app, "done", 1).await;
        assert_eq!(stream.ping(b"abc").await, b"abc");

        // Another spelling over streams; rubbish from the client changes nothing.
        for rubbish in ["", "x", "{}", r#"{"code":200,"headers":{"messageId":"unknown"}}"#, r#"{"code":200,"headers":{"messageId":1}}"#] {
            stream.say(rubbish.into()).await;
        }
        emit(&w, json!({ "event": "robot_msg_read", "fields": { "UserId": "u1", "RobotCode": "r" } })).await;
        assert_eq!(data(&stream.take().await), json!({ "userId": "u1", "robotCode": "r" }));
        let calls = w.get("/_hobnail/v1/calls", &[("path", "/connect/robot_msg_read"), ("wait_ms", "20000")]).await.ok();
        assert_eq!((&calls["calls"][0]["direction"], &calls["calls"][0]["rule"]), (&json!("out"), &json!("OK")));

        // Another organisation's events are its own, and a client that takes only callbacks gets no events.
        let corp = w.corp("别家").await;
        let theirs = corp.app(json!({})).await;
        subscribe(&w, &theirs).await;
        corp.member("elsewhere").await;
        let robots = theirs.open_stream(&["CALLBACK /v1.0/im/bot/messages/get"]).await.ok();
        let _robots = Stream::connect(&robots).await.unwrap();
        assert_eq!(deliveries(&w, &theirs, "waiting", 1).await.len(), 1);
        numbered(&w, 5).await;
        assert_eq!(number(&stream.take().await), 5);
    }

    /// What an acknowledgement says decides; without one the event comes again with its id, and a late one settles it.
    async fn acknowledgements_decide(w: World) {
        let app = w.app().await;
        let mut stream = app.stream().await;
        w.freeze_at(w.now_ms().await).await;
        // Python echoes the event in the place of a status.
        numbered(&w, 1).await;
        let frame = stream.event().await;
        stream.ack(&frame, 200, frame["data"].clone()).await;
        deliveries(&w, &app, "done", 1).await;
        // Later, with 200 as Node says it: again after ten seconds.
        numbered(&w, 2).await;
        let frame = stream.event().await;
        stream.ack(&frame, 200, json!("{\"status\":\"LATER\"}")).await;
        tried(&w, &app, "waiting", 1, 1).await;
        w.advance(10_000).await;
        let again = stream.take().await;
        assert_eq!(again["headers"]["eventId"], frame["headers"]["eventId"]);
        assert_ne!(again["headers"]["messageId"], frame["headers"]["messageId"]);
        deliveries(&w, &app, "done", 2).await;
        // Refused: after a minute.
        numbered(&w, 3).await;
        let frame = stream.event().await;
        stream.ack(&frame, 500, json!("{}")).await;
        assert_eq!(tried(&w, &app, "waiting", 1, 1).await[0]["status"], 500);
        w.advance(59_000).await;
        numbered(&w, 4).await;
        assert_eq!(number(&stream.take().await), 4);
        w.advance(1_000).await;
        assert_eq!(number(&stream.take().await), 3);
        deliveries(&w, &app, "done", 4).await;
        // Faults on demand: as if it had been refused, and cut.
        w.post("/_hobnail/v1/faults", &json!({ "path": "/connect/org_dept_modify", "http_status": 500 })).await.ok();
        numbered(&w, 5).await;
        tried(&w, &app, "waiting", 1, 1).await;
        w.post("/_hobnail/v1/faults", &json!({ "path": "/connect/*", "drop": true })).await.ok();
        numbered(&w, 6).await;
        assert!(stream.frame().await.is_none());
        assert_eq!(number(&app.stream().await.take().await), 6);
    }

    /// Silence for a minute: the same event again; the late acknowledgement of the first frame settles it.
    async fn a_late_acknowledgement_settles(w: World) {
        let app = w.app().await;
        let mut stream = app.stream().await;
        w.freeze_at(w.now_ms().await).await;
        numbered(&w, 1).await;
        let first = stream.event().await;
        w.advance(30_000).await;
        let ping = stream.frame().await.unwrap();
        assert_eq!(ping["headers"]["topic"], "ping");
        stream.ack(&ping, 200, ping["data"].clone()).await;
        w.advance(30_000).await;
        let second = stream.event().await;
        assert_eq!(first["headers"]["eventId"], second["headers"]["eventId"]);
        assert!(deliveries(&w, &app, "waiting", 1).await[0]["why"].as_str().unwrap().contains("no acknowledgement"));
        stream.ack(&first, 200, json!("")).await;
        deliveries(&w, &app, "done", 1).await;
        // Twice is no harm.
        stream.ack(&first, 200, json!("")).await;
        stream.ack(&second, 200, json!("")).await;
        numbered(&w, 2).await;
        assert_eq!(number(&stream.take().await), 2);
    }

    /// Two connections share the load; what a dead one had not acknowledged goes to the other at once; a client that knows no
    /// events is not asked again.
    async fn connections_share_the_load(w: World) {
        let app = w.app().await;
        let mut streams = [app.stream().await, app.stream().await];
        for n in 0..20 {
            numbered(&w, n).await;
        }
        let got = share(&mut streams, 20).await;
        assert!(got.iter().all(|of_one| of_one.len() >= 5), "both are used: {got:?}");
        let mut all = got.concat();
        all.sort_unstable();
        assert_eq!(all, (0..20).collect::<Vec<_>>(), "each exactly once");

        let [mut alive, mut dying] = streams;
        for n in 20..30 {
            numbered(&w, n).await;
        }
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(number(&dying.event().await));
        }
        drop(dying);
        let mut all = Vec::new();
        for _ in 0..10 {
            all.push(number(&alive.take().await));
        }
        all.sort_unstable();
        assert_eq!(all, (20..30).collect::<Vec<_>>(), "those that the dead one held too: {held:?}");

        let mut ignorant = app.stream().await;
        for n in 30..34 {
            numbered(&w, n).await;
        }
        let frame = ignorant.event().await;
        ignorant.ack(&frame, 404, json!("")).await;
        let mut all = Vec::new();
        for _ in 0..4 {
            tokio::select! {
                frame = alive.take() => all.push(number(&frame)),
                // It may have been sent a second one before it said so.
                frame = ignorant.take() => all.push(number(&frame)),
            }
        }
        all.sort_unstable();
        assert_eq!(all, (30..34).collect::<Vec<_>>());
    }

    /// What happens while nobody is connected comes in order once somebody is; kills and restarts lose nothing.
    async fn events_wait_for_their_client(w: World) {
        let mut w = w;
        {
            let app = w.app().await;
            subscribe(&w, &app).await;
            for n in 0..5 {
                emit(&w, json!({ "event": "org_dept_modify", "fields": { "deptId": [n] }, "key": "one" })).await;
            }
            deliveries(&w, &app, "waiting", 5).await;
            let mut stream = app.stream().await;
            assert_eq!(number(&stream.take().await), 0);
            assert_eq!(number(&stream.event().await), 1);
        }
        w.kill().await;
        w.restart().await;
        w.advance(31_000).await;
        {
            let app = w.app().await;
            let mut stream = app.stream().await;
            for n in 1..5 {
                assert_eq!(number(&stream.take().await), n);
            }
            deliveries(&w, &app, "done", 5).await;
            // A planned end says good-bye, and takes what is acknowledged meanwhile.
            numbered(&w, 9).await;
            let frame = stream.event().await;
            w.terminate();
            let bye = stream.frame().await.unwrap();
            assert_eq!((&bye["type"], &bye["headers"]["topic"]), (&json!("SYSTEM"), &json!("disconnect")));
            stream.ack(&frame, 200, json!("")).await;
            assert!(stream.frame().await.is_none());
        }
        w.wait_for_crash().await;
        w.restart().await;
        let app = w.app().await;
        assert_eq!(deliveries(&w, &app, "done", 6).await.len(), 6);
    }

    /// Every 30 s a ping; a client that ignores two is let go; after hours a connection is ended with a word.
    async fn connections_are_looked_after(w: World) {
        let app = w.app().await;
        let mut deaf = app.stream().await;
        for _ in 0..2 {
            w.advance(30_100).await;
            assert_eq!(deaf.frame().await.unwrap()["headers"]["topic"], "ping");
        }
        w.advance(30_100).await;
        assert!(deaf.frame().await.is_none());

        let mut old = app.stream().await;
        w.advance(14 * 3_600_000).await;
        let bye = old.frame().await.unwrap();
        assert_eq!((&bye["headers"]["topic"], &bye["headers"]["time"].is_string()), (&json!("disconnect"), &true));
        numbered(&w, 1).await;
        let mut new = app.stream().await;
        assert_eq!(number(&new.take().await), 1);
        w.advance(10_100).await;
        assert!(old.frame().await.is_none(), "silence after good-bye, then the end");
    }

    /// An app that connects over and over is slowed, not shut out.
    async fn openings_are_limited(w: World, start = Start::env(&[("HOBNAIL_LIMITS_STREAM_CONNECTIONS", "2"), ("HOBNAIL_LIMITS_STREAM_OPENS_PER_MINUTE", "4")])) {
        let app = w.app().await;
        let first = app.stream().await;
        let _second = app.stream().await;
        app.open_stream(&["EVENT *"]).await.refused_http(503, "connectionLimit");
        drop(first);
        app.open_stream(&["EVENT *"]).await;
        app.open_stream(&["EVENT *"]).await.refused_http(503, "connectionLimit");
        w.advance(60_000).await;
        app.stream().await;
        w.new_app(json!({})).await.stream().await;
    }
}
