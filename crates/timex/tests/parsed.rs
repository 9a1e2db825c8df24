//! Direction by the verb's form, on parses made by hand so that it is tested where no model is.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use legation_model::{Iob, Parse, Span, Token, TokenIdx, Upos};
use legation_packs::{Files, Packs};
use legation_timex::{Anchor, tag};

/// A parse of words written `word/POS/head/morph`, one space apart; the rest of a parse is not looked at.
fn parsed(words: &[(&str, Upos, usize, &str)]) -> (String, Parse) {
    let mut text = String::new();
    let mut tokens = Vec::new();
    for (at, &(word, pos, head, morph)) in words.iter().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let from = text.len();
        text.push_str(word);
        tokens.push(Token {
            span: Span::new(from, from + word.len()),
            space_after: true,
            tag: Arc::from(""),
            pos,
            morph: Arc::from(morph),
            lemma: Arc::from(word.to_lowercase()),
            head: TokenIdx::from(head),
            dep: Arc::from("dep"),
            iob: Iob::Outside,
            ent_type: Arc::from(""),
            sent_start: at == 0,
        });
    }
    (text, Parse::new(tokens))
}

/// The value of the only expression, told on a Monday.
fn value(words: &[(&str, Upos, usize, &str)]) -> String {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let packs = Packs::load(&Files::from_dir(data.as_ref()).unwrap()).unwrap();
    let pack = &packs.lang("en").unwrap().timex;
    let anchor = Anchor { published: "2021-10-18".parse().ok(), narrative: false };
    let (text, parse) = parsed(words);
    let found = tag(&text, pack, &packs.world, anchor, Some(&parse));
    assert_eq!(found.len(), 1, "{text}");
    found[0].value.to_string()
}

const PRESENT: &str = "Tense=Pres|VerbForm=Fin";
const PAST: &str = "Tense=Past|VerbForm=Fin";
const BARE: &str = "VerbForm=Inf";

#[test]
fn a_verb_of_the_present_looks_ahead() {
    let rules =
        value(&[("Judges", Upos::Noun, 1, ""), ("rule", Upos::Verb, 1, PRESENT), ("Friday", Upos::Propn, 1, "")]);
    assert_eq!(rules, "2021-10-22");
    let ruled = value(&[("Judges", Upos::Noun, 1, ""), ("ruled", Upos::Verb, 1, PAST), ("Friday", Upos::Propn, 1, "")]);
    assert_eq!(ruled, "2021-10-15");
    // What is written of a day tells what is over.
    let shows =
        value(&[("Film", Upos::Noun, 1, ""), ("shows", Upos::Verb, 1, PRESENT), ("Friday", Upos::Propn, 1, "")]);
    assert_eq!(shows, "2021-10-15");
}

#[test]
fn a_modal_looks_ahead_whatever_reports_it() {
    let must = value(&[
        ("He", Upos::Pron, 1, ""),
        ("repeated", Upos::Verb, 1, PAST),
        ("they", Upos::Pron, 4, ""),
        ("must", Upos::Aux, 4, "VerbForm=Fin"),
        ("vote", Upos::Verb, 1, BARE),
        ("Friday", Upos::Propn, 4, ""),
    ]);
    assert_eq!(must, "2021-10-22");
}

#[test]
fn an_infinitive_follows_its_verb() {
    let words = |verb, morph| {
        [
            ("They", Upos::Pron, 1, ""),
            (verb, Upos::Verb, 1, morph),
            ("to", Upos::Part, 3, ""),
            ("vote", Upos::Verb, 1, BARE),
            ("Friday", Upos::Propn, 3, ""),
        ]
    };
    assert_eq!(value(&words("want", PRESENT)), "2021-10-22");
    assert_eq!(value(&words("failed", PAST)), "2021-10-15");
}
