//! What Prometheus is told.

use hobnail_testkit::{Start, Value, World, hobnail, json, tests};

tests! {
    /// Every endpoint is there from the start, and every call is counted once, as what it was.
    async fn every_endpoint_and_every_refusal_is_counted(w: World, start = Start::env(&[("HOBNAIL_LIMITS_APP_API_CALLS_PER_S", "3")])) {
        let (_, list) = hobnail(&["endpoints", "--json"], &[]);
        let response = w.http().get(w.at("/metrics")).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/openmetrics-text; version=1.0.0; charset=utf-8");
        let text = response.text().await.unwrap();
        assert!(text.ends_with("# EOF\n"));
        for line in list.lines() {
            let id = serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
            for metric in [format!("hobnail_requests_ok_total{{endpoint=\"{id}\"}} "), format!("hobnail_request_seconds_count{{endpoint=\"{id}\"}} ")] {
                assert!(text.contains(&metric), "{metric}");
            }
        }

        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let app = w.new_app(json!({ "scopes": ["qyapi_get_member"] })).await;
        let get = async |userid: &str| app.post("/topapi/v2/user/get", json!({ "userid": userid })).await;
        get("manager01").await.ok();
        get("nobody").await.refused(60121);
        get("").await;
        get("manager01").await.refused(90002);
        app.post("/topapi/v2/department/listsub", json!({})).await.refused(60011);
        w.post("/topapi/v2/user/get", &json!({})).await.refused(41001);
        w.get("/no/such/path", &[]).await;
        w.post("/_hobnail/v1/faults", &json!({ "path": "/auth/scopes", "errcode": 90018 })).await.ok();
        app.get("/auth/scopes", &[]).await.refused(90018);
        w.post("/_hobnail/v1/faults", &json!({ "path": "/auth/scopes", "drop": true })).await.ok();
        let cut = w.http().get(w.at(&format!("/auth/scopes?access_token={}", app.token)));
        assert!(w.try_send(cut).await.is_none());
        w.http().get(w.at("/work")).send().await.unwrap();
        let refused = |endpoint: &str, class: &str, code: i64, status: u16| {
            format!("hobnail_requests_refused_total{{endpoint=\"{endpoint}\",class=\"{class}\",code=\"{code}\",status=\"{status}\"}}")
        };
        for (line, n) in [
            ("hobnail_requests_ok_total{endpoint=\"UserGet\"}".to_owned(), 1.0),
            (refused("UserGet", "caller", 60121, 200), 1.0),
            (refused("UserGet", "caller", 41001, 200), 1.0),
            (refused("UserGet", "limit", 90002, 200), 1.0),
            ("hobnail_request_seconds_count{endpoint=\"UserGet\"}".to_owned(), 5.0),
            (refused("DeptListSub", "caller", 60011, 200), 1.0),
            (refused("unknown", "caller", 404, 200), 1.0),
            (refused("AuthScopesGet", "injected", 90018, 200), 1.0),
            (refused("AuthScopesGet", "injected", -1, 0), 1.0),
            ("hobnail_requests_in_flight".to_owned(), 1.0),
        ] {
            assert_eq!(w.metric(&line).await, n, "{line}");
        }
    }

    /// Jobs, events and commits.
    async fn the_queue_and_the_store_are_told(w: World) {
        let app = w.app().await;
        let before = w.metric("hobnail_store_commit_transactions_count").await;
        assert!(before > 0.0);
        let task = app.notify("user001,user002", "你好").await;
        app.done(task).await;
        app.post("/topapi/v2/department/create", json!({ "name": "新", "parent_id": 1 })).await.ok();
        assert!(w.metric("hobnail_store_commit_transactions_count").await > before);
        assert!(w.metric("hobnail_store_transactions_total").await >= w.metric("hobnail_store_commit_transactions_sum").await);
        assert!(w.metric("hobnail_store_commit_seconds_total").await > 0.0);
        assert!(w.metric("hobnail_process_resident_bytes").await > 1e6);
        // Events are handed on at once, and the last job is done.
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while w.metric("hobnail_events_waiting").await > 0.0 {
            assert!(std::time::Instant::now() < deadline, "events wait");
        }
        assert_eq!(w.metric("hobnail_jobs_due{kind=\"im.work.small\"}").await, 0.0);
    }
}
