//! Who "we" are in a quotation: the side of whoever is quoted.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Actor, TokenIdx, Upos};
use legation_packs::actors::{Refers, fold};

use crate::Reading;
use crate::attribution::{Form, Report};

/// The pronouns of speakers inside quotations, each with the actors that its words are said by; `named` gives the
/// actors that the head of a noun phrase names.
pub(super) fn spoken<'a>(
    reading: &Reading<'_>,
    reports: &[Report],
    named: impl Fn(TokenIdx) -> Option<&'a [Actor]>,
) -> BTreeMap<TokenIdx, Vec<Actor>> {
    let mut all = BTreeMap::new();
    let quoted = reports.iter().filter(|r| r.form == Form::Quote && r.source.is_some());
    // The innermost quotation comes last and wins.
    for report in quoted {
        let speaker = report.speaker.and_then(&named).filter(|a| !a.is_empty());
        let inside = || report.source.into_iter().flat_map(legation_model::TokenRange::indices).map(TokenIdx::from);
        let Some(speaker) = speaker.or_else(|| inside().find_map(|i| named(i).filter(|a| !a.is_empty()))) else {
            continue;
        };
        for range in report.content.iter().map(|&span| reading.parse.tokens_in(span)) {
            for token in range.indices().map(TokenIdx::from).filter(|&t| is_of_speakers(reading, t)) {
                let span = reading.parse.token(token).span;
                let text: Arc<str> = span.of(reading.text()).into();
                let meant = speaker.iter().map(|a| Actor { text: Arc::clone(&text), span: Some(span), ..a.clone() });
                all.insert(token, meant.collect());
            }
        }
    }
    all
}

/// "we", "our", "nous": words for who speaks.
pub(super) fn is_of_speakers(reading: &Reading<'_>, token: TokenIdx) -> bool {
    if !matches!(reading.parse.token(token).pos, Upos::Pron | Upos::Det) {
        return false;
    }
    let word = fold(&reading.word(token).replace('\u{2019}', "'"));
    reading.lang.actors.pronouns.get(&word).is_some_and(|p| p.refers == Refers::Speaker)
}
