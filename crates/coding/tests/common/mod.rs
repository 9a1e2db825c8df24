//! Reads sentences with the trained pipelines, for tests.

use legation_coding::{Coded, Reading, events};
use legation_model::{Article, Parse, PublicationDate, PublishedBasis, SentStart};
use legation_models::{Catalogue, Store};
use legation_packs::{LangPack, Packs};
use legation_pipeline::Pipeline;

/// The pipeline of a language; `None`, after saying so, where no model is to be had.
#[expect(clippy::print_stdout, reason = "a skipped test says so where .ci/run looks for it")]
pub(crate) fn pipeline(lang: &str) -> Option<Pipeline> {
    let catalogue = Catalogue::embedded();
    let opened = Store::from_env().and_then(|store| store.open_language(&catalogue, lang));
    let Ok(Some((_, package))) = opened else {
        println!("skipped: no model for `{lang}`; run `cargo run --release -- models pull`");
        return None;
    };
    Some(Pipeline::load(&package).expect("a model that was checked loads"))
}

/// A news story of one paragraph.
pub(crate) fn article(text: &str, lang: &str) -> Article {
    let mut article = Article::of_text("case", text, lang);
    let date = "2019-06-14".parse().ok();
    article.meta.published = PublicationDate { date, basis: PublishedBasis::Stated, why: String::new() };
    article
}

/// The parse of a sentence.
pub(crate) fn parse(pipeline: &Pipeline, text: &str) -> Parse {
    let tokens = pipeline.tokenize(text);
    let mut presets = vec![SentStart::Inside; tokens.spans.len()];
    if let Some(first) = presets.first_mut() {
        *first = SentStart::Start;
    }
    pipeline.session().annotate(text, tokens, &presets)
}

/// Codes one sentence.
pub(crate) fn code(packs: &Packs, lang: &LangPack, pipeline: &Pipeline, text: &str) -> (Coded, Parse) {
    let article = article(text, &lang.code);
    let parse = parse(pipeline, text);
    let reading = Reading { article: &article, parse: &parse, times: &[], packs, lang };
    (events::code(&reading), parse)
}

/// The parse as one line, for messages.
pub(crate) fn line(parse: &Parse, text: &str) -> String {
    let words = parse.tokens.iter().map(|t| {
        let head = parse.token(t.head).span.of(text);
        format!("{}({})/{}/{}→{head}", t.span.of(text), t.lemma, t.pos.as_str(), t.dep)
    });
    words.collect::<Vec<String>>().join(" ")
}
