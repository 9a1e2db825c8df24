//! spaCy's tokenizer: white space first, then prefixes, suffixes, exceptions and infixes by the package's patterns.
//! Source: `spacy/tokenizer.pyx` of spaCy 3.8 (MIT).

use std::sync::{Mutex, PoisonError};

use legation_model::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexeme::is_space;
use crate::msgpack::{Reader, Value};
use crate::package::{Package, file};
use crate::regex::Regex;
use crate::{LoadError, strings};

const PATH: &str = "tokenizer";

/// Distinct words that one cache holds; it starts anew beyond that. Has no influence on the tokens.
const CACHED_WORDS: usize = 20_000;

/// The tokens of a text before anything is known of them: bytes of the text, in order. White space other than
/// single spaces between words is a token, as in spaCy.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// One span per token.
    pub spans: Vec<Span>,
    /// One id and one norm per token, as the tokenizer found them; empty in tokens that were made by hand.
    pub(crate) pieces: Vec<Piece>,
}

impl Tokens {
    /// Tokens from spans that another tokenizer found. They must be in order, disjoint, not empty and on character
    /// boundaries of the text.
    pub fn from_spans(spans: Vec<Span>) -> Self {
        Self { spans, pieces: Vec::new() }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// One token of a word: its length in bytes, its id, and its norm where an exception gives it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) len: u32,
    pub(crate) orth: u64,
    /// 0: the norm of the lexeme.
    pub(crate) norm: u64,
}

impl Piece {
    pub(crate) fn new(text: &str) -> Self {
        Self { len: text.len() as u32, orth: strings::id(text), norm: 0 }
    }
}

#[derive(Debug, Default)]
struct Cache {
    words: FxHashMap<Box<str>, Box<[Piece]>>,
}

#[derive(Debug)]
pub(crate) struct Tokenizer {
    prefix: Option<Regex>,
    suffix: Option<Regex>,
    infix: Option<Regex>,
    token_match: Option<Regex>,
    url_match: Option<Regex>,
    specials: FxHashMap<Box<str>, Box<[Piece]>>,
    longest_special: usize,
    phrases: Phrases,
    /// Caches that no thread uses just now.
    caches: Mutex<Vec<Cache>>,
}

/// Exceptions that the loop over affixes cannot reach, found as sequences of tokens.
#[derive(Debug, Default)]
struct Phrases {
    firsts: FxHashSet<u64>,
    sequences: FxHashSet<Box<[u64]>>,
    longest: usize,
}

impl Tokenizer {
    pub(crate) fn load(package: &Package) -> Result<Self, LoadError> {
        let data = Reader::read(PATH, file(package, PATH)?)?;
        let regex = |key: &str| match data.get(key) {
            None | Some(Value::Nil) => Ok(None),
            Some(Value::Str(pattern)) => Regex::new(PATH, pattern).map(Some),
            Some(_) => Err(LoadError::damaged(PATH, format!("{key} is no pattern"))),
        };
        let mut tokenizer = Self {
            prefix: regex("prefix_search")?,
            suffix: regex("suffix_search")?,
            infix: regex("infix_finditer")?,
            token_match: regex("token_match")?,
            url_match: regex("url_match")?,
            specials: FxHashMap::default(),
            longest_special: 0,
            phrases: Phrases::default(),
            caches: Mutex::default(),
        };
        let exceptions = data.get("exceptions").and_then(Value::as_map).unwrap_or_default();
        let mut all: FxHashMap<Box<str>, Box<[Piece]>> = FxHashMap::default();
        for (word, parts) in exceptions {
            let (Some(word), Some(parts)) = (word.as_str(), parts.as_array()) else {
                return Err(LoadError::damaged(PATH, "an exception is no list of tokens"));
            };
            let pieces = parts.iter().map(exception_piece).collect::<Option<Box<[Piece]>>>();
            let whole = |p: &[Piece]| p.iter().map(|p| p.len as usize).sum::<usize>() == word.len();
            let Some(pieces) = pieces.filter(|p| whole(p) && !word.is_empty()) else {
                return Err(LoadError::damaged(PATH, format!("the exception `{word}` is not made of its tokens")));
            };
            all.insert(Box::from(word), pieces);
        }
        let faster = data.get("faster_heuristics").and_then(Value::as_bool).unwrap_or(true);
        let mut phrases = Phrases::default();
        for (word, _) in exceptions {
            let word = word.as_str().unwrap_or_default();
            let reachable = faster
                && !word.contains(' ')
                && affix_len(tokenizer.prefix.as_ref(), word) == 0
                && affix_len(tokenizer.suffix.as_ref(), word) == 0
                && tokenizer.infix.as_ref().is_none_or(|r| r.find_all(word).is_empty());
            if !reachable {
                // Without exceptions, as they are not yet set.
                let tokens = tokenizer.tokenize_affixes(word, &mut Cache::default());
                phrases.add(tokens.pieces.iter().map(|p| p.orth).collect());
            }
        }
        tokenizer.longest_special = all.keys().map(|word| word.len()).max().unwrap_or(0);
        tokenizer.specials = all;
        tokenizer.phrases = phrases;
        Ok(tokenizer)
    }

