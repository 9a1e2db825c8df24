//! What is merged, what is kept apart, and that neither depends on the order of arrival.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]

mod sketch;

use std::sync::Arc;

use legation_merge::{DocumentFacts, merge};
use legation_model::{Actor, Event, Mention, MentionId};
use legation_packs::Packs;
use proptest::prelude::*;

fn packs() -> &'static Packs {
    static PACKS: std::sync::OnceLock<Packs> = std::sync::OnceLock::new();
    PACKS.get_or_init(|| Packs::embedded().unwrap())
}

fn mentions(sketches: &[&str]) -> Vec<Mention> {
    sketches.iter().enumerate().map(|(n, s)| sketch::mention(n as u32, s)).collect()
}

fn events(sketches: &[&str]) -> Vec<Event> {
    merge(&mentions(sketches), &[], packs())
}

fn only(sketches: &[&str]) -> Event {
    let mut events = events(sketches);
    assert_eq!(events.len(), 1, "{sketches:?} are one event");
    events.remove(0)
}

#[test]
fn the_rules_pass_their_own_cases() {
    let cases = &packs().merging.cases;
    assert!(cases.len() > 5);
    for case in cases {
        let count = events(&[&case.pair[0], &case.pair[1]]).len();
        let expected = if case.same { 1 } else { 2 };
        assert_eq!(count, expected, "{}: {:#?}", case.rule, case.pair);
    }
}

#[test]
fn parties_have_to_agree() {
    for (a, b, expected) in [
        ("ARG:GOV > GBR:GOV ACCUSE/disapprove 1950-03-02", "ARG:GOV > GBR:GOV ACCUSE/disapprove 1950-03-02", 1),
        ("ARG:GOV > GBR:GOV ACCUSE/disapprove 1950-03-02", "GBR:GOV > ARG:GOV ACCUSE/disapprove 1950-03-02", 2),
        ("ARG:GOV > GBR:GOV ACCUSE/disapprove 1950-03-02", "ARG:LEG > GBR:GOV ACCUSE/disapprove 1950-03-02", 2),
        ("ARG:GOV > GBR:GOV ACCUSE/disapprove 1950-03-02", "- > GBR:GOV ACCUSE/disapprove 1950-03-02", 1),
        ("ARG:GOV > - ACCUSE/disapprove 1950-03-02", "- > GBR:GOV ACCUSE/disapprove 1950-03-02", 2),
        ("ARG:COP > ARG:CVL ASSAULT/beat 1950-03-02", "ARG:GOV > ARG:OPP ASSAULT/beat 1950-03-02", 1),
        ("ARG:GOV+GBR:GOV > - CONSULT 1950-03-02", "GBR:GOV+ARG:GOV > - CONSULT 1950-03", 1),
        ("ARG:GOV > GBR:GOV CONSULT/visit 1950-03-02", "GBR:GOV+ARG:GOV > - CONSULT 1950-03-02", 1),
        ("ARG:GOV+GBR:GOV > - CONSULT 1950-03-02", "ARG:GOV+FRA:GOV > - CONSULT 1950-03-02", 2),
        (
            ":GOV:John_Doe > ARG:GOV RETREAT/withdraw 1950-03-05",
            "GBR:GOV:John_Doe > ARG:GOV RETREAT/withdraw 1950-03-05",
            1,
        ),
        (
            ":GOV:John_Doe > ARG:GOV RETREAT/withdraw 1950-03-05",
            "GBR:GOV:Ann_Roe > ARG:GOV RETREAT/withdraw 1950-03-05",
            2,
        ),
        ("ARG:GOV+ARG:OPP > - CONSULT 1950-03-02", "ARG:GOV+GBR:GOV > - CONSULT 1950-03-02", 2),
        (":GOV > GBR:GOV SANCTION/discontinue 1950-03", "FRA:GOV > GBR:GOV SANCTION/discontinue 1950-03", 2),
    ] {
        assert_eq!(events(&[a, b]).len(), expected, "{a} | {b}");
    }
}

#[test]
fn a_demand_is_kept_with_the_act_that_it_led_to() {
    let act = "GBR:GOV:John_Doe > ARG:GOV RETREAT/withdraw 1950-03-05";
    let event = only(&[act, "GBR:GOV:John_Doe > ARG:GOV RETREAT/withdraw ../1950-03-06 demanded"]);
    assert_eq!(event.merged.status.as_str(), "happened");
    assert_eq!(event.merged.date.unwrap().to_string(), "1950-03-05");
    assert_eq!(events(&[act, "GBR:GOV:John_Doe > ARG:GOV RETREAT/withdraw 1951-01-02/1951-01-09 demanded"]).len(), 2);
}

