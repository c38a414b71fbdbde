//! What calls cost in a small organisation and in one of a million people.
//!
//! Both are made by `hobnail seed`, with fifty people to a department, and are measured in the same rounds. A call's cost is the
//! server's CPU time for one of it, which the clients don't share. The search is that of the people picker, which dev mode serves.

use std::{path::Path, sync::Arc, time::Duration};

use crate::{
    load::{self, Make, Until},
    process::cpu_seconds,
    report::{Bar, Goal, median, number, ratio, table},
    scenes::{CONNECTIONS, Found, Plan},
    server::{Organisation, Result, Server, checked, userid},
};

/// What the large organisation may cost, as a multiple of the small one.
const AT_MOST: f64 = 1.5;
const PEOPLE_PER_DEPARTMENT: u64 = 50;
const NAMES: [&str; 8] = ["王伟", "李", "张敏", "zhang", "ly", "陈", "wangw", "杰"];

pub fn size(plan: &Plan<'_>, binary: &Path, sizes: [u64; 2]) -> Result<Found> {
    let mut servers = Vec::new();
    for people in sizes {
        eprintln!("making an organisation of {people} people");
        let folder = plan.work.join(format!("size-{people}"));
        let org = Organisation::seeded(binary, &folder, people, (people / PEOPLE_PER_DEPARTMENT).max(1))?;
        let copy = org.copy(&plan.work.join(format!("size-{people}-dev")))?;
        let (serve, dev) = (org.start()?, copy.start_dev()?);
        let departments = departments(&serve)?;
        servers.push((serve, dev, departments));
    }
    let names = ["user get", "department listing", "send to one", "search by name"];
    let mut found = Found::default();
    let mut rows = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let (mut cpu, mut p50) = ([vec![], vec![]], [vec![], vec![]]);
        for round in 1..=plan.rounds {
            eprintln!("{name}: round {round}");
            for (size, (serve, dev, departments)) in servers.iter().enumerate() {
                let server = if at == 3 { dev } else { serve };
                let make = match at {
                    0 => serve.user_get(),
                    1 => list(serve, departments.clone()),
                    2 => serve.send_to_one(),
                    _ => search(),
                };
                let (before, connections) = (cpu_seconds(&[server.pid()]), CONNECTIONS);
                let mut load = server.load(make, connections, Until::After(plan.time), Duration::ZERO);
                load.first = round as u64 * 1_000_000_000;
                if at == 3 {
                    load.expect = "\"items\":[{";
                }
                let outcome = checked(load::run(&load)?)?;
                cpu[size].push((cpu_seconds(&[server.pid()]) - before) * 1e6 / outcome.requests as f64);
                p50[size].push(outcome.percentile(50.0));
            }
        }
        let value = ratio(&cpu[1], &cpu[0]);
        rows.push(vec![
            name.to_owned(),
            number(median(&cpu[0])),
            number(median(&cpu[1])),
            number(value),
            number(median(&p50[0])),
            number(median(&p50[1])),
        ]);
        let what = format!("{name}: CPU among {} people of that among {}", sizes[1], sizes[0]);
        found.bars.push(Bar { what, value, goal: Goal::AtMost(AT_MOST) });
    }
    for (serve, dev, _) in servers {
        serve.process.stop();
        dev.process.stop();
    }
    let head = ["", "CPU us, small", "CPU us, large", "ratio", "p50 ms, small", "p50 ms, large"];
    found.tables.push(format!("{} and {} people, {CONNECTIONS} connections\n\n{}", sizes[0], sizes[1], table(&head, &rows)));
    Ok(found)
}

/// Departments of people all over the organisation.
fn departments(server: &Server) -> Result<Arc<Vec<i64>>> {
    let mut out = Vec::new();
    for n in 0..500 {
        let body = format!(r#"{{"userid":"{}"}}"#, userid(load::scatter(n) % server.people));
        let reply = server.ask("/topapi/v2/user/get", &body)?;
        out.push(reply["result"]["dept_id_list"][0].as_i64().ok_or("no department")?);
    }
    Ok(Arc::new(out))
}

/// The first page of a department's people.
fn list(server: &Server, departments: Arc<Vec<i64>>) -> Make {
    let path = format!("/topapi/v2/user/list?access_token={}", server.token);
    Arc::new(move |n, out| {
        let dept = departments[(load::scatter(n) % departments.len() as u64) as usize];
        load::post(out, &path, &format!(r#"{{"dept_id":{dept},"cursor":0,"size":20}}"#));
    })
}

fn search() -> Make {
    Arc::new(move |n, out| {
        let name = NAMES[(load::scatter(n) % NAMES.len() as u64) as usize];
        let name: String = name.bytes().map(|b| format!("%{b:02X}")).collect();
        load::get(out, &format!("/console/api/session/people?q={name}&limit=20"));
    })
}
