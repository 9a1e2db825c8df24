//! `legation eval`: accuracy on gold documents, and predictions for benchmarks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use legation_engine::{Engine, conclude};
use legation_eval::calibration::Calibration;
use legation_eval::predict::{self, TASKS};
use legation_eval::{actors, cases, gold, offices, score};
use legation_intake::Source;
use legation_ledger::{DocumentRecord, Header, Ledger};
use legation_model::Mention;
use serde_json::Value;

use crate::models::Shelf;
use crate::terminal::{self, Progress};
use crate::views::TextOrJson;
use crate::{Common, Outcome, inputs, speed};

/// Measure accuracy on gold documents, or predict for a benchmark
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  legation eval ../shared/gold/seeds --errors 20
  legation eval ../shared/gold/seeds --actor-codes coding.jsonl
  legation eval predict timex timebank.jsonl > predicted.jsonl
  legation eval calibration coding.jsonl --origin PLV_train --merge CONCEDE,RETREAT=YIELD
  legation eval speed news/"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// A folder with `docs/` (texts) and `gold/` (annotations)
    #[arg(value_name = "GOLD_FOLDER", required = true)]
    folder: Option<PathBuf>,
    /// How many errors to list of each kind: mentions, offices, actors
    #[arg(long, default_value_t = 0, value_name = "N")]
    errors: usize,
    /// A coding benchmark (JSON lines) whose actor codes are compared too
    #[arg(long, value_name = "FILE")]
    actor_codes: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Predict for the records of a benchmark (JSON lines) in the form that its scorer reads
    Predict {
        /// timex, timex-parsed, quotes, coding or factuality
        #[arg(value_name = "TASK")]
        task: String,
        /// The records; `-` is standard input
        #[arg(value_name = "IN.jsonl")]
        file: PathBuf,
    },
    /// Compare the confidence of coded events with how often they are right, on a coding benchmark
    Calibration {
        /// Gold records (JSON lines)
        #[arg(value_name = "GOLD.jsonl")]
        file: PathBuf,
        /// Only the records of this origin
        #[arg(long, value_name = "NAME")]
        origin: Option<String>,
        /// Classes that the benchmark has as one, such as `CONCEDE,RETREAT=YIELD`
        #[arg(long, value_name = "A,B=C", value_parser = merged_classes)]
        merge: Option<Merged>,
        /// How to print
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
    },
    /// Code the sentences of `data/model/cases` and compare with the events that each tells
    Cases {
        /// How sure a reading must be to count
        #[arg(long, default_value_t = 0.5, value_name = "SHARE")]
        threshold: f32,
        /// Only files whose name begins so, such as `fr` or `en.3`
        #[arg(long, value_name = "NAME")]
        only: Option<String>,
        /// The cases of the lexicon's own rows as well (json only)
        #[arg(long)]
        rules: bool,
        /// How to print: json gives every reading
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
    },
    /// Time the whole job on one core, with and without its shortcuts, and check that they change nothing
    Speed {
        /// Files and folders, as for `read`
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// How to print
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
    },
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    match (&args.action, &args.folder) {
        (Some(Action::Predict { task, file }), _) => predict(task, file, common),
        (Some(Action::Calibration { file, origin, merge, format }), _) => {
            let merged = merge.clone().unwrap_or_default();
            calibrate(file, origin.as_deref(), &merged.0, *format, common)
        }
        (Some(Action::Cases { threshold, only, rules, format }), _) => {
            cases(*threshold, only.as_deref(), *rules, *format, common)
        }
        (Some(Action::Speed { paths, format }), _) => speed::run(paths, *format, common),
        (None, Some(folder)) => measure(folder, args, common),
        (None, None) => bail!("name a folder with gold documents, or `predict`"),
    }
}

