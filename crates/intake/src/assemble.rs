use std::sync::Arc;

use legation_model::{Block, BlockKind, Masked, Segment, SourceMap, Span};

use crate::draft::{Label, Line};

/// The clean text of a document with its blocks, its map, and what was left out.
#[derive(Debug, Default)]
pub(crate) struct Assembled {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) map: SourceMap,
    pub(crate) chrome: Vec<Masked>,
    pub(crate) captions: Vec<Masked>,
}

/// Puts labelled lines together; they come in base order.
pub(crate) fn assemble(lines: Vec<(Line, Label)>) -> Assembled {
    let mut out = Assembled::default();
    let mut base_end = 0;
    // Whether the line before was masked for the same list and reason, so that the runs join.
    let mut before: Option<Label> = None;
    for (line, label) in lines {
        let joins = before.as_ref() == Some(&label);
        match &label {
            Label::Body(kind) => {
                if !out.text.is_empty() {
                    let at = out.text.len();
                    out.text.push('\n');
                    let base = Span::new(base_end, line.base().lo());
                    out.map.push(Segment { clean: Span::new(at, at + 1), base, page: page(&line) });
                }
                let start = out.text.len();
                out.text.push_str(&line.text);
                for run in &line.runs {
                    out.map.push(Segment { clean: run.clean.shifted(start), ..*run });
                }
                base_end = line.base().hi();
                out.blocks.push(Block { span: Span::new(start, out.text.len()), kind: *kind });
            }
            Label::Chrome(reason) => mask(&mut out.chrome, &line, reason, joins),
            Label::Caption(reason) => mask(&mut out.captions, &line, reason, joins),
        }
        before = Some(label);
    }
    out
}

fn page(line: &Line) -> u32 {
    line.runs.first().map_or(0, |r| r.page)
}

fn mask(list: &mut Vec<Masked>, line: &Line, reason: &Arc<str>, joins: bool) {
    match list.last_mut() {
        Some(last) if joins => last.base = last.base.hull(line.base()),
        _ => list.push(Masked { base: line.base(), reason: Arc::clone(reason) }),
    }
}

/// The kind of a body line by its looks, where nothing better is known.
pub(crate) fn kind_of(line: &Line, next_is_prose: bool, words: usize, terminal: bool) -> BlockKind {
    let label = words <= 14 && !terminal && !line.text.ends_with([',', ':', ';']);
    match line.kind {
        BlockKind::Paragraph if label && (line.strong || next_is_prose) => BlockKind::Heading,
        kind => kind,
    }
}
