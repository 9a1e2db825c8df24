//! Time expressions that date an event of the world: "last August's elections", "Sunday's vote".

use std::collections::BTreeSet;

use jiff::civil::Date;
use legation_packs::timex::{Dir, Field, RuleKind, Sem, TimexPack, Unit, VAGUE};
use legation_packs::world::{Named, World, WorldEvent};

use crate::calendar::{Period, monday, plus, plus_months};
use crate::matcher::{Found, Scan};
use crate::tense::Tense;

/// How many words may stand between an expression and the noun it dates.
const REACH: usize = 4;

/// The countries among the names of a text.
pub(crate) fn countries(names: &[(usize, usize, Named)]) -> BTreeSet<u16> {
    let country = |named: &Named| match named {
        Named::Country(number) => Some(*number),
        Named::Leader(_) => None,
    };
    names.iter().filter_map(|(_, _, named)| country(named)).collect()
}

/// The nouns of dated events (first token, one past the last, kinds) with the expression that dates each.
pub(crate) fn ties<'f>(
    scan: &Scan<'_>,
    pack: &TimexPack,
    found: &'f [Found],
) -> Vec<(usize, usize, Vec<i64>, &'f Found)> {
    let Some(class) = pack.class("event") else { return Vec::new() };
    let mut out = Vec::new();
    let mut at = 0;
    while at < scan.tokens.len() {
        let entries = if scan.ids[at] == 0 { Vec::new() } else { scan.entries(class, at) };
        let len = entries.first().map_or(1, |e| e.1);
        if !entries.is_empty()
            && let Some(hit) = tied(scan, pack, found, at, at + len)
        {
            out.push((at, at + len, entries.iter().map(|e| e.0).collect(), hit));
        }
        at += len;
    }
    out
}

/// The time expression that dates a noun: right before it or shortly after.
fn tied<'f>(scan: &Scan<'_>, pack: &TimexPack, found: &'f [Found], start: usize, end: usize) -> Option<&'f Found> {
    let dated = |h: &&Found| matches!(h.kind, RuleKind::Date | RuleKind::Shift);
    let clean = |from: usize, to: usize| {
        (from..to).all(|i| !matches!(scan.word(i), "," | "." | ";" | ":" | "!" | "?") && !scan.tokens[i].gap)
    };
    let first = found.partition_point(|h| h.end <= start);
    let before = found.get(..first)?.last().filter(|h| start - h.end <= REACH).filter(dated);
    // "jailed this month *for* election fraud"
    let broken = |from: usize, to: usize| (from..to).any(|i| pack.context.no_tie.iter().any(|p| scan.phrase_at(i, p)));
    if let Some(hit) = before.filter(|h| clean(h.end, start) && !broken(h.end, start)) {
        return Some(hit);
    }
    let after = found.iter().skip(first).find(|h| h.start >= end).filter(|h| h.start - end <= REACH).filter(dated);
    after.filter(|h| clean(end, h.start))
}

/// Whether an event is of one of the kinds and of one of the countries.
pub(crate) fn is_told(event: &WorldEvent, kinds: &[i64], countries: &BTreeSet<u16>) -> bool {
    event.kinds.iter().any(|k| kinds.contains(&i64::from(*k)))
        && (event.countries.is_empty() || event.countries.iter().any(|c| countries.contains(c)))
}

/// The month, day or year that an expression means if it dates a known event and the calendar alone would place it
/// elsewhere: "last August's elections", read in October 2021, were those of August 2020 where there were none in
/// August 2021.
pub(crate) fn known_period(
    world: &World,
    kinds: &[i64],
    countries: &BTreeSet<u16>,
    sem: &Sem,
    tense: Tense,
    reference: Date,
    plain: Period,
) -> Option<Period> {
    if sem.get(Field::Year).is_some() {
        return None;
    }
    let unit = match plain {
        Period::Day(_) => Unit::Day,
        Period::Month(..) => Unit::Month,
        Period::Year(_) => Unit::Year,
        _ => return None,
    };
    let (first, last) = plain.days()?;
    let told = || world.events.iter().filter(|e| is_told(e, kinds, countries));
    let holds = |e: &WorldEvent| e.date.first() <= Some(last) && Some(first) <= e.date.last();
    if told().any(holds) {
        return None;
    }
    let fits = |e: &&WorldEvent| published_after(e, sem, tense).iter().any(|(a, b)| *a <= reference && reference <= *b);
    let event = told().rfind(fits)?;
    Some(Period::holding(unit, event.date.first()?))
}

