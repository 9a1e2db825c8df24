//! Greedy clustering over blocks of kind, pair of parties and month.

use std::collections::{BTreeMap, BTreeSet};

use legation_model::Code;

use crate::prepared::{Prepared, Side, Window, Words};
use crate::same::{Shape, fit};

/// Months since year 0.
type Month = i32;

/// Windows of more months than this are filed, and looked for, without month.
const WIDEST: i32 = 3;

/// What a cluster is filed under. Every two mentions that `same::fit` could take for one event meet under some key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Actor and recipient, each `None` where no country is said; the lesser first where sides do not count.
    Pair(Option<Code>, Option<Code>),
    /// Any pair with this actor; where sides do not count, with this party.
    Actor(Code),
    /// Any pair with this recipient.
    Recipient(Code),
    /// Anything that happened there.
    Place(Code),
    /// What happened there with nobody said.
    Blank(Code),
    /// Anything with a party of that name that has a country.
    Named(Words),
    /// Anything with a party of that name or in those words that has none.
    Unplaced(Words),
}

/// The keys that the parties of something are filed under.
fn own_keys(actor: &Side, recipient: &Side, mutual: bool) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    if mutual {
        let parties: BTreeSet<Code> = actor.countries.keys().chain(recipient.countries.keys()).copied().collect();
        for (i, &a) in parties.iter().enumerate() {
            keys.insert(Key::Actor(a));
            for &b in parties.iter().skip(i + 1) {
                keys.insert(Key::Pair(Some(a.min(b)), Some(a.max(b))));
            }
        }
        if parties.len() < 2 {
            keys.insert(Key::Pair(None, parties.first().copied()));
        }
        return keys;
    }
    for a in said(actor) {
        for r in said(recipient) {
            keys.insert(Key::Pair(a, r));
            keys.extend(a.map(Key::Actor));
            keys.extend(r.map(Key::Recipient));
        }
    }
    keys
}

/// The keys under which something finds what it could be one with.
fn sought_keys(m: &Prepared<'_>, mutual: bool) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    let place = m.mention.place;
    keys.extend(place.map(Key::Blank));
    keys.extend(m.parties.unplaced.iter().cloned().flat_map(|w| [Key::Named(w.clone()), Key::Unplaced(w)]));
    keys.extend(m.parties.names.values().flatten().cloned().map(Key::Unplaced));
    if m.actor.is_empty() && m.recipient.is_empty() {
        keys.extend(place.map(Key::Place));
    }
    let (actors, recipients) = (said(&m.actor), said(&m.recipient));
    if mutual {
        let parties: BTreeSet<Code> = actors.into_iter().chain(recipients).flatten().collect();
        match parties.len() {
            0 => keys.extend([Key::Pair(None, None)]),
            1 => keys.extend(parties.iter().copied().map(Key::Actor)),
            _ => keys.extend(own_keys(&m.actor, &m.recipient, true).into_iter().filter(|k| matches!(k, Key::Pair(..)))),
        }
        keys.extend(parties.into_iter().map(|p| Key::Pair(None, Some(p))));
        return keys;
    }
    for &a in &actors {
        for &r in &recipients {
            match (a, r) {
                (Some(_), Some(_)) => keys.extend([Key::Pair(a, r), Key::Pair(a, None), Key::Pair(None, r)]),
                (Some(a), None) => keys.extend([Key::Actor(a)]),
                (None, Some(r)) => keys.extend([Key::Recipient(r)]),
                (None, None) => keys.extend([Key::Pair(None, None)]),
            }
        }
    }
    keys
}

/// The countries of a side; `None` alone where it has none.
fn said(side: &Side) -> Vec<Option<Code>> {
    if side.countries.is_empty() { vec![None] } else { side.countries.keys().copied().map(Some).collect() }
}

fn months(window: Option<Window>) -> Option<std::ops::RangeInclusive<Month>> {
    let window = window?;
    let month = |d: jiff::civil::Date| i32::from(d.year()) * 12 + i32::from(d.month());
    let (first, last) = (month(window.first?), month(window.last?));
    (last - first < WIDEST).then_some(first..=last)
}

