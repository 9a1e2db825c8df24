//! `cargo +nightly fuzz run package`: one file of a small package is replaced by the input.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use legation_pipeline::{Pipeline, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = package::from_wheel(data);
    let Some((&which, bytes)) = data.split_first() else { return };
    let mut package = support::small();
    let path = package.keys().nth(usize::from(which) % package.len()).cloned();
    if let Some(path) = path {
        package.insert(path, bytes.to_vec());
    }
    if let Ok(pipeline) = Pipeline::load(&package) {
        let text = "They don't trade (with us) anyway...";
        pipeline.session().annotate(text, pipeline.tokenize(text), &[]);
    }
});
