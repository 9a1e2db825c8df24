//! Political actors: states, organisations, people, offices, groups, and their names.

use crate::{Files, PackError};

/// Actors known in every language.
#[derive(Debug, Default)]
pub struct Actors {}

impl Actors {
    /// Loads `actors/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let _ = files;
        Ok(Self {})
    }
}

/// Names, demonyms, titles, offices and group nouns of one language.
#[derive(Debug, Default)]
pub struct ActorPack {}

impl ActorPack {
    /// Loads `lang/<code>/actors/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let _ = (files, lang);
        Ok(Self {})
    }
}
