//! Exports: one record at a time, as JSON lines or as a table.

use std::io::Write;
use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Documents with their clean text.
    Documents,
    /// Passages that tell of events.
    Mentions,
    /// Merged events.
    Events,
    /// Standing relations.
    Relations,
    /// Offices held.
    Offices,
    /// Standing counts.
    Measures,
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A table with a header; lists are joined with `; `, passages and conflicts are JSON.
    Csv,
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output could not be written.
    #[error("cannot write the export: {0}")]
    Write(#[from] std::io::Error),
    /// A record could not be put into the format.
    #[error("cannot write a record: {0}")]
    Json(#[from] serde_json::Error),
    /// A row could not be put into the table.
    #[error("cannot write a row: {0}")]
    Csv(csv::Error),
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        if !error.is_io_error() {
            return Self::Csv(error);
        }
        match error.into_kind() {
            csv::ErrorKind::Io(io) => Self::Write(io),
            _ => Self::Write(std::io::ErrorKind::Other.into()),
        }
    }
}

impl What {
    /// Everything that can be exported, with its name.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Documents, "documents"),
        (Self::Mentions, "mentions"),
        (Self::Events, "events"),
        (Self::Relations, "relations"),
        (Self::Offices, "offices"),
        (Self::Measures, "measures"),
    ];

    /// The columns of the table. `actor.country` is the country of each actor, joined.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Documents => &[
                "doc",
                "sha256",
                "lang",
                "kind",
                "published.date",
                "published.basis",
                "published.why",
                "title",
                "outlet",
                "wire",
                "author",
                "chrome",
                "captions",
                "text",
                "base",
                "problems.code",
            ],
            Self::Mentions => &[
                "doc",
                "event_id",
                "date",
                "actor.country",
                "actor.sector",
                "actor.name",
                "actor.text",
                "event",
                "mode",
                "recipient.country",
                "recipient.sector",
                "recipient.name",
                "recipient.text",
                "status",
                "cameo",
                "goldstein",
                "place",
                "attribution.name",
                "attribution.text",
                "attribution.country",
                "number.value",
                "number.relation",
                "number.unit",
                "date_text",
                "quote",
                "start",
                "end",
                "trigger_start",
                "trigger_end",
                "clean_start",
                "clean_end",
                "rule",
                "confidence",
            ],
            Self::Events => &[
                "event_id",
                "date",
                "actor.country",
                "actor.sector",
                "actor.name",
                "actor.text",
                "event",
                "mode",
                "recipient.country",
                "recipient.sector",
                "recipient.name",
                "recipient.text",
                "status",
                "cameo",
                "goldstein",
                "place",
                "attribution.name",
                "attribution.text",
                "number.value",
                "number.relation",
                "number.unit",
                "documents",
                "origins",
                "mentions",
                "conflicts",
                "confidence",
            ],
            Self::Relations => &[
                "relation",
                "from",
                "about",
                "value",
                "person",
                "valid_from",
                "valid_to",
                "last_attested",
                "known_from",
                "known_to",
                "evidence",
            ],
            Self::Offices => &[
                "person",
                "office",
                "of",
                "to",
                "former",
                "valid_from",
                "valid_to",
                "last_attested",
                "known_from",
                "known_to",
                "evidence",
            ],
            Self::Measures => &[
                "what",
                "of",
                "value",
                "relation",
                "as_of",
                "valid_from",
                "valid_to",
                "last_attested",
                "known_from",
                "known_to",
                "evidence",
            ],
        }
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(|(_, n)| n).join(", ");
        Self::ALL
            .iter()
            .find(|(_, n)| *n == name)
            .map(|(w, _)| *w)
            .ok_or_else(|| format!("`{name}` cannot be exported; what can: {}", known()))
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "jsonl" | "json" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            _ => Err(format!("`{name}` is no export format; there are jsonl and csv")),
        }
    }
}

/// Writes records as they come.
pub struct Exporter<W: Write> {
    what: What,
    sink: Sink<W>,
}

impl<W: Write> std::fmt::Debug for Exporter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporter").field("what", &self.what).finish_non_exhaustive()
    }
}

enum Sink<W: Write> {
    Lines(W),
    Table(Box<csv::Writer<W>>),
}

impl<W: Write> Exporter<W> {
    /// Starts an export; a table gets its header even when nothing follows.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn new(what: What, format: Format, out: W) -> Result<Self, ExportError> {
        let sink = match format {
            Format::Jsonl => Sink::Lines(out),
            Format::Csv => {
                let mut table = csv::Writer::from_writer(out);
                table.write_record(what.columns())?;
                Sink::Table(Box::new(table))
            }
        };
        Ok(Self { what, sink })
    }

    /// Writes one record of [`crate::wire`].
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn put(&mut self, record: &impl Serialize) -> Result<(), ExportError> {
        match &mut self.sink {
            Sink::Lines(out) => {
                serde_json::to_writer(&mut *out, record)?;
                out.write_all(b"\n")?;
            }
            Sink::Table(table) => {
                let value = serde_json::to_value(record)?;
                table.write_record(self.what.columns().iter().map(|column| cell(&value, column)))?;
            }
        }
        Ok(())
    }

    /// Ends the export.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(self) -> Result<(), ExportError> {
        match self.sink {
            Sink::Lines(mut out) => out.flush()?,
            Sink::Table(mut table) => table.flush()?,
        }
        Ok(())
    }
}

fn cell(record: &Value, column: &str) -> String {
    match column.split_once('.') {
        None => text(&record[column]),
        Some((field, key)) => match &record[field] {
            Value::Array(items) => join(items.iter().map(|item| text(&item[key]))),
            one => text(&one[key]),
        },
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => join(items.iter().map(text)),
        Value::Array(items) if items.is_empty() => String::new(),
        other => other.to_string(),
    }
}

/// Joined values keep their places, so that the n-th country belongs to the n-th name; all empty is empty.
fn join(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    if values.iter().all(String::is_empty) { String::new() } else { values.join("; ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_of_a_table_keep_their_places() {
        let record = json!({"actor": [{"country": "FRA", "name": null}, {"country": null, "name": "Ann"}], "x": []});
        assert_eq!(cell(&record, "actor.country"), "FRA; ");
        assert_eq!(cell(&record, "actor.name"), "; Ann");
        assert_eq!(cell(&record, "x"), "");
        assert_eq!(cell(&record, "absent.key"), "");
    }

    #[test]
    fn an_empty_table_has_its_header() {
        let mut out = Vec::new();
        Exporter::new(What::Relations, Format::Csv, &mut out).unwrap().finish().unwrap();
        assert!(String::from_utf8(out).unwrap().starts_with("relation,from,about,value,person,"));
    }
}
