//! CoNLL-U. Source: <https://universaldependencies.org/format.html>.
//!
//! White space is a token in spaCy, and its form cannot stand in a column; it is written with the escapes that the
//! format has for `SpacesAfter` (`\s`, `\n`, `\t`, `\r`, `\p`, `\\`). Entities stand in MISC as `NER=B-GPE`.

use std::fmt::Write as _;

use legation_model::{Iob, Parse};

/// A block per sentence.
pub(super) fn render(text: &str, parse: &Parse) -> String {
    let mut out = String::new();
    for (number, sentence) in parse.sentences.iter().enumerate() {
        let _ = writeln!(
            out,
            "# sent_id = {}\n# text = {}",
            number + 1,
            escape(parse.span(*sentence).of(text)).replace("\\s", " ")
        );
        let first = sentence.start.at();
        for i in sentence.indices() {
            let token = &parse.tokens[i];
            let head = if token.head.at() == i { 0 } else { token.head.at() - first + 1 };
            let mut misc = Vec::new();
            if !token.space_after {
                misc.push("SpaceAfter=No".to_owned());
            }
            match token.iob {
                Iob::Begin => misc.push(format!("NER=B-{}", token.ent_type)),
                Iob::Inside => misc.push(format!("NER=I-{}", token.ent_type)),
                Iob::Outside => misc.push("NER=O".to_owned()),
                Iob::Missing => {}
            }
            let _ = writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{}",
                i - first + 1,
                escape(token.span.of(text)),
                column(&escape(&token.lemma)),
                token.pos.as_str(),
                column(&token.tag),
                column(&token.morph),
                column(&token.dep),
                column(&misc.join("|"))
            );
        }
        out.push('\n');
    }
    out
}

/// An empty column is `_`.
fn column(value: &str) -> &str {
    if value.is_empty() { "_" } else { value }
}

fn escape(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    for c in form.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ' ' => out.push_str("\\s"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '|' => out.push_str("\\p"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use legation_model::{Span, Token, TokenIdx, Upos};

    use super::super::tests::sample;
    use super::*;

    fn unescape(form: &str) -> String {
        let (mut out, mut chars) = (String::new(), form.chars());
        while let Some(c) = chars.next() {
            out.push(match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some('s')) => ' ',
                ('\\', Some('n')) => '\n',
                ('\\', Some('t')) => '\t',
                ('\\', Some('r')) => '\r',
                ('\\', Some('p')) => '|',
                ('\\', Some(other)) => other,
                (c, _) => c,
            });
        }
        out
    }

    /// Text and parse again, from the columns.
    fn read(conllu: &str) -> (String, Parse) {
        let (mut text, mut tokens, mut first) = (String::new(), Vec::new(), 0);
        for line in conllu.lines().filter(|l| !l.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, form, lemma, pos, tag, morph, head, dep, _, misc] = columns[..] else {
                first = tokens.len();
                continue;
            };
            let value = |column: &str| Arc::<str>::from(if column == "_" { "" } else { column });
            let (start, form) = (text.len(), unescape(form));
            text.push_str(&form);
            let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
            let entity = misc.split('|').find_map(|m| m.strip_prefix("NER=")).unwrap_or("");
            let (iob, ent_type) = entity.split_once('-').unwrap_or((entity, ""));
            tokens.push(Token {
                span: Span::new(start, text.len()),
                space_after,
                tag: value(tag),
                pos: Upos::from_name(pos).unwrap(),
                morph: value(morph),
                lemma: Arc::from(unescape(&value(lemma))),
                head: TokenIdx::from(match head.parse::<usize>().unwrap() {
                    0 => tokens.len(),
                    n => first + n - 1,
                }),
                dep: value(dep),
                iob: match iob {
                    "B" => Iob::Begin,
                    "I" => Iob::Inside,
                    "O" => Iob::Outside,
                    _ => Iob::Missing,
                },
                ent_type: Arc::from(ent_type),
                sent_start: id == "1",
            });
            if space_after {
                text.push(' ');
            }
        }
        (text, Parse::new(tokens))
    }

    #[test]
    fn is_read_back_as_it_was() {
        let (text, parse) = sample();
        let (read_text, read_parse) = read(&render(text, &parse));
        assert_eq!(read_text, text);
        assert!(read_parse == parse, "{}", render(text, &parse));
    }

    #[test]
    fn escapes_are_undone() {
        for form in ["a b", "\\n", "\n\t\r", "a|b", "\\\\s", "plain"] {
            assert_eq!(unescape(&escape(form)), form);
            assert!(!escape(form).contains(char::is_whitespace));
        }
    }
}
