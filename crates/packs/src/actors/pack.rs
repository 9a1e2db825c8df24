use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::Code;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::committees::Committees;
use super::people::last_names;
use super::world_actors::{alternatives, code, need_code};
use super::{Actors, Lexicon, Sense, fold};
use crate::ontology::Ontology;
use crate::{Files, PackError, Row};

/// Names, demonyms, titles, offices and group nouns of one language, together with the names that are the same in
/// every language.
#[derive(Debug, Default)]
pub struct ActorPack {
    /// Every name and noun.
    pub lexicon: Lexicon,
    /// Towns and regions, by canonical name.
    pub places: Vec<Arc<str>>,
    /// Titles of office.
    pub offices: Vec<OfficeTitle>,
    /// Nouns that denote actors without a name.
    pub nouns: Vec<Noun>,
    /// Honorifics' genders (`m`, `f` or empty).
    pub honorifics: Vec<Arc<str>>,
    /// Pronouns by folded form.
    pub pronouns: FxHashMap<String, Pronoun>,
    /// How signature blocks name bodies of parliament.
    pub committees: Committees,
    /// How noun phrases are built.
    pub grammar: Grammar,
    /// People (indices into [`Actors::people`]) by folded last name.
    pub last_names: FxHashMap<String, Vec<usize>>,
    /// Folded names that other things have too, with what these are and their country, if they are of one.
    pub ambiguous: FxHashMap<String, (Arc<str>, Option<Code>)>,
}

/// What an office is, as far as reference depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeClass {
    /// Head of a state or government: "the leader" may mean the holder.
    Head,
    /// Minister.
    Minister,
    /// Accredited to somebody.
    Envoy,
    /// One of many.
    Member,
    /// Speaks or works for an organ.
    Role,
    /// Has the office of the person just named.
    Counterpart,
    /// Head or member of any organisation, which alone says what the office is ("head of the commission").
    Chief,
}

/// A title of office.
#[derive(Clone, Debug)]
pub struct OfficeTitle {
    /// Canonical name, shared by all languages.
    pub office: Arc<str>,
    /// Sector of the holder.
    pub sector: Code,
    /// What it is.
    pub class: OfficeClass,
    /// `m`, `f` or empty.
    pub gender: Arc<str>,
    /// Whether it is a wider term for all offices of its class ("the minister", "the leader").
    pub generic: bool,
    /// Whether the holder resides in the state he is accredited to.
    pub resident: bool,
    /// Whose office it is by its title alone ("the NATO chief").
    pub of: Option<Code>,
}

/// What a noun denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NounClass {
    /// A state's government.
    State,
    /// An organ of a state.
    Organ,
    /// An embassy: of the state that sends.
    Envoys,
    /// People with a role.
    Group,
    /// A country, as itself or its people.
    Public,
    /// An organisation.
    Body,
    /// Several states.
    States,
    /// An election: stands for the government that holds it.
    Poll,
}

/// Singular or plural.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainNumber {
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// A noun that denotes an actor without a name.
#[derive(Clone, Debug)]
pub struct Noun {
    /// Sector of the actor.
    pub sector: Code,
    /// What it denotes.
    pub class: NounClass,
    /// Canonical name of the organ, after the adjective of the state.
    pub name: Option<Arc<str>>,
    /// How a pronoun refers to it.
    pub number: PlainNumber,
    /// Whether it stands for a state or its government, as itself or by an organ of the executive.
    pub stands_for_state: bool,
    /// Whether it denotes an actor only with the state that it is of ("a Peruvian driver", not "a driver").
    pub of_state: bool,
}

impl Noun {
    /// Whether it denotes one actor, of many people or none ("the army").
    pub fn is_one(&self) -> bool {
        self.number == PlainNumber::Singular && !matches!(self.class, NounClass::States | NounClass::Poll)
    }
}

/// What a pronoun can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    /// A person.
    Person,
    /// A state or organisation.
    Thing,
    /// Either.
    Any,
    /// Whoever writes or speaks.
    Speaker,
    /// Whoever is written to.
    Addressee,
}

/// A pronoun or possessive.
#[derive(Clone, Debug)]
pub struct Pronoun {
    /// One or several.
    pub number: PlainNumber,
    /// `m`, `f` or empty.
    pub gender: Arc<str>,
    /// What it can refer to.
    pub refers: Refers,
    /// Whether it is a possessive.
    pub possessive: bool,
}

