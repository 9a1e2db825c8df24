//! Words that change how real an event is said to be: negators, modals, implicative and factive predicates.

use crate::{Files, PackError};

/// What status knows of one language.
#[derive(Debug, Default)]
pub struct StatusPack {}

impl StatusPack {
    /// Loads `lang/<code>/status/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let _ = (files, lang);
        Ok(Self {})
    }
}
