//! How sure a coded mention is: the weights of a small logistic model, by the name of the feature.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Files, PackError};

const PATH: &str = "model/confidence.toml";

/// The features that the coder computes; the file must weigh each of them.
const FEATURES: [&str; 18] = [
    "bias",
    "noun",
    "adjective",
    "carried",
    "both-sides",
    "only-recipient",
    "actor-indirect",
    "recipient-indirect",
    "subordinate",
    "hypothetical",
    "planned",
    "demanded",
    "denied",
    "specificity",
    "private",
    "alone",
    "headline",
    "actor-other",
];

/// The weights of the model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    weights: BTreeMap<String, f32>,
}

impl Confidence {
    /// Loads `model/confidence.toml`.
    ///
    /// # Errors
    /// When it is missing, or the features it weighs are not the coder's.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let model: Self = files.toml(PATH)?;
        for name in FEATURES {
            if !model.weights.contains_key(name) {
                return Err(PackError::line(PATH, 1, format!("feature `{name}` has no weight")));
            }
        }
        if let Some(name) = model.weights.keys().find(|k| !FEATURES.contains(&k.as_str())) {
            return Err(PackError::line(PATH, 1, format!("`{name}` is no feature that the coder computes")));
        }
        Ok(model)
    }

    /// The probability that a mention with these features is right, 0 to 1.
    pub fn of(&self, features: &[(&str, f32)]) -> f32 {
        let weight = |name: &str| self.weights.get(name).copied().unwrap_or(0.0);
        let sum: f32 = features.iter().map(|(name, value)| weight(name) * value).sum();
        1.0 / (1.0 + (-sum - weight("bias")).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_main_verb_with_both_sides_is_surer_than_a_buried_noun() {
        let model = Confidence::load(&Files::embedded()).unwrap();
        assert!(model.of(&[("both-sides", 1.0)]) > 0.7);
        assert!(model.of(&[("noun", 1.0), ("subordinate", 2.0)]) < 0.4);
    }

    #[test]
    fn unknown_features_are_refused() {
        let files = Files::embedded();
        let text = format!("{}\nweather = 1.0\n", files.get(PATH).unwrap());
        let error = Confidence::load(&files.with(PATH, text)).unwrap_err().to_string();
        assert!(error.contains("`weather`"), "{error}");
    }
}
