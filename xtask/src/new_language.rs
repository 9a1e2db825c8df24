//! `cargo xtask new-language CODE`: a folder for a new language, with everything that the loader asks for.

use std::fs;

use anyhow::{Context as _, bail};
use legation_packs::{Files, Packs};

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let [code] = args else { bail!("usage: cargo xtask new-language CODE, where CODE is BCP 47, such as es or pt") };
    if !(2..=8).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_lowercase()) {
        bail!("`{code}` is no BCP 47 language code, such as es or pt");
    }
    let langs = crate::root().join("data/lang");
    let (from, to) = (langs.join("_template"), langs.join(code));
    if to.exists() {
        bail!("{} is there already", to.display());
    }
    let mut open = vec![from.clone()];
    let mut made = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let target = to.join(path.strip_prefix(&from)?);
            fs::create_dir_all(target.parent().unwrap_or(&to))?;
            fs::copy(&path, &target).with_context(|| format!("cannot write {}", target.display()))?;
            made.push(target);
        }
    }
    Packs::load(&Files::from_dir(&crate::root().join("data"))?).context("the new folder does not load")?;
    made.sort();
    for path in &made {
        println!("{}", path.display());
    }
    println!("\nNext: fill pack.toml, then the tables; `cargo xtask check-data` after each step (CONTRIBUTING.md).");
    Ok(())
}