#[test]
fn what_is_only_considered_is_never_what_happened() {
    let happened = "RUS:MIL > POL:GOV MOBILIZE/troops 1956-10-19";
    assert_eq!(events(&[happened, "RUS:MIL > POL:GOV MOBILIZE/troops 1956-10-19 hypothetical"]).len(), 2);
}

#[test]
fn the_most_precise_date_and_the_most_specific_actors_win() {
    let event = only(&[
        "ARG:GOV > GBR:GOV SANCTION/expel 1950-03",
        "ARG:GOV > GBR:GOV:John_Doe SANCTION/expel ../1950-03-20",
        "ARG > GBR SANCTION/expel 1950-03-10/1950-03-31",
    ]);
    assert_eq!(event.merged.date.unwrap().to_string(), "1950-03-10/1950-03-20");
    assert_eq!(event.merged.recipient[0].name.as_deref(), Some("John Doe"));
    assert_eq!(event.merged.actor[0].sector.unwrap().as_str(), "GOV");
    assert!(event.conflicts.is_empty());
}

#[test]
fn what_lasts_covers_all_that_is_told_of_it() {
    let event = only(&[
        "PER:GOV+CHL:GOV > BOL:GOV REJECT/recognise 1952-04/1953-01-10",
        "PER:GOV > BOL:GOV REJECT/recognise ../1954-06-01 ongoing",
        "CHL:GOV > BOL:GOV REJECT/recognise 1952-04/1953-11",
    ]);
    assert_eq!(event.merged.date.unwrap().to_string(), "1952-04/1954-06-01");
    assert_eq!(event.merged.actor.len(), 2);
}

#[test]
fn contradictions_are_listed_with_who_says_what() {
    let event = only(&[
        "ARG:GOV > GBR:GOV:John_Doe SANCTION/expel 1950-03-02",
        "ARG:GOV > GBR:GOV:John_Doe SANCTION/expel 1950-03-04",
        "ARG:GOV > GBR:GOV:John_Doe SANCTION/expel 1950-03 denied",
    ]);
    let shown: Vec<String> = event
        .conflicts
        .iter()
        .flat_map(|c| c.values.iter().map(move |v| format!("{} {} {}", c.field, v.value, v.mentions[0].doc)))
        .collect();
    assert_eq!(
        shown,
        ["date 1950-03-02 0.txt", "date 1950-03-04 1.txt", "status denied 2.txt", "status happened 0.txt"]
    );
}

fn facts(doc: &str, outlet: Option<&str>, wire: Option<&str>) -> DocumentFacts {
    DocumentFacts { doc: doc.into(), published: None, outlet: outlet.map(Arc::from), wire: wire.map(Arc::from) }
}

fn source(country: Option<&str>, sector: &str, name: Option<&str>, text: &str) -> Actor {
    Actor {
        text: text.into(),
        span: None,
        country: country.map(|c| c.parse().unwrap()),
        sector: Some(sector.parse().unwrap()),
        name: name.map(Arc::from),
    }
}

#[test]
fn repetition_is_no_new_origin() {
    let act = "ARG:GOV > GBR:GOV:John_Doe SANCTION/expel 1950-03-02";
    let mut told = mentions(&[
        &format!("a: {act}"),
        &format!("a: {act}"),
        &format!("b: {act}"),
        &format!("c: {act}"),
        &format!("d2: {act}"),
        &format!("e: {act}"),
    ]);
    let agency = || source(None, "MED", Some("Reuters"), "Reuters");
    // a: the agency, which has it from the embassy; b: the ministry of the same state; c and d2: reprints of an agency;
    // e: a paper of its own.
    told[1].attribution = vec![agency(), source(Some("GBR"), "GOV", None, "an embassy spokesman")];
    told[2].attribution = vec![source(Some("GBR"), "GOV", Some("Foreign Office"), "the Foreign Office")];
    let documents = [
        facts("a", Some("The Herald"), Some("Reuters")),
        facts("b", None, None),
        facts("c", Some("El Mundo"), Some("UPI")),
        facts("d2", Some("La Prensa"), Some("UPI")),
        facts("e", Some("The Standard"), None),
    ];
    let events = merge(&told, &documents, packs());
    assert_eq!(events.len(), 1);
    let origins: Vec<&str> = events[0].origins.iter().map(|o| &**o).collect();
    assert_eq!(origins, ["The Standard", "UPI", "an embassy spokesman"]);
}

