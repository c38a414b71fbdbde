//! `hobnail import`, `export`, `seed`, `backup`, `restore` and the console's import, over the binary and HTTP.

use hobnail_testkit::{Browser, Store, Value, World, hobnail, json, tests};

/// Runs a command on the world's installation, a server on it or not: exit code and lines of JSON.
pub fn command(w: &World, args: &[&str], env: &[(&str, &str)]) -> (Option<i32>, Vec<Value>) {
    let folder = w.folder();
    let args: Vec<&str> = ["--json"].iter().chain(args).copied().chain(["--dev", folder.to_str().unwrap()]).collect();
    let url = w.database_url().unwrap_or_default();
    let mut all = vec![("HOBNAIL_STORE_POSTGRES", url.as_str()), ("HOBNAIL_LOG", "error")];
    all.extend(env);
    let (code, text) = hobnail(&args, &all);
    (code, text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect())
}

fn file(w: &World, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = w.folder().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn counts(lines: &[Value]) -> [i64; 4] {
    let last = lines.iter().rev().find(|line| line["event"] == "import").unwrap_or_else(|| panic!("{lines:?}"));
    ["created", "updated", "unchanged", "refused"].map(|key| last[key].as_i64().unwrap())
}

/// A table of `n` people in nested departments, each reporting to one further down.
pub fn table(n: usize) -> String {
    let mut text = "姓名,员工UserID,手机号,部门,直属主管\n".to_owned();
    for i in 0..n {
        text.push_str(&format!("人{i},in{i:05},137{i:08},总部/部{}/组{},in{:05}\n", i % 5, i % 3, (i + n / 2) % n));
    }
    text
}

async fn user(w: &World, userid: &str) -> Value {
    w.app().await.post("/topapi/v2/user/get", json!({ "userid": userid })).await.ok()["result"].take()
}

async fn count(w: &World) -> i64 {
    let reply = w.app().await.post("/topapi/user/count", json!({ "only_active": false })).await.ok();
    reply["result"]["count"].as_i64().unwrap()
}

tests! {
    /// A dry run, refusals, a real run through the running server, again, and back as a table; then without a server.
    async fn a_table_goes_in_and_comes_back(w: World) {
        let mut w = w;
        let before = count(&w).await;
        let roster = file(&w, "花名册.csv", encoding_rs::GB18030.encode(&table(300)).0);
        let (code, lines) = command(&w, &["import", &roster, "--dry-run"], &[]);
        assert_eq!((code, counts(&lines), count(&w).await), (Some(0), [300, 0, 0, 0], before), "{:?}", lines.last());
        assert_eq!(lines.iter().filter(|line| line["event"] == "row" && line["action"] == "create").count(), 300);

        let bad = file(&w, "bad.csv", "姓名,手机,星座\n张三,13711111111,x\n李四,1\n");
        let report = w.folder().join("report.csv");
        let (code, lines) = command(&w, &["import", &bad, "--report", report.to_str().unwrap()], &[]);
        let [.., row, _, summary, error] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((code, &error["event"], counts(&lines), count(&w).await), (Some(1), &json!("error"), [1, 0, 0, 1], before));
        assert_eq!((&row["row"], &row["action"]), (&json!(2), &json!("create")));
        assert_eq!((&summary["state"], &summary["ignored_columns"]), (&json!("ready"), &json!(["星座"])));
        let report = std::fs::read_to_string(report).unwrap();
        assert!(report.contains("3,不能导入,,李四,手机号：1 不是手机号码"), "{report}");
        let (code, lines) = command(&w, &["import", &bad, "--keep-going"], &[]);
        assert_eq!((code, counts(&lines), count(&w).await), (Some(0), [1, 0, 0, 1], before + 1));
        let (code, lines) = command(&w, &["import", &file(&w, "none.csv", "a,b\n1,2\n")], &[]);
        assert!(code == Some(1) && lines[0]["message"].as_str().unwrap().contains("没有找到表头"), "{lines:?}");

        let (code, lines) = command(&w, &["import", &roster], &[]);
        assert_eq!((code, counts(&lines), count(&w).await), (Some(0), [300, 0, 0, 0], before + 301), "{:?}", lines.last());
        let person = user(&w, "in00007").await;
        assert_eq!((&person["name"], &person["mobile"], &person["manager_userid"]), (&json!("人7"), &json!("13700000007"), &json!("in00157")));
        let (code, lines) = command(&w, &["import", &roster], &[]);
        assert_eq!((code, counts(&lines)), (Some(0), [0, 0, 300, 0]));

        w.kill().await;
        for name in ["out.xlsx", "out.csv"] {
            let out = w.folder().join(name);
            let (code, lines) = command(&w, &["export", out.to_str().unwrap()], &[]);
            assert_eq!((code, &lines[0]["people"]), (Some(0), &json!(before + 301)));
            let (code, lines) = command(&w, &["import", out.to_str().unwrap()], &[]);
            assert_eq!((code, counts(&lines)), (Some(0), [0, 0, before + 301, 0]), "{name}");
        }
        let changed = file(&w, "changed.csv", "姓名,员工UserID,职位\n人7,in00007,总裁\n");
        let (code, lines) = command(&w, &["import", &changed], &[]);
        assert_eq!((code, counts(&lines)), (Some(0), [0, 1, 0, 0]));
        w.restart().await;
        assert_eq!(user(&w, "in00007").await["title"], "总裁");
    }

    /// The command dies in the middle, wherever that is: nothing, or everything once a server has started.
    async fn an_import_that_was_killed_is_finished_or_never_began(w: World) {
        let mut w = w;
        let before = count(&w).await;
        w.kill().await;
        let roster = file(&w, "roster.csv", table(600));
        let (code, _) = command(&w, &["import", &roster], &[("HOBNAIL_CRASH_AT", "import.staged")]);
        assert_eq!(code, None, "killed while it judged");
        w.restart().await;
        assert_eq!(count(&w).await, before);
        w.kill().await;
        let mut expected = before;
        for (n, point) in ["import.chunk.before_commit:2", "import.chunk.after_commit:1", "import.finish"].into_iter().enumerate() {
            let text = table(600).replace(",in", &format!(",in{n}x")).replace(",137", &format!(",13{n}"));
            let (code, _) = command(&w, &["import", &file(&w, "roster.csv", &text)], &[("HOBNAIL_CRASH_AT", point)]);
            assert_eq!(code, None, "{point}");
            expected += 600;
            w.restart().await;
            // A lease of another process on PostgreSQL has to end first.
            w.advance(31_000).await;
            let admin = w.browser_of("manager01").await;
            let last = admin.get("/console/api/admin/imports").await.ok()["items"][0].take();
            let done = finished(&admin, last["importId"].as_i64().unwrap()).await;
            assert_eq!((&done["state"], &done["created"], &done["written"]), (&json!("done"), &json!(600), &json!(600)), "{point}: {done}");
            assert_eq!(count(&w).await, expected, "{point}");
            w.kill().await;
            let (code, lines) = command(&w, &["import", &file(&w, "again.csv", &text)], &[]);
            assert_eq!((code, counts(&lines)), (Some(0), [0, 0, 600, 0]), "{point}: everybody once, managers too");
        }
    }

    /// Upload, dry run by pages, apply, template and export; who may not, and other organisations.
    async fn the_console_brings_people_in(w: World) {
        let admin = w.browser_of("manager01").await;
        let uploaded = admin.upload("/console/api/admin/import", "花名册.csv", "姓名,手机,部门\n张三,13711111111,新部\n李四,x,\n".as_bytes()).await.ok();
        let id = uploaded["importId"].as_i64().unwrap();
        let ready = finished(&admin, id).await;
        assert_eq!((&ready["state"], &ready["fileName"], &ready["by"]), (&json!("ready"), &json!("花名册.csv"), &json!("manager01")), "{ready}");
        assert_eq!((&ready["created"], &ready["refused"], &ready["newDepartments"]), (&json!(1), &json!(1), &json!(1)));
        let rows = admin.get(&format!("/console/api/admin/import/rows?importId={id}&limit=1")).await.ok();
        assert_eq!((&rows["items"][0]["action"], &rows["next"]), (&json!("create"), &json!("2")));
        let rows = admin.get(&format!("/console/api/admin/import/rows?importId={id}&limit=1&after=2")).await.ok();
        assert_eq!((&rows["items"][0]["row"], &rows["items"][0]["action"]), (&json!(3), &json!("refuse")));
        let refused = admin.get(&format!("/console/api/admin/import/rows?importId={id}&action=refuse")).await.ok();
        assert!(refused["items"].as_array().unwrap().len() == 1 && refused["items"][0]["reason"].as_str().unwrap().contains("手机号"));
        admin.get(&format!("/console/api/admin/import/rows?importId={id}&action=x")).await.refused_http(400, "InvalidParameter");
        admin.post("/console/api/admin/import/apply", json!({ "importId": id })).await.refused_http(400, "InvalidParameter");
        admin.post("/console/api/admin/import/apply", json!({ "importId": id, "keepGoing": true })).await.ok();
        let done = finished(&admin, id).await;
        assert_eq!((&done["state"], &done["written"]), (&json!("done"), &json!(1)), "{done}");
        let app = w.app().await;
        app.post("/topapi/v2/user/getbymobile", json!({ "mobile": "13711111111" })).await.ok();
        let audit = admin.get("/console/api/admin/audit?action=directory.import").await.ok();
        assert_eq!((&audit["items"][0]["actor"], &audit["items"][0]["subjectName"]), (&json!("manager01"), &json!("花名册.csv")));

        let bad = admin.upload("/console/api/admin/import", "x.pdf", b"%PDF-1.7").await.ok();
        let failed = finished(&admin, bad["importId"].as_i64().unwrap()).await;
        assert!(failed["state"] == "failed" && failed["reason"].as_str().unwrap().contains("CSV"), "{failed}");
        admin.upload("/console/api/admin/import", "x.csv", b"").await.refused_http(400, "EmptyMedia");
        admin.post("/console/api/admin/import", json!({})).await.refused_http(400, "MissingMedia");
        for query in ["format=csv&language=en", "format=xlsx", ""] {
            let table = admin.fetch(&format!("/console/api/admin/export?{query}")).await;
            assert_eq!(table.status, 200);
            assert!(table.header("content-disposition").contains("attachment"), "{}", table.header("content-disposition"));
            let again = admin.upload("/console/api/admin/import", "x", &table.bytes).await.ok()["importId"].as_i64().unwrap();
            let again = finished(&admin, again).await;
            assert_eq!((&again["unchanged"], &again["total"]), (&json!(203), &json!(203)), "{query}: {again}");
        }
        assert_eq!(admin.fetch("/console/api/admin/import/template").await.status, 200);
        assert_eq!(admin.fetch("/console/api/admin/export?format=pdf").await.status, 400);

        let nobody = w.browser_of("user005").await;
        nobody.get(&format!("/console/api/admin/import?importId={id}")).await.refused_http(403, "forbidden");
        nobody.get("/console/api/admin/export").await.refused_http(403, "forbidden");
        nobody.upload("/console/api/admin/import", "x.csv", b"a").await.refused_http(403, "forbidden");
        let other = w.corp("乙公司").await;
        let boss = w.member(json!({ "corp_id": other.corp_id, "name": "外人", "rights": ["directory"] })).await;
        let outside = other.browser_of(&boss).await;
        outside.get(&format!("/console/api/admin/import?importId={id}")).await.refused_http(400, "InvalidParameter");
        assert_eq!(outside.get("/console/api/admin/imports").await.ok()["items"], json!([]));
    }

    /// The same seed makes the same people; a backup made while the server runs brings everything back.
    async fn seeds_are_repeatable_and_backups_come_back(w: World) {
        let mut w = w;
        let seed = ["seed", "--users", "600", "--depts", "40", "--seed", "7"];
        let (code, lines) = command(&w, &seed, &[]);
        assert_eq!((code, &lines[0]["corp_id"]), (Some(0), &json!("dingseed0000000000000007")), "{lines:?}");
        assert_eq!(command(&w, &seed, &[]).0, Some(1), "there already");
        let (code, lines) = command(&w, &["seed", "--users", "600", "--depts", "40", "--seed", "7", "--corp", &w.corp("另一家").await.corp_id], &[]);
        let twin = lines[0]["corp_id"].as_str().unwrap().to_owned();
        assert_eq!(code, Some(0), "{lines:?}");
        let export = |w: &World, corp: &str| {
            let out = w.folder().join("out.csv");
            assert_eq!(command(w, &["export", out.to_str().unwrap(), "--corp", corp], &[]).0, Some(0));
            std::fs::read_to_string(&out).unwrap()
        };
        let (one, two) = (export(&w, "dingseed0000000000000007"), export(&w, &twin));
        assert!(one == two && one.lines().count() == 601, "{}", one.lines().take(5).collect::<Vec<_>>().join("\n"));
        assert_eq!(command(&w, &["import", &file(&w, "x.csv", "姓名,手机\na,13700000001\n")], &[]).0, Some(1), "which organisation?");

        let app = w.app().await;
        let media = app.upload("file", "a.pdf", b"%PDF-1.4 hello").await.ok()["media_id"].as_str().unwrap().to_owned();
        let saved = w.folder().join("saved");
        let (code, lines) = command(&w, &["backup", saved.to_str().unwrap()], &[]);
        assert_eq!((code, &lines[0]["files"]), (Some(0), &json!(1)), "{lines:?}");
        assert_eq!(command(&w, &["backup", saved.to_str().unwrap()], &[]).0, Some(1), "never over another");
        let (before, after) = (count(&w).await, w.member(json!({ "name": "后来" })).await);
        if w.store == Store::Sqlite {
            let (code, lines) = command(&w, &["restore", saved.to_str().unwrap(), "--replace"], &[]);
            assert!(code == Some(1) && lines[0]["message"].as_str().unwrap().contains("another server"), "{lines:?}");
        }
        w.kill().await;
        let (code, lines) = command(&w, &["restore", saved.to_str().unwrap()], &[]);
        assert!(code == Some(1) && lines[0]["message"].as_str().unwrap().contains("--replace"), "{lines:?}");
        std::fs::remove_dir_all(w.folder().join("files")).unwrap();
        let (code, lines) = command(&w, &["restore", saved.to_str().unwrap(), "--replace"], &[]);
        assert_eq!((code, &lines[0]["files"]), (Some(0), &json!(1)), "{lines:?}");
        w.restart().await;
        assert_eq!(count(&w).await, before);
        w.app().await.post("/topapi/v2/user/get", json!({ "userid": after })).await.refused(60121);
        let msg = json!({ "msgtype": "file", "file": { "media_id": media } });
        w.app().await.send("manager01", msg).await.ok();
        std::fs::remove_file(saved.join("backup.json")).unwrap();
        w.kill().await;
        assert_eq!(command(&w, &["restore", saved.to_str().unwrap(), "--replace"], &[]).0, Some(1), "half a backup is none");
    }
}

/// Looks until an import is neither read nor written any more.
async fn finished(admin: &Browser<'_>, id: i64) -> Value {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let now = admin.get(&format!("/console/api/admin/import?importId={id}")).await.ok();
        if now["state"] != "reading" && now["state"] != "applying" {
            return now;
        }
        assert!(std::time::Instant::now() < deadline, "the import ends: {now}");
    }
}
