//! Independent origins: how many really know, as opposed to how many repeat it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::{Actor, MentionId};
use legation_packs::Packs;

use crate::DocumentFacts;
use crate::prepared::{Prepared, Reality, Words, words};

/// Who an origin is, for telling origins apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    /// Whoever speaks for a state: ministry, embassy, president.
    State(String),
    /// A source with a name of its own.
    Named(Words),
    /// A source without a name: nobody knows whether two of them are one.
    Unnamed(Arc<str>, Words),
    /// A document that speaks for itself.
    Document(Arc<str>),
}

/// Quotes of fewer words than this can be alike by chance.
const VERBATIM: usize = 8;

/// The independent origins of one event, by name, and which of them each mention goes back to.
pub(crate) fn of(
    members: &[&Prepared<'_>],
    documents: &BTreeMap<&str, &DocumentFacts>,
    packs: &Packs,
) -> (Vec<Arc<str>>, BTreeMap<MentionId, Arc<str>>) {
    let voice = |chain: &[&Actor], doc: &Arc<str>| -> (Voice, String) {
        if let Some(source) = chain.last() {
            return source_voice(source, doc, packs);
        }
        let facts = documents.get(&**doc);
        match facts.and_then(|f| f.wire.as_deref().or(f.outlet.as_deref())) {
            Some(name) => (Voice::Named(words(name)), name.to_owned()),
            None => (Voice::Document(Arc::clone(doc)), doc.to_string()),
        }
    };
    let chains: Vec<Vec<&Actor>> = members.iter().map(|m| chain(m)).collect();
    let mut found: BTreeMap<Voice, BTreeMap<String, usize>> = BTreeMap::new();
    let mut of_mention = Vec::new();
    let mut of_quote: BTreeMap<&Words, usize> = BTreeMap::new();
    for (i, m) in members.iter().enumerate() {
        let doc = &m.mention.id.doc;
        // A document that names a source for the event repeats it elsewhere without naming it: the longest chain of
        // the document that goes on from this one is where it is from.
        let fuller = chains
            .iter()
            .zip(members)
            .filter(|(c, o)| o.mention.id.doc == *doc && c.len() > chains[i].len() && starts_with(c, &chains[i]))
            .map(|(c, o)| (std::cmp::Reverse(c.len()), o.mention.id.n, c))
            .min_by_key(|(len, n, _)| (*len, *n));
        let (mut who, mut name) = voice(fuller.map_or(&chains[i], |(_, _, c)| c), doc);
        // The same words in two documents: one has them from the other, or both from a third.
        if m.quote.len() >= VERBATIM {
            let first = *of_quote.entry(&m.quote).or_insert(i);
            if members[first].mention.id.doc != *doc
                && let Some((w, n)) = of_mention.get(first)
            {
                (who, name) = (Voice::clone(w), String::clone(n));
            }
        }
        *found.entry(who.clone()).or_default().entry(name.clone()).or_default() += 1;
        of_mention.push((who, name));
    }
    // A voice is shown by the name it is mostly called; ties go to the first in the alphabet.
    let shown = |names: &BTreeMap<String, usize>| -> Arc<str> {
        let best = names.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse((*name).clone())));
        best.map_or("", |(name, _)| name).into()
    };
    let by_voice: BTreeMap<&Voice, Arc<str>> = found.iter().map(|(v, names)| (v, shown(names))).collect();
    let mut names: Vec<Arc<str>> = by_voice.values().cloned().collect();
    names.sort();
    let of_mention =
        members.iter().zip(&of_mention).map(|(m, (v, _))| (m.mention.id.clone(), Arc::clone(&by_voice[v])));
    (names, of_mention.collect())
}

/// The sources of a mention. Whoever wants, plans or threatens an act is not the witness of it: the chain of such a
/// mention ends before its speaker.
fn chain<'a>(m: &Prepared<'a>) -> Vec<&'a Actor> {
    let mut chain: Vec<&Actor> = m.mention.attribution.iter().collect();
    if m.reality == Reality::Ahead {
        chain.pop();
    }
    chain
}

fn starts_with(chain: &[&Actor], start: &[&Actor]) -> bool {
    let key = |a: &Actor| words(a.name.as_deref().unwrap_or(&a.text));
    chain.iter().zip(start).all(|(a, b)| key(a) == key(b))
}

fn source_voice(source: &Actor, doc: &Arc<str>, packs: &Packs) -> (Voice, String) {
    let name = source.name.as_deref().unwrap_or(&source.text).to_owned();
    let voice = match (source.country, source.sector) {
        (Some(country), Some(sector)) if packs.merging.speaks_for_state(sector) => Voice::State(country.to_string()),
        _ => match &source.name {
            Some(name) => Voice::Named(words(name)),
            None => Voice::Unnamed(Arc::clone(doc), words(&source.text)),
        },
    };
    (voice, name)
}

/// The documents and quotes of some mentions without doubles.
pub(crate) fn documents(members: &[&Prepared<'_>]) -> Vec<Arc<str>> {
    let docs: BTreeSet<Arc<str>> = members.iter().map(|m| Arc::clone(&m.mention.id.doc)).collect();
    docs.into_iter().collect()
}
