//! Narratives: bare dates of the past are counted from the last date told, with the reason kept; invented pieces.

use legation_packs::Files;
use legation_packs::timex::TimexPack;
use legation_packs::world::World;
use legation_timex::{Anchor, tag};

fn pack(lang: &str) -> TimexPack {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let files = Files::from_dir(data.as_ref()).expect("the data folder is there");
    TimexPack::load(&files, lang).expect("the rules load")
}

/// The values of a text's expressions.
fn values(lang: &str, published: &str, narrative: bool, text: &str) -> Vec<String> {
    let pack = pack(lang);
    let anchor = Anchor { published: published.parse().ok(), narrative };
    tag(text, &pack, &World::default(), anchor, None).iter().map(|t| t.value.to_string()).collect()
}

#[test]
fn a_narrative_goes_on_from_the_last_date_told() {
    let text = "The king fled in May 1995. In October he came back, and on November 3 he was crowned. The next day he \
                dissolved parliament. Two weeks later the army mutinied. That December the city burned.";
    let told = ["1995-05", "1995-10", "1995-11-03", "1995-11-04", "1995-W46", "1995-12"];
    assert_eq!(values("en", "2021-10-18", true, text), told);
}

#[test]
fn news_counts_bare_dates_from_publication() {
    let text = "The king fled in May 1995. In September he came back.";
    assert_eq!(values("en", "2021-10-18", false, text), ["1995-05", "2021-09"]);
}

#[test]
fn what_is_near_to_the_writer_stays_so_in_a_narrative() {
    let text =
        "The king fled in May 1995. Last week his son was crowned; yesterday he spoke, and in November he will travel.";
    assert_eq!(values("en", "2021-10-18", true, text), ["1995-05", "2021-W41", "2021-10-17", "2021-11"]);
}

#[test]
fn a_weekday_goes_on_from_a_day_of_its_own_paragraph_only() {
    let text = "The king fled on 4 May 1995. On Friday he was caught.\n\nThe ministry said on Friday that it was so.";
    assert_eq!(values("en", "2021-10-18", true, text), ["1995-05-04", "1995-05-05", "2021-10-15"]);
}

#[test]
fn without_a_publication_date_what_is_told_is_all_there_is() {
    let text = "The king fled on 4 May 1995. In June he came back. The following year he died.";
    let pack = pack("en");
    let anchor = Anchor { published: None, narrative: false };
    let found = tag(text, &pack, &World::default(), anchor, None);
    let values: Vec<&str> = found.iter().map(|t| &*t.value).collect();
    assert_eq!(values, ["1995-05-04", "1995-06", "1996"]);
}

#[test]
fn french_narratives_too() {
    let text = "Le roi s'enfuit le 4 mai 1995. Le lendemain, il fut pris ; en octobre, il mourut. L'année suivante, la ville brûla.";
    assert_eq!(values("fr", "2021-10-18", true, text), ["1995-05-04", "1995-05-05", "1995-10", "1996"]);
}

#[test]
fn the_derivation_names_the_date_that_was_counted_from() {
    let text = "The king fled on 4 May 1995. The next day he was caught.";
    let pack = pack("en");
    let anchor = Anchor { published: "2021-10-18".parse().ok(), narrative: true };
    let found = tag(text, &pack, &World::default(), anchor, None);
    assert!(found[1].derivation.note.contains("counted from “4 May 1995”"), "{}", found[1].derivation.note);
    let told = found[1].derivation.children.iter().find(|c| &*c.rule == "timex/told").expect("the date told is kept");
    assert_eq!(told.span, Some(found[0].span));
    assert!(found[0].derivation.note.contains("counted from 2021-10-18"), "{}", found[0].derivation.note);
}
