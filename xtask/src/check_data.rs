//! `cargo xtask check-data`: loads and checks a data folder as the program does, and reports what it holds.

use std::path::PathBuf;

use legation_packs::{Files, Packs};

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let folder = args.first().map_or_else(|| crate::root().join("data"), PathBuf::from);
    let files = Files::from_dir(&folder)?;
    let packs = Packs::load(&files)?;
    println!("{}: sound, fingerprint {}", folder.display(), packs.fingerprint.get(..16).unwrap_or_default());
    for code in packs.langs.keys() {
        println!("{code}");
        for part in ["intake", "segment", "timex", "actors", "attribution", "status", "coding"] {
            let below = format!("lang/{code}/{part}/");
            let tables = files.below(&below, ".tsv").count();
            let rows: usize = files.below(&below, ".tsv").map(|(path, _)| files.rows(path).count()).sum();
            let rules: usize = files
                .below(&below, ".toml")
                .map(|(_, text)| text.lines().filter(|l| l.starts_with("[[")).count())
                .sum();
            println!("  {part:<12} {rows:>5} rows in {tables} tables, {rules:>4} rules");
        }
    }
    Ok(())
}