/// A set of words, asked for each token of a text.
pub type Words = FxHashSet<String>;

/// How noun phrases about actors are built (`grammar.toml`, where each key is explained). All words lower-case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "explained beside the values in grammar.toml")]
pub struct Grammar {
    pub person_labels: Words,
    pub organisation_labels: Words,
    pub place_labels: Words,
    pub addressee_labels: Words,
    pub of: Words,
    pub and: Words,
    pub from: Words,
    pub that: Words,
    pub to: Words,
    pub possessive: Words,
    pub place: Words,
    pub whereabouts: Words,
    pub held_at: Words,
    pub parts_of_places: Words,
    pub determiners: Words,
    pub definite: Words,
    pub former: Words,
    pub prefixes: Words,
    pub particles: Vec<String>,
    pub opposing: Words,
    pub western: Words,
    pub crowds: Words,
    pub ethnic: Words,
    pub impersonal: Words,
    pub interrupted: bool,
    pub both: Words,
    pub each_of_two: Words,
    pub continental: Words,
    pub two: Words,
    pub sides: Words,
    pub neighbours: Words,
    pub allies: Words,
    pub first_of_two: Words,
    pub last_of_two: Words,
    pub nearest: Words,
    pub whose: Words,
    pub including: Words,
    pub plural_for_one: bool,
    pub all: Words,
    pub this: Words,
    pub counts: BTreeMap<String, usize>,
    pub there: Words,
    pub charging: Words,
    pub interview: Words,
    pub asks: Words,
    pub acts: Words,
    pub words: Words,
    pub long_names: Vec<String>,
    pub regions: Vec<String>,
    pub reciprocal: BTreeMap<String, String>,
}

impl Grammar {
    /// Takes case and accents off the words, as they are taken off those of a text.
    fn fold(&mut self) {
        for words in [
            &mut self.of,
            &mut self.and,
            &mut self.from,
            &mut self.that,
            &mut self.to,
            &mut self.possessive,
            &mut self.place,
            &mut self.whereabouts,
            &mut self.held_at,
            &mut self.parts_of_places,
            &mut self.determiners,
            &mut self.definite,
            &mut self.former,
            &mut self.prefixes,
            &mut self.opposing,
            &mut self.crowds,
            &mut self.ethnic,
            &mut self.impersonal,
            &mut self.both,
            &mut self.each_of_two,
            &mut self.continental,
            &mut self.all,
            &mut self.this,
            &mut self.there,
            &mut self.charging,
            &mut self.interview,
            &mut self.asks,
            &mut self.acts,
            &mut self.words,
            &mut self.two,
            &mut self.sides,
            &mut self.neighbours,
            &mut self.allies,
            &mut self.first_of_two,
            &mut self.last_of_two,
            &mut self.nearest,
            &mut self.whose,
            &mut self.including,
        ] {
            *words = words.drain().map(|w| fold(&w)).collect();
        }
        self.particles.iter_mut().for_each(|p| *p = fold(p));
    }
}

