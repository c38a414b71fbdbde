//! Files as they come, and files that were made to hurt.

mod csv;
mod evil;
mod fuzz;
mod xlsx;

use std::{io::Cursor, ops::ControlFlow};

use hobnail_sheet::{Book, Cell, Error, Limits, Row};

/// All rows of the first sheet.
pub fn rows(bytes: impl Into<Vec<u8>>) -> Result<Vec<Row>, Error> {
    rows_within(bytes, Limits::default())
}

pub fn rows_within(bytes: impl Into<Vec<u8>>, limits: Limits) -> Result<Vec<Row>, Error> {
    let mut book = Book::open(Cursor::new(bytes.into()), limits)?;
    let sheet = book.sheets().into_iter().next().unwrap_or_default();
    let mut out = Vec::new();
    book.read(&sheet, &mut |row| {
        out.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(out)
}

/// The texts of all rows; `!` before what is broken.
pub fn texts(bytes: impl Into<Vec<u8>>) -> Vec<Vec<String>> {
    let shown = |cell: Cell| match cell {
        Cell::Text(text) => text,
        Cell::Broken(shown) => format!("!{shown}"),
    };
    rows(bytes).unwrap().into_iter().map(|row| row.cells.into_iter().map(shown).collect()).collect()
}
