//! Reading XLSX, with calamine as the parser and a check in front of it.
//!
//! An XLSX is a ZIP of XML parts. A few kilobytes of it may unpack to gigabytes, claim a thousand million texts, or hold one text
//! without end, and a parser that believes it is ended by the machine. So each part that will be read is unpacked once beforehand
//! into nothing: its size, its longest text, and what it claims against what it has are judged then.
//!
//! Rows come in the order of the sheet; a sheet that jumps back is damaged. A merged cell's value stands in each of its places,
//! because departments are often merged over the rows of their people; a row without anything of its own stays empty.

use std::{
    io::{Read, SeekFrom},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, XlsxError};
use memchr::memmem::Finder;

use crate::{Cell, Each, Error, Flow, Limits, Row, Source, trimmed};

/// Bytes of a part that is neither a sheet nor the shared texts: names, styles, relations.
const SMALL_PART: u64 = 8 << 20;
/// Bytes between two marks of a part: the longest text or tag, and the longest cell.
const LONGEST_TEXT: u64 = 1 << 20;
const LONGEST_CELL: u64 = 16 << 20;
const MERGES: u64 = 200_000;
/// Days of the last date that Excel knows.
const LAST_DAY: f64 = 2_958_466.0;

pub struct Xlsx {
    book: calamine::Xlsx<Box<dyn Source>>,
}

impl Xlsx {
    pub fn open(mut source: Box<dyn Source>, limits: &Limits) -> Result<Xlsx, Error> {
        check_parts(&mut source, limits)?;
        source.seek(SeekFrom::Start(0))?;
        let book = guarded(|| calamine::Xlsx::new(source))?;
        Ok(Xlsx { book })
    }

    /// Visible worksheets; all when none is visible.
    pub fn sheets(&self) -> Vec<String> {
        let all = self.book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let (visible, hidden): (Vec<_>, Vec<_>) = all.partition(|sheet| sheet.visible == SheetVisible::Visible);
        let shown = if visible.is_empty() { hidden } else { visible };
        shown.into_iter().map(|sheet| sheet.name.clone()).collect()
    }

    pub fn read(&mut self, sheet: &str, limits: &Limits, each: &mut Each<'_>) -> Result<Flow, Error> {
        if !self.sheets().iter().any(|name| name == sheet) {
            return Err(Error::NoSheet(sheet.to_owned()));
        }
        let merges = Merges::new(guarded(|| self.book.merge_cells_by_sheet_name(sheet))?, limits.columns);
        let mut rows = Rows { limits, each, merges, number: 0, cells: Vec::new(), bytes: 0 };
        let mut reader = guarded(|| self.book.worksheet_cells_reader(sheet))?;
        while let Some(cell) = guarded(|| reader.next_cell())? {
            let (row, column) = cell.get_position();
            if row + 1 < rows.number {
                return Err(Error::Damaged(format!("row {} stands behind row {}", row + 1, rows.number)));
            }
            if row + 1 > rows.number {
                if let ControlFlow::Break(why) = rows.end() {
                    return Ok(ControlFlow::Break(why));
                }
                rows.number = row + 1;
            }
            rows.add(column as usize, cell.get_value())?;
        }
        Ok(rows.end())
    }
}

/// The row that is being put together.
struct Rows<'a, 'b> {
    limits: &'a Limits,
    each: &'a mut Each<'b>,
    merges: Merges,
    /// 0 before the first.
    number: u32,
    cells: Vec<Cell>,
    bytes: usize,
}

impl Rows<'_, '_> {
    fn add(&mut self, column: usize, value: &DataRef<'_>) -> Result<(), Error> {
        let cell = shown(value);
        if cell.is_empty() {
            return Ok(());
        }
        if column >= self.limits.columns {
            return Err(Error::TooManyColumns(self.number, self.limits.columns));
        }
        self.bytes += cell.text().len();
        if self.bytes > self.limits.row_bytes {
            return Err(Error::RowTooLong(self.number, self.limits.row_bytes));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Text(String::new()));
        }
        self.cells[column] = cell;
        Ok(())
    }

    /// Hands the row out.
    fn end(&mut self) -> Flow {
        self.bytes = 0;
        if self.cells.iter().all(Cell::is_empty) {
            self.cells.clear();
            return ControlFlow::Continue(());
        }
        self.merges.fill(self.number - 1, &mut self.cells);
        let cells = std::mem::take(&mut self.cells);
        (self.each)(Row { number: self.number, cells })
    }
}

/// A cell's value as text.
fn shown(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Text(String::new()),
        DataRef::String(text) => Cell::Text(trimmed(text).to_owned()),
        DataRef::SharedString(text) => Cell::Text(trimmed(text).to_owned()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(trimmed(text).to_owned()),
        DataRef::Int(n) => Cell::Text(n.to_string()),
        DataRef::Float(n) => Cell::Text(number(*n)),
        DataRef::Bool(true) => Cell::Text("TRUE".into()),
        DataRef::Bool(false) => Cell::Text("FALSE".into()),
        DataRef::DateTime(moment) => Cell::Text(date(moment)),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    }
}

/// As a person would write it: no exponent, and no fraction where there is none.
fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.0}") } else { n.to_string() }
}

