//! Clauses around the main one that parsers with prepositions below their nouns draw the wrong way round.
//!
//! | drawn | meant |
//! |---|---|
//! | "{Dénonçant} une ingérence, Oslo a convoqué …" with the participle on top | the finite verb on top, the participle beside it |
//! | "{Privé} de passeport, l'avocat …" as an adjective or name | a participle beside the verb |
//! | "… à Lima et {sanctionne} cinq juges" as a noun beside a name | a second verb |
//! | "a expulsé {un envoyé}, croit savoir un site" with the envoy as subject of the second verb | object of the first |
//! | "l'arrestation, mardi, {d'un envoyé}" as a second subject | what the first noun is of |
//! | "Lima a menacé Quito, {Oslo} a annulé sa visite" with Oslo below the first verb | subject of the second |
//! | "Oslo, qui a cédé, {menace} de partir" as a noun behind the relative clause | the main verb |
//! | "l'émissaire que la junte {détient}" as a noun beside the junta | a relative clause |
//! | "{vous} vous êtes rendue" as a passive | a reflexive verb |
//! | "Oslo, qui {réclame} sa libération, a convoqué …" with the relative clause on top | the verb behind the comma on top |
//! | "reçu {début} avril" as an object | a date |
//! | "a, {lui}, réclamé" as whom something is told | set off by commas |
//! | "nous {vous} demandons" as a reflexive | who is asked |
//! | "et {leur} a promis" as subject | whom something is promised to |
//! | "ont {eux} aussi refusé" as the head of the clause | beside the verb |
//! | "sont {entrés}" as a passive | the past of a verb with "être" |
//! | "c'est {Oslo} qui a cédé" as a fixed phrase | subject of the verb |
//! | "c'est Oslo qui a {expulsé} l'envoyé" without a label that says more | a relative clause |

use std::sync::Arc;

use legation_model::{Parse, TimexKind, Token, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use super::mend::forms;
use crate::Reading;

/// How many words may stand before a participle that opens a sentence (a mark of quotation, "en").
const BEFORE: usize = 2;

/// The parse with such clauses put right; `None` when there are none.
pub(super) fn put_right(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    if reading.lang.syntax.prepositions_are_heads {
        return None;
    }
    let mut clauses = Clauses { reading, parse, grammar: Grammar::of(reading, parse), tokens: None };
    for i in (0..parse.len()).map(TokenIdx::from) {
        match parse.token(i).pos {
            Upos::Pron => {
                clauses.dative(i);
                clauses.stressed(i);
                clauses.addressed(i);
                clauses.set_off(i);
            }
            Upos::Verb => {
                clauses.participle(i);
                clauses.with_be(i);
                clauses.stressed_subject(i);
                clauses.second_gerund(i);
                clauses.relative_on_top(i);
                clauses.reflexive(i);
                clauses.participle_on_top(i);
                clauses.believed(i);
                clauses.cleft(i);
                clauses.spliced(i);
            }
            Upos::Adj => {
                clauses.participle(i);
                clauses.main_verb(i);
            }
            Upos::Noun => {
                clauses.date(i);
                clauses.second_verb(i);
                clauses.parted(i);
                clauses.main_verb(i);
                clauses.relative(i);
            }
            Upos::Propn => {
                clauses.participle(i);
                clauses.parted(i);
            }
            _ => {}
        }
    }
    clauses.tokens.map(Parse::new)
}

struct Clauses<'a> {
    reading: &'a Reading<'a>,
    parse: &'a Parse,
    grammar: Grammar<'a>,
    tokens: Option<Vec<Token>>,
}

