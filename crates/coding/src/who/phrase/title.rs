//! Titles and the names beside them.

use legation_model::TokenRange;
use legation_packs::actors::{Sense, fold};
use legation_packs::syntax::Relation;

use super::{Composer, Phrase};
use crate::who::scan::What;

impl Composer<'_> {
    /// Joins titles with the names beside them.
    pub(super) fn join(&self, phrases: &mut [Phrase]) {
        for i in 0..phrases.len() {
            self.own(phrases, i);
            if phrases[i].office.is_none() || !matches!(phrases[i].what, What::Known(_)) {
                continue;
            }
            if let Some(j) = adjoining(phrases, i) {
                merge_title(phrases, i, j);
            } else if let Some(j) = self.preceding(phrases, i) {
                let (range, person) = (phrases[j].range, phrases[j].person);
                phrases[i].person = person;
                let end = phrases[i].range.end;
                phrases[j].range = TokenRange { start: range.start, end };
            } else if let Some(j) = self.following(phrases, i) {
                merge_title(phrases, i, j);
            }
            phrases[i].opposing = phrases[i].person.is_some() && phrases[i].former && self.opposes(phrases, i);
        }
    }

    /// "the opposition, *whose* leader X", "le parti *dont* le chef": the title is of what stands before.
    fn own(&self, phrases: &mut [Phrase], i: usize) {
        let start = phrases[i].range.start.at();
        let plain = phrases[i].of.is_empty() && phrases[i].of_noun.is_none() && phrases[i].of_organisation.is_none();
        if phrases[i].office.is_none() || !plain || start < 2 {
            return;
        }
        if !self.reading.lang.actors.grammar.whose.contains(&self.word(start - 1)) {
            return;
        }
        let end = if is_break(&self.word(start - 2)) { start - 2 } else { start - 1 };
        let Some(owner) = phrases[..i].iter().rfind(|p| p.range.end.at() == end && !is_adjective(p)) else { return };
        let (of, noun) = (owner.of.clone(), owner.noun());
        let (state, organisation) = match owner.what {
            What::Known(Sense::Organisation(o)) => (self.reading.packs.actors.organisations[o].country, Some(o)),
            _ => (owner.state(), None),
        };
        let phrase = &mut phrases[i];
        phrase.of = of;
        phrase.of.extend(state);
        (phrase.of_noun, phrase.of_organisation) = (noun, organisation);
        phrase.sector = self.sector(phrase);
    }

    /// Whether the words after a name set the person against the government of the day.
    fn opposes(&self, phrases: &[Phrase], i: usize) -> bool {
        let person = phrases[i].person;
        let end = phrases.iter().filter(|p| p.person == person && p.range.overlaps(phrases[i].range));
        let end = end.map(|p| p.range.end.at()).max().unwrap_or(phrases[i].range.end.at());
        let sentence = self.reading.parse.sentence_of(phrases[i].core.start);
        let grammar = &self.reading.lang.actors.grammar;
        if end >= sentence.end.at() || !is_break(&self.word(end)) {
            return false;
        }
        // The relative clause or apposition: up to the next comma, and no further than a dozen words.
        (end + 1..sentence.end.at().min(end + 13))
            .take_while(|&k| !is_break(&self.word(k)))
            .any(|k| grammar.opposing.contains(&fold(&self.reading.parse.token(k.into()).lemma)))
    }

    /// The name that follows a title behind a comma or dash.
    fn following(&self, phrases: &[Phrase], i: usize) -> Option<usize> {
        let end = phrases[i].range.end.at();
        if end >= self.reading.parse.len() || !is_break(&self.word(end)) {
            return None;
        }
        let mut next = end + 1;
        while next < self.reading.parse.len() && is_break(&self.word(next)) {
            next += 1;
        }
        let j = phrases.iter().position(|p| {
            p.range.start.at() == next && p.core.start.at() >= next && (p.person.is_some() || p.office.is_some())
        })?;
        let person = if phrases[j].person.is_some() { j } else { adjoining(phrases, j)? };
        (self.reading.parse.sentence_of(phrases[i].core.start).contains(phrases[person].core.start)
            && (phrases[i].definite || phrases[i].possessor.is_some())
            && agrees(phrases, i, j))
        .then_some(person)
    }

    /// The name before a title in apposition: "X, the president of Y,".
    fn preceding(&self, phrases: &[Phrase], i: usize) -> Option<usize> {
        let start = phrases[i].range.start.at();
        let comma = start.checked_sub(1)?;
        if !matches!(self.word(comma).as_str(), "," | "(") {
            return None;
        }
        let j = phrases.iter().position(|p| p.range.end.at() == comma && matches!(p.what, What::Name(_)))?;
        let sentence = self.reading.parse.sentence_of(phrases[i].core.start);
        // "after they freed X Y, *a spokesman said*": who says something is not whom another verb has as its object.
        let syntax = &self.reading.lang.syntax;
        let is = |t: usize, relation| syntax.stands_as(self.reading.parse, t.into(), relation);
        let last = phrases[j].core.end.at() - 1;
        if is(phrases[i].core.end.at() - 1, Relation::Subject) && is(last, Relation::Object) {
            return None;
        }
        (sentence.contains(phrases[j].core.start) && phrases[j].person.is_some()).then_some(j)
    }
}

/// The name that follows a title directly.
fn adjoining(phrases: &[Phrase], i: usize) -> Option<usize> {
    let end = phrases[i].range.end.at();
    phrases.iter().position(|p| p.range.start.at() == end && p.person.is_some() && p.core.start.at() >= end)
}

fn merge_title(phrases: &mut [Phrase], i: usize, j: usize) {
    phrases[i].person = phrases[j].person;
    phrases[j].range.start = phrases[i].range.start;
    phrases[j].former |= phrases[i].former;
}

fn agrees(phrases: &[Phrase], i: usize, j: usize) -> bool {
    phrases[j].of.is_empty() || phrases[i].of.is_empty() || phrases[i].of.iter().any(|c| phrases[j].of.contains(c))
}

fn is_adjective(phrase: &Phrase) -> bool {
    matches!(phrase.what, What::Known(sense) if sense.is_adjective())
}

fn is_break(word: &str) -> bool {
    matches!(word, "," | "-" | "–" | "—" | ":")
}
