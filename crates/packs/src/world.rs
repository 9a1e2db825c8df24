//! Dated events that documents refer to without a date ("last August's elections").

use crate::{Files, PackError};

/// Dated events of the world.
#[derive(Debug, Default)]
pub struct World {}

impl World {
    /// Loads `world/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let _ = files;
        Ok(Self {})
    }
}
