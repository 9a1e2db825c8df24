//! Runs the cases that stand beside each language's data.
#![allow(clippy::string_slice, reason = "cases are ours; a wrong cut is a failed test")]

use legation_model::{BlockKind, SentStart, Span};
use legation_packs::{Files, Packs};
use legation_segment::starts;

/// Tokens as any tokenizer would cut them here: words with their inner marks and stops, other marks alone.
fn tokens(text: &str, pack: &legation_packs::segment::SegmentPack) -> Vec<Span> {
    let mut out = Vec::new();
    for word in text.split(' ') {
        let base = word.as_ptr() as usize - text.as_ptr() as usize;
        let mut at = 0;
        while let Some(c) = word.get(at..).and_then(|w| w.chars().next()) {
            let rest = &word[at..];
            let marks = |c: char| !c.is_alphanumeric();
            let mut len = rest.find(marks).unwrap_or(rest.len());
            if marks(c) {
                len = if rest.starts_with("...") { 3 } else { c.len_utf8() };
            } else if rest.len() > len
                && (rest[len..].starts_with(['-', '\'', '’', ',']) || rest[len..].starts_with('.'))
            {
                // Inner marks and abbreviations keep together.
                let bare = rest.trim_end_matches(|c: char| "»”\"),;!?".contains(c));
                let whole =
                    bare.ends_with('.') && (bare.matches('.').count() > 1 || pack.abbreviations.contains_key(bare));
                let inner = bare.trim_end_matches(['.', '…']);
                let lost = inner.find('.').is_some_and(|i| inner[i + 1..].starts_with(char::is_uppercase) && i > 3);
                if !lost && !inner.contains('[') {
                    len = if whole && !bare.ends_with("..") { bare.len() } else { inner.len() };
                }
            }
            if !rest.trim().is_empty() {
                out.push(Span::new(base + at, base + at + len));
            }
            at += len;
        }
    }
    out
}

#[test]
fn cases_of_every_language() {
    let files = Files::embedded();
    let packs = Packs::embedded().unwrap();
    let mut failed = Vec::new();
    let mut count = 0;
    for (code, pack) in &packs.langs {
        let cases = files.get(&format!("lang/{code}/segment/cases.txt")).unwrap_or_default();
        for case in cases.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let text = case.replace("| ", "").replace("¦ ", "").replace(['|', '¦'], "");
            let tokens = tokens(&text, &pack.segment);
            let got = starts(&text, BlockKind::Paragraph, &tokens, &pack.segment);
            let mut marked = text.clone();
            for (token, start) in tokens.iter().zip(&got).skip(1).rev() {
                let mark = match start {
                    SentStart::Start => "|",
                    SentStart::Unset => "¦",
                    SentStart::Inside => continue,
                };
                marked.insert_str(token.lo(), if case.contains("| ") || case.contains("¦ ") { " " } else { "" });
                marked.insert_str(token.lo(), mark);
            }
            let squash = |s: &str| s.replace(' ', "");
            if squash(&marked) != squash(case) {
                failed.push(format!("want {case}\n got {marked}"));
            }
            count += 1;
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases:\n{}", failed.len(), failed.join("\n"));
    assert!(count > 30, "cases went missing");
}

#[test]
fn headlines_are_one_sentence_on_weak_evidence() {
    let packs = Packs::embedded().unwrap();
    let pack = &packs.lang("en").unwrap().segment;
    let text = "Envoys return; talks resume";
    let spans = [Span::new(0, 6), Span::new(7, 13), Span::new(13, 14), Span::new(15, 20), Span::new(21, 27)];
    let got = starts(text, BlockKind::Title, &spans, pack);
    assert_eq!(got.iter().filter(|s| **s != SentStart::Inside).count(), 1);
}

#[test]
fn a_headline_starts_behind_its_topic() {
    let packs = Packs::embedded().unwrap();
    let pack = &packs.lang("fr").unwrap().segment;
    let count = |text: &str| {
        let got = starts(text, BlockKind::Title, &tokens(text, pack), pack);
        got.iter().filter(|s| **s == SentStart::Start).count()
    };
    assert_eq!(count("Lima : la police disperse une marche"), 2);
    assert_eq!(count("Pérou : « nous ne partirons pas de Lima »"), 1, "who speaks stays with what is said");
    assert_eq!(count("Trois ministres péruviens ont quitté Lima : un tournant pour tous"), 1);
}
