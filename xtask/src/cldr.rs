//! `cargo xtask cldr`: the names of states in many languages, from the npm package `cldr-localenames-full` (Unicode
//! CLDR, Unicode Licence V3: see `NOTICE`), as `data/actors/territories/<language>.tsv`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

const PACKAGE: &str = "cldr-localenames-full";
const VERSION: &str = "48.2.0";

/// Keys of two letters that are no territory of their own.
const NO_TERRITORY: [&str; 7] = ["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"];

/// A language is taken when CLDR names at least this many territories in it.
const COMPLETE: usize = 190;

/// Fetches the package with `npm` (or reads the unpacked one given as argument) and writes the files.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let temporary = root.join("target/cldr");
    let package = match args.first() {
        Some(folder) => Path::new(folder).to_owned(),
        None => fetch(&temporary)?,
    };
    let out = root.join("data/actors/territories");
    fs::create_dir_all(&out)?;
    let mut written = 0;
    let mut locales: Vec<_> = fs::read_dir(package.join("main"))?.collect::<std::io::Result<_>>()?;
    locales.sort_by_key(fs::DirEntry::file_name);
    for locale in locales {
        let lang = locale.file_name().to_string_lossy().into_owned();
        // Regional forms add little; the bare code is the language.
        if lang.contains('-') || lang == "und" {
            continue;
        }
        let file = locale.path().join("territories.json");
        if !file.exists() {
            continue;
        }
        let text = fs::read_to_string(file)?;
        let names = names(&serde_json::from_str(&text)?, &lang)?;
        if names.len() >= COMPLETE {
            fs::write(out.join(format!("{lang}.tsv")), table(&names))?;
            written += 1;
        }
    }
    println!("{written} languages in {}", out.display());
    Ok(())
}

fn fetch(folder: &Path) -> Result<std::path::PathBuf> {
    fs::create_dir_all(folder)?;
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", &format!("{PACKAGE}@{VERSION}")]).current_dir(folder);
    run_command(&mut npm).context("`npm pack` failed; unpack the package yourself and give its folder")?;
    let archive = format!("{PACKAGE}-{VERSION}.tgz");
    run_command(Command::new("tar").args(["xzf", &archive]).current_dir(folder))?;
    Ok(folder.join("package"))
}

fn run_command(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// Names by ISO 3166-1 alpha-2: the usual one first, then CLDR's short and variant forms.
fn names(file: &Value, lang: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let pointer = format!("/main/{lang}/localeDisplayNames/territories");
    let territories = file.pointer(&pointer).and_then(Value::as_object).with_context(|| format!("no {pointer}"))?;
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, name) in territories {
        let (code, form) = key.split_once('-').unwrap_or((key, ""));
        let name = name.as_str().unwrap_or_default().trim();
        let state = code.len() == 2 && !NO_TERRITORY.contains(&code);
        // A name with an explanation in brackets is for lists, not for texts; so is a repeated code.
        if !state || name.is_empty() || name.contains(['(', '（', '[']) || name == code {
            continue;
        }
        let list = names.entry(code.to_owned()).or_default();
        if !list.iter().any(|n| n == name) {
            let at = if form.is_empty() { 0 } else { list.len() };
            list.insert(at, name.to_owned());
        }
    }
    Ok(names)
}

fn table(names: &BTreeMap<String, Vec<String>>) -> String {
    let mut out = format!(
        "# Names of states and territories. Source: Unicode CLDR, npm package {PACKAGE} {VERSION}, Unicode Licence V3.\n\
         # Made by `cargo xtask cldr`; do not edit.\niso2\tnames\n"
    );
    for (code, names) in names {
        let _ = writeln!(out, "{code}\t{}", names.join("|"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_usual_names_first_and_leaves_out_continents_and_explanations() {
        let file = serde_json::json!({"main": {"xx": {"localeDisplayNames": {"territories": {
            "001": "world", "CZ-alt-variant": "Czech Lands", "CZ": "Czechia", "CD": "Congo (Kinshasa)", "ZZ": "unknown"
        }}}}});
        let names = names(&file, "xx").unwrap();
        assert_eq!(names, BTreeMap::from([("CZ".to_owned(), vec!["Czechia".to_owned(), "Czech Lands".to_owned()])]));
    }
}
