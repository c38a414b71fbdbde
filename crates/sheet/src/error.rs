//! What can be wrong with a file.

use std::{fmt, io};

/// Why a file can't be read, or not further.
#[derive(Debug)]
pub enum Error {
    /// There is nothing in it.
    Empty,
    /// Neither CSV nor XLSX.
    NoTable,
    /// The format of Excel before 2007.
    OldExcel,
    /// Protected by a password, or with a part that is.
    Locked,
    /// Neither UTF-8 nor GB18030 (nor UTF-16 with its mark).
    Encoding,
    /// A quoted text that begins in this row does not end.
    OpenQuote(u32),
    /// More cells than allowed in this row.
    TooManyColumns(u32, usize),
    /// More text than allowed in this row.
    RowTooLong(u32, usize),
    TooManyRows(u32),
    /// Unpacks to more than allowed, or claims more than it holds.
    TooLarge(String),
    /// There is no sheet of that name.
    NoSheet(String),
    /// The file is damaged.
    Damaged(String),
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Empty => f.write_str("the file is empty"),
            Error::NoTable => f.write_str("the file is neither CSV nor XLSX"),
            Error::OldExcel => f.write_str("the file is in the format of Excel before 2007, or protected; save it as .xlsx"),
            Error::Locked => f.write_str("the file is protected by a password"),
            Error::Encoding => f.write_str("the text is neither UTF-8 nor GB18030"),
            Error::OpenQuote(row) => write!(f, "row {row}: a quoted text does not end"),
            Error::TooManyColumns(row, most) => write!(f, "row {row}: more than {most} columns"),
            Error::RowTooLong(row, most) => write!(f, "row {row}: more than {most} bytes; is a quote missing?"),
            Error::TooManyRows(most) => write!(f, "more than {most} rows"),
            Error::TooLarge(what) => write!(f, "{what} is too large"),
            Error::NoSheet(name) => write!(f, "there is no sheet {name:?}"),
            Error::Damaged(why) => write!(f, "the file is damaged: {why}"),
            Error::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io(error)
    }
}
