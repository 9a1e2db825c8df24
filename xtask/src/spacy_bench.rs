//! `cargo xtask spacy-bench`: tokens per CPU second of spaCy itself and of the `pipeline` crate on the same texts.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::spacy_parity::{SUBJECTS, bench_texts, python, scratch};

/// Bytes of text; spaCy reads about 15 kB a second.
const BYTES: usize = 400_000;

/// Runs the command. Arguments: names of packages (default: all).
pub(crate) fn run(args: &[String]) -> Result<()> {
    let (python, scratch) = (python()?, scratch()?);
    let script = scratch.join("spacy_reference.py");
    std::fs::write(&script, include_str!("spacy_reference.py"))?;
    for subject in SUBJECTS.iter().filter(|s| args.is_empty() || args.iter().any(|a| a == s.package)) {
        // Whole documents, longest first, as far as the measure goes.
        let mut texts = bench_texts(subject.lang)?;
        texts.sort_by_key(|t| std::cmp::Reverse(t.len()));
        let mut bytes = 0;
        texts.retain(|t| {
            bytes += t.len();
            bytes <= BYTES
        });
        let input = scratch.join("bench.jsonl");
        let mut file = File::create(&input)?;
        for text in &texts {
            writeln!(file, "{}", Value::from(text.as_str()))?;
        }
        drop(file);
        println!("{}: {} texts, {} bytes", subject.package, texts.len(), texts.iter().map(String::len).sum::<usize>());
        let mut best = f64::INFINITY;
        for batch in ["1", "64"] {
            let mut command = Command::new(&python);
            command.arg(&script).args([subject.package, "--time", batch]).stdin(File::open(&input)?);
            command.envs([("OMP_NUM_THREADS", "1"), ("BLIS_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1")]);
            let record = last_line(command)?;
            let (micros, tokens) = micros_per_token(&record)?;
            println!("  spaCy, batches of {batch:<4} {micros:8.2} µs/token  ({tokens} tokens)");
            best = best.min(micros);
        }
        let mut command = Command::new("cargo");
        // Set for this program by .cargo/config.toml: it would leave out optimisation across crates, a third of the speed.
        command.env_remove("CARGO_INCREMENTAL");
        command.args(["bench", "--quiet", "-p", "legation-pipeline", "--bench", "pipeline", "--", subject.package]);
        command.arg(&input);
        let record = last_line(command)?;
        let (micros, _) = micros_per_token(&record)?;
        let cold = record["cold_seconds"].as_f64().unwrap_or(f64::NAN) / record["seconds"].as_f64().unwrap_or(f64::NAN);
        let memory = record["memory_mb"].as_f64().unwrap_or(f64::NAN);
        println!(
            "  legation-pipeline     {micros:8.2} µs/token  ({:.2} on the first pass; {memory:.0} MB)",
            micros * cold
        );
        println!("  {:.1} times as fast, {:.1} times on the first pass", best / micros, best / (micros * cold));
    }
    Ok(())
}

fn last_line(mut command: Command) -> Result<Value> {
    let output = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{} failed", Path::new(command.get_program()).display());
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().rev().find(|l| l.starts_with('{')).context("no result")?;
    Ok(serde_json::from_str(line)?)
}

fn micros_per_token(record: &Value) -> Result<(f64, u64)> {
    let tokens = record["tokens"].as_u64().context("no count of tokens")?;
    let seconds = record["seconds"].as_f64().context("no time")?;
    Ok((seconds * 1e6 / tokens as f64, tokens))
}
