//! The parts of a text in which entities are looked for.

use legation_model::{Iob, Upos};

use crate::kernel::WIDTH;
use crate::names::NameId;
use crate::ner::Ner;
use crate::tok2vec::TokenVectors;
use crate::tokenizer::Tokens;
use crate::transition::ScorerBuffers;

/// Where entities are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Entities {
    /// In the whole text, as spaCy does.
    #[default]
    Everywhere,
    /// Around words with a capital letter (or one of a script without capitals), unless their part of speech is one that names do not have (articles,
    /// pronouns, prepositions, conjunctions, auxiliaries): in news, about half of the text. Numbers and times without
    /// a name near them are not found. What is found is the same as in the whole text, unless an entity begins more
    /// than four tokens before its first capital.
    NearCapitals,
}

/// Tokens before and after a capital.
const REACH: usize = 4;

/// The tokens of a text among which entities are looked for, and their vectors one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    /// Empty: all.
    wanted: Vec<bool>,
    vectors: Vec<f32>,
    /// The tokens' places in the text.
    places: Vec<usize>,
    starts: Vec<bool>,
    is_space: Vec<bool>,
    entities: Vec<(Iob, NameId)>,
}

impl Windows {
    /// Chooses the windows of a text.
    pub(crate) fn look(&mut self, scope: Entities, text: &str, tokens: &Tokens, pos: impl Fn(usize) -> Upos) {
        self.wanted.clear();
        if scope == Entities::Everywhere {
            return;
        }
        self.wanted.resize(tokens.len(), false);
        let mut marked = 0;
        for (i, span) in tokens.spans.iter().enumerate() {
            if span.of(text).contains(is_capital) && may_be_name(pos(i)) {
                let end = (i + REACH + 1).min(tokens.len());
                self.wanted[marked.max(i.saturating_sub(REACH))..end].fill(true);
                marked = end;
            }
        }
    }

    /// The tokens that are looked at, if not all.
    pub(crate) fn wanted(&self) -> Option<&[bool]> {
        (!self.wanted.is_empty()).then_some(&*self.wanted)
    }

    /// The place in an entity and its type, for every token; outside of the windows there are none. `vectors` are those
    /// of all tokens. No entity crosses the end of a window.
    pub(crate) fn recognise(
        &mut self,
        ner: &Ner,
        vectors: TokenVectors<'_>,
        starts: &[bool],
        is_space: impl Fn(usize) -> bool,
        buffers: &mut ScorerBuffers,
        entities: &mut Vec<(Iob, NameId)>,
    ) {
        self.starts.clear();
        self.is_space.clear();
        if self.wanted.is_empty() {
            self.is_space.extend((0..starts.len()).map(is_space));
            ner.recognise(vectors, starts, &self.is_space, buffers, entities);
            return;
        }
        self.vectors.clear();
        self.places.clear();
        let mut last = None;
        for token in (0..starts.len()).filter(|&t| self.wanted[t]) {
            self.vectors.extend_from_slice(&vectors.rows[token * WIDTH..][..WIDTH]);
            self.starts.push(starts[token] || last.is_none_or(|last| last + 1 < token));
            self.is_space.push(is_space(token));
            self.places.push(token);
            last = Some(token);
        }
        let exactly = vectors.exactly.map(|exactly| exactly.among(&self.places));
        let vectors = TokenVectors { rows: &self.vectors, exactly };
        ner.recognise(vectors, &self.starts, &self.is_space, buffers, &mut self.entities);
        let mut found = self.entities.iter();
        entities.clear();
        let outside = (Iob::Outside, 0);
        entities.extend(self.wanted.iter().map(|&w| if w { *found.next().unwrap_or(&outside) } else { outside }));
    }
}

fn may_be_name(pos: Upos) -> bool {
    !matches!(pos, Upos::Det | Upos::Pron | Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Aux | Upos::Part)
}

fn is_capital(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase()
}
