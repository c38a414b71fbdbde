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
