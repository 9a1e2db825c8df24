//! Full-text search over the documents' clean texts.

use std::fmt::Write as _;
use std::sync::Arc;

use legation_model::Edtf;
use rusqlite::params;

use super::Ledger;
use crate::{LedgerError, record};

/// A document that holds the words.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document.
    pub doc: Arc<str>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// The best passage, shortened with `…` where it is cut.
    pub snippet: String,
    /// Bytes of the snippet that hold the words, in order.
    pub marks: Vec<(usize, usize)>,
}

/// Marks that FTS5 puts around the words; no clean text holds them.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

impl Ledger {
    /// The documents that hold all the words, best first; ties by name. Case and accents do not matter; `"several
    /// words"` in quotation marks have to stand side by side; a last `*` stands for any ending.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Hit>, LedgerError> {
        let Some(query) = query(words) else { return Ok(Vec::new()) };
        let sql = "SELECT d.doc, d.title, d.published, snippet(words, 0, char(2), char(3), '…', 24) \
                   FROM words JOIN documents AS d ON d.id = words.rowid WHERE words MATCH ?1 \
                   ORDER BY bm25(words), d.doc LIMIT ?2";
        self.rows("documents", sql, params![query, limit], |row| {
            let published: Option<String> = row.get(2)?;
            let (snippet, marks) = unmark(&row.get::<_, String>(3)?);
            Ok(Hit {
                doc: row.get(0)?,
                title: row.get(1)?,
                published: record::edtf(published.as_deref())?,
                snippet,
                marks,
            })
        })
    }
}

/// What the user typed as an FTS5 query that cannot be malformed: every word or phrase is quoted.
fn query(words: &str) -> Option<String> {
    let mut out = String::new();
    for (i, part) in words.split('"').enumerate() {
        let is_phrase = i % 2 == 1;
        let terms: Vec<&str> = if is_phrase { vec![part] } else { part.split_whitespace().collect() };
        for term in terms.into_iter().filter(|t| t.chars().any(char::is_alphanumeric)) {
            let (bare, star) = match term.strip_suffix('*') {
                Some(bare) if !is_phrase => (bare, "*"),
                _ => (term, ""),
            };
            let _ = write!(out, "{}\"{bare}\"{star}", if out.is_empty() { "" } else { " " });
        }
    }
    (!out.is_empty()).then_some(out)
}

fn unmark(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut marks, mut start) = (String::with_capacity(marked.len()), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            OPEN => start = text.len(),
            CLOSE => marks.push((start, text.len())),
            _ => text.push(c),
        }
    }
    (text, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_is_a_valid_query() {
        assert_eq!(query("ambassad* \"left Minsk\" AND").as_deref(), Some("\"ambassad\"* \"left Minsk\" \"AND\""));
        assert_eq!(query("a\" OR (b"), Some("\"a\" \" OR (b\"".to_owned()));
        assert_eq!(query(" \"-\" * "), None);
    }

    #[test]
    fn marks_are_bytes_of_the_snippet() {
        let (text, marks) = unmark("… l'\u{2}élection\u{3} du");
        assert_eq!(text, "… l'élection du");
        assert_eq!(text.get(marks[0].0..marks[0].1), Some("élection"));
    }
}
