//! Migrations: plain SQL, forward only, one text for both databases.
//!
//! Each domain numbers its own from 1 without gaps. What was applied stands in `schema_migration` with a checksum, so a text that was
//! edited after it shipped, and a database that is newer than the program, are refused before anything is touched. Every migration is
//! one transaction together with its row, so one that fails leaves nothing behind and the next start tries it again.
//!
//! For SQLite the words `bigint`, `boolean`, `double precision` and `bytea` become its own, and each `create table` ends with
//! `strict, without rowid`. A table that must keep its rowid (rows of many kilobytes) says `-- keep rowid` inside its statement.
//!
//! **Failure.** When two servers start at once one of them loses; it looks again, finds the migration applied, and goes on.

use crate::lint::{Token, What, tokens};
use crate::{Backend, Db, Error, Query, Result, args};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

/// One step of one domain's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Migration {
    /// Whose tables: `contact`.
    pub domain: &'static str,
    /// 1, 2, 3 …
    pub version: u32,
    /// What it does, in a word or two.
    pub name: &'static str,
    /// The statements, in PostgreSQL's words.
    pub sql: &'static str,
}

const TABLE: &str = "create table if not exists schema_migration (
    domain text not null, version bigint not null, name text not null, checksum text not null, primary key (domain, version))";
const APPLIED: &str = "select domain, version, name, checksum from schema_migration order by domain, version";
const ONE: &str = "select checksum from schema_migration where domain = $1 and version = $2";
const RECORD: &str = "insert into schema_migration (domain, version, name, checksum) values ($1, $2, $3, $4)";

/// How often a start looks again after losing to another start.
const TRIES: u32 = 10;

impl Migration {
    /// Of the text, so that an edit after the fact is noticed; blanks at line ends don't count.
    pub(crate) fn checksum(&self) -> String {
        let mut hash = Sha256::new();
        for line in self.sql.trim().lines() {
            hash.update(line.trim_end());
            hash.update("\n");
        }
        hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect()
    }
}

impl Db {
    /// Brings the schema up to date. Domains are taken in the order in which they first appear, each by version.
    ///
    /// # Errors
    /// [`Error::Setup`] for a gap, a duplicate, an applied migration whose text has changed or that this program doesn't know, and for
    /// a text that breaks the house rules; else the error of the statement.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<()> {
        let ordered = ordered(migrations)?;
        let backend = self.backend();
        let table = dialect(TABLE, backend).map_err(Error::Setup)?;
        again(async || {
            let table = table.clone();
            self.tx::<_, Error, _>(async move |tx| tx.batch(&table).await).await
        })
        .await?;
        let applied: Vec<(String, i64, String, String)> = self.rows(APPLIED, &[]).await?;
        for (domain, version, name, checksum) in &applied {
            let known = ordered.iter().find(|m| m.domain == domain && i64::from(m.version) == *version);
            match known {
                None => {
                    return Err(Error::Setup(format!(
                        "it has the migration {domain} {version} ({name}), which is newer than this program"
                    )));
                }
                Some(m) if m.checksum() != *checksum => {
                    return Err(Error::Setup(format!(
                        "the migration {domain} {version} ({name}) was changed after it was applied"
                    )));
                }
                Some(_) => {}
            }
        }
        for m in ordered {
            if applied.iter().any(|(domain, version, ..)| m.domain == domain && i64::from(m.version) == *version) {
                continue;
            }
            let text = dialect(m.sql, backend).map_err(|why| Error::Setup(format!("{} {}: {why}", m.domain, m.version)))?;
            again(async || {
                let (text, m) = (text.clone(), *m);
                self.tx(async move |tx| {
                    let done: Option<(String,)> = tx.one(ONE, args![m.domain, m.version]).await?;
                    match done {
                        Some((checksum,)) if checksum == m.checksum() => return Ok(()),
                        Some(_) => {
                            return Err(Error::Setup(format!("another program applied another {} {}", m.domain, m.version)));
                        }
                        None => {}
                    }
                    tx.batch(&text).await?;
                    tx.exec(RECORD, args![m.domain, m.version, m.name, m.checksum()]).await?;
                    Ok(())
                })
                .await
            })
            .await
            .map_err(|e| match e {
                Error::Sql(why) => Error::Setup(format!("the migration {} {} ({}): {why}", m.domain, m.version, m.name)),
                other => other,
            })?;
            tracing::info!(domain = m.domain, version = m.version, name = m.name, "migrated");
        }
        Ok(())
    }
}

