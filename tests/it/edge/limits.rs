//! Calls per time.

use hobnail_testkit::{Start, World, json, tests};

tests! {
    /// One address too many calls in 20 seconds: refused for five minutes of the server's clock, not longer.
    async fn an_address_is_banned_for_five_minutes(w: World, start = Start::env(&[("HOBNAIL_LIMITS_IP_CALLS_PER_20S", "20")])) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let app = w.app().await;
        let ask = async || app.get("/user/get", &[("userid", "manager01")]).await;
        for _ in 0..19 {
            ask().await.ok();
        }
        let refused = ask().await;
        assert_eq!((refused.status, &refused["status"], &refused["wait"]), (200, &json!(1111), &json!(301)), "{}", refused.body);
        assert!(refused["errcode"].is_null(), "not the platform's usual shape: {}", refused.body);
        w.advance(299_999).await;
        assert_eq!(ask().await["status"], 1111, "one millisecond before its end");
        w.get("/v1.0/no/such", &[]).await.body["status"].as_i64().map(|status| assert_eq!(status, 1111)).expect("every path");
        w.advance(1).await;
        ask().await.ok();
    }

    /// The window is 20 seconds: calls that are spread out are never refused.
    async fn spread_out_calls_are_not_refused(w: World, start = Start::env(&[("HOBNAIL_LIMITS_IP_CALLS_PER_20S", "20")])) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let app = w.app().await;
        for _ in 0..4 {
            for _ in 0..19 {
                app.get("/user/get", &[("userid", "manager01")]).await.ok();
            }
            w.advance(20_000).await;
        }
    }

    /// An app's calls of one API in one second; other APIs and other apps are free.
    async fn an_api_is_limited_by_app_and_second(w: World, start = Start::env(&[("HOBNAIL_LIMITS_APP_API_CALLS_PER_S", "5")])) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let (app, other) = (w.app().await, w.new_app(json!({})).await);
        let body = json!({ "userid": "manager01" });
        for _ in 0..5 {
            app.post("/topapi/v2/user/get", body.clone()).await.ok();
        }
        let refused = app.post("/topapi/v2/user/get", body.clone()).await.refused(90002);
        assert_eq!((&refused["errcode"], &refused["sub_code"]), (&json!(88), &json!("90002")), "{refused}");
        app.get("/user/get", &[("userid", "manager01")]).await.ok();
        other.post("/topapi/v2/user/get", body.clone()).await.ok();
        w.advance(1000).await;
        app.post("/topapi/v2/user/get", body).await.ok();
    }
}
