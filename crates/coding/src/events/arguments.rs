//! The logical arguments of a predicate: who stands as subject, object and behind which preposition, whatever the
//! construction (passive, control, coordination, relative clause, participle, light verb).

use legation_model::{Parse, Timex, TimexKind, TokenIdx, Upos};
use legation_packs::coding::{CodingPack, PredicatePos, Voice};
use legation_packs::syntax::{Oblique, Relation, Syntax};

use crate::Reading;
use crate::reading::{small, time_at};

/// How far control and coordination are followed: deeper chains are parser errors.
pub(super) const MAX_CLIMB: usize = 6;

/// What finding arguments needs to know.
#[derive(Clone, Copy)]
pub(super) struct Grammar<'a> {
    pub(super) parse: &'a Parse,
    pub(super) syntax: &'a Syntax,
    pub(super) pack: &'a CodingPack,
    pub(super) times: &'a [Timex],
}

/// How a verb carries an event noun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Carried {
    /// It does not.
    #[default]
    Not,
    /// A light verb gives it parties ("*held* talks").
    Light,
    /// A verb says that it takes place ("talks *resumed*").
    Occurring,
}

/// The arguments of one predicate; tokens are heads of noun phrases, coordination included.
#[derive(Debug, Clone, Default)]
pub(super) struct Arguments {
    pub(super) subject: Vec<TokenIdx>,
    pub(super) object: Vec<TokenIdx>,
    pub(super) indirect: Vec<TokenIdx>,
    /// The subject of a complement clause.
    pub(super) clause: Vec<TokenIdx>,
    pub(super) possessive: Vec<TokenIdx>,
    /// Adjectives before a noun; which of them are demonyms is for `parties` to say.
    pub(super) adjectives: Vec<TokenIdx>,
    pub(super) compounds: Vec<TokenIdx>,
    pub(super) obliques: Vec<Oblique>,
    pub(super) passive: bool,
    /// Whether a verb carries the noun.
    pub(super) carried: Carried,
    /// Whether that verb says that its subject undergoes the act now ("*enjoys* the support of").
    pub(super) present: bool,
    /// The subject of the verb that an event noun hangs below, light or not: who takes part in "said in talks with".
    pub(super) bystander: Vec<TokenIdx>,
}

impl<'a> Grammar<'a> {
    /// The grammar of a document's language over a parse of it.
    pub(super) fn of(reading: &Reading<'a>, parse: &'a Parse) -> Self {
        Self { parse, syntax: &reading.lang.syntax, pack: &reading.lang.coding, times: reading.times }
    }
}

