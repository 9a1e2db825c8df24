//! The network that scores a transition system's moves, shared by parser and entity recogniser.
//! Source: `spacy/ml/parser_model.pyx` of spaCy 3.8 (MIT).

use std::ops::Range;

use crate::LoadError;
use crate::config::Config;
use crate::kernel::{CLOSE, LANES, Lanes, Matrix, Numbers, Precision, Rows, Shorts, Vectors, WIDTH, multiply};
use crate::msgpack::{Reader, Value};
use crate::package::{Package, file};
use crate::tok2vec::TokenVectors;
use crate::weights::ModelFile;

/// Width of the hidden layer.
const HIDDEN: usize = 64;
/// Products per feature: two pieces of a maxout.
const PRODUCTS: usize = 2 * HIDDEN;

/// A move: what to do, and with which label.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) action: u8,
    pub(crate) label: String,
}

/// The hidden layer's weights for one feature.
#[derive(Debug)]
struct Lower {
    exact: Matrix,
    rounded: Matrix<Shorts>,
}

impl Lower {
    fn new(rows: &[&[f32]]) -> Self {
        Self { exact: Matrix::new(HIDDEN, rows), rounded: Matrix::new(HIDDEN, rows) }
    }

    /// What tokens contribute as this feature.
    #[inline(always)]
    fn contribution<V: Vectors>(&self, v: V, tokens: &mut Reduced, out: &mut [[f32; PRODUCTS]]) {
        let Reduced { count, precision, rows, rounded, scales, sums } = tokens;
        let (stride, count) = (HIDDEN, *count);
        match precision {
            Precision::Exact => {
                let rows = Rows { data: rows.as_flattened(), stride, count };
                multiply(v, rows, &self.exact, out.as_flattened_mut());
            }
            Precision::Rounded => {
                // Some rows at a time, so that their sums stay where they are.
                let rows = rounded[..count].chunks(ROWS).zip(scales.chunks(ROWS));
                for ((rows, scales), out) in rows.zip(out.chunks_mut(ROWS)) {
                    let rows = Rows { data: rows.as_flattened(), stride, count: rows.len() };
                    multiply(v, rows, &self.rounded, sums.as_flattened_mut());
                    for ((out, sums), scale) in out.iter_mut().zip(&*sums).zip(scales) {
                        for (out, sum) in out.iter_mut().zip(sums) {
                            *out = Shorts::value(*sum, scale * self.rounded.scale);
                        }
                    }
                }
            }
        }
    }
}

/// The vectors of up to [`BLOCK`] tokens in the width of the hidden layer.
#[derive(Debug)]
struct Reduced {
    count: usize,
    precision: Precision,
    rows: [[f32; HIDDEN]; BLOCK],
    /// The rows in [`Shorts`], where they are rounded, and what their sums are to be multiplied by.
    rounded: [[i16; HIDDEN]; BLOCK],
    scales: [f32; BLOCK],
    /// Room for the sums of some rows.
    sums: [[i32; PRODUCTS]; ROWS],
}

/// A loaded network for `F` features (tokens of a state).
#[derive(Debug)]
pub(crate) struct Scorer<const F: usize> {
    reduce: Matrix,
    reduce_bias: Vec<f32>,
    /// The hidden layer's weights for each feature.
    lower: Vec<Lower>,
    lower_bias: [f32; PRODUCTS],
    pad: [[f32; PRODUCTS]; F],
    /// Sixteen moves at a time, input by input.
    upper: Vec<[Lanes; HIDDEN]>,
    upper_bias: Vec<Lanes>,
    pub(crate) moves: Vec<Move>,
}

/// Tokens whose products are computed together, and how many such blocks are kept. Parser and recogniser go through a
/// text once and look back a little: the window stays in the second-level cache.
const BLOCK: usize = 32;
const BLOCKS: usize = 4;
/// Rows of a block that are multiplied at a time.
const ROWS: usize = 8;

/// Buffers of one thread.
#[derive(Debug)]
pub(crate) struct ScorerBuffers {
    /// For the last blocks, what every token contributes as every feature: blocks of features of tokens.
    products: Vec<[f32; PRODUCTS]>,
    /// Tokens whose products were computed, a multiple of [`BLOCK`].
    done: usize,
    precision: Precision,
    reduced: Box<Reduced>,
    scores: Vec<[f32; LANES]>,
}

