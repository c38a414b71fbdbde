//! The control API of dev mode.

use hobnail_testkit::{Start, Store, World, json, tests, tokio};

tests! {
    /// Status and demo tell what a test needs to begin.
    async fn status_and_demo_tell_what_a_test_needs(w: World) {
        let status = w.get("/_hobnail/v1/status", &[]).await.ok();
        let store = if w.store == Store::Sqlite { "sqlite" } else { "postgres" };
        assert_eq!((&status["ready"], &status["store"]), (&json!(true), &json!(store)));
        assert!(status["version"].as_str().unwrap().starts_with("0."), "{status}");
        let demo = w.get("/_hobnail/v1/demo", &[]).await.ok();
        assert_eq!(demo["base_url"], w.url());
        assert_eq!((demo["users"].as_array().unwrap().len(), demo["departments"].as_array().unwrap().len()), (202, 21));
        for key in ["corp_id", "agent_id", "app_key", "app_secret", "admin_userid", "users", "departments"] {
            assert_eq!(demo[key], w.demo()[key], "{key} is what the server said at its start");
        }
        let app = w.app().await;
        let user = &demo["users"][7];
        let known = app.post("/topapi/v2/user/get", json!({ "userid": user["userid"] })).await.ok();
        for key in ["userid", "unionid", "name", "mobile", "dept_id_list"] {
            assert_eq!(known["result"][key], user[key], "{key}");
        }
    }

    /// The demo organisation is the same at every start.
    async fn the_demo_is_the_same_after_a_restart(w: World) {
        let mut w = w;
        let before = w.demo().clone();
        w.restart().await;
        for key in ["corp_id", "agent_id", "app_key", "app_secret", "users", "departments"] {
            assert_eq!(w.demo()[key], before[key], "{key}");
        }
    }

    /// With nobody to show, demo says so.
    async fn an_empty_server_has_no_demo(w: World, start = Start { empty: true, ..Start::default() }) {
        assert!(w.demo().is_null());
        w.get("/_hobnail/v1/demo", &[]).await.refused_http(400, "InvalidCorpId");
        let corp = w.corp("新公司").await;
        let app = corp.app(json!({})).await;
        corp.member("one").await;
        let task = app.notify("one", "你好").await;
        assert_eq!(app.result(task).await["unread_user_id_list"], json!(["one"]));
    }

    /// Waiting for a message ends when it comes, and only for whom it was asked.
    async fn messages_wait_until_one_arrives(w: World) {
        let app = w.app().await;
        let (one, two) = (w.demo()["users"][1]["userid"].as_str().unwrap(), w.demo()["users"][2]["userid"].as_str().unwrap());
        let wait = format!("/_hobnail/v1/messages?userid={one}&wait_ms=30000");
        let began = tokio::time::Instant::now();
        let (got, _) = tokio::join!(w.get(&wait, &[]), async {
            app.notify(two, "不是给你的").await;
            app.notify(one, "给你的").await
        });
        let got = got.ok();
        assert!(began.elapsed().as_secs() < 25, "it does not wait to the end");
        let list = got["messages"].as_array().unwrap();
        assert_eq!((list.len(), &list[0]["msg"]["text"]["content"]), (1, &json!("给你的")));
        let next = got["next"].as_i64().unwrap();
        let none = w.get(&format!("/_hobnail/v1/messages?userid={one}&after={next}"), &[]).await.ok();
        assert_eq!((&none["messages"], &none["next"]), (&json!([]), &json!(next)));
        let other = w.get(&format!("/_hobnail/v1/messages?userid={two}&agent_id={}&wait_ms=20000", app.agent_id), &[]).await.ok();
        assert_eq!(other["messages"][0]["msg"]["text"]["content"], "不是给你的");
        let nothing = w.get("/_hobnail/v1/messages?agent_id=1", &[]).await.ok();
        assert_eq!(nothing["messages"], json!([]));
    }

    /// Pages are walked with `after`.
    async fn messages_are_paged(w: World) {
        let app = w.app().await;
        let people: Vec<_> = w.demo()["users"].as_array().unwrap()[..7].iter().map(|u| u["userid"].as_str().unwrap()).collect();
        let task = app.notify(&people.join(","), "你好").await;
        app.done(task).await;
        let (mut after, mut got) = (0, Vec::new());
        loop {
            let page = w.get(&format!("/_hobnail/v1/messages?task_id={task}&limit=3&after={after}"), &[]).await.ok();
            let list = page["messages"].as_array().unwrap();
            if list.is_empty() {
                break;
            }
            assert!(list.len() <= 3);
            after = page["next"].as_i64().unwrap();
            got.extend(list.iter().map(|m| m["userid"].as_str().unwrap().to_owned()));
        }
        got.sort();
        assert_eq!(got, people.iter().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>());
    }

    /// Reading as the person: the sender's result and the person's inbox both tell.
    async fn reading_counts_as_the_persons(w: World) {
        let app = w.app().await;
        let task = app.notify("manager01", "你好").await;
        let message = w.messages("manager01", 1).await.remove(0);
        let path = format!("/_hobnail/v1/messages/{}/read", message["id"]);
        w.post(&path, &json!({})).await.ok();
        w.post(&path, &json!({})).await.ok();
        assert_eq!(app.result(task).await["read_user_id_list"], json!(["manager01"]));
        assert_eq!(w.messages("manager01", 1).await[0]["state"], "read");
        assert_eq!(w.browser_of("manager01").await.get("/console/api/me/inbox/apps").await.ok()["unread"], 0);
        w.post("/_hobnail/v1/messages/1/read", &json!({})).await.refused_http(404, "message.notFound");
        let other = w.corp("别家").await;
        w.post(&path, &json!({ "corp_id": other.corp_id })).await.refused_http(404, "message.notFound");
    }

    /// The clock is moved, set and stopped, and stays so over a restart.
    async fn the_clock_is_the_tests_own(w: World) {
        let mut w = w;
        let before = w.now_ms().await;
        w.advance(3_600_000).await;
        let moved = w.now_ms().await;
        assert!((3_600_000..3_660_000).contains(&(moved - before)), "{}", moved - before);
        w.freeze_at(1_800_000_000_000).await;
        assert_eq!((w.now_ms().await, w.now_ms().await), (1_800_000_000_000, 1_800_000_000_000));
        w.advance(5).await;
        assert_eq!(w.now_ms().await, 1_800_000_000_005, "a stopped clock moves by hand");
        w.restart().await;
        let clock = w.get("/_hobnail/v1/clock", &[]).await.ok();
        assert_eq!((&clock["now_ms"], &clock["frozen"]), (&json!(1_800_000_000_005_i64), &json!(true)));
        w.post("/_hobnail/v1/clock", &json!({ "freeze": false })).await.ok();
        w.restart().await;
        let clock = w.get("/_hobnail/v1/clock", &[]).await.ok();
        assert!(clock["now_ms"].as_i64().unwrap() >= 1_800_000_000_005 && clock["frozen"] == false, "{clock}");
        for bad in [json!({ "set_ms": -1 }), json!({ "set_ms": 300_000_000_000_000_i64 }), json!({ "advance_ms": i64::MAX })] {
            w.post("/_hobnail/v1/clock", &bad).await.refused_http(400, "InvalidParameter");
        }
        assert!(w.get("/_hobnail/v1/clock", &[]).await.ok()["now_ms"].as_i64().unwrap() < 1_800_000_100_000, "a refused move moves nothing");
    }

    /// The call log shows request, reply and the rule that decided, and no secret.
    async fn calls_show_the_rule_and_no_secret(w: World) {
        let app = w.new_app(json!({ "scopes": ["qyapi_get_member"] })).await;
        let secret = &app.app_secret;
        app.post("/topapi/v2/user/get", json!({ "userid": "manager01", "password": "hunter2hunter2" })).await.ok();
        app.post("/topapi/v2/department/create", json!({ "name": "x", "parent_id": 1 })).await.refused(60011);
        w.get("/gettoken", &[("appkey", &app.app_key), ("appsecret", "wrong secret value")]).await.refused(40096);
        w.raw("/topapi/v2/user/get", "application/json", "{").await.refused(47001);
        w.post("/v1.0/oauth2/accessToken", &json!({ "appKey": app.app_key, "appSecret": secret })).await.ok();
        let log = w.get("/_hobnail/v1/calls?limit=1000", &[]).await.ok();
        let calls = log["calls"].as_array().unwrap();
        let of = |path: &str| calls.iter().filter(|c| c["path"] == path).cloned().collect::<Vec<_>>();
        let get = of("/topapi/v2/user/get");
        assert_eq!((&get[0]["rule"], &get[0]["endpoint"], &get[0]["agent_id"]), (&json!("OK"), &json!("UserGet"), &json!(app.agent_id)));
        assert_eq!((&get[0]["request"]["userid"], &get[0]["reply"]["result"]["userid"]), (&json!("manager01"), &json!("manager01")));
        assert_eq!((&get[1]["rule"], &get[1]["reply"]["errcode"]), (&json!("BAD_JSON"), &json!(47001)));
        assert_eq!(of("/topapi/v2/department/create")[0]["rule"], "NO_PERMISSION");
        assert_eq!(of("/gettoken").last().unwrap()["rule"], "APP_KEY_INVALID");
        assert!(calls.iter().all(|c| c["direction"] == "in" && c["duration_us"].as_i64().unwrap() > 0), "{log}");
        let text = log.to_string();
        for hidden in [secret.as_str(), app.token.as_str(), "wrong secret value", "hunter2hunter2"] {
            assert!(!text.contains(hidden), "{hidden} is in the log");
        }
        assert!(!text.contains("/_hobnail/") && !text.contains("/console/"), "only the platform's paths: {text}");
    }

    /// Waiting for a call ends when it comes; a path selects.
    async fn calls_wait_until_one_comes(w: World) {
        let app = w.app().await;
        let next = w.get("/_hobnail/v1/calls?limit=1000", &[]).await.ok()["next"].as_i64().unwrap();
        let wait = format!("/_hobnail/v1/calls?path=/user/get&after={next}&wait_ms=30000");
        let (got, _) = tokio::join!(w.get(&wait, &[]), async {
            app.get("/auth/scopes", &[]).await.ok();
            app.get("/user/get", &[("userid", "manager01")]).await.ok()
        });
        let got = got.ok();
        assert_eq!((got["calls"].as_array().unwrap().len(), &got["calls"][0]["path"]), (1, &json!("/user/get")));
    }

    /// Organisations, apps and members as a test wants them.
    async fn corps_apps_and_members_are_made(w: World) {
        let corp = w.corp("别家公司").await;
        let settings = json!({ "corp_id": corp.corp_id, "name": "张三", "userid": "zhangsan", "mobile": "13612345678", "title": "经理", "admin": true });
        assert_eq!(w.member(settings.clone()).await, "zhangsan");
        w.post("/_hobnail/v1/members", &settings).await.refused_http(409, "UserIdExists");
        let app = corp.app(json!({ "name": "别家应用", "directory": { "userids": ["zhangsan"] } })).await;
        let found = app.post("/topapi/v2/user/get", json!({ "userid": "zhangsan" })).await.ok();
        assert_eq!((&found["result"]["name"], &found["result"]["title"]), (&json!("张三"), &json!("经理")));
        assert_eq!(app.get("/auth/scopes", &[]).await.ok()["auth_org_scopes"]["authed_user"], json!(["zhangsan"]));
        for (path, body, code) in [
            ("corps", json!({ "name": "" }), "InvalidParameter"),
            ("corps", json!({ "name": "x", "zone": "Mars/Olympus" }), "InvalidParameter"),
            ("apps", json!({ "name": "x", "corp_id": "dingnobody" }), "InvalidCorpId"),
            ("apps", json!({ "name": " " }), "InvalidParameter"),
            ("members", json!({ "name": "x", "corp_id": "dingnobody" }), "InvalidCorpId"),
            ("members", json!({ "name": "x", "mobile": "1" }), "InvalidMobile"),
            ("members", json!({ "name": "x", "mobile": "13655555555", "password": "short" }), "password.weak"),
        ] {
            let asked = format!("{path} {body}");
            let body = w.post(&format!("/_hobnail/v1/{path}"), &body).await.refused_http(400, code);
            assert!(body["message"].is_string(), "{asked}");
        }
        let known = w.app().await.post("/topapi/v2/user/getbymobile", json!({ "mobile": "13655555555" })).await;
        assert_ne!(known["errcode"], 0, "a member whose password was refused is not half made: {}", known.body);
    }

    /// Reset: only the demo organisation is left, with nothing in it, and the clock is the machine's.
    async fn reset_goes_back_to_the_demo(w: World) {
        let app = w.app().await;
        let machine = w.now_ms().await;
        let corp = w.corp("别家").await;
        let theirs = corp.app(json!({})).await;
        let dept = app.post("/topapi/v2/department/create", json!({ "name": "临时", "parent_id": 1 })).await.ok()["result"]["dept_id"].clone();
        let task = app.notify("manager01", "你好").await;
        app.done(task).await;
        w.freeze_at(1_900_000_000_000).await;
        let browser = w.browser_of("manager01").await;
        w.post("/_hobnail/v1/reset", &json!({})).await.ok();
        browser.get("/console/api/me/inbox/apps").await.refused_http(401, "session.none");
        assert_eq!(w.get("/_hobnail/v1/messages", &[]).await.ok()["messages"], json!([]));
        assert_eq!(w.get("/_hobnail/v1/calls", &[]).await.ok()["calls"], json!([]));
        let clock = w.get("/_hobnail/v1/clock", &[]).await.ok();
        assert_eq!(clock["frozen"], false);
        assert!((machine..machine + 300_000).contains(&clock["now_ms"].as_i64().unwrap()), "{clock}");
        w.get("/auth/scopes", &[("access_token", &theirs.token)]).await.refused(40014);
        let demo = w.get("/_hobnail/v1/demo", &[]).await.ok();
        assert_eq!(demo["users"].as_array().unwrap().len(), 202);
        let app = w.app().await;
        app.post("/topapi/v2/department/get", json!({ "dept_id": dept })).await.refused(60003);
        w.post("/_hobnail/v1/messages/1/read", &json!({})).await.refused_http(404, "message.notFound");
        let reply = app.post("/topapi/v2/user/get", json!({ "userid": "manager01" })).await.ok();
        assert_eq!(reply["result"]["userid"], "manager01");
    }
}
