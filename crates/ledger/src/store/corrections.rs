use std::sync::Arc;

use legation_model::Span;
use rusqlite::params;

use super::{Ledger, columns};
use crate::LedgerError;

/// What a person put right. It names the document and the passage, so that it outlives every new reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When, RFC 3339, as the caller says: the ledger has no clock.
    pub made: String,
    /// Who.
    pub author: Option<String>,
    /// The document.
    pub doc: Arc<str>,
    /// The passage, bytes of the base text.
    pub at: Option<Span>,
    /// The words of the passage, which find it again should the text have moved.
    pub quote: Option<String>,
    /// What is corrected, such as `event`, `date`, `same-as`, `delete`.
    pub field: String,
    /// The value before, JSON.
    pub was: Option<String>,
    /// The value after, JSON.
    pub becomes: Option<String>,
    /// Why.
    pub why: Option<String>,
}

impl Ledger {
    /// Adds a correction. None is ever changed or dropped: a later one of the same passage and field goes before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn correct(&mut self, c: &Correction) -> Result<(), LedgerError> {
        let (start, end) = (c.at.map(|s| s.start), c.at.map(|s| s.end));
        self.db
            .execute(
                "INSERT INTO corrections (made, author, doc, base_start, base_end, quote, field, was, becomes, why) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![c.made, c.author, c.doc, start, end, c.quote, c.field, c.was, c.becomes, c.why],
            )
            .map(|_| ())
            .map_err(|e| self.wrap(e))
    }

    /// All corrections, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn corrections(&self) -> Result<Vec<Correction>, LedgerError> {
        self.rows("corrections", "SELECT * FROM corrections ORDER BY id", [], |row| {
            let at = match row.get::<_, Option<u32>>("base_start")? {
                Some(_) => Some(columns::span(row, "base_start", "base_end")?),
                None => None,
            };
            Ok(Correction {
                made: row.get("made")?,
                author: row.get("author")?,
                doc: row.get("doc")?,
                at,
                quote: row.get("quote")?,
                field: row.get("field")?,
                was: row.get("was")?,
                becomes: row.get("becomes")?,
                why: row.get("why")?,
            })
        })
    }
}
