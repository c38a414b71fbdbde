//! How long things are kept.

use std::time::{Duration, Instant};

use hobnail_testkit::{App, Start, Store, Value, World, json, tests};

const HOUR: i64 = 3_600_000;
/// Schedules look every ten minutes.
const LOOK: i64 = 600_000;

fn hours(message: &'static str, media: &'static str, event: &'static str) -> Start {
    Start::env(&[
        ("HOBNAIL_RETENTION_MESSAGE_HOURS", message),
        ("HOBNAIL_RETENTION_MEDIA_HOURS", media),
        ("HOBNAIL_RETENTION_EVENT_HOURS", event),
    ])
}

/// Asks again until it is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so().await {
        assert!(Instant::now() < deadline, "{what}");
    }
}

/// Texts of all kept messages of the demo organisation, or of one person there.
async fn texts(w: &World, of: &str) -> Vec<String> {
    let kept = w.get(&format!("/_hobnail/v1/messages?limit=1000{of}"), &[]).await.ok();
    let text = |m: &Value| m["msg"]["text"]["content"].as_str().unwrap_or("file").to_owned();
    kept["messages"].as_array().unwrap().iter().map(text).collect()
}

async fn unread(w: &World, userid: &str) -> i64 {
    w.browser_of(userid).await.get("/console/api/me/inbox/apps").await.ok()["unread"].as_i64().unwrap()
}

fn files(w: &World) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
    }
    count(&w.folder().join("files"))
}

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.4\n{text}\n").into_bytes()
}

async fn upload(app: &App<'_>, text: &str) -> String {
    app.upload("file", "a.pdf", &pdf(text)).await.ok()["media_id"].as_str().unwrap().to_owned()
}

