use legation_model::Upos;
use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::config::Config;
use crate::lemmatizer::Lemmatizer;
use crate::lexeme::Norms;
use crate::msgpack::{Reader, Value};
use crate::names::{NameId, Names};
use crate::ner::Ner;
use crate::package::{Package, file};
use crate::parser::Parser;
use crate::ruler::{Ruler, normal_features};
use crate::tagger::Softmax;
use crate::tok2vec::Tok2Vec;
use crate::tokenizer::Tokenizer;
use crate::vectors::StaticVectors;
use crate::weights::ModelFile;
use crate::{LoadError, Session, Tokens, strings};

/// A loaded pipeline; immutable and shared between threads.
#[derive(Debug)]
pub struct Pipeline {
    pub(crate) lang: String,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) norms: Norms,
    pub(crate) vectors: StaticVectors,
    pub(crate) names: Names,
    pub(crate) shared: Option<Tok2Vec>,
    pub(crate) tagger: Option<(Source, Softmax, Vec<NameId>)>,
    pub(crate) morphologizer: Option<(Source, Softmax, Vec<MorphLabel>)>,
    pub(crate) parser: Option<(Source, Parser)>,
    pub(crate) ruler: Option<Ruler>,
    pub(crate) lemmatizer: Option<Lemmatizer>,
    pub(crate) ner: Option<(Source, Ner)>,
    /// The part of speech that a name stands for.
    pub(crate) upos: FxHashMap<NameId, Upos>,
}

/// Features and part of speech of a label.
pub(crate) type MorphLabel = (NameId, NameId);

/// Where a component gets its token vectors.
#[derive(Debug)]
pub(crate) enum Source {
    /// From the component `tok2vec`.
    Shared,
    /// From a network of its own.
    Own(Box<Tok2Vec>),
}

/// The order in which this crate runs the components.
const ORDER: [&str; 7] = ["tok2vec", "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner"];

/// Languages to whose words spaCy gives norms by code of their own.
const OWN_NORMS: [&str; 3] = ["hi", "ht", "ne"];

impl Pipeline {
    /// Loads the model files of an unpacked package.
    ///
    /// # Errors
    /// When a file is missing or damaged, or a component has an architecture that is not supported; the error names
    /// the file, or the component and the architecture.
    pub fn load(package: &Package) -> Result<Self, LoadError> {
        let config = Config::parse(file(package, "config.cfg")?)?;
        let lang = config.text("nlp", "lang")?;
        config.require("tokenizer", "nlp", "tokenizer", &[]).or_else(|_| check_registered(&config))?;
        if OWN_NORMS.contains(&lang.as_str()) {
            return Err(LoadError::unsupported("vocab", format!("the norms of `{lang}`")));
        }
        let components = components(&config)?;
        let has = |name: &str| components.iter().any(|c| c == name);
        let vectors = StaticVectors::load(package)?;
        let mut names = Names::new();
        let model = |component: &str| ModelFile::load(package, &format!("{component}/model"));
        let shared = if has("tok2vec") {
            let section = "components.tok2vec.model";
            Some(Tok2Vec::load("tok2vec", section, &config, &model("tok2vec")?, &vectors)?)
        } else {
            None
        };
        let source = |component: &str, file: &ModelFile| -> Result<Source, LoadError> {
            let section = format!("components.{component}.model.tok2vec");
            let listener = "spacy.Tok2VecListener.v1";
            match config.require(component, &section, "@architectures", &[listener, "spacy.Tok2Vec.v2"])?.as_str() {
                name if name == listener && has("tok2vec") => Ok(Source::Shared),
                name if name == listener => Err(LoadError::unsupported(component, "a listener without tok2vec")),
                _ => Ok(Source::Own(Box::new(Tok2Vec::load(component, &section, &config, file, &vectors)?))),
            }
        };
        let settings = |component: &str| -> Result<Json, LoadError> {
            let path = format!("{component}/cfg");
            serde_json::from_slice(file(package, &path)?).map_err(|e| LoadError::damaged(&path, e.to_string()))
        };
        let tagger = if has("tagger") {
            let (file, settings) = (model("tagger")?, settings("tagger")?);
            let labels = settings.get("labels").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            let labels: Vec<NameId> = labels.iter().map(|l| names.add(l.as_str().unwrap_or_default())).collect();
            Some((source("tagger", &file)?, Softmax::load("tagger", &config, &file, labels.len())?, labels))
        } else {
            None
        };
        let morphologizer = if has("morphologizer") {
            let (file, settings) = (model("morphologizer")?, settings("morphologizer")?);
            let labels = morph_labels(&settings, &mut names)?;
            let layer = Softmax::load("morphologizer", &config, &file, labels.len())?;
            Some((source("morphologizer", &file)?, layer, labels))
        } else {
            None
        };
        let parser = if has("parser") {
            let file = model("parser")?;
            Some((source("parser", &file)?, Parser::load("parser", &config, package, &file, &mut names)?))
        } else {
            None
        };
        let ruler = if has("attribute_ruler") { Some(Ruler::load(package, &mut names)?) } else { None };
        let lemmatizer = if has("lemmatizer") {
            let mode = config.text("components.lemmatizer", "mode")?;
            if config.flag("components.lemmatizer", "overwrite")? {
                return Err(LoadError::unsupported("lemmatizer", "overwrite = true"));
            }
            Some(Lemmatizer::load("lemmatizer", &lang, &mode, package)?)
        } else {
            None
        };
        let ner = if has("ner") {
            let file = model("ner")?;
            Some((source("ner", &file)?, Ner::load("ner", &config, package, &file, &mut names)?))
        } else {
            None
        };
        let upos = Upos::ALL.iter().map(|(pos, name)| (names.add(name), *pos)).collect();
        Ok(Self {
            tokenizer: Tokenizer::load(package)?,
            norms: load_norms(package)?,
            lang,
            vectors,
            names,
            shared,
            tagger,
            morphologizer,
            parser,
            ruler,
            lemmatizer,
            ner,
            upos,
        })
    }

