//! The four macros that store modules are written with.

/// Arguments of one statement, `&[Val]`, borrowed from the expressions for as long as the statement that they stand in.
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { &[$($crate::Arg::val(&$arg)),*] as &[$crate::Val<'_>] };
}

/// One row of arguments for `exec_many` and `rows_many`, `Vec<Val>`. Unlike `args!` it takes its values: write `&member.userid` to borrow
/// a text for the life of the rows; numbers are copied.
#[macro_export]
macro_rules! vals {
    ($($arg:expr),* $(,)?) => { ::std::vec![$($crate::IntoVal::into_val($arg)),*] };
}

/// Declares structs that a row becomes, column by column in the order of the fields.
#[macro_export]
macro_rules! row {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident: $t:ty),* $(,)? })*) => { $(
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $t),* }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row<'_>) -> $crate::Result<Self> {
                row.width([$(stringify!($field)),*].len())?;
                let mut column = 0..;
                let mut next = || column.next().unwrap_or_default();
                $(let $field = row.get::<$t>(next())?;)*
                Ok(Self { $($field),* })
            }
        }
    )* };
}

/// Declares the statements of a module as constants, and `STATEMENTS`, the list of them by which a test prepares each on both
/// databases.
///
/// ```
/// hobnail_store::sql! {
///     /// A member by key.
///     pub(crate) FIND = "select name from member where corp_id = $1 and userid = $2";
///     COUNT = "select count(*) from member where corp_id = $1";
/// }
/// assert_eq!(STATEMENTS[0], ("FIND", FIND));
/// ```
#[macro_export]
macro_rules! sql {
    ($($(#[$meta:meta])* $vis:vis $name:ident = $text:expr;)*) => {
        $($(#[$meta])* $vis const $name: &str = $text;)*
        /// Every statement of this module by name.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// Makes newtypes of a text usable as arguments and columns; each has `as_str()` and `From<String>`.
#[macro_export]
macro_rules! impl_text_arg {
    ($($t:ty),* $(,)?) => { $(
        impl $crate::Arg for $t {
            const KIND: $crate::Kind = $crate::Kind::Text;
            fn val(&self) -> $crate::Val<'_> {
                $crate::Val::Text(::std::borrow::Cow::Borrowed(self.as_str()))
            }
        }
        impl<'a> $crate::IntoVal<'a> for $t {
            const KIND: $crate::Kind = $crate::Kind::Text;
            fn into_val(self) -> $crate::Val<'a> {
                $crate::Val::Text(::std::borrow::Cow::Owned(self.as_str().to_owned()))
            }
        }
        impl $crate::Col for $t {
            fn from_col(row: &$crate::Row<'_>, i: usize) -> $crate::Result<Self> {
                <::std::string::String as $crate::Col>::from_col(row, i).map(<$t>::from)
            }
        }
    )* };
}

/// Makes newtypes of an `i64` usable as arguments and columns; each has `get()` and `From<i64>`.
#[macro_export]
macro_rules! impl_int_arg {
    ($($t:ty),* $(,)?) => { $(
        impl $crate::Arg for $t {
            const KIND: $crate::Kind = $crate::Kind::Int;
            fn val(&self) -> $crate::Val<'_> {
                $crate::Val::Int(self.get())
            }
        }
        impl<'a> $crate::IntoVal<'a> for $t {
            const KIND: $crate::Kind = $crate::Kind::Int;
            fn into_val(self) -> $crate::Val<'a> {
                $crate::Val::Int(self.get())
            }
        }
        impl $crate::Col for $t {
            fn from_col(row: &$crate::Row<'_>, i: usize) -> $crate::Result<Self> {
                <i64 as $crate::Col>::from_col(row, i).map(<$t>::from)
            }
        }
    )* };
}
