//! Tags the records of a JSONL file (`doc_id`, `date`, `lang`, `text`) and prints their spans (code points), with the
//! time it took on standard error: `tag_jsonl IN.jsonl [REPEAT]`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example's output")]
#![allow(clippy::disallowed_methods, reason = "an example reads a file and the clock")]

use legation_packs::{Files, Packs};
use legation_timex::{Anchor, tag};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let input = std::fs::read_to_string(args.next().ok_or("usage: tag_jsonl IN.jsonl [REPEAT]")?)?;
    let repeat: u32 = args.next().map_or(Ok(1), |r| r.parse())?;
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let packs = Packs::load(&Files::from_dir(data.as_ref())?)?;
    let records: Vec<Value> = input.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let start = std::time::Instant::now();
    let mut all = Vec::new();
    for _ in 0..repeat {
        all.clear();
        for record in &records {
            let text = record["text"].as_str().unwrap_or("");
            let lang = packs.lang(record["lang"].as_str().unwrap_or("en")).ok_or("no such language")?;
            let date = record["date"].as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
            let anchor = Anchor { published: date, narrative: false };
            all.push(tag(text, &lang.timex, &packs.world, anchor, None));
        }
    }
    let seconds = start.elapsed().as_secs_f64() / f64::from(repeat);
    let bytes: usize = records.iter().map(|r| r["text"].as_str().unwrap_or("").len()).sum();
    eprintln!(
        "{} documents in {seconds:.4} s: {:.0} documents/s, {:.1} MB/s",
        records.len(),
        records.len() as f64 / seconds,
        bytes as f64 / 1e6 / seconds
    );
    for (record, found) in records.iter().zip(all) {
        let text = record["text"].as_str().unwrap_or("");
        let points = |byte: usize| text.get(..byte).map_or(0, |t| t.chars().count());
        let spans: Vec<Value> = found
            .iter()
            .map(|t| {
                json!({"start": points(t.span.lo()), "end": points(t.span.hi()), "text": t.span.of(text),
                       "type": t.kind.as_str(), "value": &*t.value, "rule": &*t.derivation.rule,
                       "edtf": t.edtf.map(|e| e.to_string()), "note": t.derivation.note})
            })
            .collect();
        println!("{}", json!({"doc_id": record["doc_id"], "spans": spans}));
    }
    Ok(())
}
