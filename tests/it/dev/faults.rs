//! Faults on demand.

use hobnail_testkit::{World, json, tests};

tests! {
    /// A fault answers as the API's style does, so many times, and the calls after it are as before.
    async fn the_next_calls_fail_as_asked(w: World) {
        let app = w.app().await;
        let path = "/topapi/v2/user/get";
        let ask = async || app.post(path, json!({ "userid": "manager01" })).await;
        w.post("/_hobnail/v1/faults", &json!({ "path": path, "times": 2, "errcode": 90002 })).await.ok();
        assert_eq!(ask().await.refused(90002)["sub_code"], "90002");
        assert_eq!(w.get("/_hobnail/v1/faults", &[]).await.ok()["faults"][0]["times"], 1);
        ask().await.refused(90002);
        ask().await.ok();
        assert_eq!(w.get("/_hobnail/v1/faults", &[]).await.ok()["faults"], json!([]));

        w.post("/_hobnail/v1/faults", &json!({ "path": "/v1.0/oauth2/*", "http_status": 503 })).await.ok();
        let body = json!({ "appKey": app.app_key, "appSecret": app.app_secret });
        w.post("/v1.0/oauth2/accessToken", &body).await.refused_http(503, "InjectedFault");
        w.post("/v1.0/oauth2/accessToken", &body).await.ok();

        w.post("/_hobnail/v1/faults", &json!({ "path": path, "drop": true })).await.ok();
        let request = w.http().post(w.at(&format!("{path}?access_token={}", app.token))).json(&json!({ "userid": "manager01" }));
        assert!(w.try_send(request).await.is_none(), "the connection is cut");
        ask().await.ok();

        let kept = w.post("/_hobnail/v1/faults", &json!({ "path": "/gettoken", "errcode": -1 })).await.ok()["id"].clone();
        let ended = w.post("/_hobnail/v1/faults", &json!({ "path": path, "errcode": -1 })).await.ok()["id"].clone();
        let one = format!("/_hobnail/v1/faults/{ended}");
        w.send(format!("DELETE {one}"), w.http().delete(w.at(&one))).await.ok();
        ask().await.ok();
        let left = w.get("/_hobnail/v1/faults", &[]).await.ok()["faults"].clone();
        assert_eq!((left.as_array().unwrap().len(), &left[0]["id"]), (1, &kept));

        w.post("/_hobnail/v1/faults", &json!({ "path": path, "times": 5, "errcode": -1 })).await.ok();
        let request = w.http().delete(w.at("/_hobnail/v1/faults"));
        w.send("DELETE faults".into(), request).await.ok();
        ask().await.ok();
    }

    /// A fault that does nothing, or hits the control API itself, is refused.
    async fn a_fault_says_what_it_does(w: World) {
        w.post("/_hobnail/v1/faults", &json!({ "path": "/gettoken" })).await.refused_http(400, "MissingParameter");
        let own = json!({ "path": "/_hobnail/v1/status", "errcode": 1 });
        assert_eq!(w.post("/_hobnail/v1/faults", &own).await.refused_http(400, "InvalidParameter")["field"], "path");
        w.get("/_hobnail/v1/status", &[]).await.ok();
    }

    /// The call log tells an injected refusal from a real one.
    async fn an_injected_fault_stands_in_the_call_log(w: World) {
        w.post("/_hobnail/v1/faults", &json!({ "path": "/gettoken", "errcode": 90018, "delay_ms": 1 })).await.ok();
        w.get("/gettoken", &[]).await.refused(90018);
        let calls = w.get("/_hobnail/v1/calls?path=/gettoken", &[]).await.ok();
        assert_eq!(calls["calls"][0]["rule"], "INJECTED");
    }
}
