//! Noun phrases around names, titles and nouns: what they say of state, office, destination and holder.
//!
//! Read by adjacency, not from the parse: trained parsers attach titles and appositions in too many ways ("Former
//! Belarusian ambassador to France X"), while their order is fixed.

use legation_model::{Code, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{NounClass, OfficeClass, Sense, fold};

use super::scan::{Item, What};
use crate::Reading;

/// A noun phrase that may denote an actor.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a phrase, not a state machine")]
pub(super) struct Phrase {
    /// All its tokens.
    pub(super) range: TokenRange,
    /// The name, title or noun itself.
    pub(super) core: TokenRange,
    /// What the core is.
    pub(super) what: What,
    /// The states or organisations that it is of, the nearest first.
    pub(super) of: Vec<Code>,
    /// Further states that share the noun ("*U.S.* and Russian negotiators").
    pub(super) joint: Vec<Code>,
    /// The noun that it is of ("*foreign ministry* spokesperson").
    pub(super) of_noun: Option<usize>,
    /// The town or region that it is of ("*Catalan* president").
    pub(super) of_place: Option<usize>,
    /// The organisation that it is of.
    pub(super) of_organisation: Option<usize>,
    /// The person that it is of ("*Lukashenko*'s regime").
    pub(super) of_person: Option<usize>,
    /// The possessive pronoun before it.
    pub(super) possessor: Option<TokenIdx>,
    /// Where an envoy is accredited.
    pub(super) to: Option<Code>,
    /// The office that the phrase names.
    pub(super) office: Option<usize>,
    /// The person who holds it, or whose name this is.
    pub(super) person: Option<usize>,
    /// Whether the office is over.
    pub(super) former: bool,
    /// Whether it is marked as known ("the").
    pub(super) definite: bool,
    /// The sector, where the phrase says more than its title.
    pub(super) sector: Option<Code>,
    /// Whether it is of something that is no actor of ours ("president of the chess federation").
    pub(super) of_other: bool,
    /// Whether the words after it set the person against the government.
    pub(super) opposing: bool,
    /// A name in quotation marks ("the movement “New Dawn”").
    pub(super) quoted: Option<TokenRange>,
    /// Part of a wider phrase: named there, and still a mention of its own.
    pub(super) inner: bool,
}

/// All phrases, in text order; those inside others come after them.
pub(super) fn compose(reading: &Reading<'_>, items: &[Item]) -> Vec<Phrase> {
    let composer = Composer { reading, items };
    let mut phrases: Vec<Phrase> = (0..items.len()).map(|i| composer.phrase(i)).collect();
    composer.join(&mut phrases);
    for i in 0..phrases.len() {
        let range = phrases[i].range;
        let wider =
            |p: &Phrase| p.range.start <= range.start && range.end <= p.range.end && p.range.len() > range.len();
        phrases[i].inner = phrases.iter().any(wider);
    }
    phrases
}

struct Composer<'a> {
    reading: &'a Reading<'a>,
    items: &'a [Item],
}

