//! A day of ten million deliveries, in minutes: the clock is the server's, and the scene moves it.
//!
//! Every simulated hour an app writes to everybody, a number of times and each time something new, and to some people alone; a
//! few people read what they have. Then the clock goes on by an hour, in steps of ten minutes, so that the retention (six
//! hours) works as it would. The clock stands still in between, so what must be there at any moment is known exactly: the
//! messages of the last six hours, and of these, as unread, those that nobody read. That is compared with the counters of
//! the inbox and with the messages themselves, while sizes and medians are taken.
//!
//! The goals: no counter is wrong, the files of the second half are no larger than those of the first, by whose end everything
//! has turned over once (the retention, and at midnight what is remembered of a day), and calls cost in the evening what they cost in the morning. The whole day has to fit in a budget of
//! time; when it does not, the scene says how far it came.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    load::{self, Until},
    process::{self, Process, memory},
    report::{Bar, Goal, median, number, table},
    scenes::Found,
    server::{Result, Server, command},
};

const HOURS: usize = 24;
const KEPT_HOURS: usize = 6;
const HOUR_MS: i64 = 3_600_000;
/// Schedules of the server look every ten minutes.
const STEP_MS: i64 = 600_000;
/// Sends to one person that are timed each hour.
const ALONE: u64 = 200;
/// People whose counters are looked at.
const SAMPLE: u64 = 12;
/// Of these, so many read what they have each hour.
const READERS: u64 = 4;

/// What the day is made of.
pub struct Day {
    pub deliveries: u64,
    pub budget: Duration,
}

/// The server in dev mode, and the organisation that the scene made in it.
struct Town {
    server: Server,
    folder: PathBuf,
    corp: String,
    key: String,
    secret: String,
    /// Sends to everybody in an hour.
    rounds: u64,
    /// How many unread messages each of the sample has, by hour of their delivery.
    unread: Vec<Vec<u64>>,
    sent_alone: u64,
}

/// What an hour showed.
struct Hour {
    seconds: f64,
    user_get: f64,
    while_sending: f64,
    send: f64,
    store: f64,
    /// SQLite's write-ahead log.
    ahead: f64,
    log: f64,
    resident: f64,
    rows: f64,
}

/// Plays the day; see the module's essay.
pub fn play(work: &Path, binary: &Path, day: &Day) -> Result<Found> {
    let people = (day.deliveries / 100).clamp(500, 100_000);
    let rounds = day.deliveries.div_ceil(people * HOURS as u64).max(1);
    eprintln!("making an organisation of {people} people; {rounds} sends to all of them an hour");
    let mut town = Town::make(work, binary, people, rounds)?;
    let began = Instant::now();
    let (mut hours, mut wrong) = (Vec::new(), Vec::new());
    for hour in 0..HOURS {
        hours.push(town.hour(hour)?);
        wrong.extend(town.wrong(hour)?);
        let last = &hours[hour];
        eprintln!(
            "hour {hour}: {:.1} s, database {:.0} MiB, log {:.0} MiB, {:.0} MiB resident, {} counters wrong so far",
            last.seconds,
            last.store,
            last.log,
            last.resident,
            wrong.len()
        );
        if began.elapsed() > day.budget {
            break;
        }
    }
    town.server.process.stop();
    for text in wrong.iter().take(10) {
        eprintln!("wrong: {text}");
    }
    Ok(found(&hours, wrong.len(), people * rounds, began.elapsed()))
}

