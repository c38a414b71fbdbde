//! The house rules for statements: what is allowed means the same on both databases, and what isn't is found before it ships.

use hobnail_store::testing::{TestDb, check_statements};
use hobnail_store::{Error, Query, Tx, args, lint, sql, vals};

crate::both![parameters, values, order, aggregates, shapes, upserts, patterns, types_are_strict];

sql! {
    ADD = "insert into member (corp_id, userid, name, age, active) values ($1, $2, $3, $4, $5)";
    BY_NAME = "select name from member where corp_id = $1 and name is not null order by name";
    BY_AGE = "select userid from member where corp_id = $1 order by age nulls first, userid desc";
    TOTAL = "select cast(coalesce(sum(age), 0) as bigint), cast(avg(age) as double precision), count(*), max(age) from member
        where corp_id = $1 and userid like $2 escape '\\'";
    KEYSET = "select userid, age from member where corp_id = $1 and (age, userid) > ($2, $3) order by age, userid limit 2";
    WINDOW = "select userid, row_number() over (partition by active order by age desc nulls last, userid) from member
        where corp_id = $1 order by userid";
    FILTER = "select count(*) filter (where active), count(*) filter (where not active) from member where corp_id = $1";
    CTE = "with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < 5)
        select cast(sum(i) as bigint) from n";
    UPDATE_FROM = "update member set age = counter.n from counter
        where member.corp_id = $1 and counter.corp_id = member.corp_id and counter.userid = member.userid returning member.userid, age";
    ANY_AT_ALL = "select exists (select 1 from member where corp_id = $1 and active)";
    COUNT_UP = "insert into counter (corp_id, userid, n) values ($1, $2, 1)
        on conflict (corp_id, userid) do update set n = counter.n + 1 where counter.n < $3 returning n";
    COPY = "insert into counter (corp_id, userid, n) select corp_id, userid, 0 from member where corp_id = $1 and true
        on conflict (corp_id, userid) do nothing";
    CASE = "select case when $1 > $2 then $1 else $2 end";
    PHOTO = "insert into member (corp_id, userid, photo) values ($1, $2, $3)";
    DELETE = "delete from member where corp_id = $1 and userid = $2 returning active";
}

#[tokio::test]
async fn statements() {
    check_statements(crate::kit::SCHEMA, &[STATEMENTS]).await;
}

async fn people(db: &TestDb, list: &'static [(&'static str, Option<&'static str>, Option<i64>, bool)]) {
    let add = async move |tx: &mut Tx| {
        let rows: Vec<_> = list.iter().map(|(id, name, age, active)| vals!["corp1", *id, *name, *age, *active]).collect();
        tx.exec_many(ADD, &rows).await
    };
    assert_eq!(db.tx(add).await, Ok(list.len() as u64));
}

/// Parameters are numbers, not places; one may stand twice, and its type is the argument's.
async fn parameters(db: TestDb) {
    people(&db, &[("a", Some("x"), Some(3), true), ("b", None, None, false)]).await;
    let swapped = db.one::<(String, i64)>("select $2, $1", args![7, "seven"]).await;
    assert_eq!(swapped, Ok(Some(("seven".into(), 7))));
    assert_eq!(db.one::<(bool,)>("select 0 < $1 - 1", args![i64::MAX]).await, Ok(Some((true,))));
    let optional = "select userid from member where corp_id = $1 and ($2 is null or name = $2) order by userid";
    assert_eq!(db.rows::<(String,)>(optional, args!["corp1", None::<String>]).await.map(|r| r.len()), Ok(2));
    assert_eq!(db.rows::<(String,)>(optional, args!["corp1", Some("x")]).await.map(|r| r.len()), Ok(1));
    assert_eq!(db.one::<(bool, bool)>("select $1 is null, $2 is null", args![None::<bool>, 1.5]).await, Ok(Some((true, false))));
    assert_eq!(db.one::<(i64,)>(CASE, args![3, 9]).await, Ok(Some((9,))));
    assert!(db.one::<(i64, i64)>("select $1, $2", args![1]).await.is_err(), "too few arguments");
    // Too many pass on PostgreSQL; that SQLite refuses them is enough for a test to find it.
    let too_many = db.one::<(i64,)>("select $1", args![1, 2]).await;
    assert_eq!(too_many.is_err(), db.backend() == hobnail_store::Backend::Sqlite, "{too_many:?}");
}

