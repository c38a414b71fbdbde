//! The whole schema and every statement, on both databases.
//!
//! The schema that the migrations make from nothing is compared with `schema.txt`, which is committed: a migration shows in
//! review what it changes. `HOBNAIL_UPDATE_SNAPSHOTS=1 cargo test -p hobnail --test schema` writes it anew.

use std::{collections::BTreeSet, path::Path};

use hobnail::domains;
use hobnail_store::{
    Db, args,
    testing::{self, check_statements},
};

const SQLITE_COLUMNS: &str = "select m.name, p.name, p.type, case when p.\"notnull\" = 1 then 'not null' else '' end
    from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite%'";
const SQLITE_INDEXES: &str = "select m.tbl_name, m.name, m.sql from sqlite_master m where m.type = 'index' and m.sql is not null";
const POSTGRES_COLUMNS: &str = "select cast(table_name as text), cast(column_name as text), cast(data_type as text),
    case when is_nullable = 'NO' then 'not null' else '' end from information_schema.columns where table_schema = 'public'";
const POSTGRES_INDEXES: &str = "select cast(tablename as text), cast(indexname as text), indexdef from pg_indexes
    where schemaname = 'public' and indexname not like '%_pkey'";

/// One line for each column and index, in order; the same on both databases.
async fn dump(db: &Db, columns: &'static str, indexes: &'static str) -> String {
    let mut lines = BTreeSet::new();
    for (table, column, kind, null) in db.rows::<(String, String, String, String)>(columns, args![]).await.unwrap() {
        lines.insert(format!("{table}.{column} {kind} {null}").trim_end().to_owned());
    }
    for (table, index, sql) in db.rows::<(String, String, String)>(indexes, args![]).await.unwrap() {
        let unique = if sql.to_ascii_lowercase().starts_with("create unique") { "unique index" } else { "index" };
        let (_, listed) = sql.split_once('(').expect("columns");
        // PostgreSQL writes conditions in its own way.
        let listed = match listed.split_once(" WHERE (") {
            Some((columns, condition)) => {
                format!(
                    "{columns} where {}",
                    condition.trim_end_matches(')').trim_start_matches('(').replace("IS NOT NULL", "is not null")
                )
            }
            None => listed.to_owned(),
        };
        lines.insert(format!("{table} {unique} {index} ({listed}"));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The same in SQLite's types, of which there are fewer.
fn as_sqlite(dump: &str) -> String {
    let types = [
        (" bigint", " INTEGER"),
        (" boolean", " INTEGER"),
        (" text", " TEXT"),
        (" bytea", " BLOB"),
        (" double precision", " REAL"),
    ];
    let lines = dump.lines().map(|line| match line.contains(" index ") {
        true => line.to_owned(),
        false => types.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to)),
    });
    lines.map(|line| line + "\n").collect()
}

#[tokio::test]
async fn the_schema_from_nothing_is_the_committed_one_on_both_databases() {
    let migrations = domains::migrations();
    let lite = dump(&*testing::sqlite(&migrations).await, SQLITE_COLUMNS, SQLITE_INDEXES).await;
    let pg = dump(&*testing::postgres(&migrations).await, POSTGRES_COLUMNS, POSTGRES_INDEXES).await;
    assert!(lite.lines().count() > 100, "the dump is not whole:\n{lite}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema.txt");
    if std::env::var_os("HOBNAIL_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &pg).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(pg, committed, "PostgreSQL's schema is not that of tests/schema.txt");
    assert_eq!(lite, as_sqlite(&committed), "SQLite's schema is not that of tests/schema.txt");
}

#[tokio::test]
async fn every_statement_is_prepared_on_both_databases() {
    let statements = domains::statements();
    assert!(statements.len() > 60, "the list is not whole: {}", statements.len());
    check_statements(&domains::migrations(), &[&statements]).await;
}
