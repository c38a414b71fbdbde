//! Access tokens.

use hobnail_testkit::{World, json, tests};

tests! {
    /// Asking again within the life gives the same token and renews it; after its end there is a new one.
    async fn a_token_is_the_same_within_its_life_and_renewed_by_asking(w: World) {
        let app = w.app().await;
        let ask = async || {
            let reply = w.get("/gettoken", &[("appkey", &app.app_key), ("appsecret", &app.app_secret)]).await.ok();
            assert_eq!(reply["expires_in"], 7200);
            reply["access_token"].as_str().unwrap().to_owned()
        };
        assert_eq!(ask().await, app.token);
        w.advance(7_199_000).await;
        assert_eq!(ask().await, app.token, "one second before the end it is the same");
        w.advance(7_199_000).await;
        app.get("/auth/scopes", &[]).await.ok();
        w.advance(2_000).await;
        app.get("/auth/scopes", &[]).await.refused(42001);
        let next = ask().await;
        assert_ne!(next, app.token);
        app.get("/auth/scopes", &[]).await.refused(42001);
        w.get("/auth/scopes", &[("access_token", &next)]).await.ok();
    }

    /// The three spellings hand out the same token.
    async fn the_newer_spellings_give_the_same_token(w: World) {
        let app = w.app().await;
        let v1 = w.post("/v1.0/oauth2/accessToken", &json!({ "appKey": app.app_key, "appSecret": app.app_secret })).await.ok();
        assert_eq!((&v1["accessToken"], &v1["expireIn"]), (&json!(app.token), &json!(7200)));
        let path = format!("/v1.0/oauth2/{}/token", app.corp_id);
        let body = json!({ "client_id": app.app_key, "client_secret": app.app_secret, "grant_type": "client_credentials" });
        assert_eq!(w.post(&path, &body).await.ok()["access_token"], json!(app.token));
        let reply = w.get("/gettoken", &[("corpid", &app.corp_id), ("corpsecret", &app.app_secret)]).await.ok();
        assert_eq!(reply["access_token"], json!(app.token));
    }

    /// Wrong and missing credentials are told apart, unknown and wrong ones are not.
    async fn wrong_credentials_are_refused(w: World) {
        let app = w.app().await;
        w.get("/gettoken", &[("appkey", &app.app_key), ("appsecret", "wrong")]).await.refused(40096);
        w.get("/gettoken", &[("appkey", "dingnobody"), ("appsecret", &app.app_secret)]).await.refused(40096);
        w.get("/gettoken", &[("appkey", &app.app_key)]).await.refused_for(40035, "appsecret");
        w.get("/gettoken", &[]).await.refused_for(40035, "corpid or appkey");
        w.get("/gettoken", &[("corpid", &app.corp_id), ("corpsecret", "wrong")]).await.refused(40089);
        let body = json!({ "appKey": app.app_key, "appSecret": "wrong" });
        w.post("/v1.0/oauth2/accessToken", &body).await.refused_http(400, "invalidClientIdOrSecret");
        w.post("/v1.0/oauth2/accessToken", &json!({ "appKey": app.app_key })).await.refused_http(400, "MissingappSecret");
        let body = json!({ "client_id": app.app_key, "client_secret": app.app_secret, "grant_type": "password" });
        w.post(&format!("/v1.0/oauth2/{}/token", app.corp_id), &body).await.refused_http(400, "unsupported.grant.type");
        let body = json!({ "client_id": app.app_key, "client_secret": app.app_secret, "grant_type": "client_credentials" });
        w.post("/v1.0/oauth2/dingother/token", &body).await.refused_http(400, "invalid.client");
    }
}