/// What goes in comes out.
async fn values(db: TestDb) {
    let text = "Zoë 张三 🎉 ' \" \\ % _ \u{feff}";
    assert_eq!(db.one::<(String,)>("select $1", args![text]).await, Ok(Some((text.into(),))));
    assert_eq!(db.one::<(i64, i64)>("select $1, $2", args![i64::MIN, i64::MAX]).await, Ok(Some((i64::MIN, i64::MAX))));
    assert_eq!(db.one::<(f64, f64)>("select $1, $2", args![-0.1, f64::INFINITY]).await, Ok(Some((-0.1, f64::INFINITY))));
    assert_eq!(db.one::<(bool, bool)>("select $1, $2", args![true, false]).await, Ok(Some((true, false))));
    assert_eq!(db.one::<([u8; 3],)>("select $1", args![[0u8, 9, 255]]).await, Ok(Some(([0, 9, 255],))));
    assert_eq!(db.one::<(Option<Vec<u8>>,)>("select $1", args![None::<Vec<u8>>]).await, Ok(Some((None,))));
    assert_eq!(db.one::<(i64, i32)>("select length($1), 1", args!["张三"]).await, Ok(Some((2, 1))));
    assert!(matches!(db.one::<(i32,)>("select $1", args![i64::MAX]).await, Err(Error::Column(_))));
    assert!(matches!(db.one::<(bool,)>("select $1", args![7]).await, Err(Error::Column(_))));
}

/// Text sorts by its bytes, and nulls stand where the statement says.
async fn order(db: TestDb) {
    people(
        &db,
        &[
            ("1", Some("b"), Some(2), true),
            ("2", Some("B"), None, true),
            ("3", Some("a b"), Some(1), true),
            ("4", Some("ab"), None, true),
            ("5", Some("ä"), Some(1), true),
            ("6", Some("中"), Some(1), true),
            ("7", Some("a-b"), Some(1), true),
            ("8", Some("_"), Some(1), true),
        ],
    )
    .await;
    let names: Vec<(String,)> = db.rows(BY_NAME, args!["corp1"]).await.unwrap();
    let names: Vec<_> = names.iter().map(|(n,)| n.as_str()).collect();
    assert_eq!(names, ["B", "_", "a b", "a-b", "ab", "b", "ä", "中"]);
    let ids: Vec<(String,)> = db.rows(BY_AGE, args!["corp1"]).await.unwrap();
    assert_eq!(ids.iter().map(|(n,)| n.as_str()).collect::<String>(), "42876531");
    let page: Vec<(String, i64)> = db.rows(KEYSET, args!["corp1", 1, "6"]).await.unwrap();
    assert_eq!(page, [("7".into(), 1), ("8".into(), 1)]);
}

async fn aggregates(db: TestDb) {
    type Totals = (i64, Option<f64>, i64, Option<i64>);
    people(&db, &[("a", None, Some(1), true), ("b", None, Some(2), true), ("c_c", None, None, false)]).await;
    assert_eq!(db.one::<Totals>(TOTAL, args!["corp1", "%"]).await, Ok(Some((3, Some(1.5), 3, Some(2)))));
    assert_eq!(db.one::<Totals>(TOTAL, args!["corp2", "%"]).await, Ok(Some((0, None, 0, None))));
    assert_eq!(db.one::<Totals>(TOTAL, args!["corp1", "c\\_%"]).await, Ok(Some((0, None, 1, None))));
    assert_eq!(db.one::<(i64, i64)>(FILTER, args!["corp1"]).await, Ok(Some((2, 1))));
}

async fn shapes(db: TestDb) {
    people(&db, &[("a", None, Some(1), true), ("b", None, Some(2), true), ("c", None, None, true)]).await;
    let numbered: Vec<(String, i64)> = db.rows(WINDOW, args!["corp1"]).await.unwrap();
    assert_eq!(numbered, [("a".into(), 2), ("b".into(), 1), ("c".into(), 3)]);
    assert_eq!(db.one::<(i64,)>(CTE, &[]).await, Ok(Some((15,))));
    assert_eq!(db.one::<(bool,)>(ANY_AT_ALL, args!["corp1"]).await, Ok(Some((true,))));
    assert_eq!(db.one::<(bool,)>(ANY_AT_ALL, args!["corp2"]).await, Ok(Some((false,))));
    let updated = db.tx::<_, Error, _>(async |tx: &mut Tx| {
        tx.exec(COUNT_UP, args!["corp1", "b", 9]).await?;
        tx.rows::<(String, i64)>(UPDATE_FROM, args!["corp1"]).await
    });
    assert_eq!(updated.await, Ok(vec![("b".into(), 1)]));
    let deleted = db.tx::<_, Error, _>(async |tx: &mut Tx| {
        let deleted = tx.one::<(bool,)>(DELETE, args!["corp1", "a"]).await?;
        Ok((deleted, tx.one::<(bool,)>(DELETE, args!["corp1", "a"]).await?))
    });
    assert_eq!(deleted.await, Ok((Some((true,)), None)));
}

async fn upserts(db: TestDb) {
    people(&db, &[("a", None, None, true), ("b", None, None, true)]).await;
    let counted = db.tx::<_, Error, _>(async |tx: &mut Tx| {
        let mut out = vec![];
        for _ in 0..3 {
            out.push(tx.one::<(i64,)>(COUNT_UP, args!["corp1", "a", 2]).await?);
        }
        Ok((out, tx.exec(COPY, args!["corp1"]).await?, tx.exec(COPY, args!["corp1"]).await?))
    });
    assert_eq!(counted.await, Ok((vec![Some((1,)), Some((2,)), None], 1, 0)));
}

