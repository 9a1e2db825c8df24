//! Mentions as merging compares them: parties as sets, dates as days.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use legation_model::{Actor, Code, Edtf, Mention, Status, plus_days};
use legation_packs::Packs;
use legation_packs::merging::MergeFacets;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::DocumentFacts;

/// How a status counts when reports are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reality {
    /// Said to have taken place or to go on.
    Real,
    /// Said not to have taken place.
    Denied,
    /// Wanted, announced or threatened: may be told again once it has come.
    Ahead,
    /// Only considered.
    Supposed,
}

impl Reality {
    pub(crate) fn of(status: Status) -> Self {
        match status {
            Status::Happened | Status::Ongoing => Self::Real,
            Status::Denied => Self::Denied,
            Status::Planned | Status::Demanded | Status::Threatened => Self::Ahead,
            Status::Hypothetical => Self::Supposed,
        }
    }
}

/// The days on which something lies; `None` is an open end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Window {
    pub(crate) first: Option<Date>,
    pub(crate) last: Option<Date>,
}

/// How long a wish, plan or threat without a deadline waits for its act, in days.
const PATIENCE: i32 = 92;

impl Window {
    fn of(date: Edtf, reality: Reality) -> Self {
        let (mut first, mut last) = (date.first(), date.last());
        if reality == Reality::Ahead {
            last = last.or(first.map(|d| plus_days(d, PATIENCE)));
            first = first.or(last.map(|d| plus_days(d, -PATIENCE)));
        }
        Self { first, last }
    }

    /// Days covered; `None` when an end is open.
    pub(crate) fn width(self) -> Option<i32> {
        Some((self.last? - self.first?).get_days() + 1)
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.gap(other) == 0
    }

    /// Days between two windows; 0 when they share one.
    pub(crate) fn gap(self, other: Self) -> i32 {
        let between = |end: Option<Date>, start: Option<Date>| match (end, start) {
            (Some(end), Some(start)) if end < start => (start - end).get_days(),
            _ => 0,
        };
        between(self.last, other.first).max(between(other.last, self.first))
    }
}

/// One side of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// Countries with the groups of sectors they act by; an empty group stands for any.
    pub(crate) countries: BTreeMap<Code, BTreeSet<Arc<str>>>,
    /// Names by country, as words.
    pub(crate) names: BTreeMap<Code, BTreeSet<Words>>,
    /// What has no country ("many Western countries"), as words.
    pub(crate) unplaced: BTreeSet<Words>,
}

/// A name as the set of its words, without case, accents and punctuation.
pub(crate) type Words = BTreeSet<String>;

impl Side {
    fn of<'a>(actors: impl Iterator<Item = &'a Actor>, packs: &Packs) -> Self {
        let mut side = Self::default();
        for actor in actors {
            let name = actor.name.as_deref().map(words).filter(|w| !w.is_empty());
            let Some(country) = actor.country else {
                side.unplaced.insert(name.unwrap_or_else(|| words(&actor.text)));
                continue;
            };
            let group = match &actor.sector {
                Some(sector) if *sector != packs.ontology.unknown() => Arc::from(packs.merging.group(sector)),
                _ => Arc::from(""),
            };
            side.countries.entry(country).or_default().insert(group);
            if let Some(name) = name {
                side.names.entry(country).or_default().insert(name);
            }
        }
        side
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.countries.is_empty() && self.unplaced.is_empty()
    }

    pub(crate) fn absorb(&mut self, other: &Self) {
        for (country, groups) in &other.countries {
            self.countries.entry(*country).or_default().extend(groups.iter().cloned());
        }
        for (country, names) in &other.names {
            self.names.entry(*country).or_default().extend(names.iter().cloned());
        }
        self.unplaced.extend(other.unplaced.iter().cloned());
    }
}

/// The words of a text without case, accents and punctuation.
pub(crate) fn words(text: &str) -> Words {
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// A mention as it is compared.
#[derive(Debug)]
pub(crate) struct Prepared<'a> {
    pub(crate) mention: &'a Mention,
    pub(crate) published: Option<Edtf>,
    /// The kind of act.
    pub(crate) kind: &'a str,
    pub(crate) mode: Option<&'a str>,
    pub(crate) facets: MergeFacets,
    pub(crate) actor: Side,
    pub(crate) recipient: Side,
    /// Both sides together.
    pub(crate) parties: Side,
    pub(crate) window: Option<Window>,
    pub(crate) reality: Reality,
    /// Whether kinds of act like this one are mostly mutual, so that a meeting has to find the visit that it was.
    pub(crate) sides_do_not_count: bool,
    /// The words of the quote, for telling apart what has the same parties and day.
    pub(crate) quote: Words,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(mention: &'a Mention, facts: Option<&DocumentFacts>, packs: &'a Packs) -> Self {
        let (kind, mode) = packs.merging.kind(&mention.event, mention.mode.as_deref());
        let facets = packs.merging.facets(kind, mode);
        let reality = Reality::of(mention.status);
        let (actor, recipient) = if facets.mutual {
            (Side::of(mention.actor.iter().chain(&mention.recipient), packs), Side::default())
        } else {
            (Side::of(mention.actor.iter(), packs), Side::of(mention.recipient.iter(), packs))
        };
        let mut parties = actor.clone();
        parties.absorb(&recipient);
        Self {
            mention,
            published: facts.and_then(|f| f.published),
            kind,
            mode,
            facets,
            actor,
            recipient,
            parties,
            window: mention.date.map(|d| Window::of(d, reality)),
            reality,
            sides_do_not_count: packs.merging.facets(kind, None).mutual,
            quote: words(&mention.evidence.quote),
        }
    }

    /// The order in which mentions are taken: what is certain, precise and complete first, then by place. It depends
    /// on nothing but the mention.
    pub(crate) fn rank(&self) -> impl Ord + use<'a> {
        let undecided =
            usize::from(self.actor.is_empty()) + usize::from(self.recipient.is_empty() && !self.facets.mutual);
        let width = self.window.map_or(i32::MAX, |w| w.width().unwrap_or(i32::MAX - 1));
        // A stance is founded by whoever names all who share it; an act by whoever dates it best.
        let width_first = if self.facets.lasting { 0 } else { width };
        let parties = std::cmp::Reverse(self.actor.countries.len() + self.recipient.countries.len());
        let names = std::cmp::Reverse(self.actor.names.len() + self.recipient.names.len());
        let published = self.published.and_then(Edtf::first);
        (
            (self.reality, undecided, width_first, parties, names, width),
            (published.is_none(), published),
            (Arc::clone(&self.mention.id.doc), self.mention.evidence.clean.start, self.mention.id.n),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_case_and_accents() {
        assert_eq!(words("Élysée-Palace"), words("elysee PALACE"));
    }

    #[test]
    fn windows_know_their_gap() {
        let window = |s: &str| Window::of(s.parse().unwrap(), Reality::Real);
        assert_eq!(window("2020-01-01").gap(window("2020-01-03")), 2);
        assert_eq!(window("../2020-01-01").gap(window("2019")), 0);
        assert_eq!(Window::of("2020-01-01/..".parse().unwrap(), Reality::Ahead).width(), Some(93));
    }
}
