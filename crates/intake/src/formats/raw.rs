//! Lines of plain text as they stand, and what paging, columns and quoting did to them.

use std::collections::{BTreeMap, BTreeSet};

use legation_packs::intake::fold;

/// So many spaces inside a line set two columns apart.
const COLUMN_GAP: usize = 8;
/// So many lines with a mark of quotation before them make the mark no part of the text.
const QUOTED_LINES: usize = 3;
/// A running head is no longer, in characters.
const HEAD_LENGTH: usize = 120;

/// One line, or one column of it, in bytes of the base text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it is a page's number or running head.
    pub(super) furniture: bool,
    /// Whether it goes on in no other line: a column, one of the labelled lines of a head ("To: …").
    pub(super) alone: bool,
}

impl Raw {
    /// Without the white space around it.
    pub(super) fn text<'a>(&self, base: &'a str) -> &'a str {
        base.get(self.start..self.end).unwrap_or_default().trim()
    }
}

/// The lines from a byte on, without their ends. Where `plain`, also without marks of quotation, columns apart.
pub(super) fn lines(base: &str, from: usize, plain: bool) -> Vec<Raw> {
    let mut all = Vec::new();
    // Lines that begin a page.
    let mut tops = BTreeSet::new();
    let mut at = from;
    for piece in base.get(from..).unwrap_or_default().split_inclusive(['\n', '\u{2028}', '\u{c}']) {
        let mut start = at;
        // A lone carriage return ends a line too (old Macintosh files).
        for part in piece.trim_end_matches(['\n', '\r', '\u{c}']).split('\r') {
            all.push(Raw { start, end: start + part.len(), furniture: false, alone: false });
            start += part.len() + 1;
        }
        if piece.ends_with('\u{c}') {
            tops.insert(all.len());
        }
        at += piece.len();
    }
    mark_furniture(base, &mut all, &tops);
    if plain {
        strip_quotation(base, &mut all);
        all = columns(base, all);
        let labelled: Vec<bool> = all.iter().map(|l| is_labelled(l.text(base))).collect();
        for (i, line) in all.iter_mut().enumerate() {
            let beside = i.checked_sub(1).into_iter().chain([i + 1]).any(|j| labelled.get(j) == Some(&true));
            line.alone = line.alone || labelled[i] && beside;
        }
    }
    all
}

/// "From: …", "Reply to: …": one or two words and a colon before something else.
pub(crate) fn is_labelled(text: &str) -> bool {
    let Some((label, rest)) = text.split_once(':') else { return false };
    let label = label.trim_end();
    let words = label.split([' ', '-']).filter(|w| !w.is_empty() && w.chars().all(char::is_alphabetic)).count();
    let plain = (1..=2).contains(&words) && words == label.split([' ', '-']).count() && label.chars().count() <= 20;
    plain && label.starts_with(char::is_uppercase) && rest.starts_with(' ') && !rest.trim().is_empty()
}

/// Where marks of quotation ("> ") stand before many lines, lines begin behind them.
fn strip_quotation(base: &str, all: &mut [Raw]) {
    if all.iter().filter(|l| l.text(base).starts_with('>')).count() < QUOTED_LINES {
        return;
    }
    for line in all {
        let text = base.get(line.start..line.end).unwrap_or_default();
        line.start = line.end - text.trim_start_matches(['>', ' ', '\t']).len();
    }
}

/// Cuts lines in which one wide gap sets two things apart (a name at the left, a date at the right). Lines among others
/// of that kind are a table's.
fn columns(base: &str, all: Vec<Raw>) -> Vec<Raw> {
    let gaps: Vec<Option<(usize, usize)>> = all.iter().map(|l| wide_gap(base, l)).collect();
    let mut out = Vec::with_capacity(all.len());
    for (i, line) in all.into_iter().enumerate() {
        let beside = i.checked_sub(1).into_iter().chain([i + 1]).any(|j| gaps.get(j).is_some_and(Option::is_some));
        match gaps[i].filter(|_| !beside && !line.furniture) {
            Some((from, to)) => {
                out.push(Raw { end: from, alone: true, ..line });
                out.push(Raw { start: to, alone: true, ..line });
            }
            None => out.push(line),
        }
    }
    out
}

/// The only wide gap inside a line, in bytes of the base text, between letters on both sides.
fn wide_gap(base: &str, line: &Raw) -> Option<(usize, usize)> {
    let text = base.get(line.start..line.end)?.trim_end();
    let indent = text.len() - text.trim_start().len();
    let from = indent + text.get(indent..)?.find(&" ".repeat(COLUMN_GAP))?;
    let (left, right) = (text.get(..from)?, text.get(from..)?.trim_start());
    let said = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let one = !right.contains(&" ".repeat(COLUMN_GAP / 2));
    (one && said(left) && said(right)).then_some((line.start + from, line.start + text.len() - right.len()))
}

