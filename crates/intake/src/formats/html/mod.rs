//! Web pages: the body by the structure of the page, with every character's place in the source.
//!
//! domq parses (its nodes keep their source ranges); what is body is decided here: the element that holds most of the
//! running text is the piece, words in the markup and shares of links say what inside it is not.

mod body;
mod head;
mod stated;
mod teasers;
mod walk;

pub(crate) use head::host;

use legation_model::{BaseKind, Problem};
use legation_packs::intake::Formats;

use crate::draft::Draft;

/// Most elements and texts of one page.
const MAX_NODES: usize = 1_500_000;

/// Reads a page.
///
/// # Errors
/// With the problem to list when the page has too many nodes.
pub(crate) fn read(base: String, formats: &Formats) -> Result<Draft, Problem> {
    // Every node needs a tag or a text between tags: a count of `<` bounds them before anything is built.
    let tags = base.bytes().filter(|&b| b == b'<').count();
    if tags > MAX_NODES {
        return Err(Problem::error("too-many-nodes", format!("the page has about {tags} tags"))
            .hint("save only the part that matters"));
    }
    let dom = domq::parse(&base);
    let mut declared = head::declared(&dom);
    let page = walk::walk(&dom, &base, formats);
    let (lines, dated) = body::label(page, &declared);
    if let (None, Some(text)) = (&declared.published, dated) {
        declared.published = head::day(&text, "time element");
        if declared.published.is_none() && declared.date.is_none() {
            declared.date = Some(text);
        }
    }
    Ok(Draft { base, base_kind: BaseKind::Decoded, lines, declared, problems: Vec::new() })
}
