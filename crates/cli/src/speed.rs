//! `legation eval speed`: how many documents of a pile a core reads in a second.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use legation_engine::{Engine, Reader};
use legation_intake::Source;
use legation_ledger::DocumentRecord;
use serde_json::json;

use crate::models::Shelf;
use crate::terminal;
use crate::views::TextOrJson;
use crate::{Common, Outcome, inputs};

/// How many words the article has that figures are given for.
const ARTICLE_WORDS: f64 = 400.0;

/// One run over the pile.
struct Run {
    seconds: f64,
    /// Tokens parsed.
    parsed: usize,
    records: Vec<DocumentRecord>,
}

/// Reads the pile on one core, from bytes to mentions, with the shortcuts (blocks that cannot matter, paragraphs read
/// before, names near capitals only) and without, and compares what was read.
pub(crate) fn run(paths: &[PathBuf], format: TextOrJson, common: &Common) -> anyhow::Result<Outcome> {
    let engine = common.engine()?;
    let shelf = Shelf::new(common.quiet)?;
    let (list, problems) = inputs::list(paths, &common.ledger);
    for (doc, problem) in &problems {
        terminal::note(&format!("{doc}: {}", problem.message));
    }
    let mut opened = Vec::new();
    for input in &list {
        match input.open(engine.limits()) {
            Ok(source) => opened.push((Arc::clone(&input.name), source)),
            Err(problem) => terminal::note(&format!("{}: {}", input.name, problem.message)),
        }
    }
    let sources: Vec<Source<'_>> = opened
        .iter()
        .map(|(name, s)| Source { name: Arc::clone(name), bytes: &s.bytes, modified: s.modified })
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().context("cannot start a thread")?;
    let (plain, quick) = pool.install(|| -> anyhow::Result<(Run, Run)> {
        // Once before the clock runs: models are loaded and files are in memory.
        let taken = engine.reader().intake(&sources);
        for lang in engine.reader().missing_pipelines(&taken) {
            shelf.train(&engine, &lang)?;
        }
        Ok((timed(&engine.reader().without_shortcuts(), &sources), timed(&engine.reader(), &sources)))
    })?;
    report(&plain, &quick, format, &engine)
}

fn timed(reader: &Reader<'_>, sources: &[Source<'_>]) -> Run {
    let start = processor_time();
    let records = reader.read(reader.intake(sources), &|| ()).into_iter().flatten().collect();
    let seconds = processor_time().saturating_sub(start).as_secs_f64();
    Run { seconds, parsed: reader.parsed(), records }
}

/// What this thread has used of its core: other programs do not count.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Where a thread's own time cannot be had: the time since the first call.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

fn report(plain: &Run, quick: &Run, format: TextOrJson, engine: &Engine) -> anyhow::Result<Outcome> {
    let docs = quick.records.len();
    let words: usize = quick.records.iter().map(|r| r.article.text.split_whitespace().count()).sum();
    let articles = |run: &Run| words as f64 / ARTICLE_WORDS / run.seconds;
    let differing: Vec<&str> = plain
        .records
        .iter()
        .zip(&quick.records)
        .filter(|(a, b)| a.mentions != b.mentions || a.offices != b.offices)
        .map(|(a, _)| &*a.article.doc)
        .collect();
    if format == TextOrJson::Json {
        terminal::print_json(&json!({
            "documents": docs,
            "words": words,
            "coder": engine.coder(None),
            "articles_per_second": articles(quick),
            "articles_per_second_without_shortcuts": articles(plain),
            "tokens_not_parsed": plain.parsed - quick.parsed,
            "differing": differing,
        }))?;
    } else {
        let line = |name: &str, run: &Run| {
            let (each, articles) = (docs as f64 / run.seconds, articles(run));
            format!("{name:<18} {each:>8.1} documents a second = {articles:.1} articles of {ARTICLE_WORDS} words\n")
        };
        let same = match differing.first() {
            None => "the same mentions and offices both ways".to_owned(),
            Some(first) => format!("{} documents DIFFER, the first is {first}", differing.len()),
        };
        let text = format!("{docs} documents, {words} words, one core; {same}\n");
        let saved = 100.0 * (plain.parsed - quick.parsed) as f64 / plain.parsed.max(1) as f64;
        let text = text + &format!("the shortcuts save the parsing of {saved:.1} % of the tokens\n");
        terminal::print(&(text + &line("with shortcuts", quick) + &line("without", plain)))?;
    }
    Ok(if differing.is_empty() { Outcome::Done } else { Outcome::SomeUnread })
}
