//! From noun phrases to political actors.

use std::borrow::Cow;
use std::collections::BTreeMap;

use legation_model::{Actor, ActorKind, ActorMention, Code, Span, TokenIdx, Upos};
use legation_packs::actors::fold;
use legation_packs::coding::{CodingPack, Frame, Slot};
use legation_packs::syntax::{Oblique, Relation};

use super::arguments::{Arguments, Grammar};
use super::speaker;
use crate::Reading;
use crate::attribution::{Form, Report};
use crate::who::Who;

/// How many noun phrases down a phrase may hang that belongs to the predicate.
const MAX_DESCENT: usize = 2;

/// One side of an event as a frame found it.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    /// The heads of the noun phrases, whether or not they are political actors.
    pub(super) heads: Vec<TokenIdx>,
    /// The political actors among them.
    pub(super) actors: Vec<Actor>,
    /// Whether an actor is named by the phrase itself and not found inside it ("Denmark's *election*").
    pub(super) direct: bool,
}

impl Side {
    /// "the closure of the crossing *by the army*": who does it is none of those inside the phrase for whom it is done to.
    fn without_doers(mut self, doers: &[Actor]) -> Self {
        if !self.direct && self.actors.iter().all(|a| doers.iter().any(|d| d.span.is_some() && d.span == a.span)) {
            self.actors.clear();
        }
        self
    }

    /// Whether anybody on it stands for a state or has a part in politics: not two persons of whom nothing is known.
    pub(super) fn is_political(&self) -> bool {
        self.actors.iter().any(|a| a.country.is_some() || a.sector.is_some())
    }
}

/// The actors of a document by the token that heads them.
pub(super) struct Parties<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) grammar: Grammar<'a>,
    pub(super) who: &'a Who,
    reports: &'a [Report],
    pub(super) by_head: BTreeMap<TokenIdx, usize>,
    /// Who is meant by the pronouns of those who speak in a quotation ("*we* will not yield", said X).
    spoken: BTreeMap<TokenIdx, Vec<Actor>>,
    /// For each head of a list by its commas ("the US, the UK *and* Germany") the head of the next member.
    next_listed: BTreeMap<TokenIdx, TokenIdx>,
}

impl<'a> Parties<'a> {
    pub(super) fn new(reading: &'a Reading<'a>, who: &'a Who, reports: &'a [Report]) -> Self {
        let grammar = Grammar::of(reading, reading.parse);
        let mut by_head = BTreeMap::new();
        for (i, actor) in who.actors.iter().enumerate() {
            // "the Geneva talks" are not Switzerland's.
            if who.venues.contains(&actor.head) {
                continue;
            }
            // The widest phrase with this head says most ("French Ambassador X" over "Ambassador").
            let wider = |&old: &usize| who.actors[old].tokens.len() < actor.tokens.len();
            if by_head.get(&actor.head).is_none_or(wider) {
                by_head.insert(actor.head, i);
            }
        }
        let next_listed = listed(reading, who);
        let spoken = speaker::spoken(reading, reports, |head| {
            by_head.get(&head).map(|&i: &usize| who.actors[i].actors.as_slice())
        });
        Self { reading, grammar, who, reports, by_head, spoken, next_listed }
    }

