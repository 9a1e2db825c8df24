//! Edges of subtrees, sentence starts, and the undoing of projectivisation.
//! Source: `set_children_from_heads` of `spacy/tokens/doc.pyx`, `spacy/pipeline/_parser_internals/nonproj.pyx` (MIT).

use crate::names::{NameId, Names};

/// A parse as the parser leaves it.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Head of each token; a root's is itself.
    pub(crate) heads: Vec<u32>,
    /// Label of each arc.
    pub(crate) labels: Vec<NameId>,
    /// Whether a sentence starts at the token.
    pub(crate) starts: Vec<bool>,
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Tree {
    pub(crate) fn clear(&mut self, count: usize) {
        self.heads.clear();
        self.heads.extend(0..count as u32);
        self.labels.clear();
        self.labels.resize(count, 0);
    }

    /// Undoes projectivisation and sets sentence starts. `decorated` gives the two halves of a label `x||y`.
    pub(crate) fn finish(
        &mut self,
        decorated: impl Fn(NameId) -> Option<(NameId, NameId)>,
        is_space: impl Fn(usize) -> bool,
    ) {
        if self.labels.iter().any(|&l| decorated(l).is_some()) {
            self.set_edges();
            for token in 0..self.heads.len() {
                if let Some((label, head_label)) = decorated(self.labels[token]) {
                    self.heads[token] = self.true_head(token, head_label, &is_space);
                    self.labels[token] = label;
                }
            }
        }
        self.set_edges();
        self.starts.clear();
        self.starts.resize(self.heads.len(), false);
        for token in 0..self.heads.len() {
            if self.heads[token] as usize == token {
                self.starts[self.left[token] as usize] = true;
            }
        }
    }

    /// The first token below the head, level by level, that has the label; the head if there is none.
    fn true_head(&self, token: usize, label: NameId, is_space: &impl Fn(usize) -> bool) -> u32 {
        let head = self.heads[token];
        let mut level = vec![head];
        // Every level is one step further from the head; a tree has no more levels than tokens.
        for _ in 0..self.heads.len() {
            let mut next = Vec::new();
            for &parent in &level {
                // Children are looked for between the edges that the subtree had before any arc was moved.
                let (from, to) = (self.left[parent as usize], self.right[parent as usize]);
                for child in from..=to {
                    if child == parent || self.heads[child as usize] != parent {
                        continue;
                    }
                    if is_space(child as usize) || child as usize == token {
                        continue;
                    }
                    if self.labels[child as usize] == label {
                        return child;
                    }
                    next.push(child);
                }
            }
            if next.is_empty() {
                break;
            }
            level = next;
        }
        head
    }

    fn set_edges(&mut self) {
        let count = self.heads.len();
        self.left.clear();
        self.left.extend(0..count as u32);
        self.right.clear();
        self.right.extend(0..count as u32);
        // Projective parses need one round; spaCy stops after twelve.
        for _ in 0..12 {
            for token in (0..count).chain((0..count).rev()) {
                let head = self.heads[token] as usize;
                self.left[head] = self.left[head].min(self.left[token]);
                self.right[head] = self.right[head].max(self.right[token]);
            }
            if self.heads_are_within_sentences() {
                break;
            }
        }
    }

    /// spaCy's own test, which leaves out the last token.
    fn heads_are_within_sentences(&mut self) -> bool {
        let count = self.heads.len();
        self.starts.clear();
        self.starts.resize(count, false);
        for token in 0..count {
            if self.heads[token] as usize == token {
                self.starts[self.left[token] as usize] = true;
            }
        }
        let mut start = 0;
        for end in 0..count {
            if (end > 0 && self.starts[end]) || end + 1 == count {
                let outside = |head: u32| (head as usize) < start || head as usize > end;
                if self.heads[start..end].iter().any(|&h| outside(h)) {
                    return false;
                }
                start = end;
            }
        }
        true
    }
}

/// The halves of labels `x||y` that projectivisation made.
#[derive(Debug, Default)]
pub(crate) struct Decorations {
    by_label: Vec<Option<(NameId, NameId)>>,
}

impl Decorations {
    pub(crate) fn add(&mut self, label: NameId, names: &mut Names) {
        let text = std::sync::Arc::clone(names.text(label));
        if let Some((own, head)) = text.split_once("||") {
            let halves = (names.add(own), names.add(head));
            if self.by_label.len() <= label as usize {
                self.by_label.resize(label as usize + 1, None);
            }
            self.by_label[label as usize] = Some(halves);
        }
    }

    pub(crate) fn get(&self, label: NameId) -> Option<(NameId, NameId)> {
        self.by_label.get(label as usize).copied().flatten()
    }
}
