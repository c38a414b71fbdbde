//! Bringing people in from a table, and giving them back as one.
//!
//! | step | what it does |
//! |---|---|
//! | [`begin`], [`stage`] | the dry run: every row is read, judged and kept; the report can be read, the directory is as it was |
//! | [`apply`] | from here on it will be written: a job |
//! | [`work`], [`run_here`] | the job, in a server or in a command |
//! | [`export`] | the same table from the directory |
//!
//! An import is whole or nothing by its dry run: one refused row, and [`apply`] refuses all, unless it is told to keep going. Then
//! it rolls forward by short transactions and ends even when it is killed in between; what is written is seen at once. (An import that
//! readers could not see before its end would cost every finder of the directory a look at an import's state, for good, and a
//! person who joined with the first chunk loses nothing by being there some seconds before the last.) A row that became
//! impossible between the dry run and its writing is refused then, alone, and the report says so.
//!
//! A second run of the same table finds everybody as it wants them and changes nothing.

mod apply;
mod columns;
mod export;
mod path;
mod person;
mod plan;
mod stage;
mod tree;

use hobnail_cx::{
    Cx,
    audit::{self, Change},
};
use hobnail_jobs::{Job, Worker};
use hobnail_store::Query;
use hobnail_wire::{CorpId, Fault, Outcome, UserId, codes};
use serde::{Deserialize, Serialize};

pub use columns::Column;
pub use export::{export, template};
pub use stage::{bytes, stage};

pub use crate::store::import::Reported;
use crate::store::{self, import::ImportRow};

/// The kind of the job that reads an uploaded table, and writes one that is to be written.
pub const KIND: &str = "contact.import";

/// How long the report of an import is kept.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;

/// How a table was read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    pub sheet: Option<String>,
    pub header_row: u32,
    pub columns: Vec<Column>,
    /// Headers that nothing is known of.
    pub ignored: Vec<String>,
}

/// An import as it stands.
#[derive(Clone, Debug)]
pub struct Progress {
    pub import_id: i64,
    pub file_name: String,
    pub state: State,
    /// Rows read so far.
    pub total: i64,
    /// Rows that make somebody, change somebody, change nobody, can't be.
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
    /// Departments that are, or were, to be made.
    pub new_depts: i64,
    /// Rows written, of those created, updated, and refused at the last moment.
    pub written: i64,
    pub note: Note,
    /// Why it failed.
    pub reason: Option<String>,
    pub by_userid: Option<String>,
    pub created_ms: i64,
}

/// Where an import is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Reading,
    /// The dry run is over.
    Ready,
    Applying,
    Done,
    Failed,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Reading => "reading",
            State::Ready => "ready",
            State::Applying => "applying",
            State::Done => "done",
            State::Failed => "failed",
        }
    }

    fn of(text: &str) -> State {
        [State::Reading, State::Ready, State::Applying, State::Done]
            .into_iter()
            .find(|s| s.as_str() == text)
            .unwrap_or(State::Failed)
    }
}

impl Progress {
    fn of(row: ImportRow) -> Outcome<Progress> {
        Ok(Progress {
            import_id: row.import_id,
            file_name: row.file_name,
            state: State::of(&row.state),
            total: row.total,
            created: row.created,
            updated: row.updated,
            unchanged: row.unchanged,
            refused: row.refused,
            new_depts: row.new_depts,
            written: row.written,
            note: serde_json::from_str(&row.note).map_err(Fault::internal)?,
            reason: row.reason,
            by_userid: row.by_userid,
            created_ms: row.created_ms,
        })
    }
}

/// Enters a new import, to be read by the caller ([`stage`]).
pub async fn begin(cx: &Cx, corp: &CorpId, file_name: &str, by: Option<&UserId>) -> Outcome<i64> {
    enter(cx, corp, file_name, None, by).await
}

/// Enters a new import of a file that was put into the server's store, to be read in the background.
pub async fn begin_uploaded(cx: &Cx, corp: &CorpId, file_name: &str, file_key: &str, by: Option<&UserId>) -> Outcome<i64> {
    enter(cx, corp, file_name, Some(file_key), by).await
}

async fn enter(cx: &Cx, corp: &CorpId, file_name: &str, file_key: Option<&str>, by: Option<&UserId>) -> Outcome<i64> {
    let import = cx.id()?;
    let name: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let (inner, corp, key, by, now) = (cx.clone(), corp.clone(), file_key.map(str::to_owned), by.cloned(), cx.now_ms());
    cx.tx(async move |tx| {
        store::import::insert(tx, &corp, import, &name, key.as_deref(), by.as_ref(), now).await?;
        if key.is_some() {
            hobnail_jobs::enqueue(tx, &inner, &corp, KIND, &import.to_string(), "", now).await?;
        }
        Ok(import)
    })
    .await
}

/// The import, or 400002.
pub async fn find(q: &mut impl Query, corp: &CorpId, import: i64) -> Outcome<Progress> {
    let unknown = || Fault::new(&codes::PARAM_ERROR).field("importId").detail(import.to_string());
    Progress::of(store::import::find(q, corp, import).await?.ok_or_else(unknown)?)
}

/// Imports before `before`, the newest first.
pub async fn list(q: &mut impl Query, corp: &CorpId, before: Option<i64>, limit: i64) -> Outcome<Vec<Progress>> {
    store::import::page(q, corp, before.unwrap_or(i64::MAX), limit).await?.into_iter().map(Progress::of).collect()
}

