//! The API as its users write it.

use hobnail_store::testing::TestDb;
use hobnail_store::{Db, Error, Query, Read, Result, Tx, args, row, sql, vals};
use hobnail_wire::ids::{CorpId, DeptId, UserId};

sql! {
    ADD = "insert into member (corp_id, userid, name, age, active, score, photo) values ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "select userid, name, age, active, score, photo from member where corp_id = $1 and userid = $2";
    PAGE = "select userid from member where corp_id = $1 and userid > $2 order by userid limit $3";
    RENAME = "update member set name = $3 where corp_id = $1 and userid = $2";
    COUNT = "insert into counter (corp_id, userid, n) values ($1, $2, 1)
        on conflict (corp_id, userid) do update set n = counter.n + 1 where counter.n < $3 returning n";
}

row! {
    /// A member, all of it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Member {
        pub userid: UserId,
        name: Option<String>,
        age: Option<i64>,
        /** not locked */
        pub(crate) active: bool,
        score: Option<f64>,
        photo: Option<Vec<u8>>,
    }
}

crate::both![round_trip, finders_work_on_every_handle, many_rows, pages, statements_prepare, one_wants_one, exec_counts];

async fn find(q: &mut impl Query, corp: &CorpId, userid: &UserId) -> Result<Option<Member>> {
    q.one(FIND, args![corp, userid]).await
}

/// A facade that calls a finder, in the way of a domain.
async fn add(tx: &mut Tx, corp: &CorpId, m: &Member) -> Result<bool> {
    if find(tx, corp, &m.userid).await?.is_some() {
        return Ok(false);
    }
    tx.exec(ADD, args![corp, m.userid, m.name, m.age, m.active, m.score, m.photo]).await?;
    Ok(true)
}

fn corp() -> CorpId {
    "corp1".into()
}

fn member(userid: &str) -> Member {
    Member {
        userid: userid.into(),
        name: Some(format!("{userid} 名字")),
        age: Some(-7),
        active: false,
        score: Some(1.5),
        photo: Some(vec![0, 1, 255]),
    }
}

async fn round_trip(db: TestDb) {
    let full = member("a");
    let empty = Member { userid: "b".into(), name: None, age: None, active: true, score: None, photo: None };
    let (x, y) = (full.clone(), empty.clone());
    let added = db.tx::<_, Error, _>(async move |tx| Ok((add(tx, &corp(), &x).await?, add(tx, &corp(), &y).await?))).await;
    assert_eq!(added, Ok((true, true)));
    assert_eq!(find(&mut &*db, &corp(), &"a".into()).await, Ok(Some(full)));
    assert_eq!(find(&mut db.db(), &corp(), &"b".into()).await, Ok(Some(empty)));
    assert_eq!(find(&mut db.db(), &"corp2".into(), &"b".into()).await, Ok(None));
    let typed: Option<(DeptId, Option<DeptId>)> =
        db.one("select age, cast(null as bigint) from member where userid = $1", args!["a"]).await.unwrap();
    assert_eq!(typed, Some((DeptId::new(-7), None)));
}

async fn finders_work_on_every_handle(db: TestDb) {
    let m = member("a");
    let of_tx = db.tx(async move |tx| {
        add(tx, &corp(), &m).await?;
        find(tx, &corp(), &"a".into()).await
    });
    // The future is `Send` and borrows nothing.
    let of_tx = tokio::spawn(of_tx).await.unwrap();
    let of_read = db.read(async move |r: &mut Read| find(r, &corp(), &"a".into()).await);
    let of_read = tokio::spawn(of_read).await.unwrap();
    let plain: Db = db.db();
    let of_db = tokio::spawn(async move { find(&mut &plain, &corp(), &"a".into()).await }).await.unwrap();
    assert_eq!(of_tx, Ok(Some(member("a"))));
    assert_eq!(of_read, of_tx);
    assert_eq!(of_db, of_tx);
}

