//! Rows of `import` and `import_row`.

use hobnail_store::{Db, Query, Tx, Val, args, row, sql, vals};
use hobnail_wire::{CorpId, Outcome, UserId};

use super::all_written;

sql! {
    INSERT = "insert into import (corp_id, import_id, file_name, file_key, state, phase, place, total, created, updated, unchanged,
        refused, new_depts, written, note, reason, by_userid, created_ms, modified_ms)
        values ($1, $2, $3, $4, 'reading', 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', null, $5, $6, $6)";
    FIND = "select import_id, file_name, file_key, state, phase, place, total, created, updated, unchanged, refused, new_depts,
        written, note, reason, by_userid, created_ms, modified_ms from import where corp_id = $1 and import_id = $2";
    PAGE = "select import_id, file_name, file_key, state, phase, place, total, created, updated, unchanged, refused, new_depts,
        written, note, reason, by_userid, created_ms, modified_ms from import where corp_id = $1 and import_id < $2
        order by import_id desc limit $3";
    COUNTED = "update import set total = total + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6,
        refused = refused + $7, new_depts = $8, modified_ms = $9
        where corp_id = $1 and import_id = $2 and state = 'reading'";
    RESTART = "update import set total = 0, created = 0, updated = 0, unchanged = 0, refused = 0, new_depts = 0, modified_ms = $3
        where corp_id = $1 and import_id = $2 and state = 'reading'";
    NOTE = "update import set note = $3 where corp_id = $1 and import_id = $2";
    SET_STATE = "update import set state = $4, reason = $5, modified_ms = $6 where corp_id = $1 and import_id = $2 and state = $3";
    MOVED = "update import set phase = $3, place = $4, written = written + $5, created = created + $6, updated = updated + $7,
        unchanged = unchanged + $8, refused = refused + $9, modified_ms = $10
        where corp_id = $1 and import_id = $2 and state = 'applying'";
    OLD = "select corp_id, import_id, file_key from import where modified_ms < $1 and state <> 'applying' limit $2";
    DELETE = "delete from import where corp_id = $1 and import_id = $2";
    ADD_ROW = "insert into import_row (corp_id, import_id, row_no, action, userid, name, reason, body, manager)
        values ($1, $2, $3, $4, $5, $6, $7, $8, null)";
    REFUSE_ROW = "update import_row set action = 'refuse', reason = $4, body = null
        where corp_id = $1 and import_id = $2 and row_no = $3";
    RECOUNT = "update import set created = created - $3, updated = updated - $4, unchanged = unchanged - $5,
        refused = refused + $3 + $4 + $5 where corp_id = $1 and import_id = $2";
    WRITTEN = "update import_row set action = $4, userid = $5, reason = $6, body = null, manager = $7
        where corp_id = $1 and import_id = $2 and row_no = $3";
    LINKED = "update import_row set manager = null, reason = $4 where corp_id = $1 and import_id = $2 and row_no = $3";
    REPORT = "select row_no, action, userid, name, reason from import_row
        where corp_id = $1 and import_id = $2 and row_no > $3 and ($4 = '' or action = $4) order by row_no limit $5";
    TO_WRITE = "select row_no, action, body from import_row where corp_id = $1 and import_id = $2 and row_no > $3 and body is not null
        order by row_no limit $4";
    TO_LINK = "select row_no, userid, manager, reason from import_row
        where corp_id = $1 and import_id = $2 and row_no > $3 and manager is not null order by row_no limit $4";
    CLEAR = "delete from import_row where corp_id = $1 and import_id = $2 and row_no in
        (select row_no from import_row where corp_id = $1 and import_id = $2 order by row_no limit $3)";
}

