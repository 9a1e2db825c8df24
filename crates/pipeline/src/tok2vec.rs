//! Token vectors: hash embeddings of a word's attributes, mixed, then four layers of convolution over neighbours.
//!
//! Embedding and first layer are made of what is kept per word ([`crate::words`]). The other layers run over the rows
//! that are asked for and their neighbours, as far as those reach them; a row has the same bits whatever else is asked.

use std::ops::Range;

use crate::config::Config;
use crate::kernel::{
    self, Finish, Floats, Layer, LayerBuffers, Matrix, Numbers, Operation, PIECES, Precision, Shorts, Vectors, WIDTH,
    Weights,
};
use crate::vectors::StaticVectors;
use crate::weights::ModelFile;
use crate::words::{Embedding, Embeddings, Words};
use crate::{LoadError, lexeme::Lexeme};

/// An attribute of a token that is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attr {
    Orth,
    Lower,
    Norm,
    Prefix,
    Suffix,
    Shape,
    Spacy,
    IsSpace,
}

impl Attr {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "ORTH" => Self::Orth,
            "LOWER" => Self::Lower,
            "NORM" => Self::Norm,
            "PREFIX" => Self::Prefix,
            "SUFFIX" => Self::Suffix,
            "SHAPE" => Self::Shape,
            "SPACY" => Self::Spacy,
            "IS_SPACE" => Self::IsSpace,
            _ => return None,
        })
    }
}

/// A token as the embedding sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Features {
    pub(crate) lexeme: Lexeme,
    pub(crate) norm: u64,
    pub(crate) spacy: bool,
}

impl Features {
    pub(crate) fn id(&self, attr: Attr) -> u64 {
        match attr {
            Attr::Orth => self.lexeme.orth,
            Attr::Lower => self.lexeme.lower,
            Attr::Norm => self.norm,
            Attr::Prefix => self.lexeme.prefix,
            Attr::Suffix => self.lexeme.suffix,
            Attr::Shape => self.lexeme.shape,
            Attr::Spacy => u64::from(self.spacy),
            Attr::IsSpace => u64::from(self.lexeme.is_space),
        }
    }
}

/// A loaded network.
#[derive(Debug)]
pub(crate) struct Tok2Vec {
    embeddings: Embeddings,
    layers: Vec<Layer>,
}

/// Buffers and kept words of one thread.
#[derive(Debug, Default)]
pub(crate) struct Tok2VecCache {
    words: Words,
    text: Pass,
    again: Pass,
    exact: LayerBuffers<Floats>,
    rounded: LayerBuffers<Shorts>,
}

/// The rows of one run through the layers.
#[derive(Debug, Default)]
struct Pass {
    /// How far each row is from one that is asked for.
    reach: Vec<u8>,
    /// The pairs of rows that a layer computes.
    pairs: Vec<u32>,
    /// Rows before and after a layer.
    x: Vec<[f32; WIDTH]>,
    y: Vec<[f32; WIDTH]>,
    /// The rows of the text's tokens.
    tokens: Range<usize>,
    wanted: Vec<bool>,
}

impl Pass {
    fn vectors(&self) -> &[[f32; WIDTH]] {
        &self.x[self.tokens.clone()]
    }
}

/// The vectors of a text's tokens.
#[derive(Debug)]
pub(crate) struct TokenVectors<'a> {
    /// [`WIDTH`] numbers per token.
    pub(crate) rows: &'a [f32],
    /// Where they are rounded, what computes some of them exactly.
    pub(crate) exactly: Option<Exactly<'a>>,
}

/// What computes the vectors of single tokens again, without rounding.
#[derive(Debug)]
pub(crate) struct Exactly<'a> {
    network: &'a Tok2Vec,
    tokens: &'a [Features],
    vectors: &'a StaticVectors,
    words: &'a mut Words,
    pass: &'a mut Pass,
    layer: &'a mut LayerBuffers<Floats>,
    /// The tokens' places in the text, where they are counted among some only.
    places: Option<&'a [usize]>,
}

impl<'a> Exactly<'a> {
    /// The same, for tokens counted among those at `places`.
    pub(crate) fn among(self, places: &'a [usize]) -> Self {
        Self { places: Some(places), ..self }
    }

    /// The vectors of some tokens; those below zero are none.
    pub(crate) fn of<const F: usize>(&mut self, tokens: [i32; F]) -> [[f32; WIDTH]; F] {
        let places = tokens.map(|t| usize::try_from(t).ok().map(|t| self.places.map_or(t, |places| places[t])));
        let mut wanted = std::mem::take(&mut self.pass.wanted);
        wanted.clear();
        wanted.resize(self.tokens.len(), false);
        for &place in places.iter().flatten() {
            wanted[place] = true;
        }
        kernel::run(Forward::<Floats> {
            network: self.network,
            tokens: self.tokens,
            wanted: Some(&wanted),
            vectors: self.vectors,
            words: self.words,
            pass: self.pass,
            layer: self.layer,
        });
        self.pass.wanted = wanted;
        places.map(|place| place.map_or([0.0; WIDTH], |place| self.pass.vectors()[place]))
    }
}