#[test]
fn whoever_demands_is_no_witness() {
    let mut told = mentions(&["a: GBR:GOV:John_Doe > ARG:GOV RETREAT/withdraw 1950-03-05 demanded"]);
    told[0].attribution = vec![source(Some("ARG"), "GOV", None, "Buenos Aires")];
    let events = merge(&told, &[facts("a", Some("The Herald"), None)], packs());
    assert_eq!(events[0].origins[0].as_ref(), "The Herald");
}

#[test]
fn ids_stay_when_a_later_report_arrives() {
    let act = "ARG:GOV > GBR:GOV:John_Doe SANCTION/expel 1950-03-02";
    let told = mentions(&[&format!("a: {act}"), &format!("b: {act}")]);
    let dated =
        |doc: &str, day: &str| DocumentFacts { published: Some(day.parse().unwrap()), ..facts(doc, None, None) };
    let documents = [dated("a", "1950-03-03"), dated("b", "1950-03-04")];
    assert_eq!(merge(&told[..1], &documents, packs())[0].id, merge(&told, &documents, packs())[0].id);
}

/// Mentions over few countries, days and kinds, so that many are one event.
fn arbitrary_mention() -> impl Strategy<Value = String> {
    let country =
        prop_oneof![Just("ARG:GOV"), Just("GBR:GOV"), Just("FRA:GOV:Jean_Un"), Just("FRA:GOV:Anne_Deux"), Just("BOL")];
    let kind = prop_oneof![
        Just("SANCTION/expel"),
        Just("RETREAT/withdraw"),
        Just("REJECT/recognise"),
        Just("CONSULT"),
        Just("CONSULT/visit"),
        Just("PROTEST/demo"),
        Just("ACCUSE")
    ];
    let date = prop_oneof![
        (1..29u8).prop_map(|d| format!("1950-03-{d:02}")),
        Just("1950-03".to_owned()),
        Just("1950-01/1950-12".to_owned()),
        Just("../1950-03-15".to_owned()),
        Just("1950-03-20/..".to_owned()),
        Just("_".to_owned()),
    ];
    let status = prop_oneof![5 => Just("happened"), 1 => Just("ongoing"), 1 => Just("demanded"), 1 => Just("denied"), 1 => Just("hypothetical")];
    let doc = prop_oneof![Just("a"), Just("b"), Just("c")];
    let side =
        prop::collection::vec(country, 0..3).prop_map(|s| if s.is_empty() { "-".to_owned() } else { s.join("+") });
    (doc, side.clone(), side, kind, date, status)
        .prop_map(|(doc, a, b, k, date, s)| format!("{doc}: {a} > {b} {k} {date} {s}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arrival_order_and_repetition_change_nothing(
        (told, shuffled) in prop::collection::vec(arbitrary_mention(), 1..40).prop_flat_map(|sketches| {
            let told: Vec<Mention> = sketches.iter().enumerate().map(|(n, s)| sketch::mention(n as u32, s)).collect();
            (Just(told.clone()), Just(told).prop_shuffle())
        }),
        repeated in any::<prop::sample::Index>(),
    ) {
        let documents = ["a", "b", "c"].map(|d| facts(d, Some(d), None));
        let events = merge(&told, &documents, packs());
        let mut again = shuffled.clone();
        again.push(shuffled[repeated.index(shuffled.len())].clone());
        let mut reversed = documents.to_vec();
        reversed.reverse();
        prop_assert!(merge(&again, &reversed, packs()) == events);
    }

    #[test]
    fn every_mention_is_in_one_event_which_merges_to_itself(
        sketches in prop::collection::vec(arbitrary_mention(), 1..40),
    ) {
        let told: Vec<Mention> = sketches.iter().enumerate().map(|(n, s)| sketch::mention(n as u32, s)).collect();
        let events = merge(&told, &[], packs());
        let mut all: Vec<MentionId> = events.iter().flat_map(|e| e.mentions.clone()).collect();
        all.sort();
        let mut given: Vec<MentionId> = told.iter().map(|m| m.id.clone()).collect();
        given.sort();
        prop_assert!(all == given);
        for event in &events {
            let own: Vec<Mention> = told.iter().filter(|m| event.mentions.contains(&m.id)).cloned().collect();
            let again = merge(&own, &[], packs());
            prop_assert_eq!(again.len(), 1);
            prop_assert!(again[0].mentions == event.mentions && again[0].merged == event.merged);
        }
    }
}