/// `like` looks at case, and `\` escapes.
async fn patterns(db: TestDb) {
    let like = "select $1 like $2 escape '\\'";
    for (text, pattern, want) in [
        ("Abc", "A%", true),
        ("abc", "A%", false),
        ("a_c", "a\\_c", true),
        ("abc", "a\\_c", false),
        ("abc", "a_c", true),
        ("50%", "50\\%", true),
    ] {
        assert_eq!(db.one::<(bool,)>(like, args![text, pattern]).await, Ok(Some((want,))), "{text} like {pattern}");
    }
}

/// A value of another type is refused by both, and so is a number that grows too large.
async fn types_are_strict(db: TestDb) {
    let wrong = db.tx::<_, Error, _>(async |tx: &mut Tx| tx.exec(ADD, args!["corp1", "a", "x", "abc", true]).await).await;
    assert!(wrong.is_err(), "{wrong:?}");
    let wrong = db.tx::<_, Error, _>(async |tx: &mut Tx| tx.exec(PHOTO, args!["corp1", "a", "text"]).await).await;
    assert!(wrong.is_err(), "{wrong:?}");
    let null = db.tx::<_, Error, _>(async |tx: &mut Tx| tx.exec(ADD, args!["corp1", None::<String>, "x", 1, true]).await).await;
    assert!(matches!(null, Err(Error::Constraint(_))), "{null:?}");
    people(&db, &[("a", None, Some(i64::MAX), true)]).await;
    let more = "update member set age = age + 1 where corp_id = $1";
    let overflow = db.tx::<_, Error, _>(async move |tx: &mut Tx| tx.exec(more, args!["corp1"]).await).await;
    assert!(matches!(overflow, Err(Error::Constraint(_))), "{overflow:?}");
}

/// Each of these would pass on one database, or mean something else there.
#[tokio::test]
async fn what_differs_is_refused() {
    let (lite, pg) = (crate::kit::sqlite().await, crate::kit::postgres().await);
    for sql in [
        "begin",
        "select 1; commit",
        "rollback to savepoint x",
        "savepoint x",
        "pragma foreign_keys = off",
        "attach 'x' as y",
        "insert or rollback into counter (corp_id, userid, n) values ($1, $2, $3)",
        "insert or ignore into counter (corp_id, userid, n) values ($1, $2, $3)",
        "replace into counter (corp_id, userid, n) values ($1, $2, $3)",
        "select * from member",
        "select m.* from member m",
        "delete from member returning *",
        "select userid from member where name ilike $1",
        "select userid from member where name like $1",
        "select now()",
        "select current_timestamp",
        "select random()",
        "select lower(name) from member",
        "select sum(age) from member",
        "select avg(age) from member",
        "select max(age, 3) from member",
        "select greatest(age, 3) from member",
        "select name from member where name = \"x\"",
        "select $1::bigint",
        "select photo ->> 'x' from member",
        "select ?",
        "select ?1",
        "select userid from member where age = any($1)",
        "insert into counter values ($1, $2, $3)",
        "select userid from member for update",
        "select $1, $3",
        "create table x (y text)",
        "select nextval('x')",
        "update counter set n = n + 1; update counter set n = n + 1",
    ] {
        assert!(lint(sql).is_err(), "not refused: {sql}");
    }
    // These only a database finds, one or the other; therefore every statement is prepared on both.
    for (sql, on_lite, on_pg) in [
        (
            "insert into counter (corp_id, userid, n) values ('c', 'u', 1) on conflict (corp_id, userid) do update set n = n + 1",
            true,
            false,
        ),
        (
            "insert into counter (corp_id, userid, n) select corp_id, userid, 1 from member on conflict (corp_id, userid) do nothing",
            false,
            true,
        ),
        ("select corp_id, name, count(*) from member group by corp_id", true, false),
        ("select distinct on (corp_id) userid from member", false, true),
    ] {
        assert_eq!(lite.prepare_check(sql).await.is_ok(), on_lite, "{sql}");
        assert_eq!(pg.prepare_check(sql).await.is_ok(), on_pg, "{sql}");
    }
    // An unknown name in double quotes isn't a text on SQLite either.
    assert!(lite.prepare_check("select \"x\"").await.is_err());
}

#[test]
fn what_is_fine() {
    for (name, sql) in STATEMENTS {
        assert_eq!(lint(sql), Ok(()), "{name}");
    }
    for sql in [
        "select count(*) from member",
        "select age * 2, 3 * age from member",
        "select 'select * from x; now()' -- begin; \"x\"",
        "update job set format = $1, match = $2 where corp_id = $3",
        "select case when active then 1 else 0 end from member",
        "select max(age), min(age), coalesce(max(age), 0) from member",
        "insert into counter as c (corp_id, userid, n) values ($1, $2, $3) on conflict (corp_id, userid) do update set n = excluded.n",
        "select released, locked, begin_ms, now_ms from x where corp_id = $1",
    ] {
        assert_eq!(lint(sql), Ok(()), "{sql}");
    }
}
