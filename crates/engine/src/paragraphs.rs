//! Parses of paragraphs that may come again.

use std::sync::{Arc, Mutex, PoisonError};

use legation_model::{BlockKind, Token};
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Tokens kept in one generation; two generations are held. A token takes about 120 bytes.
const TOKENS_PER_GENERATION: usize = 150_000;

/// Where a paragraph stands decides how it is cut into sentences, so its kind is part of what it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    lang: Arc<str>,
    kind: BlockKind,
    text: Arc<str>,
}

#[derive(Debug, Default)]
struct Generations {
    young: FxHashMap<Key, Arc<[Token]>>,
    old: FxHashMap<Key, Arc<[Token]>>,
    tokens: usize,
}

/// What stood in an earlier document and need not be parsed again: reprints of a wire story, notices under every story.
///
/// A paragraph's parse depends on its text, kind and language only, so what is found here is what parsing would give.
/// Paragraphs are compared by their whole text, not by a fingerprint. What has not come again for a while is dropped:
/// the store holds at most two generations.
#[derive(Debug, Default)]
pub(crate) struct Paragraphs(Mutex<Generations>);

impl Paragraphs {
    /// The tokens of a paragraph, spans and heads counted from its start: those it had before, else those that `parse`
    /// gives.
    pub(crate) fn tokens(
        &self,
        lang: &Arc<str>,
        kind: BlockKind,
        text: &str,
        parse: impl FnOnce() -> Vec<Token>,
    ) -> Arc<[Token]> {
        let key = Key { lang: Arc::clone(lang), kind, text: text.into() };
        if let Some(known) = self.lock().find(&key) {
            return known;
        }
        // Parsed without the lock: two threads may both parse the paragraph, with the same result.
        let tokens: Arc<[Token]> = parse().into();
        self.lock().keep(key, &tokens);
        tokens
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Generations> {
        // Nothing in here can be half done when a thread panics: values are complete before they are put.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn find(&mut self, key: &Key) -> Option<Arc<[Token]>> {
        if let Some(tokens) = self.young.get(key) {
            return Some(Arc::clone(tokens));
        }
        let (key, tokens) = self.old.remove_entry(key)?;
        self.keep(key, &tokens);
        Some(tokens)
    }

    fn keep(&mut self, key: Key, tokens: &Arc<[Token]>) {
        if self.tokens + tokens.len() > TOKENS_PER_GENERATION {
            self.old = std::mem::replace(&mut self.young, FxHashMap::with_hasher(FxBuildHasher));
            self.tokens = 0;
        }
        self.tokens += tokens.len();
        self.young.insert(key, Arc::clone(tokens));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_paragraph_is_parsed_once_for_each_kind_and_language() {
        let paragraphs = Paragraphs::default();
        let parsed = Cell::new(0);
        let read = |lang: &str, kind, text| {
            paragraphs.tokens(&lang.into(), kind, text, || {
                parsed.set(parsed.get() + 1);
                Vec::new()
            });
            parsed.get()
        };
        assert_eq!(read("en", BlockKind::Paragraph, "Norway left."), 1);
        assert_eq!(read("en", BlockKind::Paragraph, "Norway left."), 1);
        assert_eq!(read("en", BlockKind::Title, "Norway left."), 2);
        assert_eq!(read("fr", BlockKind::Paragraph, "Norway left."), 3);
        assert_eq!(read("en", BlockKind::Paragraph, "Norway left!"), 4);
    }

    #[test]
    fn what_does_not_come_again_is_forgotten() {
        let paragraphs = Paragraphs::default();
        let token = Token { space_after: true, ..empty_token() };
        let lang = Arc::from("en");
        let read = |text: &str, count: usize| {
            let was_parsed = Cell::new(false);
            paragraphs.tokens(&lang, BlockKind::Paragraph, text, || {
                was_parsed.set(true);
                vec![token.clone(); count]
            });
            was_parsed.get()
        };
        assert!(read("often", 10));
        assert!(read("once", 10));
        for round in 0..5 {
            assert!(read(&format!("filler {round}"), TOKENS_PER_GENERATION - 20));
            assert!(!read("often", 10), "what comes again stays");
        }
        assert!(read("once", 10), "what does not is dropped");
        let held = paragraphs.lock();
        let tokens = |map: &FxHashMap<Key, Arc<[Token]>>| map.values().map(|t| t.len()).sum::<usize>();
        assert!(tokens(&held.young) <= TOKENS_PER_GENERATION && tokens(&held.old) <= TOKENS_PER_GENERATION);
    }

    fn empty_token() -> Token {
        let none: Arc<str> = Arc::from("");
        Token {
            span: legation_model::Span::default(),
            space_after: false,
            tag: Arc::clone(&none),
            pos: legation_model::Upos::X,
            morph: Arc::clone(&none),
            lemma: Arc::clone(&none),
            head: legation_model::TokenIdx(0),
            dep: Arc::clone(&none),
            iob: legation_model::Iob::Outside,
            ent_type: none,
            sent_start: false,
        }
    }
}
