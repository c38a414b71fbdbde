//! Named states.

use hobnail_testkit::{Store, World, json, tests};

tests! {
    /// Everything goes back to the named state, the clock included, and goes on from there with new ids.
    async fn a_named_state_comes_back(w: World) {
        if w.store == Store::Postgres {
            w.post("/_hobnail/v1/snapshots", &json!({ "name": "a" })).await.refused_http(409, "store.sqliteOnly");
            return;
        }
        let app = w.app().await;
        let before = app.notify("user001", "一").await;
        w.messages("user001", 1).await;
        w.post("/_hobnail/v1/snapshots", &json!({ "name": "quiet" })).await.ok();
        assert_eq!(w.get("/_hobnail/v1/snapshots", &[]).await.ok()["names"], json!(["quiet"]));

        let later = app.notify("user001", "二").await;
        w.messages("user001", 2).await;
        app.post("/topapi/v2/user/delete", json!({ "userid": "user002" })).await.ok();
        w.advance(86_400_000).await;
        let gone = w.new_app(json!({ "name": "后来的应用" })).await;

        w.post("/_hobnail/v1/snapshots/quiet/restore", &json!({})).await.ok();
        assert_eq!(w.messages("user001", 1).await.len(), 1);
        assert_eq!(app.result(before).await["unread_user_id_list"], json!(["user001"]));
        app.post("/topapi/v2/user/get", json!({ "userid": "user002" })).await.ok();
        gone.get("/auth/scopes", &[]).await.refused(40014);
        let body = json!({ "agent_id": app.agent_id, "task_id": later });
        app.post("/topapi/message/corpconversation/getsendprogress", body).await.refused(40035);
        let again = app.notify("user001", "三").await;
        assert!(again > later, "no id comes twice");
        assert_eq!(w.messages("user001", 2).await[1]["task_id"], again);
    }

    /// Names make no paths, and an unknown one changes nothing.
    async fn odd_names_are_refused(w: World) {
        if w.store == Store::Postgres {
            return;
        }
        for name in ["../x", "a/b", "", "a b", "。"] {
            assert_eq!(w.post("/_hobnail/v1/snapshots", &json!({ "name": name })).await.refused_http(400, "InvalidParameter")["field"], "name");
        }
        w.post("/_hobnail/v1/snapshots/never/restore", &json!({})).await.refused_http(404, "snapshot.notFound");
        w.app().await;
    }
}
