use std::sync::Arc;

use legation_model::{Iob, Parse, SentStart, Token, Upos};
use rustc_hash::FxHashMap;

use crate::lexeme::Lexeme;
use crate::names::NameId;
use crate::pipeline::{Pipeline, Source};
use crate::ruler::{Marks, RulerCache, Seen};
use crate::tok2vec::{Features, Tok2VecCache};
use crate::tokenizer::{Piece, Tokens};
use crate::transition::ScorerBuffers;
use crate::tree::Tree;
use crate::windows::{Entities, Windows};

/// Distinct words that a session keeps the attributes of.
const MAX_LEXEMES: usize = 50_000;
/// Lemmas that a session keeps.
const MAX_LEMMAS: usize = 50_000;

/// One thread's caches and buffers for a pipeline. What it returns does not depend on what it was used for before.
#[derive(Debug)]
pub struct Session<'p> {
    pipeline: &'p Pipeline,
    lexemes: FxHashMap<u64, Lexeme>,
    shared: Tok2VecCache,
    /// Caches of networks that one component has for itself.
    own: [Tok2VecCache; 4],
    ruler: RulerCache,
    lemmas: FxHashMap<(u64, NameId, NameId), Arc<str>>,
    scorer: ScorerBuffers,
    tree: Tree,
    entities: Vec<(Iob, NameId)>,
    scores: Vec<f32>,
    best: Vec<u32>,
    features: Vec<Features>,
    marks: Vec<Marks>,
    scope: Entities,
    names: Windows,
}

impl<'p> Session<'p> {
    pub(crate) fn new(pipeline: &'p Pipeline) -> Self {
        Self {
            pipeline,
            lexemes: FxHashMap::default(),
            shared: Tok2VecCache::default(),
            own: Default::default(),
            ruler: RulerCache::default(),
            lemmas: FxHashMap::default(),
            scorer: ScorerBuffers::default(),
            tree: Tree::default(),
            entities: Vec::new(),
            scores: Vec::new(),
            best: Vec::new(),
            features: Vec::new(),
            marks: Vec::new(),
            scope: Entities::default(),
            names: Windows::default(),
        }
    }

    /// Says where entities are looked for from now on.
    pub fn look_for_entities(&mut self, scope: Entities) {
        self.scope = scope;
    }

    /// Tags, parses and finds entities. `presets` has one entry per token; what it lacks is left to the parser.
    ///
    /// # Panics
    /// When a token does not fit the text.
    #[expect(clippy::needless_pass_by_value, reason = "the tokens belong to the parse that is made of them")]
    pub fn annotate(&mut self, text: &str, tokens: Tokens, presets: &[SentStart]) -> Parse {
        let count = tokens.len();
        if count == 0 {
            return Parse::default();
        }
        let pipeline = self.pipeline;
        self.look_up_words(text, &tokens);
        let mut starts = presets.to_vec();
        starts.resize(count, SentStart::Unset);
        let names = &pipeline.names;
        self.marks.clear();
        self.marks.resize(count, Marks::default());
        let features = &self.features;
        let shared = match &pipeline.shared {
            Some(network) => network.run(features, None, &pipeline.vectors, &mut self.shared),
            None => &[],
        };
        let [for_tagger, for_morphologizer, for_parser, for_ner] = &mut self.own;
        if let Some((source, layer, labels)) = &pipeline.tagger {
            layer.best(source.vectors(shared, features, None, pipeline, for_tagger), &mut self.scores, &mut self.best);
            for (marks, &best) in self.marks.iter_mut().zip(&self.best) {
                marks.tag = labels[best as usize];
            }
        }
        if let Some((source, layer, labels)) = &pipeline.morphologizer {
            layer.best(
                source.vectors(shared, features, None, pipeline, for_morphologizer),
                &mut self.scores,
                &mut self.best,
            );
            for (marks, &best) in self.marks.iter_mut().zip(&self.best) {
                (marks.morph, marks.pos) = labels[best as usize];
            }
        }
        if let Some((source, parser)) = &pipeline.parser {
            let vectors = source.vectors(shared, features, None, pipeline, for_parser);
            let is_space = |token: usize| features[token].lexeme.is_space;
            parser.parse(vectors, &starts, is_space, &mut self.scorer, &mut self.tree);
            for (marks, &label) in self.marks.iter_mut().zip(&self.tree.labels) {
                marks.dep = label;
            }
        } else {
            self.tree.clear(count);
            self.tree.starts.clear();
            self.tree.starts.extend(starts.iter().map(|s| *s == SentStart::Start));
            self.tree.starts[0] = true;
        }
        if let Some(ruler) = &pipeline.ruler {
            ruler.apply(count, names, &mut self.ruler, &mut self.marks, |token, marks| Seen {
                text: tokens.spans[token].of(text),
                orth: features[token].lexeme.orth,
                lower: features[token].lexeme.lower,
                norm: features[token].norm,
                is_space: features[token].lexeme.is_space,
                marks,
            });
        }
        if let Some((source, ner)) = &pipeline.ner {
            self.names.look(self.scope, text, &tokens, |token| {
                pipeline.upos.get(&self.marks[token].pos).copied().unwrap_or(Upos::X)
            });
            let wanted = self.names.wanted();
            let vectors = source.vectors(shared, features, wanted, pipeline, for_ner);
            let is_space = |token: usize| features[token].lexeme.is_space;
            self.names.recognise(ner, vectors, &self.tree.starts, is_space, &mut self.scorer, &mut self.entities);
        } else {
            self.entities.clear();
            self.entities.resize(count, (Iob::Missing, 0));
        }
        self.assemble(text, &tokens)
    }

