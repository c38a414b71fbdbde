//! Rows of results: read by position, checked for their width.
//!
//! A statement names its columns and a row type lists its fields in the same order; that the numbers agree is checked for each row,
//! because a column too few or too many is the commonest slip. Reading is as strict as both databases together: a number isn't a
//! text, and null needs an `Option`.

use crate::{Error, Result};
use rusqlite::types::ValueRef;
use tokio_postgres::types::{FromSql, Type};

/// One row of a result, only valid while it is read.
pub struct Row<'a>(Inner<'a>);

enum Inner<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a tokio_postgres::Row),
}

/// A type that a whole row becomes: tuples of up to eight columns, and what [`row!`](crate::row) declares.
pub trait FromRow: Sized + Send + 'static {
    /// Reads every column, from the first on.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

/// A type that one column becomes.
pub trait Col: Sized {
    /// Reads column `i`, counted from zero.
    fn from_col(row: &Row<'_>, i: usize) -> Result<Self>;
}

enum Cell<'a> {
    Null,
    Int(i64),
    Bool(bool),
    Real(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Row<'a> {
    pub(crate) fn lite(row: &'a rusqlite::Row<'a>) -> Self {
        Row(Inner::Lite(row))
    }

    pub(crate) fn pg(row: &'a tokio_postgres::Row) -> Self {
        Row(Inner::Pg(row))
    }

    /// Reads column `i`, counted from zero.
    pub fn get<T: Col>(&self, i: usize) -> Result<T> {
        T::from_col(self, i)
    }

    /// Refuses a row that hasn't exactly `n` columns.
    pub fn width(&self, n: usize) -> Result<()> {
        let have = match self.0 {
            Inner::Lite(row) => row.as_ref().column_count(),
            Inner::Pg(row) => row.len(),
        };
        match have == n {
            true => Ok(()),
            false => Err(Error::Column(format!("the statement returns {have} columns, the row type has {n}"))),
        }
    }

    /// Whether column `i` is null.
    pub fn is_null(&self, i: usize) -> Result<bool> {
        match self.0 {
            Inner::Lite(row) => Ok(matches!(row.get_ref(i), Ok(ValueRef::Null))),
            Inner::Pg(row) => pg::<Null>(row, i).map(|n| n.is_none()),
        }
    }

    fn name(&self, i: usize) -> String {
        let name = match self.0 {
            Inner::Lite(row) => row.as_ref().column_name(i).ok().map(str::to_owned),
            Inner::Pg(row) => row.columns().get(i).map(|c| c.name().to_owned()),
        };
        format!("{} ({})", i + 1, name.as_deref().unwrap_or("absent"))
    }

    fn cell(&self, i: usize) -> Result<Cell<'_>> {
        match self.0 {
            Inner::Lite(row) => match row.get_ref(i) {
                Ok(ValueRef::Null) => Ok(Cell::Null),
                Ok(ValueRef::Integer(n)) => Ok(Cell::Int(n)),
                Ok(ValueRef::Real(x)) => Ok(Cell::Real(x)),
                Ok(ValueRef::Text(t)) => match std::str::from_utf8(t) {
                    Ok(t) => Ok(Cell::Text(t)),
                    Err(_) => Err(Error::Column(format!("{} is not UTF-8", self.name(i)))),
                },
                Ok(ValueRef::Blob(b)) => Ok(Cell::Bytes(b)),
                Err(_) => Err(Error::Column(format!("{} does not exist", self.name(i)))),
            },
            Inner::Pg(row) => {
                let Some(column) = row.columns().get(i) else {
                    return Err(Error::Column(format!("{} does not exist", self.name(i))));
                };
                let cell = match *column.type_() {
                    Type::INT8 => pg(row, i)?.map(Cell::Int),
                    Type::INT4 => pg::<i32>(row, i)?.map(|n| Cell::Int(n.into())),
                    Type::INT2 => pg::<i16>(row, i)?.map(|n| Cell::Int(n.into())),
                    Type::BOOL => pg(row, i)?.map(Cell::Bool),
                    Type::FLOAT8 => pg(row, i)?.map(Cell::Real),
                    Type::FLOAT4 => pg::<f32>(row, i)?.map(|x| Cell::Real(x.into())),
                    Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => pg(row, i)?.map(Cell::Text),
                    Type::BYTEA => pg(row, i)?.map(Cell::Bytes),
                    ref other => {
                        return Err(Error::Column(format!("{} has the type {other}, write a cast", self.name(i))));
                    }
                };
                Ok(cell.unwrap_or(Cell::Null))
            }
        }
    }

