//! Migrations on both databases: once, in order, all or nothing, and never edited.

use crate::kit::{SCHEMA, options};
use hobnail_store::testing::{TestDb, postgres_with, sqlite_with};
use hobnail_store::{Db, Error, Migration, Tx, args};

crate::both![again_and_further, edited, newer, gaps, half_done, starts_at_once, column_types];

const MORE: Migration = Migration {
    domain: "test",
    version: 2,
    name: "nickname",
    sql: "alter table member add column nick text not null default '-'; create index member_nick on member (corp_id, nick);",
};
const OTHER: Migration = Migration {
    domain: "other",
    version: 1,
    name: "thing",
    sql: "create table thing (corp_id text not null, at_ms bigint not null, primary key (corp_id, at_ms))",
};

async fn again_and_further(db: TestDb) {
    let find = "select userid, name from member where corp_id = $1";
    let add = async |tx: &mut Tx| tx.exec("insert into member (corp_id, userid) values ($1, $2)", args!["corp1", "a"]).await;
    assert_eq!(db.tx(add).await, Ok(1));
    assert_eq!(db.one::<(String, Option<String>)>(find, args!["corp1"]).await, Ok(Some(("a".into(), None))));
    assert_eq!(db.migrate(SCHEMA).await, Ok(()));
    let list = [SCHEMA[0], OTHER, MORE];
    assert_eq!(db.migrate(&list).await, Ok(()));
    assert_eq!(db.migrate(&list).await, Ok(()));
    // A statement that was prepared before goes on working.
    assert_eq!(db.one::<(String, Option<String>)>(find, args!["corp1"]).await, Ok(Some(("a".into(), None))));
    assert_eq!(db.one::<(String,)>("select nick from member where corp_id = $1", args!["corp1"]).await, Ok(Some(("-".into(),))));
    let log: Vec<(String, i64)> =
        db.rows("select domain, version from schema_migration order by domain, version", &[]).await.unwrap();
    assert_eq!(log, [("other".into(), 1), ("test".into(), 1), ("test".into(), 2)]);
}

fn refused(out: Result<(), Error>, words: &str) {
    assert!(matches!(&out, Err(Error::Setup(why)) if why.contains(words)), "{out:?}");
}

async fn edited(db: TestDb) {
    let edited = Migration { sql: "create table another (corp_id text primary key)", ..SCHEMA[0] };
    refused(db.migrate(&[edited]).await, "was changed");
}

async fn newer(db: TestDb) {
    db.migrate(&[SCHEMA[0], MORE]).await.unwrap();
    refused(db.migrate(SCHEMA).await, "newer than this program");
}

async fn gaps(db: TestDb) {
    refused(db.migrate(&[SCHEMA[0], Migration { version: 3, ..MORE }]).await, "where 2 was expected");
    refused(db.migrate(&[SCHEMA[0], MORE, MORE]).await, "where 3 was expected");
    refused(
        db.migrate(&[SCHEMA[0], Migration { sql: "create table x (corp_id text primary key, n serial)", ..MORE }]).await,
        "serial",
    );
}

/// The second statement fails: the first is undone, and the repaired text is applied afterwards.
async fn half_done(db: TestDb) {
    let broken = Migration {
        sql: "create table thing (corp_id text primary key); create table thing (corp_id text primary key)",
        ..OTHER
    };
    refused(db.migrate(&[SCHEMA[0], broken]).await, "thing");
    assert!(db.prepare_check("select corp_id from thing").await.is_err());
    assert_eq!(db.migrate(&[SCHEMA[0], OTHER]).await, Ok(()));
}

/// Several programs start at the same moment on an empty database.
async fn starts_at_once(db: TestDb) {
    let (url, file) = match (db.url(), db.folder()) {
        (Some(_), _) => {
            let empty = postgres_with(&[], options()).await;
            (empty.url().map(|url| (url, empty)), None)
        }
        (_, Some(_)) => (None, Some(sqlite_with(&[], options()).await)),
        _ => unreachable!(),
    };
    let mut handles: Vec<Db> = vec![];
    for _ in 0..4 {
        handles.push(match (&url, &file) {
            (Some((url, _)), _) => Db::open_postgres(url, options()).await.unwrap(),
            (_, Some(file)) => Db::open_sqlite(&file.folder().unwrap().join("test.db"), options()).unwrap(),
            _ => unreachable!(),
        });
    }
    let list = [SCHEMA[0], OTHER, MORE];
    for out in futures_util::future::join_all(handles.iter().map(|db| db.migrate(&list))).await {
        assert_eq!(out, Ok(()));
    }
}

/// The house's types on either database, and what a table is on SQLite.
async fn column_types(db: TestDb) {
    let types = Migration {
        domain: "types",
        version: 1,
        name: "types",
        sql: "-- a comment; with bigint in it
create table typed (corp_id text not null, i bigint not null, b boolean not null default false, d double precision, x bytea,
    \"any\" text default 'bigint; boolean', primary key (corp_id, i));
/* and; another */ create table big (corp_id text not null primary key, body text not null -- keep rowid
);
insert into typed (corp_id, i) values ('c', 1);",
    };
    assert_eq!(db.migrate(&[SCHEMA[0], types]).await, Ok(()));
    let row: Option<(i64, bool, Option<f64>, String)> =
        db.one("select i, b, d, \"any\" from typed where corp_id = $1", args!["c"]).await.unwrap();
    assert_eq!(row, Some((1, false, None, "bigint; boolean".into())));
    if db.backend() == hobnail_store::Backend::Sqlite {
        let made: Vec<(String, String)> =
            db.rows("select name, sql from sqlite_schema where name in ('typed', 'big') order by name", &[]).await.unwrap();
        assert!(made[0].1.trim_end().ends_with(") strict"), "{}", made[0].1);
        assert!(made[1].1.ends_with(") strict, without rowid"), "{}", made[1].1);
        assert!(made[1].1.contains("i integer not null, b integer not null default false, d real, x blob"), "{}", made[1].1);
    }
}
