//! The days of events, over whole documents: tense, coordination, paragraphs and kind of piece.

mod common;

#[test]
fn every_act_lies_when_its_document_says() {
    common::check(include_str!("when.toml"), |mention| {
        mention.date.map_or_else(|| "no date".to_owned(), |date| date.to_string())
    });
}
