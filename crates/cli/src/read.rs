//! `legation read`: documents into the ledger.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use legation_engine::{Engine, Reader, Taken, conclude};
use legation_intake::{DEFAULT_LIMITS, Source};
use legation_ledger::{DocumentRecord, Header, Ledger};
use legation_model::{Problem, Severity};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::inputs::{self, Input};
use crate::models::Shelf;
use crate::terminal::{self, Progress};
use crate::views::TextOrJson;
use crate::{Common, Outcome};

/// Read documents into the ledger
///
/// Files of any known format, folders (walked by name, hidden files left out), `-` for JSON lines on standard input.
/// What the ledger already holds unchanged, read by the same version, data and models, is skipped. The first time a
/// language is met, its trained model is fetched.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  legation read news/ letters/2019.txt
  legation read examples --ledger demo.ledger
  cat stories.jsonl | legation read -
  legation read corpus.csv --text-column story --date-column day
  legation read news/ --format json | jq .unread")]
pub(crate) struct Args {
    /// Files, folders, or `-`
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How many documents to read at a time [default: one per core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// How to report: `text` or `json`
    #[arg(long, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    columns: Columns,
}

/// Where tables (CSV, TSV, JSON lines) keep what.
///
/// Common names (`text`, `body`, `headline`, `pub_date`, ...) are recognised. A column that is named here is the one
/// that is read; fields of JSON objects inside others are written with dots (`content.body`).
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Columns of tables (CSV, TSV, JSON lines), where their names are not recognised")]
struct Columns {
    /// The column with the text
    #[arg(long = "text-column", value_name = "NAME")]
    text: Option<String>,
    /// The column with the headline
    #[arg(long = "title-column", value_name = "NAME")]
    title: Option<String>,
    /// The column with the date of publication
    #[arg(long = "date-column", value_name = "NAME")]
    date: Option<String>,
    /// The column with the author
    #[arg(long = "author-column", value_name = "NAME")]
    author: Option<String>,
    /// The column with the newspaper, broadcaster or site
    #[arg(long = "outlet-column", value_name = "NAME")]
    outlet: Option<String>,
    /// The column with the language's code
    #[arg(long = "lang-column", value_name = "NAME")]
    lang: Option<String>,
    /// The column with the web address
    #[arg(long = "url-column", value_name = "NAME")]
    url: Option<String>,
}

impl Columns {
    /// Pairs of field and name.
    fn named(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("text", &self.text),
            ("title", &self.title),
            ("date", &self.date),
            ("author", &self.author),
            ("outlet", &self.outlet),
            ("lang", &self.lang),
            ("url", &self.url),
        ];
        all.into_iter().filter_map(|(field, name)| Some((field, name.as_deref()?))).collect()
    }
}

/// How many sources are read before their documents are committed: what a crash can cost.
const BATCH_SOURCES: usize = 64;
/// How many bytes of sources are held in memory at a time, if no single one is larger.
const BATCH_BYTES: usize = 64 << 20;
/// How many documents with problems the text report lists one by one.
const LISTED: usize = 20;

/// What a run did.
#[derive(Debug, Default, Serialize)]
struct Report {
    ledger: String,
    seconds: f64,
    read: usize,
    unchanged: usize,
    by_other_coder: usize,
    languages: BTreeMap<String, usize>,
    mentions: usize,
    events: usize,
    relations: usize,
    offices: usize,
    unread: Vec<Listed>,
    remarks: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    doc: String,
    code: String,
    message: String,
    hint: Option<String>,
}

