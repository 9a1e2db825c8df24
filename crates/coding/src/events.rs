//! What happened: event predicates, their parties, place, number and date.

use crate::{Coded, Reading};

/// Codes a document.
pub fn code(reading: &Reading<'_>) -> Coded {
    let _ = reading;
    Coded::default()
}
