//! Time expressions found and normalised.

use legation_model::{Article, Edtf, Parse, PublicationDate, Timex};
use legation_packs::timex::TimexPack;
use legation_packs::world::World;

/// What relative expressions are counted from.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// The publication date, as well as it is known.
    pub published: Option<Edtf>,
    /// Whether later expressions are counted from the last date told (narratives) rather than from publication.
    pub narrative: bool,
}

/// Finds the time expressions of a text, in order and disjoint.
pub fn tag(text: &str, pack: &TimexPack, world: &World, anchor: Anchor, parse: Option<&Parse>) -> Vec<Timex> {
    let _ = (text, pack, world, anchor, parse);
    Vec::new()
}

/// The publication date of an article that states none, from its own evidence: weekday and day of month together,
/// deadlines, dated events. `None` when the text does not bound it.
pub fn infer_published(article: &Article, pack: &TimexPack, world: &World) -> Option<PublicationDate> {
    let _ = (article, pack, world);
    None
}
