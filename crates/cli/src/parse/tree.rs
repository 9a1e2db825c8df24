use std::fmt::Write as _;

use legation_model::{Iob, Parse, TokenIdx};

/// One tree per sentence: a word a line, below its head, with label, tags, lemma, features and entity type.
pub(super) fn render(text: &str, parse: &Parse) -> String {
    let mut children: Vec<Vec<TokenIdx>> = vec![Vec::new(); parse.len()];
    for (i, token) in parse.tokens.iter().enumerate() {
        if token.head.at() != i {
            children[token.head.at()].push(i.into());
        }
    }
    let mut out = String::new();
    for (number, sentence) in parse.sentences.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        // What is still to be printed: a word, the indent of its line and of the lines below it.
        let mut waiting: Vec<(TokenIdx, String, String)> = sentence
            .indices()
            .rev()
            .filter(|&i| parse.tokens[i].head.at() == i)
            .map(|i| (i.into(), String::new(), String::new()))
            .collect();
        while let Some((word, indent, below)) = waiting.pop() {
            line(text, parse, word, &indent, &mut out);
            for (i, &child) in children[word.at()].iter().enumerate().rev() {
                let last = i + 1 == children[word.at()].len();
                let (branch, trunk) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                waiting.push((child, format!("{below}{branch}"), format!("{below}{trunk}")));
            }
        }
    }
    out
}

fn line(text: &str, parse: &Parse, word: TokenIdx, indent: &str, out: &mut String) {
    let token = parse.token(word);
    out.push_str(indent);
    if token.head != word {
        let _ = write!(out, "{}: ", token.dep);
    }
    let form = parse.text(word, text);
    let shown = if form.trim().is_empty() { form.replace('\n', "⏎").replace(' ', "␣") } else { form.to_owned() };
    let _ = write!(out, "{shown}  {} {}", token.pos.as_str(), token.tag);
    if !form.trim().is_empty() && *token.lemma != *form {
        let _ = write!(out, ", {}", token.lemma);
    }
    if !token.morph.is_empty() {
        let _ = write!(out, "  {}", token.morph);
    }
    if matches!(token.iob, Iob::Begin | Iob::Inside) {
        let more = if token.iob == Iob::Inside { "…" } else { "" };
        let _ = write!(out, "  [{more}{}]", token.ent_type);
    }
    out.push('\n');
}
