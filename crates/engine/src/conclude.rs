use std::collections::BTreeMap;
use std::sync::Arc;

use legation_coding::who;
use legation_ledger::Header;
use legation_ledger::deduce::{Known, deduce};
use legation_merge::{self as merge, DocumentFacts};
use legation_model::{Event, Mention, Office, OfficeStatement, Relation};
use legation_packs::Packs;

/// What follows from everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Conclusions {
    /// The mentions with actors that other documents identify, complete; those left out stand as their documents tell
    /// them.
    pub completed: Vec<Mention>,
    /// Mentions merged to events.
    pub events: Vec<Event>,
    /// What stood between actors, deduced from the events.
    pub relations: Vec<Relation>,
    /// Who held what, over all documents.
    pub offices: Vec<Office>,
}

/// The stages that look at all documents together: who others say that somebody is, merging and deduction. `mentions`
/// are as the documents tell them.
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
    let told = mentions;
    let mentions = resolve(told.clone(), &offices, headers, packs);
    let completed = mentions.iter().zip(&told).filter(|(now, told)| now != told).map(|(now, _)| now.clone()).collect();
    let events = merge::merge(&mentions, &facts, packs);
    let known = Known {
        events,
        mentions,
        offices,
        measures: Vec::new(),
        published: headers.iter().filter_map(|h| Some((Arc::clone(&h.doc), h.published.date?))).collect(),
    };
    let (relations, offices) = deduce(&known, &packs.relations);
    Conclusions { completed, events: known.events, relations, offices }
}

/// Mentions in their order, each read with the words of its document's language.
fn resolve(mentions: Vec<Mention>, offices: &[OfficeStatement], headers: &[Header], packs: &Packs) -> Vec<Mention> {
    let published = headers.iter().filter_map(|h| Some((Arc::clone(&h.doc), h.published.date?))).collect();
    let langs: BTreeMap<&str, &str> = headers.iter().map(|h| (&*h.doc, &*h.lang)).collect();
    let mut by_lang: BTreeMap<&str, Vec<(usize, Mention)>> = BTreeMap::new();
    for (n, mention) in mentions.into_iter().enumerate() {
        by_lang.entry(langs.get(&*mention.id.doc).copied().unwrap_or_default()).or_default().push((n, mention));
    }
    let mut all: Vec<(usize, Mention)> = Vec::new();
    for (lang, list) in by_lang {
        let (order, list): (Vec<usize>, Vec<Mention>) = list.into_iter().unzip();
        let list = match packs.lang(lang) {
            Some(pack) => who::resolve(list, offices, &published, &pack.actors),
            None => list,
        };
        all.extend(order.into_iter().zip(list));
    }
    all.sort_by_key(|(n, _)| *n);
    all.into_iter().map(|(_, mention)| mention).collect()
}
