//! The project's own sentences, as a whole: no sentence must be right, but all together must not get worse.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_engine::{Engine, Trained};
use legation_eval::cases::{self, Scores};
use legation_eval::predict::Bench;
use legation_models::{Catalogue, Store};
use legation_packs::{Files, Packs};
use legation_pipeline::Pipeline;

/// The least F1 of readings that are at least half sure, by language, and the largest share of sentences without an event
/// in which one is coded: as measured when they were last written down, less about two standard errors.
const FLOORS: [(&str, bool, f64, f64); 4] =
    [("en", false, 0.77, 0.18), ("fr", false, 0.83, 0.12), ("en", true, 0.66, 0.22), ("fr", true, 0.59, 0.20)];

/// An engine with a model for every language; `None`, after saying so, where one is missing.
#[expect(clippy::print_stdout, reason = "a skipped test says so where .ci/run looks for it")]
fn engine() -> Option<Engine> {
    let engine = Engine::new(Packs::embedded().unwrap(), legation_intake::DEFAULT_LIMITS);
    let catalogue = Catalogue::embedded();
    let langs: Vec<Arc<str>> = engine.packs().langs.keys().cloned().collect();
    for lang in langs {
        let opened = Store::from_env().and_then(|store| store.open_language(&catalogue, &lang));
        let Ok(Some((model, package))) = opened else {
            println!("skipped: no model for `{lang}`; run `cargo run --release -- models pull`");
            return None;
        };
        let pipeline = Pipeline::load(&package).expect("a model that was checked loads");
        engine.train(&lang, Trained { model: Arc::from(model.id()), pipeline });
    }
    Some(engine)
}

#[test]
fn own_sentences_are_read_as_well_as_before() {
    let Some(engine) = engine() else { return };
    let all = cases::load(&Files::embedded(), &engine.packs().ontology).unwrap();
    let mut bench = Bench::new(&engine);
    let mut scores: BTreeMap<(&str, bool), Scores> = BTreeMap::new();
    for case in &all {
        let readings = cases::judge(case, &mut bench);
        scores.entry((&case.lang, case.held)).or_default().add(case, &readings, 0.5);
    }
    for (lang, held, floor, most) in FLOORS {
        let scores = &scores[&(lang, held)];
        let (_, empty, coded) = scores.sentences;
        let line = scores.line();
        assert!(scores.counts.f1() >= floor, "{lang}, held out {held}: below {floor}: {line}");
        assert!(coded as f64 <= most * empty as f64, "{lang}, held out {held}: more than {most} are false: {line}");
    }
}