tests! {
    /// What is older goes, with its unread counts; what is younger, or of another organisation and younger, stays.
    async fn old_messages_go_and_counts_stay_right(w: World, start = hours("2", "0", "0")) {
        let app = w.app().await;
        let corp = w.corp("别家公司").await;
        corp.member("other").await;
        let theirs = corp.app(json!({})).await;
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let read = app.notify("user001", "读过").await;
        let id = w.messages("user001", 1).await[0]["id"].clone();
        w.post(&format!("/_hobnail/v1/messages/{id}/read"), &json!({})).await.ok();
        let unseen = app.notify("user001,user002,nobody", "没读").await;
        let recalled = app.notify("user001", "撤回").await;
        for task in [read, unseen, recalled] {
            app.done(task).await;
        }
        let all = json!({ "agent_id": app.agent_id, "to_all_user": true, "msg": { "msgtype": "text", "text": { "content": "全员" } } });
        let all = app.post("/topapi/message/corpconversation/asyncsend_v2", all).await.ok()["task_id"].as_i64().unwrap();
        app.done(all).await;
        let take_back = json!({ "agent_id": app.agent_id, "msg_task_id": recalled });
        app.post("/topapi/message/corpconversation/recall", take_back).await.ok();
        until("the recall gives its count back", async || unread(&w, "user001").await == 2).await;

        w.advance(HOUR).await;
        let young = app.notify("user001,user002", "新的").await;
        app.done(young).await;
        let foreign = theirs.notify("other", "别家的").await;
        theirs.done(foreign).await;
        w.advance(HOUR - 1).await;
        assert_eq!(texts(&w, "&userid=user001").await, ["读过", "没读", "撤回", "全员", "新的"]);
        w.advance(LOOK).await;
        until("old messages go", async || texts(&w, "&userid=user001").await == ["新的"]).await;
        until("everybody's", async || texts(&w, "").await.len() == 2).await;
        assert_eq!((unread(&w, "user001").await, unread(&w, "user002").await, unread(&w, "user003").await), (1, 1, 0));
        let (app, theirs) = (w.app().await, w.renewed(&theirs).await);
        for task in [read, unseen, recalled, all] {
            let ask = json!({ "agent_id": app.agent_id, "task_id": task });
            app.post("/topapi/message/corpconversation/getsendprogress", ask).await.refused(40035);
        }
        assert_eq!(app.result(young).await["unread_user_id_list"], json!(["user001", "user002"]));
        assert_eq!(theirs.result(foreign).await["unread_user_id_list"], json!(["other"]));
        for table in ["select count(*) from work_invalid", "select count(*) from work_task where corp_id = 'dinghobnaildemo'"] {
            assert_eq!(w.count(table).await, i64::from(table.contains("work_task")), "{table}");
        }
        w.advance(HOUR + LOOK).await;
        until("the others' go in their time", async || w.count("select count(*) from work_delivery").await == 0).await;
        assert_eq!(unread(&w, "user001").await, 0);
    }

    /// Without a retention nothing goes.
    async fn zero_keeps_for_ever(w: World, start = hours("0", "0", "0")) {
        let app = w.app().await;
        app.notify("user001", "永远").await;
        w.messages("user001", 1).await;
        upload(&app, "永远").await;
        w.advance(10 * 365 * 24 * HOUR).await;
        let app = w.app().await;
        app.notify("user001", "十年后").await;
        assert_eq!(w.messages("user001", 2).await.len(), 2);
        assert_eq!(files(&w), 1);
        assert!(w.count("select count(*) from event").await > 0);
    }

    /// A file goes when it is old and no kept message carries it, with its bytes; its id is refused from then on.
    async fn old_files_go_unless_a_message_carries_them(w: World, start = hours("4", "2", "2")) {
        let app = w.app().await;
        let now = w.now_ms().await;
        w.freeze_at(now).await;
        let (carried, loose) = (upload(&app, "有人要").await, upload(&app, "没人要").await);
        let send = async |media_id: &str| {
            let msg = json!({ "msgtype": "file", "file": { "media_id": media_id } });
            app.send("user001", msg).await
        };
        send(&carried).await.ok();
        w.messages("user001", 1).await;
        assert_eq!(files(&w), 2);
        assert!(w.count("select count(*) from event").await > 0, "making the organisation was an event");
        w.advance(2 * HOUR + LOOK).await;
        until("the loose file goes", async || files(&w) == 1).await;
        until("old events go", async || w.count("select count(*) from event").await == 0).await;
        let app = w.app().await;
        let again = json!({ "msgtype": "file", "file": { "media_id": loose } });
        app.send("user001", again).await.refused(40007);
        let file = w.browser_of("user001").await.fetch(&format!("/console/api/me/media?id={carried}")).await;
        assert_eq!((file.status, file.bytes.as_slice()), (200, pdf("有人要").as_slice()));
        w.advance(2 * HOUR).await;
        until("the message goes", async || texts(&w, "&userid=user001").await.is_empty()).await;
        w.advance(LOOK).await;
        until("and with it the file", async || files(&w) == 0).await;
    }

    /// A kill between a file and its row leaves an orphan, which is found; files with rows stay.
    async fn orphans_are_swept(w: World) {
        let mut w = w;
        let kept = upload(&w.app().await, "留着").await;
        w.restart_to_crash("media.upload.before_row", 1).await;
        {
            let app = w.app().await;
            let request = "--cut\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nfile\r\n--cut\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4\r\n--cut--\r\n";
            let url = w.at(&format!("/media/upload?access_token={}", app.token));
            let request = w.http().post(url).header("content-type", "multipart/form-data; boundary=cut").body(request);
            assert!(w.try_send(request).await.is_none(), "it dies in between");
        }
        w.wait_for_crash().await;
        w.restart().await;
        assert_eq!(files(&w), 2);
        w.advance(7 * HOUR).await;
        until("the orphan goes", async || files(&w) == 1).await;
        let app = w.app().await;
        app.send("user001", json!({ "msgtype": "file", "file": { "media_id": kept } })).await.ok();
        w.messages("user001", 1).await;
    }

    /// While there is a snapshot, the files that it names are kept.
    async fn a_snapshot_keeps_its_files(w: World, start = hours("0", "2", "0")) {
        if w.store == Store::Postgres {
            return;
        }
        let app = w.app().await;
        let media = upload(&app, "快照里的").await;
        w.post("/_hobnail/v1/snapshots", &json!({ "name": "before" })).await.ok();
        w.advance(3 * HOUR).await;
        until("its row goes", async || w.count("select count(*) from media").await == 0).await;
        w.post("/_hobnail/v1/snapshots/before/restore", &json!({})).await.ok();
        app.send("user001", json!({ "msgtype": "file", "file": { "media_id": media } })).await.ok();
        w.messages("user001", 1).await;
        let file = w.browser_of("user001").await.fetch(&format!("/console/api/me/media?id={media}")).await;
        assert_eq!(file.bytes, pdf("快照里的"));
    }
}