fn found(hours: &[Hour], wrong: usize, per_hour: u64, took: Duration) -> Found {
    let of = |from: usize, to: usize, what: fn(&Hour) -> f64| -> Vec<f64> {
        hours.get(from.min(hours.len())..to.min(hours.len())).unwrap_or_default().iter().map(what).collect()
    };
    // The morning is from the second hour on: the first warms up. The evening is the last quarter.
    let (morning, evening) = ((1, KEPT_HOURS), (HOURS - KEPT_HOURS, HOURS));
    let flat = |what: fn(&Hour) -> f64| median(&of(evening.0, evening.1, what)) / median(&of(morning.0, morning.1, what));
    let most = |values: Vec<f64>| values.into_iter().fold(f64::NAN, f64::max);
    // By then as much is removed as comes in, and it is midnight, when the contents of the day that are remembered for each
    // person (no content twice a day) begin anew: from there on, room that was used is used again.
    let full = HOURS / 2;
    let grown = most(of(full + 1, HOURS, |h| h.store)) / most(of(0, full + 1, |h| h.store));
    let rows: Vec<Vec<String>> = hours
        .iter()
        .enumerate()
        .map(|(hour, h)| {
            let mut row = vec![hour.to_string()];
            row.extend([h.user_get, h.while_sending, h.send, h.rows, h.store, h.ahead, h.log, h.resident, h.seconds].map(number));
            row
        })
        .collect();
    let head = [
        "hour",
        "user get p50 ms",
        "while sending",
        "send to one p50 ms",
        "rows/s of the fan-out",
        "database MiB",
        "write-ahead MiB",
        "access log MiB",
        "resident MiB",
        "took s",
    ];
    let text = format!(
        "A day of {} deliveries ({per_hour} an hour, {KEPT_HOURS} hours kept), played in {:.0} s\n\n{}",
        per_hour * hours.len() as u64,
        took.as_secs_f64(),
        table(&head, &rows)
    );
    let bar = |what: &str, value: f64, goal: Goal| Bar { what: what.to_owned(), value, goal };
    Found {
        tables: vec![text],
        bars: vec![
            bar("hours of the day that were played", hours.len() as f64, Goal::AtLeast(HOURS as f64)),
            bar("counters that are wrong", wrong as f64, Goal::AtMost(0.0)),
            bar("database, second half of the day / first half", grown, Goal::AtMost(1.15)),
            bar("write-ahead log, MiB", most(of(0, HOURS, |h| h.ahead)), Goal::AtMost(256.0)),
            bar("access log, MiB, with a limit of 3 files of 8 MiB", most(of(0, HOURS, |h| h.log)), Goal::AtMost(25.0)),
            bar("user get p50, evening / morning", flat(|h| h.user_get), Goal::AtMost(1.3)),
            bar("send to one p50, evening / morning", flat(|h| h.send), Goal::AtMost(1.3)),
        ],
    }
}

impl Town {
    fn make(work: &Path, binary: &Path, people: u64, rounds: u64) -> Result<Town> {
        let folder = work.join("day");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let addr = process::free_port()?;
        let mut command = command(binary, &folder, "");
        command.args(["dev", "--empty", "--listen", &addr.to_string(), "--data"]).arg(&folder);
        command.env("HOBNAIL_RETENTION_MESSAGE_HOURS", KEPT_HOURS.to_string()).env("HOBNAIL_RETENTION_EVENT_HOURS", "6");
        command.env("HOBNAIL_SERVER_ACCESS_LOG_BYTES", "8388608").env("HOBNAIL_SERVER_ACCESS_LOG_KEEP", "2");
        let began = Instant::now();
        let mut process = Process::start(&mut command, Some(fs::File::create(folder.join("server.err"))?))?;
        process.wait_for(addr, Duration::from_secs(20))?;
        let corp = text(&control(addr, "corps", json!({ "name": "Bench" }))?, "corp_id")?;
        let app = control(addr, "apps", json!({ "name": "Bench", "corp_id": corp }))?;
        let agent_id = app["agent_id"].as_i64().ok_or("no agent_id")?;
        let server = Server { process, addr, token: String::new(), agent_id, people, started_in: began.elapsed() };
        let (key, secret) = (text(&app, "app_key")?, text(&app, "app_secret")?);
        let unread = vec![vec![0; HOURS]; SAMPLE as usize];
        let mut town = Town { server, folder, corp, key, secret, rounds, unread, sent_alone: 0 };
        town.renew()?;
        town.server.fill()?;
        // From here on the clock moves by hand only. It is noon in Shanghai.
        control(addr, "clock", json!({ "set_ms": 1_900_036_800_000_i64, "freeze": true }))?;
        Ok(town)
    }