/// PostgreSQL reports a table that somebody else makes at the same moment in several ways; all of them pass when one looks again.
async fn again(step: impl AsyncFn() -> Result<()>) -> Result<()> {
    let mut tries = 0;
    loop {
        tries += 1;
        match step().await {
            Err(Error::Sql(_) | Error::Unique { .. } | Error::Contended(_)) if tries < TRIES => {
                tokio::time::sleep(Duration::from_millis(5 * u64::from(tries))).await;
            }
            out => return out,
        }
    }
}

fn ordered(migrations: &[Migration]) -> Result<Vec<&Migration>> {
    let mut domains: Vec<&str> = Vec::new();
    let mut by_domain: BTreeMap<&str, Vec<&Migration>> = BTreeMap::new();
    for m in migrations {
        if !domains.contains(&m.domain) {
            domains.push(m.domain);
        }
        by_domain.entry(m.domain).or_default().push(m);
    }
    let mut out = Vec::with_capacity(migrations.len());
    for domain in domains {
        let mut list = by_domain.remove(domain).unwrap_or_default();
        list.sort_by_key(|m| m.version);
        if let Some((want, m)) = (1..).zip(&list).find(|(want, m)| m.version != *want) {
            return Err(Error::Setup(format!("{domain} has a migration {} where {want} was expected", m.version)));
        }
        out.extend(list);
    }
    Ok(out)
}

/// Column types that only one database has, or that aren't the house's.
const FOREIGN: &[&str] = &[
    "int",
    "integer",
    "int8",
    "int4",
    "smallint",
    "serial",
    "bigserial",
    "varchar",
    "char",
    "character",
    "bool",
    "timestamp",
    "timestamptz",
    "json",
    "jsonb",
    "uuid",
    "numeric",
    "decimal",
    "real",
    "float",
    "float8",
    "blob",
    "any",
    "autoincrement",
    "generated",
    "rowid",
    "strict",
    "now",
    "current_timestamp",
    "sequence",
    "trigger",
    "extension",
];

/// The text for one database.
pub(crate) fn dialect(sql: &str, backend: Backend) -> Result<String, String> {
    let tokens = tokens(sql);
    let words: Vec<(usize, &str)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(i, t)| match &t.what {
            What::Word(w) => Some((i, w.as_str())),
            _ => None,
        })
        .collect();
    for pair in words.windows(2) {
        // A foreign word in the place of a type follows a name; `any` or `real` as a column's own name follows a sign.
        let adjacent = pair[0].0 + 1 == pair[1].0;
        if adjacent && FOREIGN.contains(&pair[1].1) && !KEYWORD.contains(&pair[0].1) {
            return Err(format!("`{} {}`: types are text, bigint, boolean, double precision and bytea", pair[0].1, pair[1].1));
        }
    }
    if backend == Backend::Postgres {
        return Ok(sql.to_owned());
    }
    let mut out = String::with_capacity(sql.len() + 64);
    let (mut copied, mut statement, mut table, mut keep) = (0, 0, false, false);
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1).map(|t| &t.what);
        let (replace, end) = match &token.what {
            What::Word(w) => {
                statement += 1;
                table |= statement == 2 && w == "table" && matches!(before(&tokens, i), Some("create"));
                match w.as_str() {
                    "bigint" | "boolean" => ("integer", token.at.end),
                    "bytea" => ("blob", token.at.end),
                    "double" if next == Some(&What::Word("precision".into())) => ("real", tokens[i + 1].at.end),
                    _ => continue,
                }
            }
            What::Comment => {
                keep |= sql[token.at.clone()].contains("keep rowid");
                continue;
            }
            What::Sign(';') => {
                let options = suffix(table, keep);
                (statement, table, keep) = (0, false, false);
                out.push_str(&sql[copied..token.at.start]);
                copied = token.at.start;
                (options, token.at.start)
            }
            _ => continue,
        };
        out.push_str(&sql[copied..token.at.start]);
        out.push_str(replace);
        copied = end;
    }
    let end = tokens.iter().rev().find(|t| t.what != What::Comment).map_or(copied, |t| t.at.end.max(copied));
    out.push_str(&sql[copied..end]);
    out.push_str(suffix(table, keep));
    out.push('\n');
    Ok(out)
}

/// Words after which a foreign word isn't a column's type.
const KEYWORD: &[&str] = &["add", "column", "select", "by", "and", "or", "not", "as", "on", "set", "where"];

fn before(tokens: &[Token], i: usize) -> Option<&str> {
    match i.checked_sub(1).map(|i| &tokens[i].what) {
        Some(What::Word(w)) => Some(w),
        _ => None,
    }
}

fn suffix(table: bool, keep: bool) -> &'static str {
    match (table, keep) {
        (false, _) => "",
        (true, true) => " strict",
        (true, false) => " strict, without rowid",
    }
}
