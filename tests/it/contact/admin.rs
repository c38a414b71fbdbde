//! Administrators, what they administer, and who signed in on which day.

use hobnail_testkit::{Reply, Value, World, json, tests};

use crate::contact::kit::Directory;

const SCOPE: &str = "/topapi/user/get_admin_scope";
const INACTIVE: &str = "/topapi/inactive/user/v2/get";

async fn access(app: &Directory<'_>, agent: i64, userid: &str) -> Reply {
    app.app.v1("GET".parse().unwrap(), &format!("/v1.0/microApp/apps/{agent}/users/{userid}/adminAccess"), None).await
}

tests! {
    async fn administrators_and_what_they_administer(w: World) {
        let app = Directory::new(&w).await;
        let corp = app.app.corp_id.clone();
        let dept = app.dept("研发", 1).await;
        app.user("nobody", "张三", 1, &[dept]).await;
        let admin = |userid: &str, rights: Value, depts: Value| {
            json!({ "corp_id": corp, "userid": userid, "name": userid, "admin": true, "rights": rights, "manages": depts })
        };
        w.member(json!({ "corp_id": corp, "userid": "boss", "name": "boss", "admin": true, "rights": ["directory"] })).await;
        for (userid, rights, depts) in
            [("part", json!(["directory", "workbench"]), json!([dept])), ("other", json!(["office"]), json!(null))]
        {
            w.member(admin(userid, rights, depts)).await;
        }
        let all = json!([
            { "userid": "boss", "sys_level": 2 }, { "userid": "other", "sys_level": 2 }, { "userid": "part", "sys_level": 2 },
        ]);
        assert_eq!(app.result("/topapi/user/listadmin", json!({})).await, all);
        let old = app.ok("/user/get_admin", json!({})).await;
        assert_eq!((&old["adminList"], &old["admin_list"]), (&all, &all));

        for (userid, depts) in [("boss", json!([1])), ("part", json!([dept])), ("other", json!([])), ("nobody", json!([]))] {
            assert_eq!(app.ok(SCOPE, json!({ "userid": userid })).await["dept_ids"], depts, "{userid}");
        }
        app.refuses(SCOPE, json!({}), 40036, "userid").await;
        app.refuses(SCOPE, json!({ "userid": "ghost" }), 60121, "userid").await;

        let agent = app.app.agent_id;
        for (userid, may) in [("boss", false), ("part", true), ("other", false), ("nobody", false)] {
            let old = app.ok("/user/can_access_microapp", json!({ "appId": agent, "userId": userid })).await;
            assert_eq!(old["canAccess"], may, "{userid}");
            assert_eq!(access(&app, agent, userid).await.ok()["result"], may, "{userid}");
        }
        app.refuses("/user/can_access_microapp", json!({ "appId": 99, "userId": "boss" }), 40056, "appId").await;
        app.refuses("/user/can_access_microapp", json!({ "appId": agent, "userId": "ghost" }), 60121, "userId").await;
        app.refuses("/user/can_access_microapp", json!({ "appId": agent }), 40035, "userId").await;
        access(&app, 99, "boss").await.refused_http(400, "invalidAgentId");
        access(&app, agent, "ghost").await.refused_http(400, "invalidUserId");

        let theirs = Directory::new(&w).await;
        assert_eq!(theirs.result("/topapi/user/listadmin", json!({})).await, json!([]));
        theirs.refuses(SCOPE, json!({ "userid": "boss" }), 60121, "userid").await;
        access(&theirs, agent, "boss").await.refused_http(400, "invalidAgentId");
    }

    async fn the_demos_main_administrator_may_do_everything(w: World) {
        let app = w.app().await;
        let admins = app.post("/topapi/user/listadmin", json!({})).await.ok()["result"].take();
        assert_eq!(admins[0], json!({ "userid": "manager01", "sys_level": 1 }));
        assert_eq!(app.post(SCOPE, json!({ "userid": "manager01" })).await.ok()["dept_ids"], json!([1]));
        let agent = app.agent_id.to_string();
        let old = app.get("/user/can_access_microapp", &[("appId", &agent), ("userId", "manager01")]).await.ok();
        assert_eq!(old["canAccess"], true);
    }

    async fn who_signed_in_on_a_day(w: World) {
        // Noon in Shanghai on 2026-03-10.
        w.freeze_at(1_773_115_200_000).await;
        let full = Directory::new(&w).await;
        let (a, b) = (full.dept("甲部", 1).await, full.dept("乙部", 1).await);
        let below = full.dept("丙部", a).await;
        for (userid, n, depts) in [("u1", 1, vec![a]), ("u2", 2, vec![below, b]), ("u3", 3, vec![b]), ("u4", 4, vec![1])] {
            full.user(userid, userid, n, &depts).await;
        }
        let mut browser = w.browser();
        let picked = browser.post("/console/api/session/pick", json!({ "corpId": full.app.corp_id, "userid": "u1" })).await;
        browser.csrf = picked.ok()["csrfToken"].as_str().unwrap().to_owned();
        browser.get("/console/api/session").await.ok();
        let ask = |active: bool, depts: Value| json!({ "is_active": active, "dept_ids": depts, "offset": 0, "size": 100, "query_date": "20260310" });
        let list = |page: Value| page["list"].clone();
        assert_eq!(list(full.result(INACTIVE, ask(true, json!(null))).await), json!(["u1"]));
        assert_eq!(list(full.result(INACTIVE, ask(false, json!(null))).await), json!(["u2", "u3", "u4"]));
        assert_eq!(list(full.result(INACTIVE, ask(false, json!(a.to_string()))).await), json!(["u2"]));
        // A person below two of them is told of once.
        assert_eq!(list(full.result(INACTIVE, ask(false, json!(format!("{a},{b}")))).await), json!(["u2", "u3"]));
        let page = full.result(INACTIVE, json!({ "is_active": false, "offset": 1, "size": 1, "query_date": "20260310" })).await;
        assert_eq!(page, json!({ "has_more": true, "next_cursor": 2, "list": ["u3"] }));
        let old = full.result("/topapi/inactive/user/get", json!({ "offset": 0, "size": 100, "query_date": "20260310" })).await;
        assert_eq!(list(old), json!(["u2", "u3", "u4"]));

        // The next day in Shanghai; nobody was there the day before the corp was made.
        w.advance(13 * 3_600_000).await;
        let full = full.with(json!({}), &[]).await;
        browser.get("/console/api/session").await.ok();
        let day = |active: bool, day: &str| json!({ "is_active": active, "offset": 0, "size": 100, "query_date": day });
        assert_eq!(list(full.result(INACTIVE, day(true, "20260310")).await), json!(["u1"]));
        assert_eq!(list(full.result(INACTIVE, day(true, "20260311")).await), json!(["u1"]));
        assert_eq!(list(full.result(INACTIVE, day(false, "20260309")).await), json!([]));

        let part = full.with(json!({ "dept_ids": [a], "userids": ["u4"] }), &[]).await;
        assert_eq!(list(part.result(INACTIVE, day(false, "20260311")).await), json!(["u2", "u4"]));
        part.refuses(INACTIVE, ask(false, json!(b)), 50004, "dept_ids").await;

        for (body, code, field) in [
            (day(true, "20260312"), 400002, "query_date"),
            (day(true, "20260201"), 400002, "query_date"),
            (day(true, "2026-03-10"), 400002, "query_date"),
            (day(true, "20260231"), 400002, "query_date"),
            (json!({ "is_active": true, "offset": 0, "size": 101, "query_date": "20260310" }), 40069, "size"),
            (json!({ "is_active": true, "offset": -1, "size": 1, "query_date": "20260310" }), 40068, "offset"),
            (json!({ "is_active": true, "size": 1, "query_date": "20260310" }), 40035, "offset"),
            (json!({ "offset": 0, "size": 1, "query_date": "20260310" }), 40035, "is_active"),
            (ask(true, json!("99")), 60003, "dept_ids"),
        ] {
            full.refuses(INACTIVE, body, code, field).await;
        }
        // Another organisation's day is its own.
        let theirs = Directory::new(&w).await;
        assert_eq!(list(theirs.result(INACTIVE, day(true, "20260310")).await), json!([]));
        theirs.refuses(INACTIVE, ask(true, json!(a)), 60003, "dept_ids").await;
    }
}
