//! The sender's page: what apps sent, as administrators see it.

use hobnail_testkit::{Browser, Value, World, json, tests};

use super::{RECALL, send, text};

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

async fn people(browser: &Browser<'_>, task: i64, state: &str) -> Vec<Value> {
    let mut out = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/console/api/admin/sent/people?taskId={task}&state={state}&limit=2&after={after}");
        let page = browser.get(&path).await.ok();
        out.extend(page["items"].as_array().expect("items").clone());
        match page["next"].as_str() {
            Some(next) => after = next.replace(' ', "%20"),
            None => return out,
        }
    }
}

fn ids(people: &[Value]) -> Vec<&str> {
    people.iter().map(|person| person["id"].as_str().expect("an id")).collect()
}

tests! {
    /// One task: its message, who read it, who did not, who was left out and by which rule, who does not exist.
    async fn a_task_is_told_whole(w: World) {
        let (app, admin) = (w.app().await, w.admin().await);
        app.done(send(&app, json!({ "userid_list": "user001" }), text("同一内容")).await).await;
        let to = json!({ "userid_list": "user001,user002,user003,user004,nobody", "dept_id_list": "99999999" });
        let task = send(&app, to, text("同一内容")).await;
        app.done(task).await;
        let reader = w.browser_of("user003").await;
        let id = reader.get(&format!("/console/api/me/inbox/messages?agentId={}", app.agent_id)).await.ok()["items"][0]["id"].clone();
        let at = w.now_ms().await;
        reader.post("/console/api/me/inbox/read", json!({ "ids": [id] })).await.ok();

        let got = admin.get(&format!("/console/api/admin/sent/task?taskId={task}")).await.ok();
        assert_eq!(got["counts"], json!({ "read": 1, "unread": 2, "forbidden": 1, "invalid": 2 }));
        let told = &got["task"];
        assert_eq!((&told["state"], &told["percent"], &told["people"]), (&json!("done"), &json!(100), &json!(4)));
        assert_eq!((&told["kind"], &told["summary"], &told["agentId"]), (&json!("text"), &json!("同一内容"), &json!(app.agent_id)));
        assert_eq!(told["asked"], json!({ "people": 5, "departments": 1, "everyone": false }));
        assert_eq!(got["message"]["text"]["content"], "同一内容");
        assert!(got["recallableUntilMs"].as_i64().is_some_and(|until| until > at), "{got}");

        let read = people(&admin, task, "read").await;
        assert_eq!(ids(&read), ["user003"]);
        assert!(read[0]["readMs"].as_i64().is_some_and(|ms| ms >= at) && read[0]["name"].is_string(), "{read:?}");
        let unread = people(&admin, task, "unread").await;
        assert_eq!(ids(&unread), ["user002", "user004"]);
        assert!(unread.iter().all(|person| person["readMs"].is_null() && person["deptName"].is_string()), "{unread:?}");
        let forbidden = people(&admin, task, "forbidden").await;
        assert_eq!((ids(&forbidden), &forbidden[0]["refusal"]), (vec!["user001"], &json!({ "code": 143106, "rule": "sameContent", "limit": 1 })));
        let invalid = people(&admin, task, "invalid").await;
        assert_eq!(ids(&invalid), ["99999999", "nobody"]);
        assert_eq!((&invalid[0]["department"], &invalid[1]["department"], &invalid[1]["name"]), (&json!(true), &json!(false), &Value::Null));
    }

    /// Newest first, page by page, by app, by words of what a receiver reads, by the task's id.
    async fn tasks_are_listed_and_found(w: World) {
        let (app, admin) = (w.app().await, w.admin().await);
        let other = w.new_app(json!({ "name": "另一个应用" })).await;
        let mut tasks = Vec::new();
        for n in 1..=5 {
            tasks.push(app.notify("user001", &format!("第{n}条 Release")).await);
        }
        let card = json!({ "msgtype": "markdown", "markdown": { "title": "标题", "text": "正文里的 **芝麻** 开门" } });
        let sesame = send(&other, json!({ "userid_list": "user001" }), card).await;
        let list = async |query: &str| admin.get(&format!("/console/api/admin/sent?{query}")).await.ok();
        let taken = |page: &Value| page["items"].as_array().unwrap().iter().map(|task| task["taskId"].as_i64().unwrap()).collect::<Vec<_>>();

        let first = list("limit=4").await;
        assert_eq!(taken(&first), [sesame, tasks[4], tasks[3], tasks[2]]);
        assert_eq!((&first["items"][0]["appName"], &first["items"][0]["kind"]), (&json!("另一个应用"), &json!("markdown")));
        let rest = list(&format!("limit=4&after={}", first["next"])).await;
        assert_eq!((taken(&rest), &rest["next"]), (vec![tasks[1], tasks[0]], &Value::Null));

        assert_eq!(taken(&list(&format!("agentId={}", other.agent_id)).await), [sesame]);
        assert_eq!(taken(&list("q=%E8%8A%9D%E9%BA%BB").await), [sesame]);
        assert_eq!(taken(&list(&format!("q=%E8%8A%9D%E9%BA%BB&agentId={}", app.agent_id)).await), [0; 0]);
        let found = list("q=release&limit=2").await;
        assert_eq!(taken(&found), [tasks[4], tasks[3]]);
        assert_eq!(taken(&list(&format!("q=RELEASE&limit=9&after={}", found["next"])).await), [tasks[2], tasks[1], tasks[0]]);
        assert_eq!(taken(&list(&format!("q={}", tasks[1])).await), [tasks[1]]);
        assert_eq!(taken(&list("q=msgtype").await), [0; 0]);

        for bad in ["after=x", "limit=0", "limit=101", "agentId=x"] {
            admin.get(&format!("/console/api/admin/sent?{bad}")).await.refused_http(400, "InvalidParameter");
        }
        let long = "q=".to_owned() + &"长".repeat(65);
        admin.get(&format!("/console/api/admin/sent?{long}")).await.refused_http(400, "InvalidParameter");
        let path = format!("/console/api/admin/sent/people?taskId={sesame}");
        admin.get(&format!("{path}&state=dead")).await.refused_http(400, "InvalidParameter");
        admin.get(&path).await.refused_http(400, "MissingParameter");
        admin.get(&format!("{path}&state=invalid&after=x")).await.refused_http(400, "InvalidParameter");
    }

    /// An administrator takes a message back: it is gone, the page and the audit log say so; a day later it is too late.
    async fn a_message_is_taken_back(w: World) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let (app, admin) = (w.app().await, w.admin().await);
        let (wrong, right) = (app.notify("user001", "发错了").await, app.notify("user001", "没发错").await);
        app.done(wrong).await;
        app.done(right).await;
        let take_back = async |task: i64| admin.post("/console/api/admin/sent/recall", json!({ "taskId": task })).await;
        take_back(wrong).await.ok();
        take_back(wrong).await.ok();
        let inbox = format!("/console/api/me/inbox/messages?agentId={}", app.agent_id);
        let items = w.browser_of("user001").await.get(&inbox).await.ok()["items"].clone();
        assert_eq!((items.as_array().unwrap().len(), &items[0]["summary"]), (1, &json!("没发错")));
        let got = admin.get(&format!("/console/api/admin/sent/task?taskId={wrong}")).await.ok();
        assert_eq!((&got["task"]["state"], &got["recalledMs"], &got["recallableUntilMs"]), (&json!("recalled"), &json!(now), &Value::Null));
        let log = admin.get("/console/api/admin/audit?action=work.recall").await.ok();
        assert_eq!(log["items"].as_array().unwrap().len(), 1, "{log}");
        assert_eq!(log["items"][0]["subject"], format!("work:{wrong}"));

        w.advance(86_400_001).await;
        take_back(right).await.refused_http(409, "task.tooOld");
        assert_eq!(admin.get(&format!("/console/api/admin/sent/task?taskId={right}")).await.ok()["recallableUntilMs"], Value::Null);
        let app = w.app().await;
        app.post(RECALL, json!({ "agent_id": app.agent_id, "msg_task_id": right })).await.refused(400002);
    }

    /// Whoever answers for the app sees the file that a message carries, though it was sent to others.
    async fn the_file_of_a_message_is_shown(w: World) {
        let (app, admin) = (w.app().await, w.admin().await);
        let media_id = app.upload("image", "a.gif", GIF).await.ok()["media_id"].clone();
        let task = send(&app, json!({ "userid_list": "user001" }), json!({ "msgtype": "image", "image": { "media_id": media_id } })).await;
        let got = admin.get(&format!("/console/api/admin/sent/task?taskId={task}")).await.ok();
        let url = got["message"]["image"]["url"].as_str().expect("an address");
        let file = admin.fetch(url).await;
        assert_eq!((file.status, file.bytes.as_slice()), (200, GIF));
        assert_eq!(admin.fetch(got["message"]["image"]["previewUrl"].as_str().unwrap()).await.status, 200);
        assert_eq!(w.browser_of("user001").await.fetch(url).await.status, 403);
        let without = app.notify("user001", "没有文件").await;
        admin.get(&format!("/console/api/admin/sent/media?taskId={without}")).await.refused_http(404, "media.notFound");
    }

    /// Nobody else: not other employees, not somebody who is not signed in, not another corp's administrator.
    async fn only_administrators_of_the_corp_see_it(w: World) {
        let app = w.app().await;
        let task = app.notify("user001", "只给管理员看").await;
        let corp = w.corp("乙公司").await;
        w.member(json!({ "corp_id": corp.corp_id, "userid": "boss", "name": "乙", "rights": ["workbench"] })).await;
        let stranger = corp.browser_of("boss").await;
        w.member(json!({ "userid": "hr", "name": "只管通讯录", "rights": ["directory"] })).await;
        w.member(json!({ "userid": "ops", "name": "管工作台", "rights": ["workbench"] })).await;
        let (other_right, ops) = (w.browser_of("hr").await, w.browser_of("ops").await);
        let (nobody, employee) = (w.browser(), w.browser_of("user001").await);
        for path in [
            "/console/api/admin/sent".to_owned(),
            format!("/console/api/admin/sent/task?taskId={task}"),
            format!("/console/api/admin/sent/people?taskId={task}&state=read"),
            format!("/console/api/admin/sent/media?taskId={task}"),
        ] {
            nobody.get(&path).await.refused_http(401, "session.none");
            employee.get(&path).await.refused_http(403, "forbidden");
            other_right.get(&path).await.refused_http(403, "forbidden");
            if path.contains('?') {
                stranger.get(&path).await.refused_http(404, "task.notFound");
            }
        }
        assert_eq!(ops.get(&format!("/console/api/admin/sent/task?taskId={task}")).await.ok()["task"]["summary"], "只给管理员看");
        assert_eq!(stranger.get("/console/api/admin/sent").await.ok()["items"], json!([]));
        assert_eq!(stranger.get(&format!("/console/api/admin/sent?q={task}")).await.ok()["items"], json!([]));
        let recall = json!({ "taskId": task });
        employee.post("/console/api/admin/sent/recall", recall.clone()).await.refused_http(403, "forbidden");
        stranger.post("/console/api/admin/sent/recall", recall).await.refused_http(404, "task.notFound");
        app.done(task).await;
        assert_eq!(w.messages("user001", 1).await[0]["state"], "unread");

        // Who develops an app answers for what it sent, and for no other's.
        let others = w.new_app(json!({ "name": "别的应用" })).await;
        let elsewhere = others.notify("user001", "别的应用发的").await;
        let people = json!({ "developers": ["user002"], "testers": [] });
        w.admin().await.post(&format!("/console/api/apps/{}/people", app.agent_id), people).await.ok();
        let developer = w.browser_of("user002").await;
        assert_eq!(developer.get("/console/api/session").await.ok()["person"]["develops"], true);
        let seen = developer.get("/console/api/admin/sent").await.ok()["items"].take();
        assert_eq!((seen.as_array().unwrap().len(), &seen[0]["taskId"]), (1, &json!(task)), "{seen}");
        let look = |task: i64| format!("/console/api/admin/sent/task?taskId={task}");
        developer.get(&look(task)).await.ok();
        developer.get(&look(elsewhere)).await.refused_http(404, "task.notFound");
        developer.post("/console/api/admin/sent/recall", json!({ "taskId": elsewhere })).await.refused_http(404, "task.notFound");
        developer.post("/console/api/admin/sent/recall", json!({ "taskId": task })).await.ok();
    }
}
