//! What happened: event predicates, their parties, number, place and date.
//!
//! 1. [`mend`] puts right what the pipeline regularly gets wrong about verbs, [`attach`] about subjects and objects.
//! 1. [`matching`] tries every sense of the lexicon at every token and fills its frame ([`arguments`], [`parties`]).
//! 2. [`choose`] keeps one reading per trigger and one entry per act.
//! 3. Each kept reading becomes a mention: status, sources, date ([`when`]), number, place, evidence.
//!
//! [`measures`] finds counts of what stands; [`coverage`] what the lexicon does not know.

mod apart;
mod arguments;
mod attach;
mod choose;
mod clauses;
mod coverage;
mod dating;
mod features;
mod fronted;
mod joined;
mod listed;
mod matching;
mod measures;
mod mend;
mod mention;
mod number;
mod parties;
mod phrases;
mod recall;
mod recast;
mod rehang;
mod sides;
mod speaker;
mod subject;
mod told;
mod unsaid;
mod when;

pub use coverage::{Coverage, coverage};

use legation_packs::confidence::Features;

use crate::attribution;
use crate::who;
use crate::{Coded, Reading};

/// Codes a document: actors, sources, event mentions and office statements.
pub fn code(reading: &Reading<'_>) -> Coded {
    weighed(reading).0
}

/// The same, with what the confidence of each mention is made of, in the same order: for fitting its model.
pub fn weighed(reading: &Reading<'_>) -> (Coded, Vec<Features>) {
    let mended = mend::mended(reading);
    let reading = &Reading { parse: mended.as_ref().unwrap_or(reading.parse), ..*reading };
    let who = who::find(reading);
    let reports = attribution::find(reading);
    let parties = parties::Parties::new(reading, &who, &reports);
    let candidates = matching::candidates(reading, &parties);
    let chosen = choose::choose(reading, candidates);
    let (mentions, features) = mention::all(reading, &parties, &reports, chosen);
    let measures = measures::find(reading, &parties);
    (Coded { mentions, measures, offices: who.offices, ..Coded::default() }, features)
}
