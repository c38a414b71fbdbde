//! Events to a subscriber: how fast what is owed reaches a stream client, against the same rows inserted and claimed in bare
//! SQLite, and what an idle connection costs.
//!
//! The server runs in dev mode, where events can be made out of thin air. They are emitted while nobody is connected; then one
//! client connects, takes whatever comes and acknowledges it at once. The reference writes the same rows, and ends them in
//! batches as large as those that the server writes.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tokio_tungstenite::{
    connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use crate::{
    load::{self, Load, Make, Until},
    process::{self, Process, memory},
    report::{Bar, Goal, median, number, ratio, table},
    scenes::Found,
    server::{Result, checked, command},
};

/// Results that the server writes together, about.
const BATCH: usize = 32;
const SCHEMA: [&str; 2] =
    [include_str!("../../crates/jobs/migrations/0001_jobs.sql"), include_str!("../../crates/jobs/migrations/0002_delivery.sql")];

/// How much.
pub struct Events {
    pub rounds: usize,
    pub events: u64,
    pub connections: usize,
}

struct Dev {
    process: Process,
    addr: SocketAddr,
    demo: Value,
}

impl Dev {
    fn start(binary: &Path, folder: &Path) -> Result<Dev> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let addr = process::free_port()?;
        let mut command = command(binary, folder, "");
        command.args(["dev", "--listen", &addr.to_string(), "--data"]).arg(folder);
        command.envs([("HOBNAIL_LIMITS_STREAM_CONNECTIONS", "1000000"), ("HOBNAIL_LIMITS_STREAM_OPENS_PER_MINUTE", "100000000")]);
        let mut process = Process::start(&mut command, Some(fs::File::create(folder.join("dev.log"))?))?;
        process.wait_for(addr, Duration::from_secs(20))?;
        let (_, demo) = load::once(addr, |out| load::get(out, "/_hobnail/v1/demo"))?;
        Ok(Dev { process, addr, demo: serde_json::from_str(&demo)? })
    }

    fn call(&self, path: &str, body: &Value) -> Result<Value> {
        let (_, reply) = load::once(self.addr, |out| load::post(out, path, &body.to_string()))?;
        Ok(serde_json::from_str(&reply)?)
    }

    fn open(&self) -> Result<String> {
        let body = json!({ "clientId": self.demo["app_key"], "clientSecret": self.demo["app_secret"],
            "subscriptions": [{ "type": "EVENT", "topic": "*" }] });
        let reply = self.call("/v1.0/gateway/connections/open", &body)?;
        let ticket = reply["ticket"].as_str().ok_or_else(|| format!("no ticket: {reply}"))?;
        Ok(format!("ws://{}/connect?ticket={ticket}", self.addr))
    }

    fn emit(&self, events: u64) -> Result<()> {
        let make: Make = Arc::new(|n, out| {
            let body = format!(r#"{{"event":"user_add_org","fields":{{"userId":["user{n:06}"],"timeStamp":"1790000000000"}}}}"#);
            load::post(out, "/_hobnail/v1/events", &body);
        });
        let until = Until::Requests(events);
        let load = Load { addr: self.addr, connections: 64, until, make, expect: "event_id", pause: Duration::ZERO, first: 0 };
        checked(load::run(&load)?)?;
        let path = format!("/_hobnail/v1/deliveries?agent_id={}&state=waiting&limit=1", self.demo["agent_id"]);
        // The last event is expanded a moment after it was emitted.
        let newest = |reply: &Value| reply["deliveries"][0]["event_id"].as_i64();
        let mut last = None;
        loop {
            std::thread::sleep(Duration::from_millis(300));
            let (_, reply) = load::once(self.addr, |out| load::get(out, &path))?;
            let now = newest(&serde_json::from_str(&reply)?);
            if now.is_some() && now == last {
                return Ok(());
            }
            last = now;
        }
    }
}

