//! `cargo xtask check-data`: loads and checks a data folder as the program does, and reports what it holds.
//!
//! With `--coverage TEXT` (plain text, or the records that `legation eval predict` reads) it also reports which share of the
//! verbs between two political actors the lexicon knows, and the others, most frequent first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use legation_packs::{Files, Packs};
use serde_json::{Value, json};

/// How many unknown predicates are listed.
const SHOWN: usize = 60;

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let (mut folder, mut text, mut lang) = (crate::root().join("data"), None, "en".to_owned());
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--coverage" => text = rest.next().map(PathBuf::from),
            "--lang" => lang.clone_from(rest.next().context("--lang needs a language, such as fr")?),
            _ => folder = PathBuf::from(arg),
        }
    }
    report(&folder)?;
    text.map_or(Ok(()), |text| coverage(&folder, &text, &lang))
}

/// Runs the command itself over the text: no other crate of ours both reads models and knows the lexicon.
fn coverage(folder: &Path, text: &Path, lang: &str) -> anyhow::Result<()> {
    let content = std::fs::read_to_string(text).with_context(|| format!("cannot read {}", text.display()))?;
    let records: Vec<Value> = match text.extension().and_then(|e| e.to_str()) {
        Some("jsonl") => content.lines().map(serde_json::from_str).collect::<Result<_, _>>()?,
        _ => content.lines().enumerate().map(|(i, line)| json!({"id": i, "lang": lang, "text": line})).collect(),
    };
    let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
    let input = crate::root().join("target/coverage.jsonl");
    std::fs::write(&input, lines.join("\n"))?;
    let run = Command::new("cargo")
        .args(["run", "--release", "--quiet", "-p", "legation", "--", "--quiet", "--data"])
        .arg(folder)
        .args(["eval", "predict", "coverage"])
        .arg(&input)
        .output()?;
    ensure!(run.status.success(), "legation eval predict coverage: {}", String::from_utf8_lossy(&run.stderr));
    let (mut known, mut unknown) = (0, BTreeMap::<String, usize>::new());
    for line in String::from_utf8(run.stdout)?.lines() {
        let found: Value = serde_json::from_str(line)?;
        known += found["known"].as_u64().unwrap_or(0) as usize;
        for word in found["unknown"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            *unknown.entry(word.to_owned()).or_default() += 1;
        }
    }
    let missing: usize = unknown.values().sum();
    let share = known as f64 / (known + missing).max(1) as f64;
    println!(
        "coverage of {}: {:.1} % of {} verbs between two political actors",
        text.display(),
        100.0 * share,
        known + missing
    );
    let mut by_count: Vec<(String, usize)> = unknown.into_iter().collect();
    by_count.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (word, count) in by_count.iter().take(SHOWN) {
        println!("  {count:>4}  {word}");
    }
    Ok(())
}

fn report(folder: &Path) -> anyhow::Result<()> {
    let files = Files::from_dir(folder)?;
    let packs = Packs::load(&files)?;
    println!("{}: sound, fingerprint {}", folder.display(), packs.fingerprint.get(..16).unwrap_or_default());
    for code in packs.langs.keys() {
        println!("{code}");
        for part in ["intake", "segment", "timex", "actors", "attribution", "status", "coding"] {
            let below = format!("lang/{code}/{part}/");
            let tables = files.below(&below, ".tsv").count();
            let rows: usize = files.below(&below, ".tsv").map(|(path, _)| files.rows(path).count()).sum();
            let rules: usize = files
                .below(&below, ".toml")
                .map(|(_, text)| text.lines().filter(|l| l.starts_with("[[")).count())
                .sum();
            println!("  {part:<12} {rows:>5} rows in {tables} tables, {rules:>4} rules");
        }
    }
    Ok(())
}
