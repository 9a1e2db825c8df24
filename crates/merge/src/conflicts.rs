//! Where reports of one event cannot all be right.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use legation_model::{Conflict, ConflictValue, Edtf, MentionId, NumberRelation};

use crate::prepared::{Prepared, Reality, Words, words};

/// Counts of something that goes on may differ because they were made at other times: only those whose windows end
/// this near (days) can contradict each other.
const SAME_TIME: i32 = 7;

/// The contested fields of one event.
pub(crate) fn of(members: &[&Prepared<'_>]) -> Vec<Conflict> {
    [dates(members), numbers(members), status(members)].into_iter().flatten().collect()
}

fn conflict<'a>(field: &'static str, said: impl Iterator<Item = (String, &'a Prepared<'a>)>) -> Option<Conflict> {
    let mut values: BTreeMap<String, Vec<MentionId>> = BTreeMap::new();
    for (value, m) in said {
        values.entry(value).or_default().push(m.mention.id.clone());
    }
    let value = |(value, mut mentions): (String, Vec<MentionId>)| {
        mentions.sort();
        ConflictValue { value, mentions }
    };
    (values.len() > 1).then(|| Conflict { field, values: values.into_iter().map(value).collect() })
}

fn said<'a, 'b: 'a>(members: &'a [&'b Prepared<'b>]) -> impl Iterator<Item = &'b Prepared<'b>> + 'a {
    members.iter().copied().filter(|m| m.reality == Reality::Real)
}

/// Dates of which at least two share no day. All that rule another one out are listed.
fn dates<'b>(members: &[&'b Prepared<'b>]) -> Option<Conflict> {
    let dated = || said(members).filter_map(|m| Some((m.mention.date?, m)));
    // Reports are many, the dates that they give few.
    let distinct: BTreeSet<Edtf> = dated().map(|(d, _)| d).collect();
    let contested: BTreeSet<Edtf> =
        distinct.iter().filter(|d| distinct.iter().any(|o| !o.overlaps(**d))).copied().collect();
    conflict("date", dated().filter(|(d, _)| contested.contains(d)).map(|(d, m)| (d.to_string(), m)))
}

/// Counts of the same things at the same time of which at least two rule each other out.
fn numbers<'b>(members: &[&'b Prepared<'b>]) -> Option<Conflict> {
    let counted: Vec<(Count, &Prepared<'_>)> = said(members).filter_map(|m| Some((Count::of(m)?, m))).collect();
    // Reports are many, the counts that they give few.
    let mut distinct: Vec<&Count> = Vec::new();
    for (count, _) in &counted {
        if !distinct.contains(&count) {
            distinct.push(count);
        }
    }
    let shown = |m: &Prepared<'_>| {
        m.mention.number.as_ref().map_or(String::new(), |n| match n.relation {
            NumberRelation::Equal => format!("{} {}", n.value, n.unit),
            relation => format!("{}{} {}", relation.as_str(), n.value, n.unit),
        })
    };
    let contested: Vec<&Count> = distinct.iter().copied().filter(|a| distinct.iter().any(|b| a.excludes(b))).collect();
    conflict("number", counted.iter().filter(|(c, _)| contested.contains(&c)).map(|(_, m)| (shown(m), *m)))
}

/// What a report counts, and for when where the event goes on.
#[derive(PartialEq, Eq)]
struct Count {
    unit: Words,
    value: (i64, NumberRelation),
    at: Option<Date>,
}

impl Count {
    fn of(m: &Prepared<'_>) -> Option<Self> {
        let number = m.mention.number.as_ref()?;
        let at = m.window.and_then(|w| w.last).filter(|_| m.facets.lasting);
        Some(Self { unit: words(&number.unit), value: (number.value, number.relation), at })
    }

    fn excludes(&self, other: &Self) -> bool {
        let same_time = self.at.zip(other.at).is_none_or(|(a, b)| (a - b).get_days().abs() <= SAME_TIME);
        self.unit == other.unit && same_time && excludes(self.value, other.value)
    }
}

/// Whether two statements of a count cannot both be true. "About" allows a tenth either way.
fn excludes(a: (i64, NumberRelation), b: (i64, NumberRelation)) -> bool {
    let range = |(v, relation): (i64, NumberRelation)| match relation {
        NumberRelation::Equal => (v, v),
        NumberRelation::More => (v.saturating_add(1), i64::MAX),
        NumberRelation::Fewer => (i64::MIN, v.saturating_sub(1)),
        NumberRelation::About => (v - v.abs() / 10, v + v.abs() / 10),
    };
    let ((a, b), (c, d)) = (range(a), range(b));
    b < c || d < a
}

/// One says that it happened, another that it did not.
fn status<'b>(members: &[&'b Prepared<'b>]) -> Option<Conflict> {
    let told = members.iter().copied().filter(|m| matches!(m.reality, Reality::Real | Reality::Denied));
    let value = |m: &'b Prepared<'b>| {
        let value = if m.reality == Reality::Denied { "denied" } else { "happened" };
        (value.to_owned(), m)
    };
    conflict("status", told.map(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberRelation::{About, Equal, Fewer, More};

    #[test]
    fn counts_exclude_each_other_only_when_they_must() {
        for (a, b, expected) in [
            ((12, Equal), (15, Equal), true),
            ((12, Equal), (10, More), false),
            ((10, Equal), (10, More), true),
            ((100, About), (109, Equal), false),
            ((100, About), (120, Equal), true),
            ((5, Fewer), (5, More), true),
            ((1000, More), (35000, More), false),
        ] {
            assert_eq!(excludes(a, b), expected, "{a:?} {b:?}");
            assert_eq!(excludes(b, a), expected, "{b:?} {a:?}");
        }
    }
}
