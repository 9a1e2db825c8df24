//! Lists of other pieces, each a headline that is a link, with or without a line or two below it.

use super::body::own_mass;
use super::walk::Block;

/// Fewest headlines of a list.
const HEADS: u32 = 3;

/// Most bytes of text that is no link, for each headline, and the largest share of the page's running text, in percent,
/// that such a list may hold: more is a piece with linked headings.
const SIZES: [(u32, u64); 2] = [(240, 30), (120, 50)];

/// For every line, whether it stands in such a list.
pub(crate) fn mark(blocks: &[Block], parents: &[u32]) -> Vec<bool> {
    let mut heads = vec![0_u32; parents.len()];
    let mut text = vec![0_u32; parents.len()];
    let mut mass = vec![0_u64; parents.len()];
    let mut total = 0;
    for block in blocks {
        let at = block.node as usize;
        let line = &block.line;
        heads[at] += u32::from(block.heading > 1 && line.linked >= 80 && line.text.len() >= 20);
        text[at] += (line.text.len() * usize::from(100 - line.linked) / 100) as u32;
        let own = u64::from(own_mass(block));
        mass[at] += own;
        total += own;
    }
    // Nodes are in document order: children come after their parents.
    for i in (1..parents.len()).rev() {
        let parent = parents[i] as usize;
        if parent != i {
            heads[parent] += heads[i];
            text[parent] += text[i];
            mass[parent] += mass[i];
        }
    }
    let small =
        |i: usize| SIZES.iter().any(|&(most, share)| text[i] <= heads[i] * most && mass[i] * 100 <= share * total);
    let list = |i: usize| heads[i] >= HEADS && small(i);
    let mut inside = vec![false; parents.len()];
    for (i, &parent) in parents.iter().enumerate() {
        inside[i] = list(i) || parent as usize != i && inside[parent as usize];
    }
    blocks.iter().map(|b| inside.get(b.node as usize).copied().unwrap_or(false)).collect()
}