    /// Every lemma that the lemmatizer may give to a word, whatever its part of speech and features turn out to be; in
    /// order. For telling before parsing whether a text can hold a word of a list. What an attribute ruler says of
    /// single forms is not among them.
    pub fn possible_lemmas(&self, word: &str) -> Vec<Arc<str>> {
        let Some(lemmatizer) = &self.pipeline.lemmatizer else { return Vec::new() };
        let mut all: Vec<Arc<str>> = vec![word.to_lowercase().into()];
        for (_, pos) in Upos::ALL {
            all.push(lemmatizer.lemma(word, pos, ""));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Finds the attributes of every token's word.
    fn look_up_words(&mut self, text: &str, tokens: &Tokens) {
        let pipeline = self.pipeline;
        if self.lexemes.len() > MAX_LEXEMES {
            self.lexemes.clear();
        }
        self.features.clear();
        let from_hand = tokens.pieces.len() != tokens.len();
        for (i, span) in tokens.spans.iter().enumerate() {
            let word = span.of(text);
            let piece = if from_hand { Piece::new(word) } else { tokens.pieces[i] };
            let lexeme = *self.lexemes.entry(piece.orth).or_insert_with(|| Lexeme::new(word, &pipeline.norms));
            let next = tokens.spans.get(i + 1).map_or(text.len(), |next| next.lo());
            let spacy = text.as_bytes().get(span.hi()) == Some(&b' ') && next == span.hi() + 1;
            let norm = if piece.norm == 0 { lexeme.norm } else { piece.norm };
            self.features.push(Features { lexeme, norm, spacy });
        }
    }

    fn assemble(&mut self, text: &str, tokens: &Tokens) -> Parse {
        let (pipeline, names) = (self.pipeline, &self.pipeline.names);
        if self.lemmas.len() > MAX_LEMMAS {
            self.lemmas.clear();
        }
        let mut out = Vec::with_capacity(tokens.len());
        for (i, (&span, marks)) in tokens.spans.iter().zip(&self.marks).enumerate() {
            let features = &self.features[i];
            let lemma = match &pipeline.lemmatizer {
                Some(lemmatizer) if marks.lemma == 0 => {
                    let key = (features.lexeme.orth, marks.pos, marks.morph);
                    let lemma = self.lemmas.entry(key).or_insert_with(|| {
                        lemmatizer.lemma(span.of(text), names.text(marks.pos), names.text(marks.morph))
                    });
                    Arc::clone(lemma)
                }
                _ => Arc::clone(names.text(marks.lemma)),
            };
            let (iob, ent_type) = self.entities[i];
            out.push(Token {
                span,
                space_after: features.spacy,
                tag: Arc::clone(names.text(marks.tag)),
                pos: pipeline.upos.get(&marks.pos).copied().unwrap_or(Upos::X),
                morph: Arc::clone(names.text(marks.morph)),
                lemma,
                head: (self.tree.heads[i] as usize).into(),
                dep: Arc::clone(names.text(marks.dep)),
                iob,
                ent_type: Arc::clone(names.text(ent_type)),
                sent_start: self.tree.starts[i],
            });
        }
        Parse::new(out)
    }
}

impl Source {
    fn vectors<'a>(
        &self,
        shared: &'a [f32],
        features: &[Features],
        wanted: Option<&[bool]>,
        pipeline: &Pipeline,
        cache: &'a mut Tok2VecCache,
    ) -> &'a [f32] {
        match self {
            Self::Shared => shared,
            Self::Own(network) => network.run(features, wanted, &pipeline.vectors, cache),
        }
    }
}
