//! Rights of administrators, and the log of what they were given.

use hobnail_testkit::{World, json, tests};

const AUDIT: &str = "/console/api/admin/audit";

tests! {
    /// A console call needs its right: people have none, a sub-administrator what was granted, the main one all.
    async fn a_right_opens_what_it_is_for(w: World) {
        let nobody = w.member(json!({ "name": "普通员工" })).await;
        let developer = w.member(json!({ "name": "开发管理员", "rights": ["developer"] })).await;
        let guard = w.member(json!({ "name": "安全管理员", "rights": ["security", "directory"] })).await;
        for userid in [&nobody, &developer] {
            let refused = w.browser_of(userid).await.get(AUDIT).await.refused_http(403, "forbidden");
            assert!(refused["message"].as_str().unwrap().contains("安全与权限管理"), "{refused}");
        }
        w.browser_of(&guard).await.get(AUDIT).await.ok();
        let main = w.admin().await;
        main.get(AUDIT).await.ok();
        let session = main.get("/console/api/session").await.ok();
        assert_eq!(session["person"]["rights"], json!(["directory", "workbench", "developer", "office", "hr", "security"]));
        let session = w.browser_of(&guard).await.get("/console/api/session").await.ok();
        assert_eq!(session["person"]["rights"], json!(["directory", "security"]));
        w.http().get(w.at(AUDIT)).send().await.map(|r| assert_eq!(r.status().as_u16(), 401)).unwrap();
    }

    /// The log names who was changed and to what, newest first, page by page, and shows another corp nothing.
    async fn grants_are_logged(w: World) {
        let first = w.member(json!({ "name": "甲", "rights": ["hr"] })).await;
        let second = w.member(json!({ "name": "乙", "rights": ["office"], "manages": [1] })).await;
        let main = w.admin().await;
        let line = main.get(&format!("{AUDIT}?subject=member:{second}")).await.ok()["items"].take();
        assert_eq!(line.as_array().unwrap().len(), 1);
        assert_eq!((&line[0]["action"], &line[0]["subjectName"], &line[0]["actorKind"]), (&json!("admin.add"), &json!("乙"), &json!("server")));
        let after: hobnail_testkit::Value = serde_json::from_str(line[0]["after"].as_str().unwrap()).unwrap();
        assert_eq!(after, json!({ "rights": ["office"], "deptIds": [1] }));
        assert_eq!(line[0]["before"], json!(null));

        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = main.get(&format!("{AUDIT}?action=admin.add&limit=1{after}")).await.ok();
            seen.extend(page["items"].as_array().unwrap().iter().map(|line| line["subject"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let place = |userid: &str| seen.iter().position(|subject| *subject == format!("member:{userid}"));
        assert!(place(&second).unwrap() < place(&first).unwrap(), "newest first: {seen:?}");

        main.get(&format!("{AUDIT}?after=x")).await.refused_http(400, "InvalidParameter");
        main.get(&format!("{AUDIT}?actor=a&action=b")).await.refused_http(400, "InvalidParameter");
        let other = w.corp("别家").await;
        let there = w.member(json!({ "corp_id": other.corp_id, "name": "外人", "rights": ["security"] })).await;
        let elsewhere = other.browser_of(&there).await.get(AUDIT).await.ok()["items"].take();
        assert!(elsewhere.as_array().unwrap().iter().all(|line| line["subject"] == format!("member:{there}")), "{elsewhere}");
    }
}
