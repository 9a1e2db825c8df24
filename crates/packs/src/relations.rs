//! Which events start and end which standing relation, and how offices follow each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::{Code, RelationKind, Status};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::ontology::Ontology;
use crate::{Files, PackError};

const WORDS: &str = "ontology/relations.toml";
const FOLDER: &str = "ontology/relations/";

/// A list of words and phrases that tells events of one type apart. Case and accents do not count; `*` at the end of a
/// word stands for any ending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cue(Vec<Vec<String>>);

impl Cue {
    fn new<'a>(phrases: impl Iterator<Item = &'a String>) -> Self {
        Self(phrases.map(|p| split(p, |c| is_break(c) && c != '*')).collect())
    }

    /// Whether the text holds one of the phrases.
    pub fn is_in(&self, text: &str) -> bool {
        let words = split(text, is_break);
        let fits = |word: &String, pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == pattern,
        };
        let at = |start: usize, phrase: &Vec<String>| {
            words.len() >= start + phrase.len() && words[start..].iter().zip(phrase).all(|(w, p)| fits(w, p))
        };
        self.0.iter().any(|phrase| (0..words.len()).any(|start| at(start, phrase)))
    }
}

/// The words of a text without case and accents.
fn split(text: &str, is_break: impl Fn(char) -> bool) -> Vec<String> {
    let folded = |w: &str| w.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    text.split(is_break).map(|w| w.trim_matches('-')).filter(|w| !w.is_empty()).map(folded).collect()
}

/// Words keep their inner hyphens and give up what an apostrophe ties to them ("d'observation", "state's").
fn is_break(c: char) -> bool {
    !c.is_alphanumeric() && c != '-'
}

/// What a relation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The countries of the other side.
    Country,
    /// An election in the countries of the other side; those countries where no words tell of an election.
    Election,
    /// The other side, as observers of an election of the acting state.
    ObservedElection,
}

/// Which part of an event's date a relation starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// The begin of the interval: it stood from then on.
    From,
    /// The whole interval: it started on some day of it.
    Window,
}

/// A side of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventSide {
    /// Who does it.
    Actor,
    /// To whom it is done.
    Recipient,
}

/// How an event, or an office, makes a relation.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "they are columns of a table, independent of each other")]
pub struct Effect {
    /// The kind of relation.
    pub kind: RelationKind,
    /// Its value.
    pub value: Arc<str>,
    /// It follows from being called an envoy, not from an event.
    pub by_office: bool,
    /// Event types and modes, as (type, mode).
    pub events: BTreeSet<(Arc<str>, Option<Arc<str>>)>,
    /// The statuses that count.
    pub statuses: Vec<Status>,
    /// Cues that all have to be in the passages.
    pub cues: Vec<Cue>,
    /// Cues of which none may be in the passages.
    pub without: Vec<Cue>,
    /// A cue that has to be in the words for the recipient.
    pub recipient_cue: Option<Cue>,
    /// A cue that may not be in the words for the recipient.
    pub not_recipient_cue: Option<Cue>,
    /// The side that the envoys are on; `None` where no envoy has a part. An effect without envoy passes over events
    /// that are done to a known envoy.
    pub envoy: Option<EventSide>,
    /// Also officials who are not known to be envoys, named or not.
    pub officials: bool,
    /// The sectors that such officials may have.
    pub sectors: BTreeSet<Code>,
    /// What it is about.
    pub about: About,
    /// When it starts.
    pub start: Start,
    /// The values of the same relation that it ends.
    pub ends: BTreeSet<Arc<str>>,
    /// Whether it stands itself, rather than only ending others.
    pub stands: bool,
    /// Whether it is done once and for all: it holds without being attested again.
    pub is_final: bool,
}

