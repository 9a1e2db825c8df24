//! Mentions to events: same event, independent origins, contradictions.

use std::sync::Arc;

use legation_model::{Edtf, Event, Mention};

/// What merging needs to know of a document.
#[derive(Clone, Debug)]
pub struct DocumentFacts {
    /// The document.
    pub doc: Arc<str>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// The outlet, if known.
    pub outlet: Option<Arc<str>>,
    /// The agency it is built on, if known.
    pub wire: Option<Arc<str>>,
}

/// Merges mentions to events. The result does not depend on the order of the arguments.
pub fn merge(mentions: &[Mention], documents: &[DocumentFacts]) -> Vec<Event> {
    let _ = (mentions, documents);
    Vec::new()
}
