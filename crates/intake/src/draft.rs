use std::sync::Arc;

use legation_model::{BaseKind, BlockKind, Edtf, Problem, Segment, Span};

/// A document between its format and its cleaning: lines of text, each with the way back to the base text.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) base: String,
    pub(crate) base_kind: BaseKind,
    /// In base order, none empty.
    pub(crate) lines: Vec<Line>,
    pub(crate) declared: Declared,
    pub(crate) problems: Vec<Problem>,
}

/// What the format itself says of the document.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) lang: Option<String>,
    /// The date and what says so.
    pub(crate) published: Option<(Edtf, String)>,
    /// The day in the page's own address (".../2018/03/05/...").
    pub(crate) address_date: Option<Edtf>,
    /// A date that came with the document, in words of its language.
    pub(crate) date: Option<String>,
    /// Folded words of the page's own category ("opinion", "communiqué").
    pub(crate) section: Option<String>,
    /// Web host.
    pub(crate) host: Option<String>,
    /// The text of the piece as the page's linked data give it, for comparison.
    pub(crate) body: Option<String>,
}

/// What a line is, so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Body(BlockKind),
    Chrome(Arc<str>),
    Caption(Arc<str>),
}

/// One line (a paragraph, mostly) of clean text.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// White space folded, markup and invisible characters gone.
    pub(crate) text: String,
    /// Where each byte of `text` came from: clean offsets count in `text`, base offsets in the base text.
    pub(crate) runs: Vec<Segment>,
    /// What the format says it is.
    pub(crate) kind: BlockKind,
    /// Whether the whole line stands in bold or the like.
    pub(crate) strong: bool,
    /// How much of the text is links, in percent.
    pub(crate) linked: u8,
    /// Whether the format's structure speaks for its being part of the piece.
    pub(crate) anchored: bool,
    /// The element around the line's own, where the format has elements; 0 otherwise.
    pub(crate) parent: u32,
    /// Whether the page's linked data give it as text of the piece.
    pub(crate) stated: bool,
    /// Set by the format where its structure decides.
    pub(crate) fixed: Option<Label>,
}

impl Line {
    /// The hull of the line in the base text.
    pub(crate) fn base(&self) -> Span {
        let start = self.runs.first().map_or(0, |r| r.base.start);
        let end = self.runs.last().map_or(start, |r| r.base.end);
        Span { start, end }
    }

    /// Cuts the line before a byte of its text; white space at the cut is dropped. `None` where a side is empty.
    pub(crate) fn split_at(&self, at: usize) -> Option<(Self, Self)> {
        let left = self.text.get(..at)?.trim_end().len();
        let right = at + self.text.get(at..)?.len() - self.text.get(at..)?.trim_start().len();
        if left == 0 || right >= self.text.len() {
            return None;
        }
        Some((self.part(0, left), self.part(right, self.text.len())))
    }

    fn part(&self, from: usize, to: usize) -> Self {
        let mut runs = Vec::new();
        for run in &self.runs {
            let (lo, hi) = (run.clean.lo().max(from), run.clean.hi().min(to));
            if lo >= hi {
                continue;
            }
            let mut base = run.base;
            if run.clean.len() == run.base.len() {
                let shift = run.base.lo();
                base = Span::new(shift + lo - run.clean.lo(), shift + hi - run.clean.lo());
            }
            runs.push(Segment { clean: Span::new(lo - from, hi - from), base, page: run.page });
        }
        Self { text: self.text.get(from..to).unwrap_or_default().to_owned(), runs, ..self.clone() }
    }
}

/// Gathers one line from pieces of the base text.
#[derive(Debug, Default)]
pub(crate) struct LineBuilder {
    text: String,
    runs: Vec<Segment>,
    /// White space seen and not yet written, as base bytes.
    pending: Option<(usize, usize)>,
}

impl LineBuilder {
    /// Takes base bytes as they are, folding white space and dropping invisible characters.
    pub(crate) fn copy(&mut self, base: &str, start: usize, end: usize) {
        let Some(slice) = base.get(start..end) else { return };
        let mut from = None;
        for (i, c) in slice.char_indices() {
            let at = start + i;
            let space = c.is_whitespace();
            if !space && !is_invisible(c) {
                if from.is_none() {
                    self.flush_space();
                    from = Some(at);
                }
                continue;
            }
            self.take_run(base, from.take(), at);
            if space {
                self.space(at, at + c.len_utf8());
            }
        }
        self.take_run(base, from, end);
    }

    /// Takes text that stands for other base bytes (a decoded entity).
    pub(crate) fn replace(&mut self, text: &str, start: usize, end: usize) {
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            if text.chars().any(char::is_whitespace) {
                self.space(start, end);
            }
            return;
        }
        self.flush_space();
        self.push(text, start, end);
    }

    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Notes white space without a character of its own (a line break that joins).
    pub(crate) fn space(&mut self, start: usize, end: usize) {
        let from = self.pending.map_or(start, |(s, _)| s);
        self.pending = Some((from, end));
    }

    /// Whether the text so far ends in a hyphen behind a letter, or in an invisible one.
    pub(crate) fn ends_in_hyphen(&self) -> bool {
        let mut last = self.text.chars().rev();
        self.pending.is_none()
            && last.next().is_some_and(|c| matches!(c, '-' | '\u{2010}'))
            && last.next().is_some_and(char::is_alphabetic)
    }

    /// Takes the last character back.
    pub(crate) fn drop_hyphen(&mut self) {
        let Some(hyphen) = self.text.pop() else { return };
        let Some(last) = self.runs.last_mut() else { return };
        let length = hyphen.len_utf8() as u32;
        last.clean.end -= length;
        last.base.end -= length;
        if last.clean.is_empty() {
            self.runs.pop();
        }
    }

    /// The finished line; `None` if nothing visible was taken. The builder starts again.
    pub(crate) fn finish(&mut self, kind: BlockKind) -> Option<Line> {
        self.pending = None;
        let text = std::mem::take(&mut self.text);
        let runs = std::mem::take(&mut self.runs);
        (!text.is_empty()).then_some(Line {
            text,
            runs,
            kind,
            strong: false,
            linked: 0,
            anchored: false,
            parent: 0,
            stated: false,
            fixed: None,
        })
    }

    fn take_run(&mut self, base: &str, from: Option<usize>, to: usize) {
        if let Some(text) = from.and_then(|from| base.get(from..to)) {
            self.push(text, to - text.len(), to);
        }
    }

    fn flush_space(&mut self) {
        if let Some((start, end)) = self.pending.take()
            && !self.text.is_empty()
        {
            self.push(" ", start, end);
        }
    }

    fn push(&mut self, text: &str, start: usize, end: usize) {
        let at = self.text.len();
        self.text.push_str(text);
        let run = Segment { clean: Span::new(at, self.text.len()), base: Span::new(start, end), page: 0 };
        if let Some(last) = self.runs.last_mut()
            && last.clean.len() == last.base.len()
            && run.clean.len() == run.base.len()
            && last.base.end == run.base.start
        {
            last.clean.end = run.clean.end;
            last.base.end = run.base.end;
            return;
        }
        self.runs.push(run);
    }
}

/// Characters that show nothing and are left out: soft hyphen, zero-width marks, byte order mark, controls.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || c.is_control()
}
