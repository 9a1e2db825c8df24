//! Dated events that documents refer to without a date ("last August's elections"), and what else of the world dates
//! a document: when people held office, when leaders were born, what states are called.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::Edtf;
use rustc_hash::FxHashMap;

use crate::timex::{Token, tokenize};
use crate::{Files, PackError};

/// Kinds of dated events; language packs map their nouns to them (class `event` of `timex/words.tsv`).
pub const KINDS: [&str; 53] = [
    "election",
    "presidential",
    "parliamentary",
    "referendum",
    "coup",
    "war",
    "invasion",
    "attack",
    "bombing",
    "explosion",
    "earthquake",
    "tsunami",
    "storm",
    "fire",
    "crash",
    "downing",
    "accident",
    "sinking",
    "summit",
    "agreement",
    "ceasefire",
    "protest",
    "uprising",
    "riot",
    "storming",
    "massacre",
    "shooting",
    "assassination",
    "killing",
    "death",
    "execution",
    "poisoning",
    "hostage",
    "abduction",
    "raid",
    "strike",
    "chemical-attack",
    "nuclear-test",
    "annexation",
    "independence",
    "resignation",
    "fall",
    "takeover",
    "mutiny",
    "martial-law",
    "pandemic",
    "sabotage",
    "hijacking",
    "diversion",
    "blockade",
    "clash",
    "prisoner-swap",
    "congress",
];
/// Kinds that the data may use beside [`KINDS`], for rare events.
const RARE: [&str; 2] = ["bankruptcy", "enlargement"];

/// The number of a kind, for the language packs.
pub(crate) fn kind_number(name: &str) -> Option<i64> {
    KINDS.iter().position(|k| *k == name).map(|i| i as i64)
}

/// A dated event.
#[derive(Clone, Debug)]
pub struct WorldEvent {
    /// When.
    pub date: Edtf,
    /// Indices into [`KINDS`].
    pub kinds: Vec<u8>,
    /// Countries it is told of, by number (see [`World::country`]); none: the whole world.
    pub countries: Vec<u16>,
    /// What it is called, for people.
    pub what: Arc<str>,
}

/// A person with what bounds the documents that speak of him or her.
#[derive(Clone, Debug, Default)]
pub struct Leader {
    /// Canonical name.
    pub name: Arc<str>,
    /// Day of birth.
    pub born: Option<Edtf>,
    /// Terms of office; an absent end is not known to have come.
    pub terms: Vec<(Option<Edtf>, Option<Edtf>)>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A state, by number.
    Country(u16),
    /// A person, by position in [`World::leaders`].
    Leader(u16),
}

/// Dated events of the world.
#[derive(Debug, Default)]
pub struct World {
    /// All events, in order of date.
    pub events: Vec<WorldEvent>,
    /// People.
    pub leaders: Vec<Leader>,
    countries: Vec<Arc<str>>,
    /// Names by their first word in lower case: the words that follow, and what they stand for.
    names: FxHashMap<Box<str>, Vec<Name>>,
}

/// The words of a name after its first, and what it stands for.
type Name = (Vec<Box<str>>, Named);

