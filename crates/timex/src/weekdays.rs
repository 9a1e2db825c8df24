//! One weekday of a piece is one day: where the words around one "Tuesday" say clearly which is meant, those around
//! another do not have to.
//!
//! In the benchmark documents that rules were tuned on, no weekday without a date means two days of one piece, save
//! where the annotators contradict themselves.

use jiff::civil::Date;
use legation_packs::timex::{Dir, Field};

use crate::calendar;
use crate::matcher::Found;
use crate::tense::{Reading, Tense};

/// How much clearer the other side must be for an expression to follow it.
const CLEARER: u32 = 2;

/// Turns the weekdays that are read off far or no words to the side on which the others of their name clearly lie.
pub(crate) fn agree(found: &[Found], readings: &mut [Reading], now: Option<Date>) {
    let today = now.map(|now| i64::from(now.weekday().to_monday_one_offset()));
    for weekday in (1..=7).filter(|day| Some(*day) != today) {
        let mut sides = [0, 0];
        for (hit, reading) in found.iter().zip(&*readings) {
            if let Some(side) = side(hit, reading.tense, weekday) {
                // What only hints holds for its own place.
                let hint = reading.tense == Tense::Hinted && reading.clear < 3;
                sides[usize::from(side)] += if hint { 1 } else { u32::from(reading.clear) };
            }
        }
        for (hit, reading) in found.iter().zip(&mut *readings) {
            let Some(ahead) = side(hit, reading.tense, weekday) else { continue };
            let (own, other) = (sides[usize::from(ahead)], sides[usize::from(!ahead)]);
            // "Monday's decision will …": the verb tells when it bites, not when it was made
            let of_another = hit.sem.dir() == Some(Dir::Past) && reading.clear == 2 && reading.behind;
            if (reading.clear <= 1 || of_another) && other >= own + CLEARER {
                reading.tense = if ahead { Tense::Past } else { Tense::Future };
            }
        }
    }
}

/// Whether a bare weekday of that number is read as to come; `None` for any other expression.
fn side(hit: &Found, tense: Tense, weekday: i64) -> Option<bool> {
    let dated = [Field::Day, Field::Month, Field::Unit, Field::Ord, Field::N].iter().any(|f| hit.sem.get(*f).is_some());
    if hit.kind.is_silent() || hit.sem.get(Field::Weekday) != Some(weekday) || dated {
        return None;
    }
    debug_assert!(calendar::weekday(weekday).is_some(), "1 to 7");
    match hit.sem.dir() {
        None => Some(matches!(tense, Tense::Future | Tense::Hinted)),
        Some(Dir::Past) => Some(tense == Tense::Future),
        _ => None,
    }
}