fn measure(folder: &Path, args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let gold = gold::load(folder)?;
    let engine = common.engine()?;
    let shelf = Shelf::new(common.quiet)?;
    let (list, problems) = inputs::list(&[folder.join("docs")], &common.ledger);
    if let Some((doc, problem)) = problems.first() {
        bail!("{doc}: {}", problem.message);
    }
    let mut opened = Vec::new();
    for input in &list {
        match input.open(engine.limits()) {
            Ok(source) => opened.push((input, source)),
            Err(problem) => bail!("{}: {}", input.name, problem.message),
        }
    }
    let sources: Vec<Source<'_>> = opened
        .iter()
        .map(|(input, s)| Source { name: Arc::clone(&input.name), bytes: &s.bytes, modified: s.modified })
        .collect();
    let reader = engine.reader();
    let progress = Progress::documents(sources.len(), common.quiet);
    progress.say("reading");
    let taken = reader.intake(&sources);
    for lang in reader.missing_pipelines(&taken) {
        shelf.train(&engine, &lang)?;
    }
    // A ledger in memory, so that what is scored went through storage like everything else.
    let mut ledger = Ledger::open_in_memory()?;
    let mut records = Vec::new();
    for result in reader.read(taken, &|| progress.advance(1)) {
        match result {
            Ok(record) => records.push(record),
            Err(unread) => {
                let why: Vec<&str> = unread.problems.iter().map(|p| p.message.as_str()).collect();
                terminal::note(&format!("{} could not be read: {}", unread.doc, why.join("; ")));
            }
        }
    }
    ledger.put(&records)?;
    let headers = ledger.headers()?;
    let done = conclude(ledger.told_mentions()?, ledger.office_statements()?, &headers, engine.packs());
    ledger.replace_events(&done.completed, &done.events, &done.relations, &done.offices)?;
    let mentions = ledger.mentions()?;
    progress.finish();
    let event_of = |m: &Mention| done.events.iter().find(|e| e.mentions.contains(&m.id)).map(|e| e.id.to_string());
    let published = |doc: &str| headers.iter().find(|h: &&Header| *h.doc == *doc).and_then(|h| h.published.date);
    let predicted: Vec<score::Predicted> = records
        .iter()
        .map(|record| score::Predicted {
            doc: record.article.doc.to_string(),
            lang: record.article.meta.lang.to_string(),
            published: published(&record.article.doc).map(|d| d.to_string()),
            chrome: record.article.chrome.iter().map(|m| m.base).collect(),
            mentions: mentions
                .iter()
                .filter(|m| m.id.doc == record.article.doc)
                .map(|m| (m.clone(), event_of(m)))
                .collect(),
        })
        .collect();
    let scores = score::score(&gold, &predicted);
    let who = who(&gold, &records, args, &engine, &shelf)?;
    match args.format {
        TextOrJson::Text => terminal::print(&(scores.text() + &who.text()))?,
        TextOrJson::Json => {
            let mut figures = scores.figures;
            figures["who_is_who"] = who.figures();
            terminal::print_json(&figures)?;
        }
    }
    let kinds = [&scores.errors, &who.offices.errors, &who.actors.errors, &who.codes.errors];
    for error in kinds.into_iter().flat_map(|errors| errors.iter().take(args.errors)) {
        terminal::note(error);
    }
    Ok(Outcome::Done)
}

/// Offices and actors, by themselves and not as parties of events.
struct Who {
    offices: offices::OfficeScores,
    actors: actors::ActorScores,
    codes: actors::CodeScores,
}

fn who(
    gold: &[gold::GoldText],
    records: &[DocumentRecord],
    args: &Args,
    engine: &Engine,
    shelf: &Shelf,
) -> anyhow::Result<Who> {
    let stated: Vec<_> = records.iter().map(|r| (r.article.doc.to_string(), r.offices.clone())).collect();
    let mut who = Who {
        offices: offices::score(gold, &stated),
        actors: actors::ActorScores::default(),
        codes: actors::CodeScores::default(),
    };
    for text in gold {
        let record = records.iter().find(|r| r.article.doc.rsplit('/').next() == Some(&text.name));
        if let Some(record) = record {
            let found = actors::found(engine, &record.article, &record.times);
            actors::score(&mut who.actors, text, &found);
        }
    }
    if let Some(file) = &args.actor_codes {
        let records = read_records(file)?;
        for lang in predict::languages(&records) {
            shelf.train(engine, &lang)?;
        }
        who.codes = actors::codes(engine, &records);
    }
    Ok(who)
}

impl Who {
    fn text(&self) -> String {
        let line = |name: &str, c: offices::Counts| {
            let (p, r) = (c.precision(), c.recall());
            format!("{name:9} P {p:.3}  R {r:.3}   ({} right, {} extra, {} missed)\n", c.right, c.extra, c.missed)
        };
        let mut out = line("offices", self.offices.exact) + &line("  held", self.offices.held);
        let a = &self.actors;
        let share = |right: usize, of: usize| format!("{:.3} of {of}", right as f64 / of.max(1) as f64);
        let _ = writeln!(
            out,
            "actors    country {}, sector too {}, name too {} that have one",
            share(a.country, a.total),
            share(a.role, a.total),
            share(a.name, a.named)
        );
        let c = &self.codes;
        if c.total > 0 {
            let _ = writeln!(
                out,
                "codes     country {}, sector too {} that have one",
                share(c.country, c.total),
                share(c.role, c.sectors)
            );
        }
        out
    }