async fn many_rows(db: TestDb) {
    let n = db
        .tx::<_, Error, _>(async move |tx| {
            let ids: Vec<String> = (0..700).map(|i| format!("u{i:04}")).collect();

            let rows: Vec<_> =
                ids.iter().map(|id| vals![corp_text(), id, None::<String>, 1, true, 0.5, None::<Vec<u8>>]).collect();
            tx.exec_many(ADD, &rows).await
        })
        .await;
    assert_eq!(n, Ok(700));
    // The order is kept, repeated keys included: the fourth time finds the limit of three.
    let counted = db
        .tx::<_, Error, _>(async move |tx| {
            let rows: Vec<_> = (0..400).map(|i| vals![corp_text(), if i % 4 == 3 { "hot" } else { "warm" }, 3]).collect();
            tx.rows_many::<(i64,)>(COUNT, &rows).await
        })
        .await
        .unwrap();
    let hot: Vec<_> = counted.iter().skip(3).step_by(4).take(5).map(|r| r.map(|(n,)| n)).collect();
    assert_eq!(hot, [Some(1), Some(2), Some(3), None, None]);
    assert_eq!(counted.iter().flatten().count(), 6);
    let asked: Vec<_> = ["u0001", "nobody", "u0699"].iter().map(|id| vals![corp_text(), id]).collect();
    let found: Vec<Option<Member>> = db.rows_many(FIND, &asked).await.unwrap();
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    let none: Vec<Option<Member>> = db.rows_many(FIND, &[]).await.unwrap();
    assert!(none.is_empty());
}

fn corp_text() -> &'static str {
    "corp1"
}

async fn pages(db: TestDb) {
    db.tx::<_, Error, _>(async move |tx| {
        for i in 0..25 {
            let m = Member { name: None, ..member(&format!("{i:02}")) };
            add(tx, &corp(), &m).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let (mut after, mut seen) = (String::new(), vec![]);
    loop {
        let page: Vec<(String,)> = db.page(PAGE, args![corp(), after, 10]).await.unwrap();
        let Some((last,)) = page.last().cloned() else { break };
        seen.extend(page.into_iter().map(|(id,)| id));
        after = last;
    }
    assert_eq!(seen, (0..25).map(|i| format!("{i:02}")).collect::<Vec<_>>());
}

async fn statements_prepare(db: TestDb) {
    for (name, sql) in STATEMENTS {
        assert_eq!(db.prepare_check(sql).await, Ok(()), "{name}");
        assert_eq!(hobnail_store::lint(sql), Ok(()), "{name}");
    }
    assert!(db.prepare_check("select nonsense from member").await.is_err());
    for sql in [
        "select $1 is null, $2 is null",
        "select userid from member where ($1 is null or age > $1) and ($2 is null or name = $2)",
        "select case when $1 is null then 1 else 2 end, coalesce(age, $1), length(coalesce(name, $2)) from member where $2 is not null",
    ] {
        assert_eq!(db.prepare_check(sql).await, Ok(()), "{sql}");
    }
}

async fn one_wants_one(db: TestDb) {
    let out = db.one::<(i64,)>("select 1 union all select 2", &[]).await;
    assert!(matches!(out, Err(Error::Sql(_))), "{out:?}");
    let out = db.one::<(i64, i64)>("select 1", &[]).await;
    assert!(matches!(out, Err(Error::Column(_))), "{out:?}");
    let out = db.one::<(i64,)>("select 'text'", &[]).await;
    assert!(matches!(out, Err(Error::Column(_))), "{out:?}");
    let out = db.one::<(i64,)>("select cast(null as bigint)", &[]).await;
    assert!(matches!(out, Err(Error::Column(_))), "{out:?}");
}

async fn exec_counts(db: TestDb) {
    let m = member("a");
    let counts = db.tx::<_, Error, _>(async move |tx| {
        add(tx, &corp(), &m).await?;
        let renamed = tx.exec(RENAME, args![corp(), m.userid, "new"]).await?;
        let nobody = tx.exec(RENAME, args![corp(), "nobody", "new"]).await?;
        let returned = tx.exec(COUNT, args![corp(), "a", 5]).await?;
        Ok((renamed, nobody, returned))
    });
    assert_eq!(counts.await, Ok((1, 0, 1)));
}
