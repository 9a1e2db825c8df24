//! Logistic regression with a Gaussian prior, by Newton's method.

/// Steps at most; ten are usual.
const STEPS: usize = 50;
/// Weights that move no further than this have arrived.
const ARRIVED: f64 = 1e-10;

/// One observation.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) values: Vec<f64>,
    pub(super) right: bool,
    /// How much it counts.
    pub(super) weight: f64,
}

/// Where each weight is expected, and how strongly: the precision of a Gaussian.
#[derive(Debug, Clone)]
pub(super) struct Prior {
    pub(super) means: Vec<f64>,
    pub(super) strengths: Vec<f64>,
}

/// Weights, one per value.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) weights: Vec<f64>,
}

impl Model {
    /// The weights that are likeliest under the prior.
    pub(super) fn fit(examples: &[Example], prior: &Prior) -> Self {
        let n = prior.means.len();
        let mut model = Self { weights: prior.means.clone() };
        for _ in 0..STEPS {
            let mut gradient: Vec<f64> =
                (0..n).map(|i| prior.strengths[i] * (prior.means[i] - model.weights[i])).collect();
            let mut curvature = vec![vec![0.0; n]; n];
            for (i, row) in curvature.iter_mut().enumerate() {
                row[i] = prior.strengths[i];
            }
            for example in examples {
                let p = model.of(&example.values);
                let missing = example.weight * (f64::from(u8::from(example.right)) - p);
                let spread = example.weight * p * (1.0 - p);
                // Most values are zero.
                let set: Vec<usize> = (0..n).filter(|&i| example.values[i] != 0.0).collect();
                for &i in &set {
                    gradient[i] += missing * example.values[i];
                    for &j in &set {
                        curvature[i][j] += spread * example.values[i] * example.values[j];
                    }
                }
            }
            let step = solved(curvature, gradient);
            for (weight, by) in model.weights.iter_mut().zip(&step) {
                *weight += by;
            }
            if step.iter().all(|s| s.abs() < ARRIVED) {
                break;
            }
        }
        model
    }

    /// The probability of being right.
    pub(super) fn of(&self, values: &[f64]) -> f64 {
        let sum: f64 = self.weights.iter().zip(values).map(|(w, v)| w * v).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Solves `a x = b` for a symmetric positive definite `a`, which a prior makes sure of: Gaussian elimination needs no pivots.
fn solved(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let (above, below) = a.split_at_mut(i + 1);
        let pivot = &above[i];
        for (k, row) in below.iter_mut().enumerate() {
            let factor = row[i] / pivot[i];
            if factor == 0.0 {
                continue;
            }
            for (cell, top) in row[i..].iter_mut().zip(&pivot[i..]) {
                *cell -= factor * top;
            }
            b[i + 1 + k] -= factor * b[i];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| a[i][j] * b[j]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let x = solved(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]);
        assert!((x[0] - 1.0 / 11.0).abs() < 1e-12 && (x[1] - 7.0 / 11.0).abs() < 1e-12, "{x:?}");
    }

    #[test]
    fn a_weak_prior_gives_the_share_and_a_strong_one_itself() {
        let examples: Vec<Example> =
            (0..100).map(|i| Example { values: vec![1.0], right: i < 80, weight: 1.0 }).collect();
        let fit = |strength| Model::fit(&examples, &Prior { means: vec![0.0], strengths: vec![strength] });
        assert!((fit(1e-6).of(&[1.0]) - 0.8).abs() < 1e-4);
        assert!((fit(1e6).of(&[1.0]) - 0.5).abs() < 1e-3);
    }
}
