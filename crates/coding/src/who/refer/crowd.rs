//! People by their number, states by a direction of the compass.

use std::sync::Arc;

use legation_model::{Actor, ActorKind, ActorMention, Derivation, TokenIdx, TokenRange, Upos};
use legation_packs::actors::fold;
use legation_packs::syntax::Relation;

use super::{Referent, Resolver, fold_word};
use crate::who::scan::What;

impl Resolver<'_> {
    /// People by number alone ("thousands were arrested"), or by what follows the number ("thousands of Peruvians").
    pub(super) fn crowd(&mut self, at: TokenIdx, word: &str) -> Option<ActorMention> {
        let parse = self.reading.parse;
        let token = parse.token(at);
        let grammar = &self.reading.lang.actors.grammar;
        let counted = grammar.crowds.contains(word)
            || *token.lemma != *self.reading.word(at) && grammar.crowds.contains(&fold(&token.lemma));
        if !counted || self.phrases.iter().any(|p| p.range.contains(at)) {
            return None;
        }
        let sentence = parse.sentence_of(at);
        let mut next = at.at() + 1;
        while next < sentence.end.at() {
            let word = fold_word(self.reading.word(next.into()));
            if !(grammar.of.contains(&word) || grammar.crowds.contains(&word)) {
                break;
            }
            next += 1;
        }
        let people = Some(self.reading.packs.ontology.people());
        let of = self.phrases.iter().find(|p| p.range.start.at() == next && !p.inner && next > at.at() + 1);
        let (range, actors) = if let Some(phrase) = of {
            let range = TokenRange { start: at, end: phrase.range.end };
            let (kind, actors, _) = self.denotes(phrase)?;
            let by_adjective = matches!(phrase.what, What::Known(sense) if sense.is_adjective());
            match kind {
                ActorKind::Group | ActorKind::Office => (range, actors),
                // "thousands of Congolese"
                ActorKind::Country if by_adjective => {
                    (range, actors.into_iter().map(|a| Actor { sector: people, name: None, ..a }).collect())
                }
                _ => return None,
            }
        } else {
            // Alone it is people only where something is done to them or by them.
            let roles = [Relation::Subject, Relation::PassiveSubject, Relation::Object];
            let stands = self.reading.lang.syntax.is_any(&token.dep, &roles) && token.pos != Upos::Adj;
            if next > at.at() + 1 || !stands {
                return None;
            }
            let range = TokenRange::new(at.at(), at.at() + 1);
            (range, vec![self.actor(range, self.scope_at(at), people, None)])
        };
        let span = parse.span(range);
        let text: Arc<str> = span.of(self.reading.text()).into();
        let actors: Vec<Actor> =
            actors.into_iter().map(|a| Actor { text: Arc::clone(&text), span: Some(span), ..a }).collect();
        let mention = ActorMention {
            tokens: range,
            head: at,
            kind: ActorKind::Group,
            actors,
            alternatives: Vec::new(),
            derivation: Derivation::new("who.crowd", Some(span), "people by their number"),
        };
        self.seen.push(Referent { plural: true, ..self.referent(&mention) });
        Some(mention)
    }

    /// States by a direction of the compass ("Western sanctions"): several, none named.
    pub(super) fn direction(&self, at: TokenIdx) -> Option<ActorMention> {
        let token = self.reading.parse.token(at);
        if token.pos != Upos::Adj {
            return None;
        }
        let western = &self.reading.lang.actors.grammar.western;
        let named = western.contains(self.reading.word(at)) || western.contains(&fold(&token.lemma));
        if !named {
            return None;
        }
        let range = TokenRange::new(at.at(), at.at() + 1);
        Some(ActorMention {
            tokens: range,
            head: at,
            kind: ActorKind::Group,
            actors: vec![self.actor(range, None, Some(self.reading.packs.ontology.government()), None)],
            alternatives: Vec::new(),
            derivation: Derivation::new("who.direction", Some(token.span), "states not named"),
        })
    }
}