impl Composer<'_> {
    fn word(&self, i: usize) -> String {
        fold(&self.reading.word(i.into()).replace('’', "'"))
    }

    fn pos(&self, i: usize) -> Upos {
        self.reading.parse.token(i.into()).pos
    }

    /// The item that starts at a token.
    fn starting(&self, at: usize) -> Option<usize> {
        self.items.binary_search_by_key(&TokenIdx::from(at), |i| i.range.start).ok()
    }

    /// The item that ends before a token.
    fn ending(&self, at: usize) -> Option<usize> {
        let i = self.items.partition_point(|i| i.range.end.at() < at);
        (self.items.get(i)?.range.end.at() == at).then_some(i)
    }

    fn phrase(&self, index: usize) -> Phrase {
        let item = &self.items[index];
        let mut phrase = Phrase {
            range: item.range,
            core: item.range,
            what: item.what,
            of: Vec::new(),
            joint: Vec::new(),
            of_noun: None,
            of_place: None,
            of_organisation: None,
            of_person: None,
            possessor: None,
            to: None,
            office: None,
            person: None,
            former: false,
            definite: false,
            sector: None,
            of_other: false,
            opposing: false,
            quoted: None,
            inner: false,
        };
        phrase.of.extend(item.inner.map(|(_, code)| code));
        match item.what {
            What::Known(Sense::Office(office)) => phrase.office = Some(office),
            What::Name(person) => phrase.person = Some(person),
            What::Known(_) => {}
        }
        self.extend_left(&mut phrase);
        self.extend_right(&mut phrase);
        self.take_quoted(&mut phrase);
        phrase.sector = self.sector(&phrase);
        phrase
    }

    /// Takes in what a neighbouring item says of the phrase's core.
    fn absorb(&self, phrase: &mut Phrase, item: &Item) {
        match item.what {
            What::Known(sense) if sense.state().is_some() => {
                phrase.of.extend(sense.state());
                phrase.of_place = phrase.of_place.or(sense.place());
            }
            What::Known(Sense::Organisation(o)) => {
                phrase.of.extend(self.reading.packs.actors.organisations[o].country);
                phrase.of_organisation = Some(o);
            }
            What::Known(Sense::Noun(n)) => phrase.of_noun = phrase.of_noun.or(Some(n)),
            What::Name(p) => phrase.of_person = phrase.of_person.or(Some(p)),
            What::Known(_) => {}
        }
    }

    fn extend_left(&self, phrase: &mut Phrase) {
        let grammar = &self.reading.lang.actors.grammar;
        let sentence = self.reading.parse.sentence_of(phrase.core.start);
        let mut at = phrase.core.start.at();
        let mut possessive = false;
        while at > sentence.start.at() {
            if let Some(i) = self.ending(at) {
                let item = &self.items[i];
                let title = matches!(item.what, What::Known(Sense::Office(_) | Sense::Honorific(_)));
                let person = matches!(item.what, What::Name(_));
                if !modifies(phrase) && !matches!(item.what, What::Known(Sense::Honorific(_))) {
                    break;
                }
                if (title || person) && !possessive && !matches!(item.what, What::Known(Sense::Honorific(_))) {
                    break;
                }
                self.absorb(phrase, item);
                at = item.range.start.at();
                if let Some(first) = self.sharing(phrase, item, sentence.start.at()) {
                    phrase.joint.extend(state_of(self.reading, first));
                    at = first.range.start.at();
                }
                // What possesses has a determiner of its own; what it possesses has none.
                possessive = false;
                continue;
            }
            let before = at - 1;
            let word = self.word(before);
            if grammar.possessive.contains(&word) && modifies(phrase) && self.ending(before).is_some() {
                possessive = true;
                phrase.definite = true;
            } else if grammar.former.contains(&word) && !self.attributive(phrase) {
                phrase.former = true;
            } else if grammar.that.contains(&word) && self.is_conjunction(phrase) {
                break;
            } else if grammar.determiners.contains(&word)
                && matches!(self.pos(before), Upos::Det | Upos::Pron | Upos::Adj)
            {
                if self.attributive(phrase) {
                    break;
                }
                phrase.definite |= grammar.definite.contains(&word);
                if self.pronoun_possessive(before) {
                    phrase.possessor = Some(before.into());
                }
                at = before;
                break;
            } else if self.pronoun_possessive(before) {
                phrase.possessor = Some(before.into());
                at = before;
                break;
            } else if word == "-" && modifies(phrase) && before > sentence.start.at() {
                // "ex-president", "the 67-year-old leader"
                let attached = !self.reading.parse.token((before - 1).into()).space_after;
                let joined = attached && matches!(self.pos(before - 1), Upos::Num | Upos::Noun | Upos::Adj);
                if !(grammar.prefixes.contains(&self.word(before - 1)) || joined) {
                    break;
                }
            } else if !(modifies(phrase) || phrase.person.is_some() && grammar.former.contains(&word))
                || !self.qualifies(phrase, before, at)
            {
                break;
            }
            at = before;
        }
        phrase.range.start = at.into();
    }

    /// The further states of "the leaders of France, *Germany and Italy*", and where the list ends; none where no "and"
    /// ends it.
    fn listed(&self, from: usize, stop: usize) -> (Vec<Code>, usize) {
        let grammar = &self.reading.lang.actors.grammar;
        let (mut others, mut at) = (Vec::new(), from);
        loop {
            let mut next = at;
            let comma = next < stop && self.reading.word(next.into()) == ",";
            next += usize::from(comma);
            let and = next < stop && grammar.and.contains(&self.word(next));
            next += usize::from(and);
            next += usize::from(next < stop && grammar.of.contains(&self.word(next)));
            if !(comma || and) || next >= stop {
                return (Vec::new(), from);
            }
            let Some((item, _)) = self.complement(next, stop).filter(|(item, _)| is_state(item)) else {
                return (Vec::new(), from);
            };
            others.extend(state_of(self.reading, item));
            at = item.range.end.at();
            if and {
                return (others, at);
            }
        }
    }

    /// Whether a word before the phrase that may be determiner or conjunction is the latter: the phrase is plural, a name,
    /// or a title before a name.
    fn is_conjunction(&self, phrase: &Phrase) -> bool {
        let last = phrase.core.end.at() - 1;
        let capital = |i: usize| self.reading.word(i.into()).chars().next().is_some_and(char::is_uppercase);
        let plural = self.reading.parse.token(last.into()).morph.contains("Number=Plur");
        let before_name = last + 1 < self.reading.parse.len() && self.pos(last + 1) == Upos::Propn && capital(last + 1);
        plural || self.pos(last) == Upos::Propn || before_name
    }

    /// The state that shares a plural noun with the one before it: "*U.S.* and Russian negotiators", "*Russia* and Turkey's
    /// foreign ministers".
    fn sharing(&self, phrase: &Phrase, item: &Item, stop: usize) -> Option<&Item> {
        let named = |i: &Item| matches!(i.what, What::Known(s) if s.state().is_some() && s.place().is_none());
        let last = self.reading.parse.token((phrase.core.end.at() - 1).into());
        let and = item.range.start.at().checked_sub(1).filter(|&a| a > stop)?;
        let joins = self.reading.lang.actors.grammar.and.contains(&self.word(and));
        if !joins || !named(item) || !last.morph.contains("Number=Plur") {
            return None;
        }
        let first = &self.items[self.ending(and)?];
        // The same part of speech, or names both ("Russia and Turkey's"): else the first stands for itself.
        let adjective = |i: &Item| matches!(i.what, What::Known(s) if s.is_adjective());
        let below = phrase.core.contains(self.reading.parse.token((first.range.end.at() - 1).into()).head);
        (named(first) && (below || adjective(first) == adjective(item))).then_some(first)
    }

    /// Whether the phrase is a state's adjective before the noun that it qualifies: it takes nothing to its left.
    fn attributive(&self, phrase: &Phrase) -> bool {
        let head = self.reading.parse.token(phrase.core.start).head;
        matches!(phrase.what, What::Known(sense) if sense.is_adjective()) && head != phrase.core.start && {
            !phrase.core.contains(head) && matches!(self.pos(head.at()), Upos::Noun | Upos::Propn)
        }
    }

    fn pronoun_possessive(&self, at: usize) -> bool {
        self.reading.lang.actors.pronouns.get(&self.word(at)).is_some_and(|p| p.possessive)
    }

    /// An adjective, number or compound part that belongs to the core.
    fn qualifies(&self, phrase: &Phrase, at: usize, start: usize) -> bool {
        let parse = self.reading.parse;
        match self.pos(at) {
            Upos::Adj | Upos::Num => true,
            Upos::Adv | Upos::Verb | Upos::Noun | Upos::Propn => {
                let head = parse.token(at.into()).head;
                (start..phrase.range.end.at()).contains(&head.at())
            }
            _ => false,
        }
    }

    fn extend_right(&self, phrase: &mut Phrase) {
        if !modifies(phrase) {
            return;
        }
        let grammar = &self.reading.lang.actors.grammar;
        let sentence = self.reading.parse.sentence_of(phrase.core.start);
        let envoy = phrase.office.is_some_and(|o| self.reading.lang.actors.offices[o].class == OfficeClass::Envoy);
        let mut at = phrase.range.end.at();
        while at < sentence.end.at() {
            if let Some(i) = self.starting(at) {
                let What::Known(sense) = self.items[i].what else { break };
                let Some(code) = sense.state().filter(|_| sense.is_adjective()) else { break };
                // Before a noun an adjective belongs to that noun.
                let next = self.items[i].range.end.at();
                let head = self.reading.parse.token(self.items[i].range.start).head;
                if !phrase.core.contains(head) && next < sentence.end.at() && head.at() >= next {
                    break;
                }
                phrase.of.push(code);
                phrase.of_place = phrase.of_place.or(sense.place());
                at = next;
                // "les ministres français et allemand"
                let last = self.reading.parse.token((phrase.core.end.at() - 1).into());
                while at + 1 < sentence.end.at()
                    && grammar.and.contains(&self.word(at))
                    && last.morph.contains("Number=Plur")
                    && let Some(i) = self.starting(at + 1)
                    && let What::Known(Sense::StateAdjective(other)) = self.items[i].what
                {
                    phrase.joint.push(other);
                    at = self.items[i].range.end.at();
                }
                continue;
            }
            let head = self.reading.parse.token(at.into()).head;
            if self.pos(at) == Upos::Adj && phrase.core.contains(head) {
                phrase.former |= grammar.former.contains(&self.word(at));
                at += 1;
                continue;
            }
            let word = self.word(at);
            let Some((item, states)) = self.complement(at + 1, sentence.end.at()) else { break };
            if phrase.of_noun.is_some_and(|n| self.reading.lang.actors.nouns[n].class == NounClass::Poll) {
                break;
            }
            let state = matches!(item.what, What::Known(sense) if sense.is_place() || sense.is_adjective()
                || matches!(sense, Sense::Organisation(_)));
            if envoy && state && grammar.to.contains(&word) && (!grammar.of.contains(&word) || !phrase.of.is_empty()) {
                if phrase.to.is_some() {
                    break;
                }
                phrase.to = state_of(self.reading, item);
            } else if grammar.of.contains(&word)
                || grammar.from.contains(&word) && phrase.noun().is_some() && belongs(item)
                || (grammar.place.contains(&word) && phrase.office.is_none() && state)
            {
                let holder = matches!(item.what, What::Known(Sense::Office(_)));
                let role =
                    phrase.office.is_some_and(|o| self.reading.lang.actors.offices[o].class == OfficeClass::Role);
                if holder && (!role || states.is_empty())
                    || matches!(item.what, What::Known(Sense::People(_) | Sense::Honorific(_)))
                {
                    break;
                }
                phrase.of.extend(states);
                self.absorb(phrase, item);
                at = item.range.end.at();
                if is_state(item) && phrase.core_is_plural(self.reading) {
                    let (others, end) = self.listed(at, sentence.end.at());
                    phrase.joint.extend(others);
                    at = end;
                }
                continue;
            } else {
                break;
            }
            at = item.range.end.at();
        }
        phrase.range.end = at.into();
        phrase.of_other = self.of_other(phrase, sentence.end.at());
    }

    /// Whether a genitive follows that names no actor.
    fn of_other(&self, phrase: &Phrase, stop: usize) -> bool {
        let grammar = &self.reading.lang.actors.grammar;
        let at = phrase.range.end.at();
        let plain = phrase.of.is_empty() && phrase.of_noun.is_none() && phrase.of_person.is_none();
        plain
            && at + 1 < stop
            && grammar.of.contains(&self.word(at))
            && phrase.core.contains(self.reading.parse.token(at.into()).head)
    }

    /// A name in quotation marks behind the noun, and a noun that may follow it ("the opposition “New Dawn” movement").
    fn take_quoted(&self, phrase: &mut Phrase) {
        let Some(noun) = phrase.noun() else { return };
        let sentence = self.reading.parse.sentence_of(phrase.core.start);
        let end = phrase.range.end.at();
        let group = matches!(self.reading.lang.actors.nouns[noun].class, NounClass::Group | NounClass::Body);
        if !group
            || end >= sentence.end.at()
            || !matches!(self.word(end).as_str(), "\u{201c}" | "\"" | "«" | "\u{2018}")
        {
            return;
        }
        let close = (end + 1..sentence.end.at().min(end + 9))
            .find(|&i| matches!(self.word(i).as_str(), "\u{201d}" | "\"" | "»" | "'" | "\u{2019}"));
        let Some(close) = close.filter(|&c| c > end + 1) else { return };
        if !self.reading.word((end + 1).into()).chars().next().is_some_and(char::is_uppercase) {
            return;
        }
        phrase.quoted = Some(TokenRange::new(end + 1, close));
        phrase.range.end = (close + 1).into();
        if close + 1 < sentence.end.at() && self.pos(close + 1) == Upos::Noun {
            phrase.range.end = (close + 2).into();
        }
    }

    /// The sector of people by what they belong to: a spokesman of rebels is a rebel, a member of a party is of it.
    fn sector(&self, phrase: &Phrase) -> Option<Code> {
        let pack = &self.reading.lang.actors;
        let organisation = phrase.of_organisation.map(|o| &self.reading.packs.actors.organisations[o]);
        if let Some(union) = organisation.filter(|o| *o.sector.as_str() == *"IGO")
            && !phrase.noun().is_some_and(|n| pack.nouns[n].class == NounClass::States)
        {
            return Some(union.sector);
        }
        let plain = match phrase.what {
            What::Known(Sense::Office(o)) => {
                let title = &pack.offices[o];
                title.class == OfficeClass::Head && (title.generic || self.parts(phrase, o))
                    || matches!(title.class, OfficeClass::Role | OfficeClass::Chief) && *title.sector.as_str() == *"GOV"
            }
            What::Known(Sense::Noun(n)) => {
                let noun = &pack.nouns[n];
                matches!(noun.class, NounClass::Group) && matches!(noun.sector.as_str(), "CVL" | "UNK" | "ELI")
            }
            _ => false,
        };
        if phrase.of_other
            && phrase.office.is_some_and(|o| matches!(pack.offices[o].class, OfficeClass::Head | OfficeClass::Chief))
        {
            return "UNK".parse().ok();
        }
        if !plain {
            return None;
        }
        if let Some(o) = phrase.of_organisation {
            return Some(self.reading.packs.actors.organisations[o].sector);
        }
        let of = &pack.nouns[phrase.of_noun?];
        matches!(of.class, NounClass::Group | NounClass::Organ | NounClass::Body).then_some(of.sector)
    }

    fn parts(&self, phrase: &Phrase, office: usize) -> bool {
        phrase.part(self.reading, office).is_some()
    }

    /// The item that a preposition joins: the next one, behind determiners, adjectives and states of its own.
    fn complement(&self, from: usize, stop: usize) -> Option<(&Item, Vec<Code>)> {
        let grammar = &self.reading.lang.actors.grammar;
        let mut states = Vec::new();
        let mut at = from;
        while at < stop && at < from + 6 {
            if let Some(i) = self.starting(at) {
                let item = &self.items[i];
                let next = item.range.end.at();
                let noun_follows = self
                    .starting(next)
                    .is_some_and(|n| matches!(self.items[n].what, What::Known(Sense::Noun(_) | Sense::Office(_))));
                let modifier = matches!(item.what, What::Known(sense) if sense.is_adjective() || matches!(sense, Sense::StateName(_)))
                    && noun_follows;
                if modifier {
                    states.extend(state_of(self.reading, item));
                    at = next;
                    continue;
                }
                if matches!(item.what, What::Known(Sense::Honorific(_))) {
                    at = next;
                    continue;
                }
                return Some((item, states));
            }
            let word = self.word(at);
            let passes = grammar.determiners.contains(&word)
                || self.pos(at) == Upos::Adj
                || grammar.of.contains(&word) && at == from;
            if !passes {
                return None;
            }
            at += 1;
        }
        None
    }

    /// Joins titles with the names beside them.
    fn join(&self, phrases: &mut [Phrase]) {
        for i in 0..phrases.len() {
            if phrases[i].office.is_none() || !matches!(phrases[i].what, What::Known(_)) {
                continue;
            }
            if let Some(j) = adjoining(phrases, i) {
                merge_title(phrases, i, j);
            } else if let Some(j) = self.preceding(phrases, i) {
                let (range, person) = (phrases[j].range, phrases[j].person);
                phrases[i].person = person;
                let end = phrases[i].range.end;
                phrases[j].range = TokenRange { start: range.start, end };
            } else if let Some(j) = self.following(phrases, i) {
                merge_title(phrases, i, j);
            }
            phrases[i].opposing = phrases[i].person.is_some() && phrases[i].former && self.opposes(phrases, i);
        }
    }

    /// Whether the words after a name set the person against the government of the day.
    fn opposes(&self, phrases: &[Phrase], i: usize) -> bool {
        let person = phrases[i].person;
        let end = phrases.iter().filter(|p| p.person == person && p.range.overlaps(phrases[i].range));
        let end = end.map(|p| p.range.end.at()).max().unwrap_or(phrases[i].range.end.at());
        let sentence = self.reading.parse.sentence_of(phrases[i].core.start);
        let grammar = &self.reading.lang.actors.grammar;
        if end >= sentence.end.at() || !is_break(&self.word(end)) {
            return false;
        }
        // The relative clause or apposition: up to the next comma, and no further than a dozen words.
        (end + 1..sentence.end.at().min(end + 13))
            .take_while(|&k| !is_break(&self.word(k)))
            .any(|k| grammar.opposing.contains(&fold(&self.reading.parse.token(k.into()).lemma)))
    }

    /// The name that follows a title behind a comma or dash.
    fn following(&self, phrases: &[Phrase], i: usize) -> Option<usize> {
        let end = phrases[i].range.end.at();
        if end >= self.reading.parse.len() || !is_break(&self.word(end)) {
            return None;
        }
        let mut next = end + 1;
        while next < self.reading.parse.len() && is_break(&self.word(next)) {
            next += 1;
        }
        let j = phrases.iter().position(|p| {
            p.range.start.at() == next && p.core.start.at() >= next && (p.person.is_some() || p.office.is_some())
        })?;
        let person = if phrases[j].person.is_some() { j } else { adjoining(phrases, j)? };
        (self.reading.parse.sentence_of(phrases[i].core.start).contains(phrases[person].core.start)
            && phrases[i].definite
            && agrees(phrases, i, j))
        .then_some(person)
    }

    /// The name before a title in apposition: "X, the president of Y,".
    fn preceding(&self, phrases: &[Phrase], i: usize) -> Option<usize> {
        let start = phrases[i].range.start.at();
        let comma = start.checked_sub(1)?;
        if !matches!(self.word(comma).as_str(), "," | "(") {
            return None;
        }
        let j = phrases.iter().position(|p| p.range.end.at() == comma && matches!(p.what, What::Name(_)))?;
        let sentence = self.reading.parse.sentence_of(phrases[i].core.start);
        (sentence.contains(phrases[j].core.start) && phrases[j].person.is_some()).then_some(j)
    }
}

