//! Events out of thin air: documented ones only, and the console's page about what became of them.

use hobnail_testkit::{Answer, World, json, tests};

use super::{deliveries, emit, registered, tried};

const EMIT: &str = "/_hobnail/v1/events";
const SETTINGS: &str = "/console/api/dev/events";

tests! {
    /// Names and types are those of the catalogue; nothing is emitted otherwise.
    async fn an_event_is_one_of_the_catalogue(w: World) {
        let app = w.app().await;
        let sink = registered(&app, &["user_add_org", "user_modify_org"]).await;
        for (body, field) in [
            (json!({}), "event"),
            (json!({ "event": "no_such_event" }), "event"),
            (json!({ "event": "check_url" }), "event"),
            (json!({ "event": "user_add_org", "fields": { "who": 1 } }), "fields.who"),
            (json!({ "event": "user_add_org", "fields": { "userId": "u" } }), "fields.userId"),
            (json!({ "event": "user_modify_org", "fields": { "diffInfo": { "prev": { "name": 1 } } } }), "fields.diffInfo.prev.name"),
            (json!({ "event": "user_add_org", "corp_id": "dingnobody" }), "corp_id"),
        ] {
            let reply = w.post(EMIT, &body).await;
            assert_eq!((reply.status / 100, &reply["field"]), (4, &json!(field)), "{body} {}", reply.body);
        }
        emit(&w, json!({ "event": "user_add_org", "fields": { "userId": ["u7"], "timeStamp": "5" } })).await;
        let event = sink.next().await;
        assert_eq!((&event["userId"], &event["TimeStamp"]), (&json!(["u7"]), &json!("5")));
        deliveries(&w, &app, "done", 1).await;
        assert!(sink.rest().await.is_empty());
    }

    /// Developers see and change how their app is told, see what became of each event, and try one again.
    async fn developers_see_deliveries(w: World) {
        let app = w.app().await;
        let admin = w.browser_of(w.demo()["admin_userid"].as_str().unwrap()).await;
        let of = format!("?agentId={}", app.agent_id);
        let before = admin.get(&format!("{SETTINGS}{of}")).await.ok();
        assert_eq!((&before["way"], &before["events"]), (&json!("none"), &json!([])));
        assert!(before["known"].as_array().unwrap().len() > 100);

        // The console's callbacks carry the app key; keys are made where none are given.
        let sink = hobnail_testkit::Sink::start(&app.app_key).await;
        let mut body = json!({ "agentId": app.agent_id, "way": "http", "url": sink.url, "token": sink.token, "aesKey": "short",
            "events": ["user_add_org"] });
        assert_eq!(admin.post(SETTINGS, body.clone()).await.refused_http(400, "callback.body")["field"], "aesKey");
        body["aesKey"] = json!(sink.aes_key);
        let after = admin.post(SETTINGS, body).await.ok();
        assert_eq!((&after["way"], &after["keyId"]), (&json!("http"), &json!(app.app_key)));
        sink.next().await;
        sink.answer(Answer::Plain);
        let id = emit(&w, json!({ "event": "user_add_org", "fields": { "userId": ["u1"] } })).await;
        for (tries, wait) in [(1, 10_100), (2, 30_100)] {
            tried(&w, &app, "waiting", tries, 1).await;
            w.advance(wait).await;
        }
        deliveries(&w, &app, "failed", 1).await;
        let page = admin.get(&format!("{SETTINGS}/deliveries{of}&state=failed")).await.ok();
        let item = &page["items"][0];
        assert_eq!((&item["id"], &item["attempts"], &item["status"]), (&json!(id), &json!(3), &json!(200)));
        assert!(item["request"].as_str().unwrap().contains("u1") && item["why"].as_str().unwrap().starts_with("ANSWER_NOT_JSON"));
        assert_eq!((&item["reply"], &page["next"]), (&json!("success"), &json!(null)));

        sink.answer(Answer::Success);
        sink.rest().await;
        let retry = json!({ "agentId": app.agent_id, "id": id });
        assert_eq!(admin.post(&format!("{SETTINGS}/retry"), retry.clone()).await.ok()["retried"], true);
        assert_eq!(sink.next().await["userId"], json!(["u1"]));
        deliveries(&w, &app, "done", 1).await;
        assert_eq!(admin.post(&format!("{SETTINGS}/retry"), retry.clone()).await.ok()["retried"], false);

        // Others neither see nor change it: people without the right, and another organisation's administrators.
        let somebody = w.demo()["users"].as_array().unwrap().iter().find(|u| u["userid"] != w.demo()["admin_userid"]).unwrap();
        let person = w.browser_of(somebody["userid"].as_str().unwrap()).await;
        person.get(&format!("{SETTINGS}{of}")).await.refused_http(403, "forbidden");
        person.post(&format!("{SETTINGS}/retry"), retry).await.refused_http(403, "forbidden");
        admin.get(&format!("{SETTINGS}?agentId=1")).await.refused_http(404, "InvalidAgentId.NotFound");
        let off = admin.post(SETTINGS, json!({ "agentId": app.agent_id, "way": "none" })).await.ok();
        assert_eq!(off["way"], "none");
        app.get("/call_back/get_call_back", &[]).await.refused(71007);
    }
}
