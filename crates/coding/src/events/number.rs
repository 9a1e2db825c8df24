//! How many: counts of the people or things an event befalls.

use std::sync::Arc;

use legation_model::{Number, NumberRelation, TokenIdx};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use crate::Reading;

/// The count in a noun phrase ("more than 35,000 protesters", "hundreds of thousands").
pub(super) fn of(reading: &Reading<'_>, grammar: &Grammar<'_>, head: TokenIdx) -> Option<Number> {
    let parse = reading.parse;
    // The numeral modifies the head, or the head is one ("hundreds of people").
    let counting = [Relation::Numeric, Relation::Compound, Relation::NominalModifier];
    // A group of digits may pass for a determiner.
    let is_digits = |c: TokenIdx| {
        grammar.syntax.stands_as(parse, c, Relation::Determiner)
            && reading.word(c).starts_with(|c: char| c.is_ascii_digit())
    };
    let numeral = std::iter::once(head)
        .chain(parse.children(head).filter(|&c| grammar.syntax.is_any(&parse.token(c).dep, &counting) || is_digits(c)))
        .filter(|&i| !is_date(reading, i))
        .find_map(|i| Some((i, value(reading, grammar, i)?)));
    let (at, (mut amount, mut vague)) = numeral?;
    // "hundreds of thousands of people", "two million": what it multiplies, and what multiplies it.
    let mut last = at;
    let counted = |i: TokenIdx| grammar.syntax.obliques(parse, i).into_iter().map(|o| o.noun).find(|&o| o > i);
    while let Some(next) = counted(last).filter(|_| last == head || vague)
        && let Some((more, plural)) = value(reading, grammar, next)
        && more >= 100.0
    {
        amount *= more;
        vague |= plural;
        last = next;
    }
    let factor = parse
        .children(at)
        .filter(|&c| c < at && !is_date(reading, c))
        .filter(|&c| grammar.syntax.is_any(&parse.token(c).dep, &[Relation::Numeric, Relation::Compound]))
        .find_map(|c| value(reading, grammar, c));
    let mut start = at;
    if let Some((factor, plural)) = factor.filter(|_| amount >= 100.0) {
        amount *= factor;
        vague = plural;
        start = parse.subtree(at).start;
    }
    let range = parse.sentence_of(head);
    let before = |i: &usize| *i < at.at() && i + 4 > start.at();
    let words: Vec<String> = range.indices().filter(before).map(|i| reading.word(i.into()).to_lowercase()).collect();
    // "more", or two words such as "at least".
    let has = |class: &str| {
        words.iter().any(|w| grammar.pack.in_class(class, w))
            || words.windows(2).any(|two| grammar.pack.in_class(class, &two.join(" ")))
    };
    let relation = if vague || has("number-more") {
        NumberRelation::More
    } else if has("number-fewer") {
        NumberRelation::Fewer
    } else if has("number-about") {
        NumberRelation::About
    } else {
        NumberRelation::Equal
    };
    let unit: Arc<str> = if at == head { unit_of_count(reading, grammar, last) } else { reading.word(head).into() };
    Some(Number { value: amount.round() as i64, relation, unit })
}

/// Whether a numeral belongs to a date ("the 2019 protests").
fn is_date(reading: &Reading<'_>, i: TokenIdx) -> bool {
    let span = reading.parse.token(i).span;
    reading.times.iter().any(|t| t.span.contains(span))
}

/// What "hundreds" counts: the noun behind its preposition, else people.
fn unit_of_count(reading: &Reading<'_>, grammar: &Grammar<'_>, head: TokenIdx) -> Arc<str> {
    let of = grammar.syntax.obliques(reading.parse, head).into_iter().next();
    of.map_or_else(|| "people".into(), |o| reading.word(o.noun).into())
}

/// The value of a numeral and whether it is a vague plural ("thousands").
fn value(reading: &Reading<'_>, grammar: &Grammar<'_>, i: TokenIdx) -> Option<(f64, bool)> {
    let word = reading.word(i);
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return digits(&in_groups(reading, i)).map(|n| (n, false));
    }
    grammar.pack.number(&word.to_lowercase()).map(|(n, vague)| (n as f64, vague))
}

/// A number in digits, with the groups that a tokenizer may have cut off at its spaces ("1 400").
fn in_groups(reading: &Reading<'_>, i: TokenIdx) -> String {
    let is_group = |at: usize| {
        let word = reading.word(at.into());
        word.len() == 3 && word.chars().all(|c| c.is_ascii_digit())
    };
    let is_short = |at: usize| reading.word(at.into()).len() <= 3 && digits(reading.word(at.into())).is_some();
    let mut first = i.at();
    while first > 0 && is_group(first) && is_short(first - 1) {
        first -= 1;
    }
    let mut whole = reading.word(first.into()).to_owned();
    if is_short(first) {
        let groups = (first + 1..reading.parse.len()).take_while(|&at| is_group(at));
        groups.for_each(|at| whole.push_str(reading.word(at.into())));
    }
    whole
}

/// A number in digits: groups of three behind a mark are thousands, else the mark is that of a decimal fraction.
fn digits(word: &str) -> Option<f64> {
    let marks = [',', '.', ' ', '\u{a0}', '\u{202f}', '\''];
    let parts: Vec<&str> = word.split(marks).collect();
    if word.len() > 16 || parts.iter().any(|p| p.is_empty() || !p.chars().all(|c| c.is_ascii_digit())) {
        return None;
    }
    let thousands = parts.iter().skip(1).all(|p| p.len() == 3) && parts.first().is_some_and(|p| p.len() <= 3);
    match parts[..] {
        _ if parts.len() == 1 || thousands => parts.concat().parse().ok(),
        [whole, fraction] => format!("{whole}.{fraction}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn marks_in_numbers() {
        let read = ["35,000", "1.200", "1.2", "12 500", "1,234,567", "7", "3,5"].map(digits);
        assert_eq!(read, [35000.0, 1200.0, 1.2, 12500.0, 1_234_567.0, 7.0, 3.5].map(Some));
        assert_eq!(["4x4", "1,", "10-12"].map(digits), [None; 3]);
    }
}
