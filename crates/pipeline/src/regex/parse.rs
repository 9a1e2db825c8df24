use std::collections::HashMap;
use std::rc::Rc;

use super::class::{Category, Class, ClassSource, SAME_UPPER, lower};

/// A parsed pattern.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Char(char),
    Class(Rc<Class>),
    Start,
    End,
    /// The very end (`\Z`).
    VeryEnd,
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
    Look {
        node: Box<Node>,
        behind: bool,
        negated: bool,
    },
}

/// Groups nested more deeply than this are refused.
const MAX_DEPTH: u32 = 64;

pub(super) fn parse(pattern: &str) -> Result<Node, String> {
    let mut parser = Parser { text: pattern, at: 0, ignore_case: false, classes: HashMap::new(), depth: 0 };
    let node = parser.alternatives()?;
    if parser.at < pattern.len() { Err(format!("unbalanced parenthesis at {}", parser.at)) } else { Ok(node) }
}

struct Parser<'p> {
    text: &'p str,
    at: usize,
    ignore_case: bool,
    /// The same long class stands in a pattern hundreds of times.
    classes: HashMap<(&'p str, bool), Rc<Class>>,
    depth: u32,
}

impl<'p> Parser<'p> {
    fn rest(&self) -> &'p str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn unsupported<T>(&self, what: &str) -> Result<T, String> {
        Err(format!("the pattern uses {what} at {}, which is not supported", self.at))
    }

    fn alternatives(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the pattern is nested too deeply".to_owned());
        }
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Alternatives(branches) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut items = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let item = self.item()?;
            let item = self.repeated(item)?;
            if !matches!(item, Node::Empty) {
                items.push(item);
            }
        }
        Ok(match items.len() {
            0 => Node::Empty,
            1 => items.remove(0),
            _ => Node::Sequence(items),
        })
    }

    fn item(&mut self) -> Result<Node, String> {
        match self.bump() {
            Some('(') => self.group(),
            Some('[') => self.class().map(Node::Class),
            Some('^') => Ok(Node::Start),
            Some('$') => Ok(Node::End),
            Some('.') => {
                let source = ClassSource { ranges: vec![('\n', '\n')], negated: true, ..ClassSource::default() };
                Ok(Node::Class(Rc::new(Class::new(&source, false))))
            }
            Some('\\') => self.escape(),
            Some(c @ ('*' | '+' | '?')) => Err(format!("nothing to repeat with {c} at {}", self.at)),
            Some(c) => Ok(self.literal(c)),
            None => Ok(Node::Empty),
        }
    }

    fn literal(&self, c: char) -> Node {
        if self.ignore_case {
            let low = lower(c);
            let cased = low != c || c.to_uppercase().next() != Some(c) || SAME_UPPER.contains_key(&low);
            if cased {
                let source = ClassSource { ranges: vec![(c, c)], ..ClassSource::default() };
                return Node::Class(Rc::new(Class::new(&source, true)));
            }
        }
        Node::Char(c)
    }

    fn group(&mut self) -> Result<Node, String> {
        let look = |behind, negated| Some((behind, negated));
        let mut kind = None;
        if self.eat("?") {
            if self.eat("<=") {
                kind = look(true, false);
            } else if self.eat("<!") {
                kind = look(true, true);
            } else if self.eat("=") {
                kind = look(false, false);
            } else if self.eat("!") {
                kind = look(false, true);
            } else if self.eat("P<") {
                match self.rest().find('>') {
                    Some(end) => self.at += end + 1,
                    None => return Err("a group's name has no end".to_owned()),
                }
            } else if !self.eat(":") {
                return self.flags();
            }
        }
        let inner = self.alternatives()?;
        if !self.eat(")") {
            return Err(format!("missing ) at {}", self.at));
        }
        Ok(match kind {
            Some((behind, negated)) => Node::Look { node: Box::new(inner), behind, negated },
            None => inner,
        })
    }

    /// `(?iu)` at the start of a pattern.
    fn flags(&mut self) -> Result<Node, String> {
        loop {
            match self.bump() {
                Some('i') => self.ignore_case = true,
                Some('u') => {}
                Some(')') => return Ok(Node::Empty),
                Some(c) => return self.unsupported(&format!("(?{c}")),
                None => return Err("a group has no end".to_owned()),
            }
        }
    }

    fn repeated(&mut self, mut item: Node) -> Result<Node, String> {
        loop {
            let start = self.at;
            let (min, max) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.counts()? {
                    Some(counts) => counts,
                    None => return Ok(item),
                },
                _ => return Ok(item),
            };
            if self.at == start {
                self.at += 1;
            }
            if matches!(item, Node::Empty | Node::Start | Node::End | Node::VeryEnd | Node::Look { .. }) {
                return Err(format!("nothing to repeat at {start}"));
            }
            let greedy = !self.eat("?");
            if self.peek() == Some('+') {
                return self.unsupported("a possessive repetition");
            }
            item = Node::Repeat { node: Box::new(item), min, max, greedy };
        }
    }

    /// `{2}`, `{2,}`, `{2,63}`; a brace that is none of these is a literal.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        let rest = self.rest();
        let Some(end) = rest.find('}') else { return self.unsupported("a lone {") };
        let inner = rest.get(1..end).unwrap_or_default();
        let (low, high) = inner.split_once(',').map_or((inner, None), |(a, b)| (a, Some(b)));
        let number = |s: &str| s.parse::<u32>().ok().filter(|&n| n <= 1000);
        let min = if low.is_empty() && high.is_some() { Some(0) } else { number(low) };
        let max = match high {
            None => min.map(Some),
            Some("") => Some(None),
            Some(high) => number(high).map(Some),
        };
        let (Some(min), Some(max)) = (min, max) else { return self.unsupported("such a count") };
        if max.is_some_and(|max| max < min) {
            return Err(format!("a count's end lies before its start at {}", self.at));
        }
        self.at += end + 1;
        Ok(Some((min, max)))
    }

    fn escape(&mut self) -> Result<Node, String> {
        let start = self.at;
        match self.peek() {
            Some('Z') => {
                self.at += 1;
                Ok(Node::VeryEnd)
            }
            Some('A') => {
                self.at += 1;
                Ok(Node::Start)
            }
            Some('b' | 'B') => self.unsupported("a word boundary"),
            Some('1'..='9') => self.unsupported("a back reference"),
            _ => {
                let mut source = ClassSource::default();
                match self.class_escape()? {
                    Atom::Char(c) => Ok(self.literal(c)),
                    Atom::Category(category) => {
                        source.categories.push(category);
                        let key = (self.text.get(start..self.at).unwrap_or_default(), self.ignore_case);
                        let class = self.classes.entry(key).or_insert_with(|| Rc::new(Class::new(&source, false)));
                        Ok(Node::Class(Rc::clone(class)))
                    }
                }
            }
        }
    }

    /// What follows a backslash, inside a class or outside.
    fn class_escape(&mut self) -> Result<Atom, String> {
        let hex = |parser: &mut Self, digits: usize| {
            let code = parser.rest().get(..digits).and_then(|h| u32::from_str_radix(h, 16).ok());
            parser.at += digits;
            code.and_then(char::from_u32).map(Atom::Char).ok_or_else(|| format!("bad escape at {}", parser.at))
        };
        match self.bump() {
            Some('w') => Ok(Atom::Category(Category::Word)),
            Some('W') => Ok(Atom::Category(Category::NotWord)),
            Some('d') => Ok(Atom::Category(Category::Digit)),
            Some('D') => Ok(Atom::Category(Category::NotDigit)),
            Some('s') => Ok(Atom::Category(Category::Space)),
            Some('S') => Ok(Atom::Category(Category::NotSpace)),
            Some('x') => hex(self, 2),
            Some('u') => hex(self, 4),
            Some('U') => hex(self, 8),
            Some('n') => Ok(Atom::Char('\n')),
            Some('r') => Ok(Atom::Char('\r')),
            Some('t') => Ok(Atom::Char('\t')),
            Some('f') => Ok(Atom::Char('\x0c')),
            Some('v') => Ok(Atom::Char('\x0b')),
            Some(c) if c.is_ascii_alphanumeric() => self.unsupported(&format!("\\{c}")),
            Some(c) => Ok(Atom::Char(c)),
            None => Err("a backslash at the end".to_owned()),
        }
    }

    fn class(&mut self) -> Result<Rc<Class>, String> {
        let start = self.at;
        let negated = self.eat("^");
        let mut source = ClassSource { negated, ..ClassSource::default() };
        let mut first = true;
        loop {
            let Some(c) = self.bump() else { return Err(format!("the class at {start} has no end")) };
            if c == ']' && !first {
                break;
            }
            first = false;
            let low = if c == '\\' { self.class_escape()? } else { Atom::Char(c) };
            let Atom::Char(low) = low else {
                if let Atom::Category(category) = low {
                    source.categories.push(category);
                }
                continue;
            };
            let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
            if !is_range {
                source.ranges.push((low, low));
                continue;
            }
            self.at += 1;
            let high = match self.bump() {
                Some('\\') => self.class_escape()?,
                Some(c) => Atom::Char(c),
                None => return Err(format!("the class at {start} has no end")),
            };
            match high {
                Atom::Char(high) if low <= high => source.ranges.push((low, high)),
                _ => return Err(format!("a bad range of characters before {}", self.at)),
            }
        }
        let key = (self.text.get(start..self.at).unwrap_or_default(), self.ignore_case);
        let ignore_case = self.ignore_case;
        Ok(Rc::clone(self.classes.entry(key).or_insert_with(|| Rc::new(Class::new(&source, ignore_case)))))
    }
}

enum Atom {
    Char(char),
    Category(Category),
}
