//! What each phrase and pronoun refers to.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{
    Actor, ActorKind, ActorMention, Alternative, Code, Derivation, DocumentKind, TokenIdx, TokenRange, Upos,
};
use legation_packs::actors::{NounClass, OfficeClass, PlainNumber, Pronoun, Refers, Sense, fold};
use legation_packs::syntax::Relation;

use super::focus::is_place;
use super::names::People;
use super::phrase::Phrase;
use super::scan::What;
use crate::Reading;

/// For how many sentences a place that was named holds.
const SAME_PLACE: usize = 2;

/// How a phrase refers, to whom, and by which rule.
type Denoted = (ActorKind, Vec<Actor>, &'static str);

/// Something already mentioned that later words may refer to.
#[expect(clippy::struct_excessive_bools, reason = "independent marks, not a state machine")]
struct Referent {
    token: TokenIdx,
    sentence: usize,
    kind: ActorKind,
    plural: bool,
    /// A group that acts as one ("the army").
    collective: bool,
    gender: Arc<str>,
    subject: bool,
    actors: Vec<Actor>,
    person: Option<usize>,
    envoy: bool,
    office: Option<usize>,
}

struct Resolver<'a> {
    reading: &'a Reading<'a>,
    people: &'a People,
    phrases: &'a [Phrase],
    host: Option<Code>,
    /// Country and sector of those who signed, each pair once.
    signatories: Vec<(Option<Code>, Option<Code>)>,
    seen: Vec<Referent>,
    /// Genders that pronouns have given to persons.
    genders: BTreeMap<usize, Arc<str>>,
    /// Names of those that pronouns were resolved to.
    pronouns: BTreeMap<TokenIdx, Arc<str>>,
}

/// The mentions of all phrases and pronouns, in text order.
pub(super) fn resolve(
    reading: &Reading<'_>,
    phrases: &[Phrase],
    people: &People,
    host: Option<Code>,
    signatories: Vec<(Option<Code>, Option<Code>)>,
) -> Vec<ActorMention> {
    let mut resolver = Resolver {
        reading,
        people,
        phrases,
        host,
        signatories,
        seen: Vec::new(),
        genders: BTreeMap::new(),
        pronouns: BTreeMap::new(),
    };
    let mut mentions: Vec<ActorMention> = Vec::new();
    let mut next = 0;
    for i in 0..reading.parse.len() {
        while phrases.get(next).is_some_and(|p| p.core.start.at() <= i) {
            mentions.extend(resolver.phrase(&phrases[next]));
            next += 1;
        }
        mentions.extend(resolver.pronoun(i.into()));
        mentions.extend(resolver.crowd(i.into()));
        mentions.extend(resolver.direction(i.into()));
    }
    mentions.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
    mentions.dedup_by(|b, a| a.tokens == b.tokens && a.head == b.head);
    mentions
}

