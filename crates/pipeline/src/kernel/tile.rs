//! The innermost loop, once per kind of vectors: some rows times some panels, with all sums in registers.

use super::numbers::Pairs;
use super::{LANES, Lanes};

/// Panels of a tile at most, and how many lie beside each other in a packed matrix.
pub(crate) const PANELS: usize = 3;

/// The vectors of a machine. A value of a type says that the machine has them.
pub(crate) trait Vectors: Copy {
    /// `N` rows (of as many numbers as the panels have inputs, `stride` apart) times `P` panels that lie input by input
    /// beside each other. Writes `P * LANES` sums a row, `width` apart.
    fn tile<const N: usize, const P: usize>(
        self,
        data: &[f32],
        stride: usize,
        panels: &[Lanes],
        out: &mut [f32],
        width: usize,
    );

    /// The same for numbers of sixteen bits, two inputs at a time.
    fn short_tile<const N: usize, const P: usize>(
        self,
        data: &[i16],
        stride: usize,
        panels: &[Pairs],
        out: &mut [i32],
        width: usize,
    );
}

/// Whatever the compiler makes of plain code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain;

impl Vectors for Plain {
    #[inline(always)]
    fn tile<const N: usize, const P: usize>(
        self,
        data: &[f32],
        stride: usize,
        panels: &[Lanes],
        out: &mut [f32],
        width: usize,
    ) {
        // A row and a panel at a time: the compiler keeps these sums in registers, but not those of a whole tile.
        for r in 0..N {
            let row = &data[r * stride..][..panels.len() / P];
            for p in 0..P {
                let mut sums = [0f32; LANES];
                for (x, lanes) in row.iter().zip(panels.chunks_exact(P)) {
                    for j in 0..LANES {
                        sums[j] = x.mul_add(lanes[p].0[j], sums[j]);
                    }
                }
                out[r * width + p * LANES..][..LANES].copy_from_slice(&sums);
            }
        }
    }

