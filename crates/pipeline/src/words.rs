//! What depends on a word alone is computed once per word and kept: the mixed embedding, and its three products with the
//! weights of the first layer (as left neighbour, as centre, as right neighbour), so that the first layer becomes a sum.
//!
//! What one attribute's value adds to the mix is kept as well: a new word has most often a known first letter, ending
//! and shape. Whatever is kept or new goes the same way, so that results do not depend on what is kept.

use rustc_hash::FxHashMap;

use crate::kernel::{Finish, Matrix, PRODUCTS, Rows, Vectors, WIDTH, multiply};
use crate::strings::embedding_keys;
use crate::tok2vec::{Attr, Features};
use crate::vectors::StaticVectors;

/// Numbers kept per word: embedding and three products.
const KEPT: usize = WIDTH + 3 * PRODUCTS;
/// Words kept; a word takes 4 KB.
const MAX_KEPT: usize = 6144;
/// Values kept of one attribute; a value takes 1.1 KB.
const MAX_VALUES: usize = 1536;
/// Room for the words and values that one text may add to those before they are thinned out; more is made when needed.
const ROOM: usize = 1024;
/// In place of a word that nobody asked for.
const UNREAD: u32 = u32::MAX;

/// The hash embedding of one attribute.
#[derive(Debug)]
pub(crate) struct Embedding {
    pub(crate) attr: Attr,
    pub(crate) rows: Vec<[f32; WIDTH]>,
    pub(crate) seed: u32,
    /// The mixer's weights for it.
    pub(crate) mixer: Matrix,
}

/// The embedding of a word and the weights of the first layer.
#[derive(Debug)]
pub(crate) struct Embeddings {
    pub(crate) attrs: Vec<Embedding>,
    /// Projection of static vectors (300 → 96), and the mixer's weights for it.
    pub(crate) vectors: Option<(Matrix, Matrix)>,
    pub(crate) mixer_finish: Finish,
    /// The first layer's weights for the left neighbour, the centre and the right neighbour.
    pub(crate) first: [Matrix; 3],
    pub(crate) first_finish: Finish,
}

/// All that a word's attributes depend on: its text, its norm, and whether a blank follows.
type Key = (u64, u64, bool);

/// What values of one attribute add to the mix.
#[derive(Debug, Default)]
struct Values {
    places: FxHashMap<u64, u32>,
    products: Vec<f32>,
    /// The places of the values that were asked for last.
    found: Vec<u32>,
}

/// Kept words of one thread, and those of the text at hand.
#[derive(Debug, Default)]
pub(crate) struct Words {
    places: FxHashMap<Key, u32>,
    keys: Vec<Key>,
    hits: Vec<u32>,
    data: Vec<f32>,
    values: Vec<Values>,
    /// The places of the text's words.
    ids: Vec<u32>,
    inputs: Vec<f32>,
    products: [Vec<f32>; 3],
}