/// Whether something is a state by its name.
fn is_state(item: &Item) -> bool {
    matches!(item.what, What::Known(sense) if sense.state().is_some() && sense.place().is_none() && !sense.is_adjective())
}

/// Whether something may have members: an organisation or a group.
fn belongs(item: &Item) -> bool {
    matches!(item.what, What::Known(Sense::Organisation(_) | Sense::Noun(_)))
}

/// The name that follows a title directly.
fn adjoining(phrases: &[Phrase], i: usize) -> Option<usize> {
    let end = phrases[i].range.end.at();
    phrases.iter().position(|p| p.range.start.at() == end && p.person.is_some() && p.core.start.at() >= end)
}

fn merge_title(phrases: &mut [Phrase], i: usize, j: usize) {
    phrases[i].person = phrases[j].person;
    phrases[j].range.start = phrases[i].range.start;
    phrases[j].former |= phrases[i].former;
}

/// Whether states and organisations can qualify a phrase.
fn modifies(phrase: &Phrase) -> bool {
    matches!(phrase.what, What::Known(Sense::Office(_) | Sense::Noun(_) | Sense::People(_)))
}

fn agrees(phrases: &[Phrase], i: usize, j: usize) -> bool {
    phrases[j].of.is_empty() || phrases[i].of.is_empty() || phrases[i].of.iter().any(|c| phrases[j].of.contains(c))
}

