//! What ends a sentence and what does not.

use crate::{Files, PackError};

/// What `segment` knows of one language.
#[derive(Debug, Default)]
pub struct SegmentPack {}

impl SegmentPack {
    /// Loads `lang/<code>/segment/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let _ = (files, lang);
        Ok(Self {})
    }
}
