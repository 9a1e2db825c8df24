//! Predictions for benchmark records, in the form that the benchmarks' scorers read.

use std::collections::BTreeMap;

use legation_coding::{Reading, attribution, events, status};
use legation_engine::{Engine, parse};
use legation_model::{Article, Mention, Parse, Span, Timex, TokenIdx};
use legation_packs::LangPack;
use legation_packs::confidence::Features;
use legation_pipeline::Session;
use legation_timex as timex;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::plain::{article, code_points};

/// One thread's tools.
#[derive(Debug)]
pub struct Bench<'e> {
    /// Packs and pipelines.
    pub engine: &'e Engine,
    sessions: BTreeMap<&'e str, Session<'e>>,
}

/// A benchmark task.
#[derive(Debug)]
pub struct Task {
    /// Its name on the command line.
    pub name: &'static str,
    /// What a prediction is, and which scorer reads it.
    pub about: &'static str,
    /// Whether it works without a trained pipeline.
    pub needs_pipeline: bool,
    run: fn(&Value, &mut Bench<'_>) -> Value,
}

/// All tasks.
pub const TASKS: &[Task] = &[
    Task {
        name: "timex",
        about: "time expressions, for timex/score_timex.py",
        needs_pipeline: false,
        run: |record, bench| crate::timex::predict_timex(record, bench.engine.packs()),
    },
    Task {
        name: "timex-parsed",
        about: "the same with the tense of a parse",
        needs_pipeline: true,
        run: |record, bench| crate::timex::spans(record, &bench.read(record).map_or_else(Vec::new, |read| read.times)),
    },
    Task {
        name: "quotes",
        about: "sources, cues and contents of reported speech, for quotes/score_quotes.py",
        needs_pipeline: true,
        run: quotes,
    },
    Task {
        name: "coding",
        about: "events as PLOVER itself would code them, for coding/score.py",
        needs_pipeline: true,
        run: coding,
    },
    Task {
        name: "coverage",
        about: "verbs between two political actors that no entry of the lexicon reads, for cargo xtask check-data",
        needs_pipeline: true,
        run: coverage,
    },
    Task {
        name: "factuality",
        about: "how certain the text is of a target word, -3 to 3, for factuality/score_fact.py",
        needs_pipeline: true,
        run: factuality,
    },
];

/// The task of that name.
pub fn task(name: &str) -> Option<&'static Task> {
    TASKS.iter().find(|t| t.name == name)
}

/// The languages of some records; English where a record says none.
pub fn languages(records: &[Value]) -> Vec<String> {
    let mut langs: Vec<String> = records.iter().map(|r| lang_of(r).to_owned()).collect();
    langs.sort();
    langs.dedup();
    langs
}

impl Task {
    /// Predictions for all records, in their order; `done` is called after each, from any thread.
    pub fn predict(&self, records: &[Value], engine: &Engine, done: &(dyn Fn() + Sync)) -> Vec<Value> {
        // Large enough that the pipelines' caches warm up, small enough for both cores.
        const TOGETHER: usize = 200;
        let chunks: Vec<Vec<Value>> = records
            .par_chunks(TOGETHER)
            .map(|chunk| {
                let mut bench = Bench::new(engine);
                let predict = |record: &Value| {
                    let prediction = (self.run)(record, &mut bench);
                    done();
                    prediction
                };
                chunk.iter().map(predict).collect()
            })
            .collect();
        chunks.into_iter().flatten().collect()
    }
}

fn lang_of(record: &Value) -> &str {
    let unsaid = "en"; // tidy: named because the benchmarks that say no language are English
    record["lang"].as_str().filter(|l| !l.is_empty()).unwrap_or(unsaid)
}

/// A record's text after the stages before coding.
struct Read<'e> {
    article: Article,
    parse: Parse,
    times: Vec<Timex>,
    lang: &'e LangPack,
}

impl<'e> Bench<'e> {
    /// The tools of a thread that has read nothing yet.
    pub fn new(engine: &'e Engine) -> Self {
        Self { engine, sessions: BTreeMap::new() }
    }

    fn read(&mut self, record: &Value) -> Option<Read<'e>> {
        let text = record["text"].as_str()?;
        let published = record["date"].as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
        let id = record["doc_id"].as_str().or(record["id"].as_str()).unwrap_or("record");
        let article = article(id, text, lang_of(record), published);
        let lang = self.engine.packs().lang(lang_of(record))?;
        let trained = self.engine.trained(&lang.code)?;
        let session = self.sessions.entry(&lang.code).or_insert_with(|| trained.pipeline.session());
        let parse = parse(&article, lang, &trained.pipeline, session);
        let anchor = timex::Anchor::of(&article);
        let times = timex::tag_article(&article, &lang.timex, &self.engine.packs().world, anchor, Some(&parse));
        Some(Read { article, parse, times, lang })
    }

    /// The event mentions of a record, each with what its confidence is made of.
    pub(crate) fn weighed(&mut self, record: &Value) -> Vec<(Mention, Features)> {
        let Some(read) = self.read(record) else { return Vec::new() };
        let (coded, features) = events::weighed(&self.reading(&read));
        coded.mentions.into_iter().zip(features).collect()
    }

    fn reading<'r>(&self, read: &'r Read<'e>) -> Reading<'r>
    where
        'e: 'r,
    {
        Reading {
            article: &read.article,
            parse: &read.parse,
            times: &read.times,
            packs: self.engine.packs(),
            lang: read.lang,
        }
    }
}

