//! Which tokens may be names of persons: entities of the tagger, what follows titles, last names that are known.

use std::collections::BTreeSet;

use legation_model::{BlockKind, Iob, Token, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{NounClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::scan::{Item, What};
use crate::Reading;

/// Token ranges that may be names of persons.
pub(super) fn find(reading: &Reading<'_>, items: &[Item]) -> Vec<TokenRange> {
    let grammar = &reading.lang.actors.grammar;
    let mut found: Vec<TokenRange> = Vec::new();
    // Of two readings of one place the longer counts ("Hans Van" and "Hans Van den Broek").
    let add = |found: &mut Vec<TokenRange>, range: TokenRange| {
        let longer = found.iter().any(|f| f.overlaps(range) && f.len() >= range.len());
        // Cut out of a name that the lexicon has ("Papouasie-Nouvelle" of Guinée) it is no person.
        let cut = last_item(items, range).is_some_and(|i| {
            let known = !matches!(i.what, What::Known(Sense::Person(_) | Sense::Office(_) | Sense::Honorific(_)));
            known && i.range.len() > 1 && i.range.end > range.end
        });
        if !range.is_empty() && !longer && !cut {
            found.retain(|f| !f.overlaps(range));
            found.push(range);
        }
    };
    for item in items {
        if let What::Known(Sense::Person(_)) = item.what {
            add(&mut found, item.range);
        }
    }
    for (range, label) in reading.parse.entities() {
        if grammar.person_labels.contains(&*label) {
            add(&mut found, known_part(items, plausible(reading, trimmed(reading, items, range))));
        }
    }
    for item in items.iter().filter(|i| matches!(i.what, What::Known(Sense::People(_)))) {
        // "Frenchman X Y"
        let run = run_after(reading, items, item.range.end);
        if run.len() > 1 {
            add(&mut found, run);
        }
    }
    for item in items {
        // "the activist X Y"
        let group =
            matches!(item.what, What::Known(Sense::Noun(n)) if reading.lang.actors.nouns[n].class == NounClass::Group);
        let many = || reading.parse.token((item.range.end.at() - 1).into()).morph.contains("Number=Plur");
        if group && !many() {
            let run = run_after(reading, items, item.range.end);
            if run.len() > 1 {
                add(&mut found, run);
            }
        }
        if matches!(item.what, What::Known(Sense::Office(_) | Sense::Honorific(_))) {
            // "député de X" is no name, "M. de X" is one.
            let next = item.range.end.at();
            let genitive = next < reading.parse.len() && grammar.of.contains(&fold(reading.word(next.into())));
            if !genitive || matches!(item.what, What::Known(Sense::Honorific(_))) {
                add(&mut found, run_after(reading, items, item.range.end));
            }
            let behind = behind_complement(reading, items, item.range.end);
            add(&mut found, run_after(reading, items, behind));
            add(&mut found, apposed(reading, items, item.range.end));
            add(&mut found, apposed(reading, items, behind));
        }
    }
    // Last names of the persons named in full count like those that the data knows.
    let surnames: BTreeSet<&str> = found
        .iter()
        .filter(|r| r.len() > 1)
        .map(|r| reading.word((r.end.at() - 1).into()))
        .filter(|w| w.chars().count() > 2)
        .collect();
    let last_names = &reading.lang.actors.last_names;
    let capital = |i: usize| {
        if !reading.word(i.into()).chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        let token = reading.parse.token(i.into());
        // Names that are words too ("Bush") are mistagged; as subjects with a capital they are names where the document
        // has them as names.
        let subject = [Relation::Subject, Relation::PassiveSubject];
        let same = |t: &Token| t.pos == Upos::Propn && t.span.of(reading.text()) == reading.word(i.into());
        token.pos == Upos::Propn
            || reading.lang.syntax.is_any(&token.dep, &subject)
                && !matches!(token.pos, Upos::Pron | Upos::Det)
                && reading.parse.tokens.iter().any(same)
    };
    for i in 0..reading.parse.len() {
        let known = |word: &str| surnames.contains(word) || last_names.contains_key(&fold(word));
        if !capital(i) || item_at(items, i.into()).is_some() || !known(reading.word(i.into())) {
            continue;
        }
        // Part of a longer name that is not ours to read ("Putin Avenue"), except in headlines, which capitalise all.
        let part = |n: usize| n < reading.parse.len() && capital(n) && item_at(items, n.into()).is_none();
        let longer = part(i + 1) || i > 0 && part(i - 1);
        if !longer || in_title(reading, i.into()) {
            add(&mut found, TokenRange::new(i, i + 1));
        }
    }
    found.sort_by_key(|r| r.start);
    found
}

/// The item that holds the last token of a range.
fn last_item(items: &[Item], range: TokenRange) -> Option<&Item> {
    item_at(items, range.end.at().checked_sub(1)?.into())
}

/// A name that ends in the full name of somebody known is that name ("Derelict Ana Torres").
fn known_part(items: &[Item], range: TokenRange) -> TokenRange {
    let ends = |i: &&Item| i.range.end == range.end && i.range.start > range.start && i.range.len() > 1;
    let known = last_item(items, range).filter(|i| matches!(i.what, What::Known(Sense::Person(_)))).filter(ends);
    known.map_or(range, |i| i.range)
}

/// Headlines capitalise verbs, which taggers then take for parts of names ("Macron Tells"): there only the last name
/// that is known counts.
fn plausible(reading: &Reading<'_>, range: TokenRange) -> TokenRange {
    if range.len() < 2 || !in_title(reading, range.start) {
        return range;
    }
    let known = |i: &usize| reading.lang.actors.last_names.contains_key(&fold(reading.word((*i).into())));
    let last = range.end.at() - 1;
    match range.indices().find(known) {
        Some(i) if i != last => TokenRange::new(i, i + 1),
        _ => range,
    }
}

fn in_title(reading: &Reading<'_>, token: TokenIdx) -> bool {
    let block = reading.article.block_at(reading.parse.token(token).span.start);
    block.is_some_and(|b| matches!(b.kind, BlockKind::Title | BlockKind::Heading))
}

/// A name in commas behind a title ("the minister, X Y, said").
fn apposed(reading: &Reading<'_>, items: &[Item], comma: TokenIdx) -> TokenRange {
    let at = comma.at();
    let empty = TokenRange::new(at, at);
    if at + 1 >= reading.parse.len() || reading.word(comma) != "," {
        return empty;
    }
    let run = run_after(reading, items, (at + 1).into());
    let closed = run.end.at() < reading.parse.len() && reading.word(run.end) == ",";
    if run.len() > 1 && closed { run } else { empty }
}

/// The token behind the state that a title is of or to ("ambassador to Peru X").
fn behind_complement(reading: &Reading<'_>, items: &[Item], start: TokenIdx) -> TokenIdx {
    let grammar = &reading.lang.actors.grammar;
    let word = |i: usize| if i < reading.parse.len() { fold(reading.word(i.into())) } else { String::new() };
    let mut at = start.at();
    for _ in 0..2 {
        if !(grammar.of.contains(&word(at)) || grammar.to.contains(&word(at))) {
            break;
        }
        let mut next = at + 1;
        while grammar.determiners.contains(&word(next)) {
            next += 1;
        }
        let Some(item) = item_at(items, next.into()).filter(|i| i.range.start.at() == next) else { break };
        at = item.range.end.at();
    }
    at.min(reading.parse.len().saturating_sub(1)).into()
}

/// An entity without the titles, states and marks at its ends.
fn trimmed(reading: &Reading<'_>, items: &[Item], range: TokenRange) -> TokenRange {
    let (mut start, mut end) = (range.start.at(), range.end.at());
    while start < end {
        let Some(item) = item_at(items, start.into()) else { break };
        start = item.range.end.at();
    }
    let is_name = |i: usize| {
        let word = reading.word(i.into());
        let grammar = &reading.lang.actors.grammar;
        word.chars().next().is_some_and(char::is_alphabetic)
            && (word.chars().any(char::is_uppercase) || grammar.particles.contains(&fold(word)))
    };
    while start < end && !is_name(start) {
        start += 1;
    }
    let mut last = start;
    while last < end && (is_name(last) || matches!(reading.word(last.into()), "-" | "." | "’" | "'")) {
        last += 1;
    }
    end = last;
    while start < end && !reading.word((end - 1).into()).chars().any(char::is_uppercase) {
        end -= 1;
    }
    TokenRange::new(start, end.max(start))
}

/// The run of capitalised words after a title.
fn run_after(reading: &Reading<'_>, items: &[Item], start: TokenIdx) -> TokenRange {
    let mut end = start.at();
    let stop = reading.parse.sentences.iter().find(|s| s.contains(start)).map_or(start.at(), |s| s.end.at());
    while end < stop {
        let token = reading.parse.token(end.into());
        let word = reading.word(end.into());
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let particle = reading.lang.actors.grammar.particles.contains(&fold(word));
        let inside = end > start.at() && matches!(word, "-" | ".");
        let plain = item_at(items, end.into()).is_none_or(|i| matches!(i.what, What::Known(Sense::Person(_))));
        let fits = capital && matches!(token.pos, Upos::Propn | Upos::Noun | Upos::X | Upos::Adj) && plain;
        if !(fits || particle && !capital || inside) || token.span.of(reading.text()).trim().is_empty() {
            break;
        }
        end += 1;
    }
    while end > start.at() && !reading.word((end - 1).into()).chars().any(char::is_uppercase) {
        end -= 1;
    }
    let tagged = (start.at()..end).any(|i| {
        let token = reading.parse.token(i.into());
        token.pos == Upos::Propn || matches!(token.iob, Iob::Begin | Iob::Inside)
    });
    plausible(reading, TokenRange::new(start.at(), if tagged { end } else { start.at() }))
}

fn item_at(items: &[Item], token: TokenIdx) -> Option<&Item> {
    let i = items.partition_point(|i| i.range.end <= token);
    items.get(i).filter(|i| i.range.contains(token))
}
