//! Event types, modes, CAMEO codes and Goldstein scores.

use crate::{Files, PackError};

/// The event ontology.
#[derive(Debug, Default)]
pub struct Ontology {}

impl Ontology {
    /// Loads `ontology/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let _ = files;
        Ok(Self {})
    }
}
