//! Matrix products and layer norms in one fixed order of operations.
//!
//! Every output is one sequence of fused multiply-adds over the inputs, first to last; vector lanes run over
//! outputs, never over inputs, and sums over a row use sixteen fixed partial sums. So a result has the same bits
//! whatever the vector width, the number of rows in the matrix or the place of a row in it: on AVX-512, on AVX2 and
//! in the scalar fallback (`f32::mul_add` is exact everywhere, only slow without the instruction).

use std::sync::LazyLock;

/// Outputs per panel of a packed matrix: one AVX-512 register, two AVX2 registers.
pub(crate) const LANES: usize = 16;

/// Sixteen numbers at a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

/// Weights of `inputs` × `outputs`, packed in panels of sixteen outputs; the last one is filled up with zeros.
#[derive(Debug)]
pub(crate) struct Matrix {
    panels: Vec<Lanes>,
    inputs: usize,
    outputs: usize,
}

impl Matrix {
    /// Packs a matrix given as one row of `inputs` weights per output.
    pub(crate) fn new(inputs: usize, rows: &[&[f32]]) -> Self {
        let count = rows.len().div_ceil(LANES);
        let mut panels = vec![Lanes([0.0; LANES]); count * inputs];
        for (o, row) in rows.iter().enumerate() {
            let panel = &mut panels[o / LANES * inputs..][..inputs];
            for (lanes, weight) in panel.iter_mut().zip(*row) {
                lanes.0[o % LANES] = *weight;
            }
        }
        Self { panels, inputs, outputs: count * LANES }
    }

    /// Outputs with those that fill up the last panel.
    pub(crate) fn padded_outputs(&self) -> usize {
        self.outputs
    }
}

/// Rows of inputs: row `i` starts at `i * stride` and may overlap the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) data: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) count: usize,
}

/// Rows that the registers hold at once with 512-bit vectors; the number also says that they are there.
const ROWS_512: usize = 12;
/// The same for 256-bit vectors.
const ROWS_256: usize = 6;
/// The same for what the compiler makes of plain code.
const ROWS_PLAIN: usize = 4;

/// Something that runs with the widest vectors of this machine. `run` must be `#[inline(always)]`, as must be what
/// it calls: only what is inlined is compiled for those vectors.
pub(crate) trait Operation {
    /// What it gives back.
    type Output;
    /// Does it; `R` is the number of rows that the registers hold at once. [`run`] alone chooses it.
    fn run<const R: usize>(self) -> Self::Output;
}

#[derive(Debug, Clone, Copy)]
enum Vectors {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Plain,
}

