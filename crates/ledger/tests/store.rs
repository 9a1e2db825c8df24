//! What the ledger keeps, skips, replaces and refuses.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]

mod sample;

use std::path::Path;
use std::sync::Arc;

use legation_ledger::{Correction, Ledger, LedgerError, TimelineFilter};
use legation_model::{Problem, Span};

#[test]
fn everything_comes_back_as_it_was() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let record = sample::record("a/1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();

    let stored = ledger.document("a/1.txt").unwrap().unwrap();
    assert!(stored.article.as_ref() == Some(&record.article));
    assert!(stored.times == record.times);
    assert_eq!(stored.problems[0].hint.as_deref(), Some("none"));
    assert!(ledger.mentions().unwrap() == record.mentions);
    assert!(ledger.mentions_of("a/1.txt").unwrap() == record.mentions);
    assert!(ledger.office_statements().unwrap() == record.offices);
    assert!(ledger.measures().unwrap() == record.measures);
    assert_eq!(ledger.headers().unwrap()[0].outlet.as_deref(), Some("The Streslau Courier"));
}

#[test]
fn unchanged_documents_are_known_by_content_and_coder() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let record = sample::record("1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();
    let sha = &record.article.sha256;
    assert!(ledger.has("1.txt", sha, "coder 1").unwrap());
    assert!(!ledger.has("1.txt", sha, "coder 2").unwrap());
    assert!(!ledger.has("1.txt", "00", "coder 1").unwrap());
    assert!(!ledger.has("2.txt", sha, "coder 1").unwrap());
    assert_eq!(ledger.read_by_others("coder 1").unwrap(), 0);
    assert_eq!(ledger.read_by_others("coder 2").unwrap(), 1);
}

#[test]
fn a_new_reading_replaces_the_old_one_and_no_correction() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let mut record = sample::record("1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();
    let correction = Correction {
        made: "2020-01-01T00:00:00Z".to_owned(),
        author: None,
        doc: Arc::from("1.txt"),
        at: Some(Span::new(3, 9)),
        quote: Some("expels".to_owned()),
        field: "date".to_owned(),
        was: None,
        becomes: Some("\"1937-05-06\"".to_owned()),
        why: Some("the gazette".to_owned()),
    };
    ledger.correct(&correction).unwrap();
    record.mentions.truncate(1);
    record.coder = Arc::from("coder 2");
    ledger.put(&[record]).unwrap();
    assert_eq!(ledger.documents().unwrap().len(), 1);
    assert_eq!(ledger.mentions().unwrap().len(), 1);
    assert_eq!(ledger.search("envoy", 10).unwrap().len(), 1, "the index holds no rest of the old text");
    assert_eq!(ledger.corrections().unwrap(), std::slice::from_ref(&correction));
    ledger.remove(&["1.txt"]).unwrap();
    assert!(ledger.search("envoy", 10).unwrap().is_empty());
    assert_eq!(ledger.corrections().unwrap(), [correction]);
}

#[test]
fn a_document_that_fails_later_keeps_what_was_read() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    ledger.put(&[sample::record("1.txt", "coder 1")]).unwrap();
    ledger.fail("1.txt", &[Problem::error("unreadable", "permission denied")]).unwrap();
    ledger.fail("2.bin", &[Problem::error("not-text", "binary")]).unwrap();
    let documents = ledger.documents().unwrap();
    assert!(documents[0].article.is_some());
    assert_eq!(documents[0].problems[0].code, "unreadable");
    assert!(documents[1].article.is_none());
    assert_eq!(ledger.headers().unwrap().len(), 1);
    assert!(ledger.search("binary", 10).unwrap().is_empty());
    ledger.put(&[sample::record("2.bin", "coder 1")]).unwrap();
    assert!(ledger.document("2.bin").unwrap().unwrap().article.is_some());
}

#[test]
fn events_are_out_of_date_until_merged_again() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    assert!(ledger.is_current().unwrap());
    let record = sample::record("1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();
    assert!(!ledger.is_current().unwrap());
    let event = sample::event(&[&record]);
    ledger.replace_events(&[], std::slice::from_ref(&event), &[], &[]).unwrap();
    assert!(ledger.is_current().unwrap());
    assert!(ledger.events().unwrap() == [event.clone()]);
    assert!(ledger.event("ev-1").unwrap() == Some(event));
    assert!(ledger.event("ev-2").unwrap().is_none());
}

