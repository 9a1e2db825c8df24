//! `cargo xtask tidy`: the invariants that the compiler cannot check. Each failure names the file and what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::Value;

/// Which crates of ours a crate may depend on, tests included apart. `ARCHITECTURE.md` draws the same.
const ALLOWED: &[(&str, &[&str])] = &[
    ("legation-model", &[]),
    ("legation-packs", &["legation-model"]),
    ("legation-intake", &["legation-model", "legation-packs"]),
    ("legation-segment", &["legation-model", "legation-packs"]),
    ("legation-timex", &["legation-model", "legation-packs"]),
    ("legation-coding", &["legation-model", "legation-packs"]),
    ("legation-merge", &["legation-model", "legation-packs"]),
    ("legation-ledger", &["legation-model", "legation-packs"]),
    ("legation-pipeline", &["legation-model"]),
    ("legation-vectors", &["legation-model"]),
    ("legation-models", &[]),
    (
        "legation-engine",
        &[
            "legation-model",
            "legation-packs",
            "legation-intake",
            "legation-segment",
            "legation-pipeline",
            "legation-vectors",
            "legation-timex",
            "legation-coding",
            "legation-merge",
            "legation-ledger",
        ],
    ),
    ("legation-desk", &["legation-model", "legation-packs", "legation-ledger", "legation-engine"]),
    (
        "legation-eval",
        &[
            "legation-model",
            "legation-packs",
            "legation-intake",
            "legation-segment",
            "legation-pipeline",
            "legation-timex",
            "legation-coding",
            "legation-merge",
            "legation-ledger",
            "legation-engine",
        ],
    ),
];

/// Crates that may depend on all others: the tools around the library.
const OUTERMOST: &[&str] = &["legation", "xtask"];

/// Endings of files that belong into the repository.
const ENDINGS: &[&str] = &[
    "rs", "toml", "in", "lock", "md", "txt", "tsv", "csv", "json", "jsonl", "html", "xml", "sql", "snap", "py", "sh",
    "eml", "svg", "css", "js", "ledger", "gz", "zip", "pdf", "docx",
];

/// No file of the repository is larger, in bytes: neither weights nor corpora belong here.
const MAX_BYTES: u64 = 1 << 20;

/// A Rust file of more lines is several rooms in one.
const MAX_LINES: usize = 800;

/// On a line that names a language or event type for a stated reason.
const EXCUSE: &str = "tidy: named because";

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    if !args.is_empty() {
        bail!("tidy takes no arguments");
    }
    let root = crate::root();
    let files = tracked(&root)?;
    let mut failures = Vec::new();
    dependencies(&root, &mut failures)?;
    stray(&root, &files, &mut failures)?;
    names(&root, &files, &mut failures)?;
    links(&root, &files, &mut failures)?;
    commands(&root, &mut failures)?;
    if failures.is_empty() {
        println!("tidy: {} files in order", files.len());
        return Ok(());
    }
    bail!("tidy found {} things:\n  {}", failures.len(), failures.join("\n  "));
}

/// The files that git knows, or would add.
fn tracked(root: &Path) -> anyhow::Result<Vec<String>> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("cannot run git")?;
    if !out.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&out.stderr));
    }
    let list = String::from_utf8(out.stdout)?;
    Ok(list.lines().filter(|f| root.join(f).exists()).map(str::to_owned).collect())
}

fn dependencies(root: &Path, failures: &mut Vec<String>) -> anyhow::Result<()> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    if !out.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&out.stderr));
    }
    let metadata: Value = serde_json::from_slice(&out.stdout)?;
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let ours: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if OUTERMOST.contains(&name) {
            continue;
        }
        let Some(may) = allowed.get(name) else {
            failures.push(format!("{name} is not in the list of crates (xtask/src/tidy.rs, ARCHITECTURE.md)"));
            continue;
        };
        for dependency in package["dependencies"].as_array().map_or(&[][..], Vec::as_slice) {
            let on = dependency["name"].as_str().unwrap_or_default();
            // Tests may use what they like: they cannot leak into a build.
            let is_for_tests = dependency["kind"].as_str() == Some("dev");
            if ours.contains(on) && !is_for_tests && !may.contains(&on) {
                failures.push(format!("{name} must not depend on {on}: stages meet in `model`"));
            }
        }
    }
    Ok(())
}

