//! Who is the subject of a verb: by agreement, by control, by coordination, as antecedent of a relative clause.

use legation_model::{TokenIdx, Upos};
use legation_packs::syntax::{Oblique, Relation};

use super::arguments::{Grammar, MAX_CLIMB};
use crate::reading::{small, time_at};

impl Grammar<'_> {
    /// "Putin was one of the leaders": who a nominal predicate speaks of, if the noun is (part of) one.
    fn spoken_of(&self, noun: TokenIdx, climb: usize) -> Option<Vec<TokenIdx>> {
        let mut at = noun;
        for _ in 0..4 {
            let head = self.head(at)?;
            if self.dep(at, Relation::Attribute) && self.is_copula(head) {
                // "*it* was soldiers who fired"
                let dummy = |s: TokenIdx| {
                    self.parse.token(s).pos == Upos::Pron && self.parse.token(s).morph.contains("Gender=Neut")
                };
                if at == noun && self.first(head, Relation::Subject).is_some_and(dummy) {
                    return None;
                }
                return Some(self.surface_subject(head, climb));
            }
            let up = [Relation::PrepositionObject, Relation::Oblique, Relation::NominalModifier];
            if !self.syntax.is_any(&self.parse.token(at).dep, &up) {
                return None;
            }
            at = head;
        }
        None
    }

    /// The subject of a verb: of two that no conjunction joins the nearer one ("that the opposition called rigged and
    /// which many states *refused*" hangs both below the last verb).
    fn own_subject(&self, verb: TokenIdx) -> Option<TokenIdx> {
        let Some(first) = self.first(verb, Relation::Subject) else {
            // Of a participle that was taken for an adjective, the auxiliary has the subject; of an infinitive below
            // "a *fait* capoter", the verb in front.
            let carrier = |&c: &TokenIdx| {
                c < verb && self.is_verb(c) && self.pack.in_class("passive-carrier", &self.parse.token(c).lemma)
            };
            let auxiliary =
                self.first(verb, Relation::Auxiliary).or_else(|| self.parse.children(verb).find(carrier))?;
            return self.first(auxiliary, Relation::Subject);
        };
        let before = self.syntax.dependents(self.parse, verb, Relation::Subject).filter(|&s| s < verb).last();
        let alone = |s: &TokenIdx| {
            !self.joined_before(*s)
                && matches!(self.parse.token(*s).pos, Upos::Noun | Upos::Propn)
                && !self.is_glued(first, *s)
        };
        Some(before.filter(alone).unwrap_or(first))
    }

    /// "*Le Japon*, le Canada et le Brésil demandent": parsers may make two subjects of one list; the first is the one that
    /// only a comma parts from the other.
    fn listed_before(&self, verb: TokenIdx, subject: TokenIdx) -> Option<TokenIdx> {
        self.first(subject, Relation::Coordinator).or_else(|| {
            let joined = self.syntax.dependents(self.parse, subject, Relation::Conjunct).next()?;
            self.first(joined, Relation::Coordinator)
        })?;
        let parts = |i: usize| matches!(self.parse.tokens[i].pos, Upos::Punct | Upos::Det);
        let mut before = self.syntax.dependents(self.parse, verb, Relation::Subject);
        before.find(|&s| s < subject && (s.at() + 1..subject.at()).all(parts))
    }

    /// "*La Grèce* et Chypre demandent": parsers may make of the first a clause of its own, joined to the verb.
    fn split_off(&self, verb: TokenIdx, subject: TokenIdx) -> Option<TokenIdx> {
        let head = self.head(verb).filter(|_| self.dep(verb, Relation::Conjunct))?;
        let conjunction = self.first(verb, Relation::Coordinator)?;
        let noun = matches!(self.parse.token(head).pos, Upos::Noun | Upos::Propn);
        let order = head < conjunction && conjunction < subject && subject.at() <= conjunction.at() + 2;
        // "*La Nouvelle-Zélande* et Chypre": a name in several pieces.
        let pieces =
            (head.at() + 1..conjunction.at()).map(TokenIdx::from).all(|t| self.parse.token(t).pos == Upos::Propn);
        (noun && order && pieces).then_some(head)
    }

    /// Whether a conjunction stands in front of a noun and hangs below it.
    fn joined_before(&self, noun: TokenIdx) -> bool {
        self.first(noun, Relation::Coordinator).is_some_and(|c| c < noun)
    }

    /// Whether two tokens belong to one word written without spaces.
    fn is_glued(&self, first: TokenIdx, second: TokenIdx) -> bool {
        first < second && (first.at()..second.at()).all(|i| !self.parse.tokens[i].space_after)
    }

    /// The noun phrase that the verb agrees with or would agree with, with its coordination.
    pub(super) fn surface_subject(&self, verb: TokenIdx, climb: usize) -> Vec<TokenIdx> {
        let own = self.own_subject(verb).or_else(|| self.first(verb, Relation::PassiveSubject));
        if let Some(subject) = own {
            // "remercie la France et le Mali, *qui ont appelé*": parsers make another clause of it.
            let relative = self.dep(verb, Relation::RelativeClause) && self.is_relative_pronoun(subject)
                || self.dep(verb, Relation::AdverbialClause)
                    && self.parse.token(subject).morph.contains("PronType=Rel");
            if relative {
                let Some(head) = self.head(verb) else { return Vec::new() };
                // Below a verb, by mistake: the noun in front of the pronoun is meant.
                let noun = |&c: &TokenIdx| c < subject && matches!(self.parse.token(c).pos, Upos::Noun | Upos::Propn);
                if self.is_verb(head) {
                    return self
                        .parse
                        .children(head)
                        .filter(noun)
                        .last()
                        .map(|n| self.with_conjuncts(n))
                        .unwrap_or_default();
                }
                return self.antecedent(verb, head, climb + 1);
            }
            let mut subjects = self.with_conjuncts(subject);
            // "La France et le Niger rompent": parsers make two subjects of one coordination.
            let joined = |s: &TokenIdx| *s != subject && self.joined_before(*s);
            for second in self.syntax.dependents(self.parse, verb, Relation::Subject).filter(joined) {
                subjects.extend(self.with_conjuncts(second).into_iter().filter(|s| *s != subject));
            }
            subjects.extend(self.listed_before(verb, subject));
            subjects.extend(self.split_off(verb, subject));
            subjects.extend(self.beside(verb));
            return subjects;
        }
        if climb >= MAX_CLIMB {
            return Vec::new();
        }
        let Some(head) = self.head(verb) else {
            // "Received by the king, the minister pleaded …": the parser took the participle for the main verb.
            let fronted = self.parse.token(verb).morph.contains("VerbForm=Part");
            let subject = self.below_fronted(verb).filter(|_| fronted).map(|(_, subject)| subject);
            return subject.map_or_else(|| self.bare_phrase_before(verb), |s| self.with_conjuncts(s));
        };
        let token = self.parse.token(verb);
        let is = |relation| self.syntax.is(&token.dep, relation);
        if is(Relation::Conjunct) && self.is_verb(head) {
            return self.surface_subject(head, climb + 1);
        }
        if is(Relation::OpenComplement) || (is(Relation::ComplementClause) && self.is_verb(head)) {
            return self.controller(head, climb + 1);
        }
        if is(Relation::RelativeClause) || is(Relation::Participial) {
            return if self.is_verb(head) { Vec::new() } else { self.antecedent(verb, head, climb + 1) };
        }
        if is(Relation::Attribute) && self.is_verb(head) {
            return self.surface_subject(head, climb + 1);
        }
        // "Reçu par le roi, l'émissaire était *porteur* …": the clause above may be headed by a noun or adjective.
        let predicate = self.is_verb(head) || self.first(head, Relation::Copula).is_some();
        if is(Relation::AdverbialClause) && predicate {
            return self.surface_subject(head, climb + 1);
        }
        if is(Relation::PrepositionClause)
            && let Some(governor) = self.head(head)
        {
            return self.below_preposition(governor, &self.parse.token(head).lemma, climb + 1);
        }
        Vec::new()
    }

    /// "*Recalled* to Paris, the envoy left": the main clause that a parser hangs below the participle in front of it,
    /// with its subject.
    pub(super) fn below_fronted(&self, participle: TokenIdx) -> Option<(TokenIdx, TokenIdx)> {
        let token = self.parse.token(participle);
        if token.head != participle || !token.morph.contains("VerbForm=Part") {
            return None;
        }
        let main = [Relation::Conjunct, Relation::AdverbialClause, Relation::Parataxis, Relation::ComplementClause];
        let below = main.into_iter().flat_map(|r| self.syntax.dependents(self.parse, participle, r));
        below.filter(|&v| v > participle && self.is_verb(v)).find_map(|v| {
            let subject = self.first(v, Relation::Subject).or_else(|| self.first(v, Relation::PassiveSubject))?;
            (subject > participle && subject < v).then_some((v, subject))
        })
    }

    /// A noun phrase without preposition before a main verb that has no subject: a subject that the parser missed.
    /// Where prepositions are heads, no such phrase is labelled as oblique.
    fn bare_phrase_before(&self, verb: TokenIdx) -> Vec<TokenIdx> {
        if self.syntax.prepositions_are_heads || !self.is_verb(verb) {
            return Vec::new();
        }
        let bare = |&c: &TokenIdx| {
            c < verb
                && matches!(self.parse.token(c).pos, Upos::Noun | Upos::Propn)
                && self.dep(c, Relation::Oblique)
                && self.first(c, Relation::Case).is_none()
        };
        self.parse.children(verb).find(bare).map(|c| self.with_conjuncts(c)).unwrap_or_default()
    }

    /// A noun that a participle or infinitive qualifies is its subject, unless the noun is itself an act whose
    /// doer is meant ("the decision to leave").
    fn antecedent(&self, verb: TokenIdx, noun: TokenIdx, climb: usize) -> Vec<TokenIdx> {
        let token = self.parse.token(verb);
        let infinitive = token.morph.contains("VerbForm=Inf");
        if infinitive && self.dep(verb, Relation::Participial) {
            if let Some(owner) = self.first(noun, Relation::Possessive) {
                return self.with_conjuncts(owner);
            }
            // "the decision *of Peru* to leave"
            let of = |o: &Oblique| {
                o.preposition.is_some_and(|p| self.pack.in_class("genitive", &small(&self.parse.token(p).lemma)))
            };
            if let Some(owner) = self.syntax.obliques(self.parse, noun).into_iter().find(of).filter(|o| o.noun < verb) {
                return self.with_conjuncts(owner.noun);
            }
            if let Some(governor) = self.head(noun)
                && self.is_verb(governor)
                && self.dep(noun, Relation::Object)
            {
                return self.surface_subject(governor, climb);
            }
        }
        // "the resolution of *8 July*, which condemned": no day does anything.
        let dated = |t: TokenIdx| time_at(self.times, self.parse.token(t).span).is_some();
        let above = || self.head(noun).filter(|_| self.syntax.prepositions_are_heads).and_then(|p| self.head(p));
        let noun = if dated(noun) { above().filter(|&n| !self.is_verb(n)).unwrap_or(noun) } else { noun };
        if let Some(subject) = self.spoken_of(noun, climb).filter(|s| !s.is_empty()) {
            return subject;
        }
        self.with_conjuncts(self.agreeing(verb, noun))
    }

    /// "le chef de l'opposition *arrêté*": where a participle does not agree with the noun that it hangs below, the one
    /// above that noun is meant, if it agrees.
    fn agreeing(&self, participle: TokenIdx, noun: TokenIdx) -> TokenIdx {
        let feature = |t: TokenIdx, name: &str| {
            let all = &self.parse.token(t).morph;
            all.split('|').find_map(|f| f.strip_prefix(name)).map(str::to_owned)
        };
        let clashes = |t: TokenIdx| {
            ["Gender=", "Number="].iter().any(|name| {
                feature(participle, name).is_some_and(|mine| feature(t, name).is_some_and(|other| other != mine))
            })
        };
        let below = self.dep(participle, Relation::Participial) && self.dep(noun, Relation::NominalModifier);
        let above = self.head(noun).filter(|&a| below && clashes(noun) && !clashes(a));
        above.filter(|&a| self.parse.token(a).pos == Upos::Noun).unwrap_or(noun)
    }

    /// Who is understood as subject of an infinitive below a verb: its object, or its subject.
    fn controller(&self, governor: TokenIdx, climb: usize) -> Vec<TokenIdx> {
        if !self.is_verb(governor) {
            return self.surface_subject(governor, climb);
        }
        // "*used* clubs to disperse the crowd"
        if self.pack.in_class("means", &self.parse.token(governor).lemma) {
            return self.surface_subject(governor, climb);
        }
        for relation in [Relation::IndirectObject, Relation::Object] {
            if let Some(object) = self.first(governor, relation) {
                let noun = self.first(object, Relation::PrepositionObject).unwrap_or(object);
                return self.with_conjuncts(noun);
            }
        }
        self.surface_subject(governor, climb)
    }

    /// "accused France of meddling" (the object meddles), "responded by accusing" (the subject accuses).
    fn below_preposition(&self, governor: TokenIdx, preposition: &str, climb: usize) -> Vec<TokenIdx> {
        if self.pack.in_class("object-control", preposition) {
            return self.controller(governor, climb);
        }
        if self.is_verb(governor) {
            return self.surface_subject(governor, climb);
        }
        self.first(governor, Relation::Possessive).map(|p| self.with_conjuncts(p)).unwrap_or_default()
    }

    pub(super) fn is_relative_pronoun(&self, i: TokenIdx) -> bool {
        let token = self.parse.token(i);
        matches!(token.pos, Upos::Pron | Upos::Det | Upos::Sconj) && !token.morph.contains("Person=")
            || token.morph.contains("PronType=Rel")
    }
}