impl Tok2Vec {
    /// Loads the network that `config` describes in `section`, from the layers of a model file.
    pub(crate) fn load(
        component: &str,
        section: &str,
        config: &Config,
        model: &ModelFile,
        vectors: &StaticVectors,
    ) -> Result<Self, LoadError> {
        config.require(component, section, "@architectures", &["spacy.Tok2Vec.v2"])?;
        let (embed, encode) = (format!("{section}.embed"), format!("{section}.encode"));
        config.require(component, &embed, "@architectures", &["spacy.MultiHashEmbed.v2"])?;
        config.require(component, &encode, "@architectures", &["spacy.MaxoutWindowEncoder.v2"])?;
        for (section, key, expected) in [
            (&embed, "width", WIDTH),
            (&encode, "width", WIDTH),
            (&encode, "window_size", 1),
            (&encode, "maxout_pieces", PIECES),
        ] {
            let found = config.number(section, key)?;
            if found != expected {
                return Err(LoadError::unsupported(component, format!("{key} = {found}")));
            }
        }
        let depth = config.number(&encode, "depth")?;
        if !(1..=16).contains(&depth) {
            return Err(LoadError::unsupported(component, format!("depth = {depth}")));
        }
        let attrs = config.texts(&embed, "attrs")?;
        let static_vectors = config.flag(&embed, "include_static_vectors")?;
        let mut tables = model.named("hashembed");
        let mut embeddings = Vec::new();
        for name in &attrs {
            let attr =
                Attr::from_name(name).ok_or_else(|| LoadError::unsupported(component, format!("attribute {name}")))?;
            let layer = model.take(&mut tables, "hashembed")?;
            let &[rows, WIDTH] = model.shape(layer, "E")? else {
                return Err(model.damaged("an embedding has a bad shape"));
            };
            let (rows, _) = model.parameter(layer, "E", &[rows, WIDTH])?.as_chunks::<WIDTH>();
            let seed = layer.seed.ok_or_else(|| model.damaged("an embedding has no seed"))?;
            if rows.is_empty() {
                return Err(model.damaged("an embedding is empty"));
            }
            embeddings.push((attr, rows.to_vec(), seed));
        }
        let projection = if static_vectors {
            let width = vectors.width();
            let layer = model.take(&mut model.named("static_vectors"), "static_vectors")?;
            let rows = model.parameter(layer, "W", &[WIDTH, width])?;
            if width == 0 {
                return Err(model.damaged("the static vectors are missing"));
            }
            Some(Matrix::new(width, &rows.chunks_exact(width).collect::<Vec<_>>()))
        } else {
            None
        };
        let mixed = WIDTH * (attrs.len() + usize::from(static_vectors));
        let (mut maxouts, mut norms) = (model.named("maxout"), model.named("layernorm"));
        let mut layer = |inputs: usize| -> Result<(Vec<f32>, Finish), LoadError> {
            let maxout = model.take(&mut maxouts, "maxout")?;
            let norm = model.take(&mut norms, "layernorm")?;
            let weights = model.parameter(maxout, "W", &[WIDTH, PIECES, inputs])?;
            let bias = model.parameter(maxout, "b", &[WIDTH, PIECES])?;
            let (scale, shift) = (model.parameter(norm, "G", &[WIDTH])?, model.parameter(norm, "b", &[WIDTH])?);
            let mut finish = Finish { bias: [[0.0; WIDTH]; PIECES], scale: [0.0; WIDTH], shift: [0.0; WIDTH] };
            finish.scale.copy_from_slice(scale);
            finish.shift.copy_from_slice(shift);
            let mut by_piece = Vec::with_capacity(weights.len());
            for p in 0..PIECES {
                for o in 0..WIDTH {
                    by_piece.extend_from_slice(&weights[(o * PIECES + p) * inputs..][..inputs]);
                    finish.bias[p][o] = bias[o * PIECES + p];
                }
            }
            Ok((by_piece, finish))
        };
        let (weights, mixer_finish) = layer(mixed)?;
        // The mixer's weights for one attribute after the other: what an attribute's value adds is kept by itself.
        let part = |number: usize| {
            let rows: Vec<&[f32]> = weights.chunks_exact(mixed).map(|r| &r[number * WIDTH..][..WIDTH]).collect();
            Matrix::new(WIDTH, &rows)
        };
        let vectors = projection.map(|projection| (projection, part(attrs.len())));
        let attrs = embeddings.into_iter().enumerate();
        let attrs = attrs.map(|(i, (attr, rows, seed))| Embedding { attr, rows, seed, mixer: part(i) }).collect();
        let (weights, first_finish) = layer(3 * WIDTH)?;
        let first = [0, 1, 2].map(|part| {
            let rows: Vec<&[f32]> = weights.chunks_exact(3 * WIDTH).map(|r| &r[part * WIDTH..][..WIDTH]).collect();
            Matrix::new(WIDTH, &rows)
        });
        let mut layers = Vec::new();
        for _ in 1..depth {
            let (weights, finish) = layer(3 * WIDTH)?;
            layers.push(Layer::new(&weights, finish));
        }
        let embeddings = Embeddings { attrs, vectors, mixer_finish, first, first_finish };
        Ok(Self { embeddings, layers })
    }