row! {
    /// An import as it stands.
    #[derive(Clone, Debug)]
    pub struct ImportRow {
        pub import_id: i64,
        pub file_name: String,
        pub file_key: Option<String>,
        pub state: String,
        pub phase: i64,
        pub place: i64,
        pub total: i64,
        pub created: i64,
        pub updated: i64,
        pub unchanged: i64,
        pub refused: i64,
        pub new_depts: i64,
        pub written: i64,
        pub note: String,
        pub reason: Option<String>,
        pub by_userid: Option<String>,
        pub created_ms: i64,
        pub modified_ms: i64,
    }

    /// One row of the report.
    #[derive(Clone, Debug)]
    pub struct Reported {
        pub row_no: i64,
        pub action: String,
        pub userid: Option<String>,
        pub name: String,
        pub reason: Option<String>,
    }

    /// Somebody whose manager joined after them.
    #[derive(Clone, Debug)]
    pub struct ToLink {
        pub row_no: i64,
        pub userid: Option<String>,
        pub manager: String,
        pub reason: Option<String>,
    }
}

/// A row of a table, judged.
pub struct NewRow {
    pub row_no: i64,
    pub action: &'static str,
    pub userid: Option<String>,
    pub name: String,
    pub reason: Option<String>,
    pub body: Option<String>,
}

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
}

impl Counts {
    pub fn add(&mut self, action: &str) {
        *self.of(action) += 1;
    }

    /// One row became `is` and not `was`.
    pub fn change(&mut self, was: &str, is: &str) {
        *self.of(was) -= 1;
        *self.of(is) += 1;
    }

    fn of(&mut self, action: &str) -> &mut i64 {
        match action {
            "create" => &mut self.created,
            "update" => &mut self.updated,
            "unchanged" => &mut self.unchanged,
            _ => &mut self.refused,
        }
    }
}

pub async fn insert(
    tx: &mut Tx,
    corp: &CorpId,
    import: i64,
    file_name: &str,
    file_key: Option<&str>,
    by: Option<&UserId>,
    now_ms: i64,
) -> Outcome<()> {
    tx.exec(INSERT, args![corp, import, file_name, file_key, by, now_ms]).await?;
    Ok(())
}

pub async fn find(q: &mut impl Query, corp: &CorpId, import: i64) -> Outcome<Option<ImportRow>> {
    Ok(q.one(FIND, args![corp, import]).await?)
}

/// Imports before `before`, the newest first.
pub async fn page(q: &mut impl Query, corp: &CorpId, before: i64, limit: i64) -> Outcome<Vec<ImportRow>> {
    Ok(q.rows(PAGE, args![corp, before, limit]).await?)
}

/// Keeps judged rows. `false`: the import is not being read any more.
pub async fn add_rows(tx: &mut Tx, corp: &CorpId, import: i64, rows: &[NewRow], new_depts: i64, now_ms: i64) -> Outcome<bool> {
    let mut counts = Counts::default();
    rows.iter().for_each(|row| counts.add(row.action));
    let Counts { created, updated, unchanged, refused } = counts;
    let total = rows.len() as i64;
    let args = args![corp, import, total, created, updated, unchanged, refused, new_depts, now_ms];
    if tx.exec(COUNTED, args).await? == 0 {
        return Ok(false);
    }
    let rows: Vec<Vec<Val<'_>>> = rows
        .iter()
        .map(|row| vals![corp, import, row.row_no, row.action, &row.userid, &row.name, &row.reason, &row.body])
        .collect();
    all_written(tx.exec_many(ADD_ROW, &rows).await?, rows.len())?;
    Ok(true)
}

/// Begins counting anew. `false`: the import is not being read any more.
pub async fn restart(tx: &mut Tx, corp: &CorpId, import: i64, now_ms: i64) -> Outcome<bool> {
    Ok(tx.exec(RESTART, args![corp, import, now_ms]).await? == 1)
}

pub async fn set_note(tx: &mut Tx, corp: &CorpId, import: i64, note: &str) -> Outcome<()> {
    tx.exec(NOTE, args![corp, import, note]).await?;
    Ok(())
}

