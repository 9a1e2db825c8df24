//! `cargo +nightly fuzz run package`: one file of a small package is edited or replaced, and read with if it loads.
//!
//! The input's first byte chooses the file. From there on it is the file itself when the byte is 128 or more; else it
//! is a list of edits of six bytes: four for the place, one for what to do there, one to do it with.

#![no_main]

#[path = "../../tests/support/small.rs"]
mod small;

use std::sync::LazyLock;

use legation_pipeline::{Package, Pipeline};
use libfuzzer_sys::fuzz_target;

static SMALL: LazyLock<Package> = LazyLock::new(small::small);

/// The same package without trained weights, which takes a hundredth of the time to load.
static LIGHT: LazyLock<Package> = LazyLock::new(|| {
    let mut package = SMALL.clone();
    let config = String::from_utf8(package["config.cfg"].clone()).unwrap();
    let all = r#"["tok2vec","tagger","parser","attribute_ruler","lemmatizer","ner"]"#;
    let config = config.replace(all, r#"["attribute_ruler","lemmatizer"]"#);
    package.insert("config.cfg".to_owned(), config.into_bytes());
    package.retain(|path, _| !path.contains("/model") && !path.ends_with("/moves"));
    package
});

fn edit(bytes: &mut Vec<u8>, edits: &[u8]) {
    for edit in edits.chunks_exact(6) {
        let place = u32::from_le_bytes([edit[0], edit[1], edit[2], edit[3]]) as usize;
        // Half of the edits fall on the first bytes, where the structure is.
        let len = if edit[4] & 1 == 0 { bytes.len() } else { bytes.len().min(300) };
        let Some(place) = place.checked_rem(len) else { return };
        match edit[4] >> 1 & 3 {
            0 => bytes[place] = edit[5],
            1 => bytes.insert(place, edit[5]),
            2 => {
                let end = (place + usize::from(edit[5])).min(bytes.len());
                bytes.drain(place..end);
            }
            _ if edit[5] == 0 => bytes.truncate(place),
            _ => {
                let end = (place + usize::from(edit[5])).min(bytes.len());
                let copy = bytes[place..end].to_vec();
                bytes.splice(place..place, copy);
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&which, rest)) = data.split_first() else { return };
    let file = usize::from(which & 0x7f);
    let base = if file < 64 { &*LIGHT } else { &*SMALL };
    let path = base.keys().nth(file % base.len()).unwrap().clone();
    let mut package = base.clone();
    let bytes = package.get_mut(&path).unwrap();
    if which >= 128 {
        *bytes = rest.to_vec();
    } else {
        edit(bytes, rest);
    }
    if let Ok(pipeline) = Pipeline::load(&package) {
        let text = "They don't trade (with us) anyway...  Well-known § :) 12,5\n\nNo.";
        pipeline.session().annotate(text, pipeline.tokenize(text), &[]);
    }
});
