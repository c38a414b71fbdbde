//! What can go wrong, in the words of the caller and not of a driver.
//!
//! Both databases answer the same situation with the same variant; a caller matches on `Unique`, `Busy` and `Unavailable` and lets
//! everything else become an internal error. The drivers' own types stay inside this crate, so the detail is text.

use tokio_postgres::error::{Severity, SqlState};

/// The result of every function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed statement, transaction or start.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A primary key or unique index already holds this value. Ask with `on conflict do nothing returning` where it is expected.
    #[error("{table}({columns}) is taken already")]
    Unique {
        /// The table, without its schema.
        table: String,
        /// The columns of the key, separated by a comma and a space; empty where the database doesn't say.
        columns: String,
    },
    /// A value doesn't fit: a check, foreign key or `not null`, another type, a number out of range, U+0000 in a text.
    #[error("the value does not fit: {0}")]
    Constraint(String),
    /// A statement failed before, so the transaction can't be committed, whatever its closure returned.
    #[error("a statement of this transaction failed")]
    Aborted,
    /// The closure waited for something that isn't a statement of its own transaction. It was rolled back.
    #[error("a transaction closure awaited something else than its own statements")]
    Awaited,
    /// The database was used from inside a closure in another way than through the closure's own handle.
    #[error("the database was used from inside a transaction closure; use the closure's own handle")]
    Nested,
    /// More transactions wait than the queue holds, or none of the connections became free in time. Nothing was done; try again later.
    #[error("too many transactions are waiting")]
    Busy,
    /// The database can't work at the moment: no connection, disk full, closed. Nothing was kept.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The connection was lost during COMMIT: kept or not, nobody knows. Never retried here.
    #[error("it is unknown whether the transaction was kept: {0}")]
    Unknown(String),
    /// Other transactions won every time, for as long as the retry lasted; the number of runs.
    #[error("gave up after {0} runs against concurrent transactions")]
    Contended(u32),
    /// A column isn't what the row type expects.
    #[error("column mismatch: {0}")]
    Column(String),
    /// The schema can't be used: a changed or unknown migration, a database with a foreign sort order.
    #[error("the database can't be used: {0}")]
    Setup(String),
    /// A statement is wrong. The text names it.
    #[error("statement failed: {0}")]
    Sql(String),
}

/// The beginning of a statement, enough to find it in the source.
fn brief(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

impl Error {
    /// The statement is wrong, not the data.
    pub(crate) fn sql(sql: &str, why: impl std::fmt::Display) -> Self {
        Error::Sql(format!("{why} in: {}", brief(sql)))
    }

    pub(crate) fn closed() -> Self {
        Error::Unavailable("the database is closed".into())
    }

    pub(crate) fn sqlite(e: &rusqlite::Error, sql: &str) -> Self {
        use rusqlite::ErrorCode as Code;
        use rusqlite::ffi;
        let (code, text) = match e {
            rusqlite::Error::SqliteFailure(code, text) => (*code, text.clone().unwrap_or_else(|| code.to_string())),
            rusqlite::Error::SqlInputError { error, msg, .. } => (*error, msg.clone()),
            other => return Error::sql(sql, other),
        };
        match (code.code, code.extended_code) {
            (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
                unique_sqlite(&text)
            }
            (Code::ConstraintViolation | Code::TypeMismatch | Code::TooBig, _) => Error::Constraint(text),
            (
                Code::DiskFull
                | Code::SystemIoFailure
                | Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::DatabaseCorrupt
                | Code::NotADatabase
                | Code::CannotOpen
                | Code::OutOfMemory
                | Code::OperationInterrupted
                | Code::FileLockingProtocolFailed,
                _,
            ) => Error::Unavailable(text),
            _ => Error::sql(sql, text),
        }
    }

    pub(crate) fn postgres(e: &tokio_postgres::Error, sql: &str) -> Self {
        let Some(db) = e.as_db_error() else {
            return match e.is_closed() || std::error::Error::source(e).is_some_and(|s| s.is::<std::io::Error>()) {
                true => Error::Unavailable(chain(e)),
                false => Error::sql(sql, chain(e)),
            };
        };
        if fatal(e) {
            return Error::Unavailable(db.to_string());
        }
        let code = db.code();
        match code.code() {
            _ if *code == SqlState::UNIQUE_VIOLATION => Error::Unique {
                table: db.table().unwrap_or_default().to_owned(),
                columns: db.detail().and_then(|d| Some(d.split_once('(')?.1.split_once(")=(")?.0)).unwrap_or_default().to_owned(),
            },
            _ if retryable(e) => Error::Contended(0),
            c if c.starts_with("23") || c.starts_with("22") => Error::Constraint(db.message().to_owned()),
            c if c.starts_with("08") || c.starts_with("53") || c.starts_with("57") || c.starts_with("58") => {
                Error::Unavailable(db.message().to_owned())
            }
            c => Error::sql(sql, format_args!("{} ({c})", db.message())),
        }
    }
}

/// An error with everything beneath it: the PostgreSQL driver's own text hides the cause.
pub(crate) fn chain(e: &dyn std::error::Error) -> String {
    let mut text = e.to_string();
    let mut next = e.source();
    while let Some(e) = next {
        text.push_str(": ");
        text.push_str(&e.to_string());
        next = e.source();
    }
    text
}

/// Another transaction was in the way; the same closure may succeed when it runs again.
pub(crate) fn retryable(e: &tokio_postgres::Error) -> bool {
    e.code().is_some_and(|c| *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED)
}

/// The server ended the session with this error.
pub(crate) fn fatal(e: &tokio_postgres::Error) -> bool {
    e.as_db_error().is_some_and(|db| matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic)))
}

pub(crate) fn is_full(e: &rusqlite::Error) -> bool {
    e.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
}

/// From `UNIQUE constraint failed: member.corp_id, member.userid`.
fn unique_sqlite(text: &str) -> Error {
    let list = text.rsplit_once(": ").map_or("", |(_, list)| list);
    let mut table = String::new();
    let columns: Vec<_> = list
        .split(", ")
        .filter_map(|c| c.split_once('.'))
        .map(|(t, c)| {
            table = t.to_owned();
            c
        })
        .collect();
    Error::Unique { columns: columns.join(", "), table }
}

/// What the caller of an API is told of a database error: that the server is busy, and nothing else; the log has the rest.
impl From<Error> for hobnail_wire::Fault {
    fn from(error: Error) -> Self {
        hobnail_wire::Fault::internal(error)
    }
}
