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
        if let Some((verb, subject)) = whole.verb() {
            whole.rewrite(verb, subject, tokens.get_or_insert_with(|| parse.tokens.clone()));
        } else if let Some((verb, subject)) = whole.verb_before_object() {
            whole.put_first(verb, subject, tokens.get_or_insert_with(|| parse.tokens.clone()));
        }
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
        // A verb of the pipeline's own heads the sentence, unless it was none ("l'{opposant}").
        let verbal = |parse: &Parse| matches!(parse.token(root).pos, Upos::Verb | Upos::Aux);
        if verbal(original) && verbal(self.parse) {
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
        self.all.iter().copied().find_map(|t| {
            let subject = if t == root {
                let bare = |&c: &TokenIdx| c < t && self.is_name(c);
                self.parse.children(t).find(bare)?
            } else {
                let token = self.parse.token(t);
                // "Le roi du Maroc {gracie} des manifestants": it may hang below what its subject is of.
                let above = self.parse.token(token.head);
                let below = [Relation::NominalModifier, Relation::Apposition];
                let within = above.head == root && syntax.is_any(&above.dep, &below) && token.head < t;
                let glued = syntax.is(&token.dep, Relation::Compound)
                    && token.pos != Upos::Propn
                    && !syntax.prepositions_are_heads;
                let described = syntax.is_any(&token.dep, &nominal) || glued;
                let hangs = token.head == root || within && !syntax.prepositions_are_heads;
                (root < t && hangs && self.is_name(root) && described).then_some(root)?
            };
            (self.may_be_verb(t) && self.lemma(t).is_some()).then_some((t, subject))
        })
    }

    /// "Israël et ses alliés {coupent} l'accès", drawn as a noun with a subject: a word between the two that may be a
    /// verb and hangs below the subject, with that subject.
    fn verb_before_object(&self) -> Option<(TokenIdx, TokenIdx)> {
        let syntax = &self.reading.lang.syntax;
        let root = self.all.iter().copied().find(|&t| self.parse.token(t).head == t)?;
        let noun = matches!(self.parse.token(root).pos, Upos::Noun | Upos::Propn);
        if syntax.prepositions_are_heads || !noun || syntax.first(self.parse, root, Relation::Copula).is_some() {
            return None;
        }
        let subject = syntax.first(self.parse, root, Relation::Subject).filter(|&s| s < root)?;
        let without = |t: TokenIdx| {
            [Relation::Determiner, Relation::Case, Relation::Subject]
                .into_iter()
                .all(|r| syntax.first(self.parse, t, r).is_none())
        };
        let between = self
            .all
            .iter()
            .copied()
            .filter(|&t| t > subject && t < root && [subject, root].contains(&self.parse.token(t).head));
        let mut verbs = between.filter(|&t| {
            let token = self.parse.token(t);
            let finite = token.pos == Upos::Verb && token.morph.contains("VerbForm=Fin");
            let open = matches!(token.pos, Upos::Noun | Upos::Adj | Upos::Adv | Upos::Propn | Upos::Verb);
            let small = self.reading.word(t).starts_with(char::is_lowercase);
            open && small && without(t) && (finite || self.lemma(t).is_some())
        });
        verbs.next_back().map(|verb| (verb, subject))
    }

    fn put_first(&self, verb: TokenIdx, subject: TokenIdx, tokens: &mut [Token]) {
        let syntax = &self.reading.lang.syntax;
        let object = self.parse.token(subject).head;
        let token = &mut tokens[verb.at()];
        if !token.morph.contains("VerbForm=Fin") || !self.reading.lang.coding.knows_verb(&token.lemma) {
            let Some((morph, lemma)) = self.lemma(verb) else { return };
            (token.lemma, token.morph, token.pos) = (lemma.into(), morph, Upos::Verb);
        }
        let mut hang = |at: TokenIdx, head: TokenIdx, relation: Relation| {
            tokens[at.at()].head = head;
            tokens[at.at()].dep = Arc::clone(syntax.label(relation));
        };
        let behind = syntax.first(self.parse, object, Relation::Case).is_some();
        hang(verb, verb, Relation::Root);
        hang(subject, verb, Relation::Subject);
        hang(object, verb, if behind { Relation::Oblique } else { Relation::Object });
        for child in self.parse.children(object).filter(|&c| c < subject) {
            tokens[child.at()].head = verb;
        }
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
            && (matches!(pos, Upos::Noun | Upos::Adj | Upos::Verb)
                || pos == Upos::Propn && !syntax.prepositions_are_heads)
            && self.reading.word(t).starts_with(char::is_lowercase)
            && (matches!(self.parse.token(before).pos, Upos::Noun | Upos::Propn | Upos::Adj) || self.is_behind_aside(t))
            && (matches!(self.parse.token(next).pos, Upos::Det | Upos::Num)
                || self.is_partitive(next)
                || self.is_no_word(t)
                || self.is_future(t)
                || self.is_between_names(t))
            && [Relation::Determiner, Relation::Case, Relation::Coordinator, Relation::Copula].into_iter().all(without)
    }

    /// "Le chef de l'armée, le général Holm, {presse} la foule de partir": behind an apposition, where nothing else is a verb.
    fn is_behind_aside(&self, t: TokenIdx) -> bool {
        let comma = self.reading.word((t.at() - 1).into()) == ",";
        let finite = |&v: &TokenIdx| {
            let token = self.parse.token(v);
            matches!(token.pos, Upos::Verb | Upos::Aux) && token.morph.contains("VerbForm=Fin")
        };
        let syntax = &self.reading.lang.syntax;
        let article = self.parse.token((t.at() + 1).into()).pos == Upos::Det;
        !syntax.prepositions_are_heads && comma && article && !self.all.iter().any(|v| *v != t && finite(v))
    }

    /// "La Commission {note} avec regret": an adjective whose dictionary form the pipeline had to guess ("not").
    fn is_no_word(&self, t: TokenIdx) -> bool {
        let token = self.reading.parse.token(t);
        token.pos == Upos::Adj
            && !self.reading.lang.syntax.prepositions_are_heads
            && self.reading.word(t).strip_suffix('e').is_some_and(|stem| *stem == *token.lemma)
            && !token.morph.contains("Gender=Fem")
    }

    /// "Les rebelles {capituleront} devant l'armée": a form of the future is no noun.
    fn is_future(&self, t: TokenIdx) -> bool {
        self.lemma(t).is_some_and(|(morph, _)| morph.contains("Tense=Fut"))
    }

    /// "Washington {menace} Moscou": between two names no noun stands without article or preposition.
    fn is_between_names(&self, t: TokenIdx) -> bool {
        let name = |t: usize| self.is_named(t.into());
        !self.reading.lang.syntax.prepositions_are_heads
            && matches!(self.parse.token(t).pos, Upos::Noun | Upos::Verb)
            && name(t.at() - 1)
            && name(t.at() + 1)
    }

    /// A name, whatever the tagger calls it where it does not open the sentence.
    fn is_named(&self, t: TokenIdx) -> bool {
        let opens = self.all.first() == Some(&t);
        self.parse.token(t).pos == Upos::Propn || !opens && self.reading.word(t).starts_with(char::is_uppercase)
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
            Relation::Adjectival,
        ];
        let above = self.parse.token(verb).head;
        // "le chef de l'armée, *le général Holm*, presse la foule": it may hang below what stands beside the subject.
        let beside =
            self.parse.children(subject).filter(|&c| c < verb && syntax.stands_as(self.parse, c, Relation::Apposition));
        for head in [subject, verb, above].into_iter().chain(beside) {
            for child in self.parse.children(head).filter(|&c| c > verb) {
                let token = self.parse.token(child);
                // "presse Oslo *de partir*"
                let infinitive = token.morph.contains("VerbForm=Inf") && syntax.is(&token.dep, Relation::Participial);
                if infinitive && syntax.first(self.parse, child, Relation::Marker).is_some() {
                    hang(child, verb, Relation::OpenComplement);
                    continue;
                }
                let noun = matches!(token.pos, Upos::Noun | Upos::Propn) || self.is_named(child);
                // "presse *les manifestants*", drawn as part of the name
                let direct =
                    syntax.first(self.parse, child, Relation::Determiner).is_some_and(|d| d.at() == verb.at() + 1);
                if !(noun && (direct || syntax.is_any(&token.dep, &nominal))) {
                    continue;
                }
                let case = syntax.first(self.parse, child, Relation::Case);
                let object = case.is_none_or(|c| c.at() == verb.at() + 1 && self.is_partitive(c));
                hang(child, verb, if object { Relation::Object } else { Relation::Oblique });
            }
        }
    }
}
