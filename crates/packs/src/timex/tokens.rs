use std::borrow::Cow;

/// A word, a run of digits or one other character of a text. Words and digits are cut apart ("1990s" is two
/// tokens), apostrophes and hyphens stand alone, so that patterns read the same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether white space stands before it.
    pub space: bool,
    /// Whether a blank line stands before it: no expression runs across.
    pub gap: bool,
}

impl Token {
    /// Its text.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// Its text in lower case, apostrophes and dashes made plain.
    pub fn lower(self, text: &str) -> Cow<'_, str> {
        let word = self.text(text);
        match word {
            "’" | "ʼ" | "`" => return Cow::Borrowed("'"),
            "–" | "—" | "‑" | "‐" => return Cow::Borrowed("-"),
            _ => {}
        }
        if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            Cow::Borrowed(word)
        } else {
            Cow::Owned(word.to_lowercase())
        }
    }
}

/// Cuts a text into tokens.
pub fn tokenize(text: &str) -> Vec<Token> {
    #[derive(PartialEq, Clone, Copy)]
    enum Sort {
        Letter,
        Digit,
        Other,
    }
    let mut out: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let (mut space, mut breaks) = (false, 0);
    let mut last = Sort::Other;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            breaks += u32::from(c == '\n');
            space = true;
            continue;
        }
        let sort = if c.is_ascii_digit() {
            Sort::Digit
        } else if c.is_alphabetic() {
            Sort::Letter
        } else {
            Sort::Other
        };
        let end = (at + c.len_utf8()) as u32;
        match out.last_mut() {
            Some(token) if !space && sort == last && sort != Sort::Other => token.end = end,
            _ => out.push(Token { start: at as u32, end, space, gap: breaks > 1 }),
        }
        last = sort;
        space = false;
        breaks = 0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_digits_and_signs() {
        let text = "L’été 1990s, mid-May\n\n9 a.m.";
        let words: Vec<_> = tokenize(text).iter().map(|t| t.lower(text).into_owned()).collect();
        assert_eq!(words, ["l", "'", "été", "1990", "s", ",", "mid", "-", "may", "9", "a", ".", "m", "."]);
        assert!(tokenize(text)[9].gap);
    }
}
