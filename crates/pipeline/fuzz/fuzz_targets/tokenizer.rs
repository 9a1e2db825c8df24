//! `cargo +nightly fuzz run tokenizer`: any text is split without loss.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::sync::LazyLock;

use legation_pipeline::Pipeline;
use libfuzzer_sys::fuzz_target;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::load(&support::small()).unwrap());

fuzz_target!(|text: &str| {
    let tokens = PIPELINE.tokenize(text);
    let mut end = 0;
    for span in &tokens.spans {
        assert!(matches!(text.get(end..span.lo()), Some("" | " ")));
        end = span.hi();
    }
    assert!(matches!(text.get(end..), Some("" | " ")));
});
