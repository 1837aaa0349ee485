//! Calendar dates and moments in UTC, as prices need them. The clock is read elsewhere and handed in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

const SECONDS_A_DAY: i64 = 86_400;

/// A day of the proleptic Gregorian calendar in UTC, stored as days since 1970-01-01. Serialized as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(i32);

/// A text that is not a date.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is not a date; dates are written YYYY-MM-DD")]
pub struct DateError(pub String);

impl Date {
    /// `None` when the calendar has no such day. Years 1900 to 9999.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let in_range = (1900..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        let date = Self(days_from_civil(year, i32::try_from(month).ok()?, i32::try_from(day).ok()?));
        (in_range && date.ymd() == (year, month, day)).then_some(date)
    }

    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// Days from `earlier` to this day; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The first day of the month that is `months` after this day's month.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, _) = self.ymd();
        let index = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let year = i32::try_from(index.div_euclid(12)).unwrap_or(9999);
        let month = i32::try_from(index.rem_euclid(12)).unwrap_or(0) + 1;
        Self(days_from_civil(year, month, 1))
    }

    /// 1 = Monday … 7 = Sunday (ISO 8601).
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0) + 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.chars().take(40).collect());
        let shape =
            text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| (at == 4 || at == 7) == (byte == b'-'));
        let mut fields = text.splitn(3, '-');
        let (Some(year), Some(month), Some(day), true) = (fields.next(), fields.next(), fields.next(), shape) else {
            return Err(wrong());
        };
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else { return Err(wrong()) };
        Self::from_ymd(year, month, day).ok_or_else(wrong)
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A moment in UTC, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00Z.
    pub unix_seconds: i64,
}

impl Moment {
    /// From milliseconds since 1970, the unit of `Date.now()`; not a number counts as 0.
    #[allow(clippy::cast_possible_truncation)] // saturates, and NaN becomes 0
    pub fn from_unix_ms(milliseconds: f64) -> Self {
        Self { unix_seconds: (milliseconds / 1000.0).floor() as i64 }
    }

    pub fn date(self) -> Date {
        Date(i32::try_from(self.unix_seconds.div_euclid(SECONDS_A_DAY)).unwrap_or(i32::MAX / 2))
    }

    /// 0 to 1,439.
    pub fn minute_of_day(self) -> u16 {
        u16::try_from(self.unix_seconds.rem_euclid(SECONDS_A_DAY) / 60).unwrap_or(0)
    }
}

impl From<Date> for Moment {
    /// Noon of that day.
    fn from(date: Date) -> Self {
        Self { unix_seconds: i64::from(date.0) * SECONDS_A_DAY + SECONDS_A_DAY / 2 }
    }
}

/// Days since 1970-01-01 of a civil date: years begin in March, so that the leap day is a year's last.
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = i64::from(days) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (i32::try_from(year).unwrap_or(i32::MAX), u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_three_centuries_has_its_own_name() {
        let first = Date::from_ymd(1900, 1, 1).unwrap();
        for offset in 0..110_000 {
            let date = first.plus_days(offset);
            let (year, month, day) = date.ymd();
            assert_eq!(Date::from_ymd(year, month, day), Some(date));
            assert_eq!(date.to_string().parse(), Ok(date));
        }
    }

    #[test]
    fn counts_days_and_weekdays_as_calendars_do() {
        let date: Date = "2026-11-23".parse().unwrap();
        assert_eq!(date.weekday(), 1); // a Monday
        assert_eq!(date.days_since("2026-10-24".parse().unwrap()), 30);
        assert_eq!(date.plus_months(14).to_string(), "2028-01-01");
        // date -u -d 2026-11-23T12:34:56Z +%s
        let moment = Moment { unix_seconds: 1_795_437_296 };
        assert_eq!((moment.date(), moment.minute_of_day()), (date, 12 * 60 + 34));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["", "2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "2026/01/01", "today", "+026-01-01", "2026-0١-1"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2028-02-29".parse::<Date>().is_ok());
    }
}