    pub(crate) fn tokenize(&self, text: &str) -> Tokens {
        let pool = || self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cache = pool().pop().unwrap_or_default();
        let tokens = self.tokenize_affixes(text, &mut cache);
        pool().push(cache);
        self.apply_phrases(text, tokens)
    }

    fn tokenize_affixes(&self, text: &str, cache: &mut Cache) -> Tokens {
        let mut tokens = Tokens::default();
        let Some(first) = text.chars().next() else { return tokens };
        let (mut start, mut in_space) = (0, is_space(first));
        for (i, c) in text.char_indices() {
            if is_space(c) != in_space {
                if start < i {
                    self.word(text, start..i, cache, &mut tokens);
                }
                start = if c == ' ' { i + 1 } else { i };
                in_space = !in_space;
            }
        }
        if start < text.len() {
            self.word(text, start..text.len(), cache, &mut tokens);
        }
        tokens
    }

    fn word(&self, text: &str, range: std::ops::Range<usize>, cache: &mut Cache, tokens: &mut Tokens) {
        let (word, start) = (text.get(range.clone()).unwrap_or_default(), range.start);
        if let Some(pieces) = self.special(word).or_else(|| cache.words.get(word).map(AsRef::as_ref)) {
            tokens.extend(start, pieces);
            return;
        }
        let pieces = self.split(word);
        tokens.extend(start, &pieces);
        if cache.words.len() >= CACHED_WORDS {
            cache.words.clear();
        }
        cache.words.insert(Box::from(word), pieces.into());
    }

    fn special(&self, word: &str) -> Option<&[Piece]> {
        if word.len() > self.longest_special { None } else { self.specials.get(word).map(AsRef::as_ref) }
    }

    /// Splits one word without white space, or one run of white space.
    fn split(&self, word: &str) -> Vec<Piece> {
        let (mut pieces, mut suffixes) = (Vec::new(), Vec::new());
        let (mut rest, mut last_len) = (word, 0);
        while !rest.is_empty() && rest.len() != last_len {
            if self.token_match.as_ref().is_some_and(|r| r.matches(rest)) || self.special(rest).is_some() {
                break;
            }
            last_len = rest.len();
            let prefix = affix_len(self.prefix.as_ref(), rest);
            let (before, after) = rest.split_at(prefix);
            if prefix > 0 && !after.is_empty() && self.special(after).is_some() {
                pieces.push(Piece::new(before));
                rest = after;
                break;
            }
            let suffix = affix_len(self.suffix.as_ref(), after);
            let (body, end) = rest.split_at(rest.len() - suffix);
            if suffix > 0 && !body.is_empty() && self.special(body).is_some() {
                suffixes.push(Piece::new(end));
                rest = body;
                break;
            }
            if prefix > 0 {
                pieces.push(Piece::new(before));
            }
            if suffix > 0 {
                // The suffix was looked for after the prefix, so the two never overlap.
                suffixes.push(Piece::new(end));
            }
            rest = rest.get(prefix..rest.len() - suffix).unwrap_or_default();
        }
        if !rest.is_empty() {
            self.middle(rest, &mut pieces);
        }
        pieces.extend(suffixes.into_iter().rev());
        pieces
    }

