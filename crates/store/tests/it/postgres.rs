//! What only a server can do to a transaction: conflicts, deadlocks, lost connections.

use crate::kit::{Fault, SCHEMA, options, postgres, two_halves, whole_items};
use hobnail_store::testing::postgres_with;
use hobnail_store::{Db, Error, Options, Query, Tx, args};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

const SET: &str = "insert into counter (corp_id, userid, n) values ($1, $2, 1)
    on conflict (corp_id, userid) do update set n = counter.n + 1";
const GET: &str = "select n from counter where corp_id = $1 and userid = $2";
const END_OTHERS: &str =
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

/// Somebody else at the same database, on a thread of their own: each message is answered when the statement was committed.
struct Other {
    ask: mpsc::Sender<&'static str>,
    done: Mutex<mpsc::Receiver<()>>,
}

impl Other {
    fn new(url: String) -> Arc<Other> {
        let (ask, asked) = mpsc::channel::<&'static str>();
        let (tell, done) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let db = Db::open_postgres(&url, options()).await.unwrap();
                tell.send(()).unwrap();
                while let Ok(sql) = asked.recv() {
                    match sql {
                        END_OTHERS => drop(db.rows::<(bool,)>(sql, &[]).await.unwrap()),
                        sql => drop(db.tx(async move |tx: &mut Tx| tx.exec(sql, args!["corp1", "hot"]).await).await.unwrap()),
                    }
                    // A session that is ended takes a moment to notice.
                    std::thread::sleep(Duration::from_millis(20));
                    tell.send(()).unwrap();
                }
            });
        });
        done.recv().unwrap();
        Arc::new(Other { ask, done: Mutex::new(done) })
    }

    fn run(&self, sql: &'static str) {
        self.ask.send(sql).unwrap();
        self.done.lock().unwrap().recv().unwrap();
    }
}

/// The closure turns the conflict into an error of its own; it is run again all the same, and succeeds.
#[tokio::test]
async fn conflicts_run_again() {
    let db = postgres().await;
    let other = Other::new(db.url().unwrap());
    let runs = Arc::new(AtomicU32::new(0));
    let n = runs.clone();
    let out = db
        .tx(async move |tx: &mut Tx| {
            let _: Option<(i64,)> = tx.one(GET, args!["corp1", "hot"]).await?;
            if n.fetch_add(1, Ordering::SeqCst) < 2 {
                other.run(SET);
            }
            tx.exec(SET, args!["corp1", "hot"]).await.map_err(|_| Fault::Refused)
        })
        .await;
    assert_eq!(out, Ok(1));
    assert_eq!(runs.load(Ordering::SeqCst), 3);
    assert_eq!(db.one::<(i64,)>(GET, args!["corp1", "hot"]).await, Ok(Some((3,))));
}

/// Everybody reads what everybody writes, so that of those who run together one at most gets through: nobody gives up all the same.
#[tokio::test]
async fn a_crowd_gets_through() {
    let db = postgres_with(SCHEMA, Options { pool: 16, retry: Duration::from_secs(60), ..options() }).await;
    let (runs, n) = (Arc::new(AtomicU32::new(0)), 24);
    let all = (0..n).map(|i| {
        let (db, runs) = (db.clone(), runs.clone());
        tokio::spawn(async move {
            db.tx::<_, Error, _>(async move |tx: &mut Tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                let all = tx.rows::<(i64,)>("select n from counter where corp_id = $1", args!["corp1"]).await?;
                tx.exec(SET, args!["corp1", format!("user{i}")]).await?;
                Ok(all.len())
            })
            .await
        })
    });
    let all: Vec<_> = all.collect();
    let mut seen = Vec::new();
    for one in all {
        seen.push(one.await.unwrap().unwrap());
    }
    // As if one after the other: each saw another number of those before.
    seen.sort_unstable();
    assert_eq!(seen, (0..n as usize).collect::<Vec<_>>());
    let runs = runs.load(Ordering::SeqCst);
    assert!(runs <= n * 5, "after four conflicts a transaction runs alone: {runs} runs");
}

