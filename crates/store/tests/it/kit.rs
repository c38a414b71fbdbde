//! The schema of these tests, and each test on both databases.

use hobnail_store::testing::{TestDb, postgres_with, sqlite_with};
use hobnail_store::{Db, Error, Migration, Options, Tx, args};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

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

/// An error of a domain, with the store's in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    Store(Error),
    Refused,
}

impl From<Error> for Fault {
    fn from(e: Error) -> Self {
        Fault::Store(e)
    }
}

pub const ITEM: &str = "insert into item (corp_id, id, half) values ($1, $2, $3)";
const ITEMS: &str = "select id, half from item where corp_id = $1 order by id, half";

/// Two rows that belong together.
pub async fn two_halves(tx: &mut Tx, id: i64) -> Result<(), Error> {
    tx.exec(ITEM, args!["corp1", id, 1]).await?;
    tx.exec(ITEM, args!["corp1", id, 2]).await?;
    Ok(())
}

/// The ids of which both halves are there; panics if there is a half without the other.
pub async fn whole_items(db: &Db) -> Vec<i64> {
    let rows: Vec<(i64, i64)> = db.rows(ITEMS, args!["corp1"]).await.unwrap();
    let (first, second): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, half)| *half == 1);
    let first: Vec<i64> = first.into_iter().map(|(id, _)| id).collect();
    let second: Vec<i64> = second.into_iter().map(|(id, _)| id).collect();
    assert_eq!(first, second, "half a transaction");
    first
}

/// Holds the thread on which closures run, so that what is submitted meanwhile waits there together.
pub struct Gate {
    open: mpsc::Sender<()>,
    held: tokio::task::JoinHandle<Result<(), Error>>,
}

impl Gate {
    pub async fn hold(db: &Db) -> Gate {
        let (open, wait) = mpsc::channel::<()>();
        let wait = Mutex::new(wait);
        let (tell, reached) = mpsc::channel();
        let held = tokio::spawn(db.tx(async move |_tx: &mut Tx| {
            let _ = tell.send(());
            let _ = wait.lock().unwrap().recv();
            Ok(())
        }));
        loop {
            tokio::task::yield_now().await;
            if reached.try_recv().is_ok() {
                return Gate { open, held };
            }
        }
    }

    /// Lets everything that was spawned be submitted, then opens. On SQLite a group has ended by then, so the waiting form the next.
    pub async fn open(self) {
        tokio::time::sleep(Duration::from_millis(7)).await;
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        // Hanging up and not sending: the closure may run again, if its group is lost.
        drop(self.open);
        self.held.await.unwrap().unwrap();
    }
}
