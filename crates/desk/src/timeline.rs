//! What happened, day by day.

use std::cmp::Reverse;
use std::fmt::Write as _;

use legation_model::{Actor, Edtf, Event};

use crate::page::{Piece, ink};
use crate::{Page, phrase};

/// What of the timeline is shown.
#[derive(Clone, Debug, Default)]
pub struct Range {
    /// Only what can lie on or after its first day.
    pub from: Option<Edtf>,
    /// Only what can lie on or before its last day.
    pub to: Option<Edtf>,
}

impl Range {
    /// Whether an event can lie in the range. Without a range every event does; with one, only dated ones.
    pub fn holds(&self, date: Option<Edtf>) -> bool {
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        let Some(date) = date else { return false };
        let late_enough = |from: Edtf| from.first().is_none_or(|f| date.last().is_none_or(|d| d >= f));
        let early_enough = |to: Edtf| to.last().is_none_or(|t| date.first().is_none_or(|d| d <= t));
        self.from.is_none_or(late_enough) && self.to.is_none_or(early_enough)
    }
}

/// Events in the order of a chronicle: by first day, what is known to the day after what is only known to the month,
/// what has no date last.
pub fn order(events: &mut [&Event]) {
    events.sort_by_key(|e| {
        let date = e.merged.date;
        let start = date.and_then(|d| d.first().or(d.last()));
        let width = date.and_then(Edtf::width).unwrap_or(i32::MAX);
        (start.is_none(), start, Reverse(width), date, std::sync::Arc::clone(&e.id))
    });
}

/// The timeline as text for a terminal or a pipe.
pub fn text(events: &[&Event], page: Page) -> String {
    if events.is_empty() {
        return "No events.\n".to_owned();
    }
    let mut out = String::new();
    let mut heading = None;
    for event in events {
        let date = phrase::date(event.merged.date);
        if heading.as_ref() != Some(&date) {
            if heading.is_some() {
                out.push('\n');
            }
            out.push_str(&page.rule(&date));
            out.push('\n');
            heading = Some(date);
        }
        entry(&mut out, event, page);
    }
    let _ = write!(out, "\n{}", page.paint(&summary(events), ink::FAINT));
    out.push('\n');
    out
}

/// "12 events, 31 reports in 8 documents".
fn summary(events: &[&Event]) -> String {
    let reports = events.iter().map(|e| e.mentions.len()).sum();
    let documents: std::collections::BTreeSet<_> = events.iter().flat_map(|e| &e.documents).collect();
    format!(
        "{}, {} in {}. `legation explain ID` shows why one was coded.",
        phrase::count(events.len(), "event"),
        phrase::count(reports, "report"),
        phrase::count(documents.len(), "document"),
    )
}

/// Width of the column of codes, which the eye can run down.
const COLUMN: usize = 22;

fn entry(out: &mut String, event: &Event, page: Page) {
    let merged = &event.merged;
    let code = phrase::code(merged);
    let gap = COLUMN.saturating_sub(code.chars().count()).max(2);
    let label = [Piece::plain("  "), Piece::new(code, code_style(event)), Piece::plain(" ".repeat(gap))];
    let mut head = Vec::new();
    parties(&mut head, &merged.actor, &merged.recipient);
    if let Some(number) = &merged.number {
        head.push(Piece::plain(format!(" · {}", phrase::number(number))));
    }
    if let Some(status) = phrase::status(merged) {
        head.push(Piece::new(format!(" · {status}"), ink::WARN));
    }
    out.push_str(&page.wrap_after(&head, &label, &" ".repeat(COLUMN + 4)));
    let quote = phrase::quote(&merged.evidence.quote, (page.width.saturating_sub(6) * 2).max(60));
    out.push_str(&page.wrap(&[Piece::plain(quote)], "    ", "     "));
    let mut foot = Vec::new();
    if let Some(sources) = phrase::sources(merged) {
        foot.push(Piece::new(format!("{sources} · "), ink::FAINT));
    }
    foot.push(Piece::new(phrase::reports(event), ink::FAINT));
    if event.documents.len() == 1 {
        foot.push(Piece::new(format!(" · {}", event.documents[0]), ink::FAINT));
    }
    foot.push(Piece::new(format!(" · {}", event.id), ink::FAINT));
    out.push_str(&page.wrap(&foot, "    ", "    "));
    for conflict in &event.conflicts {
        let values: Vec<String> = conflict
            .values
            .iter()
            .map(|v| format!("{} ({})", v.value, phrase::count(v.mentions.len(), "report")))
            .collect();
        let line = format!("reports differ on {}: {}", conflict.field, values.join(" or "));
        out.push_str(&page.wrap(&[Piece::new(line, ink::WARN)], "    ! ", "      "));
    }
}

