use std::rc::Rc;

use super::class::Class;
use super::parse::Node;

/// Programs longer than this are refused: counted repetition multiplies.
const MAX_PROGRAM: usize = 100_000;

/// One step of the matcher.
#[derive(Debug)]
pub(super) enum Inst {
    Char(char),
    Class(u32),
    Start,
    End,
    VeryEnd,
    Jump(u32),
    /// Try the first, then the second.
    Split(u32, u32),
    /// Try, in order, the branches that can start with the next character.
    Dispatch(u32),
    /// A greedy run of one class; gives back one character at a time.
    Run {
        class: u32,
        min: u32,
        max: u32,
    },
    /// Start of a look-around whose program ends in `Match`; `skip` follows it.
    Look {
        width: Option<u32>,
        negated: bool,
        skip: u32,
    },
    Match,
}

/// The branches to try, by the first byte of what is left, or [`Dispatch::OTHER`] and [`Dispatch::END`].
#[derive(Debug)]
pub(super) struct Dispatch {
    pub(super) branches: Vec<Box<[u32]>>,
}

impl Dispatch {
    /// Any character beyond ASCII.
    pub(super) const OTHER: usize = 128;
    /// Nothing is left.
    pub(super) const END: usize = 129;
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) insts: Vec<Inst>,
    pub(super) classes: Vec<Class>,
    pub(super) dispatches: Vec<Dispatch>,
    /// Every branch begins with `^`.
    pub(super) anchored: bool,
    /// How far from the end a match can start, for patterns that always end in `$`.
    reach: Option<Vec<Reach>>,
}

/// A match starts within `chars` characters before a trailing run of the class.
#[derive(Debug)]
struct Reach {
    chars: usize,
    run: Option<u32>,
}

impl Program {
    /// No match starts before this byte.
    pub(super) fn first_start(&self, text: &str) -> usize {
        let Some(reach) = &self.reach else { return 0 };
        if text.ends_with('\n') {
            return 0;
        }
        reach.iter().map(|r| r.start(&self.classes, text)).min().unwrap_or(0)
    }
}

impl Reach {
    fn start(&self, classes: &[Class], text: &str) -> usize {
        let mut at = text.len();
        if let Some(class) = self.run {
            let trimmed = text.trim_end_matches(|c| classes[class as usize].holds(c));
            at = trimmed.len();
        }
        text.get(..at)
            .and_then(|t| t.char_indices().rev().nth(self.chars.checked_sub(1)?))
            .map_or(if self.chars == 0 { at } else { 0 }, |(i, _)| i)
    }
}

pub(super) fn compile(node: &Node) -> Result<Program, String> {
    let mut compiler = Compiler { insts: Vec::new(), classes: Vec::new(), shared: Vec::new(), dispatches: Vec::new() };
    compiler.node(node)?;
    compiler.push(Inst::Match)?;
    let branches: &[Node] = if let Node::Alternatives(branches) = node { branches } else { std::slice::from_ref(node) };
    let anchored = branches.iter().all(starts_anchored);
    let reach = branches.iter().map(|b| compiler.reach(b)).collect();
    Ok(Program { insts: compiler.insts, classes: compiler.classes, dispatches: compiler.dispatches, anchored, reach })
}

struct Compiler {
    insts: Vec<Inst>,
    classes: Vec<Class>,
    shared: Vec<Rc<Class>>,
    dispatches: Vec<Dispatch>,
}

impl Compiler {
    fn push(&mut self, inst: Inst) -> Result<u32, String> {
        if self.insts.len() >= MAX_PROGRAM {
            return Err("the pattern is too long".to_owned());
        }
        self.insts.push(inst);
        Ok(self.insts.len() as u32 - 1)
    }

    fn here(&self) -> u32 {
        self.insts.len() as u32
    }

