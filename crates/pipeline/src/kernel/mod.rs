//! Matrix products and layer norms in one fixed order of operations.
//!
//! Every output is one sequence of fused multiply-adds over the inputs, first to last; vector lanes run over
//! outputs, never over inputs, and sums over a row use sixteen fixed partial sums. So a result has the same bits
//! whatever the vector width, the number of rows in the matrix or the place of a row in it: on AVX-512, on AVX2 and
//! in the scalar fallback (`f32::mul_add` is exact everywhere, only slow without the instruction). Products of numbers
//! rounded to sixteen bits are summed in whole numbers, where order does not matter.

mod maxout;
mod numbers;
mod tile;

use std::sync::LazyLock;

pub(crate) use maxout::{Finish, Layer, LayerBuffers, PIECES, PRODUCTS, WIDTH, Weights};
pub(crate) use numbers::{CLOSE, Floats, Numbers, Precision, Shorts};
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
pub(crate) struct Matrix<T: Numbers = Floats> {
    packed: Vec<T::Weights>,
    /// Entries per panel.
    steps: usize,
    panels: usize,
    /// What an output's sum is to be multiplied by, if rows are not rounded.
    pub(crate) scale: f32,
}

impl<T: Numbers> Matrix<T> {
    /// Packs a matrix given as one row of `inputs` weights per output.
    pub(crate) fn new(inputs: usize, rows: &[&[f32]]) -> Self {
        let panels = rows.len().div_ceil(LANES);
        let (steps, factor) = (inputs.div_ceil(T::INPUTS), T::factor(rows));
        let mut packed = Vec::with_capacity(panels * steps);
        for first in (0..panels).step_by(PANELS) {
            for step in 0..steps {
                for panel in first..panels.min(first + PANELS) {
                    let weight = |j: usize, k: usize| {
                        let weight = rows.get(panel * LANES + j).and_then(|row| row.get(step * T::INPUTS + k));
                        weight.copied().unwrap_or(0.0)
                    };
                    packed.push(T::weights(factor, weight));
                }
            }
        }
        Self { packed, steps, panels, scale: 1.0 / factor }
    }

    /// Outputs with those that fill up the last panel.
    pub(crate) fn padded_outputs(&self) -> usize {
        self.panels * LANES
    }
}

/// Rows of inputs: row `i` starts at `i * stride` and may overlap the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a, X = f32> {
    pub(crate) data: &'a [X],
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
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512vnni,avx2,fma")]
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
pub(crate) fn multiply<V: Vectors, T: Numbers>(
    vectors: V,
    rows: Rows<'_, T::Input>,
    matrix: &Matrix<T>,
    out: &mut [T::Sum],
) {
    let mut first = 0;
    while first < rows.count {
        let out = &mut out[first * matrix.padded_outputs()..];
        first += match rows.count - first {
            8.. => block::<V, T, 8>(vectors, rows, first, matrix, out),
            4.. => block::<V, T, 4>(vectors, rows, first, matrix, out),
            2.. => block::<V, T, 2>(vectors, rows, first, matrix, out),
            _ => block::<V, T, 1>(vectors, rows, first, matrix, out),
        };
    }
}

