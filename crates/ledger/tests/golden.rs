//! Ledgers of every version so far open for ever and hold what they held.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]

mod sample;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use legation_ledger::{Correction, Ledger};
use legation_model::{Conflict, ConflictValue, Event, Mention, Office, Problem, Relation, RelationKind, Span};

fn event() -> Event {
    let records = [sample::record("a/1.txt", "coder 1"), sample::record("b.zip!2.txt", "coder 1")];
    let mut event = sample::event(&[&records[0], &records[1]]);
    let value =
        |value: &str, n: usize| ConflictValue { value: value.to_owned(), mentions: vec![event.mentions[n].clone()] };
    event.conflicts = vec![Conflict { field: "date", values: vec![value("1937-05-07", 0), value("1937-05-09", 2)] }];
    event
}

/// A mention whose recipient another document names.
fn completed() -> Mention {
    let mut mention = sample::record("a/1.txt", "coder 1").mentions.remove(0);
    mention.recipient[0].name = Some(Arc::from("Colonel Ottokar Zapp"));
    mention
}

fn relation() -> Relation {
    Relation {
        kind: RelationKind::Representation,
        from: Arc::from("BOR"),
        about: Arc::from("RUR"),
        value: Arc::from("expelled"),
        person: Some(Arc::from("Colonel Zapp")),
        valid_from: Some("1937-05-07".parse().unwrap()),
        valid_to: None,
        last_attested: Some("1937-05-07".parse().unwrap()),
        known_from: Some("1937-05-07".parse().unwrap()),
        known_to: None,
        evidence: vec![sample::record("a/1.txt", "coder 1").mentions[0].evidence.clone()],
    }
}

fn office() -> Office {
    let record = sample::record("a/1.txt", "coder 1");
    Office {
        person: Arc::from("Colonel Zapp"),
        office: Arc::from("ambassador"),
        of: Some("BOR".parse().unwrap()),
        to: Some("RUR".parse().unwrap()),
        valid_from: None,
        valid_to: Some("1937-05-07/1937-05-10".parse().unwrap()),
        last_attested: Some("1937-05-07".parse().unwrap()),
        known_from: Some("1937-05-07".parse().unwrap()),
        known_to: Some("1937-05-07".parse().unwrap()),
        former: false,
        evidence: vec![record.offices[0].evidence.clone()],
    }
}

fn correction() -> Correction {
    Correction {
        made: "2020-01-01T00:00:00Z".to_owned(),
        author: Some("A. Reader".to_owned()),
        doc: Arc::from("a/1.txt"),
        at: Some(Span::new(18, 40)),
        quote: Some("Ruritania expels envoy".to_owned()),
        field: "date".to_owned(),
        was: Some("\"1937-05-07/1937-05-10\"".to_owned()),
        becomes: Some("\"1937-05-06\"".to_owned()),
        why: Some("the gazette of that day".to_owned()),
    }
}

/// Writes the ledger of the present version. Only ever where there is none: what is once released stays as it is.
fn write(path: &Path) {
    let mut ledger = Ledger::open(path).unwrap();
    ledger.put(&[sample::record("a/1.txt", "coder 1"), sample::record("b.zip!2.txt", "coder 1")]).unwrap();
    ledger.fail("c.bin", &[Problem::error("not-text", "it is no text")]).unwrap();
    ledger.correct(&correction()).unwrap();
    ledger.replace_events(&[completed()], &[event()], &[relation()], &[office()]).unwrap();
    drop(ledger);
    // One file, without the log beside it.
    rusqlite::Connection::open(path).unwrap().execute_batch("PRAGMA journal_mode = DELETE; VACUUM").unwrap();
}

/// The ledger of a version as it was when that version was released.
fn golden(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/ledger_v{version}/golden.ledger"))
}

#[test]
fn version_1_opens_for_ever() {
    holds(&golden(1), &sample::record("a/1.txt", "coder 1").mentions);
}

#[test]
fn version_2_opens_for_ever() {
    let golden = golden(2);
    if std::env::var_os("LEGATION_WRITE_GOLDEN").is_some() && !golden.exists() {
        write(&golden);
    }
    let mut mentions = sample::record("a/1.txt", "coder 1").mentions;
    mentions[0] = completed();
    holds(&golden, &mentions);
}

/// Whether a ledger holds what [`write`] put into it; `first` are the mentions of its first document.
fn holds(golden: &Path, first: &[Mention]) {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy.ledger");
    std::fs::copy(golden, &copy).unwrap();
    let mut ledger = Ledger::open_existing(&copy).unwrap();

    let records = [sample::record("a/1.txt", "coder 1"), sample::record("b.zip!2.txt", "coder 1")];
    let documents = ledger.documents().unwrap();
    assert_eq!(documents.len(), 3);
    for (document, record) in documents.iter().zip(&records) {
        assert!(document.article.as_ref() == Some(&record.article), "{}", document.doc);
        assert!(document.times == record.times, "{}", document.doc);
    }
    assert!(ledger.mentions_of("a/1.txt").unwrap() == first);
    assert!(ledger.mentions_of("b.zip!2.txt").unwrap() == records[1].mentions);
    let told = records.iter().flat_map(|r| r.mentions.clone()).collect::<Vec<_>>();
    assert!(ledger.told_mentions().unwrap() == told);
    assert!(ledger.office_statements().unwrap() == records.iter().flat_map(|r| r.offices.clone()).collect::<Vec<_>>());
    assert!(ledger.measures().unwrap() == records.iter().flat_map(|r| r.measures.clone()).collect::<Vec<_>>());
    assert_eq!(documents[2].problems[0].code, "not-text");
    assert!(ledger.events().unwrap() == [event()]);
    assert!(ledger.relations().unwrap() == [relation()]);
    assert!(ledger.offices().unwrap() == [office()]);
    assert_eq!(ledger.corrections().unwrap(), [correction()]);
    assert_eq!(ledger.search("borduran", 10).unwrap().len(), 2);

    // It can be written to as well.
    ledger.put(&[sample::record("d.txt", "coder 2")]).unwrap();
    assert_eq!(ledger.headers().unwrap().len(), 3);
}
