//! Runs the cases that stand beside the rules and in the corpora of every language.

use legation_packs::{Files, Packs};
use legation_timex::{Anchor, tag};

/// The text without its brackets, and what they enclosed as byte ranges.
fn plain(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '[' => open = text.len(),
            ']' => spans.push((open, text.len())),
            c => text.push(c),
        }
    }
    (text, spans)
}

#[test]
fn every_case_reads_as_written() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let packs = Packs::load(&Files::from_dir(data.as_ref()).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (code, lang) in &packs.langs {
        for case in &lang.timex.cases {
            let (text, spans) = plain(&case.text);
            let anchor = Anchor { published: case.reference.parse().ok(), narrative: false };
            let found = tag(&text, &lang.timex, &packs.world, anchor, None);
            // Rule cases bracket what their rule is about; expressions outside brackets are not looked at.
            let of_rule = !case.rule.is_empty() && !spans.is_empty();
            let shown =
                |f: &legation_model::Timex| format!("[{}] = {} by {}", f.span.of(&text), f.value, f.derivation.rule);
            let all = found.iter().map(shown).collect::<Vec<_>>().join("; ");
            let values: Vec<&str> = case.values.iter().map(String::as_str).collect();
            let expected: Vec<(usize, usize, &str)> = if of_rule && values.len() > spans.len() {
                found.iter().zip(&values).map(|(f, v)| (f.span.lo(), f.span.hi(), *v)).collect()
            } else {
                spans.iter().zip(&values).map(|((a, b), v)| (*a, *b, *v)).collect()
            };
            let got: Vec<(usize, usize, &str)> = found.iter().map(|f| (f.span.lo(), f.span.hi(), &*f.value)).collect();
            let fine = if spans.is_empty() || !of_rule || values.len() > spans.len() {
                if spans.is_empty() { found.iter().all(|f| f.derivation.rule != case.rule) } else { got == expected }
            } else {
                expected.iter().all(|e| got.contains(e))
            };
            let edtf: Vec<String> = found.iter().map(|f| f.edtf.map_or_else(String::new, |e| e.to_string())).collect();
            if !fine || (!case.edtf.is_empty() && case.edtf != edtf) {
                wrong.push(format!(
                    "{code} {}: {} → {:?}; got {all} ({})",
                    case.rule,
                    case.text,
                    values,
                    edtf.join(" ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}