fn stray(root: &Path, files: &[String], failures: &mut Vec<String>) -> anyhow::Result<()> {
    for file in files {
        let path = Path::new(file);
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned());
        let is_known = match ending.as_deref() {
            Some(ending) => ENDINGS.contains(&ending),
            None => matches!(name.as_str(), "LICENSE-MIT" | "LICENSE-APACHE" | "NOTICE" | ".gitignore" | "run"),
        };
        if !is_known && name != ".gitignore" {
            failures.push(format!("{file}: no kind of file that belongs here (endings: xtask/src/tidy.rs)"));
        }
        let bytes = fs::metadata(root.join(file))?.len();
        if bytes > MAX_BYTES {
            failures.push(format!("{file}: {bytes} bytes; nothing over {MAX_BYTES} belongs into the repository"));
        }
        if ending.as_deref() == Some("rs") {
            let lines = fs::read_to_string(root.join(file))?.lines().count();
            if lines > MAX_LINES {
                failures.push(format!("{file}: {lines} lines; cut it where it holds several rooms"));
            }
        }
    }
    Ok(())
}

/// No Rust code names a language or an event type: both are data. Tests may, and so may `pipeline`, which has the
/// hooks that spaCy itself has in code for a language.
fn names(root: &Path, files: &[String], failures: &mut Vec<String>) -> anyhow::Result<()> {
    let below = |folder: &str| -> BTreeSet<String> {
        let names = files.iter().filter_map(|f| f.strip_prefix(folder)?.split('/').next());
        names.map(|n| n.trim_end_matches(".toml").to_owned()).collect()
    };
    let languages = below("data/lang/");
    let events: BTreeSet<String> = below("data/ontology/events/").iter().map(|n| n.to_uppercase()).collect();
    let is_checked = |file: &str| {
        file.starts_with("crates/")
            && Path::new(file).extension().is_some_and(|e| e == "rs")
            && file.contains("/src/")
            && !file.starts_with("crates/pipeline/")
            && !file.ends_with("/tests.rs")
    };
    for file in files.iter().filter(|f| is_checked(f)) {
        let text = fs::read_to_string(root.join(file))?;
        for (n, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("#[cfg(test)]") {
                break;
            }
            let code = line.split("//").next().unwrap_or(line);
            if line.contains(EXCUSE) {
                continue;
            }
            for literal in code.split('"').skip(1).step_by(2) {
                if languages.contains(literal) || events.contains(literal) {
                    failures.push(format!("{file}:{}: names `{literal}`; languages and event types are data", n + 1));
                }
            }
        }
    }
    Ok(())
}

/// Links of the documents lead somewhere.
fn links(root: &Path, files: &[String], failures: &mut Vec<String>) -> anyhow::Result<()> {
    let is_markdown = |f: &str| Path::new(f).extension().is_some_and(|e| e == "md");
    for file in files.iter().filter(|f| is_markdown(f) && !f.starts_with("examples/")) {
        let folder = root.join(file).parent().map(PathBuf::from).unwrap_or_default();
        let text = fs::read_to_string(root.join(file))?;
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or(target);
            let is_elsewhere =
                path.is_empty() || path.contains("::") || path.contains("://") || path.starts_with("mailto:");
            if !is_elsewhere && !folder.join(path).exists() {
                failures.push(format!("{file}: the link to {target} leads nowhere"));
            }
        }
    }
    Ok(())
}

/// The README's set-up commands are the ones that CI runs.
fn commands(root: &Path, failures: &mut Vec<String>) -> anyhow::Result<()> {
    let readme = fs::read_to_string(root.join("README.md")).context("README.md")?;
    let ci = fs::read_to_string(root.join(".ci/run")).context(".ci/run")?;
    let block = readme.split("```sh\n").nth(1).and_then(|b| b.split("```").next()).unwrap_or_default();
    let lines: Vec<&str> = block.lines().filter(|l| !l.trim().is_empty()).collect();
    if lines.len() != 2 {
        failures.push(format!("README.md: its first block has {} commands, not the two of setting up", lines.len()));
    }
    if let Some(test) = lines.last()
        && !ci.contains(test)
    {
        failures.push(format!(".ci/run does not run README's `{test}`"));
    }
    Ok(())
}
