//! Whether something stood on a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use legation_model::{Code, Edtf, Measure, plus_days};

/// How sure it is that a fact stood on the day asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holding {
    /// It had begun, and a document attests it for that day or later.
    Stated,
    /// It began or ended about that day, as far as the dates tell.
    Possible,
    /// It had begun and is not known to have ended, but no document attests it for that day: the last one is earlier.
    LastKnown,
}

impl Holding {
    /// The name used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Possible => "possible",
            Self::LastKnown => "last-known",
        }
    }
}

/// A fact and how sure it is that it stood.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<T> {
    /// The fact.
    pub fact: T,
    /// How sure.
    pub holding: Holding,
}

/// How long before its end something of unknown begin is taken to have stood, in days.
const YEAR: i32 = 365;

/// Whether something stood on a day: `None` when it had certainly not begun or was certainly over, or when nothing says
/// that it had begun.
pub(super) fn of(
    from: Option<Edtf>,
    first_attested: Option<Date>,
    to: Option<Edtf>,
    last_attested: Option<Edtf>,
    day: Date,
) -> Option<Holding> {
    // What ended had begun: shortly before its end it stood, by inference, when only the end tells of it.
    if let (None, Some(end)) = (from, to.and_then(Edtf::first))
        && first_attested.is_none_or(|d| d >= end)
        && day < end
    {
        return (day >= plus_days(end, -YEAR)).then_some(Holding::Possible);
    }
    // Without a begin it stood at least when it was first attested.
    let (start, started) = match from {
        Some(from) => (from.first(), from.last().or(first_attested)),
        None => (first_attested, first_attested),
    };
    if start.is_some_and(|s| day < s) || (start.is_none() && started.is_some_and(|s| day < s)) || started.is_none() {
        return None;
    }
    if let Some(to) = to {
        if to.last().is_some_and(|last| day > last) {
            return None;
        }
        if to.first().is_none_or(|first| day >= first) {
            return Some(Holding::Possible);
        }
        let begun = started.is_some_and(|s| day >= s);
        return Some(if begun { Holding::Stated } else { Holding::Possible });
    }
    if started.is_some_and(|s| day < s) {
        return Some(Holding::Possible);
    }
    let attested = last_attested.and_then(Edtf::last).is_some_and(|last| day <= last);
    Some(if attested { Holding::Stated } else { Holding::LastKnown })
}

/// For each thing counted the last statements for a day or before it.
pub(super) fn measures(all: &[Measure], day: Date) -> Vec<Held<Measure>> {
    type Last = (Date, Vec<Held<Measure>>);
    let mut last: BTreeMap<(Option<Code>, &Arc<str>), Last> = BTreeMap::new();
    let mut sorted: Vec<&Measure> = all.iter().collect();
    sorted.sort_by(|a, b| (&a.evidence.doc, a.evidence.clean).cmp(&(&b.evidence.doc, b.evidence.clean)));
    for m in sorted {
        let Some(as_of) = m.as_of else { continue };
        let Some(first) = as_of.first().or(as_of.last()) else { continue };
        if first > day {
            continue;
        }
        let holding = match (as_of.contains(day), as_of.as_day().is_some()) {
            (true, true) => Holding::Stated,
            (true, false) => Holding::Possible,
            (false, _) => Holding::LastKnown,
        };
        let held = Held { fact: m.clone(), holding };
        let entry = last.entry((m.of, &m.what)).or_insert_with(|| (first, Vec::new()));
        match first.cmp(&entry.0) {
            std::cmp::Ordering::Greater => *entry = (first, vec![held]),
            std::cmp::Ordering::Equal => entry.1.push(held),
            std::cmp::Ordering::Less => {}
        }
    }
    last.into_values().flat_map(|(_, held)| held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_answered_as_far_as_the_dates_tell() {
        let date = |s: &str| (s != "-").then(|| s.parse::<Edtf>().unwrap());
        for (from, first, to, attested, day, expected) in [
            ("1950-01-10", "1950-02-01", "-", "1950-05-01", "1950-01-09", None),
            ("1950-01-10", "1950-02-01", "-", "1950-05-01", "1950-04-01", Some(Holding::Stated)),
            ("1950-01-10", "1950-02-01", "-", "1950-05-01", "1950-06-01", Some(Holding::LastKnown)),
            ("1950-01", "1950-02-01", "-", "1950-05-01", "1950-01-15", Some(Holding::Possible)),
            ("-", "1950-02-01", "-", "1950-05-01", "1950-01-15", None),
            ("-", "1950-02-01", "-", "1950-05-01", "1950-03-15", Some(Holding::Stated)),
            ("1949", "1950-02-01", "1950-03", "1950-05-01", "1950-02-15", Some(Holding::Stated)),
            ("1949", "1950-02-01", "1950-03", "1950-05-01", "1950-03-15", Some(Holding::Possible)),
            ("1949", "1950-02-01", "1950-03", "1950-05-01", "1950-04-15", None),
            ("-", "1950-09-01", "1950-08-15", "1950-09-01", "1950-07-01", Some(Holding::Possible)),
            ("-", "1950-09-01", "1950-08-15", "1950-09-01", "1949-07-01", None),
            ("-", "1950-09-01", "1950-08-15", "1950-09-01", "1950-08-16", None),
            ("../1950-02-01", "1950-02-01", "-", "1950-05-01", "1950-01-15", None),
        ] {
            let first = first.parse().ok();
            let got = of(date(from), first, date(to), date(attested), day.parse().unwrap());
            assert!(got == expected, "{from} {to} on {day}: {:?}", got.map(Holding::as_str));
        }
    }
}
