//! Mentions from the sketches of `data/ontology/merging/rules.toml`.

#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, reason = "a sketch that cannot be read is a mistake in the test or the rule")]

use std::sync::Arc;

use legation_model::{Actor, Derivation, Evidence, Mention, MentionId, Number, NumberRelation, Span, Status};

/// `[document:] ACTORS > RECIPIENTS TYPE/mode [date] [status] [number]`.
pub(crate) fn mention(n: u32, sketch: &str) -> Mention {
    let (doc, sketch) = sketch.split_once(": ").unwrap_or(("d", sketch));
    let doc: Arc<str> = if doc == "d" { format!("{n}.txt").into() } else { doc.into() };
    let mut words = sketch.split(' ');
    let actor = actors(words.next().unwrap());
    assert_eq!(words.next(), Some(">"), "{sketch}");
    let recipient = actors(words.next().unwrap());
    let (event, mode) = match words.next().unwrap().split_once('/') {
        Some((event, mode)) => (event, Some(mode)),
        None => (sketch.split(' ').nth(3).unwrap(), None),
    };
    let (mut date, mut status, mut number) = (None, Status::Happened, None);
    for word in words {
        if let Some(s) = Status::from_name(word) {
            status = s;
        } else if let Some(value) = word.parse().ok().filter(|_| date.is_some()) {
            number = Some(Number { value, relation: NumberRelation::More, unit: Arc::from("people") });
        } else if word != "_" {
            date = Some(word.parse().unwrap());
        }
    }
    let quote: Arc<str> = format!("words of {doc} {n}").into();
    let span = Span::new(n as usize * 100, n as usize * 100 + quote.len());
    Mention {
        id: MentionId { doc: Arc::clone(&doc), n },
        evidence: Evidence { doc, clean: span, base: span, quote, derivation: Derivation::new("sketch", None, "") },
        trigger: span,
        trigger_base: span,
        actor,
        recipient,
        event: event.into(),
        mode: mode.map(Arc::from),
        cameo: None,
        goldstein: None,
        date,
        date_text: None,
        place: None,
        status,
        attribution: vec![],
        number,
        rule: Arc::from("sketch"),
        confidence: 0.5,
    }
}

fn actors(sketch: &str) -> Vec<Actor> {
    // Names hold spaces, which separate the parts of a sketch: `_` stands for them.
    let actor = |part: &str| {
        let mut parts = part.split(':');
        let country = parts.next().filter(|c| !c.is_empty()).map(|c| c.parse().unwrap());
        let sector = parts.next().filter(|s| !s.is_empty()).map(|s| s.parse().unwrap());
        let name: Option<Arc<str>> = parts.next().map(|n| n.replace('_', " ").into());
        Actor { text: name.clone().unwrap_or_else(|| part.into()), span: None, country, sector, name }
    };
    if sketch == "-" { Vec::new() } else { sketch.split('+').map(actor).collect() }
}