    fn class(&mut self, class: &Rc<Class>) -> u32 {
        if let Some(i) = self.shared.iter().position(|c| Rc::ptr_eq(c, class)) {
            return i as u32;
        }
        self.shared.push(Rc::clone(class));
        self.classes.push(Class::clone(class));
        self.classes.len() as u32 - 1
    }

    fn node(&mut self, node: &Node) -> Result<(), String> {
        match node {
            Node::Empty => {}
            Node::Char(c) => {
                self.push(Inst::Char(*c))?;
            }
            Node::Class(class) => {
                let class = self.class(class);
                self.push(Inst::Class(class))?;
            }
            Node::Start => {
                self.push(Inst::Start)?;
            }
            Node::End => {
                self.push(Inst::End)?;
            }
            Node::VeryEnd => {
                self.push(Inst::VeryEnd)?;
            }
            Node::Sequence(nodes) => nodes.iter().try_for_each(|n| self.node(n))?,
            Node::Alternatives(branches) => self.alternatives(branches)?,
            Node::Repeat { node, min, max, greedy } => self.repeat(node, *min, *max, *greedy)?,
            Node::Look { node, behind, negated } => {
                let width =
                    if *behind { Some(width(node).ok_or("look-behind needs a fixed width".to_owned())?) } else { None };
                let look = self.push(Inst::Look { width, negated: *negated, skip: 0 })?;
                self.node(node)?;
                self.push(Inst::Match)?;
                let end = self.here();
                if let Inst::Look { skip, .. } = &mut self.insts[look as usize] {
                    *skip = end;
                }
            }
        }
        Ok(())
    }

    fn alternatives(&mut self, branches: &[Node]) -> Result<(), String> {
        let table = self.dispatches.len() as u32;
        self.dispatches.push(Dispatch { branches: Vec::new() });
        self.push(Inst::Dispatch(table))?;
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        for branch in branches {
            starts.push(self.here());
            self.node(branch)?;
            ends.push(self.push(Inst::Jump(0))?);
        }
        let end = self.here();
        for jump in ends {
            self.insts[jump as usize] = Inst::Jump(end);
        }
        let firsts: Vec<First> = branches.iter().map(first).collect();
        let choose = |test: &dyn Fn(&First) -> bool| -> Box<[u32]> {
            firsts.iter().zip(&starts).filter(|(f, _)| f.any || test(f)).map(|(_, &s)| s).collect()
        };
        let mut lists: Vec<Box<[u32]>> = (0..128u32).map(|b| choose(&|f| f.ascii >> b & 1 == 1)).collect();
        lists.push(choose(&|f| f.other));
        lists.push(choose(&|_| false));
        self.dispatches[table as usize].branches = lists;
        Ok(())
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool) -> Result<(), String> {
        if greedy && let Node::Class(class) = node {
            let class = self.class(class);
            self.push(Inst::Run { class, min, max: max.unwrap_or(u32::MAX) })?;
            return Ok(());
        }
        for _ in 0..min {
            self.node(node)?;
        }
        let split = |greedy: bool, into: u32, out: u32| {
            if greedy { Inst::Split(into, out) } else { Inst::Split(out, into) }
        };
        if let Some(max) = max {
            let mut splits = Vec::new();
            for _ in min..max {
                splits.push(self.push(Inst::Split(0, 0))?);
                self.node(node)?;
            }
            let end = self.here();
            for at in splits {
                self.insts[at as usize] = split(greedy, at + 1, end);
            }
        } else {
            if min_width(node) == 0 {
                return Err("a loop over what can be empty is not supported".to_owned());
            }
            let at = self.push(Inst::Split(0, 0))?;
            self.node(node)?;
            self.push(Inst::Jump(at))?;
            let end = self.here();
            self.insts[at as usize] = split(greedy, at + 1, end);
        }
        Ok(())
    }

