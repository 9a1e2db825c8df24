//! From what a rule read to a TIMEX3 value and an interval of the calendar.

use std::fmt::Write as _;

use jiff::civil::Date;
use legation_model::{Bound, Edtf, TimexKind};
use legation_packs::timex::{Dir, Field, Holiday, PARTS, REFS, RuleKind, Sem, UNITS, Unit, VAGUE};

use crate::calendar::{self, Period, plus, plus_months};
use crate::tense::Tense;

/// What expressions are counted from; moves on as the text is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// The reference date; `None` when no publication date is known.
    pub(crate) reference: Option<Date>,
    /// The last day, month or year told.
    pub(crate) told: Option<Period>,
    /// The last quarter told.
    pub(crate) quarter: Option<Period>,
    /// Whether that quarter is the last thing told: a year earlier is then that quarter of the year before.
    pub(crate) in_quarter: bool,
    /// Whether bare dates are counted from the last one told.
    pub(crate) narrative: bool,
}

/// An expression's value.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) kind: TimexKind,
    pub(crate) value: String,
    pub(crate) edtf: Option<Edtf>,
    pub(crate) period: Option<Period>,
}

impl Resolved {
    fn new(kind: TimexKind, value: impl Into<String>, edtf: Option<Edtf>) -> Self {
        Self { kind, value: value.into(), edtf, period: None }
    }

    pub(crate) fn period(period: Period, sem: &Sem) -> Self {
        let edtf = period.edtf(sem.modifier());
        Self { kind: TimexKind::Date, value: period.value(), edtf, period: Some(period) }
    }
}

impl Clock {
    /// The date that bare and deictic expressions are counted from.
    fn now(&self) -> Option<Date> {
        if self.narrative { self.told_day().or(self.reference) } else { self.reference }
    }

    fn told_day(&self) -> Option<Date> {
        self.told.and_then(Period::days).map(|d| d.0)
    }

    /// Takes notice of an expression, for those that are counted from it.
    pub(crate) fn note(&mut self, sem: &Sem, resolved: &Resolved) {
        if let Some(period) = resolved.period {
            let quarter = matches!(period, Period::Quarter(..));
            if quarter && sem.get(Field::Told).is_none() {
                self.quarter = Some(period);
            }
            self.in_quarter = quarter;
            if matches!(period, Period::Day(_) | Period::Month(..) | Period::Year(_) | Period::Week(_)) {
                self.told = Some(period);
            }
        }
    }

    /// The value of what a rule read. `None` when the fields do not make a date after all (31 June).
    pub(crate) fn resolve(&self, kind: RuleKind, sem: &Sem, tense: Tense) -> Option<Resolved> {
        match kind {
            RuleKind::Date => self.date(sem, tense),
            RuleKind::Time => self.time(sem, tense),
            RuleKind::Duration => Some(Resolved::new(TimexKind::Duration, length(sem)?, None)),
            RuleKind::Stretch => {
                let edtf = self.now().and_then(|now| stretch(sem, now));
                Some(Resolved::new(TimexKind::Duration, length(sem)?, edtf))
            }
            RuleKind::Shift if sem.get(Field::Signal) == Some(1) => {
                let edtf = self.shift(sem).and_then(|r| r.edtf);
                Some(Resolved::new(TimexKind::Duration, length(sem)?, edtf))
            }
            RuleKind::Shift => self.shift(sem),
            RuleKind::Set => Some(Resolved::new(TimexKind::Set, set_value(sem)?, None)),
            RuleKind::Ref => self.reference(sem),
            RuleKind::None | RuleKind::Age => None,
        }
    }

    fn reference(&self, sem: &Sem) -> Option<Resolved> {
        let which = sem.get(Field::Ref)?;
        let edtf = self.now().and_then(|now| match which {
            0 => stretch(sem, now).or_else(|| Edtf::interval(None, Some(Bound::day(now)))),
            1 => Some(Edtf::day(now)),
            _ => Edtf::interval(Some(Bound::day(now)), None),
        });
        Some(Resolved::new(TimexKind::Date, *REFS.get(which as usize)?, edtf))
    }

