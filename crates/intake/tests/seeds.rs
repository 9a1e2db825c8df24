//! Cleaning of the shared seed documents against their gold; skipped where they are absent.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "reads files that lie beside the repository")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use legation_intake::{DEFAULT_LIMITS, Source, read};
use legation_packs::Packs;
use serde_json::Value;

fn shared() -> PathBuf {
    std::env::var("LEGATION_SHARED")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
}

/// Bytes of the runs that a gold file marks, white space left out.
fn marked(list: &Value, text: &str) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    for run in list.as_array().unwrap() {
        let start = text.find(run["quote"].as_str().unwrap()).unwrap();
        let last = run["end_quote"].as_str().unwrap();
        let end = start + text.get(start..).unwrap().find(last).unwrap() + last.len();
        out.extend(start..end);
    }
    out.retain(|&i| !text.as_bytes()[i].is_ascii_whitespace());
    out
}

#[test]
fn seeds_are_cleaned() {
    let seeds = shared().join("gold/seeds");
    let Ok(files) = std::fs::read_dir(seeds.join("docs")) else {
        println!("skipped: ../shared is absent");
        return;
    };
    let packs = Packs::embedded().unwrap();
    let (mut hit, mut extra, mut missed) = (0, 0, 0);
    let mut paths: Vec<PathBuf> = files.map(|f| f.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let gold = seeds.join("gold").join(path.with_extension("json").file_name().unwrap());
        let gold: Value = serde_json::from_slice(&std::fs::read(gold).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source { name: Arc::from(name.as_str()), bytes: &bytes, modified: None };
        let article = read(&source, &packs, DEFAULT_LIMITS).remove(0).article.unwrap();
        assert_eq!(&*article.meta.lang, gold["lang"].as_str().unwrap(), "{name}");
        assert_eq!(article.meta.title.as_deref(), gold["title"].as_str(), "{name}");
        let stated = gold["published"]["date"].as_str().filter(|_| gold["published"]["basis"] == "stated");
        assert_eq!(article.meta.published.date.map(|d| d.to_string()).as_deref(), stated, "{name}");
        let text = &*article.base;
        let (chrome, captions) = (marked(&gold["chrome"], text), marked(&gold["captions"], text));
        let mut found: BTreeSet<usize> = article.chrome.iter().flat_map(|m| m.base.lo()..m.base.hi()).collect();
        found.retain(|&i| !text.as_bytes()[i].is_ascii_whitespace());
        assert!(found.is_disjoint(&captions), "{name}: a caption was masked as chrome");
        hit += found.intersection(&chrome).count();
        extra += found.difference(&chrome).count();
        missed += chrome.difference(&found).count();
    }
    let f1 = 2.0 * f64::from(hit as u32) / f64::from((2 * hit + extra + missed) as u32);
    assert!(f1 >= 0.97, "chrome F1 {f1:.3}");
}
