//! Time expressions: words, patterns and rules.

use crate::{Files, PackError};

/// What `timex` knows of one language.
#[derive(Debug, Default)]
pub struct TimexPack {}

impl TimexPack {
    /// Loads `lang/<code>/timex/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let _ = (files, lang);
        Ok(Self {})
    }
}
