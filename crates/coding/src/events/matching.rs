//! Every sense of the lexicon at every token.

use std::borrow::Cow;
use std::sync::Arc;

use legation_model::{Actor, Code, Derivation, Parse, Span, TokenIdx, Upos};
use legation_packs::actors::{Refers, fold};
use legation_packs::coding::{Condition, ConditionKey, Frame, Lemma, PredicatePos, Sense, Slot};
use legation_packs::ontology::EventType;
use legation_packs::syntax::Relation;

use super::arguments::{Arguments, Carried};
use super::parties::{Parties, Side};
use crate::Reading;

/// One reading of one trigger.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) sense: &'a Sense,
    pub(super) order: usize,
    pub(super) trigger: TokenIdx,
    pub(super) trigger_span: Span,
    pub(super) actor: Side,
    pub(super) recipient: Side,
    /// Who else takes part where all parties are actors.
    pub(super) bystanders: Vec<Actor>,
    /// Tokens whose words belong to this predicate and tell no event of their own.
    pub(super) consumed: Vec<TokenIdx>,
    /// Whether negation is part of its meaning.
    pub(super) negation_used: bool,
    pub(super) specificity: u32,
    /// Whether a verb carries the noun.
    pub(super) carried: Carried,
    /// Whether it is told in the passive.
    pub(super) passive: bool,
    /// Whether it says that the act goes on.
    pub(super) present: bool,
    pub(super) derivation: Derivation,
}

impl Candidate<'_> {
    /// How many sides have a political actor.
    pub(super) fn filled(&self) -> usize {
        usize::from(!self.actor.actors.is_empty()) + usize::from(!self.recipient.actors.is_empty())
    }
}

fn pos_fits(reading: &Reading<'_>, i: TokenIdx, pos: PredicatePos) -> bool {
    let parse = reading.parse;
    let token = parse.token(i);
    match pos {
        // Taggers miss participles; an auxiliary below betrays them.
        PredicatePos::Verb => {
            matches!(token.pos, Upos::Verb | Upos::Aux)
                || reading.lang.syntax.first(parse, i, Relation::Auxiliary).is_some()
        }
        PredicatePos::Noun => matches!(token.pos, Upos::Noun | Upos::Propn),
        // Participles used as adjectives are tagged either way.
        PredicatePos::Adjective => {
            token.pos == Upos::Adj || (token.pos == Upos::Verb && token.morph.contains("VerbForm=Part"))
        }
    }
}

/// "met on 3 *March*", "on Election *Day*": capitals inside a time expression are names of times.
fn is_in_date(reading: &Reading<'_>, token: TokenIdx) -> bool {
    let span = reading.parse.token(token).span;
    let next = reading.times.partition_point(|t| t.span.end <= span.start);
    reading.times.get(next).is_some_and(|t| t.span.contains(span))
        && reading.word(token).starts_with(char::is_uppercase)
}

/// All readings of all triggers that have at least one political actor as a party.
pub(super) fn candidates<'a>(reading: &'a Reading<'a>, parties: &Parties<'a>) -> Vec<Candidate<'a>> {
    let pack = &reading.lang.coding;
    let mut out = Vec::new();
    for i in 0..reading.parse.len() {
        let token = TokenIdx::from(i);
        if is_in_date(reading, token) || is_aside(reading, token) {
            continue;
        }
        let word = Compound::at(reading, token);
        // "war-torn": only the last piece of a word can tell an event, and only if the whole is no entry of its own.
        let lemma = match &word {
            Some(word) if pack.knows(&word.lemma) => &*word.lemma,
            Some(word) if word.last != token => continue,
            _ => &*reading.lemma(token),
        };
        if word.as_ref().is_some_and(|w| w.head != token && *w.lemma == *lemma) {
            continue;
        }
        let mut cache: [Option<Arguments>; 3] = [None, None, None];
        let whole = word.as_ref().is_some_and(|w| *w.lemma == *lemma);
        let (mut read, mut fits) = (None, [None; 3]);
        for (order, sense, lemma) in pack.senses_of(lemma) {
            let fits = &mut fits[sense.pos as usize];
            let may_fit =
                whole || !lemma.more.is_empty() || *fits.get_or_insert_with(|| pos_fits(reading, token, sense.pos));
            if read == Some(order) || !may_fit {
                continue;
            }
            let Some(words) = further_words(reading, token, lemma) else { continue };
            let anchor = anchor(reading, token, &words, sense.pos);
            if !(pos_fits(reading, anchor, sense.pos) || whole && sense.pos == PredicatePos::Noun) {
                continue;
            }
            let own;
            let arguments = if anchor == token {
                cache[sense.pos as usize].get_or_insert_with(|| parties.grammar.arguments(token, sense.pos))
            } else {
                own = parties.grammar.arguments(anchor, sense.pos);
                &own
            };
            let more = std::iter::once(token).chain(words).filter(|&w| w != anchor).collect();
            if let Some(candidate) = (Matcher { reading, parties, token: anchor, arguments }.read(order, sense, more)) {
                read = Some(order);
                out.push(candidate);
            }
        }
    }
    out
}

