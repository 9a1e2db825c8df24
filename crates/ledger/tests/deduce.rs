//! Relations, offices and as-of answers: the rules' own cases, the seed documents as a careful analyst reads them.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]
#![expect(clippy::print_stdout, reason = "a skipped test says so, a scored one shows its figures")]

#[path = "../../merge/tests/sketch/mod.rs"]
mod sketch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use legation_ledger::deduce::{self, Holding, Known};
use legation_model::{
    Actor, Derivation, Edtf, Event, Evidence, Measure, Mention, MentionId, NumberRelation, OfficeStatement, Relation,
    Span,
};
use legation_packs::Packs;
use serde_json::Value;

fn packs() -> &'static Packs {
    static PACKS: std::sync::OnceLock<Packs> = std::sync::OnceLock::new();
    PACKS.get_or_init(|| Packs::embedded().unwrap())
}

fn event(n: usize, mentions: &[Mention]) -> Event {
    Event {
        id: format!("ev-{n}").into(),
        merged: mentions[0].clone(),
        mentions: mentions.iter().map(|m| m.id.clone()).collect(),
        documents: vec![],
        origins: vec![],
        conflicts: vec![],
    }
}

fn evidence(doc: &str, n: usize, quote: &str) -> Evidence {
    let span = Span::new(n * 1000, n * 1000 + 1);
    Evidence { doc: doc.into(), clean: span, base: span, quote: quote.into(), derivation: Derivation::default() }
}

fn shown(r: &Relation) -> String {
    let date = |d: Option<Edtf>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
    let person = match (&r.person, r.kind.as_str()) {
        (Some(p), _) => format!("{p} "),
        (None, "representation") => "- ".to_owned(),
        _ => String::new(),
    };
    format!("{} > {} {person}{} {} {}", r.from, r.about, r.value, date(r.valid_from), date(r.valid_to))
}

#[test]
fn the_rules_pass_their_own_cases() {
    let rules = &packs().relations;
    assert!(rules.cases.len() > 15);
    for (value, case) in &rules.cases {
        let mut mentions: Vec<Mention> =
            case.told.iter().enumerate().map(|(n, s)| sketch::mention(n as u32, s)).collect();
        for m in &mut mentions {
            m.evidence.quote = case.words.as_str().into();
        }
        let envoy = |(n, text): (usize, &String)| {
            let words: Vec<&str> = text.split(' ').collect();
            let [person @ .., of, to, as_of] = words.as_slice() else { panic!("{text}") };
            OfficeStatement {
                person: person.join(" ").into(),
                office: "ambassador".into(),
                of: Some(of.parse().unwrap()),
                to: Some(to.parse().unwrap()),
                as_of: Some(as_of.parse().unwrap()),
                since: None,
                until: None,
                former: false,
                sector: None,
                evidence: evidence("envoys.txt", n, text),
            }
        };
        let known = Known {
            events: mentions.iter().enumerate().map(|(n, m)| event(n, std::slice::from_ref(m))).collect(),
            offices: case.envoys.iter().enumerate().map(envoy).collect(),
            mentions,
            ..Known::default()
        };
        let mut stands: Vec<String> = deduce::deduce(&known, rules).0.iter().map(shown).collect();
        let mut expected = case.stands.clone();
        stands.sort();
        expected.sort();
        assert_eq!(stands, expected, "effect {value}: {:?}", case.told);
    }
}

fn statement(person: &str, office: &str, as_of: &str, n: usize) -> OfficeStatement {
    OfficeStatement {
        person: person.into(),
        office: office.into(),
        of: Some("RUR".parse().unwrap()),
        to: None,
        as_of: Some(as_of.parse().unwrap()),
        since: None,
        until: None,
        former: false,
        sector: None,
        evidence: evidence(&format!("{as_of}.txt"), n, person),
    }
}

fn holders(known: &Known, day: &str) -> Vec<(String, Holding)> {
    let standing = deduce::as_of(known, day.parse().unwrap(), &[], &packs().relations);
    standing.offices.into_iter().map(|h| (h.fact.person.to_string(), h.holding)).collect()
}

