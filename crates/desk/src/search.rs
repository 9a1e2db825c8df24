//! Documents that hold words.

use std::fmt::Write as _;

use legation_ledger::Hit;
use serde::Serialize;

use crate::page::{Piece, ink};
use crate::{Page, phrase};

/// The hits for a terminal or a pipe.
pub fn text(hits: &[Hit], page: Page) -> String {
    if hits.is_empty() {
        return "No document holds these words.\n".to_owned();
    }
    let mut out = String::new();
    for hit in hits {
        let mut head = vec![Piece::new(&*hit.doc, ink::STRONG)];
        if let Some(date) = &hit.published {
            head.push(Piece::new(format!("  {date}"), ink::FAINT));
        }
        if let Some(title) = &hit.title {
            head.push(Piece::plain(format!("  {}", phrase::quote(title, 100))));
        }
        out.push_str(&page.wrap(&head, "", "  "));
        out.push_str(&page.wrap(&snippet(hit, page), "    ", "    "));
    }
    let _ = writeln!(out, "\n{}", phrase::count(hits.len(), "document"));
    out
}

fn snippet(hit: &Hit, page: Page) -> Vec<Piece> {
    let slice = |a: usize, b: usize| hit.snippet.get(a..b).unwrap_or("");
    let mut pieces = Vec::new();
    let mut at = 0;
    for &(start, end) in &hit.marks {
        pieces.push(Piece::plain(slice(at, start)));
        if page.color {
            pieces.push(Piece::new(slice(start, end), ink::TRIGGER));
        } else {
            pieces.push(Piece::plain(format!("*{}*", slice(start, end))));
        }
        at = end;
    }
    pieces.push(Piece::plain(slice(at, hit.snippet.len())));
    pieces
}

/// The shape of a hit as JSON.
#[derive(Debug, Serialize)]
pub struct Shape {
    /// The document.
    pub doc: String,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, EDTF.
    pub published: Option<String>,
    /// The best passage, shortened with `…` where it is cut.
    pub snippet: String,
    /// Bytes of the snippet that hold the words.
    pub marks: Vec<[usize; 2]>,
}

impl From<&Hit> for Shape {
    fn from(hit: &Hit) -> Self {
        Self {
            doc: hit.doc.to_string(),
            title: hit.title.clone(),
            published: hit.published.map(|d| d.to_string()),
            snippet: hit.snippet.clone(),
            marks: hit.marks.iter().map(|&(a, b)| [a, b]).collect(),
        }
    }
}
