//! Where reports of one event cannot all be right.

use std::collections::BTreeMap;

use legation_model::{Conflict, ConflictValue, Edtf, MentionId, NumberRelation};

use crate::prepared::{Prepared, Reality, words};

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
    let contested = |d: Edtf| dated().any(|(o, _)| !o.overlaps(d));
    conflict("date", dated().filter(|(d, _)| contested(*d)).map(|(d, m)| (d.to_string(), m)))
}

/// Counts of the same things at the same time of which at least two rule each other out.
fn numbers<'b>(members: &[&'b Prepared<'b>]) -> Option<Conflict> {
    let counted = || said(members).filter_map(|m| Some((m.mention.number.as_ref()?, m)));
    let contested = |m: &Prepared<'_>| {
        counted().any(|(o, other)| {
            let Some(n) = &m.mention.number else { return false };
            let same_time = match (m.window.and_then(|w| w.last), other.window.and_then(|w| w.last)) {
                (Some(a), Some(b)) if m.facets.lasting => (a - b).get_days().abs() <= SAME_TIME,
                _ => true,
            };
            words(&n.unit) == words(&o.unit) && same_time && excludes((n.value, n.relation), (o.value, o.relation))
        })
    };
    let shown = |m: &Prepared<'_>| {
        m.mention.number.as_ref().map_or(String::new(), |n| match n.relation {
            NumberRelation::Equal => format!("{} {}", n.value, n.unit),
            relation => format!("{}{} {}", relation.as_str(), n.value, n.unit),
        })
    };
    conflict("number", counted().filter(|(_, m)| contested(m)).map(|(_, m)| (shown(m), m)))
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
