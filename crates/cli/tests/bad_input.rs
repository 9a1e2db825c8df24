//! Bad input as users bring it: each is listed with a reason, and the rest of the run goes on.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test may panic, and says what it skips"
)]

mod common;

use std::fs;
use std::path::Path;

use common::legation;
use serde_json::Value;

/// Reads paths into a new ledger and gives exit code and report. No models: nothing here needs events.
fn read(folder: &Path, paths: &[&str]) -> (i32, Value) {
    let models = folder.join(".no-models");
    fs::create_dir_all(&models).unwrap();
    let mut args = vec!["read", "--format", "json", "--ledger", ".test.ledger"];
    args.extend(paths);
    let ran = legation(folder, &args, &[("LEGATION_MODELS", &models)]);
    let report = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", ran.stdout, ran.stderr));
    (ran.code, report)
}

fn reasons(report: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    report["unread"].as_array().unwrap().iter().map(|u| (text(&u["doc"]), text(&u["message"]))).collect()
}

const STORY: &str = "Minister recalls envoy\n\n3 May 2016\n\nFrance recalled its ambassador from Chad on Tuesday.\n";

#[test]
fn bad_files_are_listed_and_the_good_one_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("in")).unwrap();
    fs::write(at("in/good.txt"), STORY).unwrap();
    fs::write(at("in/empty.txt"), "").unwrap();
    fs::write(at("in/binary.txt"), [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0xff, 0xfe, 0, 1, 2, 3]).unwrap();
    fs::write(at("in/picture.html"), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01").unwrap();
    let (code, report) = read(dir.path(), &["in", "nowhere.txt"]);
    assert_eq!(code, 1);
    assert_eq!(report["read"], 1, "{report}");
    let listed: Vec<String> = reasons(&report).into_iter().map(|(doc, _)| doc).collect();
    let mut sorted = listed.clone();
    sorted.sort();
    assert_eq!(sorted, ["in/binary.txt", "in/empty.txt", "in/picture.html", "nowhere.txt"]);
    assert!(reasons(&report).iter().all(|(_, why)| !why.is_empty()));
}

#[test]
fn text_that_is_no_utf8_is_read_in_its_own_charset() {
    let dir = tempfile::tempdir().unwrap();
    let latin1: Vec<u8> = "L'ambassadeur a \u{e9}t\u{e9} expuls\u{e9} de Minsk. La d\u{e9}cision a \u{e9}t\u{e9} annonc\u{e9}e \u{e0} Paris.\n"
        .chars()
        .map(|c| c as u8)
        .collect();
    fs::write(dir.path().join("latin1.txt"), latin1).unwrap();
    let (code, report) = read(dir.path(), &["latin1.txt"]);
    assert_eq!((code, &report["read"]), (0, &Value::from(1)), "{report}");
    let ran = legation(dir.path(), &["export", "--what", "documents", "--ledger", ".test.ledger"], &[]);
    assert!(ran.stdout.contains("expulsé de Minsk"), "{}", ran.stdout);
}

#[test]
fn what_is_too_large_is_refused_without_reading_it() {
    let dir = tempfile::tempdir().unwrap();
    // Sparse: a gigabyte that takes no room.
    fs::File::create(dir.path().join("huge.txt")).unwrap().set_len(1 << 30).unwrap();
    fs::write(dir.path().join("long.txt"), "One more line of a very long text.\n".repeat(2_000_000)).unwrap();
    fs::write(dir.path().join("good.txt"), STORY).unwrap();
    let (code, report) = read(dir.path(), &["."]);
    assert_eq!((code, &report["read"]), (1, &Value::from(1)), "{report}");
    assert_eq!(report["unread"].as_array().unwrap().len(), 2, "{report}");
}

#[cfg(unix)]
#[test]
fn folders_without_rights_are_listed() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let closed = dir.path().join("in/closed");
    fs::create_dir_all(&closed).unwrap();
    fs::write(dir.path().join("in/good.txt"), STORY).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = fs::read_dir(&closed).is_ok();
    let (code, report) = read(dir.path(), &["in"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(report["read"], 1, "{report}");
    if !is_root {
        assert_eq!(code, 1);
        assert_eq!(reasons(&report), [("in/closed".to_owned(), "no permission to read it".to_owned())]);
    }
}

#[test]
fn a_ledger_that_is_none_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("notes.ledger");
    fs::write(&file, "shopping: bread, milk and everything else\n").unwrap();
    fs::write(dir.path().join("good.txt"), STORY).unwrap();
    for args in [vec!["read", "good.txt", "--ledger", "notes.ledger"], vec!["timeline", "--ledger", "notes.ledger"]] {
        let ran = legation(dir.path(), &args, &[]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.starts_with("error: notes.ledger is not a ledger"), "{}", ran.stderr);
    }
    assert!(fs::read_to_string(&file).unwrap().starts_with("shopping"));
}