/// The period of an event that the text has dated with its year, where a month alone names it again.
pub(crate) fn again(sem: &Sem, told: &[i64], kinds: &[i64], period: Period) -> Option<Period> {
    let month = sem.get(Field::Month)?;
    let bare = sem.dir().is_none() && [Field::Day, Field::Year].iter().all(|f| sem.get(*f).is_none());
    let same = told.iter().any(|kind| kinds.contains(kind));
    (bare && same && matches!(period, Period::Month(_, m) if i64::from(m) == month)).then_some(period)
}

/// When a piece was published that tells of an event with these words: "last August" of an event of August 2020 was
/// written between September 2020 and December 2021.
pub(crate) fn published_after(event: &WorldEvent, sem: &Sem, tense: Tense) -> Vec<(Date, Date)> {
    let (Some(first), Some(last)) = (event.date.first(), event.date.last()) else { return Vec::new() };
    let get = |f| sem.get(f);
    let dir = sem.dir();
    // A verb of the future puts the piece before the event, one of the past after; nothing said allows both.
    let sides = |reach: i32| -> Vec<(Date, Date)> {
        match tense {
            Tense::Past => vec![(last, plus(last, reach))],
            Tense::Future => vec![(plus(first, -reach), first)],
            Tense::Hinted | Tense::Unknown => vec![(plus(first, -reach), plus(last, reach))],
        }
    };
    let falls = |number: i64| {
        let days = (last - first).get_days().clamp(0, 40);
        (0..=days).any(|k| i64::from(plus(first, k).weekday().to_monday_one_offset()) == number)
    };
    if let Some(month) = get(Field::Month) {
        if i64::from(first.month()) != month && i64::from(last.month()) != month {
            return Vec::new();
        }
        if let Some(day) = get(Field::Day) {
            let fits = Date::new(first.year(), month as i8, day as i8).is_ok_and(|d| first <= d && d <= last);
            return if fits { sides(330) } else { Vec::new() };
        }
        return match dir {
            Some(Dir::Last) => {
                let from = plus(last.last_of_month(), 1);
                Date::new(last.year() + 1, 12, 31).map_or_else(|_| Vec::new(), |to| vec![(from, to)])
            }
            Some(Dir::This) => whole_year(first.year()),
            Some(Dir::Next) => vec![(plus_months(first, -16), plus(first, -1))],
            _ => sides(330),
        };
    }
    if let Some(number) = get(Field::Weekday) {
        return if falls(number) { sides(6) } else { Vec::new() };
    }
    let unit = sem.unit();
    if let (Some(unit), Some(n), Some(sign)) = (unit, get(Field::N).filter(|n| *n != VAGUE), get(Field::Sign)) {
        let by = -(sign * n / 1000) as i32;
        let (moved, slack) = match unit {
            Unit::Day => (plus(last, by), 1),
            Unit::Week => (plus(last, by * 7), 4),
            Unit::Month => (plus_months(last, by), 20),
            Unit::Year => (plus_months(last, by * 12), 250),
            _ => return Vec::new(),
        };
        return vec![(plus(moved, -slack), plus(moved, slack))];
    }
    let steps = match dir {
        Some(Dir::Last) => 1,
        Some(Dir::This) => 0,
        Some(Dir::Next) => -1,
        Some(Dir::Past) if unit == Some(Unit::Weekend) && (falls(6) || falls(7)) => return sides(7),
        _ => return Vec::new(),
    };
    match unit {
        Some(Unit::Day) => vec![(plus(last, steps), plus(last, steps))],
        Some(Unit::Week) => vec![(plus(monday(last), steps * 7), plus(monday(last), steps * 7 + 6))],
        Some(Unit::Weekend) if falls(6) || falls(7) => vec![(last, plus(last, 7 * (steps + 1)))],
        Some(Unit::Month) => {
            let there = plus_months(last.first_of_month(), steps);
            vec![(there, there.last_of_month())]
        }
        Some(Unit::Year) => whole_year(last.year() + steps as i16),
        _ => Vec::new(),
    }
}

fn whole_year(year: i16) -> Vec<(Date, Date)> {
    let (first, last) = (Date::new(year, 1, 1), Date::new(year, 12, 31));
    first.ok().zip(last.ok()).map_or_else(Vec::new, |days| vec![days])
}
