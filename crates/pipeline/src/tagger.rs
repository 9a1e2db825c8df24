//! Tagger and morphologizer: one linear layer over the token vectors, the best label wins.

use crate::LoadError;
use crate::config::Config;
use crate::kernel::{Matrix, Operation, Rows, Vectors, WIDTH, multiply, run};
use crate::weights::ModelFile;

/// A loaded layer.
#[derive(Debug)]
pub(crate) struct Softmax {
    weights: Matrix,
    bias: Vec<f32>,
}

impl Softmax {
    pub(crate) fn load(component: &str, config: &Config, model: &ModelFile, labels: usize) -> Result<Self, LoadError> {
        let section = format!("components.{component}.model");
        config.require(component, &section, "@architectures", &["spacy.Tagger.v2"])?;
        let layer = model.take(&mut model.named("softmax"), "softmax")?;
        let weights = model.parameter(layer, "W", &[labels, WIDTH])?;
        let bias = model.parameter(layer, "b", &[labels])?.to_vec();
        if labels == 0 {
            return Err(model.damaged("it has no labels"));
        }
        Ok(Self { weights: Matrix::new(WIDTH, &weights.chunks_exact(WIDTH).collect::<Vec<_>>()), bias })
    }

    /// The number of the best label of each token, the first of equals.
    pub(crate) fn best(&self, tokens: &[f32], scores: &mut Vec<f32>, best: &mut Vec<u32>) {
        run(Best { layer: self, tokens, scores, labels: best });
    }
}

struct Best<'a> {
    layer: &'a Softmax,
    tokens: &'a [f32],
    scores: &'a mut Vec<f32>,
    labels: &'a mut Vec<u32>,
}

impl Operation for Best<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self, v: V) {
        let Self { layer, tokens, scores, labels } = self;
        let (count, width) = (tokens.len() / WIDTH, layer.weights.padded_outputs());
        scores.resize(count * width, 0.0);
        multiply(v, Rows { data: tokens, stride: WIDTH, count }, &layer.weights, scores);
        labels.clear();
        labels.extend(scores.chunks_exact(width).take(count).map(|row| {
            let (mut label, mut most) = (0, f32::NEG_INFINITY);
            for (i, (score, bias)) in row.iter().zip(&layer.bias).enumerate() {
                if score + bias > most {
                    (label, most) = (i as u32, score + bias);
                }
            }
            label
        }));
    }
}
