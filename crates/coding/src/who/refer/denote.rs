//! Who a noun phrase denotes.

use std::sync::Arc;

use legation_model::{Actor, ActorKind, Code, TokenIdx, TokenRange};
use legation_packs::actors::{NounClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::place::SAME_NOUN;
use super::{Denoted, Referent, Resolver};
use crate::who::phrase::Phrase;
use crate::who::scan::What;

/// How many sentences back an organisation is named that "the bloc" or "the party" means.
const NAMED: usize = 3;
/// The same for a bloc or alliance, of which a document has few.
const BODY: usize = 8;
/// How many members of a group are read behind it.
const MEMBERS: usize = 12;

impl Resolver<'_> {
    /// Who a phrase denotes, and by which rule.
    pub(super) fn denotes(&self, phrase: &Phrase) -> Option<Denoted> {
        let range = phrase.range;
        match phrase.what {
            What::Known(Sense::StateName(code) | Sense::StateAdjective(code)) => {
                Some((ActorKind::Country, vec![self.state(range, code, false)], "who.state"))
            }
            What::Known(Sense::Place(code, _) | Sense::PlaceAdjective(code, _)) => {
                Some((ActorKind::Country, vec![self.state(range, code, false)], "who.place"))
            }
            What::Known(Sense::Capital(code)) => {
                Some((ActorKind::Country, vec![self.state(range, code, true)], "who.capital"))
            }
            What::Known(Sense::People(code)) => {
                let ethnic = range.indices().any(|i| {
                    self.reading.lang.actors.grammar.ethnic.contains(&fold(&self.reading.parse.token(i.into()).lemma))
                });
                let people = self.reading.packs.ontology.people();
                let home = if ethnic { self.scope(phrase, people) } else { None };
                Some((ActorKind::Group, vec![self.actor(range, home.or(Some(code)), Some(people), None)], "who.people"))
            }
            What::Known(Sense::Organisation(o)) => {
                let known = &self.reading.packs.actors.organisations[o];
                let actor = self.actor(range, known.country, Some(known.sector), Some(Arc::clone(&known.name)));
                Some((ActorKind::Organisation, vec![actor], "who.organisation"))
            }
            What::Name(p) => Some((ActorKind::Person, vec![self.named(phrase, p)], "who.person")),
            What::Known(Sense::Person(_) | Sense::Honorific(_) | Sense::Region) => None,
            What::Known(Sense::Office(o)) => match phrase.person {
                Some(p) => Some((ActorKind::Person, vec![self.named(phrase, p)], "who.title-and-name")),
                None => self.office(phrase, o),
            },
            What::Known(Sense::Noun(n)) => Some(self.noun(phrase, n)),
        }
    }

    pub(super) fn state(&self, range: TokenRange, code: Code, metonym: bool) -> Actor {
        let state = self.reading.packs.actors.states.get(&code);
        let union = state.is_some_and(|s| s.union);
        let name = state.filter(|_| metonym || union).map(|s| Arc::clone(&s.name));
        let ontology = &self.reading.packs.ontology;
        self.actor(range, Some(code), Some(if union { ontology.union() } else { ontology.government() }), name)
    }

    pub(super) fn named(&self, phrase: &Phrase, person: usize) -> Actor {
        let (country, sector) = self.people.affiliation(self.reading, person);
        let group = self.of_groups.get(&person);
        let (country, sector) = group.map_or((country, sector), |&(of, own)| (of.or(country), Some(own)));
        // "Ambassador X", an envoy of the United Nations
        let ontology = &self.reading.packs.ontology;
        let union = country.is_some_and(|c| !self.is_state(c)) && sector.is_some_and(|s| ontology.governs(s));
        let sector = if union { Some(ontology.union()) } else { sector };
        self.actor(phrase.range, country, sector, Some(Arc::clone(&self.people.all[person].name)))
    }

    /// The country that a phrase itself or the words it points to give.
    pub(super) fn country(&self, phrase: &Phrase) -> Option<Code> {
        if let Some(&code) = phrase.of.first() {
            return Some(code);
        }
        if let Some(person) = phrase.of_person {
            return self.people.affiliation(self.reading, person).0;
        }
        let body = phrase.of_noun.and_then(|n| self.organisation_meant(phrase.core.start, n));
        body.and_then(|a| a.country)
            .or_else(|| self.owners(phrase).first().copied())
            .or_else(|| self.of_same_noun(phrase))
    }

    /// "Niger's junta … *the junta's* minister": of the state whose the noun was said to be.
    fn of_same_noun(&self, phrase: &Phrase) -> Option<Code> {
        let noun = phrase.of_noun.filter(|&n| self.reading.lang.actors.nouns[n].class == NounClass::State)?;
        self.stated(phrase.core.start, SAME_NOUN, |r| r.noun == Some(noun))
    }

    /// Whether a phrase is of a body without a name of its own ("the *bloc*'s ministers"), which is in no state.
    pub(super) fn is_of_body(&self, phrase: &Phrase) -> bool {
        phrase.of_noun.is_some_and(|n| self.reading.lang.actors.nouns[n].class == NounClass::Body)
    }

    /// The organisation named before that a noun for one may mean.
    fn organisation_meant(&self, at: TokenIdx, noun: usize) -> Option<&Actor> {
        let entry = &self.reading.lang.actors.nouns[noun];
        if entry.class != NounClass::Body {
            return None;
        }
        let meant = |r: &Referent| {
            matches!(r.kind, ActorKind::Organisation | ActorKind::Country)
                && r.actors.first().is_some_and(|a| a.sector == Some(entry.sector) && a.name.is_some())
        };
        self.best(at, NAMED, meant)?.actors.first()
    }

    /// The countries of those that the possessive before a phrase refers to ("*their* troops", "*nos* gouvernements").
    pub(super) fn owners(&self, phrase: &Phrase) -> Vec<Code> {
        let Some(at) = phrase.possessor else { return Vec::new() };
        if self.is_of_speakers(at) {
            return self.signatories.iter().filter_map(|s| s.0).collect();
        }
        let known = self.pronouns.get(&at).cloned();
        let meant = known.unwrap_or_else(|| self.antecedent(at).map(|r| r.actors.clone()).unwrap_or_default());
        let mut countries: Vec<Code> = Vec::new();
        for country in meant.into_iter().filter_map(|a| a.country) {
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
        countries
    }

    /// Those beyond the first who share a phrase: named with it, or its owners where it is plural.
    pub(super) fn shared(&self, phrase: &Phrase, sector: Code) -> Vec<Actor> {
        let other = |&(of, own): &(Code, Option<Code>)| self.actor(phrase.range, Some(of), own.or(Some(sector)), None);
        let mut all: Vec<Actor> = phrase.joint.iter().map(other).collect();
        if phrase.of.is_empty() && phrase.of_person.is_none() && phrase.core_is_plural(self.reading) {
            let more = self.owners(phrase);
            all.extend(more.into_iter().skip(1).map(|of| self.actor(phrase.range, Some(of), Some(sector), None)));
        }
        all
    }

    /// A noun that denotes an actor without a name.
    fn noun(&self, phrase: &Phrase, noun: usize) -> Denoted {
        let entry = &self.reading.lang.actors.nouns[noun];
        if let Some((members, true)) = self.members(phrase) {
            return (ActorKind::Group, members, "who.members");
        }
        if let Some(pair) = self.pair(phrase) {
            return pair;
        }
        if let Some(actor) = self.capital_short_name(phrase) {
            return (ActorKind::Organisation, vec![actor], "who.short-name");
        }
        if let Some(actor) = self.organisation(phrase, noun) {
            return (ActorKind::Organisation, vec![actor], "who.organisation");
        }
        let mut stated = self.country(phrase);
        // "Ukraine's allies", "its neighbours" are of other states.
        if entry.class == NounClass::States && self.is_side((phrase.core.end.at() - 1).into()) {
            stated = phrase.of.first().copied().filter(|&c| !self.is_state(c));
        }
        if let Some(form) = entry.name.as_deref().filter(|_| entry.class == NounClass::Public) {
            stated = stated.or_else(|| self.of_form(phrase, form));
            if stated.is_none() {
                return (ActorKind::Group, vec![self.actor(phrase.range, None, Some(entry.sector), None)], "who.noun");
            }
            return (
                ActorKind::Country,
                stated.map(|c| self.state(phrase.range, c, false)).into_iter().collect(),
                "who.form",
            );
        }
        if entry.class == NounClass::State {
            stated = stated.or_else(|| self.embassy(phrase));
        }
        if entry.class == NounClass::Public {
            stated = stated.or_else(|| self.just_named(phrase));
        }
        let (country, rule) = match entry.class {
            // "fifty countries", "a country" are not the one the document is about.
            NounClass::Public if !phrase.definite => (stated, "who.noun"),
            NounClass::State | NounClass::Organ | NounClass::Public | NounClass::Group | NounClass::Poll => {
                (stated.or_else(|| self.scope(phrase, entry.sector)), "who.noun")
            }
            NounClass::Envoys => (stated.or_else(|| self.embassy(phrase)), "who.embassy"),
            NounClass::Body | NounClass::States => (stated, "who.body"),
        };
        let name = match (&entry.name, country, stated) {
            (Some(name), Some(country), _) if entry.class == NounClass::Organ => {
                self.reading.packs.actors.adjective(country).map(|a| format!("{a} {name}").into())
            }
            _ => phrase.quoted.map(|q| self.reading.parse.span(q).of(self.reading.text()).into()),
        };
        let member = phrase.sector.and(phrase.of_organisation).map(|o| &self.reading.packs.actors.organisations[o]);
        let name = name.or_else(|| member.map(|o| Arc::clone(&o.name)));
        // An organisation of a state is none of several.
        let own = entry.class == NounClass::Body
            && country.is_some_and(|c| self.reading.packs.actors.states.get(&c).is_some_and(|s| !s.union));
        let ontology = &self.reading.packs.ontology;
        let sector = (own && entry.sector == ontology.union()).then(|| ontology.association());
        let sector = sector.or(phrase.sector).unwrap_or(entry.sector);
        // "a regional bloc": several states, whatever its name.
        let of_none = entry.class == NounClass::Body && entry.sector == ontology.union() && sector == entry.sector;
        let country = country.or_else(|| of_none.then_some(entry.sector));
        let country =
            country.filter(|_| !ontology.is_media(entry.sector) || stated.is_some() || entry.class == NounClass::Group);
        let mut actors = vec![self.actor(phrase.range, country, Some(sector), name)];
        actors.extend(self.shared(phrase, sector));
        if let Some((mut members, _)) = self.members(phrase) {
            members.extend(actors);
            return (ActorKind::Group, members, "who.members");
        }
        (ActorKind::Group, actors, rule)
    }

    /// The sending state of "the embassy", "an embassy spokesperson": of the envoy named last.
    pub(super) fn embassy(&self, phrase: &Phrase) -> Option<Code> {
        if !phrase.is_embassy(self.reading) {
            return None;
        }
        self.seen.iter().rev().find(|r| r.envoy).and_then(|r| r.actors.first()).and_then(|a| a.country)
    }

    /// "reviews its aid to *this country*": the state named last that is not who speaks.
    fn just_named(&self, phrase: &Phrase) -> Option<Code> {
        let this = &self.reading.lang.actors.grammar.this;
        let points = this.contains(&fold(self.reading.word(phrase.range.start)));
        let speaks = self.own_subject(phrase.core.start).map(|s| self.together(s)).unwrap_or_default();
        let other = |c: &Code| self.is_state(*c) && !speaks.iter().any(|s| s.country == Some(*c));
        let mut named = self.back(phrase.core.start, 1).filter(|r| points && r.kind == ActorKind::Country);
        named.find_map(|r| r.actors.iter().find_map(|a| a.country.filter(other)))
    }

    /// "The *emirate* denied this": the state of that form that was named last, else the one that the document is about.
    fn of_form(&self, phrase: &Phrase, form: &str) -> Option<Code> {
        let states = &self.reading.packs.actors.states;
        let is = |code: &Code| states.get(code).is_some_and(|s| s.forms.iter().any(|f| **f == *form));
        let named =
            self.back(phrase.core.start, NAMED).find_map(|r| r.actors.iter().find_map(|a| a.country.filter(is)));
        named.or_else(|| self.focus.host.filter(is)).filter(|_| phrase.definite)
    }

    /// The members of a group that are named behind it ("several states, *including Peru and Chile*"), and whether those
    /// are all.
    fn members(&self, phrase: &Phrase) -> Option<(Vec<Actor>, bool)> {
        let grammar = &self.reading.lang.actors.grammar;
        let word = |i: usize| super::fold_word(self.reading.word(i.into()));
        let stop = self.reading.parse.sentence_of(phrase.core.start).end.at();
        let mut at = phrase.range.end.at();
        at += usize::from(at < stop && word(at) == ",");
        // "the three neighbours – Peru, Chile and Bolivia –"
        let dash = at < stop && matches!(word(at).as_str(), "–" | "—" | "--" | "(" | ":");
        if at >= stop || !(dash || grammar.including.contains(&word(at))) || !phrase.core_is_plural(self.reading) {
            return None;
        }
        at += 1;
        let mut members = Vec::new();
        while at < stop && members.len() < MEMBERS {
            let skips =
                |w: &str| grammar.determiners.contains(w) || grammar.including.contains(w) || grammar.and.contains(w);
            while at < stop && (skips(&word(at)) || word(at) == "," && !members.is_empty()) {
                at += 1;
            }
            let Some(member) = self.phrases.iter().find(|p| p.core.start.at() == at) else { break };
            let named =
                matches!(member.what, What::Name(_) | What::Known(Sense::StateName(_) | Sense::Organisation(_)));
            if !named {
                break;
            }
            members.extend(self.denotes(member)?.1);
            at = member.range.end.at().max(at + 1);
        }
        (members.len() > usize::from(dash)).then_some((members, dash))
    }

    /// "the *Union*", written with a capital: the union of states named before with that word in its name.
    fn capital_short_name(&self, phrase: &Phrase) -> Option<Actor> {
        let word = self.reading.word(phrase.core.start);
        let plain = phrase.core.len() == 1 && phrase.range.len() == 2 && phrase.definite && phrase.of.is_empty();
        if !plain || !word.starts_with(char::is_uppercase) {
            return None;
        }
        let word = fold(word);
        let union = |r: &&Referent| {
            let one = r.actors.first().filter(|a| a.country.is_some_and(|c| !self.is_state(c)));
            one.and_then(|a| a.name.as_ref()).is_some_and(|name| fold(name).split(' ').any(|w| w == word))
        };
        let found = self.back(phrase.core.start, usize::MAX).find(union)?.actors.first()?;
        Some(self.actor(phrase.range, found.country, found.sector, found.name.clone()))
    }

    /// The organisation that a noun for one stands beside ("the West African *bloc* ECOWAS") or means ("the *bloc*").
    fn organisation(&self, phrase: &Phrase, noun: usize) -> Option<Actor> {
        let entry = &self.reading.lang.actors.nouns[noun];
        if !matches!(entry.class, NounClass::Body | NounClass::Group) || phrase.core_is_plural(self.reading) {
            return None;
        }
        let known = &self.reading.packs.actors.organisations;
        let beside = self.phrases.iter().find_map(|p| match p.what {
            What::Known(Sense::Organisation(o)) if p.core.start == phrase.range.end => Some(o),
            _ => None,
        });
        if let Some(o) = beside.filter(|&o| known[o].sector == entry.sector || entry.class == NounClass::Body) {
            let name = Some(Arc::clone(&known[o].name));
            return Some(self.actor(phrase.range, known[o].country, Some(known[o].sector), name));
        }
        // "accused *the bloc* of bias": what stands behind an object may be the verb's.
        let object = self.reading.lang.syntax.stands_as(self.reading.parse, phrase.core.start, Relation::Object);
        let of_other = phrase.of_other && !object;
        let plain = phrase.of.is_empty() && phrase.of_noun.is_none() && phrase.quoted.is_none() && !of_other;
        let bare = phrase.definite && plain && phrase.possessor.is_none() && phrase.core.len() == 1;
        let meant = |r: &Referent| {
            matches!(r.kind, ActorKind::Organisation | ActorKind::Country)
                && r.actors.first().is_some_and(|a| a.sector == Some(entry.sector) && a.name.is_some())
        };
        let reach = if entry.class == NounClass::Body { BODY } else { NAMED };
        let found = self.best(phrase.core.start, reach, meant).filter(|_| bare && entry.is_one())?;
        let actor = found.actors.first()?;
        Some(self.actor(phrase.range, actor.country, actor.sector, actor.name.clone()))
    }
}
