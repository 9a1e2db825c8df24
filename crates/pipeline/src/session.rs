use std::sync::Arc;

use legation_model::{Iob, Parse, SentStart, Token, Upos};
use rustc_hash::FxHashMap;

use crate::kernel::Precision;
use crate::lexeme::Lexeme;
use crate::names::NameId;
use crate::pipeline::{Pipeline, Source};
use crate::ruler::{Marks, RulerCache, Seen};
use crate::tagger::SoftmaxBuffers;
use crate::tok2vec::{Features, Tok2VecCache, TokenVectors};
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
    softmax: SoftmaxBuffers,
    best: Vec<u32>,
    features: Vec<Features>,
    marks: Vec<Marks>,
    scope: Entities,
    names: Windows,
    precision: Precision,
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
            softmax: SoftmaxBuffers::default(),
            best: Vec::new(),
            features: Vec::new(),
            marks: Vec::new(),
            scope: Entities::default(),
            names: Windows::default(),
            precision: Precision::Rounded,
        }
    }

    /// Says where entities are looked for from now on.
    pub fn look_for_entities(&mut self, scope: Entities) {
        self.scope = scope;
    }

    /// Computes all token vectors without rounding from now on, for measuring what rounding gains: the results are the
    /// same.
    pub fn never_round(&mut self) {
        self.precision = Precision::Exact;
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
        self.look_up_words(text, &tokens);
        let mut starts = presets.to_vec();
        starts.resize(count, SentStart::Unset);
        self.marks.clear();
        self.marks.resize(count, Marks::default());
        if let Some(network) = &self.pipeline.shared {
            network.run(&self.features, None, self.precision, &self.pipeline.vectors, &mut self.shared);
        }
        self.tag();
        self.parse(&starts);
        self.rule(text, &tokens);
        self.recognise(text, &tokens);
        self.assemble(text, &tokens)
    }

    /// Tags and morphology.
    fn tag(&mut self) {
        let Self { pipeline, features, shared, own: [for_tagger, for_morphologizer, ..], .. } = self;
        let inputs = Inputs { pipeline, features, precision: self.precision };
        if let Some((source, layer, labels)) = &pipeline.tagger {
            let vectors = source.vectors(inputs, None, shared, for_tagger);
            layer.best(vectors, &mut self.softmax, &mut self.best);
            for (marks, &best) in self.marks.iter_mut().zip(&self.best) {
                marks.tag = labels[best as usize];
            }
        }
        if let Some((source, layer, labels)) = &pipeline.morphologizer {
            let vectors = source.vectors(inputs, None, shared, for_morphologizer);
            layer.best(vectors, &mut self.softmax, &mut self.best);
            for (marks, &best) in self.marks.iter_mut().zip(&self.best) {
                (marks.morph, marks.pos) = labels[best as usize];
            }
        }
    }

    /// The tree.
    fn parse(&mut self, presets: &[SentStart]) {
        let Self { pipeline, features, shared, own: [_, _, for_parser, _], tree, .. } = self;
        let Some((source, parser)) = &pipeline.parser else {
            tree.clear(presets.len());
            tree.starts.clear();
            tree.starts.extend(presets.iter().map(|s| *s == SentStart::Start));
            tree.starts[0] = true;
            return;
        };
        let inputs = Inputs { pipeline, features, precision: self.precision };
        let vectors = source.vectors(inputs, None, shared, for_parser);
        let is_space = |token: usize| features[token].lexeme.is_space;
        parser.parse(vectors, presets, is_space, &mut self.scorer, tree);
        for (marks, &label) in self.marks.iter_mut().zip(&tree.labels) {
            marks.dep = label;
        }
    }

    /// What the attribute ruler says of the marks.
    fn rule(&mut self, text: &str, tokens: &Tokens) {
        let (pipeline, features) = (self.pipeline, &self.features);
        let Some(ruler) = &pipeline.ruler else { return };
        ruler.apply(tokens.len(), &pipeline.names, &mut self.ruler, &mut self.marks, |token, marks| Seen {
            text: tokens.spans[token].of(text),
            orth: features[token].lexeme.orth,
            lower: features[token].lexeme.lower,
            norm: features[token].norm,
            is_space: features[token].lexeme.is_space,
            marks,
        });
    }

    /// Entities.
    fn recognise(&mut self, text: &str, tokens: &Tokens) {
        let Self { pipeline, features, shared, own: [.., for_ner], names, marks, .. } = self;
        let Some((source, ner)) = &pipeline.ner else {
            self.entities.clear();
            self.entities.resize(tokens.len(), (Iob::Missing, 0));
            return;
        };
        names.look(self.scope, text, tokens, |t| pipeline.upos.get(&marks[t].pos).copied().unwrap_or(Upos::X));
        let inputs = Inputs { pipeline, features, precision: self.precision };
        let vectors = source.vectors(inputs, names.wanted(), shared, for_ner);
        let is_space = |token: usize| features[token].lexeme.is_space;
        names.recognise(ner, vectors, &self.tree.starts, is_space, &mut self.scorer, &mut self.entities);
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

/// What token vectors are made from.
#[derive(Clone, Copy)]
struct Inputs<'a> {
    pipeline: &'a Pipeline,
    features: &'a [Features],
    precision: Precision,
}

impl Source {
    /// A component's token vectors.
    fn vectors<'a>(
        &'a self,
        Inputs { pipeline, features, precision }: Inputs<'a>,
        wanted: Option<&[bool]>,
        shared: &'a mut Tok2VecCache,
        own: &'a mut Tok2VecCache,
    ) -> TokenVectors<'a> {
        match (self, &pipeline.shared) {
            (Self::Own(network), _) => {
                network.run(features, wanted, precision, &pipeline.vectors, own);
                network.vectors(features, precision, &pipeline.vectors, own)
            }
            (Self::Shared, Some(network)) => network.vectors(features, precision, &pipeline.vectors, shared),
            // No pipeline is loaded with one that shares what is not there.
            (Self::Shared, None) => TokenVectors { rows: &[], exactly: None },
        }
    }
}
