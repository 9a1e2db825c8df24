//! PDF: the text of each page, as pdf-extract gives it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use legation_model::{BaseKind, Problem};

use super::text;
use crate::draft::Draft;

/// Reads a document. Pages are separated by form feeds in the base text and counted from one.
///
/// # Errors
/// With the problem to list when it is encrypted, damaged, or has no text.
pub(crate) fn read(bytes: &[u8]) -> Result<Draft, Problem> {
    let encrypted = memmem(bytes, b"/Encrypt");
    // pdf-extract panics on some damaged files; one document must not stop a run.
    let pages = catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem_by_pages(bytes)));
    let pages = match pages {
        Ok(Ok(pages)) => pages,
        Ok(Err(_)) if encrypted => return Err(locked()),
        Ok(Err(e)) => return Err(Problem::error("damaged", format!("the document cannot be read: {e}"))),
        Err(_) => return Err(Problem::error("damaged", "the document cannot be read: its structure is broken")),
    };
    let mut base = String::new();
    let mut starts = Vec::new();
    for page in &pages {
        if !base.is_empty() {
            base.push('\u{c}');
        }
        starts.push(base.len());
        base.push_str(page);
    }
    let mut draft = text::read(base, false);
    draft.base_kind = BaseKind::Extracted;
    if draft.lines.is_empty() && encrypted {
        return Err(locked());
    }
    if draft.lines.is_empty() {
        return Err(Problem::error("no-text", format!("the {} pages hold no text, only pictures", pages.len()))
            .hint("run a text recogniser (OCR) over it first"));
    }
    for line in &mut draft.lines {
        for run in &mut line.runs {
            run.page = starts.partition_point(|&s| s <= run.base.lo()) as u32;
        }
    }
    Ok(draft)
}

fn locked() -> Problem {
    Problem::error("encrypted", "the document is encrypted and needs a password").hint("save a copy without a password")
}

fn memmem(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}
