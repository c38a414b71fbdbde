//! The apps of a corp by API, both generations.

use hobnail_testkit::{World, json, tests};
use reqwest::Method;

const SCOPES: [&str; 4] = ["qyapi_base", "qyapi_get_microapp_list", "qyapi_microapp_manage", "qyapi_get_member"];

tests! {
    /// Made, listed, narrowed, removed by the older generation; the newer one sees the same.
    async fn both_generations_manage_the_same_apps(w: World) {
        let app = w.new_app(json!({ "name": "管家", "scopes": SCOPES })).await;
        let new = json!({ "appName": "考勤助手", "appIcon": "@lAL", "appDesc": "打卡", "homepageUrl": "https://a.example/m", "pcHomepageUrl": "https://a.example/pc", "ompLink": "https://a.example/admin" });
        let made = app.post("/microapp/create", new.clone()).await.ok()["agentid"].as_i64().unwrap();
        let listed = app.post("/microapp/list", json!({})).await.ok()["appList"].take();
        let found = listed.as_array().unwrap().iter().find(|a| a["agentId"] == made).unwrap();
        assert_eq!((&found["name"], &found["appStatus"], &found["ompLink"], &found["isSelf"]), (&json!("考勤助手"), &json!(1), &json!("https://a.example/admin"), &json!(true)));
        let newer = app.v1(Method::GET, "/v1.0/microApp/allApps", None).await.ok()["appList"].take();
        let found = newer.as_array().unwrap().iter().find(|a| a["agentId"] == made).unwrap();
        assert_eq!((&found["desc"], &found["developType"], &found["homepageLink"]), (&json!("打卡"), &json!(0), &json!("https://a.example/m")));
        for (field, value) in [("appName", "十一个字的名称太长啦啦"), ("appName", ""), ("homepageUrl", "ftp://a.example"), ("pcHomepageUrl", "https://b.example/"), ("ompLink", "x"), ("appIcon", "")] {
            let mut bad = new.clone();
            bad[field] = json!(value);
            app.post("/microapp/create", bad).await.refused_for(40035, field);
        }

        let has = async |userid: &str| {
            let list = app.get("/microapp/list_by_userid", &[("userid", userid)]).await.ok()["appList"].take();
            let newer = app.v1(Method::GET, &format!("/v1.0/microApp/users/{userid}/apps"), None).await.ok()["appList"].take();
            let has = |list: &hobnail_testkit::Value| list.as_array().unwrap().iter().any(|a| a["agentId"] == made);
            assert_eq!(has(&list), has(&newer), "{userid}");
            has(&list)
        };
        assert!(has("user001").await && has("manager01").await);
        let dept = app.post("/topapi/v2/user/get", json!({ "userid": "user001" })).await.ok()["result"]["dept_id_list"][0].clone();
        let outsider = w.demo()["users"].as_array().unwrap().iter().find(|u| u["userid"] != "manager01" && !u["dept_id_list"].as_array().unwrap().contains(&dept)).unwrap()["userid"].as_str().unwrap().to_owned();
        app.post("/microapp/set_visible_scopes", json!({ "agentId": made, "deptVisibleScopes": [dept], "userVisibleScopes": ["manager01"] })).await.ok();
        assert!(has("user001").await && has("manager01").await && !has(&outsider).await);
        let range = app.post("/microapp/visible_scopes", json!({ "agentId": made })).await.ok();
        assert_eq!((&range["userVisibleScopes"], &range["deptVisibleScopes"], &range["isHidden"]), (&json!(["manager01"]), &json!([dept]), &json!(false)));
        app.post("/microapp/set_visible_scopes", json!({ "agentId": made, "userVisibleScopes": ["nobody"] })).await.refused_for(60121, "userVisibleScopes");
        app.post("/microapp/set_visible_scopes", json!({ "agentId": made, "deptVisibleScopes": [987654] })).await.refused_for(60003, "deptVisibleScopes");
        assert_eq!(app.post("/microapp/visible_scopes", json!({ "agentId": made })).await.ok()["deptVisibleScopes"], json!([dept]));

        let scopes = format!("/v1.0/microApp/apps/{made}/scopes");
        app.v1(Method::POST, &scopes, Some(json!({ "addUserIds": [outsider], "delDeptIds": [dept], "onlyAdminVisible": true }))).await.ok();
        let range = app.v1(Method::GET, &scopes, None).await.ok()["result"].take();
        let mut people = vec!["manager01", &outsider];
        people.sort_unstable();
        assert_eq!(range, json!({ "userIds": people, "deptIds": [], "roleIds": [], "onlyAdminVisible": true }));
        assert!(has("manager01").await && !has(&outsider).await && !has("user001").await);
        app.v1(Method::POST, &scopes, Some(json!({ "addRoleIds": [1] }))).await.refused_http(400, "invalidParam");
        app.v1(Method::POST, &scopes, Some(json!({ "addUserIds": ["nobody"] }))).await.refused_http(404, "UserNotFound");

        app.post("/microapp/delete", json!({ "agentId": made })).await.ok();
        app.post("/microapp/delete", json!({ "agentId": made })).await.refused_for(70004, "agentId");
        assert!(!has("manager01").await);
        app.post("/microapp/visible_scopes", json!({ "agentId": made })).await.refused(70004);
        let log = w.admin().await.get(&format!("/console/api/admin/audit?subject=app:{made}")).await.ok()["items"].take();
        let actions: Vec<_> = log.as_array().unwrap().iter().map(|line| (line["action"].as_str().unwrap(), line["actorKind"].as_str().unwrap())).collect();
        assert_eq!(actions, [("app.remove", "app"), ("app.visible.update", "app"), ("app.visible.update", "app"), ("app.create", "app")]);
    }

    /// The newer generation makes apps in the name of an administrator; another corp's ids are unknown.
    async fn an_app_is_made_in_the_name_of_an_administrator(w: World) {
        let app = w.new_app(json!({ "scopes": SCOPES })).await;
        let union = |userid: &str| w.demo()["users"].as_array().unwrap().iter().find(|u| u["userid"] == userid).unwrap()["unionid"].clone();
        let new = json!({ "opUnionId": union("manager01"), "name": "小程序", "desc": "说明", "developType": 1, "ipWhiteList": ["10.0.0.*"] });
        let made = app.v1(Method::POST, "/v1.0/microApp/apps", Some(new.clone())).await.ok();
        let agent = made["agentId"].as_i64().unwrap();
        // Its credentials work, from its own servers only.
        let token = w.get("/gettoken", &[("appkey", made["appKey"].as_str().unwrap()), ("appsecret", made["appSecret"].as_str().unwrap())]).await.ok();
        let token = token["access_token"].as_str().unwrap();
        let refused = w.get("/get_jsapi_ticket", &[("access_token", token)]).await.refused(60020);
        assert!(refused["help"].as_str().unwrap().contains("出口"), "{refused}");
        let with = |field: &str, value: hobnail_testkit::Value| {
            let mut body = new.clone();
            body[field] = value;
            body
        };
        for (field, value, status, code) in [
            ("opUnionId", json!("nobody"), 400, "invalidUser"), ("opUnionId", union("user001"), 400, "noAppManagePermission"),
            ("name", json!(""), 400, "illegalAppName"), ("desc", json!("x".repeat(201)), 400, "illegalAppDesc"),
            ("ipWhiteList", json!(["10.*.0.*"]), 400, "illegalIp"), ("ipWhiteList", json!(["10.0.0.256"]), 400, "illegalIp"),
            ("ipWhiteList", json!(["::1"]), 400, "illegalIp"), ("scopeType", json!("ALL"), 400, "invalidParam"),
            ("developType", json!(2), 400, "InvalidParameter"), ("developType", json!(0), 400, "InvalidParameter"),
        ] {
            app.v1(Method::POST, "/v1.0/microApp/apps", Some(with(field, value.clone()))).await.refused_http(status, code);
        }
        let corp = w.corp("别家").await;
        let theirs = corp.app(json!({ "scopes": SCOPES })).await;
        theirs.post("/microapp/delete", json!({ "agentId": agent })).await.refused(70004);
        theirs.v1(Method::POST, &format!("/v1.0/microApp/apps/{agent}/scopes"), Some(json!({ "onlyAdminVisible": true }))).await.refused_http(404, "InvalidAgentId.NotFound");
        theirs.v1(Method::POST, "/v1.0/microApp/apps", Some(new)).await.refused_http(400, "invalidUser");
        let union = union("manager01");
        let delete = format!("/v1.0/microApp/apps/{agent}?opUnionId={}", union.as_str().unwrap());
        theirs.v1(Method::DELETE, &delete, None).await.refused_http(400, "invalidUser");
        app.v1(Method::DELETE, &delete, None).await.ok();
        w.get("/get_jsapi_ticket", &[("access_token", token)]).await.refused(50003);
    }
}
