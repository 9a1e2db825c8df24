use std::borrow::Cow;

use legation_model::{Article, Measure, Mention, OfficeStatement, Parse, Problem, Timex, TokenIdx};
use legation_packs::{LangPack, Packs};

/// One document as the earlier stages leave it: what coding reads.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The cleaned document.
    pub article: &'a Article,
    /// Tokens, heads and entities of its clean text.
    pub parse: &'a Parse,
    /// Its time expressions.
    pub times: &'a [Timex],
    /// All data.
    pub packs: &'a Packs,
    /// The data of the document's language.
    pub lang: &'a LangPack,
}

impl<'a> Reading<'a> {
    /// The clean text.
    pub fn text(&self) -> &'a str {
        &self.article.text
    }

    /// A token's text.
    pub fn word(&self, i: TokenIdx) -> &'a str {
        self.parse.token(i).span.of(self.text())
    }

    /// A token's dictionary form in small letters.
    pub fn lemma(&self, i: TokenIdx) -> Cow<'a, str> {
        small(&self.parse.token(i).lemma)
    }
}

/// What coding reads out of one document.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// Passages that tell of events, in text order.
    pub mentions: Vec<Mention>,
    /// Passages that say who holds an office.
    pub offices: Vec<OfficeStatement>,
    /// Standing counts.
    pub measures: Vec<Measure>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// A word in small letters; most dictionary forms are written so.
pub(crate) fn small(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.to_lowercase())
}
