//! The hours and parts of a day, and the day they are of.

use std::fmt::Write as _;

use legation_model::TimexKind;
use legation_packs::timex::{Dir, Field, PARTS, Sem, Unit};

use super::{Clock, NEAR_TOKENS, Resolved, Told, open_day};
use crate::calendar::{Period, plus};
use crate::nearest::has_date;
use crate::tense::Tense;
use crate::values::open_value;

/// How many days from the reference a day lies whose hours a paragraph goes on telling.
pub(super) const NEAR_DAYS: i32 = 60;

impl Clock {
    pub(super) fn time(&self, sem: &Sem, tense: Tense) -> Option<Resolved> {
        if sem.get(Field::Part).is_none() && sem.get(Field::Hour).is_none() {
            return self.date(sem, tense);
        }
        let mut dated = *sem;
        let part = sem.get(Field::Part);
        if sem.dir() == Some(Dir::Every) {
            return Some(Resolved::new(TimexKind::Time, format!("T{}", PARTS.get(part? as usize)?), None));
        }
        for field in [Field::Part, Field::Hour, Field::Minute, Field::Second, Field::Ampm] {
            dated.clear(field);
        }
        let habit =
            self.habit.filter(|habit| habit.1 == self.paragraph && self.at - habit.0.min(self.at) < NEAR_TOKENS);
        let day = match dated.dir() {
            // "in the morning": of the last day told near the reference
            Some(Dir::That) if !has_date(&dated) && dated.get(Field::Exact) == Some(1) => self.find(&dated, tense),
            // "last night", "this morning", "the next morning": the direction counts days.
            Some(dir) if !has_date(&dated) => {
                dated.clear(Field::Dir);
                let unit = if dated.get(Field::Unit).is_some() { dated.unit()? } else { Unit::Day };
                let day = self.directed(unit, dir, tense);
                // "avant-hier soir": as many days as the rule says
                let more = sem.get(Field::N).map_or(0, |n| (n / 1000 - 1).clamp(0, 1000) as i32);
                day.map(|d| d.shifted(if matches!(dir, Dir::Last | Dir::Previous) { -more } else { more }))
            }
            _ if has_date(&dated) => self.find(&dated, tense),
            _ => self.day_of_hour(sem, tense),
        };
        // "tous les mardis à 20 h": an hour of no one day
        let repeated = habit.is_some() && !has_date(&dated) && dated.dir().is_none();
        let day = day.filter(|_| !repeated);
        let mut value = match (day, self.reference) {
            _ if repeated => String::new(),
            (Some(period), _) => format!("{}{}", period.value(), open_day(period)),
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
            if sem.get(Field::Zone) == Some(0) {
                value.push('Z');
            }
        } else {
            value.push_str(PARTS.get(part? as usize)?);
        }
        let edtf = day.and_then(|d| d.edtf(None));
        Some(Resolved { kind: TimexKind::Time, value, edtf, period: day })
    }

    /// The day of a bare hour or part of the day: that told in its paragraph, in another one that of the piece. A day
    /// of another season ("né le 3 mars 1921") has the hours of its own sentence at most; what is over by its verb is
    /// not that of a day to come; the small hours of a night are those of the next day.
    fn day_of_hour(&self, sem: &Sem, tense: Tense) -> Option<Period> {
        let reference = self.reference.map(Period::Day);
        let to_come = |told: &Told| told.period.days().map(|days| days.0) > self.reference;
        let over = |told: &Told| told.period.days().map(|days| days.1) < self.reference;
        let told = match self.day {
            Some(told) if tense == Tense::Past && self.reference.is_some() && to_come(&told) => self.past.or(self.day),
            Some(told) if tense == Tense::Future && over(&told) => self.ahead.or(self.day),
            told => told,
        };
        let Some(told) = told else { return reference };
        let Period::Day(day) = told.period else { return reference };
        let near = self.at - told.tokens.1.min(self.at) < NEAR_TOKENS
            || self.reference.is_some_and(|now| (now - day).get_days().abs() < NEAR_DAYS);
        if self.reference.is_none() || self.narrative || told.paragraph == self.paragraph && near {
            self.counted.set(Some(told.tokens));
            let small = sem.get(Field::Hour).is_some_and(|hour| hour < told.small) && sem.get(Field::Ampm).is_none();
            return Some(Period::Day(plus(day, i32::from(small))));
        }
        reference
    }
}
