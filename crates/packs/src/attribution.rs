//! Speech verbs, source nouns and the constructions that name a source.

use crate::{Files, PackError};

/// What attribution knows of one language.
#[derive(Debug, Default)]
pub struct AttributionPack {}

impl AttributionPack {
    /// Loads `lang/<code>/attribution/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let _ = (files, lang);
        Ok(Self {})
    }
}
