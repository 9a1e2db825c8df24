//! Who somebody is, across documents and by users' own tables.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod common;

use std::fs;
use std::path::Path;

use common::legation;
use serde_json::Value;

/// Whether a model of English is here; if not, says that a test was skipped.
fn has_model(folder: &Path) -> bool {
    let ran = legation(folder, &["models", "list", "--format", "json"], &[]);
    let rows: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = rows.as_array().unwrap().iter().any(|r| r["present"] != "no" && r["lang"] == "en");
    if !found {
        println!("skipped: the models are not here; run `cargo run --release -- models pull`");
    }
    found
}

fn export(folder: &Path, ledger: &str, what: &str) -> String {
    let ran = legation(folder, &["export", "--what", what, "--ledger", ledger], &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

/// Country, sector and name of all parties of a document's mentions.
fn parties(mentions: &str, doc: &str) -> Vec<String> {
    let lines = mentions.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let side = |m: &Value, side: &str| m[side].as_array().unwrap().clone();
    lines
        .filter(|m| m["doc"] == doc)
        .flat_map(|m| [side(&m, "actor"), side(&m, "recipient")].concat())
        .map(|a| [&a["country"], &a["sector"], &a["name"]].map(text).join(" "))
        .collect()
}

#[test]
fn what_one_document_says_of_a_person_serves_the_others_in_any_order() {
    let dir = tempfile::tempdir().unwrap();
    if !has_model(dir.path()) {
        return;
    }
    let titled = "Peru protests\n\nLIMA, May 3, 2014 - Peruvian Foreign Minister Ana Torres summoned the Chilean \
                  ambassador on Friday.\n";
    let bare = "Border talks\n\nPublished: May 5, 2014\n\nOn Monday, Mrs Torres criticised Chile. Peru will withdraw its \
                ambassador from Chile, Mrs Torres said.\n";
    fs::write(dir.path().join("1.txt"), titled).unwrap();
    fs::write(dir.path().join("2.txt"), bare).unwrap();
    for (ledger, order) in [("one.ledger", ["1.txt", "2.txt"]), ("other.ledger", ["2.txt", "1.txt"])] {
        for file in order {
            let ran = legation(dir.path(), &["read", file, "--ledger", ledger], &[]);
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        }
    }
    for what in ["mentions", "events", "relations", "offices"] {
        assert_eq!(export(dir.path(), "one.ledger", what), export(dir.path(), "other.ledger", what), "{what}");
    }
    let found = parties(&export(dir.path(), "one.ledger", "mentions"), "2.txt");
    assert!(found.contains(&"PER GOV Ana Torres".to_owned()), "{found:?}");
}

#[test]
fn users_add_actors_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    if !has_model(dir.path()) {
        return;
    }
    let story = "Clashes\n\nPublished: May 3, 2014\n\nThe Condor Front attacked Chile on Friday.\n";
    fs::write(dir.path().join("1.txt"), story).unwrap();
    fs::write(dir.path().join("mine.tsv"), "name\tcountry\tsector\tnames\nCondor Front\tPER\tREB\tCondor Front\n")
        .unwrap();
    let with = ["read", "1.txt", "--actors", "mine.tsv", "--format", "json"];
    for (args, count) in [(&["read", "1.txt", "--format", "json"][..], 1), (&with, 1), (&with, 0)] {
        let ran = legation(dir.path(), args, &[]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(report["read"], count, "{args:?}: another table is another coder");
    }
    let found = parties(&export(dir.path(), "legation.ledger", "mentions"), "1.txt");
    assert!(found.contains(&"PER REB Condor Front".to_owned()), "{found:?}");
}

#[test]
fn a_slip_in_a_table_is_named_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("1.txt"), "Peru voted.\n").unwrap();
    for (table, message) in [
        ("name\tcountry\tsector\nCondor Front\tPeru\tREB\n", "mine.tsv:2: column `country`"),
        ("# mine\nname\tcountry\tsector\nCondor Front\tPER\n", "mine.tsv:3: column `sector` is empty"),
        ("name,country,sector\n", "mine.tsv:1: `name,country,sector` is no column"),
        ("name\toffice\tsince\tsector\nA B\tpresident\tMay\tGOV\n", "mine.tsv:2: column `since`"),
    ] {
        fs::write(dir.path().join("mine.tsv"), table).unwrap();
        let ran = legation(dir.path(), &["read", "1.txt", "--actors", "mine.tsv"], &[]);
        assert_eq!(ran.code, 2, "{table}");
        assert!(ran.stderr.contains(message), "{table}: {}", ran.stderr);
    }
    let ran = legation(dir.path(), &["read", "1.txt", "--actors", "none.tsv"], &[]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot read none.tsv"), "{}", ran.stderr);
}
