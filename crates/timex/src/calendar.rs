//! Periods of the calendar: their TIMEX3 values, their days, and the way from one to another.

use jiff::ToSpan as _;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use legation_model::{Bound, Edtf};
use legation_packs::timex::{Holiday, Mod, SEASONS, Unit};

/// A period that has a name in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    Day(Date),
    /// The week that holds the date, from Monday on.
    Week(Date),
    /// Saturday and Sunday of the week that holds the date.
    Weekend(Date),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    /// Year and index into [`SEASONS`]; winter is that which begins in December of the year before.
    Season(i16, i8),
    Year(i16),
    /// First year.
    Decade(i16),
    /// First two digits of its years.
    Century(i16),
}

/// The Monday of a date's week.
pub(crate) fn monday(date: Date) -> Date {
    plus(date, -i32::from(date.weekday().to_monday_zero_offset()))
}

pub(crate) fn plus(date: Date, days: i32) -> Date {
    legation_model::plus_days(date, days)
}

pub(crate) fn plus_months(date: Date, months: i32) -> Date {
    // A span of jiff's holds no more months than there are between its first year and its last.
    date.saturating_add(months.clamp(-119_988, 119_988).months())
}

/// A date that exists, the day cut to the month's length.
pub(crate) fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    Some(if day > first.days_in_month() { first.last_of_month() } else { Date::new(year, month, day).ok()? })
}

impl Period {
    /// The period of a unit that holds a date.
    pub(crate) fn holding(unit: Unit, at: Date) -> Self {
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self::Day(at),
            Unit::Weekend => Self::Weekend(at),
            Unit::Week => Self::Week(at),
            Unit::Month => Self::Month(at.year(), at.month()),
            Unit::Quarter => Self::Quarter(at.year(), (at.month() - 1) / 3 + 1),
            Unit::Half => Self::Half(at.year(), (at.month() - 1) / 6 + 1),
            Unit::Year => Self::Year(at.year()),
            Unit::Decade => Self::Decade(at.year().div_euclid(10) * 10),
            Unit::Century | Unit::Millennium => Self::Century(at.year().div_euclid(100)),
        }
    }

    /// The period of the same kind so many steps later.
    pub(crate) fn shifted(self, by: i32) -> Self {
        let year = |y: i16, by: i32| (i32::from(y) + by).clamp(1, 9998) as i16;
        match self {
            Self::Day(d) => Self::Day(plus(d, by)),
            Self::Week(d) => Self::Week(plus(d, by.saturating_mul(7))),
            Self::Weekend(d) => Self::Weekend(plus(d, by.saturating_mul(7))),
            Self::Month(y, m) => {
                let months = i32::from(y) * 12 + i32::from(m) - 1 + by;
                Self::Month(year(0, months.div_euclid(12)), (months.rem_euclid(12) + 1) as i8)
            }
            Self::Quarter(y, q) => {
                let n = i32::from(y) * 4 + i32::from(q) - 1 + by;
                Self::Quarter(year(0, n.div_euclid(4)), (n.rem_euclid(4) + 1) as i8)
            }
            Self::Half(y, h) => {
                let n = i32::from(y) * 2 + i32::from(h) - 1 + by;
                Self::Half(year(0, n.div_euclid(2)), (n.rem_euclid(2) + 1) as i8)
            }
            Self::Season(y, s) => Self::Season(year(y, by), s),
            Self::Year(y) => Self::Year(year(y, by)),
            Self::Decade(y) => Self::Decade(year(y, by.saturating_mul(10))),
            Self::Century(c) => Self::Century(year(c, by)),
        }
    }

    /// The unit it is one of.
    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::Day(_) => Unit::Day,
            Self::Week(_) => Unit::Week,
            Self::Weekend(_) => Unit::Weekend,
            Self::Month(..) => Unit::Month,
            Self::Quarter(..) | Self::Season(..) => Unit::Quarter,
            Self::Half(..) => Unit::Half,
            Self::Year(_) => Unit::Year,
            Self::Decade(_) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }

    /// The TIMEX3 value.
    pub(crate) fn value(self) -> String {
        let week = |d: Date| -> (i16, i8) {
            let iso: ISOWeekDate = d.iso_week_date();
            (iso.year(), iso.week())
        };
        match self {
            Self::Day(d) => d.to_string(),
            Self::Week(d) => {
                let (y, w) = week(d);
                format!("{y:04}-W{w:02}")
            }
            Self::Weekend(d) => {
                let (y, w) = week(d);
                format!("{y:04}-W{w:02}-WE")
            }
            Self::Month(y, m) => format!("{y:04}-{m:02}"),
            Self::Quarter(y, q) => format!("{y:04}-Q{q}"),
            Self::Half(y, h) => format!("{y:04}-H{h}"),
            Self::Season(y, s) => format!("{y:04}-{}", SEASONS.get(s as usize).copied().unwrap_or("XX")),
            Self::Year(y) => format!("{y:04}"),
            Self::Decade(y) => format!("{:03}", y / 10),
            Self::Century(c) => format!("{c:02}"),
        }
    }

    /// First and last day.
    pub(crate) fn days(self) -> Option<(Date, Date)> {
        let months = |y: i16, m: i8, n: i32| -> Option<(Date, Date)> {
            let first = Date::new(y, m, 1).ok()?;
            Some((first, plus(plus_months(first, n), -1)))
        };
        match self {
            Self::Day(d) => Some((d, d)),
            Self::Week(d) => Some((monday(d), plus(monday(d), 6))),
            Self::Weekend(d) => Some((plus(monday(d), 5), plus(monday(d), 6))),
            Self::Month(y, m) => months(y, m, 1),
            Self::Quarter(y, q) => months(y, (q - 1) * 3 + 1, 3),
            Self::Half(y, h) => months(y, (h - 1) * 6 + 1, 6),
            Self::Season(y, 3) => months(y - 1, 12, 3),
            Self::Season(y, s) => months(y, 3 + 3 * s, 3),
            Self::Year(y) => months(y, 1, 12),
            Self::Decade(y) => months(y, 1, 120),
            Self::Century(c) => months(c.saturating_mul(100).max(1), 1, 1200),
        }
    }

    /// The days it covers, or the part of it that a modifier names, as coarse as that allows.
    pub(crate) fn edtf(self, part: Option<Mod>) -> Option<Edtf> {
        let month = |y, m| Bound::month(y, m);
        match (self, part) {
            (Self::Year(y), Some(Mod::Start)) => Edtf::interval(month(y, 1), month(y, 3)),
            (Self::Year(y), Some(Mod::Mid)) => Edtf::interval(month(y, 5), month(y, 8)),
            (Self::Year(y), Some(Mod::End)) => Edtf::interval(month(y, 10), month(y, 12)),
            (Self::Month(y, m), Some(Mod::Start)) => Edtf::days(date(y, m, 1)?, date(y, m, 10)?),
            (Self::Month(y, m), Some(Mod::Mid)) => Edtf::days(date(y, m, 11)?, date(y, m, 20)?),
            (Self::Month(y, m), Some(Mod::End)) => Edtf::days(date(y, m, 21)?, date(y, m, 31)?),
            (Self::Week(d), Some(Mod::Start)) => Edtf::days(monday(d), plus(monday(d), 2)),
            (Self::Week(d), Some(Mod::End)) => Edtf::days(plus(monday(d), 3), plus(monday(d), 6)),
            (Self::Decade(y), Some(Mod::Start)) => Edtf::interval(Bound::year(y), Bound::year(y + 3)),
            (Self::Decade(y), Some(Mod::Mid)) => Edtf::interval(Bound::year(y + 3), Bound::year(y + 6)),
            (Self::Decade(y), Some(Mod::End)) => Edtf::interval(Bound::year(y + 6), Bound::year(y + 9)),
            (Self::Day(d), _) => Some(Edtf::day(d)),
            (Self::Month(y, m), _) => Some(Edtf::point(month(y, m)?)),
            (Self::Year(y), _) => Some(Edtf::point(Bound::year(y)?)),
            (Self::Decade(y), _) => Edtf::interval(Bound::year(y), Bound::year(y + 9)),
            (Self::Century(c), _) => Edtf::interval(Bound::year(c * 100), Bound::year(c * 100 + 99)),
            (Self::Quarter(..) | Self::Half(..) | Self::Season(..), _) => {
                let (first, last) = self.days()?;
                Edtf::interval(month(first.year(), first.month()), month(last.year(), last.month()))
            }
            (Self::Week(_) | Self::Weekend(_), _) => {
                let (first, last) = self.days()?;
                Edtf::days(first, last)
            }
        }
    }
}

