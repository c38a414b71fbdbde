//! Arguments of statements: what Rust values become before a driver sees them.
//!
//! A value always carries its kind, null included, because PostgreSQL prepares a statement with the kinds of its arguments: only so
//! does `$1 is null` or `select $1` mean the same there as on SQLite. What one database would take and the other refuse is refused
//! here, before either is asked.

use crate::{Error, Result};
use std::borrow::Cow;
use std::sync::Arc;

/// The five types that a statement or a column can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `text`
    Text,
    /// `bigint`
    Int,
    /// `boolean`
    Bool,
    /// `double precision`
    Real,
    /// `bytea`, a blob
    Bytes,
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Val<'a> {
    /// Null of a kind.
    Null(Kind),
    /// A `bigint`.
    Int(i64),
    /// A `boolean`.
    Bool(bool),
    /// A `double precision`; not-a-number is refused when it is bound.
    Real(f64),
    /// A text; U+0000 is refused when it is bound.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

impl Val<'_> {
    /// The type with which the statement is prepared.
    pub fn kind(&self) -> Kind {
        match self {
            Val::Null(kind) => *kind,
            Val::Int(_) => Kind::Int,
            Val::Bool(_) => Kind::Bool,
            Val::Real(_) => Kind::Real,
            Val::Text(_) => Kind::Text,
            Val::Bytes(_) => Kind::Bytes,
        }
    }

    /// The same value without borrows.
    pub fn into_owned(self) -> Val<'static> {
        match self {
            Val::Null(kind) => Val::Null(kind),
            Val::Int(n) => Val::Int(n),
            Val::Bool(b) => Val::Bool(b),
            Val::Real(x) => Val::Real(x),
            Val::Text(t) => Val::Text(Cow::Owned(t.into_owned())),
            Val::Bytes(b) => Val::Bytes(Cow::Owned(b.into_owned())),
        }
    }
}

/// SQLite would store a zero character and turn not-a-number into null; PostgreSQL refuses the one and keeps the other.
pub(crate) fn check(args: &[Val<'_>]) -> Result<()> {
    for (i, arg) in args.iter().enumerate() {
        match arg {
            Val::Text(t) if t.as_bytes().contains(&0) => {
                return Err(Error::Constraint(format!("the text ${} contains the character U+0000", i + 1)));
            }
            Val::Real(x) if x.is_nan() => {
                return Err(Error::Constraint(format!("the number ${} is not a number", i + 1)));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A Rust type that can be an argument. Typed ids implement it with [`impl_text_arg!`](crate::impl_text_arg) or
/// [`impl_int_arg!`](crate::impl_int_arg).
pub trait Arg {
    /// The kind of every value of this type, of the absent one too.
    const KIND: Kind;
    /// The value, borrowed where it can be.
    fn val(&self) -> Val<'_>;
}

macro_rules! plain {
    ($($t:ty: $kind:ident, $self:ident => $val:expr;)*) => { $(
        impl Arg for $t {
            const KIND: Kind = Kind::$kind;
            fn val(&$self) -> Val<'_> { $val }
        }
    )* }
}

plain! {
    i64: Int, self => Val::Int(*self);
    i32: Int, self => Val::Int(i64::from(*self));
    u32: Int, self => Val::Int(i64::from(*self));
    bool: Bool, self => Val::Bool(*self);
    f64: Real, self => Val::Real(*self);
    str: Text, self => Val::Text(Cow::Borrowed(self));
    String: Text, self => Val::Text(Cow::Borrowed(self));
    Cow<'_, str>: Text, self => Val::Text(Cow::Borrowed(self));
    [u8]: Bytes, self => Val::Bytes(Cow::Borrowed(self));
    Vec<u8>: Bytes, self => Val::Bytes(Cow::Borrowed(self));
}

impl<const N: usize> Arg for [u8; N] {
    const KIND: Kind = Kind::Bytes;
    fn val(&self) -> Val<'_> {
        Val::Bytes(Cow::Borrowed(self))
    }
}

macro_rules! through {
    ($($t:ty),*) => { $(
        impl<T: Arg + ?Sized> Arg for $t {
            const KIND: Kind = T::KIND;
            fn val(&self) -> Val<'_> { (**self).val() }
        }
    )* }
}

through!(&T, Arc<T>, Box<T>);

impl<T: Arg> Arg for Option<T> {
    const KIND: Kind = T::KIND;
    fn val(&self) -> Val<'_> {
        self.as_ref().map_or(Val::Null(T::KIND), Arg::val)
    }
}

/// A value that [`vals!`](crate::vals) takes: references borrow, numbers are copied, owned texts move in.
pub trait IntoVal<'a> {
    /// The kind of every value of this type.
    const KIND: Kind;
    /// The value for a list of rows.
    fn into_val(self) -> Val<'a>;
}

impl<'a, T: Arg + ?Sized> IntoVal<'a> for &'a T {
    const KIND: Kind = T::KIND;
    fn into_val(self) -> Val<'a> {
        self.val()
    }
}

impl<'a, T: IntoVal<'a>> IntoVal<'a> for Option<T> {
    const KIND: Kind = T::KIND;
    fn into_val(self) -> Val<'a> {
        self.map_or(Val::Null(T::KIND), IntoVal::into_val)
    }
}

macro_rules! owned {
    ($($t:ty: $kind:ident, $self:ident => $val:expr;)*) => { $(
        impl<'a> IntoVal<'a> for $t {
            const KIND: Kind = Kind::$kind;
            fn into_val($self) -> Val<'a> { $val }
        }
    )* }
}

owned! {
    i64: Int, self => Val::Int(self);
    i32: Int, self => Val::Int(i64::from(self));
    u32: Int, self => Val::Int(i64::from(self));
    bool: Bool, self => Val::Bool(self);
    f64: Real, self => Val::Real(self);
    String: Text, self => Val::Text(Cow::Owned(self));
    Cow<'a, str>: Text, self => Val::Text(self);
    Vec<u8>: Bytes, self => Val::Bytes(Cow::Owned(self));
}
