//! Loading: what is damaged or unknown gives an error, never a panic or a giant allocation; what is read does not
//! depend on what was read before.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests stop where they cannot go on"
)]

mod support;

use legation_model::{Parse, SentStart};
use legation_pipeline::{LoadError, Package, Pipeline, Session, package};
use proptest::prelude::*;

fn read(pipeline: &Pipeline, text: &str) -> Parse {
    pipeline.session().annotate(text, pipeline.tokenize(text), &[])
}

#[test]
fn a_package_made_by_hand_works() {
    let pipeline = Pipeline::load(&support::small()).unwrap();
    let text = "They don't trade (with us) anyway...  See ab://cd, well-known :)";
    let parse = read(&pipeline, text);
    let words: Vec<&str> = parse.tokens.iter().map(|t| t.span.of(text)).collect();
    assert_eq!(
        words,
        [
            "They", "do", "n't", "trade", "(", "with", "us", ")", "anyway", "...", " ", "See", "ab://cd", ",", "well",
            "-", "known", ":)"
        ]
    );
    assert_eq!(&*parse.tokens[2].lemma, "not");
}

#[test]
fn unknown_architectures_are_refused_by_name() {
    for (from, to, component, architecture) in [
        ("\"spacy.Tagger.v2\"", "\"spacy.Tagger.v9\"", "tagger", "spacy.Tagger.v9"),
        ("\"spacy.MaxoutWindowEncoder.v2\"", "\"spacy.MishWindowEncoder.v2\"", "tok2vec", "spacy.MishWindowEncoder.v2"),
        ("hidden_width = 64", "hidden_width = 128", "parser", "hidden_width = 128"),
        ("factory = \"ner\"", "factory = \"beam_ner\"", "ner", "beam_ner"),
        ("lang = \"en\"", "lang = \"es\"", "lemmatizer", "the lemmatizer of `es`"),
        ("\"spacy.Tokenizer.v1\"", "\"spacy.ja.JapaneseTokenizer\"", "tokenizer", "spacy.ja.JapaneseTokenizer"),
    ] {
        let mut package = support::small();
        let config = String::from_utf8(package["config.cfg"].clone()).unwrap().replace(from, to);
        package.insert("config.cfg".to_owned(), config.into_bytes());
        match Pipeline::load(&package) {
            Err(LoadError::Unsupported { component: c, architecture: a }) => {
                assert_eq!((c.as_str(), a.as_str()), (component, architecture));
            }
            other => panic!("{to}: {other:?}"),
        }
    }
}

#[test]
fn a_missing_file_is_named() {
    for path in support::small().into_keys() {
        let mut package = support::small();
        package.remove(&path);
        match Pipeline::load(&package) {
            Err(LoadError::Missing { path: named }) => assert_eq!(named, path),
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[test]
fn bytes_that_are_no_wheel_are_refused() {
    assert!(package::from_wheel(b"").is_err());
    assert!(package::from_wheel(b"PK\x03\x04 and so on").is_err());
}

/// Loads a package whatever it holds, and reads with it if it can be loaded.
fn survive(package: &Package) {
    if let Ok(pipeline) = Pipeline::load(package) {
        read(&pipeline, "They don't trade (with us) anyway...  Well-known § :) 12,5\n\nNo.");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_packages_do_no_harm(file in 0usize..14, at in 0.0f64..1.0, byte: u8, cut: bool) {
        let mut package = support::small();
        let path = package.keys().nth(file % package.len()).unwrap().clone();
        let bytes = package.get_mut(&path).unwrap();
        // Half the changes fall on the first bytes, where the structure is.
        let len = if byte & 1 == 0 { bytes.len().min(200) } else { bytes.len() };
        let place = ((len as f64 * at) as usize).min(bytes.len().saturating_sub(1));
        if cut {
            bytes.truncate(place);
        } else if let Some(b) = bytes.get_mut(place) {
            *b = byte;
        }
        survive(&package);
    }

    #[test]
    fn lengths_that_lie_are_found_out(at in 0usize..400, len: u32) {
        let mut package = support::small();
        let bytes = package.get_mut("tokenizer").unwrap();
        if let Some(place) = bytes.get_mut(at..at + 4) {
            place.copy_from_slice(&len.to_be_bytes());
        }
        survive(&package);
    }

    #[test]
    fn tokens_and_gaps_rebuild_any_text(text in r"(?s)[a-z()'.,:§é\- \t\n\u{a0}\u{3000}]{0,60}|.{0,40}") {
        let pipeline = pipeline();
        let tokens = pipeline.tokenize(&text);
        let mut end = 0;
        for span in &tokens.spans {
            let gap = text.get(end..span.lo()).unwrap();
            prop_assert!(gap.is_empty() || gap == " ", "{gap:?} is lost");
            prop_assert!(!span.is_empty());
            end = span.hi();
        }
        let rest = text.get(end..).unwrap();
        prop_assert!(rest.is_empty() || rest == " ", "{rest:?} is lost");
        let parse = read(pipeline, &text);
        prop_assert_eq!(parse.len(), tokens.len());
        for (i, token) in parse.tokens.iter().enumerate() {
            prop_assert_eq!(parse.sentence_of(token.head), parse.sentence_of(i.into()));
        }
    }

    #[test]
    fn what_was_read_before_changes_nothing(texts in prop::collection::vec("[a-e ]{0,30}|[A-Za-z',.() ]{0,50}", 1..6)) {
        let pipeline = pipeline();
        let mut used = pipeline.session();
        for text in &texts {
            let parse = used.annotate(text, pipeline.tokenize(text), &[]);
            prop_assert!(parse == read(pipeline, text), "{text:?} is read in two ways");
        }
    }

    #[test]
    fn rounding_changes_nothing(texts in prop::collection::vec("[A-Za-z',.() ]{0,80}", 1..4)) {
        let pipeline = pipeline();
        let (mut rounded, mut exact) = (pipeline.session(), pipeline.session());
        exact.never_round();
        for text in &texts {
            let read = |session: &mut Session<'_>| session.annotate(text, pipeline.tokenize(text), &[]);
            prop_assert!(read(&mut rounded) == read(&mut exact), "{text:?} is read in two ways");
        }
    }

    #[test]
    fn presets_are_kept(words in prop::collection::vec("[a-z]{1,5}", 2..20), starts in prop::collection::vec(0u8..6, 20)) {
        let pipeline = pipeline();
        let text = words.join(" ");
        let tokens = pipeline.tokenize(&text);
        let presets: Vec<SentStart> = (0..tokens.len())
            .map(|i| match starts[i % starts.len()] {
                1 => SentStart::Start,
                2 => SentStart::Inside,
                _ => SentStart::Unset,
            })
            .collect();
        let parse = pipeline.session().annotate(&text, tokens, &presets);
        for (token, preset) in parse.tokens.iter().zip(&presets).skip(1) {
            prop_assert!(*preset != SentStart::Start || token.sent_start);
        }
    }
}

fn pipeline() -> &'static Pipeline {
    static PIPELINE: std::sync::LazyLock<Pipeline> =
        std::sync::LazyLock::new(|| Pipeline::load(&support::small()).unwrap());
    &PIPELINE
}
