//! Time expressions of benchmark records.

use legation_model::Timex;
use legation_packs::Packs;
use legation_timex::{Anchor, tag_article};
use serde_json::{Value, json};

use crate::plain::article;

/// Tags one record `{doc_id, date, lang, text}` and gives it back as `{doc_id, date, lang, text, spans}`, where spans
/// are `{start, end, text, type, value}` with code points as offsets: the form that `bench/timex/score_timex.py`
/// reads. A language without a pack has no spans. Reads nothing else of the record.
pub fn predict_timex(record: &Value, packs: &Packs) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let published = record["date"].as_str().and_then(|d| d.get(..10).unwrap_or(d).parse().ok());
    let code = record["lang"].as_str().unwrap_or("");
    let article = article(record["doc_id"].as_str().unwrap_or("record"), text, code, published);
    let anchor = Anchor::of(&article);
    let lang = packs.lang(code);
    let found = lang.map_or_else(Vec::new, |lang| tag_article(&article, &lang.timex, &packs.world, anchor, None));
    spans(record, &found)
}

/// The same record with these expressions as its spans.
pub(crate) fn spans(record: &Value, found: &[Timex]) -> Value {
    let text = record["text"].as_str().unwrap_or("");
    let points = |byte: usize| text.get(..byte).map_or(0, |t| t.chars().count());
    let spans: Vec<Value> = found
        .iter()
        .map(|t| {
            json!({
                "start": points(t.span.lo()),
                "end": points(t.span.hi()),
                "text": t.span.of(text),
                "type": t.kind.as_str(),
                "value": &*t.value,
            })
        })
        .collect();
    json!({
        "doc_id": record["doc_id"],
        "date": record["date"],
        "lang": record["lang"],
        "text": text,
        "spans": spans,
    })
}
