//! The pattern language of the rules, expanded into flat sequences.
//!
//! Elements are separated by spaces: `word` a literal word or sign, `{month}` a class whose value goes to the field
//! of that name, `{n:one}` a class with the field it goes to, `{:det}` a class without field, `( … | … )` a group,
//! `?` after any of them makes it optional, `NAME` in capitals is a macro of the file. `[` and `]` enclose the
//! expression where the pattern also matches words around it; reading goes on after `]`.

use std::collections::BTreeMap;

use super::{Class, Field};

/// No pattern may stand for more sequences than this; split it into rules instead.
const MOST: usize = 4096;

/// One step of a flat sequence.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Element {
    Literal(String),
    Capture { field: Option<Field>, class: String },
}

/// The class that Rust code recognises under that name.
pub(super) fn builtin(name: &str) -> Option<Class> {
    Some(match name {
        "n" => Class::Number,
        "int" => Class::Int,
        "day" => Class::Day,
        "year" => Class::Year,
        "year-words" => Class::YearWords,
        "year-old" => Class::OldYear,
        "yy" => Class::ShortYear,
        "yy-plain" => Class::PlainShortYear,
        "hour" => Class::Hour,
        "hour-digits" => Class::HourDigits,
        "day-word" => Class::DayWord,
        "minute" => Class::Minute,
        "month-number" => Class::MonthNumber,
        "ord" => Class::Ordinal,
        "word" => Class::Word,
        "name" => Class::Name,
        "[" | "]" => Class::Mark,
        _ => return None,
    })
}

/// The sequences that a pattern stands for, longest forms first.
pub(super) fn expand(source: &str, macros: &BTreeMap<String, String>) -> Result<Vec<Vec<Element>>, String> {
    let spaced = spaced(source);
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let sequences = alternatives(&words, &mut at, macros, 0)?;
    if at < words.len() {
        return Err(format!("unexpected `{}` in `{source}`", words[at]));
    }
    Ok(sequences.into_iter().filter(|s| !s.is_empty()).collect())
}

/// Puts spaces around brackets and bars, so that splitting at white space gives the elements.
fn spaced(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    for c in source.chars() {
        match c {
            '(' | '|' => {
                out.push(' ');
                out.push(c);
                out.push(' ');
            }
            ')' => out.push_str(" )"),
            c => out.push(c),
        }
    }
    out
}

fn alternatives(
    words: &[&str],
    at: &mut usize,
    macros: &BTreeMap<String, String>,
    depth: usize,
) -> Result<Vec<Vec<Element>>, String> {
    if depth > 20 {
        return Err("groups or macros are nested too deeply".to_owned());
    }
    let mut all = Vec::new();
    let mut current: Vec<Vec<Element>> = vec![Vec::new()];
    while let Some(&word) = words.get(*at) {
        let (bare, optional) = match word.strip_suffix('?') {
            Some("") | None => (word, false),
            Some(bare) => (bare, true),
        };
        let choices: Vec<Vec<Element>> = match bare {
            ")" => break,
            "|" => {
                *at += 1;
                all.append(&mut current);
                current.push(Vec::new());
                continue;
            }
            "(" => {
                *at += 1;
                let inner = alternatives(words, at, macros, depth + 1)?;
                let Some(close) = words.get(*at).filter(|w| w.starts_with(')')) else {
                    return Err("a bracket is not closed".to_owned());
                };
                *at += 1;
                let inner = if *close == ")?" { with_nothing(inner) } else { inner };
                current = product(&current, &inner)?;
                continue;
            }
            "[" | "]" => {
                let field = Field::from_name(bare);
                vec![vec![Element::Capture { field, class: bare.to_owned() }]]
            }
            _ if bare.starts_with('{') => {
                let inner = bare.trim_start_matches('{').trim_end_matches('}');
                let (field, class) = match inner.split_once(':') {
                    Some((field, class)) => (field, class),
                    None => (inner, inner),
                };
                let field = match field {
                    "" => None,
                    name => Some(Field::from_name(name).ok_or_else(|| format!("there is no field `{name}`"))?),
                };
                vec![vec![Element::Capture { field, class: class.to_owned() }]]
            }
            _ if bare.len() > 1 && bare.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') => {
                let text = macros.get(bare).ok_or_else(|| format!("there is no macro `{bare}`"))?;
                let spaced = spaced(text);
                let inner: Vec<&str> = spaced.split_whitespace().collect();
                alternatives(&inner, &mut 0, macros, depth + 1)?
            }
            _ => vec![vec![Element::Literal(bare.to_lowercase())]],
        };
        let choices = if optional { with_nothing(choices) } else { choices };
        current = product(&current, &choices)?;
        *at += 1;
    }
    all.append(&mut current);
    if all.len() > MOST {
        return Err(format!("stands for {} sequences, {MOST} at most", all.len()));
    }
    Ok(all)
}

fn with_nothing(mut choices: Vec<Vec<Element>>) -> Vec<Vec<Element>> {
    choices.push(Vec::new());
    choices
}

fn product(left: &[Vec<Element>], right: &[Vec<Element>]) -> Result<Vec<Vec<Element>>, String> {
    if left.len() * right.len() > MOST {
        return Err(format!("stands for {} sequences, {MOST} at most", left.len() * right.len()));
    }
    Ok(left.iter().flat_map(|l| right.iter().map(move |r| [l.as_slice(), r.as_slice()].concat())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_groups_and_options() {
        let macros = BTreeMap::from([("DET".to_owned(), "the|this".to_owned())]);
        let found = expand("DET? (next|last) {unit}", &macros).unwrap();
        assert_eq!(found.len(), 6);
        assert_eq!(found[0][1], Element::Literal("next".to_owned()));
        assert!(expand("(a", &macros).is_err());
        assert!(expand("{nofield}", &macros).is_err());
    }
}
