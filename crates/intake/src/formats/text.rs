//! Plain text and Markdown. Text that people scraped often carries Markdown marks, so both share one reader.

use legation_model::{BaseKind, BlockKind};

use crate::draft::{Declared, Draft, Line, LineBuilder};

/// Reads plain text; `markup` says that Markdown's marks count even where nothing else speaks for them.
pub(crate) fn read(base: String, markup: bool) -> Draft {
    let mut declared = Declared::default();
    let body = if markup { front_matter(&base, &mut declared) } else { 0 };
    let marked = markup || looks_marked(&base);
    let raw = raw_lines(&base, body);
    let wrapped = is_hard_wrapped(&base, &raw);
    let mut lines = Vec::new();
    let mut builder = LineBuilder::default();
    let mut open: Option<BlockKind> = None;
    for (i, &(start, end)) in raw.iter().enumerate() {
        let text = base.get(start..end).unwrap_or_default();
        let trimmed = text.trim();
        if trimmed.is_empty() || (marked && is_rule(trimmed)) {
            close(&mut builder, &mut open, &mut lines);
            continue;
        }
        let mut at = start + text.len() - text.trim_start().len();
        let mut kind = BlockKind::Paragraph;
        if marked || trimmed.starts_with('•') {
            let (skip, found) = block_mark(trimmed, marked);
            at += skip;
            kind = found;
        }
        let strong = marked && is_strong(trimmed);
        let joins = wrapped && kind == BlockKind::Paragraph && open.is_some() && continues(&base, &raw, i);
        if joins {
            builder.space(start.saturating_sub(1), start);
        } else {
            close(&mut builder, &mut open, &mut lines);
            open = Some(kind);
        }
        if marked {
            inline(&base, at, end, &mut builder);
        } else {
            builder.copy(&base, at, end);
        }
        if strong && let Some(kind) = open {
            if let Some(mut line) = builder.finish(kind) {
                line.strong = true;
                lines.push(line);
            }
            open = None;
        }
    }
    close(&mut builder, &mut open, &mut lines);
    Draft { base, base_kind: BaseKind::Decoded, lines, declared, problems: Vec::new() }
}

fn close(builder: &mut LineBuilder, open: &mut Option<BlockKind>, lines: &mut Vec<Line>) {
    if let Some(kind) = open.take() {
        lines.extend(builder.finish(kind));
    }
}

/// Byte ranges of the lines from `from` on, without their line ends.
fn raw_lines(base: &str, from: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = from;
    for piece in base.get(from..).unwrap_or_default().split_inclusive(['\n', '\u{2028}', '\u{c}']) {
        let mut start = at;
        // A lone carriage return ends a line too (old Macintosh files).
        for part in piece.trim_end_matches(['\n', '\r']).split('\r') {
            out.push((start, start + part.len()));
            start += part.len() + 1;
        }
        at += piece.len();
    }
    out
}

/// Whether lines break at a fixed width rather than at the end of paragraphs.
fn is_hard_wrapped(base: &str, raw: &[(usize, usize)]) -> bool {
    let (mut long, mut running) = (0, 0);
    for pair in raw.windows(2) {
        let text = |(s, e): (usize, usize)| base.get(s..e).unwrap_or_default().trim();
        let (this, next) = (text(pair[0]), text(pair[1]));
        let width = this.chars().count();
        if width > 130 {
            return false;
        }
        if width >= 45 && !next.is_empty() {
            long += 1;
            if !ends_sentence(this) || next.chars().next().is_some_and(char::is_lowercase) {
                running += 1;
            }
        }
    }
    long >= 3 && running * 2 > long
}

/// Whether line `i` of a hard-wrapped text goes on with the paragraph of the line before.
fn continues(base: &str, raw: &[(usize, usize)], i: usize) -> bool {
    let Some(&(start, end)) = i.checked_sub(1).and_then(|i| raw.get(i)) else { return false };
    let before = base.get(start..end).unwrap_or_default().trim();
    let width = before.chars().count();
    width >= 45 || (width >= 30 && !ends_sentence(before))
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', '’', '\'', ')', ' ', '\u{a0}']).ends_with(['.', '!', '?', '…', ':'])
}