fn date(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if !moment.is_datetime() || !(0.0..LAST_DAY).contains(&days) {
        return number(days);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// Merged regions, by the row they begin in.
struct Merges {
    waiting: Vec<Dimensions>,
    /// Those of the current row, with their value. They never overlap, so there are at most as many as columns.
    active: Vec<(Dimensions, Cell)>,
    columns: usize,
}

impl Merges {
    fn new(mut regions: Vec<Dimensions>, columns: usize) -> Self {
        regions.retain(|region| region.start.0 <= region.end.0 && region.start.1 <= region.end.1);
        // The next one is taken from the end.
        regions.sort_unstable_by_key(|region| std::cmp::Reverse(region.start));
        Merges { waiting: regions, active: Vec::new(), columns }
    }

    fn fill(&mut self, row: u32, cells: &mut Vec<Cell>) {
        self.active.retain(|(region, _)| region.end.0 >= row);
        while self.waiting.last().is_some_and(|region| region.start.0 <= row) {
            let Some(region) = self.waiting.pop() else { break };
            let overlaps = |other: &Dimensions| region.start.1 <= other.end.1 && other.start.1 <= region.end.1;
            // A region whose first row is not there has no value.
            if region.start.0 == row && !self.active.iter().any(|(other, _)| overlaps(other)) {
                let value = cells.get(region.start.1 as usize).cloned().unwrap_or_else(|| Cell::Text(String::new()));
                self.active.push((region, value));
            }
        }
        for (region, value) in self.active.iter().filter(|(_, value)| !value.is_empty()) {
            let end = (region.end.1 as usize).min(self.columns - 1);
            if cells.len() <= end {
                cells.resize(end + 1, Cell::Text(String::new()));
            }
            for cell in &mut cells[region.start.1 as usize..=end] {
                if cell.is_empty() {
                    cell.clone_from(value);
                }
            }
        }
    }
}

/// Unpacks what will be read, keeping nothing.
fn check_parts(source: &mut Box<dyn Source>, limits: &Limits) -> Result<(), Error> {
    let mut zip = zip::ZipArchive::new(source).map_err(|error| Error::Damaged(error.to_string()))?;
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why) if why == zip::result::ZipError::PASSWORD_REQUIRED => Error::Locked,
            error => Error::Damaged(error.to_string()),
        })?;
        let name = part.name().map_err(|error| Error::Damaged(error.to_string()))?.replace('\\', "/").to_ascii_lowercase();
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let sheet = name.contains("sheets/");
        let shared = name.ends_with("sharedstrings.xml");
        let most = match (sheet, shared) {
            (_, true) => limits.shared_bytes,
            (true, _) => limits.part_bytes,
            _ => SMALL_PART,
        };
        let too_large = || Error::TooLarge(name.clone());
        let counts = Counts::of(&mut part, most, sheet).map_err(|error| match error {
            Some(error) => Error::Damaged(format!("{name}: {error}")),
            None => too_large(),
        })?;
        let texts = counts.tags.min(limits.shared_texts);
        if counts.merges > MERGES || (shared && (counts.claimed > texts || counts.tags / 4 > limits.shared_texts)) {
            return Err(too_large());
        }
    }
    Ok(())
}

/// What was seen while a part was unpacked.
#[derive(Default)]
struct Counts {
    tags: u64,
    merges: u64,
    /// The largest number that the part's head claims for its texts.
    claimed: u64,
}

impl Counts {
    /// `Err(None)`: too large.
    fn of(part: &mut dyn Read, most: u64, sheet: bool) -> Result<Counts, Option<std::io::Error>> {
        let (merge, cell) = (Finder::new(b"mergeCell "), Finder::new(b"<c "));
        let mut counts = Counts::default();
        // The last bytes of the piece before stand in front of each piece, so that no mark is cut in two.
        const KEPT: usize = 9;
        let mut buffer = vec![b' '; KEPT + 64 * 1024];
        let (mut total, mut text, mut in_cell) = (0_u64, 0_u64, 0_u64);
        loop {
            let n = part.read(&mut buffer[KEPT..]).map_err(Some)?;
            if n == 0 {
                return Ok(counts);
            }
            let piece = &buffer[KEPT..KEPT + n];
            if total == 0 {
                counts.claimed = claimed(piece);
            }
            total += n as u64;
            let mut from = 0;
            for at in memchr::memchr_iter(b'<', piece) {
                counts.tags += 1;
                text += (at - from) as u64;
                if text > LONGEST_TEXT {
                    return Err(None);
                }
                (text, from) = (0, at);
            }
            text += (n - from) as u64;
            let window = &buffer[..KEPT + n];
            counts.merges += merge.find_iter(window).filter(|at| at + merge.needle().len() > KEPT).count() as u64;
            in_cell = match cell.find_iter(window).last() {
                Some(at) => (KEPT + n - at) as u64,
                None => in_cell + n as u64,
            };
            if total > most || text > LONGEST_TEXT || (sheet && in_cell > LONGEST_CELL) {
                return Err(None);
            }
            buffer.copy_within(n..n + KEPT, 0);
        }
    }
}

/// The largest of `count="…"` and `uniqueCount="…"` in the first bytes of a part.
fn claimed(head: &[u8]) -> u64 {
    let head = &head[..head.len().min(4096)];
    let numbers = memchr::memmem::find_iter(head, b"ount=").map(|at| {
        let digits = head[at + 5..].iter().skip_while(|b| matches!(b, b'"' | b'\'' | b' ')).take_while(|b| b.is_ascii_digit());
        digits.take(19).fold(0_u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')))
    });
    numbers.max().unwrap_or(0)
}

/// A parser that panics has met a damaged file.
fn guarded<T>(f: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(XlsxError::Password)) => Err(Error::Locked),
        Ok(Err(error)) => Err(Error::Damaged(error.to_string())),
        Err(_) => Err(Error::Damaged("it can't be parsed".into())),
    }
}
