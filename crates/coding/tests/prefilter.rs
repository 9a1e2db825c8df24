//! Blocks that need not be parsed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "shared with the tests of events, which use the rest")]
mod common;

use std::sync::Arc;

use legation_coding::prefilter;
use legation_model::{Article, Block, BlockKind, Span};
use legation_packs::Packs;

/// The blocks that are read, one character each: `x` read, `.` left out.
fn read(text: &str) -> String {
    let packs = Packs::embedded().unwrap();
    let lang = packs.lang("en").unwrap();
    let mut at = 0;
    let blocks = text.split_inclusive("\n\n").map(|block| {
        let span = Span::new(at, at + block.trim_end().len());
        at += block.len();
        Block { span, kind: BlockKind::Paragraph }
    });
    let article = Article { blocks: blocks.collect(), ..common::article(text, "en") };
    let tokens: Vec<Vec<Span>> = article.blocks.iter().map(|b| words(article.block_text(b))).collect();
    let tokens: Vec<&[Span]> = tokens.iter().map(Vec::as_slice).collect();
    // Lemmas as a lemmatizer without a tagger would offer them.
    let mut lemmas = |word: &str| vec![Arc::from(word), Arc::from(word.trim_end_matches('s'))];
    let read =
        prefilter::blocks(&article, &tokens, lang, &mut lemmas, |block| article.block_text(block).contains("1999"));
    read.iter().map(|r| if *r { 'x' } else { '.' }).collect()
}

fn words(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut spans = Vec::new();
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let body = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        spans.push(Span::new(at, at + body.len()));
        if body.len() < word.len() && !word.ends_with(char::is_whitespace) {
            spans.push(Span::new(at + body.len(), at + word.len()));
        }
        at += word.len();
    }
    spans.retain(|s| !s.is_empty());
    spans
}

const COLD: &str = "Peel the carrots and boil the water.\n\n";

#[test]
fn blocks_far_from_any_actor_are_left_out() {
    assert_eq!(read(&COLD.repeat(6)), "......");
    assert_eq!(read(&format!("Norway left.\n\n{}", COLD.repeat(8))), "xxxxx....");
    assert_eq!(read(&format!("{}Norway left.\n\n{}", COLD.repeat(6), COLD.repeat(6))), "..xxxxxxxxx..");
    // found by its dictionary form only
    assert_eq!(read(&format!("Two ambassadors left.\n\n{}", COLD.repeat(8))), "xxxxx....");
    assert_eq!(read(&format!("Thousands marched.\n\n{}", COLD.repeat(8))), "xxxxx....");
}

#[test]
fn what_may_bear_on_a_block_that_is_read_is_read_too() {
    let far = |block: &str| read(&format!("Norway greeted Solveig Brekke.\n\n{}{block}\n\n{COLD}", COLD.repeat(6)));
    assert_eq!(far("Boil it longer."), "xxxxx....");
    assert_eq!(far("A pan from Brekke works."), "xxxxx..x.", "a name that stands in a block that is read");
    assert_eq!(far("“Boil it”, she said."), "xxxxx..x.", "quotations reach into other blocks");
    assert_eq!(far("The pan of 1999 works."), "xxxxx..x.", "what the caller wants kept");
}
