//! The limits that `#[limit(..)]` declares, checked after decoding and before the handler.
//!
//! A refused value gives [`codes::INVALID_PARAM`] with the field's full name (`contact.label_ids`) and the limit it broke.

use crate::{CommaList, Fault, codes};

/// Implemented by `#[wire]` for every contract struct.
pub trait Limits {
    /// The first broken limit, as a fault that names the field.
    fn check(&self) -> Result<(), Fault>;
}

/// Something with a length: characters of a text, entries of a list. `None` is absent and breaks no limit.
pub trait Measure {
    fn measure(&self) -> Option<usize>;
}

impl Measure for String {
    fn measure(&self) -> Option<usize> {
        Some(if self.is_ascii() { self.len() } else { self.chars().count() })
    }
}
impl<T> Measure for Vec<T> {
    fn measure(&self) -> Option<usize> {
        Some(self.len())
    }
}
impl<T> Measure for CommaList<T> {
    fn measure(&self) -> Option<usize> {
        Some(self.0.len())
    }
}
impl<T: Measure> Measure for Option<T> {
    fn measure(&self) -> Option<usize> {
        self.as_ref().and_then(Measure::measure)
    }
}

/// A number in a range.
pub trait Number {
    fn number(&self) -> Option<i64>;
}
impl Number for i64 {
    fn number(&self) -> Option<i64> {
        Some(*self)
    }
}
impl Number for i32 {
    fn number(&self) -> Option<i64> {
        Some((*self).into())
    }
}
impl<T: Number> Number for Option<T> {
    fn number(&self) -> Option<i64> {
        self.as_ref().and_then(Number::number)
    }
}

/// Contract types inside contract types.
pub trait Nested {
    fn check_each(&self) -> Result<(), Fault>;
}
impl<T: Limits> Nested for T {
    fn check_each(&self) -> Result<(), Fault> {
        self.check()
    }
}
impl<T: Limits> Nested for Option<T> {
    fn check_each(&self) -> Result<(), Fault> {
        self.as_ref().map_or(Ok(()), Limits::check)
    }
}
impl<T: Limits> Nested for Vec<T> {
    fn check_each(&self) -> Result<(), Fault> {
        self.iter().try_for_each(Limits::check)
    }
}
impl<T: Limits> Nested for Option<Vec<T>> {
    fn check_each(&self) -> Result<(), Fault> {
        self.iter().flatten().try_for_each(Limits::check)
    }
}

fn refuse(field: &str, why: String) -> Fault {
    Fault::new(&codes::INVALID_PARAM).field(field).detail(why)
}

pub fn max_len(value: &impl Measure, n: usize, field: &str) -> Result<(), Fault> {
    match value.measure() {
        Some(len) if len > n => Err(refuse(field, format!("最长 {n} 个字符，实际 {len}"))),
        _ => Ok(()),
    }
}
pub fn min_len(value: &impl Measure, n: usize, field: &str) -> Result<(), Fault> {
    match value.measure() {
        Some(len) if len < n => Err(refuse(field, format!("至少 {n} 个字符，实际 {len}"))),
        _ => Ok(()),
    }
}
pub fn max_items(value: &impl Measure, n: usize, field: &str) -> Result<(), Fault> {
    match value.measure() {
        Some(len) if len > n => Err(refuse(field, format!("最多 {n} 项，实际 {len}"))),
        _ => Ok(()),
    }
}
pub fn min_items(value: &impl Measure, n: usize, field: &str) -> Result<(), Fault> {
    match value.measure() {
        Some(len) if len < n => Err(refuse(field, format!("至少 {n} 项，实际 {len}"))),
        _ => Ok(()),
    }
}
pub fn min(value: &impl Number, n: i64, field: &str) -> Result<(), Fault> {
    match value.number() {
        Some(v) if v < n => Err(refuse(field, format!("最小 {n}，实际 {v}"))),
        _ => Ok(()),
    }
}
pub fn max(value: &impl Number, n: i64, field: &str) -> Result<(), Fault> {
    match value.number() {
        Some(v) if v > n => Err(refuse(field, format!("最大 {n}，实际 {v}"))),
        _ => Ok(()),
    }
}
pub fn nested(value: &impl Nested, field: &str) -> Result<(), Fault> {
    value.check_each().map_err(|fault| fault.under(field))
}
