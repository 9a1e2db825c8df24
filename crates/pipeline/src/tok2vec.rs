//! Token vectors: hash embeddings of a word's attributes, mixed, then four layers of convolution over neighbours.
//!
//! What depends on a word alone is computed once per word and kept: the mixed embedding, and its three products with
//! the weights of the first layer (as left neighbour, as centre, as right neighbour), so that the first layer
//! becomes a sum. A kept word and a new one go the same way, so that results do not depend on what is kept.

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::kernel::{
    self, Finish, Layer, LayerBuffers, Matrix, Operation, PIECES, PRODUCTS, Rows, Vectors, WIDTH, multiply,
};
use crate::strings::embedding_keys;
use crate::vectors::StaticVectors;
use crate::weights::ModelFile;
use crate::{LoadError, lexeme::Lexeme};

/// Numbers kept per word: embedding and three products.
const KEPT: usize = WIDTH + 3 * PRODUCTS;
/// Words kept; a word takes 4 KB.
const MAX_KEPT: usize = 6144;
/// Attributes that are embedded at most.
const MAX_ATTRS: usize = 8;

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
    fn id(&self, attr: Attr) -> u64 {
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

#[derive(Debug)]
struct Embedding {
    attr: Attr,
    rows: Vec<[f32; WIDTH]>,
    seed: u32,
}

/// A loaded network.
#[derive(Debug)]
pub(crate) struct Tok2Vec {
    embeddings: Vec<Embedding>,
    /// Projection of static vectors (300 → 96).
    vectors: Option<Matrix>,
    mixer: Matrix,
    mixer_finish: Finish,
    /// The first layer's weights for the left neighbour, the centre and the right neighbour.
    first: [Matrix; 3],
    first_finish: Finish,
    layers: Vec<Layer>,
}

/// Buffers and kept words of one thread.
#[derive(Debug, Default)]
pub(crate) struct Tok2VecCache {
    rows: FxHashMap<[u64; MAX_ATTRS], u32>,
    keys: Vec<[u64; MAX_ATTRS]>,
    hits: Vec<u32>,
    data: Vec<f32>,
    ids: Vec<u32>,
    /// Rows before and after a layer.
    x: Vec<[f32; WIDTH]>,
    y: Vec<[f32; WIDTH]>,
    layer: LayerBuffers,
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
        if attrs.len() + 1 > MAX_ATTRS {
            return Err(LoadError::unsupported(component, format!("{} attributes", attrs.len())));
        }
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
            embeddings.push(Embedding { attr, rows: rows.to_vec(), seed });
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
        let mixer = Matrix::new(mixed, &weights.chunks_exact(mixed).collect::<Vec<_>>());
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
        Ok(Self { embeddings, vectors: projection, mixer, mixer_finish, first, first_finish, layers })
    }

    /// One vector of [`WIDTH`] numbers per token.
    pub(crate) fn run<'c>(
        &self,
        tokens: &[Features],
        vectors: &StaticVectors,
        cache: &'c mut Tok2VecCache,
    ) -> &'c [f32] {
        kernel::run(Forward { network: self, tokens, vectors, cache })
    }

    fn key(&self, token: &Features) -> [u64; MAX_ATTRS] {
        let mut key = [0; MAX_ATTRS];
        for (slot, embedding) in key.iter_mut().zip(&self.embeddings) {
            *slot = token.id(embedding.attr);
        }
        if self.vectors.is_some() {
            key[MAX_ATTRS - 1] = token.lexeme.orth;
        }
        key
    }
}

struct Forward<'a, 'c> {
    network: &'a Tok2Vec,
    tokens: &'a [Features],
    vectors: &'a StaticVectors,
    cache: &'c mut Tok2VecCache,
}

impl<'c> Operation for Forward<'_, 'c> {
    type Output = &'c [f32];

    #[inline(always)]
    fn run<V: Vectors>(self, v: V) -> &'c [f32] {
        let Self { network, tokens, vectors, cache } = self;
        cache.shrink();
        cache.words(v, network, tokens, vectors);
        let (count, depth) = (tokens.len(), network.layers.len() + 1);
        // Row `r` is token `r - depth`. Rows before and after the text start as zeros and are updated like tokens, as
        // far as they reach a token; what is left in the others is never read.
        for rows in [&mut cache.x, &mut cache.y] {
            if rows.len() < count + 2 * depth {
                rows.resize(count + 2 * depth, [0.0; WIDTH]);
            }
        }
        cache.first_layer(network, count, depth);
        for (l, layer) in network.layers.iter().enumerate() {
            let margin = depth - 2 - l;
            let (from, to) = (depth - margin, depth + count + margin);
            layer.residual(v, &cache.x[from - 1..=to], &mut cache.y[from..to], &mut cache.layer);
            std::mem::swap(&mut cache.x, &mut cache.y);
        }
        cache.x[depth..depth + count].as_flattened()
    }
}

