//! Tables as people keep them: CSV and XLSX, read into rows of text and written from rows of text.
//!
//! A [`Book`] is opened on anything that can be read and sought, and hands its rows out one after the other; what it holds at a
//! time is a row, and for XLSX the file's table of shared texts, both within [`Limits`]. What a file says about its own
//! size is never believed: parts of an XLSX are unpacked once without keeping anything, and counted, before a parser may
//! reserve memory for them. CSV is UTF-8, UTF-16 or GB18030, found by looking at all of it; its delimiter is found in its
//! first line.
//!
//! On failure an [`Error`] says what is wrong with the file and where; rows before it have been handed out already, so a caller that
//! must have all or nothing keeps them back. A cell that a spreadsheet could not compute is [`Cell::Broken`], which is not an
//! error of the file.
//!
//! Deliberately not here: what a column means, which row is the header, formulas (their last result is read), styles.

mod csv;
mod error;
mod write;
mod xlsx;

use std::{
    io::{Read, Seek, SeekFrom},
    ops::ControlFlow,
};

pub use error::Error;
pub use write::{Format, Writer};

/// What a file may hold. The defaults are far above what spreadsheets are used for, and far below what hurts.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows of a sheet.
    pub rows: u32,
    /// Cells of a row.
    pub columns: usize,
    /// Bytes of a row's texts together.
    pub row_bytes: usize,
    /// Bytes of any one part of an XLSX once it is unpacked.
    pub part_bytes: u64,
    /// Bytes of an XLSX's shared texts, which are held in memory.
    pub shared_bytes: u64,
    /// Shared texts of an XLSX.
    pub shared_texts: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            rows: 1_100_000,
            columns: 512,
            row_bytes: 1 << 20,
            part_bytes: 1 << 30,
            shared_bytes: 128 << 20,
            shared_texts: 4_000_000,
        }
    }
}

/// A cell as it is read. Numbers, dates (`2026-03-02`, with a time behind it when there is one) and truth values are texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Without blanks around it; empty for an empty cell.
    Text(String),
    /// What the spreadsheet shows in the place of a value: `#N/A`, `#REF!`.
    Broken(String),
}

impl Cell {
    /// The text; nothing of a broken cell.
    pub fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            Cell::Broken(_) => "",
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Text(text) if text.is_empty())
    }
}

/// One row; rows without any text are not handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As a person counts: the spreadsheet's row, the CSV's line.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// Something to read a table from.
pub trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// An open table.
pub struct Book {
    kind: Kind,
    limits: Limits,
}

enum Kind {
    Csv(Box<dyn Source>),
    Xlsx(Box<xlsx::Xlsx>),
}

impl Book {
    /// Opens a table; what it is, its first bytes say, and not its name.
    pub fn open(source: impl Source + 'static, limits: Limits) -> Result<Book, Error> {
        let mut source: Box<dyn Source> = Box::new(source);
        let mut head = [0; 8];
        let n = read_up_to(&mut source, &mut head)?;
        source.seek(SeekFrom::Start(0))?;
        let kind = match &head[..n] {
            [] => return Err(Error::Empty),
            [b'P', b'K', 3, 4, ..] => Kind::Xlsx(Box::new(xlsx::Xlsx::open(source, &limits)?)),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Error::OldExcel),
            [b'%', b'P', b'D', b'F', ..] | [0x1f, 0x8b, ..] | [0x89, b'P', b'N', b'G', ..] => return Err(Error::NoTable),
            _ => Kind::Csv(source),
        };
        Ok(Book { kind, limits })
    }

    /// Names of the sheets, as they stand in the file; one without a name for CSV.
    pub fn sheets(&self) -> Vec<String> {
        match &self.kind {
            Kind::Csv(_) => vec![String::new()],
            Kind::Xlsx(book) => book.sheets(),
        }
    }

    /// Hands the rows of a sheet to `each`, from the first, until it says [`ControlFlow::Break`]. A cell that others are merged
    /// with stands in each of their places.
    pub fn read(&mut self, sheet: &str, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), Error> {
        let limits = self.limits;
        let mut rows = 0;
        let mut guarded = |row: Row| {
            if row.cells.iter().all(Cell::is_empty) {
                return ControlFlow::Continue(());
            }
            rows += 1;
            if rows > limits.rows {
                ControlFlow::Break(Some(Error::TooManyRows(limits.rows)))
            } else {
                each(row).map_break(|()| None)
            }
        };
        let ended = match &mut self.kind {
            Kind::Csv(source) => {
                source.seek(SeekFrom::Start(0))?;
                csv::read(source.as_mut(), &limits, &mut guarded)?
            }
            Kind::Xlsx(book) => book.read(sheet, &limits, &mut guarded)?,
        };
        match ended {
            ControlFlow::Break(Some(error)) => Err(error),
            _ => Ok(()),
        }
    }
}

/// How a reader's callback ends it: with an error of the caller's, or because it has seen enough.
type Flow = ControlFlow<Option<Error>>;
type Each<'a> = dyn FnMut(Row) -> Flow + 'a;

fn read_up_to(source: &mut dyn Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut n = 0;
    while n < into.len() {
        match source.read(&mut into[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

/// A text without what surrounds it invisibly.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\0')
    })
}
