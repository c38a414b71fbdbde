//! The quotas: over a limit the call succeeds, and the person is among the forbidden.

use hobnail_testkit::{Start, World, json, tests};

use super::{RESULT, forbidden, receivers, send, text};

const DAY: i64 = 86_400_000;
/// 2027-01-15T16:00:00Z: midnight in Shanghai.
const MIDNIGHT: i64 = 1_800_028_800_000;

fn left_out(userid: &str, code: &str) -> Vec<(String, String)> {
    vec![(userid.to_owned(), code.to_owned())]
}

tests! {
    /// The same content reaches a person once a day; what differs only in spelling is the same content.
    async fn the_same_content_reaches_a_person_once_a_day(w: World) {
        w.freeze_at(MIDNIGHT + 1000).await;
        let app = w.app().await;
        let first = app.notify("user001", "同样的话").await;
        assert_eq!(app.result(first).await["unread_user_id_list"], json!(["user001"]));
        for msg in [
            text("同样的话"),
            json!({ "text": { "content": "同样的话" }, "msgtype": "text" }),
            json!({ "msgtype": "text", "text": { "content": "同样的话", "unknown": 1 }, "markdown": {} }),
        ] {
            let again = send(&app, json!({ "userid_list": "user001,user002" }), msg.clone()).await;
            let result = app.result(again).await;
            assert!(forbidden(&result).contains(&("user001".into(), "143106".into())), "{msg}: {result}");
            assert!(result["forbidden_user_id_list"].as_array().unwrap().contains(&json!("user001")), "{result}");
        }
        let as_text = app.form(crate::im::SEND, &[
            ("agent_id", &app.agent_id.to_string()),
            ("userid_list", "user001"),
            ("msg", "{ \"msgtype\": \"text\", \"text\": { \"content\": \"\\u540c\\u6837\\u7684\\u8bdd\" } }"),
        ]).await.ok();
        assert_eq!(forbidden(&app.result(as_text["task_id"].as_i64().unwrap()).await), left_out("user001", "143106"));
        let different = app.notify("user001", "同样的话 ").await;
        assert_eq!(app.result(different).await["unread_user_id_list"], json!(["user001"]));
        let other_app = w.new_app(json!({})).await;
        let theirs = other_app.notify("user001", "同样的话").await;
        assert_eq!(other_app.result(theirs).await["unread_user_id_list"], json!(["user001"]), "another app's content is its own");
        assert_eq!(w.messages("user001", 3).await.len(), 3);
    }

    /// The day is the organisation's: midnight in Shanghai, not in Greenwich.
    async fn a_day_ends_at_midnight_in_shanghai(w: World) {
        w.freeze_at(MIDNIGHT - 1).await;
        let app = w.app().await;
        app.result(app.notify("user001", "早").await).await;
        assert_eq!(forbidden(&app.result(app.notify("user001", "早").await).await), left_out("user001", "143106"));
        w.advance(1).await;
        let next_day = app.notify("user001", "早").await;
        assert_eq!(app.result(next_day).await["unread_user_id_list"], json!(["user001"]), "midnight has come");
        w.advance(DAY - 1).await;
        let app = w.app().await;
        assert_eq!(forbidden(&app.result(app.notify("user001", "早").await).await), left_out("user001", "143106"), "one millisecond before the next");
    }

    /// Another organisation's zone, another midnight.
    async fn a_day_ends_at_midnight_of_the_organisations_zone(w: World) {
        let made = w.post("/_hobnail/v1/corps", &json!({ "name": "New York", "zone": "America/New_York" })).await.ok();
        let corp = made["corp_id"].as_str().unwrap();
        w.member(json!({ "corp_id": corp, "userid": "ny", "name": "ny", "mobile": World::new_mobile() })).await;
        w.freeze_at(MIDNIGHT - 1).await;
        let app = w.new_app(json!({ "corp_id": corp })).await;
        app.result(app.notify("ny", "morning").await).await;
        w.advance(1).await;
        assert_eq!(forbidden(&app.result(app.notify("ny", "morning").await).await), left_out("ny", "143106"), "noon in New York");
        w.advance(13 * 3_600_000 - 1).await;
        let app = w.new_app(json!({ "corp_id": corp })).await;
        app.result(app.notify("ny", "night").await).await;
        assert_eq!(forbidden(&app.result(app.notify("ny", "night").await).await), left_out("ny", "143106"));
        w.advance(1).await;
        let next_day = app.notify("ny", "night").await;
        assert_eq!(app.result(next_day).await["unread_user_id_list"], json!(["ny"]), "midnight in New York");
    }

    /// So many messages of one app to one person a day; those who are refused count nothing.
    async fn a_person_gets_so_many_a_day(w: World, start = Start::env(&[("HOBNAIL_LIMITS_WORK_PER_PERSON_PER_DAY", "3")])) {
        w.freeze_at(MIDNIGHT + 1000).await;
        let app = w.app().await;
        for n in 0..3 {
            app.result(app.notify("user001", &format!("第 {n} 条")).await).await;
        }
        let fourth = send(&app, json!({ "userid_list": "user001,user002" }), text("第四条")).await;
        let result = app.result(fourth).await;
        assert_eq!(result["forbidden_list"], json!([{ "userid": "user001", "code": "143105", "count": 3 }]));
        assert_eq!(result["unread_user_id_list"], json!(["user002"]), "others still get it");
        let other = w.new_app(json!({})).await;
        let theirs = other.notify("user001", "别的应用").await;
        assert_eq!(other.result(theirs).await["unread_user_id_list"], json!(["user001"]));
        w.advance(DAY).await;
        let app = w.app().await;
        let tomorrow = app.notify("user001", "第四条").await;
        assert_eq!(app.result(tomorrow).await["unread_user_id_list"], json!(["user001"]));
        assert_eq!(w.messages("user001", 5).await.len(), 5);
    }

    /// The fourth send to everyone of a day reaches nobody, and says why for each.
    async fn everyone_is_reached_three_times_a_day(w: World) {
        w.freeze_at(MIDNIGHT + 1000).await;
        let app = w.new_app(json!({ "visible": { "userids": ["user001", "user002"] } })).await;
        for n in 0..3 {
            let task = send(&app, json!({ "to_all_user": true }), text(&format!("通知 {n}"))).await;
            assert_eq!(receivers(&w, &app, task).await, ["user001", "user002"]);
        }
        let fourth = send(&app, json!({ "to_all_user": "true" }), text("通知 3")).await;
        let result = app.result(fourth).await;
        assert_eq!(forbidden(&result), [left_out("user001", "41045"), left_out("user002", "41045")].concat());
        assert_eq!(receivers(&w, &app, fourth).await, [""; 0]);
        let listed = app.notify("user001", "点名").await;
        assert_eq!(app.result(listed).await["unread_user_id_list"], json!(["user001"]), "sends by name go on");
        w.advance(DAY).await;
        let token = w.get("/gettoken", &[("appkey", &app.app_key), ("appsecret", &app.app_secret)]).await.ok();
        let path = format!("{}?access_token={}", crate::im::SEND, token["access_token"].as_str().unwrap());
        w.post(&path, &json!({ "agent_id": app.agent_id, "to_all_user": true, "msg": text("通知 3") })).await.ok();
        assert_eq!(w.messages("user001", 5).await.last().unwrap()["msg"], text("通知 3"));
    }

    /// Receivers of one send beyond the limit are forbidden.
    async fn a_send_reaches_so_many(w: World, start = Start::env(&[("HOBNAIL_LIMITS_WORK_RECEIVERS_PER_SEND", "2")])) {
        let app = w.app().await;
        let task = app.notify("user001,user002,user003,nobody", "你好").await;
        let result = app.result(task).await;
        assert_eq!(forbidden(&result), left_out("user003", "41029"));
        assert_eq!(result["invalid_user_id_list"], json!(["nobody"]), "the unknown take no place");
        assert_eq!(receivers(&w, &app, task).await, ["user001", "user002"]);
        let again = app.notify("user003", "你好").await;
        assert_eq!(app.result(again).await["unread_user_id_list"], json!(["user003"]), "who was forbidden has not been counted");
    }

    /// Receivers of one minute, over several sends; the next minute begins anew.
    async fn a_minute_reaches_so_many(w: World, start = Start::env(&[("HOBNAIL_LIMITS_WORK_RECEIVERS_PER_MINUTE", "3")])) {
        w.freeze_at(MIDNIGHT).await;
        let app = w.app().await;
        app.result(app.notify("user001,user002", "一").await).await;
        let result = app.result(app.notify("user001,user002", "二").await).await;
        assert_eq!(forbidden(&result), left_out("user002", "143103"), "{result}");
        w.advance(59_999).await;
        assert_eq!(forbidden(&app.result(app.notify("user004", "三").await).await), left_out("user004", "143103"));
        let other = w.new_app(json!({})).await;
        assert_eq!(other.result(other.notify("user004", "三").await).await["unread_user_id_list"], json!(["user004"]));
        w.advance(1).await;
        let task = app.notify("user002,user004", "二").await;
        assert_eq!(receivers(&w, &app, task).await, ["user002", "user004"]);
    }

    /// Recall gives no quota back.
    async fn recall_gives_nothing_back(w: World, start = Start::env(&[("HOBNAIL_LIMITS_WORK_PER_PERSON_PER_DAY", "2")])) {
        w.freeze_at(MIDNIGHT).await;
        let app = w.app().await;
        let task = app.notify("user001", "撤回的").await;
        app.done(task).await;
        app.post(crate::im::RECALL, json!({ "agent_id": app.agent_id, "msg_task_id": task })).await.ok();
        assert_eq!(forbidden(&app.result(app.notify("user001", "撤回的").await).await), left_out("user001", "143106"));
        app.result(app.notify("user001", "第二条").await).await;
        assert_eq!(forbidden(&app.result(app.notify("user001", "第三条").await).await), left_out("user001", "143105"));
    }

    /// The result can be asked for 24 hours long and for up to so many receivers.
    async fn a_result_has_its_window(w: World, start = Start::env(&[("HOBNAIL_LIMITS_WORK_RESULT_RECEIVERS", "2")])) {
        w.freeze_at(MIDNIGHT).await;
        let app = w.app().await;
        let (two, three) = (app.notify("user001,user002", "二").await, app.notify("user001,user002,user003", "三").await);
        app.done(two).await;
        app.done(three).await;
        let ask = |task: i64| json!({ "agent_id": app.agent_id, "task_id": task });
        assert_eq!(app.post(RESULT, ask(two)).await.ok()["send_result"]["unread_user_id_list"], json!(["user001", "user002"]));
        let refused = app.post(RESULT, ask(three)).await;
        assert_ne!(refused["errcode"], 0, "{}", refused.body);
        w.advance(DAY).await;
        let app = w.app().await;
        app.post(RESULT, ask(two)).await.ok();
        w.advance(1).await;
        app.post(RESULT, ask(two)).await.refused_for(40035, "task_id");
    }
}
