//! The arc-eager dependency parser with sentence breaks.
//! Source: `spacy/pipeline/_parser_internals/{arc_eager.pyx,_state.pxd}` of spaCy 3.8 (MIT).

use std::ops::Range;

use legation_model::SentStart;

use crate::LoadError;
use crate::config::Config;
use crate::kernel::{self, Operation, Precision, Vectors};
use crate::names::{NameId, Names};
use crate::package::Package;
use crate::tok2vec::TokenVectors;
use crate::transition::{Among, Scorer, ScorerBuffers};
use crate::tree::{Decorations, Tree};
use crate::weights::ModelFile;

const SHIFT: usize = 0;
const REDUCE: usize = 1;
const LEFT: usize = 2;
const RIGHT: usize = 3;
const BREAK: usize = 4;

/// No token.
const NONE: i32 = -1;

#[derive(Debug)]
pub(crate) struct Parser {
    scorer: Scorer<8>,
    /// The moves of each action.
    ranges: [Range<usize>; 5],
    /// The moves of every set of actions, which is told by one bit each.
    among: Vec<Among>,
    labels: Vec<NameId>,
    root: NameId,
    decorations: Decorations,
}

impl Parser {
    pub(crate) fn load(
        component: &str,
        config: &Config,
        package: &Package,
        model: &ModelFile,
        names: &mut Names,
    ) -> Result<Self, LoadError> {
        let scorer = Scorer::<8>::load(component, config, package, model, &[0, 1, 2, 3, 4])?;
        let mut ranges = [const { 0..0 }; 5];
        for (action, range) in ranges.iter_mut().enumerate() {
            let of_action = |m: &crate::transition::Move| usize::from(m.action) == action;
            let first = scorer.moves.iter().position(of_action);
            let last = scorer.moves.iter().rposition(of_action);
            let (Some(first), Some(last)) = (first, last) else {
                return Err(model.damaged(format!("the parser has no move for action {action}")));
            };
            *range = first..last + 1;
        }
        if scorer.moves.iter().any(|m| m.label == "subtok") {
            return Err(LoadError::unsupported(component, "label subtok"));
        }
        let among = (0..1usize << ranges.len()).map(|set| {
            let valid = ranges.iter().enumerate().filter(|(action, _)| set >> action & 1 == 1);
            scorer.among(&valid.map(|(_, range)| range.clone()).collect::<Vec<_>>())
        });
        let among = among.collect();
        let labels: Vec<NameId> = scorer.moves.iter().map(|m| names.add(&m.label)).collect();
        let mut decorations = Decorations::default();
        for &label in &labels {
            decorations.add(label, names);
        }
        Ok(Self { scorer, ranges, among, labels, root: names.add("ROOT"), decorations })
    }

    /// Parses a text from its token vectors. `presets` has one entry per token.
    pub(crate) fn parse(
        &self,
        vectors: TokenVectors<'_>,
        presets: &[SentStart],
        is_space: impl Fn(usize) -> bool,
        buffers: &mut ScorerBuffers,
        tree: &mut Tree,
    ) {
        tree.clear(presets.len());
        kernel::run(Run { parser: self, vectors, presets, buffers, tree });
        for token in 0..presets.len() {
            if tree.heads[token] as usize == token {
                tree.labels[token] = self.root;
            }
        }
        tree.finish(|label| self.decorations.get(label), is_space);
    }
}

struct Run<'a> {
    parser: &'a Parser,
    vectors: TokenVectors<'a>,
    presets: &'a [SentStart],
    buffers: &'a mut ScorerBuffers,
    tree: &'a mut Tree,
}

impl Operation for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self, v: V) {
        let Self { parser, mut vectors, presets, buffers, tree } = self;
        parser.scorer.start(Precision::of(vectors.exactly.is_some()), buffers);
        let mut state = State::new(presets);
        // Every word is pushed and popped at most twice, and breaks once; the bound is for damaged weights.
        for _ in 0..8 * presets.len() {
            if state.is_final() {
                break;
            }
            let valid = state.valid();
            let best = if let Some(forced) = parser.forced(valid) {
                Some(forced)
            } else {
                let set = valid.iter().rev().fold(0, |set, &is_valid| set << 1 | usize::from(is_valid));
                parser.scorer.choose(v, state.features(), &mut vectors, &parser.among[set], buffers)
            };
            let Some(best) = best else { break };
            state.apply(usize::from(parser.scorer.moves[best].action), parser.labels[best]);
        }
        for (child, &head) in state.heads.iter().enumerate().filter(|(_, h)| **h >= 0) {
            tree.heads[child] = head as u32;
        }
        tree.labels.copy_from_slice(&state.labels);
    }
}

impl Parser {
    /// The move, when there is only one and nothing needs scores.
    #[inline(always)]
    fn forced(&self, valid: [bool; 5]) -> Option<usize> {
        let mut ranges = self.ranges.iter().zip(valid).filter(|(_, v)| *v).map(|(r, _)| r);
        match (ranges.next(), ranges.next()) {
            (Some(range), None) if range.len() == 1 => Some(range.start),
            _ => None,
        }
    }
}

