//! The commands that print what the ledger holds.

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use jiff::civil::Date;
use legation_desk::{About, search, show, standing, timeline, wire};
use legation_ledger::{Document, Ledger};
use legation_model::{Edtf, Event, Mention};
use serde::Serialize;

use crate::{Common, Outcome, terminal};

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextOrJson {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How to print a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    /// For the terminal.
    Text,
    /// For programs: the events as `export` has them.
    Json,
    /// Markdown, for documents.
    Md,
}

/// Show what happened, day by day
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  legation timeline
  legation timeline --about FRA                 what involves France
  legation timeline --about FRA,ITA             what is between France and Italy
  legation timeline --from 2018-03 --to 2018-04-15
  legation timeline --format md > timeline.md")]
pub(crate) struct TimelineArgs {
    /// Countries by their three-letter codes: FRA (all about it) or FRA,BLR (what is between them)
    #[arg(long, value_name = "CODES")]
    about: Option<About>,
    /// First day, month or year
    #[arg(long, value_name = "DATE")]
    from: Option<Edtf>,
    /// Last day, month or year
    #[arg(long, value_name = "DATE")]
    to: Option<Edtf>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TimelineFormat,
}

pub(crate) fn timeline(args: &TimelineArgs, common: &Common) -> anyhow::Result<Outcome> {
    let ledger = common.open()?;
    let about = args.about.clone().unwrap_or_default();
    let range = timeline::Range { from: args.from, to: args.to };
    let events = ledger.events()?;
    let mut shown: Vec<&Event> = events.iter().filter(|e| about.event(e) && range.holds(e.merged.date)).collect();
    timeline::order(&mut shown);
    match args.format {
        TimelineFormat::Text => terminal::print(&timeline::text(&shown, terminal::page()))?,
        TimelineFormat::Md => terminal::print(&timeline::markdown(&shown))?,
        TimelineFormat::Json => {
            let mentions = ledger.mentions()?;
            let by_id: wire::Mentions<'_> = mentions.iter().map(|m| (&m.id, m)).collect();
            let shapes: Vec<wire::Event> = shown.iter().map(|e| wire::Event::new(e, &by_id)).collect();
            terminal::print_json(&shapes)?;
        }
    }
    Ok(Outcome::Done)
}

/// Show what stood on a day: relations, offices, measures
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  legation as-of 2018-04-01 --about GBR,RUS
  legation as-of 2019-02-08 --known-at 2019-02-07     only what had been published by then")]
pub(crate) struct AsOfArgs {
    /// The day, such as 2018-04-01
    #[arg(value_name = "DATE")]
    date: Date,
    /// Only what was published by this day
    #[arg(long, value_name = "DATE")]
    known_at: Option<Date>,
    /// Countries by their three-letter codes: FRA (all about it) or FRA,BLR (what is between them)
    #[arg(long, value_name = "CODES")]
    about: Option<About>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub(crate) fn as_of(args: &AsOfArgs, common: &Common) -> anyhow::Result<Outcome> {
    let ledger = common.open()?;
    let packs = common.packs()?;
    let about = args.about.clone().unwrap_or_default();
    let standing = ledger.as_of(args.date, args.known_at, about.codes(), &packs.relations)?;
    let question = standing::Question { on: args.date, known_at: args.known_at, about };
    match args.format {
        TextOrJson::Text => terminal::print(&standing::text(&question, &standing, terminal::page()))?,
        TextOrJson::Json => terminal::print_json(&standing::Shape::new(&question, &standing))?,
    }
    Ok(Outcome::Done)
}

/// Show a document with its marks, each event below its sentence
#[derive(Debug, clap::Args)]
#[command(after_help = "\
In colour, or with signs where there is none: [actor] *trigger* <time> _source_.

Examples:
  legation show news/story.txt
  legation show story.txt | less")]
pub(crate) struct ShowArgs {
    /// The document's name, or the end of it
    #[arg(value_name = "DOC")]
    doc: String,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

#[derive(Serialize)]
struct Shown {
    document: wire::Document,
    mentions: Vec<wire::Mention>,
}

pub(crate) fn show(args: &ShowArgs, common: &Common) -> anyhow::Result<Outcome> {
    let ledger = common.open()?;
    let document = find_document(&ledger, &args.doc)?;
    let events = ledger.events()?;
    let event_of = |m: &Mention| events.iter().find(|e| e.mentions.contains(&m.id)).map(|e| e.id.to_string());
    let mentions: Vec<(Mention, Option<String>)> =
        ledger.mentions_of(&document.doc)?.into_iter().map(|m| (m.clone(), event_of(&m))).collect();
    if args.format == TextOrJson::Json {
        let shapes = mentions.iter().map(|(m, event)| wire::Mention::new(m, event.as_deref())).collect();
        terminal::print_json(&Shown { document: (&document).into(), mentions: shapes })?;
        return Ok(Outcome::Done);
    }
    let Some(article) = &document.article else {
        let why: Vec<String> = document.problems.iter().map(|p| p.message.clone()).collect();
        bail!("{} could not be read: {}", document.doc, why.join("; "));
    };
    let shown = show::Shown { article, times: &document.times, mentions: &mentions, problems: &document.problems };
    terminal::print(&show::text(shown, terminal::page()))?;
    Ok(Outcome::Done)
}

fn find_document(ledger: &Ledger, name: &str) -> anyhow::Result<Document> {
    if let Some(document) = ledger.document(name)? {
        return Ok(document);
    }
    let headers = ledger.headers()?;
    let matching: Vec<&str> = headers.iter().map(|h| &*h.doc).filter(|doc| doc.ends_with(name)).collect();
    match matching[..] {
        [one] => ledger.document(one)?.with_context(|| format!("{one} is gone from the ledger")),
        [] => {
            let some: Vec<&str> = headers.iter().take(5).map(|h| &*h.doc).collect();
            bail!(
                "no document `{name}` in {}; it holds {}, such as {}",
                ledger.path().display(),
                headers.len(),
                some.join(", ")
            )
        }
        _ => bail!("`{name}` is the end of {} names: {}", matching.len(), matching.join(", ")),
    }
}

/// Find documents that hold words
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Case and accents do not matter; all words must occur; \"words in quotation marks\" side by side; expul* any ending.

Examples:
  legation search ambassador expelled
  legation search '\"persona non grata\"'")]
pub(crate) struct SearchArgs {
    /// The words
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// How many documents to show at most
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

pub(crate) fn search(args: &SearchArgs, common: &Common) -> anyhow::Result<Outcome> {
    let ledger = common.open()?;
    let hits = ledger.search(&args.words.join(" "), args.limit)?;
    match args.format {
        TextOrJson::Text => terminal::print(&search::text(&hits, terminal::page()))?,
        TextOrJson::Json => {
            let shapes: Vec<search::Shape> = hits.iter().map(search::Shape::from).collect();
            terminal::print_json(&shapes)?;
        }
    }
    Ok(Outcome::Done)
}