/// `false` when the import is not in the state `from`.
pub async fn set_state(
    tx: &mut Tx,
    corp: &CorpId,
    import: i64,
    from: &str,
    to: &str,
    reason: Option<&str>,
    now_ms: i64,
) -> Outcome<bool> {
    Ok(tx.exec(SET_STATE, args![corp, import, from, to, reason, now_ms]).await? == 1)
}

/// Refuses rows that were judged otherwise: row, what it was, why.
pub async fn refuse_rows(tx: &mut Tx, corp: &CorpId, import: i64, refused: &[(i64, &str, String)]) -> Outcome<()> {
    let mut counts = Counts::default();
    refused.iter().for_each(|(_, action, _)| counts.add(action));
    let rows: Vec<Vec<Val<'_>>> = refused.iter().map(|(row, _, reason)| vals![corp, import, row, reason]).collect();
    tx.exec_many(REFUSE_ROW, &rows).await?;
    tx.exec(RECOUNT, args![corp, import, counts.created, counts.updated, counts.unchanged]).await?;
    Ok(())
}

/// What became of a row that was to be written.
pub struct Written {
    pub row_no: i64,
    pub action: &'static str,
    pub userid: Option<String>,
    pub reason: Option<String>,
    pub manager: Option<String>,
}

pub async fn set_written(tx: &mut Tx, corp: &CorpId, import: i64, rows: &[Written]) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> =
        rows.iter().map(|row| vals![corp, import, row.row_no, row.action, &row.userid, &row.reason, &row.manager]).collect();
    tx.exec_many(WRITTEN, &rows).await?;
    Ok(())
}

/// Moves the place; `more` is how many more rows became each thing than had been judged to.
pub async fn move_place(
    tx: &mut Tx,
    corp: &CorpId,
    import: i64,
    (phase, place): (i64, i64),
    written: i64,
    more: Counts,
    now_ms: i64,
) -> Outcome<()> {
    let Counts { created, updated, unchanged, refused } = more;
    tx.exec(MOVED, args![corp, import, phase, place, written, created, updated, unchanged, refused, now_ms]).await?;
    Ok(())
}

pub async fn set_linked(tx: &mut Tx, corp: &CorpId, import: i64, rows: &[(i64, Option<String>)]) -> Outcome<()> {
    let rows: Vec<Vec<Val<'_>>> = rows.iter().map(|(row, reason)| vals![corp, import, row, reason]).collect();
    tx.exec_many(LINKED, &rows).await?;
    Ok(())
}

/// Rows of the report after a row, of one action or of all (empty).
pub async fn report(db: &Db, corp: &CorpId, import: i64, after: i64, action: &str, limit: i64) -> Outcome<Vec<Reported>> {
    Ok(db.page(REPORT, args![corp, import, after, action, limit]).await?)
}

/// Rows that are still to be written after a row: number, what they were judged to be, body.
pub async fn to_write(db: &Db, corp: &CorpId, import: i64, after: i64, limit: i64) -> Outcome<Vec<(i64, String, String)>> {
    Ok(db.page(TO_WRITE, args![corp, import, after, limit]).await?)
}

pub async fn to_link(db: &Db, corp: &CorpId, import: i64, after: i64, limit: i64) -> Outcome<Vec<ToLink>> {
    Ok(db.page(TO_LINK, args![corp, import, after, limit]).await?)
}

/// Imports that nobody touched since `before_ms` and that aren't being written: corp, import, file.
pub async fn old(db: &Db, before_ms: i64, limit: i64) -> Outcome<Vec<(CorpId, i64, Option<String>)>> {
    Ok(db.page(OLD, args![before_ms, limit]).await?)
}

/// Removes up to `limit` rows; how many there were.
pub async fn clear_rows(tx: &mut Tx, corp: &CorpId, import: i64, limit: i64) -> Outcome<u64> {
    Ok(tx.exec(CLEAR, args![corp, import, limit]).await?)
}

pub async fn delete(tx: &mut Tx, corp: &CorpId, import: i64) -> Outcome<()> {
    tx.exec(DELETE, args![corp, import]).await?;
    Ok(())
}
