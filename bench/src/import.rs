//! `hobnail import` against a bare loop that inserts the same rows.
//!
//! The command is timed as a person would: process start, the dry run of every row, writing, the end. The reference then takes
//! the very rows that it left in the directory's tables, in a database of the same schema and settings, and inserts them in one
//! transaction. The command's memory is the most that the kernel saw of it.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    report::{Bar, Goal, median, number, ratio, table},
    scenes::{Found, Plan},
    server::{Organisation, Result},
};

/// The tables that people live in, in the order in which they are written.
const TABLES: [&str; 6] = ["account", "member", "member_dept", "member_term", "account_corp", "unionid"];
const MEMORY_MIB: f64 = 500.0;

pub fn import(plan: &Plan<'_>, binary: &Path, people: u64) -> Result<Found> {
    let roster = plan.work.join("roster.csv");
    write_roster(&roster, people)?;
    let (mut ours, mut raw, mut again, mut memory) = (vec![], vec![], vec![], vec![]);
    for round in 1..=plan.rounds {
        eprintln!("import: round {round}");
        let folder = plan.work.join("import");
        let corp = Organisation::found(binary, &folder)?;
        let (seconds, peak) = run(binary, &folder, &roster, &corp)?;
        ours.push(seconds);
        memory.push(peak);
        again.push(run(binary, &folder, &roster, &corp)?.0);
        raw.push(insert_the_same(&folder.join("hobnail.db"), &plan.work.join("raw-import"), people)?);
    }
    let row = |what: &str, values: &[f64]| {
        let rate: Vec<f64> = values.iter().map(|seconds| people as f64 / seconds).collect();
        vec![what.to_owned(), number(median(values)), number(median(&rate)), number(ratio(&raw, values))]
    };
    let rows = [
        row("bare inserts of the same rows", &raw),
        row("hobnail import", &ours),
        row("hobnail import, a second time: unchanged", &again),
    ];
    let shown = table(&["", "seconds", "people/s", "of bare inserts' rate"], &rows);
    Ok(Found {
        tables: vec![format!("import of {people} people\n\n{shown}\nmost memory {} MiB\n", number(median(&memory)))],
        bars: vec![
            Bar { what: "import: of bare inserts of the same rows".into(), value: ratio(&raw, &ours), goal: Goal::AtLeast(0.25) },
            Bar { what: format!("import of {people}: most memory, MiB"), value: median(&memory), goal: Goal::AtMost(MEMORY_MIB) },
        ],
    })
}

fn write_roster(path: &Path, people: u64) -> Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(out, "姓名,员工UserID,手机号,部门,是否部门主管,职位,工号,邮箱,办公地点,入职时间")?;
    for n in 0..people {
        let leader = if n < 100 { "是" } else { "否" };
        writeln!(
            out,
            "张三{n},user{n:06},+86 139{n:08},中心{}/部门{},{leader},工程师,{n},user{n}@example.com,杭州,2020-08-16",
            n % 10,
            n % 100
        )?;
    }
    out.flush()?;
    Ok(())
}

/// Seconds, and MiB at the most.
fn run(binary: &Path, folder: &Path, roster: &Path, corp: &str) -> Result<(f64, f64)> {
    let mut command = Command::new(binary);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOBNAIL_LOG", "error").env("HOBNAIL_STORE_DATA", folder);
    command.arg("import").arg(roster).args(["--corp", corp]).stdout(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn()?;
    let mut peak = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let text = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        peak = kib.map_or(peak, |kib| kib / 1024.0);
        std::thread::sleep(Duration::from_millis(5));
    };
    if !status.success() {
        return Err(format!("{command:?}: {status}").into());
    }
    Ok((began.elapsed().as_secs_f64(), peak))
}

/// Seconds for the rows of `from` in a new database.
fn insert_the_same(from: &Path, folder: &Path, people: u64) -> Result<f64> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let source = Connection::open(from)?;
    let target = Connection::open(folder.join("raw.db"))?;
    target.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
    let mut inserted = 0;
    let mut schema =
        source.prepare("select sql from sqlite_master where tbl_name = ?1 and sql is not null order by type desc")?;
    let mut all: Vec<(String, Vec<Vec<Value>>)> = Vec::new();
    for name in TABLES {
        for sql in schema.query_map([name], |row| row.get::<_, String>(0))? {
            target.execute_batch(&sql?)?;
        }
        let mut rows = source.prepare(&format!("select * from {name}"))?;
        let width = rows.column_count();
        let read = rows.query_map([], |row| (0..width).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>())?;
        let marks = (1..=width).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        all.push((format!("insert into {name} values ({marks})"), read.collect::<rusqlite::Result<_>>()?));
    }
    let began = Instant::now();
    target.execute_batch("begin immediate")?;
    for (sql, rows) in &all {
        let mut statement = target.prepare(sql)?;
        for row in rows {
            inserted += statement.execute(params_from_iter(row))?;
        }
    }
    target.execute_batch("commit")?;
    let seconds = began.elapsed().as_secs_f64();
    if (inserted as u64) < people * TABLES.len() as u64 {
        return Err(format!("{inserted} rows of {people} people are not all").into());
    }
    Ok(seconds)
}
