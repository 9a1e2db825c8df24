//! What the confidence of a mention is made of.

use std::sync::Arc;

use legation_model::{Actor, Status, TokenIdx, Upos};
use legation_packs::coding::PredicatePos;
use legation_packs::confidence::{Feature, Features};
use legation_packs::syntax::Relation;

use super::arguments::{Carried, Grammar};
use super::dating::Dated;
use super::matching::Candidate;
use super::speaker;
use crate::Reading;

/// How many clauses and phrases down a predicate stands at most.
const MAX_DEPTH: u8 = 4;
/// Up to how many points of specificity count.
const MAX_SPECIFICITY: u32 = 6;

/// The features of a reading, with the sides as the document completes them, its status, and the expression that dates
/// it.
pub(super) fn of<'a>(
    reading: &'a Reading<'a>,
    candidate: &Candidate<'a>,
    sides: [&[Actor]; 2],
    status: Status,
    dated: Option<Dated<'_>>,
) -> Features {
    Observer { reading, candidate }.features(sides, status, dated)
}

struct Observer<'b, 'a> {
    reading: &'a Reading<'a>,
    candidate: &'b Candidate<'a>,
}

impl Observer<'_, '_> {
    fn features(&self, completed: [&[Actor]; 2], status: Status, dated: Option<Dated<'_>>) -> Features {
        let c = self.candidate;
        let flag = |on: bool| f32::from(u8::from(on));
        let (actor, recipient) = (!c.actor.actors.is_empty(), !c.recipient.actors.is_empty());
        let noun = c.sense.pos == PredicatePos::Noun;
        let depth = self.depth();
        let event = self.reading.packs.ontology.event(&c.sense.event);
        // "We condemn": whoever they are, who speaks acts by it.
        let speech = event.is_some_and(|e| e.speech);
        let speaks = speech && c.actor.heads.iter().any(|&h| speaker::is_of_speakers(self.reading, h));
        let unsaid = event.is_some_and(|e| e.unnamed_actor.is_some()) && c.actor.heads.is_empty();
        let unknown = |a: &Actor| a.country.is_none() && a.sector.is_none();
        let sides: [&[Actor]; 3] = [&c.actor.actors, &c.recipient.actors, &c.bystanders];
        let mut countries = completed.into_iter().flatten().filter_map(|a| a.country);
        let first = countries.next();
        let two = countries.any(|other| first.is_some_and(|one| one != other));
        Features::new(Arc::clone(&self.reading.lang.code))
            .with(Feature::Noun, flag(noun))
            .with(Feature::Adjective, flag(c.sense.pos == PredicatePos::Adjective))
            .with(Feature::Carried, flag(c.carried != Carried::Not))
            .with(Feature::BothSides, flag(actor && recipient))
            .with(Feature::OnlyRecipient, flag(!actor && !unsaid && !speaks))
            .with(Feature::Unsaid, flag(!actor && unsaid))
            .with(Feature::ActorIndirect, flag(actor && !c.actor.direct))
            .with(Feature::RecipientIndirect, flag(recipient && !c.recipient.direct))
            .with(Feature::Subordinate, depth)
            .with(Feature::Hypothetical, flag(status == Status::Hypothetical))
            .with(Feature::Planned, flag(status == Status::Planned))
            .with(Feature::Demanded, flag(status == Status::Demanded))
            .with(Feature::Denied, flag(status == Status::Denied))
            .with(Feature::Specificity, c.specificity.min(MAX_SPECIFICITY) as f32)
            .with(Feature::Private, flag(self.is_private(&sides)))
            .with(Feature::Alone, flag(self.is_alone()))
            .with(Feature::Headline, flag(self.is_verbless() && depth == 0.0))
            .with(Feature::ActorOther, flag(self.has_another_actor()))
            .with(Feature::Apart, flag(self.is_apart()))
            .with(Feature::ActorUnknown, flag(actor && c.actor.actors.iter().all(unknown)))
            .with(Feature::ActorPrivate, flag(actor && self.is_private(&[&c.actor.actors])))
            .with(Feature::NoCountry, flag(first.is_none()))
            .with(Feature::TwoCountries, flag(two))
            .with(Feature::Year, flag(dated.is_some_and(|d| is_year(&d.timex.value))))
    }