/// Western Easter Sunday. Source: the anonymous Gregorian computus, Nature 13 (1876), p. 487.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, month as i8, day as i8).ok()
}

/// The day of a holiday in a year.
pub(crate) fn holiday(holiday: Holiday, year: i16) -> Option<Date> {
    match holiday {
        Holiday::Fixed { month, day } => Date::new(year, month, day).ok(),
        Holiday::Easter(offset) => Some(plus(easter(year)?, i32::from(offset))),
        Holiday::Nth { month, weekday: day, nth, plus: days } => {
            let found = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday(i64::from(day))?).ok()?;
            Some(plus(found, i32::from(days)))
        }
    }
}

/// The nth of a weekday in a month; −1 is the last.
pub(crate) fn nth(year: i16, month: i8, number: i64, nth: i64) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth as i8, weekday(number)?).ok()
}

/// The weekday of a number, 1 being Monday.
pub(crate) fn weekday(number: i64) -> Option<Weekday> {
    Weekday::from_monday_one_offset(number as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [(1999, 4, 4), (2000, 4, 23), (2020, 4, 12), (2024, 3, 31)] {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }

    #[test]
    fn periods_step_over_year_ends() {
        assert_eq!(Period::Month(2021, 1).shifted(-2), Period::Month(2020, 11));
        assert_eq!(Period::Quarter(2020, 4).shifted(1).value(), "2021-Q1");
        assert_eq!(Period::Week(Date::constant(2021, 1, 2)).value(), "2020-W53");
    }
}
