//! Greedy clustering over blocks of kind, country and month.

use std::collections::{BTreeMap, BTreeSet};

use legation_model::Code;

use crate::prepared::{Prepared, Window};
use crate::same::{Shape, fit};

/// Months since year 0; `None` where only the list of everything will do.
type Month = i32;

/// Windows of more months than this are looked up, and looked for, among everything.
const WIDEST: i32 = 3;

/// Where clusters are found again. What has no country on either side is filed under `None`.
#[derive(Debug, Default)]
struct Blocks<'a> {
    by_month: BTreeMap<(&'a str, Option<Code>, Month), BTreeSet<usize>>,
    /// Clusters with a member that is wide or undated.
    wide: BTreeMap<(&'a str, Option<Code>), BTreeSet<usize>>,
    all: BTreeMap<(&'a str, Option<Code>), BTreeSet<usize>>,
}

/// The countries that a mention is filed under and looked for: those of its parties, and where it happened, which holds
/// together what leaves its parties unsaid.
fn countries(m: &Prepared<'_>) -> BTreeSet<Option<Code>> {
    let mut countries: BTreeSet<Option<Code>> = m.countries().into_iter().map(Some).collect();
    if m.actor.is_empty() || m.recipient.is_empty() {
        countries.extend(m.mention.place.map(Some));
    }
    if countries.is_empty() {
        countries.insert(None);
    }
    countries
}

fn months(window: Option<Window>) -> Option<std::ops::RangeInclusive<Month>> {
    let window = window?;
    let month = |d: jiff::civil::Date| i32::from(d.year()) * 12 + i32::from(d.month());
    let (first, last) = (month(window.first?), month(window.last?));
    (last - first < WIDEST).then_some(first..=last)
}

impl<'a> Blocks<'a> {
    fn file(&mut self, m: &Prepared<'a>, cluster: usize) {
        for country in countries(m) {
            self.all.entry((m.kind, country)).or_default().insert(cluster);
            match months(m.window) {
                // Neighbouring months as well: what lies days apart may lie in two of them.
                Some(range) => {
                    for month in range.start() - 1..=range.end() + 1 {
                        self.by_month.entry((m.kind, country, month)).or_default().insert(cluster);
                    }
                }
                None => {
                    self.wide.entry((m.kind, country)).or_default().insert(cluster);
                }
            }
        }
    }

    fn candidates(&self, m: &Prepared<'a>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for country in countries(m) {
            match months(m.window) {
                Some(range) => {
                    for month in range {
                        found.extend(self.by_month.get(&(m.kind, country, month)).into_iter().flatten());
                    }
                    found.extend(self.wide.get(&(m.kind, country)).into_iter().flatten());
                }
                None => found.extend(self.all.get(&(m.kind, country)).into_iter().flatten()),
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
        blocks.file(m, i);
    }
    clusters.into_iter().map(|c| c.members).collect()
}
