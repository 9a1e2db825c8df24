//! TIMEX3 values that need no calendar: lengths, repeated times, dates without a year; and the days of a stretch.

use jiff::civil::Date;
use legation_model::{Bound, Edtf};
use legation_packs::timex::{Dir, Field, PARTS, REFS, SEASONS, Sem, UNITS, Unit, VAGUE};

use crate::calendar::{plus, plus_months};

/// The TIMEX3 value of a length.
pub(crate) fn length(sem: &Sem) -> Option<String> {
    let mut date = String::new();
    let mut time = String::new();
    let parts = [(Field::N, Field::Unit), (Field::N2, Field::Unit2)];
    for (at, (amount, unit)) in parts.into_iter().enumerate() {
        let (Some(mut n), Some(unit)) = (sem.get(amount), sem.get(unit)) else { continue };
        let unit = UNITS.get(unit as usize)?.1;
        if at == 0 && sem.get(Field::PlusHalf) == Some(1) && n != VAGUE {
            n += 500;
        }
        let (factor, letter, clock) = match unit {
            Unit::Second => (1, "S", true),
            Unit::Minute => (1, "M", true),
            Unit::Hour => (1, "H", true),
            Unit::Day => (1, "D", false),
            Unit::Weekend => (2, "D", false),
            Unit::Week => (1, "W", false),
            Unit::Month => (1, "M", false),
            Unit::Quarter => (1, "Q", false),
            Unit::Half => (6, "M", false),
            Unit::Year => (1, "Y", false),
            Unit::Decade => (10, "Y", false),
            Unit::Century => (100, "Y", false),
            Unit::Millennium => (1000, "Y", false),
        };
        let number = if n == VAGUE {
            match unit {
                Unit::Century => "XC".to_owned(),
                Unit::Millennium => "XL".to_owned(),
                _ => format!("X{letter}"),
            }
        } else {
            let n = n.saturating_mul(factor);
            let (whole, part) = (n / 1000, n % 1000);
            // Half a year is six months, half an hour thirty minutes.
            let halves = match unit {
                Unit::Year => Some("6M"),
                Unit::Hour => Some("30M"),
                Unit::Minute => Some("30S"),
                _ => None,
            };
            match halves.filter(|_| part == 500) {
                Some(half) if whole == 0 => half.to_owned(),
                Some(half) => format!("{whole}{letter}{half}"),
                None => {
                    let decimals = format!("{part:03}");
                    let decimals = decimals.trim_end_matches('0');
                    let dot = if decimals.is_empty() { "" } else { "." };
                    format!("{whole}{dot}{decimals}{letter}")
                }
            }
        };
        if clock { time.push_str(&number) } else { date.push_str(&number) }
    }
    if date.is_empty() && time.is_empty() {
        return None;
    }
    Some(if time.is_empty() { format!("P{date}") } else { format!("P{date}T{time}") })
}

/// The days of a stretch that ends at the reference, or starts there.
pub(crate) fn stretch(sem: &Sem, now: Date) -> Option<Edtf> {
    let unit = sem.unit()?;
    let n = sem.get(Field::N)?;
    // "recent weeks", "the last few months": as far back as such words are used in news.
    let n = if n == VAGUE { 6000 } else { n };
    let ahead = sem.get(Field::Sign) == Some(1);
    let by = (n / 1000).clamp(0, 10_000) as i32 * if ahead { 1 } else { -1 };
    let (other, bound): (Date, fn(Date) -> Option<Bound>) = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => (now, |d| Some(Bound::day(d))),
        Unit::Day => (plus(now, by), |d| Some(Bound::day(d))),
        Unit::Week | Unit::Weekend => (plus(now, by * 7), |d| Some(Bound::day(d))),
        Unit::Month => (plus_months(now, by), |d| Bound::month(d.year(), d.month())),
        Unit::Half => (plus_months(now, by * 6), |d| Bound::month(d.year(), d.month())),
        Unit::Quarter => (plus_months(now, by * 3), |d| Bound::month(d.year(), d.month())),
        Unit::Year => (plus_months(now, by * 12), |d| Bound::year(d.year())),
        Unit::Decade => (plus_months(now, by * 120), |d| Bound::year(d.year())),
        Unit::Century | Unit::Millennium => (plus_months(now, by * 1200), |d| Bound::year(d.year())),
    };
    let day = Some(Bound::day(now));
    if ahead { Edtf::interval(day, bound(other)) } else { Edtf::interval(bound(other), day) }
}

/// The TIMEX3 value of a repeated time.
pub(crate) fn set_value(sem: &Sem) -> Option<String> {
    let part = sem.get(Field::Part).and_then(|p| PARTS.get(p as usize));
    let suffix = part.map_or(String::new(), |p| format!("T{p}"));
    if let Some(weekday) = sem.get(Field::Weekday) {
        return Some(format!("XXXX-WXX-{weekday}{suffix}"));
    }
    if let Some(month) = sem.get(Field::Month) {
        let day = sem.get(Field::Day).map_or(String::new(), |d| format!("-{d:02}"));
        return Some(format!("XXXX-{month:02}{day}"));
    }
    if let Some(day) = sem.get(Field::Day) {
        return Some(format!("XXXX-XX-{day:02}"));
    }
    if let Some(season) = sem.get(Field::Season) {
        return Some(format!("XXXX-{}", SEASONS.get(season as usize)?));
    }
    if let Some(quarter) = sem.get(Field::Quarter) {
        return Some(format!("XXXX-Q{quarter}"));
    }
    if sem.get(Field::Unit).is_some() {
        let mut one = *sem;
        if one.get(Field::N).is_none() {
            one.set(Field::N, 1000);
        }
        return if one.unit() == Some(Unit::Weekend) { Some("XXXX-WXX-WE".to_owned()) } else { length(&one) };
    }
    part.map(|p| format!("XXXX-XX-XXT{p}"))
}

/// Whether a repeated time is told by its place in the calendar or the day ("every Monday", "each July", "every night"), or is
/// every day.
pub(crate) fn names_days(sem: &Sem) -> bool {
    let fields = [Field::Weekday, Field::Month, Field::Day, Field::Season, Field::Quarter];
    if fields.into_iter().any(|f| sem.get(f).is_some()) {
        return true;
    }
    match sem.unit() {
        Some(Unit::Weekend) => true,
        Some(unit) => unit == Unit::Day && sem.get(Field::N).is_none_or(|n| n == 1000),
        None => sem.get(Field::Part).is_some(),
    }
}

/// The value of a date that cannot be placed because nothing is known of the year.
pub(crate) fn open_value(sem: &Sem) -> Option<String> {
    if let Some(month) = sem.get(Field::Month) {
        let day = sem.get(Field::Day).map_or(String::new(), |d| format!("-{d:02}"));
        return Some(format!("XXXX-{month:02}{day}"));
    }
    if let Some(weekday) = sem.get(Field::Weekday) {
        return Some(format!("XXXX-WXX-{weekday}"));
    }
    if let Some(quarter) = sem.get(Field::Quarter) {
        return Some(format!("XXXX-Q{quarter}"));
    }
    if let Some(season) = sem.get(Field::Season) {
        return Some(format!("XXXX-{}", SEASONS.get(season as usize)?));
    }
    match sem.dir() {
        Some(Dir::Last | Dir::Past | Dir::Previous) => Some(REFS[0].to_owned()),
        Some(Dir::Next | Dir::Future | Dir::Following) => Some(REFS[2].to_owned()),
        _ => Some("XXXX".to_owned()),
    }
}