/// A case of a rule: what is told, and what stands for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationCase {
    /// `Person SENDER RECEIVER as-of`.
    #[serde(default)]
    pub envoys: Vec<String>,
    /// Mention sketches, as in `ontology/merging/rules.toml`.
    pub told: Vec<String>,
    /// The words of the passages.
    #[serde(default)]
    pub words: String,
    /// `FROM > ABOUT [Person] value valid-from valid-to`, `-` for an envoy without name, `..` for an unknown date.
    pub stands: Vec<String>,
}

/// A kind of election: its name, its words, the offices that are elected.
#[derive(Debug, Clone)]
pub struct ElectionKind {
    /// Its name, such as `presidential election`.
    pub name: Arc<str>,
    /// The words that tell it.
    pub cue: Cue,
    /// The offices that its winner holds.
    pub offices: BTreeSet<Arc<str>>,
}

/// The rules of deduction.
#[derive(Debug, Default)]
pub struct RelationRules {
    /// The effects, by kind and in the order of the files.
    pub effects: Vec<Effect>,
    /// The words that tell of an election.
    pub election: Cue,
    /// The kinds of elections, in order of preference.
    pub elections: Vec<ElectionKind>,
    /// Offices that represent a state abroad.
    pub envoy_offices: BTreeSet<Arc<str>>,
    /// Offices that one person holds at a time.
    pub single_offices: BTreeSet<Arc<str>>,
    /// The rules' own cases, with the value of the rule that they belong to.
    pub cases: Vec<(Arc<str>, RelationCase)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    #[expect(dead_code, reason = "every file states its source; people read it")]
    source: String,
    cues: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    election: Vec<ElectionEntry>,
    offices: OfficesEntry,
}

#[derive(Deserialize)]
struct ElectionEntry {
    name: String,
    offices: Vec<String>,
    #[serde(flatten)]
    words: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficesEntry {
    envoy: Vec<String>,
    single: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EffectsFile {
    kind: String,
    #[expect(dead_code, reason = "every file states its source; people read it")]
    source: String,
    effect: Vec<EffectEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EffectEntry {
    value: String,
    #[serde(default)]
    by_office: bool,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default)]
    statuses: Vec<String>,
    #[serde(default)]
    cues: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    recipient_cue: Option<String>,
    not_recipient_cue: Option<String>,
    envoy: Option<EventSide>,
    #[serde(default)]
    officials: bool,
    #[serde(default)]
    sectors: Vec<String>,
    about: Option<About>,
    start: Option<Start>,
    #[serde(default)]
    ends: Vec<String>,
    stands: Option<bool>,
    #[serde(default, rename = "final")]
    is_final: bool,
    yes: Vec<RelationCase>,
    no: Vec<RelationCase>,
}

impl RelationRules {
    /// Loads `ontology/relations.toml` and `ontology/relations/`; where the first is absent there are no rules.
    ///
    /// # Errors
    /// When a file is malformed, names an unknown event, cue or status, or an effect has no case.
    pub fn load(files: &Files, ontology: &Ontology) -> Result<Self, PackError> {
        if files.get(WORDS).is_none() {
            return Ok(Self::default());
        }
        let file: WordsFile = files.toml(WORDS)?;
        let cues: BTreeMap<String, Cue> =
            file.cues.iter().map(|(name, langs)| (name.clone(), Cue::new(langs.values().flatten()))).collect();
        let election = cues.get("election").cloned();
        let mut rules = Self {
            election: election.ok_or_else(|| PackError::line(WORDS, 1, "there is no cue `election`"))?,
            elections: file
                .election
                .iter()
                .map(|e| ElectionKind {
                    name: e.name.as_str().into(),
                    cue: Cue::new(e.words.values().flatten()),
                    offices: arcs(&e.offices),
                })
                .collect(),
            envoy_offices: arcs(&file.offices.envoy),
            single_offices: arcs(&file.offices.single),
            ..Self::default()
        };
        for (path, _) in files.below(FOLDER, ".toml") {
            let file: EffectsFile = files.toml(path)?;
            let error = |message: String| PackError::line(path, 1, message);
            let kind = RelationKind::from_name(&file.kind)
                .ok_or_else(|| error(format!("`{}` is no kind of relation", file.kind)))?;
            for entry in file.effect {
                if entry.yes.is_empty() {
                    return Err(error(format!("effect `{}` has no case: add one under `yes`", entry.value)));
                }
                let value: Arc<str> = entry.value.as_str().into();
                rules.cases.extend(entry.yes.iter().chain(&entry.no).map(|c| (Arc::clone(&value), c.clone())));
                rules.effects.push(effect(&entry, kind, &cues, ontology).map_err(error)?);
            }
        }
        Ok(rules)
    }