    fn figures(&self) -> Value {
        let counts = |c: offices::Counts| serde_json::json!({"precision": c.precision(), "recall": c.recall(), "tp": c.right, "fp": c.extra, "fn": c.missed});
        let (a, c) = (&self.actors, &self.codes);
        serde_json::json!({
            "offices": counts(self.offices.exact),
            "offices_held": counts(self.offices.held),
            "actors": {"total": a.total, "country": a.country, "role": a.role, "named": a.named, "name": a.name},
            "codes": {"total": c.total, "country": c.country, "sectors": c.sectors, "role": c.role},
        })
    }
}

/// Other names for classes of events.
#[derive(Clone, Debug, Default)]
struct Merged(BTreeMap<String, String>);

fn merged_classes(text: &str) -> Result<Merged, String> {
    let (from, to) = text.split_once('=').ok_or("write it as `CONCEDE,RETREAT=YIELD`")?;
    Ok(Merged(from.split(',').map(|class| (class.trim().to_owned(), to.trim().to_owned())).collect()))
}

fn calibrate(
    file: &Path,
    origin: Option<&str>,
    merged: &BTreeMap<String, String>,
    format: TextOrJson,
    common: &Common,
) -> anyhow::Result<Outcome> {
    let mut records = read_records(file)?;
    records.retain(|r| origin.is_none_or(|o| r["origin"] == *o));
    let task = predict::task("coding").context("the task `coding` is gone")?;
    let calibration = Calibration::of_coding(&records, &predictions(task, &records, common)?, merged);
    match format {
        TextOrJson::Text => terminal::print(&calibration.text())?,
        TextOrJson::Json => terminal::print_json(&calibration.figures())?,
    }
    Ok(Outcome::Done)
}

/// The project's own sentences, by language, those apart that nobody looked at.
fn cases(
    threshold: f32,
    only: Option<&str>,
    rules: bool,
    format: TextOrJson,
    common: &Common,
) -> anyhow::Result<Outcome> {
    let engine = common.engine()?;
    let mut all = cases::load(&common.files()?, &engine.packs().ontology)?;
    all.retain(|c| only.is_none_or(|start| c.id.starts_with(start)));
    let shelf = Shelf::new(common.quiet)?;
    let langs: BTreeSet<&str> = all.iter().map(|c| c.lang.as_str()).collect();
    for lang in langs {
        shelf.train(&engine, lang)?;
    }
    let progress = Progress::documents(all.len(), common.quiet);
    progress.say("cases");
    let mut bench = predict::Bench::new(&engine);
    let mut scores: BTreeMap<(bool, &str), cases::Scores> = BTreeMap::new();
    let mut records = Vec::with_capacity(all.len());
    for case in &all {
        let readings = cases::judge(case, &mut bench);
        scores.entry((case.held, &case.lang)).or_default().add(case, &readings, threshold);
        records.push(cases::record(case, &readings));
        progress.advance(1);
    }
    progress.finish();
    if rules {
        for case in cases::of_rules(engine.packs()) {
            let readings = cases::judge_rule(&case, &mut bench);
            records.push(cases::rule_record(&case, &readings));
        }
    }
    match format {
        TextOrJson::Json => terminal::print_json(&Value::Array(records))?,
        TextOrJson::Text => {
            for ((held, lang), scores) in &scores {
                let kind = if *held { "held out" } else { "open" };
                terminal::print(&format!("{lang} {kind:8}  {}\n", scores.line()))?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// What a task makes of records, with the models it needs and a progress bar.
fn predictions(task: &predict::Task, records: &[Value], common: &Common) -> anyhow::Result<Vec<Value>> {
    let engine = common.engine()?;
    if task.needs_pipeline {
        let shelf = Shelf::new(common.quiet)?;
        for lang in predict::languages(records) {
            shelf.train(&engine, &lang)?;
        }
    }
    let progress = Progress::documents(records.len(), common.quiet);
    progress.say(task.name);
    let made = task.predict(records, &engine, &|| progress.advance(1));
    progress.finish();
    Ok(made)
}

fn predict(task: &str, file: &Path, common: &Common) -> anyhow::Result<Outcome> {
    let Some(task) = predict::task(task) else {
        let known: Vec<String> = TASKS.iter().map(|t| format!("  {}: {}", t.name, t.about)).collect();
        bail!("no task `{task}`; there are\n{}", known.join("\n"));
    };
    let predictions = predictions(task, &read_records(file)?, common)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for prediction in &predictions {
        serde_json::to_writer(&mut out, prediction)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn read_records(file: &Path) -> anyhow::Result<Vec<Value>> {
    let input: Box<dyn std::io::Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?)
    };
    let mut records = Vec::new();
    for (i, line) in BufReader::new(input).lines().enumerate() {
        let at = || format!("{}, line {}", file.display(), i + 1);
        let line = line.with_context(at)?;
        if !line.trim().is_empty() {
            records.push(serde_json::from_str(&line).with_context(at)?);
        }
    }
    Ok(records)
}
