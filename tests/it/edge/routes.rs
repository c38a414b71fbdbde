//! Paths and methods: what is there, what is not, what is not yet.

use hobnail_testkit::{World, json, tests};

tests! {
    /// The wrong method is told which one is right.
    async fn a_wrong_method_is_told_the_right_one(w: World) {
        let app = w.app().await;
        w.post("/gettoken", &json!({ "appkey": app.app_key, "appsecret": app.app_secret })).await.refused(43001);
        app.post("/user/get", json!({ "userid": "manager01" })).await.refused(43001);
        app.get("/topapi/v2/user/get", &[("userid", "manager01")]).await.refused(43002);
        w.get("/v1.0/oauth2/accessToken", &[]).await.refused_http(405, "InvalidMethod");
        let put = w.http().put(w.at("/topapi/v2/user/get"));
        w.send("PUT".into(), put).await.refused(43002);
        let delete = w.http().delete(w.at("/console/api/session"));
        w.send("DELETE".into(), delete).await.refused_http(405, "InvalidMethod");
    }

    /// Each kind of unknown path has its own answer; none of them asks for a token first.
    async fn unknown_paths_answer_in_their_style(w: World) {
        for path in ["/v1.0/no/such", "/v2.0/no/such", "/v1.0/oauth2/a/b/token"] {
            let body = w.post(path, &json!({})).await.refused_http(404, "InvalidAction.NotFound");
            assert!(body["requestid"].is_string(), "{body}");
        }
        let body = w.post("/topapi/no/such", &json!({})).await.refused_for(22, "dingtalk.oapi.no.such");
        assert!(body["sub_msg"].as_str().unwrap().contains("dingtalk.oapi.no.such"), "{body}");
        for path in ["/no/such", "/user/no_such", "/robots.txt", "/gettoken/", "//gettoken", "/GETTOKEN"] {
            let reply = w.get(path, &[]).await;
            assert_eq!((reply.status, &reply["errcode"]), (200, &json!(404)), "{path}: {}", reply.body);
        }
        w.get("/console/api/no/such", &[]).await.refused_http(404, "InvalidAction.NotFound");
    }

    /// An API of the catalogue that is not built says so, in its style, and does not pretend.
    async fn what_is_not_built_says_so(w: World) {
        let pending = include_str!("../../../catalogue/pending.txt");
        let mut seen = [0, 0];
        for line in pending.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let (Some(method), Some(path)) = (words.next(), words.next()) else { continue };
            let filled = path.split('/').map(|part| if part.starts_with('{') { "some" } else { part }).collect::<Vec<_>>().join("/");
            let request = w.http().request(method.parse().unwrap(), w.at(&filled));
            let reply = w.send(format!("{method} {filled}"), request).await;
            assert_eq!(reply.status, 501, "{method} {filled}: {}", reply.body);
            let v1 = path.starts_with("/v1.0/") || path.starts_with("/v2.0/");
            if v1 {
                assert_eq!(reply["code"], "NotImplemented", "{}", reply.body);
            } else {
                assert_eq!(reply["errcode"], 501, "{}", reply.body);
            }
            seen[usize::from(v1)] += 1;
        }
        assert!(seen[0] > 0 && seen[1] > 0, "both styles are pending: {seen:?}");
    }

    /// Every endpoint that is listed is there, and none of them is listed as pending.
    async fn what_is_listed_is_there(w: World) {
        for endpoint in crate::edge::fuzz::endpoints() {
            let path = endpoint.path.replace("{corpId}", "dingx");
            let request = w.http().request(endpoint.method.parse().unwrap(), w.at(&path));
            let reply = request.send().await.unwrap();
            let (status, text) = (reply.status().as_u16(), reply.text().await.unwrap());
            assert!(!matches!(status, 404 | 405 | 501), "{path}: {status} {text}");
            // Sign-in is answered with a page.
            let body: hobnail_testkit::Value = serde_json::from_str(&text).unwrap_or_default();
            assert!(![json!(404), json!(22), json!(501)].contains(&body["errcode"]), "{path}: {text}");
        }
    }
}
