//! Noun phrases around names, titles and nouns: what they say of state, office, destination and holder.
//!
//! Read by adjacency, not from the parse: trained parsers attach titles and appositions in too many ways ("Former
//! Belarusian ambassador to France X"), while their order is fixed.

mod extent;
mod title;

use legation_model::{Code, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{NounClass, OfficeClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::nationality;
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
    /// Further states that share the noun ("*U.S.* and Russian negotiators"), and organisations, which have a sector.
    pub(super) joint: Vec<(Code, Option<Code>)>,
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
    /// A state where somebody is posted, inside a phrase about an envoy ("ambassador in *Peru*").
    pub(super) posting: bool,
    /// Whether words before it say that it is both of two ("*the two* governments").
    pub(super) both: bool,
    /// Whether a word for both of two stands before a singular ("*neither* government").
    pub(super) each: bool,
    /// Whether what it is of is both of two ("the leaders of *the two countries*").
    pub(super) of_both: bool,
}

/// All phrases, in text order; those inside others come after them.
pub(super) fn compose(reading: &Reading<'_>, items: &[Item]) -> Vec<Phrase> {
    let composer = Composer { reading, items };
    let mut phrases: Vec<Phrase> = (0..items.len()).map(|i| composer.phrase(i)).collect();
    composer.join(&mut phrases);
    composer.share(&mut phrases);
    phrases.retain(|p| !composer.is_just_anybody(p));
    for i in 0..phrases.len() {
        let range = phrases[i].range;
        let wider =
            |p: &&Phrase| p.range.start <= range.start && range.end <= p.range.end && p.range.len() > range.len();
        let envoy = |p: &Phrase| {
            p.is_embassy(reading)
                || p.office.is_some_and(|o| reading.lang.actors.offices[o].class == OfficeClass::Envoy)
        };
        let near = nationality::around(&phrases, &phrases[i]).iter().filter(wider);
        let (inner, posting) = near.fold((false, false), |(_, posting), p| (true, posting || envoy(p)));
        (phrases[i].inner, phrases[i].posting) = (inner, posting);
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
            posting: false,
            both: false,
            each: false,
            of_both: false,
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
        let titled = || self.reading.lang.actors.offices[phrase.office?].of;
        if phrase.of.is_empty() {
            phrase.of.extend(titled());
        }
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

    /// "*the people* and the government of Mexico": what two nouns share stands behind the second.
    fn share(&self, phrases: &mut [Phrase]) {
        let grammar = &self.reading.lang.actors.grammar;
        for i in 0..phrases.len() {
            let (end, first) = (phrases[i].range.end.at(), &phrases[i]);
            let plain = first.of.is_empty() && first.of_person.is_none() && first.of_organisation.is_none();
            let noun = matches!(first.what, What::Known(Sense::Noun(_))) && first.possessor.is_none();
            if !plain || !noun || end >= self.reading.parse.len() || !grammar.and.contains(&self.word(end)) {
                continue;
            }
            let owned = |p: &&Phrase| {
                p.range.start.at() == end + 1
                    && matches!(p.what, What::Known(Sense::Noun(_)))
                    && p.range.end > p.core.end
                    && !p.of.is_empty()
                    && p.of.iter().all(|of| self.behind(p, *of))
            };
            if let Some(of) = phrases.iter().find(owned).map(|p| p.of.clone()) {
                phrases[i].of = of;
            }
        }
    }

    /// "a driver", "the Danish *national* team": a noun for persons without a state, or before the noun that is meant.
    fn is_just_anybody(&self, phrase: &Phrase) -> bool {
        if !phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].of_state) {
            return false;
        }
        let (parse, last) = (self.reading.parse, TokenIdx::from(phrase.core.end.at() - 1));
        let token = parse.token(last);
        let modifies = |relation| self.reading.lang.syntax.stands_as(parse, last, relation) && token.head > last;
        phrase.of.is_empty()
            || !matches!(token.pos, Upos::Noun | Upos::Propn)
            || [Relation::Compound, Relation::Adjectival].into_iter().any(modifies)
    }

    /// Whether a state is named behind the core of a phrase.
    fn behind(&self, phrase: &Phrase, of: Code) -> bool {
        let within = |i: &&Item| i.range.start >= phrase.core.end && i.range.end <= phrase.range.end;
        self.items.iter().filter(within).any(|i| state_of(self.reading, i) == Some(of))
    }

    /// The sector of people by what they belong to: a spokesman of rebels is a rebel, a member of a party is of it.
    fn sector(&self, phrase: &Phrase) -> Option<Code> {
        let pack = &self.reading.lang.actors;
        let ontology = &self.reading.packs.ontology;
        let organisation = phrase.of_organisation.map(|o| &self.reading.packs.actors.organisations[o]);
        if let Some(union) = organisation.filter(|o| o.sector == ontology.union())
            && !phrase.noun().is_some_and(|n| pack.nouns[n].class == NounClass::States)
        {
            return Some(union.sector);
        }
        let plain = match phrase.what {
            What::Known(Sense::Office(o)) => {
                let title = &pack.offices[o];
                title.class == OfficeClass::Head && (title.generic || self.parts(phrase, o))
                    || matches!(title.class, OfficeClass::Role | OfficeClass::Chief)
                        && ontology.title_follows(title.sector)
            }
            What::Known(Sense::Noun(n)) => {
                let noun = &pack.nouns[n];
                // "military officials" are of the military.
                let official = noun.class == NounClass::State
                    && (phrase.of_noun.is_some_and(|of| !pack.nouns[of].stands_for_state)
                        || phrase.of_organisation.is_some());
                official || noun.class == NounClass::Group && ontology.people_follow(noun.sector)
            }
            _ => false,
        };
        if phrase.of_other
            && phrase.office.is_some_and(|o| matches!(pack.offices[o].class, OfficeClass::Head | OfficeClass::Chief))
        {
            return Some(ontology.unknown());
        }
        if !plain {
            return None;
        }
        if let Some(o) = phrase.of_organisation {
            return Some(self.reading.packs.actors.organisations[o].sector);
        }
        let of = &pack.nouns[phrase.of_noun?];
        // "employees of the embassy"
        let has_people = [NounClass::Group, NounClass::Organ, NounClass::Body, NounClass::Envoys].contains(&of.class);
        has_people.then_some(of.sector)
    }

    fn parts(&self, phrase: &Phrase, office: usize) -> bool {
        phrase.part(self.reading, office).is_some()
    }
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
    pub(super) fn core_is_plural(&self, reading: &Reading<'_>) -> bool {
        reading.parse.token((self.core.end.at() - 1).into()).morph.contains("Number=Plur")
    }

    /// Whether it speaks of a government, an organ of a state, its forces or somebody in office.
    pub(super) fn is_power(&self, reading: &Reading<'_>) -> bool {
        let of_state = |n: usize| matches!(reading.lang.actors.nouns[n].class, NounClass::State | NounClass::Organ);
        self.office.is_some() || self.noun().is_some_and(of_state)
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
        let envoys = |n: usize| reading.lang.actors.nouns[n].class == NounClass::Envoys;
        self.noun().is_some_and(envoys) || self.of_noun.is_some_and(envoys)
    }
}