impl ActorPack {
    /// Loads `lang/<code>/actors/`. A language without such a folder has the names that are the same everywhere.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str, actors: &Actors, ontology: &Ontology) -> Result<Self, PackError> {
        let mut pack = Self::default();
        let path = |name: &str| format!("lang/{lang}/actors/{name}");
        pack.add_named(actors, true);
        pack.add_states(files, &path("states.tsv"), actors)?;
        pack.add_territories(files, &format!("actors/territories/{lang}.tsv"), actors);
        pack.add_places(files, &path("places.tsv"), actors)?;
        pack.add_organisations(files, &path("organisations.tsv"), actors)?;
        pack.add_named(actors, false);
        pack.add_cities(files, actors)?;
        pack.add_offices(files, &path("offices.tsv"), ontology)?;
        pack.add_nouns(files, &path("nouns.tsv"), ontology)?;
        pack.committees = Committees::load(files, &path("committees.tsv"))?;
        for row in files.rows(&path("honorifics.tsv")) {
            for form in alternatives(row.need("forms")?) {
                pack.lexicon.add(form, Sense::Honorific(pack.honorifics.len()), false);
            }
            pack.honorifics.push(row.get("gender").into());
        }
        for row in files.rows(&path("pronouns.tsv")) {
            pack.pronouns.insert(fold(row.need("form")?), pronoun(&row)?);
        }
        for row in files.rows(&path("ambiguous.tsv")) {
            let other = (row.need("other")?.into(), code(&row, "code")?);
            pack.ambiguous.insert(fold(row.need("name")?), other);
        }
        if files.get(&path("grammar.toml")).is_some() {
            pack.grammar = files.toml(&path("grammar.toml"))?;
            pack.grammar.fold();
            pack.add_long_names(files, &path("states.tsv"))?;
            for region in &pack.grammar.regions {
                pack.lexicon.add(region, Sense::Region, false);
            }
        }
        for (i, person) in actors.people.iter().enumerate() {
            for last in last_names(person, &pack.grammar.particles) {
                let known = pack.last_names.entry(last).or_default();
                if known.last() != Some(&i) {
                    known.push(i);
                }
            }
        }
        Ok(pack)
    }

    fn add_states(&mut self, files: &Files, path: &str, actors: &Actors) -> Result<(), PackError> {
        for row in files.rows(path) {
            let code = need_code(&row, "code")?;
            if !actors.states.contains_key(&code) {
                return Err(row.error(format!("{code} is no state of data/actors/states.tsv")));
            }
            for (column, sense) in [
                ("names", Sense::StateName(code)),
                ("adjectives", Sense::StateAdjective(code)),
                ("people", Sense::People(code)),
                ("capitals", Sense::Capital(code)),
            ] {
                for name in alternatives(row.get(column)) {
                    self.lexicon.add(name, sense, false);
                }
            }
        }
        Ok(())
    }

    /// "Republic of" and the like before the name of every state that has no such name of its own.
    fn add_long_names(&mut self, files: &Files, path: &str) -> Result<(), PackError> {
        for row in files.rows(path) {
            let code = need_code(&row, "code")?;
            for (name, title) in
                alternatives(row.get("names")).flat_map(|n| self.grammar.long_names.iter().map(move |t| (n, t)))
            {
                let long = format!("{title} {name}");
                if !self.lexicon.holds(&long) {
                    self.lexicon.add(&long, Sense::StateName(code), false);
                }
            }
        }
        Ok(())
    }

    /// Regions and towns by the names that the language has for them.
    fn add_places(&mut self, files: &Files, path: &str, actors: &Actors) -> Result<(), PackError> {
        for row in files.rows(path) {
            let code = need_code(&row, "code")?;
            if !actors.states.contains_key(&code) {
                return Err(row.error(format!("{code} is no state of data/actors/states.tsv")));
            }
            let place = self.places.len();
            self.places.push(row.need("name")?.into());
            for (column, sense, weak) in [
                ("names", Sense::Place(code, place), false),
                ("weak_names", Sense::Place(code, place), true),
                ("adjectives", Sense::PlaceAdjective(code, place), false),
                ("people", Sense::People(code), false),
            ] {
                for name in alternatives(row.get(column)) {
                    self.lexicon.add(name, sense, weak);
                }
            }
        }
        Ok(())
    }

    /// Cities, where the language's own file has none of that name. They count only where the tagger sees a name: many
    /// are words too.
    fn add_cities(&mut self, files: &Files, actors: &Actors) -> Result<(), PackError> {
        let by_iso2: BTreeMap<&str, Code> = actors.states.values().map(|s| (&*s.iso2, s.code)).collect();
        for row in files.rows("actors/cities.tsv") {
            if let Some(&code) = by_iso2.get(row.need("iso2")?) {
                let place = self.places.len();
                self.places.push(row.need("name")?.into());
                self.lexicon.add(row.get("name"), Sense::Place(code, place), true);
            }
        }
        Ok(())
    }

    /// CLDR's names, where the language's own file has none.
    fn add_territories(&mut self, files: &Files, path: &str, actors: &Actors) {
        let by_iso2: BTreeMap<&str, Code> = actors.states.values().map(|s| (&*s.iso2, s.code)).collect();
        for row in files.rows(path) {
            if let Some(&code) = by_iso2.get(row.get("iso2")) {
                for name in alternatives(row.get("names")) {
                    self.lexicon.add(name, Sense::StateName(code), false);
                }
            }
        }
    }

    /// The names that are the same in every language, of users' actors or of ours.
    fn add_named(&mut self, actors: &Actors, added: bool) {
        for (i, organisation) in actors.organisations.iter().enumerate().filter(|(_, o)| o.added == added) {
            for name in &organisation.names {
                self.lexicon.add(name, Sense::Organisation(i), false);
            }
            for name in &organisation.weak_names {
                self.lexicon.add(name, Sense::Organisation(i), true);
            }
        }
        for (i, person) in actors.people.iter().enumerate().filter(|(_, p)| p.added == added) {
            for name in &person.names {
                self.lexicon.add(name, Sense::Person(i), false);
            }
        }
    }

    fn add_organisations(&mut self, files: &Files, path: &str, actors: &Actors) -> Result<(), PackError> {
        for row in files.rows(path) {
            let name = row.need("name")?;
            let Some(i) = actors.organisation(name) else {
                return Err(row.error(format!("`{name}` is not in data/actors/organisations.tsv")));
            };
            for name in alternatives(row.get("names")) {
                self.lexicon.add(name, Sense::Organisation(i), false);
            }
            for name in alternatives(row.get("weak_names")) {
                self.lexicon.add(name, Sense::Organisation(i), true);
            }
        }
        Ok(())
    }

    fn add_offices(&mut self, files: &Files, path: &str, ontology: &Ontology) -> Result<(), PackError> {
        for row in files.rows(path) {
            let class = match row.need("class")? {
                "head" => OfficeClass::Head,
                "minister" => OfficeClass::Minister,
                "envoy" => OfficeClass::Envoy,
                "member" => OfficeClass::Member,
                "role" => OfficeClass::Role,
                "chief" => OfficeClass::Chief,
                "counterpart" => OfficeClass::Counterpart,
                other => return Err(row.error(format!("`{other}` is no class of office"))),
            };
            for form in alternatives(row.need("forms")?) {
                self.lexicon.add(form, Sense::Office(self.offices.len()), false);
            }
            self.offices.push(OfficeTitle {
                office: row.need("office")?.into(),
                sector: ontology.sector_of(&row)?,
                class,
                gender: row.get("gender").into(),
                generic: row.get("generic") == "yes",
                resident: row.get("resident") == "yes",
                of: code(&row, "of")?,
            });
        }
        Ok(())
    }

    fn add_nouns(&mut self, files: &Files, path: &str, ontology: &Ontology) -> Result<(), PackError> {
        for row in files.rows(path) {
            let written = row.need("class")?;
            let class = match written {
                "state" => NounClass::State,
                "organ" => NounClass::Organ,
                "envoys" => NounClass::Envoys,
                "group" | "person" => NounClass::Group,
                "public" => NounClass::Public,
                "body" => NounClass::Body,
                "states" => NounClass::States,
                "poll" => NounClass::Poll,
                other => return Err(row.error(format!("`{other}` is no class of noun"))),
            };
            for form in alternatives(row.need("forms")?) {
                self.lexicon.add(form, Sense::Noun(self.nouns.len()), false);
            }
            let sector = ontology.sector_of(&row)?;
            let executive = class == NounClass::Organ && ontology.governs(sector);
            self.nouns.push(Noun {
                sector,
                class,
                name: Some(row.get("name")).filter(|n| !n.is_empty()).map(Arc::from),
                number: number(&row)?,
                stands_for_state: executive || matches!(class, NounClass::State | NounClass::Public | NounClass::Poll),
                of_state: written == "person",
            });
        }
        Ok(())
    }
}

fn number(row: &Row<'_>) -> Result<PlainNumber, PackError> {
    match row.need("number")? {
        "s" => Ok(PlainNumber::Singular),
        "p" => Ok(PlainNumber::Plural),
        other => Err(row.error(format!("`{other}` is no number: s or p"))),
    }
}

fn pronoun(row: &Row<'_>) -> Result<Pronoun, PackError> {
    let refers = match row.need("refers")? {
        "person" => Refers::Person,
        "thing" => Refers::Thing,
        "any" => Refers::Any,
        "speaker" => Refers::Speaker,
        "addressee" => Refers::Addressee,
        other => return Err(row.error(format!("`{other}` is nothing that a pronoun refers to"))),
    };
    let possessive = match row.need("use")? {
        "personal" => false,
        "possessive" => true,
        other => return Err(row.error(format!("`{other}` is no use: personal or possessive"))),
    };
    Ok(Pronoun { number: number(row)?, gender: row.get("gender").into(), refers, possessive })
}
