//! From chosen readings to mentions: status, sources, date, number, place, evidence, confidence.

use std::sync::Arc;

use legation_model::{
    Actor, Code, Derivation, DocumentKind, Evidence, Mention, MentionId, Span, Status, TokenIdx, TokenRange,
};
use legation_packs::syntax::Relation;

use super::matching::Candidate;
use super::parties::{Parties, same_party};
use super::{number, when};
use crate::attribution::{self, Form, Report};
use crate::{Reading, status};

/// All mentions of a document, in text order.
pub(super) fn all<'a>(
    reading: &'a Reading<'a>,
    parties: &Parties<'a>,
    reports: &[Report],
    chosen: Vec<Candidate<'a>>,
) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::with_capacity(chosen.len());
    for candidate in chosen {
        let n = mentions.len() as u32;
        mentions.push(Builder { reading, parties, reports, candidate: &candidate }.build(n));
    }
    let meta = &reading.article.meta;
    let fresh = matches!(meta.kind, DocumentKind::News | DocumentKind::Wire);
    when::complete(&mut mentions, meta.published.date, fresh);
    mentions
}

struct Builder<'b, 'a> {
    reading: &'a Reading<'a>,
    parties: &'b Parties<'a>,
    reports: &'b [Report],
    candidate: &'b Candidate<'a>,
}

impl Builder<'_, '_> {
    fn build(&self, n: u32) -> Mention {
        let reading = self.reading;
        let candidate = self.candidate;
        let sense = candidate.sense;
        let ontology = &reading.packs.ontology;
        let mutual = ontology.is_mutual(&sense.event, sense.mode.as_deref());
        let mut actor = candidate.actor.actors.clone();
        let mut recipient = candidate.recipient.actors.clone();
        if mutual {
            for other in recipient.drain(..) {
                if !actor.iter().any(|a| same_party(a, &other)) {
                    actor.push(other);
                }
            }
        }
        let (status, reality) = self.status();
        let dated = when::find(reading, &self.parties.grammar, candidate.trigger);
        let published = reading.article.meta.published.date;
        let attribution = self.sources(&actor);
        let clean = self.clause();
        let mut derivation = candidate.derivation.clone();
        derivation.children.push(reality);
        if let Some(d) = dated {
            derivation.children.push(d.timex.derivation.clone());
        }
        let text = reading.text();
        Mention {
            id: MentionId { doc: Arc::clone(&reading.article.doc), n },
            evidence: Evidence {
                doc: Arc::clone(&reading.article.doc),
                clean,
                base: reading.article.map.to_base(clean),
                quote: clean.of(text).into(),
                derivation,
            },
            trigger: candidate.trigger_span,
            trigger_base: reading.article.map.to_base(candidate.trigger_span),
            number: self.number(),
            place: self.place(),
            actor,
            recipient,
            event: Arc::clone(&sense.event),
            mode: sense.mode.clone(),
            cameo: Some(Arc::clone(&sense.cameo)),
            goldstein: ontology.goldstein(&sense.cameo),
            date: when::interval(dated, status, published),
            date_text: dated.map(|d| when::words(reading, d)),
            status,
            attribution,
            rule: Arc::clone(&sense.id),
            confidence: self.confidence(),
        }
    }

    /// Negation that is part of the predicate ("has not recognised" as a refusal) makes no denial.
    fn status(&self) -> (Status, Derivation) {
        let found = status::of(self.reading, self.candidate.trigger);
        match found.status {
            Status::Denied if self.candidate.negation_used => (Status::Happened, found.derivation),
            other => (other, found.derivation),
        }
    }

    /// According to whom, outermost first. Who speaks in the event itself is no source of it.
    fn sources(&self, actors: &[Actor]) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let speech = ontology.event(&self.candidate.sense.event).is_some_and(|e| e.speech);
        let mut chain: Vec<Actor> = Vec::new();
        for link in attribution::links(self.reading, self.reports, self.candidate.trigger_span) {
            let Some(source) = self.source(link.words) else { continue };
            let known = chain.iter().any(|a| same_source(a, &source));
            let own = (speech || link.form == Form::Object) && actors.iter().any(|a| same_source(a, &source));
            if !known && !own {
                chain.push(source);
            }
        }
        chain
    }

    fn source(&self, tokens: TokenRange) -> Option<Actor> {
        let parse = self.reading.parse;
        let head = tokens.indices().map(TokenIdx::from).find(|&i| {
            let h = parse.token(i).head;
            h == i || !tokens.contains(h)
        })?;
        let span = parse.span(tokens);
        let text: Arc<str> = span.of(self.reading.text()).into();
        match self.parties.named(head) {
            Some([actor, ..]) => Some(Actor { text, span: Some(span), ..actor.clone() }),
            _ if self.parties.is_open_pronoun(head) => None,
            _ => Some(Actor { text, span: Some(span), country: None, sector: None, name: None }),
        }
    }

    fn number(&self) -> Option<legation_model::Number> {
        let c = self.candidate;
        c.recipient.heads.iter().chain(&c.actor.heads).find_map(|&h| number::of(self.reading, &self.parties.grammar, h))
    }

    /// The state named as the place ("in Minsk", "à Minsk").
    fn place(&self) -> Option<Code> {
        let grammar = &self.parties.grammar;
        let parse = self.reading.parse;
        let mut at = self.candidate.trigger;
        for _ in 0..3 {
            for oblique in grammar.syntax.obliques(parse, at) {
                let lemma = oblique.preposition.map(|p| parse.token(p).lemma.to_lowercase());
                if lemma.is_some_and(|l| grammar.pack.in_class("locative", &l))
                    && self.parties.is_country(oblique.noun)
                    && let Some([actor, ..]) = self.parties.named(oblique.noun)
                {
                    return actor.country;
                }
            }
            let head = parse.token(at).head;
            if head == at {
                break;
            }
            at = head;
        }
        None
    }

    /// The clause that tells the event: the trigger's clause with everything below it, and the parties.
    fn clause(&self) -> Span {
        let parse = self.reading.parse;
        let syntax = &self.reading.lang.syntax;
        let stops = [
            Relation::Root,
            Relation::ComplementClause,
            Relation::AdverbialClause,
            Relation::RelativeClause,
            Relation::Parataxis,
        ];
        let sentence = parse.sentence_of(self.candidate.trigger);
        let mut at = self.candidate.trigger;
        loop {
            let token = parse.token(at);
            if token.head == at || !sentence.contains(token.head) || syntax.is_any(&token.dep, &stops) {
                break;
            }
            at = token.head;
        }
        let mut span = parse.span(parse.subtree(at));
        span = span.hull(self.candidate.trigger_span);
        let limits = parse.span(sentence);
        for &head in self.candidate.actor.heads.iter().chain(&self.candidate.recipient.heads) {
            if limits.contains(parse.token(head).span) {
                span = span.hull(parse.token(head).span);
            }
        }
        span.trimmed(self.reading.text())
    }

    /// How likely type and parties are right, before calibration: what the rule demanded, and what it found.
    fn confidence(&self) -> f32 {
        let c = self.candidate;
        let mut score: f32 = 0.45 + 0.05 * c.specificity.min(5) as f32 + 0.1 * c.filled() as f32;
        if c.actor.direct {
            score += 0.05;
        }
        score.min(0.95)
    }
}

fn same_source(a: &Actor, b: &Actor) -> bool {
    match (&a.name, &b.name) {
        (Some(x), Some(y)) => x == y,
        _ => a.text == b.text || (a.country.is_some() && a.country == b.country && a.sector == b.sector),
    }
}
