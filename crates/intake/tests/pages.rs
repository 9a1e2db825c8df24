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

#[test]
fn lists_of_other_pieces_are_left_out() {
    let card = |n: u32| {
        format!(
            "<div class=item><a href=/{n}><img></a><h3><a href=/{n}>Another story of the week, number {n}</a></h3>\
             <p>What the council decided on its meeting number {n}, and what the neighbours have to say of it.</p></div>"
        )
    };
    let cards: String = (1..5).map(card).collect();
    let page = page(
        "",
        &format!(
            "<div class=wrap><h1>Harbour talks resume</h1><div class=text><p>{ONE}</p><p>{TWO}</p>\
             <p><strong>Read more:</strong> <a href=/9>The fees that nobody wanted to pay</a></p><p>{THREE}</p>\
             <aside><h4>Related stories</h4><ul><li><a href=/7>Pilots on strike for a second week</a></ul></aside>\
             <p>{FOUR}</p></div><div class=grid>{cards}</div></div>"
        ),
    );
    assert_eq!(body(&page), [ONE, TWO, THREE, FOUR]);
}

#[test]
fn boxes_within_the_piece_are_left_out() {
    let page = page(
        "",
        &format!(
            "<article><h1>Harbour talks resume</h1><p>{ONE}</p><div class=c-box><p>Sign up for our morning briefing</p>\
             <p>Get the day's top stories delivered to your inbox.</p><p>By signing up you agree to our terms of use and \
             our privacy policy.</p></div><p>{TWO}</p><p>Advertisement</p><p>Story continues below advertisement</p>\
             <p>{THREE}</p><p>{FOUR}</p><div id=comments><h3>Comments</h3><p>Reader One: I have never seen a pilot who \
             was worth the fee, and neither has my brother, who sails.</p></div></article>"
        ),
    );
    assert_eq!(body(&page), [ONE, TWO, THREE, FOUR]);
}

#[test]
fn live_blogs_keep_every_entry() {
    let entry = |time: &str, head: &str, text: &str| {
        format!(
            "<article class=live-post><time datetime=1994-03-08T{time}>{time}</time><h3>{head}</h3><p>{text}</p>\
             <div class=share-tools><a href=/f>Facebook</a> <a href=/t>Twitter</a></div></article>"
        )
    };
    let page = page(
        "",
        &format!(
            "<main><h1>Harbour talks: live updates</h1>{}{}{}{}</main>",
            entry("12:40", "Delegations leave", FOUR),
            entry("11:05", "Opposition speaks", THREE),
            entry("10:20", "Minutes to be published", TWO),
            entry("09:00", "Talks resume", ONE)
        ),
    );
    let body = body(&page);
    for text in [FOUR, THREE, TWO, ONE] {
        assert!(body.iter().any(|line| line == text), "{text} is missing in {body:#?}");
    }
    assert!(!body.iter().any(|line| line.contains("Facebook")), "{body:#?}");
}

#[test]
fn captions_of_a_gallery_are_captions() {
    let figure = |text: &str| format!("<figure><img src=1.jpg><figcaption>{text}</figcaption></figure>");
    let caption =
        "Fishermen mend their nets on the northern quay, where no boat has been let out for three months now.";
    let page = page(
        "",
        &format!(
            "<article><h1>Harbour talks resume</h1><p>{ONE}</p><div class=gallery>{}{}{}</div><p>{TWO}</p>\
             <p>{THREE}</p></article>",
            figure(caption),
            figure("The delegations at dinner. Ann Example/AFP"),
            figure("A pilot boat leaves the harbour, 2 March 1994.")
        ),
    );
    assert_eq!(body(&page), [ONE, TWO, THREE]);
    let article = article(&page);
    let captions: String = article.captions.iter().map(|c| c.base.of(&article.base)).collect();
    assert!(captions.contains(caption) && captions.contains("at dinner") && captions.contains("2 March"), "{captions}");
}

#[test]
fn a_stub_before_a_paywall_is_kept() {
    let page = page(
        "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"isAccessibleForFree\": false}</script>",
        &format!(
            "<article><h1>Harbour talks resume</h1><p>{ONE}</p><div class=paywall-gate><h2>Continue reading</h2>\
             <p>Subscribe now to read the full story. Already a subscriber? Log in.</p><ul><li>Unlimited access to all \
             articles</li><li>Cancel at any time</li></ul></div></article>"
        ),
    );
    assert_eq!(body(&page), [ONE]);
}

#[test]
fn tables_and_quotations_stay() {
    let page = page(
        "",
        &format!(
            "<article><h1>Harbour talks resume</h1><p>{ONE}</p><blockquote><p>We were never asked, and we will not be \
             silent about it, whatever the minutes say.</p></blockquote><p>{TWO}</p><table><tr><th>Year<th>Fee in crowns\
             <tr><td>1992<td>1,100<tr><td>1993<td>1,450</table><p>{THREE}</p></article>"
        ),
    );
    let article = article(&page);
    let quote = article.blocks.iter().find(|b| b.kind == BlockKind::Quote).map(|b| article.block_text(b));
    assert_eq!(quote, Some("We were never asked, and we will not be silent about it, whatever the minutes say."));
    for text in [ONE, TWO, THREE, "1,450", "Fee in crowns"] {
        assert!(article.text.contains(text), "{text} is missing in {}", article.text);
    }
}

#[test]
fn amp_pages_are_pages() {
    let page = format!(
        "<!doctype html><html amp lang=en><head><title>Harbour talks resume</title></head><body>\
         <amp-sidebar id=menu><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></amp-sidebar>\
         <article><h1>Harbour talks resume</h1><amp-img src=1.jpg></amp-img><p>{ONE}</p>\
         <amp-ad width=300><div placeholder>Advertisement</div></amp-ad><p>{TWO}</p><p>{THREE}</p>\
         <amp-social-share type=twitter></amp-social-share></article><amp-consent id=c><p>We and our partners use \
         cookies to show you advertisements that you may like.</p><button>Accept</button></amp-consent></body></html>"
    );
    assert_eq!(body(&page), [ONE, TWO, THREE]);
}

#[test]
fn a_dateline_belongs_to_its_paragraph() {
    let page = page(
        "",
        &format!(
            "<article><h1>Harbour talks resume</h1><p class=byline>By Ann Example</p><p>GOTHAVEN, 8 March 1994 (AFP) — \
             {ONE}</p><p>{TWO}</p><p>{THREE}</p></article>"
        ),
    );
    let article = article(&page);
    assert!(article.text.contains(&format!("GOTHAVEN, 8 March 1994 (AFP) — {ONE}")));
    assert_eq!(article.meta.published.date.unwrap().to_string(), "1994-03-08");
    assert_eq!(article.meta.wire.as_deref(), Some("AFP"));
    assert_eq!(article.meta.author.as_deref(), Some("Ann Example"));
}
