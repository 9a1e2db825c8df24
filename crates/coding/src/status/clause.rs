//! The grammar that status needs: what governs a predicate, and which words and forms stand beside it.

use legation_model::{BlockKind, Span, Status, TokenIdx, Upos};
use legation_packs::attribution::{CueKind, Frame};
use legation_packs::status::{ComplementForm, Effect, Outcome, Position, Shape, Signature, StatusPack, WordClass};
use legation_packs::syntax::{Relation, Syntax};

use crate::Reading;

/// One document's grammar as status sees it.
pub(super) struct Clause<'a> {
    pub reading: &'a Reading<'a>,
    pub syntax: &'a Syntax,
    pub pack: &'a StatusPack,
}

/// What stands above a predicate.
pub(super) enum Governor<'a> {
    /// Nothing that matters.
    None,
    /// It is one predicate with another token.
    SameAs(TokenIdx),
    /// A word with a signature.
    Signature { word: TokenIdx, signature: &'a Signature },
    /// A marker or preposition that opens it.
    Effect(&'a Effect, TokenIdx),
    /// Its own construction.
    Shape(Shape),
}

type Beside<'a> = Vec<(&'a Effect, TokenIdx)>;

impl<'a> Clause<'a> {
    pub(super) fn span(&self, i: TokenIdx) -> Span {
        self.reading.parse.token(i).span
    }

