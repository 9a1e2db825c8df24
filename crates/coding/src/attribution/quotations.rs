//! Quotation marks: which passages stand between them, and which go on in the next paragraph.

use legation_model::{Article, Span};

/// A passage between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// With its marks.
    pub outer: Span,
    /// Without them.
    pub inner: Span,
    /// Whether the closing mark was found; if not, the passage ends with its block.
    pub closed: bool,
    /// Whether it goes on with a passage that was left open at the end of the block before.
    pub continues: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// “ ” and « »: opening and closing marks differ.
    Paired(char),
    /// " on both sides.
    Straight,
    /// ‘ ’ or ' on both sides.
    Single,
}

/// A quotation in single marks longer than this many bytes is taken for two apostrophes.
const LONGEST_IN_SINGLE_MARKS: usize = 600;

/// The quotations of an article, in order and disjoint; those within others are not listed.
pub(super) fn find(article: &Article) -> Vec<Quotation> {
    let text: &str = &article.text;
    let mut found: Vec<Quotation> = Vec::new();
    let mut left_open = false;
    for block in &article.blocks {
        let before = found.len();
        in_block(text, block.span, &mut found);
        if let Some(first) = found.get_mut(before) {
            first.continues = left_open && first.outer.start == block.span.trimmed(text).start;
        }
        left_open = found.len() > before && found.last().is_some_and(|q| !q.closed);
    }
    found
}

fn in_block(text: &str, block: Span, found: &mut Vec<Quotation>) {
    let slice = block.of(text);
    let chars: Vec<(usize, char)> = slice.char_indices().map(|(i, c)| (block.lo() + i, c)).collect();
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    // The open quotation: its mark, where its marks start and where its text starts.
    let mut open: Option<(Mark, usize, usize)> = None;
    let mut i = 0;
    while i < chars.len() {
        let (offset, c) = chars[i];
        let previous = if i == 0 { None } else { at(i - 1) };
        // Two apostrophes, as some agencies write it, count as one straight mark.
        let doubled = (c == '\'' || c == '`' || c == '’') && at(i + 1) == Some(c);
        let width = if doubled { 2 } else { 1 };
        let end = chars.get(i + width).map_or(block.hi(), |&(o, _)| o);
        let next = at(i + width);
        let mut close = false;
        match (open, c) {
            (None, '“' | '«' | '„') => {
                let closing = match c {
                    '“' => '”',
                    '„' => '“',
                    _ => '»',
                };
                open = Some((Mark::Paired(closing), offset, end));
            }
            (None, '"') => open = (!is_space(next) || is_space(previous)).then_some((Mark::Straight, offset, end)),
            (None, _) if doubled => open = Some((Mark::Straight, offset, end)),
            (None, '‘' | '\'') if !is_word(previous) && is_word(next) => {
                let closes = chars[i + 1..]
                    .iter()
                    .enumerate()
                    .take_while(|(_, (o, _))| o - offset < LONGEST_IN_SINGLE_MARKS)
                    .any(|(j, &(_, d))| {
                        let (p, n) = (at(i + j), at(i + j + 2));
                        (d == '’' || d == c) && !is_word(n) && !is_space(p) && (c == '‘' || is_end(p) || j < 60)
                    });
                if closes {
                    open = Some((Mark::Single, offset, end));
                }
            }
            (Some((Mark::Paired(closing), ..)), c) if c == closing => close = true,
            // Some editors mix curly opening with straight closing marks.
            (Some((Mark::Paired('”') | Mark::Straight, ..)), '"') | (Some((Mark::Straight, ..)), '”') => {
                close = true;
            }
            (Some((Mark::Straight, ..)), _) if doubled => close = true,
            (Some((Mark::Single, ..)), '’' | '\'') if !is_word(next) && !is_space(previous) => close = true,
            _ => {}
        }
        if let (true, Some((_, start, inner))) = (close, open) {
            found.push(Quotation {
                outer: Span::new(start, end),
                inner: Span::new(inner, offset),
                closed: true,
                continues: false,
            });
            open = None;
        }
        i += width;
    }
    if let Some((mark, start, inner)) = open
        && mark != Mark::Single
    {
        found.push(Quotation {
            outer: Span::new(start, block.hi()),
            inner: Span::new(inner, block.hi()),
            closed: false,
            continues: false,
        });
    }
}

fn is_end(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(c, ',' | '.' | '!' | '?' | '…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each quotation without its marks, with `…` where it stays open and `↳` where it goes on from the block before.
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = find(&Article::of_text("d", text, "en"))
            .iter()
            .map(|q| {
                let (before, after) = (if q.continues { "↳" } else { "" }, if q.closed { "" } else { "…" });
                format!("{before}{}{after}", q.inner.of(text))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn marks_of_every_kind_pair_up() {
        check("He said: \"We left.\" Then \"They stayed.\"", &["We left.", "They stayed."]);
        check("“We left,” he said, « nous aussi ».", &["We left,", " nous aussi "]);
        check("''We left,'' he said.", &["We left,"]);
        check("‘It’s over,’ she said.", &["It’s over,"]);
    }

    #[test]
    fn apostrophes_are_no_quotations() {
        check("The workers' union and the mayor's office didn't agree.", &[]);
        check("L'Élysée n'a pas répondu.", &[]);
    }

    #[test]
    fn an_open_quotation_goes_on_where_the_next_paragraph_opens_again() {
        check("“We left.\n“They stayed,” he said.", &["We left.…", "↳They stayed,"]);
        check("“We left.\nThey stayed.", &["We left.…"]);
    }

    proptest::proptest! {
        #[test]
        fn quotations_are_in_order_disjoint_and_on_character_boundaries(text in "[\"“”«»‘’' a-zé.,\n]{0,80}") {
            let article = Article::of_text("d", &text, "en");
            let mut end = 0;
            for q in find(&article) {
                proptest::prop_assert!(q.outer.start >= end);
                proptest::prop_assert!(q.outer.contains(q.inner));
                proptest::prop_assert!(text.get(q.inner.lo()..q.inner.hi()).is_some());
                end = q.outer.end;
            }
        }
    }
}
