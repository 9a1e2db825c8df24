//! Word documents (Office Open XML): the paragraphs of the main part.

use std::io::{Cursor, Read as _};

use legation_model::{BaseKind, BlockKind, Problem};

use super::xml::{Step, steps};
use crate::draft::{Declared, Draft, LineBuilder};

/// Reads a document; `max_text` bounds each unpacked part, in bytes.
///
/// # Errors
/// With the problem to list when it is no readable document.
pub(crate) fn read(bytes: &[u8], max_text: u64) -> Result<Draft, Problem> {
    let broken = |e: &dyn std::fmt::Display| Problem::error("damaged", format!("the document cannot be unpacked: {e}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let mut part = |name: &str| -> Result<String, Problem> {
        let file = archive.by_name(name).map_err(|e| broken(&e))?;
        let mut text = Vec::new();
        file.take(max_text + 1).read_to_end(&mut text).map_err(|e| broken(&e))?;
        if text.len() as u64 > max_text {
            return Err(Problem::error("too-large", "the document unpacks to more text than the limit allows"));
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    let main = part("word/document.xml")?;
    let declared = part("docProps/core.xml").map(|core| properties(&core)).unwrap_or_default();
    let (steps, whole) = steps(&main);
    let mut draft = Draft {
        base: String::new(),
        base_kind: BaseKind::Extracted,
        lines: Vec::new(),
        declared,
        problems: Vec::new(),
    };
    if !whole {
        draft.problems.push(Problem::warning("truncated", "the document ends in the middle"));
    }
    let mut marks: Vec<(usize, usize, BlockKind)> = Vec::new();
    let mut start = 0;
    let mut kind = BlockKind::Paragraph;
    let mut taking = false;
    for step in steps {
        match step {
            Step::Open(name, attributes) => {
                let value = attributes.iter().find(|(k, _)| k == "val").map_or("", |(_, v)| v.as_str());
                match name.as_str() {
                    "p" => (start, kind) = (draft.base.len(), BlockKind::Paragraph),
                    "pStyle" if value.starts_with("Heading") || value.starts_with("Titre") || value == "Subtitle" => {
                        kind = BlockKind::Heading;
                    }
                    "pStyle" if value == "Title" => kind = BlockKind::Title,
                    "pStyle" if value.contains("Quote") => kind = BlockKind::Quote,
                    "numPr" => kind = BlockKind::ListItem,
                    "t" => taking = true,
                    "tab" | "br" | "cr" => draft.base.push(' '),
                    _ => {}
                }
            }
            Step::Text(text) if taking => draft.base.push_str(&text),
            Step::Close(name) if name == "t" => taking = false,
            Step::Close(name) if name == "p" => {
                marks.push((start, draft.base.len(), kind));
                draft.base.push('\n');
            }
            Step::Text(_) | Step::Close(_) => {}
        }
    }
    let mut titled = false;
    for (start, end, kind) in marks {
        let mut builder = LineBuilder::default();
        builder.copy(&draft.base, start, end);
        // Only one headline; a second one is a heading.
        let kind = if kind == BlockKind::Title && titled { BlockKind::Heading } else { kind };
        if let Some(line) = builder.finish(kind) {
            titled |= kind == BlockKind::Title;
            draft.lines.push(line);
        }
    }
    Ok(draft)
}

/// Title, author and date of the core properties.
fn properties(xml: &str) -> Declared {
    let mut out = Declared::default();
    let mut open = String::new();
    for step in steps(xml).0 {
        match step {
            Step::Open(name, _) => open = name,
            Step::Close(_) => open.clear(),
            Step::Text(text) if !text.trim().is_empty() => match open.as_str() {
                "title" => out.title = Some(text.trim().to_owned()),
                "creator" => out.author = Some(text.trim().to_owned()),
                "language" => out.lang = Some(text.trim().to_owned()),
                _ => {}
            },
            Step::Text(_) => {}
        }
    }
    out
}
