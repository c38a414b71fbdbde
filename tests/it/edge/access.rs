//! Tokens and permissions, in the words of each generation.

use hobnail_testkit::{World, json, tests};

const TOPAPI: &str = "/topapi/v2/user/get";
const V1: &str = "/v1.0/oauth2/jsapiTickets";

tests! {
    /// On topapi the gateway wraps its refusals.
    async fn a_bad_token_on_topapi_is_wrapped(w: World) {
        let app = w.app().await;
        for (query, sub_code) in [("", "41001"), ("?access_token=", "40000"), ("?access_token=nonsense", "40014"), ("?access_token=%00", "40033")] {
            let reply = w.post(&format!("{TOPAPI}{query}"), &json!({ "userid": "manager01" })).await;
            if sub_code == "40033" {
                reply.refused(40033);
                continue;
            }
            assert_eq!((reply.status, &reply["errcode"], &reply["sub_code"]), (200, &json!(88), &json!(sub_code)), "{query}: {}", reply.body);
            let message = reply["errmsg"].as_str().unwrap();
            assert!(message.starts_with(&format!("ding talk error[subcode={sub_code},submsg=")), "{message}");
            assert!(reply["sub_msg"].is_string() && reply["request_id"].is_string(), "{}", reply.body);
        }
        w.advance(7_200_000).await;
        let reply = app.post(TOPAPI, json!({ "userid": "manager01" })).await;
        assert_eq!((&reply["errcode"], &reply["sub_code"]), (&json!(88), &json!("42001")), "{}", reply.body);
    }

    /// On the older paths the code comes as it is.
    async fn a_bad_token_on_an_older_path_is_plain(w: World) {
        let app = w.app().await;
        for (query, code) in [("", 41001), ("?access_token=", 40000), ("?access_token=nonsense", 40014)] {
            let reply = w.get(&format!("/user/get{query}"), &[("userid", "manager01")]).await;
            assert_eq!(reply["errcode"], code, "{query}: {}", reply.body);
            assert!(reply["sub_code"].is_null(), "{}", reply.body);
        }
        w.advance(7_200_000).await;
        assert_eq!(app.get("/user/get", &[("userid", "manager01")]).await["errcode"], 42001);
    }

    /// On v1.0 the token is a header, and refusals are HTTP 400 with a code.
    async fn a_bad_token_on_v1_is_http_400(w: World) {
        let app = w.app().await;
        let with = async |token: Option<&str>| {
            let mut request = w.http().post(w.at(V1));
            if let Some(token) = token {
                request = request.header("x-acs-dingtalk-access-token", token);
            }
            w.send(format!("POST {V1}"), request).await
        };
        let body = with(None).await.refused_http(400, "AuthenticationFailed.MissingParameter");
        assert!(body["message"].as_str().unwrap().contains("x-acs-dingtalk-access-token"), "{body}");
        with(Some("")).await.refused_http(400, "AuthenticationFailed.MissingParameter");
        with(Some("nonsense")).await.refused_http(400, "InvalidAuthentication");
        with(Some(&app.token)).await.ok();
        w.advance(7_200_000).await;
        with(Some(&app.token)).await.refused_http(400, "InvalidAuthentication");
    }

    /// The older generation does not look at the header.
    async fn the_header_counts_on_v1_only(w: World) {
        let app = w.app().await;
        let request = w.http().post(w.at(TOPAPI)).header("x-acs-dingtalk-access-token", &app.token).json(&json!({ "userid": "manager01" }));
        w.send(format!("POST {TOPAPI}"), request).await.refused(41001);
    }

    /// A missing permission point is named, with the place where it can be granted.
    async fn a_missing_permission_is_named(w: World) {
        let app = w.new_app(json!({ "scopes": ["qyapi_get_member"] })).await;
        app.post(TOPAPI, json!({ "userid": "manager01" })).await.ok();
        let body = app.post("/topapi/v2/department/create", json!({ "name": "新", "parent_id": 1 })).await.refused_for(60011, "qyapi_manage_addresslist");
        assert_eq!((&body["errcode"], &body["sub_code"]), (&json!(88), &json!("60011")), "{body}");
        assert!(body["help"].as_str().unwrap().contains(&app.agent_id.to_string()), "dev mode says where: {body}");
        let body = app.get("/user/get_by_mobile", &[("mobile", "13800001000")]).await.refused_for(60011, "qyapi_get_member_by_mobile");
        assert_eq!(body["errcode"], 60011, "plain on older paths: {body}");
        let names = w.app().await.post("/topapi/v2/department/listsub", json!({ "dept_id": 1 })).await.ok();
        assert!(!names.to_string().contains("\"新\""), "nothing was made: {names}");
    }

    /// A token of one app says nothing about another's.
    async fn a_token_is_its_apps_own(w: World) {
        let (one, two) = (w.new_app(json!({ "scopes": ["qyapi_get_member"] })).await, w.new_app(json!({ "scopes": [] })).await);
        assert_ne!(one.token, two.token);
        one.post(TOPAPI, json!({ "userid": "manager01" })).await.ok();
        two.post(TOPAPI, json!({ "userid": "manager01" })).await.refused(60011);
    }
}
