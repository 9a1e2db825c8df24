//! Who "we" and "you" are in an interview: whoever answers.

use legation_model::{Actor, ActorKind, ActorMention, Block, BlockKind, Code, Derivation, Span, TokenIdx, TokenRange};
use legation_packs::actors::{Pronoun, Refers};

use super::{Resolver, fold_word};
use crate::who::phrase::Phrase;

/// Among how many blocks at the start a piece says that it is an interview, and with whom.
const HEAD: usize = 5;
/// So many questions make an interview.
const QUESTIONS: usize = 2;

/// What is put to whoever answers has at most so many words.
const REMARK: usize = 40;

/// An interview.
#[derive(Clone, Debug)]
pub(crate) struct Interview {
    /// Who answers.
    pub(crate) answers: Actor,
    /// The questions, as bytes of the text.
    questions: Vec<Span>,
}

impl Interview {
    /// Whether words are part of an answer.
    pub(crate) fn answered(&self, words: Span) -> bool {
        let begun = self.questions.first().is_some_and(|q| q.end <= words.start);
        begun && !self.questions.iter().any(|q| q.contains(words))
    }

    /// Whether words stand behind the start of the first question.
    pub(super) fn begun(&self, words: Span) -> bool {
        self.questions.first().is_some_and(|q| q.start <= words.start)
    }

    /// Country and sector of whoever answers.
    pub(super) fn party(&self) -> (Option<Code>, Option<Code>) {
        (self.answers.country, self.answers.sector)
    }
}

impl Resolver<'_> {
    /// The interview that the document is, if it calls itself one, asks questions and names somebody with a part in politics
    /// before them.
    pub(super) fn interview(&self) -> Option<Interview> {
        let reading = self.reading;
        let grammar = &reading.lang.actors.grammar;
        let blocks = &reading.article.blocks;
        let text = |b: &Block| reading.article.block_text(b).trim();
        let word = |w: &str| fold_word(w.trim_matches(|c: char| !c.is_alphanumeric()));
        let called =
            blocks.iter().take(HEAD).any(|b| text(b).split_whitespace().any(|w| grammar.interview.contains(&word(w))));
        let asks = |b: &&Block| {
            let first = text(b).split([':', '.', ' ']).next().unwrap_or_default();
            b.kind != BlockKind::Title && (text(b).ends_with('?') || grammar.asks.contains(&word(first)))
        };
        let questions: Vec<Span> = blocks.iter().filter(asks).map(|b| b.span).collect();
        if !called || questions.len() < QUESTIONS {
            return None;
        }
        // "The Kremlin accuses you of …": put to whoever answers without a question mark.
        let says = |b: &Block, who: Refers| {
            let pronouns = &reading.lang.actors.pronouns;
            text(b).split_whitespace().any(|w| pronouns.get(&word(w)).is_some_and(|p| p.refers == who))
        };
        let put = |b: &&Block| {
            let short = text(b).split_whitespace().count() <= REMARK;
            asks(b) || b.kind != BlockKind::Title && short && says(b, Refers::Addressee) && !says(b, Refers::Speaker)
        };
        let questions: Vec<Span> = blocks.iter().filter(put).map(|b| b.span).collect();
        let start = questions.first()?.start;
        let before = |p: &&Phrase| reading.parse.span(p.range).end <= start;
        let answers = self.phrases.iter().filter(before).find_map(|p| {
            let actor = self.named(p, p.person?);
            (actor.country.is_some() && actor.sector.is_some()).then_some(actor)
        })?;
        Some(Interview { answers, questions })
    }

    /// Whether a token stands in a question of an interview.
    pub(super) fn is_asked(&self, at: TokenIdx) -> bool {
        let span = self.reading.parse.token(at).span;
        self.interview.as_ref().is_some_and(|i| i.questions.iter().any(|q| q.contains(span)))
    }

    /// "we" in an answer, "you" in a question.
    pub(super) fn interviewed(&self, at: TokenIdx, pronoun: &Pronoun) -> Option<ActorMention> {
        let interview = self.interview.as_ref()?;
        let meant = if self.is_asked(at) { Refers::Addressee } else { Refers::Speaker };
        let begun = interview.begun(self.reading.parse.token(at).span);
        if pronoun.refers != meant || !begun {
            return None;
        }
        let token = self.reading.parse.token(at);
        let tokens = TokenRange::new(at.at(), at.at() + 1);
        let actor = &interview.answers;
        let actor = self.actor(tokens, actor.country, actor.sector, actor.name.clone());
        Some(ActorMention {
            tokens,
            head: at,
            kind: ActorKind::Pronoun,
            actors: vec![actor],
            alternatives: Vec::new(),
            derivation: Derivation::new("who.interview", Some(token.span), "who answers"),
        })
    }
}
