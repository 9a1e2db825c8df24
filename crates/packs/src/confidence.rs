//! How sure a coded mention is: the weights of a small logistic model, by the name of the feature.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::{Files, PackError};

const PATH: &str = "model/confidence.toml";

/// What is said of every mention where there is no model: about the share that is right.
const UNWEIGHED: f32 = 0.75;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What the coder tells the model about a mention.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature {
            $($(#[$doc])* $name,)*
        }

        impl Feature {
            /// All features, in the order of [`Features::values`].
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name that the file weighs it by.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

features! {
    /// The predicate is a noun.
    Noun = "noun",
    /// The predicate is an adjective or a participle used as one.
    Adjective = "adjective",
    /// A light verb carries the noun ("held talks").
    Carried = "carried",
    /// Both sides are filled.
    BothSides = "both-sides",
    /// No actor is found, and none goes without saying.
    OnlyRecipient = "only-recipient",
    /// The same in a type of event whose actor goes without saying ("was arrested").
    Unsaid = "unsaid",
    /// The actor was found inside a phrase ("Denmark's election").
    ActorIndirect = "actor-indirect",
    /// The recipient was found inside a phrase.
    RecipientIndirect = "recipient-indirect",
    /// Relative, adverbial and participial clauses and prepositional phrases between predicate and main clause, up to 4.
    Subordinate = "subordinate",
    /// Status: hypothetical.
    Hypothetical = "hypothetical",
    /// Status: planned.
    Planned = "planned",
    /// Status: demanded.
    Demanded = "demanded",
    /// Status: denied.
    Denied = "denied",
    /// What the rule's conditions demanded, in points, up to 6.
    Specificity = "specificity",
    /// All parties are private people, firms or press, in a type of event that asks for more.
    Private = "private",
    /// Only one party is told of an act that takes two ("Parliament meets").
    Alone = "alone",
    /// The noun that tells the act is all that a sentence without verb says.
    Headline = "headline",
    /// Who does it is named, and is no political actor ("the virus killed").
    ActorOther = "actor-other",
    /// A side is one of the words for people and bodies that have no part in politics, whatever country they are of
    /// ("Spain's coach", "a Dutch actor"): the class `apart`.
    Apart = "apart",
    /// Of all actors neither country nor sector is known.
    ActorUnknown = "actor-unknown",
    /// All actors are private people, firms or press, in a type of event that asks for more.
    ActorPrivate = "actor-private",
    /// No party has a country.
    NoCountry = "no-country",
    /// The parties are of different countries.
    TwoCountries = "two-countries",
    /// It is dated by no more than a year or a longer time.
    Year = "year",
}

/// The features of one mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// One value per feature, in the order of [`Feature::ALL`]; 0 or 1 unless the feature says otherwise.
    pub values: [f32; Feature::ALL.len()],
    /// The language of the text.
    pub lang: Arc<str>,
}

impl Features {
    /// A mention of which nothing is known but its language.
    pub fn new(lang: Arc<str>) -> Self {
        Self { values: [0.0; Feature::ALL.len()], lang }
    }

    /// The same with a feature set.
    #[must_use]
    pub fn with(mut self, feature: Feature, value: impl Into<f32>) -> Self {
        self.values[feature as usize] = value.into();
        self
    }
}

/// The weights of the model.
#[derive(Debug, Clone)]
pub struct Confidence {
    weights: [f32; Feature::ALL.len()],
    bias: f32,
    /// What a language adds, by its code.
    languages: BTreeMap<String, f32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    weights: BTreeMap<String, f32>,
    #[serde(default)]
    languages: BTreeMap<String, f32>,
}

impl Confidence {
    /// Loads `model/confidence.toml`; without it, every mention is as sure as any other.
    ///
    /// # Errors
    /// When the features it weighs are not the coder's, or a language is not in the data folder.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        if files.get(PATH).is_none() {
            return Ok(Self::unweighed());
        }
        let file: File = files.toml(PATH)?;
        let wrong = |message: String| PackError::line(PATH, 1, message);
        let weight = |name: &str| {
            file.weights.get(name).copied().ok_or_else(|| wrong(format!("feature `{name}` has no weight")))
        };
        let mut weights = [0.0; Feature::ALL.len()];
        for (at, feature) in weights.iter_mut().zip(Feature::ALL) {
            *at = weight(feature.name())?;
        }
        let bias = weight("bias")?;
        let known = |name: &str| name == "bias" || Feature::ALL.iter().any(|f| f.name() == name);
        if let Some(name) = file.weights.keys().find(|name| !known(name)) {
            return Err(wrong(format!("`{name}` is no feature that the coder computes")));
        }
        let languages = files.languages();
        if let Some(code) = file.languages.keys().find(|code| !languages.iter().any(|l| **l == **code)) {
            return Err(wrong(format!("`{code}` is no language of the data folder")));
        }
        Ok(Self { weights, bias, languages: file.languages })
    }

    fn unweighed() -> Self {
        let bias = (UNWEIGHED / (1.0 - UNWEIGHED)).ln();
        Self { weights: [0.0; Feature::ALL.len()], bias, languages: BTreeMap::new() }
    }

    /// The probability that a mention with these features is right, 0 to 1.
    pub fn of(&self, features: &Features) -> f32 {
        let sum: f32 = self.weights.iter().zip(&features.values).map(|(w, v)| w * v).sum();
        let sum = sum + self.bias + self.languages.get(&*features.lang).copied().unwrap_or(0.0);
        1.0 / (1.0 + (-sum).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(files: &Files) -> Result<Confidence, PackError> {
        Confidence::load(files)
    }

    fn some() -> Features {
        Features::new("en".into())
    }

    #[test]
    fn a_main_verb_with_both_sides_is_surer_than_a_buried_noun() {
        let model = load(&Files::embedded()).unwrap();
        let verb = model.of(&some().with(Feature::BothSides, 1.0));
        let noun = model.of(&some().with(Feature::Noun, 1.0).with(Feature::Subordinate, 2.0));
        assert!(verb > 0.7, "{verb}");
        assert!(noun < 0.5, "{noun}");
    }

    #[test]
    fn without_the_file_all_are_equally_sure() {
        let model = Confidence::unweighed();
        for features in [some(), some().with(Feature::Noun, 1.0)] {
            assert!((model.of(&features) - UNWEIGHED).abs() < 1e-6);
        }
    }

    #[test]
    fn unknown_features_are_refused() {
        let files = Files::embedded();
        let text = files.get(PATH).unwrap().replacen("[weights]", "[weights]\nweather = 1.0", 1);
        let error = load(&files.with(PATH, text)).unwrap_err().to_string();
        assert!(error.contains("`weather`"), "{error}");
    }
}