    /// Whether a relation of that kind and value is done once and for all.
    pub fn is_final(&self, kind: RelationKind, value: &str) -> bool {
        self.effects.iter().any(|e| e.kind == kind && &*e.value == value && e.is_final)
    }

    /// Whether an office represents a state abroad.
    pub fn is_envoy(&self, office: &str) -> bool {
        self.envoy_offices.contains(office)
    }
}

fn arcs(list: &[String]) -> BTreeSet<Arc<str>> {
    list.iter().map(|s| s.as_str().into()).collect()
}

fn effect(
    entry: &EffectEntry,
    kind: RelationKind,
    cues: &BTreeMap<String, Cue>,
    ontology: &Ontology,
) -> Result<Effect, String> {
    let cue = |name: &String| cues.get(name).cloned().ok_or_else(|| format!("`{name}` is no cue of {WORDS}"));
    let mut events = BTreeSet::new();
    for name in &entry.events {
        let (event, mode) = name.split_once('/').map_or((name.as_str(), None), |(e, m)| (e, Some(m)));
        let known = ontology.event(event).is_some_and(|e| mode.is_none_or(|m| e.modes.contains_key(m)));
        if !known {
            return Err(format!("`{name}` is no event type or mode of ontology/events"));
        }
        events.insert((event.into(), mode.map(Arc::from)));
    }
    if events.is_empty() != entry.by_office {
        return Err(format!("effect `{}` needs either `events` or `by_office`", entry.value));
    }
    let status = |name: &String| Status::from_name(name).ok_or_else(|| format!("`{name}` is no status"));
    let mut statuses = entry.statuses.iter().map(status).collect::<Result<Vec<_>, _>>()?;
    if statuses.is_empty() {
        statuses = vec![Status::Happened, Status::Ongoing];
    }
    Ok(Effect {
        kind,
        value: entry.value.as_str().into(),
        by_office: entry.by_office,
        events,
        statuses,
        cues: entry.cues.iter().map(cue).collect::<Result<_, _>>()?,
        without: entry.without.iter().map(cue).collect::<Result<_, _>>()?,
        recipient_cue: entry.recipient_cue.as_ref().map(cue).transpose()?,
        not_recipient_cue: entry.not_recipient_cue.as_ref().map(cue).transpose()?,
        envoy: entry.envoy,
        officials: entry.officials,
        sectors: entry
            .sectors
            .iter()
            .map(|s| s.parse::<Code>().map_err(|e| e.to_string()))
            .collect::<Result<_, _>>()?,
        about: entry.about.unwrap_or(About::Country),
        start: entry.start.unwrap_or(Start::Window),
        ends: arcs(&entry.ends),
        stands: entry.stands.unwrap_or(true),
        is_final: entry.is_final,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_words_and_phrases_without_case_and_accents() {
        let list = [
            "lettres de creance".to_owned(),
            "credential*".to_owned(),
            "re-election".to_owned(),
            "mission* d'observation".to_owned(),
        ];
        let cue = Cue::new(list.iter());
        assert!(cue.is_in("Il a remis ses Lettres de créance."));
        assert!(cue.is_in("copies of his credentials"));
        assert!(cue.is_in("Mr X’s re-election"));
        assert!(cue.is_in("aucune mission d’observation"));
        assert!(!cue.is_in("lettres, de créance-là incredible"));
    }
}
