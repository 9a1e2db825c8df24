//! Prints how files were cleaned, line by line with labels; `--jsonl FILE` writes the body text of `{id, html}` records.

use std::sync::Arc;

use legation_intake::{DEFAULT_LIMITS, Source, read};
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

/// Records `{id, html}` a line to records `{id, text}`, the body text without the headline. One thread; the time taken
/// goes to standard error.
fn records(input: &str, packs: &Packs) -> Result<String, Box<dyn std::error::Error>> {
    let pages: Vec<serde_json::Value> = input.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut out = String::new();
    #[allow(clippy::disallowed_methods, reason = "a bench measures time")]
    let start = std::time::Instant::now();
    for page in &pages {
        let html = page["html"].as_str().unwrap_or_default();
        let source = Source { name: Arc::from("page.html"), bytes: html.as_bytes(), modified: None };
        let mut text = String::new();
        let mut masked: Vec<(String, u32, u32)> = Vec::new();
        for article in read(&source, packs, DEFAULT_LIMITS).into_iter().filter_map(|i| i.article) {
            for block in article.blocks.iter().filter(|b| b.kind != legation_model::BlockKind::Title) {
                text.push_str(article.block_text(block));
                text.push('\n');
            }
            let masks = article.chrome.iter().chain(&article.captions);
            masked.extend(masks.map(|m| (m.reason.to_string(), m.base.start, m.base.end)));
        }
        out.push_str(&serde_json::json!({ "id": page["id"], "text": text, "masked": masked }).to_string());
        out.push('\n');
    }
    let seconds = start.elapsed().as_secs_f64();
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
