use anstyle::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr as _;

/// How a view is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Columns of a line.
    pub width: usize,
    /// Whether to use colour. Without it, marks are signs.
    pub color: bool,
}

/// A run of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// The styles of the house, by what they mean.
pub(crate) mod ink {
    use super::{AnsiColor, Effects, Style};

    pub(crate) const PLAIN: Style = Style::new();
    pub(crate) const STRONG: Style = Style::new().effects(Effects::BOLD);
    pub(crate) const FAINT: Style = Style::new().effects(Effects::DIMMED);
    pub(crate) const HEADING: Style = STRONG.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Blue)));
    pub(crate) const ACTOR: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
    pub(crate) const TRIGGER: Style = STRONG.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Magenta)));
    pub(crate) const TIME: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
    pub(crate) const GOOD: Style = STRONG.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
    pub(crate) const BAD: Style = STRONG.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
    pub(crate) const WARN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
}

impl Piece {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(text, ink::PLAIN)
    }
}

impl Page {
    /// Text in a style, or bare without colour.
    pub(crate) fn paint(self, text: &str, style: Style) -> String {
        if self.color && style != ink::PLAIN && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A line that fills the width after a heading.
    pub(crate) fn rule(self, heading: &str) -> String {
        let rest = self.width.saturating_sub(heading.width() + 1);
        format!("{} {}", self.paint(heading, ink::HEADING), self.paint(&"─".repeat(rest), ink::FAINT))
    }

    /// Breaks pieces into lines between words, each line after its indent, each ended with a line feed. White space of
    /// any kind separates words; a word longer than the line stands alone on it.
    pub(crate) fn wrap(self, pieces: &[Piece], first: &str, rest: &str) -> String {
        self.wrap_after(pieces, &[Piece::plain(first)], rest)
    }

    /// The same with a label before the first line, which keeps its style and its spaces.
    pub(crate) fn wrap_after(self, pieces: &[Piece], label: &[Piece], rest: &str) -> String {
        let mut out = String::new();
        let mut line: Vec<Piece> = label.to_vec();
        let mut used: usize = label.iter().map(|p| p.text.width()).sum();
        let mut is_empty = true;
        for word in words(pieces) {
            let width: usize = word.iter().map(|p| p.text.width()).sum();
            if !is_empty && used + 1 + width > self.width {
                self.put_line(&mut out, &line);
                line = vec![Piece::plain(rest)];
                used = rest.width();
                is_empty = true;
            }
            if let (false, Some(last), Some(next)) = (is_empty, line.last(), word.first()) {
                let style = if last.style == next.style { last.style } else { ink::PLAIN };
                line.push(Piece::new(" ", style));
                used += 1;
            }
            used += width;
            line.extend(word);
            is_empty = false;
        }
        if !is_empty {
            self.put_line(&mut out, &line);
        }
        out
    }

    fn put_line(self, out: &mut String, line: &[Piece]) {
        let mut rest = line;
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|p| p.style == first.style).count();
            let text: String = rest[..same].iter().map(|p| p.text.as_str()).collect();
            out.push_str(&self.paint(&text, first.style));
            rest = &rest[same..];
        }
        out.push('\n');
    }
}

/// The words of pieces; a word may run across pieces ("[France]'s").
fn words(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut words: Vec<Vec<Piece>> = Vec::new();
    let mut glued = false;
    for piece in pieces {
        let mut starts_word = piece.text.starts_with(char::is_whitespace);
        for word in piece.text.split_whitespace() {
            if let (true, false, Some(last)) = (glued, starts_word, words.last_mut()) {
                last.push(Piece::new(word, piece.style));
            } else {
                words.push(vec![Piece::new(word, piece.style)]);
            }
            starts_word = true;
        }
        if !piece.text.is_empty() {
            let blank = piece.text.chars().all(char::is_whitespace);
            glued = !piece.text.ends_with(char::is_whitespace) && (!blank);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_run_across_pieces_and_lines_keep_their_indent() {
        let page = Page { width: 14, color: false };
        let pieces = [Piece::plain("when "), Piece::new("France", ink::ACTOR), Piece::plain("’s envoy   left\nMinsk")];
        assert_eq!(page.wrap(&pieces, "· ", "  "), "· when\n  France’s\n  envoy left\n  Minsk\n");
    }

    #[test]
    fn a_style_runs_over_the_space_inside_it() {
        let page = Page { width: 40, color: true };
        let text = page.wrap(&[Piece::new("on Sunday", ink::STRONG), Piece::plain(" it")], "", "");
        assert_eq!(text, "\u{1b}[1mon Sunday\u{1b}[0m it\n");
    }
}