    fn lemma(&self, i: TokenIdx) -> Cow<'a, str> {
        self.reading.lemma(i)
    }

    /// The actors that a noun phrase names by itself.
    pub(super) fn named(&self, head: TokenIdx) -> Option<&[Actor]> {
        if let Some(actors) = self.spoken.get(&head) {
            return Some(actors);
        }
        let by_head = self.by_head.get(&head).map(|&i| &self.who.actors[i]).or_else(|| self.around(head));
        let by_head = by_head.and_then(|m| self.office_of_state(head, m)).or(by_head);
        by_head.map(|m| m.actors.as_slice()).filter(|a| !a.is_empty())
    }

    /// "the union's chair, *Kenya*, urged": an office that a state holds.
    fn office_of_state(&self, head: TokenIdx, office: &ActorMention) -> Option<&ActorMention> {
        let unnamed = office.kind == ActorKind::Office && office.actors.iter().all(|a| a.name.is_none());
        let (parse, syntax) = (self.reading.parse, self.grammar.syntax);
        let mut beside = syntax.dependents(parse, head, Relation::Apposition).filter(|_| unnamed);
        let state = beside.find(|&t| t > head && self.is_country(t) && parse.token(t).pos == Upos::Propn)?;
        self.by_head.get(&state).map(|&i| &self.who.actors[i]).filter(|m| m.tokens.len() == 1)
    }

    /// "Peru's foreign minister, *Ana Rojas*, who …: the phrase that the name beside its head is part of.
    fn around(&self, name: TokenIdx) -> Option<&ActorMention> {
        let parse = self.reading.parse;
        if !self.grammar.syntax.stands_as(parse, name, Relation::Apposition) {
            return None;
        }
        let whole = &self.who.actors[*self.by_head.get(&parse.token(name).head)?];
        (whole.tokens.contains(name) && whole.actors.len() == 1).then_some(whole)
    }

    /// Whether somebody of known country or sector stands at a token.
    pub(super) fn names(&self, head: TokenIdx) -> bool {
        self.named(head).is_some_and(|actors| actors.iter().any(|a| a.country.is_some() || a.sector.is_some()))
    }

    /// Whether a token is a state's name or demonym.
    pub(super) fn is_country(&self, i: TokenIdx) -> bool {
        self.by_head.get(&i).is_some_and(|&a| self.who.actors[a].kind == ActorKind::Country)
    }

    /// Whether an actor is a whole people by its name ("*the Turks*").
    pub(super) fn is_people(&self, actor: &Actor) -> bool {
        let parse = self.reading.parse;
        let Some(words) = actor.span.map(|s| parse.tokens_in(s)) else { return false };
        let definite = &self.reading.lang.actors.grammar.definite;
        words.len() == 2
            && definite.contains(&fold(self.reading.word(words.start)))
            && self.by_head.get(&TokenIdx::from(words.start.at() + 1)).is_some_and(|&i| {
                let found = &self.who.actors[i];
                found.tokens == words && &*found.derivation.rule == "who.people"
            })
    }

    /// Whether a phrase is a pronoun that nothing resolves.
    pub(super) fn is_open_pronoun(&self, i: TokenIdx) -> bool {
        self.reading.parse.token(i).pos == Upos::Pron && self.named(i).is_none()
    }

    /// The actors a noun phrase stands for: those it names, else those inside it that possess it ("Denmark's
    /// election", "the result of the Danish vote") or whose deed they are.
    fn resolve(&self, head: TokenIdx, depth: usize) -> (Vec<Actor>, bool) {
        if let Some(actors) = self.named(head) {
            return (actors.to_vec(), true);
        }
        if depth == 0 || self.reading.parse.token(head).pos == Upos::Pron {
            return (Vec::new(), false);
        }
        let grammar = &self.grammar;
        let mut inside: Vec<TokenIdx> = Vec::new();
        // "its neighbour", "Greece's rival" are others than who has them.
        let of_another = grammar.pack.in_class("of-another", &self.lemma(head));
        for relation in [Relation::Apposition, Relation::Possessive, Relation::Compound, Relation::Adjectival] {
            if of_another && relation == Relation::Possessive {
                continue;
            }
            inside.extend(grammar.syntax.dependents(grammar.parse, head, relation));
        }
        // "*nos* positions": whoever speaks; "*leur* départ", "*ses* navires": whose it is.
        let lemma = self.lemma(head);
        let departs = ["own-act", "weapon", "aircraft"].iter().any(|class| grammar.pack.in_class(class, &lemma));
        let owner = |&d: &TokenIdx| {
            let possessive = || departs && self.reading.parse.token(d).morph.contains("Poss=Yes");
            !of_another && (speaker::is_of_speakers(self.reading, d) || possessive())
        };
        inside.extend(grammar.syntax.dependents(grammar.parse, head, Relation::Determiner).filter(owner));
        // "a *U.S.* military airstrike": a name before its noun without preposition.
        let bare = |&m: &TokenIdx| m < head && grammar.syntax.first(grammar.parse, m, Relation::Case).is_none();
        inside.extend(grammar.syntax.dependents(grammar.parse, head, Relation::NominalModifier).filter(bare));
        // Whose deed it is: "a protest *by farmers*", "the killing of farmers *by rebels*".
        for oblique in grammar.syntax.obliques(grammar.parse, head) {
            if oblique
                .preposition
                .is_some_and(|p| grammar.pack.in_class("whose-deed", grammar.pack.preposition(&self.lemma(p))))
            {
                inside.push(oblique.noun);
            }
        }
        for oblique in grammar.syntax.obliques(grammar.parse, head) {
            let of = oblique.preposition.is_some_and(|p| {
                let lemma = self.lemma(p);
                let lemma = grammar.pack.preposition(&lemma);
                // "In Peru, teachers marched": a place in front of a noun is not inside it.
                grammar.pack.in_class("genitive", lemma)
                    || grammar.pack.in_class("inside", lemma) && oblique.noun > head
            });
            if of {
                inside.push(oblique.noun);
            }
        }
        for participle in grammar.syntax.dependents(grammar.parse, head, Relation::Participial) {
            inside.extend(grammar.syntax.agents(grammar.parse, participle));
        }
        // "the sentence that *a Russian court* handed down"
        for clause in grammar.syntax.dependents(grammar.parse, head, Relation::RelativeClause) {
            // "the sentence that the minister *denounced*" is not his.
            if self.reading.mostly(clause, |e| e.speech) {
                continue;
            }
            let subject = grammar.syntax.first(grammar.parse, clause, Relation::Subject);
            // Not those who suffer it: "the violence that *citizens* face".
            let private = |a: &Actor| a.sector.is_none_or(|s| self.reading.packs.ontology.is_private(s));
            let does = |&s: &TokenIdx| self.named(s).is_some_and(|actors| !actors.iter().any(private));
            inside.extend(subject.filter(does));
        }
        for at in inside {
            let adjective = grammar.parse.token(at).pos == Upos::Adj;
            if adjective && self.named(at).is_none() {
                continue;
            }
            // "the decision of *Britain and France*"
            let mut found: Vec<Actor> = Vec::new();
            // "*Patriot* batteries": a name of nothing known that stands before a noun is no party.
            let before = grammar.syntax.stands_as(grammar.parse, at, Relation::Compound);
            if before && !self.names(at) && self.named(at).is_some() {
                continue;
            }
            for member in grammar.syntax.with_conjuncts(grammar.parse, at) {
                let (actors, _) = self.resolve(member, depth - 1);
                found
                    .extend(actors.into_iter().filter(|a| !found.iter().any(|f| same_party(f, a))).collect::<Vec<_>>());
            }
            if !found.is_empty() {
                return (found, false);
            }
        }
        (Vec::new(), false)
    }

    /// The actors that noun phrases name by themselves.
    pub(super) fn actors_of(&self, heads: &[TokenIdx]) -> Vec<Actor> {
        heads.iter().filter_map(|&h| self.named(h)).flatten().cloned().collect()
    }

    /// Whether a state or somebody with a part in politics stands in the sentence of a token.
    pub(super) fn names_somebody_political(&self, token: TokenIdx) -> bool {
        let sentence = self.reading.parse.sentence_of(token);
        let political = |a: &Actor| a.country.is_some() || a.sector.is_some();
        let heads = self.by_head.range(sentence.start..sentence.end);
        heads.into_iter().any(|(_, &i)| self.who.actors[i].actors.iter().any(political))
    }

    /// The country that the document is about.
    pub(super) fn host(&self) -> Option<Code> {
        self.who.host
    }

    /// Who says words in an answer of an interview.
    pub(super) fn answers(&self, words: Span) -> Option<&Actor> {
        self.who.interview.as_ref().filter(|i| i.answered(words)).map(|i| &i.answers)
    }

    /// The two countries between which the document takes place.
    pub(super) fn dyad(&self) -> Option<[Code; 2]> {
        self.who.two
    }

    /// "Saudi Arabia, the United Arab Emirates, Bahrain and Egypt": parsers take the second state of a list for an
    /// apposition of the first.
    fn with_listed_states(&self, mut heads: Vec<TokenIdx>) -> Vec<TokenIdx> {
        let grammar = &self.grammar;
        let mut next = 0;
        while let Some(&head) = heads.get(next) {
            next += 1;
            if !self.is_country(head) {
                continue;
            }
            for apposed in grammar.syntax.dependents(grammar.parse, head, Relation::Apposition) {
                let listed = grammar.syntax.with_conjuncts(grammar.parse, apposed);
                if self.is_country(apposed) {
                    heads.extend(listed.into_iter().filter(|l| !heads.contains(l)).collect::<Vec<_>>());
                }
            }
        }
        heads
    }

    /// Whether two tokens belong to one word written without spaces.
    fn is_glued(&self, first: TokenIdx, second: TokenIdx) -> bool {
        first < second && (first.at()..second.at()).all(|i| !self.reading.parse.tokens[i].space_after)
    }

    /// The members of a list that parsers hang elsewhere: those behind the heads found, as the commas say.
    fn with_listed(&self, mut heads: Vec<TokenIdx>) -> Vec<TokenIdx> {
        let mut next = 0;
        while let Some(head) = heads.get(next) {
            next += 1;
            if let Some(&member) = self.next_listed.get(head).filter(|m| !heads.contains(m)) {
                heads.insert(next, member);
            }
        }
        heads
    }

    fn side_of(&self, heads: Vec<TokenIdx>) -> Side {
        let heads = self.with_listed(self.with_listed_states(heads));
        let mut side = Side::default();
        let mut resolved = false;
        for (n, &head) in heads.iter().enumerate() {
            // The pieces of "re-election" are one phrase.
            let piece = n.checked_sub(1).and_then(|p| heads.get(p)).is_some_and(|&p| self.is_glued(p, head));
            if piece && resolved {
                continue;
            }
            let (actors, direct) = self.resolve(head, 2);
            resolved = !actors.is_empty();
            side.direct |= direct;
            for actor in actors {
                if !side.actors.iter().any(|a| same_party(a, &actor)) {
                    side.actors.push(actor);
                }
            }
        }
        side.heads = heads;
        side
    }

    /// The tokens that stand in a slot.
    pub(super) fn slot(&self, slot: &Slot, arguments: &[&Arguments]) -> Vec<TokenIdx> {
        // An object anywhere in the predicate goes before the subject of a clause below it.
        if *slot == Slot::Object
            && let Some(of) = arguments.iter().find(|of| !of.object.is_empty())
        {
            return of.object.clone();
        }
        let mut found: Vec<TokenIdx> = Vec::new();
        // Who is understood as subject of the complement is no subject of the predicate ("was told to leave").
        let own = if *slot == Slot::Subject { 1 } else { arguments.len() };
        // "refuses to send arms *to Kyiv*, he said on a visit to Lima": what hangs below counts where nothing stands beside.
        if let Slot::Preposition(name) = slot
            && let Some(beside) = arguments.iter().map(|of| self.behind(name, of, false)).find(|hits| !hits.is_empty())
        {
            return beside;
        }
        for of in arguments.iter().take(own.min(arguments.len())) {
            let here: Vec<TokenIdx> = match slot {
                Slot::Subject => of.subject.clone(),
                Slot::Object | Slot::Clause => of.clause.clone(),
                Slot::IndirectObject if of.indirect.is_empty() => self.given_to(of),
                Slot::IndirectObject => of.indirect.clone(),
                Slot::Possessive => of.possessive.clone(),
                Slot::Demonym => of.adjectives.iter().copied().filter(|&i| self.named(i).is_some()).collect(),
                Slot::Compound => of.compounds.iter().copied().filter(|&i| self.named(i).is_some()).collect(),
                // "lui a accordé un prêt": who gets it need not stand behind the preposition.
                Slot::Preposition(name) => Some(self.behind(name, of, true))
                    .filter(|hits| !hits.is_empty() || !self.grammar.pack.in_class("dative", name))
                    .unwrap_or_else(|| of.indirect.clone()),
            };
            if !here.is_empty() {
                found = here;
                break;
            }
        }
        found
    }

    /// "sold *Kenya* drones": a state's name that opens the object, which parsers take for a part of it.
    fn given_to(&self, of: &Arguments) -> Vec<TokenIdx> {
        let parse = self.reading.parse;
        let opens = |&o: &TokenIdx| {
            let compound = self.grammar.syntax.first(parse, o, Relation::Compound)?;
            let first = parse.subtree(o).start == parse.subtree(compound).start;
            let name = self.is_country(compound) && parse.token(compound).pos == Upos::Propn;
            (first && name && self.grammar.is_verb(parse.token(o).head)).then_some(compound)
        };
        of.object.iter().find_map(opens).into_iter().collect()
    }

    /// The noun phrases behind a preposition, each with its coordination. Where the predicate itself has none, those
    /// of its object and of its other phrases count, since parsers hang phrases too low ("donated *lorries to
    /// Denmark*"); not for words that make an owner or a place of what they follow.
    fn behind(&self, name: &str, of: &Arguments, deep: bool) -> Vec<TokenIdx> {
        let grammar = &self.grammar;
        let named = |found: &[Oblique]| -> Vec<TokenIdx> {
            found
                .iter()
                .filter(|o| o.preposition.is_some_and(|p| grammar.pack.stands_for(&self.lemma(p), name)))
                .flat_map(|o| grammar.syntax.with_conjuncts(grammar.parse, o.noun))
                .filter(|&n| grammar.syntax.first(grammar.parse, n, Relation::Subject).is_none())
                .collect()
        };
        let mut hits = named(&of.obliques);
        if grammar.pack.in_class("locative", name) {
            hits.retain(|&h| !self.sets_the_scene(h));
        }
        if ["genitive", "locative"].iter().any(|class| grammar.pack.in_class(class, name)) {
            // "Bolivia's claim to the port *of Arica*": what has an owner is not of what hangs further down.
            let owned = |&o: &TokenIdx| grammar.syntax.first(grammar.parse, o, Relation::Possessive).is_some();
            if !of.possessive.is_empty() || of.object.iter().any(owned) {
                let near = |a: TokenIdx| of.object.contains(&a) || grammar.is_verb(a) || owned(&a);
                hits.retain(|&h| self.above(h).is_some_and(near));
            }
            return hits;
        }
        let mut below: Vec<TokenIdx> = of.object.iter().copied().chain(of.obliques.iter().map(|o| o.noun)).collect();
        for _ in 0..MAX_DESCENT {
            if !hits.is_empty() || !deep {
                break;
            }
            // "cancelled talks *planned with Peru*": what a participle below the noun has.
            let participial = |noun: TokenIdx| {
                let all = grammar.syntax.dependents(grammar.parse, noun, Relation::Participial);
                all.flat_map(|p| grammar.syntax.obliques(grammar.parse, p)).collect::<Vec<_>>()
            };
            let found: Vec<Oblique> =
                below.iter().flat_map(|&noun| grammar.phrases(noun).into_iter().chain(participial(noun))).collect();
            hits = named(&found);
            below = found.into_iter().map(|o| o.noun).collect();
        }
        hits
    }

    /// "*À Lima*, le gouvernement s'est dit prêt": a place that opens a sentence in front of a comma is nobody's party.
    fn sets_the_scene(&self, noun: TokenIdx) -> bool {
        let parse = self.reading.parse;
        let phrase = parse.subtree(noun);
        let first = self.grammar.syntax.preposition_of(parse, noun).unwrap_or(phrase.start).min(phrase.start);
        let behind = phrase.end.at();
        parse.sentence_of(noun).start == first
            && self.by_head.get(&noun).is_some_and(|&a| self.who.actors[a].kind == ActorKind::Country)
            && behind < parse.len()
            && self.reading.word(behind.into()) == ","
    }

    /// The word that a noun hangs below, its preposition left aside.
    fn above(&self, noun: TokenIdx) -> Option<TokenIdx> {
        let grammar = &self.grammar;
        let preposition = grammar.syntax.preposition_of(grammar.parse, noun);
        let at = preposition.filter(|_| grammar.syntax.prepositions_are_heads).unwrap_or(noun);
        grammar.head(at)
    }

    /// Fills one side of a frame: the first alternative that yields an actor, else the first that yields anything.
    fn fill(
        &self,
        trigger: TokenIdx,
        alternatives: &[Vec<Slot>],
        arguments: &[&Arguments],
        taken: &[TokenIdx],
    ) -> Side {
        let mut fallback = Side::default();
        for slots in alternatives {
            let mut heads: Vec<TokenIdx> = Vec::new();
            for slot in slots {
                let phrase = matches!(slot, Slot::Preposition(_));
                let here = self.slot(slot, arguments).into_iter();
                // Who announces an act may well be its actor; who is quoted behind a preposition is not.
                heads.extend(here.filter(|h| !(taken.contains(h) || phrase && self.is_source(*h, trigger))));
            }
            let side = self.side_of(heads);
            if !side.actors.is_empty() {
                return side;
            }
            if fallback.heads.is_empty() {
                fallback = side;
            }
        }
        fallback
    }

    /// Both sides of a frame.
    pub(super) fn sides(&self, trigger: TokenIdx, frame: &Frame, arguments: &[&Arguments]) -> (Side, Side) {
        let owned: Vec<TokenIdx> = arguments
            .iter()
            .flat_map(|a| &a.obliques)
            .filter(|o| o.preposition.is_some_and(|p| self.grammar.pack.in_class("genitive", &self.lemma(p))))
            .filter(|o| self.belongs_to_another(trigger, o))
            .map(|o| o.noun)
            .collect();
        let actor = self.fill(trigger, &frame.actor, arguments, &owned);
        let noun = self.reading.parse.token(trigger).pos == Upos::Noun;
        let doers = if noun { actor.actors.clone() } else { Vec::new() };
        // "asked *the Malian authorities* to free traders": who is spoken to goes before what the complement names.
        let own = self.fill(trigger, &frame.recipient, &arguments[..arguments.len().min(1)], &actor.heads);
        let spoken_to = |h: &TokenIdx| arguments.first().is_some_and(|of| of.obliques.iter().any(|o| o.noun == *h));
        let recipient = if own.direct && own.heads.first().is_some_and(spoken_to) {
            own
        } else {
            self.fill(trigger, &frame.recipient, arguments, &actor.heads)
        };
        let (actor, recipient) = (self.who_goes_on(trigger, actor), recipient.without_doers(&doers));
        if actor.heads.is_empty() && recipient.heads.first().is_some_and(|&h| h > trigger && self.says(h, trigger)) {
            return (recipient, actor);
        }
        (actor, recipient)
    }

    /// "The minister said the vote was a farce *and urged* Peru to …": parsers join what a speaker does to what he says. Where
    /// nobody is the subject there, who says so is.
    fn who_goes_on(&self, trigger: TokenIdx, actor: Side) -> Side {
        if !actor.actors.is_empty() || !self.grammar.dep(trigger, Relation::Conjunct) {
            return actor;
        }
        let mut said = self.grammar.head(trigger);
        while let Some(verb) = said.filter(|&v| self.grammar.dep(v, Relation::Conjunct)) {
            said = self.grammar.head(verb);
        }
        let said = said.filter(|&v| self.grammar.dep(v, Relation::ComplementClause));
        let own = self.grammar.syntax.first(self.grammar.parse, trigger, Relation::Subject);
        let speaker = said.filter(|_| own.is_none()).and_then(|v| self.grammar.head(v));
        let speaker = speaker.filter(|&v| self.grammar.is_verb(v)).map(|v| self.grammar.surface_subject(v, 0));
        let found = speaker.map(|heads| self.side_of(heads)).filter(Side::is_political);
        found.unwrap_or(actor)
    }

    /// "protests against the government *of Peru*: what is of another party is no party of the act.
    fn belongs_to_another(&self, trigger: TokenIdx, oblique: &Oblique) -> bool {
        let parse = self.reading.parse;
        let below = if self.grammar.syntax.prepositions_are_heads { oblique.preposition } else { None };
        let above = parse.token(below.unwrap_or(oblique.noun)).head;
        above != trigger && self.named(above).is_some()
    }

    /// Whether a phrase is an election, which does nothing itself and is no party of what its own government does.
    pub(super) fn is_poll(&self, head: TokenIdx) -> bool {
        let by_head = self.by_head.get(&head).map(|&i| &self.who.actors[i]);
        let lemma = self.lemma(head);
        // "the presidency" is who holds it, too.
        let poll = self.grammar.pack.in_class("election", &lemma) && !self.grammar.pack.in_class("seat", &lemma);
        by_head.is_some_and(|m| m.kind == ActorKind::Group) && poll
    }

    /// Whether a phrase only names who tells of the act ("left, according to a release from *the ministry*").
    fn is_source(&self, head: TokenIdx, trigger: TokenIdx) -> bool {
        let told = self.reading.parse.token(trigger).span;
        self.reports
            .iter()
            .any(|r| r.source.is_some_and(|s| s.contains(head)) && r.content.iter().any(|c| c.contains(told)))
    }

    /// Whether a phrase speaks of several things just said ("the accusations").
    pub(super) fn says_several(&self, things: &[TokenIdx]) -> bool {
        let words = &self.reading.lang.actors.grammar.words;
        things.iter().any(|&t| {
            let many = self.reading.parse.token(t).morph.contains("Number=Plur");
            many && words.contains(&fold(self.reading.word(t)))
        })
    }

    /// Whether a verb gives the words of a quotation.
    pub(super) fn quotes(&self, verb: TokenIdx) -> bool {
        self.reports.iter().any(|r| r.anchor == verb && r.form == Form::Quote && r.cue.is_some())
    }

    /// "…, a averti *le ministre*": whether who stands behind a verb is who says the words before it.
    pub(super) fn says(&self, head: TokenIdx, verb: TokenIdx) -> bool {
        let cue = self.reading.parse.token(verb).span;
        self.reports
            .iter()
            .any(|r| r.source.is_some_and(|s| s.contains(head)) && r.cue.is_some_and(|c| c.contains(cue)))
    }

    /// Whether a phrase fits a value of a condition: its head noun, a class, a sector, or the office of the person
    /// it names.
    pub(super) fn fits(&self, pack: &CodingPack, value: &str, head: TokenIdx) -> bool {
        let lemma = self.lemma(head);
        if pack.word_fits(value, &lemma) {
            return true;
        }
        let named = self.named(head).unwrap_or(&[]);
        if let Ok(sector) = value.parse::<Code>() {
            return named.iter().any(|a| a.sector == Some(sector));
        }
        let Some(class) = value.strip_prefix('@') else { return false };
        let by_head = self.by_head.get(&head).map(|&i| &self.who.actors[i]);
        let title = by_head.is_some_and(|m| {
            m.kind != ActorKind::Country && m.tokens.indices().any(|i| pack.in_class(class, &self.lemma(i.into())))
        });
        title
            || named.iter().filter_map(|a| a.name.as_ref()).any(|name| {
                self.who.offices.iter().any(|o| {
                    o.person == *name && !o.former && o.office.split(' ').any(|word| pack.in_class(class, word))
                })
            })
    }
}

