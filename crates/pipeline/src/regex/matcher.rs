use super::compile::{Dispatch, Inst, Program};

/// Steps after which a match is given up as none. Patterns of packages need a few hundred on real words; without
/// a limit a word of many thousand characters could take hours.
const MAX_STEPS: u32 = 5_000_000;

/// Something to go back to.
enum Choice {
    At {
        pc: u32,
        at: usize,
    },
    /// A run that may give back characters down to `min`.
    Run {
        pc: u32,
        min: usize,
        at: usize,
    },
}

/// The end of the match that starts at `at`. A match that ends at `forbidden` is passed over.
pub(super) fn match_at(program: &Program, text: &str, at: usize, forbidden: Option<usize>) -> Option<usize> {
    let mut matcher = Matcher { program, text, steps: MAX_STEPS };
    matcher.run(0, at, forbidden)
}

struct Matcher<'a> {
    program: &'a Program,
    text: &'a str,
    steps: u32,
}

impl Matcher<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() { Some(char::from(byte)) } else { self.text.get(at..)?.chars().next() }
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    fn run(&mut self, pc: u32, at: usize, forbidden: Option<usize>) -> Option<usize> {
        let program = self.program;
        let mut stack: Vec<Choice> = Vec::new();
        let (mut pc, mut at) = (pc, at);
        loop {
            self.steps = self.steps.checked_sub(1)?;
            let goes_on = match program.insts.get(pc as usize)? {
                Inst::Match => {
                    if forbidden != Some(at) {
                        return Some(at);
                    }
                    false
                }
                Inst::Char(expected) => {
                    let found = self.char_at(at) == Some(*expected);
                    at += expected.len_utf8();
                    found
                }
                Inst::Class(class) => match self.char_at(at) {
                    Some(c) if program.classes[*class as usize].holds(c) => {
                        at += c.len_utf8();
                        true
                    }
                    _ => false,
                },
                Inst::Start => at == 0,
                Inst::End => at == self.text.len() || (at + 1 == self.text.len() && self.text.as_bytes()[at] == b'\n'),
                Inst::VeryEnd => at == self.text.len(),
                Inst::Jump(to) => {
                    pc = *to;
                    continue;
                }
                Inst::Split(to, other) => {
                    stack.push(Choice::At { pc: *other, at });
                    pc = *to;
                    continue;
                }
                Inst::Dispatch(table) => {
                    let next = match self.text.as_bytes().get(at) {
                        None => Dispatch::END,
                        Some(byte) if byte.is_ascii() => usize::from(*byte),
                        Some(_) => Dispatch::OTHER,
                    };
                    let branches = &program.dispatches[*table as usize].branches[next];
                    if let Some((&to, others)) = branches.split_first() {
                        stack.extend(others.iter().rev().map(|&pc| Choice::At { pc, at }));
                        pc = to;
                        continue;
                    }
                    false
                }
                Inst::Run { class, min, max } => {
                    let class = &program.classes[*class as usize];
                    let (mut count, mut least) = (0, if *min == 0 { Some(at) } else { None });
                    while count < *max
                        && let Some(c) = self.char_at(at)
                        && class.holds(c)
                    {
                        at += c.len_utf8();
                        count += 1;
                        if count == *min {
                            least = Some(at);
                        }
                    }
                    self.steps = self.steps.checked_sub(count / 8)?;
                    match least {
                        Some(least) => {
                            if at > least {
                                stack.push(Choice::Run { pc: pc + 1, min: least, at });
                            }
                            true
                        }
                        None => false,
                    }
                }
                Inst::Look { width, negated, skip } => {
                    let from = match width {
                        None => Some(at),
                        Some(width) => (0..*width).try_fold(at, |at, _| Some(at - self.char_before(at)?.len_utf8())),
                    };
                    let found = from.is_some_and(|from| self.run(pc + 1, from, None).is_some());
                    if found != *negated {
                        pc = *skip;
                        continue;
                    }
                    false
                }
            };
            if goes_on {
                pc += 1;
                continue;
            }
            match stack.pop()? {
                Choice::At { pc: to, at: back } => (pc, at) = (to, back),
                Choice::Run { pc: to, min, at: end } => {
                    let less = end - self.char_before(end)?.len_utf8();
                    if less > min {
                        stack.push(Choice::Run { pc: to, min, at: less });
                    }
                    (pc, at) = (to, less);
                }
            }
        }
    }
}