    fn date(&self, sem: &Sem, tense: Tense) -> Option<Resolved> {
        let Some(period) = self.find(sem, tense) else {
            // Without a reference the parts that are there are still worth their value.
            return if self.now().is_none() {
                Some(Resolved::new(TimexKind::Date, open_value(sem)?, None))
            } else {
                None
            };
        };
        Some(Resolved::period(period, sem))
    }

    /// The calendar period of a date's fields.
    fn find(&self, sem: &Sem, tense: Tense) -> Option<Period> {
        let get = |f| sem.get(f);
        if let Some(year) = self.year(sem) {
            if let (Some(Unit::Quarter), Some(Period::Quarter(_, quarter))) = (sem.unit(), self.last_quarter()) {
                return Some(Period::Quarter(year, quarter));
            }
            return within_year(sem, year);
        }
        if let Some(first) = get(Field::Decade) {
            let first = if first < 100 { 1900 + first } else { first };
            return Some(Period::Decade(first as i16 / 10 * 10));
        }
        if let Some(century) = get(Field::Century) {
            return Some(Period::Century(century as i16 - 1));
        }
        let now = self.now()?;
        let dir = sem.dir();
        let unit = sem.unit();
        if let (Some(unit), Some(dir)) = (unit, dir) {
            let base = self.directed(unit, dir, tense)?;
            if unit == Unit::Month
                && let (Period::Month(y, m), Some(day)) = (base, get(Field::Day))
            {
                return Some(Period::Day(calendar::date(y, m, day as i8)?));
            }
            if let (Period::Week(d), Some(day)) = (base, get(Field::Weekday)) {
                return Some(Period::Day(plus(calendar::monday(d), day as i32 - 1)));
            }
            return Some(base);
        }
        if let Some(month) = get(Field::Month) {
            return month_of(sem, month as i8, dir, tense, now);
        }
        if let Some(number) = get(Field::Holiday) {
            let rule = Holiday::unpack(number);
            let days: Vec<Date> = (-2..=2).filter_map(|k| calendar::holiday(rule, now.year() + k)).collect();
            return Some(Period::Day(choose(&days, now, dir, tense)?));
        }
        if let Some(number) = get(Field::Weekday) {
            return weekday_of(sem, number, dir, tense, now);
        }
        if let Some(day) = get(Field::Day) {
            let here = Period::Month(now.year(), now.month());
            let days: Vec<Date> = (-2..=2)
                .filter_map(|k| match here.shifted(k) {
                    Period::Month(y, m) => Date::new(y, m, day as i8).ok(),
                    _ => None,
                })
                .collect();
            return Some(Period::Day(choose(&days, now, dir, tense)?));
        }
        for (field, make) in [
            (Field::Season, Period::Season as fn(i16, i8) -> Period),
            (Field::Quarter, Period::Quarter),
            (Field::Half, Period::Half),
        ] {
            if let Some(part) = get(field) {
                let all: Vec<Period> = (-2..=2).map(|k| make(now.year() + k, part as i8)).collect();
                return choose_period(&all, now, dir, tense);
            }
        }
        None
    }

    /// The year that the fields state, outright or as "last year".
    fn year(&self, sem: &Sem) -> Option<i16> {
        if let Some(year) = sem.get(Field::Year) {
            return Some(year as i16);
        }
        if let Some(yy) = sem.get(Field::Yy) {
            // Two digits lie in the hundred years that end thirty years after the reference.
            let top = i64::from(self.now().map_or(2000, Date::year)) + 30;
            return Some((top - (top - yy).rem_euclid(100)) as i16);
        }
        let inner = [Field::Month, Field::Quarter, Field::Half, Field::Season, Field::Holiday];
        if sem.unit() == Some(Unit::Year) && inner.iter().any(|f| sem.get(*f).is_some()) {
            return match self.directed(Unit::Year, sem.dir()?, Tense::Unknown)? {
                Period::Year(year) => Some(year),
                _ => None,
            };
        }
        None
    }

    /// The quarter told of last; the one that ended last where there is none.
    fn last_quarter(&self) -> Option<Period> {
        self.quarter.or_else(|| Some(Period::holding(Unit::Quarter, self.now()?).shifted(-1)))
    }

