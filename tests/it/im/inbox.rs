//! The inbox, as its owner sees it.

use hobnail_testkit::{Value, World, json, tests};

use super::{send, text};

const APPS: &str = "/console/api/me/inbox/apps";
const READ: &str = "/console/api/me/inbox/read";

tests! {
    /// Every type is stored as sent and shown as its readers know it.
    async fn every_type_is_shown(w: World) {
        let app = w.app().await;
        let messages = [
            text("第一行\n第二行 <b>"),
            json!({ "msgtype": "markdown", "markdown": { "title": "周报", "text": "# 标题\n**粗** [看](https://a.example/x)" } }),
            json!({ "msgtype": "link", "link": { "messageUrl": "https://a.example", "picUrl": "https://a.example/p.png", "title": "标题", "text": "正文" } }),
            json!({ "msgtype": "action_card", "action_card": { "title": "审批", "markdown": "请**审批**", "single_title": "查看", "single_url": "dingtalk://x" } }),
            json!({ "msgtype": "action_card", "action_card": { "title": "选", "markdown": "选一个", "btn_orientation": "1", "btn_json_list": [
                { "title": "同意", "action_url": "https://a.example/yes" }, { "title": "拒绝", "action_url": "https://a.example/no" } ] } }),
        ];
        for msg in &messages {
            let task = send(&app, json!({ "userid_list": "user001" }), msg.clone()).await;
            app.done(task).await;
        }
        let stored: Vec<_> = w.messages("user001", 5).await.into_iter().map(|mut m| m["msg"].take()).collect();
        assert_eq!(stored, messages);
        let person = w.browser_of("user001").await;
        let page = person.get(&format!("/console/api/me/inbox/messages?agentId={}", app.agent_id)).await.ok();
        let items: Vec<Value> = page["items"].as_array().unwrap().iter().rev().cloned().collect();
        assert_eq!((&items[0]["kind"], &items[0]["text"]["content"], &items[0]["summary"]), (&json!("text"), &json!("第一行\n第二行 <b>"), &json!("第一行 第二行 <b>")));
        let html = items[1]["markdown"]["html"].as_str().unwrap();
        assert!(html.contains("<h1>标题</h1>") && html.contains("<strong>粗</strong>") && html.contains("href=\"https://a.example/x\""), "{html}");
        assert_eq!((&items[1]["markdown"]["title"], &items[1]["summary"]), (&json!("周报"), &json!("周报")));
        assert_eq!(items[2]["link"], json!({ "title": "标题", "text": "正文", "picUrl": "https://a.example/p.png", "messageUrl": "https://a.example" }));
        let card = &items[3]["actionCard"];
        assert_eq!((&card["title"], &card["singleTitle"], &card["singleUrl"]), (&json!("审批"), &json!("查看"), &json!("dingtalk://x")));
        let card = &items[4]["actionCard"];
        assert_eq!((&card["vertical"], &card["buttons"][1]), (&json!(false), &json!({ "title": "拒绝", "url": "https://a.example/no" })));
        for item in &items {
            let one = person.get(&format!("/console/api/me/inbox/message?id={}", item["id"])).await.ok();
            assert_eq!(one["item"], *item);
        }
    }

    /// Nothing that an app sends runs in its reader's browser.
    async fn nothing_in_a_message_runs(w: World) {
        let app = w.app().await;
        let bad = [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVa\tScript:alert(1))",
            "![x](javascript:alert(1))", "<svg onload=alert(1)>", "<iframe src=\"https://a.example\"></iframe>", "[x](data:text/html,<script>)",
            "<a href=\"javascript:alert(1)\">x</a>", "<style>*{display:none}</style>", "[x](&#106;avascript:alert(1))",
        ];
        for (n, bad) in bad.iter().enumerate() {
            send(&app, json!({ "userid_list": "user001" }), json!({ "msgtype": "markdown", "markdown": { "title": format!("{n}"), "text": bad } })).await;
        }
        let card = json!({ "msgtype": "action_card", "action_card": { "markdown": "<script>x</script>", "btn_json_list": [{ "title": "x", "action_url": "javascript:alert(1)" }] } });
        send(&app, json!({ "userid_list": "user001" }), card).await;
        let link = json!({ "msgtype": "link", "link": { "messageUrl": "javascript:alert(1)", "picUrl": "data:image/svg+xml,<svg>", "title": "x", "text": "x" } });
        let last = send(&app, json!({ "userid_list": "user001" }), link).await;
        app.done(last).await;
        w.messages("user001", bad.len() + 2).await;
        let person = w.browser_of("user001").await;
        let page = person.get(&format!("/console/api/me/inbox/messages?agentId={}&limit=100", app.agent_id)).await.ok();
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), bad.len() + 2);
        for item in items {
            for html in [&item["markdown"]["html"], &item["actionCard"]["html"]] {
                let html = html.as_str().unwrap_or_default().to_ascii_lowercase();
                let tags: Vec<_> = html.split('<').skip(1).collect();
                for tag in tags {
                    let inside = tag.split('>').next().unwrap();
                    let bad = ["script", "iframe", "svg", "style", "img src=\"x\"", "onerror", "onload"].iter().any(|word| inside.starts_with(word) || inside.contains(" on"));
                    assert!(!bad && !inside.contains("javascript:") && !inside.contains("data:"), "{html}");
                }
            }
        }
        let find = |kind: &str| items.iter().find(|i| i["kind"] == kind).unwrap().clone();
        assert_eq!(find("actionCard")["actionCard"]["buttons"], json!([{ "title": "x" }]));
        let link = find("link")["link"].clone();
        assert!(link["messageUrl"].is_null() && link["picUrl"].is_null(), "{link}");
    }

    /// Apps with the newest message first, each with its own count.
    async fn apps_are_listed_by_their_newest_message(w: World) {
        let (one, two) = (w.new_app(json!({ "name": "一号" })).await, w.new_app(json!({ "name": "二号" })).await);
        let person = w.browser_of("user001").await;
        assert_eq!(person.get(APPS).await.ok(), json!({ "items": [], "unread": 0 }));
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        one.result(one.notify("user001", "甲").await).await;
        w.advance(1000).await;
        two.result(two.notify("user001", "乙").await).await;
        w.advance(1000).await;
        one.result(one.notify("user001", "丙").await).await;
        let apps = person.get(APPS).await.ok();
        assert_eq!(apps["unread"], 3);
        let names: Vec<_> = apps["items"].as_array().unwrap().iter().map(|a| (a["name"].clone(), a["unread"].clone(), a["last"]["summary"].clone())).collect();
        assert_eq!(names, [(json!("一号"), json!(2), json!("丙")), (json!("二号"), json!(1), json!("乙"))]);
        assert_eq!(w.browser_of("user002").await.get(APPS).await.ok()["unread"], 0);
    }

    /// Pages are walked to the end, newest first, without gaps.
    async fn pages_are_walked(w: World) {
        let app = w.app().await;
        for n in 0..7 {
            app.done(app.notify("user001", &format!("{n}")).await).await;
        }
        let person = w.browser_of("user001").await;
        let path = format!("/console/api/me/inbox/messages?agentId={}&limit=3", app.agent_id);
        let (mut got, mut next) = (Vec::new(), String::new());
        loop {
            let page = person.get(&format!("{path}{next}")).await.ok();
            got.extend(page["items"].as_array().unwrap().iter().map(|m| m["summary"].as_str().unwrap().to_owned()));
            match page["next"].as_i64() {
                Some(after) => next = format!("&after={after}"),
                None => break,
            }
        }
        assert_eq!(got, ["6", "5", "4", "3", "2", "1", "0"]);
        person.get(&format!("/console/api/me/inbox/messages?agentId={}&limit=101", app.agent_id)).await.refused_http(400, "InvalidParameter");
        assert_eq!(person.get("/console/api/me/inbox/messages?agentId=1").await.ok()["items"], json!([]));
    }

    /// Reading twice is reading once; what is somebody else's is passed over.
    async fn reading_counts_once_and_only_ones_own(w: World) {
        let app = w.app().await;
        let task = app.notify("user001,user002", "你好").await;
        app.done(task).await;
        let (one, two) = (w.browser_of("user001").await, w.browser_of("user002").await);
        let path = format!("/console/api/me/inbox/messages?agentId={}", app.agent_id);
        let mine = one.get(&path).await.ok()["items"][0]["id"].clone();
        let theirs = two.get(&path).await.ok()["items"][0]["id"].clone();
        one.get(&format!("/console/api/me/inbox/message?id={theirs}")).await.refused_http(404, "message.notFound");
        assert_eq!(one.post(READ, json!({ "ids": [theirs, 1, -1] })).await.ok()["unread"], 1);
        assert_eq!(two.get(APPS).await.ok()["unread"], 1);
        for _ in 0..2 {
            assert_eq!(one.post(READ, json!({ "ids": [mine, mine] })).await.ok()["unread"], 0);
        }
        assert_eq!(one.get(&path).await.ok()["items"][0]["state"], "read");
        let result = app.result(task).await;
        assert_eq!((&result["read_user_id_list"], &result["unread_user_id_list"]), (&json!(["user001"]), &json!(["user002"])));
    }

    /// An open page is told when a message arrives, and only its owner's.
    async fn an_open_page_is_told(w: World) {
        let app = w.app().await;
        let (one, two) = (w.browser_of("user001").await, w.browser_of("user002").await);
        let (mut hers, mut his) = (one.events().await, two.events().await);
        hers.next("hello").await;
        his.next("hello").await;
        app.notify("user001", "给一号").await;
        assert_eq!(hers.next("inbox").await, json!({ "type": "delivered", "agentId": app.agent_id, "unread": 1 }));
        app.notify("user002", "给二号").await;
        assert_eq!(his.next("inbox").await, json!({ "type": "delivered", "agentId": app.agent_id, "unread": 1 }), "the first he hears is his own");
        let id = w.messages("user001", 1).await[0]["id"].clone();
        one.post(READ, json!({ "ids": [id] })).await.ok();
        assert_eq!(hers.next("inbox").await, json!({ "type": "read", "agentId": app.agent_id, "unread": 0 }));
    }
}