impl Default for ScorerBuffers {
    fn default() -> Self {
        let precision = Precision::Exact;
        let reduced = Reduced {
            count: 0,
            precision,
            rows: [[0.0; HIDDEN]; BLOCK],
            rounded: [[0; HIDDEN]; BLOCK],
            scales: [0.0; BLOCK],
            sums: [[0; PRODUCTS]; ROWS],
        };
        Self { products: Vec::new(), done: 0, precision, reduced: Box::new(reduced), scores: Vec::new() }
    }
}

impl<const F: usize> Scorer<F> {
    pub(crate) fn load(
        component: &str,
        config: &Config,
        package: &Package,
        model: &ModelFile,
        actions: &[u8],
    ) -> Result<Self, LoadError> {
        let section = format!("components.{component}.model");
        config.require(component, &section, "@architectures", &["spacy.TransitionBasedParser.v2"])?;
        for (key, expected) in [("hidden_width", HIDDEN), ("maxout_pieces", 2)] {
            let found = config.number(&section, key)?;
            if found != expected {
                return Err(LoadError::unsupported(component, format!("{key} = {found}")));
            }
        }
        if config.flag(&section, "extra_state_tokens")? || !config.flag(&section, "use_upper")? {
            return Err(LoadError::unsupported(component, "extra_state_tokens or no upper layer"));
        }
        let settings_path = format!("{component}/cfg");
        let settings: serde_json::Value = serde_json::from_slice(file(package, &settings_path)?)
            .map_err(|e| LoadError::damaged(&settings_path, e.to_string()))?;
        if let Some(width) = settings.get("beam_width").and_then(serde_json::Value::as_u64).filter(|&w| w != 1) {
            return Err(LoadError::unsupported(component, format!("beam_width = {width}")));
        }
        let moves = load_moves(component, package, actions)?;
        let mut linears = model.named("linear");
        let upper = model.take(&mut linears, "linear (upper)")?;
        let upper_weights = model.parameter(upper, "W", &[moves.len(), HIDDEN])?;
        let upper_bias = model.parameter(upper, "b", &[moves.len()])?;
        let reduce = model.take(&mut linears, "linear")?;
        let reduce_weights = model.parameter(reduce, "W", &[HIDDEN, WIDTH])?;
        let reduce_bias = model.parameter(reduce, "b", &[HIDDEN])?.to_vec();
        let lower = model.take(&mut model.named("precomputable_affine"), "precomputable_affine")?;
        let lower_weights = model.parameter(lower, "W", &[F, HIDDEN, 2, HIDDEN])?;
        let bias = model.parameter(lower, "b", &[HIDDEN, 2])?;
        let padding = model.parameter(lower, "pad", &[1, F, HIDDEN, 2])?;
        // Both pieces of an output lie side by side in the file; here the pieces follow each other.
        let (mut matrices, mut lower_bias, mut pad) = (Vec::new(), [0.0; PRODUCTS], [[0.0; PRODUCTS]; F]);
        for (f, pad) in pad.iter_mut().enumerate() {
            let mut rows = Vec::new();
            for piece in 0..2 {
                for o in 0..HIDDEN {
                    let at = (f * HIDDEN + o) * 2 + piece;
                    rows.push(&lower_weights[at * HIDDEN..][..HIDDEN]);
                    pad[piece * HIDDEN + o] = padding[at];
                    lower_bias[piece * HIDDEN + o] = bias[o * 2 + piece];
                }
            }
            matrices.push(Lower::new(&rows));
        }
        let blocks = moves.len().div_ceil(LANES);
        let mut upper = vec![[Lanes([0.0; LANES]); HIDDEN]; blocks];
        let mut bias = vec![Lanes([0.0; LANES]); blocks];
        for (m, weights) in upper_weights.chunks_exact(HIDDEN).enumerate() {
            for (k, weight) in weights.iter().enumerate() {
                upper[m / LANES][k].0[m % LANES] = *weight;
            }
            bias[m / LANES].0[m % LANES] = upper_bias[m];
        }
        Ok(Self {
            reduce: Matrix::new(WIDTH, &reduce_weights.chunks_exact(WIDTH).collect::<Vec<_>>()),
            reduce_bias,
            lower: matrices,
            lower_bias,
            pad,
            upper,
            upper_bias: bias,
            moves,
        })
    }

