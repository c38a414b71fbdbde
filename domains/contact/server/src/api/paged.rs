//! Pages by size and offset, as roles and outside contacts have them: both or neither.

use hobnail_wire::{Code, Fault, Outcome, codes};

/// Size and offset of a page; 20 and 0 unless both are given. Refused: a size out of 1 to `most` (`size_code`), an offset below
/// 0 (40068).
pub fn page(size: Option<i64>, offset: Option<i64>, most: i64, size_code: &'static Code) -> Outcome<(i64, i64)> {
    if size.is_some_and(|size| !(1..=most).contains(&size)) {
        return Err(Fault::new(size_code).field("size").detail(format!("1 到 {most}")));
    }
    if offset.is_some_and(|offset| offset < 0) {
        return Err(Fault::new(&codes::PAGE_OFFSET).field("offset").detail("不能小于 0"));
    }
    Ok(size.zip(offset).unwrap_or((20, 0)))
}

/// Cuts the one row that was read beyond the page; the offset of the next page, if there is one.
pub fn cut<T>(rows: &mut Vec<T>, size: i64, offset: i64) -> Option<i64> {
    let more = rows.len() as i64 > size;
    rows.truncate(size as usize);
    more.then(|| offset.saturating_add(size))
}
