//! Members of a coordination that parsers with prepositions below their nouns hang on the wrong word, and nouns that they
//! keep from their verb.
//!
//! | drawn | meant |
//! |---|---|
//! | "exhorte Oslo et {Lima} à céder" with Lima beside the verb | beside Oslo |
//! | "a ramené ses liens au plus bas et {rapatrié} ses soldats" beside the noun or adjective in front of it | a second verb |
//! | "{des} F-16 danois ont pilonné la ville" with a preposition | the subject |
//! | "Après le vote {la Suède} a rappelé" as if Sweden described the vote | the subject |
//! | "signe avec {Oslo} un traité" as if Oslo described the treaty | what the preposition stands with, the treaty the object |
//! | "entre la Suède et {le Pérou} tient" with Peru as a second subject | beside Sweden |
//! | "attend d'Oslo {qu'elle cède un port}" as a relative clause with two objects | what the verb's complement is |
//! | "abandonne en plein désert, près d'Oslo, {des femmes}" beside the place | the object |
//! | "s'était dit étonné et {avait crié} à l'ingérence" beside the adjective | a second verb |
//! | "le roi et le ministre s'{étaient retrouvés} à Oslo" as if it described them | the verb, they its subject |
//! | "« … », s'est félicitée {la junte}" as an object | the subject |
//! | "a jugé « illégales » {les méthodes}" as the object of the participle | of the verb above |
//! | "refoule deux cents {migrants}" as an adjective of the number | the noun that is counted |
//! | "un premier {pas}" as a negation | a noun |
//! | "a appelé Jens Holm {samedi}" with the day as part of the name | when |

use std::sync::Arc;

use legation_model::{Parse, Token, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use crate::Reading;

/// The parse with such words put right; `None` when there are none.
pub(super) fn joined(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    if reading.lang.syntax.prepositions_are_heads {
        return None;
    }
    let mut joints = Joints { reading, parse, grammar: Grammar::of(reading, parse), tokens: None };
    for i in (0..parse.len()).map(TokenIdx::from) {
        match parse.token(i).pos {
            Upos::Noun | Upos::Propn | Upos::X => {
                joints.day(i);
                joints.second_name(i);
                joints.partitive_subject(i);
                joints.subject_behind_phrase(i);
                joints.second_of_two(i);
                joints.object_behind_place(i);
                joints.name_before_article(i);
            }
            Upos::Adj => {
                joints.name_before_article(i);
                joints.judged(i);
                joints.counted(i);
            }
            Upos::Verb => {
                joints.second_participle(i);
                joints.second_finite(i);
                joints.clause_of_its_own(i);
                joints.complement(i);
                joints.inverted(i);
                joints.judged(i);
            }
            Upos::Adv => joints.adverb_behind_article(i),
            _ => {}
        }
    }
    joints.tokens.map(Parse::new)
}

struct Joints<'a> {
    reading: &'a Reading<'a>,
    parse: &'a Parse,
    grammar: Grammar<'a>,
    tokens: Option<Vec<Token>>,
}