    /// What is left of a word between its affixes.
    fn middle(&self, rest: &str, pieces: &mut Vec<Piece>) {
        if let Some(special) = self.special(rest) {
            pieces.extend_from_slice(special);
            return;
        }
        if [&self.token_match, &self.url_match].into_iter().flatten().any(|r| r.matches(rest)) {
            pieces.push(Piece::new(rest));
            return;
        }
        let mut start = 0;
        let slice = |from: usize, to: usize| rest.get(from..to).unwrap_or_default();
        for infix in self.infix.as_ref().map(|r| r.find_all(rest)).unwrap_or_default() {
            if infix.start == 0 {
                continue;
            }
            if infix.start != start {
                pieces.push(Piece::new(slice(start, infix.start)));
            }
            if !infix.is_empty() {
                pieces.push(Piece::new(slice(infix.start, infix.end)));
            }
            start = infix.end;
        }
        if start < rest.len() {
            pieces.push(Piece::new(slice(start, rest.len())));
        }
    }

    /// Puts exceptions in the place of the token sequences that spell them.
    fn apply_phrases(&self, text: &str, tokens: Tokens) -> Tokens {
        let mut found = self.phrases.find(&tokens.pieces);
        if found.is_empty() {
            return tokens;
        }
        // Longest first, then leftmost; what overlaps a longer one is dropped, whether or not that one is used.
        found.sort_by_key(|&(start, end)| (std::cmp::Reverse(end - start), start));
        let mut seen = vec![false; tokens.len()];
        let mut chosen = Vec::new();
        for (start, end) in found {
            if !seen[start] && !seen[end - 1] {
                chosen.push((start, end));
            }
            seen[start..end].fill(true);
        }
        chosen.sort_unstable();
        let mut out = Tokens::default();
        let mut at = 0;
        for (start, end) in chosen {
            let covered = Span::new(tokens.spans[start].lo(), tokens.spans[end - 1].hi());
            // Tokens with spaces between them do not spell the exception.
            let Some(special) = self.specials.get(covered.of(text)) else { continue };
            out.copy(&tokens, at..start);
            out.extend(covered.lo(), special);
            at = end;
        }
        out.copy(&tokens, at..tokens.len());
        out
    }
}

impl Tokens {
    fn extend(&mut self, start: usize, pieces: &[Piece]) {
        let mut at = start;
        for piece in pieces {
            self.spans.push(Span::new(at, at + piece.len as usize));
            self.pieces.push(*piece);
            at += piece.len as usize;
        }
    }

    fn copy(&mut self, from: &Self, range: std::ops::Range<usize>) {
        self.spans.extend_from_slice(&from.spans[range.clone()]);
        self.pieces.extend_from_slice(&from.pieces[range]);
    }
}

impl Phrases {
    fn add(&mut self, sequence: Box<[u64]>) {
        if let Some(&first) = sequence.first() {
            self.firsts.insert(first);
            self.longest = self.longest.max(sequence.len());
            self.sequences.insert(sequence);
        }
    }

    fn find(&self, pieces: &[Piece]) -> Vec<(usize, usize)> {
        let (mut found, mut ids) = (Vec::new(), Vec::with_capacity(self.longest));
        for (start, piece) in pieces.iter().enumerate() {
            if !self.firsts.contains(&piece.orth) {
                continue;
            }
            ids.clear();
            for (i, piece) in pieces[start..].iter().take(self.longest).enumerate() {
                ids.push(piece.orth);
                if self.sequences.contains(ids.as_slice()) {
                    found.push((start, start + i + 1));
                }
            }
        }
        found
    }
}

/// The length of what an affix pattern finds.
fn affix_len(regex: Option<&Regex>, text: &str) -> usize {
    regex.and_then(|r| r.search(text)).map_or(0, |range| range.len())
}

/// `{65: text, 67: norm}`: the attributes ORTH and NORM by number.
fn exception_piece(part: &Value<'_>) -> Option<Piece> {
    let (mut piece, mut norm) = (None, 0);
    for (key, value) in part.as_map()? {
        match key.as_u64()? {
            65 => piece = value.as_str().filter(|s| !s.is_empty()).map(Piece::new),
            67 => norm = strings::id(value.as_str()?),
            _ => return None,
        }
    }
    Some(Piece { norm, ..piece? })
}