impl Clauses<'_> {
    fn is_comma(&self, at: usize) -> bool {
        at < self.parse.len() && self.reading.word(at.into()) == ","
    }

    fn hang(&mut self, at: TokenIdx, head: TokenIdx, relation: Relation) {
        let label = Arc::clone(self.reading.lang.syntax.label(relation));
        let token = &mut self.tokens.get_or_insert_with(|| self.parse.tokens.clone())[at.at()];
        (token.head, token.dep) = (head, label);
    }

    /// Whether a token opens its sentence, but for a mark or a preposition.
    fn opens(&self, at: TokenIdx) -> bool {
        at.at() - self.parse.sentence_of(at).start.at() < BEFORE
    }

    /// Whether a verb is finite, by its form or its auxiliary.
    fn is_finite(&self, verb: TokenIdx) -> bool {
        let finite = |t: TokenIdx| self.parse.token(t).morph.contains("VerbForm=Fin");
        finite(verb) || self.parse.children(verb).any(|c| self.parse.token(c).pos == Upos::Aux && finite(c))
    }

    /// The subject of a verb where it stands at once behind a comma that follows a token.
    fn subject_behind_comma(&self, verb: TokenIdx, after: TokenIdx) -> Option<TokenIdx> {
        let subject = self
            .grammar
            .first(verb, Relation::Subject)
            .or_else(|| self.grammar.first(verb, Relation::PassiveSubject))?;
        let mut start = subject;
        while let Some(c) = self.parse.children(start).next().filter(|&c| c < start) {
            start = c;
        }
        let comma = start.at().checked_sub(1).filter(|&i| self.is_comma(i) && i > after.at());
        (subject < verb).then_some(subject).filter(|_| comma.is_some())
    }

    fn participle_on_top(&mut self, participle: TokenIdx) {
        let token = self.parse.token(participle);
        let auxiliary = |c: TokenIdx| c < participle && self.parse.token(c).pos == Upos::Aux;
        if token.head != participle
            || !token.morph.contains("VerbForm=Part")
            || !self.opens(participle)
            || self.grammar.first(participle, Relation::Subject).is_some_and(|s| s < participle)
            || self.parse.children(participle).any(auxiliary)
        {
            return;
        }
        let side = [Relation::RelativeClause, Relation::ComplementClause, Relation::Participial];
        let main = self.parse.sentence_of(participle).indices().map(TokenIdx::from).find(|&v| {
            v > participle
                && matches!(self.parse.token(v).pos, Upos::Verb | Upos::Adj | Upos::Noun)
                && self.is_finite(v)
                && !self.reading.lang.syntax.is_any(&self.parse.token(v).dep, &side)
                && self.grammar.first(v, Relation::Marker).is_none()
                && self.subject_behind_comma(v, participle).is_some()
        });
        let Some(verb) = main else { return };
        self.hang(verb, verb, Relation::Root);
        self.hang(participle, verb, Relation::AdverbialClause);
        // What the parser hung below the participle behind the verb belongs to the verb.
        let behind: Vec<TokenIdx> = self.parse.children(participle).filter(|&c| c > verb).collect();
        for child in behind {
            let label = Arc::clone(&self.parse.token(child).dep);
            if let Some(tokens) = &mut self.tokens {
                (tokens[child.at()].head, tokens[child.at()].dep) = (verb, label);
            }
        }
    }

    fn participle(&mut self, at: TokenIdx) {
        let token = self.parse.token(at);
        let verb = token.head;
        let beside = [Relation::Oblique, Relation::Adverbial, Relation::Adjectival, Relation::AdverbialClause];
        if !self.opens(at)
            || verb <= at
            || !self.reading.lang.syntax.is_any(&token.dep, &beside)
            || self.subject_behind_comma(verb, at).is_none()
        {
            return;
        }
        let coding = &self.reading.lang.coding;
        let form = self.reading.word(at).to_lowercase();
        let ending = forms(&coding.verb_endings, &form)
            .find(|(e, l)| e.morph.contains("Tense=Past|VerbForm=Part") && coding.knows_verb(l));
        let Some((ending, lemma)) = ending else { return };
        self.hang(at, verb, Relation::AdverbialClause);
        // "Déclarés *persona* non grata": no agent without a preposition.
        let agents = self.reading.lang.syntax.dependents(self.parse, at, Relation::Agent);
        let bare: Vec<TokenIdx> = agents.filter(|&a| self.grammar.first(a, Relation::Case).is_none()).collect();
        for agent in bare {
            self.hang(agent, at, Relation::Oblique);
        }
        if let Some(tokens) = &mut self.tokens {
            let token = &mut tokens[at.at()];
            (token.pos, token.lemma, token.morph) = (Upos::Verb, lemma.into(), ending.morph.as_str().into());
        }
    }

    fn second_verb(&mut self, at: TokenIdx) {
        let (parse, coding) = (self.parse, &self.reading.lang.coding);
        let token = parse.token(at);
        let joined = self.grammar.first(at, Relation::Coordinator).is_some_and(|c| c.at() + 1 == at.at());
        let bare = [Relation::Determiner, Relation::Case, Relation::Adjectival]
            .into_iter()
            .all(|r| self.grammar.first(at, r).is_none_or(|d| d > at));
        if !joined || !bare || !self.grammar.dep(at, Relation::Conjunct) {
            return;
        }
        // Beside a name or a noun with an article no bare noun stands.
        let other = token.head;
        let named = parse.token(other).pos == Upos::Propn || self.grammar.first(other, Relation::Determiner).is_some();
        let mut verb = other;
        while parse.token(verb).pos != Upos::Verb && parse.token(verb).head != verb {
            verb = parse.token(verb).head;
        }
        let above = parse.token(verb);
        let present = above.pos == Upos::Verb && above.morph.contains("Tense=Pres|VerbForm=Fin");
        let form = self.reading.word(at).to_lowercase();
        let found = forms(&coding.verb_endings, &form)
            .find(|(e, l)| e.morph.contains("Tense=Pres|VerbForm=Fin") && coding.knows_verb(l));
        let (true, true, Some((ending, lemma))) = (named, present && verb < at, found) else { return };
        let nominal = [Relation::NominalModifier, Relation::Conjunct, Relation::Oblique];
        let bare = |t: TokenIdx| self.grammar.first(t, Relation::Case).is_none();
        let noun = |t: TokenIdx| matches!(parse.token(t).pos, Upos::Noun | Upos::Propn);
        let follows: Vec<TokenIdx> =
            [at, other].into_iter().flat_map(|h| parse.children(h)).filter(|&c| c > at && noun(c)).collect();
        // "sanctionne à son tour *cinq juges*": below the phrase in front of it
        let inner = follows.iter().flat_map(|&c| parse.children(c)).find(|&c| {
            noun(c)
                && bare(c)
                && self.grammar.dep(c, Relation::NominalModifier)
                && self.grammar.first(c, Relation::Numeric).or(self.grammar.first(c, Relation::Determiner)).is_some()
        });
        let own = follows.iter().copied().find(|&c| bare(c)).or(inner);
        self.hang(at, verb, Relation::Conjunct);
        if let Some(tokens) = &mut self.tokens {
            let token = &mut tokens[at.at()];
            (token.pos, token.lemma, token.morph) = (Upos::Verb, lemma.into(), ending.morph.as_str().into());
        }
        for phrase in follows {
            if self.reading.lang.syntax.is_any(&parse.token(phrase).dep, &nominal) && Some(phrase) != own {
                self.hang(phrase, at, Relation::Oblique);
            }
        }
        if let Some(object) = own {
            self.hang(object, at, Relation::Object);
        }
    }

    fn believed(&mut self, verb: TokenIdx) {
        let parse = self.parse;
        let token = parse.token(verb);
        let told = token.head;
        let clause = [Relation::ComplementClause, Relation::Parataxis, Relation::Conjunct];
        if !token.morph.contains("VerbForm=Fin")
            || told >= verb
            || !verb.at().checked_sub(1).is_some_and(|i| self.is_comma(i))
            || !self.reading.lang.syntax.is_any(&token.dep, &clause)
            || parse.token(told).pos != Upos::Verb
            || self.grammar.first(told, Relation::Object).is_some()
        {
            return;
        }
        let Some(noun) = self.grammar.first(verb, Relation::Subject).filter(|&s| told < s && s < verb) else { return };
        let inner = self.grammar.first(verb, Relation::OpenComplement).unwrap_or(verb);
        let Some(teller) = self.grammar.first(inner, Relation::Object).filter(|&o| o > verb) else { return };
        self.hang(noun, told, Relation::Object);
        self.hang(teller, verb, Relation::Subject);
    }

    /// The present that a form is of a verb that the lexicon knows.
    fn finite_form(&self, at: TokenIdx) -> Option<(Arc<str>, String)> {
        let coding = &self.reading.lang.coding;
        let form = self.reading.word(at);
        let small = form.starts_with(char::is_lowercase);
        let mut all = forms(&coding.verb_endings, form);
        let known = |l: &str| coding.knows_verb(l) || !self.reading.lang.attribution.verb(l).is_empty();
        all.find(|(e, l)| small && e.morph.contains("VerbForm=Fin") && known(l))
            .map(|(e, l)| (e.morph.as_str().into(), l))
    }

    fn make_verb(&mut self, at: TokenIdx, (morph, lemma): (Arc<str>, String)) {
        let token = &mut self.tokens.get_or_insert_with(|| self.parse.tokens.clone())[at.at()];
        (token.pos, token.lemma, token.morph) = (Upos::Verb, lemma.into(), morph);
    }

    /// Whether nothing that only nouns have stands before a noun or adjective.
    fn is_bare(&self, at: TokenIdx) -> bool {
        let none = |r| self.grammar.first(at, r).is_none_or(|d| d > at);
        [Relation::Determiner, Relation::Case, Relation::Numeric, Relation::Coordinator, Relation::Copula]
            .into_iter()
            .all(none)
    }

    fn main_verb(&mut self, at: TokenIdx) {
        let parse = self.parse;
        let sentence = parse.sentence_of(at);
        let Some(root) = sentence.indices().map(TokenIdx::from).find(|&t| parse.token(t).head == t) else { return };
        let name = matches!(parse.token(root).pos, Upos::Noun | Upos::Propn)
            && self.grammar.first(root, Relation::Case).is_none();
        let side = [Relation::RelativeClause, Relation::Participial, Relation::Apposition];
        let aside = side.into_iter().filter_map(|r| self.grammar.first(root, r)).any(|c| root < c && c < at);
        let behind = at.at().checked_sub(1).is_some_and(|i| self.is_comma(i));
        let free = !self.is_finite(root) && self.grammar.first(root, Relation::Copula).is_none();
        if !(name && aside && behind && free && root < at && self.is_bare(at)) {
            return;
        }
        let Some(form) = self.finite_form(at) else { return };
        self.make_verb(at, form);
        self.hang(at, at, Relation::Root);
        self.hang(root, at, Relation::Subject);
        let noun = |t: TokenIdx| matches!(parse.token(t).pos, Upos::Noun | Upos::Propn);
        let infinitive = |t: TokenIdx| parse.token(t).morph.contains("VerbForm=Inf");
        let own: Vec<TokenIdx> = parse.children(at).chain(parse.children(root)).filter(|&c| c > at).collect();
        for child in own {
            if infinitive(child) {
                self.hang(child, at, Relation::OpenComplement);
            } else if noun(child) {
                let bare = self.grammar.first(child, Relation::Case).is_none();
                self.hang(child, at, if bare { Relation::Object } else { Relation::Oblique });
            }
        }
    }

    fn relative(&mut self, noun: TokenIdx) {
        let parse = self.parse;
        let Some(that) = self.grammar.first(noun, Relation::Marker).filter(|&m| m < noun && m.at() > 1) else { return };
        let next = noun.at() + 1;
        let finite = |t: TokenIdx| parse.token(t).morph.contains("VerbForm=Fin");
        let verbs = parse.subtree(noun).indices().map(TokenIdx::from).any(finite);
        if verbs || next >= parse.len() || parse.token(next.into()).head != noun || !self.is_bare(next.into()) {
            return;
        }
        let before = (0..that.at())
            .rev()
            .map(TokenIdx::from)
            .find(|&t| !matches!(parse.token(t).pos, Upos::Punct | Upos::Adj | Upos::Verb));
        let antecedent = before.filter(|&b| matches!(parse.token(b).pos, Upos::Noun | Upos::Propn));
        let (Some(antecedent), Some(form)) = (antecedent, self.finite_form(next.into())) else { return };
        let verb = TokenIdx::from(next);
        self.make_verb(verb, form);
        self.hang(verb, antecedent, Relation::RelativeClause);
        self.hang(noun, verb, Relation::Subject);
        self.hang(that, verb, Relation::Object);
        if let Some(tokens) = &mut self.tokens {
            (tokens[that.at()].pos, tokens[that.at()].morph) = (Upos::Pron, "PronType=Rel".into());
        }
    }

    fn relative_on_top(&mut self, verb: TokenIdx) {
        let parse = self.parse;
        let token = parse.token(verb);
        let Some(which) = self.grammar.first(verb, Relation::Subject).filter(|&s| token.head == verb && s < verb)
        else {
            return;
        };
        let noun = which.at().checked_sub(2).map(TokenIdx::from);
        let bare = |&n: &TokenIdx| {
            self.is_comma(n.at() + 1)
                && parse.token(n).head == verb
                && matches!(parse.token(n).pos, Upos::Noun | Upos::Propn)
                && self.grammar.first(n, Relation::Case).is_none()
        };
        let relative = parse.token(which).morph.contains("PronType=Rel");
        let Some(noun) = noun.filter(|n| relative && bare(n)) else { return };
        let main = self.reading.lang.syntax.dependents(parse, verb, Relation::Conjunct).find(|&v| {
            let start = parse.subtree(v).start.at();
            let none = |r| self.grammar.first(v, r).is_none();
            v > verb
                && parse.token(v).pos == Upos::Verb
                && self.is_finite(v)
                && [Relation::Subject, Relation::PassiveSubject, Relation::Coordinator].into_iter().all(none)
                && (self.is_comma(start) || start > 0 && self.is_comma(start - 1))
        });
        let Some(main) = main else { return };
        let behind: Vec<TokenIdx> =
            parse.children(verb).filter(|&c| c > main && self.grammar.dep(c, Relation::Conjunct)).collect();
        self.hang(main, main, Relation::Root);
        self.hang(noun, main, Relation::Subject);
        self.hang(verb, noun, Relation::RelativeClause);
        for other in behind {
            self.hang(other, main, Relation::Conjunct);
        }
    }

    /// Verbs that have no passive.
    fn with_be(&mut self, verb: TokenIdx) {
        let token = self.parse.token(verb);
        let Some(auxiliary) = self.grammar.first(verb, Relation::PassiveAuxiliary) else { return };
        if !self.reading.lang.coding.in_class("never-passive", &token.lemma) {
            return;
        }
        self.hang(auxiliary, verb, Relation::Auxiliary);
        if let Some(subject) = self.grammar.first(verb, Relation::PassiveSubject) {
            self.hang(subject, verb, Relation::Subject);
        }
        if let Some(tokens) = &mut self.tokens {
            tokens[verb.at()].morph = token.morph.replace("|Voice=Pass", "").into();
        }
    }

    fn stressed_subject(&mut self, verb: TokenIdx) {
        let parse = self.parse;
        let Some(which) = self.grammar.first(verb, Relation::Subject).filter(|&s| s < verb && s.at() > 1) else {
            return;
        };
        let noun = TokenIdx::from(which.at() - 1);
        let relative =
            parse.token(which).morph.contains("PronType=Rel") && !self.grammar.dep(verb, Relation::RelativeClause);
        let name = matches!(parse.token(noun).pos, Upos::Noun | Upos::Propn);
        let from = which.at().saturating_sub(4);
        let said = (from..noun.at()).any(|i| self.reading.lang.coding.in_class("copula", &parse.tokens[i].lemma));
        if relative && name && said && !parse.is_below(verb, noun) {
            self.hang(noun, verb, Relation::Subject);
            self.hang(which, verb, Relation::Marker);
        }
    }

    /// "en expulsant deux envoyés et en *rappelant* le sien", drawn beside the envoys.
    fn second_gerund(&mut self, verb: TokenIdx) {
        let gerund = |t: TokenIdx| self.parse.token(t).morph.contains("Tense=Pres|VerbForm=Part");
        let noun = self.parse.token(verb).head;
        let first = self.parse.token(noun).head;
        let beside = self.grammar.dep(verb, Relation::Conjunct) && self.parse.token(noun).pos != Upos::Verb;
        if beside && gerund(verb) && gerund(first) && self.parse.token(first).pos == Upos::Verb {
            self.hang(verb, first, Relation::Conjunct);
        }
    }

    fn date(&mut self, at: TokenIdx) {
        let verb = self.parse.token(at).head;
        let day = self.reading.time_at(at).is_some_and(|t| t.kind == TimexKind::Date);
        if at > verb && self.grammar.dep(at, Relation::Object) && day {
            self.hang(at, verb, Relation::Oblique);
        }
    }

    fn set_off(&mut self, at: TokenIdx) {
        let commas = at.at() > 0 && self.is_comma(at.at() - 1) && self.is_comma(at.at() + 1);
        let verb = self.parse.token(at).head;
        let argument = [Relation::IndirectObject, Relation::Object, Relation::Oblique];
        if commas && at < verb && self.reading.lang.syntax.is_any(&self.parse.token(at).dep, &argument) {
            self.hang(at, verb, Relation::Adverbial);
        }
    }

    fn reflexive(&mut self, verb: TokenIdx) {
        let parse = self.parse;
        let Some(subject) = self.grammar.first(verb, Relation::PassiveSubject) else { return };
        let person = ["Person=1", "Person=2"].into_iter().any(|p| parse.token(subject).morph.contains(p));
        let word = |t: TokenIdx| self.reading.word(t).to_lowercase();
        let twin = parse.children(verb).find(|&c| c > subject && c < verb && word(c) == word(subject));
        let (true, Some(twin)) = (person, twin) else { return };
        self.hang(subject, verb, Relation::Subject);
        self.hang(twin, verb, Relation::Expletive);
        if let Some(auxiliary) = self.grammar.first(verb, Relation::PassiveAuxiliary) {
            self.hang(auxiliary, verb, Relation::Auxiliary);
        }
        if let Some(tokens) = &mut self.tokens {
            tokens[twin.at()].morph = "Reflex=Yes".into();
        }
    }

    fn dative(&mut self, at: TokenIdx) {
        let verb = self.parse.token(at).head;
        let word = self.reading.word(at).to_lowercase();
        // "et *nous* a promis": of another person than the auxiliary.
        let third = |t: TokenIdx| {
            let morph = &self.parse.token(t).morph;
            ["Person=3", "Number=Sing", "VerbForm=Fin"].iter().all(|f| morph.contains(f))
        };
        let pronoun = &self.parse.token(at).morph;
        let speaks = pronoun.contains("Number=Plur") && ["Person=1", "Person=2"].iter().any(|p| pronoun.contains(p));
        let auxiliary = |c: TokenIdx| c < verb && self.parse.token(c).pos == Upos::Aux && third(c);
        let disagrees = speaks && self.parse.children(verb).any(auxiliary);
        if at < verb
            && self.grammar.dep(at, Relation::Subject)
            && (disagrees || self.reading.lang.coding.in_class("dative-pronoun", &word))
        {
            self.hang(at, verb, Relation::IndirectObject);
        }
    }

    fn stressed(&mut self, at: TokenIdx) {
        let parse = self.parse;
        let auxiliary =
            self.grammar.first(at, Relation::Auxiliary).or_else(|| self.grammar.first(at, Relation::PassiveAuxiliary));
        let participle =
            |&c: &TokenIdx| parse.token(c).pos == Upos::Verb && parse.token(c).morph.contains("VerbForm=Part");
        let near = (at.at() + 1..parse.len().min(at.at() + 4)).map(TokenIdx::from);
        let (Some(_), Some(verb)) = (auxiliary, near.into_iter().find(participle)) else { return };
        // "*La Suède* et le Niger ont eux aussi …": the first of two may stand above.
        let above = parse.token(at).head;
        let joined =
            self.grammar.dep(at, Relation::Conjunct) && matches!(parse.token(above).pos, Upos::Noun | Upos::Propn);
        let top = if joined { above } else { at };
        if !parse.is_below(verb, top) {
            return;
        }
        let (head, dep) = (parse.token(top).head, Arc::clone(&parse.token(top).dep));
        let subject = self.grammar.first(at, Relation::Subject);
        let coordinator = self.grammar.first(at, Relation::Coordinator);
        let children: Vec<TokenIdx> = parse.children(at).filter(|&c| c != verb).collect();
        let tokens = self.tokens.get_or_insert_with(|| parse.tokens.clone());
        (tokens[verb.at()].head, tokens[verb.at()].dep) = (if head == top { verb } else { head }, dep);
        for child in children {
            tokens[child.at()].head = verb;
        }
        self.hang(at, verb, Relation::Adverbial);
        if joined {
            self.hang(above, verb, Relation::Subject);
            if let (Some(second), Some(and)) = (subject, coordinator) {
                self.hang(second, above, Relation::Conjunct);
                self.hang(and, second, Relation::Coordinator);
            }
        }
    }

    /// "nous *vous* demandons", drawn as if both were one person.
    fn addressed(&mut self, at: TokenIdx) {
        let parse = self.parse;
        let verb = parse.token(at).head;
        let Some(subject) =
            self.grammar.first(verb, Relation::Subject).filter(|_| self.grammar.dep(at, Relation::Expletive))
        else {
            return;
        };
        let is = |t: TokenIdx, person: &str| parse.token(t).morph.contains(person);
        let other = is(subject, "Person=1") && is(at, "Person=2") || is(subject, "Person=2") && is(at, "Person=1");
        if other && at < verb {
            self.hang(at, verb, Relation::IndirectObject);
        }
    }

    fn cleft(&mut self, verb: TokenIdx) {
        let noun = self.parse.token(verb).head;
        let relative = self.grammar.first(verb, Relation::Subject).filter(|&s| s.at() == noun.at() + 1);
        let which = relative.is_some_and(|s| self.parse.token(s).morph.contains("PronType=Rel"));
        let said = self.grammar.first(noun, Relation::Copula).is_some()
            && self.grammar.first(noun, Relation::Expletive).is_some();
        if noun < verb && which && said && !self.grammar.dep(verb, Relation::RelativeClause) {
            self.hang(verb, noun, Relation::RelativeClause);
        }
    }

    /// Where only a comma parts two clauses.
    fn spliced(&mut self, verb: TokenIdx) {
        let parse = self.parse;
        let syntax = &self.reading.lang.syntax;
        let token = parse.token(verb);
        let none = |r| self.grammar.first(verb, r).is_none();
        let beside = [Relation::AdverbialClause, Relation::Conjunct, Relation::ComplementClause, Relation::Parataxis];
        let alone = [Relation::Subject, Relation::PassiveSubject, Relation::Marker, Relation::Coordinator];
        if !self.is_finite(verb) || !syntax.is_any(&token.dep, &beside) || !alone.into_iter().all(none) {
            return;
        }
        // The verb with what stands close before it: auxiliaries, pronouns, "ne".
        let close =
            |c: &TokenIdx| *c < verb && matches!(parse.token(*c).pos, Upos::Aux | Upos::Pron | Upos::Adv | Upos::Verb);
        let start = parse.children(verb).filter(close).min().unwrap_or(verb);
        // "… *et le président* les a déclinés", drawn as a second object
        let joined = |n: TokenIdx| {
            let first = parse.subtree(n).start;
            self.grammar.first(n, Relation::Coordinator) == Some(first)
                && self.grammar.first(n, Relation::Determiner).is_some()
        };
        let noun = |&n: &TokenIdx| {
            matches!(parse.token(n).pos, Upos::Noun | Upos::Propn)
                && parse.subtree(n).end == start
                && (self.is_comma(parse.subtree(n).start.at().wrapping_sub(1)) || joined(n))
                && self.grammar.first(n, Relation::Case).is_none()
                && !parse.is_below(verb, n)
        };
        let behind = start.at().saturating_sub(8)..start.at();
        let Some(subject) = behind.map(TokenIdx::from).find(noun) else { return };
        let drawn =
            [Relation::Object, Relation::Apposition, Relation::NominalModifier, Relation::Conjunct, Relation::Oblique];
        if syntax.is_any(&parse.token(subject).dep, &drawn) && parse.token(subject).head < subject {
            self.hang(subject, verb, Relation::Subject);
        }
    }

    fn parted(&mut self, noun: TokenIdx) {
        let coding = &self.reading.lang.coding;
        let verb = self.parse.token(noun).head;
        let genitive = self
            .grammar
            .first(noun, Relation::Case)
            .is_some_and(|p| coding.in_class("genitive", coding.preposition(&self.parse.token(p).lemma)));
        if !(genitive && self.grammar.dep(noun, Relation::Subject)) {
            return;
        }
        if let Some(head) = self.grammar.first(verb, Relation::Subject).filter(|&s| s < noun && noun < verb) {
            self.hang(noun, head, Relation::NominalModifier);
        }
    }
}