impl Grammar<'_> {
    pub(super) fn dep(&self, i: TokenIdx, relation: Relation) -> bool {
        self.syntax.stands_as(self.parse, i, relation)
    }

    pub(super) fn first(&self, head: TokenIdx, relation: Relation) -> Option<TokenIdx> {
        self.syntax.first(self.parse, head, relation)
    }

    /// The members of a coordination, and who stands beside them: "France, *like other EU states*".
    pub(super) fn with_conjuncts(&self, first: TokenIdx) -> Vec<TokenIdx> {
        let mut all = self.syntax.with_conjuncts(self.parse, first);
        let mut beside: Vec<TokenIdx> = Vec::new();
        for &member in &all {
            beside.extend(self.beside(member));
        }
        beside.retain(|b| !all.contains(b));
        all.extend(beside);
        all
    }

    pub(super) fn beside(&self, of: TokenIdx) -> Vec<TokenIdx> {
        let comitative = |o: &Oblique| {
            o.preposition.is_some_and(|p| self.pack.in_class("comitative", &small(&self.parse.token(p).lemma)))
        };
        let obliques = self.syntax.obliques(self.parse, of).into_iter().filter(comitative);
        obliques.flat_map(|o| self.syntax.with_conjuncts(self.parse, o.noun)).collect()
    }

    pub(super) fn is_copula(&self, verb: TokenIdx) -> bool {
        self.pack.in_class("copula", &self.parse.token(verb).lemma)
    }

    pub(super) fn is_verb(&self, i: TokenIdx) -> bool {
        matches!(self.parse.token(i).pos, Upos::Verb | Upos::Aux)
    }

    pub(super) fn head(&self, i: TokenIdx) -> Option<TokenIdx> {
        let head = self.parse.token(i).head;
        (head != i).then_some(head)
    }

    /// Whether a verb is in the passive: by its subject, its auxiliary, or as a past participle below a noun.
    pub(super) fn is_passive(&self, verb: TokenIdx) -> bool {
        let reflexive =
            |c: TokenIdx| self.dep(c, Relation::Expletive) && self.parse.token(c).morph.contains("Reflex=Yes");
        if self.pack.in_class("never-passive", &self.parse.token(verb).lemma) {
            return false;
        }
        if self.parse.children(verb).any(reflexive) {
            // "s'est *fait* arrêter": drawn with the infinitive as main verb.
            let carrier = |c: TokenIdx| {
                let token = self.parse.token(c);
                c < verb && token.morph.contains("VerbForm=Part") && self.pack.in_class("passive-carrier", &token.lemma)
            };
            let suffered = [Relation::PassiveSubject, Relation::Agent].iter().any(|r| self.first(verb, *r).is_some());
            return suffered && self.parse.children(verb).any(carrier);
        }
        // "le parti *l'a* rejeté", drawn with a passive's subject
        let active = self.first(verb, Relation::PassiveAuxiliary).is_none()
            && self.first(verb, Relation::Object).is_some()
            && self.first(verb, Relation::Auxiliary).is_some();
        if active && !self.syntax.prepositions_are_heads {
            return false;
        }
        let (mut subject, mut auxiliary) = (false, false);
        for child in self.parse.children(verb) {
            let dep = &self.parse.token(child).dep;
            if self.syntax.is(dep, Relation::PassiveSubject) || self.syntax.is(dep, Relation::PassiveAuxiliary) {
                return true;
            }
            subject |= self.syntax.is(dep, Relation::Subject);
            auxiliary |= self.syntax.is(dep, Relation::Auxiliary);
        }
        let morph = &self.parse.token(verb).morph;
        let past_participle = morph.contains("VerbForm=Part") && !morph.contains("Tense=Pres");
        // "has seen hundreds detained"
        if subject
            && !auxiliary
            && past_participle
            && self.syntax.is_any(&self.parse.token(verb).dep, &[Relation::ComplementClause, Relation::OpenComplement])
        {
            return true;
        }
        // What has an object of its own is no passive: parsers take "Oslo cuts ties" for a participle.
        !subject
            && !auxiliary
            && past_participle
            && self.first(verb, Relation::Object).is_none()
            && (self.dep(verb, Relation::Participial)
                || self.dep(verb, Relation::Adjectival)
                || self.dep(verb, Relation::AdverbialClause)
                || self.shares_passive(verb)
                || self.below_fronted(verb).is_some()
                || (self.dep(verb, Relation::Root) && self.first(verb, Relation::Agent).is_some()))
            || self.is_bare_headline(verb, past_participle)
            || self.lacks_object(verb)
    }

    /// "Danish activist *freed*": a past form that is never without an object, and has none, left its auxiliary out.
    fn lacks_object(&self, verb: TokenIdx) -> bool {
        let token = self.parse.token(verb);
        // The object of the last of several verbs is that of all.
        let shared = || {
            let members = self.syntax.with_conjuncts(self.parse, verb);
            members.iter().any(|&m| self.first(m, Relation::Object).is_some())
        };
        token.pos == Upos::Verb
            && self.pack.in_class("never-without-object", &small(&token.lemma))
            && token.morph.contains("Tense=Past")
            && !self.dep(verb, Relation::RelativeClause)
            && !self.dep(verb, Relation::Conjunct)
            && self.first(verb, Relation::Subject).is_some_and(|s| s < verb && self.parse.token(s).pos != Upos::Pron)
            && [Relation::Auxiliary, Relation::ComplementClause, Relation::OpenComplement]
                .iter()
                .all(|r| self.first(verb, *r).is_none())
            && !shared()
    }

    /// "Le président danois *reçu* à Oslo": where a participle with a subject heads a sentence without an auxiliary, it
    /// is left out, unless the language's finite forms look like participles.
    fn is_bare_headline(&self, verb: TokenIdx, past_participle: bool) -> bool {
        !self.syntax.prepositions_are_heads
            && past_participle
            && self.dep(verb, Relation::Root)
            && self.first(verb, Relation::Object).is_none()
            && self
                .first(verb, Relation::Subject)
                .is_some_and(|s| s < verb && (s.at()..verb.at()).all(|i| self.parse.tokens[i].pos != Upos::Aux))
    }

    /// "were arrested and beaten": the second participle is as passive as the first.
    fn shares_passive(&self, verb: TokenIdx) -> bool {
        self.dep(verb, Relation::Conjunct)
            && self.first(verb, Relation::Object).is_none()
            && self.head(verb).is_some_and(|h| self.is_verb(h) && self.is_passive(h))
    }

    /// Prepositional phrases, those behind an adverb included ("*auprès* de Rome", "*together* with Rome").
    fn obliques(&self, head: TokenIdx) -> Vec<Oblique> {
        let mut all = self.phrases(head);
        // "a unit *on which* Peru imposed sanctions"
        if let Some(antecedent) = self.head(head).filter(|_| self.dep(head, Relation::RelativeClause)) {
            let relative =
                |o: &&mut Oblique| self.parse.token(o.noun).morph.contains("PronType=Rel") || self.is_which(o.noun);
            all.iter_mut().filter(relative).for_each(|o| o.noun = antecedent);
        }
        for adverb in self.syntax.dependents(self.parse, head, Relation::Adverbial) {
            let below = self.syntax.obliques(self.parse, adverb);
            all.extend(below.into_iter().map(|o| Oblique { preposition: Some(adverb), noun: o.noun }));
        }
        // "the ban on wine was lifted *on Friday*": a date is nobody's party and keeps no phrase further down from counting.
        let is_date = |o: &Oblique| {
            time_at(self.times, self.parse.token(o.noun).span).is_some_and(|t| t.kind != TimexKind::Duration)
        };
        all.retain(|o| !is_date(o));
        // "the withdrawal from the treaty with Russia": a phrase one noun further down counts where its
        // preposition does not stand above.
        let lemma = |o: &Oblique| o.preposition.map(|p| small(&self.parse.token(p).lemma));
        let deeper: Vec<Oblique> = all.iter().flat_map(|o| self.phrases(o.noun)).collect();
        for oblique in deeper {
            if !all.iter().any(|o| lemma(o) == lemma(&oblique)) {
                all.push(oblique);
            }
        }
        all
    }

    /// Whether a word behind a preposition is a relative pronoun.
    fn is_which(&self, i: TokenIdx) -> bool {
        let token = self.parse.token(i);
        matches!(token.pos, Upos::Pron | Upos::Det) && self.pack.in_class("which", &small(&token.lemma))
    }

    /// All arguments of a predicate.
    pub(super) fn arguments(&self, predicate: TokenIdx, pos: PredicatePos) -> Arguments {
        match pos {
            PredicatePos::Verb => self.of_verb(predicate),
            PredicatePos::Noun => self.of_noun(predicate),
            PredicatePos::Adjective => self.of_adjective(predicate),
        }
    }

    /// The verb above that makes a passive of an infinitive, with a reflexive: "s'est *vu* refuser l'accès".
    fn reflexive_causative(&self, verb: TokenIdx) -> Option<TokenIdx> {
        let head = self.head(verb)?;
        let below = [Relation::OpenComplement, Relation::ComplementClause];
        let reflexive = |c: TokenIdx| self.parse.token(c).morph.contains("Reflex=Yes");
        (self.syntax.is_any(&self.parse.token(verb).dep, &below)
            && self.pack.in_class("passive-carrier", &self.parse.token(head).lemma)
            && self.parse.children(head).any(reflexive))
        .then_some(head)
    }

    /// The arguments of such an infinitive: the subject above undergoes it, or is whom its object is kept from.
    fn undergone(&self, verb: TokenIdx, carrier: TokenIdx) -> Arguments {
        let mut out = Arguments { passive: true, obliques: self.obliques(verb), ..Arguments::default() };
        for relation in [Relation::Object, Relation::Oblique] {
            for object in self.syntax.dependents(self.parse, verb, relation) {
                out.obliques.extend(self.syntax.obliques(self.parse, object));
            }
        }
        for agent in self.syntax.agents(self.parse, verb).into_iter().chain(self.syntax.agents(self.parse, carrier)) {
            out.subject.extend(self.with_conjuncts(agent));
        }
        if out.subject.is_empty() {
            let by = |o: &&Oblique| {
                o.preposition.is_some_and(|p| self.pack.in_class("agent", &small(&self.parse.token(p).lemma)))
            };
            out.subject = out.obliques.iter().find(by).map(|o| self.with_conjuncts(o.noun)).unwrap_or_default();
        }
        let who = self.surface_subject(carrier, 1);
        match self.first(verb, Relation::Object) {
            Some(object) => (out.object, out.indirect) = (self.with_conjuncts(object), who),
            None => out.object = who,
        }
        out
    }

    fn of_verb(&self, verb: TokenIdx) -> Arguments {
        if let Some(carrier) = self.reflexive_causative(verb) {
            return self.undergone(verb, carrier);
        }
        let passive = self.is_passive(verb);
        let surface = self.surface_subject(verb, 0);
        let mut out = Arguments { passive, obliques: self.obliques(verb), ..Arguments::default() };
        for relation in [Relation::IndirectObject] {
            for i in self.syntax.dependents(self.parse, verb, relation) {
                let noun = self.first(i, Relation::PrepositionObject).unwrap_or(i);
                out.indirect.extend(self.with_conjuncts(noun));
            }
        }
        let object = self.first(verb, Relation::Object);
        if passive {
            out.object = surface;
            for agent in self.syntax.agents(self.parse, verb) {
                out.subject.extend(self.with_conjuncts(agent));
            }
            // "arrêtés à Quito par la police": parsers hang the agent below the place, or label it as any phrase.
            if out.subject.is_empty() {
                let by = |o: &&Oblique| {
                    let lemma = |p: TokenIdx| small(&self.parse.token(p).lemma);
                    o.preposition.is_some_and(|p| self.pack.in_class("agent", &lemma(p)))
                };
                out.subject = out.obliques.iter().find(by).map(|o| self.with_conjuncts(o.noun)).unwrap_or_default();
            }
        } else {
            out.subject = surface;
            out.object = self.object(verb, object);
            // "passe *par les armes*": no agent of an active verb.
            if !self.syntax.prepositions_are_heads {
                let agents = self.syntax.agents(self.parse, verb).into_iter();
                let named = |noun| Oblique { preposition: self.syntax.preposition_of(self.parse, noun), noun };
                out.obliques.extend(agents.map(named));
            }
            // Parsers hang the pieces of "re-election" side by side.
            for other in self.syntax.dependents(self.parse, verb, Relation::Object) {
                if !out.object.contains(&other) && Some(other) != object {
                    out.object.push(other);
                }
            }
        }
        // "appelé *Caracas* à libérer": a name that the parser takes for what is said of the object.
        if out.object.is_empty() && !passive && !self.is_copula(verb) {
            let name = |&c: &TokenIdx| c > verb && self.parse.token(c).pos == Upos::Propn;
            let named = self.syntax.dependents(self.parse, verb, Relation::OpenComplement).find(name);
            out.object = named.map(|n| self.with_conjuncts(n)).unwrap_or_default();
        }
        // The preposition of "imposed sanctions on" may hang below the object.
        if let Some(object) = object {
            out.obliques.extend(self.phrases(object));
        }
        for relation in [Relation::ComplementClause, Relation::OpenComplement] {
            for clause in self.syntax.dependents(self.parse, verb, relation) {
                let own =
                    self.first(clause, Relation::Subject).or_else(|| self.first(clause, Relation::PassiveSubject));
                if let Some(subject) = own {
                    out.clause.extend(self.with_conjuncts(subject));
                }
            }
        }
        out
    }

    fn object(&self, verb: TokenIdx, object: Option<TokenIdx>) -> Vec<TokenIdx> {
        if let Some(object) = object {
            if self.dep(verb, Relation::RelativeClause) && self.is_relative_pronoun(object) {
                return self.head(verb).map(|h| self.with_conjuncts(h)).unwrap_or_default();
            }
            return self.with_conjuncts(object);
        }
        // "le Rwanda, *qu'*elle accuse": a relative pronoun that the parser takes for a conjunction.
        let marked =
            self.first(verb, Relation::Marker).filter(|&m| self.parse.token(m).pos == Upos::Pron && m.at() > 1);
        if let Some(comma) = marked.map(|m| m.at() - 1)
            && self.parse.tokens[comma].pos == Upos::Punct
            && matches!(self.parse.tokens[comma - 1].pos, Upos::Noun | Upos::Propn)
        {
            return vec![(comma - 1).into()];
        }
        // "the policy he pursued"
        if self.dep(verb, Relation::RelativeClause)
            && let Some(subject) = self.first(verb, Relation::Subject)
            && !self.is_relative_pronoun(subject)
        {
            return self.head(verb).map(|h| self.with_conjuncts(h)).unwrap_or_default();
        }
        // "condemned and rejected the vote": the object stands with the last verb
        self.syntax
            .dependents(self.parse, verb, Relation::Conjunct)
            .filter(|&next| self.is_verb(next) && self.first(next, Relation::Subject).is_none())
            .filter(|&next| next.at() <= verb.at() + 3)
            .find_map(|next| self.first(next, Relation::Object))
            .map(|o| self.with_conjuncts(o))
            .unwrap_or_default()
    }

    fn of_adjective(&self, adjective: TokenIdx) -> Arguments {
        let mut out = Arguments { obliques: self.obliques(adjective), ..Arguments::default() };
        out.subject = self.surface_subject(adjective, 0);
        if out.subject.is_empty()
            && let Some(head) = self.head(adjective)
        {
            if self.dep(adjective, Relation::Attribute)
                || (self.dep(adjective, Relation::Conjunct) && self.is_verb(head))
            {
                out.subject = self.surface_subject(head, 0);
            } else if self.dep(adjective, Relation::Adjectival) {
                out.subject = self.with_conjuncts(head);
            } else if self.dep(adjective, Relation::Conjunct)
                && let Some(above) = self.head(head)
                && self.dep(head, Relation::Attribute)
            {
                out.subject = self.surface_subject(above, 0);
            }
        }
        out
    }

    fn of_noun(&self, noun: TokenIdx) -> Arguments {
        let mut out = self.of_phrase(noun);
        if self.first(noun, Relation::Copula).is_some() {
            out.subject = self.surface_subject(noun, 0);
        }
        self.carried(noun, &mut out);
        if out.object.is_empty() {
            out.object = self.undergoing(noun);
        }
        if out.subject.is_empty() {
            self.engaged(noun, &mut out);
        }
        out
    }

    /// "Norway, *under* sanctions", "is under attack": who undergoes an act named behind such a preposition.
    fn undergoing(&self, noun: TokenIdx) -> Vec<TokenIdx> {
        let Some(preposition) = self.syntax.preposition_of(self.parse, noun) else { return Vec::new() };
        if !self.pack.in_class("undergoing", &small(&self.parse.token(preposition).lemma)) {
            return Vec::new();
        }
        let below = if self.syntax.prepositions_are_heads { preposition } else { noun };
        match self.head(below) {
            Some(governor) if self.is_verb(governor) => self.surface_subject(governor, 0),
            Some(governor) => self.with_conjuncts(governor),
            None => Vec::new(),
        }
    }

    /// What stands inside a noun phrase: possessors, demonyms, compounds and prepositional phrases.
    pub(super) fn of_phrase(&self, noun: TokenIdx) -> Arguments {
        let mut out = Arguments { obliques: self.obliques(noun), ..Arguments::default() };
        for agent in self.syntax.agents(self.parse, noun) {
            out.obliques.push(Oblique { preposition: self.syntax.preposition_of(self.parse, agent), noun: agent });
        }
        // Modifiers of the first member hold for the whole coordination: "Russian threats and attacks".
        let mut at = Some(noun);
        for _ in 0..MAX_CLIMB {
            let Some(here) = at else { break };
            for child in self.parse.children(here) {
                let dep = &self.parse.token(child).dep;
                if self.syntax.is(dep, Relation::Possessive) {
                    out.possessive.extend(self.with_conjuncts(child));
                } else if self.syntax.is(dep, Relation::Adjectival) {
                    out.adjectives.extend(self.with_conjuncts(child));
                } else if self.syntax.is(dep, Relation::Compound) {
                    out.compounds.extend(self.with_conjuncts(child));
                } else if child < here && self.owns(child) {
                    out.possessive.extend(self.with_conjuncts(child));
                }
            }
            at = if self.dep(here, Relation::Conjunct) { self.head(here).filter(|&h| !self.is_verb(h)) } else { None };
        }
        // "was the target of attacks carried out by": a participle below the noun
        // ("accusations of meddling made by": it may hang below the noun's own complement)
        let mut below = vec![noun];
        below.extend(self.syntax.obliques(self.parse, noun).into_iter().map(|o| o.noun));
        for verb in below.into_iter().flat_map(|n| self.syntax.dependents(self.parse, n, Relation::Participial)) {
            if self.is_passive(verb) && self.pack.light(&self.parse.token(verb).lemma).is_some() {
                for agent in self.syntax.agents(self.parse, verb) {
                    out.subject.extend(self.with_conjuncts(agent));
                }
                out.obliques.extend(self.syntax.obliques(self.parse, verb));
                out.carried = Carried::Light;
            }
        }
        out
    }

    /// "*Peru* and Chile's refusal": the mark of the possessor stands behind the last of several.
    fn owns(&self, first: TokenIdx) -> bool {
        let marked = |&m: &TokenIdx| self.first(m, Relation::Case).is_some_and(|case| case > m);
        self.syntax.with_conjuncts(self.parse, first).iter().skip(1).any(marked)
    }

    /// The verb that an event noun hangs below as object, passive subject or object of a preposition.
    fn governor(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let mut at = noun;
        for _ in 0..MAX_CLIMB {
            let head = self.head(at)?;
            if self.holds_some_of(head, at) {
                at = head;
                continue;
            }
            if self.is_verb(head) && !self.is_behind_time(at) {
                let argument = [Relation::Object, Relation::PassiveSubject, Relation::Oblique, Relation::Attribute];
                let dep = &self.parse.token(at).dep;
                return self.syntax.is_any(dep, &argument).then_some(head);
            }
            if self.is_behind_time(at) {
                return None;
            }
            let up = [Relation::Conjunct, Relation::PrepositionObject, Relation::Compound];
            if !self.syntax.is_any(&self.parse.token(at).dep, &up) {
                return None;
            }
            at = head;
        }
        None
    }

    /// "voiced concern *after* the arrest": what stands behind a preposition of time is another act.
    fn is_behind_time(&self, at: TokenIdx) -> bool {
        let own = (self.parse.token(at).pos == Upos::Adp).then_some(at);
        own.or_else(|| self.syntax.preposition_of(self.parse, at)).is_some_and(|preposition| {
            let lemma = small(&self.parse.token(preposition).lemma);
            ["after", "before", "during"].iter().any(|class| self.pack.in_class(class, &lemma))
        })
    }

    /// "told reporters *after talks with Peru*": who took part in what stands behind a preposition of time.
    fn speaker_after(&self, noun: TokenIdx) -> Vec<TokenIdx> {
        let Some(preposition) = self.syntax.preposition_of(self.parse, noun).filter(|&p| self.is_behind_time(p)) else {
            return Vec::new();
        };
        let below = if self.syntax.prepositions_are_heads { preposition } else { noun };
        self.head(below).filter(|&v| self.is_verb(v)).map(|v| self.surface_subject(v, 0)).unwrap_or_default()
    }

    /// "was the *target* of attacks", "font l'*objet* de sanctions": whom such a noun speaks of.
    fn target_of(&self, noun: TokenIdx) -> Vec<TokenIdx> {
        let is_target = |i: TokenIdx| self.pack.in_class("undergoer", &small(&self.parse.token(i).lemma));
        let up = [Relation::PrepositionObject, Relation::Oblique, Relation::NominalModifier];
        let argument = [Relation::Object, Relation::Attribute];
        let mut at = noun;
        for _ in 0..2 {
            let Some(head) = self.head(at).filter(|_| self.syntax.is_any(&self.parse.token(at).dep, &up)) else {
                break;
            };
            if self.is_verb(head) {
                let carries = |c: TokenIdx| is_target(c) && self.syntax.is_any(&self.parse.token(c).dep, &argument);
                let hit = self.parse.children(head).any(carries);
                return if hit { self.surface_subject(head, 0) } else { Vec::new() };
            }
            if is_target(head) {
                let verb = self
                    .head(head)
                    .filter(|&v| self.is_verb(v) && self.syntax.is_any(&self.parse.token(head).dep, &argument));
                return match verb {
                    Some(verb) => self.surface_subject(verb, 0),
                    None => self.first(head, Relation::Subject).map(|s| self.with_conjuncts(s)).unwrap_or_default(),
                };
            }
            at = head;
        }
        Vec::new()
    }

    /// "*resumption* of talks", "a *wave* of arrests": the noun of phase or number that an event noun hangs below.
    pub(super) fn phase(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let preposition = self.syntax.preposition_of(self.parse, noun);
        let below = preposition.filter(|_| self.syntax.prepositions_are_heads).unwrap_or(noun);
        let up = [Relation::NominalModifier, Relation::Oblique, Relation::Case];
        let head = self.head(below).filter(|h| !self.is_verb(*h) && *h < noun)?;
        let hangs = self.syntax.prepositions_are_heads || self.syntax.is_any(&self.parse.token(below).dep, &up);
        let genitive = preposition.is_none_or(|p| {
            let lemma = small(&self.parse.token(p).lemma);
            self.pack.in_class("genitive", self.pack.preposition(&lemma))
        });
        (hangs && genitive && self.pack.in_class("phase", &small(&self.parse.token(head).lemma))).then_some(head)
    }

    fn carried(&self, noun: TokenIdx, out: &mut Arguments) {
        let target = self.target_of(noun);
        if !target.is_empty() {
            out.object.extend(target);
            out.carried = Carried::Light;
            return;
        }
        // "talks between them *resumed*": the noun tells what happened.
        let subject = [Relation::Subject, Relation::PassiveSubject];
        if self.syntax.is_any(&self.parse.token(noun).dep, &subject)
            && self.head(noun).is_some_and(|v| self.pack.in_class("occur", &self.parse.token(v).lemma))
        {
            out.carried = Carried::Occurring;
            out.obliques.extend(self.between(noun));
            return;
        }
        // "the *resumption* of talks": the noun above only says how far the act has got, and may name its parties.
        if let Some(phase) = self.phase(noun) {
            out.carried = Carried::Occurring;
            let more = self.syntax.obliques(self.parse, phase).into_iter().filter(|o| o.noun != noun);
            let more: Vec<Oblique> = more.filter(|o| !out.obliques.contains(o)).collect();
            out.obliques.extend(more);
            return;
        }
        let Some(verb) = self.governor(noun) else {
            out.bystander = self.speaker_after(noun);
            return;
        };
        out.bystander = self.surface_subject(verb, 0);
        let Some(light) = self.pack.light(&self.parse.token(verb).lemma) else { return };
        out.carried = Carried::Light;
        let morph = &self.parse.token(verb).morph;
        out.present = light.voice == Voice::Reverse && morph.contains("Tense=Pres") && morph.contains("VerbForm=Fin");
        let of_verb = self.of_verb(verb);
        match light.voice {
            Voice::Active => out.subject.extend(of_verb.subject),
            Voice::Reverse => out.object.extend(of_verb.subject),
        }
        let mine = |o: &Oblique| o.noun != noun && !out.obliques.contains(o);
        let more: Vec<Oblique> = of_verb.obliques.into_iter().filter(mine).collect();
        out.obliques.extend(more);
        out.indirect.extend(of_verb.indirect);
    }
}
