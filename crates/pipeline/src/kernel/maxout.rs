//! Layers of the token vectors: product, maximum of three pieces, layer norm.

use super::{LANES, Matrix, Rows, Vectors, multiply};

/// Width of the token vectors.
pub(crate) const WIDTH: usize = 96;
/// Pieces of a maxout.
pub(crate) const PIECES: usize = 3;
/// Products of one layer: three pieces per output.
pub(crate) const PRODUCTS: usize = WIDTH * PIECES;

/// Rows that are multiplied before they are finished, so that their products stay in the nearest cache.
const BLOCK: usize = 8;

/// A loaded layer.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) weights: Matrix,
    pub(crate) finish: Finish,
}

impl Layer {
    /// `out[i] = x[i + 1] + layer(x[i..i + 3])`: what the layer makes of every window of three rows is added to the row
    /// in the middle. `x` has two rows more than `out`.
    #[inline(always)]
    pub(crate) fn residual<V: Vectors>(&self, vectors: V, x: &[[f32; WIDTH]], out: &mut [[f32; WIDTH]]) {
        let mut products = [[0f32; PRODUCTS]; BLOCK];
        for (b, out) in out.chunks_mut(BLOCK).enumerate() {
            let x = &x[b * BLOCK..][..out.len() + 2];
            // A window is three rows that follow each other, so the windows need no copy.
            let windows = Rows { data: x.as_flattened(), stride: WIDTH, count: out.len() };
            multiply(vectors, windows, &self.weights, products.as_flattened_mut());
            for ((products, middle), out) in products.iter().zip(&x[1..]).zip(out) {
                let layer = self.finish.row(products);
                for o in 0..WIDTH {
                    out[o] = middle[o] + layer[o];
                }
            }
        }
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
