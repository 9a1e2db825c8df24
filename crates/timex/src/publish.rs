//! Dating an article that states no date.

use legation_model::{Article, PublicationDate};
use legation_packs::timex::TimexPack;
use legation_packs::world::World;

/// The publication date of an article that states none, from its own evidence: weekday and day of month together,
/// deadlines, dated events. `None` when the text does not bound it.
pub fn infer_published(article: &Article, pack: &TimexPack, world: &World) -> Option<PublicationDate> {
    let _ = (article, pack, world);
    None
}
