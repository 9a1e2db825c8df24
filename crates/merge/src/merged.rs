//! The fields that the mentions of one event agree on best.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::{Actor, Code, Edtf, Mention, Number, NumberRelation};

use crate::prepared::{Prepared, Reality};

/// One mention that says what all say together. It stands on the passage of the best of them.
pub(crate) fn merged(members: &[&Prepared<'_>]) -> Mention {
    let leading = leading(members);
    let best = representative(&leading);
    let mut out = best.mention.clone();
    let mode = vote(leading.iter().filter_map(|m| m.mention.mode.clone()));
    // A mode seen by another type of the same kind is not mixed with this one's type.
    let voters: Vec<&Mention> = leading.iter().map(|m| m.mention).filter(|m| m.event == out.event).collect();
    if let Some(mode) = mode
        && voters.iter().any(|m| m.mode.as_ref() == Some(&mode))
    {
        out.mode = Some(mode);
    }
    let agreeing: Vec<&Mention> = voters.into_iter().filter(|m| m.mode == out.mode).collect();
    if let Some(cameo) = vote(agreeing.iter().filter_map(|m| m.cameo.clone())) {
        out.goldstein = agreeing.iter().find(|m| m.cameo.as_ref() == Some(&cameo)).and_then(|m| m.goldstein);
        out.cameo = Some(cameo);
    }
    let lasting = leading.iter().all(|m| m.facets.lasting);
    out.date = if lasting { span(&leading) } else { instant(&leading) };
    if let Some(said) = leading.iter().find(|m| m.mention.date == out.date && m.mention.date_text.is_some()) {
        out.date_text.clone_from(&said.mention.date_text);
    }
    out.place = vote(leading.iter().filter_map(|m| m.mention.place)).or(out.place);
    out.status = vote(leading.iter().map(|m| m.mention.status)).unwrap_or(out.status);
    // Where some tell of a visit and some of a meeting, only those who see the sides alike are asked who is on which.
    let alike =
        leading.iter().map(|m| (m.facets.mutual, m.mention)).filter(|(mutual, _)| *mutual == best.facets.mutual);
    out.actor = parties(alike.clone().map(|(_, m)| m.actor.as_slice()));
    out.recipient = parties(alike.map(|(_, m)| m.recipient.as_slice()));
    out.number = number(&leading, lasting);
    out.confidence = leading.iter().map(|m| m.mention.confidence).fold(out.confidence, f32::max);
    out
}

/// The mentions that decide: those that say that it took place; failing that, those that deny it; then those that
/// look ahead. As many deny as tell: it is told, and the contradiction is listed.
fn leading<'a>(members: &[&'a Prepared<'a>]) -> Vec<&'a Prepared<'a>> {
    let of = |reality| members.iter().copied().filter(move |m| m.reality == reality).collect::<Vec<_>>();
    let (real, denied) = (of(Reality::Real), of(Reality::Denied));
    let documents = |list: &[&Prepared<'_>]| list.iter().map(|m| &m.mention.id.doc).collect::<BTreeSet<_>>().len();
    if !denied.is_empty() && documents(&denied) > documents(&real) {
        return denied;
    }
    [real, of(Reality::Ahead), of(Reality::Supposed)].into_iter().find(|l| !l.is_empty()).unwrap_or_default()
}

/// The mention whose passage stands for the event: most parties named, then surest, then first.
fn representative<'a>(members: &[&'a Prepared<'a>]) -> &'a Prepared<'a> {
    let score = |m: &Prepared<'_>| {
        let mention = m.mention;
        let parties = mention.actor.iter().chain(&mention.recipient);
        let said = parties.clone().filter(|a| a.span.is_some()).count() + parties.filter(|a| a.name.is_some()).count();
        (said.min(4), usize::from(mention.date_text.is_some()))
    };
    let mut best = members[0];
    for m in members {
        let (a, b) = (score(m), score(best));
        let (p, q) = (m.mention.confidence, best.mention.confidence);
        if a > b || a == b && (p > q || p >= q && m.mention.id < best.mention.id) {
            best = m;
        }
    }
    best
}

/// The commonest value, ties to the least.
fn vote<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut best: Option<(T, usize)> = None;
    for (value, count) in counts {
        if best.as_ref().is_none_or(|(_, c)| count > *c) {
            best = Some((value, count));
        }
    }
    best.map(|(value, _)| value)
}

