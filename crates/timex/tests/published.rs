//! Dating articles that state no date: invented pieces on a small invented world.

use legation_model::{Article, BlockKind, PublishedBasis};
use legation_packs::Files;
use legation_packs::timex::TimexPack;
use legation_packs::world::World;
use legation_timex::{Anchor, infer_published, tag_article};

fn english() -> TimexPack {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let files = Files::from_dir(data.as_ref()).expect("the data folder is there");
    TimexPack::load(&files, "en").expect("the English rules load")
}

fn world() -> World {
    let files = Files::from_texts([
        ("lang/en/pack.toml", ""),
        (
            "world/events.tsv",
            "date\tkind\tcountries\twhat\n\
             2016-11-06\telection presidential\tEXA\tfirst round\n\
             2018-03-06\texplosion\tSAM\tthe port of Sampleville\n\
             2018-03-11\telection parliamentary\tEXA\tearly vote\n",
        ),
        ("world/births.tsv", "name\tborn\nAda Example\t1950-05-20\n"),
        ("lang/en/actors/states.tsv", "code\tnames\tadjectives\nEXA\tExampland\tExamplish\nSAM\tSampleland\t\n"),
    ]);
    World::load(&files).expect("the invented world loads")
}

/// An article of a title and paragraphs.
fn article(parts: &[&str]) -> Article {
    let mut article = Article::of_text("invented", &parts.join("\n\n"), "en");
    article.blocks[0].kind = BlockKind::Title;
    article
}

fn inferred(parts: &[&str]) -> Option<String> {
    let found = infer_published(&article(parts), &english(), &world())?;
    assert_eq!(found.basis, PublishedBasis::Inferred);
    assert!(found.why.contains(&found.date.expect("a date").to_string()), "the reason names the date: {}", found.why);
    Some(found.date.expect("a date").to_string())
}

#[test]
fn the_vote_of_sunday_and_a_blast_last_week_date_a_piece() {
    let parts = [
        "Sampleland watches Exampland count",
        "Observers called Sunday's election in Exampland orderly, a spokeswoman said on Tuesday.",
        "Sampleland, still shaken by the explosion last week, sent nobody.",
    ];
    assert_eq!(inferred(&parts).as_deref(), Some("2018-03-13"));
}

#[test]
fn one_deadline_told_twice_dates_a_piece() {
    // 8 May is a Friday in 2015 and 2020; Ada Example is 65 from May 2015 on, "by Friday" is written in that week.
    let parts = [
        "Exampland sends envoy home",
        "The envoy left Exampland on Wednesday. He had been told to go by Friday.",
        "The ministry wanted him out before May 8, an aide to President Ada Example, 65, said.",
        "The 69-year-old leader won the last vote in 2016.",
    ];
    assert_eq!(inferred(&parts).as_deref(), Some("2020-05-06"));
}

#[test]
fn a_piece_without_clues_stays_undated() {
    let parts = ["Talks go on", "The two sides met on Tuesday and will meet again next week."];
    assert_eq!(inferred(&parts), None);
}

#[test]
fn a_day_that_the_lead_tells_whole_is_that_of_the_news_or_the_one_before() {
    let parts = [
        "Exampland lifts its veto",
        "The two governments agreed on Thursday 1 February to reopen the harbour.",
        "The envoy left on Monday; the dispute began in 2023.",
    ];
    assert_eq!(inferred(&parts).as_deref(), Some("2024-02-01/2024-02-02"));
}

#[test]
fn what_is_done_for_an_election_is_not_its_date() {
    let parts = ["Verdict", "A judge in Exampland jailed him last November for election fraud, his lawyer said."];
    assert_eq!(inferred(&parts), None);
}

#[test]
fn a_files_date_long_after_all_years_told_says_nothing() {
    let dated = |years: &str| {
        let mut article = article(&["Comment", &format!("The dispute began in {years}. Last week he left.")]);
        article.meta.published.date = "2026-11-23".parse().ok();
        article.meta.published.basis = PublishedBasis::File;
        infer_published(&article, &english(), &world()).map(|p| p.basis)
    };
    assert_eq!(dated("2015, and again in 2016"), Some(PublishedBasis::None));
    assert_eq!(dated("2015, and again in 2024"), None);
    assert_eq!(dated("1648"), None);
}

#[test]
fn last_august_means_the_election_there_was() {
    let text = ["Protests", "Protesters in Exampland recalled last November's election."];
    let anchor = Anchor { published: "2017-12-20".parse().ok(), narrative: false };
    let found = tag_article(&article(&text), &english(), &world(), anchor, None);
    let values: Vec<&str> = found.iter().map(|t| &*t.value).collect();
    assert_eq!(values, ["2016-11"]);
    assert!(found[0].derivation.children.iter().any(|c| &*c.rule == "world/event"));
}

#[test]
fn the_day_of_a_wire_without_its_year_dates_it_with_the_weekday_and_the_years_told() {
    // 30 April is a Tuesday in 2019 and 2024.
    let parts = [
        "Exampland expels envoy",
        "OAKTOWN/PINEVILLE, April 30 (Agency) - Exampland on Tuesday told Sampleland's envoy to leave.",
        "The dispute goes back to December 2022.",
    ];
    assert_eq!(inferred(&parts).as_deref(), Some("2024-04-30"));
    // Without a year nothing tells which it was.
    assert_eq!(inferred(&parts[..2]), None);
}

#[test]
fn a_date_line_without_a_year_lies_before_the_files_date() {
    let dated = |head: &str, lead: &str| {
        let mut article = article(&["Harbour talks resume", &format!("{head}{lead}")]);
        article.meta.published.date = "2020-12-31".parse().ok();
        article.meta.published.basis = PublishedBasis::File;
        infer_published(&article, &english(), &world()).and_then(|p| p.date).map(|d| d.to_string())
    };
    let head = "VIENNA, March 3 (Agency) - ";
    assert_eq!(dated(head, "The envoys met again.").as_deref(), Some("2020-03-03"));
    assert_eq!(dated(head, "The envoys met on Friday.").as_deref(), Some("2017-03-03"));
    assert_eq!(dated(head, "The envoys met on Monday.").as_deref(), Some("2020-03-03"));
    assert_eq!(dated("Vienna. 3 March. AGENCY - ", "The envoys met on Tuesday.").as_deref(), Some("2020-03-03"));
    assert_eq!(dated("", "The envoys met on March 3, and left.").as_deref(), None);
}
