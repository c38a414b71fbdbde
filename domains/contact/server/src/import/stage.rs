//! The dry run: a table is read to its end, each row judged and kept, and nothing written to the directory.
//!
//! Reading is a thread of its own that hands over rows by chunks; at most two chunks are under way, so a table of a million rows takes
//! the memory of a thousand. What has to be known of all rows is kept as hashes: who and which numbers came already.
//!
//! On failure the import says why in its `reason` and stays as it is; nothing of it can be written. A process that dies here leaves
//! an import that nobody will write, and which goes with the old ones.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    io::Cursor,
    ops::ControlFlow,
    sync::Arc,
};

use hobnail_cx::{Cx, crash, days};
use hobnail_jobs::Job;
use hobnail_sheet::{Book, Error as SheetError, Limits, Row, Source};
use hobnail_wire::{CorpId, Fault, Outcome, codes};
use tokio::sync::mpsc;

use super::{
    Note, Progress,
    columns::{Column, HEADER_WITHIN, Header, NoHeader},
    person::{Person, Reading},
    plan::{self, Given, Verdict},
    tree::{self, Known},
};
use crate::{
    corp,
    store::{self, import::NewRow},
};

/// Rows that are judged and kept together.
const CHUNK: usize = 1000;

/// What the reading thread hands over.
enum Piece {
    Header(Box<Header>, String, u32),
    Rows(Vec<Row>),
}

/// Reads and judges a table into an import that is in the state `reading`. Refused (400002): a table that can't be read.
///
/// `job`: the lease under which it is done, kept alive with every chunk.
pub async fn stage(
    cx: &Cx,
    corp: &CorpId,
    import: i64,
    source: impl Source + 'static,
    sheet: Option<String>,
    job: Option<&Job>,
) -> Outcome<Progress> {
    let (sender, mut pieces) = mpsc::channel(2);
    let reading = tokio::task::spawn_blocking(move || read(source, sheet.as_deref(), &sender));
    let mut judge = Judge::new(cx, corp, import).await?;
    while let Some(piece) = pieces.recv().await {
        match piece {
            Piece::Header(header, sheet, row) => judge.begin(*header, sheet, row).await?,
            Piece::Rows(rows) => judge.chunk(rows, job).await?,
        }
    }
    match reading.await.map_err(Fault::internal)? {
        Ok(()) => judge.end().await,
        Err(why) => {
            let (in_corp, now, reason) = (corp.clone(), cx.now_ms(), why.clone());
            cx.tx(async move |tx| store::import::set_state(tx, &in_corp, import, "reading", "failed", Some(&reason), now).await)
                .await?;
            Err(Fault::new(&codes::PARAM_ERROR).field("file").detail(why))
        }
    }
}