/// The most precise date that most agree on: the days that all share, or those of the largest group that shares any.
fn instant(members: &[&Prepared<'_>]) -> Option<Edtf> {
    // How many reports give each date, the narrowest first.
    let mut dates: BTreeMap<(i32, Edtf), usize> = BTreeMap::new();
    for date in members.iter().filter_map(|m| m.mention.date) {
        *dates.entry((date.width().unwrap_or(i32::MAX), date)).or_default() += 1;
    }
    let support = |d: Edtf| dates.iter().filter(|((_, o), _)| o.overlaps(d)).map(|(_, n)| n).sum::<usize>();
    // The narrowest goes first among equally supported ones.
    let mut core = dates.keys().map(|(_, d)| *d).min_by_key(|d| std::cmp::Reverse(support(*d)))?;
    for (_, other) in dates.keys() {
        core = core.intersection(*other).unwrap_or(core);
    }
    Some(core)
}

/// From the first begin that is told to the last end: what lasts is told of in pieces.
fn span(members: &[&Prepared<'_>]) -> Option<Edtf> {
    let dates: Vec<Edtf> = members.iter().filter_map(|m| m.mention.date).collect();
    let from = dates.iter().filter_map(|d| d.from()).min_by_key(|b| (b.first(), b.last()));
    let to = dates.iter().filter_map(|d| d.to()).max_by_key(|b| (b.last(), std::cmp::Reverse(b.first())));
    match (from, to) {
        (Some(a), Some(b)) if dates.iter().all(|d| d.from() == Some(a) && d.to() == Some(b)) => {
            dates.first().copied().or(Edtf::interval(Some(a), Some(b)))
        }
        _ => Edtf::interval(from, to),
    }
}

/// For every country the actors of the mention that is most specific about it: most names, then most often told so.
fn parties<'a>(sides: impl Iterator<Item = &'a [Actor]> + Clone) -> Vec<Actor> {
    // A country's actors as one mention has them, with how many tell it just so.
    type Told<'a> = BTreeMap<Vec<(Option<Code>, Option<Arc<str>>)>, (usize, Vec<&'a Actor>)>;
    let mut countries: Vec<Option<Code>> = Vec::new();
    let mut told: BTreeMap<Option<Code>, Told<'a>> = BTreeMap::new();
    for side in sides {
        let mut by_country: BTreeMap<Option<Code>, Vec<&Actor>> = BTreeMap::new();
        for actor in side {
            if !countries.contains(&actor.country) {
                countries.push(actor.country);
            }
            by_country.entry(actor.country).or_default().push(actor);
        }
        for (country, actors) in by_country {
            let key = actors.iter().map(|a| (a.sector, a.name.clone())).collect();
            told.entry(country).or_default().entry(key).or_insert((0, actors)).0 += 1;
        }
    }
    // Whoever has no country is only kept where nobody has one.
    if countries.iter().any(Option::is_some) {
        countries.retain(Option::is_some);
    }
    let mut out = Vec::new();
    for country in countries {
        let Some(versions) = told.get(&country) else { continue };
        let best = versions.values().max_by_key(|(count, actors)| {
            let names = actors.iter().filter(|a| a.name.is_some()).count();
            let sectors = actors.iter().filter(|a| a.sector.is_some()).count();
            (names.min(2), *count, sectors, std::cmp::Reverse(actors.len()))
        });
        out.extend(best.into_iter().flat_map(|(_, actors)| actors.iter().map(|a| (*a).clone())));
    }
    out
}

/// The count most tell; of what lasts the latest, since it grows.
fn number(members: &[&Prepared<'_>], lasting: bool) -> Option<Number> {
    let mut counts: BTreeMap<(i64, &str, &str), usize> = BTreeMap::new();
    let mut latest = None;
    for m in members {
        let Some(n) = &m.mention.number else { continue };
        *counts.entry((n.value, n.relation.as_str(), &n.unit)).or_default() += 1;
        let end = m.window.and_then(|w| w.last);
        let key = (end, n.value, n.relation == NumberRelation::Equal);
        if latest.as_ref().is_none_or(|(k, _)| key > *k) {
            latest = Some((key, n));
        }
    }
    if lasting {
        return latest.map(|(_, n)| n.clone());
    }
    let best = counts.iter().max_by_key(|(n, count)| (**count, **n))?.0;
    let is_best = |n: &&Number| (n.value, n.relation.as_str(), &*n.unit) == *best;
    members.iter().filter_map(|m| m.mention.number.as_ref()).find(is_best).cloned()
}
