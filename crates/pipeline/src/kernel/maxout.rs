//! Layers of the token vectors: product, maximum of three pieces, layer norm.

use super::{Floats, LANES, Matrix, Numbers, Rows, Shorts, Vectors, multiply};

/// Width of the token vectors.
pub(crate) const WIDTH: usize = 96;
/// Pieces of a maxout.
pub(crate) const PIECES: usize = 3;
/// Products of one layer: three pieces per output.
pub(crate) const PRODUCTS: usize = WIDTH * PIECES;

/// Pairs of rows that are multiplied before they are finished, so that their products stay in the nearest cache.
const PAIRS: usize = 8;

/// Buffers of [`Layer::residual`].
#[derive(Debug)]
pub(crate) struct LayerBuffers<T: Numbers> {
    inputs: Vec<[[T::Input; WIDTH]; PAIRS]>,
    products: Vec<[[T::Sum; PRODUCTS]; PAIRS]>,
}

impl<T: Numbers> Default for LayerBuffers<T> {
    fn default() -> Self {
        Self {
            inputs: vec![[[T::Input::default(); WIDTH]; PAIRS]; 4],
            products: vec![[[T::Sum::default(); PRODUCTS]; PAIRS]; 4],
        }
    }
}

/// A loaded layer over windows of three rows.
///
/// Two neighbouring windows `x0 x1 x2` and `x1 x2 x3` take four products in place of six: with the weights `a b c` for
/// left neighbour, centre and right neighbour, and
///
/// ```text
/// m0 = (x0 - x2) a    m1 = (x1 + x2) (a+b+c)/2    m2 = (x2 - x1) (a-b+c)/2    m3 = (x1 - x3) c
/// ```
///
/// they are `m0 + m1 + m2` and `m1 - m2 - m3`. The chains of sums are a third as long as those of the plain product, and
/// the rounding error is no larger (3.1e-7 against 4.2e-7 root mean square on random rows). Source: the algorithm F(2,3)
/// of S. Winograd, Arithmetic Complexity of Computations (1980), as in A. Lavin and S. Gray, Fast Algorithms for
/// Convolutional Neural Networks (2016). Pairs are counted from the first row, so a row's result does not depend on how
/// many rows there are.
#[derive(Debug)]
pub(crate) struct Layer {
    exact: [Matrix<Floats>; 4],
    rounded: [Matrix<Shorts>; 4],
    finish: Finish,
}

