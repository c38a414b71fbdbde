//! Whom a send reaches.

use hobnail_testkit::{World, json, tests};

use super::{PROGRESS, RECALL, RESULT, SEND, dept, people_of, receivers, send, text};

tests! {
    /// The union of people and departments with all below them; whoever is named twice gets it once.
    async fn receivers_are_a_union_without_doubles(w: World) {
        let app = w.app().await;
        let (centre, below) = (dept(&w, "研发中心"), ["平台组", "应用组", "测试组", "运维组"].map(|name| dept(&w, name)));
        let finance = dept(&w, "财务部");
        let both = w.member(json!({ "userid": "inboth", "name": "两边", "mobile": World::new_mobile(), "dept_id_list": [finance, below[0]] })).await;
        let listed = people_of(&w, &[below[1]])[0].clone();
        let outside = people_of(&w, &[dept(&w, "法务部")])[0].clone();
        let to = json!({
            "userid_list": format!("{listed},{outside},{listed},{both}"),
            "dept_id_list": format!("{centre},{},{finance},{centre}", below[0]),
        });
        let task = send(&app, to, text("大家好")).await;
        let mut want = people_of(&w, &[&[centre, finance][..], &below].concat());
        want.extend([both, outside]);
        want.sort();
        assert_eq!(receivers(&w, &app, task).await, want);
        let progress = app.post(PROGRESS, json!({ "agent_id": app.agent_id, "task_id": task })).await.ok();
        assert_eq!(progress["progress"], json!({ "progress_in_percent": 100, "status": 2 }));
    }

    /// Everyone, and beside them somebody by name, once.
    async fn everyone_is_everyone_once(w: World) {
        let app = w.app().await;
        let task = send(&app, json!({ "to_all_user": true, "userid_list": "user001,nobody" }), text("全员")).await;
        let users = w.demo()["users"].as_array().unwrap();
        assert_eq!(receivers(&w, &app, task).await.len(), users.len());
    }

    /// The app reaches those who see it, whoever is asked for.
    async fn receivers_are_cut_to_the_visible_scope(w: World) {
        let (legal, finance) = (dept(&w, "法务部"), dept(&w, "财务部"));
        let lawyers = people_of(&w, &[legal]);
        let clerk = people_of(&w, &[finance])[0].clone();
        let app = w.new_app(json!({ "visible": { "dept_ids": [legal], "userids": [clerk] } })).await;
        let mut visible = lawyers.clone();
        visible.push(clerk.clone());
        visible.sort();
        let all = send(&app, json!({ "to_all_user": true }), text("全员")).await;
        assert_eq!(receivers(&w, &app, all).await, visible);
        let by_dept = send(&app, json!({ "dept_id_list": "1" }), text("全公司")).await;
        assert_eq!(receivers(&w, &app, by_dept).await, visible);
        let by_finance = send(&app, json!({ "dept_id_list": finance.to_string() }), text("财务")).await;
        assert_eq!(receivers(&w, &app, by_finance).await, [clerk]);
        let by_name = send(&app, json!({ "userid_list": format!("{},manager01", lawyers[0]) }), text("点名")).await;
        assert_eq!(receivers(&w, &app, by_name).await, [lawyers[0].clone()]);
        assert_eq!(app.result(by_name).await["invalid_user_id_list"], json!(["manager01"]));
        assert_eq!(w.get("/_hobnail/v1/messages?userid=manager01", &[]).await.ok()["messages"], json!([]));
    }

    /// Who is unknown is told, and keeps nobody else from getting it.
    async fn unknown_receivers_are_told(w: World) {
        let app = w.app().await;
        let legal = dept(&w, "法务部");
        let task = send(&app, json!({ "userid_list": "user001,ghost,GHOST2", "dept_id_list": format!("{legal},999999999") }), text("在吗")).await;
        let result = app.result(task).await;
        assert_eq!((&result["invalid_user_id_list"], &result["invalid_dept_id_list"]), (&json!(["GHOST2", "ghost"]), &json!([999_999_999])));
        assert_eq!(receivers(&w, &app, task).await.len(), 1 + people_of(&w, &[legal]).len());
        let nobody = send(&app, json!({ "userid_list": "ghost" }), text("在吗")).await;
        let result = app.result(nobody).await;
        assert_eq!((&result["invalid_user_id_list"], &result["unread_user_id_list"]), (&json!(["ghost"]), &json!([])));
    }

    /// A hundred people and twenty departments are the most; nobody at all is a mistake.
    async fn lists_have_their_length(w: World) {
        let app = w.app().await;
        let list = |n: usize| (0..n).map(|i| format!("{}", 500_000 + i)).collect::<Vec<_>>().join(",");
        let body = |to: serde_json::Value| {
            let mut body = to;
            (body["agent_id"], body["msg"]) = (json!(app.agent_id), text("x"));
            body
        };
        app.post(SEND, body(json!({ "userid_list": list(100) }))).await.ok();
        app.post(SEND, body(json!({ "userid_list": list(101) }))).await.refused_for(40032, "userid_list");
        app.post(SEND, body(json!({ "dept_id_list": list(20) }))).await.ok();
        app.post(SEND, body(json!({ "dept_id_list": list(21) }))).await.refused_for(40066, "dept_id_list");
        for nobody in [json!({}), json!({ "userid_list": "" }), json!({ "userid_list": " , ", "dept_id_list": "", "to_all_user": false })] {
            app.post(SEND, body(nobody)).await.refused_for(40035, "userid_list");
        }
        assert_eq!(w.get("/_hobnail/v1/messages", &[]).await.ok()["messages"], json!([]));
    }

    /// An app speaks for itself only, and in its own organisation only.
    async fn another_apps_and_another_corps_ids_find_nothing(w: World) {
        let (app, second) = (w.app().await, w.new_app(json!({})).await);
        let corp = w.corp("别家").await;
        let theirs = corp.app(json!({})).await;
        corp.member("theirone").await;
        let body = json!({ "agent_id": second.agent_id, "userid_list": "user001", "msg": text("冒充") });
        app.post(SEND, body).await.refused_for(40056, "agent_id");
        let task = app.notify("user001,theirone", "你好").await;
        assert_eq!(app.result(task).await["invalid_user_id_list"], json!(["theirone"]));
        for other in [&second, &theirs] {
            for agent_id in [other.agent_id, app.agent_id] {
                let ask = json!({ "agent_id": agent_id, "task_id": task, "msg_task_id": task });
                other.post(PROGRESS, ask.clone()).await.refused(40035);
                other.post(RESULT, ask.clone()).await.refused(40035);
                other.post(RECALL, ask).await.refused(400002);
            }
        }
        assert_eq!(w.messages("user001", 1).await[0]["state"], "unread", "nobody recalled it");
        let cross = theirs.notify("user001,theirone", "串门").await;
        let result = theirs.result(cross).await;
        assert_eq!((&result["invalid_user_id_list"], &result["unread_user_id_list"]), (&json!(["user001"]), &json!(["theirone"])));
        assert_eq!(w.messages("user001", 1).await.len(), 1);
    }
}
