//! `hobnail serve`: the same platform without anything of dev mode.

use hobnail_testkit::{Store, Value, World, hobnail, json, tests};

tests! {
    /// From nothing to a delivered message: init, an app, the server, sign-in, send, inbox; and no control API.
    async fn an_organisation_hosts_its_own(w: World) {
        // The world's own server only lends its database's place.
        let mut w = w;
        w.kill().await;
        let folder = w.folder().join("serve");
        std::fs::create_dir_all(&folder).unwrap();
        let config = folder.join("hobnail.toml");
        let postgres = match w.store {
            Store::Sqlite => String::new(),
            Store::Postgres => format!("postgres = {:?}\n", w.database_url().unwrap()),
        };
        let text = format!("[server]\nlisten = \"127.0.0.1:0\"\n[store]\ndata = {:?}\n{postgres}", folder.join("data"));
        std::fs::write(&config, text).unwrap();
        let password = folder.join("password");
        std::fs::write(&password, "correct horse battery\n").unwrap();
        let (config, password) = (config.to_str().unwrap(), password.to_str().unwrap());
        let run = |args: &[&str]| -> (Option<i32>, Value) {
            let args: Vec<_> = ["--json"].iter().chain(args).copied().chain(["--config", config]).collect();
            let (code, text) = hobnail(&args, &[]);
            (code, serde_json::from_str(text.lines().last().unwrap_or("null")).unwrap())
        };
        let (code, refused) = run(&["app", "create", "--corp", "dingnone", "--name", "x"]);
        assert_eq!((code, &refused["event"]), (Some(1), &json!("error")), "before init there is nothing");
        let (code, made) = run(&["init", "--corp", "自家公司", "--admin", "王总", "--mobile", "13700000001", "--password-file", password]);
        assert_eq!((code, &made["password"]), (Some(0), &Value::Null), "{made}");
        let (corp, admin) = (made["corp_id"].as_str().unwrap(), made["admin_userid"].as_str().unwrap());
        let (code, app) = run(&["app", "create", "--corp", corp, "--name", "审批助手"]);
        assert_eq!(code, Some(0), "{app}");
        let (code, _) = run(&["app", "create", "--corp", "dingnone", "--name", "x"]);
        assert_eq!(code, Some(1), "an unknown organisation");

        w.serve(config).await;
        for path in ["/_hobnail/v1/status", "/_hobnail/v1/demo", "/_hobnail/v1/clock", "/_hobnail/v1/messages"] {
            let reply = w.get(path, &[]).await;
            assert!(reply.status == 404 || reply["errcode"] == 404, "{path}: {} {}", reply.status, reply.body);
        }
        let reply = w.post("/_hobnail/v1/reset", &json!({})).await;
        assert!(reply.status == 404 || reply["errcode"] == 404, "{}", reply.body);
        let pick = json!({ "corpId": corp, "userid": admin });
        w.post("/console/api/session/pick", &pick).await.refused_http(404, "dev.only");
        w.get("/console/api/dev/people", &[]).await.refused_http(404, "dev.only");

        // The cookie is for https; a plain client hands it back by hand.
        let sign_in = async |password: &str| {
            let body = json!({ "mobile": "13700000001", "password": password });
            w.http().post(w.at("/console/api/session/password")).json(&body).send().await.unwrap()
        };
        assert_eq!(sign_in("wrong").await.status(), 401);
        let response = sign_in("correct horse battery").await;
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.starts_with("__Host-hobnail_session=") && cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{cookie}");
        let session: Value = response.json().await.unwrap();
        assert_eq!((&session["mode"], &session["person"]["name"], &session["person"]["admin"]), (&json!("serve"), &json!("王总"), &json!(true)));

        let credentials = [("appkey", app["app_key"].as_str().unwrap()), ("appsecret", app["app_secret"].as_str().unwrap())];
        let token = w.get("/gettoken", &credentials).await.ok()["access_token"].as_str().unwrap().to_owned();
        let call = async |name: &str, body: Value| {
            w.post(&format!("/topapi/message/corpconversation/{name}?access_token={token}"), &body).await
        };
        let agent = &app["agent_id"];
        let msg = json!({ "msgtype": "text", "text": { "content": "上线了" } });
        let task = call("asyncsend_v2", json!({ "agent_id": agent, "userid_list": admin, "msg": msg })).await.ok()["task_id"].clone();
        let ask = json!({ "agent_id": agent, "task_id": task });
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while call("getsendprogress", ask.clone()).await.ok()["progress"]["status"] != 2 {
            assert!(std::time::Instant::now() < deadline, "the task is done");
        }
        assert_eq!(call("getsendresult", ask).await.ok()["send_result"]["unread_user_id_list"], json!([admin]));
        let cookie = cookie.split(';').next().unwrap();
        let inbox = w.http().get(w.at("/console/api/me/inbox/apps")).header("cookie", cookie);
        let inbox = w.send("GET inbox".into(), inbox).await.ok();
        assert_eq!((&inbox["unread"], &inbox["items"][0]["last"]["summary"]), (&json!(1), &json!("上线了")));
        let refused = w.post("/topapi/v2/user/get?access_token=x", &json!({})).await.refused(40014);
        assert!(refused["help"].is_null(), "no development help in production: {refused}");
    }
}