static VECTORS: LazyLock<Vectors> = LazyLock::new(|| {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
            return Vectors::Avx512;
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return Vectors::Avx2;
        }
    }
    Vectors::Plain
});

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
fn on_avx512<O: Operation>(operation: O) -> O::Output {
    operation.run::<ROWS_512>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn on_avx2<O: Operation>(operation: O) -> O::Output {
    operation.run::<ROWS_256>()
}

/// Runs an operation with the widest vectors that this machine has.
#[cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "calls functions compiled for vectors that were found to exist")
)]
pub(crate) fn run<O: Operation>(operation: O) -> O::Output {
    match *VECTORS {
        // SAFETY: `VECTORS` holds a variant only if the CPU has every feature that its function enables.
        #[cfg(target_arch = "x86_64")]
        Vectors::Avx512 => unsafe { on_avx512(operation) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Vectors::Avx2 => unsafe { on_avx2(operation) },
        Vectors::Plain => operation.run::<ROWS_PLAIN>(),
    }
}

/// `out[i] = rows[i] · matrix`, without bias. `out` has `matrix.padded_outputs()` numbers a row.
#[inline(always)]
pub(crate) fn multiply<const R: usize>(rows: Rows<'_>, matrix: &Matrix, out: &mut [f32]) {
    let (inputs, width) = (matrix.inputs, matrix.outputs);
    for (p, panel) in matrix.panels.chunks_exact(inputs).enumerate() {
        let mut i = 0;
        while i + R <= rows.count {
            tile::<R, R>(rows, i, panel, &mut out[i * width + p * LANES..], width);
            i += R;
        }
        while i + 4 <= rows.count {
            tile::<R, 4>(rows, i, panel, &mut out[i * width + p * LANES..], width);
            i += 4;
        }
        while i < rows.count {
            tile::<R, 1>(rows, i, panel, &mut out[i * width + p * LANES..], width);
            i += 1;
        }
    }
}

/// `N` rows times one panel, with the vectors that `R` stands for.
#[inline(always)]
fn tile<const R: usize, const N: usize>(rows: Rows<'_>, first: usize, panel: &[Lanes], out: &mut [f32], width: usize) {
    match R {
        #[cfg(target_arch = "x86_64")]
        ROWS_512 => vectors::tile_512::<N>(rows, first, panel, out, width),
        #[cfg(target_arch = "x86_64")]
        ROWS_256 => vectors::tile_256::<N>(rows, first, panel, out, width),
        _ => tile_plain::<N>(rows, first, panel, out, width),
    }
}

/// The two tiles written out, because the compiler does not keep their sums in registers by itself. Both do the
/// operations of `tile_plain` in its order, one fused multiply-add a lane, so the bits are the same.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "vector instructions and loads without a bounds check a number")]
mod vectors {
    use std::arch::x86_64::{
        _mm256_fmadd_ps, _mm256_load_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps, _mm512_fmadd_ps,
        _mm512_load_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_storeu_ps,
    };

    use super::{LANES, Lanes, Rows};

    /// The first number of each of `N` rows.
    ///
    /// Invariant: every pointer is good for `inputs` reads, since the row was cut to that length here.
    #[inline(always)]
    fn starts<const N: usize>(rows: Rows<'_>, first: usize, inputs: usize) -> [*const f32; N] {
        std::array::from_fn(|r| rows.data[(first + r) * rows.stride..][..inputs].as_ptr())
    }

    #[inline(always)]
    pub(super) fn tile_512<const N: usize>(
        rows: Rows<'_>,
        first: usize,
        panel: &[Lanes],
        out: &mut [f32],
        width: usize,
    ) {
        let starts = starts::<N>(rows, first, panel.len());
        assert!(out.len() >= (N - 1) * width + LANES, "no room for a tile");
        // SAFETY: `run` reaches this with `ROWS_512` only, on a CPU that has AVX-512 (`VECTORS`). `starts` are good
        // for one read per panel entry, `Lanes` is aligned to 64 bytes, and `out` has room for the last row's lanes.
        unsafe {
            let mut sums = [_mm512_setzero_ps(); N];
            for (k, lanes) in panel.iter().enumerate() {
                let w = _mm512_load_ps(lanes.0.as_ptr());
                for r in 0..N {
                    sums[r] = _mm512_fmadd_ps(_mm512_set1_ps(*starts[r].add(k)), w, sums[r]);
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                _mm512_storeu_ps(out.as_mut_ptr().add(r * width), *sum);
            }
        }
    }

    #[inline(always)]
    pub(super) fn tile_256<const N: usize>(
        rows: Rows<'_>,
        first: usize,
        panel: &[Lanes],
        out: &mut [f32],
        width: usize,
    ) {
        let starts = starts::<N>(rows, first, panel.len());
        assert!(out.len() >= (N - 1) * width + LANES, "no room for a tile");
        // SAFETY: as above with `ROWS_256`, AVX2 and FMA.
        unsafe {
            let mut sums = [[_mm256_setzero_ps(); 2]; N];
            for (k, lanes) in panel.iter().enumerate() {
                let w = [_mm256_load_ps(lanes.0.as_ptr()), _mm256_load_ps(lanes.0.as_ptr().add(LANES / 2))];
                for r in 0..N {
                    let x = _mm256_set1_ps(*starts[r].add(k));
                    sums[r][0] = _mm256_fmadd_ps(x, w[0], sums[r][0]);
                    sums[r][1] = _mm256_fmadd_ps(x, w[1], sums[r][1]);
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                _mm256_storeu_ps(out.as_mut_ptr().add(r * width), sum[0]);
                _mm256_storeu_ps(out.as_mut_ptr().add(r * width + LANES / 2), sum[1]);
            }
        }
    }
}

/// `R` rows times one panel.
///
/// One slice per row, with its bounds checks, is on purpose: without them the compiler turns the loops around and
/// gathers over rows, which is twenty times slower.
#[inline(always)]
fn tile_plain<const R: usize>(rows: Rows<'_>, first: usize, panel: &[Lanes], out: &mut [f32], width: usize) {
    let inputs = panel.len();
    let a: [&[f32]; R] = std::array::from_fn(|r| &rows.data[(first + r) * rows.stride..][..inputs]);
    let mut sums = [[0f32; LANES]; R];
    for k in 0..inputs {
        let w = panel[k].0;
        for r in 0..R {
            let x = a[r][k];
            for j in 0..LANES {
                sums[r][j] = x.mul_add(w[j], sums[r][j]);
            }
        }
    }
    for r in 0..R {
        out[r * width..][..LANES].copy_from_slice(&sums[r]);
    }
}

/// Width of the token vectors.
pub(crate) const WIDTH: usize = 96;
/// Pieces of a maxout.
pub(crate) const PIECES: usize = 3;

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
    pub(crate) fn row(&self, products: &[f32; WIDTH * PIECES]) -> [f32; WIDTH] {
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Product<'a>(Rows<'a>, &'a Matrix, &'a mut [f32]);

    impl Operation for Product<'_> {
        type Output = ();

        #[inline(always)]
        fn run<const R: usize>(self) {
            multiply::<R>(self.0, self.1, self.2);
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
        let (inputs, outputs, count) = (96, 40, 29);
        let weights = numbers(inputs * outputs);
        let matrix = Matrix::new(inputs, &weights.chunks(inputs).collect::<Vec<_>>());
        let data = numbers(count * inputs);
        let rows = Rows { data: &data, stride: inputs, count };
        let width = matrix.padded_outputs();
        let (mut widest, mut plain) = (vec![0.0; count * width], vec![0.0; count * width]);
        run(Product(rows, &matrix, &mut widest));
        Product(rows, &matrix, &mut plain).run::<1>();
        assert_eq!(
            widest.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            plain.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        );
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            let mut narrow = vec![0.0; count * width];
            // SAFETY: the features were found just above.
            #[expect(unsafe_code, reason = "the narrower of two vector widths is not chosen where both exist")]
            unsafe {
                on_avx2(Product(rows, &matrix, &mut narrow));
            }
            assert_eq!(narrow, plain);
        }
        let mut single = vec![0.0; width];
        for i in 0..count {
            run(Product(Rows { data: &data[i * inputs..], stride: inputs, count: 1 }, &matrix, &mut single));
            assert_eq!(single, widest[i * width..][..width]);
        }
    }
}
