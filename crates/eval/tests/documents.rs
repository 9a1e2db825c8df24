//! The project's own annotated documents (`documents/`): what an annotation points to is there.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use legation_eval::gold;
use legation_model::Edtf;
use legation_packs::Packs;

/// The folders: by language, read when rules are written (`open`) or put aside (`held`).
const FOLDERS: [&str; 4] = ["en-open", "en-held", "fr-open", "fr-held"];

#[test]
fn every_annotation_points_to_words_of_its_document() {
    let packs = Packs::embedded().unwrap();
    let mut wrong = Vec::new();
    for folder in FOLDERS {
        let all = gold::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(folder)).unwrap();
        for document in &all {
            let mut say = |what: &str, quote: &str| wrong.push(format!("{folder}/{}: {what}: {quote}", document.name));
            if !folder.starts_with(&*document.gold.lang) {
                say("is in another language", &document.gold.lang);
            }
            for event in &document.gold.events {
                if document.text.match_indices(&event.quote).nth(event.nth - 1).is_none() {
                    say("no such quote", &event.quote);
                }
                if packs.ontology.event(&event.event).is_none() {
                    say("no such event type", &event.event);
                }
                if event.date.as_ref().is_some_and(|d| d.parse::<Edtf>().is_err()) {
                    say("no such date", event.date.as_deref().unwrap_or_default());
                }
                let parties = event.actor.iter().chain(&event.recipient);
                if parties.filter_map(|a| a.country.as_deref()).any(|c| c.parse::<legation_model::Code>().is_err()) {
                    say("no such country", &event.quote);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
