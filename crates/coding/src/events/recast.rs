//! Main verbs that a tagger takes for nouns or adjectives, in sentences that have no other ("Berlin {livre} des chars").
//!
//! What follows tells them: a noun is not followed by an article. The verb becomes the head of its sentence, the name or
//! noun in front of it its subject, and what stood below either of them its object and phrases.

use std::sync::Arc;

use legation_model::{Parse, Token, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::mend::forms;
use crate::Reading;
use crate::reading::small;

/// The parse with such verbs put right; `None` when there are none.
pub(super) fn recast(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    if reading.lang.coding.verb_endings.is_empty() {
        return None;
    }
    let mut tokens: Option<Vec<Token>> = None;
    for sentence in &parse.sentences {
        let whole = Sentence { reading, parse, all: sentence.indices().map(TokenIdx::from).collect() };
        let Some((verb, subject)) = whole.verb() else { continue };
        whole.rewrite(verb, subject, tokens.get_or_insert_with(|| parse.tokens.clone()));
    }
    tokens.map(Parse::new)
}

struct Sentence<'a> {
    reading: &'a Reading<'a>,
    parse: &'a Parse,
    all: Vec<TokenIdx>,
}

impl Sentence<'_> {
    /// The word that is its verb, with the head of its subject.
    fn verb(&self) -> Option<(TokenIdx, TokenIdx)> {
        let root = self.all.iter().copied().find(|&t| self.parse.token(t).head == t)?;
        let original = &self.reading.parse;
        // A verb of the pipeline's own heads the sentence.
        if matches!(original.token(root).pos, Upos::Verb | Upos::Aux) {
            return None;
        }
        let nominal = [
            Relation::Adjectival,
            Relation::Participial,
            Relation::NominalModifier,
            Relation::Apposition,
            Relation::Conjunct,
        ];
        let syntax = &self.reading.lang.syntax;
        self.all.iter().copied().filter(|&t| t == root || self.parse.token(t).head == root).find_map(|t| {
            let subject = if t == root {
                let bare = |&c: &TokenIdx| c < t && self.is_name(c);
                self.parse.children(t).find(bare)?
            } else {
                let dep = &self.parse.token(t).dep;
                (root < t && self.is_name(root) && syntax.is_any(dep, &nominal)).then_some(root)?
            };
            (self.may_be_verb(t) && self.lemma(t).is_some()).then_some((t, subject))
        })
    }

    fn is_name(&self, t: TokenIdx) -> bool {
        let nominal = matches!(self.parse.token(t).pos, Upos::Noun | Upos::Propn);
        nominal && self.reading.lang.syntax.first(self.parse, t, Relation::Case).is_none()
    }

    /// A small word behind a noun or adjective and in front of an article or number, itself without one.
    fn may_be_verb(&self, t: TokenIdx) -> bool {
        let syntax = &self.reading.lang.syntax;
        let next = TokenIdx::from(t.at() + 1);
        let Some(before) = t.at().checked_sub(1).map(TokenIdx::from) else { return false };
        let pos = self.reading.parse.token(t).pos;
        let without = |relation| syntax.first(self.parse, t, relation).is_none_or(|d| d > t);
        self.all.contains(&next)
            && self.all.contains(&before)
            && matches!(pos, Upos::Noun | Upos::Adj | Upos::Verb)
            && self.reading.word(t).starts_with(char::is_lowercase)
            && matches!(self.parse.token(before).pos, Upos::Noun | Upos::Propn | Upos::Adj)
            && (matches!(self.parse.token(next).pos, Upos::Det | Upos::Num) || self.is_partitive(next))
            && [Relation::Determiner, Relation::Case, Relation::Coordinator, Relation::Copula].into_iter().all(without)
    }

    /// "des chars": an article that parsers take for a preposition.
    fn is_partitive(&self, t: TokenIdx) -> bool {
        self.reading.lang.coding.in_class("partitive", &small(self.reading.word(t)))
    }

    /// The features and the dictionary form that it has as a verb.
    fn lemma(&self, t: TokenIdx) -> Option<(Arc<str>, String)> {
        let coding = &self.reading.lang.coding;
        let form = self.reading.word(t).to_lowercase();
        let knows = |lemma: &str| coding.knows_verb(lemma) || !self.reading.lang.attribution.verb(lemma).is_empty();
        let (ending, lemma) =
            forms(&coding.verb_endings, &form).find(|(e, l)| e.morph.contains("VerbForm=Fin") && knows(l))?;
        Some((ending.morph.as_str().into(), lemma))
    }

    fn rewrite(&self, verb: TokenIdx, subject: TokenIdx, tokens: &mut [Token]) {
        let syntax = &self.reading.lang.syntax;
        let Some((morph, lemma)) = self.lemma(verb) else { return };
        let token = &mut tokens[verb.at()];
        (token.lemma, token.morph, token.pos) = (lemma.into(), morph, Upos::Verb);
        let mut hang = |at: TokenIdx, head: TokenIdx, relation: Relation| {
            tokens[at.at()].head = head;
            tokens[at.at()].dep = Arc::clone(syntax.label(relation));
        };
        hang(verb, verb, Relation::Root);
        hang(subject, verb, Relation::Subject);
        let nominal = [
            Relation::NominalModifier,
            Relation::Conjunct,
            Relation::Apposition,
            Relation::OpenComplement,
            Relation::Oblique,
        ];
        for head in [subject, verb] {
            for child in self.parse.children(head).filter(|&c| c > verb) {
                let token = self.parse.token(child);
                if !(matches!(token.pos, Upos::Noun | Upos::Propn) && syntax.is_any(&token.dep, &nominal)) {
                    continue;
                }
                let case = syntax.first(self.parse, child, Relation::Case);
                let object = case.is_none_or(|c| c.at() == verb.at() + 1 && self.is_partitive(c));
                hang(child, verb, if object { Relation::Object } else { Relation::Oblique });
            }
        }
    }
}