fn is_break(word: &str) -> bool {
    matches!(word, "," | "-" | "–" | "—" | ":")
}

/// The state or organisation that an item names.
pub(super) fn state_of(reading: &Reading<'_>, item: &Item) -> Option<Code> {
    match item.what {
        What::Known(Sense::Organisation(o)) => reading.packs.actors.organisations[o].country,
        What::Known(sense) => sense.state(),
        What::Name(_) => None,
    }
}

impl Phrase {
    /// Whether its noun is in the plural.
    fn core_is_plural(&self, reading: &Reading<'_>) -> bool {
        reading.parse.token((self.core.end.at() - 1).into()).morph.contains("Number=Plur")
    }

    /// The noun that its core is.
    pub(super) fn noun(&self) -> Option<usize> {
        match self.what {
            What::Known(Sense::Noun(n)) => Some(n),
            _ => None,
        }
    }

    /// Whether it names a state itself.
    pub(super) fn state(&self) -> Option<Code> {
        match self.what {
            What::Known(sense) => sense.state(),
            What::Name(_) => None,
        }
    }

    /// Whether its core is an embassy or the like.
    pub(super) fn is_embassy(&self, reading: &Reading<'_>) -> bool {
        self.noun().or(self.of_noun).is_some_and(|n| reading.lang.actors.nouns[n].class == NounClass::Envoys)
    }
}