    /// "last year", "that quarter", "the following week".
    fn directed(&self, unit: Unit, dir: Dir, tense: Tense) -> Option<Period> {
        let now = self.now()?;
        let told = self.told_day().unwrap_or(now);
        let here = Period::holding(unit, now);
        let there = match unit {
            Unit::Quarter => self.last_quarter()?,
            _ => Period::holding(unit, told),
        };
        Some(match dir {
            Dir::This => here,
            Dir::That => there,
            Dir::Previous => there.shifted(-1),
            Dir::Following => there.shifted(1),
            Dir::Past | Dir::Future if unit == Unit::Weekend => {
                let past = dir == Dir::Past && tense != Tense::Future;
                let over = now.weekday().to_monday_one_offset() >= 6;
                match (past, over) {
                    (_, true) | (false, false) => here,
                    (true, false) => here.shifted(-1),
                }
            }
            Dir::Last | Dir::Past => here.shifted(-1),
            Dir::Next | Dir::Future => here.shifted(1),
        })
    }

    fn time(&self, sem: &Sem, tense: Tense) -> Option<Resolved> {
        let mut dated = *sem;
        let part = sem.get(Field::Part);
        for field in [Field::Part, Field::Hour, Field::Minute, Field::Second, Field::Ampm] {
            dated.clear(field);
        }
        let day = match dated.dir() {
            // "last night", "this morning", "the next morning": the direction counts days.
            Some(dir) if !has_date(&dated) => {
                dated.clear(Field::Dir);
                let unit = if dated.get(Field::Unit).is_some() { dated.unit()? } else { Unit::Day };
                self.directed(unit, dir, tense)
            }
            _ if has_date(&dated) => self.find(&dated, tense),
            _ => match self.told {
                Some(Period::Day(day)) => Some(Period::Day(day)),
                _ => self.now().map(Period::Day),
            },
        };
        let mut value = match (day, self.now()) {
            (Some(period), _) => period.value(),
            (None, None) => open_value(&dated).unwrap_or_else(|| "XXXX-XX-XX".to_owned()),
            (None, Some(_)) => return None,
        };
        value.push('T');
        if let Some(mut hour) = sem.get(Field::Hour) {
            let afternoon = sem.get(Field::Ampm) == Some(1) || part.is_some_and(|p| p >= 2);
            if afternoon && hour < 12 && !(part == Some(4) && hour < 6) {
                hour += 12;
            } else if sem.get(Field::Ampm) == Some(0) && hour == 12 {
                hour = 0;
            }
            let _ = write!(value, "{hour:02}:{:02}", sem.get(Field::Minute).unwrap_or(0));
            if let Some(second) = sem.get(Field::Second) {
                let _ = write!(value, ":{second:02}");
            }
        } else {
            value.push_str(PARTS.get(part? as usize)?);
        }
        let edtf = day.and_then(|d| d.edtf(None));
        Some(Resolved { kind: TimexKind::Time, value, edtf, period: day })
    }

    /// "three weeks ago", "two years earlier", "in five days".
    fn shift(&self, sem: &Sem) -> Option<Resolved> {
        let n = sem.get(Field::N)?;
        let sign = sem.get(Field::Sign)?;
        let unit = sem.unit()?;
        let told = sem.get(Field::Told) == Some(1);
        let Some(now) = (if told { self.told_day().or(self.now()) } else { self.now() }) else {
            return Some(Resolved::new(TimexKind::Date, if sign < 0 { REFS[0] } else { REFS[2] }, None));
        };
        if n == VAGUE {
            let edtf = if sign < 0 {
                Edtf::interval(None, Some(Bound::day(now)))
            } else {
                Edtf::interval(Some(Bound::day(now)), None)
            };
            return Some(Resolved::new(TimexKind::Date, if sign < 0 { REFS[0] } else { REFS[2] }, edtf));
        }
        let by = (sign * (n / 1000)).clamp(-100_000, 100_000) as i32;
        let period = match unit {
            Unit::Year if by == -1 && n == 1000 && self.in_quarter => self.last_quarter()?.shifted(-4),
            Unit::Second | Unit::Minute | Unit::Hour => Period::Day(now),
            Unit::Day => Period::Day(plus(now, by)),
            Unit::Week if sem.get(Field::Exact) == Some(1) => Period::Day(plus(now, by * 7)),
            Unit::Week | Unit::Weekend => Period::Week(plus(now, by * 7)),
            Unit::Month => Period::holding(Unit::Month, now).shifted(by),
            Unit::Quarter if told => self.last_quarter()?.shifted(by),
            Unit::Quarter => Period::holding(Unit::Quarter, now).shifted(by),
            Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium => {
                let factor = match unit {
                    Unit::Year => 1,
                    Unit::Decade => 10,
                    Unit::Century => 100,
                    _ => 1000,
                };
                let half = if n % 1000 >= 500 { sign as i32 * factor / 2 } else { 0 };
                Period::Year(now.year()).shifted(by.saturating_mul(factor).saturating_add(half))
            }
        };
        Some(Resolved::period(period, sem))
    }
}

