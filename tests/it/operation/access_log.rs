//! What the access log says, and what neither it nor the server's own log may say.

use std::collections::BTreeSet;

use hobnail_testkit::{Start, Value, World, json, tests};
use reqwest::Method;

fn logged() -> Start {
    Start { logged: true, ..Start::default() }
}

tests! {
    /// A line for every request; no mobile number, name, userid, token, secret, address, path or text of anybody.
    async fn every_request_has_a_line_and_no_line_is_about_a_person(w: World, start = logged()) {
        let mut w = w;
        let secrets: Vec<String>;
        {
            let app = w.app().await;
            let member = json!({ "userid": "privateuser", "name": "隐私先生", "mobile": "13912345678", "email": "private@secret.example", "dept_id_list": "1" });
            app.post("/topapi/v2/user/create", member.clone()).await.ok();
            app.post("/topapi/v2/user/create", member).await;
            app.post("/topapi/v2/user/getbymobile", json!({ "mobile": "13912345678" })).await.ok();
            app.get("/user/get_by_mobile", &[("mobile", "13912345678")]).await.ok();
            app.get("/user/get", &[("userid", "privateuser")]).await.ok();
            app.get("/user/get", &[("userid", "privateuser13912345678")]).await;
            app.get("/no/13912345678/such/privateuser", &[]).await;
            app.get("/topapi/privateuser", &[]).await;
            app.v1(Method::GET, "/v1.0/oauth2/privateuser/13912345678", None).await;
            app.v1(Method::POST, "/v1.0/oauth2/privateuser/token", Some(json!({ "client_id": app.app_key }))).await;
            w.http().request(Method::from_bytes(b"PRIVATEUSER").unwrap(), w.at("/topapi/v2/user/get")).send().await.unwrap();
            let task = app.notify("privateuser", "机密内容").await;
            app.done(task).await;
            let mut browser = w.browser_of("privateuser").await;
            browser.get("/console/api/me/inbox/apps").await.ok();
            browser.get("/console/api/me/media?id=privateuser").await;
            browser.sign_in("13912345678", "hunter2hunter2").await;
            w.raw("/topapi/v2/user/get", "application/json", "{\"userid\":\"privateuser\"").await;
            let agent = w.http().get(w.at("/gettoken")).header("user-agent", "隐私先生".as_bytes()).header("x-forwarded-for", "203.0.113.77");
            w.send("GET /gettoken".into(), agent).await;
            secrets = vec![app.token.clone(), app.app_secret.clone(), app.app_key.clone(), browser.csrf.clone()];
            w.terminate();
        }
        assert_eq!(w.end().await, Some(0));
        let lines = std::fs::read_to_string(w.folder().join("access.log")).unwrap();
        let server = std::fs::read_to_string(w.folder().join("server.log")).unwrap();
        for text in [&lines, &server] {
            let lower = text.to_lowercase();
            for word in ["13912345678", "privateuser", "隐私先生", "private@secret.example", "机密内容", "hunter2", "203.0.113.77", "127.0.0.1"] {
                // The server's own log may name the addresses that it listens on.
                assert!(!lower.contains(word) || (word == "127.0.0.1" && std::ptr::eq(text, &server)), "{word} is in {text}");
            }
            for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
                assert!(!text.contains(secret.as_str()), "{secret} is in {text}");
            }
        }
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect();
        let of = |endpoint: &str| lines.iter().filter(|line| line["endpoint"] == endpoint).collect::<Vec<_>>();
        let created = of("UserCreate");
        assert_eq!((created.len(), &created[0]["code"], &created[0]["status"], &created[0]["method"]), (2, &json!(0), &json!(200), &json!("POST")));
        assert_ne!(created[1]["code"], 0, "the refusal");
        assert_eq!((&created[0]["corp"], &created[0]["agent"]), (&w.demo()["corp_id"], &w.demo()["agent_id"]));
        assert!(created[0]["us"].as_i64().unwrap() > 0 && created[0]["ts"].as_i64().unwrap() > 1_600_000_000_000);
        let ids: BTreeSet<_> = lines.iter().map(|line| line["request_id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), lines.len(), "a request, a line, an id");
        let methods: BTreeSet<_> = lines.iter().map(|line| line["method"].as_str().unwrap()).collect();
        assert!(methods.contains("OTHER") && methods.is_subset(&BTreeSet::from(["GET", "POST", "OTHER"])), "{methods:?}");
        assert!(lines.iter().any(|line| line["endpoint"] == "" && line["code"] == 404), "unknown paths too");
    }

    /// A file that is full makes room, and only so many are kept.
    async fn the_log_does_not_grow_for_ever(
        w: World,
        start = Start::env(&[("HOBNAIL_SERVER_ACCESS_LOG_BYTES", "2000"), ("HOBNAIL_SERVER_ACCESS_LOG_KEEP", "2")])
    ) {
        let size = |name: &str| std::fs::metadata(w.folder().join(name)).map_or(0, |m| m.len());
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while size("access.log.2") == 0 {
            w.get("/gettoken", &[]).await.refused(40035);
            assert!(std::time::Instant::now() < deadline, "the file does not make room");
        }
        assert!(size("access.log.1") <= 2000 && size("access.log.2") <= 2000, "{} {}", size("access.log.1"), size("access.log.2"));
        assert_eq!(size("access.log.3"), 0);
    }
}
