use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::Date;

/// How precise a bound of an [`Edtf`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// Year.
    Year,
    /// Year and month.
    Month,
    /// A day of the calendar.
    Day,
}

/// One end of an interval: a year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bound {
    /// The first day that it covers.
    first: Date,
    precision: Precision,
}

impl Bound {
    /// A day.
    pub fn day(date: Date) -> Self {
        Self { first: date, precision: Precision::Day }
    }

    /// A month. `None` when month or year do not exist.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Some(Self { first: Date::new(year, month, 1).ok()?, precision: Precision::Month })
    }

    /// A year. `None` outside −9999 to 9999.
    pub fn year(year: i16) -> Option<Self> {
        Some(Self { first: Date::new(year, 1, 1).ok()?, precision: Precision::Year })
    }

    /// How precise it is.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first day that it covers.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day that it covers.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Day => self.first,
            Precision::Month => self.first.last_of_month(),
            Precision::Year => self.first.last_of_year(),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.first;
        match self.precision {
            Precision::Year => write!(f, "{:04}", d.year()),
            Precision::Month => write!(f, "{:04}-{:02}", d.year(), d.month()),
            Precision::Day => write!(f, "{:04}-{:02}-{:02}", d.year(), d.month(), d.day()),
        }
    }
}

/// A date that may be partial, approximate or an interval with open ends: the part of EDTF level 1 that the
/// ledger uses (`2021-10-17`, `2020-12`, `2020`, `2020-08~`, `2021-10-16/2021-10-18`, `../2021-10-18`).
/// Source: ISO 8601-2:2019, <https://www.loc.gov/standards/datetime/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edtf {
    /// One year, month or day.
    Point {
        /// When.
        at: Bound,
        /// Whether it is marked as approximate (`~`).
        approximate: bool,
    },
    /// From one bound to another, both included; `None` is an open end (`..`). Never open at both ends.
    Interval {
        /// The start.
        from: Option<Bound>,
        /// The end.
        to: Option<Bound>,
        /// Whether it is marked as approximate (`~` at an end).
        approximate: bool,
    },
}

impl Edtf {
    /// An exact day.
    pub fn day(date: Date) -> Self {
        Self::Point { at: Bound::day(date), approximate: false }
    }

    /// An exact bound of any precision.
    pub fn point(at: Bound) -> Self {
        Self::Point { at, approximate: false }
    }

    /// An interval, folded to a point where both ends are the same. `None` when both ends are open or the end
    /// lies before the start.
    pub fn interval(from: Option<Bound>, to: Option<Bound>) -> Option<Self> {
        match (from, to) {
            (None, None) => None,
            (Some(a), Some(b)) if a == b => Some(Self::point(a)),
            (Some(a), Some(b)) if b.last() < a.first() => None,
            _ => Some(Self::Interval { from, to, approximate: false }),
        }
    }

    /// The interval of days from one to the other, both included.
    pub fn days(first: Date, last: Date) -> Option<Self> {
        Self::interval(Some(Bound::day(first)), Some(Bound::day(last)))
    }

    /// The same, marked as approximate.
    #[must_use]
    pub fn approximately(self) -> Self {
        match self {
            Self::Point { at, .. } => Self::Point { at, approximate: true },
            Self::Interval { from, to, .. } => Self::Interval { from, to, approximate: true },
        }
    }

    /// Whether it is marked as approximate.
    pub fn is_approximate(self) -> bool {
        match self {
            Self::Point { approximate, .. } | Self::Interval { approximate, .. } => approximate,
        }
    }

    /// The start, unless open.
    pub fn from(self) -> Option<Bound> {
        match self {
            Self::Point { at, .. } => Some(at),
            Self::Interval { from, .. } => from,
        }
    }

    /// The end, unless open.
    pub fn to(self) -> Option<Bound> {
        match self {
            Self::Point { at, .. } => Some(at),
            Self::Interval { to, .. } => to,
        }
    }

    /// The first day it can lie on, unless open.
    pub fn first(self) -> Option<Date> {
        self.from().map(Bound::first)
    }

    /// The last day it can lie on, unless open.
    pub fn last(self) -> Option<Date> {
        self.to().map(Bound::last)
    }