fn month_of(sem: &Sem, month: i8, dir: Option<Dir>, tense: Tense, now: Date) -> Option<Period> {
    let years: Vec<i16> = (-2..=2).map(|k| now.year() + k).collect();
    let Some(day) = sem.get(Field::Day) else {
        let months: Vec<Period> = years.iter().map(|y| Period::Month(*y, month)).collect();
        return choose_period(&months, now, dir, tense);
    };
    let mut days: Vec<Date> = years.iter().filter_map(|y| Date::new(*y, month, day as i8).ok()).collect();
    if let Some(weekday) = sem.get(Field::Weekday).and_then(calendar::weekday) {
        let agreeing: Vec<Date> = days.iter().copied().filter(|d| d.weekday() == weekday).collect();
        if !agreeing.is_empty() {
            days = agreeing;
            let nearest = days.iter().min_by_key(|d| (**d - now).get_days().abs())?;
            return Some(Period::Day(*nearest));
        }
    }
    Some(Period::Day(choose(&days, now, dir, tense)?))
}

fn weekday_of(sem: &Sem, number: i64, dir: Option<Dir>, tense: Tense, now: Date) -> Option<Period> {
    let weekday = calendar::weekday(number)?;
    if let Some(day) = sem.get(Field::Day) {
        let near = (-200..=200).map(|k| plus(now, k)).filter(|d| i64::from(d.day()) == day);
        let days: Vec<Date> = near.filter(|d| d.weekday() == weekday).collect();
        return Some(Period::Day(choose(&days, now, dir, tense)?));
    }
    let back = i32::from(now.weekday().since(weekday));
    let day = match dir {
        Some(Dir::Last | Dir::Previous) => plus(now, -if back == 0 { 7 } else { back }),
        Some(Dir::Next | Dir::Following) => plus(now, 7 - back),
        // "this Friday" lies in the week that is running, or the one that begins on a weekend.
        Some(Dir::This) => {
            let in_week = plus(calendar::monday(now), number as i32 - 1);
            if in_week < now && tense == Tense::Future { plus(in_week, 7) } else { in_week }
        }
        _ if back == 0 => now,
        Some(Dir::Future) => plus(now, 7 - back),
        _ if tense == Tense::Future => plus(now, 7 - back),
        _ => plus(now, -back),
    };
    Some(Period::Day(day))
}

fn has_date(sem: &Sem) -> bool {
    [Field::Year, Field::Yy, Field::Month, Field::Day, Field::Weekday, Field::Holiday, Field::Season]
        .iter()
        .any(|f| sem.get(*f).is_some())
}

/// The part of a known year that the fields name.
fn within_year(sem: &Sem, year: i16) -> Option<Period> {
    let get = |f| sem.get(f).map(|v| v as i8);
    if let Some(month) = get(Field::Month) {
        return match get(Field::Day) {
            Some(day) => Some(Period::Day(Date::new(year, month, day).ok()?)),
            None => Some(Period::Month(year, month)),
        };
    }
    if let Some(quarter) = get(Field::Quarter) {
        return Some(Period::Quarter(year, quarter));
    }
    if let Some(half) = get(Field::Half) {
        return Some(Period::Half(year, half));
    }
    if let Some(season) = get(Field::Season) {
        return Some(Period::Season(year, season));
    }
    if let Some(number) = sem.get(Field::Holiday) {
        return Some(Period::Day(calendar::holiday(Holiday::unpack(number), year)?));
    }
    Some(Period::Year(year))
}