/// Marks page numbers that count up, and the lines beside them, or at the top of pages, that stand there again and again.
fn mark_furniture(base: &str, all: &mut [Raw], tops: &BTreeSet<usize>) {
    let numbered: Vec<(usize, u32)> = (0..all.len())
        .filter_map(|i| Some((i, page_number(all[i].text(base))?)))
        .filter(|&(i, _)| is_blank_or_end(base, all, i.checked_sub(1)) || is_blank_or_end(base, all, Some(i + 1)))
        .collect();
    let counts = |n: u32, other: u32| n.abs_diff(other) == 1;
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for (k, &(i, n)) in numbered.iter().enumerate() {
        let near = k.checked_sub(1).into_iter().chain([k + 1]).filter_map(|j| numbered.get(j));
        if near.clone().any(|&(_, other)| counts(n, other)) || !tops.is_empty() && numbered.len() == 1 {
            found.insert(i);
        }
    }
    if found.is_empty() && tops.is_empty() {
        return;
    }
    let head = |i: usize| {
        let text = all[i].text(base);
        let length = text.chars().count();
        let digits = |c: char| if c.is_ascii_digit() { '#' } else { c };
        ((2..=HEAD_LENGTH).contains(&length)).then(|| fold(text).chars().map(digits).collect::<String>())
    };
    let mut heads: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in 0..all.len() {
        if let Some(text) = head(i) {
            heads.entry(text).or_default().push(i);
        }
    }
    let written: Vec<usize> = (0..all.len()).filter(|&i| !all[i].text(base).is_empty()).collect();
    // The first and last lines of pages.
    let ends: BTreeSet<usize> = tops
        .iter()
        .map(|&top| written.partition_point(|&i| i < top))
        .flat_map(|at| [at.checked_sub(1), Some(at)])
        .filter_map(|at| written.get(at?).copied())
        .collect();
    // Beside a page's number, at a page's end, or beside another head.
    for _ in 0..2 {
        for places in heads.values().filter(|p| p.len() > 1) {
            let edge = |&i: &usize| {
                let at = written.partition_point(|&w| w < i);
                let beside = at.checked_sub(1).into_iter().chain([at + 1]).filter_map(|at| written.get(at));
                ends.contains(&i) || beside.into_iter().any(|w| found.contains(w))
            };
            let edges = places.iter().filter(|i| edge(i)).count();
            // The first page has no page before it.
            if edges > 0 && edges + 1 >= places.len() {
                found.extend(places);
            }
        }
    }
    for i in found {
        all[i].furniture = true;
    }
}

fn is_blank_or_end(base: &str, all: &[Raw], i: Option<usize>) -> bool {
    i.and_then(|i| all.get(i)).is_none_or(|l| l.text(base).is_empty())
}

/// "7", "- 7 -", "7/12", "[7]".
fn page_number(text: &str) -> Option<u32> {
    let bare = text.trim_matches(['-', '–', '—', '[', ']', '(', ')', '.', ' ']);
    let first = bare.split('/').next()?.trim();
    let plain = bare.chars().all(|c| c.is_ascii_digit() || c == '/' || c == ' ');
    (plain && first.len() <= 4).then(|| first.parse().ok())?
}

/// The numbers of footnotes: lines that begin with a number below a rule.
pub(super) fn footnotes(base: &str, all: &[Raw], is_rule: impl Fn(&str) -> bool) -> BTreeMap<usize, u32> {
    let mut notes = BTreeMap::new();
    let mut below = false;
    for (i, line) in all.iter().enumerate() {
        let text = line.text(base);
        if is_rule(text) {
            below = true;
        } else if line.furniture {
            below = false;
        } else if below {
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, rest) = text.split_at(digits);
            let said = rest.trim_start_matches(['.', ')', ']']).trim_start();
            if (1..=2).contains(&digits) && said.len() < rest.len() && said.starts_with(char::is_alphabetic) {
                notes.insert(i, number.parse().unwrap_or(0));
            }
        }
    }
    notes
}

/// Marks of those footnotes behind words and stops of a line ("the border.*3* The"), in bytes of the base text.
pub(super) fn footnote_marks(
    base: &str,
    start: usize,
    end: usize,
    notes: &BTreeMap<usize, u32>,
) -> Vec<(usize, usize)> {
    let text = base.get(start..end).unwrap_or_default();
    let mut found = Vec::new();
    if notes.is_empty() {
        return found;
    }
    let mut before = [' ', ' '];
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let number = rest.get(..digits).and_then(|n| n.parse::<u32>().ok());
            let known = number.is_some_and(|n| notes.values().any(|&note| note == n));
            let word = before.iter().all(|c| c.is_lowercase());
            let stop =
                matches!(before[1], '.' | ',' | ';' | '!' | '?' | '”' | '»' | '"' | ')') && !before[0].is_numeric();
            let ends = rest.get(digits..).is_none_or(|r| r.is_empty() || r.starts_with([' ', '.', ',', ';', ')']));
            if known && (word || stop) && ends {
                found.push((start + at, start + at + digits));
            }
            before = ['0', '0'];
            at += digits;
            continue;
        }
        before = [before[1], c];
        at += c.len_utf8();
    }
    found
}
