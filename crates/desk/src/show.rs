//! A document with its marks: what was left out is faint, each event stands below its sentence.

use std::fmt::Write as _;

use legation_ledger::StoredProblem;
use legation_model::{Article, BlockKind, Mention, Severity, Span, Timex};

use crate::marks::Marks;
use crate::page::{Piece, ink};
use crate::timeline::parties;
use crate::{Page, phrase};

/// Everything that is known of one document.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The document.
    pub article: &'a Article,
    /// Its time expressions.
    pub times: &'a [Timex],
    /// What was read out of it, each with the id of its event.
    pub mentions: &'a [(Mention, Option<String>)],
    /// What went wrong.
    pub problems: &'a [StoredProblem],
}

/// The document for a terminal or a pipe.
pub fn text(shown: Shown<'_>, page: Page) -> String {
    let article = shown.article;
    let mut out = head(shown, page);
    let marks = Marks::new(shown.mentions.iter().map(|(m, _)| m), shown.times);
    let mut runs: Vec<Run> = Vec::new();
    for block in &article.blocks {
        runs.push(Run { base: article.map.to_base(block.span), what: What::Block(block.span, block.kind) });
    }
    runs.extend(article.chrome.iter().map(|m| Run { base: m.base, what: What::Left("left out", &m.reason) }));
    runs.extend(article.captions.iter().map(|m| Run { base: m.base, what: What::Left("caption", &m.reason) }));
    runs.sort_by_key(|r| (r.base.start, r.base.end));
    for run in runs {
        match run.what {
            What::Block(span, kind) => block(&mut out, shown, &marks, span, kind, page),
            What::Left(label, reason) => left_out(&mut out, run.base.of(&article.base), label, reason, page),
        }
    }
    out
}

struct Run<'a> {
    base: Span,
    what: What<'a>,
}

enum What<'a> {
    Block(Span, BlockKind),
    Left(&'static str, &'a str),
}

fn head(shown: Shown<'_>, page: Page) -> String {
    let meta = &shown.article.meta;
    let mut out = page.rule(&shown.article.doc);
    out.push('\n');
    let date = phrase::date(meta.published.date);
    let why = if meta.published.why.is_empty() { String::new() } else { format!(": {}", meta.published.why) };
    let facts = [
        Some(format!("{} in {}", meta.kind.as_str(), meta.lang)),
        Some(format!("published {date} ({}{why})", meta.published.basis.as_str())),
        meta.outlet.as_ref().map(|o| format!("in {o}")),
        meta.wire.as_ref().map(|w| format!("built on {w}")),
        meta.author.as_ref().map(|a| format!("by {a}")),
        Some(phrase::count(shown.mentions.len(), "event mention")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    out.push_str(&page.wrap(&[Piece::new(facts.join(" · "), ink::FAINT)], "", "  "));
    for problem in shown.problems {
        let style = if problem.severity == Severity::Note { ink::FAINT } else { ink::WARN };
        out.push_str(&page.wrap(&[Piece::new(problem.message.clone(), style)], "! ", "  "));
    }
    out.push_str(&page.wrap(&Marks::legend(page), "", ""));
    out.push('\n');
    out
}

fn block(out: &mut String, shown: Shown<'_>, marks: &Marks, span: Span, kind: BlockKind, page: Page) {
    let text = &shown.article.text;
    let here: Vec<&(Mention, Option<String>)> =
        shown.mentions.iter().filter(|(m, _)| span.contains_offset(m.trigger.lo())).collect();
    let (first, rest) = match kind {
        BlockKind::ListItem => ("• ", "  "),
        BlockKind::Quote => ("│ ", "│ "),
        _ => ("", ""),
    };
    let mut at = span.start;
    let mut shown_until = 0;
    for end in passage_ends(text, span, &here) {
        let passage = Span { start: at, end };
        let mut pieces = marks.pieces(text, passage, page);
        if matches!(kind, BlockKind::Title | BlockKind::Heading) {
            for piece in &mut pieces {
                piece.style = piece.style.bold();
            }
        }
        out.push_str(&page.wrap(&pieces, first, rest));
        let mut below: Vec<&&(Mention, Option<String>)> =
            here.iter().filter(|(m, _)| m.trigger.start >= shown_until && m.trigger.start < end).collect();
        below.sort_by_key(|(m, _)| (m.trigger.start, m.id.n));
        for (mention, event) in below {
            event_line(out, mention, event.as_deref(), text, page);
        }
        shown_until = end;
        at = end;
    }
    out.push('\n');
}

/// Where a block is broken so that events can stand below: after each sentence with an event, and at the block's end.
fn passage_ends(text: &str, block: Span, mentions: &[&(Mention, Option<String>)]) -> Vec<u32> {
    let mut ends: Vec<u32> = mentions
        .iter()
        .map(|(m, _)| sentence_end(text, m.evidence.clean.end.max(m.trigger.end).min(block.end), block.end))
        .collect();
    ends.push(block.end);
    ends.sort_unstable();
    ends.dedup();
    // A rest without a word (a closing quotation mark) stays with its sentence.
    if let [.., last, end] = ends[..]
        && (Span { start: last, end }).of(text).trim_matches(|c: char| !c.is_alphanumeric()).is_empty()
    {
        ends.remove(ends.len() - 2);
    }
    ends
}

/// The end of the sentence that `from` lies in or ends, for layout only: sentences as the parser saw them are not kept.
fn sentence_end(text: &str, from: u32, limit: u32) -> u32 {
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | '…');
    let is_closing = |c: char| matches!(c, '"' | '”' | '’' | '»' | ')' | '\'');
    let before = Span { start: 0, end: from }.of(text).trim_end_matches(is_closing);
    if before.ends_with(is_end) {
        return from;
    }
    let rest = Span { start: from, end: limit }.of(text);
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if !is_end(c) {
            continue;
        }
        let mut end = i + c.len_utf8();
        while let Some(&(j, next)) = chars.peek() {
            if !is_closing(next) && !is_end(next) {
                break;
            }
            end = j + next.len_utf8();
            chars.next();
        }
        if chars.peek().is_none_or(|(_, next)| next.is_whitespace()) {
            return from + end as u32;
        }
    }
    limit
}

