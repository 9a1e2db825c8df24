use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::BlockKind;

use super::walk::{Block, Page};
use crate::draft::{Label, Line};

/// Shortest line that counts as running text, in bytes.
const PROSE: usize = 80;

/// Labels what the structure of the page decides and gives the lines.
pub(crate) fn label(page: Page, title: Option<&str>) -> Vec<Line> {
    let Page { mut blocks, parents, piece } = page;
    believe(&mut blocks, &parents);
    let mass = masses(&blocks, &parents, true);
    let body = container(&parents, &piece, &mass);
    let inside: Vec<bool> = blocks.iter().map(|b| within(b.node, body, &parents)).collect();
    let first = inside.iter().position(|&i| i).unwrap_or(0);
    let headline = headline(&blocks, first, title);
    for (i, block) in blocks.iter_mut().enumerate() {
        if Some(i) == headline {
            block.line.kind = BlockKind::Title;
            continue;
        }
        let between = headline.is_some_and(|h| h < i) && i < first;
        block.line.anchored = inside[i];
        block.line.fixed = fixed(block, inside[i], between, body, &parents);
    }
    blocks.into_iter().map(|b| b.line).collect()
}

/// How much running text a line is: its length without links, nothing for short or linked lines.
fn own_mass(block: &Block) -> u32 {
    let line = &block.line;
    let long = line.text.len() >= PROSE && line.linked < 40 && block.heading == 0 && !block.caption;
    if long { (line.text.len() * usize::from(100 - line.linked) / 100) as u32 } else { 0 }
}

/// Drops hints on elements that hold more of the running text than their word is believed for: names of layouts.
fn believe(blocks: &mut [Block], parents: &[u32]) {
    let mass = masses(blocks, parents, false);
    let total: u64 = blocks.iter().map(|b| u64::from(own_mass(b))).sum();
    for block in blocks.iter_mut() {
        block.page.retain(|hint| u64::from(mass[hint.node as usize]) * 100 <= u64::from(hint.most) * total);
    }
    // The same for a word on many small elements: a page builder's name for every paragraph.
    let mut by_reason: BTreeMap<(Arc<str>, u8), u64> = BTreeMap::new();
    for block in blocks.iter() {
        let reasons: BTreeSet<(Arc<str>, u8)> = block.page.iter().map(|h| (Arc::clone(&h.reason), h.most)).collect();
        for reason in reasons {
            *by_reason.entry(reason).or_default() += u64::from(own_mass(block));
        }
    }
    for block in blocks {
        block.page.retain(|hint| {
            let held = by_reason.get(&(Arc::clone(&hint.reason), hint.most)).copied().unwrap_or(0);
            held * 100 <= u64::from(hint.most) * total
        });
    }
}

/// Running text below every node. With `hinted`, text under elements that say they are not the piece counts a tenth.
fn masses(blocks: &[Block], parents: &[u32], hinted: bool) -> Vec<u32> {
    let mut mass = vec![0_u32; parents.len()];
    for block in blocks {
        let own = own_mass(block);
        let own = if block.page.is_empty() || !hinted { own } else { own / 10 };
        if let Some(at) = mass.get_mut(block.node as usize) {
            *at += own;
        }
    }
    // Nodes are in document order: children come after their parents.
    for i in (1..parents.len()).rev() {
        let parent = parents[i] as usize;
        if parent != i {
            mass[parent] += mass[i];
        }
    }
    mass
}

/// Stands for the page itself, where no element is the piece.
const WHOLE: u32 = u32::MAX;

/// The smallest element that still holds most of the running text.
fn container(parents: &[u32], piece: &[bool], mass: &[u32]) -> u32 {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); parents.len()];
    let mut roots: Vec<u32> = Vec::new();
    for (i, &parent) in parents.iter().enumerate() {
        if mass[i] == 0 {
            continue;
        }
        if parent as usize == i { roots.push(i as u32) } else { children[parent as usize].push(i as u32) }
    }
    let heaviest = |list: &[u32]| list.iter().copied().max_by_key(|&n| (mass[n as usize], std::cmp::Reverse(n)));
    let all: u32 = roots.iter().map(|&n| mass[n as usize]).sum();
    let Some(mut at) = heaviest(&roots) else { return WHOLE };
    // A fragment: its paragraphs stand side by side.
    if mass[at as usize] < all / 100 * 85 || children[at as usize].is_empty() {
        return WHOLE;
    }
    while let Some(next) = heaviest(&children[at as usize]) {
        let share = u64::from(mass[next as usize]) * 100 / u64::from(mass[at as usize].max(1));
        // An element that calls itself the piece is believed with less.
        let need = if piece[next as usize] { 60 } else { 85 };
        // A lone paragraph is no container.
        if share < need || children[next as usize].is_empty() {
            break;
        }
        at = next;
    }
    at
}

fn within(mut node: u32, body: u32, parents: &[u32]) -> bool {
    if body == WHOLE {
        return true;
    }
    loop {
        if node == body {
            return true;
        }
        let parent = parents.get(node as usize).copied().unwrap_or(node);
        if parent == node || parent < body {
            return parent == body;
        }
        node = parent;
    }
}

/// The headline: the `h1` nearest before the body or at its start, or the heading that repeats the page's own title.
fn headline(blocks: &[Block], first: usize, title: Option<&str>) -> Option<usize> {
    let same = |b: &Block| title.is_some_and(|t| b.line.text.len() > 8 && t.contains(b.line.text.as_str()));
    let near = blocks.len().min(first + 6);
    let candidates =
        || (0..near).filter(|&i| blocks[i].heading > 0 && blocks[i].line.linked < 90 && blocks[i].line.text.len() > 3);
    candidates()
        .rev()
        .find(|&i| same(&blocks[i]) && blocks[i].heading <= 2)
        .or_else(|| candidates().rev().find(|&i| blocks[i].heading == 1))
}

/// The label that the place of a line decides; `None` leaves it to the lines' own evidence.
fn fixed(block: &Block, inside: bool, between: bool, body: u32, parents: &[u32]) -> Option<Label> {
    if block.caption && (inside || between) {
        return Some(Label::Caption("caption".into()));
    }
    // What stands around the whole piece says nothing of its parts.
    let hint = block.page.iter().find(|hint| !within(body, hint.node, parents));
    if let Some(hint) = hint {
        if block.date && between {
            return None;
        }
        return Some(Label::Chrome(Arc::clone(&hint.reason)));
    }
    if inside {
        return None;
    }
    if between && block.line.linked < 50 {
        return None;
    }
    Some(Label::Chrome("outside".into()))
}
