//! Whatever was read in whatever order, the ledger holds what the last readings gave.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]

mod sample;

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_ledger::{DocumentRecord, Ledger};
use legation_model::Problem;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    /// Documents with their version, in one batch.
    Put(Vec<(u8, u8)>),
    Fail(u8),
    Remove(u8),
    Merge,
}

fn record(doc: u8, version: u8) -> DocumentRecord {
    let mut record = sample::record(&format!("{doc}.txt"), &format!("coder {version}"));
    record.article.sha256 = Arc::from(format!("{version:064x}"));
    record.mentions.truncate(usize::from(version % 3));
    record
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec((0..4u8, 0..5u8), 1..4).prop_map(Step::Put),
        1 => (0..4u8).prop_map(Step::Fail),
        1 => (0..4u8).prop_map(Step::Remove),
        1 => Just(Step::Merge),
    ]
}

/// Everything that a user can get out of a ledger.
fn state(ledger: &Ledger) -> impl PartialEq {
    (
        ledger.documents().unwrap(),
        ledger.headers().unwrap(),
        ledger.mentions().unwrap(),
        ledger.office_statements().unwrap(),
        ledger.measures().unwrap(),
        ledger.search("envoy", 100).unwrap(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_ledger_is_what_its_last_readings_make_it(steps in prop::collection::vec(step(), 1..12)) {
        let mut ledger = Ledger::open_in_memory().unwrap();
        let mut expected: BTreeMap<u8, (Option<DocumentRecord>, bool)> = BTreeMap::new();
        for step in &steps {
            match step {
                Step::Put(batch) => {
                    let records: Vec<DocumentRecord> = batch.iter().map(|(d, v)| record(*d, *v)).collect();
                    ledger.put(&records).unwrap();
                    for ((doc, _), record) in batch.iter().zip(records) {
                        expected.insert(*doc, (Some(record), false));
                    }
                }
                Step::Fail(doc) => {
                    ledger.fail(&format!("{doc}.txt"), &[Problem::error("unreadable", "gone")]).unwrap();
                    expected.entry(*doc).or_insert((None, true)).1 = true;
                }
                Step::Remove(doc) => {
                    ledger.remove(&[&format!("{doc}.txt")]).unwrap();
                    expected.remove(doc);
                }
                Step::Merge => {
                    let records: Vec<&DocumentRecord> =
                        expected.values().filter_map(|(r, _)| r.as_ref()).filter(|r| !r.mentions.is_empty()).collect();
                    let events: Vec<_> = if records.is_empty() { vec![] } else { vec![sample::event(&records)] };
                    ledger.replace_events(&[], &events, &[], &[]).unwrap();
                    prop_assert!(ledger.is_current().unwrap() && ledger.events().unwrap() == events);
                }
            }
        }
        // The same state from nothing, last document first.
        let mut replayed = Ledger::open_in_memory().unwrap();
        for (doc, (record, failed)) in expected.iter().rev() {
            if let Some(record) = record {
                replayed.put(std::slice::from_ref(record)).unwrap();
            }
            if *failed {
                replayed.fail(&format!("{doc}.txt"), &[Problem::error("unreadable", "gone")]).unwrap();
            }
        }
        prop_assert!(state(&ledger) == state(&replayed));
    }
}