fn event_line(out: &mut String, mention: &Mention, event: Option<&str>, text: &str, page: Page) {
    let style = match mention.goldstein {
        Some(g) if g > 0.0 => ink::GOOD,
        Some(g) if g < 0.0 => ink::BAD,
        _ => ink::STRONG,
    };
    let mut line = vec![Piece::new(phrase::code(mention), style), Piece::plain(" | ")];
    parties(&mut line, &mention.actor, &mention.recipient);
    let mut rest = Vec::new();
    if let Some(status) = phrase::status(mention) {
        rest.push(status.to_owned());
    }
    rest.push(phrase::date(mention.date));
    if let Some(place) = mention.place {
        rest.push(format!("in {place}"));
    }
    if let Some(number) = &mention.number {
        rest.push(phrase::number(number));
    }
    if let Some(sources) = phrase::sources(mention) {
        rest.push(sources);
    }
    if let Some(event) = event {
        rest.push(event.to_owned());
    }
    line.push(Piece::new(format!(" | {}", rest.join(" | ")), ink::FAINT));
    let trigger = mention.trigger.of(text);
    let first = format!("    ▸ {trigger}: ");
    out.push_str(&page.wrap(&line, &first, "        "));
}

/// A run that is not part of the piece: enough of it to recognise it by.
fn left_out(out: &mut String, base: &str, label: &str, reason: &str, page: Page) {
    let flat = base.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.is_empty() {
        return;
    }
    let characters = flat.chars().count();
    let limit = page.width * 2;
    let mut shown: String = flat.chars().take(limit).collect();
    if characters > limit {
        let _ = write!(shown, " … ({characters} characters)");
    }
    let label = if reason.is_empty() || reason == label { label.to_owned() } else { format!("{label}, {reason}") };
    out.push_str(&page.wrap(&[Piece::new(format!("{label}: {shown}"), ink::FAINT)], "┆ ", "┆ "));
    out.push('\n');
}
