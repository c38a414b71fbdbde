//! The developer console and the workbench, by their calls.

use hobnail_testkit::{Value, World, json, tests};

fn at(agent: i64, rest: &str) -> String {
    format!("/console/api/apps/{agent}{rest}")
}

async fn last_line(w: &World, agent: i64) -> Value {
    w.admin().await.get(&format!("/console/api/admin/audit?subject=app:{agent}&limit=1")).await.ok()["items"][0].take()
}

tests! {
    /// The handbook's path: made, credentials, settings, permission, test people, published, on the workbench, rolled back.
    async fn an_app_goes_from_nothing_to_the_workbench(w: World) {
        let developer = w.member(json!({ "name": "开发管理员", "rights": ["developer"] })).await;
        let console = w.browser_of(&developer).await;
        let agent = console.post("/console/api/apps", json!({ "kind": "h5", "name": "报销", "description": "差旅报销" })).await.ok()["agentId"].as_i64().unwrap();
        let app = console.get(&at(agent, "")).await.ok();
        assert_eq!((&app["app"]["published"], &app["developers"][0]["userid"], &app["app"]["link"]), (&json!(false), &json!(developer), &json!(false)));
        let credentials = console.post(&at(agent, "/credentials"), json!({})).await.ok();
        assert_eq!(credentials["appKey"], app["appKey"]);
        let token = async |secret: &Value| w.get("/gettoken", &[("appkey", app["appKey"].as_str().unwrap()), ("appsecret", secret.as_str().unwrap())]).await;
        let access = token(&credentials["appSecret"]).await.ok()["access_token"].as_str().unwrap().to_owned();

        // Permission: missing, granted with a range, in force with the next call.
        let get = async |userid: &str| w.post(&format!("/topapi/v2/user/get?access_token={access}"), &json!({ "userid": userid })).await;
        get("user001").await.refused(60011);
        let found = console.get(&at(agent, "/permissions?q=成员信息")).await.ok()["items"].take();
        assert!(found.as_array().unwrap().iter().any(|p| p["scope"] == "qyapi_get_member" && p["granted"] == false), "{found}");
        let english = console.get(&at(agent, "/permissions?q=read%20people")).await.ok()["items"].take();
        assert_eq!(english[0]["scope"], "qyapi_get_member");
        console.post(&at(agent, "/permissions"), json!({ "add": ["qyapi_get_member"], "range": { "all": false, "userids": ["user001"] } })).await.ok();
        get("user001").await.ok();
        get("user002").await.refused(50002);
        console.post(&at(agent, "/permissions"), json!({ "add": ["no_such_point"] })).await.refused_http(400, "InvalidParameter");
        console.post(&at(agent, "/permissions"), json!({ "range": { "all": false, "userids": ["nobody"] } })).await.refused_http(404, "UserNotFound");
        console.post(&at(agent, "/permissions"), json!({ "remove": ["qyapi_get_member"] })).await.ok();
        get("user001").await.refused(60011);
        let calls = console.get(&at(agent, "/calls?refused=true")).await.ok()["items"].take();
        assert_eq!((&calls[0]["rule"], &calls[0]["path"]), (&json!("NO_PERMISSION"), &json!("/topapi/v2/user/get")));
        assert_eq!(calls.as_array().unwrap().len(), 3);

        // Test people see it first, everybody once it is published, for whom it is.
        let sees = async |userid: &str| {
            let groups = w.browser_of(userid).await.get("/console/api/me/workbench").await.ok()["groups"].take();
            let apps: Vec<Value> = groups.as_array().unwrap().iter().flat_map(|g| g["apps"].as_array().unwrap().clone()).collect();
            apps.into_iter().find(|app| app["agentId"] == agent).map(|app| app["homeUrl"].as_str().unwrap().to_owned())
        };
        let development = |url: &str| json!({ "homeUrl": url, "pcHomeUrl": "", "backendUrl": "", "egressIps": [] });
        console.post(&at(agent, "/versions"), json!({ "number": "1.0.0", "note": "" })).await.refused_http(400, "InvalidParameter");
        console.post(&at(agent, "/development"), development("https://one.example/")).await.ok();
        console.post(&at(agent, "/people"), json!({ "developers": [developer], "testers": ["user002"] })).await.ok();
        assert_eq!((sees("user001").await, sees("user002").await.as_deref()), (None, Some("https://one.example/")));
        let versions = console.post(&at(agent, "/versions"), json!({ "number": "1.0.0", "note": "第一版" })).await.ok();
        console.post(&at(agent, "/versions"), json!({ "number": "1.0.0", "note": "" })).await.refused_http(400, "InvalidParameter");
        console.post(&at(agent, "/versions"), json!({ "number": "one", "note": "" })).await.refused_http(400, "InvalidParameter");
        let first = versions["items"][0]["versionId"].as_i64().unwrap();
        console.post(&at(agent, "/versions/1/publish"), json!({})).await.refused_http(404, "app.version.notFound");
        console.post(&at(agent, "/versions/rollback"), json!({})).await.refused_http(404, "app.version.notFound");
        console.post(&at(agent, &format!("/versions/{first}/publish")), json!({ "visible": { "all": false, "userids": ["user001"] } })).await.ok();
        assert_eq!((sees("user001").await.as_deref(), sees("user003").await), (Some("https://one.example/"), None));
        console.post(&at(agent, "/development"), development("https://two.example/")).await.ok();
        assert_eq!((sees("user001").await.as_deref(), sees("user002").await.as_deref()), (Some("https://one.example/"), Some("https://two.example/")));
        let versions = console.post(&at(agent, "/versions"), json!({ "number": "1.1.0", "note": "" })).await.ok();
        let second = versions["items"][0]["versionId"].as_i64().unwrap();
        w.advance(1000).await;
        let versions = console.post(&at(agent, &format!("/versions/{second}/publish")), json!({})).await.ok();
        assert_eq!((&versions["items"][0]["state"], &versions["items"][1]["state"]), (&json!("live"), &json!("past")));
        assert_eq!(sees("user001").await.as_deref(), Some("https://two.example/"));
        console.post(&at(agent, "/versions/rollback"), json!({})).await.ok();
        assert_eq!(sees("user001").await.as_deref(), Some("https://one.example/"));
        assert_eq!(last_line(&w, agent).await["action"], "app.version.rollBack");
    }

    /// A new secret, while the old one is good, and when it is no more; gettoken in all its spellings.
    async fn an_old_secret_has_a_grace_period(w: World) {
        let app = w.new_app(json!({ "name": "轮换" })).await;
        let console = w.admin().await;
        let spellings = async |secret: &str| {
            let one = w.get("/gettoken", &[("appkey", &app.app_key), ("appsecret", secret)]).await;
            let two = w.get("/gettoken", &[("corpid", &app.corp_id), ("corpsecret", secret)]).await;
            let three = w.post("/v1.0/oauth2/accessToken", &json!({ "appKey": app.app_key, "appSecret": secret })).await;
            let body = json!({ "client_id": app.app_key, "client_secret": secret, "grant_type": "client_credentials" });
            let four = w.post(&format!("/v1.0/oauth2/{}/token", app.corp_id), &body).await;
            let good = [one["access_token"].is_string(), two["access_token"].is_string(), three["accessToken"].is_string(), four["access_token"].is_string()];
            assert!(good.iter().all(|g| *g == good[0]), "{good:?}");
            good[0]
        };
        let reset = async |hours: i64| console.post(&at(app.agent_id, "/credentials/reset"), json!({ "graceHours": hours })).await;
        reset(169).await.refused_http(400, "InvalidParameter");
        reset(-1).await.refused_http(400, "InvalidParameter");
        let second = reset(2).await.ok();
        let two = second["appSecret"].as_str().unwrap();
        assert!(second["oldSecretUntilMs"].is_i64());
        assert!(spellings(&app.app_secret).await && spellings(two).await);
        w.advance(7_200_000).await;
        assert!(!spellings(&app.app_secret).await && spellings(two).await);
        let third = reset(0).await.ok();
        assert_eq!(third["oldSecretUntilMs"], json!(null));
        assert!(!spellings(two).await && spellings(third["appSecret"].as_str().unwrap()).await);
        let line = last_line(&w, app.agent_id).await;
        assert_eq!((&line["action"], &line["after"]), (&json!("app.secret.reset"), &json!("{\"graceHours\":0}")));
        assert!(!line.to_string().contains(third["appSecret"].as_str().unwrap()));
    }

    /// A developer of the app works on it without the right; nobody else does, and nobody of another corp finds it.
    async fn an_apps_developers_work_on_it(w: World) {
        let app = w.new_app(json!({ "name": "共管" })).await;
        let admin = w.admin().await;
        let colleague = w.browser_of("user001").await;
        colleague.get(&at(app.agent_id, "")).await.refused_http(403, "forbidden");
        assert_eq!(colleague.get("/console/api/apps").await.ok()["items"], json!([]));
        admin.post(&at(app.agent_id, "/people"), json!({ "developers": ["user001"], "testers": [] })).await.ok();
        admin.post(&at(app.agent_id, "/people"), json!({ "developers": ["nobody"], "testers": [] })).await.refused_http(404, "UserNotFound");
        assert_eq!(colleague.get("/console/api/apps?q=GG").await.ok()["items"][0]["agentId"], app.agent_id);
        assert_eq!(colleague.get("/console/api/apps?q=别的").await.ok()["items"], json!([]));
        colleague.post(&at(app.agent_id, ""), json!({ "name": "共同管理", "description": "" })).await.ok();
        colleague.post("/console/api/apps", json!({ "kind": "h5", "name": "新的", "description": "" })).await.refused_http(403, "forbidden");
        colleague.post(&at(app.agent_id, "/remove"), json!({})).await.refused_http(403, "forbidden");
        let other = w.corp("别家").await;
        let theirs = w.member(json!({ "corp_id": other.corp_id, "name": "外人", "admin": true })).await;
        let outsider = other.browser_of(&theirs).await;
        for path in ["", "/calls", "/permissions", "/versions"] {
            outsider.get(&at(app.agent_id, path)).await.refused_http(404, "InvalidAgentId.NotFound");
        }
        for (path, body) in [
            ("", json!({ "name": "x", "description": "" })), ("/credentials", json!({})), ("/credentials/reset", json!({ "graceHours": 0 })),
            ("/people", json!({ "developers": [], "testers": [] })), ("/enabled", json!({ "enabled": false })), ("/remove", json!({})),
            ("/security", json!({ "redirectUris": [], "domains": [] })), ("/permissions", json!({})), ("/versions", json!({ "number": "1.0", "note": "" })),
            ("/development", json!({ "homeUrl": "", "pcHomeUrl": "", "backendUrl": "", "egressIps": [] })),
        ] {
            outsider.post(&at(app.agent_id, path), body).await.refused_http(404, "InvalidAgentId.NotFound");
        }
        assert_eq!(admin.get(&at(app.agent_id, "")).await.ok()["app"]["name"], "共同管理");
        let page = admin.get("/console/api/apps?limit=1").await.ok();
        assert_eq!(page["items"][0]["agentId"], app.agent_id, "the newest first");
        assert_ne!(admin.get(&format!("/console/api/apps?limit=1&after={}", page["next"].as_str().unwrap())).await.ok()["items"][0]["agentId"], app.agent_id);
        admin.get("/console/api/apps?after=x").await.refused_http(400, "InvalidParameter");
    }

    /// Bad settings change nothing; egress addresses are enforced with the next call.
    async fn settings_are_checked_and_enforced(w: World) {
        let app = w.new_app(json!({ "name": "设置" })).await;
        let admin = w.admin().await;
        let set = async |ips: Value| {
            let body = json!({ "homeUrl": "https://a.example/", "pcHomeUrl": "", "backendUrl": "", "egressIps": ips });
            admin.post(&at(app.agent_id, "/development"), body).await
        };
        let ticket = async || app.get("/get_jsapi_ticket", &[]).await;
        set(json!(["10.1.2.3"])).await.ok();
        ticket().await.refused(60020);
        let calls = admin.get(&at(app.agent_id, "/calls")).await.ok()["items"].take();
        assert_eq!((&calls[0]["rule"], &calls[0]["code"]), (&json!("IP_NOT_ALLOWED"), &json!(60020)));
        set(json!(["10.1.2.3", "127.0.*.1"])).await.ok();
        ticket().await.ok();
        for bad in [json!(["127.0.0"]), json!(["127.*.*.1"]), json!(["a.b.c.d"]), json!(["127.0.0.01"]), json!((0..21).map(|i| format!("10.0.0.{i}")).collect::<Vec<_>>())] {
            set(bad).await.refused_http(400, "illegalIp");
        }
        assert_eq!(admin.get(&at(app.agent_id, "")).await.ok()["egressIps"], json!(["10.1.2.3", "127.0.*.1"]));
        set(json!([])).await.ok();
        for (field, value) in [("homeUrl", "x"), ("pcHomeUrl", "https://b.example/"), ("backendUrl", "ftp://a.example/")] {
            let mut body = json!({ "homeUrl": "https://a.example/", "pcHomeUrl": "", "backendUrl": "", "egressIps": [] });
            body[field] = json!(value);
            let refused = admin.post(&at(app.agent_id, "/development"), body).await.refused_http(400, "InvalidParameter");
            assert_eq!(refused["field"], field);
        }
        for (uris, domains, field) in [(json!(["x"]), json!([]), "redirectUris[0]"), (json!(["https://a.example/#x"]), json!([]), "redirectUris[0]"), (json!([]), json!(["a b"]), "domains[0]"), (json!([]), json!(["a.example/path"]), "domains[0]")] {
            let refused = admin.post(&at(app.agent_id, "/security"), json!({ "redirectUris": uris, "domains": domains })).await.refused_http(400, "InvalidParameter");
            assert_eq!(refused["field"], field);
        }
        admin.post(&at(app.agent_id, "/enabled"), json!({ "enabled": false })).await.ok();
        ticket().await.refused(50003);
        admin.post(&at(app.agent_id, "/enabled"), json!({ "enabled": true })).await.ok();
        ticket().await.ok();

        // Removed, had back, removed for good.
        admin.post(&at(app.agent_id, "/remove"), json!({})).await.ok();
        ticket().await.refused(50003);
        admin.get(&at(app.agent_id, "")).await.refused_http(404, "InvalidAgentId.NotFound");
        admin.post(&at(app.agent_id, "/restore"), json!({})).await.ok();
        admin.post(&at(app.agent_id, "/restore"), json!({})).await.refused_http(404, "InvalidAgentId.NotFound");
        ticket().await.ok();
    }

    /// Quick links have no key; the workbench stands in the order that was given to it, for those who may see each app.
    async fn the_workbench_has_groups(w: World) {
        let keeper = w.member(json!({ "name": "工作台", "rights": ["workbench"] })).await;
        let keeper = w.browser_of(&keeper).await;
        let admin = w.admin().await;
        let make = async |name: &str| {
            let body = json!({ "kind": "h5", "name": name, "description": "", "link": true, "homeUrl": format!("https://{}.example/", name) });
            admin.post("/console/api/apps", body).await.ok()["agentId"].as_i64().unwrap()
        };
        admin.post("/console/api/apps", json!({ "kind": "h5", "name": "链接", "description": "", "link": true })).await.refused_http(400, "InvalidParameter");
        admin.post("/console/api/apps", json!({ "kind": "mini", "name": "链接", "description": "", "link": true, "homeUrl": "https://a.example" })).await.refused_http(400, "InvalidParameter");
        let (one, two, three) = (make("one").await, make("two").await, make("three").await);
        admin.post(&at(one, "/credentials"), json!({})).await.refused_http(404, "InvalidAgentId.NotFound");
        assert_eq!(admin.get(&at(one, "")).await.ok()["appKey"], json!(null));
        let set = async |groups: Value| keeper.post("/console/api/admin/workbench", json!({ "groups": groups })).await;
        set(json!([{ "name": "办公", "agentIds": [two, one] }, { "name": "空的", "agentIds": [] }])).await.ok();
        set(json!([{ "name": "甲", "agentIds": [one] }, { "name": "甲", "agentIds": [] }])).await.refused_http(400, "InvalidParameter");
        set(json!([{ "name": "甲", "agentIds": [one, one] }])).await.refused_http(400, "InvalidParameter");
        set(json!([{ "name": "甲", "agentIds": [987654] }])).await.refused_http(404, "InvalidAgentId.NotFound");
        keeper.post("/console/api/admin/workbench/visible", json!({ "agentId": two, "visible": { "all": false, "userids": ["user002"] }, "onlyAdmins": false })).await.ok();
        keeper.post("/console/api/admin/workbench/visible", json!({ "agentId": three, "visible": { "all": true }, "onlyAdmins": true })).await.ok();
        let groups = async |userid: &str| {
            let groups = w.browser_of(userid).await.get("/console/api/me/workbench").await.ok()["groups"].take();
            groups.as_array().unwrap().iter().map(|g| (g["name"].as_str().unwrap().to_owned(), g["apps"].as_array().unwrap().iter().map(|a| a["agentId"].as_i64().unwrap()).collect::<Vec<_>>())).collect::<Vec<_>>()
        };
        assert_eq!(groups("user001").await, [("办公".to_owned(), vec![one])]);
        assert_eq!(groups("user002").await, [("办公".to_owned(), vec![two, one])]);
        // Who made them works on them, whomever they are for.
        assert_eq!(groups("manager01").await, [("办公".to_owned(), vec![two, one]), (String::new(), vec![three])]);
        let layout = keeper.get("/console/api/admin/workbench").await.ok();
        assert_eq!(layout["groups"][0]["agentIds"], json!([two, one]));
        w.browser_of("user001").await.get("/console/api/admin/workbench").await.refused_http(403, "forbidden");
    }
}
