//! What is measured: one function for each group of goals. Every function runs its references in the same rounds.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use crate::{
    load::{self, Load, Make, Until},
    peers::{self, Peer},
    process::{cpu_seconds, family, machine_seconds, memory},
    raw,
    report::{Bar, Goal, median, number, ratio, table},
    server::{Organisation, Result, Server, checked},
};

/// How long, how often, where.
pub struct Plan<'a> {
    pub work: &'a Path,
    pub rounds: usize,
    pub time: Duration,
    pub peers: bool,
}

/// What a scene found.
#[derive(Default)]
pub struct Found {
    pub tables: Vec<String>,
    pub bars: Vec<Bar>,
}

pub const CONNECTIONS: usize = 64;

/// One server that answers one call, and what it gave in each round.
struct Subject<'a> {
    name: &'static str,
    load: Load,
    pids: Box<dyn Fn() -> Vec<u32> + 'a>,
    rounds: Rounds,
}

#[derive(Default)]
struct Rounds {
    per_second: Vec<f64>,
    cpu_micros: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    /// Cores that others took meanwhile.
    others: Vec<f64>,
}

impl<'a> Subject<'a> {
    fn new(
        name: &'static str,
        addr: SocketAddr,
        make: Make,
        expect: &'static str,
        time: Duration,
        pids: impl Fn() -> Vec<u32> + 'a,
    ) -> Self {
        let until = Until::After(time);
        let load = Load { addr, connections: CONNECTIONS, until, make, expect, pause: Duration::ZERO, first: 0 };
        Subject { name, load, pids: Box::new(pids), rounds: Rounds::default() }
    }

    fn measure(&mut self) -> Result<()> {
        self.load.first += 1_000_000_000;
        let me = [std::process::id()];
        let pids = (self.pids)();
        let (cpu, own, machine) = (cpu_seconds(&pids), cpu_seconds(&me), machine_seconds());
        let outcome = checked(load::run(&self.load)?).map_err(|e| format!("{}: {e}", self.name))?;
        let cpu = cpu_seconds(&pids) - cpu;
        let others = machine_seconds() - machine - cpu - (cpu_seconds(&me) - own);
        self.rounds.per_second.push(outcome.per_second());
        self.rounds.cpu_micros.push(cpu * 1e6 / outcome.requests as f64);
        self.rounds.p50.push(outcome.percentile(50.0));
        self.rounds.p99.push(outcome.percentile(99.0));
        self.rounds.others.push((others / outcome.seconds).max(0.0));
        Ok(())
    }

    fn row(&self, base: &Rounds) -> Vec<String> {
        let r = &self.rounds;
        vec![
            self.name.to_owned(),
            number(median(&r.per_second)),
            number(ratio(&r.per_second, &base.per_second)),
            number(median(&r.cpu_micros)),
            number(ratio(&r.cpu_micros, &base.cpu_micros)),
            number(median(&r.p50)),
            number(median(&r.p99)),
            number(median(&r.others)),
        ]
    }
}

const CALL_HEAD: [&str; 8] =
    ["server", "requests/s", "of hyper", "CPU us/request", "of hyper's", "p50 ms", "p99 ms", "others' cores"];

