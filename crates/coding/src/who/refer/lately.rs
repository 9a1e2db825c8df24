//! Who was named lately: the sentences before a word, the nearest first, with whom and which place each names. All that
//! looks back for somebody looks through this.

use std::ops::RangeInclusive;

use legation_model::{Actor, Code, TokenIdx, TokenRange, Upos};
use legation_packs::actors::fold;
use legation_packs::syntax::Relation;

use super::{Referent, Resolver};
use crate::who::focus::is_place;
use crate::who::phrase::Phrase;

/// A sentence as seen from a later word, or from one of its own.
#[derive(Clone, Copy)]
pub(super) struct Sentence<'r> {
    resolver: &'r Resolver<'r>,
    /// The word that it is seen from.
    from: TokenIdx,
    tokens: TokenRange,
    /// Whom it names before that word, in text order.
    named: &'r [Referent],
}

impl Resolver<'_> {
    /// The sentences before a token, the nearest first, by how far back they lie: 0 is its own.
    pub(super) fn lately(&self, at: TokenIdx, back: RangeInclusive<usize>) -> impl Iterator<Item = Sentence<'_>> {
        let here = self.sentence(at);
        let far = here.saturating_sub(*back.end());
        let near = (here + 1).saturating_sub(*back.start());
        let mut end = self.seen.partition_point(|r| r.sentence < near);
        (far..near).rev().map(move |sentence| {
            let start = self.seen[..end].iter().rposition(|r| r.sentence < sentence).map_or(0, |last| last + 1);
            let named = &self.seen[start..end];
            end = start;
            Sentence { resolver: self, from: at, tokens: self.reading.parse.sentences[sentence], named }
        })
    }

    /// Whether a verb mostly tells what is said and not what is done ("promise", "accuse").
    pub(super) fn is_verb_of_words(&self, verb: TokenIdx) -> bool {
        let token = self.reading.parse.token(verb);
        let senses = || self.reading.lang.coding.senses_of(&token.lemma);
        let verbal = |event: &str| self.reading.packs.ontology.event(event).is_some_and(|e| e.speech);
        let of_words = senses().filter(|(_, sense, _)| verbal(&sense.event)).count();
        token.pos == Upos::Verb && 2 * of_words > senses().count()
    }

    /// Whom they name, the last one first.
    pub(super) fn back(&self, at: TokenIdx, reach: usize) -> impl Iterator<Item = &Referent> {
        self.lately(at, 0..=reach).flat_map(Sentence::named)
    }
}

