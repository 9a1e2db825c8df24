use std::sync::Arc;

use legation_ledger::Header;
use legation_ledger::deduce::{Known, deduce};
use legation_merge::{self as merge, DocumentFacts};
use legation_model::{Event, Mention, Office, OfficeStatement, Relation};
use legation_packs::Packs;

/// What follows from everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Conclusions {
    /// Mentions merged to events.
    pub events: Vec<Event>,
    /// What stood between actors, deduced from the events.
    pub relations: Vec<Relation>,
    /// Who held what, over all documents.
    pub offices: Vec<Office>,
}

/// The stages that look at all documents together: merging and deduction.
pub fn conclude(
    mentions: Vec<Mention>,
    offices: Vec<OfficeStatement>,
    headers: &[Header],
    packs: &Packs,
) -> Conclusions {
    let facts: Vec<DocumentFacts> = headers
        .iter()
        .map(|h| DocumentFacts {
            doc: Arc::clone(&h.doc),
            published: h.published.date,
            outlet: h.outlet.as_deref().map(Arc::from),
            wire: h.wire.as_deref().map(Arc::from),
        })
        .collect();
    let events = merge::merge(&mentions, &facts, packs);
    let known = Known {
        events,
        mentions,
        offices,
        measures: Vec::new(),
        published: headers.iter().filter_map(|h| Some((Arc::clone(&h.doc), h.published.date?))).collect(),
    };
    let (relations, offices) = deduce(&known, &packs.relations);
    Conclusions { events: known.events, relations, offices }
}