/// Whether a text without the name of Markdown still carries its marks.
fn looks_marked(base: &str) -> bool {
    let mut marks = 0;
    for line in base.lines().map(str::trim) {
        let heading = line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
        let strong = line.len() > 4 && line.starts_with("**") && line.ends_with("**");
        let emphasis = line.len() > 4 && line.starts_with('*') && line.ends_with('*') && !line.starts_with("* ");
        let inner = line.matches("**").count() >= 2 || line.contains("](http");
        marks += usize::from(heading || strong || emphasis || inner);
    }
    marks >= 2
}

fn is_rule(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    bare.len() >= 3 && ["-", "*", "_", "="].iter().any(|m| bare.chars().all(|c| m.contains(c)))
}

fn is_strong(line: &str) -> bool {
    ["**", "__"].iter().any(|m| {
        line.strip_prefix(m)
            .and_then(|l| l.strip_suffix(m))
            .is_some_and(|inner| !inner.is_empty() && !inner.contains(m))
    })
}

/// The length of the mark that opens a block, and what the block is.
fn block_mark(line: &str, marked: bool) -> (usize, BlockKind) {
    let hashes = line.len() - line.trim_start_matches('#').len();
    let rest = line.get(hashes..).unwrap_or_default();
    if marked && (1..=6).contains(&hashes) && rest.starts_with([' ', '\t']) {
        return (hashes + rest.len() - rest.trim_start().len(), BlockKind::Heading);
    }
    if marked && let Some(rest) = line.strip_prefix('>') {
        return (1 + rest.len() - rest.trim_start().len(), BlockKind::Quote);
    }
    for bullet in ["- ", "* ", "+ ", "• ", "•\t", "•"] {
        if let Some(rest) = line.strip_prefix(bullet)
            && (marked || bullet.starts_with('•'))
        {
            return (bullet.len() + rest.len() - rest.trim_start().len(), BlockKind::ListItem);
        }
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).unwrap_or_default();
    if marked && (1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") ")) {
        return (digits + 2, BlockKind::ListItem);
    }
    (0, BlockKind::Paragraph)
}

/// Takes one line, leaving out the marks of emphasis, code and links; a link leaves its text.
fn inline(base: &str, start: usize, end: usize, builder: &mut LineBuilder) {
    let mut at = start;
    let mut from = start;
    while at < end {
        let rest = base.get(at..end).unwrap_or_default();
        let Some(c) = rest.chars().next() else { break };
        let skip = match c {
            '\\' if rest.chars().nth(1).is_some_and(|n| n.is_ascii_punctuation()) => 1,
            '*' | '_' | '`' | '~' => mark_len(base, start, at, end, c),
            '!' if rest.starts_with("![") => image_len(rest),
            '[' if link(rest).is_some() => 1,
            ']' => target_len(base, start, at, end),
            '<' => autolink_len(rest),
            _ => 0,
        };
        if skip == 0 {
            at += c.len_utf8();
            continue;
        }
        builder.copy(base, from, at);
        from = at + skip;
        // An escaped character is text whatever it is.
        at = from + if c == '\\' { rest.chars().nth(1).map_or(0, char::len_utf8) } else { 0 };
    }
    builder.copy(base, from, end);
}

/// How many bytes of emphasis marks stand here, 0 if they are plain characters (`2 * 3`, `snake_case`).
fn mark_len(base: &str, start: usize, at: usize, end: usize, mark: char) -> usize {
    let before = base.get(start..at).and_then(|s| s.chars().next_back());
    let run = base.get(at..end).map_or(0, |s| s.len() - s.trim_start_matches(mark).len());
    let after = base.get(at + run..end).and_then(|s| s.chars().next());
    let open = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if run > 3 || (mark == '~' && run != 2) || (open(before) && open(after)) {
        return 0;
    }
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if mark == '_' && word(before) && word(after) { 0 } else { run }
}

