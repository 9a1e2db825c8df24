//! In which country something is that no words place.

use std::collections::BTreeMap;

use legation_model::{Actor, ActorKind, Code, TokenIdx};
use legation_packs::actors::{NounClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::lately::Sentence;
use super::{Referent, Resolver};
use crate::reading::is_quotation_mark;
use crate::who::focus::is_place;
use crate::who::phrase::Phrase;
use crate::who::scan::What;

/// For how many sentences a place that was named holds.
const SAME_PLACE: usize = 2;
/// For how many sentences a noun keeps the country that words gave it ("Peru's *army*" ... "the *army*").
pub(super) const SAME_NOUN: usize = 6;
/// Among how many words behind a quotation its speaker is named.
const SPEAKER: usize = 4;
/// Among how many phrases of a paragraph its states are counted.
const PASSAGE: usize = 64;
/// Who stands among so many words at the start of a sentence leads it, whatever the parser made of it.
const FIRST: usize = 4;

impl Resolver<'_> {
    /// The country of something without one of its own, by what is nearest: a place in its sentence, the same noun
    /// with a country, a place or somebody domestic in its paragraph, the country that the document is about.
    pub(super) fn scope(&self, phrase: &Phrase, sector: Code) -> Option<Code> {
        let at = phrase.core.start;
        // "*East African* leaders" are of several states.
        let before = at.at().checked_sub(1).map(|b| fold(self.reading.word(b.into())));
        if before.is_some_and(|word| self.reading.lang.actors.grammar.continental.contains(&word)) {
            return None;
        }
        // "the opposition's leader" is where the opposition is.
        let noun = phrase.noun().or(phrase.of_noun);
        let ontology = &self.reading.packs.ontology;
        // "“*The government* has decided …,” said the prime minister of Kenya": his own.
        let government = noun.is_some_and(|n| self.reading.lang.actors.nouns[n].class == NounClass::State);
        if government
            && phrase.definite
            && !phrase.core_is_plural(self.reading)
            && let Some(own) = self.quoted_official(at)
        {
            return Some(own);
        }
        // "*The Minister*", "*the Ministry*": of whoever gives the document out.
        let organ = noun.is_some_and(|n| self.reading.lang.actors.nouns[n].class == NounClass::Organ);
        if let Some(issuer) = self.focus.issuer.filter(|_| (organ || phrase.office.is_some()) && phrase.definite)
            && ontology.governs(sector)
        {
            return Some(issuer);
        }
        let kin = ontology.is_domestic(sector) && !ontology.is_bystander(sector);
        // "French troops" say nothing of "the soldiers" where the army of the country at hand was spoken of too.
        let alike = |a: &Actor| a.sector == Some(sector);
        let mine = |r: &Referent| r.actors.iter().any(|a| alike(a) && a.country == self.focus.host);
        let at_home_too = kin && self.seen.iter().any(mine);
        let near = |r: &Referent| mine(r) || !at_home_too;
        let twin = |r: &Referent| noun.is_some() && r.noun == noun && near(r);
        let like = |r: &Referent| kin && r.actors.iter().any(alike) && near(r);
        // "The regime of X … the regime of Y … this regime": where several are named, the one at home.
        let at_home = |r: &Referent| twin(r) && r.actors.iter().any(|a| a.country == self.focus.host);
        let own = if kin { None } else { self.stated(at, usize::MAX, at_home) };
        self.of_writers(phrase, sector)
            .or_else(|| self.sender(phrase, sector))
            .or_else(|| self.posted(phrase, sector))
            .or_else(|| self.own_government(phrase, sector))
            .or_else(|| self.place_near(at, 0))
            .or_else(|| self.same_subject(phrase, sector))
            .or(own)
            .or_else(|| self.stated(at, SAME_NOUN, twin))
            .or_else(|| self.answering(at))
            .or_else(|| self.place_near(at, SAME_PLACE))
            .or_else(|| self.named_alike(at, sector))
            .or_else(|| self.at_home_near(at))
            .or_else(|| self.passage(at).filter(|_| kin))
            .or_else(|| self.stated(at, SAME_NOUN, like))
            .or_else(|| self.stated(at, usize::MAX, |r| !ontology.governs(sector) && twin(r) || like(r)))
            .or(self.focus.host)
    }

    /// "*The courts* have banned two parties": of whoever answers in an interview.
    fn answering(&self, at: TokenIdx) -> Option<Code> {
        let interview = self.interview.as_ref()?;
        let country = interview.answers.country.filter(|&c| self.is_state(c));
        country.filter(|_| interview.answered(self.reading.parse.token(at).span))
    }

    /// The state that a paragraph is about which does not name the country that the document is about: the only one that it names
    /// more than once. A survey comes to many countries.
    fn passage(&self, at: TokenIdx) -> Option<Code> {
        let host = self.focus.host?;
        let parse = self.reading.parse;
        let block = self.reading.article.block_at(parse.token(at).span.start)?;
        let within = parse.tokens_in(block.span);
        let from = self.phrases.partition_point(|p| p.core.start < within.start);
        let inside = self.phrases[from..].iter().take_while(|p| p.core.start < within.end);
        let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
        for phrase in inside.take(PASSAGE) {
            let state = phrase.state().filter(|&c| self.is_state(c));
            // "Kurdistan" may be another state's too.
            let place = matches!(phrase.what, What::Known(Sense::Place(..) | Sense::PlaceAdjective(..)));
            if let Some(state) = state.filter(|s| !place || *s == host) {
                *counts.entry(state).or_default() += 1;
            }
        }
        if counts.get(&host).is_some_and(|&n| n > 0) {
            return None;
        }
        let mut often = counts.into_iter().filter(|&(_, n)| n > 1);
        often.next().map(|(state, _)| state).filter(|_| often.next().is_none())
    }

    /// "the M23 took the town … *the rebels*": the country of the armed or outlawed group by name that they may be.
    fn named_alike(&self, at: TokenIdx, sector: Code) -> Option<Code> {
        let ontology = &self.reading.packs.ontology;
        let outlaws = !ontology.is_domestic(sector) && !ontology.is_private(sector) && !ontology.is_civic(sector);
        let alike =
            |r: &Referent| r.kind == ActorKind::Organisation && r.actors.iter().any(|a| a.sector == Some(sector));
        let mut named = self.back(at, SAME_NOUN).filter(|r| outlaws && alike(r));
        named.find_map(|r| r.actors.iter().find_map(|a| a.country))
    }

    /// The country of the official whose quoted words a token is part of: who is named right behind the closing mark.
    fn quoted_official(&self, at: TokenIdx) -> Option<Code> {
        let parse = self.reading.parse;
        let block = self.reading.article.block_at(parse.token(at).span.start)?;
        let within = parse.tokens_in(block.span);
        let mark = |i: usize| is_quotation_mark(self.reading.word(i.into()));
        let opened = (within.start.at()..at.at()).filter(|&i| mark(i)).count() % 2 == 1;
        let closed = (at.at()..within.end.at()).find(|&i| mark(i)).filter(|_| opened)?;
        let behind =
            self.phrases.iter().filter(|p| p.range.start.at() > closed && p.range.start.at() <= closed + SPEAKER);
        let ontology = &self.reading.packs.ontology;
        behind.filter(|p| p.person.is_some() || p.office.is_some()).find_map(|p| {
            let (country, sector) = match p.person {
                Some(person) => self.people.affiliation(self.reading, person),
                None => (p.of.first().copied(), p.office.map(|o| self.reading.lang.actors.offices[o].sector)),
            };
            country.filter(|_| sector.is_some_and(|s| ontology.governs(s)))
        })
    }

    /// "We ask *the government* to …": in a letter the writers' own, where nothing says whose.
    fn of_writers(&self, phrase: &Phrase, sector: Code) -> Option<Code> {
        let governs = self.reading.packs.ontology.governs(sector) && !phrase.core_is_plural(self.reading);
        let subject = self.own_subject(phrase.core.start).filter(|_| governs)?;
        let spoken_to = self.reading.lang.syntax.stands_as(self.reading.parse, phrase.core.start, Relation::Object);
        if !self.is_of_speakers(subject) || spoken_to {
            return None;
        }
        self.signatories.iter().find_map(|s| s.0)
    }

    /// "The Swedish embassy in Lima asked *the authorities*": those of where the envoys are.
    fn posted(&self, phrase: &Phrase, sector: Code) -> Option<Code> {
        let sentence = self.reading.parse.sentence_of(phrase.core.start);
        let before = |p: &&Phrase| sentence.contains(p.core.start) && p.core.start < phrase.core.start;
        let governs = self.reading.packs.ontology.governs(sector);
        self.phrases
            .iter()
            .filter(before)
            .filter(|p| p.posting && governs && is_place(self.reading, p))
            .find_map(Phrase::state)
    }

    /// "Russia refused to send *troops*": bare forces that a state sends are its own.
    fn sender(&self, phrase: &Phrase, sector: Code) -> Option<Code> {
        let bare = !phrase.definite && phrase.possessor.is_none() && phrase.core.len() == phrase.range.len();
        if !bare || !self.reading.packs.ontology.is_forces(sector) || !phrase.core_is_plural(self.reading) {
            return None;
        }
        let object = self.reading.lang.syntax.stands_as(self.reading.parse, phrase.core.start, Relation::Object);
        let subject = self.own_subject(phrase.core.start).filter(|_| object)?;
        let found = self.back(phrase.core.start, 0).find(|r| r.token == subject)?;
        found.actors.first().filter(|a| a.sector.is_some_and(|s| self.reading.packs.ontology.governs(s)))?.country
    }

    /// "Peruvian lawmakers urged *the government*": their own.
    fn own_government(&self, phrase: &Phrase, sector: Code) -> Option<Code> {
        let ontology = &self.reading.packs.ontology;
        let object = self.reading.lang.syntax.stands_as(self.reading.parse, phrase.core.start, Relation::Object);
        if !(object && phrase.definite && ontology.governs(sector)) {
            return None;
        }
        let subject = self.own_subject(phrase.core.start)?;
        let spoken = self.back(phrase.core.start, 0).find(|r| r.token == subject && r.stated)?;
        let domestic = |a: &&Actor| a.sector.is_some_and(|s| ontology.is_domestic(s) && !ontology.is_forces(s));
        spoken.actors.first().filter(domestic)?.country
    }

    /// The same for a minister with a name of whose state nothing is said.
    pub(super) fn continued(&self, phrase: &Phrase, person: usize) -> Option<(Option<Code>, Code)> {
        let person = &self.people.all[person];
        let role = person.roles.last().filter(|_| person.known.is_none() && person.roles.iter().all(|r| r.guessed))?;
        Some((Some(self.same_subject(phrase, role.sector)?), role.sector))
    }

    /// "*The Blue House* deplored the move. *The minister* …": a government that leads a sentence behind one that another
    /// name of a government leads.
    fn same_subject(&self, phrase: &Phrase, sector: Code) -> Option<Code> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let leads = phrase.core.indices().any(|i| {
            syntax.stands_as(parse, i.into(), Relation::Subject)
                && syntax.stands_as(parse, parse.token(i.into()).head, Relation::Root)
        });
        if !leads || self.reading.packs.ontology.is_domestic(sector) || !phrase.definite {
            return None;
        }
        let mut before = self.lately(phrase.core.start, 1..=1).take_while(|s| s.is_near()).flat_map(Sentence::named);
        let found = before.find(|r| r.leads && r.subject && r.actors.len() == 1)?;
        found
            .actors
            .first()
            .filter(|a| a.sector == Some(sector) && a.country.is_some_and(|c| self.is_state(c)))?
            .country
    }

    /// The same for people who are told by their number alone.
    pub(super) fn scope_at(&self, at: TokenIdx) -> Option<Code> {
        self.place_near(at, SAME_PLACE).or_else(|| self.at_home_near(at)).or(self.focus.host)
    }

    /// The place named last in the sentence of a token or some before it: "Thousands marched in Lima. Police detained
    /// 14" is still there, as long as the paragraph lasts.
    fn place_near(&self, at: TokenIdx, reach: usize) -> Option<Code> {
        self.lately(at, 0..=reach).take_while(|s| s.is_near()).find_map(Sentence::place)
    }

    /// Whose the last of those that fit was said to be.
    pub(super) fn stated(&self, at: TokenIdx, reach: usize, fits: impl Fn(&Referent) -> bool) -> Option<Code> {
        let found = self.back(at, reach).find(|r| r.stated && fits(r));
        found?.actors.iter().find_map(|a| a.country)
    }

    /// The country of whoever acts within his own in the sentences before, as its words say.
    fn at_home_near(&self, at: TokenIdx) -> Option<Code> {
        let block = self.reading.article.block_at(self.reading.parse.token(at).span.start)?;
        let syntax = &self.reading.lang.syntax;
        let parse = self.reading.parse;
        let fits = |r: &&Referent| {
            let first = parse.sentence_of(r.token).start.at() + FIRST > r.token.at();
            let dep = &parse.token(r.token).dep;
            let subject = first || syntax.is_any(dep, &[Relation::Subject, Relation::PassiveSubject]);
            r.stated
                && subject
                && block.span.contains(parse.token(r.token).span)
                && r.actors.iter().any(|a| a.sector.is_some_and(|s| self.reading.packs.ontology.is_domestic(s)))
        };
        self.back(at, SAME_PLACE).find(fits)?.actors.iter().find_map(|a| a.country)
    }
}