    /// Whether a side is headed by a word for people or bodies that have no part in politics.
    fn is_apart(&self) -> bool {
        let c = self.candidate;
        let pack = &self.reading.lang.coding;
        let apart = |&h: &TokenIdx| {
            self.reading.parse.token(h).pos == Upos::Noun && pack.in_class("apart", &self.reading.lemma(h))
        };
        !self.is_civic() && c.actor.heads.iter().chain(&c.recipient.heads).any(apart)
    }

    /// Whether the type of event is one that private people do among themselves.
    fn is_civic(&self) -> bool {
        self.reading.packs.ontology.event(&self.candidate.sense.event).is_some_and(|e| e.civic)
    }

    /// Whether nobody but private people, firms or the press takes part, in an act that asks for more.
    fn is_private(&self, sides: &[&[Actor]]) -> bool {
        let ontology = &self.reading.packs.ontology;
        let private = |a: &Actor| a.sector.is_some_and(|s| ontology.is_private(s));
        !self.is_civic() && sides.iter().copied().flatten().all(private)
    }

    /// Whether only one party is told of an act that takes two ("Parliament meets").
    fn is_alone(&self) -> bool {
        let c = self.candidate;
        let mutual = self.reading.packs.ontology.is_mutual(&c.sense.event, c.sense.mode.as_deref());
        mutual
            && c.actor.actors.len() + c.recipient.actors.len() + c.bystanders.len() == 1
            && c.recipient.heads.is_empty()
    }

    /// Whether the sentence has no finite verb, as headlines often have none.
    fn is_verbless(&self) -> bool {
        let parse = self.reading.parse;
        let sentence = parse.sentence_of(self.candidate.trigger);
        !sentence.indices().any(|i| parse.tokens[i].morph.contains("VerbForm=Fin"))
    }

    /// Whether the act has a doer who is no political actor ("the *virus* killed").
    fn has_another_actor(&self) -> bool {
        let c = self.candidate;
        let parse = self.reading.parse;
        // What tells an event itself ("the *attack* killed") has a doer who is only not named.
        let act = |h: TokenIdx| {
            let mut senses = self.reading.lang.coding.senses_of(&parse.token(h).lemma);
            senses.any(|(_, s, _)| s.pos == PredicatePos::Noun)
        };
        c.actor.actors.is_empty() && c.actor.heads.iter().any(|&h| parse.token(h).pos == Upos::Noun && !act(h))
    }

    fn grammar(&self) -> Grammar<'_> {
        Grammar::of(self.reading, self.reading.parse)
    }

    /// How many relative, adverbial and participial clauses and prepositional phrases lie between the predicate and
    /// the main clause; a complement ("said that it …") is no step down.
    fn depth(&self) -> f32 {
        let parse = self.reading.parse;
        let syntax = &self.reading.lang.syntax;
        let down = [
            Relation::RelativeClause,
            Relation::AdverbialClause,
            Relation::Participial,
            Relation::Oblique,
            Relation::NominalModifier,
            Relation::PrepositionClause,
            Relation::Apposition,
        ];
        let mut at = self.candidate.trigger;
        let mut depth: u8 = 0;
        loop {
            let token = parse.token(at);
            if token.head == at || depth >= MAX_DEPTH {
                return f32::from(depth);
            }
            // "Minister arrested": the participle is all that the headline says.
            let headline = syntax.is(&token.dep, Relation::Participial)
                && parse.token(token.head).head == token.head
                && self.is_verbless();
            // "the resumption of talks" is the talks.
            let phase = self.grammar().phase(at).is_some();
            depth += u8::from(syntax.is_any(&token.dep, &down) && !headline && !phase);
            at = token.head;
        }
    }
}

/// "1940", "194", "19": the value of a year, a decade or a century.
fn is_year(value: &str) -> bool {
    (2..=4).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #[test]
    fn years_are_no_days() {
        assert!(super::is_year("1940") && super::is_year("19"));
        assert!(!super::is_year("1940-05") && !super::is_year("P3Y") && !super::is_year("PAST_REF"));
    }
}