#[test]
fn a_successor_ends_the_time_before() {
    let mut known = Known {
        offices: vec![
            statement("Anna", "president", "1950-02-01", 0),
            statement("Anna", "president", "1950-06-01", 1),
            statement("Boris", "president", "1952-01-01", 2),
        ],
        ..Known::default()
    };
    for s in &known.offices {
        known.published.insert(Arc::clone(&s.evidence.doc), s.as_of.unwrap());
    }
    assert_eq!(holders(&known, "1950-01-01"), []);
    assert_eq!(holders(&known, "1950-04-01"), [("Anna".to_owned(), Holding::Stated)]);
    assert_eq!(holders(&known, "1951-04-01"), [("Anna".to_owned(), Holding::Possible)]);
    assert_eq!(
        holders(&known, "1952-01-01"),
        [("Anna".to_owned(), Holding::Possible), ("Boris".to_owned(), Holding::Stated)]
    );
    assert_eq!(holders(&known, "1953-04-01"), [("Boris".to_owned(), Holding::LastKnown)]);
    // What was known in 1951: nobody had heard of Boris.
    let then = known.clone().by("1951-01-01".parse().unwrap());
    assert_eq!(holders(&then, "1953-04-01"), [("Anna".to_owned(), Holding::LastKnown)]);
}

#[test]
fn a_former_holder_held_it_before() {
    let mut late = statement("Anna", "president", "1953-01-01", 1);
    late.former = true;
    let known = Known { offices: vec![statement("Anna", "president", "1950-02-01", 0), late], ..Known::default() };
    let (_, offices) = deduce::deduce(&known, &packs().relations);
    assert_eq!(offices.len(), 1);
    assert_eq!(offices[0].valid_to.unwrap().to_string(), "1950-02-01/1953-01-01");
    assert!(!offices[0].former);
    assert_eq!(holders(&known, "1953-01-02"), []);
}

#[test]
fn statements_that_leave_the_post_unsaid_mean_the_only_one() {
    let mut posted = statement("Anna", "ambassador", "1950-02-01", 0);
    posted.to = Some("BOR".parse().unwrap());
    let bare = statement("Anna", "ambassador", "1950-03-01", 1);
    let mut stateless = statement("Anna", "ambassador", "1950-04-01", 2);
    stateless.of = None;
    let known = Known { offices: vec![posted, bare, stateless], ..Known::default() };
    let (_, offices) = deduce::deduce(&known, &packs().relations);
    assert_eq!(offices.len(), 1);
    assert_eq!(offices[0].to.unwrap().as_str(), "BOR");
    assert_eq!(offices[0].last_attested.unwrap().to_string(), "1950-04-01");
}