/// "expelled the consul *in breach of* the treaty", "en *violation* du traité": a noun that with the preposition right before it only
/// says how something else is done.
fn is_aside(reading: &Reading<'_>, token: TokenIdx) -> bool {
    let pack = &reading.lang.coding;
    let before = token.at().checked_sub(1).map(TokenIdx::from);
    let behind = |p: TokenIdx| pack.in_class("engaged", &reading.lemma(p).to_lowercase());
    before.is_some_and(behind) && pack.in_class("aside", &reading.lemma(token))
}

/// A word written with hyphens that the tokenizer cut ("cease-fire").
struct Compound {
    /// All its pieces, with the last one's lemma.
    lemma: String,
    /// The piece that the others hang below.
    head: TokenIdx,
    last: TokenIdx,
}

impl Compound {
    fn at(reading: &Reading<'_>, token: TokenIdx) -> Option<Self> {
        let parse = reading.parse;
        let is_hyphen = |i: usize| matches!(reading.word(i.into()), "-" | "\u{2010}" | "\u{2011}");
        let glued = |i: usize| !parse.tokens[i].space_after;
        let (mut first, mut last) = (token.at(), token.at());
        while first >= 2 && is_hyphen(first - 1) && glued(first - 1) && glued(first - 2) {
            first -= 2;
        }
        while last + 2 < parse.len() && glued(last) && is_hyphen(last + 1) && glued(last + 1) {
            last += 2;
        }
        if first == last {
            return None;
        }
        let mut lemma: String = (first..last).map(|i| reading.word(i.into()).to_lowercase()).collect();
        lemma.push_str(&reading.lemma(last.into()));
        let outside =
            |i: &usize| !(first..=last).contains(&parse.tokens[*i].head.at()) || parse.tokens[*i].head.at() == *i;
        let head = (first..=last).rev().find(outside).unwrap_or(last);
        Some(Self { lemma, head: head.into(), last: last.into() })
    }
}

/// The particles, prepositions or fixed words that the lemma demands: the words that follow, or dependents.
fn further_words(reading: &Reading<'_>, token: TokenIdx, lemma: &Lemma) -> Option<Vec<TokenIdx>> {
    let parse = reading.parse;
    let is = |i: TokenIdx, word: &str| *reading.lemma(i) == *word;
    let mut out: Vec<TokenIdx> = Vec::new();
    for word in &lemma.more {
        let next = out.last().map_or(token.at(), |l| l.at()) + 1;
        let follows = (next < parse.len() && is(next.into(), word)).then(|| next.into());
        let found = follows.or_else(|| parse.children(token).find(|&c| c > token && is(c, word)));
        out.push(found?);
    }
    Some(out)
}

/// The word that others hang below in a noun of several words: "hunger *strike*".
fn anchor(reading: &Reading<'_>, token: TokenIdx, more: &[TokenIdx], pos: PredicatePos) -> TokenIdx {
    let head = reading.parse.token(token).head;
    let compound = reading.lang.syntax.is_any(
        &reading.parse.token(token).dep,
        &[Relation::Compound, Relation::Adjectival, Relation::NominalModifier],
    );
    if pos == PredicatePos::Noun && compound && more.contains(&head) { head } else { token }
}

