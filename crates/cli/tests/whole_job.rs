//! The whole job with trained models: the examples, determinism, and the scores of the gold documents.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test may panic, and says what it skips"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::legation;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// Whether the models of English and French are here; if not, says that a test was skipped.
fn has_models(folder: &Path) -> bool {
    let ran = legation(folder, &["models", "list", "--format", "json"], &[]);
    let rows: Value = serde_json::from_str(&ran.stdout).unwrap();
    let langs: std::collections::BTreeSet<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["present"] != "no" && r["use"] == "pipeline")
        .filter_map(|r| r["lang"].as_str())
        .collect();
    if langs.len() < 2 {
        println!("skipped: the models are not here; run `cargo run --release -- models pull`");
    }
    langs.len() >= 2
}

fn shared() -> Option<PathBuf> {
    let dir = std::env::var_os("LEGATION_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if dir.join("gold/seeds/gold").is_dir() {
        return dir.canonicalize().ok();
    }
    println!("skipped: ../shared is absent");
    None
}

fn export(folder: &Path, ledger: &str, what: &str) -> String {
    let ran = legation(folder, &["export", "--what", what, "--ledger", ledger], &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

#[test]
fn the_examples_give_the_same_whatever_the_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    if !has_models(dir.path()) {
        return;
    }
    let examples = root().join("examples");
    let examples = examples.to_str().unwrap();
    for (ledger, jobs) in [("one.ledger", "1"), ("four.ledger", "4")] {
        let ran = legation(dir.path(), &["read", examples, "--ledger", ledger, "--jobs", jobs], &[]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
    for what in ["documents", "mentions", "events", "relations", "offices", "measures"] {
        assert_eq!(export(dir.path(), "one.ledger", what), export(dir.path(), "four.ledger", what), "{what}");
    }
    let events = export(dir.path(), "one.ledger", "events");
    assert!(events.lines().count() > 20, "{} events", events.lines().count());
    let again = legation(dir.path(), &["read", examples, "--ledger", "one.ledger", "--format", "json"], &[]);
    let report: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(report["read"], 0, "{report}");
}

/// Politics between much that is none, and a paragraph that comes again in other documents.
fn mixed_pile(folder: &Path) {
    let notice =
        "The envoy of Norway to Denmark, Kari Lunde, was recalled on Monday. She left Copenhagen the same day.";
    let kitchen = "Peel the carrots, boil the water and wait until they are soft.";
    for n in 0..6 {
        let mut blocks = vec![format!("Report number {n}"), "Sweden condemned the decision of Norway.".to_owned()];
        blocks.extend(vec![kitchen.to_owned(); 2 * n]);
        blocks.push("Anders Holm, who cooks, was happy. He praised them.".to_owned());
        blocks.extend(vec![kitchen.to_owned(); 6]);
        blocks.push(notice.to_owned());
        blocks.push("He praised Finland, and Holm thanked her.".to_owned());
        blocks.extend(vec![kitchen.to_owned(); 7]);
        fs::write(folder.join(format!("{n}.txt")), blocks.join("\n\n")).unwrap();
    }
}

#[test]
fn what_is_not_parsed_or_not_parsed_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    if !has_models(dir.path()) {
        return;
    }
    let pile = dir.path().join("pile");
    fs::create_dir(&pile).unwrap();
    mixed_pile(&pile);
    let examples = root().join("examples");
    let mut paths = vec![pile.to_str().unwrap().to_owned(), examples.to_str().unwrap().to_owned()];
    if let Some(shared) = shared() {
        // Real articles of several outlets, as far as a test should take.
        let articles = fs::read_to_string(shared.join("bench/quotes/polnear_dev_en.jsonl")).unwrap();
        let some: Vec<&str> = articles.lines().take(25).collect();
        let file = dir.path().join("articles.jsonl");
        fs::write(&file, some.join("\n")).unwrap();
        paths.push(file.to_str().unwrap().to_owned());
        paths.push(shared.join("gold/seeds/docs").to_str().unwrap().to_owned());
    }
    let mut args = vec!["eval", "speed", "--format", "json"];
    args.extend(paths.iter().map(String::as_str));
    let ran = legation(dir.path(), &args, &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(report["documents"].as_u64().unwrap() >= 17, "{report}");
    assert_eq!(report["differing"], serde_json::json!([]));
    let left_out = report["tokens_not_parsed"].as_u64().unwrap();
    assert!(left_out > 800, "the shortcuts leave out {left_out} tokens only: the test shows nothing");
}

#[test]
fn quotes_stand_where_the_offsets_say() {
    let dir = tempfile::tempdir().unwrap();
    if !has_models(dir.path()) {
        return;
    }
    let examples = root().join("examples");
    legation(dir.path(), &["read", examples.to_str().unwrap()], &[]);
    let documents = export(dir.path(), "legation.ledger", "documents");
    let texts: std::collections::BTreeMap<String, String> = documents
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
        .map(|d| (d["doc"].as_str().unwrap().to_owned(), d["text"].as_str().unwrap().to_owned()))
        .collect();
    for line in export(dir.path(), "legation.ledger", "mentions").lines() {
        let m: Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| m[key].as_u64().unwrap() as usize;
        let doc = m["doc"].as_str().unwrap();
        assert_eq!(&texts[doc][number("clean_start")..number("clean_end")], m["quote"].as_str().unwrap());
        let bytes = fs::read(doc).unwrap();
        let hull = std::str::from_utf8(&bytes[number("start")..number("end")]).unwrap();
        let first = m["quote"].as_str().unwrap().split_whitespace().next().unwrap();
        // HTML has entities where the clean text has characters.
        assert!(hull.starts_with(first) || hull.contains('&'), "{doc}: {first} / {hull}");
        assert!(number("trigger_start") >= number("start") && number("trigger_end") <= number("end"), "{m}");
    }
}

#[test]
fn the_native_scores_are_those_of_score_py() {
    let dir = tempfile::tempdir().unwrap();
    let Some(shared) = shared() else { return };
    if !has_models(dir.path()) {
        return;
    }
    let seeds = shared.join("gold/seeds");
    let native = legation(dir.path(), &["eval", seeds.to_str().unwrap(), "--format", "json"], &[]);
    assert_eq!(native.code, 0, "{}", native.stderr);
    let native: Value = serde_json::from_str(&native.stdout).unwrap();

    legation(dir.path(), &["read", seeds.join("docs").to_str().unwrap()], &[]);
    for what in ["mentions", "documents"] {
        fs::write(dir.path().join(format!("{what}.jsonl")), export(dir.path(), "legation.ledger", what)).unwrap();
    }
    let reference = Command::new("python3")
        .arg(shared.join("gold/score.py"))
        .args([seeds.join("docs"), seeds.join("gold")])
        .args([dir.path().join("mentions.jsonl"), dir.path().join("documents.jsonl")])
        .arg("--json")
        .output()
        .expect("python3 starts");
    let reference: Value = serde_json::from_slice(&reference.stdout).unwrap();
    // Ours has one more: offices and actors, which the exports do not hold.
    assert_eq!(native.as_object().unwrap().len(), reference.as_object().unwrap().len() + 1);
    assert!(native["who_is_who"]["offices_held"]["tp"].as_u64().is_some_and(|n| n > 0), "{}", native["who_is_who"]);
    for (name, value) in reference.as_object().unwrap() {
        assert_eq!(&native[name], value, "{name}");
    }
}

/// The least F1 of types and of both countries, and the least share of dates, by folder of our own documents: as measured
/// when they were last written down, less about two standard errors.
const FLOORS: [(&str, f64, f64, f64); 4] = [
    ("en-open", 0.78, 0.54, 0.56),
    ("en-held", 0.69, 0.38, 0.52),
    ("fr-open", 0.80, 0.53, 0.55),
    ("fr-held", 0.71, 0.35, 0.41),
];

#[test]
fn own_documents_are_read_as_well_as_before() {
    let dir = tempfile::tempdir().unwrap();
    if !has_models(dir.path()) {
        return;
    }
    for (folder, what, who, when) in FLOORS {
        let path = root().join("crates/eval/documents").join(folder);
        let ran = legation(dir.path(), &["eval", path.to_str().unwrap(), "--format", "json"], &[]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let figures: Value = serde_json::from_str(&ran.stdout).unwrap();
        let got = (figures["what"]["f1"].as_f64(), figures["who"]["f1"].as_f64(), figures["when"].as_f64());
        let enough = got.0 >= Some(what) && got.1 >= Some(who) && got.2 >= Some(when);
        assert!(enough, "{folder}: types, countries and dates {got:?}");
    }
}
