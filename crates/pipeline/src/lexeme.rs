//! What is known of a word by its letters alone.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_general_category::{GeneralCategory, get_general_category};

use crate::strings;

static BASE_NORMS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| strings::table(include_str!("base_norms.tsv")).collect());

/// Ids of a word's attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) orth: u64,
    pub(crate) lower: u64,
    pub(crate) norm: u64,
    pub(crate) prefix: u64,
    pub(crate) suffix: u64,
    pub(crate) shape: u64,
    pub(crate) is_space: bool,
}

/// The norms that a package adds, by the id of the word.
pub(crate) type Norms = FxHashMap<u64, u64>;

impl Lexeme {
    pub(crate) fn new(word: &str, norms: &Norms) -> Self {
        let orth = strings::id(word);
        let lowered = word.to_lowercase();
        let lower = strings::id(&lowered);
        let norm = norms.get(&orth).copied().or_else(|| BASE_NORMS.get(word).map(|n| strings::id(n))).unwrap_or(lower);
        let first = word.chars().next().map_or(0, char::len_utf8);
        let last = word.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
        Self {
            orth,
            lower,
            norm,
            prefix: strings::id(word.get(..first).unwrap_or_default()),
            suffix: strings::id(word.get(last..).unwrap_or_default()),
            shape: strings::id(&shape(word)),
            is_space: !word.is_empty() && word.chars().all(is_space),
        }
    }
}

/// `Xxxx`, `dd`: letters and digits by kind, runs cut at four, long words as `LONG`.
fn shape(word: &str) -> String {
    if word.len() >= 100 && word.chars().count() >= 100 {
        return "LONG".to_owned();
    }
    let (mut out, mut last, mut run) = (String::with_capacity(8), None, 0);
    for c in word.chars() {
        let kind = match c {
            'a'..='z' => 'x',
            'A'..='Z' => 'X',
            '0'..='9' => 'd',
            c if c.is_ascii() => c,
            c if is_alpha(c) => {
                if c.is_uppercase() {
                    'X'
                } else {
                    'x'
                }
            }
            c if is_digit(c) => 'd',
            c => c,
        };
        if last == Some(kind) {
            run += 1;
        } else {
            (last, run) = (Some(kind), 0);
        }
        if run < 4 {
            out.push(kind);
        }
    }
    out
}

/// Python's `str.isspace` of one character.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Python's `str.isalpha` of one character: the letters, without marks and letter numbers.
pub(crate) fn is_alpha(c: char) -> bool {
    use GeneralCategory::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(
        get_general_category(c),
        LowercaseLetter | ModifierLetter | OtherLetter | TitlecaseLetter | UppercaseLetter
    )
}

/// Python's `str.isdecimal` of one character.
pub(crate) fn is_decimal(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && get_general_category(c) == GeneralCategory::DecimalNumber)
}

/// Python's `str.isdigit` of one character: decimal digits and those of special form (`²`, `①`).
fn is_digit(c: char) -> bool {
    // Numeric_Type=Digit. Source: Unicode 14, DerivedNumericType.txt.
    const SPECIAL: [(u32, u32); 20] = [
        (0xb2, 0xb3),
        (0xb9, 0xb9),
        (0x1369, 0x1371),
        (0x19da, 0x19da),
        (0x2070, 0x2070),
        (0x2074, 0x2079),
        (0x2080, 0x2089),
        (0x2460, 0x2468),
        (0x2474, 0x247c),
        (0x2488, 0x2490),
        (0x24ea, 0x24ea),
        (0x24f5, 0x24fd),
        (0x24ff, 0x24ff),
        (0x2776, 0x277e),
        (0x2780, 0x2788),
        (0x278a, 0x2792),
        (0x10a40, 0x10a43),
        (0x10e60, 0x10e68),
        (0x11052, 0x1105a),
        (0x1f100, 0x1f10a),
    ];
    is_decimal(c) || SPECIAL.iter().any(|&(lo, hi)| (lo..=hi).contains(&u32::from(c)))
}

/// Python's `str.isalnum` of one character, or `_`: what `\w` matches.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && (is_alpha(c) || is_digit(c) || c.is_numeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_spacys() {
        for (word, expected) in [
            ("Geneva", "Xxxxx"),
            ("2021", "dddd"),
            ("1,200,000", "d,ddd,ddd"),
            ("état-major", "xxxx-xxxx"),
            ("m²", "xd"),
        ] {
            assert_eq!(shape(word), expected, "{word}");
        }
        assert_eq!(shape(&"a".repeat(100)), "LONG");
    }

    #[test]
    fn affixes_are_characters() {
        let lexeme = Lexeme::new("été", &Norms::default());
        assert_eq!(lexeme.prefix, strings::id("é"));
        assert_eq!(lexeme.suffix, strings::id("été"));
        assert_eq!(Lexeme::new("€", &Norms::default()).norm, strings::id("$"));
    }
}
