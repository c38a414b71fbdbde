//! What a caller may count on, whatever closures and callers do.

use crate::kit::{Fault, Gate, ITEM, two_halves, whole_items};
use hobnail_store::testing::TestDb;
use hobnail_store::{Backend, Error, Query, Read, Tx, args};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

crate::both![
    errors_undo_only_their_own,
    panics_undo_only_their_own,
    dropped_while_queued,
    dropped_at_random,
    foreign_awaits,
    nested_calls,
    caught_errors,
    after_a_failed_statement,
    dropped_statements,
    busy,
    close,
    unique_says_what,
    zero_characters,
    conflicting_closures,
    spans,
];

async fn errors_undo_only_their_own(db: TestDb) {
    let gate = Gate::hold(&db).await;
    let tasks: Vec<_> = (0..40)
        .map(|id| {
            tokio::spawn(db.tx(async move |tx: &mut Tx| {
                two_halves(tx, id).await?;
                if id % 5 == 0 { Err(Fault::Refused) } else { Ok(id) }
            }))
        })
        .collect();
    gate.open().await;
    for (id, task) in (0..).zip(tasks) {
        assert_eq!(task.await.unwrap(), if id % 5 == 0 { Err(Fault::Refused) } else { Ok(id) });
    }
    assert_eq!(whole_items(&db).await, (0..40).filter(|id| id % 5 != 0).collect::<Vec<_>>());
}

async fn panics_undo_only_their_own(db: TestDb) {
    let gate = Gate::hold(&db).await;
    let tasks: Vec<_> = (0..12)
        .map(|id| {
            tokio::spawn(db.tx::<_, Error, _>(async move |tx: &mut Tx| {
                two_halves(tx, id).await?;
                assert!(id % 4 != 0, "closure {id} panics");
                Ok(())
            }))
        })
        .collect();
    gate.open().await;
    for (id, task) in (0..).zip(tasks) {
        match task.await {
            Ok(out) => assert_eq!((out, id % 4 != 0), (Ok(()), true)),
            Err(e) => {
                let text = e.into_panic().downcast::<String>().unwrap();
                assert_eq!(*text, format!("closure {id} panics"));
            }
        }
    }
    assert_eq!(whole_items(&db).await, (0..12).filter(|id| id % 4 != 0).collect::<Vec<_>>());
    // And in a snapshot.
    let db2 = db.db();
    let out = tokio::spawn(async move { db2.read::<(), Error, _>(async |_r: &mut Read| panic!("in a read")).await }).await;
    assert!(out.unwrap_err().is_panic());
    for id in 100..110 {
        db.tx(async move |tx| two_halves(tx, id).await).await.unwrap();
    }
    assert_eq!(whole_items(&db).await.len(), 19);
}

async fn dropped_while_queued(db: TestDb) {
    let gate = Gate::hold(&db).await;
    let mut gone = Box::pin(db.tx(async |tx: &mut Tx| two_halves(tx, 1).await));
    assert!(futures_util::poll!(&mut gone).is_pending());
    let stays = tokio::spawn(db.tx(async |tx: &mut Tx| two_halves(tx, 2).await));
    drop(gone);
    gate.open().await;
    assert_eq!(stays.await.unwrap(), Ok(()));
    assert_eq!(whole_items(&db).await, [2]);
}

async fn dropped_at_random(db: TestDb) {
    let mut random = 0x9e37_79b9_u64;
    let mut finished = vec![];
    for id in 0..300 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let patience = Duration::from_micros((random >> 33) % 700);
        let run = db.tx(async move |tx: &mut Tx| two_halves(tx, id).await);
        let sleep = async {
            let start = std::time::Instant::now();
            while start.elapsed() < patience {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            out = run => { out.unwrap(); finished.push(id) }
            () = sleep => {}
        }
    }
    // A transaction after all the others: whatever was started has ended now.
    tokio::time::sleep(Duration::from_millis(100)).await;
    db.tx(async |tx: &mut Tx| two_halves(tx, 1000).await).await.unwrap();
    let kept = whole_items(&db).await;
    assert!(finished.iter().all(|id| kept.contains(id)), "an acknowledged transaction is missing");
}

async fn foreign_awaits(db: TestDb) {
    let out = db.tx::<_, Error, _>(async |tx: &mut Tx| {
        two_halves(tx, 1).await?;
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok(())
    });
    assert_eq!(out.await, Err(Error::Awaited));
    let out = db.tx::<(), Error, _>(async |_tx: &mut Tx| std::future::pending().await);
    assert_eq!(out.await, Err(Error::Awaited));
    let out = db.read::<(), Error, _>(async |r: &mut Read| {
        r.one::<(i64,)>("select 1", &[]).await?;
        tokio::task::yield_now().await;
        Ok(())
    });
    assert_eq!(out.await, Err(Error::Awaited));
    assert!(whole_items(&db).await.is_empty());
    assert_eq!(db.tx(async |tx: &mut Tx| two_halves(tx, 2).await).await, Ok(()));
}

