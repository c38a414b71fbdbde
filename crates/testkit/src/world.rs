//! A server of a test's own.

use std::{
    path::PathBuf,
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
};

use hobnail_store::{
    Db, Error, Options, args,
    testing::{self, TestDb},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{App, Browser, Reply, binary};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    Postgres,
}

/// How a world starts.
#[derive(Clone, Default)]
pub struct Start {
    /// No demo organisation.
    pub empty: bool,
    /// `HOBNAIL_*` of the server, such as `("HOBNAIL_LIMITS_WORK_RECEIVERS_PER_SEND", "3")`.
    pub env: Vec<(&'static str, String)>,
    /// The server's own log, everything it has to say, in `server.log` of the world's folder instead of on standard error.
    pub logged: bool,
    /// Beyond loopback, with this token.
    pub public: Option<&'static str>,
}

impl Start {
    /// With these settings.
    pub fn env(env: &[(&'static str, &str)]) -> Start {
        Start { env: env.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), ..Start::default() }
    }
}

/// A running server with its database. Both end with it.
pub struct World {
    pub store: Store,
    start: Start,
    folder: TempDir,
    database: Option<TestDb>,
    child: Option<Child>,
    url: String,
    demo: Value,
    http: reqwest::Client,
}

/// An organisation made by a test.
pub struct Corp<'w> {
    world: &'w World,
    pub corp_id: String,
}

impl World {
    /// A server with the demo organisation.
    pub async fn new(store: Store) -> World {
        World::with(store, Start::default()).await
    }

    pub async fn with(store: Store, start: Start) -> World {
        let folder = tempfile::Builder::new().prefix("hobnail-it-").tempdir().expect("a temporary folder");
        let database = match store {
            Store::Sqlite => None,
            Store::Postgres => Some(testing::postgres(&[]).await),
        };
        let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        let mut world = World { store, start, folder, database, child: None, url: String::new(), demo: Value::Null, http };
        world.boot().await;
        world
    }

    /// Starts the binary and waits for its word that it is ready.
    async fn boot(&mut self) {
        self.try_boot(&[]).await.expect("the server starts");
    }

    async fn try_boot(&mut self, env: &[(&str, &str)]) -> Option<()> {
        let mut command = Command::new(binary::path());
        command.args(["dev", "--json", "--listen", "127.0.0.1:0", "--data"]).arg(self.folder.path());
        if self.start.empty {
            command.arg("--empty");
        }
        if let Some(token) = self.start.public {
            command.args(["--unsafe-public", "--token", token]);
        }
        self.run(command, env).await
    }

    /// Runs `hobnail serve` with this configuration file in the place of the dev server, which must have ended.
    pub async fn serve(&mut self, config: &str) {
        assert!(self.child.is_none(), "one server at a time");
        let mut command = Command::new(binary::path());
        command.args(["serve", "--json", "--config", config]);
        self.run(command, &[]).await.expect("the server starts");
    }

    async fn run(&mut self, mut command: Command, env: &[(&str, &str)]) -> Option<()> {
        command.env_remove("HOBNAIL_STORE_POSTGRES").env("HOBNAIL_LOG", "error");
        if let Some(url) = self.database.as_ref().and_then(TestDb::url) {
            command.env("HOBNAIL_STORE_POSTGRES", url);
        }
        command.envs(self.start.env.iter().map(|(k, v)| (*k, v.as_str()))).envs(env.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true);
        if self.start.logged {
            let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("server.log"));
            command.env("HOBNAIL_LOG", "debug").stderr(log.expect("a log file"));
        }
        let mut child = command.spawn().expect("run the server");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next_line().await.ok().flatten()?;
        let ready: Value = serde_json::from_str(&line).expect("a line of JSON");
        assert_eq!(ready["event"], "ready", "{ready}");
        self.url = ready["url"].as_str().expect("a url").to_owned();
        self.demo = ready["demo"].clone();
        self.child = Some(child);
        Some(())
    }

