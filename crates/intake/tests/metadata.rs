//! What a document says of itself: date, author, outlet, agency, kind.
#![allow(clippy::unwrap_used, reason = "samples are ours; whatever is wrong fails the test")]

use std::sync::{Arc, OnceLock};

use legation_intake::{DEFAULT_LIMITS, Source, read};
use legation_model::{Article, Edtf, PublishedBasis};
use legation_packs::Packs;

fn article(name: &str, text: &str) -> Article {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    let packs = PACKS.get_or_init(|| Packs::embedded().unwrap());
    let modified = Some("2020-12-31".parse::<Edtf>().unwrap());
    let source = Source { name: Arc::from(name), bytes: text.as_bytes(), modified };
    let one = read(&source, packs, DEFAULT_LIMITS).remove(0);
    one.article.unwrap_or_else(|| panic!("{:?}", one.problems))
}

/// All cases whose outcome is not what it should be, at once.
fn check(cases: &[(String, &str, String)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|c| c.0 != c.1)
        .map(|(is, should, case)| format!("{case}\n  is {is}\n  not {should}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const EN: &str = "<p>Delegations from the two coastal states resumed their talks on the northern harbour on Monday, three \
    months after a dispute over pilot fees had brought them to a halt.</p><p>The foreign ministry said in a statement \
    that both sides had agreed to publish the minutes of their meetings.</p>";
const FR: &str = "<p>Les délégations des deux États ont repris lundi leurs discussions sur le port du nord, trois mois \
    après un différend sur les droits de pilotage qui les avait interrompues.</p><p>Le ministère des affaires \
    étrangères a précisé que les deux parties avaient accepté de publier les comptes rendus de leurs réunions.</p>";

/// The date of a page with something in its head, above its text and around it, with its basis.
fn date(lang: &str, head: &str, above: &str, around: &str) -> String {
    let text = if lang == "fr" { FR } else { EN };
    let page = format!(
        "<!doctype html><html lang={lang}><head><title>Harbour talks</title>{head}</head><body><h1>Harbour talks resume \
         after three months</h1>{above}<article>{text}</article>{around}</body></html>"
    );
    let published = article("a.html", &page).meta.published;
    match (published.date, published.basis) {
        (Some(date), PublishedBasis::Stated) => date.to_string(),
        (date, basis) => format!("{} {}", basis.as_str(), date.map_or(String::new(), |d| d.to_string())),
    }
}

#[test]
fn the_head_of_a_page_states_its_date() {
    let mut all = Vec::new();
    for head in [
        "<meta property=article:published_time content=2018-03-05T23:10:00+01:00>",
        "<meta name=date content='2018-03-05'>",
        "<meta name=DC.date.issued content=2018-03-05>",
        "<meta itemprop=datePublished content=2018-03-05>",
        "<meta name=pubdate content=20180305>",
        "<meta name=publish-date content='Mon, 05 Mar 2018 09:00:00 GMT'>",
        "<meta name=date content='March 5, 2018'>",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"datePublished\":\"2018-03-05T08:00:00Z\",\
         \"dateModified\":\"2019-01-01\"}</script>",
        "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"WebPage\",\"datePublished\":\"2018-03-06\"},\
         {\"@type\":[\"Article\"],\"datePublished\":\"2018-03-05\"}]}</script>",
        // The date of a change stands beside it.
        "<meta property=article:modified_time content=2019-01-01><meta property=og:updated_time content=2019-01-02>\
         <meta property=article:published_time content=2018-03-05>",
    ] {
        all.push((date("en", head, "", ""), "2018-03-05", head.to_owned()));
    }
    check(&all);
}

#[test]
fn date_lines_and_bylines_state_it_too() {
    let mut all = Vec::new();
    for (lang, above) in [
        ("en", "<p>Published 5 March 2018</p>"),
        ("en", "<p>March 5, 2018 10:15 am EST</p>"),
        ("en", "<p>Posted on: Monday, March 5th, 2018</p>"),
        ("en", "<p>By Ann Example, 5 March 2018</p>"),
        ("en", "<div class=byline>Ann Example | Mar 5, 2018</div>"),
        ("en", "<div class=article-meta><span>Ann Example</span> <span>5 March 2018</span></div>"),
        ("en", "<p>Published: 5 March 2018 | Updated: 7 March 2018</p>"),
        ("en", "<p>Updated 7 March 2018</p><p>Published 5 March 2018</p>"),
        ("en", "<p><time datetime=2018-03-05T10:00>Monday morning</time></p>"),
        ("en", "<header><time datetime='2018-03-05 10:00'>5 Mar</time></header>"),
        ("en", "<div class=meta><div class=story__date>March 5, 2018</div><div class=story__author>Ann</div></div>"),
        ("fr", "<p>Publié le 5 mars 2018 à 10h15</p>"),
        ("fr", "<p>Publié le lundi 5 mars 2018, mis à jour le 7 mars 2018</p>"),
        ("fr", "<p>Mis à jour le 07/03/2018</p><p>Publié le 05/03/2018 à 08h00</p>"),
        ("fr", "<p>Par Anne Exemple, le 05/03/2018</p>"),
        ("fr", "<div class=auteur-date>Anne Exemple - 5 mars 2018</div>"),
        ("fr", "<p>Paris, le 5 mars 2018</p>"),
    ] {
        all.push((date(lang, "", above, ""), "2018-03-05", above.to_owned()));
    }
    check(&all);
}

#[test]
fn dates_of_the_page_around_are_nobodys() {
    let mut all = Vec::new();
    for (lang, around) in [
        ("en", "<footer><p>© 2018 Example Daily. Page generated 5 March 2018</p></footer>"),
        (
            "en",
            "<aside class=related><ul><li><a href=/1>Pilots on strike</a> <time datetime=2018-03-05>5 March 2018</time>\
          </ul></aside>",
        ),
        ("en", "<nav><span>Today is Monday, 5 March 2018</span></nav>"),
        (
            "en",
            "<div id=comments><h3>Comments</h3><p>Reader One, 5 March 2018</p><p>I never saw a pilot who was worth \
          the fee that was asked for him.</p></div>",
        ),
        ("fr", "<footer><p>Page consultée le 5 mars 2018</p></footer>"),
    ] {
        all.push((date(lang, "", "", around), "file 2020-12-31", around.to_owned()));
        // In front of the piece it says no more.
        all.push((date(lang, "", around, ""), "file 2020-12-31", format!("above: {around}")));
    }
    check(&all);
}

/// Title, author, outlet, agency and kind.
fn about(text: &str) -> String {
    let meta = article("a.html", text).meta;
    let or = |s: Option<String>| s.unwrap_or_else(|| "-".to_owned());
    format!("{} | {} | {} | {}", or(meta.author), or(meta.outlet), or(meta.wire), meta.kind.as_str())
}

fn page(lang: &str, head: &str, above: &str, first: &str, after: &str) -> String {
    let text = if lang == "fr" { FR } else { EN };
    let text = text.replacen("<p>", &format!("<p>{first}"), 1);
    format!(
        "<!doctype html><html lang={lang}><head><title>Harbour talks</title>{head}</head><body><h1>Harbour talks resume \
         after three months</h1>{above}<article>{text}{after}</article></body></html>"
    )
}

#[test]
fn authors_outlets_and_agencies() {
    let ld = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[{\"@type\":\"Person\",\
        \"name\":\"Ann Example\"}],\"publisher\":{\"name\":\"Example Daily\"}}</script>";
    let site = "<meta property=og:site_name content='Example Daily'><meta name=author content='Ann Example'>";
    let cases = [
        (page("en", ld, "", "", ""), "Ann Example | Example Daily | - | news"),
        (
            page("en", &ld.replace("Ann Example", "Ann &amp; Bob Example,"), "", "", ""),
            "Ann & Bob Example | Example Daily | - | news",
        ),
        (page("en", site, "", "", ""), "Ann Example | Example Daily | - | news"),
        (page("en", "", "<p>By Ann Example</p>", "", ""), "Ann Example | - | - | news"),
        (page("en", "", "<div class=byline>Ann Example</div>", "", ""), "Ann Example | - | - | news"),
        (page("fr", "", "<p>Par Anne Exemple avec AFP</p>", "", ""), "Anne Exemple | - | AFP | news"),
        (page("fr", "", "<p>Le Monde avec AFP</p>", "", ""), "- | - | AFP | news"),
        (page("en", "", "", "GENEVA (Reuters) - ", ""), "- | - | Reuters | wire"),
        (
            page("en", "", "", "", "<p>(Reporting by Ann Example; Editing by Bob Example)</p>"),
            "Ann Example | - | - | news",
        ),
        (page("en", "<meta property=article:section content=Opinion>", "", "", ""), "- | - | - | analysis"),
        (page("en", "<link rel=canonical href=https://www.bbc.com/news/1>", "", "", ""), "- | BBC News | - | news"),
        (page("en", "", "<p>Press release</p>", "", ""), "- | - | - | statement"),
        (page("fr", "", "<p>Communiqué de presse</p>", "", ""), "- | - | - | statement"),
    ];
    let all: Vec<_> = cases.into_iter().map(|(page, want)| (about(&page), want, page)).collect();
    check(&all);
}

#[test]
fn a_date_line_may_open_a_paragraph_or_end_a_title() {
    let en = "The government of the island accused its neighbour on Thursday of having sent two boats into the bay that \
        both of them claim, and asked for talks.";
    let fr = "Le gouvernement de l'île a accusé jeudi son voisin d'avoir envoyé deux bateaux dans la baie que les deux \
        revendiquent, et a demandé des pourparlers.";
    let mut all = Vec::new();
    for (line, text) in [
        ("Nairobi, 5 March 2018. Two weeks after the row began, the minister talked to us about it at length.", en),
        ("Nairobi (AFP) - March 5, 2018. Two weeks after the row began, the minister talked to us at length.", en),
        ("By our correspondent in Nairobi, 5 March 2018", en),
        ("Press review of the region and its neighbours – Monday 5 March 2018", en),
        ("Propos recueillis par Julie Maurel. Publié le 5 mars 2018.", fr),
        ("Revue de presse de la région et de ses voisins – lundi 5 mars 2018", fr),
    ] {
        let published = article("a.txt", &format!("Row over the bay\n\n{line}\n\n{text}\n")).meta.published;
        let date = published.date.map_or(String::new(), |d| d.to_string());
        all.push((date, "2018-03-05", line.to_owned()));
    }
    check(&all);
}

/// Agency, kind and author of a plain text, and its date where it states one.
fn dispatch(text: &str) -> String {
    let meta = article("a.txt", text).meta;
    let date = meta.published.date.filter(|_| meta.published.basis == PublishedBasis::Stated);
    let date = date.map_or_else(|| "-".to_owned(), |d| d.to_string());
    format!("{} {} {} {date}", meta.wire.unwrap_or("-".into()), meta.kind.as_str(), meta.author.unwrap_or("-".into()))
}

#[test]
fn dispatches_are_credited_and_their_notes_left_out() {
    let text =
        "The delegations of the two coastal states resumed their talks on the northern harbour, the ministry said.";
    let more = "Both sides agreed to publish the minutes of their meetings before the end of the month, it added.";
    let mut all = Vec::new();
    for (head, foot, wanted) in [
        ("Moscow. 5 May. INTERFAX - ", "", "Interfax wire - -"),
        ("TASS, May 17. ", "", "TASS wire - -"),
        ("MOSCOW, May 17, 2018. /TASS/. ", "", "TASS wire - 2018-05-17"),
        ("VIENNA, Sept 21, 2017 (AFP) -\n\n", "", "AFP wire - 2017-09-21"),
        ("VIENNA — ", "\n\nPublished 21 May 2015 14:02 GMT", "- news - 2015-05-21"),
        (
            "By Ann Example\n\nVIENNA, March 3 (Reuters) - ",
            "\n\n(Reporting by Bob Sample; Editing by Cy Other)",
            "Reuters wire Ann Example -",
        ),
        ("TASS, an agency, is not in it. ", "", "TASS news - -"),
    ] {
        let page = format!("Harbour talks resume after months\n\n{head}{text}\n\n{more}{foot}\n");
        all.push((dispatch(&page), wanted, page));
    }
    check(&all);
    let page = format!(
        "UPDATE 2-Harbour talks resume after months\n\n(Updates with quote)\n\nVIENNA, March 3 (Reuters) - {text}\n\n{more}\n\n\
         (Reporting by Bob Sample in Vienna; Editing by Cy Other)\n((bob@example.org; +43 1 000))\n"
    );
    let article = article("a.txt", &page);
    assert_eq!(article.meta.title.as_deref(), Some("Harbour talks resume after months"));
    assert!(article.text.ends_with("it added.") && !article.text.contains("Updates"), "{}", article.text);
}

#[test]
fn the_address_of_a_page_dates_it_where_nothing_else_does() {
    let address = "<link rel=canonical href='https://example.org/2018/03/05/harbour'>";
    check(&[
        (date("en", address, "", ""), "2018-03-05", "address".to_owned()),
        (date("en", address, "<p>4 March 2018</p>", ""), "2018-03-04", "a date line goes before".to_owned()),
        (date("en", "<link rel=canonical href='/a/1234/56/78'>", "", ""), "file 2020-12-31", "no day".to_owned()),
    ]);
}

#[test]
fn captions_date_nothing() {
    let text = "Le port du nord rouvre lundi\n\nMis à jour le 04/05/2019 à 17h32\n\nLe ministre Jean Exemple, le 12 janvier 2018 à \
                Genève. © Crédit photo : XYZ / AFP\n\nLes délégations des deux États ont repris lundi leurs discussions sur le port \
                du nord, trois mois après un différend sur les droits de pilotage.\n";
    assert_eq!(article("a.txt", text).meta.published.date.map(|d| d.to_string()).as_deref(), Some("2019-05-04"));
}

#[test]
fn a_line_of_towns_or_of_a_paper_and_its_town_dates_a_piece() {
    let text = "The harbour opens again on Monday, three months after a quarrel over the rights of pilots, the two ports said.";
    let dated = |line: &str| {
        let published = article("a.txt", &format!("Harbour opens again\n\n{line}\n\n{text}\n")).meta.published;
        published.date.map(|d| d.to_string())
    };
    assert_eq!(dated("VIENNA/GRAZ/LINZ, 3 May 2019 (Allpress)").as_deref(), Some("2019-05-03"));
    assert_eq!(dated("Our Harbour, the daily of the two ports | Vienna, 3 May 2019").as_deref(), Some("2019-05-03"));
}
