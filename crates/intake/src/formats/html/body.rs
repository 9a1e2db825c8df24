use std::sync::Arc;

use legation_model::BlockKind;
use rustc_hash::FxHashMap;

use super::walk::{Block, Page, PageHint};
use crate::draft::{Declared, Label, Line};

/// Shortest line that counts as running text, in bytes.
const PROSE: usize = 80;

/// How many elements up a word in the markup is looked for again; deeper nesting is no page's layout.
const CHAIN: usize = 64;

/// Labels what the structure of the page decides; gives the lines, and the date that stands between headline
/// and text, as machines write it or in words.
pub(crate) fn label(page: Page, declared: &Declared) -> (Vec<Line>, Option<String>) {
    let Page { mut blocks, parents, piece, hints, times } = page;
    let believed = believe(&blocks, &hints);
    for block in &mut blocks {
        block.hint = block.hint.and_then(|h| believed[h as usize]);
        let above = |h: &u32| hints[*h as usize].above.and_then(|h| believed[h as usize]);
        block.caption = std::iter::successors(block.hint, above).take(CHAIN).any(|h| hints[h as usize].caption);
    }
    let known = declared.body.as_ref().is_some_and(|text| super::stated::mark(&mut blocks, text));
    let teaser = super::teasers::mark(&blocks, &parents);
    for (block, _) in blocks.iter_mut().zip(&teaser).filter(|(_, teaser)| **teaser) {
        block.teaser = true;
    }
    let mass = masses(&blocks, &parents, known);
    let body = container(&parents, &piece, &mass);
    let tree = Tree::of(&parents, body);
    let inside: Vec<bool> = blocks.iter().map(|b| tree.inside(b.node)).collect();
    let first = inside.iter().position(|&i| i).unwrap_or(0);
    let headline = headline(&blocks, first, declared.title.as_deref());
    let prose = (first..blocks.len()).find(|&i| inside[i] && own_mass(&blocks[i]) > 0).unwrap_or(first);
    let dated = times.into_iter().find(|(_, before, hint)| {
        let hint = hint.and_then(|h| believed[h as usize]).map(|h| &hints[h as usize]);
        let byline = hint.is_none_or(|h| &*h.reason == "byline" || tree.around(h.node));
        byline && headline.is_some_and(|h| h < *before) && *before <= prose
    });
    let last = if known { blocks.iter().rposition(|b| b.line.stated) } else { None };
    for (i, block) in blocks.iter_mut().enumerate() {
        if Some(i) == headline {
            block.line.kind = BlockKind::Title;
            continue;
        }
        if block.line.stated {
            block.line.anchored = true;
            continue;
        }
        let between = headline.is_some_and(|h| h < i) && i < first;
        block.line.anchored = inside[i];
        // What stands around the whole piece says nothing of its parts.
        let of_part = |h: &u32| !tree.around(hints[*h as usize].node);
        let above = |h: &u32| hints[*h as usize].above.and_then(|h| believed[h as usize]);
        let hint = std::iter::successors(block.hint, above).find(of_part).map(|h| &hints[h as usize]);
        let inside = inside[i] && last.is_none_or(|last| i < last);
        block.line.fixed = fixed(block, hint, inside, between);
    }
    let dated = dated.map(|(date, ..)| date).or_else(|| date_line(&blocks, &hints, headline?, prose));
    (blocks.into_iter().map(|b| b.line).collect(), dated)
}

/// The text of a line that the page calls a date, a little above the headline or between it and the text.
fn date_line(blocks: &[Block], hints: &[PageHint], headline: usize, prose: usize) -> Option<String> {
    let own = |b: &&Block| {
        let byline = b.hint.is_none_or(|h| &*hints[h as usize].reason == "byline");
        b.date && byline && !b.teaser && b.line.text.len() <= 80 && b.line.text.contains(|c: char| c.is_ascii_digit())
    };
    blocks.get(headline.saturating_sub(3)..prose)?.iter().find(own).map(|b| b.line.text.clone())
}

/// How much running text a line is: its length without links, nothing for short or linked lines.
pub(super) fn own_mass(block: &Block) -> u32 {
    let line = &block.line;
    let long = line.text.len() >= PROSE && line.linked < 40 && block.heading == 0 && !block.caption;
    if long { (line.text.len() * usize::from(100 - line.linked) / 100) as u32 } else { 0 }
}

