use std::fmt::Write as _;

use legation_model::{Iob, Parse, TokenIdx, TokenRange};

/// One tree per sentence: a word a line, below its head, with label, tags, lemma, features and entity type.
pub(super) fn render(text: &str, parse: &Parse) -> String {
    let trees: Vec<String> = parse.sentences.iter().map(|s| sentence(text, parse, *s, &|_| Vec::new())).collect();
    trees.join("\n")
}

/// The tree of one sentence; `marks` are what a word is marked with.
pub(crate) fn sentence(
    text: &str,
    parse: &Parse,
    sentence: TokenRange,
    marks: &dyn Fn(TokenIdx) -> Vec<&'static str>,
) -> String {
    let mut out = String::new();
    // What is still to be printed: a word, the indent of its line and of the lines below it.
    let mut waiting: Vec<(TokenIdx, String, String)> = sentence
        .indices()
        .rev()
        .filter(|&i| parse.tokens[i].head.at() == i)
        .map(|i| (i.into(), String::new(), String::new()))
        .collect();
    while let Some((word, indent, below)) = waiting.pop() {
        line(text, parse, word, &indent, &mut out);
        let marks = marks(word);
        if !marks.is_empty() {
            let _ = write!(out, "  ◀ {}", marks.join(", "));
        }
        out.push('\n');
        let children: Vec<TokenIdx> = parse.children(word).collect();
        for (i, &child) in children.iter().enumerate().rev() {
            let last = i + 1 == children.len();
            let (branch, trunk) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            waiting.push((child, format!("{below}{branch}"), format!("{below}{trunk}")));
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
}