    /// The day, where it is exactly one.
    pub fn as_day(self) -> Option<Date> {
        match (self.first(), self.last()) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Number of days it covers; `None` when an end is open.
    pub fn width(self) -> Option<i32> {
        let (first, last) = (self.first()?, self.last()?);
        Some((last - first).get_days() + 1)
    }

    /// Whether the two can lie on one day.
    pub fn overlaps(self, other: Self) -> bool {
        let before = |a: Option<Date>, b: Option<Date>| matches!((a, b), (Some(a), Some(b)) if a < b);
        !before(self.last(), other.first()) && !before(other.last(), self.first())
    }

    /// The days on which both can lie; `None` when they share none or both are open.
    pub fn intersection(self, other: Self) -> Option<Self> {
        if !self.overlaps(other) {
            return None;
        }
        if self.first() == other.first() && self.last() == other.last() {
            return Some(self);
        }
        let from = match (self.from(), other.from()) {
            (Some(a), Some(b)) => Some(if a.first() >= b.first() { a } else { b }),
            (a, b) => a.or(b),
        };
        let to = match (self.to(), other.to()) {
            (Some(a), Some(b)) => Some(if a.last() <= b.last() { a } else { b }),
            (a, b) => a.or(b),
        };
        // A month cut by a day keeps the day's precision at both ends.
        match (from, to) {
            (Some(a), Some(b)) if a.first() > b.first() || a.last() > b.last() => Self::days(a.first(), b.last()),
            _ => Self::interval(from, to),
        }
    }

    /// The smallest interval that covers both.
    #[must_use]
    pub fn hull(self, other: Self) -> Option<Self> {
        let from = match (self.from(), other.from()) {
            (Some(a), Some(b)) => Some(if a.first() <= b.first() { a } else { b }),
            _ => None,
        };
        let to = match (self.to(), other.to()) {
            (Some(a), Some(b)) => Some(if a.last() >= b.last() { a } else { b }),
            _ => None,
        };
        Self::interval(from, to)
    }

    /// Whether a day lies inside; open ends hold every day on their side.
    pub fn contains(self, day: Date) -> bool {
        self.first().is_none_or(|d| d <= day) && self.last().is_none_or(|d| day <= d)
    }
}

/// A text that is no EDTF of the supported part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: expected 2021-10-17, 2021-10, 2021, 2021-10~, 2021-10-16/2021-10-18 or ../2021-10-18")]
pub struct EdtfError(pub String);

fn parse_bound(text: &str) -> Option<Bound> {
    let mut parts = text.splitn(3, '-');
    let number = |s: &str, len: usize| -> Option<i16> {
        (s.len() == len && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
    };
    let year = number(parts.next()?, 4)?;
    let Some(month) = parts.next() else { return Bound::year(year) };
    let month = number(month, 2)?;
    if (21..=24).contains(&month) {
        return None;
    }
    let Some(day) = parts.next() else { return Bound::month(year, month as i8) };
    Some(Bound::day(Date::new(year, month as i8, number(day, 2)? as i8).ok()?))
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(s: &str) -> Result<Self, EdtfError> {
        let error = || EdtfError(s.to_owned());
        let one = |part: &str| -> Option<(Option<Bound>, bool)> {
            if part == ".." {
                return Some((None, false));
            }
            let bare = part.trim_end_matches(['~', '?', '%']);
            Some((Some(parse_bound(bare)?), bare.len() < part.len()))
        };
        match s.split_once('/') {
            None => {
                let (at, approximate) = one(s).ok_or_else(error)?;
                Ok(Self::Point { at: at.ok_or_else(error)?, approximate })
            }
            Some((a, b)) => {
                let ((from, x), (to, y)) = (one(a).ok_or_else(error)?, one(b).ok_or_else(error)?);
                let edtf = Self::interval(from, to).ok_or_else(error)?;
                Ok(if x || y { edtf.approximately() } else { edtf })
            }
        }
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_approximate() { "~" } else { "" };
        match self {
            Self::Point { at, .. } => write!(f, "{at}{mark}"),
            Self::Interval { from, to, .. } => {
                match from {
                    Some(b) => write!(f, "{b}{}", if to.is_none() { mark } else { "" })?,
                    None => f.write_str("..")?,
                }
                f.write_str("/")?;
                match to {
                    Some(b) => write!(f, "{b}{mark}"),
                    None => f.write_str(".."),
                }
            }
        }
    }
}

/// The day `days` after `date` (before it, when negative), saturating at the calendar's ends.
pub fn plus_days(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_prints_back() {
        for text in [
            "2021-10-17",
            "2020-12",
            "2020",
            "2020-08~",
            "2021-10-16/2021-10-18",
            "../2021-10-18",
            "2020-08/..",
            "2020-08/2021-10-18",
        ] {
            assert_eq!(text.parse::<Edtf>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in ["", "..", "../..", "2021-13", "2021-02-30", "21-1-1", "2021-10-18/2021-10-17", "été"] {
            assert!(text.parse::<Edtf>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_cover_their_days() {
        let month: Edtf = "2020-02".parse().unwrap();
        assert_eq!(month.width(), Some(29));
        assert!(month.overlaps("2020-02-29/2020-03-05".parse().unwrap()));
        assert!(!month.overlaps("2020-03/..".parse().unwrap()));
    }

    #[test]
    fn intersection_keeps_the_narrower() {
        let a: Edtf = "2020-08/2021-10-18".parse().unwrap();
        let b: Edtf = "2020-12".parse().unwrap();
        assert_eq!(a.intersection(b).unwrap().to_string(), "2020-12");
        let c: Edtf = "../2020-12-05".parse().unwrap();
        assert_eq!(b.intersection(c).unwrap().to_string(), "2020-12-01/2020-12-05");
    }
}