/// A parse under way.
struct State<'p> {
    presets: &'p [SentStart],
    stack: Vec<i32>,
    /// Words that went back from the stack to the buffer.
    rebuffer: Vec<i32>,
    next: i32,
    count: i32,
    heads: Vec<i32>,
    labels: Vec<NameId>,
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
    /// The child that was added last on either side, and the one that was added before it on the same side.
    last_left: Vec<i32>,
    last_right: Vec<i32>,
    before: Vec<i32>,
}

impl<'p> State<'p> {
    fn new(presets: &'p [SentStart]) -> Self {
        let count = presets.len();
        let mut starts: Vec<bool> = presets.iter().map(|p| *p == SentStart::Start).collect();
        if let Some(first) = starts.first_mut() {
            *first = true;
        }
        Self {
            presets,
            stack: Vec::with_capacity(32),
            rebuffer: Vec::new(),
            next: 0,
            count: count as i32,
            heads: vec![NONE; count],
            labels: vec![0; count],
            unshiftable: vec![false; count],
            starts,
            last_left: vec![NONE; count],
            last_right: vec![NONE; count],
            before: vec![NONE; count],
        }
    }

    #[inline(always)]
    fn on_stack(&self, i: usize) -> i32 {
        self.stack.len().checked_sub(i + 1).map_or(NONE, |at| self.stack[at])
    }

    #[inline(always)]
    fn in_buffer(&self, i: usize) -> i32 {
        if let Some(at) = self.rebuffer.len().checked_sub(i + 1) {
            return self.rebuffer[at];
        }
        let at = self.next + (i - self.rebuffer.len()) as i32;
        if at < self.count { at } else { NONE }
    }

    #[inline(always)]
    fn buffer_len(&self) -> usize {
        (self.count - self.next) as usize + self.rebuffer.len()
    }

    #[inline(always)]
    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_len() == 0
    }

    #[inline(always)]
    fn features(&self) -> [i32; 8] {
        let (b0, s0) = (self.in_buffer(0), self.on_stack(0));
        let of = |list: &[i32], i: i32| if i < 0 { NONE } else { list[i as usize] };
        [
            b0,
            self.in_buffer(1),
            s0,
            self.on_stack(1),
            self.on_stack(2),
            of(&self.last_left, b0),
            of(&self.last_left, s0),
            of(&self.last_right, s0),
        ]
    }

    /// Whether each action may be taken.
    #[inline(always)]
    fn valid(&self) -> [bool; 5] {
        let (b0, b1, left) = (self.in_buffer(0), self.in_buffer(1), self.buffer_len());
        let at = |list: &[bool], i: i32| i >= 0 && list[i as usize];
        let forbidden = |i: i32| i >= 0 && self.presets[i as usize] == SentStart::Inside;
        let b0_starts = at(&self.starts, b0);
        let stacked = !self.stack.is_empty();
        let arc = stacked && left > 0 && !b0_starts;
        [
            !stacked || (left >= 2 && !b0_starts && !at(&self.unshiftable, b0)),
            stacked && (left == 0 || !(self.stack.len() == 1 && forbidden(b0))),
            arc,
            arc,
            left >= 2 && b1 == b0 + 1 && !at(&self.starts, b1) && !forbidden(b1),
        ]
    }

    #[inline(always)]
    fn push(&mut self) {
        let word = self.rebuffer.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(word);
    }

    #[inline(always)]
    fn apply(&mut self, action: usize, label: NameId) {
        let (b0, s0) = (self.in_buffer(0), self.on_stack(0));
        match action {
            SHIFT => self.push(),
            REDUCE => {
                self.stack.pop();
                if self.heads[s0 as usize] < 0 && !self.stack.is_empty() {
                    self.unshiftable[s0 as usize] = true;
                    self.rebuffer.push(s0);
                }
            }
            LEFT => {
                self.add_arc(b0, s0, label);
                self.unshiftable[b0 as usize] = false;
                self.stack.pop();
            }
            RIGHT => {
                self.add_arc(s0, b0, label);
                self.push();
            }
            BREAK => {
                let b1 = self.in_buffer(1);
                self.starts[b1 as usize] = true;
            }
            _ => {}
        }
    }

    #[inline(always)]
    fn add_arc(&mut self, head: i32, child: i32, label: NameId) {
        let c = child as usize;
        let old = self.heads[c];
        if old >= 0 {
            // Invariant: only the top of the stack gets a new head, and it was added last to its old one.
            let list = if old > child { &mut self.last_left } else { &mut self.last_right };
            if list[old as usize] == child {
                list[old as usize] = self.before[c];
            }
        }
        let list = if head > child { &mut self.last_left } else { &mut self.last_right };
        self.before[c] = list[head as usize];
        list[head as usize] = child;
        self.heads[c] = head;
        self.labels[c] = label;
    }
}
