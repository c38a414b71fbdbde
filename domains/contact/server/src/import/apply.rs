//! Writing what was judged, as a leased job: a place in a table of rows, moved on in the transaction that writes them.
//!
//! A chunk is judged again inside its transaction, against the directory as it is then, so nothing is written on an old opinion. Before
//! the first chunk everything is judged once more unless the dry run has only just ended; where that refuses a row of an import
//! that is to be whole or nothing, nothing is written. From then on it rolls forward: a kill at any moment repeats a chunk that was
//! not committed and skips none that was. Who reports to somebody further down the table is given their manager in a second pass.

use std::sync::Arc;

use hobnail_contact_api::user::UserUpdate;
use hobnail_cx::{Cx, crash, days};
use hobnail_jobs::Job;
use hobnail_store::Tx;
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};
use jiff::tz::TimeZone;

use super::{
    columns::Column,
    person::{Person, midnight, refusal},
    plan::{self, Given, Verdict},
    tree::{self, Known},
};
use crate::{
    corp, events,
    member::{self, NewMember},
    store::{
        self,
        import::{Counts, ImportRow, Written},
    },
};

/// Rows of one transaction: few enough that others hardly wait.
const CHUNK: i64 = 250;
/// Chunks of one claim; between two claims the server may stop.
const CHUNKS: usize = 20;
/// Age of a dry run that is believed.
const FRESH_MS: i64 = 60_000;

const PEOPLE: i64 = 0;
const MANAGERS: i64 = 1;

/// Goes on with an import that is being written: some chunks, then the job is given back.
pub async fn go_on(cx: &Cx, job: &Job, row: ImportRow) -> Outcome<()> {
    let found = corp::find(&mut cx.db(), &job.corp_id).await?;
    let zone = days::zone(&found.map(|corp| corp.zone).unwrap_or_default());
    let mut at = (row.phase, row.place);
    let mut known = Known::new();
    for _ in 0..CHUNKS {
        let next = match at {
            (PEOPLE, place) => match people(cx, job, row.import_id, place, CHUNK, &zone, &mut known).await {
                // No judgement foresaw this: the rows are written one by one, and the one to blame is refused.
                Err(fault) if fault.source_chain().is_none() => {
                    people(cx, job, row.import_id, place, 1, &zone, &mut known).await?
                }
                next => next?,
            },
            (_, place) => managers(cx, job, row.import_id, place).await?,
        };
        match next {
            Some(next) => at = next,
            None => return Ok(()),
        }
    }
    let (inner, again, now) = (cx.clone(), job.clone(), cx.now_ms());
    cx.tx(async move |tx| hobnail_jobs::later(tx, &inner, &again, now).await).await?;
    Ok(())
}

fn lost() -> Fault {
    Fault::internal("the lease was lost")
}

/// Writes the next people; where the next chunk begins.
async fn people(
    cx: &Cx,
    job: &Job,
    import: i64,
    place: i64,
    limit: i64,
    zone: &TimeZone,
    known: &mut Known,
) -> Outcome<Option<(i64, i64)>> {
    let rows = store::import::to_write(cx.db(), &job.corp_id, import, place, limit).await?;
    let mut people = Vec::with_capacity(rows.len());
    for (_, _, body) in &rows {
        people.push(serde_json::from_str::<Person>(body).map_err(Fault::internal)?);
    }
    let next = rows.last().map_or((MANAGERS, 0), |(last, ..)| (PEOPLE, *last));
    let (people, rows) = (Arc::new(people), Arc::new(rows));
    let (part, inner, job, zone) = (tree::part(known, &people), cx.clone(), job.clone(), zone.clone());
    let (again, one) = (job.clone(), rows.clone());
    let learnt = cx
        .tx(async move |tx| {
            if !hobnail_jobs::extend(tx, &inner, &job).await? {
                return Err(lost());
            }
            let mut known = part.clone();
            let corp = &job.corp_id;
            let written = write(tx, &inner, corp, &zone, &people, &rows, &mut known).await?;
            let mut more = Counts::default();
            rows.iter().zip(&written).for_each(|((_, was, _), row)| more.change(was, row.action));
            store::import::set_written(tx, corp, import, &written).await?;
            store::import::move_place(tx, corp, import, next, written.len() as i64, more, inner.now_ms()).await?;
            crash::point("import.chunk.before_commit");
            Ok(known)
        })
        .await;
    crash::point("import.chunk.after_commit");
    match learnt {
        Ok(learnt) => known.extend(learnt),
        Err(fault) if one.len() == 1 && fault.source_chain().is_none() => refuse(cx, &again, import, &one[0], &fault).await?,
        Err(fault) => return Err(fault),
    }
    Ok(Some(next))
}