    /// The language of the package, as its configuration names it (`en`).
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// Caches and buffers for one thread.
    pub fn session(&self) -> Session<'_> {
        Session::new(self)
    }

    /// Splits a text into tokens exactly as spaCy does.
    pub fn tokenize(&self, text: &str) -> Tokens {
        self.tokenizer.tokenize(text)
    }
}

/// Refuses tokenizers and vectors of other kinds than spaCy's own.
fn check_registered(config: &Config) -> Result<String, LoadError> {
    for (key, registry, known) in
        [("tokenizer", "@tokenizers", "spacy.Tokenizer.v1"), ("vectors", "@vectors", "spacy.Vectors.v1")]
    {
        let value = config.get("nlp", key)?;
        let inline = value.get(registry).and_then(Json::as_str).map(str::to_owned);
        let section = format!("nlp.{key}");
        let name = match inline {
            Some(name) => Some(name),
            None if config.has(&section) => Some(config.text(&section, registry)?),
            None => None,
        };
        if let Some(name) = name.filter(|n| n != known) {
            return Err(LoadError::unsupported(key, name));
        }
    }
    Ok(String::new())
}

/// The components to run, by name. Each must be of the kind that its name says, and stand in an order that does not
/// change what it sees.
fn components(config: &Config) -> Result<Vec<String>, LoadError> {
    let disabled = config.texts("nlp", "disabled").unwrap_or_default();
    let mut components = config.texts("nlp", "pipeline")?;
    components.retain(|c| !disabled.contains(c));
    for component in &components {
        let factory = config.text(&format!("components.{component}"), "factory")?;
        if factory != *component || !ORDER.contains(&component.as_str()) {
            return Err(LoadError::unsupported(component, factory));
        }
    }
    let place = |name: &str| components.iter().position(|c| c == name);
    for (first, second) in [
        ("tok2vec", "tagger"),
        ("tok2vec", "morphologizer"),
        ("tok2vec", "parser"),
        ("tagger", "attribute_ruler"),
        ("morphologizer", "attribute_ruler"),
        ("parser", "attribute_ruler"),
        ("attribute_ruler", "lemmatizer"),
        ("parser", "ner"),
    ] {
        if let (Some(a), Some(b)) = (place(first), place(second))
            && a > b
        {
            return Err(LoadError::unsupported(second, format!("running before {first}")));
        }
    }
    Ok(components)
}

/// Features and part of speech of every label, in the order of the scores.
fn morph_labels(settings: &Json, names: &mut Names) -> Result<Vec<MorphLabel>, LoadError> {
    /// Parts of speech from number 84 on. Source: `spacy/parts_of_speech.pyx`.
    const POS: [&str; 20] = [
        "ADJ", "ADP", "ADV", "AUX", "CONJ", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
        "SCONJ", "SYM", "VERB", "X", "EOL", "SPACE",
    ];
    let damaged = || LoadError::damaged("morphologizer/cfg", "a label has no features or no part of speech");
    if settings.get("extend").and_then(Json::as_bool) == Some(true) {
        return Err(LoadError::unsupported("morphologizer", "extend = true"));
    }
    let features = settings.get("labels_morph").and_then(Json::as_object).ok_or_else(damaged)?;
    let parts = settings.get("labels_pos").and_then(Json::as_object).ok_or_else(damaged)?;
    let mut labels = Vec::new();
    for (label, features) in features {
        let features = names.add(&normal_features(features.as_str().ok_or_else(damaged)?));
        let pos = match parts.get(label).and_then(Json::as_u64) {
            None | Some(0) => "",
            Some(n) => n.checked_sub(84).and_then(|i| POS.get(i as usize)).ok_or_else(damaged)?,
        };
        labels.push((features, names.add(pos)));
    }
    Ok(labels)
}

/// The table `lexeme_norm`, where the package has one.
fn load_norms(package: &Package) -> Result<Norms, LoadError> {
    let path = "vocab/lookups.bin";
    let Some(bytes) = package.get(path).filter(|b| !b.is_empty()) else { return Ok(Norms::default()) };
    let file = Reader::read(path, bytes)?;
    let table = file.get("lexeme_norm").and_then(Value::as_map).unwrap_or_default();
    let row = |(key, norm): &(Value<'_>, Value<'_>)| Some((key.as_u64()?, strings::id(norm.as_str()?)));
    table.iter().map(row).collect::<Option<_>>().ok_or_else(|| LoadError::damaged(path, "a norm is no text"))
}
