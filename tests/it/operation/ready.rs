//! Alive, and ready.

use hobnail_testkit::{World, json, tests};

/// Asks until the answer is this, for one look at the store serves a second.
async fn until(w: &World, status: u16) -> hobnail_testkit::Value {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        let reply = w.get("/readyz", &[]).await;
        if reply.status == status {
            return reply.body;
        }
        assert!(std::time::Instant::now() < deadline, "not {status}: {}", reply.body);
    }
}

tests! {
    /// Ready is what reads, writes and has its schema; alive is what answers.
    async fn a_server_is_ready_while_its_store_is_whole(w: World) {
        let good = json!({ "ready": true, "draining": false, "read": true, "write": true, "migrated": true });
        assert_eq!(until(&w, 200).await, good);
        assert_eq!(w.get("/_hobnail/v1/status", &[]).await.ok()["ready"], true);

        w.disturb("alter table installation rename to installation_elsewhere").await;
        let body = until(&w, 503).await;
        assert_eq!((&body["ready"], &body["read"], &body["write"]), (&json!(false), &json!(true), &json!(false)));
        assert_eq!(w.get("/_hobnail/v1/status", &[]).await.ok()["ready"], false);
        let alive = w.http().get(w.at("/healthz")).send().await.unwrap();
        assert_eq!((alive.status().as_u16(), alive.text().await.unwrap().as_str()), (200, "ok\n"));
        w.disturb("alter table installation_elsewhere rename to installation").await;
        until(&w, 200).await;

        w.disturb("create table kept as select domain, version from schema_migration where domain = 'im'").await;
        w.disturb("update schema_migration set domain = 'gone' where domain = 'im'").await;
        w.disturb("delete from schema_migration where domain = 'gone'").await;
        let body = until(&w, 503).await;
        assert_eq!((&body["write"], &body["migrated"]), (&json!(true), &json!(false)));
    }
}