    /// Prepares the buffers for a text.
    pub(crate) fn start(&self, precision: Precision, buffers: &mut ScorerBuffers) {
        (buffers.done, buffers.precision) = (0, precision);
        // Parser and recogniser share the buffers; what is there is written before it is read.
        if buffers.products.len() < BLOCKS * F * BLOCK {
            buffers.products.resize(BLOCKS * F * BLOCK, [0.0; PRODUCTS]);
        }
        buffers.scores.resize(self.upper.len(), [0.0; LANES]);
    }

    /// The place of a token's products as a feature.
    fn place(token: usize, feature: usize) -> usize {
        (token / BLOCK % BLOCKS * F + feature) * BLOCK + token % BLOCK
    }

    /// The vectors of up to [`BLOCK`] tokens in the width of the hidden layer.
    #[inline(always)]
    fn reduce<V: Vectors>(&self, v: V, tokens: &[f32], precision: Precision, reduced: &mut Reduced) {
        (reduced.count, reduced.precision) = (tokens.len() / WIDTH, precision);
        let rows = Rows { data: tokens, stride: WIDTH, count: reduced.count };
        multiply(v, rows, &self.reduce, reduced.rows.as_flattened_mut());
        for i in 0..reduced.count {
            let row = &mut reduced.rows[i];
            for (x, bias) in row.iter_mut().zip(&self.reduce_bias) {
                *x += bias;
            }
            if precision == Precision::Rounded {
                reduced.scales[i] = Shorts::row(row, &mut reduced.rounded[i]);
            }
        }
    }

    /// Computes what the tokens of the next block contribute as every feature.
    #[inline(always)]
    fn next_block<V: Vectors>(&self, v: V, tokens: &[f32], buffers: &mut ScorerBuffers) {
        let ScorerBuffers { products, done, precision, reduced, .. } = buffers;
        let tokens = &tokens[*done * WIDTH..];
        self.reduce(v, &tokens[..tokens.len().min(BLOCK * WIDTH)], *precision, reduced);
        for (f, weights) in self.lower.iter().enumerate() {
            let at = Self::place(*done, f);
            weights.contribution(v, reduced, &mut products[at..at + BLOCK]);
        }
        *done += BLOCK;
    }

    /// The hidden layer of a state over the vectors of all tokens; a feature below zero is no token.
    #[inline(always)]
    pub(crate) fn hidden<V: Vectors>(
        &self,
        v: V,
        features: [i32; F],
        tokens: &[f32],
        buffers: &mut ScorerBuffers,
    ) -> [f32; HIDDEN] {
        let (mut first, mut last) = (i32::MAX, -1);
        for &token in &features {
            last = last.max(token);
            first = first.min(if token < 0 { i32::MAX } else { token });
        }
        while last >= buffers.done as i32 {
            self.next_block(v, tokens, buffers);
        }
        let mut sum = [0f32; PRODUCTS];
        if first < buffers.done as i32 - (BLOCKS * BLOCK) as i32 {
            self.sum_of_far(v, features, tokens, buffers, &mut sum);
        } else {
            for (f, &token) in features.iter().enumerate() {
                let in_window = || &buffers.products[Self::place(token as usize, f)];
                let row = if token < 0 { &self.pad[f] } else { in_window() };
                for j in 0..PRODUCTS {
                    sum[j] += row[j];
                }
            }
        }
        self.maxout(&sum)
    }

