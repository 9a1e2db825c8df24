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
            let cells = map.into_iter().filter_map(|(k, v)| Some((k, plain(&v)?))).collect();
            recognised(cells, formats)
        }
        _ => Err(Problem::error("damaged", "this line is no JSON object")),
    };
    Ok(values.into_iter().map(|v| v.and_then(piece)).collect())
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
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b',', b'|'].into_iter().max_by_key(|&d| head.bytes().filter(|&b| b == d).count());
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map(|h| h.iter().map(str::to_owned).collect()).unwrap_or_default();
    if !names.iter().any(|n| field(n, formats) == Some("text")) {
        return Err(Problem::error("no-text-column", format!("no column of {names:?} is known to hold text"))
            .hint("name the column `text`"));
    }
    let row = |record: Result<csv::StringRecord, csv::Error>| match record {
        Ok(record) => {
            let cells = names.iter().zip(record.iter()).map(|(n, c)| (n.clone(), c.to_owned())).collect();
            recognised(cells, formats)
        }
        Err(e) => Err(Problem::error("damaged", format!("this row cannot be read: {e}"))),
    };
    Ok(reader.records().map(row).collect())
}

/// What a column of that name holds.
fn field<'f>(name: &str, formats: &'f Formats) -> Option<&'f str> {
    let key: String = name.trim().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    formats.columns.get(&key).map(|(field, _)| &**field)
}

fn recognised(cells: Vec<(String, String)>, formats: &Formats) -> Result<Piece, Problem> {
    // The best-ranked column of each field that is not empty.
    let mut best: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for (name, cell) in cells {
        let key: String = name.trim().to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let Some((field, rank)) = formats.columns.get(&key) else { continue };
        if cell.trim().is_empty() || best.get(&**field).is_some_and(|(r, _)| r <= rank) {
            continue;
        }
        best.insert(field, (*rank, cell));
    }
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
        return Err(
            Problem::error("no-text", "no field of this row is known to hold text").hint("name the field `text`")
        );
    }
    Ok(piece)
}