impl Words {
    /// Finds the kept words of those tokens that are read, and computes the new ones.
    #[inline(always)]
    pub(crate) fn look_up<V: Vectors>(
        &mut self,
        v: V,
        network: &Embeddings,
        tokens: &[Features],
        is_read: impl Fn(usize) -> bool,
        vectors: &StaticVectors,
    ) {
        self.shrink();
        self.ids.clear();
        let mut new: Vec<&Features> = Vec::new();
        let knows_blanks = network.attrs.iter().any(|a| a.attr == Attr::Spacy);
        let known = self.keys.len();
        for (i, token) in tokens.iter().enumerate() {
            if !is_read(i) {
                self.ids.push(UNREAD);
                continue;
            }
            let key = (token.lexeme.orth, token.norm, token.spacy && knows_blanks);
            let next = self.keys.len() as u32;
            let id = *self.places.entry(key).or_insert(next);
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
        let count = new.len();
        let [mixed, ..] = &mut self.products;
        mixed.clear();
        mixed.resize(count * PRODUCTS, 0.0);
        self.values.resize_with(network.attrs.len(), Values::default);
        for (embedding, values) in network.attrs.iter().zip(&mut self.values) {
            values.add(v, embedding, new.iter().map(|token| token.id(embedding.attr)), &mut self.inputs);
            for (&place, mixed) in values.found.iter().zip(mixed.chunks_exact_mut(PRODUCTS)) {
                let products = &values.products[place as usize * PRODUCTS..][..PRODUCTS];
                for j in 0..PRODUCTS {
                    mixed[j] += products[j];
                }
            }
        }
        if let Some((projection, mixer)) = &network.vectors {
            let (mut projected, mut products) = ([0f32; WIDTH], [0f32; PRODUCTS]);
            for (token, mixed) in new.iter().zip(mixed.chunks_exact_mut(PRODUCTS)) {
                if let Some(vector) = vectors.get(token.lexeme.orth) {
                    multiply(v, Rows { data: vector, stride: 0, count: 1 }, projection, &mut projected);
                    multiply(v, Rows { data: &projected, stride: 0, count: 1 }, mixer, &mut products);
                    for j in 0..PRODUCTS {
                        mixed[j] += products[j];
                    }
                }
            }
        }
        let embedded = &mut self.inputs;
        embedded.clear();
        for products in mixed.as_chunks::<PRODUCTS>().0 {
            embedded.extend(network.mixer_finish.row(products));
        }
        for (weights, products) in network.first.iter().zip(&mut self.products) {
            products.resize(count * PRODUCTS, 0.0);
            multiply(v, Rows { data: embedded, stride: WIDTH, count }, weights, products);
        }
        self.data.reserve_exact((known + count).max(MAX_KEPT + ROOM) * KEPT - self.data.len());
        for (i, embedded) in embedded.chunks_exact(WIDTH).enumerate() {
            self.data.extend_from_slice(embedded);
            for products in &self.products {
                self.data.extend_from_slice(&products[i * PRODUCTS..][..PRODUCTS]);
            }
        }
    }

    /// The first layer's `rows` from kept products, into `x`. Row `r` is token `r - depth`.
    #[inline(always)]
    pub(crate) fn first_layer(
        &self,
        network: &Embeddings,
        rows: impl Iterator<Item = usize>,
        depth: usize,
        x: &mut [[f32; WIDTH]],
    ) {
        let word =
            |i: Option<usize>| i.and_then(|i| self.ids.get(i)).map(|&id| &self.data[id as usize * KEPT..][..KEPT]);
        for r in rows {
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
            x[r] = network.first_finish.row(&sum);
            if let Some(kept) = word(neighbours[1]) {
                for o in 0..WIDTH {
                    x[r][o] += kept[o];
                }
            }
        }
    }

    /// Keeps the words that were met most often, when there are too many.
    fn shrink(&mut self) {
        for values in &mut self.values {
            if values.places.len() > MAX_VALUES {
                values.places.clear();
                values.products.clear();
            }
        }
        if self.keys.len() < MAX_KEPT {
            return;
        }
        let mut order: Vec<u32> = (0..self.keys.len() as u32).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(self.hits[i as usize]));
        order.truncate(MAX_KEPT / 2);
        order.sort_unstable();
        self.places.clear();
        for (to, from) in order.iter().enumerate() {
            let from = *from as usize;
            self.data.copy_within(from * KEPT..(from + 1) * KEPT, to * KEPT);
            self.keys[to] = self.keys[from];
            self.hits[to] = self.hits[from] / 2;
            self.places.insert(self.keys[to], to as u32);
        }
        self.keys.truncate(order.len());
        self.hits.truncate(order.len());
        self.data.truncate(order.len() * KEPT);
    }
}

impl Values {
    /// Finds some values, and computes those that are not known yet.
    #[inline(always)]
    fn add<V: Vectors>(&mut self, v: V, embedding: &Embedding, ids: impl Iterator<Item = u64>, inputs: &mut Vec<f32>) {
        inputs.clear();
        self.found.clear();
        let known = self.places.len();
        for id in ids {
            let next = self.places.len() as u32;
            let place = *self.places.entry(id).or_insert(next);
            self.found.push(place);
            if place != next {
                continue;
            }
            let mut sum = [0f32; WIDTH];
            for key in embedding_keys(id, embedding.seed) {
                let row = &embedding.rows[key as usize % embedding.rows.len()];
                for (sum, x) in sum.iter_mut().zip(row) {
                    *sum += x;
                }
            }
            inputs.extend(sum);
        }
        let count = self.places.len() - known;
        let needed = (known + count) * PRODUCTS;
        self.products.reserve_exact(needed.max((MAX_VALUES + ROOM) * PRODUCTS) - self.products.len());
        self.products.resize(needed, 0.0);
        let rows = Rows { data: inputs, stride: WIDTH, count };
        multiply(v, rows, &embedding.mixer, &mut self.products[known * PRODUCTS..]);
    }
}