fn seeds() -> Option<PathBuf> {
    let shared = match std::env::var_os("LEGATION_SHARED") {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let seeds = shared.join("gold/seeds/gold");
    if seeds.is_dir() {
        return Some(seeds);
    }
    println!("skipped: ../shared is absent");
    None
}

/// The seeds as an analyst reads them: gold mentions, in the analyst's own clusters, and office statements.
fn gold() -> Option<(Known, Vec<Value>)> {
    let dir = seeds()?;
    let mut known = Known::default();
    let mut clusters: BTreeMap<String, Vec<Mention>> = BTreeMap::new();
    let mut relations = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(&dir).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let text = |v: &Value| v.as_str().map(Arc::<str>::from);
    let date = |v: &Value| v.as_str().map(|d| d.parse::<Edtf>().unwrap());
    for file in files {
        let value: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let Some(doc) = text(&value["doc"]) else { continue };
        known.published.insert(Arc::clone(&doc), date(&value["published"]["date"]).unwrap());
        for (n, e) in value["events"].as_array().unwrap().iter().enumerate() {
            let actors = |v: &Value| -> Vec<Actor> {
                let actor = |a: &Value| Actor {
                    text: text(&a["text"]).unwrap(),
                    span: None,
                    country: a["country"].as_str().map(|c| c.parse().unwrap()),
                    sector: a["sector"].as_str().map(|c| c.parse().unwrap()),
                    name: text(&a["name"]),
                };
                v.as_array().unwrap().iter().map(actor).collect()
            };
            let mut m = sketch::mention(n as u32, &format!("{doc}: - > - CONSULT"));
            m.id = MentionId { doc: Arc::clone(&doc), n: n as u32 };
            m.evidence = evidence(&doc, n, e["quote"].as_str().unwrap());
            (m.actor, m.recipient) = (actors(&e["actor"]), actors(&e["recipient"]));
            m.event = text(&e["event"]).unwrap();
            m.mode = text(&e["mode"]);
            m.date = date(&e["date"]);
            m.place = e["place"].as_str().map(|c| c.parse().unwrap());
            m.status = legation_model::Status::from_name(e["status"].as_str().unwrap()).unwrap();
            let label = e["same_as"].as_str().map_or_else(|| format!("{doc} {n}"), str::to_owned);
            clusters.entry(label).or_default().push(m);
        }
        for (n, o) in value["offices"].as_array().unwrap().iter().enumerate() {
            known.offices.push(OfficeStatement {
                person: text(&o["person"]).unwrap(),
                office: text(&o["office"]).unwrap(),
                of: o["of"].as_str().map(|c| c.parse().unwrap()),
                to: o["to"].as_str().map(|c| c.parse().unwrap()),
                as_of: date(&o["as_of"]),
                since: date(&o["since"]),
                until: date(&o["until"]),
                former: o["former"].as_bool().unwrap(),
                sector: None,
                evidence: evidence(&doc, n, o["quote"].as_str().unwrap()),
            });
        }
        for (n, m) in value["measures"].as_array().unwrap().iter().enumerate() {
            known.measures.push(Measure {
                what: text(&m["what"]).unwrap(),
                of: m["of"].as_str().map(|c| c.parse().unwrap()),
                value: m["value"].as_i64().unwrap(),
                relation: NumberRelation::from_name(m["relation"].as_str().unwrap()).unwrap(),
                as_of: date(&m["as_of"]),
                evidence: evidence(&doc, n, m["quote"].as_str().unwrap()),
            });
        }
        relations.extend(value["relations"].as_array().unwrap().iter().cloned());
    }
    known.events = clusters.values().enumerate().map(|(n, mentions)| event(n, mentions)).collect();
    known.mentions = clusters.into_values().flatten().collect();
    Some((known, relations))
}

#[test]
fn relations_of_the_seeds_are_those_of_the_analyst() {
    let Some((known, gold)) = gold() else { return };
    let key = |kind: &str, from: &str, about: &str, person: Option<&str>, value: &str| {
        format!("{kind} | {from} > {about} | {} {value}", person.unwrap_or(""))
    };
    let text = |r: &Value, field: &str| r[field].as_str().unwrap_or("").to_owned();
    // Alliances and memberships are no events: documents state them outright, which is a matter of coding.
    let deduced = ["recognition", "representation", "sanctions", "ties", "observers"];
    let wanted: BTreeSet<String> = gold
        .iter()
        .filter(|r| deduced.contains(&&*text(r, "relation")))
        .map(|r| {
            key(&text(r, "relation"), &text(r, "from"), &text(r, "about"), r["person"].as_str(), &text(r, "value"))
        })
        .collect();
    let (relations, _) = deduce::deduce(&known, &packs().relations);
    let found: BTreeSet<String> =
        relations.iter().map(|r| key(r.kind.as_str(), &r.from, &r.about, r.person.as_deref(), &r.value)).collect();
    for r in &relations {
        println!(
            "{} {}",
            if wanted.contains(&key(r.kind.as_str(), &r.from, &r.about, r.person.as_deref(), &r.value)) {
                "right"
            } else {
                "extra"
            },
            shown(r)
        );
    }
    for missed in wanted.difference(&found) {
        println!("missed {missed}");
    }
    let right = wanted.intersection(&found).count();
    let f1 = 2.0 * right as f64 / (wanted.len() + found.len()) as f64;
    println!("relations: {right} right of {} wanted, {} found, F1 {f1:.3}", wanted.len(), found.len());
    assert!(f1 >= 0.7, "F1 {f1:.3}");
}