    #[inline(always)]
    fn short_tile<const N: usize, const P: usize>(
        self,
        data: &[i16],
        stride: usize,
        panels: &[Pairs],
        out: &mut [i32],
        width: usize,
    ) {
        for r in 0..N {
            let (row, _) = data[r * stride..][..2 * panels.len() / P].as_chunks::<2>();
            for p in 0..P {
                let mut sums = [0i32; LANES];
                for (x, pairs) in row.iter().zip(panels.chunks_exact(P)) {
                    for j in 0..LANES {
                        let [a, b] = pairs[p].0[j];
                        sums[j] += i32::from(x[0]) * i32::from(a) + i32::from(x[1]) * i32::from(b);
                    }
                }
                out[r * width + p * LANES..][..LANES].copy_from_slice(&sums);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

/// Tiles in vector instructions. All do the operations of the plain one in its order, one fused multiply-add a lane, so
/// the bits are the same.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "vector instructions, and loads without a bounds check a number")]
mod x86 {
    use std::arch::x86_64::{
        _mm256_add_epi32, _mm256_fmadd_ps, _mm256_load_ps, _mm256_load_si256, _mm256_madd_epi16, _mm256_set1_epi32,
        _mm256_set1_ps, _mm256_setzero_ps, _mm256_setzero_si256, _mm256_storeu_ps, _mm256_storeu_si256,
        _mm512_dpwssd_epi32, _mm512_fmadd_ps, _mm512_load_ps, _mm512_load_si512, _mm512_set1_epi32, _mm512_set1_ps,
        _mm512_setzero_ps, _mm512_setzero_si512, _mm512_storeu_ps, _mm512_storeu_si512,
    };

    use super::{LANES, Lanes, Pairs, Vectors};

    /// 512-bit vectors with products of sixteen bits (VNNI, since 2019): one register a panel. 24 sums, three weights and
    /// a number in 32 registers.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx512(());

    impl Avx512 {
        /// If the machine has them.
        pub(crate) fn detect() -> Option<Self> {
            let found = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vnni");
            (found && Avx2::detect().is_some()).then_some(Self(()))
        }
    }

    /// 256-bit vectors and fused multiply-add: two registers a panel. Half a panel of four rows at a time: twelve sums,
    /// three weights and a number in sixteen registers.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx2(());

    impl Avx2 {
        /// If the machine has them.
        pub(crate) fn detect() -> Option<Self> {
            (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
        }
    }

    /// The entries of a tile's panels, once it is sure that everything it reads and writes is there.
    #[inline(always)]
    fn steps<const N: usize, const P: usize, const INPUTS: usize, X, W, S>(
        data: &[X],
        stride: usize,
        panels: &[W],
        out: &[S],
        width: usize,
    ) -> usize {
        let steps = panels.len() / P;
        assert!(data.len() >= (N - 1) * stride + steps * INPUTS, "a row of a tile is too short");
        assert!(out.len() >= (N - 1) * width + P * LANES, "no room for a tile");
        steps
    }

    impl Vectors for Avx512 {
        #[inline(always)]
        fn tile<const N: usize, const P: usize>(
            self,
            data: &[f32],
            stride: usize,
            panels: &[Lanes],
            out: &mut [f32],
            width: usize,
        ) {
            let steps = steps::<N, P, 1, _, _, _>(data, stride, panels, out, width);
            let (data, panels, out) = (data.as_ptr(), panels.as_ptr().cast::<f32>(), out.as_mut_ptr());
            // SAFETY: `self` says that the CPU has AVX-512. `inputs` has checked that `N` rows have that many numbers,
            // that `panels` has `P` entries for each, which are aligned to 64 bytes, and that `out` has room.
            unsafe {
                let mut sums = [[_mm512_setzero_ps(); P]; N];
                for k in 0..steps {
                    let mut weights = [_mm512_setzero_ps(); P];
                    for p in 0..P {
                        weights[p] = _mm512_load_ps(panels.add((k * P + p) * LANES));
                    }
                    for r in 0..N {
                        let x = _mm512_set1_ps(*data.add(r * stride + k));
                        for p in 0..P {
                            sums[r][p] = _mm512_fmadd_ps(x, weights[p], sums[r][p]);
                        }
                    }
                }
                for r in 0..N {
                    for p in 0..P {
                        _mm512_storeu_ps(out.add(r * width + p * LANES), sums[r][p]);
                    }
                }
            }
        }

        #[inline(always)]
        fn short_tile<const N: usize, const P: usize>(
            self,
            data: &[i16],
            stride: usize,
            panels: &[Pairs],
            out: &mut [i32],
            width: usize,
        ) {
            let steps = steps::<N, P, 2, _, _, _>(data, stride, panels, out, width);
            let (data, panels, out) = (data.as_ptr(), panels.as_ptr(), out.as_mut_ptr());
            // SAFETY: as above; two numbers of a row are read at once, which need not be aligned.
            unsafe {
                let mut sums = [[_mm512_setzero_si512(); P]; N];
                for k in 0..steps {
                    let mut weights = [_mm512_setzero_si512(); P];
                    for p in 0..P {
                        weights[p] = _mm512_load_si512(panels.add(k * P + p).cast());
                    }
                    for r in 0..N {
                        let x = _mm512_set1_epi32(data.add(r * stride + 2 * k).cast::<i32>().read_unaligned());
                        for p in 0..P {
                            sums[r][p] = _mm512_dpwssd_epi32(sums[r][p], x, weights[p]);
                        }
                    }
                }
                for r in 0..N {
                    for p in 0..P {
                        _mm512_storeu_si512(out.add(r * width + p * LANES).cast(), sums[r][p]);
                    }
                }
            }
        }
    }

    impl Vectors for Avx2 {
        #[inline(always)]
        fn tile<const N: usize, const P: usize>(
            self,
            data: &[f32],
            stride: usize,
            panels: &[Lanes],
            out: &mut [f32],
            width: usize,
        ) {
            if N > 4 {
                const { assert!(N <= 4 || N.is_multiple_of(4)) };
                for r in (0..N).step_by(4) {
                    half::<4, P>(self, &data[r * stride..], stride, panels, &mut out[r * width..], width);
                }
            } else {
                half::<N, P>(self, data, stride, panels, out, width);
            }
        }

        #[inline(always)]
        fn short_tile<const N: usize, const P: usize>(
            self,
            data: &[i16],
            stride: usize,
            panels: &[Pairs],
            out: &mut [i32],
            width: usize,
        ) {
            if N > 4 {
                const { assert!(N <= 4 || N.is_multiple_of(4)) };
                for r in (0..N).step_by(4) {
                    short_half::<4, P>(self, &data[r * stride..], stride, panels, &mut out[r * width..], width);
                }
            } else {
                short_half::<N, P>(self, data, stride, panels, out, width);
            }
        }
    }

    /// A tile of up to four rows, half of every panel after the other.
    #[inline(always)]
    fn half<const N: usize, const P: usize>(
        _: Avx2,
        data: &[f32],
        stride: usize,
        panels: &[Lanes],
        out: &mut [f32],
        width: usize,
    ) {
        const HALF: usize = LANES / 2;
        let steps = steps::<N, P, 1, _, _, _>(data, stride, panels, out, width);
        let (data, panels, out) = (data.as_ptr(), panels.as_ptr().cast::<f32>(), out.as_mut_ptr());
        for half in [0, HALF] {
            // SAFETY: as above with AVX2 and FMA; `half` is a multiple of 32 bytes within an entry.
            unsafe {
                let mut sums = [[_mm256_setzero_ps(); P]; N];
                for k in 0..steps {
                    let mut weights = [_mm256_setzero_ps(); P];
                    for p in 0..P {
                        weights[p] = _mm256_load_ps(panels.add((k * P + p) * LANES + half));
                    }
                    for r in 0..N {
                        let x = _mm256_set1_ps(*data.add(r * stride + k));
                        for p in 0..P {
                            sums[r][p] = _mm256_fmadd_ps(x, weights[p], sums[r][p]);
                        }
                    }
                }
                for r in 0..N {
                    for p in 0..P {
                        _mm256_storeu_ps(out.add(r * width + p * LANES + half), sums[r][p]);
                    }
                }
            }
        }
    }

    /// The same for numbers of sixteen bits.
    #[inline(always)]
    fn short_half<const N: usize, const P: usize>(
        _: Avx2,
        data: &[i16],
        stride: usize,
        panels: &[Pairs],
        out: &mut [i32],
        width: usize,
    ) {
        const HALF: usize = LANES / 2;
        let steps = steps::<N, P, 2, _, _, _>(data, stride, panels, out, width);
        let (data, panels, out) = (data.as_ptr(), panels.as_ptr().cast::<i32>(), out.as_mut_ptr());
        for half in [0, HALF] {
            // SAFETY: as above.
            unsafe {
                let mut sums = [[_mm256_setzero_si256(); P]; N];
                for k in 0..steps {
                    let mut weights = [_mm256_setzero_si256(); P];
                    for p in 0..P {
                        weights[p] = _mm256_load_si256(panels.add((k * P + p) * LANES + half).cast());
                    }
                    for r in 0..N {
                        let x = _mm256_set1_epi32(data.add(r * stride + 2 * k).cast::<i32>().read_unaligned());
                        for p in 0..P {
                            sums[r][p] = _mm256_add_epi32(sums[r][p], _mm256_madd_epi16(x, weights[p]));
                        }
                    }
                }
                for r in 0..N {
                    for p in 0..P {
                        _mm256_storeu_si256(out.add(r * width + p * LANES + half).cast(), sums[r][p]);
                    }
                }
            }
        }
    }
}
