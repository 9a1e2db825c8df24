//! `cargo +nightly fuzz run page`: runs that the map calls copies are copies, in pages, Markdown and plain text.

#![no_main]

use std::sync::{Arc, LazyLock};

use legation_intake::{DEFAULT_LIMITS, Source, read};
use legation_packs::Packs;
use libfuzzer_sys::fuzz_target;

static PACKS: LazyLock<Packs> = LazyLock::new(|| Packs::embedded().unwrap());

fuzz_target!(|text: &str| {
    for name in ["a.html", "a.md", "a.txt"] {
        let source = Source { name: Arc::from(name), bytes: text.as_bytes(), modified: None };
        for article in read(&source, &PACKS, DEFAULT_LIMITS).into_iter().filter_map(|one| one.article) {
            for run in article.map.segments().iter().filter(|r| r.clean.len() == r.base.len() && r.clean.len() > 3) {
                // White space may stand for other white space, and a long reference for as many letters.
                let (clean, base) = (run.clean.of(&article.text), run.base.of(&article.base));
                let blank = |s: &str| s.replace(char::is_whitespace, " ");
                assert!(blank(clean) == blank(base) || base.contains('&'), "{clean:?} is no copy of {base:?}");
            }
        }
    }
});
