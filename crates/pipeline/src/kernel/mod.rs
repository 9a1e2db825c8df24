//! Matrix products and layer norms in one fixed order of operations.
//!
//! Every output is one sequence of fused multiply-adds over the inputs, first to last; vector lanes run over
//! outputs, never over inputs, and sums over a row use sixteen fixed partial sums. So a result has the same bits
//! whatever the vector width, the number of rows in the matrix or the place of a row in it: on AVX-512, on AVX2 and
//! in the scalar fallback (`f32::mul_add` is exact everywhere, only slow without the instruction).

mod maxout;
mod tile;

use std::sync::LazyLock;

pub(crate) use maxout::{Finish, Layer, LayerBuffers, PIECES, PRODUCTS, WIDTH};
pub(crate) use tile::Vectors;
use tile::{PANELS, Plain};

/// Outputs per panel of a packed matrix: one AVX-512 register, two AVX2 registers.
pub(crate) const LANES: usize = 16;

/// Sixteen numbers at a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

/// Weights of `inputs` × `outputs`, packed in panels of sixteen outputs, the last one filled up with zeros. Three
/// panels at a time lie input by input beside each other, as a tile reads them.
#[derive(Debug)]
pub(crate) struct Matrix {
    packed: Vec<Lanes>,
    inputs: usize,
    panels: usize,
}

impl Matrix {
    /// Packs a matrix given as one row of `inputs` weights per output.
    pub(crate) fn new(inputs: usize, rows: &[&[f32]]) -> Self {
        let panels = rows.len().div_ceil(LANES);
        let mut packed = Vec::with_capacity(panels * inputs);
        for first in (0..panels).step_by(PANELS) {
            for k in 0..inputs {
                for panel in first..panels.min(first + PANELS) {
                    let weight = |j: usize| rows.get(panel * LANES + j).map_or(0.0, |row| row[k]);
                    packed.push(Lanes(std::array::from_fn(weight)));
                }
            }
        }
        Self { packed, inputs, panels }
    }

    /// Outputs with those that fill up the last panel.
    pub(crate) fn padded_outputs(&self) -> usize {
        self.panels * LANES
    }
}

/// Rows of inputs: row `i` starts at `i * stride` and may overlap the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) data: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) count: usize,
}

/// Something that runs with the widest vectors of this machine. `run` must be `#[inline(always)]`, as must be what
/// it calls: only what is inlined is compiled for those vectors.
pub(crate) trait Operation {
    /// What it gives back.
    type Output;
    /// Does it with those vectors.
    fn run<V: Vectors>(self, vectors: V) -> Self::Output;
}

