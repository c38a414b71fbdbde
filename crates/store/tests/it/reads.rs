//! What readers see, and what they can't do.

use crate::kit::{two_halves, whole_items};
use hobnail_store::testing::TestDb;
use hobnail_store::{Error, Query, Read, Tx, args};
use std::time::{Duration, Instant};

crate::both![reads_its_writes, one_snapshot, readers_can_not_write, scans];

const COUNT: &str = "select n from counter where corp_id = $1 and userid = $2";
const SET: &str = "insert into counter (corp_id, userid, n) values ($1, $2, $3)
    on conflict (corp_id, userid) do update set n = $3";

async fn reads_its_writes(db: TestDb) {
    for n in 0..300 {
        db.tx(async move |tx: &mut Tx| tx.exec(SET, args!["corp1", "a", n]).await).await.unwrap();
        assert_eq!(db.one::<(i64,)>(COUNT, args!["corp1", "a"]).await.unwrap(), Some((n,)));
        let read: Option<(i64,)> = db.read(async |r: &mut Read| r.one(COUNT, args!["corp1", "a"]).await).await.unwrap();
        assert_eq!(read, Some((n,)));
    }
}

/// Two rows that always change together, read by two statements.
async fn one_snapshot(db: TestDb) {
    let writer = db.db();
    let writing = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let start = Instant::now();
            let mut n = 0;
            while start.elapsed() < Duration::from_millis(400) {
                n += 1;
                let both = async move |tx: &mut Tx| {
                    tx.exec(SET, args!["corp1", "a", n]).await?;
                    tx.exec(SET, args!["corp1", "b", n]).await
                };
                writer.tx(both).await.unwrap();
            }
        });
    });
    let mut different = 0;
    let mut last = None;
    while !writing.is_finished() {
        let pair: (Option<(i64,)>, Option<(i64,)>) = db
            .read::<_, Error, _>(async |r: &mut Read| {
                Ok((r.one(COUNT, args!["corp1", "a"]).await?, r.one(COUNT, args!["corp1", "b"]).await?))
            })
            .await
            .unwrap();
        assert_eq!(pair.0, pair.1, "a torn read");
        different += u32::from(last.replace(pair.0) != Some(pair.0));
    }
    writing.join().unwrap();
    assert!(different > 3, "the writer was seen at work");
}

async fn readers_can_not_write(db: TestDb) {
    let sneak = "insert into counter (corp_id, userid, n) values ($1, 'x', 1) returning n";
    assert!(db.one::<(i64,)>(sneak, args!["corp1"]).await.is_err());
    assert!(db.rows::<(i64,)>(sneak, args!["corp1"]).await.is_err());
    assert!(db.page::<(i64,)>(sneak, args!["corp1"]).await.is_err());
    let out = db.read::<_, Error, _>(async move |r: &mut Read| r.one::<(i64,)>(sneak, args!["corp1"]).await).await;
    assert!(out.is_err());
    assert_eq!(db.one::<(i64,)>(COUNT, args!["corp1", "x"]).await, Ok(None));
    // And the connections are as good as before.
    db.tx(async |tx: &mut Tx| two_halves(tx, 1).await).await.unwrap();
    assert_eq!(whole_items(&db).await, [1]);
}

/// A scan on SQLite doesn't hold up the thread that asks for it.
async fn scans(db: TestDb) {
    let slow = "with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < 300000)
        select count(*) from n where i % 7 = 3";
    let mut scan = Box::pin(db.page::<(i64,)>(slow, &[]));
    assert!(futures_util::poll!(&mut scan).is_pending());
    assert_eq!(scan.await, Ok(vec![(42857,)]));
    let many: Vec<_> = (0..12).map(|_| db.page::<(i64,)>("select 1", &[])).collect();
    for one in futures_util::future::join_all(many).await {
        assert_eq!(one, Ok(vec![(1,)]));
    }
}