impl<'r> Sentence<'r> {
    /// Whom it names before the word, the last one first.
    pub(super) fn named(self) -> impl Iterator<Item = &'r Referent> {
        self.named.iter().rev().filter(move |r| r.token < self.from)
    }

    /// The distinct parties that it names before the word, in text order: states only, or whoever may stand against
    /// each other. Who only lends the place is none.
    pub(super) fn parties(self, states: bool) -> Vec<Actor> {
        let mut all: Vec<Actor> = Vec::new();
        let fits = |a: &&Actor| {
            a.country.is_some_and(|c| !states || self.resolver.is_state(c))
                && a.sector.is_some_and(|s| !self.resolver.reading.packs.ontology.is_bystander(s))
        };
        let before = self.named.iter().filter(|r| r.token < self.from && !r.place);
        for actor in before.flat_map(|r| r.actors.iter().filter(fits)) {
            if !all.iter().any(|a| alike(a, actor, states)) {
                all.push(actor.clone());
            }
        }
        all
    }

    /// The state where it takes place, by words on either side of the word.
    pub(super) fn place(self) -> Option<Code> {
        let Resolver { reading, phrases, .. } = *self.resolver;
        let from = phrases.partition_point(|p| p.core.start < self.tokens.start);
        let within = phrases[from..].iter().take_while(|p| p.core.start < self.tokens.end);
        let own = self.tokens.contains(self.from);
        if own && let Some(there) = self.there() {
            return Some(there);
        }
        within
            .filter(|p| !p.posting && is_place(reading, p) && !self.is_where_words_were(p.core.start))
            .filter(|p| !self.is_of_a_paper(p.core.start))
            .filter(|p| !self.is_aside(p.core.start, own))
            .find_map(Phrase::state)
    }

    /// "flew to Riyadh, *where* he met the crown prince": the place that a relative clause is about.
    fn there(self) -> Option<Code> {
        let Resolver { reading, phrases, .. } = *self.resolver;
        let there = &reading.lang.actors.grammar.there;
        let start = self.tokens.start.at();
        let at = (start..self.from.at()).rev().find(|&i| there.contains(&fold(reading.word(i.into()))))?;
        // Nothing that ends the clause lies between.
        let ends = |i: usize| matches!(reading.word(i.into()), "," | ";" | ":");
        if (at..self.from.at()).any(ends) {
            return None;
        }
        let end = if at > start && reading.word((at - 1).into()) == "," { at - 1 } else { at };
        phrases.iter().filter(|p| p.range.end.at() == end).find_map(Phrase::state)
    }

    /// "*In Burkina Faso*, the daily Le Matin writes that …", "the Courier, *in Abidjan*": where a paper is at home, which tells
    /// of anything.
    fn is_of_a_paper(self, place: TokenIdx) -> bool {
        let Resolver { reading, seen, phrases, .. } = self.resolver;
        let (parse, syntax) = (reading.parse, &reading.lang.syntax);
        let end = phrases.iter().find(|p| p.core.contains(place)).map_or(place, |p| p.range.end).at();
        let paper = |p: &&Phrase| {
            let noun = p.noun().map(|n| reading.lang.actors.nouns[n].sector);
            p.range.start.at() == end + 1 && noun.is_some_and(|s| reading.packs.ontology.is_media(s))
        };
        if end < parse.len() && reading.word(end.into()) == "," && phrases.iter().any(|p| paper(&p)) {
            return true;
        }
        let before = syntax.preposition_of(parse, place).unwrap_or(place).at();
        if end < parse.len() && before > 1 && [before - 1, end].iter().all(|&i| reading.word(i.into()) == ",") {
            let name = reading.word((before - 2).into()).starts_with(char::is_uppercase);
            return name && before - 2 > parse.sentence_of(place).start.at();
        }
        let preposition = syntax.preposition_of(parse, place).filter(|_| syntax.prepositions_are_heads);
        let above = parse.token(preposition.unwrap_or(place)).head;
        let subject = syntax.first(parse, above, Relation::Subject);
        let tells = syntax.first(parse, above, Relation::ComplementClause).is_some();
        let political = |s: TokenIdx| {
            let found = seen.iter().rev().find(|r| r.token == s).and_then(|r| r.actors.first());
            s == self.from || found.is_some_and(|a| !a.sector.is_some_and(|s| reading.packs.ontology.is_media(s)))
        };
        let reports = !reading.lang.attribution.verb(&parse.token(above).lemma).is_empty();
        tells && reports && subject.is_some_and(|s| !political(s))
    }

    /// "promised *in Brussels*": what is said may be said anywhere.
    fn is_where_words_were(self, place: TokenIdx) -> bool {
        let Resolver { reading, focus, .. } = *self.resolver;
        let (parse, syntax) = (reading.parse, &reading.lang.syntax);
        let preposition = syntax.preposition_of(parse, place).filter(|_| syntax.prepositions_are_heads);
        let verb = parse.token(preposition.unwrap_or(place)).head;
        let town = self.resolver.phrases.iter().find(|p| p.core.contains(place)).and_then(Phrase::state);
        verb < place && town != focus.host && self.resolver.is_verb_of_words(verb)
    }

    /// "the rebels must free them, as was promised *in Minsk*", "Correa, who lives *in Belgium*, …": whether a place belongs
    /// to an adverbial clause behind the word or to a relative clause, neither of which the word is part of.
    fn is_aside(self, place: TokenIdx, own: bool) -> bool {
        let (parse, syntax) = (self.resolver.reading.parse, &self.resolver.reading.lang.syntax);
        let mut at = place;
        while parse.token(at).head != at {
            let outside = !own || !parse.is_below(self.from, at);
            if syntax.stands_as(parse, at, Relation::RelativeClause) && outside {
                return true;
            }
            if own && syntax.stands_as(parse, at, Relation::AdverbialClause) {
                return self.from < place && outside;
            }
            at = parse.token(at).head;
        }
        false
    }

    /// Whether it stands in the paragraph of the word.
    pub(super) fn is_near(self) -> bool {
        let reading = self.resolver.reading;
        let block = reading.article.block_at(reading.parse.token(self.from).span.start);
        block.is_some_and(|b| b.span.contains(reading.parse.span(self.tokens)))
    }
}

/// Whether two are one party: by their country, and where not only states are meant by their sector too.
pub(super) fn alike(a: &Actor, b: &Actor, states: bool) -> bool {
    a.country == b.country && (states || a.sector == b.sector)
}
