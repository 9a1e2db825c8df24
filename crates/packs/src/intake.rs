//! Word lists and patterns that tell a piece from the page around it.

use crate::{Files, PackError};

/// What `intake` knows of one language.
#[derive(Debug, Default)]
pub struct IntakePack {}

impl IntakePack {
    /// Loads `lang/<code>/intake/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let _ = (files, lang);
        Ok(Self {})
    }
}
