//! Whom words leave unsaid that the sentences before told: who is answered, who did the deed, who holds somebody, which
//! country a passage is about.

use std::sync::Arc;

use legation_model::{Actor, ActorKind, ActorMention, Code, Mention, TokenIdx};
use legation_packs::actors::fold;
use legation_packs::coding::PredicatePos;
use legation_packs::syntax::Relation;

use super::parties::{Parties, same_party};
use crate::who::is_whereabouts;

/// How many sentences later an act is still answered.
const ANSWERS: usize = 2;
/// How many sentences later words may be about a deed.
const DEEDS: usize = 4;
/// Among how many acts told before the other country is looked for.
const PARTNERS: usize = 4;
/// In how many sentences the country that the document is about is named again while they are about it.
const AT_HAND: usize = 6;

impl Parties<'_> {
    /// Whom words without an addressee answer: whoever did something to the speaker in the sentences before ("Kenya
    /// accused Tanzania … Dodoma *rejected the charge*").
    pub(super) fn answered<'m>(
        &self,
        trigger: TokenIdx,
        things: &[TokenIdx],
        actor: &[Actor],
        before: impl DoubleEndedIterator<Item = &'m Mention>,
    ) -> Vec<Actor> {
        let parse = self.reading.parse;
        let sentence = |t: TokenIdx| parse.sentences.partition_point(|s| s.end <= t);
        let here = sentence(trigger);
        let near: Vec<&Mention> = before
            .rev()
            .take_while(|m| here - sentence(parse.tokens_in(m.trigger).start).min(here) <= ANSWERS)
            .filter(|m| !m.actor.is_empty())
            .collect();
        // The same party, and where none is, the same country.
        let party = |a: &Actor, b: &Actor| a.country.is_some() && b.country == a.country && b.sector == a.sector;
        // A government answers for its country.
        let governs = |b: &Actor| b.sector.is_some_and(|s| self.reading.packs.ontology.governs(s));
        let country = |a: &Actor, b: &Actor| a.country.is_some() && b.country == a.country && governs(b);
        let to = |m: &Mention, same: &dyn Fn(&Actor, &Actor) -> bool| {
            let of_actor = |a: &Actor| actor.iter().any(|b| same(a, b));
            m.recipient.iter().any(of_actor) && !m.actor.iter().any(of_actor)
        };
        let fits = |m: &&&Mention| to(m, &party) || to(m, &country);
        // "rejected *the accusations*": all of them.
        let many = if self.says_several(things) { near.len() } else { 1 };
        let mut found: Vec<Actor> = Vec::new();
        for actor in near.iter().filter(fits).take(many).flat_map(|m| &m.actor) {
            if !found.iter().any(|f| same_party(f, actor)) {
                found.push(Actor { span: None, ..actor.clone() });
            }
        }
        found
    }

    /// The other country that the acts told just before have with the actor's ("*recalled its envoy*" from whom it quarrels with).
    pub(super) fn partners(&self, actor: &[Actor], before: &[Mention]) -> Vec<Code> {
        let own = |a: &Actor| a.country.is_some() && actor.iter().any(|b| b.country == a.country);
        let state = |c: &Code| self.reading.packs.actors.states.get(c).is_some_and(|s| !s.union);
        let found = before.iter().rev().take(PARTNERS).find_map(|m| {
            let (here, there) = (m.actor.iter().any(own), m.recipient.iter().any(own));
            let side = match (here, there) {
                (true, false) => &m.recipient,
                (false, true) => &m.actor,
                _ => return None,
            };
            let mut countries: Vec<Code> = side.iter().filter_map(|a| a.country.filter(state)).collect();
            countries.dedup();
            (!countries.is_empty()).then_some(countries)
        });
        found.unwrap_or_default()
    }

    /// Who holds people of whom the acts told before said that they were taken ("Mali arrested four Canadians … *they were
    /// held* for a month").
    pub(super) fn holders(&self, held: &[Actor], before: &[Mention]) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let takes = |m: &&Mention| {
            ontology.event(&m.event).is_some_and(|e| {
                let mode = m.mode.as_deref().and_then(|mode| e.modes.get(mode));
                let holds = e.unnamed_actor.is_some() || mode.is_some_and(|mode| mode.unnamed_actor.is_some());
                !e.civic && holds && !mode.is_some_and(|mode| mode.away)
            })
        };
        let held =
            |r: &Actor| r.country.is_some() && held.iter().any(|h| h.country == r.country && h.sector == r.sector);
        let found = before.iter().rev().take(PARTNERS).filter(takes).find(|m| m.recipient.iter().any(held));
        let found = found.map(|m| m.actor.as_slice()).unwrap_or_default();
        found.iter().filter(|a| a.country.is_some()).map(|a| Actor { span: None, ..a.clone() }).collect()
    }

    /// Who holds somebody whom a pronoun alone tells ("Its militia arrested two men. Peru demanded *their* release"): whoever took
    /// somebody of the speaker's last, in the sentences before.
    pub(super) fn last_holders(&self, trigger: TokenIdx, speaker: &[Actor], before: &[Mention]) -> Vec<Actor> {
        let parse = self.reading.parse;
        let ontology = &self.reading.packs.ontology;
        let sentence = |t: TokenIdx| parse.sentences.partition_point(|s| s.end <= t);
        let here = sentence(trigger);
        let near = |m: &&Mention| here - sentence(parse.tokens_in(m.trigger).start).min(here) <= ANSWERS;
        let takes = |m: &&Mention| {
            ontology.event(&m.event).is_some_and(|e| {
                let mode = m.mode.as_deref().and_then(|mode| e.modes.get(mode));
                !e.civic && e.is_material() && e.is_conflict() && mode.is_some_and(|mode| mode.of_persons && !mode.away)
            })
        };
        let own = |a: &Actor| speaker.iter().any(|s| s.country == a.country && s.sector == a.sector);
        let fits = |m: &&Mention| !m.actor.is_empty() && !m.actor.iter().any(own);
        let found = before.iter().rev().take_while(near).filter(takes).find(fits);
        let found = found.map(|m| m.actor.as_slice()).unwrap_or_default();
        found.iter().map(|a| Actor { span: None, ..a.clone() }).collect()
    }

    /// Who did the deed that words are about ("arrested dozens … Britain *condemned the arrests*"): the actor of the last act
    /// before that the noun may name, other than who speaks.
    pub(super) fn doers(
        &self,
        trigger: TokenIdx,
        deeds: &[TokenIdx],
        speakers: &[Actor],
        before: &[Mention],
    ) -> Vec<Actor> {
        let parse = self.reading.parse;
        let pack = &self.reading.lang.coding;
        // "approved *a* mission": what is new was done by nobody before.
        let new = |&d: &TokenIdx| parse.children(d).any(|c| parse.token(c).morph.contains("Definite=Ind"));
        let named: Vec<&Arc<str>> = deeds
            .iter()
            .filter(|d| !new(d))
            .flat_map(|&d| pack.senses_of(&parse.token(d).lemma))
            .filter(|(_, sense, _)| sense.pos == PredicatePos::Noun)
            .map(|(_, sense, _)| &sense.event)
            .collect();
        let sentence = |t: TokenIdx| parse.sentences.partition_point(|s| s.end <= t);
        let here = sentence(trigger);
        let own = |a: &Actor| a.country.is_some() && speakers.iter().any(|s| s.country == a.country);
        let near = before
            .iter()
            .rev()
            .take_while(|m| here - sentence(parse.tokens_in(m.trigger).start).min(here) <= DEEDS)
            .filter(|m| {
                named.contains(&&m.event) && m.actor.iter().any(|a| a.country.is_some()) && !m.actor.iter().any(own)
            });
        let found = near.map(|m| m.actor.as_slice()).next().unwrap_or_default();
        found.iter().map(|a| Actor { span: None, ..a.clone() }).collect()
    }

    /// Who did or said what words name as a thing just done ("Kenya closed the border … Uganda regretted *the decision*"):
    /// the actor of the last act before, other than who speaks.
    pub(super) fn authors(
        &self,
        trigger: TokenIdx,
        things: &[TokenIdx],
        speakers: &[Actor],
        before: &[Mention],
    ) -> Vec<Actor> {
        let parse = self.reading.parse;
        let words = &self.reading.lang.actors.grammar;
        let ontology = &self.reading.packs.ontology;
        // "the decision", or "a decision *that Uganda regretted*"
        let relative = |t: TokenIdx| {
            parse.token(trigger).head == t && self.grammar.syntax.stands_as(parse, trigger, Relation::RelativeClause)
        };
        let said_before = |t: TokenIdx| parse.children(t).any(|c| words.definite.contains(&fold(self.reading.word(c))));
        let definite = |&t: &TokenIdx| said_before(t) || relative(t);
        let lemmas: Vec<String> =
            things.iter().filter(|t| definite(t)).map(|&t| fold(&self.reading.lemma(t))).collect();
        let done = lemmas.iter().any(|l| words.acts.contains(l));
        let said = lemmas.iter().any(|l| words.words.contains(l));
        let sentence = |t: TokenIdx| parse.sentences.partition_point(|s| s.end <= t);
        let here = sentence(trigger);
        let far = |m: &Mention| here - sentence(parse.tokens_in(m.trigger).start).min(here);
        let own = |a: &Actor| speakers.iter().any(|s| s.country == a.country && s.sector == a.sector);
        let able = |a: &Actor| a.country.is_some() && !a.sector.is_some_and(|s| ontology.is_private(s));
        let fits = |m: &&Mention| {
            let kind = ontology.event(&m.event).is_some_and(|e| if e.speech { said } else { done && e.is_material() });
            kind && m.actor.iter().any(able) && !m.actor.iter().any(own)
        };
        let near = before.iter().rev().filter(|m| far(m) <= ANSWERS).filter(fits);
        // The nearest sentence, and in it what the main clause tells.
        let depth = |m: &Mention| {
            let mut at = parse.tokens_in(m.trigger).start;
            let mut depth = 0;
            while parse.token(at).head != at {
                (at, depth) = (parse.token(at).head, depth + 1);
            }
            depth
        };
        let found = near.min_by_key(|m| (far(m), depth(m))).map(|m| m.actor.as_slice()).unwrap_or_default();
        found.iter().map(|a| Actor { span: None, ..a.clone() }).collect()
    }

    /// Who gives out the text of a meeting ("the leaders met … *the communiqué* urged"): the organisation that met or spoke
    /// last, else all who met last, other than those whom it speaks to.
    pub(super) fn issuers(&self, spoken_to: &[Actor], before: &[Mention]) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let other = |a: &&Actor| !spoken_to.iter().any(|s| s.country == a.country && s.sector == a.sector);
        let met = |m: &&Mention| ontology.is_mutual(&m.event, m.mode.as_deref());
        let states = &self.reading.packs.actors.states;
        let body = |a: &&Actor| a.country.is_some_and(|c| states.get(&c).is_none_or(|s| s.union)) && other(a);
        let speaks = |m: &&Mention| met(m) || ontology.event(&m.event).is_some_and(|e| e.speech);
        let organisation = before.iter().rev().filter(speaks).find_map(|m| m.actor.iter().find(body));
        let found: Vec<&Actor> = match organisation {
            Some(one) => vec![one],
            None => before.iter().rev().find(met).map(|m| m.actor.iter().filter(other).collect()).unwrap_or_default(),
        };
        found.into_iter().map(|a| Actor { span: None, ..a.clone() }).collect()
    }

    /// The country that a passage is about: the document's where that is at hand, else the state named last before a token
    /// as more than a place, other than whoever acts. A press review comes to many countries.
    pub(super) fn host_near(&self, at: TokenIdx, actor: &[Actor]) -> Option<Code> {
        let parse = self.reading.parse;
        let host = self.host()?;
        let here = parse.sentences.partition_point(|s| s.end <= at);
        let Some(own) = parse.sentences.get(here) else { return Some(host) };
        let start = parse.sentences[here.saturating_sub(AT_HAND)].start;
        let named = |range: std::ops::Range<TokenIdx>| self.by_head.range(range).map(|(_, &i)| &self.who.actors[i]);
        let is = |m: &ActorMention, code: Code| m.actors.iter().any(|a| a.country == Some(code));
        if start.at() == 0 || named(start..own.end).any(|m| is(m, host)) {
            return Some(host);
        }
        let place = |m: &&ActorMention| m.kind == ActorKind::Country && is_whereabouts(self.reading, m.tokens.start);
        let states = &self.reading.packs.actors.states;
        let other = |c: &Code| states.get(c).is_some_and(|s| !s.union) && actor.iter().all(|a| a.country != Some(*c));
        let last = named(start..at).rev().filter(|m| !place(m));
        let mut last = last.flat_map(|m| m.actors.iter().filter_map(|a| a.country));
        last.find(other).or(Some(host))
    }

    /// Which of the two that the document is about was named last before a token, where somebody else acts.
    pub(super) fn last_of_two(&self, at: TokenIdx, actor: &[Actor]) -> Option<Code> {
        let two = self.dyad().filter(|two| actor.iter().all(|a| a.country.is_some_and(|c| !two.contains(&c))))?;
        let parse = self.reading.parse;
        let here = parse.sentences.partition_point(|s| s.end <= at);
        let start = parse.sentences.get(here.saturating_sub(ANSWERS))?.start;
        let named = self.by_head.range(start..at).rev().map(|(_, &i)| &self.who.actors[i]);
        named.flat_map(|m| m.actors.iter().filter_map(|a| a.country)).find(|c| two.contains(c))
    }
}
