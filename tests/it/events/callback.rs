//! The five APIs of HTTP callbacks.

use hobnail_testkit::{Answer, Sink, Start, World, json, tests};

use super::{deliveries, emit, registered, tried};

const REGISTER: &str = "/call_back/register_call_back";
const UPDATE: &str = "/call_back/update_call_back";
const GET: &str = "/call_back/get_call_back";
const DELETE: &str = "/call_back/delete_call_back";
const FAILED: &str = "/call_back/get_call_back_failed_result";

fn impatient() -> Start {
    Start::env(&[("HOBNAIL_LIMITS_CALLBACK_MS", "250")])
}

tests! {
    /// An address proves itself before anything is saved; there is one an app; a change that fails leaves the old one.
    async fn an_address_proves_itself(w: World, start = impatient()) {
        let app = w.app().await;
        app.get(GET, &[]).await.refused(71007);
        app.get(DELETE, &[]).await.refused(71007);
        let sink = Sink::start(&app.corp_id).await;
        let body = sink.registration(&["user_add_org", "user_leave_org"]);
        app.post(UPDATE, body.clone()).await.refused(71007);

        for (answer, code) in [
            (Answer::Plain, 71009),
            (Answer::Text("fail".into()), 71009),
            (Answer::KeyId("ding_other".into()), 71009),
            (Answer::Token("other".into()), 71009),
            (Answer::Status(500), 71009),
            (Answer::Redirect(sink.url.clone()), 71009),
            (Answer::Hang, 71012),
            (Answer::CloseMidway, 71012),
        ] {
            sink.answer_next(std::slice::from_ref(&answer));
            let refused = app.post(REGISTER, body.clone()).await.refused(code);
            assert!(refused["errmsg"].as_str().unwrap().contains("url"), "{answer:?} {refused}");
            assert_eq!(sink.next().await, json!({ "EventType": "check_url" }));
            app.get(GET, &[]).await.refused(71007);
        }
        let rules = ["ANSWER_NOT_JSON", "ANSWER_TEXT", "ANSWER_KEY_ID", "ANSWER_SIGNATURE", "HTTP_STATUS", "REDIRECT", "TIMEOUT", "CLOSED"];
        let calls = w.get("/_hobnail/v1/calls", &[("path", sink.url.as_str())]).await.ok();
        let told: Vec<_> = calls["calls"].as_array().unwrap().iter().map(|c| c["rule"].as_str().unwrap()).collect();
        assert_eq!(told, rules, "dev mode says which");

        app.post(REGISTER, body.clone()).await.ok();
        let request = sink.request().await;
        assert!(request.target.starts_with("/callback?signature="), "{}", request.target);
        app.post(REGISTER, body.clone()).await.refused(71006);
        let got = app.get(GET, &[]).await.ok();
        assert_eq!(got["call_back_tag"], json!(["user_add_org", "user_leave_org"]));
        assert_eq!((&got["url"], &got["token"], &got["aes_key"]), (&body["url"], &body["token"], &body["aes_key"]));

        // A change that fails leaves the old address; one that succeeds replaces it, and its own query stays.
        let mut other = sink.registration(&["org_dept_create"]);
        other["url"] = json!(format!("{}?tenant=7", sink.url));
        sink.answer_next(&[Answer::Plain]);
        app.post(UPDATE, other.clone()).await.refused(71009);
        assert_eq!(app.get(GET, &[]).await.ok()["url"], json!(sink.url));
        sink.rest().await;
        sink.answer_next(&[Answer::SuccessFromPython]);
        app.post(UPDATE, other.clone()).await.ok();
        let target = sink.request().await.target;
        assert!(target.starts_with("/callback?tenant=7&signature="), "{target}");
        assert_eq!(app.get(GET, &[]).await.ok()["call_back_tag"], json!(["org_dept_create"]));

        app.get(DELETE, &[]).await.ok();
        app.get(GET, &[]).await.refused(71007);
    }

    /// Every part of a registration is checked, and the refusal names it.
    async fn a_registration_is_whole(w: World, start = impatient()) {
        let app = w.app().await;
        let sink = Sink::start(&app.corp_id).await;
        for (field, value, code) in [
            ("call_back_tag", json!(["no_such_event"]), 71008),
            ("call_back_tag", json!(["check_url"]), 71008),
            ("call_back_tag", json!([]), 40035),
            ("token", json!("ab"), 71010),
            ("token", json!("x".repeat(64)), 71010),
            ("aes_key", json!("short"), 71010),
            ("aes_key", json!("+".repeat(43)), 71010),
            ("url", json!("www.example.com"), 71011),
            ("url", json!("ftp://127.0.0.1/x"), 71011),
            ("url", json!("http://10.0.0.1/x"), 71013),
            ("url", json!("http://169.254.169.254/latest/meta-data"), 71013),
            ("url", json!("http://[fd00:ec2::254]/"), 71013),
            ("url", json!("http://127.0.0.1:1/"), 71012),
        ] {
            let mut body = sink.registration(&["user_add_org"]);
            body[field] = value;
            app.post(REGISTER, body).await.refused_for(code, field);
        }
        for field in ["call_back_tag", "token", "aes_key", "url"] {
            let mut body = sink.registration(&["user_add_org"]);
            body.as_object_mut().unwrap().remove(field);
            app.post(REGISTER, body).await.refused_for(40035, field);
        }
        assert!(sink.rest().await.is_empty());
        w.post(REGISTER, &sink.registration(&["user_add_org"])).await.refused(41001);
    }

    /// What is done in the organisation comes, encrypted and signed, with both spellings; another organisation's does not.
    async fn what_happens_is_told(w: World) {
        let app = w.app().await;
        let sink = registered(&app, &["user_add_org", "user_modify_org", "org_dept_create"]).await;
        let userid = w.member(json!({ "name": "新人", "userid": "newcomer", "mobile": World::new_mobile() })).await;
        let event = sink.next().await;
        assert_eq!((&event["EventType"], &event["CorpId"]), (&json!("user_add_org"), &json!(app.corp_id)));
        assert_eq!((&event["userId"], &event["UserId"]), (&json!([userid]), &json!([userid])));
        assert!(event["EventTime"].is_i64() && event["eventId"].is_string() && event["BizId"].is_string(), "{event}");
        assert_eq!(event["timeStamp"], event["TimeStamp"]);

        app.post("/topapi/v2/user/update", json!({ "userid": userid, "name": "旧人" })).await.ok();
        let event = sink.next().await;
        assert_eq!(event["diffInfo"]["curr"]["name"], "旧人");
        // Not subscribed to, and not here.
        app.post("/topapi/v2/user/delete", json!({ "userid": userid })).await.ok();
        let other = w.corp("别家").await;
        other.member("elsewhere").await;
        app.post("/topapi/v2/department/create", json!({ "name": "新部门", "parent_id": 1 })).await.ok();
        assert_eq!(sink.next().await["EventType"], "org_dept_create");
        deliveries(&w, &app, "done", 3).await;
        assert!(sink.rest().await.is_empty());

        // After the end of the subscription nothing comes.
        app.get(DELETE, &[]).await.ok();
        app.post("/topapi/v2/department/create", json!({ "name": "又一个", "parent_id": 1 })).await.ok();
        registered(&app, &["org_dept_create"]).await;
        assert!(sink.rest().await.is_empty());
    }

    /// A second try after 10 s, a third 30 s later, then the failed list, which hands out 200 and clears what it gave.
    async fn failures_are_retried_and_then_listed(w: World) {
        let app = w.app().await;
        let sink = registered(&app, &["user_add_org", "label_conf_add", "org_dept_create"]).await;
        assert_eq!(app.get(FAILED, &[]).await.ok()["failed_list"], json!([]));
        sink.answer(Answer::Status(500));
        emit(&w, json!({ "event": "user_add_org", "fields": { "userId": ["u7"] } })).await;
        sink.next().await;
        let waiting = tried(&w, &app, "waiting", 1, 1).await;
        assert_eq!((&waiting[0]["status"], &waiting[0]["why"]), (&json!(500), &json!("HTTP_STATUS: HTTP 500")));
        w.advance(9_000).await;
        assert!(sink.rest().await.is_empty());
        w.advance(1_100).await;
        sink.next().await;
        tried(&w, &app, "waiting", 2, 1).await;
        w.advance(29_000).await;
        assert!(sink.rest().await.is_empty());
        w.advance(1_100).await;
        sink.next().await;
        let failed = deliveries(&w, &app, "failed", 1).await;
        assert_eq!(failed[0]["attempts"], 3);

        let list = app.get(FAILED, &[]).await.ok();
        let entry = &list["failed_list"][0];
        assert_eq!((&entry["call_back_tag"], &list["has_more"]), (&json!("user_add_org"), &json!(false)));
        assert_eq!(entry["user_add_org"], json!({ "corpid": app.corp_id, "userid": ["u7"] }));
        assert!(entry["event_time"].is_i64());
        assert_eq!(app.get(FAILED, &[]).await.ok()["failed_list"], json!([]));

        // 201 more: 200 and the promise of more, then the last one.
        for _ in 0..201 {
            emit(&w, json!({ "event": "label_conf_add", "fields": { "labelIdList": [1], "scope": "1" } })).await;
        }
        for tries in 1..3 {
            tried(&w, &app, "waiting", tries, 201).await;
            w.advance(31_000).await;
        }
        deliveries(&w, &app, "failed", 202).await;
        let first = app.get(FAILED, &[]).await.ok();
        assert_eq!((first["failed_list"].as_array().unwrap().len(), &first["has_more"]), (200, &json!(true)));
        assert_eq!(first["failed_list"][0]["label_conf_add"]["roleLabelChange"], json!({ "labelIdList": [1], "scope": "1" }));
        let second = app.get(FAILED, &[]).await.ok();
        assert_eq!((second["failed_list"].as_array().unwrap().len(), &second["has_more"]), (1, &json!(false)));
        assert_eq!(app.get(FAILED, &[]).await.ok()["failed_list"], json!([]));
        // Another app's list is its own.
        let other = w.new_app(json!({})).await;
        assert_eq!(other.get(FAILED, &[]).await.ok()["failed_list"], json!([]));
    }
}
