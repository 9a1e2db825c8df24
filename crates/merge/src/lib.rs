#![doc = include_str!("../README.md")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use legation_model::{Edtf, Event, Mention, MentionId};
use legation_packs::Packs;
use sha2::{Digest as _, Sha256};

use prepared::Prepared;

mod cluster;
mod conflicts;
mod merged;
mod origins;
mod prepared;
mod same;

/// What merging needs to know of a document.
#[derive(Clone, Debug)]
pub struct DocumentFacts {
    /// The document.
    pub doc: Arc<str>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// The outlet, if known.
    pub outlet: Option<Arc<str>>,
    /// The agency it is built on, if known.
    pub wire: Option<Arc<str>>,
}

/// Merges mentions to events, ordered by date (undated ones last) and id.
///
/// The result does not depend on the order of the arguments; a mention that is given twice counts once. Documents that
/// have no facts are taken to be undated and to speak for themselves.
pub fn merge(mentions: &[Mention], documents: &[DocumentFacts], packs: &Packs) -> Vec<Event> {
    let facts: BTreeMap<&str, &DocumentFacts> = documents.iter().map(|d| (&*d.doc, d)).collect();
    let distinct: BTreeMap<&MentionId, &Mention> = mentions.iter().map(|m| (&m.id, m)).collect();
    let mut ranked: Vec<Prepared<'_>> =
        distinct.values().map(|m| Prepared::new(m, facts.get(&*m.id.doc).copied(), packs)).collect();
    ranked.sort_by_cached_key(Prepared::rank);
    let mut events: Vec<Event> =
        cluster::clusters(&ranked).iter().map(|members| event(members, &facts, packs)).collect();
    let key = |e: &Event| {
        let date = e.merged.date;
        let day = date.and_then(|d| d.first().or(d.last()));
        (day.is_none(), day, date.and_then(Edtf::last), Arc::clone(&e.id))
    };
    events.sort_by_cached_key(key);
    tell_apart(&mut events);
    events
}

fn event(members: &[&Prepared<'_>], facts: &BTreeMap<&str, &DocumentFacts>, packs: &Packs) -> Event {
    let mut mentions: Vec<MentionId> = members.iter().map(|m| m.mention.id.clone()).collect();
    mentions.sort();
    let (origins, _) = origins::of(members, facts, packs);
    Event {
        id: id(members),
        merged: merged::merged(members),
        mentions,
        documents: origins::documents(members),
        origins,
        conflicts: conflicts::of(members),
    }
}

/// A hash over the earliest mention: the first by publication, document and place. Reading more documents of the same
/// days or later leaves it as it is.
fn id(members: &[&Prepared<'_>]) -> Arc<str> {
    let when = |m: &Prepared<'_>| m.published.and_then(Edtf::first);
    let earliest = members.iter().min_by_key(|m| (when(m).is_none(), when(m), &m.mention.id));
    let mut hash = Sha256::new();
    if let Some(m) = earliest {
        let m = m.mention;
        hash.update(m.id.doc.as_bytes());
        hash.update([0]);
        hash.update(m.trigger_base.start.to_le_bytes());
        hash.update(m.event.as_bytes());
        for actor in m.actor.iter().chain(&m.recipient) {
            hash.update(actor.country.map_or_else(|| "---".to_owned(), |c| c.to_string()));
        }
    }
    let mut text = String::from("ev-");
    for byte in hash.finalize().iter().take(6) {
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

/// Gives events whose earliest mentions are told by the very same words ("expelled envoys of A and B") ids of their
/// own, in order of their mentions.
fn tell_apart(events: &mut [Event]) {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by(|&a, &b| events[a].mentions.cmp(&events[b].mentions));
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    for i in order {
        let mut n = 2;
        let base = Arc::clone(&events[i].id);
        while !seen.insert(Arc::clone(&events[i].id)) {
            events[i].id = format!("{base}-{n}").into();
            n += 1;
        }
    }
}
