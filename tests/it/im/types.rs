//! The types of work notifications that carry media or a form, and the status bar of a form.

use hobnail_testkit::{App, Browser, Value, World, json, tests};

/// One black pixel.
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const AMR: &[u8] = b"#!AMR\n\x3C\x91\x17\x16\xBE\x66\x79\xE1\xE0\x01\xE7\xAF\xF0\x00\x00\x00";
const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

fn first(w: &World) -> String {
    w.demo()["users"][0]["userid"].as_str().expect("a person").to_owned()
}

async fn uploaded(app: &App<'_>, kind: &str, name: &str, bytes: &[u8]) -> String {
    app.upload(kind, name, bytes).await.ok()["media_id"].as_str().expect("a media_id").to_owned()
}

/// Sends to one person, who then has it; what the inbox shows of it.
async fn shown(w: &World, app: &App<'_>, userid: &str, msg: Value) -> Value {
    let task = app.send(userid, msg.clone()).await.ok()["task_id"].as_i64().expect("a task_id");
    app.done(task).await;
    let got = w.messages(userid, 1).await;
    assert_eq!(got.last().expect("a message")["msg"], msg);
    newest(&w.browser_of(userid).await, app).await
}

async fn newest(person: &Browser<'_>, app: &App<'_>) -> Value {
    let page = person.get(&format!("/console/api/me/inbox/messages?agentId={}", app.agent_id)).await.ok();
    page["items"][0].clone()
}

fn form(status: Value) -> Value {
    let mut msg = json!({ "msgtype": "oa", "oa": {
        "message_url": "https://example.com/m",
        "head": { "bgcolor": "FFBBBBBB", "text": "头部标题" },
        "body": { "title": "报销单" },
    } });
    if !status.is_null() {
        msg["oa"]["status_bar"] = status;
    }
    msg
}

/// The text at `path` of a form is replaced, or taken out with null.
fn changed(mut msg: Value, path: &str, value: Value) -> Value {
    let (parent, name) = path.rsplit_once('/').expect("a path");
    let parent = msg.pointer_mut(parent).and_then(Value::as_object_mut).expect("its parent");
    if value.is_null() {
        parent.remove(name)
    } else {
        parent.insert(name.into(), value)
    };
    msg
}

