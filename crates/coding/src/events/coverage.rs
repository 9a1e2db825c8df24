//! What the lexicon does not know: predicates between two political actors that no entry reads.

use std::collections::BTreeSet;

use legation_model::{Actor, TokenIdx, Upos};
use legation_packs::attribution::CueKind;
use legation_packs::coding::PredicatePos;

use super::arguments::Arguments;
use super::matching;
use super::parties::{Parties, same_party};
use crate::{Reading, attribution, who};

/// How much of a text the lexicon knows.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Verbs with political actors on both sides that an entry reads, or that only report.
    pub known: usize,
    /// The others: lemma, with that of an object that is no actor itself ("play role").
    pub unknown: Vec<String>,
}

/// The verbs of a document that stand between two political actors.
pub fn coverage(reading: &Reading<'_>) -> Coverage {
    let mended = super::mend::mended(reading);
    let reading = &Reading { parse: mended.as_ref().unwrap_or(reading.parse), ..*reading };
    let who = who::find(reading);
    let reports = attribution::find(reading);
    let parties = Parties::new(reading, &who, &reports);
    let read: BTreeSet<TokenIdx> = matching::candidates(reading, &parties)
        .into_iter()
        .flat_map(|c| c.consumed.into_iter().chain([c.trigger]))
        .collect();
    let mut out = Coverage::default();
    for (i, token) in reading.parse.tokens.iter().enumerate().filter(|(_, t)| t.pos == Upos::Verb) {
        let at = TokenIdx::from(i);
        let arguments = parties.grammar.arguments(at, PredicatePos::Verb);
        if !has_two(&parties, &arguments) {
            continue;
        }
        let says = reading.lang.attribution.verb(&token.lemma).iter().any(|c| c.kind == CueKind::Say);
        let object = arguments.object.iter().find(|&&o| parties.named(o).is_none());
        if says || read.contains(&at) || arguments.object.iter().any(|o| read.contains(o)) {
            out.known += 1;
        } else {
            let object = object.map(|&o| format!(" {}", reading.lemma(o)));
            out.unknown.push(format!("{}{}", token.lemma.to_lowercase(), object.unwrap_or_default()));
        }
    }
    out
}

/// Whether one political actor stands as subject and another one elsewhere.
fn has_two(parties: &Parties<'_>, arguments: &Arguments) -> bool {
    let subjects: Vec<Actor> = parties.actors_of(&arguments.subject);
    let others: Vec<TokenIdx> = arguments
        .object
        .iter()
        .chain(&arguments.indirect)
        .chain(&arguments.clause)
        .copied()
        .chain(arguments.obliques.iter().map(|o| o.noun))
        .collect();
    let others = parties.actors_of(&others);
    subjects.iter().any(|s| others.iter().any(|o| !same_party(s, o)))
}
