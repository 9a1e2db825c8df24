//! `legation eval`: accuracy on gold documents and benchmarks.

use std::path::PathBuf;

use crate::{Common, Outcome};

/// Measure accuracy on gold documents, or predict for a benchmark
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder with `docs/` and `gold/`
    folder: PathBuf,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let _ = (&args.folder, common);
    anyhow::bail!("no evaluation yet")
}