    pub(super) fn word(&self, i: TokenIdx) -> &'a str {
        self.reading.word(i)
    }

    fn lower(&self, i: TokenIdx) -> String {
        self.word(i).to_lowercase()
    }

    fn lemma(&self, i: TokenIdx) -> &str {
        &self.reading.parse.token(i).lemma
    }

    fn head(&self, i: TokenIdx) -> TokenIdx {
        self.reading.parse.token(i).head
    }

    fn pos(&self, i: TokenIdx) -> Upos {
        self.reading.parse.token(i).pos
    }

    fn is(&self, i: TokenIdx, relation: Relation) -> bool {
        self.syntax.is(&self.reading.parse.token(i).dep, relation)
    }

    fn is_any(&self, i: TokenIdx, relations: &[Relation]) -> bool {
        self.syntax.is_any(&self.reading.parse.token(i).dep, relations)
    }

    fn kids(&self, i: TokenIdx) -> impl Iterator<Item = TokenIdx> + '_ {
        self.reading.parse.children(i)
    }

    fn kid(&self, i: TokenIdx, relation: Relation) -> Option<TokenIdx> {
        self.kids(i).find(|&k| self.is(k, relation))
    }

    fn morph(&self, i: TokenIdx, feature: &str) -> bool {
        self.reading.parse.token(i).morph.split('|').any(|f| f == feature)
    }

    fn is_verbal(&self, i: TokenIdx) -> bool {
        matches!(self.pos(i), Upos::Verb | Upos::Aux)
    }

    fn has_subject(&self, i: TokenIdx) -> bool {
        self.kids(i).any(|k| self.is_any(k, &[Relation::Subject, Relation::PassiveSubject]))
    }

    /// Auxiliaries that carry tense or mood, in order.
    fn auxiliaries(&self, i: TokenIdx) -> Vec<TokenIdx> {
        let carries = [Relation::Auxiliary, Relation::PassiveAuxiliary, Relation::Copula];
        self.kids(i).filter(|&k| self.is_any(k, &carries) && self.pos(k) != Upos::Part).collect()
    }

    /// An auxiliary stands for its verb, an attribute for its copula.
    pub(super) fn whole_predicate(&self, i: TokenIdx) -> TokenIdx {
        let part = [Relation::Auxiliary, Relation::PassiveAuxiliary, Relation::Copula];
        if self.is_any(i, &part) { self.head(i) } else { i }
    }

    /// The first member of the coordination of predicates that a token belongs to.
    pub(super) fn first_conjunct(&self, mut i: TokenIdx) -> TokenIdx {
        for _ in 0..8 {
            let head = self.head(i);
            let alike = self.is_verbal(i) == self.is_verbal(head);
            if head == i || !self.is(i, Relation::Conjunct) || !alike {
                break;
            }
            i = head;
        }
        i
    }

    /// The construction of a verb below its governor.
    fn form(&self, i: TokenIdx) -> ComplementForm {
        let finite =
            self.auxiliaries(i).iter().any(|&a| !self.morph(a, "VerbForm=Part") && !self.morph(a, "VerbForm=Inf"));
        let infinitive =
            self.morph(i, "VerbForm=Inf") || self.auxiliaries(i).iter().any(|&a| self.morph(a, "VerbForm=Inf"));
        let participle = self.morph(i, "VerbForm=Part") || self.morph(i, "VerbForm=Ger");
        if finite && self.lower_marker(i).is_none_or(|w| !w.1) {
            ComplementForm::Clause
        } else if infinitive {
            ComplementForm::Infinitive
        } else if participle && !self.has_subject(i) {
            ComplementForm::Gerund
        } else {
            ComplementForm::Clause
        }
    }

    /// The marker of a clause, and whether it marks an infinitive.
    fn lower_marker(&self, i: TokenIdx) -> Option<(TokenIdx, bool)> {
        let marker = self.kids(i).find(|&k| {
            self.is(k, Relation::Marker) || (self.is(k, Relation::Auxiliary) && self.pos(k) == Upos::Part)
        })?;
        Some((marker, self.pos(marker) == Upos::Part))
    }

    fn class(&self, i: TokenIdx) -> Option<WordClass> {
        Some(match self.pos(i) {
            Upos::Verb | Upos::Aux => WordClass::Verb,
            Upos::Noun | Upos::Propn => WordClass::Noun,
            Upos::Adj | Upos::Adv => WordClass::Adjective,
            _ => return None,
        })
    }

    /// What a word makes of a complement in a construction: its own entry, else that of its reporting kind.
    fn signature(&self, word: TokenIdx, form: &ComplementForm) -> Option<&'a Signature> {
        let class = self.class(word)?;
        let particle = self.kid(word, Relation::Particle).map(|p| self.lower(p));
        // "has *yet* to recognise": an adverb right behind may be as good as a particle
        let adverb = || {
            let next = TokenIdx::from(word.at() + 1);
            let beside = self.kids(word).find(|&k| k == next && self.is(k, Relation::Adverbial))?;
            self.pack.operator(self.lemma(word), class, Some(&self.lower(beside)), form)
        };
        let named = particle.is_none().then(adverb).flatten();
        let own = named.or_else(|| self.pack.operator(self.lemma(word), class, particle.as_deref(), form));
        own.or_else(|| {
            let cues = &self.reading.lang.attribution;
            let readings = match class {
                WordClass::Verb => cues.verb(self.lemma(word)),
                WordClass::Noun => cues.noun(self.lemma(word)),
                WordClass::Adjective => cues.adjective(self.lemma(word)),
            };
            readings
                .iter()
                .filter(|c| c.particle.is_none() || c.particle.as_deref() == particle.as_deref())
                .filter(|c| c.frames.iter().any(|f| takes(f, form)))
                .find_map(|c| self.pack.of_kind(c.kind, form))
        })
    }

    fn governed(&self, word: TokenIdx, form: &ComplementForm) -> Option<Governor<'a>> {
        self.signature(word, form).map(|signature| Governor::Signature { word, signature })
    }

    /// What stands above a predicate.
    pub(super) fn governor(&self, i: TokenIdx) -> Governor<'a> {
        let head = self.head(i);
        if head == i {
            return Governor::None;
        }
        if self.is(i, Relation::Attribute) && self.is_verbal(head) {
            return Governor::SameAs(head);
        }
        if self.is_verbal(i) || self.kid(i, Relation::Copula).is_some() {
            self.verb_governor(i, head)
        } else {
            self.noun_governor(i, head)
        }
    }

    fn verb_governor(&self, i: TokenIdx, head: TokenIdx) -> Governor<'a> {
        let form = self.form(i);
        if let Some((marker, false)) = self.lower_marker(i)
            && let Some(effect) = self.pack.beside(Position::Marker, &self.lower(marker))
            && (self.is(i, Relation::AdverbialClause) || form == ComplementForm::Clause)
        {
            return Governor::Effect(effect, marker);
        }
        if self.is_any(i, &[Relation::ComplementClause, Relation::OpenComplement]) {
            // An infinitive below a verb that takes both is read as the verb takes infinitives.
            return self.governed(head, &form).unwrap_or(match form {
                ComplementForm::Infinitive => Governor::Shape(Shape::NounInfinitive),
                _ if self.is_verbal(head) => Governor::SameAs(head),
                _ => Governor::None,
            });
        }
        if self.is(i, Relation::PrepositionClause) || self.preposition(i).is_some() {
            let preposition = if self.is(i, Relation::PrepositionClause) { Some(head) } else { self.preposition(i) };
            if let Some(p) = preposition {
                let governor = if p == head { self.head(head) } else { head };
                return self.behind_preposition(p, governor).unwrap_or(Governor::None);
            }
        }
        if self.is(i, Relation::Participial) {
            return match form {
                ComplementForm::Gerund => Governor::None,
                form => self.governed(head, &form).unwrap_or(match form {
                    ComplementForm::Infinitive => Governor::Shape(Shape::NounInfinitive),
                    _ => Governor::None,
                }),
            };
        }
        if self.is(i, Relation::AdverbialClause) {
            return match form {
                ComplementForm::Infinitive => self.governed(head, &form).unwrap_or(Governor::Shape(Shape::Purpose)),
                _ if self.is_inverted(i) => Governor::Shape(Shape::Inverted),
                _ => Governor::None,
            };
        }
        Governor::None
    }

    /// "*should* they leave": the auxiliary opens the clause, before its subject.
    fn is_inverted(&self, i: TokenIdx) -> bool {
        let first = self.kids(i).find(|&k| !self.is(k, Relation::Punctuation));
        let auxiliary = first.is_some_and(|f| self.is_any(f, &[Relation::Auxiliary, Relation::PassiveAuxiliary]));
        auxiliary && self.lower_marker(i).is_none() && self.has_subject(i) && first.is_some_and(|f| f < i)
    }

    /// The preposition of a clause whose noun-like head carries it as case or marker.
    fn preposition(&self, i: TokenIdx) -> Option<TokenIdx> {
        if self.syntax.prepositions_are_heads {
            return None;
        }
        self.kids(i).find(|&k| {
            self.is_any(k, &[Relation::Case, Relation::Marker])
                && self.pos(k) == Upos::Adp
                && self.pack.beside(Position::Preposition, &self.lower(k)).is_some()
        })
    }

    fn behind_preposition(&self, preposition: TokenIdx, governor: TokenIdx) -> Option<Governor<'a>> {
        let word = self.lower(preposition);
        let form = ComplementForm::Preposition(word.as_str().into());
        self.governed(governor, &form)
            .or_else(|| self.pack.beside(Position::Preposition, &word).map(|e| Governor::Effect(e, preposition)))
    }

    fn noun_governor(&self, i: TokenIdx, head: TokenIdx) -> Governor<'a> {
        // What somebody rejects or denies was said all the same: "denied the accusation".
        let said = self.reading.lang.attribution.noun(self.lemma(i)).iter().any(|c| c.frames.contains(&Frame::Clause));
        let found = if self.is_any(i, &[Relation::Object, Relation::PassiveSubject]) {
            self.governed(head, &ComplementForm::Object).filter(|g| !(said && denies(g)))
        } else if self.is(i, Relation::Subject) {
            self.governed(head, &ComplementForm::Subject)
        } else if let Some(p) = self.syntax.preposition_of(self.reading.parse, i) {
            let governor = if self.syntax.prepositions_are_heads { self.head(p) } else { head };
            self.behind_preposition(p, governor)
        } else if self.is(i, Relation::Compound) && self.pos(head) == Upos::Noun {
            self.governed(head, &ComplementForm::Infinitive)
        } else {
            None
        };
        found.unwrap_or(Governor::None)
    }

    /// Whether a predicate's clause is in the present or present perfect.
    pub(super) fn is_standing(&self, i: TokenIdx) -> bool {
        std::iter::once(i)
            .chain(self.auxiliaries(i))
            .any(|c| self.morph(c, "VerbForm=Fin") && self.morph(c, "Tense=Pres"))
    }

    /// Whether a predicate stands in what somebody said in the past.
    pub(super) fn is_reported(&self, i: TokenIdx) -> bool {
        let head = self.head(i);
        head != i && self.is(i, Relation::ComplementClause) && self.is_past(head)
    }

    fn is_past(&self, i: TokenIdx) -> bool {
        self.morph(i, "Tense=Past") || self.auxiliaries(i).iter().any(|&a| self.morph(a, "Tense=Past"))
    }

    /// Whether a predicate is a noun rather than a verb or what is said with a copula.
    pub(super) fn is_nominal(&self, i: TokenIdx) -> bool {
        !self.is_verbal(i) && self.kid(i, Relation::Copula).is_none()
    }

    /// The words and forms beside a predicate that change it, in the order in which they apply; negation is apart.
    pub(super) fn effects(&self, i: TokenIdx, first: TokenIdx) -> Beside<'a> {
        let mut found: Beside<'a> = Vec::new();
        if self.is_nominal(i) {
            for k in self.kids(i) {
                if self.is_any(k, &[Relation::Adjectival, Relation::Participial, Relation::Compound]) {
                    found.extend(self.pack.beside(Position::Modifier, &self.lower(k)).map(|e| (e, k)));
                }
            }
            return found;
        }
        let own_auxiliaries = self.auxiliaries(i);
        let shares = first != i && own_auxiliaries.is_empty() && !self.has_subject(i);
        let auxiliaries = if shares { self.auxiliaries(first) } else { own_auxiliaries };
        for &a in &auxiliaries {
            found.extend(self.pack.beside(Position::Auxiliary, &self.lower(a)).map(|e| (e, a)));
        }
        for k in self.kids(i) {
            if self.is_any(k, &[Relation::Adverbial, Relation::Negation]) {
                found.extend(self.pack.beside(Position::Adverb, &self.lower(k)).map(|e| (e, k)));
            }
        }
        let modal = !found.is_empty();
        if let Some(shape) = self.shape(i, first, &auxiliaries, modal)
            && let Some(effect) = self.pack.shape(shape)
        {
            found.push((effect, i));
        }
        for shape in self.clause_shapes(i, first, &auxiliaries, modal) {
            found.extend(self.pack.shape(shape).map(|e| (e, i)));
        }
        found
    }

    /// Tense and mood.
    fn shape(&self, i: TokenIdx, first: TokenIdx, auxiliaries: &[TokenIdx], modal: bool) -> Option<Shape> {
        let carriers: Vec<TokenIdx> = std::iter::once(i).chain(auxiliaries.iter().copied()).collect();
        let any = |feature: &str| carriers.iter().any(|&c| self.morph(c, feature));
        if any("Mood=Cnd") {
            let perfect = auxiliaries.iter().any(|&a| self.is(a, Relation::Auxiliary) && self.morph(a, "Mood=Cnd"));
            return Some(if perfect { Shape::ConditionalPast } else { Shape::Conditional });
        }
        if any("Tense=Fut") {
            return Some(Shape::Future);
        }
        if any("Mood=Sub") {
            return Some(Shape::Subjunctive);
        }
        if modal {
            return None;
        }
        let root = self.head(first) == first;
        if any("Mood=Imp") && root && !self.has_subject(first) {
            return Some(Shape::Imperative);
        }
        if root && self.morph(i, "VerbForm=Inf") && auxiliaries.is_empty() {
            let to = self.lower_marker(i).is_some_and(|m| m.1);
            return match (to, self.has_subject(i)) {
                (true, true) => Some(Shape::HeadlineInfinitive),
                (false, false) if !self.has_subject(first) && self.auxiliaries(first).is_empty() => {
                    Some(Shape::Imperative)
                }
                _ => None,
            };
        }
        let present = |c: &TokenIdx| self.morph(*c, "Tense=Pres") && self.morph(*c, "VerbForm=Fin");
        if self.morph(i, "Aspect=Prog") && auxiliaries.iter().any(present) {
            return Some(Shape::PresentProgressive);
        }
        let block = self.reading.article.block_at(self.span(i).start);
        let running = block.is_none_or(|b| !matches!(b.kind, BlockKind::Title | BlockKind::Heading));
        let passive =
            auxiliaries.iter().any(|&a| self.is_any(a, &[Relation::PassiveAuxiliary, Relation::Copula]) && present(&a));
        let simple = present(&i) && auxiliaries.is_empty();
        (running && (simple || passive) && !self.is_speech(i)).then_some(Shape::Present)
    }

    /// Speaking is done once it is told, whatever the tense.
    fn is_speech(&self, i: TokenIdx) -> bool {
        let speech = [
            CueKind::Say,
            CueKind::Deny,
            CueKind::Ask,
            CueKind::Demand,
            CueKind::Promise,
            CueKind::Threaten,
            CueKind::Judge,
        ];
        let cues = &self.reading.lang.attribution;
        let judged = |k: TokenIdx| cues.adjective(self.lemma(k)).iter().any(|c| c.kind == CueKind::Judge);
        cues.verb(self.lemma(i)).iter().any(|c| speech.contains(&c.kind))
            || judged(i)
            || self.kids(i).any(|k| self.is(k, Relation::Attribute) && judged(k))
    }

    /// Conditions and questions.
    fn clause_shapes(&self, i: TokenIdx, first: TokenIdx, auxiliaries: &[TokenIdx], modal: bool) -> Vec<Shape> {
        let mut found = Vec::new();
        let open = modal || self.morph(i, "Tense=Pres") || auxiliaries.iter().any(|&a| self.morph(a, "Tense=Pres"));
        let conditioned = self.kids(i).any(|k| {
            self.is(k, Relation::AdverbialClause)
                && self.lower_marker(k).is_some_and(|(m, _)| {
                    self.pack.beside(Position::Marker, &self.lower(m)).is_some_and(|e| e.status.is_some())
                })
        });
        let perfect = |a: &TokenIdx| {
            self.is(*a, Relation::Auxiliary) && self.pos(*a) == Upos::Aux && self.morph(*a, "VerbForm=Inf")
        };
        if modal && auxiliaries.iter().any(perfect) {
            found.push(Shape::ModalPerfect);
        }
        if conditioned && open {
            found.push(Shape::Conditioned);
        }
        if self.head(first) == first && !self.is_speech(i) {
            let sentence = self.reading.parse.sentence_of(i);
            let last = sentence.indices().rev().map(TokenIdx::from).find(|&t| self.pos(t) != Upos::Space);
            if last.is_some_and(|t| self.word(t).ends_with('?')) {
                found.push(Shape::Question);
            }
        }
        found
    }

    /// The negation of a predicate, wherever it stands: beside the verb, at its subject or object.
    pub(super) fn negation(&self, i: TokenIdx, first: TokenIdx) -> Option<(&'a Effect, TokenIdx)> {
        let at = |k: TokenIdx| self.pack.beside(Position::Negation, &self.lower(k)).map(|e| (e, k));
        let verbal = self.is_verbal(i) || self.kid(i, Relation::Copula).is_some();
        let direct = |i: TokenIdx| {
            self.kids(i).filter(|&k| self.is_any(k, &[Relation::Negation, Relation::Adverbial])).find_map(at)
        };
        let determiner = |i: TokenIdx| {
            self.kids(i)
                .filter(|&k| self.is_any(k, &[Relation::Determiner, Relation::Negation]))
                .find_map(|k| self.pack.beside(Position::Determiner, &self.lower(k)).map(|e| (e, k)))
        };
        if !verbal {
            return determiner(i);
        }
        let restricted = self.kids(i).any(|k| {
            self.is(k, Relation::Adverbial) && self.pack.beside(Position::Restriction, &self.lower(k)).is_some()
        });
        if restricted {
            return None;
        }
        let shares =
            first != i && self.auxiliaries(i).is_empty() && !self.has_subject(i) && !self.auxiliaries(first).is_empty();
        direct(i).or_else(|| shares.then(|| direct(first)).flatten()).or_else(|| {
            self.kids(i)
                .filter(|&k| self.is_any(k, &[Relation::Subject, Relation::PassiveSubject, Relation::Object]))
                .find_map(|k| at(k).or_else(|| determiner(k)))
        })
    }
}

/// Whether a governor leaves nothing of what it governs although it is affirmed itself.
fn denies(governor: &Governor<'_>) -> bool {
    matches!(governor, Governor::Signature { signature, .. }
        if matches!(signature.affirmed, Outcome::Fixed { status: Status::Denied, .. }))
}

/// Whether a frame of a reporting word is such a construction.
fn takes(frame: &Frame, form: &ComplementForm) -> bool {
    match form {
        ComplementForm::Clause => *frame == Frame::Clause,
        ComplementForm::Infinitive => {
            matches!(frame, Frame::Infinitive | Frame::ObjectInfinitive | Frame::SubjectInfinitive)
                || matches!(frame, Frame::PrepositionInfinitive(_))
        }
        ComplementForm::Object => *frame == Frame::Object,
        ComplementForm::Preposition(word) => *frame == Frame::Preposition(word.clone()),
        ComplementForm::Gerund | ComplementForm::Subject => false,
    }
}
