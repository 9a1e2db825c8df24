//! The country that a document is about.

use std::collections::BTreeMap;

use legation_model::{BlockKind, Code, TokenIdx, Upos};
use legation_packs::actors::{Sense, fold};

use super::phrase::Phrase;
use super::scan::What;
use crate::Reading;

/// The state named most, places and the title counting more. Sources of the weights: none; set by reading.
pub(super) fn host(reading: &Reading<'_>, phrases: &[Phrase]) -> Option<Code> {
    let mut weight: BTreeMap<Code, u32> = BTreeMap::new();
    for phrase in phrases {
        let Some(code) = phrase.state().filter(|c| reading.packs.actors.states.get(c).is_some_and(|s| !s.union)) else {
            continue;
        };
        let title =
            block_kind(reading, phrase.core.start).is_some_and(|k| matches!(k, BlockKind::Title | BlockKind::Heading));
        let mut points = 2;
        if is_place(reading, phrase) {
            points += 2;
        }
        if matches!(phrase.what, What::Known(Sense::Capital(_) | Sense::Place(..) | Sense::PlaceAdjective(..))) {
            points -= 1;
        }
        if title {
            points *= 2;
        }
        *weight.entry(code).or_default() += points;
    }
    let best = weight.values().copied().max()?;
    // Of two named as often the one that comes first in the text.
    phrases.iter().filter_map(Phrase::state).find(|c| weight.get(c) == Some(&best))
}

/// Whether a state is named as the place where something happens ("in Peru").
pub(super) fn is_place(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let grammar = &reading.lang.actors.grammar;
    let named = matches!(phrase.what, What::Known(sense) if sense.is_place());
    let start = phrase.range.start.at();
    let word = |i: usize| fold(reading.word(i.into()));
    // "in the Netherlands", "in northern Peru"
    let between = |&i: &usize| {
        let adjective = reading.parse.token(i.into()).pos == Upos::Adj;
        adjective || grammar.determiners.contains(&word(i))
    };
    let before = start - (start.saturating_sub(2)..start).rev().take_while(between).count();
    named && before.checked_sub(1).is_some_and(|i| grammar.whereabouts.contains(&word(i)))
}

fn block_kind(reading: &Reading<'_>, token: TokenIdx) -> Option<BlockKind> {
    reading.article.block_at(reading.parse.token(token).span.start).map(|b| b.kind)
}
