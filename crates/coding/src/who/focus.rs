//! The countries that a document is about.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use legation_model::{BlockKind, Code, TokenIdx, Upos};
use legation_packs::actors::{Sense, fold};

use super::names::People;
use super::phrase::{Phrase, is_domestic};
use super::scan::What;
use crate::Reading;

/// The states that a document is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Focus {
    /// The first of them: where unnamed governments, police and protesters are.
    pub(super) host: Option<Code>,
    /// Who deals with it, where one state is named much more than others.
    pub(super) other: Option<Code>,
    /// Whether the two stand out from all others: the document is about what is between them.
    pub(super) dyad: bool,
}

/// The state named most, places and the title counting more, and the one named next. Sources of the weights: none; set by reading.
pub(super) fn focus(reading: &Reading<'_>, phrases: &[Phrase], people: &People) -> Focus {
    let state = |code: &Code| reading.packs.actors.states.get(code).is_some_and(|s| !s.union);
    let mut weight: BTreeMap<Code, u32> = BTreeMap::new();
    // Of two named as often the one that comes first in the text.
    let mut first: BTreeMap<Code, usize> = BTreeMap::new();
    for (i, phrase) in phrases.iter().enumerate() {
        let known = match phrase.what {
            What::Known(Sense::Organisation(o)) => {
                let organisation = &reading.packs.actors.organisations[o];
                organisation.country.filter(|_| is_domestic(organisation.sector))
            }
            What::Name(person) => people.all[person].known.and_then(|_| people.affiliation(reading, person).0),
            What::Known(_) => phrase.state(),
        };
        let Some(code) = known.filter(state) else { continue };
        first.entry(code).or_insert(i);
        let title =
            block_kind(reading, phrase.core.start).is_some_and(|k| matches!(k, BlockKind::Title | BlockKind::Heading));
        let town = matches!(phrase.what, What::Known(Sense::Capital(_) | Sense::Place(..) | Sense::PlaceAdjective(..)));
        let mut points = match phrase.what {
            What::Name(_) => 1,
            What::Known(_) => 2,
        };
        if is_place(reading, phrase) && !phrase.posting {
            points += if town { 1 } else { 2 };
        }
        if town {
            points -= 1;
        }
        if title {
            points *= 2;
        }
        *weight.entry(code).or_default() += points;
    }
    let mut order: Vec<(Reverse<u32>, usize, Code)> =
        weight.iter().map(|(code, &points)| (Reverse(points), first[code], *code)).collect();
    order.sort_unstable();
    let host = order.first().map(|o| o.2);
    let other = order.get(1).filter(|o| order.get(2).is_none_or(|third| o.0.0 > third.0.0)).map(|o| o.2);
    // Half as often as the first, and twice as often as the third.
    let points = |n: usize| order.get(n).map_or(0, |o| o.0.0);
    let dyad = other.is_some() && 2 * points(1) >= points(0) && points(1) >= 2 * points(2);
    Focus { host, other, dyad }
}

/// Whether a state is named as the place where something happens ("in Peru").
pub(super) fn is_place(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let grammar = &reading.lang.actors.grammar;
    let named = matches!(phrase.what, What::Known(sense) if sense.is_place());
    let last = reading.parse.token((phrase.core.end.at() - 1).into());
    if !named || grammar.addressee_labels.contains(&*last.dep) {
        return false;
    }
    let start = phrase.range.start.at();
    let word = |i: usize| fold(reading.word(i.into()));
    // "in the Netherlands", "in northern Peru"
    let between = |&i: &usize| {
        let adjective = reading.parse.token(i.into()).pos == Upos::Adj;
        adjective || grammar.determiners.contains(&word(i))
    };
    let before = start - (start.saturating_sub(2)..start).rev().take_while(between).count();
    before.checked_sub(1).is_some_and(|i| grammar.whereabouts.contains(&word(i)))
}

fn block_kind(reading: &Reading<'_>, token: TokenIdx) -> Option<BlockKind> {
    reading.article.block_at(reading.parse.token(token).span.start).map(|b| b.kind)
}
