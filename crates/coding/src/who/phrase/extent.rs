//! How far a noun phrase reaches to the left and right of its core, and what the words there say of it.

use legation_model::{Code, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{NounClass, OfficeClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::{Composer, Phrase, state_of};
use crate::Reading;
use crate::who::scan::{Item, What};

impl Composer<'_> {
    pub(super) fn extend_left(&self, phrase: &mut Phrase) {
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
                // "the *Thatcher* government"
                let headed = person && !possessive && self.is_government(phrase) && at == phrase.core.start.at();
                if (title || person && !headed) && !possessive && !matches!(item.what, What::Known(Sense::Honorific(_)))
                {
                    break;
                }
                self.absorb(phrase, item);
                at = item.range.start.at();
                if let Some(first) = self.sharing(phrase, item, sentence.start.at()) {
                    phrase.joint.extend(state_of(self.reading, first).map(|of| (of, None)));
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
                phrase.both |= grammar.both.contains(&word);
                phrase.each |= grammar.each_of_two.contains(&word);
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
        let said = |i: usize| grammar.two.contains(&self.word(i));
        phrase.both |= (phrase.definite || phrase.possessor.is_some()) && (at..phrase.core.start.at()).any(said);
    }

    fn is_government(&self, phrase: &Phrase) -> bool {
        phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].class == NounClass::State)
    }

    /// The further states of "the leaders of France, *Germany and Italy*", and where the list ends; none where no "and"
    /// ends it.
    fn listed(&self, from: usize, stop: usize) -> (Vec<(Code, Option<Code>)>, usize) {
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
            let Some((item, _)) = self.complement(next, stop) else { return (Vec::new(), from) };
            let sector = match item.what {
                What::Known(Sense::Organisation(o)) => Some(self.reading.packs.actors.organisations[o].sector),
                _ if is_state(item) => None,
                _ => return (Vec::new(), from),
            };
            others.extend(state_of(self.reading, item).map(|of| (of, sector)));
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

    pub(super) fn extend_right(&self, phrase: &mut Phrase) {
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
                if !phrase.core.contains(head) && next < sentence.end.at() && head.at() >= next && !self.is_time(head) {
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
                    phrase.joint.push((other, None));
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
                || grammar.from.contains(&word)
                    && (phrase.noun().is_some() && belongs(item)
                        || phrase.core_is_plural(self.reading) && (belongs(item) || is_state(item)))
                || (grammar.place.contains(&word) && phrase.office.is_none() && state && !phrase.both)
            {
                let holder = matches!(item.what, What::Known(Sense::Office(_)));
                let role =
                    phrase.office.is_some_and(|o| self.reading.lang.actors.offices[o].class == OfficeClass::Role);
                // "its citizens in Peru" are not Peru's.
                let owned = phrase.possessor.is_some()
                    && is_state(item)
                    && phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].class == NounClass::Group);
                if owned {
                    break;
                }
                if holder && (!role || states.is_empty())
                    || matches!(item.what, What::Known(Sense::People(_) | Sense::Honorific(_)))
                {
                    break;
                }
                let said = |i: usize| grammar.two.contains(&self.word(i)) || grammar.both.contains(&self.word(i));
                phrase.of_both |= (at + 1..item.range.start.at()).any(said);
                phrase.of.extend(states);
                self.absorb(phrase, item);
                at = item.range.end.at();
                let negotiates = phrase.office.is_some() && of_government(self.reading, phrase);
                if (is_state(item) || negotiates) && phrase.core_is_plural(self.reading) {
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

    /// "a arrêté un homme *danois lundi*": no adjective of a state belongs to a time.
    fn is_time(&self, at: TokenIdx) -> bool {
        self.reading.time_at(at).is_some()
    }

    /// Whether a genitive follows that names no actor.
    fn of_other(&self, phrase: &Phrase, stop: usize) -> bool {
        let grammar = &self.reading.lang.actors.grammar;
        let at = phrase.range.end.at();
        let plain = phrase.of.is_empty() && phrase.of_noun.is_none() && phrase.of_person.is_none();
        let preposition = self.reading.parse.token(at.min(stop - 1).into());
        let below = self.reading.lang.syntax.prepositions_are_heads;
        let noun = |t: TokenIdx| matches!(self.reading.parse.token(t).pos, Upos::Noun | Upos::Propn);
        let above = if below { preposition.head } else { self.reading.parse.token(preposition.head).head };
        // "accused *the colonels* of treason": the verb's and not the noun's.
        let verb = self.reading.parse.token(phrase.core.start).head;
        let charged = grammar.charging.contains(&fold(&self.reading.parse.token(verb).lemma))
            && self.reading.lang.syntax.stands_as(self.reading.parse, phrase.core.start, Relation::Object);
        plain
            && at + 1 < stop
            && !charged
            && grammar.of.contains(&self.word(at))
            && phrase.core.contains(above)
            && (below || noun(preposition.head))
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
                // "the leader of *Peru's* opposition"
                let owner = is_state(item)
                    && next + 1 < stop
                    && grammar.possessive.contains(&self.word(next))
                    && (next + 1..stop.min(next + 4)).find_map(|n| self.starting(n)).is_some_and(|n| {
                        matches!(self.items[n].what, What::Known(Sense::Noun(_) | Sense::Organisation(_)))
                    });
                if modifier || owner {
                    states.extend(state_of(self.reading, item));
                    at = next + usize::from(owner);
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
                || matches!(self.pos(at), Upos::Adj | Upos::Num)
                || self.reading.lang.syntax.stands_as(self.reading.parse, at.into(), Relation::Adjectival)
                || grammar.two.contains(&word)
                || grammar.counts.contains_key(&word)
                || self.is_hyphened(at)
                || grammar.of.contains(&word) && at == from;
            if !passes {
                return None;
            }
            at += 1;
        }
        None
    }

    /// "an *Iran-backed* militia": whether a token is a piece of a word with a hyphen, written without spaces.
    fn is_hyphened(&self, at: usize) -> bool {
        let glued = |i: usize| !self.reading.parse.tokens[i].space_after;
        let hyphen = |i: usize| self.reading.parse.tokens.get(i).is_some_and(|_| self.word(i) == "-");
        hyphen(at) || hyphen(at + 1) && glued(at) || at > 0 && hyphen(at - 1) && glued(at - 1)
    }

    /// A name in quotation marks behind the noun, and a noun that may follow it ("the opposition “New Dawn” movement").
    pub(super) fn take_quoted(&self, phrase: &mut Phrase) {
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
}

/// Whether something is a state by its name.
fn is_state(item: &Item) -> bool {
    matches!(item.what, What::Known(sense) if sense.state().is_some() && sense.place().is_none() && !sense.is_adjective())
}

/// Whether the noun that a phrase is of is a government.
fn of_government(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    phrase.of_noun.is_some_and(|n| reading.lang.actors.nouns[n].class == NounClass::State)
}

/// Whether something may have members: an organisation or a group.
fn belongs(item: &Item) -> bool {
    matches!(item.what, What::Known(Sense::Organisation(_) | Sense::Noun(_)))
}

/// Whether states and organisations can qualify a phrase.
fn modifies(phrase: &Phrase) -> bool {
    matches!(phrase.what, What::Known(Sense::Office(_) | Sense::Noun(_) | Sense::People(_)))
}
