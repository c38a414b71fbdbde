//! The end of a server: nothing that was accepted is cut.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use hobnail_testkit::{World, client, json, tests, tokio};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{MOBILE, PASSWORD, serve};

tests! {
    /// While it drains, a server says that it is not ready and goes on answering; then it closes its door, finishes the call
    /// whose other half comes late, ends streams cleanly, and goes with exit code 0. Clients that left when it was not ready
    /// any more saw no error at all.
    async fn calls_that_were_accepted_are_answered(w: World) {
        let mut w = w;
        let served = serve(&mut w, "drain_s = 600\nfinish_s = 60").await;
        let token = served.token(&w).await;
        let addr = w.url().trim_start_matches("http://").to_owned();
        let send = format!("/topapi/message/corpconversation/asyncsend_v2?access_token={token}");
        let body = |content: &str| {
            let msg = json!({ "msgtype": "text", "text": { "content": content } });
            json!({ "agent_id": served.app["agent_id"], "userid_list": served.admin, "msg": msg })
        };

        // A page that watches for events.
        let sign_in = json!({ "mobile": MOBILE, "password": PASSWORD });
        let signed_in = w.http().post(w.at("/console/api/session/password")).json(&sign_in).send().await.unwrap();
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut events = w.http().get(w.at("/console/api/events")).header("cookie", cookie).send().await.unwrap();
        assert!(events.chunk().await.unwrap().is_some(), "hello");

        // A call of which only half has come.
        let late = body("迟到的一半").to_string();
        let (half, rest) = late.as_bytes().split_at(late.len() / 2);
        let mut slow = TcpStream::connect(&addr).await.unwrap();
        let head = format!("POST {send} HTTP/1.1\r\nhost: {addr}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", late.len());
        slow.write_all(head.as_bytes()).await.unwrap();
        slow.write_all(half).await.unwrap();

        // Clients that keep their connections and call all the time.
        let leave = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..8)
            .map(|n| {
                let (leave, url, bodies) = (leave.clone(), w.at(&send), body("忙"));
                tokio::spawn(async move {
                    let http = client();
                    let mut calls = 0;
                    while !leave.load(Relaxed) {
                        let mut body = bodies.clone();
                        body["msg"]["text"]["content"] = json!(format!("{n} {calls}"));
                        let reply = http.post(&url).json(&body).send().await.expect("no call is cut");
                        let reply: hobnail_testkit::Value = reply.json().await.expect("a whole reply");
                        assert_eq!(reply["errcode"], 0, "{reply}");
                        calls += 1;
                    }
                    calls
                })
            })
            .collect();
        while w.metric("hobnail_requests_ok_total{endpoint=\"WorkSend\"}").await < 20.0 {}
        w.terminate();
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let ready = w.get("/readyz", &[]).await;
            if ready.status == 503 {
                assert_eq!(ready["draining"], true, "{}", ready.body);
                break;
            }
            assert!(Instant::now() < deadline, "it says that it will end");
        }
        let still = w.http().get(w.at(&served.gettoken())).send().await.unwrap();
        assert_eq!((still.status().as_u16(), still.headers()["connection"].to_str().unwrap()), (200, "close"), "still there");
        assert_eq!(w.http().get(w.at("/healthz")).send().await.unwrap().status(), 200, "alive until the end");
        leave.store(true, Relaxed);
        for client in clients {
            assert!(client.await.unwrap() > 0);
        }

        // A second word ends the draining.
        w.terminate();
        while TcpStream::connect(&addr).await.is_ok() {
            assert!(Instant::now() < deadline + Duration::from_secs(30), "the door closes");
        }
        while events.chunk().await.expect("the stream is not cut but ended").is_some() {}
        slow.write_all(rest).await.unwrap();
        let mut reply = String::new();
        slow.read_to_string(&mut reply).await.unwrap();
        assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("\"errcode\":0"), "{reply}");
        let task: hobnail_testkit::Value = serde_json::from_str(reply.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(w.end().await, Some(0));

        w.serve(&served.config).await;
        let ask = json!({ "agent_id": served.app["agent_id"], "task_id": task["task_id"] });
        let deadline = Instant::now() + Duration::from_secs(30);
        let progress = format!("/topapi/message/corpconversation/getsendprogress?access_token={token}");
        while w.post(&progress, &ask).await.ok()["progress"]["status"] != 2 {
            assert!(Instant::now() < deadline, "what was acknowledged is delivered after the next start");
        }
    }

    /// Waiting is not work: a long-poll ends with what it has.
    async fn long_polls_end_at_once(w: World) {
        let mut w = w;
        let began = Instant::now();
        {
            let messages = w.get("/_hobnail/v1/messages?userid=user001&wait_ms=60000", &[]);
            let calls = w.get("/_hobnail/v1/calls?path=/nothing&wait_ms=60000", &[]);
            let slow = json!({ "path": "/gettoken", "delay_ms": 60_000 });
            w.post("/_hobnail/v1/faults", &slow).await.ok();
            let delayed = w.get("/gettoken", &[]);
            let end = async {
                while w.metric("hobnail_requests_in_flight").await < 4.0 {}
                w.terminate();
            };
            let (messages, calls, delayed, ()) = tokio::join!(messages, calls, delayed, end);
            assert_eq!(messages.ok()["messages"], json!([]));
            assert_eq!(calls.ok()["calls"], json!([]));
            delayed.refused(40035);
        }
        assert_eq!(w.end().await, Some(0));
        assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    }
}