    /// One vector of [`WIDTH`] numbers per token, into the cache. Where `wanted` says which tokens are asked for, what
    /// stands in the others' places is of no use.
    pub(crate) fn run(
        &self,
        tokens: &[Features],
        wanted: Option<&[bool]>,
        precision: Precision,
        vectors: &StaticVectors,
        cache: &mut Tok2VecCache,
    ) {
        let Tok2VecCache { words, text: pass, exact, rounded, .. } = cache;
        match precision {
            Precision::Exact => {
                kernel::run(Forward { network: self, tokens, wanted, vectors, words, pass, layer: exact });
            }
            Precision::Rounded => {
                kernel::run(Forward { network: self, tokens, wanted, vectors, words, pass, layer: rounded });
            }
        }
    }

    /// The vectors of the last run.
    pub(crate) fn vectors<'a>(
        &'a self,
        tokens: &'a [Features],
        precision: Precision,
        vectors: &'a StaticVectors,
        cache: &'a mut Tok2VecCache,
    ) -> TokenVectors<'a> {
        let Tok2VecCache { words, text, again: pass, exact: layer, .. } = cache;
        let exactly = Exactly { network: self, tokens, vectors, words, pass, layer, places: None };
        TokenVectors {
            rows: text.vectors().as_flattened(),
            exactly: (precision == Precision::Rounded).then_some(exactly),
        }
    }
}

struct Forward<'a, T: Numbers> {
    network: &'a Tok2Vec,
    tokens: &'a [Features],
    wanted: Option<&'a [bool]>,
    vectors: &'a StaticVectors,
    words: &'a mut Words,
    pass: &'a mut Pass,
    layer: &'a mut LayerBuffers<T>,
}

impl<T: Weights> Operation for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self, v: V) {
        let Self { network, tokens, wanted, vectors, words, pass, layer: buffers } = self;
        let (count, depth) = (tokens.len(), network.layers.len() + 1);
        // Row `r` is token `r - depth`. Rows before and after the text start as zeros and are updated like tokens, as
        // far as they reach a token; what is left in the others is never read.
        for rows in [&mut pass.x, &mut pass.y] {
            if rows.len() < count + 2 * depth {
                rows.resize(count + 2 * depth, [0.0; WIDTH]);
            }
        }
        pass.measure_reach(count, wanted, depth);
        pass.tokens = depth..depth + count;
        let Pass { reach, pairs, x, y, .. } = pass;
        words.look_up(v, &network.embeddings, tokens, |token| usize::from(reach[token + depth]) <= depth, vectors);
        let rows = (1..count + 2 * depth - 1).filter(|&r| usize::from(reach[r]) < depth);
        words.first_layer(&network.embeddings, rows, depth, x);
        for (l, layer) in network.layers.iter().enumerate() {
            let margin = depth - 2 - l;
            let (from, to) = (depth - margin, depth + count + margin);
            pairs.clear();
            let is_read = |pair: &[u8]| pair.iter().any(|&reach| usize::from(reach) <= margin);
            pairs.extend((0u32..).zip(reach[from..to].chunks(2)).filter(|(_, pair)| is_read(pair)).map(|(p, _)| p));
            layer.residual(v, &x[from - 1..=to], &mut y[from..to], pairs, buffers);
            std::mem::swap(x, y);
        }
    }
}

impl Pass {
    /// Fills in how far each row is from one that is asked for, up to one more than `depth`.
    fn measure_reach(&mut self, count: usize, wanted: Option<&[bool]>, depth: usize) {
        let far = depth as u8 + 1;
        let reach = &mut self.reach;
        reach.clear();
        reach.resize(count + 2 * depth, far);
        for (r, reach) in reach[depth..depth + count].iter_mut().enumerate() {
            if wanted.is_none_or(|wanted| wanted[r]) {
                *reach = 0;
            }
        }
        for r in 1..reach.len() {
            reach[r] = reach[r].min(reach[r - 1] + 1);
        }
        for r in (1..reach.len()).rev() {
            reach[r - 1] = reach[r - 1].min(reach[r] + 1);
        }
    }
}
