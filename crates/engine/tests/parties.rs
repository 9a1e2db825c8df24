//! Who does what to whom, over whole documents: words without an addressee, letters, pairs, places.

mod common;

use std::collections::BTreeMap;

use legation_engine::Engine;
use legation_intake::Source;
use legation_model::{Actor, Code};
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
    parties: BTreeMap<String, String>,
}

/// "KEN/GOV UGA/GOV", sorted, each once.
fn codes(side: &[Actor]) -> String {
    let code = |c: Option<Code>| c.map_or_else(String::new, |c| c.to_string());
    let mut all: Vec<String> = side.iter().map(|a| format!("{}/{}", code(a.country), code(a.sector))).collect();
    all.sort_unstable();
    all.dedup();
    all.join(" ")
}

#[test]
fn every_act_has_the_parties_that_its_document_gives_it() {
    let file: File = toml::from_str(include_str!("parties.toml")).expect("the cases are TOML");
    let mut engines: BTreeMap<&str, Option<Engine>> = BTreeMap::new();
    let mut failures = Vec::new();
    for case in &file.case {
        let Some(engine) = engines.entry(&case.lang).or_insert_with(|| common::engine(&case.lang)) else { continue };
        let reader = engine.reader();
        let source = Source { name: "case.txt".into(), bytes: case.text.as_bytes(), modified: None };
        let read = reader.read(reader.intake(&[source]), &|| {});
        let Some(Ok(record)) = read.first() else { panic!("{} could not be read", case.why) };
        for (trigger, parties) in &case.parties {
            let told = record.mentions.iter().find(|m| m.trigger.of(&record.article.text) == trigger);
            let got = told.map(|m| format!("{} -> {}", codes(&m.actor), codes(&m.recipient)).trim().to_owned());
            if got.as_ref() != Some(parties) {
                failures.push(format!(
                    "{}: {trigger}: {parties}, got {}",
                    case.why,
                    got.as_deref().unwrap_or("nothing")
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
