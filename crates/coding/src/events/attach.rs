//! Subjects and objects that a parser hangs elsewhere, by marks that do not depend on it: commas, articles, prepositions.

use std::sync::Arc;

use legation_model::{Parse, Token, TokenIdx, TokenRange, Upos};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use crate::Reading;
use crate::reading::is_quotation_mark;

/// The parse with such noun phrases at their verbs; `None` when there are none.
pub(super) fn attached(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    let at = Attacher { reading, parse, grammar: Grammar::of(reading, parse) };
    let mut tokens: Option<Vec<Token>> = None;
    let mut set = |token: TokenIdx, head: TokenIdx, relation: Relation| {
        let tokens = tokens.get_or_insert_with(|| parse.tokens.clone());
        tokens[token.at()].head = head;
        tokens[token.at()].dep = Arc::clone(reading.lang.syntax.label(relation));
    };
    for i in (0..parse.len()).map(TokenIdx::from) {
        if !matches!(parse.token(i).pos, Upos::Noun | Upos::Propn) {
            continue;
        }
        if let Some((verb, source, article)) = at.prefaced(i) {
            set(i, verb, Relation::Subject);
            set(source, verb, Relation::Oblique);
            if let Some(article) = article {
                set(article, i, Relation::Determiner);
            }
            continue;
        }
        if let Some((day, preposition, verb)) = at.behind_a_day(i) {
            set(i, verb, Relation::Subject);
            set(day, preposition, Relation::PrepositionObject);
            continue;
        }
        if let Some(first) = at.beside_the_apposed(i) {
            set(i, first, Relation::Conjunct);
            continue;
        }
        if let Some((verb, second)) = at.first_of_list(i) {
            set(i, verb, Relation::Subject);
            set(second, i, Relation::Conjunct);
            continue;
        }
        if let Some(verb) = at.counted(i).or_else(|| at.stranded(i)).or_else(|| at.shifted(i)) {
            set(i, verb, Relation::Object);
        } else if let Some((verb, apposition)) = at.apposed(i) {
            set(i, verb, Relation::Subject);
            set(apposition, i, Relation::Apposition);
        }
    }
    for i in (0..parse.len()).map(TokenIdx::from) {
        if let Some(teller) = at.told_beside(i).or_else(|| at.beside_infinitive(i)).or_else(|| at.unlabelled(i)) {
            set(i, teller, Relation::Conjunct);
        } else if let Some(verb) = at.meanwhile(i) {
            set(i, verb, Relation::AdverbialClause);
        } else if let Some((subject, teller)) = at.around(i) {
            set(subject, i, Relation::Subject);
            if at.grammar.dep(i, Relation::Conjunct) {
                set(i, i, Relation::Root);
                set(teller, i, Relation::Parataxis);
            }
        }
    }
    let mut promoted: Vec<(TokenIdx, TokenIdx)> = Vec::new();
    for &sentence in &parse.sentences {
        promoted.extend(at.verbless(sentence));
    }
    for &(subject, verb) in &promoted {
        set(verb, verb, Relation::Root);
        set(subject, verb, Relation::Subject);
    }
    let mut tokens = tokens?;
    for &(_, verb) in &promoted {
        let verb = &mut tokens[verb.at()];
        verb.morph = verb.morph.replace("VerbForm=Part", "VerbForm=Fin").into();
    }
    Some(Parse::new(tokens))
}

struct Attacher<'a> {
    reading: &'a Reading<'a>,
    parse: &'a Parse,
    grammar: Grammar<'a>,
}

