//! Merging of what a careful analyst reads in the seed documents: the mentions are the gold's, so that only merging
//! can go wrong.

#![expect(clippy::unwrap_used, reason = "in a test a wrong input should fail loudly")]
#![expect(clippy::print_stdout, reason = "a skipped test says so, a scored one shows its figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use legation_merge::{DocumentFacts, merge};
use legation_model::{Actor, Derivation, Event, Evidence, Mention, MentionId, Number, NumberRelation, Span, Status};
use legation_packs::Packs;
use serde_json::Value;

fn seeds() -> Option<PathBuf> {
    let shared = match std::env::var_os("LEGATION_SHARED") {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let seeds = shared.join("gold/seeds/gold");
    if seeds.is_dir() {
        return Some(seeds);
    }
    println!("skipped: ../shared is absent");
    None
}

fn text(value: &Value) -> Option<Arc<str>> {
    value.as_str().map(Arc::from)
}

fn actors(value: &Value) -> Vec<Actor> {
    let actor = |a: &Value| Actor {
        text: text(&a["text"]).unwrap_or_default(),
        span: None,
        country: a["country"].as_str().map(|c| c.parse().unwrap()),
        sector: a["sector"].as_str().map(|c| c.parse().unwrap()),
        name: text(&a["name"]),
    };
    value.as_array().unwrap().iter().map(actor).collect()
}

fn mention(doc: &Arc<str>, n: usize, e: &Value) -> Mention {
    let span = Span::new(n * 1000, n * 1000 + 1);
    let number = e["number"].as_object().map(|o| Number {
        value: o["value"].as_i64().unwrap(),
        relation: NumberRelation::from_name(o["relation"].as_str().unwrap()).unwrap(),
        unit: text(&o["unit"]).unwrap(),
    });
    Mention {
        id: MentionId { doc: Arc::clone(doc), n: n as u32 },
        evidence: Evidence {
            doc: Arc::clone(doc),
            clean: span,
            base: span,
            quote: text(&e["quote"]).unwrap(),
            derivation: Derivation::default(),
        },
        trigger: span,
        trigger_base: span,
        actor: actors(&e["actor"]),
        recipient: actors(&e["recipient"]),
        event: text(&e["event"]).unwrap(),
        mode: text(&e["mode"]),
        cameo: None,
        goldstein: None,
        date: e["date"].as_str().map(|d| d.parse().unwrap()),
        date_text: text(&e["date_text"]),
        place: e["place"].as_str().map(|c| c.parse().unwrap()),
        status: Status::from_name(e["status"].as_str().unwrap()).unwrap(),
        attribution: actors(&e["attribution"]),
        number,
        rule: Arc::from("gold"),
        confidence: 1.0,
    }
}

struct Gold {
    events: Vec<Event>,
    /// Label of every mention.
    labels: BTreeMap<MentionId, String>,
    cross: Value,
}

fn gold() -> Option<Gold> {
    let dir = seeds()?;
    let read = |name: &str| -> Value { serde_json::from_slice(&std::fs::read(dir.join(name)).unwrap()).unwrap() };
    let (mut mentions, mut documents, mut labels) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut files: Vec<String> =
        std::fs::read_dir(&dir).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    for file in files.iter().filter(|f| !["cross.json", "sources.json"].contains(&f.as_str())) {
        let value = read(file);
        let doc = text(&value["doc"]).unwrap();
        documents.push(DocumentFacts {
            doc: Arc::clone(&doc),
            published: value["published"]["date"].as_str().map(|d| d.parse().unwrap()),
            outlet: text(&value["outlet"]),
            wire: text(&value["wire"]),
        });
        for (n, e) in value["events"].as_array().unwrap().iter().enumerate() {
            let m = mention(&doc, n, e);
            let own = format!("{doc} {}", e["id"].as_str().unwrap());
            labels.insert(m.id.clone(), e["same_as"].as_str().map_or(own, str::to_owned));
            mentions.push(m);
        }
    }
    let packs = Packs::embedded().unwrap();
    Some(Gold { events: merge(&mentions, &documents, &packs), labels, cross: read("cross.json") })
}

#[test]
fn gold_mentions_merge_as_the_analyst_merged_them() {
    let Some(gold) = gold() else { return };
    let mut clusters: BTreeMap<&str, BTreeSet<&MentionId>> = BTreeMap::new();
    for (id, label) in &gold.labels {
        clusters.entry(label).or_default().insert(id);
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for event in &gold.events {
        let own: BTreeSet<&MentionId> = event.mentions.iter().collect();
        for id in &event.mentions {
            let wanted = &clusters[gold.labels[id].as_str()];
            let common = own.intersection(wanted).count() as f64;
            precision += common / own.len() as f64;
            recall += common / wanted.len() as f64;
        }
        let names: BTreeSet<&str> = own.iter().map(|id| gold.labels[*id].as_str()).collect();
        if names.len() > 1 {
            println!("merged: {names:?}");
        }
    }
    for (label, wanted) in &clusters {
        let parts = gold.events.iter().filter(|e| e.mentions.iter().any(|m| wanted.contains(m))).count();
        if parts > 1 {
            println!("split into {parts}: {label}");
        }
    }
    let n = gold.labels.len() as f64;
    let (p, r) = (precision / n, recall / n);
    let f = 2.0 * p * r / (p + r);
    println!("B-cubed P {p:.3} R {r:.3} F1 {f:.3}, {} mentions, {} events", gold.labels.len(), gold.events.len());
    assert!(f >= 0.9, "B-cubed F1 {f:.3} of gold mentions fell below 0.9");
}

#[test]
fn independent_origins_are_counted_as_the_analyst_counted_them() {
    let Some(gold) = gold() else { return };
    let (mut right, mut all) = (0, 0);
    for (label, cluster) in gold.cross["clusters"].as_object().unwrap() {
        let wanted: BTreeSet<&MentionId> = gold.labels.iter().filter(|(_, l)| *l == label).map(|(id, _)| id).collect();
        let Some(event) = gold.events.iter().find(|e| e.mentions.iter().collect::<BTreeSet<_>>() == wanted) else {
            continue;
        };
        let expected = cluster["independent_origins"].as_u64().unwrap() as usize;
        all += 1;
        right += usize::from(event.origins.len() == expected);
        if event.origins.len() != expected {
            println!("{label}: {:?}, expected {expected}", event.origins);
        }
    }
    println!("origins: {right} of {all} clusters");
    assert!(right * 10 >= all * 9, "{right} of {all}");
}