    /// The same over the exact vectors of a state's tokens.
    #[inline(always)]
    fn hidden_exactly<V: Vectors>(
        &self,
        v: V,
        features: [i32; F],
        vectors: &[[f32; WIDTH]; F],
        reduced: &mut Reduced,
    ) -> [f32; HIDDEN] {
        let mut sum = [0f32; PRODUCTS];
        for (f, &token) in features.iter().enumerate() {
            let mut product = [[0f32; PRODUCTS]; 1];
            let row = if token < 0 {
                &self.pad[f]
            } else {
                self.reduce(v, &vectors[f], Precision::Exact, reduced);
                self.lower[f].contribution(v, reduced, &mut product);
                &product[0]
            };
            for j in 0..PRODUCTS {
                sum[j] += row[j];
            }
        }
        self.maxout(&sum)
    }

    #[inline(always)]
    fn maxout(&self, sum: &[f32; PRODUCTS]) -> [f32; HIDDEN] {
        let mut hidden = [0f32; HIDDEN];
        for o in 0..HIDDEN {
            let (a, b) = (sum[o] + self.lower_bias[o], sum[HIDDEN + o] + self.lower_bias[HIDDEN + o]);
            hidden[o] = if b > a { b } else { a };
        }
        hidden
    }

    /// The best move in a state. Where rounded vectors leave a doubt, exact ones decide.
    #[inline(always)]
    pub(crate) fn choose<V: Vectors>(
        &self,
        v: V,
        features: [i32; F],
        vectors: &mut TokenVectors<'_>,
        among: &Among,
        buffers: &mut ScorerBuffers,
    ) -> Option<usize> {
        let hidden = self.hidden(v, features, vectors.rows, buffers);
        let (best, is_close) = self.best(&hidden, among, buffers)?;
        match &mut vectors.exactly {
            Some(exactly) if is_close => {
                let hidden = self.hidden_exactly(v, features, &exactly.of(features), &mut buffers.reduced);
                self.best(&hidden, among, buffers).map(|(best, _)| best)
            }
            _ => Some(best),
        }
    }

    /// The sum of a state's products when some of its tokens are no longer in the window, which is rare.
    #[inline(always)]
    fn sum_of_far<V: Vectors>(
        &self,
        v: V,
        features: [i32; F],
        tokens: &[f32],
        buffers: &mut ScorerBuffers,
        sum: &mut [f32; PRODUCTS],
    ) {
        for (f, &token) in features.iter().enumerate() {
            let mut again = [[0f32; PRODUCTS]; 1];
            let row = if token < 0 {
                &self.pad[f]
            } else if token as usize + BLOCKS * BLOCK < buffers.done {
                self.reduce(v, &tokens[token as usize * WIDTH..][..WIDTH], buffers.precision, &mut buffers.reduced);
                self.lower[f].contribution(v, &mut buffers.reduced, &mut again);
                &again[0]
            } else {
                &buffers.products[Self::place(token as usize, f)]
            };
            for j in 0..PRODUCTS {
                sum[j] += row[j];
            }
        }
    }

    /// Scores `N` blocks of sixteen moves each. Several at once, as each is one long chain of sums.
    #[inline(always)]
    fn blocks<const N: usize>(
        &self,
        hidden: &[f32; HIDDEN],
        blocks: [usize; N],
        bias: &[Lanes],
        scores: &mut [[f32; LANES]],
    ) {
        let weights: [&[Lanes; HIDDEN]; N] = blocks.map(|b| &self.upper[b]);
        let mut sums = [[0f32; LANES]; N];
        for k in 0..HIDDEN {
            for n in 0..N {
                for j in 0..LANES {
                    sums[n][j] = hidden[k].mul_add(weights[n][k].0[j], sums[n][j]);
                }
            }
        }
        for n in 0..N {
            for j in 0..LANES {
                scores[n][j] = sums[n][j] + bias[n].0[j];
            }
        }
    }

    /// The moves of some ascending ranges, prepared for [`Self::choose`].
    pub(crate) fn among(&self, valid: &[Range<usize>]) -> Among {
        let is_valid = |m: usize| valid.iter().any(|range| range.contains(&m));
        let mut among = Among::default();
        for (block, bias) in self.upper_bias.iter().enumerate() {
            let bias = std::array::from_fn(|j| if is_valid(block * LANES + j) { bias.0[j] } else { f32::NEG_INFINITY });
            if bias.iter().any(|b| *b > f32::NEG_INFINITY) {
                among.blocks.push(block);
                among.bias.push(Lanes(bias));
            }
        }
        among.first = valid.iter().find(|range| !range.is_empty()).map(|range| range.start);
        among
    }

