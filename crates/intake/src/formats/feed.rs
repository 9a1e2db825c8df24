//! RSS and Atom: every entry is a document.

use legation_model::Problem;

use super::piece::Piece;
use super::xml::{Step, steps};

/// The entries of a feed, in order, and whether the feed was whole.
///
/// # Errors
/// With the problem to list when it has no entries.
pub(crate) fn entries(xml: &str) -> Result<(Vec<Piece>, bool), Problem> {
    let (steps, whole) = steps(xml);
    let mut out: Vec<Piece> = Vec::new();
    let mut feed_title = String::new();
    let mut inside = false;
    let mut path: Vec<String> = Vec::new();
    for step in steps {
        match step {
            Step::Open(name, attributes) => {
                if name == "item" || name == "entry" {
                    out.push(Piece::default());
                    inside = true;
                }
                if name == "link"
                    && inside
                    && let (Some(piece), Some((_, href))) =
                        (out.last_mut(), attributes.iter().find(|(k, _)| k == "href"))
                {
                    let rel = attributes.iter().find(|(k, _)| k == "rel").map_or("alternate", |(_, v)| v.as_str());
                    if rel == "alternate" {
                        piece.url = Some(href.clone());
                    }
                }
                path.push(name);
            }
            Step::Close(name) => {
                inside &= name != "item" && name != "entry";
                if path.last() == Some(&name) {
                    path.pop();
                }
            }
            Step::Text(text) if inside => {
                if let Some(piece) = out.last_mut() {
                    take(piece, &path, &text);
                }
            }
            Step::Text(text) => {
                let parent = path.len().checked_sub(2).and_then(|i| path.get(i)).map_or("", String::as_str);
                if path.last().is_some_and(|p| p == "title") && matches!(parent, "channel" | "feed") {
                    feed_title.push_str(text.trim());
                }
            }
        }
    }
    if out.is_empty() {
        return Err(Problem::error("no-text", "the feed has no entries"));
    }
    for piece in &mut out {
        piece.outlet = Some(feed_title.clone()).filter(|t| !t.is_empty());
    }
    Ok((out, whole))
}

fn take(piece: &mut Piece, path: &[String], text: &str) {
    let name = path.last().map_or("", String::as_str);
    let parent = path.len().checked_sub(2).and_then(|i| path.get(i)).map_or("", String::as_str);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match (parent, name) {
        ("item" | "entry", "title") => piece.title.push_str(text),
        // The full text outranks the summary, whichever comes first.
        (_, "encoded") | ("entry", "content") => text.clone_into(&mut piece.body),
        ("item" | "entry", "description" | "summary") if piece.body.is_empty() => text.clone_into(&mut piece.body),
        ("item" | "entry", "pubDate" | "published" | "date" | "issued") => piece.date = Some(text.to_owned()),
        ("entry", "updated") if piece.date.is_none() => piece.date = Some(text.to_owned()),
        ("item", "link") => piece.url = Some(text.to_owned()),
        ("item" | "entry", "creator" | "author") | ("author", "name") => piece.author = Some(text.to_owned()),
        _ => {}
    }
}