/// `France FRA/GOV → Belarus BLR/GOV`.
pub(crate) fn parties(head: &mut Vec<Piece>, actor: &[Actor], recipient: &[Actor]) {
    side(head, actor);
    if !recipient.is_empty() {
        head.push(Piece::plain(" → "));
        side(head, recipient);
    }
}

fn side(head: &mut Vec<Piece>, actors: &[Actor]) {
    if actors.is_empty() {
        head.push(Piece::new("unstated", ink::FAINT));
    }
    for (i, actor) in actors.iter().enumerate() {
        if i > 0 {
            head.push(Piece::plain(", "));
        }
        // "The armies of India and Pakistan" are two actors with one name: it is said once.
        let name = phrase::name(actor);
        if i == 0 || phrase::name(&actors[i - 1]) != name {
            head.push(Piece::new(name, ink::ACTOR));
        }
        let codes = phrase::codes(actor);
        if !codes.is_empty() {
            head.push(Piece::new(format!(" {codes}"), ink::FAINT));
        }
    }
}

/// Cooperation is green, conflict red, by the sign of the Goldstein score.
fn code_style(event: &Event) -> anstyle::Style {
    match event.merged.goldstein {
        Some(g) if g > 0.0 => ink::GOOD,
        Some(g) if g < 0.0 => ink::BAD,
        _ => ink::STRONG,
    }
}

/// The timeline as Markdown.
pub fn markdown(events: &[&Event]) -> String {
    let mut out = String::from("# Timeline\n");
    let mut heading = None;
    for event in events {
        let merged = &event.merged;
        let date = phrase::date(merged.date);
        if heading.as_ref() != Some(&date) {
            let _ = write!(out, "\n## {date}\n\n");
            heading = Some(date);
        }
        let side = |actors: &[Actor]| -> String {
            let shown: Vec<String> = actors
                .iter()
                .map(|a| match phrase::codes(a).as_str() {
                    "" => escape(&phrase::name(a)),
                    codes => format!("{} ({codes})", escape(&phrase::name(a))),
                })
                .collect();
            if shown.is_empty() { "unstated".to_owned() } else { shown.join(", ") }
        };
        let _ = write!(out, "- **{}** {}", phrase::code(merged), side(&merged.actor));
        if !merged.recipient.is_empty() {
            let _ = write!(out, " → {}", side(&merged.recipient));
        }
        if let Some(status) = phrase::status(merged) {
            let _ = write!(out, " *({status})*");
        }
        if let Some(number) = &merged.number {
            let _ = write!(out, ", {}", escape(&phrase::number(number)));
        }
        let _ = write!(out, "  \n  {}  \n  ", escape(&phrase::quote(&merged.evidence.quote, 400)));
        if let Some(sources) = phrase::sources(merged) {
            let _ = write!(out, "{}; ", escape(&sources));
        }
        let documents: Vec<String> = event.documents.iter().map(|d| format!("`{d}`")).collect();
        let _ = writeln!(out, "{}: {}", phrase::reports(event), documents.join(", "));
        for conflict in &event.conflicts {
            let values: Vec<String> = conflict.values.iter().map(|v| escape(&v.value)).collect();
            let _ = writeln!(out, "  - reports differ on {}: {}", conflict.field, values.join(" or "));
        }
    }
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