/// Finds the sheet with a header, and hands over its rows. The error is in words for whoever chose the file.
fn read(source: impl Source + 'static, sheet: Option<&str>, to: &mpsc::Sender<Piece>) -> Result<(), String> {
    let mut book = Book::open(source, Limits::default()).map_err(|error| words(&error))?;
    let sheets = match sheet {
        Some(name) => vec![name.to_owned()],
        None => book.sheets(),
    };
    let mut missing = "没有工作表".to_owned();
    for name in sheets {
        let mut first: Vec<Row> = Vec::new();
        let peeked = book.read(&name, &mut |row| {
            first.push(row);
            if first.len() < HEADER_WITHIN + 1 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let header = match Header::find(&first) {
            Ok(header) => header,
            Err(NoHeader::Twice(column)) => return Err(format!("有两列都是 {}", column.title(false))),
            Err(NoHeader::Missing) => {
                peeked.map_err(|error| words(&error))?;
                missing = "没有找到表头：需要一行同时有 姓名 和其他已知的列，例如 手机号、部门".into();
                continue;
            }
        };
        let skip = first.get(header.rows - 1).map_or(0, |row| row.number);
        if to.blocking_send(Piece::Header(Box::new(header), name.clone(), skip)).is_err() {
            return Ok(());
        }
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut gone = false;
        book.read(&name, &mut |row| {
            if row.number > skip {
                chunk.push(row);
            }
            if chunk.len() == CHUNK {
                gone = to.blocking_send(Piece::Rows(std::mem::take(&mut chunk))).is_err();
            }
            if gone { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .map_err(|error| words(&error))?;
        if !chunk.is_empty() {
            let _ = to.blocking_send(Piece::Rows(chunk));
        }
        return Ok(());
    }
    Err(missing)
}

fn words(error: &SheetError) -> String {
    match error {
        SheetError::Empty => "文件是空的".into(),
        SheetError::NoTable => "文件既不是 CSV 也不是 XLSX".into(),
        SheetError::OldExcel => "文件是旧版 Excel 格式或已加密，请另存为 .xlsx".into(),
        SheetError::Locked => "文件已加密，请去掉密码".into(),
        SheetError::Encoding => "文件的编码既不是 UTF-8 也不是 GB18030".into(),
        SheetError::OpenQuote(row) => format!("第 {row} 行：引号没有结束，文件可能不完整"),
        SheetError::TooManyColumns(row, most) => format!("第 {row} 行：超过 {most} 列"),
        SheetError::RowTooLong(row, most) => format!("第 {row} 行：超过 {most} 字节，可能缺少引号"),
        SheetError::TooManyRows(most) => format!("超过 {most} 行"),
        SheetError::TooLarge(part) => format!("文件展开后过大（{part}）"),
        SheetError::NoSheet(name) => format!("没有工作表 {name}"),
        SheetError::Damaged(why) => format!("文件已损坏：{why}"),
        SheetError::Io(error) => format!("文件无法读取：{error}"),
    }
}

/// What is known of the rows so far.
struct Judge<'a> {
    cx: &'a Cx,
    corp: &'a CorpId,
    import: i64,
    root: String,
    zone: jiff::tz::TimeZone,
    reading: Option<Reading>,
    note: Note,
    known: Known,
    /// Departments that are to be made.
    missing: HashSet<Vec<String>>,
    hasher: RandomState,
    /// In which row a value stood: by a hash of column and value.
    seen: HashMap<u64, u32>,
    /// Userids of the rows that are not refused, as hashes.
    joining: HashSet<u64>,
    /// Rows whose manager is not in the directory: row, action, userid, manager.
    managed: Vec<(i64, &'static str, Option<u64>, String)>,
}

impl<'a> Judge<'a> {
    async fn new(cx: &'a Cx, corp: &'a CorpId, import: i64) -> Outcome<Judge<'a>> {
        let unknown = || Fault::new(&codes::CORP_INVALID).field("corp_id");
        let found = corp::find(&mut cx.db(), corp).await?.ok_or_else(unknown)?;
        let root = crate::dept::name(&mut cx.db(), corp, hobnail_wire::DeptId::ROOT).await?.unwrap_or(found.name);
        Ok(Judge {
            cx,
            corp,
            import,
            root,
            zone: days::zone(&found.zone),
            reading: None,
            note: Note::default(),
            known: Known::new(),
            missing: HashSet::new(),
            hasher: RandomState::new(),
            seen: HashMap::new(),
            joining: HashSet::new(),
            managed: Vec::new(),
        })
    }

    async fn begin(&mut self, header: Header, sheet: String, row: u32) -> Outcome<()> {
        self.note = Note {
            sheet: Some(sheet).filter(|sheet| !sheet.is_empty()),
            header_row: row,
            columns: header.columns.iter().flatten().copied().collect(),
            ignored: header.ignored.clone(),
        };
        let depth = self.cx.core.limits.dept_depth;
        self.reading = Some(Reading { header, root: self.root.clone(), depth, zone: self.zone.clone() });
        let (corp, import, note) = (self.corp.clone(), self.import, serde_json::to_string(&self.note).map_err(Fault::internal)?);
        self.cx.tx(async move |tx| store::import::set_note(tx, &corp, import, &note).await).await
    }

    async fn chunk(&mut self, rows: Vec<Row>, job: Option<&Job>) -> Outcome<()> {
        let Some(reading) = &self.reading else { return Ok(()) };
        let mut numbers = Vec::new();
        let mut people = Vec::new();
        let mut judged: Vec<NewRow> = Vec::with_capacity(rows.len());
        for row in &rows {
            let read = reading.row(row);
            let mut wrong = read.wrong;
            if wrong.is_empty() {
                wrong.extend(repeated(&self.hasher, &mut self.seen, &read.person, row.number));
            }
            if wrong.is_empty() {
                numbers.push(row.number);
                people.push(read.person);
            } else {
                judged.push(refused(row.number, read.person.userid, read.person.name, wrong.join("；")));
            }
        }
        let (corp, known, zone) = (self.corp.clone(), tree::part(&self.known, &people), self.zone.clone());
        let people = Arc::new(people);
        let asked = people.clone();
        let (verdicts, known) = self
            .cx
            .read(async move |r| {
                let mut known = known.clone();
                tree::find(r, &corp, asked.iter().flat_map(|person| &person.depts), &mut known).await?;
                let verdicts = plan::judge(r, &Given { corp: &corp, zone: &zone, known: &known }, &asked).await?;
                Ok((verdicts, known))
            })
            .await?;
        self.known.extend(known);
        let people = Arc::unwrap_or_clone(people);
        for ((number, person), verdict) in numbers.into_iter().zip(people).zip(verdicts) {
            judged.push(self.keep(number, person, verdict)?);
        }
        judged.sort_unstable_by_key(|row| row.row_no);
        let (corp, import, now, job) = (self.corp.clone(), self.import, self.cx.now_ms(), job.cloned());
        let (cx, new_depts) = (self.cx.clone(), self.missing.len() as i64);
        let kept = self
            .cx
            .tx(async move |tx| {
                if let Some(job) = &job
                    && !hobnail_jobs::extend(tx, &cx, job).await?
                {
                    return Err(Fault::internal("the lease was lost"));
                }
                store::import::add_rows(tx, &corp, import, &judged, new_depts, now).await
            })
            .await?;
        crash::point("import.staged");
        if kept { Ok(()) } else { Err(Fault::internal("the import is not being read any more")) }
    }

    /// The verdict as a row that is kept.
    fn keep(&mut self, number: u32, person: Person, verdict: Verdict) -> Outcome<NewRow> {
        let row_no = i64::from(number);
        let (action, userid, reason, later) = match verdict {
            Verdict::Refused { userid, why } => {
                return Ok(refused(number, userid.map(String::from).or(person.userid), person.name, why));
            }
            Verdict::Again(userid) => {
                let before = self.seen.get(&self.hasher.hash_one((Column::Userid, userid.as_str()))).copied().unwrap_or(number);
                return Ok(refused(number, Some(userid.into()), person.name, format!("与第 {before} 行是同一人")));
            }
            Verdict::Create { manager_later } => ("create", person.userid.clone(), None, manager_later),
            Verdict::Unchanged(userid) => ("unchanged", Some(userid.into()), None, false),
            Verdict::Update(change) => {
                let columns: Vec<&str> = change.columns.iter().map(|column| column.title(false)).collect();
                ("update", Some(change.row.userid.to_string()), Some(columns.join("、")), change.manager_later)
            }
        };
        // Two rows may find one person by different keys.
        if let (None, Some(userid)) = (&person.userid, &userid)
            && let Some(before) = self.seen.insert(self.hasher.hash_one((Column::Userid, userid)), number)
        {
            return Ok(refused(number, Some(userid.clone()), person.name, format!("与第 {before} 行是同一人")));
        }
        let hash = userid.as_ref().map(|userid| self.hasher.hash_one(userid));
        self.joining.extend(hash);
        if let Some(manager) = person.manager.clone().filter(|_| later) {
            self.managed.push((row_no, action, hash, manager));
        }
        if action != "unchanged" {
            for path in person.depts.iter().filter(|path| !self.known.contains_key(*path)) {
                let heads = (1..=path.len()).map(|level| &path[..level]).filter(|head| !self.known.contains_key(*head));
                self.missing.extend(heads.map(<[String]>::to_vec));
            }
        }
        let body = match action {
            "unchanged" => None,
            _ => Some(serde_json::to_string(&person).map_err(Fault::internal)?),
        };
        Ok(NewRow { row_no, action, userid, name: person.name.unwrap_or_default(), reason, body })
    }

    /// Managers must be there, or join with this table; the table is ready then.
    async fn end(mut self) -> Outcome<Progress> {
        loop {
            let absent = |manager: &String| !self.joining.contains(&self.hasher.hash_one(manager));
            let (refused, rest): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.managed).into_iter().partition(|(.., manager)| absent(manager));
            self.managed = rest;
            if refused.is_empty() {
                break;
            }
            // Who is refused here is nobody's manager either.
            refused.iter().filter_map(|(_, _, hash, _)| *hash).for_each(|hash| {
                self.joining.remove(&hash);
            });
            for chunk in refused.chunks(CHUNK) {
                let rows: Vec<(i64, &'static str, String)> = chunk
                    .iter()
                    .map(|(row, action, _, manager)| {
                        (*row, *action, format!("{}：{manager} 不在通讯录中", Column::Manager.title(false)))
                    })
                    .collect();
                let (corp, import) = (self.corp.clone(), self.import);
                self.cx.tx(async move |tx| store::import::refuse_rows(tx, &corp, import, &rows).await).await?;
            }
        }
        let (corp, import, now) = (self.corp.clone(), self.import, self.cx.now_ms());
        self.cx
            .tx(async move |tx| {
                let row = store::import::find(tx, &corp, import).await?;
                let empty = row.is_none_or(|row| row.total == 0);
                let (to, reason) = if empty { ("failed", Some("表头下面没有数据")) } else { ("ready", None) };
                store::import::set_state(tx, &corp, import, "reading", to, reason, now).await
            })
            .await?;
        super::find(&mut self.cx.db(), self.corp, self.import).await
    }
}

fn refused(number: u32, userid: Option<String>, name: Option<String>, why: String) -> NewRow {
    let name: String = name.unwrap_or_default();
    NewRow { row_no: number.into(), action: "refuse", userid, name, reason: Some(why), body: None }
}

/// Why a row can't stand beside an earlier one, or beside none because nothing tells whom it is about.
fn repeated(hasher: &RandomState, seen: &mut HashMap<u64, u32>, person: &Person, number: u32) -> Option<String> {
    let Person { userid, mobile, email, telephone, job_number, .. } = person;
    if userid.is_none() && mobile.is_none() && email.is_none() && job_number.is_none() {
        return Some("需要员工UserID、手机号、邮箱或工号中的一项".into());
    }
    let keys = [(Column::Userid, userid), (Column::Mobile, mobile), (Column::Email, email), (Column::Telephone, telephone)];
    let mut wrong = Vec::new();
    for (column, value) in keys {
        let Some(value) = value else { continue };
        match seen.entry(hasher.hash_one((column, value))) {
            std::collections::hash_map::Entry::Occupied(before) => {
                wrong.push(format!("{}：{value} 与第 {} 行重复", column.title(false), before.get()));
            }
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(number);
            }
        }
    }
    // Several people may have one job number, but then nobody can be found by it.
    if let Some(value) = job_number {
        let with = |who: &str| hasher.hash_one((Column::JobNumber, who, value));
        let before = if userid.is_none() { seen.get(&with("anybody")) } else { seen.get(&with("nameless")) };
        if let Some(before) = before {
            wrong.push(format!("{}：{value} 与第 {before} 行重复，请补充员工UserID", Column::JobNumber.title(false)));
        }
        seen.entry(with("anybody")).or_insert(number);
        if userid.is_none() {
            seen.entry(with("nameless")).or_insert(number);
        }
    }
    (!wrong.is_empty()).then(|| wrong.join("；"))
}

/// A file that is in memory.
pub fn bytes(bytes: impl AsRef<[u8]> + Send + Unpin + 'static) -> impl Source + 'static {
    Cursor::new(bytes)
}
