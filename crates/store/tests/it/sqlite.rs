//! The writer's group commit: what one member may do to the others.

use crate::kit::{Fault, Gate, SCHEMA, options, two_halves, whole_items};
use hobnail_store::testing::{Setup, TestDb, sqlite_with};
use hobnail_store::{Db, Error, Options, Query, Tx, args};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const BIG: &str = "insert into item (corp_id, id, half, body) values ($1, $2, 1, $3)";
const OR_ROLLBACK: &str = "insert or rollback into item (corp_id, id, half) values ($1, 0, 1)";

async fn with(setup: impl Fn(&mut rusqlite::Connection) + Send + Sync + 'static) -> TestDb {
    sqlite_with(SCHEMA, Options { setup: Some(Setup(Arc::new(setup))), ..options() }).await
}

async fn limited() -> TestDb {
    with(|conn| {
        let pages: i64 = conn.pragma_query_value(None, "page_count", |r| r.get(0)).unwrap();
        conn.pragma_update(None, "max_page_count", pages + 20).unwrap();
    })
    .await
}

/// One member needs more room than there is. SQLite undoes the whole group; all the others are kept nevertheless.
#[tokio::test]
async fn a_member_fills_the_database() {
    let db = limited().await;
    let gate = Gate::hold(&db).await;
    let tasks: Vec<_> = (0..60)
        .map(|id| {
            tokio::spawn(db.tx(async move |tx: &mut Tx| {
                if id == 30 {
                    tx.exec(BIG, args!["corp1", 1000, "x".repeat(1_000_000)]).await?;
                }
                two_halves(tx, id).await
            }))
        })
        .collect();
    gate.open().await;
    for (id, task) in (0..).zip(tasks) {
        match (id, task.await.unwrap()) {
            (30, out) => assert!(matches!(out, Err(Error::Unavailable(_))), "{out:?}"),
            (_, out) => assert_eq!(out, Ok(()), "{id}"),
        }
    }
    assert_eq!(whole_items(&db).await, (0..60).filter(|id| *id != 30).collect::<Vec<_>>());
}

/// Several such members: what is acknowledged is there, what isn't is not, and whoever is not to blame at least hears the truth.
#[tokio::test]
async fn many_members_fill_the_database() {
    let db = limited().await;
    let gate = Gate::hold(&db).await;
    let runs = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> = (0..60)
        .map(|id| {
            let runs = runs.clone();
            tokio::spawn(db.tx(async move |tx: &mut Tx| {
                runs.fetch_add(1, Ordering::Relaxed);
                if id % 12 == 5 {
                    tx.exec(BIG, args!["corp1", 1000 + id, "x".repeat(1_000_000)]).await?;
                }
                two_halves(tx, id).await
            }))
        })
        .collect();
    gate.open().await;
    let mut kept = vec![];
    for (id, task) in (0..).zip(tasks) {
        match task.await.unwrap() {
            Ok(()) => kept.push(id),
            Err(e) => assert!(matches!(e, Error::Unavailable(_)), "{e:?}"),
        }
    }
    assert_eq!(whole_items(&db).await, kept);
    assert!(!kept.iter().any(|id| id % 12 == 5));
    // After the first that found no room alone nobody was tried any more, so no closure ran a third time.
    assert!(runs.load(Ordering::Relaxed) <= 120);
    assert_eq!(db.tx(async |tx: &mut Tx| two_halves(tx, 99).await).await, Ok(()));
}

#[tokio::test]
async fn or_rollback_in_one_member() {
    let db = sqlite_with(SCHEMA, options()).await;
    db.tx(async |tx: &mut Tx| two_halves(tx, 0).await).await.unwrap();
    assert!(hobnail_store::lint(OR_ROLLBACK).is_err());
    let gate = Gate::hold(&db).await;
    let tasks: Vec<_> = (1..9)
        .map(|id| {
            tokio::spawn(db.tx(async move |tx: &mut Tx| {
                two_halves(tx, id).await?;
                if id == 4 {
                    tx.exec(OR_ROLLBACK, args!["corp1"]).await?;
                }
                Ok(())
            }))
        })
        .collect();
    gate.open().await;
    for (id, task) in (1..).zip(tasks) {
        match (id, task.await.unwrap()) {
            (4, out) => assert!(matches!(out, Err(Error::Unique { .. })), "{out:?}"),
            (_, out) => assert_eq!(out, Ok(()), "{id}"),
        }
    }
    assert_eq!(whole_items(&db).await, [0, 1, 2, 3, 5, 6, 7, 8]);
}

/// COMMIT fails for the group and then for A alone. B had seen A's row and meant to refuse; it runs again and succeeds.
#[tokio::test]
async fn refusals_wait_for_the_commit() {
    let deny = Arc::new(AtomicU32::new(0));
    let hook = deny.clone();
    let db = with(move |conn| {
        let hook = hook.clone();
        let denied = move || hook.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        conn.commit_hook(Some(denied)).unwrap();
    })
    .await;
    let gate = Gate::hold(&db).await;
    let (runs_a, runs_b) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let (a, b) = (runs_a.clone(), runs_b.clone());
    let a = tokio::spawn(db.tx(async move |tx: &mut Tx| {
        if a.fetch_add(1, Ordering::SeqCst) == 0 {
            deny.store(2, Ordering::SeqCst);
        }
        two_halves(tx, 1).await
    }));
    let b = tokio::spawn(db.tx(async move |tx: &mut Tx| {
        b.fetch_add(1, Ordering::SeqCst);
        let there: Option<(i64,)> =
            tx.one("select id from item where corp_id = $1 and id = 1 and half = 1", args!["corp1"]).await?;
        if there.is_some() {
            return Err(Fault::Refused);
        }
        Ok(two_halves(tx, 2).await?)
    }));
    gate.open().await;
    let a = a.await.unwrap();
    assert!(matches!(a, Err(Error::Constraint(_))), "{a:?}");
    assert_eq!(b.await.unwrap(), Ok(()));
    assert_eq!((runs_a.load(Ordering::SeqCst), runs_b.load(Ordering::SeqCst)), (2, 2));
    assert_eq!(whole_items(&db).await, [2]);
}

