//! Every state's government, foreign minister, people and capital, in each language that has names for it: the names are
//! data, and this is what they are for.

#[allow(dead_code, reason = "each test uses its part")]
mod common;

use std::collections::BTreeSet;

use legation_coding::Reading;
use legation_coding::who;
use legation_packs::{Files, Packs};

/// A row of `data/lang/<code>/actors/states.tsv` put into a sentence of `state_forms.tsv`, where `{names}`, `{adjectives}`,
/// `{people}` or `{capitals}` stands for the first cell of that column.
fn filled(form: &str, row: &legation_packs::Row<'_>) -> Option<String> {
    let mut sentence = form.to_owned();
    for column in ["names", "adjectives", "people", "capitals"] {
        let slot = format!("{{{column}}}");
        if sentence.contains(&slot) {
            let cell = row.get(column).split('|').next().unwrap_or("").trim();
            if cell.is_empty() {
                return None;
            }
            sentence = sentence.replace(&slot, cell);
        }
    }
    Some(sentence)
}

#[test]
fn every_state_is_found_by_its_government_minister_people_and_capital() {
    let files = Files::embedded();
    let packs = Packs::load(&files).expect("the embedded data loads");
    let mut failures = Vec::new();
    let mut total = 0;
    for pack in packs.langs.values() {
        let Some(pipeline) = common::pipeline(&pack.code) else { continue };
        let states = format!("lang/{}/actors/states.tsv", pack.code);
        let forms = format!("lang/{}/actors/state_forms.tsv", pack.code);
        for form in files.rows(&forms) {
            let (sentence, sector) = (form.need("sentence").expect("a form"), form.need("sector").expect("a sector"));
            let mut seen = BTreeSet::new();
            for row in files.rows(&states) {
                let code = row.need("code").expect("a code");
                let Some(text) = filled(sentence, &row) else { continue };
                // A union of states acts as an organisation; what happens where it sits is in another state.
                let union = packs.actors.states.values().any(|s| s.union && s.code.as_str() == code);
                if union && sentence.contains("{capitals}") {
                    continue;
                }
                // A form that two states share means the one that comes first.
                if !seen.insert(text.clone()) {
                    continue;
                }
                total += 1;
                let article = common::article(&text, &pack.code);
                let parse = common::parse(&pipeline, &text);
                let reading = Reading { article: &article, parse: &parse, times: &[], packs: &packs, lang: pack };
                let found = who::find(&reading);
                let fits = |s: &str| s == sector || union && s == "IGO";
                let right = found.actors.iter().flat_map(|m| &m.actors).any(|a| {
                    a.country.is_some_and(|c| c.as_str() == code) && a.sector.is_some_and(|s| fits(s.as_str()))
                });
                if !right {
                    let shown: Vec<String> =
                        found.actors.iter().map(|m| parse.span(m.tokens).of(&text).into()).collect();
                    failures.push(format!("{}: {code} {sector} not found in `{text}`: {shown:?}", pack.code));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {total}:\n{}", failures.len(), failures.join("\n"));
}
