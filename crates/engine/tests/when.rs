//! The days of events, over whole documents: tense, coordination, paragraphs and kind of piece.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_engine::{Engine, Trained};
use legation_intake::{DEFAULT_LIMITS, Source};
use legation_models::{Catalogue, Store};
use legation_packs::Packs;
use legation_pipeline::Pipeline;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    lang: String,
    text: String,
    dates: BTreeMap<String, String>,
}

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

#[test]
fn every_act_lies_when_its_document_says() {
    let file: File = toml::from_str(include_str!("when.toml")).expect("the cases are TOML");
    let mut engines: BTreeMap<&str, Option<Engine>> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &file.case {
        let Some(engine) = engines.entry(&case.lang).or_insert_with(|| engine(&case.lang)) else { continue };
        let reader = engine.reader();
        let source = Source { name: "case.txt".into(), bytes: case.text.as_bytes(), modified: None };
        let read = reader.read(reader.intake(&[source]), &|| {});
        let Some(Ok(record)) = read.first() else { panic!("{} could not be read", case.why) };
        for (trigger, date) in &case.dates {
            let told = record.mentions.iter().find(|m| m.trigger.of(&record.article.text) == trigger);
            let got = told.map(|m| m.date.map_or("no date".to_owned(), |d| d.to_string()));
            if got.as_ref() != Some(date) {
                failures.push(format!(
                    "{}: {trigger} on {date}, got {}",
                    case.why,
                    got.as_deref().unwrap_or("nothing")
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