impl Tok2VecCache {
    /// Finds the kept words of the tokens and computes the new ones.
    #[inline(always)]
    fn words<V: Vectors>(&mut self, v: V, network: &Tok2Vec, tokens: &[Features], vectors: &StaticVectors) {
        self.ids.clear();
        let known = self.keys.len();
        let mut new: Vec<&Features> = Vec::new();
        for token in tokens {
            let key = network.key(token);
            let next = self.keys.len() as u32;
            let id = *self.rows.entry(key).or_insert(next);
            if id == next {
                self.keys.push(key);
                self.hits.push(0);
                new.push(token);
            }
            self.hits[id as usize] += 1;
            self.ids.push(id);
        }
        if new.is_empty() {
            return;
        }
        let (count, parts) = (new.len(), network.embeddings.len());
        let mixed = WIDTH * (parts + usize::from(network.vectors.is_some()));
        let mut inputs = vec![0f32; count * mixed];
        for (token, input) in new.iter().zip(inputs.chunks_exact_mut(mixed)) {
            for (embedding, part) in network.embeddings.iter().zip(input.chunks_exact_mut(WIDTH)) {
                for key in embedding_keys(token.id(embedding.attr), embedding.seed) {
                    let row = &embedding.rows[key as usize % embedding.rows.len()];
                    for (sum, x) in part.iter_mut().zip(row) {
                        *sum += x;
                    }
                }
            }
        }
        if let Some(projection) = &network.vectors {
            let mut out = [0f32; WIDTH];
            for (token, input) in new.iter().zip(inputs.chunks_exact_mut(mixed)) {
                if let Some(vector) = vectors.get(token.lexeme.orth) {
                    multiply(v, Rows { data: vector, stride: 0, count: 1 }, projection, &mut out);
                    input[parts * WIDTH..].copy_from_slice(&out);
                }
            }
        }
        let mut products = vec![0f32; count * PRODUCTS];
        multiply(v, Rows { data: &inputs, stride: mixed, count }, &network.mixer, &mut products);
        self.data.resize((known + count) * KEPT, 0.0);
        let kept = &mut self.data[known * KEPT..];
        let mut embedded = vec![0f32; count * WIDTH];
        let rows = products.as_chunks::<PRODUCTS>().0.iter().zip(embedded.as_chunks_mut::<WIDTH>().0);
        for ((products, embedded), kept) in rows.zip(kept.chunks_exact_mut(KEPT)) {
            *embedded = network.mixer_finish.row(products);
            kept[..WIDTH].copy_from_slice(embedded);
        }
        for (part, weights) in network.first.iter().enumerate() {
            multiply(v, Rows { data: &embedded, stride: WIDTH, count }, weights, &mut products);
            for (products, kept) in products.chunks_exact(PRODUCTS).zip(kept.chunks_exact_mut(KEPT)) {
                kept[WIDTH + part * PRODUCTS..][..PRODUCTS].copy_from_slice(products);
            }
        }
    }

    /// The first layer from kept products, into `x`.
    #[inline(always)]
    fn first_layer(&mut self, network: &Tok2Vec, count: usize, depth: usize) {
        let data = &self.data;
        let ids = &self.ids;
        let word = |i: Option<usize>| i.and_then(|i| ids.get(i)).map(|&id| &data[id as usize * KEPT..][..KEPT]);
        for (r, x) in self.x.iter_mut().enumerate().take(count + 2 * depth - 1).skip(1) {
            let neighbours = [r.checked_sub(depth + 1), r.checked_sub(depth), (r + 1).checked_sub(depth)];
            let mut sum = [0f32; PRODUCTS];
            for (part, i) in neighbours.into_iter().enumerate() {
                if let Some(kept) = word(i) {
                    let products = &kept[WIDTH + part * PRODUCTS..][..PRODUCTS];
                    for j in 0..PRODUCTS {
                        sum[j] += products[j];
                    }
                }
            }
            *x = network.first_finish.row(&sum);
            if let Some(kept) = word(neighbours[1]) {
                for o in 0..WIDTH {
                    x[o] += kept[o];
                }
            }
        }
    }

    /// Keeps the words that were met most often, when there are too many.
    fn shrink(&mut self) {
        if self.keys.len() < MAX_KEPT {
            return;
        }
        let mut order: Vec<u32> = (0..self.keys.len() as u32).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(self.hits[i as usize]));
        order.truncate(MAX_KEPT / 2);
        order.sort_unstable();
        self.rows.clear();
        for (to, from) in order.iter().enumerate() {
            let from = *from as usize;
            self.data.copy_within(from * KEPT..(from + 1) * KEPT, to * KEPT);
            self.keys[to] = self.keys[from];
            self.hits[to] = self.hits[from] / 2;
            self.rows.insert(self.keys[to], to as u32);
        }
        self.keys.truncate(order.len());
        self.hits.truncate(order.len());
        self.data.truncate(order.len() * KEPT);
    }
}