/// How much farther a day counts that lies on the other side than the words around suggest. News names months and
/// days without a year when they are near, so nearness weighs more than a verb that may belong elsewhere.
fn cost(days_ahead: i32, tense: Tense, day: bool) -> i32 {
    let (ahead, behind) = match tense {
        // A month is named without its year half a year and more after, a day hardly ever.
        Tense::Past => (if day { 4 } else { 12 }, 1),
        Tense::Unknown => (2, 1),
        Tense::Hinted => (1, 2),
        Tense::Future => (1, 4),
    };
    if days_ahead > 0 { days_ahead.saturating_mul(ahead) } else { (-days_ahead).saturating_mul(behind) }
}

/// One of several dates, in order, by direction or by nearness weighed with tense.
fn choose(days: &[Date], now: Date, dir: Option<Dir>, tense: Tense) -> Option<Date> {
    let all: Vec<Period> = days.iter().map(|d| Period::Day(*d)).collect();
    match choose_period(&all, now, dir, tense)? {
        Period::Day(day) => Some(day),
        _ => None,
    }
}

/// The same for periods.
fn choose_period(all: &[Period], now: Date, dir: Option<Dir>, tense: Tense) -> Option<Period> {
    let days: Vec<(Date, Date, Period)> = all.iter().filter_map(|p| p.days().map(|(a, b)| (a, b, *p))).collect();
    let past = || days.iter().rev();
    let found = match dir {
        Some(Dir::Last) => past().find(|d| d.1 < now),
        Some(Dir::Next) => days.iter().find(|d| d.0 > now),
        Some(Dir::This) => days.iter().find(|d| d.0.year() == now.year() || d.1.year() == now.year()),
        Some(Dir::Past) => past().find(|d| d.0 <= now),
        Some(Dir::Future) => days.iter().find(|d| d.1 >= now),
        _ => days.iter().min_by_key(|d| {
            let (ahead, behind) = ((d.0 - now).get_days(), (now - d.1).get_days());
            cost(if ahead > 0 { ahead } else { -behind.max(0) }, tense, matches!(d.2, Period::Day(_)))
        }),
    };
    found.map(|d| d.2)
}

/// The TIMEX3 value of a length.
fn length(sem: &Sem) -> Option<String> {
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
            Unit::Year => (1, "Y", false),
            Unit::Decade => (10, "Y", false),
            Unit::Century => (100, "Y", false),
            Unit::Millennium => (1000, "Y", false),
        };
        let number = if n == VAGUE {
            match unit {
                Unit::Decade => "XE".to_owned(),
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
fn stretch(sem: &Sem, now: Date) -> Option<Edtf> {
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
        Unit::Quarter => (plus_months(now, by * 3), |d| Bound::month(d.year(), d.month())),
        Unit::Year => (plus_months(now, by * 12), |d| Bound::year(d.year())),
        Unit::Decade => (plus_months(now, by * 120), |d| Bound::year(d.year())),
        Unit::Century | Unit::Millennium => (plus_months(now, by * 1200), |d| Bound::year(d.year())),
    };
    let day = Some(Bound::day(now));
    if ahead { Edtf::interval(day, bound(other)) } else { Edtf::interval(bound(other), day) }
}

/// The TIMEX3 value of a repeated time.
fn set_value(sem: &Sem) -> Option<String> {
    let part = sem.get(Field::Part).and_then(|p| PARTS.get(p as usize));
    let suffix = part.map_or(String::new(), |p| format!("T{p}"));
    if let Some(weekday) = sem.get(Field::Weekday) {
        return Some(format!("XXXX-WXX-{weekday}{suffix}"));
    }
    if let Some(month) = sem.get(Field::Month) {
        let day = sem.get(Field::Day).map_or(String::new(), |d| format!("-{d:02}"));
        return Some(format!("XXXX-{month:02}{day}"));
    }
    if let Some(season) = sem.get(Field::Season) {
        return Some(format!("XXXX-{}", legation_packs::timex::SEASONS.get(season as usize)?));
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

/// The value of a date that cannot be placed because nothing is known of the year.
fn open_value(sem: &Sem) -> Option<String> {
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
        return Some(format!("XXXX-{}", legation_packs::timex::SEASONS.get(season as usize)?));
    }
    match sem.dir() {
        Some(Dir::Last | Dir::Past | Dir::Previous) => Some(REFS[0].to_owned()),
        Some(Dir::Next | Dir::Future | Dir::Following) => Some(REFS[2].to_owned()),
        _ => Some("XXXX".to_owned()),
    }
}
