//! How good probabilities are.

use std::fmt::Write as _;

/// Bins of the reliability table.
const BINS: usize = 10;
/// Probabilities are taken for no surer than this, so that one mistake is not infinitely wrong.
const SUREST: f64 = 1e-6;

/// Figures over probabilities with their outcomes.
#[derive(Debug)]
pub(super) struct Measured {
    log_loss: f64,
    brier: f64,
    /// The expected calibration error.
    error: f64,
    /// F1 of what is at least 0.5 sure.
    even: f64,
    /// The best F1 of any threshold, with that threshold.
    best: (f64, f64),
    bins: Vec<(usize, f64, f64)>,
    count: usize,
}

impl Measured {
    /// `events` is how many right readings there should have been.
    pub(super) fn of(made: &[(f64, bool)], events: usize) -> Self {
        let n = made.len().max(1) as f64;
        let outcome = |right: bool| f64::from(u8::from(right));
        let loss = |&(p, right): &(f64, bool)| {
            let p = p.clamp(SUREST, 1.0 - SUREST);
            -(if right { p } else { 1.0 - p }).ln()
        };
        let mut bins = vec![(0, 0.0, 0.0); BINS];
        for &(p, right) in made {
            let bin = &mut bins[((p * BINS as f64) as usize).min(BINS - 1)];
            *bin = (bin.0 + 1, bin.1 + p, bin.2 + outcome(right));
        }
        let f1 = |threshold: f64| {
            let kept: Vec<_> = made.iter().filter(|m| m.0 >= threshold).collect();
            let right = kept.iter().filter(|m| m.1).count();
            2.0 * right as f64 / (kept.len() + events).max(1) as f64
        };
        let thresholds = (1..20).map(|i| f64::from(i) / 20.0);
        let best = thresholds.map(|t| (f1(t), t)).fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a });
        Self {
            log_loss: made.iter().map(loss).sum::<f64>() / n,
            brier: made.iter().map(|&(p, right)| (p - outcome(right)).powi(2)).sum::<f64>() / n,
            error: bins.iter().map(|b: &(usize, f64, f64)| (b.1 - b.2).abs()).sum::<f64>() / n,
            even: f1(0.5),
            best,
            bins,
            count: made.len(),
        }
    }

    pub(super) fn line(&self) -> String {
        format!(
            "log-loss {:.4}  Brier {:.4}  calibration error {:.3}  F1 at 0.5 {:.3}, at {:.2} {:.3}  ({} readings)",
            self.log_loss, self.brier, self.error, self.even, self.best.1, self.best.0, self.count
        )
    }

    /// A line per bin.
    pub(super) fn table(&self) -> String {
        let mut out = String::new();
        for &(n, said, right) in self.bins.iter().filter(|b| b.0 > 0) {
            let of = n as f64;
            let _ = writeln!(out, "{:.2}  {:.2}  {n}", said / of, right / of);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_small_sample() {
        let measured = Measured::of(&[(0.9, true), (0.9, false), (0.2, false), (0.2, true)], 4);
        assert!((measured.brier - (0.01 + 0.81 + 0.04 + 0.64) / 4.0).abs() < 1e-12);
        assert!((measured.error - (0.8 + 0.6) / 4.0).abs() < 1e-12);
        assert!((measured.even - 2.0 / 6.0).abs() < 1e-12, "one right of two kept, of four events");
        assert!((measured.best.0 - 4.0 / 8.0).abs() < 1e-12, "all kept");
    }
}