/// Where clusters are found again.
#[derive(Debug, Default)]
struct Blocks<'a> {
    by_month: BTreeMap<(&'a str, Key, Month), BTreeSet<usize>>,
    /// Clusters with a member that is wide or undated.
    wide: BTreeMap<(&'a str, Key), BTreeSet<usize>>,
    all: BTreeMap<(&'a str, Key), BTreeSet<usize>>,
}

impl<'a> Blocks<'a> {
    /// Files a cluster for its newest member, under the parties that the cluster now has.
    fn file(&mut self, m: &Prepared<'a>, cluster: &Shape<'a>, i: usize) {
        let mut keys = own_keys(&cluster.actor, &cluster.recipient, m.sides_do_not_count);
        let place = m.mention.place;
        keys.extend(place.map(Key::Place));
        keys.extend(cluster.parties.unplaced.iter().cloned().map(Key::Unplaced));
        keys.extend(cluster.parties.names.values().flatten().cloned().map(Key::Named));
        if m.actor.is_empty() && m.recipient.is_empty() {
            keys.extend(place.map(Key::Blank));
        }
        for key in keys {
            self.all.entry((m.kind, key.clone())).or_default().insert(i);
            match months(m.window) {
                // Neighbouring months as well: what lies days apart may lie in two of them.
                Some(range) => {
                    for month in range.start() - 1..=range.end() + 1 {
                        self.by_month.entry((m.kind, key.clone(), month)).or_default().insert(i);
                    }
                }
                None => {
                    self.wide.entry((m.kind, key)).or_default().insert(i);
                }
            }
        }
    }

    fn candidates(&self, m: &Prepared<'a>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for key in sought_keys(m, m.sides_do_not_count) {
            match months(m.window) {
                Some(range) => {
                    for month in range {
                        found.extend(self.by_month.get(&(m.kind, key.clone(), month)).into_iter().flatten());
                    }
                    found.extend(self.wide.get(&(m.kind, key)).into_iter().flatten());
                }
                None => found.extend(self.all.get(&(m.kind, key)).into_iter().flatten()),
            }
        }
        found
    }
}

/// Clusters of mentions of one event, each in the order of rank. The mentions have to be in that order.
pub(crate) fn clusters<'a>(ranked: &'a [Prepared<'a>]) -> Vec<Vec<&'a Prepared<'a>>> {
    let mut clusters: Vec<Shape<'a>> = Vec::new();
    let mut blocks = Blocks::default();
    for m in ranked {
        let mut best: Option<(u32, usize)> = None;
        for i in blocks.candidates(m) {
            if let Some(points) = fit(&clusters[i], m)
                && best.is_none_or(|(b, _)| points > b)
            {
                best = Some((points, i));
            }
        }
        let i = best.map_or(clusters.len(), |(_, i)| i);
        match clusters.get_mut(i) {
            Some(cluster) => cluster.add(m),
            None => clusters.push(Shape::new(m)),
        }
        blocks.file(m, &clusters[i], i);
    }
    clusters.into_iter().map(|c| c.members).collect()
}

#[cfg(test)]
#[path = "../tests/sketch/mod.rs"]
mod sketch;

#[cfg(test)]
mod tests {
    use legation_packs::Packs;

    use super::*;

    /// All that small sets of parties, days, places and kinds of act allow.
    fn everything() -> Vec<legation_model::Mention> {
        let sides = ["-", "ARG:GOV:Ann_Roe", "GBR:GOV", "ARG:GOV+GBR:GOV", ":GOV", ":GOV:Ann_Roe"];
        let kinds = ["CONSULT", "CONSULT/visit", "SANCTION/expel", "REJECT/recognise"];
        let dates = ["1950-01-31", "1950-02-27", "1950-02", "1949-06/1950-06", "../1950-03-01", "_"];
        let mut all = Vec::new();
        for (kind, a) in kinds.iter().flat_map(|kind| sides.map(|a| (kind, a))) {
            for (r, date) in sides.iter().flat_map(|r| dates.map(|d| (r, d))) {
                for place in [None, Some("ARG")] {
                    let mut m = sketch::mention(all.len() as u32, &format!("{a} > {r} {kind} {date}"));
                    m.place = place.map(|p| p.parse().unwrap());
                    all.push(m);
                }
            }
        }
        all
    }

    #[test]
    fn what_could_be_one_event_meets_in_a_block() {
        let packs = Packs::embedded().unwrap();
        let all = everything();
        let prepared: Vec<Prepared<'_>> = all.iter().map(|m| Prepared::new(m, None, &packs)).collect();
        let mut met = 0;
        for a in &prepared {
            let cluster = Shape::new(a);
            let mut blocks = Blocks::default();
            blocks.file(a, &cluster, 0);
            for b in prepared.iter().filter(|b| b.kind == a.kind && fit(&cluster, b).is_some()) {
                met += 1;
                let (x, y) = (&all[a.mention.id.n as usize], &all[b.mention.id.n as usize]);
                let shown = |m: &legation_model::Mention| {
                    let side = |s: &[legation_model::Actor]| s.iter().map(|a| a.text.to_string()).collect::<Vec<_>>();
                    format!("{:?} > {:?} {} {:?}", side(&m.actor), side(&m.recipient), m.event, m.place)
                };
                assert!(blocks.candidates(b).contains(&0), "{} | {}", shown(x), shown(y));
            }
        }
        assert!(met > 1000, "only {met} pairs could be one event");
    }
}
