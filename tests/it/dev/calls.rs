//! The call log tells, for every call, what decided.

use hobnail_testkit::{Start, Value, World, json, tests};

fn limited() -> Start {
    Start::env(&[
        ("HOBNAIL_LIMITS_APP_API_CALLS_PER_S", "2"),
        ("HOBNAIL_LIMITS_IP_CALLS_PER_20S", "40"),
        ("HOBNAIL_LIMITS_BODY_BYTES", "4096"),
    ])
}

/// Calls after `after`.
async fn calls(w: &World, after: &mut i64, of: &str) -> Vec<Value> {
    let reply = w.get(&format!("/_hobnail/v1/calls?after={after}&limit=1000{of}"), &[]).await.ok();
    *after = reply["next"].as_i64().unwrap();
    reply["calls"].as_array().unwrap().clone()
}

tests! {
    /// Who called wrongly, without a token or a permission, too often or into a fault: each is there, with its rule.
    async fn every_refusal_names_its_rule(w: World, start = limited()) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let app = w.new_app(json!({ "scopes": ["qyapi_get_member"] })).await;
        let mut after = 0;
        calls(&w, &mut after, "").await;
        let get = async |body: Value| app.post("/topapi/v2/user/get", body).await;
        get(json!({ "userid": "manager01" })).await.ok();
        get(json!({ "userid": "nobody" })).await.refused(60121);
        get(json!({ "userid": "manager01" })).await.refused(90002);
        w.advance(1000).await;
        get(json!({})).await.refused(40035);
        w.advance(1000).await;
        get(json!({ "userid": "x".repeat(5000) })).await;
        app.post("/topapi/v2/department/listsub", json!({})).await.refused(60011);
        w.post("/topapi/v2/user/get", &json!({})).await.refused(41001);
        w.post("/topapi/v2/user/get?access_token=nonsense", &json!({})).await.refused(40014);
        w.raw("/topapi/v2/user/get", "application/json", "{").await.refused(47001);
        app.get("/topapi/v2/user/get", &[]).await.refused(43002);
        w.get("/no/such/path", &[]).await.refused(404);
        w.get("/v1.0/no/such/path", &[]).await.refused_http(404, "InvalidAction.NotFound");
        let seen = calls(&w, &mut after, "").await;
        let rules: Vec<(&str, Option<&str>)> = seen.iter().map(|c| (c["rule"].as_str().unwrap(), c["field"].as_str())).collect();
        assert_eq!(rules, [
            ("OK", None),
            ("USER_NOT_FOUND", Some("userid")),
            ("APP_LIMIT", None),
            ("MISSING_PARAM", Some("userid")),
            ("TOO_LONG", None),
            ("NO_PERMISSION", None),
            ("TOKEN_MISSING", Some("access_token")),
            ("TOKEN_INVALID", None),
            ("BAD_JSON", None),
            ("NEEDS_POST", None),
            ("NOT_FOUND", None),
            ("NOT_FOUND", None),
        ]);
        assert_eq!((&seen[2]["endpoint"], &seen[2]["request"]["userid"], &seen[2]["reply"]["sub_code"]), (&json!("UserGet"), &json!("manager01"), &json!("90002")));
        assert!(seen.iter().all(|call| call["direction"] == "in" && call["at_ms"].as_i64() >= Some(now)), "{seen:?}");

        w.advance(7_200_000).await;
        get(json!({ "userid": "manager01" })).await.refused(42001);
        assert_eq!(calls(&w, &mut after, "").await[0]["rule"], "TOKEN_EXPIRED");
        while w.get("/gettoken", &[]).await["status"] != 1111 {}
        let refused = calls(&w, &mut after, "").await.pop().unwrap();
        assert_eq!((&refused["rule"], &refused["reply"]["status"]), (&json!("ADDRESS_LIMIT"), &json!(1111)));
    }

    /// An API that the platform has and this server does not is called so.
    async fn what_is_not_built_says_so(w: World) {
        let pending = include_str!("../../../catalogue/pending.txt");
        let line = pending.lines().find(|line| !line.starts_with('#') && !line.contains('{') && line.contains("/topapi/"));
        // When everything is built there is nothing to ask for.
        let Some((method, path)) = line.and_then(|line| line.split_once(' ')).and_then(|(m, rest)| Some((m, rest.split_whitespace().next()?))) else { return };
        let request = w.http().request(method.parse().unwrap(), w.at(path));
        assert_eq!(w.send(path.into(), request).await.status, 501);
        let seen = calls(&w, &mut 0, &format!("&path={path}")).await;
        assert_eq!((seen[0]["rule"].as_str(), seen[0]["http_status"].as_i64()), (Some("NOT_IMPLEMENTED"), Some(501)));
    }

    /// A fault shows in the log as what it did, with the call that met it, also when nobody got an answer.
    async fn injected_faults_show_what_they_did(w: World) {
        let app = w.app().await;
        let path = "/topapi/v2/user/get";
        let get = async || app.post(path, json!({ "userid": "manager01" })).await;
        let fault = async |how: Value| {
            let mut body = how;
            body["path"] = json!(path);
            w.post("/_hobnail/v1/faults", &body).await.ok()["id"].clone()
        };
        let mut after = 0;
        calls(&w, &mut after, "").await;
        let code = fault(json!({ "errcode": 90002 })).await;
        get().await.refused(90002);
        let status = fault(json!({ "http_status": 502 })).await;
        assert_eq!(get().await.status, 502);
        let slow = fault(json!({ "delay_ms": 30 })).await;
        get().await.ok();
        let cut = fault(json!({ "drop": true })).await;
        let request = w.http().post(w.at(&format!("{path}?access_token={}", app.token))).json(&json!({ "userid": "manager01" }));
        assert!(w.try_send(request).await.is_none());
        get().await.ok();
        let seen = calls(&w, &mut after, "&path=/topapi/v2/*").await;
        let facts: Vec<_> = seen.iter().map(|c| (c["rule"].as_str().unwrap(), c["http_status"].as_i64().unwrap(), c["fault_id"].clone())).collect();
        assert_eq!(facts, [
            ("INJECTED", 200, code),
            ("INJECTED", 502, status),
            ("OK", 200, slow),
            ("INJECTED", 0, cut),
            ("OK", 200, Value::Null),
        ]);
        assert!(seen.iter().all(|c| c["endpoint"] == "UserGet" && c["request"]["userid"] == "manager01"), "{seen:?}");
        assert!(seen[2]["duration_us"].as_i64() >= Some(30_000), "the delay is in its duration: {}", seen[2]);
        assert_eq!(seen[3]["reply"], Value::Null);
        assert!(!serde_json::to_string(&seen).unwrap().contains(&app.token), "no token");
    }

    /// The log keeps as much as is configured, the newest.
    async fn the_log_is_bounded(w: World, start = Start::env(&[("HOBNAIL_RETENTION_CALL_COUNT", "3")])) {
        for n in 0..6 {
            w.get(&format!("/no/{n}"), &[]).await;
        }
        let seen = calls(&w, &mut 0, "").await;
        assert_eq!(seen.iter().map(|c| c["path"].as_str().unwrap()).collect::<Vec<_>>(), ["/no/3", "/no/4", "/no/5"]);
        assert_eq!(calls(&w, &mut 0, "&path=/no/{any}").await.len(), 3, "a template");
    }
}