#[test]
fn a_missing_ledger_says_how_to_make_one() {
    let dir = tempfile::tempdir().unwrap();
    let ran = legation(dir.path(), &["timeline"], &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("legation read"), "{}", ran.stderr);
    assert!(!dir.path().join("legation.ledger").exists());
}

#[test]
fn usage_errors_have_their_own_code() {
    let dir = tempfile::tempdir().unwrap();
    for args in [&["read"][..], &["as-of", "yesterday"], &["timeline", "--about", "France"], &["export", "--what", "x"]]
    {
        let ran = legation(dir.path(), args, &[]);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        assert!(!ran.stderr.is_empty());
    }
}

#[test]
fn reading_again_skips_what_is_unchanged_and_reads_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("note.txt"),
        "Zwei Minister trafen sich am Montag in Berlin und sprachen \u{fc}ber den Frieden.\n",
    )
    .unwrap();
    let (_, first) = read(dir.path(), &["note.txt"]);
    let (_, second) = read(dir.path(), &["note.txt"]);
    fs::write(
        dir.path().join("note.txt"),
        "Drei Minister trafen sich am Montag in Berlin und sprachen \u{fc}ber den Krieg.\n",
    )
    .unwrap();
    let (_, third) = read(dir.path(), &["note.txt"]);
    let counts = |r: &Value| (r["read"].as_u64().unwrap(), r["unchanged"].as_u64().unwrap());
    assert_eq!([counts(&first), counts(&second), counts(&third)], [(1, 0), (0, 1), (1, 0)]);
}

#[test]
fn json_lines_on_standard_input_are_documents() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let dir = tempfile::tempdir().unwrap();
    let rows = "{\"title\": \"Envoy recalled\", \"date\": \"2016-05-03\", \"text\": \"France recalled its envoy on Tuesday.\"}\n{}\n";
    let mut child = Command::new(env!("CARGO_BIN_EXE_legation"))
        .args(["read", "-", "--format", "json"])
        .current_dir(dir.path())
        .env("LEGATION_MODELS", dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(rows.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["read"], 1, "{report}");
    let exported = legation(dir.path(), &["export", "--what", "documents"], &[]).stdout;
    let document: Value = serde_json::from_str(exported.lines().next().unwrap()).unwrap();
    assert_eq!(document["published"]["date"], "2016-05-03", "{document}");
}

#[test]
fn columns_can_be_named() {
    let dir = tempfile::tempdir().unwrap();
    let rows =
        "kopf;tag;inhalt\n\"Envoy recalled; talks off\";3 May 2016;France recalled its envoy from Chad on Tuesday.\n";
    fs::write(dir.path().join("a.csv"), rows).unwrap();
    let (code, report) = read(dir.path(), &["a.csv"]);
    assert_eq!(code, 1);
    let why = &reasons(&report)[0].1;
    assert_eq!(why, "none of the columns kopf, tag, inhalt is known to hold text");
    let columns = ["a.csv", "--text-column", "Inhalt", "--title-column", "kopf", "--date-column", "tag"];
    let (code, report) = read(dir.path(), &columns);
    assert_eq!((code, &report["read"]), (0, &Value::from(1)), "{report}");
    let exported = legation(dir.path(), &["export", "--what", "documents", "--ledger", ".test.ledger"], &[]).stdout;
    let row = exported.lines().find(|l| l.contains("a.csv#1")).unwrap();
    let document: Value = serde_json::from_str(row).unwrap();
    assert_eq!(document["title"], "Envoy recalled; talks off");
    assert_eq!(document["published"]["date"], "2016-05-03");
    // Other columns are another reading: the document is read again.
    let (_, report) = read(dir.path(), &["a.csv", "--text-column", "kopf"]);
    assert_eq!(report["read"], 1, "{report}");
    let (_, report) = read(dir.path(), &["a.csv", "--text-column", "corpo"]);
    assert_eq!(reasons(&report)[0].1, "there is no column `corpo`, but kopf, tag, inhalt");
}
