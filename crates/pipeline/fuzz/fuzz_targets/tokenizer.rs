//! `cargo +nightly fuzz run tokenizer`: any text is split without loss. With `LEGATION_FUZZ_WHEEL`, by the patterns of
//! that package, else by those of a small one.

#![no_main]

#[path = "../../tests/support/small.rs"]
mod small;

use std::sync::LazyLock;

use legation_pipeline::{Pipeline, package};
use libfuzzer_sys::fuzz_target;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let package = match std::env::var_os("LEGATION_FUZZ_WHEEL") {
        Some(path) => package::from_wheel(&std::fs::read(path).unwrap()).unwrap(),
        None => small::small(),
    };
    Pipeline::load(&package).unwrap()
});

fuzz_target!(|text: &str| {
    let tokens = PIPELINE.tokenize(text);
    let mut end = 0;
    for span in &tokens.spans {
        assert!(matches!(text.get(end..span.lo()), Some("" | " ")));
        assert!(!span.is_empty());
        end = span.hi();
    }
    assert!(matches!(text.get(end..), Some("" | " ")));
});
