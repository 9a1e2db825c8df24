//! Event types, modes, CAMEO codes and Goldstein scores, and the view of them that PLOVER itself has.

mod sectors;

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Code, CodeError, Status};
use serde::Deserialize;

use sectors::Sectors;

use crate::{Files, PackError};

/// A mode of an event type.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facets, not a state machine")]
pub struct Mode {
    /// Its name, such as `expel`.
    pub name: Arc<str>,
    /// What it covers, for people.
    pub label: Arc<str>,
    /// The CAMEO code used where no rule gives a finer one.
    pub cameo: Arc<str>,
    /// Whether the mode is Legation's own and unknown to PLOVER.
    pub ours: bool,
    /// Whether all parties are actors.
    pub mutual: bool,
    /// Whether a noun for it speaks of something in force ("under sanctions").
    pub standing: bool,
    /// The sector of the actor where the text names none, as for a whole type.
    pub unnamed_actor: Option<Code>,
    /// The sector of the recipient where the text names none; its country is the one that the document is about ("the
    /// envoys left").
    pub unnamed_recipient: Option<Code>,
    /// Whether it is done to persons and not to bodies ("jailed an American pastor").
    pub of_persons: bool,
    /// Facet: whoever does it sends people away, and holds them no more.
    pub away: bool,
    /// Facet: somebody brings two others together.
    pub third: bool,
}

/// A PLOVER event type with the facets that behaviour hangs on.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facets, not a state machine")]
pub struct EventType {
    /// Its name, such as `SANCTION`.
    pub name: Arc<str>,
    /// What it covers, for people.
    pub label: Arc<str>,
    /// `verbal-cooperation`, `material-cooperation`, `verbal-conflict` or `material-conflict`.
    pub quad: Arc<str>,
    /// The CAMEO code used where neither rule nor mode gives a finer one.
    pub cameo: Arc<str>,
    /// Facet: the act is done once the words are said.
    pub speech: bool,
    /// Facet: all parties are actors, there is no recipient.
    pub mutual: bool,
    /// Facet: the sector of the actor where the text names none; its country is that of the recipient ("were
    /// imprisoned": the jailer is the state; "protests against": the people).
    pub unnamed_actor: Option<Code>,
    /// Facet: the same for the recipient of words about an election or a deed ("condemned the crackdown"); its
    /// country is the one that the document is about.
    pub unnamed_recipient: Option<Code>,
    /// Facet: words to nobody are to both sides, where the document is about a quarrel of two others ("called for calm").
    pub to_both: bool,
    /// Facet: what the government or forces of one of two states do, without a word to whom, they do to the other, where a document
    /// is about what is between the two ("answered with rockets").
    pub to_the_other: bool,
    /// Facet: the type that it is when its own actor denies it ("expressed no willingness" is a refusal).
    pub refused: Option<Arc<str>>,
    /// Facet: the type that it is when its own actor says that it will not do it ("will not withdraw" is a refusal, "did
    /// not withdraw" is none).
    pub declined: Option<Arc<str>>,
    /// Facet: people, firms and the press may do it among themselves; other types need an institution, a party or an
    /// armed group on one side.
    pub civic: bool,
    /// Facet: sectors that are no party of it (a talk with the press is no consultation).
    pub excluded: Vec<Code>,
    /// Its modes by name.
    pub modes: BTreeMap<Arc<str>, Mode>,
}

impl EventType {
    /// Whether it is done against somebody.
    pub fn is_conflict(&self) -> bool {
        self.quad.ends_with("conflict")
    }

    /// Whether something is done and not only said.
    pub fn is_material(&self) -> bool {
        self.quad.starts_with("material")
    }
}

