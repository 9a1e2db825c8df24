//! One Tuesday of a piece is one day, and one November one month: where the words around one of them say clearly which
//! is meant, those around another do not have to.
//!
//! In the benchmark documents that rules were tuned on, no weekday without a date means two days of one piece, save
//! where the annotators contradict themselves.

use jiff::civil::Date;
use legation_packs::timex::{Dir, Field, RuleKind};

use crate::matcher::Found;
use crate::nearest::bare;
use crate::tense::{Reading, Tense};

/// How much clearer the other side must be for an expression to follow it.
const CLEARER: u32 = 2;

/// Turns the weekdays and months that are read off far or no words to the side on which the others of their name
/// clearly lie.
pub(crate) fn agree(found: &[Found], readings: &mut [Reading], now: Option<Date>) {
    let Some(now) = now else { return };
    for (name, last) in [(Field::Weekday, 7), (Field::Month, 12)] {
        for number in 1..=last {
            let side = |hit: &Found, tense| {
                let named = hit.sem.get(name) == Some(number) && is_bare(hit, name);
                named.then(|| lies_ahead(hit, name, tense, now)).flatten()
            };
            let mut sides = [0, 0];
            for (hit, reading) in found.iter().zip(&*readings) {
                if let Some(ahead) = side(hit, reading.tense) {
                    // What only hints holds for its own place.
                    let hint = reading.tense == Tense::Hinted && reading.clear < 3;
                    sides[usize::from(ahead)] += if hint { 1 } else { u32::from(reading.clear) };
                }
            }
            for (hit, reading) in found.iter().zip(&mut *readings) {
                let Some(ahead) = side(hit, reading.tense) else { continue };
                let (own, other) = (sides[usize::from(ahead)], sides[usize::from(!ahead)]);
                // "Monday's decision will …": the verb tells when it bites, not when it was made
                let of_another = hit.sem.dir() == Some(Dir::Past) && reading.clear == 2 && reading.behind;
                if (reading.clear <= 1 || of_another) && other >= own + CLEARER {
                    reading.tense = if ahead { Tense::Past } else { Tense::Future };
                }
            }
        }
    }
}

/// Whether an expression is no more than a weekday, or a month with or without its day.
fn is_bare(hit: &Found, name: Field) -> bool {
    let more = [Field::Year, Field::Yy, Field::Unit, Field::Ord, Field::N, Field::Holiday];
    let other: &[Field] = if name == Field::Weekday { &[Field::Day, Field::Month] } else { &[Field::Weekday] };
    matches!(hit.kind, RuleKind::Date | RuleKind::Time)
        && matches!(hit.sem.dir(), None | Some(Dir::Past))
        && !more.iter().chain(other).any(|f| hit.sem.get(*f).is_some())
}

/// Whether an expression read so lies behind the reference date; `None` for the day of the reference itself.
fn lies_ahead(hit: &Found, name: Field, tense: Tense, now: Date) -> Option<bool> {
    let (first, last) = bare(&hit.sem, now, hit.sem.dir(), tense)?.days()?;
    let here =
        if name == Field::Month { (first.year(), first.month()) == (now.year(), now.month()) } else { first == now };
    (!here).then_some(last > now)
}