    /// Tokens live two hours.
    fn renew(&mut self) -> Result<()> {
        let path = format!("/gettoken?appkey={}&appsecret={}", self.key, self.secret);
        let (_, reply) = load::once(self.server.addr, |out| load::get(out, &path))?;
        self.server.token = text(&serde_json::from_str(&reply)?, "access_token")?;
        Ok(())
    }

    fn hour(&mut self, hour: usize) -> Result<Hour> {
        let began = Instant::now();
        self.renew()?;
        let stop = Arc::new(AtomicBool::new(false));
        let busy = self.server.load(self.server.user_get(), 2, Until::Told(stop.clone()), Duration::from_millis(5));
        let busy = load::start(busy);
        let sending = Instant::now();
        for round in 0..self.rounds {
            let task = self.server.send_to_all(&format!("{hour} 点，第 {round} 条：今天的安排有变化，请查看"))?;
            self.server.wait_for_task(task)?;
        }
        let rows = (self.rounds * self.server.people) as f64 / sending.elapsed().as_secs_f64();
        stop.store(true, Relaxed);
        let busy = busy.join().map_err(|_| "the load generator panicked")??;
        for person in &mut self.unread {
            person[hour] += self.rounds;
        }
        let get = self.server.run(self.server.user_get(), 1, Until::Requests(400), Duration::ZERO)?;
        let alone = self.send_alone(hour)?;
        for reader in 0..READERS {
            self.read(reader)?;
        }
        for _ in 0..HOUR_MS / STEP_MS {
            control(self.server.addr, "clock", json!({ "advance_ms": STEP_MS }))?;
        }
        self.wait_for_retention(hour)?;
        let size = |name: &str| fs::metadata(self.folder.join(name)).map_or(0.0, |m| m.len() as f64 / 1_048_576.0);
        Ok(Hour {
            seconds: began.elapsed().as_secs_f64(),
            user_get: get.percentile(50.0),
            while_sending: busy.percentile(50.0),
            send: alone,
            store: size("hobnail.db"),
            ahead: size("hobnail.db-wal"),
            log: ["access.log", "access.log.1", "access.log.2", "access.log.3"].map(size).iter().sum(),
            resident: memory(self.server.pid())?.1,
            rows,
        })
    }

    /// Messages to one person each; the median of a send that is durable when it is answered.
    fn send_alone(&mut self, hour: usize) -> Result<f64> {
        let mut load = self.server.load(self.server.send_to_one(), 1, Until::Requests(ALONE), Duration::ZERO);
        load.first = self.sent_alone;
        for n in self.sent_alone..self.sent_alone + ALONE {
            let person = load::scatter(n) % self.server.people;
            if person < SAMPLE {
                self.unread[person as usize][hour] += 1;
            }
        }
        self.sent_alone += ALONE;
        let sent = crate::server::checked(load::run(&load)?)?;
        // Small tasks are delivered in the background; the last one's arrival says that all have arrived.
        let last = load::scatter(self.sent_alone - 1) % self.server.people;
        let content = format!("编号 {}", self.sent_alone - 1);
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.messages(last)?.iter().any(|m| m["msg"]["text"]["content"].as_str().is_some_and(|c| c.ends_with(&content))) {
            if Instant::now() > deadline {
                return Err(format!("{content} did not arrive").into());
            }
        }
        Ok(sent.percentile(50.0))
    }

    /// Everything that a person has.
    fn messages(&self, person: u64) -> Result<Vec<Value>> {
        let path = format!("/_hobnail/v1/messages?corp_id={}&userid={}&limit=1000", self.corp, crate::server::userid(person));
        let (_, reply) = load::once(self.server.addr, |out| load::get(out, &path))?;
        let reply: Value = serde_json::from_str(&reply)?;
        Ok(reply["messages"].as_array().ok_or("no messages")?.clone())
    }

