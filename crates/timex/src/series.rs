//! Ranges and lists: what an expression owes to the one right before it ("from 1 March to 31 October", "in June or July",
//! "les jeudis 21 et 28").

use jiff::civil::Date;
use legation_packs::timex::{Field, RuleKind, Sem, TimexPack, Unit};

use crate::calendar::{self, Period};
use crate::matcher::{Found, Scan};
use crate::resolve::Resolved;

/// How many tokens stand between the days of a list at most.
const LIST: usize = 2;
/// How many months apart the months of a list are at most.
const LIST_MONTHS: i8 = 6;

/// The expression right before another.
pub(crate) struct Before {
    /// One past its last token.
    end: usize,
    period: Period,
    /// Whether it names its month.
    of_month: bool,
}

impl Before {
    pub(crate) fn new(hit: &Found, resolved: &Resolved) -> Option<Self> {
        let of_month = hit.kind == RuleKind::Date && hit.sem.get(Field::Month).is_some();
        Some(Self { end: hit.end, period: resolved.period?, of_month })
    }

    /// Its first day, if it is a day or a month.
    fn day(&self) -> Option<Date> {
        first_day(self.period)
    }

    /// Whether what stands between it and an expression is one of those words.
    fn joined(&self, scan: &Scan<'_>, hit: &Found, words: &[Vec<u32>]) -> bool {
        words.iter().any(|p| self.end + p.len() == hit.start && scan.phrase_at(self.end, p))
    }

    /// "taken Wednesday through Sunday": whether a range of weekdays that began has ended, since it could.
    pub(crate) fn has_ended(&self, scan: &Scan<'_>, pack: &TimexPack, hit: &Found, now: Date) -> bool {
        let Some(start) = self.day().filter(|day| *day < now && is_of_a_week(hit)) else { return false };
        let weekday = hit.sem.get(Field::Weekday).and_then(calendar::weekday);
        let end = weekday.map(|weekday| calendar::plus(start, i32::from(start.weekday().until(weekday))));
        end.is_some_and(|end| end <= now) && self.joined(scan, hit, &pack.context.ranges)
    }

    /// The years, or the year and month, that an expression read as `resolved` has as part of the series; the first that
    /// does not come before this one is meant.
    pub(crate) fn places(&self, scan: &Scan<'_>, pack: &TimexPack, hit: &Found, resolved: &Resolved) -> Vec<Sem> {
        let with = |year: i16, month: Option<i8>| {
            let mut sem = hit.sem;
            sem.set(Field::Year, i64::from(year));
            if let Some(month) = month {
                sem.set(Field::Month, i64::from(month));
            }
            sem
        };
        let early = resolved.period.and_then(first_day).zip(self.day()).is_some_and(|(day, before)| day < before);
        // "du 1er mars au 31 octobre": a range does not end before it starts.
        if early && self.of_month && is_of_a_year(hit) && self.joined(scan, hit, &pack.context.ranges) {
            let year = self.day().map_or(0, Date::year);
            return vec![with(year, None), with(year + 1, None)];
        }
        // "les jeudis 21 et 28", "lundi 12 et 14": a day of a list does not come before the one it follows.
        if early && is_bare_day(hit) && hit.start <= self.end + LIST {
            let turns = self.day().is_some_and(|before| hit.sem.get(Field::Day) < Some(i64::from(before.day())));
            let month = self.day().map(|before| Period::holding(Unit::Month, before).shifted(i32::from(turns)));
            if let Some(Period::Month(year, month)) = month {
                return vec![with(year, Some(month))];
            }
        }
        // "in June or July", "December and January": the later month of a list follows the one before, when they are near.
        if let (Period::Month(year, before), Some(Period::Month(other, month))) = (self.period, resolved.period)
            && let year = year + i16::from(month < before)
            && other != year
            && (1..=LIST_MONTHS).contains(&(month - before).rem_euclid(12))
            && is_of_a_year(hit)
            && self.joined(scan, hit, &pack.context.joins)
        {
            return vec![with(year, None)];
        }
        Vec::new()
    }

    /// Whether a value does not come before this one.
    pub(crate) fn precedes(&self, resolved: &Resolved) -> bool {
        resolved.period.and_then(first_day).is_none_or(|day| self.day().is_none_or(|before| before <= day))
    }
}

/// The first day of a day or month.
fn first_day(period: Period) -> Option<Date> {
    let dated = matches!(period, Period::Day(_) | Period::Month(..));
    period.days().filter(|_| dated).map(|days| days.0)
}

/// Whether it is a month, day, quarter or season that every year has, without a word that says which year's.
pub(crate) fn is_of_a_year(hit: &Found) -> bool {
    let has = |f| hit.sem.get(f).is_some();
    let year = [Field::Year, Field::Yy, Field::Dir, Field::Unit, Field::Weekday];
    hit.kind == RuleKind::Date
        && (has(Field::Month) || has(Field::Season) || has(Field::Quarter))
        && !year.into_iter().any(has)
}

/// Whether it is a weekday or a part of one ("Monday morning"), without a day of the month.
fn is_of_a_week(hit: &Found) -> bool {
    matches!(hit.kind, RuleKind::Date | RuleKind::Time)
        && hit.sem.get(Field::Weekday).is_some()
        && hit.sem.get(Field::Day).is_none()
}

/// Whether it is the number of a day and no more.
fn is_bare_day(hit: &Found) -> bool {
    let others = [Field::Month, Field::Year, Field::Yy, Field::Weekday, Field::Dir, Field::Unit];
    let has = |f| hit.sem.get(f).is_some();
    hit.kind == RuleKind::Date && has(Field::Day) && !others.into_iter().any(has)
}
