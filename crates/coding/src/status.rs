//! How real an event is said to be: negation, modality, tense, conditionals, implicative verbs.

use legation_model::{Derivation, Status, TokenIdx};

use crate::Reading;

/// What the words around a predicate say of its reality.
#[derive(Clone, Debug)]
pub struct Factuality {
    /// The status.
    pub status: Status,
    /// How certain the text is that it is so, −3 (certainly not) to 3 (certainly), as in the factuality corpora.
    pub degree: f32,
    /// How it was found.
    pub derivation: Derivation,
}

/// The factuality of the predicate at a token.
pub fn of(reading: &Reading<'_>, predicate: TokenIdx) -> Factuality {
    let _ = reading;
    Factuality {
        status: Status::Happened,
        degree: 3.0,
        derivation: Derivation::new("status.default", None, format!("token {}", predicate.at())),
    }
}
