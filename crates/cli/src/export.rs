//! `legation export`: the ledger for other tools.

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::path::PathBuf;

use anyhow::Context as _;
use legation_desk::export::{Exporter, Format, What};
use legation_desk::wire;

use crate::{Common, Outcome};

/// Export documents, mentions, events, relations, offices or measures
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Offsets are bytes of the source file's text (`base`: decoded) or of the text extracted from it.

Examples:
  legation export --what mentions > mentions.jsonl
  legation export --what events --format csv --out events.csv")]
pub(crate) struct Args {
    /// What to export: documents, mentions, events, relations, offices or measures
    #[arg(long, value_name = "WHAT")]
    what: What,
    /// In which format: jsonl or csv
    #[arg(long, default_value = "jsonl", value_name = "FORMAT")]
    format: Format,
    /// Where to write it [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let ledger = common.open()?;
    let out: Box<dyn std::io::Write> = match &args.out {
        Some(path) => {
            let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    let mut exporter = Exporter::new(args.what, args.format, out)?;
    match args.what {
        What::Documents => {
            for document in ledger.documents()? {
                exporter.put(&wire::Document::from(&document))?;
            }
        }
        What::Mentions => {
            let events = ledger.events()?;
            let event_of: BTreeMap<_, _> =
                events.iter().flat_map(|e| e.mentions.iter().map(move |m| (m, &*e.id))).collect();
            for mention in ledger.mentions()? {
                exporter.put(&wire::Mention::new(&mention, event_of.get(&mention.id).copied()))?;
            }
        }
        What::Events => {
            let mentions = ledger.mentions()?;
            let by_id: wire::Mentions<'_> = mentions.iter().map(|m| (&m.id, m)).collect();
            for event in ledger.events()? {
                exporter.put(&wire::Event::new(&event, &by_id))?;
            }
        }
        What::Relations => {
            for relation in ledger.relations()? {
                exporter.put(&wire::Relation::from(&relation))?;
            }
        }
        What::Offices => {
            for office in ledger.offices()? {
                exporter.put(&wire::Office::from(&office))?;
            }
        }
        What::Measures => {
            let published: BTreeMap<_, _> = ledger.headers()?.into_iter().map(|h| (h.doc, h.published.date)).collect();
            for measure in ledger.measures()? {
                let date = published.get(&measure.evidence.doc).copied().flatten();
                exporter.put(&wire::Measure::new(&measure, date))?;
            }
        }
    }
    exporter.finish()?;
    Ok(Outcome::Done)
}
