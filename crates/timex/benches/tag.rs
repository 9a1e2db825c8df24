//! Documents per second on one core, without a parse: `cargo bench -p legation-timex`. Reads the benchmark texts beside
//! the repository (`LEGATION_SHARED` overrides); without them it tags text of its own.

#![allow(clippy::print_stdout, reason = "a bench reports on the terminal")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a bench reads texts, and stops where it cannot")]

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use legation_packs::{Files, LangPack, Packs};
use legation_timex::{Anchor, tag};
use serde_json::Value;

/// Text and publication date of each document.
type Document = (String, Anchor);

fn documents(file: &str) -> Option<Vec<Document>> {
    let root = std::env::var_os("LEGATION_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let text = std::fs::read_to_string(root.join("bench/timex").join(file)).ok()?;
    let records = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let document = |r: Value| {
        let published = r["date"].as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
        (r["text"].as_str().unwrap_or("").to_owned(), Anchor { published, narrative: false })
    };
    Some(records.map(document).collect())
}

fn run(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, documents: &[Document], lang: &LangPack, packs: &Packs) {
    group.throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            for (text, anchor) in documents {
                black_box(tag(black_box(text), &lang.timex, &packs.world, *anchor, None));
            }
        });
    });
}

fn tagging(criterion: &mut Criterion) {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let packs = Packs::load(&Files::from_dir(data.as_ref()).unwrap()).unwrap();
    let mut group = criterion.benchmark_group("documents");
    let own = (
        "The envoy left on Sunday, 17 October 2021, three weeks after the vote. ".repeat(30),
        Anchor { published: "2021-10-18".parse().ok(), narrative: false },
    );
    for (name, lang, file) in [
        ("timebank", "en", "timebank_te3_en.jsonl"),
        ("aquaint", "en", "aquaint_te3_en.jsonl"),
        ("french-timebank", "fr", "fr_timebank_dev.jsonl"),
    ] {
        let Some(documents) = documents(file) else {
            println!("skipped: ../shared is absent");
            continue;
        };
        run(&mut group, name, &documents, packs.lang(lang).unwrap(), &packs);
    }
    run(&mut group, "own", &[own], packs.lang("en").unwrap(), &packs);
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    tagging(&mut criterion);
    criterion.final_summary();
}