/// One CAMEO code.
#[derive(Debug, Clone)]
pub struct Cameo {
    /// What it covers.
    pub label: Arc<str>,
    /// Goldstein score, −10 to 10, where one exists.
    pub goldstein: Option<f32>,
    /// The PLOVER type it converts to.
    pub event: Arc<str>,
    /// The PLOVER mode it converts to, if any.
    pub mode: Option<Arc<str>>,
    /// PLOVER contexts.
    pub context: Arc<str>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewRule {
    event: String,
    mode: Option<String>,
    cameo: Option<String>,
    #[serde(default)]
    status: Vec<String>,
    to: ViewTarget,
    #[expect(dead_code, reason = "every rule states its source; people read it")]
    source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewTarget {
    event: String,
    mode: Option<String>,
}

/// The event ontology.
#[derive(Debug)]
pub struct Ontology {
    /// Event types by name.
    pub events: BTreeMap<Arc<str>, EventType>,
    /// CAMEO codes.
    pub cameo: BTreeMap<Arc<str>, Cameo>,
    view: Vec<ViewRule>,
    sectors: Sectors,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent facets, not a state machine")]
struct EventFile {
    name: String,
    label: String,
    quad: String,
    cameo: String,
    #[serde(default)]
    speech: bool,
    #[serde(default)]
    mutual: bool,
    unnamed_actor: Option<String>,
    unnamed_recipient: Option<String>,
    #[serde(default)]
    to_both: bool,
    #[serde(default)]
    to_the_other: bool,
    refused: Option<String>,
    declined: Option<String>,
    #[serde(default)]
    civic: bool,
    #[serde(default)]
    excluded: Vec<String>,
    #[expect(dead_code, reason = "every file states its source; people read it")]
    source: String,
    #[serde(default, rename = "mode")]
    modes: Vec<ModeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent facets, not a state machine")]
struct ModeEntry {
    name: String,
    label: String,
    cameo: String,
    #[serde(default)]
    ours: bool,
    mutual: Option<bool>,
    #[serde(default)]
    standing: bool,
    unnamed_actor: Option<String>,
    unnamed_recipient: Option<String>,
    #[serde(default)]
    of_persons: bool,
    #[serde(default)]
    away: bool,
    #[serde(default)]
    third: bool,
}

#[derive(Deserialize)]
struct ViewFile {
    #[serde(rename = "rule")]
    rules: Vec<ViewRule>,
}

impl Ontology {
    /// Loads `ontology/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let mut cameo = BTreeMap::new();
        for row in files.rows("ontology/cameo.tsv") {
            let goldstein = match row.get("goldstein") {
                "" => None,
                cell => Some(cell.parse().map_err(|_| row.error(format!("`{cell}` is no Goldstein score")))?),
            };
            let entry = Cameo {
                label: row.need("label")?.into(),
                goldstein,
                event: row.need("event")?.into(),
                mode: Some(row.get("mode")).filter(|m| !m.is_empty()).map(Arc::from),
                context: row.get("context").into(),
            };
            cameo.insert(Arc::from(row.need("code")?), entry);
        }
        let mut events: BTreeMap<Arc<str>, EventType> = BTreeMap::new();
        for (path, _) in files.below("ontology/events/", ".toml") {
            let file: EventFile = files.toml(path)?;
            for code in std::iter::once(&file.cameo).chain(file.modes.iter().map(|m| &m.cameo)) {
                if !cameo.contains_key(code.as_str()) {
                    return Err(PackError::line(path, 1, format!("CAMEO code `{code}` is not in ontology/cameo.tsv")));
                }
            }
            let sector = |text: &Option<String>| {
                let code = text.as_deref().map(str::parse).transpose();
                code.map_err(|e: CodeError| PackError::line(path, 1, e.to_string()))
            };
            let unnamed_actor = sector(&file.unnamed_actor)?;
            let unnamed_recipient = sector(&file.unnamed_recipient)?;
            let excluded: Result<Vec<Code>, CodeError> = file.excluded.iter().map(|s| s.parse()).collect();
            let excluded = excluded.map_err(|e| PackError::line(path, 1, e.to_string()))?;
            let modes: Result<BTreeMap<Arc<str>, Mode>, PackError> = file
                .modes
                .into_iter()
                .map(|m| {
                    let unnamed_actor = sector(&m.unnamed_actor)?;
                    let unnamed_recipient = sector(&m.unnamed_recipient)?;
                    let name: Arc<str> = m.name.into();
                    let mutual = m.mutual.unwrap_or(file.mutual);
                    let mode = Mode {
                        name: Arc::clone(&name),
                        label: m.label.into(),
                        cameo: m.cameo.into(),
                        ours: m.ours,
                        mutual,
                        standing: m.standing,
                        unnamed_actor,
                        unnamed_recipient,
                        of_persons: m.of_persons,
                        away: m.away,
                        third: m.third,
                    };
                    Ok((name, mode))
                })
                .collect();
            let modes = modes?;
            let name: Arc<str> = file.name.into();
            let event = EventType {
                name: Arc::clone(&name),
                label: file.label.into(),
                quad: file.quad.into(),
                cameo: file.cameo.into(),
                speech: file.speech,
                mutual: file.mutual,
                unnamed_actor,
                unnamed_recipient,
                to_both: file.to_both,
                to_the_other: file.to_the_other,
                refused: file.refused.map(Arc::from),
                declined: file.declined.map(Arc::from),
                civic: file.civic,
                excluded,
                modes,
            };
            events.insert(name, event);
        }
        for event in events.values() {
            let other = event.refused.iter().chain(&event.declined);
            if let Some(refused) = other.into_iter().find(|r| !events.contains_key(*r)) {
                let path = format!("ontology/events/{}.toml", event.name.to_lowercase());
                return Err(PackError::line(&path, 1, format!("`{refused}` is no event type of ontology/events")));
            }
        }
        let path = "ontology/plover_view.toml";
        let view: ViewFile = files.toml(path)?;
        for rule in &view.rules {
            for name in [&rule.event, &rule.to.event] {
                if !events.contains_key(name.as_str()) {
                    return Err(PackError::line(path, 1, format!("`{name}` is no event type of ontology/events")));
                }
            }
            if let Some(bad) = rule.status.iter().find(|s| Status::from_name(s).is_none()) {
                return Err(PackError::line(path, 1, format!("`{bad}` is no status")));
            }
        }
        let sectors = Sectors::load(files)?;
        Ok(Self { events, cameo, view: view.rules, sectors })
    }

    /// The event type of that name.
    pub fn event(&self, name: &str) -> Option<&EventType> {
        self.events.get(name)
    }

    /// The CAMEO code of a type and mode where no rule gives a finer one.
    pub fn default_cameo(&self, event: &str, mode: Option<&str>) -> Option<Arc<str>> {
        let event = self.event(event)?;
        let mode = mode.and_then(|m| event.modes.get(m));
        Some(Arc::clone(mode.map_or(&event.cameo, |m| &m.cameo)))
    }

    /// The Goldstein score of a CAMEO code; that of its root where it has none of its own.
    pub fn goldstein(&self, code: &str) -> Option<f32> {
        (2..=code.len()).rev().find_map(|n| self.cameo.get(code.get(..n)?)?.goldstein)
    }

    /// Whether all parties of such an event are actors.
    pub fn is_mutual(&self, event: &str, mode: Option<&str>) -> bool {
        self.event(event).is_some_and(|e| mode.and_then(|m| e.modes.get(m)).map_or(e.mutual, |m| m.mutual))
    }

    /// Type and mode as PLOVER itself would code them: the table `ontology/plover_view.toml`.
    pub fn plover_view(
        &self,
        event: &str,
        mode: Option<&str>,
        cameo: Option<&str>,
        status: Status,
    ) -> (Arc<str>, Option<Arc<str>>) {
        let fits = |rule: &&ViewRule| {
            rule.event == event
                && rule.mode.as_deref().is_none_or(|m| Some(m) == mode)
                && rule.cameo.as_deref().is_none_or(|c| Some(c) == cameo)
                && (rule.status.is_empty() || rule.status.iter().any(|s| s == status.as_str()))
        };
        match self.view.iter().find(fits) {
            Some(rule) => {
                let mode = rule.to.mode.as_deref().filter(|m| !m.is_empty());
                (Arc::from(rule.to.event.as_str()), mode.map(Arc::from))
            }
            None => (Arc::from(event), mode.map(Arc::from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plover_files_planned_meetings_under_agree() {
        let ontology = Ontology::load(&Files::embedded()).unwrap();
        let view = |status| ontology.plover_view("CONSULT", Some("visit"), Some("042"), status).0;
        assert_eq!(&*view(Status::Planned), "AGREE");
        assert_eq!(&*view(Status::Happened), "CONSULT");
    }

    #[test]
    fn finer_codes_fall_back_on_their_roots_score() {
        let ontology = Ontology::load(&Files::embedded()).unwrap();
        assert_eq!(ontology.goldstein("1214"), ontology.goldstein("121"));
    }
}