    /// A person reads everything that they have.
    fn read(&mut self, person: u64) -> Result<()> {
        let messages = self.messages(person)?;
        let unread: Vec<&Value> = messages.iter().filter(|m| m["state"] == "unread").map(|m| &m["id"]).collect();
        let (cookie, csrf) = self.sign_in(person)?;
        for ids in unread.chunks(100) {
            let body = json!({ "ids": ids }).to_string();
            let head = format!("Cookie: {cookie}\r\nX-Csrf-Token: {csrf}\r\nContent-Length: {}\r\n", body.len());
            let (head, reply) = load::once(self.server.addr, |out| {
                let request = format!("POST /console/api/me/inbox/read HTTP/1.1\r\nHost: localhost\r\n{head}\r\n{body}");
                out.extend_from_slice(request.as_bytes());
            })?;
            if !head.starts_with("HTTP/1.1 200") {
                return Err(format!("reading: {reply}").into());
            }
        }
        self.unread[person as usize].fill(0);
        Ok(())
    }

    /// The oldest message of the last person to be looked at is young enough.
    fn wait_for_retention(&self, hour: usize) -> Result<()> {
        let (_, clock) = load::once(self.server.addr, |out| load::get(out, "/_hobnail/v1/clock"))?;
        let now = serde_json::from_str::<Value>(&clock)?["now_ms"].as_i64().ok_or("no now_ms")?;
        let limit = now - KEPT_HOURS as i64 * HOUR_MS;
        let deadline = Instant::now() + Duration::from_secs(300);
        loop {
            let oldest = self.messages(self.server.people - 1)?.first().and_then(|m| m["delivered_ms"].as_i64());
            if oldest.is_none_or(|ms| ms >= limit) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("after hour {hour} the retention did not catch up").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// For each of the sample: the unread messages that there must be, those that there are, and what the inbox counts.
    fn wrong(&self, hour: usize) -> Result<Vec<String>> {
        let first = (hour + 1).saturating_sub(KEPT_HOURS);
        let mut wrong = Vec::new();
        for person in 0..SAMPLE {
            let expected: u64 = self.unread[person as usize][first..=hour].iter().sum();
            // What was sent alone goes last; the clock stands, so it has time.
            let deadline = Instant::now() + Duration::from_secs(10);
            let (unread, counted) = loop {
                let messages = self.messages(person)?;
                let unread = messages.iter().filter(|m| m["state"] == "unread").count() as u64;
                let counted = self.counted(person)?;
                if (unread, counted) == (expected, expected) || Instant::now() > deadline {
                    break (unread, counted);
                }
            };
            if (unread, counted) != (expected, expected) {
                let who = crate::server::userid(person);
                wrong.push(format!("hour {hour}, {who}: {expected} unread, {unread} there, {counted} counted"));
            }
        }
        Ok(wrong)
    }

    /// A session of a person: its cookie, and the token of its writes.
    fn sign_in(&self, person: u64) -> Result<(String, String)> {
        let body = json!({ "corpId": self.corp, "userid": crate::server::userid(person) }).to_string();
        let (head, reply) = load::once(self.server.addr, |out| load::post(out, "/console/api/session/pick", &body))?;
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).ok_or("no session")?;
        Ok((cookie.to_owned(), text(&serde_json::from_str(&reply)?, "csrfToken")?))
    }

    /// What the inbox of a person counts as unread.
    fn counted(&self, person: u64) -> Result<u64> {
        let (cookie, _) = self.sign_in(person)?;
        let (_, inbox) = load::once(self.server.addr, |out| {
            let request = format!("GET /console/api/me/inbox/apps HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n");
            out.extend_from_slice(request.as_bytes());
        })?;
        Ok(serde_json::from_str::<Value>(&inbox)?["unread"].as_u64().unwrap_or_default())
    }
}

fn control(addr: SocketAddr, path: &str, body: Value) -> Result<Value> {
    let path = format!("/_hobnail/v1/{path}");
    let (head, reply) = load::once(addr, |out| load::post(out, &path, &body.to_string()))?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(format!("{path} {body}: {reply}").into());
    }
    Ok(serde_json::from_str(&reply)?)
}

fn text(value: &Value, key: &str) -> Result<String> {
    Ok(value[key].as_str().ok_or_else(|| format!("no {key} in {value}"))?.to_owned())
}