/// For every hint, itself or the nearest one above it that is believed.
///
/// Not believed are elements that hold more of the running text than their word allows: names of layouts. The same
/// holds for a word on many small elements: a page builder's name for every paragraph.
fn believe(blocks: &[Block], hints: &[PageHint]) -> Vec<Option<u32>> {
    let mut mass = vec![0_u64; hints.len()];
    let mut total = 0;
    for block in blocks {
        let own = u64::from(own_mass(block));
        total += own;
        if let Some(h) = block.hint {
            mass[h as usize] += own;
        }
    }
    // Hints come after those above them.
    for i in (0..hints.len()).rev() {
        if let Some(above) = hints[i].above {
            mass[above as usize] += mass[i];
        }
    }
    let too_much = |mass: u64, most: u8| mass * 100 > u64::from(most) * total;
    let small: Vec<bool> = hints.iter().zip(&mass).map(|(h, &m)| !too_much(m, h.most)).collect();
    let mut of_word: FxHashMap<(&str, u8), u64> = FxHashMap::default();
    for (i, hint) in hints.iter().enumerate().filter(|(i, _)| small[*i]) {
        let same = |&h: &u32| {
            let h = h as usize;
            small[h] && hints[h].most == hint.most && hints[h].reason == hint.reason
        };
        let mut above = std::iter::successors(hint.above, |&h| hints[h as usize].above).take(CHAIN);
        if !above.any(|h| same(&h)) {
            *of_word.entry((&hint.reason, hint.most)).or_default() += mass[i];
        }
    }
    let mut out: Vec<Option<u32>> = Vec::with_capacity(hints.len());
    for (i, hint) in hints.iter().enumerate() {
        let held = of_word.get(&(&*hint.reason, hint.most)).copied().unwrap_or(0);
        let believed = small[i] && !too_much(held, hint.most);
        out.push(if believed { Some(i as u32) } else { hint.above.and_then(|h| out[h as usize]) });
    }
    out
}

/// Running text below every node; text under elements that say they are not the piece counts a tenth, and so does what
/// is not stated where the text is `known`.
fn masses(blocks: &[Block], parents: &[u32], known: bool) -> Vec<u32> {
    let mut mass = vec![0_u32; parents.len()];
    for block in blocks {
        let own = own_mass(block);
        let plain = block.hint.is_none() && !block.teaser && !known;
        let own = if block.line.stated || plain { own } else { own / 10 };
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
    // The child with most text of every node, and among the roots; the first among equals.
    let mut heaviest: Vec<Option<u32>> = vec![None; parents.len()];
    let mut root: Option<u32> = None;
    let mut all = 0;
    for (i, &parent) in parents.iter().enumerate().filter(|(i, _)| mass[*i] > 0) {
        let best = if parent as usize == i {
            all += mass[i];
            &mut root
        } else {
            &mut heaviest[parent as usize]
        };
        if best.is_none_or(|b| mass[b as usize] < mass[i]) {
            *best = Some(i as u32);
        }
    }
    let Some(mut at) = root else { return WHOLE };
    // A fragment: its paragraphs stand side by side.
    if mass[at as usize] < all / 100 * 85 || heaviest[at as usize].is_none() {
        return WHOLE;
    }
    while let Some(next) = heaviest[at as usize] {
        let share = u64::from(mass[next as usize]) * 100 / u64::from(mass[at as usize].max(1));
        // An element that calls itself the piece is believed with less.
        let need = if piece[next as usize] { 60 } else { 85 };
        // A lone paragraph is no container.
        if share < need || heaviest[next as usize].is_none() {
            break;
        }
        at = next;
    }
    at
}

/// Where nodes lie to the body.
struct Tree {
    body: u32,
    inside: Vec<bool>,
    around: Vec<bool>,
}

impl Tree {
    fn of(parents: &[u32], body: u32) -> Self {
        let mut inside = vec![body == WHOLE; parents.len()];
        let mut around = vec![false; parents.len()];
        for (i, &parent) in parents.iter().enumerate() {
            inside[i] |= i as u32 == body || inside[parent as usize];
        }
        let mut node = body;
        while let Some(at) = around.get_mut(node as usize) {
            *at = true;
            let parent = parents[node as usize];
            if parent == node {
                break;
            }
            node = parent;
        }
        Self { body, inside, around }
    }

    /// Whether a node is the body or stands in it.
    fn inside(&self, node: u32) -> bool {
        self.body == WHOLE || self.inside.get(node as usize).copied().unwrap_or(false)
    }

    /// Whether a node is the body or holds it.
    fn around(&self, node: u32) -> bool {
        self.around.get(node as usize).copied().unwrap_or(false)
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
fn fixed(block: &Block, hint: Option<&PageHint>, inside: bool, between: bool) -> Option<Label> {
    if block.caption && (inside || between) {
        return Some(Label::Caption("caption".into()));
    }
    if block.teaser {
        return Some(Label::Chrome("story-list".into()));
    }
    if let Some(hint) = hint.filter(|h| !h.caption) {
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
