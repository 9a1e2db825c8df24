use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexeme::{is_decimal, is_space, is_word};

/// A set of characters: a bit per ASCII character and sorted, disjoint ranges of the others.
#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    ascii: u128,
    ranges: Vec<(u32, u32)>,
    /// Categories that are tested by rule (`\w`); bit set of [`Category`].
    categories: u8,
    negated: bool,
    /// Compare lower-case characters.
    folded: bool,
}

/// A category escape.
#[derive(Debug, Clone, Copy)]
pub(super) enum Category {
    Word = 1,
    NotWord = 2,
    Digit = 4,
    NotDigit = 8,
    Space = 16,
    NotSpace = 32,
}

impl Category {
    fn holds(self, c: char) -> bool {
        match self {
            Self::Word => is_word(c),
            Self::NotWord => !is_word(c),
            Self::Digit => is_decimal(c),
            Self::NotDigit => !is_decimal(c),
            Self::Space => is_space(c),
            Self::NotSpace => !is_space(c),
        }
    }
}

const CATEGORIES: [Category; 6] =
    [Category::Word, Category::NotWord, Category::Digit, Category::NotDigit, Category::Space, Category::NotSpace];

/// What a pattern's source says of a class, before it is laid out for matching.
#[derive(Debug, Clone, Default)]
pub(super) struct ClassSource {
    pub(super) ranges: Vec<(char, char)>,
    pub(super) categories: Vec<Category>,
    pub(super) negated: bool,
}

impl Class {
    pub(super) fn new(source: &ClassSource, ignore_case: bool) -> Self {
        let mut spans: Vec<(u32, u32)> = source.ranges.iter().map(|&(lo, hi)| (u32::from(lo), u32::from(hi))).collect();
        if ignore_case {
            for &(lo, hi) in &source.ranges {
                for c in lo..=hi {
                    let lower = lower(c);
                    if lower != c {
                        spans.push((u32::from(lower), u32::from(lower)));
                    }
                    if let Some(others) = SAME_UPPER.get(&lower) {
                        spans.extend(others.iter().map(|&o| (u32::from(o), u32::from(o))));
                    }
                }
            }
        }
        spans.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for (lo, hi) in spans {
            match ranges.last_mut() {
                Some(last) if lo <= last.1.saturating_add(1) => last.1 = last.1.max(hi),
                _ => ranges.push((lo, hi)),
            }
        }
        let mut class = Self {
            ascii: 0,
            ranges,
            categories: source.categories.iter().fold(0, |bits, &c| bits | c as u8),
            negated: source.negated,
            folded: ignore_case,
        };
        for byte in 0..128u8 {
            if class.holds_slow(char::from(byte)) {
                class.ascii |= 1 << byte;
            }
        }
        class
    }

    pub(super) fn holds(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { self.holds_slow(c) }
    }

    pub(super) fn holds_ascii(&self, byte: u8) -> bool {
        self.ascii >> byte & 1 == 1
    }

    fn holds_slow(&self, c: char) -> bool {
        let c = if self.folded { lower(c) } else { c };
        let code = u32::from(c);
        let i = self.ranges.partition_point(|&(_, hi)| hi < code);
        let inside = self.ranges.get(i).is_some_and(|&(lo, _)| lo <= code)
            || (self.categories != 0 && CATEGORIES.iter().any(|&k| self.categories & k as u8 != 0 && k.holds(c)));
        inside != self.negated
    }
}

/// The simple lower case of a character, as Python's `re` uses it.
pub(super) fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// Lower-case letters that share their upper case with another (`s` and `ſ`): `(?i)` takes them for equal.
pub(super) static SAME_UPPER: LazyLock<FxHashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut by_upper: FxHashMap<char, Vec<char>> = FxHashMap::default();
    for c in ('\0'..='\u{ffff}').filter(|c| c.is_lowercase() || *c == '\u{345}') {
        let mut upper = c.to_uppercase();
        if let (Some(u), None) = (upper.next(), upper.next())
            && u != c
        {
            by_upper.entry(u).or_default().push(c);
        }
    }
    let mut same = FxHashMap::default();
    // The groups are disjoint, so their order does not matter.
    for group in by_upper.into_values().filter(|g| g.len() > 1) {
        for &c in &group {
            same.insert(c, group.iter().copied().filter(|&o| o != c).collect());
        }
    }
    same
});
