//! Who: actors, offices, and references to them within a document.

use legation_model::{ActorMention, OfficeStatement};

use crate::Reading;

/// All references to political actors in a document, in text order; they may nest ("Belarus" within "the president
/// of Belarus"). Pronouns and descriptions are resolved within the document.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The references.
    pub actors: Vec<ActorMention>,
    /// Who holds which office, as the document says.
    pub offices: Vec<OfficeStatement>,
}

/// Finds the actors and offices of a document.
pub fn find(reading: &Reading<'_>) -> Who {
    let _ = reading;
    Who::default()
}