#[derive(Debug, Clone, Copy)]
enum Widest {
    #[cfg(target_arch = "x86_64")]
    Avx512(tile::Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(tile::Avx2),
    Plain,
}

static WIDEST: LazyLock<Widest> = LazyLock::new(|| {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(vectors) = tile::Avx512::detect() {
            return Widest::Avx512(vectors);
        }
        if let Some(vectors) = tile::Avx2::detect() {
            return Widest::Avx2(vectors);
        }
    }
    Widest::Plain
});

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
fn on_avx512<O: Operation>(operation: O, vectors: tile::Avx512) -> O::Output {
    operation.run(vectors)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn on_avx2<O: Operation>(operation: O, vectors: tile::Avx2) -> O::Output {
    operation.run(vectors)
}

/// Runs an operation with the widest vectors that this machine has.
#[cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "calls functions compiled for vectors that were found to exist")
)]
pub(crate) fn run<O: Operation>(operation: O) -> O::Output {
    match *WIDEST {
        // SAFETY: an `Avx512` exists only where every feature that the function enables was found.
        #[cfg(target_arch = "x86_64")]
        Widest::Avx512(vectors) => unsafe { on_avx512(operation, vectors) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Widest::Avx2(vectors) => unsafe { on_avx2(operation, vectors) },
        Widest::Plain => operation.run(Plain),
    }
}

/// `out[i] = rows[i] · matrix`, without bias. `out` has `matrix.padded_outputs()` numbers a row.
///
/// Some rows at a time go through the whole matrix, so that they stay in the nearest cache whatever their number.
#[inline(always)]
pub(crate) fn multiply<V: Vectors>(vectors: V, rows: Rows<'_>, matrix: &Matrix, out: &mut [f32]) {
    let mut first = 0;
    while first < rows.count {
        let out = &mut out[first * matrix.padded_outputs()..];
        first += match rows.count - first {
            8.. => block::<V, 8>(vectors, rows, first, matrix, out),
            4.. => block::<V, 4>(vectors, rows, first, matrix, out),
            2.. => block::<V, 2>(vectors, rows, first, matrix, out),
            _ => block::<V, 1>(vectors, rows, first, matrix, out),
        };
    }
}

/// `N` rows times the matrix; gives back `N`.
#[inline(always)]
fn block<V: Vectors, const N: usize>(
    vectors: V,
    rows: Rows<'_>,
    first: usize,
    matrix: &Matrix,
    out: &mut [f32],
) -> usize {
    let (inputs, width) = (matrix.inputs, matrix.padded_outputs());
    let data = &rows.data[first * rows.stride..];
    let mut groups = matrix.packed.chunks_exact(PANELS * inputs);
    let mut at = 0;
    for group in &mut groups {
        vectors.tile::<N, PANELS>(data, rows.stride, group, &mut out[at..], width);
        at += PANELS * LANES;
    }
    match groups.remainder() {
        [] => {}
        rest if rest.len() == inputs => vectors.tile::<N, 1>(data, rows.stride, rest, &mut out[at..], width),
        rest => vectors.tile::<N, 2>(data, rows.stride, rest, &mut out[at..], width),
    }
    N
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Product<'a>(Rows<'a>, &'a Matrix, &'a mut [f32]);

    impl Operation for Product<'_> {
        type Output = ();

        #[inline(always)]
        fn run<V: Vectors>(self, vectors: V) {
            multiply(vectors, self.0, self.1, self.2);
        }
    }

    /// Numbers without pattern, so that every rounding shows.
    fn numbers(count: usize) -> Vec<f32> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn bits_do_not_depend_on_vectors_or_batch() {
        // Three, four and five panels: every width of a tile.
        for outputs in [40, 64, 80] {
            let (inputs, count) = (96, 31);
            let weights = numbers(inputs * outputs);
            let rows: Vec<&[f32]> = weights.chunks(inputs).collect();
            let matrix = Matrix::new(inputs, &rows);
            let data = numbers(count * inputs);
            let width = matrix.padded_outputs();
            let mut expected = vec![0f32; count * width];
            for (x, out) in data.chunks(inputs).zip(expected.chunks_mut(width)) {
                for (out, row) in out.iter_mut().zip(&rows) {
                    *out = x.iter().zip(*row).fold(0.0, |sum, (x, w)| x.mul_add(*w, sum));
                }
            }
            let rows = Rows { data: &data, stride: inputs, count };
            let check = |multiply: &dyn Fn(Product<'_>)| {
                let mut out = vec![0f32; count * width];
                multiply(Product(rows, &matrix, &mut out));
                assert_eq!(
                    out.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
                    expected.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
                );
            };
            check(&|product| run(product));
            check(&|product| product.run(Plain));
            #[cfg(target_arch = "x86_64")]
            if let Some(vectors) = tile::Avx2::detect() {
                check(&|product| {
                    // SAFETY: an `Avx2` exists only where the features were found.
                    #[expect(unsafe_code, reason = "the narrower of two vector widths is not chosen where both exist")]
                    unsafe {
                        on_avx2(product, vectors);
                    }
                });
            }
            let mut single = vec![0.0; width];
            for i in 0..count {
                run(Product(Rows { data: &data[i * inputs..], stride: inputs, count: 1 }, &matrix, &mut single));
                assert_eq!(single, expected[i * width..][..width]);
            }
        }
    }
}
