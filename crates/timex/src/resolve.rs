//! From what a rule read to a TIMEX3 value and an interval of the calendar.

use std::cell::Cell;

use jiff::civil::Date;
use legation_model::{Bound, Edtf, TimexKind};
use legation_packs::timex::{Dir, Field, REFS, RuleKind, Sem, UNITS, Unit, VAGUE};

use crate::calendar::{Period, plus, plus_months};
use crate::nearest::{self, bare, within, within_year};
use crate::tense::Tense;
use crate::values::{length, names_days, open_value, set_value, stretch};

mod hours;

/// How many days from the reference a day lies whose week is that of the talk ("for the week").
const NEAR_WEEK: i32 = 10;
/// How many tokens behind any other day its hours stand.
const NEAR_TOKENS: usize = 12;

/// A period that the text has told, with where it did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) period: Period,
    /// First token of the expression and one past its last.
    pub(crate) tokens: (usize, usize),
    /// The hour before which small hours are those of the next day: that of a night or an evening ("samedi soir …
    /// vers 2 h"), else 0.
    small: i64,
    /// The paragraph that tells it.
    paragraph: usize,
    /// Whether it names its year and opens its sentence ("In 2014 …"): what follows goes on from there.
    opens: bool,
}

/// What expressions are counted from; moves on as the text is read.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    /// The reference date; `None` when no publication date is known.
    pub(crate) reference: Option<Date>,
    /// The last day, week, month or year told.
    told: Option<Told>,
    /// The last of them that is a day.
    day: Option<Told>,
    /// The last day told that is not to come.
    past: Option<Told>,
    /// The last day told that is not over.
    ahead: Option<Told>,
    /// The year that a figure was compared with last ("$3 million last year"), of which "the year before" is that before.
    compared: Option<Told>,
    /// The last quarter told.
    quarter: Option<Period>,
    /// The quarter whose figures are reported: what "a year earlier" and "the latest quarter" are counted from.
    reported: Option<Period>,
    /// An earlier quarter that a paragraph tells in passing, with the paragraph: in it, it is the one reported.
    passing: Option<(Period, usize)>,
    /// Whether quarters are the last thing told: a year earlier is then that quarter of the year before.
    in_quarter: bool,
    /// Whether bare dates of the past are counted from the last one told.
    narrative: bool,
    /// The paragraph that is read.
    pub(crate) paragraph: usize,
    /// The first token of the expression that is read.
    pub(crate) at: usize,
    /// Whether a word before the month or date that is read says that it is over.
    pub(crate) is_over: bool,
    /// Whether the expression that is read is told as over.
    tells_past: Cell<bool>,
    /// One past the last repeated time ("tous les mardis") or hour that goes with it, and its paragraph.
    habit: Option<(usize, usize)>,
    /// What the last value was counted from, if from something told.
    counted: Cell<Option<(usize, usize)>>,
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
    pub(crate) fn new(reference: Option<Date>, narrative: bool) -> Self {
        // Without a reference there is nothing but what the text tells to count from.
        let narrative = narrative || reference.is_none();
        Self {
            reference,
            told: None,
            day: None,
            past: None,
            ahead: None,
            compared: None,
            quarter: None,
            reported: None,
            passing: None,
            in_quarter: false,
            narrative,
            paragraph: 0,
            at: 0,
            is_over: false,
            tells_past: Cell::new(false),
            habit: None,
            counted: Cell::new(None),
        }
    }

    /// The expression that the value resolved last was counted from, as tokens; `None` for the reference date.
    pub(crate) fn counted_from(&self) -> Option<(usize, usize)> {
        self.counted.get()
    }

    /// What was told last; for what is told as over, nothing that is to come ("The vote is on Sunday. A day earlier he
    /// was arrested").
    fn base(&self) -> Option<Told> {
        let to_come = |told: &Told| told.period.days().map(|days| days.0) > self.reference;
        match self.told {
            Some(told) if self.tells_past.get() && self.reference.is_some() && to_come(&told) => self.past,
            told => told,
        }
    }

    /// The first day of what was told last.
    fn told_day(&self) -> Option<Date> {
        self.start_of(self.base()?)
    }

    /// The first day of something told, from which the value is then counted.
    fn start_of(&self, told: Told) -> Option<Date> {
        let day = told.period.days()?.0;
        self.counted.set(Some(told.tokens));
        Some(day)
    }

    /// The day told last, if it lies in the week, month or year told last: what "the day before" and "hours later" are
    /// then counted from.
    fn near_day(&self) -> Option<Told> {
        let (first, last) = self.base()?.period.days()?;
        self.day.filter(|told| told.period.days().is_some_and(|(day, _)| first <= day && day <= last))
    }

    /// The year that figures of the same sentence or the one before it were compared with.
    fn compared_near(&self) -> Option<Told> {
        self.compared.filter(|told| {
            let off = self.at - told.tokens.1.min(self.at);
            told.paragraph == self.paragraph && off < NEAR_TOKENS
        })
    }

    /// Whether the last thing told is coarser than a day.
    fn told_coarsely(&self) -> bool {
        self.base().is_some_and(|told| told.period.unit() > Unit::Day)
    }

    /// Takes notice of an expression, for those that are counted from it.
    pub(crate) fn note(
        &mut self,
        sem: &Sem,
        resolved: &Resolved,
        tokens: (usize, usize),
        (opens, tense): (bool, Tense),
    ) {
        let goes_with_habit =
            self.habit.is_some() && resolved.kind == TimexKind::Time && resolved.value.starts_with('T');
        if resolved.kind == TimexKind::Set && names_days(sem) || goes_with_habit {
            self.habit = Some((tokens.1, self.paragraph));
        } else if matches!(resolved.period, Some(Period::Day(_))) {
            self.habit = None;
        }
        // "in the first nine months", "the year ended": what follows is compared with those of the year before.
        let so_far = sem.unit() == Some(Unit::Month) && matches!(sem.get(Field::N), Some(6000 | 9000));
        if resolved.kind == TimexKind::Duration && (so_far || sem.get(Field::Reported) == Some(1)) {
            self.in_quarter = false;
        }
        if let Some(period) = resolved.period {
            let quarter = matches!(period, Period::Quarter(..));
            // What a figure is compared with ("a year earlier") does not become what the next is compared with.
            let compared =
                sem.get(Field::Sign) == Some(-1) && sem.unit() == Some(Unit::Year) && sem.get(Field::N) == Some(1000);
            if compared && matches!(period, Period::Year(_)) {
                self.compared = Some(Told { period, tokens, small: 0, paragraph: self.paragraph, opens: false });
            }
            if quarter && sem.get(Field::Told).is_none() && !compared {
                self.quarter = Some(period);
                self.report(period, tense);
            }
            // "the quarter ended Sept. 30": a day does not end the talk of a quarter.
            if !matches!(period, Period::Day(_)) {
                self.in_quarter = quarter;
            }
            // "la veille" looks back; what follows goes on from the day before whose eve it was.
            let back = sem.dir() == Some(Dir::Previous) && sem.unit() == Some(Unit::Day);
            if !compared
                && !back
                && matches!(period, Period::Day(_) | Period::Month(..) | Period::Year(_) | Period::Week(_))
            {
                // "In 2014 … In May …": the month goes on from the year, and what follows from both.
                let on = sem.get(Field::Year).is_none() && self.counted.get().is_some() && self.goes_on();
                let opens = opens && sem.get(Field::Year).is_some() || on;
                let small = match (sem.get(Field::Part), sem.get(Field::Hour)) {
                    (Some(4), None) => 8,
                    (Some(3), None) | (None, Some(18..)) => 6,
                    _ => 0,
                };
                self.told = Some(Told { period, tokens, small, paragraph: self.paragraph, opens });
                if let Period::Day(day) = period {
                    self.day = self.told;
                    if Some(day) <= self.reference {
                        self.past = self.told;
                    }
                    if Some(day) >= self.reference {
                        self.ahead = self.told;
                    }
                }
            }
        }
    }

    /// Takes notice of a quarter told: its figures are those reported, unless it is expected, or an earlier one of the
    /// same year, told in passing ("after a flat second quarter").
    fn report(&mut self, period: Period, tense: Tense) {
        let Some((first, last)) = period.days() else { return };
        // A quarter that has not ended is reported where it is a fiscal one, and then told first.
        let to_come = matches!(tense, Tense::Future | Tense::Hinted);
        let runs = |now| last >= now && (to_come || self.reported.is_some());
        if self.reference.is_some_and(|now| first > now || runs(now)) {
            return;
        }
        let later = self.reported.and_then(Period::days).filter(|told| told.0.year() == first.year() && first < told.0);
        self.passing = later.map(|_| (period, self.paragraph));
        if later.is_none() {
            self.reported = Some(period);
        }
    }

    /// Whether the paragraph tells of an earlier year, which it named at the head of a sentence.
    fn goes_on(&self) -> bool {
        let year = self.reference.map(Date::year);
        self.told.is_some_and(|told| {
            let before = told.period.days().map(|(first, _)| first.year()) < year;
            told.opens && told.paragraph == self.paragraph && before
        })
    }

    /// In a narrative or a paragraph that opens with an earlier year, the bare date that follows the last one told: "in 2016 ... in March". Only what has no verb of
    /// the future, and nothing later than the reference. Weekdays are counted so within a paragraph and from a day,
    /// where "on Friday" goes on from "on 5 May"; elsewhere they are those of the publication.
    fn narrated(&self, sem: &Sem, tense: Tense) -> Option<Period> {
        let told = self.told.filter(|_| sem.dir().is_none() && sem.unit().is_none())?;
        if !self.narrative && (!self.goes_on() || sem.get(Field::Month).is_none()) {
            return None;
        }
        if !matches!(tense, Tense::Past | Tense::Unknown) {
            return None;
        }
        let from = told.period.days()?.0;
        let month = sem.get(Field::Month);
        let weekday = sem.get(Field::Weekday).filter(|_| month.is_none());
        if weekday.is_some() && (told.paragraph != self.paragraph || !matches!(told.period, Period::Day(_))) {
            return None;
        }
        let found = bare(sem, from, Some(Dir::Future), Tense::Unknown)?;
        let first = found.days()?.0;
        if self.reference.is_some_and(|reference| first > reference) {
            return None;
        }
        self.counted.set(Some(told.tokens));
        Some(found)
    }

    /// The value of what a rule read. `None` when the fields do not make a date after all (31 June).
    pub(crate) fn resolve(&self, kind: RuleKind, sem: &Sem, tense: Tense) -> Option<Resolved> {
        self.counted.set(None);
        self.tells_past.set(tense == Tense::Past);
        match kind {
            RuleKind::Date => self.date(sem, tense),
            RuleKind::Time => self.time(sem, tense),
            RuleKind::Duration => Some(Resolved::new(TimexKind::Duration, length(sem)?, None)),
            RuleKind::Stretch => {
                let edtf = self.reference.and_then(|now| stretch(sem, now));
                Some(Resolved::new(TimexKind::Duration, length(sem)?, edtf))
            }
            RuleKind::Shift if sem.get(Field::Signal) == Some(1) => {
                let date = self.shift(sem);
                let edtf = date.as_ref().and_then(|r| r.edtf);
                // "deux ans plus tard" moves on what the text tells, "il y a deux ans" does not.
                let period = date.and_then(|r| r.period).filter(|_| sem.get(Field::Told) == Some(1));
                Some(Resolved { kind: TimexKind::Duration, value: length(sem)?, edtf, period })
            }
            RuleKind::Shift => self.shift(sem),
            RuleKind::Set => Some(Resolved::new(TimexKind::Set, set_value(sem)?, None)),
            RuleKind::Ref => self.reference(sem),
            RuleKind::None | RuleKind::Age => None,
        }
    }

    fn reference(&self, sem: &Sem) -> Option<Resolved> {
        let which = sem.get(Field::Ref)?;
        let edtf = self.reference.and_then(|now| match which {
            0 => stretch(sem, now).or_else(|| Edtf::interval(None, Some(Bound::day(now)))),
            1 => Some(Edtf::day(now)),
            _ => Edtf::interval(Some(Bound::day(now)), None),
        });
        Some(Resolved::new(TimexKind::Date, *REFS.get(which as usize)?, edtf))
    }

    fn date(&self, sem: &Sem, tense: Tense) -> Option<Resolved> {
        if sem.dir() == Some(Dir::Every) {
            return Some(Resolved::new(TimexKind::Date, open_value(sem)?, None));
        }
        // "the day before Christmas", "the week after Easter"; of "a week ago Tuesday" the sign is that of the weeks
        let sign = sem.get(Field::Sign).filter(|_| sem.get(Field::N).is_none());
        let beside = sign.map_or(0, |sign| sign.clamp(-1, 1) as i32);
        let Some(period) = self.find(sem, tense).map(|period| period.shifted(beside)) else {
            // Without a reference the parts that are there are still worth their value.
            return if self.reference.is_none() {
                Some(Resolved::new(TimexKind::Date, open_value(sem)?, None))
            } else {
                None
            };
        };
        let mut resolved = Resolved::period(period, sem);
        // "that day", where the text has told no more than a month: some day of it.
        if matches!(sem.dir(), Some(Dir::That | Dir::Previous | Dir::Following)) {
            resolved.value.push_str(match (sem.unit(), period) {
                (Some(Unit::Day), _) => open_day(period),
                (Some(Unit::Month), Period::Year(_)) => "-XX",
                _ => "",
            });
        }
        Some(resolved)
    }

    /// The calendar period of a date's fields.
    fn find(&self, sem: &Sem, tense: Tense) -> Option<Period> {
        let get = |f| sem.get(f);
        if let Some(year) = self.year(sem) {
            if sem.unit() == Some(Unit::Quarter)
                && !self.compares_more(sem)
                && let Some(Period::Quarter(_, quarter)) = self.reported_quarter()
            {
                return (1..=4).contains(&quarter).then_some(Period::Quarter(year, quarter));
            }
            let found = within_year(sem, year);
            // "the third quarter of the year", told of in January as past, is that of the year before.
            let now = self.reference.filter(|_| sem.dir() == Some(Dir::This) && tense == Tense::Past);
            let to_come = now.is_some_and(|now| found.and_then(Period::days).is_some_and(|(first, _)| first > now));
            return if to_come { within_year(sem, year - 1) } else { found };
        }
        if let Some(first) = get(Field::Decade) {
            let first = if first < 100 { 1900 + first } else { first };
            // "the 1998's": no decade
            if first % 10 != 0 {
                return Some(Period::Year(first as i16));
            }
            return Some(Period::Decade(first as i16 / 10 * 10));
        }
        if let Some(century) = get(Field::Century) {
            return (1..=30).contains(&century).then_some(Period::Century(century as i16 - 1));
        }
        if let Some(period) = self.narrated(sem, tense) {
            return Some(period);
        }
        let dir = sem.dir();
        if sem.get(Field::Reported) == Some(1) && sem.unit() == Some(Unit::Quarter) {
            let ended = bare(sem, self.reference?, dir, tense).and_then(Period::days);
            return match self.reported.or(self.quarter).or(self.reported_quarter()) {
                // "the quarter ended July 31", where the text has not named it: the one that holds its middle.
                _ if self.quarter.is_none() && ended.is_some() => {
                    Some(Period::holding(Unit::Quarter, plus(ended?.1, -45)))
                }
                told => told,
            };
        }
        if sem.get(Field::Reported) == Some(1) && sem.unit() == Some(Unit::Month) && self.month_told().is_some() {
            return self.month_told();
        }
        // "later in the day", "for the week": of the last day told near the reference
        if let (Some(unit @ (Unit::Day | Unit::Week)), Some(Dir::That), Some(1)) = (sem.unit(), dir, get(Field::Exact))
        {
            let now = self.reference;
            let most = if unit == Unit::Day { hours::NEAR_DAYS } else { NEAR_WEEK };
            let near = |day: &Date| now.is_none_or(|now| (now - *day).get_days().abs() < most);
            let ahead = |told: &Told| tense == Tense::Past && told.period.days().map(|days| days.0) > now;
            let day = if now.is_some() && self.day.as_ref().is_some_and(ahead) { self.past } else { self.day };
            let told = day.filter(|told| told.period.days().is_some_and(|(day, _)| near(&day)));
            return told.and_then(|told| self.start_of(told)).or(now).map(|day| Period::holding(unit, day));
        }
        if let (Some(unit), Some(dir)) = (sem.unit(), dir) {
            let base = self.directed(unit, dir, tense)?;
            return within(sem, base);
        }
        if matches!(dir, Some(Dir::That | Dir::Previous | Dir::Following))
            && let Some(from) = self.told_day()
        {
            return bare(sem, from, dir, Tense::Unknown);
        }
        // "Les vacances de février débuteront le 15."
        if let (Some(day), Some(told)) = (sem.get(Field::Day), self.told)
            && let Period::Month(year, month) = told.period
            && ![Field::Month, Field::Weekday].iter().any(|f| sem.get(*f).is_some())
            && dir.is_none()
            && told.paragraph == self.paragraph
            && self.at - told.tokens.1.min(self.at) < NEAR_TOKENS
        {
            self.counted.set(Some(told.tokens));
            return Some(Period::Day(Date::new(year, month, day as i8).ok()?));
        }
        bare(sem, self.reference?, dir.or(self.is_over.then_some(Dir::Past)), tense)
    }

    /// The year that the fields state, outright or as "last year".
    fn year(&self, sem: &Sem) -> Option<i16> {
        if let Some(year) = sem.get(Field::Year) {
            return Some(year as i16);
        }
        if let Some(yy) = sem.get(Field::Yy) {
            // Two digits lie in the hundred years that end ten years after the reference.
            let top = i64::from(self.reference.map_or(2000, Date::year)) + 10;
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
        self.quarter.or_else(|| Some(Period::holding(Unit::Quarter, self.reference?).shifted(-1)))
    }

    /// The quarter whose figures are reported.
    fn reported_quarter(&self) -> Option<Period> {
        let ended = || self.reference.map(|now| Period::holding(Unit::Quarter, now).shifted(-1));
        let passing = self.passing.filter(|told| told.1 == self.paragraph).map(|told| told.0);
        passing.or(self.reported).or_else(ended).or(self.quarter)
    }

    /// The month whose figures the paragraph reports: the last thing told in it.
    fn month_told(&self) -> Option<Period> {
        let told = self.told.filter(|told| told.paragraph == self.paragraph && !self.in_quarter)?;
        matches!(told.period, Period::Month(..)).then_some(told.period)
    }

    /// Whether an expression ("the same period last year") is compared with figures of other stretches than a quarter.
    fn compares_more(&self, sem: &Sem) -> bool {
        !self.in_quarter && sem.get(Field::Reported) == Some(1)
    }

    /// "last year", "that quarter", "the following week".
    fn directed(&self, unit: Unit, dir: Dir, tense: Tense) -> Option<Period> {
        if matches!(dir, Dir::That | Dir::Previous | Dir::Following) {
            let there = match unit {
                Unit::Year if dir == Dir::Previous && self.compared_near().is_some() => {
                    Period::holding(unit, self.start_of(self.compared_near()?)?)
                }
                Unit::Quarter => self.last_quarter()?,
                // "the next year", of what is to come, is the one after now
                _ if dir == Dir::Following && tense == Tense::Future && !self.narrative && unit != Unit::Day => {
                    Period::holding(unit, self.reference?)
                }
                _ if unit == Unit::Day && dir != Dir::That && self.told_coarsely() && self.near_day().is_some() => {
                    Period::Day(self.start_of(self.near_day()?)?)
                }
                // "that day" of a month or year is no closer than what was told
                _ if unit != Unit::Weekend && self.base().is_some_and(|told| unit < told.period.unit()) => {
                    self.told_day()?;
                    return self.base().map(|told| told.period);
                }
                _ => Period::holding(unit, self.told_day().or(self.reference)?),
            };
            return Some(match dir {
                Dir::Previous => there.shifted(-1),
                Dir::Following => there.shifted(1),
                _ => there,
            });
        }
        let now = self.reference?;
        let here = Period::holding(unit, now);
        // "this weekend", told of on Monday to Wednesday as past, is the one that ended.
        let weekend_over = unit == Unit::Weekend && tense == Tense::Past && now.weekday().to_monday_one_offset() <= 3;
        Some(match dir {
            Dir::This if weekend_over => here.shifted(-1),
            Dir::This | Dir::That | Dir::Previous | Dir::Following | Dir::Every => here,
            Dir::Past | Dir::Future if unit == Unit::Weekend => {
                // From Thursday on, a week-end told without a verb is the one to come.
                let day = now.weekday().to_monday_one_offset();
                let comes = tense == Tense::Future || day >= 4 && matches!(tense, Tense::Unknown | Tense::Hinted);
                let past = dir == Dir::Past && !comes;
                let over = day >= 6;
                match (past, over) {
                    (false, true) if dir == Dir::Future => here.shifted(1),
                    (_, true) | (false, false) => here,
                    (true, false) => here.shifted(-1),
                }
            }
            // "at year-end": of a year that has not ended, unless the verb tells what is over
            Dir::Past if unit == Unit::Year && tense != Tense::Past => here,
            Dir::Last | Dir::Past => here.shifted(-1),
            Dir::Next | Dir::Future => here.shifted(1),
        })
    }

    /// "three weeks ago", "two years earlier", "in five days".
    fn shift(&self, sem: &Sem) -> Option<Resolved> {
        let mut n = sem.get(Field::N)?;
        // "two and a half years ago"
        if sem.get(Field::PlusHalf) == Some(1) && n != VAGUE {
            n += 500;
        }
        let sign = sem.get(Field::Sign)?;
        let unit = sem.unit()?;
        let told = sem.get(Field::Told) == Some(1);
        if told && n == VAGUE {
            // "a few days later": no more than that is said
            return Some(Resolved::new(TimexKind::Duration, length(sem)?, None));
        }
        let coarse = told && unit <= Unit::Day && self.told_coarsely();
        if coarse && self.near_day().is_none() {
            // "hours later", where no more than a month is told: some day of it
            let period = self.base()?.period;
            self.told_day()?;
            let mut resolved = Resolved::period(period, sem);
            resolved.value.push_str(open_day(period));
            return Some(resolved);
        }
        let from = || if coarse { self.near_day().and_then(|told| self.start_of(told)) } else { self.told_day() };
        let Some(now) = (if told { from().or(self.reference) } else { self.reference }) else {
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
        let exact = sem.get(Field::Exact) == Some(1);
        // "eight years ago this month"
        let within = sem.get(Field::Unit2).filter(|_| sem.get(Field::N2).is_none());
        let within = within.and_then(|unit| Some(UNITS.get(usize::try_from(unit).ok()?)?.1));
        // "half a year ago", "two and a half weeks ago"
        let part = (sign * n).clamp(-100_000_000, 100_000_000);
        let period = match unit {
            Unit::Week if n % 1000 != 0 => Period::Week(plus(now, (part * 7 / 1000) as i32)),
            Unit::Month if n % 1000 != 0 => Period::holding(Unit::Month, plus(now, (part * 61 / 2000) as i32)),
            Unit::Year if n % 1000 != 0 => {
                let unit = if n < 1000 { Unit::Month } else { Unit::Year };
                Period::holding(unit, plus_months(now, (part * 12 / 1000) as i32))
            }
            Unit::Year if let Some(inner) = within => Period::holding(inner, plus_months(now, by.saturating_mul(12))),
            Unit::Year if by == -1 && n == 1000 && self.in_quarter => self.reported_quarter()?.shifted(-4),
            Unit::Quarter if told && self.compares_more(sem) => {
                self.month_told().map_or(Period::Year(now.year() - 1), |month| month.shifted(-12))
            }
            Unit::Second | Unit::Minute | Unit::Hour => Period::Day(now),
            Unit::Day => Period::Day(plus(now, by)),
            Unit::Week if exact => Period::Day(plus(now, by * 7)),
            Unit::Month if exact => Period::Day(plus_months(now, by)),
            Unit::Year if exact => Period::Day(plus_months(now, by.saturating_mul(12))),
            // "two weeks ago Tuesday"
            Unit::Week if sem.get(Field::Weekday).is_some() => nearest::within(sem, Period::Week(plus(now, by * 7)))?,
            Unit::Week => Period::Week(plus(now, by * 7)),
            Unit::Weekend => Period::Weekend(plus(now, by * 7)),
            Unit::Month => Period::holding(Unit::Month, now).shifted(by),
            Unit::Quarter if told => self.reported_quarter()?.shifted(by),
            Unit::Quarter => Period::holding(Unit::Quarter, now).shifted(by),
            Unit::Half => Period::holding(Unit::Half, now).shifted(by),
            Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium => {
                let factor = match unit {
                    Unit::Year => 1,
                    Unit::Decade => 10,
                    Unit::Century => 100,
                    _ => 1000,
                };
                let part = sign as i32 * factor * (n % 1000) as i32 / 1000;
                Period::Year(now.year()).shifted(by.saturating_mul(factor).saturating_add(part))
            }
        };
        // "Ten years later he was king", counted from nothing told: no more than the length is known.
        if told
            && sign > 0
            && unit > Unit::Day
            && self.tells_past.get()
            && period.days().map(|days| days.0) > self.reference
        {
            return Some(Resolved::new(TimexKind::Duration, length(sem)?, None));
        }
        let mut resolved = Resolved::period(period, sem);
        // "a week later", counted from a day: that day of the week, or about.
        if let (Unit::Week, Some(Period::Day(day)), true) = (unit, self.base().map(|t| t.period), told) {
            let slack = by.abs().min(3);
            resolved.edtf = Edtf::days(plus(day, by * 7 - slack), plus(day, by * 7 + slack));
        }
        Some(resolved)
    }
}

/// What makes the value of a month or year that of some day of it.
fn open_day(period: Period) -> &'static str {
    match period {
        Period::Month(..) => "-XX",
        Period::Year(_) => "-XX-XX",
        _ => "",
    }
}
