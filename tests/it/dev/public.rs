//! Dev mode beyond loopback.

use hobnail_testkit::{Start, World, json, tests};

fn public() -> Start {
    Start { public: Some("hobnail-token"), ..Start::default() }
}

tests! {
    /// The control API, and signing in as anybody, take the token; the platform's APIs are as ever, under any name of the host.
    async fn the_control_api_takes_a_token(w: World, start = public()) {
        let host = async |path: &str, with: Option<(&str, &str)>| {
            let mut request = w.http().get(w.at(path)).header("host", "dingtalk.test");
            if let Some((name, value)) = with {
                request = request.header(name, value);
            }
            w.send(format!("GET {path}"), request).await
        };
        for path in ["/_hobnail/v1/status", "/_hobnail/v1/demo", "/_hobnail/v1/messages", "/console/api/dev/people"] {
            host(path, None).await.refused_http(401, "dev.token");
            host(path, Some(("authorization", "Bearer wrong"))).await.refused_http(401, "dev.token");
            host(path, Some(("authorization", "Bearer hobnail-token"))).await.ok();
            host(path, Some(("cookie", "hobnail_dev_token=hobnail-token"))).await.ok();
        }
        let clock = json!({ "advance_ms": 1 });
        w.post("/_hobnail/v1/clock", &clock).await.refused_http(401, "dev.token");
        w.post("/_hobnail/v1/reset", &json!({})).await.refused_http(401, "dev.token");
        let pick = json!({ "corpId": w.demo()["corp_id"], "userid": "manager01" });
        w.post("/console/api/session/pick", &pick).await.refused_http(401, "dev.token");
        let app = w.app().await;
        app.post("/topapi/v2/user/get", json!({ "userid": "manager01" })).await.ok();

        let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let opened = browser.get(w.at("/?token=hobnail-token")).send().await.unwrap();
        assert_eq!((opened.status().as_u16(), opened.headers()["location"].to_str().unwrap()), (302, "/"));
        assert!(opened.headers()["set-cookie"].to_str().unwrap().starts_with("hobnail_dev_token=hobnail-token; "));
        let not = browser.get(w.at("/?token=wrong")).send().await.unwrap();
        assert!(not.headers().get("set-cookie").is_none());
    }

    /// On loopback no token is asked for, and other names of the host are turned away.
    async fn loopback_needs_none_and_has_its_name(w: World) {
        w.get("/_hobnail/v1/status", &[]).await.ok();
        let request = w.http().get(w.at("/gettoken")).header("host", "evil.example");
        w.send("GET /gettoken as evil.example".into(), request).await.refused_http(421, "host.refused");
        let seen = w.get("/_hobnail/v1/calls?path=/gettoken", &[]).await.ok();
        assert_eq!((&seen["calls"][0]["rule"], &seen["calls"][0]["http_status"]), (&json!("HOST_REFUSED"), &json!(421)));
    }

    /// What the ready line said is true for good: after a reset every id of the demo organisation is what it was.
    async fn the_demo_is_the_same_after_a_reset(w: World) {
        let before = w.get("/_hobnail/v1/demo", &[]).await.ok();
        assert_eq!(&before["departments"], &w.demo()["departments"]);
        let app = w.app().await;
        app.notify("user001", "一").await;
        w.messages("user001", 1).await;
        app.post("/topapi/v2/department/create", json!({ "name": "临时", "parent_id": 1 })).await.ok();
        for _ in 0..2 {
            w.post("/_hobnail/v1/reset", &json!({})).await.ok();
            assert_eq!(w.get("/_hobnail/v1/demo", &[]).await.ok(), before);
            let app = w.app().await;
            app.notify("user001", "又一次").await;
            assert_eq!(w.messages("user001", 1).await.len(), 1);
        }
    }
}
