//! What ends a sentence and what does not.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Files, PackError};

/// What an abbreviation's full stop says of the next word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// A name or number follows: never the end of a sentence ("Gen.", "art.").
    Before,
    /// May stand last in a sentence ("U.S.", "etc."): the next word decides.
    Either,
}

/// What `segment` knows of one language.
#[derive(Debug, Default)]
pub struct SegmentPack {
    /// Abbreviations as they are written, with their last full stop.
    pub abbreviations: BTreeMap<String, Abbreviation>,
    /// Capitalised words that usually open a sentence ("The", "However").
    pub openers: std::collections::BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    before: String,
    either: String,
    openers: String,
}

impl SegmentPack {
    /// Loads `lang/<code>/segment/sentences.toml`. A language without it has no abbreviations.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let path = format!("lang/{lang}/segment/sentences.toml");
        let mut pack = Self::default();
        if files.get(&path).is_none() {
            return Ok(pack);
        }
        let written: Written = files.toml(&path)?;
        for (list, kind) in [(&written.before, Abbreviation::Before), (&written.either, Abbreviation::Either)] {
            for word in list.split_whitespace() {
                if !word.ends_with('.') {
                    let line = files.line_of(&path, files.get(&path).and_then(|t| t.find(word)).unwrap_or(0));
                    return Err(PackError::line(&path, line, format!("`{word}` does not end in a full stop")));
                }
                pack.abbreviations.insert(word.to_owned(), kind);
            }
        }
        pack.openers = written.openers.split_whitespace().map(str::to_owned).collect();
        Ok(pack)
    }
}