#[test]
fn what_other_documents_add_to_a_mention_goes_when_it_is_no_longer_said() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let record = sample::record("1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();
    let mut completed = record.mentions[0].clone();
    completed.recipient[0].name = Some("Colonel Ottokar Zapp".into());
    ledger.replace_events(std::slice::from_ref(&completed), &[], &[], &[]).unwrap();
    assert!(ledger.mentions().unwrap()[0] == completed);
    assert!(ledger.told_mentions().unwrap() == record.mentions);
    ledger.replace_events(&[], &[], &[], &[]).unwrap();
    assert!(ledger.mentions().unwrap() == record.mentions);
}

#[test]
fn a_refused_event_changes_nothing() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let record = sample::record("1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();
    ledger.replace_events(&[], &[sample::event(&[&record])], &[], &[]).unwrap();
    let stranger = sample::event(&[&sample::record("unknown.txt", "coder 1")]);
    assert!(ledger.replace_events(&[], &[stranger], &[], &[]).is_err());
    assert_eq!(ledger.events().unwrap().len(), 1);
}

#[test]
fn timelines_filter_by_country_and_day() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let record = sample::record("1.txt", "coder 1");
    ledger.put(std::slice::from_ref(&record)).unwrap();
    ledger.replace_events(&[], &[sample::event(&[&record])], &[], &[]).unwrap();
    let count = |about: &[&str], from: Option<&str>, to: Option<&str>| {
        let filter = TimelineFilter {
            about: about.iter().map(|c| c.parse().unwrap()).collect(),
            from: from.map(|d| d.parse().unwrap()),
            to: to.map(|d| d.parse().unwrap()),
        };
        ledger.timeline(&filter).unwrap().len()
    };
    assert_eq!(count(&["BOR", "RUR"], None, None), 1);
    assert_eq!(count(&["BOR", "FRA"], None, None), 0);
    assert_eq!(count(&[], Some("1937-05-10"), None), 1);
    assert_eq!(count(&[], Some("1937-05-11"), None), 0);
    assert_eq!(count(&[], None, Some("1937-05-06")), 0);
}

#[test]
fn search_ignores_case_and_accents_and_marks_the_words() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    ledger.put(&[sample::record("1.txt", "coder 1")]).unwrap();
    let hit = &ledger.search("BORDURAN \"leave by\"", 10).unwrap()[0];
    let marked: Vec<&str> = hit.marks.iter().map(|&(a, b)| hit.snippet.get(a..b).unwrap()).collect();
    assert_eq!(marked, ["Borduran", "leave by"]);
    assert!(ledger.search("borduran missing", 10).unwrap().is_empty());
    assert!(ledger.search("élections", 10).unwrap().is_empty(), "chrome is not searched");
}

fn open_error(path: &Path) -> LedgerError {
    Ledger::open(path).unwrap_err()
}

#[test]
fn what_is_no_ledger_is_named_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("notes.txt");
    std::fs::write(&text, "not a ledger, but precious\n").unwrap();
    let message = open_error(&text).to_string();
    assert!(message.contains("notes.txt is not a ledger: it is no SQLite file"), "{message}");
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "not a ledger, but precious\n");

    let other = dir.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1").unwrap();
    let before = std::fs::read(&other).unwrap();
    assert!(matches!(open_error(&other), LedgerError::NotALedger { .. }));
    assert_eq!(std::fs::read(&other).unwrap(), before);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "no journal is left beside a foreign file");

    let broken = dir.path().join("broken.db");
    std::fs::write(&broken, b"SQLite format 3\0 and then something else entirely").unwrap();
    assert!(matches!(open_error(&broken), LedgerError::NotALedger { .. }));

    assert!(matches!(open_error(dir.path()), LedgerError::NotALedger { .. }));
    assert!(open_error(&dir.path().join("no/such/folder.ledger")).to_string().contains("folder.ledger"));
}

#[test]
fn a_ledger_that_must_be_there_is_not_made() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new.ledger");
    assert!(matches!(Ledger::open_existing(&path).unwrap_err(), LedgerError::Missing { .. }));
    assert!(!path.exists());
    drop(Ledger::open(&path).unwrap());
    Ledger::open_existing(&path).unwrap();
}

#[test]
fn a_newer_ledger_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("newer.ledger");
    drop(Ledger::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let message = open_error(&path).to_string();
    assert!(message.contains("ledger version 99"), "{message}");
}

#[test]
fn two_may_open_one_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shared.ledger");
    let mut writer = Ledger::open(&path).unwrap();
    let reader = Ledger::open(&path).unwrap();
    writer.put(&[sample::record("1.txt", "coder 1")]).unwrap();
    assert_eq!(reader.mentions().unwrap().len(), 2);
}
