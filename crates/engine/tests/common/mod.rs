//! What the tests over whole documents share.

use std::sync::Arc;

use legation_engine::{Engine, Trained};
use legation_intake::DEFAULT_LIMITS;
use legation_models::{Catalogue, Store};
use legation_packs::Packs;
use legation_pipeline::Pipeline;

/// An engine with the embedded data and the model of a language, if it is here.
#[expect(clippy::print_stdout, reason = "a skipped test says so where .ci/run looks for it")]
pub(crate) fn engine(lang: &str) -> Option<Engine> {
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