/// Rows of the report after a row, in the order of the table: all, or those of one action (`create`, `update`, `unchanged`,
/// `refuse`).
pub async fn report(cx: &Cx, corp: &CorpId, import: i64, after: i64, action: Option<&str>, limit: i64) -> Outcome<Vec<Reported>> {
    store::import::report(cx.db(), corp, import, after, action.unwrap_or_default(), limit).await
}

/// Decides that a table which was read is written. From here on it happens, whatever ends in between.
///
/// Refused (400002): an import that isn't ready, and one with refused rows unless `keep_going`.
pub async fn apply(cx: &Cx, corp: &CorpId, import: i64, keep_going: bool) -> Outcome<()> {
    let refuse = |why: String| Err(Fault::new(&codes::PARAM_ERROR).field("importId").detail(why));
    let unknown = || Fault::new(&codes::PARAM_ERROR).field("importId").detail(import.to_string());
    let row = store::import::find(&mut cx.db(), corp, import).await?.ok_or_else(unknown)?;
    if row.refused > 0 && !keep_going {
        return refuse(format!("{} 行不能导入，未写入任何数据", row.refused));
    }
    if row.state == State::Ready.as_str() && !keep_going {
        apply::check_again(cx, corp, &row).await?;
    }
    let (inner, corp, now, state) = (cx.clone(), corp.clone(), cx.now_ms(), row.state.clone());
    let begun = cx
        .tx(async move |tx| {
            if !store::import::set_state(tx, &corp, import, "ready", "applying", None, now).await? {
                return Ok(false);
            }
            hobnail_jobs::enqueue(tx, &inner, &corp, KIND, &import.to_string(), "", now).await?;
            let subject = format!("import:{import}");
            let after =
                Some(Judged { created: row.created, updated: row.updated, refused: row.refused, new_depts: row.new_depts });
            let change =
                Change { action: "directory.import", subject: &subject, subject_name: &row.file_name, before: None::<()>, after };
            audit::record(tx, &inner, &corp, change).await?;
            Ok(true)
        })
        .await?;
    if begun { Ok(()) } else { refuse(format!("状态为 {state}，不能写入")) }
}

/// An import as the audit log shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Judged {
    created: i64,
    updated: i64,
    refused: i64,
    new_depts: i64,
}

/// What a server does in the background: imports, and forgetting old ones.
pub fn work(worker: &mut Worker) {
    worker.on(KIND, 1, |cx, jobs| async move {
        for job in jobs {
            run(&cx, &job).await?;
        }
        Ok(())
    });
    worker.every("contact.import.forget", 24 * 3_600_000, forget);
}

/// Does the work of imports that are due, here and now, until there is none that nobody holds; for commands without a server.
pub async fn run_here(cx: &Cx) -> Outcome<()> {
    loop {
        let jobs = hobnail_jobs::take(cx, KIND, 1).await?;
        if jobs.is_empty() {
            return Ok(());
        }
        for job in jobs {
            run(cx, &job).await?;
        }
    }
}

async fn run(cx: &Cx, job: &Job) -> Outcome<()> {
    let import = job.key.parse().unwrap_or_default();
    let row = store::import::find(&mut cx.db(), &job.corp_id, import).await?;
    match row {
        Some(row) if row.state == State::Applying.as_str() => apply::go_on(cx, job, row).await,
        Some(ImportRow { state, file_key: Some(key), .. }) if state == State::Reading.as_str() => {
            read_uploaded(cx, job, import, &key).await
        }
        _ => done(cx, job).await,
    }
}

async fn done(cx: &Cx, job: &Job) -> Outcome<()> {
    let job = job.clone();
    cx.tx(async move |tx| hobnail_jobs::done(tx, &job).await).await?;
    Ok(())
}

/// Reads a file of the store from its beginning; what an earlier try has kept goes first.
async fn read_uploaded(cx: &Cx, job: &Job, import: i64, key: &str) -> Outcome<()> {
    loop {
        let (corp, inner, job, now) = (job.corp_id.clone(), cx.clone(), job.clone(), cx.now_ms());
        let gone = cx
            .tx(async move |tx| {
                if !hobnail_jobs::extend(tx, &inner, &job).await? {
                    return Err(Fault::internal("the lease was lost"));
                }
                store::import::restart(tx, &corp, import, now).await?;
                store::import::clear_rows(tx, &corp, import, 1000).await
            })
            .await?;
        if gone == 0 {
            break;
        }
    }
    let file = cx.core.files.get(key).await?;
    match stage(cx, &job.corp_id, import, bytes(file), None, Some(job)).await {
        Err(fault) if fault.source_chain().is_some() => Err(fault),
        // A table that can't be read has said so in its row.
        _ => done(cx, job).await,
    }
}

async fn forget(cx: Cx) -> Outcome<()> {
    let before = cx.now_ms() - KEPT_MS;
    for (corp, import, key) in store::import::old(cx.db(), before, 100).await? {
        loop {
            let in_corp = corp.clone();
            if cx.tx(async move |tx| store::import::clear_rows(tx, &in_corp, import, 1000).await).await? == 0 {
                break;
            }
        }
        if let Some(key) = key {
            cx.core.files.remove(&key).await?;
        }
        cx.tx(async move |tx| store::import::delete(tx, &corp, import).await).await?;
    }
    Ok(())
}