/// Lists of names by adjacency: "A, B and C", where A, B and C are states or organisations by name and nothing but
/// determiners stands beside commas and the conjunction.
fn listed(reading: &Reading<'_>, who: &Who) -> BTreeMap<TokenIdx, TokenIdx> {
    let grammar = &reading.lang.actors.grammar;
    let named = |m: &&ActorMention| matches!(m.kind, ActorKind::Country | ActorKind::Organisation);
    let widest = |m: &&ActorMention| {
        let adjective = reading.parse.token(m.head).pos == Upos::Adj;
        !adjective && m.tokens.contains(m.head)
    };
    let mut pairs = BTreeMap::new();
    let mut chain: Vec<TokenIdx> = Vec::new();
    let mut end = None;
    for mention in who.actors.iter().filter(named).filter(widest) {
        let between: Option<Vec<&str>> = end.filter(|&e: &TokenIdx| e <= mention.tokens.start).map(|e: TokenIdx| {
            let words = (e.at()..mention.tokens.start.at().min(e.at() + 4)).map(|i| reading.word(i.into()));
            words.collect()
        });
        let gap = between.filter(|_| end.is_some_and(|e| mention.tokens.start.at() <= e.at() + 3));
        let is_and = |w: &str| grammar.and.contains(&fold(w));
        let joined = gap.filter(|words| {
            let plain = |w: &&str| *w == "," || is_and(w) || grammar.determiners.contains(&fold(&w.replace('’', "'")));
            words.first().is_some_and(|w| *w == "," || is_and(w)) && words.iter().all(plain)
        });
        match joined {
            Some(words) => {
                chain.push(mention.head);
                if words.iter().any(|w| is_and(w)) {
                    // Two alone are for the parser: ", and" may start another clause.
                    let pair = if chain.len() > 2 { chain.as_slice() } else { &[] };
                    pairs.extend(pair.windows(2).filter_map(|w| Some((*w.first()?, *w.get(1)?))));
                    chain.clear();
                }
            }
            None => chain = vec![mention.head],
        }
        end = Some(mention.tokens.end);
    }
    pairs
}

/// Whether two actors are one party of an event.
pub(super) fn same_party(a: &Actor, b: &Actor) -> bool {
    a.country == b.country
        && a.sector == b.sector
        && a.name == b.name
        && (a.name.is_some() || a.text == b.text || a.country.is_some())
}
