//! The schema of these tests, and each test on both databases.

use hobnail_store::testing::{TestDb, postgres_with, sqlite_with};
use hobnail_store::{Migration, Options};

pub const SCHEMA: &[Migration] = &[Migration {
    domain: "test",
    version: 1,
    name: "tables",
    sql: "create table member (
    corp_id text not null, userid text not null, name text, age bigint, active boolean not null default true, score double precision,
    photo bytea, primary key (corp_id, userid));
create table counter (corp_id text not null, userid text not null, n bigint not null, primary key (corp_id, userid));
create table item (corp_id text not null, id bigint not null, half bigint not null, body text not null default '',
    primary key (corp_id, id, half), check (half in (1, 2)));
create unique index member_name on member (corp_id, name);
",
}];

pub fn options() -> Options {
    Options { pool: 8, durable: false, ..Options::default() }
}

pub async fn sqlite() -> TestDb {
    sqlite_with(SCHEMA, options()).await
}

pub async fn postgres() -> TestDb {
    postgres_with(SCHEMA, options()).await
}

/// One test body, `async fn name(db: TestDb)`, as two tests.
#[macro_export]
macro_rules! both {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite { $(
            #[tokio::test]
            async fn $name() { super::$name($crate::kit::sqlite().await).await }
        )* }
        mod on_postgres { $(
            #[tokio::test]
            async fn $name() { super::$name($crate::kit::postgres().await).await }
        )* }
    };
}