impl World {
    /// Loads `world/`, and takes names and terms from `actors/` where they are.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let mut world = Self::default();
        let mut codes: BTreeMap<Arc<str>, u16> = BTreeMap::new();
        for row in files.rows("world/events.tsv") {
            let date = row.need("date")?.parse::<Edtf>().map_err(|e| row.error(e.to_string()))?;
            let mut kinds = Vec::new();
            for kind in row.need("kind")?.split_whitespace() {
                match kind_number(kind) {
                    Some(number) => kinds.push(number as u8),
                    None if RARE.contains(&kind) => {}
                    None => return Err(row.error(format!("there is no kind of event `{kind}`"))),
                }
            }
            let countries =
                row.get("countries").split_whitespace().map(|code| world.number(&mut codes, code)).collect();
            world.events.push(WorldEvent { date, kinds, countries, what: Arc::from(row.get("what")) });
        }
        for lang in files.languages() {
            let path = format!("lang/{lang}/actors/states.tsv");
            for row in files.rows(&path) {
                let number = world.number(&mut codes, row.need("code")?);
                for column in ["names", "adjectives", "people", "capitals"] {
                    for name in row.get(column).split('|').filter(|n| !n.trim().is_empty()) {
                        world.add_name(name, Named::Country(number));
                    }
                }
            }
        }
        world.load_people(files)?;
        world.events.sort_by_key(|e| e.date.first());
        Ok(world)
    }

    fn load_people(&mut self, files: &Files) -> Result<(), PackError> {
        let mut by_name: BTreeMap<String, u16> = BTreeMap::new();
        for row in files.rows("actors/people.tsv") {
            let at = self.leader(&mut by_name, row.need("name")?);
            for name in row.get("names").split('|').filter(|n| !n.trim().is_empty()) {
                by_name.entry(name.trim().to_lowercase()).or_insert(at);
                self.add_name(name, Named::Leader(at));
            }
            let bound = |cell: &str| -> Result<Option<Edtf>, PackError> {
                if cell.is_empty() {
                    return Ok(None);
                }
                cell.parse().map(Some).map_err(|e: legation_model::EdtfError| row.error(e.to_string()))
            };
            let term = (bound(row.get("since"))?, bound(row.get("until"))?);
            self.leaders[at as usize].terms.push(term);
        }
        for row in files.rows("world/births.tsv") {
            let at = self.leader(&mut by_name, row.need("name")?);
            let born = row.need("born")?.parse().map_err(|e: legation_model::EdtfError| row.error(e.to_string()))?;
            self.leaders[at as usize].born = Some(born);
        }
        Ok(())
    }

    fn leader(&mut self, by_name: &mut BTreeMap<String, u16>, name: &str) -> u16 {
        if let Some(at) = by_name.get(&name.to_lowercase()) {
            return *at;
        }
        let at = self.leaders.len() as u16;
        self.leaders.push(Leader { name: Arc::from(name), ..Leader::default() });
        by_name.insert(name.to_lowercase(), at);
        self.add_name(name, Named::Leader(at));
        at
    }

    fn number(&mut self, codes: &mut BTreeMap<Arc<str>, u16>, code: &str) -> u16 {
        if let Some(number) = codes.get(code) {
            return *number;
        }
        let (code, number): (Arc<str>, u16) = (code.into(), self.countries.len() as u16);
        self.countries.push(Arc::clone(&code));
        codes.insert(code, number);
        number
    }

    fn add_name(&mut self, name: &str, named: Named) {
        let words: Vec<Box<str>> = tokenize(name).iter().map(|t| Box::from(&*t.lower(name))).collect();
        if let Some((first, rest)) = words.split_first() {
            self.names.entry(first.clone()).or_default().push((rest.to_vec(), named));
        }
    }

    /// The ISO 3166-1 alpha-3 code of a country by number.
    pub fn country(&self, number: u16) -> &str {
        self.countries.get(number as usize).map_or("", |c| c)
    }

    /// The names in a text: first token, one past the last, and what they stand for. Longest first, disjoint.
    pub fn names_in(&self, text: &str, tokens: &[Token]) -> Vec<(usize, usize, Named)> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let known = self.names.get(&*tokens[at].lower(text)).map_or(&[][..], Vec::as_slice);
            let fits = |rest: &[Box<str>]| {
                let following = tokens.get(at + 1..=at + rest.len());
                following.is_some_and(|t| t.iter().zip(rest).all(|(t, word)| *t.lower(text) == **word))
            };
            let best = known.iter().filter(|(rest, _)| fits(rest)).max_by_key(|(rest, _)| rest.len());
            if let Some((rest, named)) = best {
                out.push((at, at + 1 + rest.len(), *named));
                at += rest.len();
            }
            at += 1;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_states_and_people_are_found() {
        let files = Files::from_texts([
            ("lang/xx/pack.toml", ""),
            ("lang/xx/actors/states.tsv", "code\tnames\nEXA\tExampland|Republic of Exampland\n"),
            ("world/births.tsv", "name\tborn\nAda Example\t1950-01-02\n"),
            ("world/events.tsv", "date\tkind\tcountries\twhat\n2001-02-03\telection\tEXA\t\n"),
        ]);
        let world = World::load(&files).unwrap();
        let text = "In Exampland, Ada Example won.";
        let found = world.names_in(text, &tokenize(text));
        assert_eq!(found.len(), 2);
        let Named::Country(number) = found[0].2 else { panic!("a country first") };
        assert_eq!(world.country(number), "EXA");
        assert_eq!(world.events[0].countries, [number]);
        assert_eq!(&*world.leaders[0].name, "Ada Example");
    }

    #[test]
    fn embedded_events_name_known_kinds() {
        let world = World::load(&Files::embedded()).unwrap();
        assert!(world.events.iter().all(|e| !e.what.is_empty() || !e.kinds.is_empty()));
    }
}