impl Listed {
    fn new(doc: &str, problem: &Problem) -> Self {
        Self {
            doc: doc.to_owned(),
            code: problem.code.to_owned(),
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    // The ledger first: a wrong one should not cost the time of reading.
    let mut ledger = Ledger::open(&common.ledger)?;
    let engine = Engine::new(common.packs_with(&args.columns.named())?, DEFAULT_LIMITS);
    let shelf = Shelf::new(common.quiet)?;
    let mut run = Run {
        engine: &engine,
        reader: engine.reader(),
        shelf: &shelf,
        held: ledger.headers()?.into_iter().map(|h| (Arc::clone(&h.doc), h)).collect(),
        no_model: BTreeMap::new(),
        report: Report { ledger: common.ledger.display().to_string(), ..Report::default() },
    };
    let (list, problems) = inputs::list(&args.paths, &common.ledger);
    for (doc, problem) in &problems {
        run.report.unread.push(Listed::new(doc, problem));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs.map_or(0, usize::from))
        .build()
        .context("cannot start threads")?;
    let progress = Progress::documents(list.len(), common.quiet);
    pool.install(|| run.read_all(&list, &mut ledger, &progress))?;
    progress.say("merging");
    run.finish(&mut ledger)?;
    progress.finish();
    let mut report = run.report;
    report.seconds = start.elapsed().as_secs_f64();
    match args.format {
        TextOrJson::Json => terminal::print_json(&report)?,
        TextOrJson::Text => {
            if !common.quiet || !report.unread.is_empty() {
                terminal::print(&text(&report, &ledger, common)?)?;
            }
        }
    }
    Ok(if report.unread.is_empty() { Outcome::Done } else { Outcome::SomeUnread })
}

struct Run<'e> {
    engine: &'e Engine,
    reader: Reader<'e>,
    shelf: &'e Shelf,
    /// What the ledger held at the start, by name.
    held: BTreeMap<Arc<str>, Header>,
    /// Languages whose model cannot be had, and why.
    no_model: BTreeMap<Arc<str>, String>,
    report: Report,
}

impl Run<'_> {
    fn read_all(&mut self, list: &[Input], ledger: &mut Ledger, progress: &Progress) -> anyhow::Result<()> {
        progress.say("reading");
        let mut rest = list;
        while !rest.is_empty() {
            let mut opened = Vec::new();
            let mut bytes = 0;
            while let [input, after @ ..] = rest
                && opened.len() < BATCH_SOURCES
                && bytes < BATCH_BYTES
            {
                rest = after;
                match input.open(self.engine.limits()) {
                    Ok(source) if self.is_unchanged(&input.name, &source.bytes) => {
                        self.report.unchanged += 1;
                        progress.advance(1);
                    }
                    Ok(source) => {
                        bytes += source.bytes.len();
                        opened.push((input, source));
                    }
                    Err(problem) => {
                        self.unread(ledger, &input.name, &[problem])?;
                        progress.advance(1);
                    }
                }
            }
            let sources: Vec<Source<'_>> = opened
                .iter()
                .map(|(input, s)| Source { name: Arc::clone(&input.name), bytes: &s.bytes, modified: s.modified })
                .collect();
            let taken = self.reader.intake(&sources);
            self.read_batch(taken, sources.len(), ledger, progress)?;
        }
        Ok(())
    }

    fn read_batch(
        &mut self,
        taken: Vec<Taken>,
        sources: usize,
        ledger: &mut Ledger,
        progress: &Progress,
    ) -> anyhow::Result<()> {
        for lang in self.reader.missing_pipelines(&taken) {
            if !self.no_model.contains_key(&lang)
                && let Err(error) = self.shelf.train(self.engine, &lang)
            {
                terminal::note(&format!("no events will be read in language `{lang}`: {error:#}"));
                self.no_model.insert(lang, format!("{error:#}"));
            }
        }
        // Members of archives and rows of tables are only known now.
        let (same, changed): (Vec<Taken>, Vec<Taken>) = taken.into_iter().partition(|t| {
            t.article.as_ref().is_some_and(|a| {
                self.held.get(&t.doc).is_some_and(|h| h.sha256 == a.sha256 && self.is_by_this_coder(h))
            })
        });
        self.report.unchanged += same.len();
        let documents = changed.len();
        let is_one_to_one = documents == sources;
        let done = || {
            if is_one_to_one {
                progress.advance(1);
            }
        };
        let mut records = Vec::with_capacity(documents);
        for result in self.reader.read(changed, &done) {
            match result {
                Ok(record) => {
                    self.note(&record);
                    records.push(record);
                }
                Err(unread) => self.unread(ledger, &unread.doc, &unread.problems)?,
            }
        }
        ledger.put(&records)?;
        if !is_one_to_one {
            progress.advance(sources as u64);
        }
        Ok(())
    }

    fn note(&mut self, record: &DocumentRecord) {
        self.report.read += 1;
        *self.report.languages.entry(record.article.meta.lang.to_string()).or_default() += 1;
        let remarks = record.problems.iter().filter(|p| p.severity >= Severity::Warning);
        self.report.remarks.extend(remarks.map(|p| Listed::new(&record.article.doc, p)));
    }

    fn unread(&mut self, ledger: &mut Ledger, doc: &str, problems: &[Problem]) -> anyhow::Result<()> {
        let listed = problems.iter().rev().max_by_key(|p| p.severity);
        self.report.unread.extend(listed.map(|p| Listed::new(doc, p)));
        ledger.fail(doc, problems)?;
        Ok(())
    }

    /// Whether the ledger holds these bytes under this name, read as they would be read now.
    fn is_unchanged(&self, doc: &str, bytes: &[u8]) -> bool {
        self.held.get(doc).is_some_and(|header| self.is_by_this_coder(header) && *header.sha256 == *sha256(bytes))
    }

    fn is_by_this_coder(&self, header: &Header) -> bool {
        let model = self.shelf.model_of(&header.lang);
        // Without a model there is always something to gain by trying again.
        let is_known = self.engine.packs().lang(&header.lang).is_some();
        (model.is_some() || !is_known) && !self.is_by_other_coder(header)
    }

