//! Pages as newsrooms build them: what is kept, what is left out, and why.
#![allow(clippy::unwrap_used, reason = "samples are ours; whatever is wrong fails the test")]

use std::sync::{Arc, OnceLock};

use legation_intake::{DEFAULT_LIMITS, Source, read};
use legation_model::{Article, BlockKind};
use legation_packs::Packs;

fn article(page: &str) -> Article {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    let packs = PACKS.get_or_init(|| Packs::embedded().unwrap());
    let source = Source { name: Arc::from("page.html"), bytes: page.as_bytes(), modified: None };
    let one = read(&source, packs, DEFAULT_LIMITS).remove(0);
    one.article.unwrap_or_else(|| panic!("{:?}", one.problems))
}

/// The page around a piece: `head` and `body` go where their names say.
fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Harbour talks resume | Example Daily</title>{head}</head><body>\
         <header class=site-header><nav class=main-nav><ul><li><a href=/>Home</a><li><a href=/world>World</a>\
         <li><a href=/sport>Sport</a></ul></nav></header>{body}\
         <footer class=site-footer><p>Copyright Example Daily. All rights reserved.</p></footer></body></html>"
    )
}

const ONE: &str = "Delegations from the two coastal states resumed their talks on the northern harbour on Monday, three \
    months after a dispute over pilot fees had brought them to a halt.";
const TWO: &str = "The foreign ministry said in a statement that both sides had agreed to publish the minutes of their \
    meetings, which had so far been kept from the parliaments.";
const THREE: &str = "A spokesman for the opposition called the announcement late and asked why the fishermen whose boats \
    had been held in the meantime were not mentioned in it.";
const FOUR: &str = "The next round is planned for the spring, when the arbitrators are expected to have finished their \
    report on the tariffs of the last ten years.";

/// The body text of a page: a line a block, without the headline.
fn body(page: &str) -> Vec<String> {
    let article = article(page);
    let blocks = article.blocks.iter().filter(|b| b.kind != BlockKind::Title);
    blocks.map(|b| article.block_text(b).to_owned()).collect()
}

#[test]
fn a_topic_in_a_class_is_no_furniture() {
    let page = page(
        "",
        &format!(
            "<main><article class='post category-photo-credit tag-comments has-sidebar'><h1>Harbour talks resume</h1>\
             <p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article></main>"
        ),
    );
    assert_eq!(body(&page), [ONE, TWO, THREE]);
}

#[test]
fn what_linked_data_state_is_the_piece() {
    let stated = [ONE, TWO, THREE, FOUR].join("\n");
    let page = page(
        &format!(
            "<script type='application/ld+json'>{{\"@type\": \"NewsArticle\", \"articleBody\": \"{stated}\"}}</script>"
        ),
        &format!(
            "<div class=col><h1>Harbour talks resume</h1><div class=promo-text><p>{ONE}</p><p>{TWO}</p></div>\
             <div class=x1><p>{THREE}</p><p>{FOUR}</p></div><div class=x2><p>A market on the quay sells what the boats \
             bring in before the sun is up, and our reporter went there to see what is left of it.</p></div></div>"
        ),
    );
    assert_eq!(body(&page), [ONE, TWO, THREE, FOUR]);
}

#[test]
fn notes_around_the_piece_are_left_out() {
    let page = page(
        "",
        &format!(
            "<article><h1>Harbour talks resume</h1><p>This article was originally published in another paper, and is \
             printed here with its permission.</p><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>\
             <p>Ann Example is a freelance journalist who has written for papers in both states.</p>\
             <p>The views expressed are those of the author and do not necessarily reflect the views of the paper.</p>\
             </article>"
        ),
    );
    assert_eq!(body(&page), [ONE, TWO, THREE]);
    let reasons: Vec<String> = article(&page).chrome.iter().map(|m| m.reason.to_string()).collect();
    assert!(reasons.contains(&"about-author".to_owned()), "{reasons:?}");
}