fn quotes(record: &Value, bench: &mut Bench<'_>) -> Value {
    let Some(read) = bench.read(record) else { return json!({"doc_id": record["doc_id"], "spans": []}) };
    let text = &read.article.text;
    let range = |span: Span| json!([code_points(text, span.lo()), code_points(text, span.hi())]);
    let reports = attribution::find(&bench.reading(&read));
    // The corpus marks no report within another, and none without a cue.
    let spans: Vec<Value> = reports
        .iter()
        .filter(|report| report.cue.is_some() && !attribution::is_nested(&reports, report))
        .map(|report| {
            json!({
                "source": report.source.map(|s| vec![range(read.parse.span(s))]).unwrap_or_default(),
                "cue": report.cue.map(|c| vec![range(c)]).unwrap_or_default(),
                "content": report.content.iter().map(|&c| range(c)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"doc_id": record["doc_id"], "spans": spans})
}

/// Below this confidence, no event is given. F1 on `data/model/cases` is the same from 0.4 to 0.55.
const LIKELY: f32 = 0.45;

/// From this confidence on, an event is given beside a surer one of the same sentence.
const SURE: f32 = 0.9;

fn coding(record: &Value, bench: &mut Bench<'_>) -> Value {
    let Some(read) = bench.read(record) else { return json!({"id": record["id"], "events": []}) };
    let ontology = &bench.engine.packs().ontology;
    let code = |actor: Option<&legation_model::Actor>| -> Option<String> {
        let actor = actor?;
        let parts = [actor.country, actor.sector];
        let code: String = parts.iter().flatten().map(ToString::to_string).collect();
        (!code.is_empty()).then_some(code)
    };
    let words = |actor: Option<&legation_model::Actor>| actor.map(|a| a.text.to_string());
    let coded = events::code(&bench.reading(&read));
    let measures: Vec<Value> = coded
        .measures
        .iter()
        .map(|m| json!([&*m.what, m.of.map(|c| c.to_string()), m.relation.as_str(), m.value]))
        .collect();
    let mentions = coded.mentions;
    // Gold marks about one event a sentence: the surest is given, others only when they are sure of themselves.
    let surest = mentions.iter().map(|m| m.confidence).fold(0.0, f32::max);
    let shown = |m: &Mention| {
        let (event, mode) = ontology.plover_view(&m.event, m.mode.as_deref(), m.cameo.as_deref(), m.status);
        // Where all parties are actors, the benchmark has the first as source and the second as target.
        let source = m.actor.first();
        let target = m.recipient.first().or(m.actor.get(1));
        json!({
            "source": code(source),
            "target": code(target),
            "source_text": words(source),
            "target_text": words(target),
            "code_cameo": m.cameo.as_deref(),
            "code_plover": &*event,
            "mode": mode.as_deref(),
            "status": m.status.as_str(),
            "rule": &*m.rule,
            "trigger": m.trigger.of(&read.article.text),
            "confidence": m.confidence,
            "number": m.number.as_ref().map(|n| json!([n.relation.as_str(), n.value, &*n.unit])),
        })
    };
    let (sure, unsure): (Vec<&Mention>, Vec<&Mention>) =
        mentions.iter().partition(|m| (m.confidence >= surest && m.confidence >= LIKELY) || m.confidence >= SURE);
    let [events, unsure] = [sure, unsure].map(|list| list.into_iter().map(shown).collect::<Vec<Value>>());
    json!({"id": record["id"], "events": events, "unsure": unsure, "measures": measures})
}

fn coverage(record: &Value, bench: &mut Bench<'_>) -> Value {
    let Some(read) = bench.read(record) else { return json!({"id": record["id"], "known": 0, "unknown": []}) };
    let found = events::coverage(&bench.reading(&read));
    json!({"id": record["id"], "known": found.known, "unknown": found.unknown})
}

fn factuality(record: &Value, bench: &mut Bench<'_>) -> Value {
    let targets = record["targets"].as_array().map_or(&[][..], Vec::as_slice);
    let mut plain = record.clone();
    plain["text"] = json!(record["text"].as_str().map(untreebanked));
    let read = bench.read(&plain);
    let starts = read.as_ref().map(|r| word_starts(&r.article.text)).unwrap_or_default();
    let predicted: Vec<Value> = targets
        .iter()
        .map(|target| {
            let first = target["span1"][0].as_u64().unwrap_or(0) as usize;
            let degree = read.as_ref().zip(starts.get(first)).and_then(|(read, &byte)| {
                let found = read.parse.tokens_in(Span::new(byte, byte + 1));
                let token: TokenIdx = (!found.is_empty()).then_some(found.start)?;
                Some(status::of(&bench.reading(read), token).degree)
            });
            json!({"span1": target["span1"], "label": degree.unwrap_or(3.0)})
        })
        .collect();
    json!({"text": record["text"], "targets": predicted})
}

/// The words of the Penn Treebank for marks and brackets, as they are printed. The number of words stays.
fn untreebanked(text: &str) -> String {
    let word = |w| match w {
        "``" | "''" => "\"",
        "-LRB-" => "(",
        "-RRB-" => ")",
        other => other,
    };
    text.split(' ').map(word).collect::<Vec<&str>>().join(" ")
}

/// Where the words of a text stand that is tokenised by single spaces, as the factuality sets are.
fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.match_indices(' ').map(|(i, _)| i + 1));
    starts.retain(|&i| i < text.len());
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_single_spaces() {
        assert_eq!(word_starts("a bc  d"), [0, 2, 5, 6]);
    }

    #[test]
    fn a_language_without_a_pipeline_gives_no_events() {
        let engine = Engine::new(legation_packs::Packs::embedded().unwrap(), legation_intake::DEFAULT_LIMITS);
        let records = [json!({"id": "1", "text": "France left.", "lang": "en"})];
        let made = task("coding").unwrap().predict(&records, &engine, &|| {});
        assert_eq!(made, [json!({"id": "1", "events": []})]);
    }
}
