//! The numbers that products are made of: as they are, or rounded to sixteen bits at twice the speed.

use super::tile::Vectors;
use super::{LANES, Lanes};

/// How the inputs, weights and sums of a product are held.
pub(crate) trait Numbers {
    /// A number of a row.
    type Input: Copy + Default + std::fmt::Debug;
    /// The weights of sixteen outputs for [`Self::INPUTS`] inputs.
    type Weights: std::fmt::Debug;
    /// A sum of products.
    type Sum: Copy + Default + std::fmt::Debug;
    /// Inputs per entry of a panel.
    const INPUTS: usize;

    /// What weights are multiplied by before they are packed.
    fn factor(rows: &[&[f32]]) -> f32;

    /// Packs the weights of sixteen outputs; `weight` gives one by output and input.
    fn weights(factor: f32, weight: impl Fn(usize, usize) -> f32) -> Self::Weights;

    /// Converts a row; gives back what a sum of it is to be multiplied by.
    fn row<const W: usize>(row: &[f32; W], out: &mut [Self::Input; W]) -> f32;

    /// A sum as a number.
    fn value(sum: Self::Sum, scale: f32) -> f32;

    /// See [`Vectors::tile`].
    fn tile<V: Vectors, const N: usize, const P: usize>(
        vectors: V,
        data: &[Self::Input],
        stride: usize,
        panels: &[Self::Weights],
        out: &mut [Self::Sum],
        width: usize,
    );
}

/// Numbers of 32 bits, as the networks have them.
#[derive(Debug)]
pub(crate) struct Floats;

impl Numbers for Floats {
    type Input = f32;
    type Weights = Lanes;
    type Sum = f32;
    const INPUTS: usize = 1;

    fn factor(_: &[&[f32]]) -> f32 {
        1.0
    }

    fn weights(_: f32, weight: impl Fn(usize, usize) -> f32) -> Lanes {
        Lanes(std::array::from_fn(|j| weight(j, 0)))
    }

    #[inline(always)]
    fn row<const W: usize>(row: &[f32; W], out: &mut [f32; W]) -> f32 {
        *out = *row;
        1.0
    }

    #[inline(always)]
    fn value(sum: f32, _: f32) -> f32 {
        sum
    }

    #[inline(always)]
    fn tile<V: Vectors, const N: usize, const P: usize>(
        vectors: V,
        data: &[f32],
        stride: usize,
        panels: &[Lanes],
        out: &mut [f32],
        width: usize,
    ) {
        vectors.tile::<N, P>(data, stride, panels, out, width);
    }
}

/// Numbers rounded to sixteen bits, whose products are summed in whole numbers: exact, whatever the order.
///
/// Rows and weights are scaled by their Euclidean norm so that no sum can leave 32 bits (Cauchy and Schwarz). A row's
/// numbers are off by one part in 12,000 of their root mean square.
#[derive(Debug)]
pub(crate) struct Shorts;

/// What token vectors are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precision {
    /// [`Shorts`]: decisions between scores that are not [`CLOSE`] are those of exact vectors.
    Rounded,
    /// [`Floats`].
    Exact,
}

impl Precision {
    /// Rounded, or not.
    pub(crate) fn of(is_rounded: bool) -> Self {
        if is_rounded { Self::Rounded } else { Self::Exact }
    }
}

/// Scores (logits) closer than this may change places when token vectors are made of [`Shorts`].
///
/// The difference of two scores near the best one was off by 0.0035 at most and by some 0.0004 in the median, in 150,000
/// decisions of taggers, parsers and recognisers (`en_core_web_sm`, `fr_core_news_sm`, `fr_core_news_md`), whose scores
/// go to 20 and more.
pub(crate) const CLOSE: f32 = 0.01;

/// The norm of a scaled row. No number is larger, so it fits sixteen bits.
const ROW_NORM: f32 = 32_700.0;
/// The norm of an output's scaled weights at most. Rounding adds five to either norm: 32,705 · 65,005 < 2³¹.
const WEIGHT_NORM: f64 = 65_000.0;

/// A small number to which this is added has its nearest whole number in the lower half of its bits.
const WHOLE: f32 = 12_582_912.0;

/// The weights of sixteen outputs for two inputs.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Pairs(pub(crate) [[i16; 2]; LANES]);

impl Numbers for Shorts {
    type Input = i16;
    type Weights = Pairs;
    type Sum = i32;
    const INPUTS: usize = 2;

    fn factor(rows: &[&[f32]]) -> f32 {
        let norm = |row: &[f32]| row.iter().map(|w| f64::from(*w).powi(2)).sum::<f64>().sqrt();
        let norm = rows.iter().map(|row| norm(row)).fold(0.0, f64::max);
        let most = rows.iter().flat_map(|row| *row).map(|w| f64::from(w.abs())).fold(0.0, f64::max);
        let factor = (WEIGHT_NORM / norm).min(f64::from(i16::MAX) / most) as f32;
        if factor.is_finite() { factor } else { 1.0 }
    }

    fn weights(factor: f32, weight: impl Fn(usize, usize) -> f32) -> Pairs {
        Pairs(std::array::from_fn(|j| std::array::from_fn(|k| (weight(j, k) * factor).round_ties_even() as i16)))
    }

    #[inline(always)]
    fn row<const W: usize>(row: &[f32; W], out: &mut [i16; W]) -> f32 {
        let mut lanes = [0f32; LANES];
        for chunk in row.chunks_exact(LANES) {
            for j in 0..LANES {
                lanes[j] += chunk[j] * chunk[j];
            }
        }
        for half in [8, 4, 2, 1] {
            for j in 0..half {
                lanes[j] += lanes[j + half];
            }
        }
        // A row of zeros stays one.
        let norm = lanes[0].sqrt().max(f32::MIN_POSITIVE);
        let factor = ROW_NORM / norm;
        for (out, x) in out.iter_mut().zip(row) {
            *out = (x * factor + WHOLE).to_bits() as i16;
        }
        norm * (1.0 / ROW_NORM)
    }

    #[inline(always)]
    fn value(sum: i32, scale: f32) -> f32 {
        sum as f32 * scale
    }

    #[inline(always)]
    fn tile<V: Vectors, const N: usize, const P: usize>(
        vectors: V,
        data: &[i16],
        stride: usize,
        panels: &[Pairs],
        out: &mut [i32],
        width: usize,
    ) {
        vectors.short_tile::<N, P>(data, stride, panels, out, width);
    }
}