/// `N` rows times the matrix; gives back `N`.
#[inline(always)]
fn block<V: Vectors, T: Numbers, const N: usize>(
    vectors: V,
    rows: Rows<'_, T::Input>,
    first: usize,
    matrix: &Matrix<T>,
    out: &mut [T::Sum],
) -> usize {
    let (steps, width) = (matrix.steps, matrix.padded_outputs());
    let data = &rows.data[first * rows.stride..];
    let mut groups = matrix.packed.chunks_exact(PANELS * steps);
    let mut at = 0;
    for group in &mut groups {
        T::tile::<V, N, PANELS>(vectors, data, rows.stride, group, &mut out[at..], width);
        at += PANELS * LANES;
    }
    match groups.remainder() {
        [] => {}
        rest if rest.len() == steps => T::tile::<V, N, 1>(vectors, data, rows.stride, rest, &mut out[at..], width),
        rest => T::tile::<V, N, 2>(vectors, data, rows.stride, rest, &mut out[at..], width),
    }
    N
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Product<'a, T: Numbers>(Rows<'a, T::Input>, &'a Matrix<T>, &'a mut [T::Sum]);

    impl<T: Numbers> Operation for Product<'_, T> {
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

    const INPUTS: usize = 96;
    const COUNT: usize = 31;

    /// Three, four and five panels: every width of a tile. `expected` gives an output from a row and its weights.
    fn check_all<T: Numbers>(expected: impl Fn(&[f32], &[f32], f32) -> T::Sum)
    where
        T::Sum: PartialEq,
    {
        for outputs in [40, 64, 80] {
            let weights = numbers(INPUTS * outputs);
            let rows: Vec<&[f32]> = weights.chunks(INPUTS).collect();
            let matrix = Matrix::<T>::new(INPUTS, &rows);
            let numbers = numbers(COUNT * INPUTS);
            let mut data = vec![[T::Input::default(); INPUTS]; COUNT];
            for (row, out) in numbers.as_chunks().0.iter().zip(&mut data) {
                T::row(row, out);
            }
            let data = data.as_flattened();
            let width = matrix.padded_outputs();
            let mut right = vec![T::Sum::default(); COUNT * width];
            for (x, out) in numbers.chunks(INPUTS).zip(right.chunks_mut(width)) {
                for (out, row) in out.iter_mut().zip(&rows) {
                    *out = expected(x, row, 1.0 / matrix.scale);
                }
            }
            let rows = Rows { data, stride: INPUTS, count: COUNT };
            let check = |multiply: &dyn Fn(Product<'_, T>)| {
                let mut out = vec![T::Sum::default(); COUNT * width];
                multiply(Product(rows, &matrix, &mut out));
                assert!(out == right, "{outputs} outputs");
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
            let mut single = vec![T::Sum::default(); width];
            for i in 0..COUNT {
                let row = Rows { data: &data[i * INPUTS..], stride: INPUTS, count: 1 };
                run(Product::<T>(row, &matrix, &mut single));
                assert_eq!(single, right[i * width..][..width]);
            }
        }
    }

    #[test]
    fn bits_do_not_depend_on_vectors_or_batch() {
        check_all::<Floats>(|x, row, _| x.iter().zip(row).fold(0.0, |sum, (x, w)| x.mul_add(*w, sum)));
    }

    #[test]
    fn rounded_sums_are_exact() {
        check_all::<Shorts>(|x, weights, factor| {
            let (mut row, mut sum) = ([0; INPUTS], 0i64);
            Shorts::row(x.as_array().unwrap(), &mut row);
            for (x, w) in row.iter().zip(weights) {
                sum += i64::from(*x) * (w * factor).round_ties_even() as i64;
            }
            i32::try_from(sum).unwrap()
        });
    }

    /// A row along the weights has the greatest sum that there can be.
    #[test]
    fn no_rounded_sum_overflows() {
        for row in [numbers(INPUTS), vec![1.0; INPUTS], [vec![7.0], vec![0.0; INPUTS - 1]].concat()] {
            let matrix = Matrix::<Shorts>::new(INPUTS, &[&row]);
            let (mut data, mut out) = ([0; INPUTS], [0; LANES]);
            let scale = Shorts::row(row.as_array().unwrap(), &mut data) * matrix.scale;
            run(Product(Rows { data: &data, stride: INPUTS, count: 1 }, &matrix, &mut out));
            let exact: f32 = row.iter().map(|x| x * x).sum();
            let found = Shorts::value(out[0], scale);
            assert!((found - exact).abs() < 1e-3 * exact, "{found} in place of {exact}");
        }
        let mut zeros = [1; INPUTS];
        Shorts::row(&[0.0; INPUTS], &mut zeros);
        assert_eq!(zeros, [0; INPUTS]);
    }
}