/// Takes so many events over one connection; the seconds from connecting to the last.
async fn take(url: String, events: u64) -> Result<f64> {
    let began = Instant::now();
    let (mut socket, _) = connect_async_with_config(url, None, true).await?;
    let mut got = 0;
    while got < events {
        let Some(Message::Text(text)) = socket.next().await.transpose()? else { continue };
        let frame: Value = serde_json::from_str(&text)?;
        got += u64::from(frame["type"] == "EVENT");
        let ack =
            json!({ "code": 200, "headers": { "messageId": frame["headers"]["messageId"] }, "message": "OK", "data": "{}" });
        socket.send(Message::text(ack.to_string())).await?;
    }
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds in which bare SQLite takes up and ends so many deliveries that lie there.
fn bare(folder: &Path, events: u64) -> Result<f64> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let conn = Connection::open(folder.join("raw.db"))?;
    conn.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
    SCHEMA.iter().try_for_each(|sql| conn.execute_batch(sql))?;
    conn.execute_batch("begin immediate")?;
    for n in 0..events as i64 {
        conn.prepare_cached("insert into event values ('c', ?1, 'user_add_org', ?2, '{}', 0, true)")?
            .execute(params![n, n.to_string()])?;
        conn.prepare_cached("insert into delivery values ('c', ?1, '1', 'user_add_org', ?2, 0, 0, 0, 0, '', '', '', 0)")?
            .execute(params![n, n.to_string()])?;
    }
    conn.execute_batch("commit")?;
    let began = Instant::now();
    let mut done = 0;
    while done < events as usize {
        let mut find = conn.prepare_cached(
            "select d.event_id, e.payload from delivery d join event e on e.corp_id = d.corp_id and e.event_id = d.event_id
             where d.corp_id = 'c' and d.lane = '1' and d.state = 0 and d.due_ms <= 1 order by d.due_ms, d.event_id limit ?1",
        )?;
        let ids: Vec<i64> = find.query_map([BATCH as i64], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        conn.execute_batch("begin immediate")?;
        let mut end = conn.prepare_cached(
            "update delivery set state = 1, due_ms = 1, attempt = 1, status = 200 where corp_id = 'c' and event_id = ?1 and lane = '1'",
        )?;
        for id in &ids {
            end.execute([id])?;
        }
        conn.execute_batch("commit")?;
        done += ids.len();
    }
    Ok(began.elapsed().as_secs_f64())
}

/// Resident bytes of the server for each idle connection.
fn idle(dev: &Dev, runtime: &tokio::runtime::Runtime, connections: usize) -> Result<f64> {
    let (_, before) = memory(dev.process.id())?;
    let config = WebSocketConfig::default().read_buffer_size(512).write_buffer_size(0);
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(runtime.block_on(connect_async_with_config(dev.open()?, Some(config), true))?.0);
    }
    std::thread::sleep(Duration::from_secs(2));
    let (_, after) = memory(dev.process.id())?;
    Ok((after - before) * 1024.0 * 1024.0 / connections as f64)
}

/// See the module's essay.
pub fn play(work: &Path, binary: &Path, plan: &Events) -> Result<Found> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let dev = Dev::start(binary, &work.join("events"))?;
    dev.call("/_hobnail/v1/subscriptions", &json!({ "agent_id": dev.demo["agent_id"], "way": "stream" }))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        dev.emit(plan.events)?;
        ours.push(plan.events as f64 / runtime.block_on(take(dev.open()?, plan.events))?);
        theirs.push(plan.events as f64 / bare(&work.join("events-raw"), plan.events)?);
    }
    let bytes = idle(&dev, &runtime, plan.connections)?;
    dev.process.stop();
    let of_bare = ratio(&ours, &theirs);
    let rows = vec![
        vec!["stream, one client, acknowledged".into(), number(median(&ours)), number(of_bare)],
        vec!["bare SQLite, claimed and ended".into(), number(median(&theirs)), "1.00".into()],
    ];
    let idle = vec![vec![number(plan.connections as f64), number(bytes / 1024.0)]];
    Ok(Found {
        tables: vec![table(&["deliveries", "a second", "of bare"], &rows), table(&["idle connections", "KiB each"], &idle)],
        bars: vec![Bar { what: "KiB of an idle stream connection".into(), value: bytes / 1024.0, goal: Goal::AtMost(16.0) }],
    })
}