    /// SIGKILL: no warning, no clean-up.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill().await;
        }
    }

    /// SIGKILL from beside: whoever talks to the server meanwhile sees it die. [`World::restart`] follows.
    pub fn strike(&self) {
        let killed = std::process::Command::new("kill").args(["-9", &self.pid().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the server could not be killed");
    }

    /// SIGTERM, as a supervisor ends a server; [`World::end`] waits for it.
    pub fn terminate(&self) {
        let told = std::process::Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "the server could not be told to end");
    }

    /// Waits until the server has ended; its exit code.
    pub async fn end(&mut self) -> Option<i32> {
        let mut child = self.child.take().expect("a running server");
        let waited = tokio::time::timeout(std::time::Duration::from_secs(60), child.wait()).await;
        waited.expect("the server ends").expect("its exit status").code()
    }

    async fn database(&self) -> Db {
        let db = match self.database_url() {
            Some(url) => Db::open_postgres(&url, Options::default()).await,
            None => Db::open_sqlite(&self.folder.path().join("hobnail.db"), Options::default()),
        };
        db.expect("the world's database")
    }

    /// A number that no endpoint tells, such as how many rows are left of what was removed.
    pub async fn count(&self, select: &'static str) -> i64 {
        let db = self.database().await;
        let found = db.one::<(i64,)>(select, args![]).await.unwrap_or_else(|error| panic!("{select}: {error}"));
        db.close().await;
        found.map_or(0, |(n,)| n)
    }

    /// Changes the database behind the server's back, to see what it makes of that.
    pub async fn disturb(&self, statement: &'static str) {
        let db = self.database().await;
        let done = db.tx::<_, Error, _>(async move |tx| tx.exec(statement, args![]).await).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        db.close().await;
    }

    /// What `/metrics` says: the line's value, 0 where there is none.
    pub async fn metric(&self, line: &str) -> f64 {
        let text = self.http.get(self.at("/metrics")).send().await.expect("metrics").text().await.expect("metrics");
        let value = text.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(' '));
        value.map_or(0.0, |value| value.parse().expect("a number"))
    }

    /// Starts again on what the last process left.
    pub async fn restart(&mut self) {
        self.kill().await;
        self.boot().await;
    }

    /// Starts again in a process that kills itself at a named point, the `nth` time it comes by.
    pub async fn restart_to_crash(&mut self, point: &str, nth: u32) {
        self.kill().await;
        let at = format!("{point}:{nth}");
        // The process may die before it says that it is ready.
        self.try_boot(&[("HOBNAIL_CRASH_AT", &at)]).await;
    }

    /// Waits until the process has ended by itself.
    pub async fn wait_for_crash(&mut self) {
        if let Some(mut child) = self.child.take() {
            let waited = tokio::time::timeout(std::time::Duration::from_secs(60), child.wait()).await;
            waited.expect("the server crashes at the named point").expect("its exit status");
        }
    }

    /// Process id of the server.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).expect("a running server")
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The PostgreSQL database of this world.
    pub fn database_url(&self) -> Option<String> {
        self.database.as_ref().and_then(TestDb::url)
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub async fn send(&self, asked: String, request: reqwest::RequestBuilder) -> Reply {
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{asked}: HTTP {status}, not JSON: {text}"));
        Reply { status, body, asked }
    }

    /// Like [`World::send`] for a server that may die meanwhile: `None` when no whole reply came.
    pub async fn try_send(&self, request: reqwest::RequestBuilder) -> Option<Reply> {
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let body = serde_json::from_str(&response.text().await.ok()?).ok()?;
        Some(Reply { status, body, asked: String::new() })
    }

    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Reply {
        self.send(format!("GET {path}"), self.http.get(self.at(path)).query(query)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(format!("POST {path}"), self.http.post(self.at(path)).json(body)).await
    }

    /// A body of any bytes and type.
    pub async fn raw(&self, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Reply {
        let request = self.http.post(self.at(path)).header("content-type", content_type).body(body);
        self.send(format!("POST {path} ({content_type})"), request).await
    }

    /// What `GET demo` tells: credentials, people, departments.
    pub fn demo(&self) -> &Value {
        &self.demo
    }

    /// The demo organisation's app with a token.
    pub async fn app(&self) -> App<'_> {
        let corp_id = text(&self.demo["corp_id"]);
        self.with_token(corp_id, self.demo["agent_id"].as_i64(), text(&self.demo["app_key"]), text(&self.demo["app_secret"]))
            .await
    }

    async fn with_token(&self, corp_id: String, agent_id: Option<i64>, app_key: String, app_secret: String) -> App<'_> {
        let reply = self.get("/gettoken", &[("appkey", &app_key), ("appsecret", &app_secret)]).await.ok();
        let token = text(&reply["access_token"]);
        App { world: self, corp_id, agent_id: agent_id.expect("an agent_id"), app_key, app_secret, token }
    }

    /// The same app with a token of now.
    pub async fn renewed(&self, app: &App<'_>) -> App<'_> {
        let (corp_id, agent_id) = (app.corp_id.clone(), Some(app.agent_id));
        self.with_token(corp_id, agent_id, app.app_key.clone(), app.app_secret.clone()).await
    }

    /// Makes an app; `settings` as in `POST /_hobnail/v1/apps` (name, scopes, visible, directory, corp_id).
    pub async fn new_app(&self, mut settings: Value) -> App<'_> {
        if settings["name"].is_null() {
            settings["name"] = json!("测试应用");
        }
        let made = self.post("/_hobnail/v1/apps", &settings).await.ok();
        self.with_token(text(&made["corp_id"]), made["agent_id"].as_i64(), text(&made["app_key"]), text(&made["app_secret"]))
            .await
    }

    /// Makes another organisation.
    pub async fn corp(&self, name: &str) -> Corp<'_> {
        let made = self.post("/_hobnail/v1/corps", &json!({ "name": name })).await.ok();
        Corp { world: self, corp_id: text(&made["corp_id"]) }
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser<'_> {
        let http = reqwest::Client::builder().no_proxy().cookie_store(true).build().expect("an HTTP client");
        Browser { world: self, http, csrf: String::new() }
    }

    /// A browser of a person of the demo organisation.
    pub async fn browser_of(&self, userid: &str) -> Browser<'_> {
        self.browser_in(&text(&self.demo["corp_id"]), userid).await
    }

    /// A browser of the demo organisation's main administrator.
    pub async fn admin(&self) -> Browser<'_> {
        self.browser_of(&text(&self.demo["admin_userid"])).await
    }

    async fn browser_in(&self, corp_id: &str, userid: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let body = json!({ "corpId": corp_id, "userid": userid });
        let reply = browser.post("/console/api/session/pick", body).await;
        browser.keep(&reply);
        reply.ok();
        browser
    }

    /// Messages that a person of the demo organisation received, at least `n` of them (waits for them).
    pub async fn messages(&self, userid: &str, n: usize) -> Vec<Value> {
        let mut out: Vec<Value> = Vec::new();
        let mut after = 0;
        while out.len() < n {
            let path = format!("/_hobnail/v1/messages?userid={userid}&after={after}&wait_ms=20000");
            let reply = self.get(&path, &[]).await.ok();
            let page = reply["messages"].as_array().cloned().unwrap_or_default();
            assert!(!page.is_empty(), "{userid} has {} of {n} messages: {out:?}", out.len());
            after = reply["next"].as_i64().expect("next");
            out.extend(page);
        }
        out
    }

    /// Moves the server's clock.
    pub async fn advance(&self, ms: i64) {
        self.post("/_hobnail/v1/clock", &json!({ "advance_ms": ms })).await.ok();
    }

    /// Sets and freezes the server's clock.
    pub async fn freeze_at(&self, ms: i64) {
        self.post("/_hobnail/v1/clock", &json!({ "set_ms": ms, "freeze": true })).await.ok();
    }

    pub async fn now_ms(&self) -> i64 {
        self.get("/_hobnail/v1/clock", &[]).await.ok()["now_ms"].as_i64().expect("now_ms")
    }

    /// Makes a member; `settings` as in `POST /_hobnail/v1/members`. The userid.
    pub async fn member(&self, settings: Value) -> String {
        text(&self.post("/_hobnail/v1/members", &settings).await.ok()["userid"])
    }

    /// A mobile number that nobody in this test run has.
    pub fn new_mobile() -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        format!("139{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Corp<'_> {
    /// Makes an app in this organisation.
    pub async fn app(&self, mut settings: Value) -> App<'_> {
        settings["corp_id"] = json!(self.corp_id);
        self.world.new_app(settings).await
    }

    /// Makes a member with a new mobile number; the userid.
    pub async fn member(&self, userid: &str) -> String {
        let settings = json!({ "corp_id": self.corp_id, "userid": userid, "name": userid, "mobile": World::new_mobile() });
        self.world.member(settings).await
    }

    /// A browser of somebody of this organisation.
    pub async fn browser_of(&self, userid: &str) -> Browser<'_> {
        self.world.browser_in(&self.corp_id, userid).await
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}
