//! SIGKILL at any moment: what was acknowledged is there, nothing is there by halves, and nothing that was refused.
//!
//! The killed process is this test binary again, running the one test [`child`], which does nothing unless it was told what to open. It
//! notes each acknowledgement in a file; what was written there survives the process. SIGKILL doesn't test the disk.

use crate::kit::{Fault, SCHEMA, two_halves, whole_items};
use hobnail_store::testing::{postgres, sqlite_with};
use hobnail_store::{Db, Options, Tx};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

const WRITERS: i64 = 32;

#[tokio::test]
async fn on_sqlite() {
    let db = sqlite_with(SCHEMA, Options::default()).await;
    let folder = db.folder().unwrap().to_owned();
    db.db().close().await;
    let file = folder.join("test.db");
    let mut acknowledged = 0;
    for round in 0..20 {
        run_and_kill(round, file.to_str().unwrap(), &folder);
        let db = Db::open_sqlite(&file, Options::default()).unwrap();
        acknowledged += check(&db, &folder).await;
        db.close().await;
    }
    assert!(acknowledged > 100, "{acknowledged} acknowledgements are too few to mean anything");
}

#[tokio::test]
async fn on_postgres() {
    let db = postgres(SCHEMA).await;
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..10 {
        run_and_kill(round, &db.url().unwrap(), folder.path());
        acknowledged += check(&db, folder.path()).await;
    }
    assert!(acknowledged > 50, "{acknowledged} acknowledgements are too few to mean anything");
}

/// Lets the child write for a moment that differs from round to round, then kills it.
fn run_and_kill(round: u64, place: &str, folder: &Path) {
    let notes = folder.join("acknowledged");
    let _ = std::fs::remove_file(&notes);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--nocapture"])
        .env("STORE_KILL_PLACE", place)
        .env("STORE_KILL_NOTES", &notes)
        .env("STORE_KILL_FIRST", (round * 1_000_000).to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while std::fs::metadata(&notes).map_or(0, |m| m.len()) == 0 {
        assert!(start.elapsed() < Duration::from_secs(20), "the child does not write");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_micros(20_000 + round * 7_919 % 90_000));
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn check(db: &Db, folder: &Path) -> usize {
    let notes = std::fs::read_to_string(folder.join("acknowledged")).unwrap();
    // The last line may have been cut off.
    let whole = notes.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let acknowledged: Vec<i64> = whole.lines().map(|line| line.parse().unwrap()).collect();
    let kept: std::collections::HashSet<i64> = whole_items(db).await.into_iter().collect();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !kept.contains(id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert!(!kept.iter().any(|id| id % 10 == 0), "refused and kept");
    acknowledged.len()
}

#[test]
fn child() {
    let Ok(place) = std::env::var("STORE_KILL_PLACE") else { return };
    let notes = std::env::var("STORE_KILL_NOTES").unwrap();
    let first: i64 = std::env::var("STORE_KILL_FIRST").unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let db = match place.starts_with('/') {
            true => Db::open_sqlite(Path::new(&place), Options::default()).unwrap(),
            false => Db::open_postgres(&place, Options::default()).await.unwrap(),
        };
        let notes = std::fs::File::options().create(true).append(true).open(notes).unwrap();
        let (notes, next) = (Arc::new(notes), Arc::new(AtomicI64::new(first)));
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (db, notes, next) = (db.clone(), notes.clone(), next.clone());
                tokio::spawn(async move {
                    loop {
                        let id = next.fetch_add(1, Ordering::Relaxed);
                        let out = db.tx(async move |tx: &mut Tx| {
                            two_halves(tx, id).await?;
                            if id % 10 == 0 { Err(Fault::Refused) } else { Ok(()) }
                        });
                        if out.await.is_ok() {
                            (&*notes).write_all(format!("{id}\n").as_bytes()).unwrap();
                        }
                    }
                })
            })
            .collect();
        futures_util::future::join_all(writers).await;
    });
}
