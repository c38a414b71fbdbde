//! Databases for tests, fresh and migrated, in milliseconds.
//!
//! The first test that asks for a schema pays for it. On SQLite the migrated file stays in memory and every further database is a copy
//! of it; on PostgreSQL it becomes a template, from which `create database` copies. The cluster is the process's own ([`Pg`]), unless
//! `HOBNAIL_TEST_PG` names one: the folder of a unix socket or a connection string, for runs of several test binaries.
//!
//! **Failure.** Nothing is skipped when PostgreSQL is missing: the test panics and says so. **Deliberately not**: no clean-up by
//! truncation, no transaction that is rolled back around a test; a test has its database for itself.

mod pg;

pub use crate::db::Setup;
pub use pg::Pg;

use crate::{Db, Migration, Options, lint};
use std::collections::HashMap;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use tempfile::TempDir;

/// A database of one test. Dropping it removes it; clones of the [`Db`] must not be used after that.
pub struct TestDb {
    db: Db,
    place: Place,
}

enum Place {
    Folder(TempDir),
    Database(String),
}

impl Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// A clone of the handle.
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// SQLite: the folder that the file `test.db` is in.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(dir) => Some(dir.path()),
            Place::Database(_) => None,
        }
    }

    /// PostgreSQL: how to connect to it once more.
    pub fn url(&self) -> Option<String> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Database(name) => Some(pg::url(name)),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Place::Database(name) = &self.place {
            pg::remove(name.clone());
        }
    }
}

/// A handful of connections: hundreds of tests share one cluster.
fn options() -> Options {
    Options { pool: 8, durable: false, ..Options::default() }
}

/// A fresh SQLite database with these migrations. It isn't waited for the disk.
pub async fn sqlite(migrations: &[Migration]) -> TestDb {
    sqlite_with(migrations, options()).await
}

/// The same, opened in another way.
pub async fn sqlite_with(migrations: &[Migration], options: Options) -> TestDb {
    static TEMPLATES: OnceLock<Mutex<HashMap<String, Vec<u8>>>> = OnceLock::new();
    let templates = TEMPLATES.get_or_init(Mutex::default);
    let dir = tempfile::Builder::new().prefix("hobnail-").tempdir().expect("a temporary folder");
    let path = dir.path().join("test.db");
    let key = fingerprint(migrations);
    let template = templates.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    match template {
        Some(bytes) => std::fs::write(&path, bytes).expect("copy the template"),
        None => {
            let db = Db::open_sqlite(&path, self::options()).expect("open the template");
            db.migrate(migrations).await.expect("migrate the template");
            db.close().await;
            let bytes = std::fs::read(&path).expect("read the template");
            templates.lock().unwrap_or_else(PoisonError::into_inner).insert(key, bytes);
        }
    }
    let db = Db::open_sqlite(&path, options).expect("open a copy of the template");
    TestDb { db, place: Place::Folder(dir) }
}

/// A fresh PostgreSQL database with these migrations.
pub async fn postgres(migrations: &[Migration]) -> TestDb {
    postgres_with(migrations, options()).await
}

/// The same, opened in another way.
pub async fn postgres_with(migrations: &[Migration], options: Options) -> TestDb {
    let name = pg::fresh(migrations).await;
    let db = Db::open_postgres(&pg::url(&name), options).await.expect("open a copy of the template");
    TestDb { db, place: Place::Database(name) }
}

/// Lints every statement of the lists and prepares it on both databases; panics with all that fail.
pub async fn check_statements(migrations: &[Migration], lists: &[&[(&str, &str)]]) {
    let (lite, pg) = (sqlite(migrations).await, postgres(migrations).await);
    let mut wrong = Vec::new();
    for (name, sql) in lists.iter().copied().flatten() {
        if let Err(why) = lint(sql) {
            wrong.push(format!("{name}: {why}"));
        }
        for db in [&lite, &pg] {
            if let Err(e) = db.prepare_check(sql).await {
                wrong.push(format!("{name} on {:?}: {e}", db.backend()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names a schema: the same migrations give the same name in every process.
fn fingerprint(migrations: &[Migration]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for m in migrations {
        hash.update(format!("{} {} {} {}\n", m.domain, m.version, m.name, m.checksum()));
    }
    hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}
