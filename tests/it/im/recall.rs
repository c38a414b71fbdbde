//! Taking back.

use hobnail_testkit::{App, World, json, tests};

use super::{RECALL, dept, people_of, receivers, send, text};

async fn recall(app: &App<'_>, task: i64) -> hobnail_testkit::Reply {
    app.post(RECALL, json!({ "agent_id": app.agent_id, "msg_task_id": task })).await
}

tests! {
    /// What is recalled is gone from every inbox, with its unread count; others stay.
    async fn a_recalled_message_is_gone(w: World) {
        let app = w.app().await;
        let kept = app.notify("user001", "留下的").await;
        let legal = dept(&w, "法务部");
        let task = send(&app, json!({ "userid_list": "user001,user002", "dept_id_list": legal.to_string() }), text("撤回的")).await;
        let people = receivers(&w, &app, task).await;
        app.done(kept).await;
        let (one, two) = (w.browser_of("user001").await, w.browser_of("user002").await);
        let path = format!("/console/api/me/inbox/messages?agentId={}", app.agent_id);
        let id = two.get(&path).await.ok()["items"][0]["id"].clone();
        two.post("/console/api/me/inbox/read", json!({ "ids": [id] })).await.ok();
        assert_eq!(one.get("/console/api/me/inbox/apps").await.ok()["unread"], 2);
        let mut events = one.events().await;
        recall(&app, task).await.ok();
        let items = one.get(&path).await.ok()["items"].clone();
        assert_eq!((items.as_array().unwrap().len(), &items[0]["summary"]), (1, &json!("留下的")));
        assert_eq!(two.get(&path).await.ok()["items"], json!([]));
        two.get(&format!("/console/api/me/inbox/message?id={id}")).await.refused_http(404, "message.notFound");
        // The count goes back in the background; the browser is told.
        while one.get("/console/api/me/inbox/apps").await.ok()["unread"] != 1 {
            events.next("inbox").await;
        }
        assert_eq!(two.get("/console/api/me/inbox/apps").await.ok(), json!({ "items": [], "unread": 0 }));
        let shown = w.get(&format!("/_hobnail/v1/messages?task_id={task}&limit=1000"), &[]).await.ok();
        let states: Vec<_> = shown["messages"].as_array().unwrap().iter().map(|m| m["state"].clone()).collect();
        assert_eq!(states, vec![json!("recalled"); people.len()], "{} people", people_of(&w, &[legal]).len());
        recall(&app, task).await.ok();
        assert_eq!(one.get("/console/api/me/inbox/apps").await.ok()["unread"], 1, "twice is once");
    }

    /// For a day; afterwards it stays.
    async fn a_message_can_be_recalled_for_a_day(w: World) {
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let app = w.app().await;
        let (early, late) = (app.notify("user001", "早").await, app.notify("user001", "晚").await);
        app.done(early).await;
        app.done(late).await;
        w.advance(86_400_000).await;
        let app = w.app().await;
        recall(&app, early).await.ok();
        w.advance(1).await;
        recall(&app, late).await.refused_for(400002, "msg_task_id");
        let states: Vec<_> = w.messages("user001", 2).await.iter().map(|m| (m["task_id"].clone(), m["state"].clone())).collect();
        assert!(states.contains(&(json!(early), json!("recalled"))) && states.contains(&(json!(late), json!("unread"))), "{states:?}");
        recall(&app, 1).await.refused_for(400002, "msg_task_id");
    }
}