tests! {
    /// An image arrives, and its bytes and its preview with it.
    async fn an_image_is_shown(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        let media_id = uploaded(&app, "image", "点.gif", GIF).await;
        let item = shown(&w, &app, &userid, json!({ "msgtype": "image", "image": { "media_id": media_id } })).await;
        assert_eq!((&item["kind"], &item["summary"]), (&json!("image"), &json!("[图片]")));
        assert_eq!((&item["image"]["width"], &item["image"]["height"]), (&json!(1), &json!(1)));
        let person = w.browser_of(&userid).await;
        let whole = person.fetch(item["image"]["url"].as_str().unwrap()).await;
        assert_eq!((whole.status, whole.header("content-type"), whole.bytes.as_slice()), (200, "image/gif", GIF));
        assert_eq!((whole.header("content-disposition"), whole.header("x-content-type-options")), ("inline", "nosniff"));
        let captured = w.messages(&userid, 1).await.pop().expect("a message");
        assert_eq!(captured["media"], json!({ "media_id": media_id, "name": "点.gif", "mime": "image/gif", "size": GIF.len(), "width": 1, "height": 1 }));
        let id = media_id.replace('@', "%40");
        assert_eq!(w.browser().fetch(&format!("/_hobnail/v1/media?id={id}")).await.bytes, GIF);
        w.get("/_hobnail/v1/media?id=@none", &[]).await.refused_http(404, "media.notFound");
        let preview = person.fetch(item["image"]["previewUrl"].as_str().unwrap()).await;
        assert!(preview.status == 200 && ["image/png", "image/jpeg"].contains(&preview.header("content-type")));
    }

    /// A recording arrives with its seconds, and is sent to be saved.
    async fn a_voice_message_is_shown(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        let media_id = uploaded(&app, "voice", "a.amr", AMR).await;
        let msg = json!({ "msgtype": "voice", "voice": { "media_id": media_id, "duration": "10" } });
        let item = shown(&w, &app, &userid, msg).await;
        assert_eq!((&item["kind"], &item["voice"]["seconds"], &item["voice"]["mime"]), (&json!("voice"), &json!(10), &json!("audio/amr")));
        for bad in ["0", "60", "-1", "1.5", "x", ""] {
            let msg = json!({ "msgtype": "voice", "voice": { "media_id": media_id, "duration": bad } });
            app.send(&userid, msg).await.refused_for(34014, "msg.voice.duration");
        }
        app.send(&userid, json!({ "msgtype": "voice", "voice": { "media_id": media_id } })).await.refused_for(40035, "msg.voice.duration");
    }

    /// A file arrives under its name, and is saved under it.
    async fn a_file_is_shown(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        let media_id = uploaded(&app, "file", "报表 1.pdf", PDF).await;
        let item = shown(&w, &app, &userid, json!({ "msgtype": "file", "file": { "media_id": media_id } })).await;
        assert_eq!((&item["kind"], &item["file"]["name"], &item["file"]["size"]), (&json!("file"), &json!("报表 1.pdf"), &json!(PDF.len())));
        assert_eq!(item["summary"], "[文件] 报表 1.pdf");
        let got = w.browser_of(&userid).await.fetch(item["file"]["url"].as_str().unwrap()).await;
        assert_eq!((got.header("content-type"), got.bytes.as_slice()), ("application/pdf", PDF));
        assert_eq!(got.header("content-disposition"), "attachment; filename*=UTF-8''%E6%8A%A5%E8%A1%A8%201.pdf");
    }

    /// Only media of the own corp, and of the kind that belongs there.
    async fn a_message_carries_media_of_its_corp(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        let corp = w.corp("乙公司").await;
        let stranger = corp.app(json!({ "scopes": ["qyapi_base"] })).await;
        let theirs = uploaded(&stranger, "image", "a.gif", GIF).await;
        let voice = uploaded(&app, "voice", "a.amr", AMR).await;
        for (msgtype, media_id, code) in [
            ("image", "@lADOADmaWMzazQKA", 40007),
            ("image", theirs.as_str(), 40007),
            ("image", voice.as_str(), 40004),
            ("image", "", 34014),
            ("file", "@lADOADmaWMzazQKA", 40007),
        ] {
            let msg = json!({ "msgtype": msgtype, msgtype: { "media_id": media_id } });
            app.send(&userid, msg).await.refused_for(code, &format!("msg.{msgtype}.media_id"));
        }
        app.send(&userid, json!({ "msgtype": "image", "image": {} })).await.refused_for(40035, "msg.image.media_id");
        app.send(&userid, json!({ "msgtype": "image" })).await.refused_for(40035, "msg.image");
        let msg = changed(form(Value::Null), "/oa/body/image", json!(theirs));
        app.send(&userid, msg).await.refused_for(40007, "msg.oa.body.image");
        // Files of messages are at most 10 MB, though 20 may be uploaded.
        let mut large = PDF.to_vec();
        large.resize(10 * 1024 * 1024 + 1, b' ');
        let large = uploaded(&app, "file", "large.pdf", &large).await;
        app.send(&userid, json!({ "msgtype": "file", "file": { "media_id": large } })).await.refused_for(40006, "msg.file.media_id");
    }

    /// A form with everything in it, as the inbox shows it.
    async fn a_form_is_shown(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        let media_id = uploaded(&app, "image", "a.gif", GIF).await;
        let rows: Vec<Value> = (0..8).map(|n| json!({ "key": format!("项{n}:"), "value": n.to_string() })).collect();
        let msg = json!({ "msgtype": "oa", "oa": {
            "message_url": "https://example.com/m",
            "pc_message_url": "https://example.com/pc",
            "head": { "bgcolor": "80F65E5E", "text": "头部标题" },
            "status_bar": { "status_value": "进行中", "status_bg": "0xFFF65E5E" },
            "body": {
                "title": "正文标题", "form": rows, "rich": { "num": "15.6", "unit": "元" }, "content": "大段文本",
                "image": media_id, "file_count": "3", "author": "李四",
            },
        } });
        let item = shown(&w, &app, &userid, msg).await;
        assert_eq!((&item["kind"], &item["summary"]), (&json!("oa"), &json!("正文标题")));
        let mut oa = item["oa"].clone();
        let image = oa["imageUrl"].take();
        assert!(image.as_str().is_some_and(|url| url.starts_with("/console/api/me/media?id=%40lAD")), "{image}");
        let rows: Vec<Value> = (0..6).map(|n| json!({ "key": format!("项{n}:"), "value": n.to_string() })).collect();
        assert_eq!(oa, json!({
            "head": { "text": item["appName"], "color": "#f65e5e80" },
            "statusBar": { "value": "进行中", "color": "#f65e5e" },
            "title": "正文标题", "form": rows, "rich": { "num": "15.6", "unit": "元" }, "content": "大段文本",
            "imageUrl": null, "fileCount": "3", "author": "李四", "messageUrl": "https://example.com/pc",
        }));
    }

    /// Every bad part of a form is refused, and the message names it.
    async fn a_bad_form_is_refused(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        for (path, value, code) in [
            ("/oa/message_url", Value::Null, 40035),
            ("/oa/message_url", json!(" "), 34014),
            ("/oa/head", Value::Null, 40035),
            ("/oa/head/bgcolor", Value::Null, 40035),
            ("/oa/head/bgcolor", json!("0xFFBBBBBB"), 34014),
            ("/oa/head/bgcolor", json!("FFBBBB"), 34014),
            ("/oa/head/bgcolor", json!("GGBBBBBB"), 34014),
            ("/oa/head/text", Value::Null, 40035),
            ("/oa/body", Value::Null, 40035),
            ("/oa/body/form", json!("x"), 40035),
            ("/oa/status_bar", json!({ "status_value": "是", "status_bg": "red" }), 34014),
        ] {
            let field = format!("msg{}", path.replace('/', "."));
            app.send(&userid, changed(form(Value::Null), path, value)).await.refused_for(code, &field);
        }
        assert_eq!(app.send(&userid, form(Value::Null)).await.ok()["errcode"], 0);
    }

    /// A status bar is for at most five listed people.
    async fn a_status_bar_is_for_few(w: World) {
        let app = w.app().await;
        let bar = json!({ "status_value": "进行中" });
        app.send("a,b,c,d,e,f", form(bar.clone())).await.refused_for(40035, "msg.oa.status_bar");
        for to in ["dept_id_list", "to_all_user"] {
            let mut body = json!({ "agent_id": app.agent_id, "msg": form(bar.clone()) });
            body[to] = json!("1");
            app.post("/topapi/message/corpconversation/asyncsend_v2", body).await.refused_for(40035, "msg.oa.status_bar");
        }
    }

    /// The bar changes in a copy that was delivered, and keeps its colour when none is given.
    async fn the_status_bar_changes(w: World) {
        const UPDATE: &str = "/topapi/message/corpconversation/status_bar/update";
        let (app, userid) = (w.app().await, first(&w));
        let sent = app.send(&userid, form(json!({ "status_value": "进行中", "status_bg": "0xFFF65E5E" }))).await.ok();
        let task = sent["task_id"].as_i64().unwrap();
        app.done(task).await;
        let person = w.browser_of(&userid).await;
        assert_eq!(newest(&person, &app).await["oa"]["statusBar"], json!({ "value": "进行中", "color": "#f65e5e" }));
        let with = |value: &str| json!({ "agent_id": app.agent_id, "task_id": task, "status_value": value });
        let but = |name: &str, value: Value| {
            let mut body = with("x");
            body[name] = value;
            body
        };
        app.post(UPDATE, with("已同意")).await.ok();
        assert_eq!(newest(&person, &app).await["oa"]["statusBar"], json!({ "value": "已同意", "color": "#f65e5e" }));
        let (agent_text, task_text) = (app.agent_id.to_string(), task.to_string());
        let pairs = [("agent_id", &*agent_text), ("task_id", &*task_text), ("status_value", "已完成"), ("status_bg", "0xFF78C06E")];
        app.form(UPDATE, &pairs).await.ok();
        assert_eq!(newest(&person, &app).await["oa"]["statusBar"], json!({ "value": "已完成", "color": "#78c06e" }));

        app.post(UPDATE, with(" ")).await.refused_for(40035, "status_value");
        app.post(UPDATE, with(&"长".repeat(1000))).await.refused_for(40035, "status_value");
        app.post(UPDATE, json!({ "agent_id": app.agent_id, "task_id": task })).await.refused_for(40035, "status_value");
        app.post(UPDATE, but("status_bg", json!("red"))).await.refused_for(40035, "status_bg");
        app.post(UPDATE, but("task_id", json!(1))).await.refused_for(40035, "task_id");
        app.post(UPDATE, but("agent_id", json!(1))).await.refused_for(40056, "agent_id");
        let text = app.notify(&userid, "不是表单").await;
        app.post(UPDATE, but("task_id", json!(text))).await.refused_for(40035, "task_id");
        let other = w.new_app(json!({ "scopes": ["qyapi_base"] })).await;
        other.post(UPDATE, json!({ "agent_id": other.agent_id, "task_id": task, "status_value": "x" })).await.refused_for(40035, "task_id");
        // A form for a department has no bar, and gets none.
        let mut wide = json!({ "agent_id": app.agent_id, "dept_id_list": "1", "msg": form(Value::Null) });
        wide["msg"]["oa"]["body"]["title"] = json!("给部门");
        let wide = app.post("/topapi/message/corpconversation/asyncsend_v2", wide).await.ok()["task_id"].as_i64().unwrap();
        app.done(wide).await;
        app.post(UPDATE, but("task_id", json!(wide))).await.refused_for(41052, "task_id");
        w.advance(7 * 86_400_000).await;
        let late = w.app().await;
        late.post(UPDATE, with("太晚")).await.refused_for(40035, "task_id");
        assert_eq!(newest(&w.browser_of(&userid).await, &late).await["oa"]["title"], "给部门");
    }

    /// A file belongs to those who received it, until the message is taken back.
    async fn media_are_for_receivers(w: World) {
        let (app, userid) = (w.app().await, first(&w));
        let other = w.demo()["users"][1]["userid"].as_str().unwrap().to_owned();
        let media_id = uploaded(&app, "image", "a.gif", GIF).await;
        let at = format!("/console/api/me/media?id={}", media_id.replace('@', "%40"));
        let person = w.browser_of(&userid).await;
        person.get(&at).await.refused_http(404, "media.notFound");
        let msg = json!({ "msgtype": "image", "image": { "media_id": media_id } });
        let task = app.send(&userid, msg).await.ok()["task_id"].as_i64().unwrap();
        app.done(task).await;
        assert_eq!(person.fetch(&at).await.bytes, GIF);
        w.browser_of(&other).await.get(&at).await.refused_http(404, "media.notFound");
        w.browser().get(&at).await.refused_http(401, "session.none");
        app.post("/topapi/message/corpconversation/recall", json!({ "agent_id": app.agent_id, "msg_task_id": task })).await.ok();
        person.get(&at).await.refused_http(404, "media.notFound");
    }
}
