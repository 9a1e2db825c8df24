//! Headlines in capitals, as the models read best: in the document's own spelling.

use std::collections::BTreeMap;

use legation_model::{Article, Block};

/// Fewer words may be a name or a label.
const WORDS: usize = 4;

/// The text of a block in capitals with each word as the rest of the document spells it, small where it does not have
/// the word or has it both ways. As long as the block's text, byte by byte. `None` for other blocks, and where the
/// whole document is in capitals.
pub(crate) fn recased(article: &Article, block: &Block) -> Option<String> {
    let text = article.block_text(block);
    if !is_capitals(text) {
        return None;
    }
    let body = || article.blocks.iter().map(|b| article.block_text(b)).filter(|t| !is_capitals(t));
    let mut spelt: BTreeMap<String, &str> = BTreeMap::new();
    for word in body().flat_map(words) {
        let small = word.to_lowercase();
        // Small goes before capital: words that open sentences have both.
        if word == small || !spelt.contains_key(&small) {
            spelt.insert(small, word);
        }
    }
    if spelt.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let (between, from) = rest.split_at(at);
        let (word, behind) = from.split_at(from.find(|c: char| !c.is_alphanumeric()).unwrap_or(from.len()));
        let small = word.to_lowercase();
        let shown = spelt.get(&small).map_or(small.as_str(), |w| w);
        out.push_str(between);
        out.push_str(if shown.len() == word.len() { shown } else { word });
        rest = behind;
    }
    out.push_str(rest);
    let first = out.find(char::is_alphabetic).map(|at| (at, text.get(at..).and_then(|t| t.chars().next())));
    if let Some((at, Some(capital))) = first {
        let end = at + capital.len_utf8();
        if out.is_char_boundary(end) {
            out.replace_range(at..end, capital.encode_utf8(&mut [0; 4]));
        }
    }
    Some(out)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether a text of some words has no small letter.
fn is_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
        && words(text).filter(|w| w.chars().filter(|c| c.is_uppercase()).count() > 1).count() >= WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_takes_the_spelling_of_its_document() {
        let of = |text: &str| {
            let article = Article::of_text("invented", text, "en");
            recased(&article, &article.blocks[0])
        };
        let body = "\n\nThe harbour of Exampland was closed by the EU. In Exampland, some spoke of the Élan.";
        let wanted = "EU closes “Exampland” harbour over ÉLAN: “no” way";
        let found = of(&format!("EU CLOSES “EXAMPLAND” HARBOUR OVER ÉLAN: “NO” WAY{body}"));
        assert_eq!(found.as_deref(), Some(wanted.replace("ÉLAN", "Élan").as_str()));
        assert_eq!(of(&format!("Exampland closes its HARBOUR{body}")), None);
        assert_eq!(of(&format!("EXAMPLE DAILY{body}")), None);
        assert_eq!(of("EXAMPLAND CLOSES THE HARBOUR\n\nIT SAID SO ON MONDAY IN A NOTE."), None);
    }
}
