//! Prints how files were cleaned: one JSON record a file (`--json`), or the lines with their labels.

use std::sync::Arc;

use legation_intake::{DEFAULT_LIMITS, Source, read};
use legation_packs::Packs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packs = Packs::embedded()?;
    let mut out = String::new();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let source = Source { name: Arc::from(path.as_str()), bytes: &bytes, modified: None };
        for intake in read(&source, &packs, DEFAULT_LIMITS) {
            out.push_str(&report(&intake));
        }
    }
    std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes())?;
    Ok(())
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