async fn nested_calls(db: TestDb) {
    /// Every way to the database, each of which must refuse; on SQLite one that doesn't would be "not ready" or miss rows.
    async fn all_refused(db: &hobnail_store::Db) -> usize {
        let ask = "select 1";
        let mut n = 0;
        let mut count = |e: Result<(), Error>| {
            assert_eq!(e, Err(Error::Nested));
            n += 1;
        };
        count(db.one::<(i64,)>(ask, &[]).await.map(drop));
        count(db.rows::<(i64,)>(ask, &[]).await.map(drop));
        count(db.rows_many::<(i64,)>(ask, &[]).await.map(drop));
        count(db.page::<(i64,)>(ask, &[]).await.map(drop));
        count(Query::one::<(i64,)>(&mut &*db, ask, &[]).await.map(drop));
        count(db.tx(async |_tx: &mut Tx| Ok(())).await);
        count(db.read(async |_r: &mut Read| Ok(())).await);
        count(db.migrate(crate::kit::SCHEMA).await);
        count(db.prepare_check(ask).await);
        count(db.vacuum_into("/nonexistent/file").await);
        count(db.restore("/nonexistent/file").await);
        count(hobnail_store::Db::open_sqlite(std::path::Path::new("/nonexistent/file"), crate::kit::options()).map(drop));
        db.clone().close().await;
        n
    }
    let inner = db.db();
    let out = db.tx::<_, Error, _>(async move |tx: &mut Tx| {
        two_halves(tx, 1).await?;
        Ok(all_refused(&inner).await)
    });
    assert_eq!(out.await, Ok(12));
    let inner = db.db();
    let out = db.read::<_, Error, _>(async move |r: &mut Read| {
        r.one::<(i64,)>("select 1", &[]).await?;
        Ok(all_refused(&inner).await)
    });
    assert_eq!(out.await, Ok(12));
    assert_eq!(whole_items(&db).await, [1]);
}

async fn caught_errors(db: TestDb) {
    let out = db.tx::<_, Error, _>(async |tx: &mut Tx| {
        two_halves(tx, 1).await?;
        let again = tx.exec(ITEM, args!["corp1", 1, 1]).await;
        assert!(matches!(again, Err(Error::Unique { .. })), "{again:?}");
        Ok("closed its eyes")
    });
    assert_eq!(out.await, Err(Error::Aborted));
    assert!(whole_items(&db).await.is_empty());
}

async fn after_a_failed_statement(db: TestDb) {
    let out = db.tx(async |tx: &mut Tx| {
        let wrong = tx.exec(ITEM, args!["corp1", 1, 3]).await;
        assert!(matches!(wrong, Err(Error::Constraint(_))), "{wrong:?}");
        assert_eq!(tx.exec(ITEM, args!["corp1", 1, 1]).await, Err(Error::Aborted));
        assert_eq!(tx.one::<(i64,)>("select 1", &[]).await, Err(Error::Aborted));
        Err::<(), _>(Fault::Refused)
    });
    assert_eq!(out.await, Err(Fault::Refused));
    let out = db.read::<_, Error, _>(async |r: &mut Read| {
        let column = r.one::<(String,)>("select 1", &[]).await;
        assert!(matches!(column, Err(Error::Column(_))), "{column:?}");
        Ok(())
    });
    assert_eq!(out.await, Err(Error::Aborted));
}

/// A statement that is given up half-way may or may not have run, so its transaction can't be kept.
async fn dropped_statements(db: TestDb) {
    let out = db.tx::<_, Error, _>(async |tx: &mut Tx| {
        {
            let args = hobnail_store::vals!["corp1", 1, 1];
            let mut statement = Box::pin(tx.exec(ITEM, &args));
            let _ = futures_util::poll!(&mut statement);
        }
        tx.exec(ITEM, args!["corp1", 1, 2]).await?;
        Ok(())
    });
    let out = out.await;
    match db.backend() {
        Backend::Sqlite => assert_eq!(out, Ok(())),
        Backend::Postgres => assert_eq!(out, Err(Error::Aborted)),
    }
    assert!(whole_items(&db).await.len() <= 1);
}

async fn busy(db: TestDb) {
    // A second handle with a short queue on the same database.
    let options = hobnail_store::Options { queue: 3, ..crate::kit::options() };
    let small = match (db.folder(), db.url()) {
        (Some(folder), _) => hobnail_store::Db::open_sqlite(&folder.join("test.db"), options).unwrap(),
        (_, Some(url)) => hobnail_store::Db::open_postgres(&url, options).await.unwrap(),
        _ => unreachable!(),
    };
    let gate = Gate::hold(&small).await;
    let tasks: Vec<_> = (0..10).map(|id| tokio::spawn(small.tx(async move |tx: &mut Tx| two_halves(tx, id).await))).collect();
    gate.open().await;
    let mut kept = vec![];
    for (id, task) in (0..).zip(tasks) {
        match task.await.unwrap() {
            Ok(()) => kept.push(id),
            Err(e) => assert_eq!(e, Error::Busy),
        }
    }
    // On PostgreSQL the one that holds the gate counts too.
    assert!(kept.len() == 3 || kept.len() == 2, "{kept:?}");
    assert_eq!(whole_items(&db).await, kept);
    small.close().await;
}

