//! `cargo +nightly fuzz run any`: bytes of any format are read or listed with a reason, and every offset holds.
//!
//! The first byte chooses the name under which the rest is read.

#![no_main]

use std::sync::{Arc, LazyLock};

use legation_intake::{FORMATS, Limits, Source, read};
use legation_packs::Packs;
use libfuzzer_sys::fuzz_target;

static PACKS: LazyLock<Packs> = LazyLock::new(|| Packs::embedded().unwrap());

const LIMITS: Limits = Limits { max_bytes: 1 << 20, max_text: 1 << 20, max_depth: 3 };

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    let endings: Vec<&str> = FORMATS.iter().flat_map(|f| f.endings).copied().collect();
    let name = format!("a.{}", endings[usize::from(first) % endings.len()]);
    for one in read(&Source { name: Arc::from(name), bytes, modified: None }, &PACKS, LIMITS) {
        let Some(article) = one.article else {
            assert!(!one.problems.is_empty());
            continue;
        };
        let mut end = 0;
        for block in &article.blocks {
            assert!(block.span.lo() >= end && !article.block_text(block).is_empty());
            end = block.span.hi();
            let base = article.map.to_base(block.span);
            assert!(article.base.get(base.lo()..base.hi()).is_some());
        }
        for mask in article.chrome.iter().chain(&article.captions) {
            assert!(article.base.get(mask.base.lo()..mask.base.hi()).is_some());
        }
    }
});