#[tokio::test]
async fn conflicts_without_end() {
    let db = postgres_with(SCHEMA, Options { retry: Duration::from_millis(500), ..options() }).await;
    let other = Other::new(db.url().unwrap());
    let start = Instant::now();
    let out = db.tx::<_, Error, _>(async move |tx: &mut Tx| {
        let _: Option<(i64,)> = tx.one(GET, args!["corp1", "hot"]).await?;
        other.run(SET);
        tx.exec(SET, args!["corp1", "hot"]).await
    });
    let out = out.await;
    assert!(matches!(out, Err(Error::Contended(runs)) if runs > 1), "{out:?}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

/// The hottest row there is: everybody gets through, and every increment counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hot_counter() {
    let db = postgres().await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let db = db.db();
            tokio::spawn(async move {
                for _ in 0..25 {
                    db.tx(async |tx: &mut Tx| tx.exec(SET, args!["corp1", "hot"]).await).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(db.one::<(i64,)>(GET, args!["corp1", "hot"]).await, Ok(Some((200,))));
}

/// Two rows in opposite order: the server finds the deadlock after a second, one of them runs again.
#[tokio::test]
async fn deadlocks_run_again() {
    let db = postgres().await;
    for name in ["a", "b"] {
        db.tx(async move |tx: &mut Tx| tx.exec(SET, args!["corp1", name]).await).await.unwrap();
    }
    let tasks: Vec<_> = [("a", "b"), ("b", "a")]
        .into_iter()
        .map(|(first, second)| {
            tokio::spawn(db.tx::<_, Error, _>(async move |tx: &mut Tx| {
                tx.exec(SET, args!["corp1", first]).await?;
                tx.exec(SET, args!["corp1", second]).await
            }))
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(1));
    }
    assert_eq!(db.one::<(i64,)>(GET, args!["corp1", "b"]).await, Ok(Some((3,))));
}

#[tokio::test]
async fn connection_lost_before_commit() {
    let db = postgres().await;
    let other = Other::new(db.url().unwrap());
    let runs = Arc::new(AtomicU32::new(0));
    let n = runs.clone();
    let out = db.tx::<_, Error, _>(async move |tx: &mut Tx| {
        n.fetch_add(1, Ordering::SeqCst);
        tx.exec("insert into item (corp_id, id, half) values ($1, 1, 1)", args!["corp1"]).await?;
        other.run(END_OTHERS);
        tx.exec("insert into item (corp_id, id, half) values ($1, 1, 2)", args!["corp1"]).await
    });
    let out = out.await;
    assert!(matches!(out, Err(Error::Unavailable(_))), "{out:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    // The pool finds out and connects anew.
    assert_eq!(db.tx(async |tx: &mut Tx| two_halves(tx, 2).await).await, Ok(()));
    assert_eq!(whole_items(&db).await, [2]);
}

#[tokio::test]
async fn connection_lost_during_commit() {
    let db = postgres().await;
    let other = Other::new(db.url().unwrap());
    let runs = Arc::new(AtomicU32::new(0));
    let n = runs.clone();
    let out = db.tx::<_, Error, _>(async move |tx: &mut Tx| {
        n.fetch_add(1, Ordering::SeqCst);
        two_halves(tx, 1).await?;
        other.run(END_OTHERS);
        Ok(())
    });
    let out = out.await;
    assert!(matches!(out, Err(Error::Unknown(_))), "{out:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 1, "never retried");
}

/// One connection for all: whoever comes after a panic, a refusal or a foreign await finds it outside a transaction.
#[tokio::test]
async fn connections_come_back_clean() {
    let db = postgres_with(SCHEMA, Options { pool: 1, ..options() }).await;
    for round in 0..3 {
        let spoil = tokio::spawn(db.tx(async move |tx: &mut Tx| {
            two_halves(tx, 1).await?;
            match round {
                0 => panic!("on purpose"),
                1 => tokio::time::sleep(Duration::from_millis(1)).await,
                _ => {}
            }
            Err::<(), _>(Fault::Refused)
        }));
        assert!(!matches!(spoil.await, Ok(Ok(()))));
        assert!(whole_items(&db).await.is_empty());
        let (state,): (String,) =
            db.one("select state from pg_stat_activity where pid = pg_backend_pid()", &[]).await.unwrap().unwrap();
        assert_eq!(state, "active");
        let idle: Vec<(i64,)> = db
            .rows(
                "select cast(pid as bigint) from pg_stat_activity where datname = current_database() and state like 'idle in%'",
                &[],
            )
            .await
            .unwrap();
        assert_eq!(idle, []);
    }
    assert_eq!(db.tx(async |tx: &mut Tx| two_halves(tx, 2).await).await, Ok(()));
}

#[tokio::test]
async fn refuses_a_foreign_sort_order() {
    let db = postgres().await;
    let url = db.url().unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let name = format!("sorted_{}", std::process::id());
    client
        .batch_execute(&format!("create database {name} template template0 locale_provider icu icu_locale 'en-US'"))
        .await
        .unwrap();
    let base = url.split(" dbname=").next().unwrap();
    let out = Db::open_postgres(&format!("{base} dbname={name}"), options()).await;
    assert!(matches!(out, Err(Error::Setup(_))), "{:?}", out.err());
    client.batch_execute(&format!("drop database {name} with (force)")).await.unwrap();
}

#[tokio::test]
async fn no_server() {
    let out = Db::open_postgres("host=/nonexistent user=x dbname=y", options()).await;
    assert!(matches!(out, Err(Error::Unavailable(_))), "{:?}", out.err());
    let out = Db::open_postgres("nonsense", options()).await;
    assert!(matches!(out, Err(Error::Setup(_))), "{:?}", out.err());
}