    fn mismatch<T>(&self, i: usize, cell: &Cell<'_>, want: &str) -> Result<T> {
        let have = match cell {
            Cell::Null => "null",
            Cell::Int(_) => "an integer",
            Cell::Bool(_) => "a boolean",
            Cell::Real(_) => "a real number",
            Cell::Text(_) => "a text",
            Cell::Bytes(_) => "bytes",
        };
        Err(Error::Column(format!("{} is {have}, not {want}", self.name(i))))
    }
}

fn pg<'a, T: FromSql<'a>>(row: &'a tokio_postgres::Row, i: usize) -> Result<Option<T>> {
    row.try_get(i).map_err(|e| Error::Column(crate::error::chain(&e)))
}

/// Takes a value of any type without looking at it.
struct Null;

impl<'a> FromSql<'a> for Null {
    fn from_sql(_: &Type, _: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Null)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}

macro_rules! col {
    ($($t:ty, $want:literal: $($cell:pat => $val:expr),*;)*) => { $(
        impl Col for $t {
            fn from_col(row: &Row<'_>, i: usize) -> Result<Self> {
                match row.cell(i)? {
                    $($cell => Ok($val),)*
                    other => row.mismatch(i, &other, $want),
                }
            }
        }
    )* }
}

col! {
    String, "a text": Cell::Text(t) => t.to_owned();
    i64, "an integer": Cell::Int(n) => n;
    // SQLite has no booleans: what the schema calls boolean is 0 or 1 there.
    bool, "a boolean": Cell::Bool(b) => b, Cell::Int(0) => false, Cell::Int(1) => true;
    f64, "a real number": Cell::Real(x) => x;
    Vec<u8>, "bytes": Cell::Bytes(b) => b.to_vec();
}

impl Col for i32 {
    fn from_col(row: &Row<'_>, i: usize) -> Result<Self> {
        let n = i64::from_col(row, i)?;
        n.try_into().map_err(|_| Error::Column(format!("{} is {n}, too large for 32 bits", row.name(i))))
    }
}

impl Col for u32 {
    fn from_col(row: &Row<'_>, i: usize) -> Result<Self> {
        let n = i64::from_col(row, i)?;
        n.try_into().map_err(|_| Error::Column(format!("{} is {n}, not an unsigned 32 bit number", row.name(i))))
    }
}

impl<const N: usize> Col for [u8; N] {
    fn from_col(row: &Row<'_>, i: usize) -> Result<Self> {
        let bytes = Vec::<u8>::from_col(row, i)?;
        bytes.try_into().map_err(|b: Vec<u8>| Error::Column(format!("{} is {} bytes, not {N}", row.name(i), b.len())))
    }
}

impl<T: Col> Col for Option<T> {
    fn from_col(row: &Row<'_>, i: usize) -> Result<Self> {
        match row.is_null(i)? {
            true => Ok(None),
            false => T::from_col(row, i).map(Some),
        }
    }
}

macro_rules! tuples {
    ($($n:literal: $($t:ident $i:tt),+;)*) => { $(
        impl<$($t: Col + Send + 'static),+> FromRow for ($($t,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                row.width($n)?;
                Ok(($(row.get::<$t>($i)?,)+))
            }
        }
    )* }
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
