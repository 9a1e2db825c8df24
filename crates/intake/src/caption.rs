//! Photo captions and credits.

use std::sync::Arc;

use legation_packs::Packs;
use legation_packs::intake::{Role, fold};

use crate::draft::Line;
use crate::evidence::Evidence;

/// Whether a line is a caption or credit, and what says so.
pub(crate) fn reason(line: &Line, e: &Evidence, packs: &Packs) -> Option<Arc<str>> {
    if e.words == 0 || e.words > 80 || e.has(Role::Legal) {
        return None;
    }
    if credit_at_end(&line.text, packs) {
        return Some("credit".into());
    }
    if e.has(Role::Caption) && (e.words <= 45 && !e.has(Role::Byline)) {
        return Some("caption".into());
    }
    // "(left)", "file photo": only a short paragraph says so of its picture.
    (e.has(Role::Credit) && e.words <= 45 && names_picture(&e.folded, e)).then(|| "caption".into())
}

/// A phrase in brackets, or at the end of the line, is a picture's own.
fn names_picture(folded: &str, e: &Evidence) -> bool {
    let bracketed = ["(left", "(right", "(cent", "(from left", "(l)", "(r)", "(c)", "(g", "(d", "(à ", "(au ", "(file"]
        .iter()
        .any(|mark| folded.contains(mark));
    bracketed || !e.terminal
}

/// Whether the line ends with an agency's credit: `… . AFP PHOTO / NAME`, `… NAME / AGENCY`, `AGENCY/Name`, `© Name`.
fn credit_at_end(text: &str, packs: &Packs) -> bool {
    let bare = text.trim_end_matches(['.', ')', ']', ' ']);
    let tail_start = bare.char_indices().rev().take(60).last().map_or(0, |(i, _)| i);
    let tail = bare.get(tail_start..).unwrap_or_default();
    if let Some(at) = tail.rfind('©') {
        // "© 2020 Name. All rights reserved." is a notice, not a credit.
        let after = tail.get(at..).unwrap_or_default().trim_start_matches(['©', ' ']);
        return !after.starts_with(|c: char| c.is_ascii_digit()) && !after.is_empty() && after.split(' ').count() <= 8;
    }
    let folded = fold(tail);
    if folded.contains("photo /") || folded.contains("photo/") {
        return true;
    }
    let Some(at) = tail.rfind(['/', '|']) else { return false };
    let (before, after) =
        (tail.get(..at).unwrap_or_default().trim_end(), tail.get(at + 1..).unwrap_or_default().trim());
    let agency = |name: &str| {
        let name = name.trim_matches(['(', '[', '.', ' ']);
        packs.formats.outlet_called(name).is_some()
    };
    let last_word = |s: &str| s.rsplit([' ', '(', '[', '—', '-']).next().unwrap_or_default().to_owned();
    let name_like =
        |s: &str| s.split_whitespace().count() <= 4 && s.split_whitespace().all(|w| w.starts_with(char::is_uppercase));
    let closes = |s: &str| {
        let folded = fold(s);
        ["photo", "images", "pool", "press"].iter().any(|w| folded.ends_with(w))
    };
    (agency(after) || closes(after)) && !before.is_empty() && after.split(' ').count() <= 4
        || agency(&last_word(before)) && name_like(after) && !after.is_empty()
}