    /// The best of some moves, the first of equals, and whether another one is [`CLOSE`].
    #[inline(always)]
    fn best(&self, hidden: &[f32; HIDDEN], among: &Among, buffers: &mut ScorerBuffers) -> Option<(usize, bool)> {
        let scores = &mut buffers.scores[..among.blocks.len()];
        let parts = among.blocks.chunks(4).zip(among.bias.chunks(4)).zip(scores.chunks_mut(4));
        for ((blocks, bias), scores) in parts {
            match *blocks {
                [a, b, c, d] => self.blocks(hidden, [a, b, c, d], bias, scores),
                [a, b, c] => self.blocks(hidden, [a, b, c], bias, scores),
                [a, b] => self.blocks(hidden, [a, b], bias, scores),
                [a] => self.blocks(hidden, [a], bias, scores),
                _ => {}
            }
        }
        let mut lanes = [f32::NEG_INFINITY; LANES];
        for scores in &*scores {
            for j in 0..LANES {
                lanes[j] = if scores[j] > lanes[j] { scores[j] } else { lanes[j] };
            }
        }
        for half in [8, 4, 2, 1] {
            for j in 0..half {
                lanes[j] = if lanes[j + half] > lanes[j] { lanes[j + half] } else { lanes[j] };
            }
        }
        let most = lanes[0];
        let (mut near, mut first) = ([0u32; LANES], [u32::MAX; LANES]);
        for (scores, &block) in scores.iter().zip(&among.blocks) {
            for j in 0..LANES {
                near[j] += u32::from(scores[j] > most - CLOSE);
                let here = if scores[j] >= most { (block * LANES + j) as u32 } else { u32::MAX };
                first[j] = if here < first[j] { here } else { first[j] };
            }
        }
        // Where damaged weights give no number, the first move does.
        let best = if most > f32::NEG_INFINITY { first.into_iter().min().map(|m| m as usize) } else { among.first };
        Some((best?, near.iter().sum::<u32>() > 1))
    }
}

/// Moves that may be taken in a state.
#[derive(Debug, Default)]
pub(crate) struct Among {
    /// The blocks of sixteen that hold any.
    blocks: Vec<usize>,
    /// What is added to their scores; for other moves in these blocks, negative infinity.
    bias: Vec<Lanes>,
    first: Option<usize>,
}

