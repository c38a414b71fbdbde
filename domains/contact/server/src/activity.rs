//! Who signed in on which day. `app` says so here once per person and day; the days are those of the corp's zone and are kept
//! for a month, as long as they can be asked about.

use std::collections::BTreeSet;

use hobnail_cx::Range;
use hobnail_store::{Query, Tx};
use hobnail_wire::{CorpId, DeptId, Fault, Outcome, UserId, codes};
use jiff::{Span, civil::Date, tz::TimeZone};

use crate::{directory, store};
pub use store::activity::Asked;

/// Days that can be asked about, today not counted.
const DAYS: i64 = 31;

/// Notes that somebody used the corp's workbench or a console on a day (yyyymmdd).
pub async fn signed_in(tx: &mut Tx, corp: &CorpId, userid: &UserId, day: i64) -> Outcome<()> {
    store::activity::add(tx, corp, day, userid).await?;
    match date(day).and_then(|date| date.checked_sub(Span::new().days(DAYS)).ok()) {
        Some(oldest) => store::activity::forget(tx, corp, number(oldest)).await,
        None => Ok(()),
    }
}

/// A day that can be asked about (400002): yyyyMMdd, not in the future, at most a month ago.
pub fn asked(text: &str, active: bool, today: i64, zone: &TimeZone) -> Outcome<Asked> {
    let refuse = |why: &'static str| Fault::new(&codes::PARAM_ERROR).field("query_date").detail(why);
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let day = text.parse().ok().filter(|_| digits).ok_or_else(|| refuse("格式为 yyyyMMdd"))?;
    let asked = date(day).ok_or_else(|| refuse("没有这一天"))?;
    let today = date(today).ok_or_else(|| Fault::internal("today is no day"))?;
    if asked > today {
        return Err(refuse("不能晚于今天"));
    }
    let oldest = today.checked_sub(Span::new().days(DAYS)).map_err(Fault::internal)?;
    if asked < oldest {
        return Err(refuse("只能查询一个月内的数据"));
    }
    let end = asked.tomorrow().and_then(|next| next.to_zoned(zone.clone())).map_err(Fault::internal)?;
    Ok(Asked { day, end_ms: end.timestamp().as_millisecond(), active })
}

/// The first `limit` people in the order of userids: of these departments with all below them, of the range when none are
/// given. Refused: a department that isn't there (60003) or lies outside the range (50004).
pub async fn first(
    q: &mut impl Query,
    corp: &CorpId,
    asked: Asked,
    depts: Option<&[DeptId]>,
    range: &Range,
    limit: i64,
) -> Outcome<Vec<UserId>> {
    let (paths, named): (Vec<String>, &[String]) = match (depts, range) {
        (Some(depts), range) => (directory::check_depts(q, corp, depts, range, "dept_ids").await?, &[]),
        (None, Range::All) => return store::activity::everybody(q, corp, asked, limit).await,
        (None, Range::Some { dept_ids, userids }) => {
            let depts: Vec<DeptId> = dept_ids.iter().copied().map(DeptId::new).collect();
            (store::dept::paths(q, corp, &depts).await?.into_iter().flatten().collect(), userids)
        }
    };
    // Each part gives its first people, so the first of all are among them.
    let mut found = BTreeSet::new();
    for path in &paths {
        found.extend(store::activity::below(q, corp, path, asked, limit).await?);
    }
    for userid in named {
        found.extend(store::activity::person(q, corp, userid, asked).await?);
    }
    Ok(found.into_iter().take(usize::try_from(limit).unwrap_or_default()).collect())
}

fn date(day: i64) -> Option<Date> {
    let part = |n: i64| i8::try_from(n).ok();
    Date::new(i16::try_from(day / 10_000).ok()?, part(day / 100 % 100)?, part(day % 100)?).ok()
}

fn number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_can_be_asked_about() {
        let zone = TimeZone::UTC;
        let ok = |text| asked(text, false, 20260302, &zone).is_ok();
        assert!(ok("20260302") && ok("20260301") && ok("20260131") && ok("20260130"));
        for bad in ["20260303", "20260129", "20260229", "2026-03-01", "2026031", "", "０２６０３０１１"] {
            assert_eq!(
                asked(bad, false, 20260302, &zone).err().and_then(|f| f.field_name().map(str::to_owned)).as_deref(),
                Some("query_date"),
                "{bad}"
            );
        }
        assert_eq!(asked("20260301", true, 20260302, &zone).ok().map(|a| a.end_ms), Some(1_772_409_600_000));
    }
}