    fn is_by_other_coder(&self, header: &Header) -> bool {
        *header.coder != self.engine.coder(self.shelf.model_of(&header.lang).as_deref())
    }

    /// Merging and deduction, when anything changed since they were last done.
    fn finish(&mut self, ledger: &mut Ledger) -> anyhow::Result<()> {
        let headers = ledger.headers()?;
        if !ledger.is_current()? {
            let done = conclude(ledger.told_mentions()?, ledger.office_statements()?, &headers, self.engine.packs());
            ledger.replace_events(&done.completed, &done.events, &done.relations, &done.offices)?;
        }
        self.report.by_other_coder = headers.iter().filter(|h| self.is_by_other_coder(h)).count();
        self.report.mentions = ledger.mentions()?.len();
        self.report.events = ledger.events()?.len();
        self.report.relations = ledger.relations()?.len();
        self.report.offices = ledger.offices()?.len();
        Ok(())
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

fn text(report: &Report, ledger: &Ledger, common: &Common) -> anyhow::Result<String> {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    if !common.quiet {
        let languages: Vec<String> = report.languages.iter().map(|(lang, n)| format!("{n} {lang}")).collect();
        let languages = if languages.is_empty() { String::new() } else { format!(" ({})", languages.join(", ")) };
        let unchanged =
            if report.unchanged > 0 { format!(", skipped {} unchanged", report.unchanged) } else { String::new() };
        line(format!("Read {}{languages} in {:.1} s{unchanged}.", count(report.read, "document"), report.seconds));
        line(format!(
            "{} now holds {} merged to {}; {} and {} follow from them.",
            report.ledger,
            count(report.mentions, "event mention"),
            count(report.events, "event"),
            count(report.relations, "relation"),
            count(report.offices, "office"),
        ));
        for (message, docs) in grouped(&report.remarks) {
            line(format!("Note: {message}: {docs}"));
        }
        if report.by_other_coder > 0 {
            line(format!(
                "{} of the ledger were read by another version, data or model; read them again to renew them.",
                count(report.by_other_coder, "document")
            ));
        }
    }
    if !report.unread.is_empty() {
        line(format!("\n{} could not be read:", count(report.unread.len(), "document")));
        for listed in report.unread.iter().take(LISTED) {
            let hint = listed.hint.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
            line(format!("  {}: {}{hint}", listed.doc, listed.message));
        }
        if report.unread.len() > LISTED {
            line(format!("  and {} more; --format json lists all", report.unread.len() - LISTED));
        }
    }
    if !common.quiet && report.events > 0 {
        out.push_str(&next_steps(ledger, common)?);
    }
    Ok(out)
}

/// Remarks of the same wording with the documents they are about.
fn grouped(remarks: &[Listed]) -> BTreeMap<&str, String> {
    let mut docs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for remark in remarks {
        docs.entry(&remark.message).or_default().push(&remark.doc);
    }
    let said = |docs: Vec<&str>| match docs[..] {
        [one] => one.to_owned(),
        [first, ..] => format!("{} documents, {first} among them", docs.len()),
        [] => String::new(),
    };
    docs.into_iter().map(|(message, docs)| (message, said(docs))).collect()
}

/// Commands to try next, with names, days and countries that this ledger has.
fn next_steps(ledger: &Ledger, common: &Common) -> anyhow::Result<String> {
    // Run by `cargo run`, the command is not on the PATH yet.
    let command = if std::env::var_os("CARGO").is_some() { "cargo run --release --" } else { "legation" };
    let file = common.ledger.display();
    let with = if file.to_string() == "legation.ledger" { String::new() } else { format!(" --ledger {file}") };
    let events = ledger.events()?;
    let mut steps = vec!["timeline".to_owned()];
    let dated = events.iter().filter(|e| e.merged.date.and_then(legation_model::Edtf::as_day).is_some());
    if let Some(event) = dated.max_by_key(|e| (e.documents.len(), e.mentions.len())) {
        let day = event.merged.date.map(|d| d.to_string()).unwrap_or_default();
        let mut about: Vec<String> = event
            .merged
            .actor
            .iter()
            .chain(&event.merged.recipient)
            .filter_map(|a| a.country)
            .map(|c| c.to_string())
            .collect();
        about.sort();
        about.dedup();
        let about = if about.is_empty() { String::new() } else { format!(" --about {}", about.join(",")) };
        steps.push(format!("as-of {day}{about}"));
        steps.push(format!("show {}", event.merged.id.doc));
        steps.push(format!("explain {}", event.id));
    }
    steps.push("export --what events --format csv".to_owned());
    let mut out = String::from("\nTry next:\n");
    for step in steps {
        let _ = writeln!(out, "  {command} {step}{with}");
    }
    Ok(out)
}