/// The moves in the order of their scores: by action, then by falling frequency and label.
fn load_moves(component: &str, package: &Package, actions: &[u8]) -> Result<Vec<Move>, LoadError> {
    let path = format!("{component}/moves");
    let damaged = |problem: &str| LoadError::damaged(&path, problem);
    let file = Reader::read(&path, file(package, &path)?)?;
    let text = file.get("moves").and_then(Value::as_str).ok_or_else(|| damaged("it has no moves"))?;
    let table: serde_json::Value = serde_json::from_str(text).map_err(|e| damaged(&e.to_string()))?;
    let table = table.as_object().ok_or_else(|| damaged("its moves are no table"))?;
    let mut by_action: Vec<(u8, Vec<(i64, &str)>)> = Vec::new();
    for (action, labels) in table {
        let action: u8 = action.parse().map_err(|_| damaged("an action is no number"))?;
        let labels = labels.as_object().ok_or_else(|| damaged("an action has no labels"))?;
        let mut rows: Vec<(i64, &str)> =
            labels.iter().map(|(label, count)| (count.as_i64().unwrap_or(0), label.as_str())).collect();
        rows.sort_unstable();
        rows.reverse();
        by_action.push((action, rows));
    }
    by_action.sort_by_key(|(action, _)| *action);
    let mut moves = Vec::new();
    for (action, rows) in by_action {
        for (_, label) in rows {
            if !actions.contains(&action) {
                return Err(LoadError::unsupported(component, format!("action {action} with label `{label}`")));
            }
            moves.push(Move { action, label: label.to_owned() });
        }
    }
    if moves.is_empty() { Err(damaged("it has no moves")) } else { Ok(moves) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Operation, run};

    /// Numbers without pattern, so that every rounding shows.
    fn numbers(count: usize) -> Vec<f32> {
        let next = |state: &mut u32| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*state >> 8) as f32 / (1 << 24) as f32 - 0.5)
        };
        std::iter::repeat_n((), count).scan(1, |state, ()| next(state)).collect()
    }

    fn scorer() -> Scorer<2> {
        let matrix = |inputs: usize, outputs: usize| {
            Matrix::new(inputs, &numbers(inputs * outputs).chunks(inputs).collect::<Vec<_>>())
        };
        let lower = || Lower::new(&numbers(HIDDEN * PRODUCTS).chunks(HIDDEN).collect::<Vec<_>>());
        Scorer {
            reduce: matrix(WIDTH, HIDDEN),
            reduce_bias: numbers(HIDDEN),
            lower: vec![lower(), lower()],
            lower_bias: [0.25; PRODUCTS],
            pad: [[0.5; PRODUCTS]; 2],
            upper: vec![[Lanes([0.0; LANES]); HIDDEN]; 2],
            upper_bias: vec![Lanes([1.0; LANES]), Lanes([2.0; LANES])],
            moves: Vec::new(),
        }
    }

    struct Hidden<'a>(&'a Scorer<2>, [i32; 2], &'a [f32], &'a mut ScorerBuffers);

    impl Operation for Hidden<'_> {
        type Output = [f32; HIDDEN];

        #[inline(always)]
        fn run<V: Vectors>(self, v: V) -> [f32; HIDDEN] {
            self.0.hidden(v, self.1, self.2, self.3)
        }
    }

    #[test]
    fn tokens_outside_the_window_count_the_same() {
        let (scorer, tokens) = (scorer(), numbers(400 * WIDTH));
        for precision in [Precision::Rounded, Precision::Exact] {
            let mut early = ScorerBuffers::default();
            scorer.start(precision, &mut early);
            let mut late = ScorerBuffers::default();
            scorer.start(precision, &mut late);
            run(Hidden(&scorer, [399, -1], &tokens, &mut late));
            assert!(late.done >= 400);
            for features in [[3, 40], [0, -1], [-1, 100]] {
                let expected = run(Hidden(&scorer, features, &tokens, &mut early));
                assert!(early.done <= BLOCKS * BLOCK);
                let found = run(Hidden(&scorer, features, &tokens, &mut late));
                assert_eq!(found.map(f32::to_bits), expected.map(f32::to_bits));
            }
            run(Hidden(&scorer, [-1, -1], &tokens, &mut late));
        }
    }

    #[test]
    fn rounding_changes_little() {
        let (scorer, tokens) = (scorer(), numbers(40 * WIDTH));
        let hidden = |precision| {
            let mut buffers = ScorerBuffers::default();
            scorer.start(precision, &mut buffers);
            run(Hidden(&scorer, [7, 33], &tokens, &mut buffers))
        };
        let (exact, rounded) = (hidden(Precision::Exact), hidden(Precision::Rounded));
        let norm = |row: [f32; HIDDEN]| row.iter().map(|x| x * x).sum::<f32>().sqrt();
        let error = norm(std::array::from_fn(|o| exact[o] - rounded[o])) / norm(exact);
        assert!(error > 0.0 && error < 2e-4, "{error}");
    }

    #[test]
    fn the_first_of_equal_moves_is_the_best() {
        let (scorer, mut buffers) = (scorer(), ScorerBuffers::default());
        scorer.start(Precision::Exact, &mut buffers);
        let mut best =
            |hidden: f32, valid: &[Range<usize>]| scorer.best(&[hidden; HIDDEN], &scorer.among(valid), &mut buffers);
        assert_eq!(best(0.0, &[3..9, 12..14]), Some((3, true)));
        assert_eq!(best(0.0, &[3..9, 15..20, 25..32]), Some((16, true)));
        assert_eq!(best(0.0, &[3..9, 25..26]), Some((25, false)));
        assert_eq!(best(0.0, &[0..0, 7..7]), None);
        assert_eq!(best(f32::NAN, &[0..0, 5..7, 20..30]), Some((5, false)));
    }
}