impl Resolver<'_> {
    fn sentence(&self, token: TokenIdx) -> usize {
        self.reading.parse.sentences.partition_point(|s| s.end <= token)
    }

    fn code(name: &str) -> Option<Code> {
        name.parse().ok()
    }

    /// The mention that a phrase makes, remembered for later words.
    fn phrase(&mut self, phrase: &Phrase) -> Option<ActorMention> {
        let (kind, actors, rule) = self.denotes(phrase)?;
        let head = head_of(self.reading, phrase.range, phrase.core);
        let note = actors
            .iter()
            .filter_map(|a| a.name.as_deref().or(a.country.as_ref().map(Code::as_str)))
            .collect::<Vec<_>>();
        let mention = ActorMention {
            tokens: phrase.range,
            head,
            kind,
            alternatives: self.alternatives(phrase, &actors),
            derivation: Derivation::new(rule, Some(self.reading.parse.span(phrase.range)), note.join(", ")),
            actors,
        };
        let adjective = matches!(phrase.what, What::Known(sense) if sense.is_adjective());
        if !(adjective || phrase.inner && kind == ActorKind::Office) {
            self.remember(&mention, phrase);
        }
        Some(mention)
    }

    /// What else the name of a state may be ("Georgia").
    fn alternatives(&self, phrase: &Phrase, actors: &[Actor]) -> Vec<Alternative> {
        if phrase.state().is_none() {
            return Vec::new();
        }
        let word = fold(self.reading.parse.span(phrase.core).of(self.reading.text()));
        let other = self.reading.lang.actors.ambiguous.get(&word).zip(actors.first());
        let other = other.map(|((what, country), actor)| Alternative {
            actor: Actor { country: *country, sector: None, name: Some(Arc::clone(what)), ..actor.clone() },
            // No counts behind it: shown so that people see that there is another reading.
            weight: 0.2,
        });
        other.into_iter().collect()
    }

    fn remember(&mut self, mention: &ActorMention, phrase: &Phrase) {
        let syntax = &self.reading.lang.syntax;
        let dep = &self.reading.parse.token(mention.head).dep;
        let plural = phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].number == PlainNumber::Plural);
        let many = self.reading.parse.token(mention.head).morph.contains("Number=Plur");
        let collective = !many && phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].is_one());
        let person = phrase.person.or_else(|| {
            let name = mention.actors.first().and_then(|a| a.name.clone())?;
            self.people.all.iter().position(|p| p.name == name)
        });
        let gender = person.map_or_else(|| Arc::from(""), |p| Arc::clone(&self.people.all[p].gender));
        self.seen.push(Referent {
            token: mention.head,
            sentence: self.sentence(mention.head),
            kind: mention.kind,
            plural,
            collective,
            gender,
            subject: syntax.is_any(dep, &[Relation::Subject, Relation::PassiveSubject]),
            actors: mention.actors.clone(),
            person,
            office: phrase.office,
            envoy: phrase.is_embassy(self.reading)
                || phrase.office.is_some_and(|o| self.reading.lang.actors.offices[o].class == OfficeClass::Envoy),
        });
    }

    fn actor(&self, range: TokenRange, country: Option<Code>, sector: Option<Code>, name: Option<Arc<str>>) -> Actor {
        let span = self.reading.parse.span(range);
        Actor { text: span.of(self.reading.text()).into(), span: Some(span), country, sector, name }
    }

    /// Who a phrase denotes, and by which rule.
    fn denotes(&self, phrase: &Phrase) -> Option<Denoted> {
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
                let code = if ethnic { self.scope(phrase).unwrap_or(code) } else { code };
                Some((ActorKind::Group, vec![self.actor(range, Some(code), Self::code("CVL"), None)], "who.people"))
            }
            What::Known(Sense::Organisation(o)) => {
                let known = &self.reading.packs.actors.organisations[o];
                let actor = self.actor(range, known.country, Some(known.sector), Some(Arc::clone(&known.name)));
                Some((ActorKind::Organisation, vec![actor], "who.organisation"))
            }
            What::Name(p) => Some((ActorKind::Person, vec![self.named(phrase, p)], "who.person")),
            What::Known(Sense::Person(_) | Sense::Honorific(_)) => None,
            What::Known(Sense::Office(o)) => match phrase.person {
                Some(p) => Some((ActorKind::Person, vec![self.named(phrase, p)], "who.title-and-name")),
                None => self.office(phrase, o),
            },
            What::Known(Sense::Noun(n)) => Some(self.noun(phrase, n)),
        }
    }

    fn state(&self, range: TokenRange, code: Code, metonym: bool) -> Actor {
        let state = self.reading.packs.actors.states.get(&code);
        let union = state.is_some_and(|s| s.union);
        let name = state.filter(|_| metonym || union).map(|s| Arc::clone(&s.name));
        self.actor(range, Some(code), Self::code(if union { "IGO" } else { "GOV" }), name)
    }

    fn named(&self, phrase: &Phrase, person: usize) -> Actor {
        let (country, sector) = self.people.affiliation(self.reading, person);
        self.actor(phrase.range, country, sector, Some(Arc::clone(&self.people.all[person].name)))
    }

    /// The country that a phrase itself or the words it points to give.
    fn country(&self, phrase: &Phrase) -> Option<Code> {
        if let Some(&code) = phrase.of.first() {
            return Some(code);
        }
        if let Some(person) = phrase.of_person {
            return self.people.affiliation(self.reading, person).0;
        }
        if let Some(at) = phrase.possessor {
            return self.antecedent(at).and_then(|r| r.actors.first()).and_then(|a| a.country);
        }
        None
    }

    /// An office without a name.
    fn office(&self, phrase: &Phrase, office: usize) -> Option<Denoted> {
        let title = &self.reading.lang.actors.offices[office];
        if title.class == OfficeClass::Counterpart {
            return self.counterpart(phrase);
        }
        let stated = self.country(phrase).or_else(|| self.embassy(phrase));
        let sector = phrase.sector.unwrap_or(title.sector);
        let one = |actor| {
            let mut actors = vec![actor];
            actors.extend(phrase.joint.iter().map(|&of| self.actor(phrase.range, Some(of), Some(sector), None)));
            Some((ActorKind::Office, actors, "who.office"))
        };
        let plural = title.class == OfficeClass::Member || !phrase.joint.is_empty();
        let known = !phrase.former && !plural && (phrase.definite || stated.is_some());
        if let Some(person) = known.then(|| self.holder(phrase, office, stated)).flatten() {
            let (country, sector) = self.people.affiliation(self.reading, person);
            let name = Some(Arc::clone(&self.people.all[person].name));
            return one(self.actor(phrase.range, country, sector, name));
        }
        if let Some(same) = stated.is_none().then(|| self.same_office(phrase, office)).flatten() {
            let actor = self.actor(phrase.range, same.country, same.sector, same.name.clone());
            return one(actor);
        }
        let country = stated.or_else(|| if phrase.of_other { None } else { self.scope(phrase) });
        let when = self.reading.article.meta.published.date;
        if let (Some(of), Some(when), true) = (country, when, known && phrase.part(self.reading, office).is_none()) {
            let mut holders = self.reading.packs.actors.holders(&title.office, of, when);
            if let (Some(holder), None) = (holders.next(), holders.next()) {
                let name = Some(Arc::clone(&self.reading.packs.actors.people[holder].name));
                return one(self.actor(phrase.range, Some(of), Some(sector), name));
            }
        }
        one(self.actor(phrase.range, country, Some(sector), None))
    }

    /// "His Russian counterpart": who holds in that state the office of the person just named.
    fn counterpart(&self, phrase: &Phrase) -> Option<Denoted> {
        let role = self.people.role_before(phrase.core.start)?;
        let &of = phrase.of.first()?;
        let here = self
            .people
            .all
            .iter()
            .find(|p| p.roles.iter().any(|r| !r.former && r.of == Some(of) && r.office == role.office));
        let by_data = || {
            let when = self.reading.article.meta.published.date?;
            let mut holders = self.reading.packs.actors.holders(&role.office, of, when);
            let one = holders.next().filter(|_| holders.next().is_none())?;
            Some(Arc::clone(&self.reading.packs.actors.people[one].name))
        };
        let name = here.map(|p| Arc::clone(&p.name)).or_else(by_data);
        Some((ActorKind::Office, vec![self.actor(phrase.range, Some(of), Some(role.sector), name)], "who.counterpart"))
    }

    /// The holder without a name that the same title denoted shortly before ("the spokesperson added").
    fn same_office(&self, phrase: &Phrase, office: usize) -> Option<&Actor> {
        let title = &self.reading.lang.actors.offices[office].office;
        let same = |r: &Referent| r.office.is_some_and(|o| self.reading.lang.actors.offices[o].office == *title);
        phrase.definite.then(|| self.best(phrase.core.start, 3, same)).flatten()?.actors.first()
    }

    /// The person of the document who holds an office: the one whose last role it is, nearest before.
    fn holder(&self, phrase: &Phrase, office: usize, of: Option<Code>) -> Option<usize> {
        let title = &self.reading.lang.actors.offices[office];
        let whole = phrase.part(self.reading, office).is_none();
        let office = phrase.office_name(self.reading, office);
        let holds = |p: usize| {
            let roles = &self.people.all[p].roles;
            let by_data = self.people.all[p].known.is_some_and(|k| {
                let when = self.reading.article.meta.published.date;
                self.reading.packs.actors.people[k].terms.iter().any(|t| {
                    when.is_none_or(|w| t.holds(w)) && t.office == office && of.is_none_or(|c| t.of == Some(c))
                })
            });
            by_data
                || roles.iter().any(|r| {
                    let embassy = phrase.of_noun.is_some() && phrase.is_embassy(self.reading);
                    let same = r.office == office
                        || whole && title.generic && r.class == title.class
                        || title.class == OfficeClass::Envoy && r.class == OfficeClass::Envoy
                        || embassy && title.class == OfficeClass::Chief && r.class == OfficeClass::Envoy;
                    same && !r.former
                        && of.is_none_or(|c| r.of == Some(c))
                        && (phrase.to.is_none() || r.to.is_none() || r.to == phrase.to)
                })
        };
        let here = phrase.core.start;
        let before = self.best(here, 3, |r| r.person.is_some_and(holds)).and_then(|r| r.person);
        if before.is_some() {
            return before;
        }
        let mut all = (0..self.people.all.len()).filter(|&p| holds(p));
        match (all.next(), all.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// The sending state of "the embassy", "an embassy spokesperson": of the envoy named last.
    fn embassy(&self, phrase: &Phrase) -> Option<Code> {
        if !phrase.is_embassy(self.reading) {
            return None;
        }
        self.seen.iter().rev().find(|r| r.envoy).and_then(|r| r.actors.first()).and_then(|a| a.country)
    }

    /// The country where something without a country of its own is: named as a place in the sentence, else the
    /// document's.
    fn scope(&self, phrase: &Phrase) -> Option<Code> {
        self.scope_at(phrase.core.start)
    }

    fn scope_at(&self, at: TokenIdx) -> Option<Code> {
        let place_in = |sentence: &TokenRange| {
            self.phrases.iter().find(|p| sentence.contains(p.core.start) && is_place(self.reading, p))
        };
        let sentences = &self.reading.parse.sentences;
        let here = self.sentence(at);
        // "Thousands marched in Lima. Police detained 14": still there in the next sentences of the paragraph.
        let block = self.reading.article.block_at(self.reading.parse.token(at).span.start);
        let near = sentences[here.saturating_sub(SAME_PLACE)..=here].iter().rev();
        let mut near = near.filter(|s| block.is_some_and(|b| b.span.contains(self.reading.parse.span(**s))));
        near.find_map(place_in).and_then(Phrase::state).or(self.host)
    }

    /// A noun that denotes an actor without a name.
    fn noun(&self, phrase: &Phrase, noun: usize) -> Denoted {
        let entry = &self.reading.lang.actors.nouns[noun];
        let stated = self.country(phrase);
        let (country, rule) = match entry.class {
            // "fifty countries", "a country" are not the one the document is about.
            NounClass::Public if !phrase.definite => (stated, "who.noun"),
            NounClass::State | NounClass::Organ | NounClass::Public | NounClass::Group | NounClass::Poll => {
                (stated.or_else(|| self.scope(phrase)), "who.noun")
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
        let sector = if own && entry.sector.as_str() == "IGO" { Self::code("NGO") } else { None };
        let sector = sector.or(phrase.sector).unwrap_or(entry.sector);
        let country = country.filter(|_| {
            entry.sector != Self::code("MED").unwrap_or(entry.sector)
                || stated.is_some()
                || entry.class == NounClass::Group
        });
        let mut actors = vec![self.actor(phrase.range, country, Some(sector), name)];
        actors.extend(phrase.joint.iter().map(|&of| self.actor(phrase.range, Some(of), Some(sector), None)));
        (ActorKind::Group, actors, rule)
    }

    /// People by number alone ("thousands were arrested"), or by what follows the number ("thousands of Peruvians").
    fn crowd(&self, at: TokenIdx) -> Option<ActorMention> {
        let parse = self.reading.parse;
        let token = parse.token(at);
        let grammar = &self.reading.lang.actors.grammar;
        let counted =
            grammar.crowds.contains(&fold(&token.lemma)) || grammar.crowds.contains(&fold(self.reading.word(at)));
        if !counted || self.phrases.iter().any(|p| p.range.contains(at)) {
            return None;
        }
        let sentence = parse.sentence_of(at);
        let mut next = at.at() + 1;
        while next < sentence.end.at() {
            let word = fold(&self.reading.word(next.into()).replace('’', "'"));
            if !(grammar.of.contains(&word) || grammar.crowds.contains(&word)) {
                break;
            }
            next += 1;
        }
        let of = self.phrases.iter().find(|p| p.range.start.at() == next && !p.inner && next > at.at() + 1);
        let (range, actors) = if let Some(phrase) = of {
            let range = TokenRange { start: at, end: phrase.range.end };
            let (kind, actors, _) = self.denotes(phrase)?;
            if !matches!(kind, ActorKind::Group | ActorKind::Office) {
                return None;
            }
            (range, actors)
        } else {
            // Alone it is people only where something is done to them or by them.
            let roles = [Relation::Subject, Relation::PassiveSubject, Relation::Object];
            let stands = self.reading.lang.syntax.is_any(&token.dep, &roles) && token.pos != Upos::Adj;
            if next > at.at() + 1 || !stands {
                return None;
            }
            let range = TokenRange::new(at.at(), at.at() + 1);
            (range, vec![self.actor(range, self.scope_at(at), Self::code("CVL"), None)])
        };
        let span = parse.span(range);
        let text: Arc<str> = span.of(self.reading.text()).into();
        let actors = actors.into_iter().map(|a| Actor { text: Arc::clone(&text), span: Some(span), ..a }).collect();
        Some(ActorMention {
            tokens: range,
            head: at,
            kind: ActorKind::Group,
            actors,
            alternatives: Vec::new(),
            derivation: Derivation::new("who.crowd", Some(span), "people by their number"),
        })
    }

    /// States by a direction of the compass ("Western sanctions"): several, none named.
    fn direction(&self, at: TokenIdx) -> Option<ActorMention> {
        let token = self.reading.parse.token(at);
        let western = &self.reading.lang.actors.grammar.western;
        let named = western.contains(self.reading.word(at)) || western.contains(&fold(&token.lemma));
        if !named || token.pos != Upos::Adj {
            return None;
        }
        let range = TokenRange::new(at.at(), at.at() + 1);
        Some(ActorMention {
            tokens: range,
            head: at,
            kind: ActorKind::Group,
            actors: vec![self.actor(range, None, Self::code("GOV"), None)],
            alternatives: Vec::new(),
            derivation: Derivation::new("who.direction", Some(token.span), "states not named"),
        })
    }

    /// What a pronoun or possessive refers to.
    fn pronoun(&mut self, at: TokenIdx) -> Option<ActorMention> {
        if let Some(speakers) = self.speakers(at) {
            return Some(speakers);
        }
        let token = self.reading.parse.token(at);
        let pronoun = self.reading.lang.actors.pronouns.get(&fold(&self.reading.word(at).replace('’', "'")))?;
        if token.pos != Upos::Pron && !(pronoun.possessive && token.pos == Upos::Det) {
            return None;
        }
        if self.is_dummy(at, pronoun) {
            return None;
        }
        let antecedent = self.antecedent(at)?;
        let span = token.span;
        let actors = antecedent
            .actors
            .iter()
            .map(|a| Actor { text: span.of(self.reading.text()).into(), span: Some(span), ..a.clone() })
            .collect();
        let to = self.reading.word(antecedent.token);
        let name = antecedent.actors.first().and_then(|a| a.name.clone());
        let person = antecedent.person;
        if let Some(name) = name {
            self.pronouns.insert(at, name);
        }
        if let Some(person) = person.filter(|_| !pronoun.gender.is_empty()) {
            self.genders.entry(person).or_insert_with(|| Arc::clone(&pronoun.gender));
        }
        Some(ActorMention {
            tokens: TokenRange::new(at.at(), at.at() + 1),
            head: at,
            kind: ActorKind::Pronoun,
            actors,
            alternatives: Vec::new(),
            derivation: Derivation::new("who.pronoun", Some(span), format!("refers to {to}")),
        })
    }

    /// Whether a pronoun may stand for no one: expletives, and "it" anywhere but as the subject of a full verb.
    fn is_dummy(&self, at: TokenIdx, pronoun: &Pronoun) -> bool {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let token = parse.token(at);
        if syntax.is(&token.dep, Relation::Expletive) {
            let verb = &parse.token(token.head).lemma;
            return self.reading.lang.actors.grammar.impersonal.contains(&fold(verb))
                || syntax.first(parse, token.head, Relation::ComplementClause).is_some()
                || parse.token(token.head).pos == Upos::Adj;
        }
        if pronoun.possessive || pronoun.refers != Refers::Thing {
            return false;
        }
        let subject = syntax.is_any(&token.dep, &[Relation::Subject, Relation::PassiveSubject]);
        !subject || syntax.first(parse, token.head, Relation::Attribute).is_some()
    }

    /// "We" in a letter: its signatories.
    fn speakers(&self, at: TokenIdx) -> Option<ActorMention> {
        let token = self.reading.parse.token(at);
        let pronoun = self.reading.lang.actors.pronouns.get(&fold(&self.reading.word(at).replace('’', "'")))?;
        let letter = matches!(self.reading.article.meta.kind, DocumentKind::Letter | DocumentKind::Statement);
        if pronoun.refers != Refers::Speaker || !letter || self.signatories.is_empty() {
            return None;
        }
        let text: Arc<str> = self.reading.word(at).into();
        let actors = self.signatories.iter().map(|&(country, sector)| Actor {
            text: Arc::clone(&text),
            span: Some(token.span),
            country,
            sector,
            name: None,
        });
        Some(ActorMention {
            tokens: TokenRange::new(at.at(), at.at() + 1),
            head: at,
            kind: ActorKind::Pronoun,
            actors: actors.collect(),
            alternatives: Vec::new(),
            derivation: Derivation::new("who.signatories", Some(token.span), "who signed"),
        })
    }

    fn antecedent(&self, at: TokenIdx) -> Option<&Referent> {
        let pronoun = self.reading.lang.actors.pronouns.get(&fold(&self.reading.word(at).replace('’', "'")))?;
        let person = |r: &Referent| r.person.is_some() || r.kind == ActorKind::Person;
        let fits = |r: &Referent| match (pronoun.refers, pronoun.number) {
            (Refers::Speaker, _) => false,
            (Refers::Person, _) => {
                let gender = r.person.and_then(|p| self.genders.get(&p)).unwrap_or(&r.gender);
                person(r) && (gender.is_empty() || pronoun.gender.is_empty() || *gender == pronoun.gender)
            }
            (Refers::Thing, _) => matches!(r.kind, ActorKind::Country | ActorKind::Organisation) || r.collective,
            (Refers::Any, PlainNumber::Plural) => {
                r.plural || matches!(r.kind, ActorKind::Country | ActorKind::Organisation | ActorKind::Group)
            }
            (Refers::Any, PlainNumber::Singular) => !r.plural,
        };
        // "He met him": an object is not the subject of its own verb.
        let own = if pronoun.possessive { None } else { self.own_subject(at) };
        let own_name = own.and_then(|t| self.pronouns.get(&t).cloned().or_else(|| self.name_at(t)));
        let other = |r: &Referent| {
            let name = r.actors.first().and_then(|a| a.name.as_ref());
            own != Some(r.token) && (own_name.is_none() || name != own_name.as_ref())
        };
        self.best(at, 2, |r| fits(r) && other(r))
    }

    /// The subject of the verb that a pronoun is an object of; none where it is the subject itself.
    fn own_subject(&self, at: TokenIdx) -> Option<TokenIdx> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let subject = [Relation::Subject, Relation::PassiveSubject];
        if syntax.is_any(&parse.token(at).dep, &subject) {
            return None;
        }
        let mut verb = parse.token(at).head;
        for _ in 0..6 {
            if let Some(found) = parse.children(verb).find(|&c| syntax.is_any(&parse.token(c).dep, &subject)) {
                return Some(found);
            }
            let head = parse.token(verb).head;
            if head == verb || syntax.stands_as(parse, verb, Relation::RelativeClause) {
                return Some(head).filter(|&h| h != verb);
            }
            verb = head;
        }
        None
    }

    fn name_at(&self, token: TokenIdx) -> Option<Arc<str>> {
        self.seen.iter().rev().find(|r| r.token == token)?.actors.first()?.name.clone()
    }

    /// The most salient referent before a token that fits: subjects before others, near before far.
    fn best(&self, at: TokenIdx, reach: usize, fits: impl Fn(&Referent) -> bool) -> Option<&Referent> {
        let here = self.sentence(at);
        let score = |r: &Referent| {
            let back = here - r.sentence;
            let base = if r.subject { 3 } else { 1 };
            (base + if back == 0 { 2 } else { 0 } - (back as i32), r.token)
        };
        self.seen.iter().filter(|r| r.token < at && here - r.sentence <= reach && fits(r)).max_by_key(|r| score(r))
    }
}

/// The token that heads a phrase: the highest in the tree, the core's first.
fn head_of(reading: &Reading<'_>, range: TokenRange, core: TokenRange) -> TokenIdx {
    let parse = reading.parse;
    let outside = |i: &usize| {
        let head = parse.token((*i).into()).head;
        head.at() == *i || !range.contains(head)
    };
    let within = core.indices().rev().find(outside);
    within.or_else(|| range.indices().find(outside)).map_or(core.start, TokenIdx::from)
}