async fn close(db: TestDb) {
    let gate = Gate::hold(&db).await;
    let tasks: Vec<_> = (0..5).map(|id| tokio::spawn(db.tx(async move |tx: &mut Tx| two_halves(tx, id).await))).collect();
    let closing = tokio::spawn(db.db().close());
    gate.open().await;
    closing.await.unwrap();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(()), "accepted before the end");
    }
    let late = db.tx(async |tx: &mut Tx| two_halves(tx, 9).await).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    let late = db.one::<(i64,)>("select 1", &[]).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    let late = db.read::<(), Error, _>(async |_r: &mut Read| Ok(())).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    db.db().close().await;
}

async fn unique_says_what(db: TestDb) {
    let add = "insert into member (corp_id, userid, name) values ($1, $2, $3)";
    let out = db.tx::<_, Error, _>(async move |tx: &mut Tx| {
        tx.exec(add, args!["corp1", "a", "x"]).await?;
        tx.exec(add, args!["corp1", "a", "y"]).await
    });
    assert_eq!(out.await, Err(Error::Unique { table: "member".into(), columns: "corp_id, userid".into() }));
    let out = db.tx::<_, Error, _>(async move |tx: &mut Tx| {
        tx.exec(add, args!["corp1", "a", "x"]).await?;
        tx.exec(add, args!["corp1", "b", "x"]).await
    });
    assert_eq!(out.await, Err(Error::Unique { table: "member".into(), columns: "corp_id, name".into() }));
}

async fn zero_characters(db: TestDb) {
    let refused = |out: Result<(), Error>| assert!(matches!(out, Err(Error::Constraint(_))), "{out:?}");
    refused(db.one::<(String,)>("select $1", args!["a\0b"]).await.map(drop));
    refused(db.one::<(f64,)>("select $1", args![f64::NAN]).await.map(drop));
    refused(db.tx(async |tx: &mut Tx| tx.exec(ITEM, args!["a\0b", 1, 1]).await.map(drop)).await);
    refused(db.tx(async |tx: &mut Tx| tx.exec_many(ITEM, &[hobnail_store::vals!["a\0b", 1, 1]]).await.map(drop)).await);
    let bytes: Option<(Vec<u8>,)> = db.one("select $1", args![b"a\0b"]).await.unwrap();
    assert_eq!(bytes, Some((b"a\0b".to_vec(),)));
}

/// "Is it there? No? Then I write it", eight times at once: the losers look again and see it.
async fn conflicting_closures(db: TestDb) {
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn(db.tx::<_, Error, _>(async move |tx: &mut Tx| {
                let there: Option<(i64,)> =
                    tx.one("select id from item where corp_id = $1 and id = 7 and half = 1", args!["corp1"]).await?;
                if there.is_none() {
                    two_halves(tx, 7).await?;
                }
                Ok(there.is_none())
            }))
        })
        .collect();
    let mut wrote = 0;
    for task in tasks {
        wrote += u32::from(task.await.unwrap().unwrap());
    }
    assert_eq!(wrote, 1);
    // A limit that is counted, then written: the classic that weaker isolation levels break.
    let tasks: Vec<_> = (100..160)
        .map(|id| {
            tokio::spawn(db.tx::<_, Error, _>(async move |tx: &mut Tx| {
                let n: Option<(i64,)> =
                    tx.one("select count(*) from item where corp_id = $1 and id >= 100", args!["corp1"]).await?;
                if n.is_some_and(|(n,)| n >= 20) {
                    return Ok(false);
                }
                two_halves(tx, id).await?;
                Ok(true)
            }))
        })
        .collect();
    let mut wrote = 0;
    for task in tasks {
        wrote += u32::from(task.await.unwrap().unwrap());
    }
    assert_eq!(wrote, 10);
    assert_eq!(whole_items(&db).await.len(), 11);
}

/// Counts how often a span is entered on another thread than the test's.
struct Elsewhere {
    entered: Arc<AtomicU64>,
    home: std::thread::ThreadId,
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Elsewhere {
    fn on_enter(&self, _: &tracing::span::Id, _: tracing_subscriber::layer::Context<'_, S>) {
        if std::thread::current().id() != self.home {
            self.entered.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A closure runs inside the span of its caller.
async fn spans(db: TestDb) {
    use tracing_subscriber::layer::SubscriberExt;
    let entered = Arc::new(AtomicU64::new(0));
    let layer = Elsewhere { entered: entered.clone(), home: std::thread::current().id() };
    let _default = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let run = db.tx(async |tx: &mut Tx| two_halves(tx, 1).await);
    tracing::Instrument::instrument(run, tracing::info_span!("request")).await.unwrap();
    assert!(entered.load(Ordering::Relaxed) > 0);
}