impl Attacher<'_> {
    fn is_verb(&self, at: TokenIdx) -> bool {
        self.parse.token(at).pos == Upos::Verb
    }

    fn is(&self, at: usize, word: &str) -> bool {
        at < self.parse.len() && self.reading.word(at.into()) == word
    }

    fn has_subject(&self, verb: TokenIdx) -> bool {
        [Relation::Subject, Relation::PassiveSubject].into_iter().any(|r| self.grammar.first(verb, r).is_some())
    }

    /// Where prepositions hang below nouns: a noun that has none and yet stands as if it had.
    fn is_bare(&self, noun: TokenIdx) -> bool {
        !self.reading.lang.syntax.prepositions_are_heads && self.grammar.first(noun, Relation::Case).is_none()
    }

    fn lacks_object(&self, verb: TokenIdx) -> bool {
        self.is_verb(verb)
            && self.grammar.first(verb, Relation::Object).is_none()
            && self.grammar.first(verb, Relation::PassiveSubject).is_none()
    }

    /// "the president, Anna Tamm, and her *counterpart* met": a noun with a word of its own before it stands beside the noun that
    /// the name explains, not beside the name.
    fn beside_the_apposed(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let name = self.parse.token(noun).head;
        let first = self.parse.token(name).head;
        let own = [Relation::Possessive, Relation::Determiner];
        let plain = |t: TokenIdx| self.parse.token(t).pos == Upos::Noun;
        let drawn = self.grammar.dep(noun, Relation::Conjunct)
            && self.grammar.dep(name, Relation::Apposition)
            && self.parse.token(name).pos == Upos::Propn
            && plain(noun)
            && plain(first)
            && first < name
            && own.into_iter().any(|r| self.grammar.first(noun, r).is_some());
        drawn.then_some(first)
    }

    /// "On Friday *Latvia* expelled two": a subject without a comma before it that is drawn as one name with the day. Gives
    /// the day, its preposition and the verb.
    fn behind_a_day(&self, name: TokenIdx) -> Option<(TokenIdx, TokenIdx, TokenIdx)> {
        let preposition = self.parse.token(name).head;
        let verb = self.parse.token(preposition).head;
        let drawn = self.grammar.dep(name, Relation::PrepositionObject)
            && self.parse.token(name).pos == Upos::Propn
            && preposition < name
            && name < verb
            && self.is_verb(verb)
            && self.parse.token(verb).morph.contains("VerbForm=Fin")
            && !self.has_subject(verb);
        let is_day = |&c: &TokenIdx| {
            let span = self.parse.token(name).span;
            preposition < c && c < name && self.reading.time_at(c).is_some_and(|t| !t.span.contains(span))
        };
        let day = self.parse.children(name).find(is_day).filter(|_| drawn)?;
        Some((day, preposition, verb))
    }

    /// "ont libéré *près de quatre-vingts prisonniers*": people by a number with an adverb before it.
    fn counted(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let verb = self.parse.token(noun).head;
        let adverb = self.grammar.first(noun, Relation::Adverbial).is_some_and(|a| a < noun && verb < a);
        let number = self.grammar.first(noun, Relation::Numeric).is_some();
        let oblique = self.grammar.dep(noun, Relation::Oblique) && self.is_bare(noun);
        (oblique && adverb && number && self.lacks_object(verb)).then_some(verb)
    }

    /// "soutient sans réserve *son allié*": a noun with an article and without preposition below the noun of an adverbial.
    fn stranded(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let above = self.parse.token(noun).head;
        let verb = self.parse.token(above).head;
        let article = self.grammar.first(noun, Relation::Determiner)?;
        let below = self.grammar.dep(noun, Relation::NominalModifier) && self.is_bare(noun);
        let adverbial = self.grammar.dep(above, Relation::Oblique) && !self.is_bare(above);
        let next = above < noun && article.at() == above.at() + 1 && verb < above;
        (below && adverbial && next && self.lacks_object(verb)).then_some(verb)
    }

    /// "received in Lima *the envoy of the Union*", drawn as an apposition of the place: without a comma it is the verb's object.
    fn shifted(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let place = self.parse.token(noun).head;
        let preposition = self.parse.token(place).head;
        let verb = self.parse.token(preposition).head;
        let article = self.grammar.first(noun, Relation::Determiner)?;
        let drawn = self.grammar.dep(noun, Relation::Apposition)
            && self.grammar.dep(place, Relation::PrepositionObject)
            && self.parse.token(place).pos == Upos::Propn;
        let order = verb < preposition && preposition < place && article.at() == place.at() + 1;
        (drawn && order && self.lacks_object(verb)).then_some(verb)
    }

    /// "*Pékin*, premier client du pays, a réclamé …": the name before a noun without article that commas set off is the
    /// subject of the verb behind them.
    fn apposed(&self, name: TokenIdx) -> Option<(TokenIdx, TokenIdx)> {
        let verb = self.parse.token(name).head;
        if self.parse.token(name).pos != Upos::Propn
            || !self.grammar.dep(name, Relation::Oblique)
            || !self.is_bare(name)
        {
            return None;
        }
        let noun = self.grammar.first(verb, Relation::Subject).filter(|&n| name < n && n < verb)?;
        let words = self.parse.subtree(noun);
        let bare = self.grammar.first(noun, Relation::Determiner).is_none() && self.parse.token(noun).pos == Upos::Noun;
        let before = self.parse.subtree(name).end.at();
        let commas = self.is(before, ",") && words.start.at() == before + 1 && self.is(words.end.at(), ",");
        (self.is_verb(verb) && bare && commas).then_some((verb, noun))
    }

    /// "protested that the deal “is a threat” and *called on* Oslo", "said that it would leave and *accused* Oslo": a verb that is
    /// drawn beside what is told, and stands beside the verb that tells it by its tense or behind the quotation.
    fn told_beside(&self, verb: TokenIdx) -> Option<TokenIdx> {
        let told = self.parse.token(verb).head;
        let teller = self.parse.token(told).head;
        let drawn = self.grammar.dep(verb, Relation::Conjunct)
            && self.grammar.dep(told, Relation::ComplementClause)
            && teller < told
            && told < verb;
        if !drawn || !self.is_verb(verb) || !self.is_past(verb) || !self.is_past(teller) {
            return None;
        }
        if self.has_subject(verb) {
            return None;
        }
        let marks = |from: TokenIdx, to: TokenIdx| {
            (from.at()..to.at()).filter(|&i| is_quotation_mark(self.reading.word(i.into()))).count()
        };
        let quoted = marks(told, verb) % 2 == 1 && marks(teller, verb) % 2 == 0;
        (quoted || self.is_of_another_time(told)).then_some(teller)
    }

    /// "rejected the claim, *summoned* the envoy and left", the second without a label: it has an object of its own and a third
    /// beside it.
    fn unlabelled(&self, verb: TokenIdx) -> Option<TokenIdx> {
        let first = self.parse.token(verb).head;
        let finite = |t: TokenIdx| self.is_verb(t) && self.parse.token(t).morph.contains("VerbForm=Fin");
        let alone = !self.has_subject(verb);
        let third = self.grammar.first(verb, Relation::Conjunct).is_some()
            && self.grammar.first(verb, Relation::Object).is_some();
        (self.grammar.dep(verb, Relation::Unlabelled)
            && first < verb
            && finite(first)
            && finite(verb)
            && alone
            && third)
            .then_some(first)
    }

    /// "a expulsé l'ambassadeur, *dénonçant* une ingérence": a participle of the present behind a comma tells what the verb's
    /// subject does, not the noun before the comma.
    fn meanwhile(&self, participle: TokenIdx) -> Option<TokenIdx> {
        let noun = self.parse.token(participle).head;
        let verb = self.parse.token(noun).head;
        let present = self.parse.token(participle).morph.contains("Tense=Pres|VerbForm=Part");
        let drawn = self.is_verb(participle)
            && self.grammar.dep(participle, Relation::Participial)
            && [Relation::Object, Relation::Oblique].into_iter().any(|r| self.grammar.dep(noun, r));
        let behind = participle.at().checked_sub(1).is_some_and(|comma| self.is(comma, ","));
        (present && drawn && behind && verb < noun && noun < participle && self.has_subject(verb)).then_some(verb)
    }

    /// "urged it to leave and *accused* Oslo", "a accusé le roi de trahir et *réclamé* …": a form that is no infinitive goes with
    /// the verb above the infinitive that it is drawn beside.
    fn beside_infinitive(&self, verb: TokenIdx) -> Option<TokenIdx> {
        let below = self.parse.token(verb).head;
        let above = self.parse.token(below).head;
        let morph = |t: TokenIdx, m: &str| self.parse.token(t).morph.contains(m);
        let auxiliary =
            |t: TokenIdx| self.grammar.first(t, Relation::Auxiliary).filter(|&a| self.parse.token(a).pos == Upos::Aux);
        let drawn = self.is_verb(verb)
            && self.grammar.dep(verb, Relation::Conjunct)
            && self.grammar.dep(below, Relation::OpenComplement)
            && above < below
            && below < verb
            && self.is_verb(above);
        if !drawn || self.has_subject(verb) || self.grammar.first(verb, Relation::PassiveAuxiliary).is_some() {
            return None;
        }
        let compound = auxiliary(below).is_some_and(|a| morph(a, "VerbForm=Inf"));
        let finite = morph(verb, "VerbForm=Fin") && (compound || morph(below, "VerbForm=Inf"));
        let participle = morph(verb, "Tense=Past|VerbForm=Part")
            && auxiliary(verb).is_none()
            && morph(below, "VerbForm=Inf")
            && auxiliary(above).is_some();
        (finite && morph(above, "VerbForm=Fin") || participle).then_some(above)
    }

    /// "Selon le ministère, *des soldats* ont tiré", drawn as an apposition of the source: what stands behind the comma is
    /// the subject. With the source, and the article where it is drawn as a preposition.
    fn prefaced(&self, noun: TokenIdx) -> Option<(TokenIdx, TokenIdx, Option<TokenIdx>)> {
        let source = self.parse.token(noun).head;
        let verb = self.parse.token(source).head;
        let drawn = (self.grammar.dep(noun, Relation::Apposition) || self.grammar.dep(noun, Relation::NominalModifier))
            && self.grammar.dep(source, Relation::Subject)
            && !self.reading.lang.syntax.prepositions_are_heads
            && self.grammar.first(source, Relation::Case).is_some()
            && self.is_verb(verb)
            && noun < verb;
        let words = self.parse.subtree(noun);
        let behind = words.start.at() > 0 && self.is(words.start.at() - 1, ",");
        let article =
            self.grammar.first(noun, Relation::Case).or_else(|| self.grammar.first(noun, Relation::Determiner))?;
        let plain = |i: usize| matches!(self.parse.tokens[i].pos, Upos::Aux | Upos::Adv | Upos::Pron);
        let next = (words.end.at()..verb.at()).all(plain);
        let some = self.reading.lang.coding.in_class("partitive", &self.reading.word(article).to_lowercase());
        let case = self.grammar.first(noun, Relation::Case);
        (drawn && behind && next && (case.is_none() || some)).then_some((verb, source, case))
    }

    /// "*Les États-Unis*, la France et l'Allemagne ont appelé …", the first drawn as an adverbial: of a list that a plural verb
    /// has as subject.
    fn first_of_list(&self, name: TokenIdx) -> Option<(TokenIdx, TokenIdx)> {
        let verb = self.parse.token(name).head;
        let drawn = self.parse.token(name).pos == Upos::Propn && self.grammar.dep(name, Relation::Oblique);
        if !(drawn && self.is_bare(name) && self.is_verb(verb)) {
            return None;
        }
        let second = self.grammar.first(verb, Relation::Subject).filter(|&s| name < s && s < verb)?;
        let joined = self.grammar.first(second, Relation::Conjunct).is_some();
        let named = self.parse.token(second).pos == Upos::Propn;
        let (before, words) = (self.parse.subtree(name).end.at(), self.parse.subtree(second));
        let comma = self.is(before, ",") && words.start.at() == before + 1;
        (joined && named && comma).then_some((verb, second))
    }

    /// A simple past.
    fn is_past(&self, verb: TokenIdx) -> bool {
        let token = self.parse.token(verb);
        let auxiliary = [Relation::Auxiliary, Relation::PassiveAuxiliary]
            .into_iter()
            .any(|r| self.grammar.first(verb, r).is_some());
        token.morph.contains("Tense=Past") && !auxiliary && self.reading.lang.syntax.prepositions_are_heads
    }

    /// A present, or an infinitive behind an auxiliary of mood ("would leave").
    fn is_of_another_time(&self, verb: TokenIdx) -> bool {
        let token = self.parse.token(verb);
        let auxiliary = self.grammar.first(verb, Relation::Auxiliary);
        let mood = auxiliary.is_some() && token.morph.contains("VerbForm=Inf");
        mood || token.morph.contains("Tense=Pres") && token.morph.contains("VerbForm=Fin")
    }

    /// "*Kampala*, he told the paper, *had* yielded": the verb around such a parenthesis, with its subject in front.
    fn around(&self, verb: TokenIdx) -> Option<(TokenIdx, TokenIdx)> {
        let teller = self.parse.token(verb).head;
        let below = [Relation::Conjunct, Relation::ComplementClause];
        let drawn = self.is_verb(verb) && below.into_iter().any(|r| self.grammar.dep(verb, r)) && self.is_past(teller);
        let starts = (teller.at() + 1..=verb.at()).rev().find(|&i| self.is(i, ","))?;
        // Nothing but auxiliaries and adverbs stands between the comma and the verb.
        let plain = |i: usize| matches!(self.parse.tokens[i].pos, Upos::Aux | Upos::Adv | Upos::Part);
        let alone = (starts + 1..verb.at()).all(plain) && self.grammar.first(verb, Relation::Subject).is_none();
        let subject = self.grammar.first(teller, Relation::Subject)?;
        let sentence = self.parse.sentence_of(verb);
        let is_noun = |t: &TokenIdx| matches!(self.parse.token(*t).pos, Upos::Noun | Upos::Propn);
        let front = self.parse.children(teller).filter(|t| *t < subject).find(is_noun)?;
        let words = self.parse.subtree(front);
        let first = words.start == sentence.start && self.is(words.end.at(), ",") && subject.at() <= words.end.at() + 3;
        (drawn && alone && first && self.parse.token(teller).head == teller).then_some((front, teller))
    }

    /// "The ruling party, New Dawn, *promised* …", "Peru, whose ships were seen by Chilean boats, *protested* …", drawn as a
    /// noun with a participle: the sentence's verb, where it has no other.
    fn verbless(&self, sentence: TokenRange) -> Option<(TokenIdx, TokenIdx)> {
        let tokens = || sentence.indices().map(TokenIdx::from);
        let finite = |t: TokenIdx| self.parse.token(t).morph.contains("VerbForm=Fin");
        let root = tokens().find(|&t| self.parse.token(t).head == t)?;
        if !matches!(self.parse.token(root).pos, Upos::Noun | Upos::Propn) {
            return None;
        }
        let past = |v: TokenIdx| {
            let token = self.parse.token(v);
            self.is_verb(v) && token.morph.contains("Tense=Past") && token.morph.contains("VerbForm=Part")
        };
        let set_off = |aside: TokenIdx, verb: TokenIdx| {
            self.is(verb.at() - 1, ",") && self.is(self.parse.subtree(aside).start.at().saturating_sub(1), ",")
        };
        let apposition = self.grammar.first(root, Relation::Apposition);
        let (aside, verb) = if let Some(apposition) = apposition {
            (apposition, self.grammar.first(root, Relation::Participial).filter(|&v| v > apposition)?)
        } else {
            let relative = self.grammar.first(root, Relation::RelativeClause)?;
            let hung = |&v: &TokenIdx| v > relative && self.grammar.dep(v, Relation::Participial) && past(v);
            (relative, tokens().filter(hung).find(|&v| set_off(relative, v))?)
        };
        let within = |t: TokenIdx| self.parse.is_below(t, verb) || self.parse.is_below(t, aside);
        if tokens().any(|t| finite(t) && !within(t)) || apposition.is_some() && finite(aside) {
            return None;
        }
        let ends = tokens().next_back().is_some_and(|t| self.parse.token(t).pos == Upos::Punct);
        (past(verb) && set_off(aside, verb) && ends).then_some((root, verb))
    }
}