/// Byte lengths of the text and of the whole of a link `[text](target)` at the start of `rest`.
fn link(rest: &str) -> Option<(usize, usize)> {
    let close = rest.find("](")?;
    let text = rest.get(1..close)?;
    if text.contains('[') && !text.contains("![") {
        return None;
    }
    let target = rest.get(close + 2..)?.find(')')?;
    Some((close, close + 2 + target + 1))
}

fn image_len(rest: &str) -> usize {
    rest.get(1..).and_then(link).map_or(0, |(_, whole)| whole + 1)
}

/// The length of `](target)` if an open bracket stands before it.
fn target_len(base: &str, start: usize, at: usize, end: usize) -> usize {
    let rest = base.get(at..end).unwrap_or_default();
    let opened = base.get(start..at).is_some_and(|s| s.contains('['));
    if !opened || !rest.starts_with("](") {
        return 0;
    }
    rest.find(')').map_or(0, |close| close + 1)
}

fn autolink_len(rest: &str) -> usize {
    let inner = rest.get(1..).unwrap_or_default();
    let tag =
        inner.starts_with("http") || inner.starts_with('/') || inner.starts_with("br") || inner.starts_with("!--");
    if tag { rest.find('>').map_or(0, |close| close + 1) } else { 0 }
}

/// Reads `title`, `date`, `author` and `lang` from a YAML-like head and returns where the text begins.
fn front_matter(base: &str, declared: &mut Declared) -> usize {
    let start = usize::from(base.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    let text = base.get(start..).unwrap_or_default();
    let Some(head) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return start };
    let Some(close) = head.find("\n---") else { return start };
    for line in head.get(..close).unwrap_or_default().lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if value.is_empty() {
            continue;
        }
        match key.trim() {
            "title" => declared.title = Some(value),
            "author" => declared.author = Some(value),
            "lang" | "language" => declared.lang = Some(value),
            "source" | "publisher" | "outlet" => declared.outlet = Some(value),
            "date" | "published" => {
                if let Some(date) = value.get(..10).and_then(|d| d.parse().ok()) {
                    declared.published = Some((date, format!("front matter: {}: {value}", key.trim())));
                }
            }
            _ => {}
        }
    }
    let after = text.len() - head.len() + close + 4;
    start + after + text.get(after..).and_then(|t| t.find('\n')).map_or(0, |n| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, markup: bool) -> Vec<String> {
        read(text.to_owned(), markup).lines.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn marks_go_and_words_stay() {
        let text = "# Talks *resume*\n\n**Minister**  \nSee [the note](http://x.org/a_b) and 2 * 3, snake_case\\_x.\n";
        assert_eq!(lines(text, true), ["Talks resume", "Minister", "See the note and 2 * 3, snake_case_x."]);
    }

    #[test]
    fn wrapped_lines_become_paragraphs() {
        let text = "The foreign minister said on Tuesday that the two\ncountries had agreed to reopen their embassies after\n\
                    nearly ten years without relations, and that a first\nvisit would follow in the spring.\n\nSecond paragraph.\n";
        assert_eq!(lines(text, false).len(), 2);
    }

    #[test]
    fn every_line_maps_back() {
        let text = "\u{feff}**Objet\u{a0}:  x**\r\n\r\nA\u{ad}b  c\n";
        let draft = read(text.to_owned(), true);
        assert_eq!(draft.lines[0].text, "Objet : x");
        assert_eq!(draft.lines[0].base().of(&draft.base), "Objet\u{a0}:  x");
        assert_eq!(draft.lines[1].text, "Ab c");
        assert_eq!(draft.lines[1].base().of(&draft.base), "A\u{ad}b  c");
    }
}
