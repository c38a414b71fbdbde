//! Days are the organisation's days, not the server's.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The zone of organisations that set none.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// The zone by its IANA name; unknown names fall back to [`DEFAULT_ZONE`] (names are checked where they are set).
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).or_else(|_| TimeZone::get(DEFAULT_ZONE)).unwrap_or(TimeZone::UTC)
}

/// The day of a moment in a zone, as the number yyyymmdd.
pub fn day(now_ms: i64, zone: &TimeZone) -> i64 {
    let date: Date = Timestamp::from_millisecond(now_ms).unwrap_or_default().to_zoned(zone.clone()).date();
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_organisations_midnight() {
        let shanghai = zone(DEFAULT_ZONE);
        // 2026-11-21T16:00:00Z is midnight in Shanghai.
        let midnight = 1_795_276_800_000;
        assert_eq!(day(midnight - 1, &shanghai), 20261121);
        assert_eq!(day(midnight, &shanghai), 20261122);
        assert_eq!(day(midnight, &zone("UTC")), 20261121);
        assert_eq!(day(midnight, &zone("no/such")), 20261122);
    }
}
