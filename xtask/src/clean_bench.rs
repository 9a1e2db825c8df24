//! Our cleaning of web pages beside other extractors, on the same pages in one go.
//!
//! Pages a second are of processor time, so that whatever else the machine does counts for nobody. The others are built in `target/clean-bench`, never in the workspace: two Rust crates and Python's trafilatura.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};

const MANIFEST: &str = include_str!("../clean_peers/Cargo.toml.in");
const PEERS: &str = include_str!("../clean_peers/main.rs");
const TRAFILATURA: &str = include_str!("../clean_peers/trafilatura_peer.py");
/// Pinned so that figures can be compared; trafilatura 2.3 needs the second package without saying so.
const PYTHON: [&str; 2] = ["trafilatura==2.3.1", "lxml_html_clean"];
const RUST: [&str; 3] = ["dom_smoothie", "rs-trafilatura", "rust-trafilatura"];

/// One row of the table.
struct Row {
    name: String,
    score: String,
    pages: f64,
}

/// `clean-bench [TOOL…]`: all tools, or ours and the named ones.
pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let root = crate::root();
    #[allow(clippy::disallowed_methods, reason = "a chore of the developer's machine")]
    let shared = std::env::var("LEGATION_SHARED").map_or_else(|_| root.join("../shared"), PathBuf::from);
    let bench = shared.join("bench/clean");
    if !bench.exists() {
        println!("skipped: ../shared is absent");
        return Ok(());
    }
    let work = root.join("target/clean-bench");
    fs::create_dir_all(&work)?;
    let unpack = |name: &str| -> anyhow::Result<PathBuf> {
        let to = work.join(name);
        let from = bench.join("wcxb_articles").join(format!("{name}.zst"));
        finish(Command::new("zstd").args(["-dqf", "--long=27", "-o"]).arg(&to).arg(from))?;
        Ok(to)
    };
    let (pages, gold) = (unpack("html.jsonl")?, unpack("ground-truth.jsonl")?);
    let wanted = |name: &str| args.is_empty() || args.iter().any(|a| a == name);

    // Without what .cargo/config.toml sets for this program: it would leave out optimisation across crates.
    let cargo = |args: &[&str], dir: &Path| {
        finish(Command::new("cargo").args(args).env_remove("CARGO_INCREMENTAL").current_dir(dir))
    };
    cargo(&["build", "--release", "-q", "-p", "legation-intake", "--example", "clean"], &root)?;
    let mut rows = Vec::new();
    let mut measure = |name: &str, command: &mut Command| -> anyhow::Result<()> {
        let out = work.join(format!("{name}.jsonl"));
        let run =
            command.stdout(fs::File::create(&out)?).stderr(Stdio::piped()).output().with_context(|| name.to_owned())?;
        let said = String::from_utf8_lossy(&run.stderr);
        ensure!(run.status.success(), "{name} failed: {said}");
        let pages = said.split_whitespace().last().and_then(|n| n.parse().ok()).unwrap_or(0.0);
        let score = Command::new("python3").arg(bench.join("score_clean.py")).arg(&gold).arg(&out).output()?;
        rows.push(Row {
            name: name.to_owned(),
            score: String::from_utf8_lossy(&score.stdout).trim().to_owned(),
            pages,
        });
        Ok(())
    };
    measure("legation", Command::new(root.join("target/release/examples/clean")).arg("--jsonl").arg(&pages))?;
    if RUST.iter().any(|tool| wanted(tool)) {
        let peers = work.join("peers");
        fs::create_dir_all(peers.join("src"))?;
        fs::write(peers.join("Cargo.toml"), MANIFEST)?;
        fs::write(peers.join("src/main.rs"), PEERS)?;
        // One of them declares a newer Rust than it needs.
        cargo(&["build", "--release", "-q", "--ignore-rust-version"], &peers)?;
        for tool in RUST.into_iter().filter(|tool| wanted(tool)) {
            measure(tool, Command::new(peers.join("target/release/clean-peers")).arg(tool).arg(&pages))?;
        }
    }
    if wanted("trafilatura") {
        let venv = work.join("venv");
        if !venv.exists() {
            finish(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        }
        finish(Command::new(venv.join("bin/pip")).args(["install", "-q"]).args(PYTHON))?;
        let script = work.join("trafilatura_peer.py");
        fs::write(&script, TRAFILATURA)?;
        measure("trafilatura", Command::new(venv.join("bin/python")).arg(script).arg(&pages))?;
    }
    let slowest = rows.iter().find(|r| r.name == "trafilatura").map(|r| r.pages);
    for row in &rows {
        let ratio = slowest.map_or(String::new(), |s| format!("  {:5.1}x trafilatura", row.pages / s));
        println!("{:<18} {}  {:7.1} pages/s{ratio}", row.name, row.score, row.pages);
    }
    Ok(())
}

fn finish(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
