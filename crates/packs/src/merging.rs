//! What merging has to know of kinds of events: facets, likenesses, groups of sectors.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::Code;
use serde::Deserialize;

use crate::ontology::Ontology;
use crate::{Files, PackError};

const PATH: &str = "ontology/merging/rules.toml";

/// The facets of one kind of event that merging goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facets are independent of each other")]
pub struct MergeFacets {
    /// It goes on: reports of overlapping windows tell of one event, however wide.
    pub lasting: bool,
    /// The same parties do it once within weeks: dates a few days apart contradict each other.
    pub once: bool,
    /// All parties are actors.
    pub mutual: bool,
    /// The act is done once the words are said.
    pub speech: bool,
}

/// A pair of mention sketches that have to be merged or kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeCase {
    /// The rule that it belongs to, for messages.
    pub rule: String,
    /// The sketches, in the notation of `rules.toml`.
    pub pair: [String; 2],
    /// Whether they tell of one event.
    pub same: bool,
}

/// The rules of merging.
#[derive(Debug, Default)]
pub struct MergeRules {
    facets: BTreeMap<String, MergeFacets>,
    alike: BTreeMap<String, Arc<str>>,
    groups: BTreeMap<Code, Arc<str>>,
    voices: BTreeSet<Code>,
    /// The rules' own cases.
    pub cases: Vec<MergeCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    #[expect(dead_code, reason = "every file states its source; people read it")]
    source: String,
    facet: Vec<FacetEntry>,
    alike: Vec<AlikeEntry>,
    sectors: Vec<SectorEntry>,
    voices: Voices,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FacetEntry {
    facet: String,
    events: Vec<String>,
    same: Vec<[String; 2]>,
    apart: Vec<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AlikeEntry {
    events: Vec<String>,
    same: Vec<[String; 2]>,
    apart: Vec<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectorEntry {
    name: String,
    sectors: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Voices {
    sectors: Vec<String>,
}

impl MergeRules {
    /// Loads `ontology/merging/rules.toml`; an absent file has no rules.
    ///
    /// # Errors
    /// When it is malformed, names an unknown event type or mode, or a rule has no case.
    pub fn load(files: &Files, ontology: &Ontology) -> Result<Self, PackError> {
        let mut rules = Self::default();
        for event in ontology.events.values() {
            let base = MergeFacets { mutual: event.mutual, speech: event.speech, ..MergeFacets::default() };
            rules.facets.insert(event.name.to_string(), base);
            for mode in event.modes.values() {
                let facets = MergeFacets { mutual: mode.mutual, ..base };
                rules.facets.insert(format!("{}/{}", event.name, mode.name), facets);
            }
        }
        if files.get(PATH).is_none() {
            return Ok(rules);
        }
        let file: RulesFile = files.toml(PATH)?;
        let error = |message: String| PackError::line(PATH, 1, message);
        let code = |text: &String| text.parse::<Code>().map_err(|e| error(e.to_string()));
        for entry in file.facet {
            if entry.same.is_empty() {
                return Err(error(format!("facet `{}` has no case: add one under `same`", entry.facet)));
            }
            for name in &entry.events {
                let inherits = format!("{name}/");
                let mut found = false;
                for (key, facets) in &mut rules.facets {
                    if key == name || key.starts_with(&inherits) {
                        found = true;
                        match entry.facet.as_str() {
                            "lasting" => facets.lasting = true,
                            "once" => facets.once = true,
                            other => return Err(error(format!("`{other}` is no facet: `lasting` or `once`"))),
                        }
                    }
                }
                if !found {
                    return Err(error(format!("`{name}` is no event type or mode of ontology/events")));
                }
            }
            rules.add_cases(&format!("facet {}", entry.facet), entry.same, entry.apart);
        }
        for entry in file.alike {
            let [first, ..] = entry.events.as_slice() else { return Err(error("`alike` without events".to_owned())) };
            if entry.same.is_empty() {
                return Err(error(format!("`alike` of {first} has no case: add one under `same`")));
            }
            let class: Arc<str> = first.as_str().into();
            for name in &entry.events {
                if !rules.facets.contains_key(name) {
                    return Err(error(format!("`{name}` is no event type or mode of ontology/events")));
                }
                rules.alike.insert(name.clone(), Arc::clone(&class));
            }
            rules.add_cases(&format!("alike {first}"), entry.same, entry.apart);
        }
        for entry in &file.sectors {
            for sector in &entry.sectors {
                rules.groups.insert(code(sector)?, entry.name.as_str().into());
            }
        }
        rules.voices = file.voices.sectors.iter().map(code).collect::<Result<_, _>>()?;
        Ok(rules)
    }

    fn add_cases(&mut self, rule: &str, same: Vec<[String; 2]>, apart: Vec<[String; 2]>) {
        let case = |pair, same| MergeCase { rule: rule.to_owned(), pair, same };
        self.cases.extend(same.into_iter().map(|p| case(p, true)));
        self.cases.extend(apart.into_iter().map(|p| case(p, false)));
    }

    /// The facets of a type and mode; those of the type where the mode is unknown.
    pub fn facets(&self, event: &str, mode: Option<&str>) -> MergeFacets {
        let by_mode = mode.and_then(|m| self.facets.get(&format!("{event}/{m}")));
        by_mode.or_else(|| self.facets.get(event)).copied().unwrap_or_default()
    }

    /// The kind of act that a type and mode are: only acts of one kind are ever merged. As (kind, mode), where the
    /// mode is `None` when the kind already says it.
    pub fn kind<'a>(&'a self, event: &'a str, mode: Option<&'a str>) -> (&'a str, Option<&'a str>) {
        match mode.and_then(|m| self.alike.get(&format!("{event}/{m}"))) {
            // `ACCUSE/disapprove` as the kind of `ACCUSE/allege` still has to meet an `ACCUSE` without mode.
            Some(class) => match class.split_once('/') {
                Some((event, mode)) => (event, Some(mode)),
                None => (class, None),
            },
            None => (event, mode),
        }
    }

    /// The group of sectors that can stand for one another; the sector itself where it has none.
    pub fn group<'a>(&'a self, sector: &'a Code) -> &'a str {
        self.groups.get(sector).map_or(sector.as_str(), |g| g)
    }

    /// Whether members of the sector speak for their state.
    pub fn speaks_for_state(&self, sector: Code) -> bool {
        self.voices.contains(&sector)
    }
}
