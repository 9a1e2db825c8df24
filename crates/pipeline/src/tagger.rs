//! Tagger and morphologizer: one linear layer over the token vectors, the best label wins.

use crate::LoadError;
use crate::config::Config;
use crate::kernel::{CLOSE, Matrix, Operation, Rows, Vectors, WIDTH, multiply, run};
use crate::tok2vec::TokenVectors;
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

    /// The number of the best label of each token, the first of equals. Where rounded vectors leave a doubt, exact ones
    /// decide.
    pub(crate) fn best(&self, vectors: TokenVectors<'_>, buffers: &mut SoftmaxBuffers, best: &mut Vec<u32>) {
        best.clear();
        run(Best { layer: self, tokens: vectors.rows, buffers, labels: best });
        let Some(mut exactly) = vectors.exactly else { return };
        let doubtful = std::mem::take(&mut buffers.doubtful);
        for &token in &doubtful {
            let [vector] = exactly.of([token as i32]);
            run(Best { layer: self, tokens: &vector, buffers, labels: best });
            best[token] = best.pop().unwrap_or_default();
        }
        buffers.doubtful = doubtful;
    }
}

/// Buffers of one thread.
#[derive(Debug, Default)]
pub(crate) struct SoftmaxBuffers {
    scores: Vec<f32>,
    /// Tokens whose second label comes close.
    doubtful: Vec<usize>,
}

/// Adds the best labels of some tokens.
struct Best<'a> {
    layer: &'a Softmax,
    tokens: &'a [f32],
    buffers: &'a mut SoftmaxBuffers,
    labels: &'a mut Vec<u32>,
}

impl Operation for Best<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self, v: V) {
        let Self { layer, tokens, buffers: SoftmaxBuffers { scores, doubtful }, labels } = self;
        let (count, width) = (tokens.len() / WIDTH, layer.weights.padded_outputs());
        scores.resize(count * width, 0.0);
        multiply(v, Rows { data: tokens, stride: WIDTH, count }, &layer.weights, scores);
        doubtful.clear();
        labels.extend(scores.chunks_exact(width).take(count).enumerate().map(|(token, row)| {
            let (mut label, mut most, mut second) = (0, f32::NEG_INFINITY, f32::NEG_INFINITY);
            for (i, (score, bias)) in row.iter().zip(&layer.bias).enumerate() {
                let score = score + bias;
                if score > most {
                    (label, most, second) = (i as u32, score, most);
                } else if score > second {
                    second = score;
                }
            }
            if second > most - CLOSE {
                doubtful.push(token);
            }
            label
        }));
    }
}