/// Many small transactions share a commit, a group ends after 5 ms, and everybody gets an answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups() {
    let commits = Arc::new(AtomicU32::new(0));
    let hook = commits.clone();
    let db = with(move |conn| {
        let hook = hook.clone();
        conn.commit_hook(Some(move || {
            hook.fetch_add(1, Ordering::SeqCst);
            false
        }))
        .unwrap();
    })
    .await;
    let gate = Gate::hold(&db).await;
    let before = commits.load(Ordering::SeqCst);
    let tasks: Vec<_> = (0..1000).map(|id| tokio::spawn(db.tx(async move |tx: &mut Tx| two_halves(tx, id).await))).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    gate.open().await;
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(()));
    }
    assert_eq!(whole_items(&db).await.len(), 1000);
    let n = commits.load(Ordering::SeqCst) - before;
    assert!((4..200).contains(&n), "{n} commits for 1000 transactions");
    let gate = Gate::hold(&db).await;
    let before = commits.load(Ordering::SeqCst);
    let slow: Vec<_> = (2000..2004)
        .map(|id| {
            tokio::spawn(db.tx(async move |tx: &mut Tx| {
                std::thread::sleep(Duration::from_millis(7));
                two_halves(tx, id).await
            }))
        })
        .collect();
    gate.open().await;
    for task in slow {
        assert_eq!(task.await.unwrap(), Ok(()));
    }
    assert!(commits.load(Ordering::SeqCst) - before >= 4);
}

#[tokio::test]
async fn a_copy_while_others_write() {
    let db = sqlite_with(SCHEMA, options()).await;
    db.tx(async |tx: &mut Tx| two_halves(tx, 1).await).await.unwrap();
    let copy = db.folder().unwrap().join("copy.db");
    db.vacuum_into(&copy).await.unwrap();
    db.tx(async |tx: &mut Tx| two_halves(tx, 2).await).await.unwrap();
    let copied = Db::open_sqlite(&copy, options()).unwrap();
    assert_eq!(whole_items(&copied).await, [1]);
    copied.migrate(SCHEMA).await.unwrap();
    copied.close().await;
    assert!(db.vacuum_into(&copy).await.is_err(), "never over a file");
}

/// Back to a copy, under the feet of readers and writers and in the order in which they asked.
#[tokio::test]
async fn restore() {
    let db = sqlite_with(SCHEMA, options()).await;
    db.tx(async |tx: &mut Tx| two_halves(tx, 1).await).await.unwrap();
    let copy = db.folder().unwrap().join("copy.db");
    db.vacuum_into(&copy).await.unwrap();
    for id in 2..300 {
        db.tx(async move |tx: &mut Tx| two_halves(tx, id).await).await.unwrap();
    }
    assert_eq!(whole_items(&db).await.len(), 299);
    let gate = Gate::hold(&db).await;
    let before = tokio::spawn(db.tx(async |tx: &mut Tx| two_halves(tx, 1000).await));
    let (restoring, from) = (db.db(), copy.clone());
    let restored = tokio::spawn(async move { restoring.restore(from).await });
    let after = tokio::spawn(db.tx(async |tx: &mut Tx| two_halves(tx, 1001).await));
    gate.open().await;
    assert_eq!((before.await.unwrap(), restored.await.unwrap(), after.await.unwrap()), (Ok(()), Ok(()), Ok(())));
    assert_eq!(whole_items(&db).await, [1, 1001]);
    assert!(matches!(db.restore("/nonexistent/file").await, Err(Error::Unavailable(_))));
    std::fs::write(&copy, "not a database").unwrap();
    assert!(matches!(db.restore(&copy).await, Err(Error::Unavailable(_))));
    db.db().close().await;
    let again = Db::open_sqlite(&db.folder().unwrap().join("test.db"), options()).unwrap();
    assert_eq!(whole_items(&again).await, [1, 1001]);
}

/// After `close` everything is in the one file, and a file that was closed opens again.
#[tokio::test]
async fn close_leaves_one_file() {
    let db = sqlite_with(SCHEMA, Options { durable: true, ..options() }).await;
    db.tx(async |tx: &mut Tx| two_halves(tx, 1).await).await.unwrap();
    whole_items(&db).await;
    db.db().close().await;
    let folder = db.folder().unwrap();
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files, ["test.db"]);
    let again = Db::open_sqlite(&folder.join("test.db"), options()).unwrap();
    assert_eq!(whole_items(&again).await, [1]);
}

/// Without a runtime around it: a command line tool may poll with any executor.
#[test]
fn without_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let db = runtime.block_on(sqlite_with(SCHEMA, options()));
    let out = futures_executor(db.tx(async |tx: &mut Tx| two_halves(tx, 1).await));
    assert_eq!(out, Ok(()));
    assert_eq!(futures_executor(whole_items(&db)), [1]);
}

fn futures_executor<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let start = Instant::now();
    loop {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut cx) {
            std::task::Poll::Ready(out) => return out,
            std::task::Poll::Pending => assert!(start.elapsed() < Duration::from_secs(10)),
        }
        std::thread::yield_now();
    }
}