    /// Where a branch that ends in `$` can start.
    fn reach(&self, branch: &Node) -> Option<Reach> {
        let items: &[Node] = if let Node::Sequence(items) = branch { items } else { std::slice::from_ref(branch) };
        let (last, body) = items.split_last()?;
        if !matches!(last, Node::End | Node::VeryEnd) {
            return None;
        }
        if let Some((Node::Repeat { node, max: None, .. }, before)) = body.split_last()
            && let Node::Class(_) | Node::Char(_) = node.as_ref()
        {
            let chars = before.iter().try_fold(0, |sum, n| Some(sum + max_width(n)?))?;
            let run = match node.as_ref() {
                Node::Class(class) => self.shared.iter().position(|c| Rc::ptr_eq(c, class))? as u32,
                _ => return None,
            };
            return Some(Reach { chars, run: Some(run) });
        }
        Some(Reach { chars: body.iter().try_fold(0, |sum, n| Some(sum + max_width(n)?))?, run: None })
    }
}

fn starts_anchored(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Sequence(items) => items.first().is_some_and(starts_anchored),
        Node::Alternatives(branches) => branches.iter().all(starts_anchored),
        _ => false,
    }
}

/// The width in characters, where it is fixed.
fn width(node: &Node) -> Option<u32> {
    match (min_width(node), max_width(node)) {
        (min, Some(max)) if min == max => u32::try_from(min).ok(),
        _ => None,
    }
}

fn min_width(node: &Node) -> usize {
    match node {
        Node::Char(_) | Node::Class(_) => 1,
        Node::Empty | Node::Start | Node::End | Node::VeryEnd | Node::Look { .. } => 0,
        Node::Sequence(items) => items.iter().map(min_width).sum(),
        Node::Alternatives(branches) => branches.iter().map(min_width).min().unwrap_or(0),
        Node::Repeat { node, min, .. } => min_width(node).saturating_mul(*min as usize),
    }
}

fn max_width(node: &Node) -> Option<usize> {
    match node {
        Node::Char(_) | Node::Class(_) => Some(1),
        Node::Empty | Node::Start | Node::End | Node::VeryEnd | Node::Look { .. } => Some(0),
        Node::Sequence(items) => items.iter().try_fold(0usize, |sum, n| sum.checked_add(max_width(n)?)),
        Node::Alternatives(branches) => branches.iter().try_fold(0, |most, n| Some(most.max(max_width(n)?))),
        Node::Repeat { node, max, .. } => max_width(node)?.checked_mul((*max)? as usize),
    }
}

/// What a node can start with.
#[derive(Debug, Clone, Copy, Default)]
struct First {
    ascii: u128,
    other: bool,
    /// It can match nothing at all, so that any character may follow.
    any: bool,
}

fn first(node: &Node) -> First {
    match node {
        Node::Char(c) => match u8::try_from(*c) {
            Ok(byte) if byte < 128 => First { ascii: 1 << byte, ..First::default() },
            _ => First { other: true, ..First::default() },
        },
        Node::Class(class) => First {
            ascii: (0..128u8).filter(|&b| class.holds_ascii(b)).fold(0, |bits, b| bits | 1 << b),
            other: true,
            any: false,
        },
        Node::Empty | Node::Start | Node::End | Node::VeryEnd | Node::Look { .. } => {
            First { any: true, ..First::default() }
        }
        Node::Sequence(items) => {
            let mut all = First { any: true, ..First::default() };
            for item in items {
                let next = first(item);
                all = First { ascii: all.ascii | next.ascii, other: all.other | next.other, any: next.any };
                if !next.any {
                    break;
                }
            }
            all
        }
        Node::Alternatives(branches) => branches.iter().map(first).fold(First::default(), |a, b| First {
            ascii: a.ascii | b.ascii,
            other: a.other | b.other,
            any: a.any | b.any,
        }),
        Node::Repeat { node, min, .. } => {
            let inner = first(node);
            First { any: inner.any || *min == 0, ..inner }
        }
    }
}
