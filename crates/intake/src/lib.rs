//! Bytes of any format to a clean article that keeps every character's place.

use std::sync::Arc;

use legation_model::{Article, Problem};
use legation_packs::Packs;

/// What is refused rather than read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest source, in bytes.
    pub max_bytes: u64,
    /// Largest text after unpacking, in bytes.
    pub max_text: u64,
    /// How deep archives may nest.
    pub max_depth: u32,
}

/// The limits of the command line.
pub const DEFAULT_LIMITS: Limits = Limits { max_bytes: 256 << 20, max_text: 64 << 20, max_depth: 3 };

/// One source as it was found: a file, a member of an archive, standard input.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// Its path as given, with `/` between folders.
    pub name: Arc<str>,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The file's date (UTC), if it has one.
    pub modified: Option<legation_model::Edtf>,
}

/// What came of one document.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The document's name.
    pub doc: Arc<str>,
    /// The article; `None` when it could not be read (then a problem of severity `Error` says why).
    pub article: Option<Article>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// Reads a source: one document, or several for archives, mailboxes, feeds and tables.
pub fn read(source: &Source<'_>, packs: &Packs, limits: Limits) -> Vec<Intake> {
    let _ = (packs, limits);
    vec![Intake {
        doc: Arc::clone(&source.name),
        article: None,
        problems: vec![Problem::error("unknown-format", "no reader for this format")],
    }]
}
