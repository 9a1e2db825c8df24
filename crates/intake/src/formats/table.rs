//! Tables: one document a row, from CSV, TSV or JSON lines.

use std::collections::BTreeMap;

use legation_model::Problem;
use legation_packs::intake::Formats;
use serde_json::Value;

use super::piece::Piece;

/// The pieces of JSON lines (or of one JSON array of objects).
///
/// # Errors
/// With the problem to list when no line is an object.
pub(crate) fn json(text: &str, formats: &Formats) -> Result<Vec<Result<Piece, Problem>>, Problem> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let values: Vec<Result<Value, Problem>> = if text.starts_with('[') {
        let list = serde_json::from_str::<Vec<Value>>(text);
        list.map_err(|e| Problem::error("damaged", format!("this is no JSON: {e}")))?.into_iter().map(Ok).collect()
    } else if let Ok(one) = serde_json::from_str::<Value>(text) {
        vec![Ok(one)]
    } else {
        let lines = text.lines().filter(|l| !l.trim().is_empty());
        lines
            .map(|l| {
                serde_json::from_str(l).map_err(|e| Problem::error("damaged", format!("this line is no JSON: {e}")))
            })
            .collect()
    };
    if !values.iter().any(|v| matches!(v, Ok(Value::Object(_)))) {
        return Err(Problem::error("no-text", "no line holds a JSON object"));
    }
    let piece = |value: Value| match value {
        Value::Object(map) => {
            let named = formats.named_columns.iter().filter_map(|(field, name)| {
                let value = map.get(name).or_else(|| inner(&map, name))?;
                Some((&**field, plain(value)?))
            });
            let named = named.collect();
            let cells = map.iter().filter_map(|(k, v)| Some((k.clone(), plain(v)?))).collect();
            recognised(cells, named, formats)
        }
        _ => Err(Problem::error("damaged", "this line is no JSON object")),
    };
    Ok(values.into_iter().map(|v| v.and_then(piece)).collect())
}

/// The value at a path with dots (`content.body`).
fn inner<'v>(map: &'v serde_json::Map<String, Value>, path: &str) -> Option<&'v Value> {
    let (first, rest) = path.split_once('.')?;
    rest.split('.').try_fold(map.get(first)?, |value, key| value.get(key))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().filter_map(plain).collect();
            Some(parts.join("\n\n"))
        }
        Value::Object(map) => map.get("name").or_else(|| map.get("text")).and_then(plain),
        Value::Bool(_) | Value::Null => None,
    }
}

/// The pieces of a CSV or TSV table with a head row.
///
/// # Errors
/// With the problem to list when it has no column of text.
pub(crate) fn csv(text: &str, formats: &Formats) -> Result<Vec<Result<Piece, Problem>>, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map(|h| h.iter().map(str::to_owned).collect()).unwrap_or_default();
    let there = names.join(", ");
    let mut named: Vec<(&str, usize)> = Vec::new();
    for (field, name) in &formats.named_columns {
        let same = |n: &String| n.trim() == name.trim() || n.trim().eq_ignore_ascii_case(name.trim());
        match names.iter().position(same) {
            Some(at) => named.push((field, at)),
            None if &**field == "text" => {
                return Err(Problem::error("no-such-column", format!("there is no column `{name}`, but {there}"))
                    .hint("name one of these with --text-column"));
            }
            // Other tables of the same run may have it.
            None => {}
        }
    }
    if !formats.named_columns.contains_key("text") && !names.iter().any(|n| field(n, formats) == Some("text")) {
        return Err(Problem::error("no-text-column", format!("none of the columns {there} is known to hold text"))
            .hint("say which one does with --text-column"));
    }
    let row = |record: Result<csv::StringRecord, csv::Error>| match record {
        Ok(record) => {
            let chosen = named.iter().filter_map(|&(field, at)| Some((field, record.get(at)?.to_owned()))).collect();
            let cells = names.iter().zip(record.iter()).map(|(n, c)| (n.clone(), c.to_owned())).collect();
            recognised(cells, chosen, formats)
        }
        Err(e) => Err(Problem::error("damaged", format!("this row cannot be read: {e}"))),
    };
    Ok(reader.records().map(row).collect())
}

/// The character that stands between the cells of the head row most often, quoted names aside.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.bytes().take_while(|&b| b != b'\n') {
        quoted ^= byte == b'"';
        for (_, count) in counts.iter_mut().filter(|(d, _)| *d == byte && !quoted) {
            *count += 1;
        }
    }
    // The first of those with most.
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    counts.iter().find(|(_, n)| *n == most).map_or(b',', |(d, _)| *d)
}

/// What a column of that name holds.
fn field<'f>(name: &str, formats: &'f Formats) -> Option<&'f str> {
    let key: String = name.trim().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    formats.columns.get(&key).map(|(field, _)| &**field)
}

/// The piece of a row: what the user's columns hold, then the best-ranked column of each other field.
fn recognised(cells: Vec<(String, String)>, named: Vec<(&str, String)>, formats: &Formats) -> Result<Piece, Problem> {
    let mut best: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for (name, cell) in cells {
        let key: String = name.trim().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let Some((field, rank)) = formats.columns.get(&key) else { continue };
        let empty = cell.trim().is_empty() || formats.named_columns.contains_key(field);
        if empty || best.get(&**field).is_some_and(|(r, _)| r <= rank) {
            continue;
        }
        best.insert(field, (*rank, cell));
    }
    best.extend(named.into_iter().map(|(field, cell)| (field, (0, cell))));
    let mut take = |field: &str| best.remove(field).map(|(_, cell)| cell);
    let piece = Piece {
        title: take("title").unwrap_or_default(),
        body: take("text").unwrap_or_default(),
        author: take("author"),
        outlet: take("outlet"),
        lang: take("lang"),
        date: take("date"),
        url: take("url"),
    };
    if piece.body.is_empty() && piece.title.is_empty() {
        return Err(Problem::error("no-text", "no field of this row is known to hold text")
            .hint("say which one does with --text-column"));
    }
    Ok(piece)
}