struct Matcher<'m, 'a> {
    reading: &'a Reading<'a>,
    parties: &'m Parties<'a>,
    token: TokenIdx,
    arguments: &'m Arguments,
}

/// Whether a condition is about the predicate's words alone, and leaves no notes.
fn needs_no_sides(key: &ConditionKey) -> bool {
    matches!(
        key,
        ConditionKey::Infinitive
            | ConditionKey::Modal
            | ConditionKey::Fact
            | ConditionKey::Modifier
            | ConditionKey::CalledAs
            | ConditionKey::Near
            | ConditionKey::Passive
            | ConditionKey::Light
            | ConditionKey::Bare
    )
}

#[derive(Default)]
struct Found {
    consumed: Vec<TokenIdx>,
    complement: Option<TokenIdx>,
    negation: bool,
    notes: Vec<Derivation>,
}

impl<'a> Matcher<'_, 'a> {
    fn parse(&self) -> &'a Parse {
        self.reading.parse
    }

    fn lemma(&self, i: TokenIdx) -> Cow<'a, str> {
        self.reading.lemma(i)
    }

    /// A sense at this token, with the further words of its lemma.
    fn read(&self, order: usize, sense: &'a Sense, more: Vec<TokenIdx>) -> Option<Candidate<'a>> {
        if sense.pos == PredicatePos::Adjective && self.only_describes() {
            return None;
        }
        // "« … », *lance* le ministre": what gives the words of a quotation throws nothing.
        let event = self.reading.packs.ontology.event(&sense.event)?;
        if sense.pos == PredicatePos::Verb && !event.speech && self.parties.quotes(self.token) {
            return None;
        }
        if sense.pos == PredicatePos::Verb && self.asks_the_doer() {
            return None;
        }
        let further = more.len() as u32;
        let mut found = Found::default();
        // The complement is looked for first: its arguments count for the other conditions.
        for condition in sense.conditions.iter().filter(|c| c.key.is_complement()) {
            self.complement(condition, &mut found)?;
        }
        let below = found.complement.map(|c| self.parties.grammar.arguments(c, PredicatePos::Verb));
        let all: Vec<&Arguments> = std::iter::once(self.arguments).chain(below.as_ref()).collect();
        // The noun that completes the predicate has parties of its own: "called for talks *with Denmark*".
        let inside = self.inside(sense, &all)?;
        let all: Vec<&Arguments> = all.into_iter().chain(&inside).collect();
        // Most senses fall here: what needs no sides goes before them.
        for condition in sense.conditions.iter().filter(|c| needs_no_sides(&c.key)) {
            if self.holds(condition, &all, &Side::default(), &Side::default(), &mut found) == condition.negated {
                return None;
            }
        }
        let mut frame = Cow::Borrowed(&sense.frame);
        if let Some(&preposition) = more.iter().find(|&&m| self.is_preposition(m)) {
            // "called on Denmark": what stands behind the predicate's own preposition is its object.
            let slot = Slot::Preposition(self.lemma(preposition).into_owned().into());
            let Frame { actor, recipient } = frame.to_mut();
            for side in [actor, recipient] {
                if let Some(at) = side.iter().position(|s| s[..] == [Slot::Object]) {
                    side.insert(at, vec![slot.clone()]);
                }
            }
        }
        // What carries a noun, or what it is named under, gives the side that its own phrases leave open ("*enjoys*
        // the support of", "*under* sanctions").
        if sense.pos == PredicatePos::Noun {
            let names = |side: &[Vec<Slot>], slot: &Slot| side.iter().flatten().any(|s| s == slot);
            if !names(&frame.recipient, &Slot::Subject) {
                frame.to_mut().actor.push(vec![Slot::Subject]);
            }
            if !names(&frame.actor, &Slot::Object) {
                frame.to_mut().recipient.push(vec![Slot::Object]);
            }
        }
        let (mut actor, recipient) = self.parties.sides(self.token, &frame, &all);
        if found.complement.is_some() && self.speaks_of_another(&frame, &actor) {
            return None;
        }
        self.let_speak(sense, &mut actor);
        if event.speech && self.commands_his_own(&actor, &recipient) {
            return None;
        }
        for condition in sense.conditions.iter().filter(|c| !c.key.is_complement() && !needs_no_sides(&c.key)) {
            if self.holds(condition, &all, &actor, &recipient, &mut found) == condition.negated {
                return None;
            }
        }
        let excluded = &event.excluded;
        if actor.actors.iter().chain(&recipient.actors).any(|a| a.sector.is_some_and(|s| excluded.contains(&s))) {
            return None;
        }
        // A person of whom nothing is known may have a part where somebody is named who has one.
        let unknown = !(actor.actors.is_empty() && recipient.actors.is_empty());
        let political = actor.is_political()
            || recipient.is_political()
            || unknown && self.parties.names_somebody_political(self.token)
            || self.speaks_of_a_deed(sense, &recipient)
            || self.takes_place_in_a_state(sense)
            || self.is_done_to_a_thing(event, &actor, &found);
        if !political {
            return None;
        }
        let trigger_span = more
            .iter()
            .filter(|m| m.at().abs_diff(self.token.at()) == 1)
            .fold(self.parse().token(self.token).span, |s, &m| s.hull(self.parse().token(m).span));
        let mut derivation = Derivation::new(
            Arc::clone(&sense.id),
            Some(trigger_span),
            format!("{}{}", sense.event, sense.mode.as_ref().map(|m| format!("/{m}")).unwrap_or_default()),
        );
        derivation.children = found.notes;
        let mut consumed = found.consumed;
        consumed.extend(more);
        Some(Candidate {
            sense,
            order,
            trigger: self.token,
            trigger_span,
            bystanders: self.parties.actors_of(&self.arguments.bystander),
            actor,
            recipient,
            consumed,
            negation_used: found.negation,
            carried: self.arguments.carried,
            passive: self.arguments.passive,
            present: self.arguments.present,
            specificity: sense.specificity() + 3 * further,
            derivation,
        })
    }

    /// What stands inside the nouns that the sense's conditions name. `None` where it names some and none is there: then
    /// the sense cannot be told.
    fn inside(&self, sense: &Sense, all: &[&Arguments]) -> Option<Vec<Arguments>> {
        let (mut inside, mut is_named) = (Vec::new(), false);
        for condition in sense.conditions.iter().filter(|c| !c.negated && !c.values.is_empty()) {
            let ConditionKey::Argument(slot) = &condition.key else { continue };
            is_named = true;
            let noun = self.any_fits(condition, &self.parties.slot(slot, all));
            inside.extend(noun.map(|noun| self.parties.grammar.of_phrase(noun)));
        }
        (!is_named || !inside.is_empty()).then_some(inside)
    }

    /// "Oslo said *Denmark* would withdraw": what others are said to do is not the speaker's act, in a sense that gives
    /// them no part.
    fn speaks_of_another(&self, frame: &Frame, actor: &Side) -> bool {
        let has_part = frame.actor.iter().chain(&frame.recipient).flatten().any(|s| *s == Slot::Clause);
        let pronoun = |&at: &TokenIdx| self.parse().token(at).pos == Upos::Pron;
        if has_part || self.arguments.clause.is_empty() || self.arguments.clause.iter().all(pronoun) {
            return false;
        }
        let others = self.parties.actors_of(&self.arguments.clause);
        let same = |other: &Actor| other.country.is_none() || actor.actors.iter().any(|a| a.country == other.country);
        !actor.actors.is_empty() && !others.is_empty() && !others.iter().any(same)
    }

    /// "adopted a *resolution* condemning": what is said in a text is said by whoever gives it out.
    fn let_speak(&self, sense: &Sense, actor: &mut Side) {
        let pack = &self.reading.lang.coding;
        let speech = self.reading.packs.ontology.event(&sense.event).is_some_and(|e| e.speech);
        let &[text] = &actor.heads[..] else { return };
        if !speech || !actor.actors.is_empty() || !pack.in_class("mouthpiece", &self.lemma(text)) {
            return;
        }
        actor.actors = self.parties.actors_of(&self.parties.grammar.arguments(text, PredicatePos::Noun).bystander);
    }

    /// "ordered *the army* to withdraw": what a government has its own people do is their deed.
    fn commands_his_own(&self, actor: &Side, recipient: &Side) -> bool {
        let ontology = &self.reading.packs.ontology;
        let of_state = |s: Code| ontology.governs(s) || ontology.is_domestic(s) && !ontology.is_civic(s);
        let own = |a: &Actor| {
            a.country.is_some()
                && a.country == actor.actors.first().and_then(|f| f.country)
                && a.sector.is_some_and(of_state)
        };
        self.parties.grammar.pack.in_class("command", &self.lemma(self.token))
            && !actor.actors.is_empty()
            && !recipient.actors.is_empty()
            && actor.actors.iter().chain(&recipient.actors).all(own)
    }

    /// "allegations of *fraud*": words about a deed concern whoever governs where it was done.
    fn speaks_of_a_deed(&self, sense: &Sense, recipient: &Side) -> bool {
        let pack = &self.reading.lang.coding;
        let event = self.reading.packs.ontology.event(&sense.event);
        event.is_some_and(|e| e.unnamed_recipient.is_some())
            && self.parties.host().is_some()
            && recipient.heads.iter().any(|&h| pack.in_class("misdeed", &self.lemma(h)))
    }

    /// "*The* 1961 accord *was denounced*": what is done in the passive to a thing between states that the words name, in
    /// a document about one.
    fn is_done_to_a_thing(&self, event: &EventType, actor: &Side, found: &Found) -> bool {
        let outward = !event.speech && !event.civic && event.unnamed_recipient.is_some();
        let parse = self.parse();
        let definite = |h: TokenIdx| parse.children(h).any(|c| parse.token(c).morph.contains("Definite=Def"));
        let between = self.parties.host().is_some() && event.is_conflict();
        outward
            && between
            && self.arguments.passive
            && self.reading.lang.syntax.first(parse, self.token, Relation::PassiveAuxiliary).is_some()
            && actor.heads.is_empty()
            && found.consumed.iter().any(|&t| self.arguments.object.contains(&t) && definite(t))
    }

    /// "What do *you* hold against Peru?": whoever is asked has not said it.
    fn asks_the_doer(&self) -> bool {
        let parse = self.parse();
        let pronouns = &self.reading.lang.actors.pronouns;
        // "reprochez*-vous*"
        let word = |s: TokenIdx| fold(self.reading.word(s).trim_start_matches('-'));
        let asked = |&s: &TokenIdx| {
            let pronoun = pronouns.get(&word(s)).is_some_and(|p| p.refers == Refers::Addressee && !p.possessive);
            pronoun || parse.token(s).morph.contains("Person=2")
        };
        let last = parse.sentence_of(self.token).indices().next_back();
        self.arguments.subject.iter().any(asked) && last.is_some_and(|l| self.reading.word(l.into()).ends_with('?'))
    }

    /// "the *angry* minister left": an adjective before its noun, without complement, tells nothing.
    fn only_describes(&self) -> bool {
        let syntax = &self.reading.lang.syntax;
        let before = self.parse().token(self.token).head > self.token;
        before
            && syntax.stands_as(self.parse(), self.token, Relation::Adjectival)
            && self.parse().token(self.token).pos == Upos::Adj
            && self.arguments.obliques.is_empty()
    }

    /// "a curfew was imposed *in Chad*": unrest and repression have two sides wherever they are, named or not.
    fn takes_place_in_a_state(&self, sense: &Sense) -> bool {
        let internal = |e: &EventType| e.unnamed_actor.is_some() && e.unnamed_recipient.is_some();
        let event = self.reading.packs.ontology.event(&sense.event);
        let carried = || self.arguments.carried != Carried::Not;
        sense.pos == PredicatePos::Noun && event.is_some_and(internal) && carried() && {
            let pack = &self.reading.lang.coding;
            self.arguments.obliques.iter().any(|o| {
                o.preposition.is_some_and(|p| pack.in_class("locative", &self.lemma(p)))
                    && self.parties.is_country(o.noun)
            })
        }
    }

    fn is_preposition(&self, i: TokenIdx) -> bool {
        self.parse().token(i).pos == Upos::Adp
            && !self.reading.lang.syntax.stands_as(self.parse(), i, Relation::Particle)
    }

    /// The infinitive or clause below the predicate whose verb the condition names.
    fn complement(&self, condition: &Condition, found: &mut Found) -> Option<()> {
        let syntax = &self.reading.lang.syntax;
        let relations =
            [Relation::OpenComplement, Relation::ComplementClause, Relation::Participial, Relation::AdverbialClause];
        let mut heads: Vec<TokenIdx> = Vec::new();
        let mut above = vec![self.token];
        // "declined an offer to meet": one noun may stand between
        above.extend(self.arguments.object.iter().copied().filter(|&o| o > self.token));
        // "a demandé à la Birmanie de libérer": parsers hang the infinitive below the one who is asked
        above.extend(self.arguments.obliques.iter().map(|o| o.noun).filter(|&o| o > self.token));
        for at in above {
            for child in self.parse().children(at) {
                let dep = &self.parse().token(child).dep;
                if syntax.is_any(dep, &relations) && child > at {
                    heads.push(child);
                } else if syntax.is(dep, Relation::Oblique) {
                    heads.extend(syntax.dependents(self.parse(), child, Relation::PrepositionClause));
                }
            }
        }
        let verbs: Vec<TokenIdx> = heads.into_iter().flat_map(|h| syntax.with_conjuncts(self.parse(), h)).collect();
        let pack = &self.reading.lang.coding;
        // "agreed *not* to leave" is no agreement to leave.
        let against = condition.key == ConditionKey::NegatedComplement;
        let hit = verbs.into_iter().find(|&v| {
            let named = condition.values.iter().any(|value| pack.word_fits(value, &self.lemma(v)));
            if against {
                return (named || condition.values.is_empty()) && self.has_negation(v);
            }
            condition.values.is_empty() || named && !self.has_negation(v)
        });
        if condition.negated {
            return hit.is_none().then_some(());
        }
        let hit = hit?;
        found.complement = Some(hit);
        found.consumed.push(hit);
        found.notes.push(self.note("complement", hit));
        Some(())
    }

    fn note(&self, what: &str, at: TokenIdx) -> Derivation {
        Derivation::new(what, Some(self.parse().token(at).span), self.reading.word(at).to_owned())
    }

    fn any_fits(&self, condition: &Condition, heads: &[TokenIdx]) -> Option<TokenIdx> {
        let pack = &self.reading.lang.coding;
        if condition.values.is_empty() {
            return heads.first().copied();
        }
        let fits = |h: TokenIdx| condition.values.iter().any(|value| self.parties.fits(pack, value, h));
        // "some of its *troops*", "a round of *talks*": what such a word holds.
        let held = |h: TokenIdx| {
            let contains = pack.in_class("container", &self.lemma(h));
            let syntax = &self.reading.lang.syntax;
            let of = syntax.obliques(self.parse(), h).into_iter().map(|o| o.noun);
            // "three hundred *million*": parsers may hang it below without a preposition.
            let bare = syntax.dependents(self.parse(), h, Relation::NominalModifier);
            of.chain(bare).filter(|_| contains).find(|&n| fits(n))
        };
        heads.iter().copied().find_map(|h| if fits(h) { Some(h) } else { held(h) })
    }

    /// Whether the condition holds, its negation left aside.
    fn holds(
        &self,
        condition: &Condition,
        all: &[&Arguments],
        actor: &Side,
        recipient: &Side,
        found: &mut Found,
    ) -> bool {
        let pack = &self.reading.lang.coding;
        match &condition.key {
            ConditionKey::Actor if condition.values.is_empty() => !actor.actors.is_empty(),
            ConditionKey::Recipient if condition.values.is_empty() => !recipient.actors.is_empty(),
            ConditionKey::Actor => self.any_fits(condition, &actor.heads).is_some(),
            ConditionKey::Recipient => self.any_fits(condition, &recipient.heads).is_some(),
            ConditionKey::Argument(slot) => {
                let heads = self.parties.slot(slot, all);
                let Some(hit) = self.any_fits(condition, &heads) else { return false };
                if !condition.negated {
                    if !condition.values.is_empty() {
                        found.consumed.push(hit);
                    }
                    found.notes.push(self.note("argument", hit));
                }
                true
            }
            ConditionKey::Complement | ConditionKey::NegatedComplement => true,
            // "told them that it *would* leave" has an infinitive's form only.
            ConditionKey::Infinitive => found.complement.is_some_and(|c| {
                let (parse, syntax) = (self.parse(), &self.reading.lang.syntax);
                let mut auxiliaries = syntax.dependents(parse, c, Relation::Auxiliary);
                parse.token(c).morph.contains("VerbForm=Inf")
                    && auxiliaries.all(|a| !matches!(parse.token(a).pos, Upos::Aux | Upos::Verb))
            }),
            ConditionKey::Modal => found.complement.is_some_and(|c| {
                let (parse, syntax) = (self.parse(), &self.reading.lang.syntax);
                let is = |at: TokenIdx, value: &str| pack.word_fits(value, &self.lemma(at));
                let auxiliaries = || syntax.dependents(parse, c, Relation::Auxiliary);
                let perfect =
                    parse.token(c).morph.contains("VerbForm=Part") || parse.token(c).morph.contains("Tense=Past");
                auxiliaries().any(|a| condition.values.iter().any(|value| is(a, value)))
                    && !(perfect && auxiliaries().any(|a| pack.in_class("perfect", &self.lemma(a))))
            }),
            ConditionKey::Fact => self.clause_below(found).is_some_and(|c| self.tells_a_fact(c)),
            ConditionKey::Modifier => {
                let syntax = &self.reading.lang.syntax;
                let relations = [
                    Relation::Adjectival,
                    Relation::Compound,
                    Relation::Adverbial,
                    Relation::Numeric,
                    Relation::NominalModifier,
                ];
                self.parse().children(self.token).any(|c| {
                    syntax.is_any(&self.parse().token(c).dep, &relations)
                        && condition.values.iter().any(|value| pack.word_fits(value, &self.lemma(c)))
                })
            }
            ConditionKey::CalledAs => self.called_as(condition),
            ConditionKey::Near => {
                let sentence = self.parse().sentence_of(self.token);
                // "did not *protest*" is no protest.
                let verb = |i: TokenIdx| self.parse().token(i).pos == Upos::Verb;
                let denied = |i: TokenIdx| !condition.negated && verb(i) && self.has_negation(i);
                sentence
                    .indices()
                    .map(TokenIdx::from)
                    .any(|i| condition.values.iter().any(|value| pack.word_fits(value, &self.lemma(i))) && !denied(i))
            }
            ConditionKey::Negated => {
                let negated = self.is_negated();
                found.negation |= negated && !condition.negated;
                negated
            }
            ConditionKey::Passive => self.arguments.passive,
            ConditionKey::Light => self.arguments.carried == Carried::Light,
            ConditionKey::Bare => self.arguments.object.is_empty(),
        }
    }

    /// The verb of the clause below the predicate, whether or not a condition names it.
    fn clause_below(&self, found: &Found) -> Option<TokenIdx> {
        let syntax = &self.reading.lang.syntax;
        found.complement.or_else(|| syntax.first(self.parse(), self.token, Relation::ComplementClause))
    }

    /// "that the bridge *has* fallen": whether a clause is told in the indicative, without a word of what shall be.
    fn tells_a_fact(&self, verb: TokenIdx) -> bool {
        let (parse, syntax) = (self.parse(), &self.reading.lang.syntax);
        let told = |t: TokenIdx| {
            let morph = &parse.token(t).morph;
            morph.contains("Tense=Past") && !morph.contains("VerbForm=Part")
                || morph.contains("Tense=Pres") && morph.contains("Person=3")
        };
        // Of "had been fishing" the first says it.
        let finite = |t: &TokenIdx| !parse.token(*t).morph.contains("VerbForm=Part");
        let mut auxiliaries = syntax.dependents(parse, verb, Relation::Auxiliary).filter(finite).peekable();
        let passive = syntax.dependents(parse, verb, Relation::PassiveAuxiliary);
        if auxiliaries.peek().is_none() { told(verb) || passive.into_iter().any(told) } else { auxiliaries.all(told) }
    }

    /// "called them *liars*", "branded him as a *traitor*": the predicate of the object, its modifiers, what it is of.
    fn called_as(&self, condition: &Condition) -> bool {
        let (parse, syntax, pack) = (self.parse(), &self.reading.lang.syntax, &self.reading.lang.coding);
        let predicate = [Relation::Attribute, Relation::ComplementClause, Relation::OpenComplement];
        let object = self.arguments.object.iter().min().copied();
        let as_what = |p: TokenIdx| pack.in_class("as", &self.lemma(p));
        let mut heads: Vec<TokenIdx> = Vec::new();
        for child in parse.children(self.token).filter(|&c| c > self.token) {
            let dep = &parse.token(child).dep;
            // "called the government a *regime*": parsers make a second object of it.
            let second = syntax.is(dep, Relation::Object) && object.is_some_and(|o| child > o);
            if second || syntax.is_any(dep, &predicate) {
                heads.push(child);
            }
        }
        // "called Peru's move a *breach*": or an object of the object.
        let below = |&o: &TokenIdx| syntax.dependents(parse, o, Relation::Object).filter(move |&c| c > o);
        heads.extend(self.arguments.object.iter().flat_map(below));
        let mut obliques = syntax.obliques(parse, self.token);
        obliques.extend(self.arguments.object.iter().flat_map(|&o| syntax.obliques(parse, o)));
        heads.extend(obliques.iter().filter(|o| o.preposition.is_some_and(as_what)).map(|o| o.noun));
        // "described it as *provocative*": an adjective that parsers hang below the preposition.
        let bare = parse.children(self.token).filter(|&c| as_what(c));
        heads.extend(bare.flat_map(|p| parse.children(p).filter(|&c| parse.token(c).pos == Upos::Adj)));
        heads.into_iter().any(|head| {
            let mut words = vec![head];
            words.extend(parse.children(head).filter(|&c| !syntax.stands_as(parse, c, Relation::Subject)));
            words.extend(syntax.obliques(parse, head).into_iter().map(|o| o.noun));
            words.into_iter().any(|w| condition.values.iter().any(|value| pack.word_fits(value, &self.lemma(w))))
        })
    }

    /// "not" or "never" beside a verb.
    fn has_negation(&self, at: TokenIdx) -> bool {
        let syntax = &self.reading.lang.syntax;
        let pack = &self.reading.lang.coding;
        self.parse()
            .children(at)
            .filter(|&c| self.parse().token(c).pos != Upos::Noun)
            .any(|c| syntax.stands_as(self.parse(), c, Relation::Negation) || pack.in_class("negation", &self.lemma(c)))
    }

    /// "not", "never", or a verb of refusal above.
    fn is_negated(&self) -> bool {
        let syntax = &self.reading.lang.syntax;
        let pack = &self.reading.lang.coding;
        let denied = |at: TokenIdx| self.has_negation(at);
        // "*Neither* government let them in"
        let subjects = syntax.dependents(self.parse(), self.token, Relation::Subject);
        let nobody = |s: TokenIdx| {
            let mut words = syntax.dependents(self.parse(), s, Relation::Determiner).chain(syntax.dependents(
                self.parse(),
                s,
                Relation::Coordinator,
            ));
            words.any(|d| pack.in_class("negation", &self.lemma(d)))
        };
        if denied(self.token) || subjects.into_iter().any(nobody) {
            return true;
        }
        let token = self.parse().token(self.token);
        // "is *not* ready": the negation stands with the copula.
        let predicative = syntax.is(&token.dep, Relation::Attribute);
        if predicative && token.head != self.token && denied(token.head) {
            return true;
        }
        let below = [Relation::OpenComplement, Relation::ComplementClause, Relation::Participial];
        token.head != self.token
            && syntax.is_any(&token.dep, &below)
            && (pack.in_class("refusal", &self.lemma(token.head))
                || (syntax.is(&token.dep, Relation::OpenComplement) && denied(token.head)))
    }
}
