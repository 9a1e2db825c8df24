#![doc = include_str!("../README.md")]

mod evaluate;
mod explain;
mod export;
mod inputs;
mod models;
mod parse;
mod read;
mod speed;
mod terminal;
mod views;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use legation_engine::Engine;
use legation_intake::DEFAULT_LIMITS;
use legation_ledger::Ledger;
use legation_packs::{Files, Packs};

const EXAMPLES: &str = "\
Examples:
  legation read news/ --ledger my.ledger        read a folder into a ledger
  legation timeline --ledger my.ledger          what happened, day by day
  legation as-of 2019-02-10 --about FRA,ITA     what stood on a day
  legation show news/story.txt                  a document with its marks
  legation export --what events > events.jsonl  the events for your own tools

Exit codes: 0 done; 1 some documents could not be read and are listed; 2 the command could not be run.";

/// Reads documents about international politics and keeps a sourced ledger of who did what to whom.
#[derive(Debug, Parser)]
#[command(name = "legation", version, about, after_help = EXAMPLES, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
struct Common {
    /// The ledger file
    #[arg(long, global = true, value_name = "FILE", default_value = "legation.ledger")]
    ledger: PathBuf,
    /// A folder with rules and word lists to use instead of the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A table (TSV) of organisations or persons of your own, which go before the built-in ones; can be given several
    /// times
    ///
    /// Columns of organisations: name, country, sector, names, `weak_names`. Of persons: name, names, gender, last, office,
    /// of, to, since, until, sector; one line a term. Only `name` and `sector` must be there. Alternatives stand between
    /// `|`. Documents read with other tables are read again.
    #[arg(long, global = true, value_name = "FILE")]
    actors: Vec<PathBuf>,
    /// Print results and errors only
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Read(read::Args),
    Timeline(views::TimelineArgs),
    AsOf(views::AsOfArgs),
    Show(views::ShowArgs),
    Explain(explain::Args),
    Search(views::SearchArgs),
    Export(export::Args),
    Models(models::Args),
    Parse(parse::Args),
    Eval(evaluate::Args),
}

/// Whether everything could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    SomeUnread,
}

impl Common {
    fn packs(&self) -> anyhow::Result<Packs> {
        self.packs_with(&[])
    }

    /// The data folder as it is.
    fn files(&self) -> anyhow::Result<Files> {
        match &self.data {
            None => Ok(Files::embedded()),
            Some(dir) => Files::from_dir(dir).with_context(|| format!("cannot use the data folder {}", dir.display())),
        }
    }

    /// The data, with columns of tables that the user named: pairs of field and name.
    fn packs_with(&self, columns: &[(&str, &str)]) -> anyhow::Result<Packs> {
        let mut files = self.files()?;
        for (n, path) in self.actors.iter().enumerate() {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            files = files.with_actors(n, text);
        }
        if !columns.is_empty() {
            files = files.with_columns(columns.iter().copied());
        }
        Packs::load(&files).map_err(|error| {
            let names = self.actors.iter().enumerate();
            names.fold(error, |error, (n, path)| error.renamed(n, &path.to_string_lossy())).into()
        })
    }

    fn engine(&self) -> anyhow::Result<Engine> {
        Ok(Engine::new(self.packs()?, DEFAULT_LIMITS))
    }

    /// The ledger, which must be there.
    fn open(&self) -> anyhow::Result<Ledger> {
        Ok(Ledger::open_existing(&self.ledger)?)
    }
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    let common = cli.common;
    match cli.command {
        Command::Read(args) => read::run(&args, &common),
        Command::Timeline(args) => views::timeline(&args, &common),
        Command::AsOf(args) => views::as_of(&args, &common),
        Command::Show(args) => views::show(&args, &common),
        Command::Explain(args) => explain::run(&args, &common),
        Command::Search(args) => views::search(&args, &common),
        Command::Export(args) => export::run(&args, &common),
        Command::Models(args) => models::run(&args, &common),
        Command::Parse(args) => parse::run(&args, &common),
        Command::Eval(args) => evaluate::run(&args, &common),
    }
}

fn main() -> ExitCode {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // The document's problem says it; the trace is for those who ask for one.
        if !legation_engine::is_quarantined() || std::env::var_os("RUST_BACKTRACE").is_some() {
            print(info);
        }
    }));
    match run(Cli::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeUnread) => ExitCode::from(1),
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::error(&error);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
