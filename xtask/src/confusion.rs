//! `cargo xtask confusion GOLD PREDICTED [A,B=C]`: class by class, what the gold events of a benchmark were coded as, as a Markdown
//! table. GOLD is a file such as `coding/dev.jsonl`, PREDICTED what `legation eval predict coding` made of it;
//! `A,B=C` counts two classes as one where the gold does not tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use serde_json::Value;

/// Stands for no event at all.
const NONE: &str = "–";

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let (gold, predicted, merged) = match args {
        [gold, predicted] => (gold, predicted, ""),
        [gold, predicted, merged] => (gold, predicted, merged.as_str()),
        _ => bail!("usage: cargo xtask confusion GOLD.jsonl PREDICTED.jsonl [A,B=C]"),
    };
    let gold = classes(gold, merged)?;
    let predicted: BTreeMap<String, BTreeSet<String>> = classes(predicted, merged)?.into_iter().collect();
    let mut table: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (id, right) in gold {
        let empty = BTreeSet::new();
        let found = predicted.get(&id).unwrap_or(&empty);
        for class in &right {
            names.insert(class.clone());
            // What is coded beside the right class is no confusion with it.
            let seen: Vec<String> = match found.contains(class) {
                true => vec![class.clone()],
                false if found.is_empty() => vec![NONE.to_owned()],
                false => found.difference(&right).cloned().collect(),
            };
            for other in seen {
                names.insert(other.clone());
                *table.entry((class.clone(), other)).or_default() += 1;
            }
        }
    }
    names.remove(NONE);
    let columns: Vec<&String> = names.iter().collect();
    let short = |name: &str| name.chars().take(5).collect::<String>().to_lowercase();
    let heads: Vec<String> = columns.iter().map(|c| short(c)).collect();
    println!("| | {} | {NONE} |", heads.join(" | "));
    println!("|---|{}", "---:|".repeat(columns.len() + 1));
    for row in &columns {
        let count =
            |column: &str| table.get(&((*row).clone(), column.to_owned())).map_or(String::new(), usize::to_string);
        let mut cells: Vec<String> =
            columns.iter().map(|c| if c == row { format!("**{}**", count(c)) } else { count(c) }).collect();
        cells.push(count(NONE));
        println!("| {row} | {} |", cells.join(" | "));
    }
    Ok(())
}

/// The classes of each record, in the order of the file.
fn classes(path: &str, merged: &str) -> anyhow::Result<Vec<(String, BTreeSet<String>)>> {
    let (from, to) = merged.split_once('=').unwrap_or_default();
    let one = |class: &str| if from.split(',').any(|f| f == class) { to.to_owned() } else { class.to_owned() };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.is_empty()) {
        let record: Value = serde_json::from_str(line)?;
        let events = record["events"].as_array().map_or(&[][..], Vec::as_slice);
        let classes = events.iter().filter_map(|e| e["code_plover"].as_str()).map(one).collect();
        out.push((record["id"].as_str().unwrap_or_default().to_owned(), classes));
    }
    Ok(out)
}
