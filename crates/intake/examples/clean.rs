//! Prints how files were cleaned, line by line with labels; `--jsonl FILE` writes the body text of `{id, html}` records.

use std::sync::Arc;

use legation_intake::{DEFAULT_LIMITS, Source, read};
use legation_model::{Article, Block, BlockKind, DocumentKind};
use legation_packs::Packs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packs = Packs::embedded()?;
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut out = String::new();
    if let [mode, path] = args.as_slice()
        && mode == "--jsonl"
    {
        out = records(&String::from_utf8(std::fs::read(path)?)?, &packs)?;
    } else {
        for path in &args {
            let bytes = std::fs::read(path)?;
            let source = Source { name: Arc::from(path.as_str()), bytes: &bytes, modified: None };
            for intake in read(&source, &packs, DEFAULT_LIMITS) {
                out.push_str(&report(&intake));
            }
        }
    }
    std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes())?;
    Ok(())
}

/// The blocks that benchmarks of extractors call the body: all but the headline and the date lines above the text.
fn body(article: &Article) -> impl Iterator<Item = &Block> {
    let letter = article.meta.kind == DocumentKind::Letter;
    let first =
        article.blocks.iter().position(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::Quote)).unwrap_or(0);
    let dated = move |i: usize, b: &Block| !letter && i < first && b.kind == BlockKind::Signature;
    let blocks = article.blocks.iter().enumerate();
    blocks.filter(move |(i, b)| b.kind != BlockKind::Title && !dated(*i, b)).map(|(_, b)| b)
}

/// Seconds of processor time that this process has used so far: other programs on the machine do not count.
/// Wall-clock time where the system does not tell.
fn seconds(since: std::time::Instant) -> f64 {
    // Fields 14 and 15 of `stat`, in hundredths of a second, counted behind the name in brackets.
    #[allow(clippy::disallowed_methods, reason = "a bench measures time")]
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat.rsplit(") ").next().unwrap_or_default().split(' ').flat_map(str::parse).collect();
    fields.get(10..12).map_or_else(|| since.elapsed().as_secs_f64(), |t| (t[0] + t[1]) / 100.0)
}

/// Records `{id, html}` a line to records `{id, text}`, the body text without the headline. One thread; the processor
/// time taken goes to standard error.
fn records(input: &str, packs: &Packs) -> Result<String, Box<dyn std::error::Error>> {
    let pages: Vec<serde_json::Value> = input.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut out = String::new();
    #[allow(clippy::disallowed_methods, reason = "a bench measures time")]
    let start = std::time::Instant::now();
    let before = seconds(start);
    let mut cleaned = Vec::with_capacity(pages.len());
    for page in &pages {
        let html = page["html"].as_str().unwrap_or_default();
        let source = Source { name: Arc::from("page.html"), bytes: html.as_bytes(), modified: None };
        let mut text = String::new();
        let mut masked: Vec<(String, u32, u32)> = Vec::new();
        for article in read(&source, packs, DEFAULT_LIMITS).into_iter().filter_map(|i| i.article) {
            for block in body(&article) {
                text.push_str(article.block_text(block));
                text.push('\n');
            }
            let masks = article.chrome.iter().chain(&article.captions);
            masked.extend(masks.map(|m| (m.reason.to_string(), m.base.start, m.base.end)));
        }
        cleaned.push((&page["id"], text, masked));
    }
    let seconds = seconds(start) - before;
    for (id, text, masked) in cleaned {
        out.push_str(&serde_json::json!({ "id": id, "text": text, "masked": masked }).to_string());
        out.push('\n');
    }
    std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("pages {} seconds {seconds:.2} pages/s {:.1}\n", pages.len(), pages.len() as f64 / seconds).as_bytes(),
    )?;
    Ok(out)
}

fn report(intake: &legation_intake::Intake) -> String {
    use std::fmt::Write as _;
    let mut out = format!("== {}\n", intake.doc);
    for problem in &intake.problems {
        let _ = writeln!(out, "!! {}: {}", problem.code, problem.message);
    }
    let Some(article) = &intake.article else { return out };
    let meta = &article.meta;
    let date = meta.published.date.map(|d| d.to_string());
    let _ = writeln!(
        out,
        "lang {} kind {} date {date:?} title {:?} outlet {:?} wire {:?} author {:?}",
        meta.lang,
        meta.kind.as_str(),
        meta.title,
        meta.outlet,
        meta.wire,
        meta.author
    );
    let body = article.blocks.iter().map(|b| (article.map.to_base(b.span), format!("{:?}", b.kind)));
    let chrome = article.chrome.iter().map(|m| (m.base, format!("chrome {}", m.reason)));
    let captions = article.captions.iter().map(|m| (m.base, format!("caption {}", m.reason)));
    let mut all: Vec<_> = body.chain(chrome).chain(captions).collect();
    all.sort();
    for (span, label) in all {
        let text: String = span.of(&article.base).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ =
            writeln!(out, "{}\t{}\t{label:20}\t{}", span.start, span.end, text.chars().take(110).collect::<String>());
    }
    out
}
