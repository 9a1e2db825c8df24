//! Passages that hold words.

use std::fmt::Write as _;

use serde::Serialize;

use crate::page::{Piece, ink};
use crate::{Page, phrase};

/// One passage that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The document.
    pub doc: String,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, EDTF.
    pub published: Option<String>,
    /// The passage as runs of text; every second one, starting with the second, holds the words searched for.
    pub runs: Vec<String>,
}

/// The hits for a terminal or a pipe.
pub fn text(hits: &[Hit], page: Page) -> String {
    if hits.is_empty() {
        return "No document holds these words.\n".to_owned();
    }
    let mut out = String::new();
    for hit in hits {
        let mut head = vec![Piece::new(hit.doc.clone(), ink::STRONG)];
        if let Some(date) = &hit.published {
            head.push(Piece::new(format!("  {date}"), ink::FAINT));
        }
        if let Some(title) = &hit.title {
            head.push(Piece::plain(format!("  {}", phrase::quote(title, 100))));
        }
        out.push_str(&page.wrap(&head, "", "  "));
        let found = |i: usize| i % 2 == 1;
        let pieces: Vec<Piece> = hit
            .runs
            .iter()
            .enumerate()
            .map(|(i, run)| match (found(i), page.color) {
                (true, true) => Piece::new(run.clone(), ink::TRIGGER),
                (true, false) => Piece::plain(format!("*{run}*")),
                (false, _) => Piece::plain(run.clone()),
            })
            .collect();
        out.push_str(&page.wrap(&pieces, "    ", "    "));
    }
    let _ = writeln!(out, "\n{}", phrase::count(hits.len(), "passage"));
    out
}
