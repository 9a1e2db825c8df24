use std::borrow::Cow;

use legation_model::{Article, Measure, Mention, OfficeStatement, Parse, Problem, Span, Timex, TokenIdx};
use legation_packs::ontology::EventType;
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

    /// The time expression that a token is part of.
    pub(crate) fn time_at(&self, i: TokenIdx) -> Option<&'a Timex> {
        time_at(self.times, self.parse.token(i).span)
    }

    /// Whether most of a verb's senses are of event types that fit.
    pub(crate) fn mostly(&self, verb: TokenIdx, fits: impl Fn(&EventType) -> bool) -> bool {
        let senses = || self.lang.coding.senses_of(&self.parse.token(verb).lemma);
        let of_type = |event: &str| self.packs.ontology.event(event).is_some_and(&fits);
        2 * senses().filter(|(_, sense, _)| of_type(&sense.event)).count() > senses().count()
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

/// The time expression that holds a word. They are in text order and do not overlap.
pub(crate) fn time_at(times: &[Timex], word: Span) -> Option<&Timex> {
    let next = times.partition_point(|t| t.span.end <= word.start);
    times.get(next).filter(|t| t.span.contains(word))
}

/// Whether a token is a mark that opens or closes a quotation.
pub(crate) fn is_quotation_mark(word: &str) -> bool {
    matches!(word, "\"" | "“" | "”" | "«" | "»")
}

/// A word in small letters; most dictionary forms are written so.
pub(crate) fn small(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.to_lowercase())
}
