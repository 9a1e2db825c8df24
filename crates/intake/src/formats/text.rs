//! Plain text and Markdown. Text that people scraped often carries Markdown marks, so both share one reader.

use std::collections::BTreeSet;

use legation_model::{BaseKind, BlockKind};

use super::raw::{self, Raw};
use crate::draft::{Declared, Draft, Label, Line, LineBuilder};

/// Reads plain text; `markup` says that Markdown's marks count even where nothing else speaks for them.
pub(crate) fn read(base: String, markup: bool) -> Draft {
    let mut declared = Declared::default();
    let body = if markup { front_matter(&base, &mut declared) } else { 0 };
    let marked = markup || looks_marked(&base);
    let raw = raw::lines(&base, body, !marked);
    let wrapped = is_hard_wrapped(&base, &raw);
    let compounds: BTreeSet<&str> = if wrapped { compounds(&base) } else { BTreeSet::new() };
    let notes = raw::footnotes(&base, &raw, is_rule);
    let mut lines = Vec::new();
    let mut builder = LineBuilder::default();
    let mut open: Option<BlockKind> = None;
    // Whether the paragraph before the end of a page goes on behind it.
    let mut resumed = false;
    for (i, &Raw { start, end, furniture, .. }) in raw.iter().enumerate() {
        let text = base.get(start..end).unwrap_or_default();
        let trimmed = text.trim();
        if furniture {
            let mut head = LineBuilder::default();
            head.copy(&base, start, end);
            let fixed = Some(Label::Chrome("page-furniture".into()));
            lines.extend(head.finish(BlockKind::Paragraph).map(|line| Line { fixed, ..line }));
        }
        if furniture || trimmed.is_empty() || is_rule(trimmed) {
            resumed = resumed || open.is_some() && wrapped && goes_on_behind_page(&base, &raw, i);
            if !resumed {
                close(&mut builder, &mut open, &mut lines);
            }
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
        let apart = notes.contains_key(&i);
        let joins = kind == BlockKind::Paragraph
            && open.is_some()
            && (resumed || wrapped && !apart && continues(&base, &raw, i));
        resumed = false;
        if joins {
            if !builder.ends_in_hyphen() {
                // From the line break on, over marks of quotation.
                let behind = base.get(..start).map_or(start, |b| b.trim_end_matches(['>', ' ', '\t']).len());
                builder.space(behind.saturating_sub(1), start);
            } else if is_divided(builder.text(), trimmed, &compounds) {
                builder.drop_hyphen();
            }
        } else {
            close(&mut builder, &mut open, &mut lines);
            open = Some(kind);
        }
        if marked {
            inline(&base, at, end, &mut builder);
        } else {
            for (from, to) in raw::footnote_marks(&base, at, end, &notes) {
                builder.copy(&base, at, from);
                at = to;
            }
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
    lines.sort_by_key(Line::base);
    Draft { base, base_kind: BaseKind::Decoded, lines, declared, problems: Vec::new() }
}

fn close(builder: &mut LineBuilder, open: &mut Option<BlockKind>, lines: &mut Vec<Line>) {
    if let Some(kind) = open.take() {
        lines.extend(builder.finish(kind));
    }
}

/// Whether lines break at a fixed width rather than at the end of paragraphs.
fn is_hard_wrapped(base: &str, raw: &[Raw]) -> bool {
    let (mut long, mut running, mut small) = (0, 0, 0);
    for pair in raw.windows(2) {
        let (this, next) = (pair[0].text(base), pair[1].text(base));
        let width = this.chars().count();
        if width > 130 {
            return false;
        }
        if width >= 45 && !next.is_empty() {
            long += 1;
            let goes_on = next.starts_with(char::is_lowercase);
            running += usize::from(!ends_sentence(this) || goes_on);
            small += usize::from(!ends_sentence(this) && goes_on);
        }
    }
    // Few lines tell only by small letters: headlines have no stop either.
    (long >= 3 || small > 0) && running * 2 > long
}

/// Whether line `i` of a hard-wrapped text goes on with the paragraph of the line before.
fn continues(base: &str, raw: &[Raw], i: usize) -> bool {
    let Some(line) = i.checked_sub(1).and_then(|i| raw.get(i)) else { return false };
    let before = line.text(base);
    let width = before.chars().count();
    !line.alone && !raw[i].alone && (width >= 45 || (width >= 30 && !ends_sentence(before)))
}

/// Whether an empty line or a page's furniture at `i` stands in the middle of a sentence that goes on on the next page.
fn goes_on_behind_page(base: &str, raw: &[Raw], i: usize) -> bool {
    let text = |l: &&Raw| !l.furniture && !l.text(base).is_empty();
    let (before, after) = (raw[..i].iter().rposition(|l| text(&l)), raw[i..].iter().position(|l| text(&l)));
    let (Some(before), Some(after)) = (before, after.map(|n| i + n)) else { return false };
    let turned = raw[before..after].iter().any(|l| l.furniture);
    let lower = raw[after].text(base).starts_with(char::is_lowercase);
    turned && lower && !ends_sentence(raw[before].text(base))
}

/// All words of a text with a hyphen inside.
fn compounds(base: &str) -> BTreeSet<&str> {
    let words = base.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.filter(|w| w.trim_matches('-').contains('-')).map(|w| w.trim_matches('-')).collect()
}

/// Whether the hyphen at the end of a text only divides a word that goes on: its second half is small, and nowhere else
/// does the whole have a hyphen ("ambassa-" "dor", not "vice-" "president").
fn is_divided(text: &str, next: &str, compounds: &BTreeSet<&str>) -> bool {
    let first = text.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let second = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    second.starts_with(char::is_lowercase) && !compounds.contains(format!("{first}{second}").as_str())
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
    bare.len() >= 3 && ["-", "*", "_", "=", "#"].iter().any(|m| bare.chars().all(|c| m.contains(c)))
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
    fn divided_words_columns_and_pages_are_put_together() {
        let text = "HARBOUR REVIEW        No. 7\n\nOn Monday the foreign minister told the two dele-\ngations that the vice-president had signed the treaty on the north-\n\
                    ern harbour, which in his own words of May the vice-\npresident of the other of the island coun-\n\n  3\n\u{c}HARBOUR REVIEW        No. 7\n\ntry had drafted with great care.1 It was\n\
                    late.\n\n____\n1 A draft of May.\n2 Another.\n\n  4\n";
        assert_eq!(
            lines(text, false),
            [
                "HARBOUR REVIEW No. 7",
                "On Monday the foreign minister told the two delegations that the vice-president had signed the treaty on the \
                 northern harbour, which in his own words of May the vice-president of the other of the island country had drafted with great care. \
                 It was late.",
                "3",
                "HARBOUR REVIEW No. 7",
                "1 A draft of May.",
                "2 Another.",
                "4",
            ]
        );
        let fixed = read(text.to_owned(), false).lines.iter().filter(|l| l.fixed.is_some()).count();
        assert_eq!(fixed, 4);
        assert_eq!(
            lines("By Ann Example            Vienna, 3 May 1994\n", false),
            ["By Ann Example", "Vienna, 3 May 1994"]
        );
    }

    #[test]
    fn a_short_text_is_wrapped_where_a_sentence_goes_on_small() {
        let text = "The two countries had agreed to reopen their embassies\nafter nearly ten years.\n";
        assert_eq!(lines(text, false).len(), 1);
        assert_eq!(lines(&text.replace("after", "After"), false).len(), 2);
    }

    #[test]
    fn quotation_marks_of_mail_are_no_text() {
        let text = "> The two countries had agreed to reopen their embassies\n> after nearly ten years without relations, and said that\n\
                    > a first visit of both ministers to the capital would\n> follow soon.\n>\n> > Second.\n";
        assert_eq!(lines(text, false).len(), 2);
        assert_eq!(lines(text, false)[1], "Second.");
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
