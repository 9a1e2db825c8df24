//! Event predicates: which words, in which construction, tell of which event.

use crate::ontology::Ontology;
use crate::{Files, PackError};

/// What event coding knows of one language.
#[derive(Debug, Default)]
pub struct CodingPack {}

impl CodingPack {
    /// Loads `lang/<code>/coding/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str, ontology: &Ontology) -> Result<Self, PackError> {
        let _ = (files, lang, ontology);
        Ok(Self {})
    }
}
