//! What sectors there are, and which part each plays where behaviour hangs on it (`ontology/sectors.toml`).

use std::collections::BTreeMap;

use legation_model::Code;
use serde::Deserialize;

use super::Ontology;
use crate::{Files, PackError, Row};

const PATH: &str = "ontology/sectors.toml";

/// The parts of sectors; what each means stands in the file and at the methods of [`Ontology`].
#[derive(Debug)]
pub(super) struct Sectors {
    labels: BTreeMap<Code, String>,
    private: Vec<Code>,
    domestic: Vec<Code>,
    bystanders: Vec<Code>,
    civic: Vec<Code>,
    title_follows: Vec<Code>,
    people_follow: Vec<Code>,
    government: Code,
    forces: Code,
    parties: Code,
    media: Code,
    people: Code,
    union: Code,
    former: Code,
    former_opposing: Code,
    association: Code,
    unknown: Code,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SectorFile {
    labels: BTreeMap<String, String>,
    private: Vec<String>,
    domestic: Vec<String>,
    bystanders: Vec<String>,
    civic: Vec<String>,
    title_follows: Vec<String>,
    people_follow: Vec<String>,
    government: String,
    forces: String,
    parties: String,
    media: String,
    people: String,
    union: String,
    former: String,
    former_opposing: String,
    association: String,
    unknown: String,
    #[expect(dead_code, reason = "every file states its source; people read it")]
    source: String,
}

impl Sectors {
    pub(super) fn load(files: &Files) -> Result<Self, PackError> {
        let file: SectorFile = files.toml(PATH)?;
        let error = |message: String| PackError::line(PATH, 1, message);
        let mut labels = BTreeMap::new();
        for (name, label) in file.labels {
            labels.insert(name.parse::<Code>().map_err(|e| error(e.to_string()))?, label);
        }
        let known = |name: &String| {
            let code = name.parse().ok().filter(|code| labels.contains_key(code));
            code.ok_or_else(|| error(format!("`{name}` has no label; sectors are: {}", list(&labels))))
        };
        let all = |names: &[String]| names.iter().map(known).collect::<Result<Vec<Code>, PackError>>();
        Ok(Self {
            private: all(&file.private)?,
            domestic: all(&file.domestic)?,
            bystanders: all(&file.bystanders)?,
            civic: all(&file.civic)?,
            title_follows: all(&file.title_follows)?,
            people_follow: all(&file.people_follow)?,
            government: known(&file.government)?,
            forces: known(&file.forces)?,
            parties: known(&file.parties)?,
            media: known(&file.media)?,
            people: known(&file.people)?,
            union: known(&file.union)?,
            former: known(&file.former)?,
            former_opposing: known(&file.former_opposing)?,
            association: known(&file.association)?,
            unknown: known(&file.unknown)?,
            labels,
        })
    }
}

fn list(labels: &BTreeMap<Code, String>) -> String {
    labels.keys().map(Code::as_str).collect::<Vec<_>>().join(", ")
}

impl Ontology {
    /// The sector in a row's column `sector`.
    pub(crate) fn sector_of(&self, row: &Row<'_>) -> Result<Code, PackError> {
        let cell = row.need("sector")?;
        let known = cell.parse().ok().filter(|code| self.sectors.labels.contains_key(code));
        known.ok_or_else(|| row.error(format!("`{cell}` is no sector; sectors are: {}", list(&self.sectors.labels))))
    }

    /// Whether a sector is one of private people and bodies, who make no political event among themselves.
    pub fn is_private(&self, sector: Code) -> bool {
        self.sectors.private.contains(&sector)
    }

    /// Whether a sector is one of a country's own: its people, forces, courts and parties, which act within it.
    pub fn is_domestic(&self, sector: Code) -> bool {
        self.sectors.domestic.contains(&sector)
    }

    /// Whether a sector stands by and is none of two sides.
    pub fn is_bystander(&self, sector: Code) -> bool {
        self.sectors.bystanders.contains(&sector)
    }

    /// Whether a sector is one of those who speak to the government of their own country.
    pub fn is_civic(&self, sector: Code) -> bool {
        self.sectors.civic.contains(&sector)
    }

    /// Whether the sector of a title gives way to that of what its holder works for ("a spokesman for the *rebels*").
    pub fn title_follows(&self, sector: Code) -> bool {
        self.sectors.title_follows.contains(&sector)
    }

    /// Whether the sector of a word for people gives way to that of what they belong to ("members of the *opposition*").
    pub fn people_follow(&self, sector: Code) -> bool {
        self.sectors.people_follow.contains(&sector)
    }

    /// The sector of governments, and of states by their bare names.
    pub fn government(&self) -> Code {
        self.sectors.government
    }

    /// Whether a sector acts for its state.
    pub fn governs(&self, sector: Code) -> bool {
        sector == self.sectors.government
    }

    /// Whether a sector is the armed forces of its state.
    pub fn is_forces(&self, sector: Code) -> bool {
        sector == self.sectors.forces
    }

    /// Whether a sector is that of political parties.
    pub fn is_party(&self, sector: Code) -> bool {
        sector == self.sectors.parties
    }

    /// Whether a sector is that of the press.
    pub fn is_media(&self, sector: Code) -> bool {
        sector == self.sectors.media
    }

    /// The sector of a state's people.
    pub fn people(&self) -> Code {
        self.sectors.people
    }

    /// The sector of unions of states.
    pub fn union(&self) -> Code {
        self.sectors.union
    }

    /// The sector of whoever held an office and holds none; `opposing` where words set them against the government.
    pub fn former(&self, opposing: bool) -> Code {
        if opposing { self.sectors.former_opposing } else { self.sectors.former }
    }

    /// The sector of what a word for a union of states means in one state ("a Kenyan organisation").
    pub fn association(&self) -> Code {
        self.sectors.association
    }

    /// The sector of whoever is of something that is no political actor.
    pub fn unknown(&self) -> Code {
        self.sectors.unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sector_without_a_label_is_refused_wherever_data_names_it() {
        let own = "name\tsector\nCondor Front\tREBELS\n";
        let error = crate::Packs::load(&Files::embedded().with("actors/added/own.tsv", own)).unwrap_err().to_string();
        assert!(error.contains("own.tsv:2") && error.contains("`REBELS` is no sector"), "{error}");
    }
}
