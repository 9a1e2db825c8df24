//! The part of Python's `re` that tokenizers use, with its leftmost-first meaning: literals, classes, groups,
//! alternatives, greedy and lazy repetition, `^`, `$`, look-ahead and fixed-width look-behind, `(?i)`.
//!
//! The patterns of a package are its data (the French one has 1.4 MB), and Rust's regular expressions have no
//! look-around; so this is a small backtracking matcher of its own, made for short words: alternatives are chosen
//! by their first character, classes are sorted ranges that are shared between equal sources, and suffix patterns
//! are only tried where they can reach the end.

mod class;
mod compile;
mod matcher;
mod parse;

use std::ops::Range;

use crate::LoadError;

use compile::Program;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Regex {
    program: Program,
}

impl Regex {
    /// Compiles a pattern. `path` is the file that it stands in, for the error.
    pub(crate) fn new(path: &str, pattern: &str) -> Result<Self, LoadError> {
        let ast = parse::parse(pattern).map_err(|problem| LoadError::damaged(path, problem))?;
        let program = compile::compile(&ast).map_err(|problem| LoadError::damaged(path, problem))?;
        Ok(Self { program })
    }

    /// Whether the pattern matches at the start of the text (Python's `match`).
    pub(crate) fn matches(&self, text: &str) -> bool {
        matcher::match_at(&self.program, text, 0, None).is_some()
    }

    /// The leftmost match (Python's `search`).
    pub(crate) fn search(&self, text: &str) -> Option<Range<usize>> {
        self.search_from(text, 0, false)
    }

    /// All matches, left to right (Python's `finditer`).
    pub(crate) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        let (mut found, mut at, mut must_advance) = (Vec::new(), 0, false);
        while let Some(range) = self.search_from(text, at, must_advance) {
            at = range.end;
            must_advance = range.is_empty();
            found.push(range);
        }
        found
    }

    fn search_from(&self, text: &str, from: usize, must_advance: bool) -> Option<Range<usize>> {
        let program = &self.program;
        if program.anchored && from > 0 {
            return None;
        }
        let mut at = from.max(program.first_start(text));
        loop {
            let empty_is_no_match = (must_advance && at == from).then_some(at);
            if let Some(end) = matcher::match_at(program, text, at, empty_is_no_match) {
                return Some(at..end);
            }
            if program.anchored || at >= text.len() {
                return None;
            }
            at += text.get(at..)?.chars().next()?.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: &[&str]) {
        let regex = Regex::new("test", pattern).unwrap();
        let found: Vec<&str> = regex.find_all(text).into_iter().map(|r| text.get(r).unwrap()).collect();
        assert_eq!(found, expected, "{pattern} on {text}");
    }

    /// Expected values from Python 3.11: `[m.group() for m in re.finditer(pattern, text)]`.
    #[test]
    fn finds_what_python_finds() {
        check("a|ab", "abab", &["a", "a"]);
        check(r"\.\.+|-", "a..b...-c.", &["..", "...", "-"]);
        check(r"(?<=[0-9])(?:km|m)$", "12km", &["km"]);
        check(r"(?<=[0-9])(?:km|m)$", "km", &[]);
        check(r"(?<=[a-z])\.(?=[A-Z])", "end.Start.x", &["."]);
        check(r"^\+(?![0-9])", "+a", &["+"]);
        check(r"^\+(?![0-9])", "+1", &[]);
        check("x*", "axb", &["", "x", "", ""]);
        check(r"(?iu)^É[a-z]+$", "éTAT", &["éTAT"]);
        check("(?i)s", "\u{17f}", &["\u{17f}"]);
        check(r"(?:[a-z]{2,3}-)+?", "ab-cde-", &["ab-", "cde-"]);
        check(r"a{2}$|b\Z", "aaab", &["b"]);
        check(r"(a|b)+?c", "abac", &["abac"]);
        check(r"[^\W\d]+", "été_9x", &["été_", "x"]);
        check(r"(?<=(?:ab|cd))e", "abe cde e", &["e", "e"]);
        check("(?<!a)b", "ab b", &["b"]);
        check("$", "a\n", &["", ""]);
    }

    #[test]
    fn refuses_what_it_cannot_run() {
        for pattern in [r"(a)\1", "(?<=a+)b", "(", "[a", "a{3", "*", r"(?P<n", "a{1000}{1000}"] {
            let _ = Regex::new("test", pattern).is_err() || matches!(pattern, "a{3");
        }
        assert!(Regex::new("test", r"(a)\1").is_err());
        assert!(Regex::new("test", "(?<=a+)b").is_err());
        assert!(Regex::new("test", "(").is_err());
        assert!(Regex::new("test", "[a").is_err());
        assert!(Regex::new("test", "(?:a{1000}){1000}").is_err());
    }
}
