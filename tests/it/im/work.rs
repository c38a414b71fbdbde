//! Work notifications.

use hobnail_testkit::{World, json, tests};

tests! {
    /// The whole way: mobile, userid, send, arrive, read, result.
    async fn a_notification_arrives_and_is_read(w: World) {
        let app = w.app().await;
        let mobile = w.demo()["users"][0]["mobile"].as_str().unwrap();
        let userid = app.get("/user/get_by_mobile", &[("mobile", mobile)]).await.ok()["userid"].as_str().unwrap().to_owned();
        let task = app.notify(&userid, "你好").await;
        let got = w.messages(&userid, 1).await;
        assert_eq!((&got[0]["task_id"], &got[0]["state"]), (&json!(task), &json!("unread")));
        assert_eq!(got[0]["msg"], json!({ "msgtype": "text", "text": { "content": "你好" } }));
        assert_eq!(app.result(task).await["unread_user_id_list"], json!([userid]));

        let person = w.browser_of(&userid).await;
        let apps = person.get("/console/api/me/inbox/apps").await.ok();
        assert_eq!((&apps["unread"], &apps["items"][0]["agentId"]), (&json!(1), &json!(app.agent_id)));
        let page = person.get(&format!("/console/api/me/inbox/messages?agentId={}", app.agent_id)).await.ok();
        assert_eq!(page["items"][0]["text"]["content"], "你好");
        let left = person.post("/console/api/me/inbox/read", json!({ "ids": [page["items"][0]["id"]] })).await.ok();
        assert_eq!(left["unread"], 0);
        let result = app.result(task).await;
        assert_eq!((&result["read_user_id_list"], &result["unread_user_id_list"]), (&json!([userid]), &json!([])));
    }
}

tests! {
    /// 2048 bytes of compact JSON are the most, however they are sent.
    async fn a_message_has_at_most_2048_bytes(w: World) {
        let app = w.app().await;
        let empty = json!({ "msgtype": "text", "text": { "content": "" } }).to_string().len();
        let body = |content: String| json!({ "agent_id": app.agent_id, "userid_list": "user001", "msg": { "msgtype": "text", "text": { "content": content } } });
        let most = "x".repeat(2048 - empty);
        app.post(crate::im::SEND, body(format!("{most}x"))).await.refused_for(45002, "msg");
        app.post(crate::im::SEND, body("字".repeat((2048 - empty) / 3 + 1))).await.refused_for(45002, "msg");
        let task = app.post(crate::im::SEND, body(most.clone())).await.ok()["task_id"].as_i64().unwrap();
        app.done(task).await;
        let got = w.messages("user001", 1).await;
        assert_eq!((got.len(), &got[0]["msg"]["text"]["content"]), (1, &json!(most)));
    }

    /// A message that is no message is refused, the field named, and nobody gets anything.
    async fn a_message_that_is_none_is_refused(w: World) {
        let app = w.app().await;
        for (msg, code, field) in [
            (json!({}), 40035, "msg.msgtype"),
            (json!({ "msgtype": "sms", "sms": {} }), 40008, "msg.msgtype"),
            (json!({ "msgtype": 7 }), 40008, "msg.msgtype"),
            (json!({ "msgtype": "text" }), 40035, "msg.text"),
            (json!({ "msgtype": "text", "text": {} }), 40035, "msg.text.content"),
            (json!({ "msgtype": "text", "text": { "content": "  " } }), 34014, "msg.text.content"),
            (json!({ "msgtype": "text", "text": [] }), 40035, "msg.text"),
            (json!({ "msgtype": "markdown", "markdown": { "title": "x" } }), 40035, "msg.markdown.text"),
            (json!({ "msgtype": "link", "link": { "title": "x", "text": "y", "picUrl": "z" } }), 40035, "msg.link.messageUrl"),
            (json!({ "msgtype": "action_card", "action_card": { "markdown": "x" } }), 34014, "msg.action_card"),
            (json!({ "msgtype": "action_card", "action_card": { "markdown": "x", "single_title": "y" } }), 40035, "single_url"),
            (json!({ "msgtype": "action_card", "action_card": { "markdown": "x", "single_title": "字".repeat(21), "single_url": "u" } }), 40035, "single_title"),
            (json!({ "msgtype": "action_card", "action_card": { "markdown": "x", "btn_json_list": [] } }), 34014, "msg.action_card"),
            (json!({ "msgtype": "action_card", "action_card": { "markdown": "x", "btn_json_list": [{ "title": "a" }] } }), 40035, "btn_json_list[0].action_url"),
            (json!({ "msgtype": "action_card", "action_card": { "markdown": "x", "single_title": "a", "single_url": "b", "btn_json_list": [{ "title": "a", "action_url": "b" }] } }), 34014, "msg.action_card"),
        ] {
            app.post(crate::im::SEND, json!({ "agent_id": app.agent_id, "userid_list": "user001", "msg": msg })).await.refused_for(code, field);
        }
        assert_eq!(w.get("/_hobnail/v1/messages", &[]).await.ok()["messages"], json!([]));
    }

    /// Names stand where ids were, when that is asked for.
    async fn ids_are_translated_when_asked_for(w: World) {
        let app = w.app().await;
        let (name, legal) = (w.demo()["users"][1]["name"].as_str().unwrap(), crate::im::dept(&w, "法务部"));
        let content = format!("$userName=user001$ 在 $deptName={legal}$，$userName=ghost$ 花了 $5");
        for (asked, want) in [(false, content.clone()), (true, format!("{name} 在 法务部，$userName=ghost$ 花了 $5"))] {
            let body = json!({ "agent_id": app.agent_id, "userid_list": "user002", "enable_id_trans": asked, "msg": crate::im::text(&content) });
            let task = app.post(crate::im::SEND, body).await.ok()["task_id"].as_i64().unwrap();
            app.done(task).await;
            let got = w.get(&format!("/_hobnail/v1/messages?task_id={task}"), &[]).await.ok();
            assert_eq!(got["messages"][0]["msg"]["text"]["content"], want);
        }
    }
}
