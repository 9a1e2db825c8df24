//! What the tests over whole documents share.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_engine::{Engine, Trained};
use legation_intake::{DEFAULT_LIMITS, Source};
use legation_model::Mention;
use legation_models::{Catalogue, Store};
use legation_packs::Packs;
use legation_pipeline::Pipeline;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// A document, with what is expected of acts in it by the words that tell them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    lang: String,
    text: String,
    #[serde(alias = "parties", alias = "dates")]
    acts: BTreeMap<String, String>,
}

/// Reads every document of a file of cases, and compares what `shown` says of the first act told by each of its triggers.
/// Languages whose model is not here are left out.
pub(crate) fn check(cases: &str, shown: impl Fn(&Mention) -> String) {
    let file: File = toml::from_str(cases).expect("the cases are TOML");
    let mut engines: BTreeMap<&str, Option<Engine>> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &file.case {
        let Some(engine) = engines.entry(&case.lang).or_insert_with(|| engine(&case.lang)) else { continue };
        let reader = engine.reader();
        let source = Source { name: "case.txt".into(), bytes: case.text.as_bytes(), modified: None };
        let read = reader.read(reader.intake(&[source]), &|| {});
        let Some(Ok(record)) = read.first() else { panic!("{} could not be read", case.why) };
        for (trigger, wanted) in &case.acts {
            let told = record.mentions.iter().find(|m| m.trigger.of(&record.article.text) == trigger);
            let got = told.map_or_else(|| "nothing".to_owned(), &shown);
            if got != *wanted {
                failures.push(format!("{}: {trigger}: {wanted}, got {got}", case.why));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// An engine with the embedded data and the model of a language, if it is here.
#[expect(clippy::print_stdout, reason = "a skipped test says so where .ci/run looks for it")]
fn engine(lang: &str) -> Option<Engine> {
    let catalogue = Catalogue::embedded();
    let opened = Store::from_env().and_then(|store| store.open_language(&catalogue, lang));
    let Ok(Some((model, package))) = opened else {
        println!("skipped: no model for `{lang}`; run `cargo run --release -- models pull`");
        return None;
    };
    let engine = Engine::new(Packs::embedded().expect("the embedded data loads"), DEFAULT_LIMITS);
    let pipeline = Pipeline::load(&package).expect("a model that was checked loads");
    engine.train(lang, Trained { model: Arc::from(model.id()), pipeline });
    Some(engine)
}