/// user get and gettoken against bare hyper, prism and json-server.
pub fn calls(plan: &Plan<'_>, sqlite: &Organisation, postgres: Option<(&Organisation, u32)>) -> Result<Found> {
    let ours = sqlite.start()?;
    let pg = postgres.map(|(org, postmaster)| org.start().map(|server| (server, org, postmaster))).transpose()?;
    let example = |make: Make| -> Result<String> { Ok(load::once(ours.addr, |out| make(7, out))?.1) };
    let (user, token) = (example(ours.user_get())?, example(sqlite.get_token())?);
    let peers = match plan.peers {
        true => {
            peers::install(plan.work)?;
            let (user, token) = (serde_json::from_str(&user)?, serde_json::from_str(&token)?);
            Some((peers::prism(plan.work, &user, &token)?, peers::json_server(plan.work, &user, &token)?))
        }
        false => None,
    };
    let mut found = Found::default();
    for (call, reply, get) in [("user get", &user, false), ("gettoken", &token, true)] {
        let bare = peers::hyper_static(plan.work, if get { "token" } else { "user" }, reply)?;
        let of = |server: &Server, org: &Organisation| if get { org.get_token() } else { server.user_get() };
        let request = of(&ours, sqlite);
        let ok = r#""errcode":0"#;
        let mut all = vec![
            Subject::new("bare hyper", bare.addr, request.clone(), "", plan.time, || vec![bare.process.id()]),
            Subject::new("Hobnail, SQLite", ours.addr, request.clone(), ok, plan.time, || vec![ours.pid()]),
        ];
        if let Some((server, org, postmaster)) = &pg {
            let pids = || [family(*postmaster), vec![server.pid()]].concat();
            all.push(Subject::new("Hobnail, PostgreSQL", server.addr, of(server, org), ok, plan.time, pids));
        }
        if let Some((prism, json_server)) = &peers {
            let path = move |n: u64| match get {
                true => "/gettoken".to_owned(),
                false => format!("/user/{}", load::scatter(n) % peers::PEOPLE),
            };
            let by_path: Make = Arc::new(move |n, out| load::get(out, &path(n)));
            let of = |peer: &'_ Peer| peer.process.id();
            let (a, b) = (of(json_server), of(prism));
            all.push(Subject::new("json-server", json_server.addr, by_path, "errcode", plan.time, move || vec![a]));
            all.push(Subject::new("prism", prism.addr, request, "errcode", plan.time, move || vec![b]));
        }
        for round in 1..=plan.rounds {
            eprintln!("{call}: round {round}");
            all.iter_mut().try_for_each(Subject::measure)?;
        }
        let rows: Vec<_> = all.iter().map(|subject| subject.row(&all[0].rounds)).collect();
        found.tables.push(format!(
            "{call}, reply of {} bytes, {CONNECTIONS} connections\n\n{}",
            reply.len(),
            table(&CALL_HEAD, &rows)
        ));
        let ours = &all[1].rounds;
        for subject in &all {
            let theirs = &subject.rounds;
            let mut bar =
                |what: &str, value: f64, goal: Goal| found.bars.push(Bar { what: format!("{call}: {what}"), value, goal });
            match subject.name {
                "bare hyper" => {
                    bar("requests/s of bare hyper's", ratio(&ours.per_second, &theirs.per_second), Goal::AtLeast(0.40));
                    bar("CPU per request of bare hyper's", ratio(&ours.cpu_micros, &theirs.cpu_micros), Goal::AtMost(3.5));
                }
                "Hobnail, PostgreSQL" => {
                    let bare = &all[0].rounds.cpu_micros;
                    bar(
                        "on PostgreSQL, CPU with the database's, of bare hyper's",
                        ratio(&theirs.cpu_micros, bare),
                        Goal::AtMost(8.0),
                    );
                }
                "json-server" => {
                    bar("requests/s of json-server's", ratio(&ours.per_second, &theirs.per_second), Goal::AtLeast(5.0))
                }
                "prism" => bar("requests/s of prism's", ratio(&ours.per_second, &theirs.per_second), Goal::AtLeast(10.0)),
                _ => {}
            }
        }
    }
    ours.process.stop();
    if let Some((server, ..)) = pg {
        server.process.stop();
    }
    Ok(found)
}

/// Messages to one person each, acknowledged when durable, against raw group commit.
pub fn send_to_one(plan: &Plan<'_>, org: &Organisation) -> Result<Found> {
    let (mut raw_rate, mut rate, mut p50, mut p99, mut drained) = (vec![], vec![], vec![], vec![], vec![]);
    let mut cpu_micros = vec![];
    for round in 1..=plan.rounds {
        eprintln!("send to one: round {round}");
        raw_rate.push(raw::group_commit(&plan.work.join("raw"), CONNECTIONS, plan.time, org.people)?);
        let server = org.copy(&plan.work.join("round"))?.start()?;
        let before = cpu_seconds(&[server.pid()]);
        let outcome = server.run(server.send_to_one(), CONNECTIONS, Until::After(plan.time), Duration::ZERO)?;
        rate.push(outcome.per_second());
        p50.push(outcome.percentile(50.0));
        p99.push(outcome.percentile(99.0));
        // A send that comes last is delivered last.
        let began = Instant::now();
        let mut last = Vec::new();
        (server.send_to_one())(u64::MAX / 2, &mut last);
        let (_, reply) = load::once(server.addr, |out| out.append(&mut last))?;
        let reply: serde_json::Value = serde_json::from_str(&reply)?;
        server.wait_for_task(reply["task_id"].as_i64().ok_or_else(|| format!("no task: {reply}"))?)?;
        drained.push(began.elapsed().as_secs_f64());
        cpu_micros.push((cpu_seconds(&[server.pid()]) - before) * 1e6 / outcome.requests as f64);
        server.process.stop();
    }
    let head = ["", "per second", "p50 ms", "p99 ms", "CPU us, delivery included", "backlog afterwards s"];
    let rows = [
        vec![
            "raw group commit, 3 statements, 64 waiting".into(),
            number(median(&raw_rate)),
            "".into(),
            "".into(),
            "".into(),
            "".into(),
        ],
        vec![
            "Hobnail: send acknowledged".into(),
            number(median(&rate)),
            number(median(&p50)),
            number(median(&p99)),
            number(median(&cpu_micros)),
            number(median(&drained)),
        ],
    ];
    let value = ratio(&rate, &raw_rate);
    Ok(Found {
        tables: vec![format!("send to one of {} people, {CONNECTIONS} connections\n\n{}", org.people, table(&head, &rows))],
        bars: vec![Bar { what: "send to one: of raw group commit".into(), value, goal: Goal::AtLeast(0.25) }],
    })
}

