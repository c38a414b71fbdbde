//! Writing rows as CSV or XLSX.
//!
//! CSV is UTF-8 with its mark, because spreadsheets take anything else for the encoding of the machine, with CRLF. A text that a
//! spreadsheet would take for a formula is written with a quote in front, which reading takes off again. XLSX holds texts only, so
//! that numbers keep their leading zeros; rows go to a temporary file and not into memory.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Format as Look, Workbook, XlsxError};

use crate::Error;

/// Which kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// By a file's name.
    pub fn of(name: &str) -> Option<Format> {
        let name = name.to_ascii_lowercase();
        match () {
            () if name.ends_with(".csv") => Some(Format::Csv),
            () if name.ends_with(".xlsx") => Some(Format::Xlsx),
            () => None,
        }
    }
}

/// A table that is being written; the first row is the header.
pub struct Writer<W: Write + Seek + Send> {
    out: W,
    kind: Kind,
    rows: u32,
}

enum Kind {
    Csv(Vec<u8>),
    Xlsx(Box<Workbook>),
}

const WIDTH: f64 = 18.0;

impl<W: Write + Seek + Send> Writer<W> {
    pub fn new(format: Format, out: W) -> Result<Self, Error> {
        let kind = match format {
            Format::Csv => Kind::Csv("\u{feff}".into()),
            Format::Xlsx => {
                let mut book = Workbook::new();
                book.add_worksheet_with_constant_memory().map_err(refused)?.set_freeze_panes(1, 0).map_err(refused)?;
                Kind::Xlsx(Box::new(book))
            }
        };
        Ok(Writer { out, kind, rows: 0 })
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<(), Error> {
        match &mut self.kind {
            Kind::Csv(line) => {
                for (at, cell) in cells.iter().enumerate() {
                    if at > 0 {
                        line.push(b',');
                    }
                    field(line, cell.as_ref());
                }
                line.extend_from_slice(b"\r\n");
                if line.len() > 64 * 1024 {
                    self.out.write_all(line)?;
                    line.clear();
                }
            }
            Kind::Xlsx(book) => {
                let sheet = book.worksheet_from_index(0).map_err(refused)?;
                for (column, cell) in (0_u16..).zip(cells) {
                    if self.rows == 0 {
                        sheet.set_column_width(column, WIDTH).map_err(refused)?;
                        sheet.write_string_with_format(0, column, cell.as_ref(), &Look::new().set_bold()).map_err(refused)?;
                    } else if !cell.as_ref().is_empty() {
                        sheet.write_string(self.rows, column, cell.as_ref()).map_err(refused)?;
                    }
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes what is left, and gives back what was written to.
    pub fn finish(mut self) -> Result<W, Error> {
        match self.kind {
            Kind::Csv(line) => self.out.write_all(&line)?,
            Kind::Xlsx(mut book) => book.save_to_writer(&mut self.out).map_err(refused)?,
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

fn field(line: &mut Vec<u8>, text: &str) {
    let guard = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@']);
    let quoted = text.contains([',', ';', '\t', '"', '\n', '\r']) || text != text.trim();
    if quoted {
        line.push(b'"');
    }
    if guard {
        line.push(b'\'');
    }
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    if quoted {
        line.push(b'"');
    }
}

fn refused(error: XlsxError) -> Error {
    match error {
        XlsxError::RowColumnLimitError => Error::TooManyRows(1_048_576),
        XlsxError::MaxStringLengthExceeded => Error::TooLarge("a cell".into()),
        XlsxError::IoError(error) => Error::Io(error),
        error => Error::Damaged(error.to_string()),
    }
}