impl Joints<'_> {
    fn hang(&mut self, at: TokenIdx, head: TokenIdx, relation: Relation) {
        let tokens = self.tokens.get_or_insert_with(|| self.parse.tokens.clone());
        let token = &mut tokens[at.at()];
        token.head = head;
        token.dep = Arc::clone(self.reading.lang.syntax.label(relation));
    }

    fn is_noun(&self, at: TokenIdx) -> bool {
        matches!(self.parse.token(at).pos, Upos::Noun | Upos::Propn)
    }

    /// "appelé Jens Holm *samedi*"
    fn day(&mut self, at: TokenIdx) {
        let head = self.parse.token(at).head;
        let named = self.grammar.dep(at, Relation::Compound) && self.reading.time_at(head).is_none();
        if !named || head >= at || self.reading.time_at(at).is_none() {
            return;
        }
        let verb = self.parse.token(head).head;
        if self.grammar.is_verb(verb) {
            self.hang(at, verb, Relation::Oblique);
        }
    }

    /// "exhorte Oslo et *Lima* à céder"
    fn second_name(&mut self, at: TokenIdx) {
        let verb = self.parse.token(at).head;
        let beside = self.grammar.dep(at, Relation::Conjunct) && self.grammar.is_verb(verb) && verb < at;
        let Some(and) = self.grammar.first(at, Relation::Coordinator).filter(|c| beside && *c < at) else { return };
        let own = [Relation::Case, Relation::Subject, Relation::Copula];
        if own.into_iter().any(|r| self.grammar.first(at, r).is_some()) {
            return;
        }
        let Some(object) = self.grammar.first(verb, Relation::Object).filter(|&o| verb < o && o < and) else { return };
        let ends = self.parse.subtree(object).end.at() == and.at();
        if ends && self.is_noun(object) {
            self.hang(at, object, Relation::Conjunct);
        }
    }

    /// "entre la Suède et *le Pérou* tient", drawn as the verb's second subject: what stands between two is two.
    fn second_of_two(&mut self, at: TokenIdx) {
        let verb = self.parse.token(at).head;
        if !self.grammar.dep(at, Relation::Subject) || verb <= at {
            return;
        }
        let start = self.parse.subtree(at).start;
        let Some(and) = start.at().checked_sub(1).map(TokenIdx::from) else { return };
        let syntax = &self.reading.lang.syntax;
        if !syntax.stands_as(self.parse, and, Relation::Coordinator) || and.at() == 0 {
            return;
        }
        let end: TokenIdx = (and.at() - 1).into();
        let coding = &self.reading.lang.coding;
        let mut first = end;
        for _ in 0..3 {
            let between = |c: TokenIdx| coding.in_class("between", coding.preposition(&self.parse.token(c).lemma));
            if self.is_noun(first) && self.grammar.first(first, Relation::Case).is_some_and(between) {
                if self.grammar.first(first, Relation::Conjunct).is_none() {
                    self.hang(at, first, Relation::Conjunct);
                    self.hang(and, at, Relation::Coordinator);
                }
                return;
            }
            first = self.parse.token(first).head;
        }
    }

    /// "signe avec *Oslo* un traité": no noun has a name between its preposition and its article.
    fn name_before_article(&mut self, at: TokenIdx) {
        let noun = self.parse.token(at).head;
        let named = self.reading.word(at).starts_with(char::is_uppercase);
        let verb = self.parse.token(noun).head;
        if !named || noun <= at || !self.is_noun(noun) || !self.grammar.is_verb(verb) || verb >= at {
            return;
        }
        let Some(case) = self.grammar.first(noun, Relation::Case).filter(|c| c.at() + 1 == at.at()) else { return };
        let article = self.grammar.first(noun, Relation::Determiner).filter(|a| a.at() == at.at() + 1);
        if article.is_none() || self.grammar.first(verb, Relation::Object).is_some() {
            return;
        }
        self.hang(case, at, Relation::Case);
        self.hang(at, verb, Relation::Oblique);
        self.hang(noun, verb, Relation::Object);
        if let Some(tokens) = &mut self.tokens {
            tokens[at.at()].pos = Upos::Propn;
        }
    }

    /// "abandonne en plein désert, près d'Oslo, *des femmes*": members of a coordination repeat their preposition.
    fn object_behind_place(&mut self, at: TokenIdx) {
        let place = self.parse.token(at).head;
        let verb = self.parse.token(place).head;
        let member = self.grammar.dep(at, Relation::Conjunct) && self.grammar.dep(place, Relation::Oblique);
        if !member || !self.grammar.is_verb(verb) || verb > place || place > at {
            return;
        }
        let article = self.grammar.first(at, Relation::Determiner).filter(|&a| a < at);
        let marked = [Relation::Case, Relation::Coordinator];
        let behind = self.grammar.first(place, Relation::Case).is_some();
        let comma = article.and_then(|a| a.at().checked_sub(1)).is_some_and(|i| self.reading.word(i.into()) == ",");
        if article.is_some()
            && behind
            && comma
            && marked.into_iter().all(|r| self.grammar.first(at, r).is_none())
            && self.grammar.first(verb, Relation::Object).is_none()
        {
            self.hang(at, verb, Relation::Object);
        }
    }

    /// "s'était dit étonné et *avait crié* à l'ingérence": what has an auxiliary is no member beside an adjective or noun.
    fn second_finite(&mut self, at: TokenIdx) {
        let head = self.parse.token(at).head;
        let has = |r: Relation| self.grammar.first(at, r).is_some();
        if !self.grammar.dep(at, Relation::Conjunct)
            || self.grammar.is_verb(head)
            || !has(Relation::Auxiliary)
            || has(Relation::Subject)
            || has(Relation::PassiveSubject)
            || self.grammar.first(head, Relation::Copula).is_some()
        {
            return;
        }
        let mut above = head;
        for _ in 0..4 {
            above = self.parse.token(above).head;
            if self.grammar.is_verb(above) {
                break;
            }
        }
        let near = self.grammar.is_verb(above) && above < at && !self.grammar.dep(above, Relation::RelativeClause);
        if near {
            self.hang(at, above, Relation::Conjunct);
        }
    }

    /// "le roi et le ministre s'*étaient retrouvés* à Oslo", drawn as if the verb described them: a participle with an auxiliary is
    /// the verb of a clause, and what stands in front of it its subject.
    fn clause_of_its_own(&mut self, at: TokenIdx) {
        let finite = |c: TokenIdx| {
            self.parse.token(c).pos == Upos::Aux && self.parse.token(c).morph.contains("VerbForm=Fin") && c < at
        };
        let subject = [Relation::Subject, Relation::PassiveSubject, Relation::ClausalSubject];
        if !self.parse.children(at).any(finite) || subject.into_iter().any(|r| self.grammar.first(at, r).is_some()) {
            return;
        }
        let head = self.parse.token(at).head;
        let reflexive: Vec<TokenIdx> =
            self.parse.children(at).filter(|&c| c < at && self.parse.token(c).morph.contains("Reflex=Yes")).collect();
        let marked = self.grammar.first(at, Relation::Marker).is_some_and(|m| !reflexive.contains(&m));
        if marked {
            return;
        }
        let describes = self.grammar.dep(at, Relation::Participial)
            && self.is_noun(head)
            && self.grammar.dep(head, Relation::Root)
            && head < at;
        if describes {
            self.hang(at, at, Relation::Root);
            self.hang(head, at, Relation::Subject);
        } else if self.grammar.dep(at, Relation::OpenComplement) && self.grammar.is_verb(head) && head < at {
            let opens = self.parse.children(at).filter(|&c| c < at).min().unwrap_or(at);
            let before = |&n: &TokenIdx| self.is_noun(n) && self.parse.subtree(n).end == opens && n > head;
            let Some(own) = self.parse.children(head).find(before) else { return };
            if !self.grammar.dep(own, Relation::Conjunct) {
                return;
            }
            self.hang(own, at, Relation::Subject);
            self.hang(at, head, Relation::Conjunct);
        } else {
            return;
        }
        for pronoun in reflexive {
            self.hang(pronoun, at, Relation::Expletive);
        }
    }

    /// "« … », s'est félicitée *la junte*": behind words that are quoted the subject follows its reflexive verb.
    fn inverted(&mut self, at: TokenIdx) {
        let subject = [Relation::Subject, Relation::PassiveSubject];
        let reflexive = |c: TokenIdx| c < at && self.parse.token(c).morph.contains("Reflex=Yes");
        if !self.grammar.dep(at, Relation::Parataxis)
            || subject.into_iter().any(|r| self.grammar.first(at, r).is_some())
            || !self.parse.children(at).any(reflexive)
        {
            return;
        }
        if let Some(behind) = self.grammar.first(at, Relation::Object).filter(|&o| o > at) {
            self.hang(behind, at, Relation::Subject);
        }
    }

    /// "a jugé « illégales » *les méthodes*": an adjective, or participle without auxiliary, has no object.
    fn judged(&mut self, at: TokenIdx) {
        let (token, above) = (self.parse.token(at), self.parse.token(at).head);
        let participle =
            token.pos == Upos::Adj || token.morph.contains("Tense=Past") && token.morph.contains("VerbForm=Part");
        let bare = [Relation::Auxiliary, Relation::PassiveAuxiliary, Relation::Subject];
        if !participle
            || !self.grammar.dep(at, Relation::OpenComplement)
            || !self.grammar.is_verb(above)
            || bare.into_iter().any(|r| self.grammar.first(at, r).is_some())
            || self.grammar.first(above, Relation::Object).is_some()
        {
            return;
        }
        if let Some(object) = self.grammar.first(at, Relation::Object).filter(|&o| o > at) {
            self.hang(object, above, Relation::Object);
        }
    }

    /// "deux cents *migrants*", drawn as an adjective of the hundred.
    fn counted(&mut self, at: TokenIdx) {
        let number = self.parse.token(at).head;
        let counts = self.reading.lang.coding.in_class("container", &self.parse.token(number).lemma)
            && self.grammar.first(number, Relation::Numeric).is_some()
            && number.at() + 1 == at.at()
            && self.grammar.dep(at, Relation::Adjectival);
        if !counts {
            return;
        }
        let above = self.parse.token(number);
        let (head, label) = (above.head, Arc::clone(&above.dep));
        let behind: Vec<TokenIdx> = self.parse.children(number).filter(|&c| c > at).collect();
        self.hang(number, at, Relation::Numeric);
        for child in behind {
            self.hang(child, at, Relation::NominalModifier);
            if let Some(tokens) = &mut self.tokens {
                tokens[child.at()].dep = Arc::clone(&self.parse.token(child).dep);
            }
        }
        if let Some(tokens) = &mut self.tokens {
            let token = &mut tokens[at.at()];
            (token.head, token.dep, token.pos) = (if head == number { at } else { head }, label, Upos::Noun);
        }
    }

    /// "un premier *pas*": what has an article is a noun.
    fn adverb_behind_article(&mut self, at: TokenIdx) {
        let article = |d: &TokenIdx| *d < at && self.parse.token(*d).pos == Upos::Det;
        let verb = self.parse.token(at).head;
        if !self.grammar.first(at, Relation::Determiner).is_some_and(|d| article(&d)) {
            return;
        }
        let lacks = self.grammar.is_verb(verb) && verb < at && self.grammar.first(verb, Relation::Object).is_none();
        let relation = if lacks { Relation::Object } else { Relation::Oblique };
        self.hang(at, verb, relation);
        if let Some(tokens) = &mut self.tokens {
            tokens[at.at()].pos = Upos::Noun;
        }
    }

    /// "attend d'Oslo *qu'elle cède un port*", drawn as if the clause described Oslo: it has an object and a subject of its own.
    fn complement(&mut self, at: TokenIdx) {
        let noun = self.parse.token(at).head;
        let above = self.parse.token(noun).head;
        let relative = self.grammar.dep(at, Relation::RelativeClause) && self.grammar.dep(noun, Relation::Oblique);
        if !relative || !self.grammar.is_verb(above) || above > noun {
            return;
        }
        let subject = self.grammar.first(at, Relation::Subject);
        let objects: Vec<TokenIdx> = self.reading.lang.syntax.dependents(self.parse, at, Relation::Object).collect();
        if let ([that, own], Some(subject)) = (&objects[..], subject)
            && *that < subject
            && *own > at
            && self.parse.token(*that).pos == Upos::Pron
        {
            self.hang(*that, at, Relation::Marker);
            self.hang(at, above, Relation::ComplementClause);
        }
    }

    /// "*des* F-16 danois ont pilonné la ville", in front of a verb that has no subject.
    fn partitive_subject(&mut self, at: TokenIdx) {
        let verb = self.parse.token(at).head;
        let coding = &self.reading.lang.coding;
        if !self.grammar.dep(at, Relation::Oblique) || verb <= at || self.reading.time_at(at).is_some() {
            return;
        }
        let Some(case) = self.grammar.first(at, Relation::Case).filter(|&c| c < at) else { return };
        let word = self.reading.word(case).to_lowercase();
        let subject = [Relation::Subject, Relation::PassiveSubject, Relation::Expletive, Relation::ClausalSubject];
        let lacks = subject.into_iter().all(|r| self.grammar.first(verb, r).is_none());
        let between = self.parse.subtree(at).end.at()..verb.at();
        let adjoins = between.clone().all(|i| matches!(self.parse.tokens[i].pos, Upos::Aux | Upos::Adv));
        let finite = self.parse.token(verb).morph.contains("VerbForm=Fin") || !between.is_empty();
        let opens = case.at() == 0
            || self.parse.token((case.at() - 1).into()).pos == Upos::Punct
            || self.parse.sentence_of(case).start == case;
        if self.grammar.is_verb(verb) && coding.in_class("partitive", &word) && lacks && adjoins && finite && opens {
            self.hang(case, at, Relation::Determiner);
            let passive = self.grammar.is_passive(verb);
            self.hang(at, verb, if passive { Relation::PassiveSubject } else { Relation::Subject });
        }
    }

    /// "Après le vote *la Suède* a rappelé", "Samedi *des* soldats ont": a phrase with an article right before a verb that has
    /// no subject, below the noun that a sentence opens with.
    fn subject_behind_phrase(&mut self, at: TokenIdx) {
        let opening = self.parse.token(at).head;
        if !self.grammar.dep(at, Relation::NominalModifier) || opening >= at {
            return;
        }
        let mut verb = opening;
        for _ in 0..4 {
            if self.grammar.is_verb(verb) {
                break;
            }
            verb = self.parse.token(verb).head;
        }
        let words = self.parse.subtree(at);
        let case = self.grammar.first(at, Relation::Case).filter(|&c| c < at);
        let article = self.grammar.first(at, Relation::Determiner).filter(|&d| d == words.start && case.is_none());
        // "samedi des soldats", "à Lima des milliers": neither a day nor a town has anything of somebody
        let of_none = self.reading.time_at(opening).is_some() || self.parse.token(opening).pos == Upos::Propn;
        let some = case.filter(|&c| {
            let word = self.reading.word(c).to_lowercase();
            c == words.start && of_none && self.reading.lang.coding.in_class("partitive", &word)
        });
        let subject = [Relation::Subject, Relation::PassiveSubject, Relation::Expletive, Relation::ClausalSubject];
        let lacks = subject.into_iter().all(|r| self.grammar.first(verb, r).is_none());
        let between = words.end.at()..verb.at();
        let adjoins = between.clone().all(|i| matches!(self.parse.tokens[i].pos, Upos::Aux | Upos::Adv | Upos::Pron));
        let finite = self.parse.token(verb).morph.contains("VerbForm=Fin") || !between.is_empty();
        if !(self.grammar.is_verb(verb) && at < verb && lacks && adjoins && finite && article.or(some).is_some()) {
            return;
        }
        if let Some(case) = some {
            self.hang(case, at, Relation::Determiner);
        }
        let passive = self.grammar.is_passive(verb);
        self.hang(at, verb, if passive { Relation::PassiveSubject } else { Relation::Subject });
    }

    /// "a ramené ses liens au plus bas et *rapatrié* ses soldats": a participle with a noun phrase of its own behind "and", beside
    /// a word that is no verb, goes with the perfect in front of it.
    fn second_participle(&mut self, at: TokenIdx) {
        let token = self.parse.token(at);
        let past = token.morph.contains("Tense=Past") && token.morph.contains("VerbForm=Part");
        if !past || !self.grammar.dep(at, Relation::Conjunct) || self.grammar.is_verb(token.head) {
            return;
        }
        let next: TokenIdx = (at.at() + 1).into();
        let opens = |i: TokenIdx| matches!(self.parse.token(i).pos, Upos::Det | Upos::Num | Upos::Adj);
        let and = self.grammar.first(at, Relation::Coordinator).filter(|&c| c.at() + 1 == at.at());
        if next.at() >= self.parse.len() || and.is_none() || !opens(next) {
            return;
        }
        let mut above = token.head;
        let perfect = |v: TokenIdx| {
            self.grammar.is_verb(v)
                && self.parse.token(v).morph.contains("VerbForm=Part")
                && self.grammar.first(v, Relation::Auxiliary).is_some()
                && self.grammar.first(v, Relation::PassiveAuxiliary).is_none()
        };
        for _ in 0..4 {
            if perfect(above) {
                break;
            }
            above = self.parse.token(above).head;
        }
        if !perfect(above) || above > at {
            return;
        }
        let wall = self.parse.sentence_of(at).end;
        let phrase =
            (next.at()..wall.at()).map(TokenIdx::from).find(|&i| self.is_noun(i) && self.parse.token(i).head <= at);
        self.hang(at, above, Relation::Conjunct);
        if self.grammar.first(at, Relation::Object).is_none()
            && let Some(object) = phrase
        {
            if let Some(case) = self.grammar.first(object, Relation::Case).filter(|&c| c == next) {
                self.hang(case, object, Relation::Determiner);
            }
            self.hang(object, at, Relation::Object);
        }
    }
}