impl Layer {
    /// Packs weights given as one row of `3 * WIDTH` per product: left neighbour, centre, right neighbour.
    pub(crate) fn new(weights: &[f32], finish: Finish) -> Self {
        let mixed = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]].map(|factors: [f64; 3]| {
            let rows = weights.chunks_exact(3 * WIDTH).flat_map(|row| {
                (0..WIDTH).map(move |k| {
                    let parts = factors.iter().zip([row[k], row[WIDTH + k], row[2 * WIDTH + k]]);
                    parts.map(|(factor, weight)| factor * f64::from(weight)).sum::<f64>() as f32
                })
            });
            rows.collect::<Vec<f32>>()
        });
        let rows = [&mixed[0], &mixed[1], &mixed[2], &mixed[3]].map(|m| m.chunks_exact(WIDTH).collect::<Vec<_>>());
        Self {
            exact: [&rows[0], &rows[1], &rows[2], &rows[3]].map(|rows| Matrix::new(WIDTH, rows)),
            rounded: [&rows[0], &rows[1], &rows[2], &rows[3]].map(|rows| Matrix::new(WIDTH, rows)),
            finish,
        }
    }

    /// `out[i] = x[i + 1] + layer(x[i..i + 3])`: what the layer makes of a window of three rows is added to the row in
    /// the middle, for the windows `2 * p` and `2 * p + 1` of every pair `p` given. `x` has two rows more than `out`.
    #[inline(always)]
    pub(crate) fn residual<V: Vectors, T: Weights>(
        &self,
        vectors: V,
        x: &[[f32; WIDTH]],
        out: &mut [[f32; WIDTH]],
        pairs: &[u32],
        buffers: &mut LayerBuffers<T>,
    ) {
        let weights = T::of(self);
        let LayerBuffers { inputs, products } = buffers;
        let ([i0, i1, i2, i3], [p0, p1, p2, p3]) = (inputs.as_mut_slice(), products.as_mut_slice()) else { return };
        let x = &x[..out.len() + 2];
        for pairs in pairs.chunks(PAIRS) {
            let count = pairs.len();
            let mut scales = [[0f32; 4]; PAIRS];
            for (p, &pair) in pairs.iter().enumerate() {
                let first = 2 * pair as usize;
                let [x0, x1, x2] = [&x[first], &x[first + 1], &x[first + 2]];
                // The fourth row is missing where the last pair has one window only.
                let x3 = x.get(first + 3).unwrap_or(x2);
                let mut rows = [[0f32; WIDTH]; 4];
                for o in 0..WIDTH {
                    rows[0][o] = x0[o] - x2[o];
                    rows[1][o] = x1[o] + x2[o];
                    rows[2][o] = x2[o] - x1[o];
                    rows[3][o] = x1[o] - x3[o];
                }
                let inputs = [&mut i0[p], &mut i1[p], &mut i2[p], &mut i3[p]];
                for (m, (row, input)) in rows.iter().zip(inputs).enumerate() {
                    scales[p][m] = T::row(row, input) * weights[m].scale;
                }
            }
            let all = [(&*i0, &mut *p0), (&*i1, &mut *p1), (&*i2, &mut *p2), (&*i3, &mut *p3)];
            for ((inputs, products), weights) in all.into_iter().zip(weights) {
                let rows = Rows { data: inputs.as_flattened(), stride: WIDTH, count };
                multiply::<V, T>(vectors, rows, weights, products.as_flattened_mut());
            }
            for (p, &pair) in pairs.iter().enumerate() {
                let first = 2 * pair as usize;
                let scales = &scales[p];
                let mut windows = [[0f32; PRODUCTS]; 2];
                for o in 0..PRODUCTS {
                    let [m0, m1, m2, m3] = [
                        T::value(p0[p][o], scales[0]),
                        T::value(p1[p][o], scales[1]),
                        T::value(p2[p][o], scales[2]),
                        T::value(p3[p][o], scales[3]),
                    ];
                    windows[0][o] = m0 + m1 + m2;
                    windows[1][o] = m1 - m2 - m3;
                }
                for (i, out) in out[first..].iter_mut().take(2).enumerate() {
                    let layer = self.finish.row(&windows[i]);
                    for o in 0..WIDTH {
                        out[o] = x[first + i + 1][o] + layer[o];
                    }
                }
            }
        }
    }
}

/// Numbers that a layer's weights are held in.
pub(crate) trait Weights: Numbers + Sized {
    /// A layer's weights in them.
    fn of(layer: &Layer) -> &[Matrix<Self>; 4];
}

impl Weights for Floats {
    fn of(layer: &Layer) -> &[Matrix; 4] {
        &layer.exact
    }
}

impl Weights for Shorts {
    fn of(layer: &Layer) -> &[Matrix<Shorts>; 4] {
        &layer.rounded
    }
}

/// What follows a maxout layer's product: bias, maximum of three, layer norm.
#[derive(Debug)]
pub(crate) struct Finish {
    /// Piece by piece.
    pub(crate) bias: [[f32; WIDTH]; PIECES],
    pub(crate) scale: [f32; WIDTH],
    pub(crate) shift: [f32; WIDTH],
}

impl Finish {
    /// Maxout and layer norm of one row of products, which are ordered piece by piece.
    #[inline(always)]
    pub(crate) fn row(&self, products: &[f32; PRODUCTS]) -> [f32; WIDTH] {
        let mut best = [0f32; WIDTH];
        for o in 0..WIDTH {
            let a = products[o] + self.bias[0][o];
            let b = products[WIDTH + o] + self.bias[1][o];
            let c = products[2 * WIDTH + o] + self.bias[2][o];
            let ab = if b > a { b } else { a };
            best[o] = if c > ab { c } else { ab };
        }
        let mean = sum(&best) / WIDTH as f32;
        let mut squares = [0f32; WIDTH];
        for o in 0..WIDTH {
            let d = best[o] - mean;
            squares[o] = d * d;
        }
        let scale = 1.0 / (sum(&squares) / WIDTH as f32 + 1e-8).sqrt();
        let mut out = [0f32; WIDTH];
        for o in 0..WIDTH {
            out[o] = (best[o] - mean) * scale * self.scale[o] + self.shift[o];
        }
        out
    }
}

/// A row's sum in sixteen partial sums.
#[inline(always)]
fn sum(row: &[f32; WIDTH]) -> f32 {
    let mut lanes = [0f32; LANES];
    for chunk in row.chunks_exact(LANES) {
        for j in 0..LANES {
            lanes[j] += chunk[j];
        }
    }
    for half in [8, 4, 2, 1] {
        for j in 0..half {
            lanes[j] += lanes[j + half];
        }
    }
    lanes[0]
}