/// Refuses one row that could not be written.
async fn refuse(cx: &Cx, job: &Job, import: i64, (row_no, was, _): &(i64, String, String), fault: &Fault) -> Outcome<()> {
    let mut more = Counts::default();
    more.change(was, "refuse");
    let (inner, job, row_no, why) = (cx.clone(), job.clone(), *row_no, refusal(fault));
    cx.tx(async move |tx| {
        if !hobnail_jobs::extend(tx, &inner, &job).await? {
            return Err(lost());
        }
        let row = Written { row_no, action: "refuse", userid: None, reason: Some(why.clone()), manager: None };
        store::import::set_written(tx, &job.corp_id, import, &[row]).await?;
        store::import::move_place(tx, &job.corp_id, import, (PEOPLE, row_no), 1, more, inner.now_ms()).await
    })
    .await
}

/// One transaction's people. A row that has become impossible since is refused, the others are written.
async fn write(
    tx: &mut Tx,
    cx: &Cx,
    corp: &CorpId,
    zone: &TimeZone,
    people: &[Person],
    rows: &[(i64, String, String)],
    known: &mut Known,
) -> Outcome<Vec<Written>> {
    tree::find_or_make(tx, cx, corp, people.iter().flat_map(|person| &person.depts), known).await?;
    let verdicts = plan::judge(tx, &Given { corp, zone, known }, people).await?;
    let mut out = Vec::with_capacity(people.len());
    let (mut new, mut new_at) = (Vec::new(), Vec::new());
    for ((person, (row_no, ..)), verdict) in people.iter().zip(rows).zip(verdicts) {
        let mut row = Written { row_no: *row_no, action: "create", userid: person.userid.clone(), reason: None, manager: None };
        let later = |later: bool| if later { person.manager.clone() } else { None };
        match verdict {
            Verdict::Create { manager_later } => {
                row.manager = later(manager_later);
                new_at.push(out.len());
                new.push(newcomer(person, zone, known, manager_later));
            }
            Verdict::Refused { userid, why } => {
                (row.action, row.userid, row.reason) = ("refuse", userid.map(String::from), Some(why));
            }
            Verdict::Again(userid) => {
                (row.action, row.userid, row.reason) = ("refuse", Some(userid.into()), Some("与前面的一行是同一人".into()));
            }
            Verdict::Unchanged(userid) => {
                (row.action, row.userid) = ("unchanged", Some(userid.into()));
            }
            Verdict::Update(change) => {
                let columns: Vec<&str> = change.columns.iter().map(|column| column.title(false)).collect();
                row.manager = later(change.manager_later);
                (row.action, row.userid, row.reason) = ("update", Some(change.row.userid.to_string()), Some(columns.join("、")));
                update(tx, cx, corp, *change).await?;
            }
        }
        out.push(row);
    }
    let added = member::add_checked(tx, cx, corp, &new).await?;
    for (at, added) in new_at.into_iter().zip(added) {
        out[at].userid = Some(added.userid.into());
    }
    Ok(out)
}

fn newcomer(person: &Person, zone: &TimeZone, known: &Known, manager_later: bool) -> NewMember {
    let mut dept_ids: Vec<DeptId> = person.depts.iter().filter_map(|path| known.get(path).copied()).collect();
    let leads = dept_ids.iter().zip(&person.leads).filter(|(_, leads)| **leads).map(|(dept, _)| *dept).collect();
    if dept_ids.is_empty() {
        dept_ids.push(DeptId::ROOT);
    }
    NewMember {
        userid: person.userid.as_deref().map(UserId::from),
        name: person.name.clone().unwrap_or_default(),
        mobile: person.mobile.clone(),
        dept_ids,
        title: person.title.clone(),
        job_number: person.job_number.clone(),
        telephone: person.telephone.clone(),
        email: person.email.clone(),
        org_email: person.org_email.clone(),
        work_place: person.work_place.clone(),
        remark: person.remark.clone(),
        manager_userid: person.manager.clone().filter(|_| !manager_later),
        hired_ms: person.hired.and_then(|day| midnight(day, zone)),
        hide_mobile: person.hide_mobile.unwrap_or_default(),
        senior: person.senior.unwrap_or_default(),
        leads,
        ..NewMember::default()
    }
}

