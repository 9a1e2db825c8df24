//! Attribution and status read their own cases, on the real pipeline.

#[expect(dead_code, reason = "each test uses its part")]
mod common;

use legation_coding::{Reading, attribution, status};
use legation_model::{Article, Parse, SentStart, Span, Token, TokenIdx};
use legation_packs::Packs;
use legation_pipeline::{Pipeline, Session};

/// Each paragraph parsed by itself; the parser finds the sentences.
fn parse(article: &Article, pipeline: &Pipeline, session: &mut Session<'_>) -> Parse {
    let mut all: Vec<Token> = Vec::new();
    for block in &article.blocks {
        let text = article.block_text(block);
        let tokens = pipeline.tokenize(text);
        let presets = vec![SentStart::Unset; tokens.spans.len()];
        let offset = all.len();
        all.extend(session.annotate(text, tokens, &presets).tokens.into_iter().enumerate().map(|(i, t)| Token {
            span: t.span.shifted(block.span.lo()),
            head: TokenIdx::from(t.head.at() + offset),
            sent_start: t.sent_start || i == 0,
            ..t
        }));
    }
    Parse::new(all)
}

fn first(text: &str, words: &str) -> Span {
    let at = text.find(words).expect("the loader has checked that the words occur");
    Span::new(at, at + words.len())
}

#[test]
fn passages_have_their_sources() {
    let packs = Packs::embedded().expect("the embedded data loads");
    let mut failures = Vec::new();
    for lang in packs.langs.values() {
        let Some(pipeline) = common::pipeline(&lang.code) else { continue };
        let mut session = pipeline.session();
        for case in &lang.attribution.cases {
            let article = common::article(&case.text, &lang.code);
            let parse = parse(&article, &pipeline, &mut session);
            let reading = Reading { article: &article, parse: &parse, times: &[], packs: &packs, lang };
            let reports = attribution::find(&reading);
            let links = attribution::links(&reading, &reports, first(&case.text, &case.passage));
            let found: Vec<&str> = links.iter().map(|l| parse.span(l.words).of(&case.text)).collect();
            if found != case.chain {
                let line = common::line(&parse, &case.text);
                failures
                    .push(format!("{}: `{}` has {found:?}, not {:?}\n  {line}", case.about, case.passage, case.chain));
            }
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn predicates_have_their_status() {
    let packs = Packs::embedded().expect("the embedded data loads");
    let mut failures = Vec::new();
    for lang in packs.langs.values() {
        let Some(pipeline) = common::pipeline(&lang.code) else { continue };
        let mut session = pipeline.session();
        for case in &lang.status.cases {
            let article = common::article(&case.text, &lang.code);
            let parse = parse(&article, &pipeline, &mut session);
            let reading = Reading { article: &article, parse: &parse, times: &[], packs: &packs, lang };
            let token = parse.tokens_in(first(&case.text, &case.predicate)).start;
            let found = status::of(&reading, token);
            if found.status.as_str() != case.status {
                let line = common::line(&parse, &case.text);
                let (note, got) = (&found.derivation.rule, found.status.as_str());
                failures.push(format!("`{}` is {got} ({note}), not {}\n  {line}", case.predicate, case.status));
            }
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}
