//! How many: counts of the people or things an event befalls.

use std::sync::Arc;

use legation_model::{Number, NumberRelation, TokenIdx};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use crate::Reading;

/// The count in a noun phrase ("more than 35,000 protesters", "hundreds").
pub(super) fn of(reading: &Reading<'_>, grammar: &Grammar<'_>, head: TokenIdx) -> Option<Number> {
    let parse = reading.parse;
    let range = parse.subtree(head);
    // The numeral modifies the head, or the head is one ("hundreds of people").
    let numeral = parse
        .children(head)
        .filter(|&c| {
            grammar.syntax.is_any(
                &parse.token(c).dep,
                &[Relation::Numeric, Relation::Compound, Relation::Determiner, Relation::NominalModifier],
            )
        })
        .chain(std::iter::once(head))
        .find_map(|i| Some((i, value(reading, grammar, i)?)));
    let (at, (amount, vague)) = numeral?;
    let words: Vec<String> = range
        .indices()
        .filter(|&i| i < at.at() && i + 4 > at.at())
        .map(|i| parse.tokens[i].lemma.to_lowercase())
        .collect();
    let has = |class: &str| words.iter().any(|w| grammar.pack.in_class(class, w));
    let relation = if vague || has("number-more") {
        NumberRelation::More
    } else if has("number-fewer") {
        NumberRelation::Fewer
    } else if has("number-about") {
        NumberRelation::About
    } else {
        NumberRelation::Equal
    };
    let unit: Arc<str> = if at == head { unit_of_count(reading, grammar, head) } else { reading.word(head).into() };
    Some(Number { value: amount, relation, unit })
}

/// What "hundreds" counts: the noun behind its preposition, else people.
fn unit_of_count(reading: &Reading<'_>, grammar: &Grammar<'_>, head: TokenIdx) -> Arc<str> {
    let of = grammar.syntax.obliques(reading.parse, head).into_iter().next();
    of.map_or_else(|| "people".into(), |o| reading.word(o.noun).into())
}

/// The value of a numeral and whether it is a vague plural ("thousands").
fn value(reading: &Reading<'_>, grammar: &Grammar<'_>, i: TokenIdx) -> Option<(i64, bool)> {
    let word = reading.word(i);
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let plain = word.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}'));
    if plain && !digits.is_empty() && digits.len() < 13 {
        return digits.parse().ok().map(|n| (n, false));
    }
    let word = word.to_lowercase();
    grammar.pack.number(&word)
}
