//! The text of the piece as the page's linked data repeat it, for those pages that do.

use memchr::memmem;

use super::body::own_mass;
use super::walk::Block;

/// Shortest text that is taken for the whole piece, in letters and digits.
const SHORTEST: usize = 300;

/// Shortest line that is looked for, in letters and digits: shorter ones stand anywhere.
const LINE: usize = 24;

/// Marks the lines that `text` holds, provided that they make up most of it and much of the page; otherwise it is a
/// summary, or the page shows another text. `true` if lines are marked.
pub(crate) fn mark(blocks: &mut [Block], text: &str) -> bool {
    let plain;
    let text = if text.contains(['<', '&']) {
        plain = domq::parse(text).to_text();
        plain.as_str()
    } else {
        text
    };
    let whole = letters(text);
    if whole.len() < SHORTEST {
        return false;
    }
    let mut found = Vec::new();
    let (mut covered, mut running, mut marked) = (0, 0, 0);
    for (i, block) in blocks.iter().enumerate() {
        let line = letters(&block.line.text);
        let plain = block.hint.is_none();
        running += if plain { own_mass(block) } else { 0 };
        if line.len() >= LINE && memmem::find(&whole, &line).is_some() {
            covered += line.len();
            marked += if plain { own_mass(block) } else { 0 };
            found.push(i);
        }
    }
    let most = covered * 4 >= whole.len() * 3 && marked * 2 >= running;
    for i in found.into_iter().filter(|_| most) {
        blocks[i].line.stated = true;
    }
    most
}

/// What is left of a text when spacing, punctuation and capitals are taken away.
fn letters(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        for c in c.to_lowercase() {
            out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
    }
    out
}
