//! A writer that is killed at any moment loses nothing that it had committed, and no batch is stored in part.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]
#![expect(clippy::print_stdout, reason = "the child tells its parent what it has committed")]

mod sample;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use legation_ledger::Ledger;

/// The variable that makes this test the writer, which never returns.
const WRITER: &str = "LEGATION_CRASH_LEDGER";
/// Documents of a batch.
const BATCH: usize = 5;

fn write_until_killed(path: &Path) -> ! {
    let mut ledger = Ledger::open(path).unwrap();
    for batch in 0.. {
        let records: Vec<_> = (0..BATCH).map(|n| sample::record(&format!("{batch}/{n}.txt"), "coder 1")).collect();
        ledger.put(&records).unwrap();
        println!("\ncommitted {}", batch + 1);
    }
    unreachable!("the loop has no end")
}

#[test]
fn a_killed_writer_loses_nothing_committed() {
    if let Some(path) = std::env::var_os(WRITER) {
        write_until_killed(Path::new(&path));
    }
    let dir = tempfile::tempdir().unwrap();
    for wanted in [1, 4, 9] {
        let path = dir.path().join(format!("{wanted}.ledger"));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_killed_writer_loses_nothing_committed", "--nocapture"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let last = lines
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("committed ")?.parse::<usize>().ok())
            .find(|n| *n >= wanted);
        child.kill().unwrap();
        child.wait().unwrap();
        let committed = last.unwrap();

        let ledger = Ledger::open(&path).unwrap();
        let documents = ledger.documents().unwrap();
        assert!(documents.len() >= committed * BATCH, "{} of {committed} batches", documents.len());
        assert_eq!(documents.len() % BATCH, 0, "a batch is stored whole or not at all");
        assert_eq!(ledger.mentions().unwrap().len(), 2 * documents.len());
        assert_eq!(ledger.search("envoy", usize::from(u16::MAX)).unwrap().len(), documents.len());
        assert!(!ledger.is_current().unwrap(), "merging is still due");
        drop(ledger);
        let db = rusqlite::Connection::open(&path).unwrap();
        let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
    }
}
