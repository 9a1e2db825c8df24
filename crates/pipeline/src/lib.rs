//! Trained spaCy 3 pipelines, native: tokens, tags, lemmas, parse, entities.

use std::collections::BTreeMap;

use legation_model::{Parse, SentStart, Span};

/// The files of an unpacked spaCy package by path relative to its model folder (`config.cfg`, `parser/model`).
pub type Package = BTreeMap<String, Vec<u8>>;

/// Why a package cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file is missing.
    #[error("{path} is missing from the package")]
    Missing {
        /// The file.
        path: String,
    },
}

/// A loaded pipeline; immutable and shared between threads.
#[derive(Debug)]
pub struct Pipeline {}

/// The tokens of a text before anything is known of them: bytes of the text, in order. White space other than
/// single spaces between words is a token, as in spaCy.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// One span per token.
    pub spans: Vec<Span>,
}

/// One thread's caches and buffers for a pipeline. What it returns does not depend on what it was used for before.
#[derive(Debug)]
pub struct Session<'p> {
    #[expect(dead_code, reason = "the first milestone of the crate fills it in")]
    pipeline: &'p Pipeline,
}

impl Pipeline {
    /// Loads an unpacked package.
    ///
    /// # Errors
    /// When a file is missing or damaged, or a component has an architecture that is not supported.
    pub fn load(package: &Package) -> Result<Self, LoadError> {
        let path = "config.cfg".to_owned();
        if package.contains_key(&path) { Ok(Self {}) } else { Err(LoadError::Missing { path }) }
    }

    /// Caches and buffers for one thread.
    pub fn session(&self) -> Session<'_> {
        Session { pipeline: self }
    }

    /// Splits a text into tokens exactly as spaCy does.
    pub fn tokenize(&self, text: &str) -> Tokens {
        let _ = text;
        Tokens::default()
    }
}

impl Session<'_> {
    /// Tags, parses and finds entities. `presets` has one entry per token.
    pub fn annotate(&mut self, text: &str, tokens: Tokens, presets: &[SentStart]) -> Parse {
        let _ = (text, tokens, presets);
        Parse::default()
    }
}
