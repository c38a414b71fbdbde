//! What SQLite alone gives on the same disk, with the same tables and settings: the two references of sending.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, params};
use tokio::sync::oneshot;

use crate::{load::scatter, server::Result};

/// The tables of sending, as the server makes them.
const SCHEMA: [&str; 2] = [
    include_str!("../../domains/im/server/migrations/0001_work.sql"),
    include_str!("../../crates/jobs/migrations/0001_jobs.sql"),
];

const CORP: &str = "dingaaaabbbbccccddddeeeeffffgggghhhh";
const AGENT: i64 = 1_048_576;
const NOW: i64 = 1_790_000_000_000;
const MSG: &str = r#"{"msgtype":"text","text":{"content":"您有一张单据待审批，编号 123456"}}"#;

fn open(folder: &Path) -> Result<Connection> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let conn = Connection::open(folder.join("raw.db"))?;
    conn.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
    for sql in SCHEMA {
        conn.execute_batch(sql)?;
    }
    conn.set_prepared_statement_cache_capacity(32);
    Ok(conn)
}

type Waiting = (i64, oneshot::Sender<()>);

/// Group commit: transactions of two inserts and an upsert that returns, from `producers` who each wait for theirs to be durable.
pub fn group_commit(folder: &Path, producers: usize, time: Duration, people: u64) -> Result<f64> {
    let conn = open(folder)?;
    let (sender, jobs) = sync_channel(4096);
    let writer = std::thread::spawn(move || write_groups(&conn, &jobs, people));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let began = Instant::now();
    runtime.block_on(async {
        let next = Arc::new(AtomicU64::new(1));
        let producing: Vec<_> =
            (0..producers).map(|_| tokio::spawn(produce(sender.clone(), stop.clone(), done.clone(), next.clone()))).collect();
        drop(sender);
        tokio::time::sleep(time).await;
        stop.store(true, Relaxed);
        for one in producing {
            let _ = one.await;
        }
    });
    let rate = done.load(Relaxed) as f64 / began.elapsed().as_secs_f64();
    writer.join().map_err(|_| "the raw writer panicked")??;
    Ok(rate)
}

async fn produce(sender: SyncSender<Waiting>, stop: Arc<AtomicBool>, done: Arc<AtomicU64>, next: Arc<AtomicU64>) {
    while !stop.load(Relaxed) {
        let (reply, answer) = oneshot::channel();
        let n = next.fetch_add(1, Relaxed) as i64;
        if sender.try_send((n, reply)).is_err() || answer.await.is_err() {
            return;
        }
        done.fetch_add(1, Relaxed);
    }
}

fn write_groups(conn: &Connection, jobs: &Receiver<Waiting>, people: u64) -> rusqlite::Result<()> {
    let mut begin = conn.prepare("begin immediate")?;
    let mut commit = conn.prepare("commit")?;
    let mut task = conn.prepare(
        "insert into work_task (corp_id, task_id, agent_id, msg, content_hash, receivers, created_ms, state, place, done, total, recalled_ms)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, '', 0, 1, null)",
    )?;
    let mut job = conn.prepare(
        "insert into job (job_id, kind, due_ms, corp_id, key, payload, attempt, owner) values (?1, 'im.small', ?2, ?3, ?4, '', 0, '')",
    )?;
    let mut count = conn.prepare(
        "insert into work_person (corp_id, userid, agent_id, day, today, seen, unread) values (?1, ?2, ?3, 20000, 1, '', 1)
         on conflict (corp_id, userid, agent_id) do update set today = work_person.today + 1, unread = work_person.unread + 1 returning today",
    )?;
    let mut group = Vec::new();
    while let Ok(first) = jobs.recv() {
        begin.execute([])?;
        group.push(first);
        let mut at = 0;
        while at < group.len() {
            let n = group[at].0;
            let userid = format!("user{:06}", scatter(n as u64) % people);
            task.execute(params![CORP, n, AGENT, MSG, "0123456789abcdef;", format!(r#"{{"userids":["{userid}"]}}"#), NOW])?;
            job.execute(params![n, NOW, CORP, n.to_string()])?;
            count.query_row(params![CORP, userid, AGENT], |row| row.get::<_, i64>(0))?;
            at += 1;
            if group.len() < 256
                && let Ok(next) = jobs.try_recv()
            {
                group.push(next);
            }
        }
        commit.execute([])?;
        for (_, reply) in group.drain(..) {
            let _ = reply.send(());
        }
    }
    Ok(())
}

/// Seconds for the rows of a send to `people` people, in one transaction: all that the server writes for each, and the
/// copies alone.
pub fn bulk_insert(folder: &Path, people: u64) -> Result<(f64, f64)> {
    Ok((bulk(folder, people, true)?, bulk(folder, people, false)?))
}

fn bulk(folder: &Path, people: u64, counters: bool) -> Result<f64> {
    let conn = open(folder)?;
    let userids: Vec<String> = (0..people).map(|n| format!("user{n:06}")).collect();
    let began = Instant::now();
    conn.execute_batch("begin immediate")?;
    {
        let mut copy = conn.prepare(
            "insert into work_delivery (corp_id, task_id, userid, agent_id, message_id, state, reason, delivered_ms, read_ms)
             values (?1, ?2, ?3, ?4, ?5, 0, 0, ?6, null)",
        )?;
        let mut count = conn.prepare(
            "insert into work_person (corp_id, userid, agent_id, day, today, seen, unread) values (?1, ?2, ?3, 20000, 1, ?4, 1)",
        )?;
        for (n, userid) in userids.iter().enumerate() {
            copy.execute(params![CORP, 1_048_577, userid, AGENT, 2_000_000 + n as i64, NOW])?;
            if counters {
                count.execute(params![CORP, userid, AGENT, "0123456789abcdef;"])?;
            }
        }
    }
    conn.execute_batch("commit")?;
    Ok(began.elapsed().as_secs_f64())
}
