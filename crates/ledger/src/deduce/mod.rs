//! What follows from events and office statements: relations and offices, and what stood on a day.
//!
//! Pure functions, driven by `data/ontology/relations`: no I/O, no clock. The same input in any order gives the same
//! output.

mod elections;
mod envoys;
mod holding;
mod offices;
mod relations;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use legation_model::{Code, Edtf, Event, Measure, Mention, MentionId, Office, OfficeStatement, Relation};
use legation_packs::relations::RelationRules;

pub use holding::{Held, Holding};

/// What is known: everything in the ledger, or what had been published by a day.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The events. Their mentions count, not their merged fields.
    pub events: Vec<Event>,
    /// The mentions of the events.
    pub mentions: Vec<Mention>,
    /// Who holds what, as the documents say.
    pub offices: Vec<OfficeStatement>,
    /// Standing counts.
    pub measures: Vec<Measure>,
    /// When the documents were published; those of unknown date are absent.
    pub published: BTreeMap<Arc<str>, Edtf>,
}

impl Known {
    /// The part that was published no later than a day. What has no date of publication was never known by any day.
    #[must_use]
    pub fn by(mut self, day: Date) -> Self {
        let known = |published: &BTreeMap<Arc<str>, Edtf>, doc: &Arc<str>| {
            published.get(doc).and_then(|d| d.last()).is_some_and(|last| last <= day)
        };
        self.mentions.retain(|m| known(&self.published, &m.id.doc));
        self.offices.retain(|o| known(&self.published, &o.evidence.doc));
        self.measures.retain(|m| known(&self.published, &m.evidence.doc));
        for event in &mut self.events {
            event.mentions.retain(|m| known(&self.published, &m.doc));
        }
        self.events.retain(|e| !e.mentions.is_empty());
        self
    }

    /// The mentions of every event, events and mentions in their own order whatever order they came in.
    fn told(&self) -> Vec<Vec<&Mention>> {
        let by_id: BTreeMap<&MentionId, &Mention> = self.mentions.iter().map(|m| (&m.id, m)).collect();
        let told = |e: &Event| {
            let mut mentions: Vec<&Mention> = e.mentions.iter().filter_map(|id| by_id.get(id).copied()).collect();
            mentions.sort_by(|a, b| a.id.cmp(&b.id));
            mentions
        };
        let mut events: Vec<Vec<&Mention>> = self.events.iter().map(told).collect();
        events.sort_by(|a, b| a.first().map(|m| &m.id).cmp(&b.first().map(|m| &m.id)));
        events
    }
}

/// The relations and offices that follow from what is known.
///
/// Relations are ordered by kind, parties, person, begin and value; offices by state, office, begin and person.
pub fn deduce(known: &Known, rules: &RelationRules) -> (Vec<Relation>, Vec<Office>) {
    let relations = relations::deduce(known, rules);
    let offices = offices::tenures(known, &relations, rules).into_iter().map(|t| t.office).collect();
    (relations, offices)
}

/// What stood on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Relations.
    pub relations: Vec<Held<Relation>>,
    /// Offices; those that are only known as past are absent.
    pub offices: Vec<Held<Office>>,
    /// Counts: for each thing counted the last ones stated for that day or before.
    pub measures: Vec<Held<Measure>>,
}

/// What stood on a day, as far as is known. `about` keeps relations whose parties are all among the countries (any of
/// them, when one country is given), and offices and counts of any of them; empty keeps everything.
pub fn as_of(known: &Known, day: Date, about: &[Code], rules: &RelationRules) -> Standing {
    let relations = relations::deduce(known, rules);
    let offices = offices::tenures(known, &relations, rules);
    let is_meant = |code: Option<Code>| about.is_empty() || code.is_some_and(|c| about.contains(&c));
    let relation = |r: &Relation| {
        // "BLR presidential election 2020-08" is about BLR.
        let party = |text: &str| text.split(' ').next().and_then(|w| w.parse::<Code>().ok());
        let (from, to) = (is_meant(party(&r.from)), is_meant(party(&r.about)));
        if about.len() > 1 { from && to } else { from || to }
    };
    Standing {
        relations: relations
            .into_iter()
            .filter(relation)
            .filter_map(|r| {
                let first = r.known_from.and_then(Edtf::first);
                let holding = holding::of(r.valid_from, first, r.valid_to, r.last_attested, day)?;
                // What is done stays done: that an envoy left needs no later document to hold.
                let is_final = holding == Holding::LastKnown && rules.is_final(r.kind, &r.value);
                Some(Held { fact: r, holding: if is_final { Holding::Stated } else { holding } })
            })
            .collect(),
        offices: offices
            .into_iter()
            .filter(|t| is_meant(t.office.of) || is_meant(t.office.to) && t.office.to.is_some())
            .filter_map(|t| {
                let o = t.office;
                let h = holding::of(o.valid_from, t.first_attested, o.valid_to, o.last_attested, day)?;
                (!o.former).then_some(Held { fact: o, holding: h })
            })
            .collect(),
        measures: holding::measures(&known.measures, day).into_iter().filter(|m| is_meant(m.fact.of)).collect(),
    }
}

/// The first publication among some documents: the one that was out first for certain.
fn first_published<'a>(known: &Known, docs: impl Iterator<Item = &'a Arc<str>>) -> Option<Edtf> {
    docs.filter_map(|d| known.published.get(d).copied()).min_by_key(|d| (d.last().is_none(), d.last(), d.first()))
}

/// The dates that all of them share, or that the best supported of them share with those that agree with it.
fn best(dates: &[Edtf]) -> Option<Edtf> {
    let mut sorted: Vec<Edtf> = dates.to_vec();
    sorted.sort_by_key(|d| (d.width().unwrap_or(i32::MAX), *d));
    let support = |d: Edtf| sorted.iter().filter(|o| o.overlaps(d)).count();
    let mut core = *sorted.iter().min_by_key(|d| std::cmp::Reverse(support(**d)))?;
    for other in &sorted {
        core = core.intersection(*other).unwrap_or(core);
    }
    Some(core)
}