/// A message to everyone against bare bulk inserts, and what other callers notice of it.
pub fn send_to_all(plan: &Plan<'_>, org: &Organisation) -> Result<Found> {
    let (mut all_rows, mut copies, mut first, mut again) = (vec![], vec![], vec![], vec![]);
    let (mut idle, mut during, mut alone) = (vec![], vec![], vec![]);
    for round in 1..=plan.rounds {
        eprintln!("send to all: round {round}");
        let (all, only) = raw::bulk_insert(&plan.work.join("raw"), org.people)?;
        all_rows.push(all);
        copies.push(only);
        let server = org.copy(&plan.work.join("round"))?.start()?;
        alone.push(time_of_send(&server, "第一条")?);
        server.process.stop();
        let server = org.copy(&plan.work.join("round"))?.start()?;
        let pace = Duration::from_millis(2);
        let quiet = server.run(server.user_get(), 4, Until::After(plan.time.min(Duration::from_secs(2))), pace)?;
        idle.push(quiet.percentile(50.0));
        let stop = Arc::new(AtomicBool::new(false));
        let watching = load::start(server.load(server.user_get(), 4, Until::Told(stop.clone()), pace));
        first.push(time_of_send(&server, "第一条")?);
        again.push(time_of_send(&server, "第二条")?);
        stop.store(true, Relaxed);
        let watched = checked(watching.join().map_err(|_| "the load generator panicked")??)?;
        during.push(watched.percentile(50.0));
        server.process.stop();
    }
    let line = |what: &str, values: &[f64]| {
        vec![what.to_owned(), number(median(values)), number(ratio(values, &all_rows)), number(ratio(values, &copies))]
    };
    let rows = [
        line("bare bulk insert of the copies and the counters", &all_rows),
        line("bare bulk insert of the copies alone", &copies),
        line("Hobnail, first send", &alone),
        line("Hobnail, first send, others calling", &first),
        line("Hobnail, second send, others calling", &again),
    ];
    let head = ["", "seconds", "of all rows", "of the copies"];
    let mut table = format!("send to {} people\n\n{}", org.people, table(&head, &rows));
    let (before, while_sending) = (median(&idle), median(&during));
    table.push_str(&format!(
        "\nuser get meanwhile (4 connections, a call every 2 ms each): p50 {} ms, idle {} ms\n",
        number(while_sending),
        number(before)
    ));
    let what = format!("send to {}: ", org.people);
    Ok(Found {
        tables: vec![table],
        bars: vec![
            Bar {
                what: format!("{what}of a bare bulk insert of the same rows"),
                value: ratio(&alone, &all_rows),
                goal: Goal::AtMost(4.0),
            },
            Bar { what: format!("{what}other calls' median of idle"), value: ratio(&during, &idle), goal: Goal::AtMost(3.0) },
        ],
    })
}

fn time_of_send(server: &Server, content: &str) -> Result<f64> {
    let began = Instant::now();
    let task = server.send_to_all(content)?;
    server.wait_for_task(task)?;
    Ok(began.elapsed().as_secs_f64())
}

/// Start to the first answer, and memory when nothing happens.
pub fn start(plan: &Plan<'_>, org: &Organisation) -> Result<Found> {
    let (mut seconds, mut pss, mut rss) = (vec![], vec![], vec![]);
    for round in 1..=plan.rounds {
        eprintln!("start: round {round}");
        let server = org.start()?;
        seconds.push(server.started_in.as_secs_f64());
        std::thread::sleep(Duration::from_secs(2));
        let (p, r) = memory(server.pid())?;
        pss.push(p);
        rss.push(r);
        server.process.stop();
    }
    let head = ["", "median"];
    let rows = [
        vec!["start to first answer, s".into(), number(median(&seconds))],
        vec!["idle memory, PSS MiB".into(), number(median(&pss))],
        vec!["idle memory, RSS MiB".into(), number(median(&rss))],
    ];
    Ok(Found {
        tables: vec![format!("`hobnail serve` with {} people\n\n{}", org.people, table(&head, &rows))],
        bars: vec![
            Bar { what: "start to first answer, s".into(), value: median(&seconds), goal: Goal::AtMost(0.3) },
            Bar { what: "idle memory, PSS MiB".into(), value: median(&pss), goal: Goal::AtMost(40.0) },
        ],
    })
}
