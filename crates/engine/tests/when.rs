//! The days of events, over whole documents: tense, coordination, paragraphs and kind of piece.

mod common;

use std::collections::BTreeMap;

use legation_engine::Engine;
use legation_intake::Source;
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

#[test]
fn every_act_lies_when_its_document_says() {
    let file: File = toml::from_str(include_str!("when.toml")).expect("the cases are TOML");
    let mut engines: BTreeMap<&str, Option<Engine>> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &file.case {
        let Some(engine) = engines.entry(&case.lang).or_insert_with(|| common::engine(&case.lang)) else { continue };
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