async fn update(tx: &mut Tx, cx: &Cx, corp: &CorpId, change: plan::Change) -> Outcome<()> {
    let userid = change.row.userid.clone();
    if change.columns.iter().any(|column| *column != Column::Leader) {
        member::update(tx, cx, corp, change.row, &change.req).await?;
    }
    if !change.leads.is_empty() {
        store::place::set_leads(tx, corp, &userid, &change.leads).await?;
        for (dept, _) in &change.leads {
            events::dept_modified(tx, cx, corp, *dept).await?;
        }
    }
    Ok(())
}

/// Gives the next people their managers; the last chunk ends the import and its job.
async fn managers(cx: &Cx, job: &Job, import: i64, place: i64) -> Outcome<Option<(i64, i64)>> {
    let rows = Arc::new(store::import::to_link(cx.db(), &job.corp_id, import, place, CHUNK).await?);
    let (inner, job, given) = (cx.clone(), job.clone(), rows.clone());
    cx.tx(async move |tx| {
        let corp = &job.corp_id;
        let kept =
            if given.is_empty() { hobnail_jobs::done(tx, &job).await? } else { hobnail_jobs::extend(tx, &inner, &job).await? };
        if !kept {
            return Err(lost());
        }
        let Some(last) = given.last() else {
            store::import::set_state(tx, corp, import, "applying", "done", None, inner.now_ms()).await?;
            crash::point("import.finish");
            return Ok(());
        };
        let managers: Vec<&str> = given.iter().map(|row| row.manager.as_str()).collect();
        let there = store::member::depts(tx, corp, &managers).await?;
        let mut linked = Vec::with_capacity(given.len());
        for (row, there) in given.iter().zip(there) {
            let mut reason = row.reason.clone();
            let userid = UserId::from(row.userid.as_deref().unwrap_or_default());
            match (store::member::find(tx, corp, &userid).await?, there) {
                (Some(person), Some(_)) if row.manager != userid.as_str() => {
                    let req = UserUpdate { userid, manager_userid: Some(row.manager.clone()), ..UserUpdate::default() };
                    member::update(tx, &inner, corp, person, &req).await?;
                }
                _ => reason = Some(format!("{}：{} 不在通讯录中，未设置", Column::Manager.title(false), row.manager)),
            }
            linked.push((row.row_no, reason));
        }
        store::import::set_linked(tx, corp, import, &linked).await?;
        store::import::move_place(tx, corp, import, (MANAGERS, last.row_no), 0, Counts::default(), inner.now_ms()).await?;
        Ok(())
    })
    .await?;
    Ok(rows.last().map(|last| (MANAGERS, last.row_no)))
}

/// Judges everything once more before the first row is written, unless that was just done. Refused (400002): an import that is to be
/// whole, and can't be any more.
pub async fn check_again(cx: &Cx, corp: &CorpId, row: &ImportRow) -> Outcome<()> {
    if cx.now_ms() - row.modified_ms < FRESH_MS {
        return Ok(());
    }
    let found = corp::find(&mut cx.db(), corp).await?;
    let zone = days::zone(&found.map(|corp| corp.zone).unwrap_or_default());
    let mut after = 0;
    loop {
        let rows = store::import::to_write(cx.db(), corp, row.import_id, after, 500).await?;
        let Some((last, ..)) = rows.last() else { return Ok(()) };
        after = *last;
        let bodies = rows.iter().map(|(_, _, body)| serde_json::from_str::<Person>(body).map_err(Fault::internal));
        let people: Vec<Person> = bodies.collect::<Outcome<_>>()?;
        let (in_corp, zone) = (corp.clone(), zone.clone());
        let verdicts = cx
            .read(async move |r| {
                let mut known = Known::new();
                tree::find(r, &in_corp, people.iter().flat_map(|person| &person.depts), &mut known).await?;
                plan::judge(r, &Given { corp: &in_corp, zone: &zone, known: &known }, &people).await
            })
            .await?;
        for ((row, ..), verdict) in rows.iter().zip(verdicts) {
            if let Verdict::Refused { why, .. } = verdict {
                return Err(Fault::new(&codes::PARAM_ERROR)
                    .field("importId")
                    .detail(format!("通讯录已变化，第 {row} 行：{why}")));
            }
        }
    }
}
