//! Who does what to whom, over whole documents: words without an addressee, letters, pairs, places.

mod common;

use legation_model::{Actor, Code};

/// "KEN/GOV UGA/GOV", sorted, each once.
fn codes(side: &[Actor]) -> String {
    let code = |c: Option<Code>| c.map_or_else(String::new, |c| c.to_string());
    let mut all: Vec<String> = side.iter().map(|a| format!("{}/{}", code(a.country), code(a.sector))).collect();
    all.sort_unstable();
    all.dedup();
    all.join(" ")
}

#[test]
fn every_act_has_the_parties_that_its_document_gives_it() {
    common::check(include_str!("parties.toml"), |mention| {
        format!("{} -> {}", codes(&mention.actor), codes(&mention.recipient)).trim().to_owned()
    });
}
