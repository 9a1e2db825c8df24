#![doc = include_str!("../README.md")]

use std::collections::BTreeMap;
use std::sync::Arc;

mod files;

pub mod actors;
pub mod attribution;
pub mod coding;
pub mod confidence;
pub mod intake;
pub mod merging;
pub mod ontology;
pub mod relations;
pub mod segment;
pub mod status;
pub mod syntax;
pub mod timex;
pub mod world;

pub use files::{Files, PackError, Row};

/// Everything that one language brings.
#[derive(Debug)]
pub struct LangPack {
    /// BCP 47 code, the folder's name.
    pub code: Arc<str>,
    /// For `intake`.
    pub intake: intake::IntakePack,
    /// For `segment`.
    pub segment: segment::SegmentPack,
    /// For `timex`.
    pub timex: timex::TimexPack,
    /// For `coding`: names and groups.
    pub actors: actors::ActorPack,
    /// For `coding`: what the parser's labels mean.
    pub syntax: syntax::Syntax,
    /// For `coding`: who says so.
    pub attribution: attribution::AttributionPack,
    /// For `coding`: how real it is said to be.
    pub status: status::StatusPack,
    /// For `coding`: what happened.
    pub coding: coding::CodingPack,
}

/// All data, loaded and checked.
#[derive(Debug)]
pub struct Packs {
    /// Event types, modes, CAMEO codes.
    pub ontology: ontology::Ontology,
    /// Actors whose names are the same in every language, and what is known of them.
    pub actors: actors::Actors,
    /// The weights of the confidence of mentions.
    pub confidence: confidence::Confidence,
    /// Dated events of the world (elections and the like).
    pub world: world::World,
    /// For `merge`: facets of event types.
    pub merging: merging::MergeRules,
    /// Outlets, agencies and codes of languages.
    pub formats: intake::Formats,
    /// For `ledger`: which events start and end which relation.
    pub relations: relations::RelationRules,
    /// The languages by code.
    pub langs: BTreeMap<Arc<str>, LangPack>,
    /// SHA-256 over all data files: part of the coder's version.
    pub fingerprint: Arc<str>,
}

impl Packs {
    /// The data folder that was embedded at build time.
    ///
    /// # Errors
    /// When the embedded data is damaged, which the tests rule out.
    pub fn embedded() -> Result<Self, PackError> {
        Self::load(&Files::embedded())
    }

    /// Loads and checks a data folder.
    ///
    /// # Errors
    /// The first error in any file, with its place.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let ontology = ontology::Ontology::load(files)?;
        let actors = actors::Actors::load(files, &ontology)?;
        let confidence = confidence::Confidence::load(files)?;
        let world = world::World::load(files)?;
        let merging = merging::MergeRules::load(files, &ontology)?;
        let formats = intake::Formats::load(files)?;
        let relations = relations::RelationRules::load(files, &ontology)?;
        let mut langs = BTreeMap::new();
        for code in files.languages() {
            let pack = LangPack {
                intake: intake::IntakePack::load(files, &code)?,
                segment: segment::SegmentPack::load(files, &code)?,
                timex: timex::TimexPack::load(files, &code)?,
                actors: actors::ActorPack::load(files, &code, &actors, &ontology)?,
                syntax: syntax::Syntax::load(files, &code)?,
                attribution: attribution::AttributionPack::load(files, &code)?,
                status: status::StatusPack::load(files, &code)?,
                coding: coding::CodingPack::load(files, &code, &ontology)?,
                code: Arc::clone(&code),
            };
            langs.insert(code, pack);
        }
        Ok(Self {
            merging,
            relations,
            ontology,
            actors,
            confidence,
            world,
            formats,
            langs,
            fingerprint: files.fingerprint(),
        })
    }

    /// The pack of a language, by its code or the code without region.
    pub fn lang(&self, code: &str) -> Option<&LangPack> {
        let bare = code.split('-').next().unwrap_or(code);
        self.langs.get(code).or_else(|| self.langs.get(bare))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn embedded_data_loads() {
        let packs = super::Packs::embedded().unwrap();
        assert!(packs.langs.len() >= 2, "English and French at least");
    }
}
