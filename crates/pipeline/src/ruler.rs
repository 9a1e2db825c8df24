//! The attribute ruler: patterns over tokens that set attributes, later rules over earlier ones.
//! Source: `spacy/pipeline/attributeruler.py`, `spacy/matcher/matcher.pyx` of spaCy 3.8 (MIT).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::LoadError;
use crate::msgpack::{Reader, Value};
use crate::names::{NameId, Names};
use crate::package::{Package, file};
use crate::regex::Regex;
use crate::strings;

const PATH: &str = "attribute_ruler/patterns";
const COMPONENT: &str = "attribute_ruler";

/// What the components before and the ruler itself say of a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Marks {
    pub(crate) tag: NameId,
    pub(crate) pos: NameId,
    pub(crate) morph: NameId,
    /// 0: not set.
    pub(crate) lemma: NameId,
    pub(crate) dep: NameId,
}

/// A token as the patterns see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'t> {
    pub(crate) text: &'t str,
    pub(crate) orth: u64,
    pub(crate) lower: u64,
    pub(crate) norm: u64,
    pub(crate) is_space: bool,
    pub(crate) marks: Marks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Attr {
    Orth,
    Lower,
    Norm,
    Tag,
    Pos,
    Dep,
    Lemma,
    Morph,
    IsSpace,
}

#[derive(Debug)]
enum Test {
    Is(u64),
    In(FxHashSet<u64>),
    NotIn(FxHashSet<u64>),
    Matches(Regex),
}

type TokenPattern = Vec<(Attr, Test)>;

#[derive(Debug)]
struct Rule {
    patterns: Vec<Vec<TokenPattern>>,
    /// The token of a match that is changed; negative from the end.
    index: i64,
    sets: Vec<(Attr, NameId)>,
}

/// Loaded rules.
#[derive(Debug, Default)]
pub(crate) struct Ruler {
    rules: Vec<Rule>,
    /// Patterns by an attribute and a value that their first token must have.
    by_value: FxHashMap<(Attr, u64), Vec<Place>>,
    /// Attributes that patterns are found by.
    attrs: Vec<Attr>,
    /// Patterns that demand no single value of their first token.
    others: Vec<Place>,
    has_long: bool,
}

/// A pattern: the number of its rule, and its own number there.
type Place = (u32, u32);

/// What the rules of one token look at: the word, and its marks.
type Key = (u64, Marks);

/// What the rules of one token do, by what they look at.
#[derive(Debug, Default)]
pub(crate) struct RulerCache {
    single: FxHashMap<Key, Single>,
    /// Matches of rules over several tokens: the rule and the token that it changes.
    long: Vec<(u32, u32)>,
}

/// What the rules of one token do with it.
#[derive(Debug)]
struct Single {
    rules: Box<[u32]>,
    /// The marks after them.
    marks: Marks,
    /// Patterns of several tokens whose first one this may be.
    long: Box<[Place]>,
}

/// Distinct tokens that a cache holds.
const MAX_CACHED: usize = 50_000;

impl Ruler {
    pub(crate) fn load(package: &Package, names: &mut Names) -> Result<Self, LoadError> {
        let file = Reader::read(PATH, file(package, PATH)?)?;
        let damaged = |problem: &str| LoadError::damaged(PATH, problem);
        let mut ruler = Self::default();
        for (number, entry) in file.as_array().ok_or_else(|| damaged("it is no list"))?.iter().enumerate() {
            let patterns = entry.get("patterns").and_then(Value::as_array);
            let mut rule = Rule { patterns: Vec::new(), index: 0, sets: Vec::new() };
            for pattern in patterns.ok_or_else(|| damaged("a rule has no patterns"))? {
                let tokens = pattern.as_array().filter(|t| !t.is_empty());
                let tokens = tokens.ok_or_else(|| damaged("a pattern is empty"))?;
                rule.patterns.push(tokens.iter().map(token_pattern).collect::<Result<_, _>>()?);
            }
            rule.index = match entry.get("index") {
                Some(Value::Int(i)) => *i,
                Some(Value::UInt(i)) => *i as i64,
                _ => 0,
            };
            let fits = |len: usize| (-(len as i64)..len as i64).contains(&rule.index);
            if !rule.patterns.iter().all(|p| fits(p.len())) {
                return Err(damaged("a rule changes a token outside its pattern"));
            }
            let sets = entry.get("attrs").and_then(Value::as_map).ok_or_else(|| damaged("a rule sets nothing"))?;
            for (key, value) in sets {
                let (Some(key), Some(value)) = (key.as_str(), value.as_str()) else {
                    return Err(damaged("an attribute is no text"));
                };
                let (attr, value) = match key {
                    "TAG" => (Attr::Tag, names.add(value)),
                    "POS" => (Attr::Pos, names.add(value)),
                    "DEP" => (Attr::Dep, names.add(value)),
                    "LEMMA" => (Attr::Lemma, names.add(value)),
                    "MORPH" => (Attr::Morph, names.add(&normal_features(value))),
                    _ => return Err(LoadError::unsupported(COMPONENT, format!("setting {key}"))),
                };
                rule.sets.push((attr, value));
            }
            for (pattern, at) in rule.patterns.iter().zip(0u32..) {
                ruler.index(&pattern[0], (number as u32, at));
                ruler.has_long |= pattern.len() > 1;
            }
            ruler.rules.push(rule);
        }
        Ok(ruler)
    }

    /// Makes a pattern findable by its first token.
    fn index(&mut self, first: &TokenPattern, place: Place) {
        let values = first.iter().find_map(|(attr, test)| match test {
            Test::Is(value) => Some((*attr, vec![*value])),
            Test::In(values) => Some((*attr, values.iter().copied().collect())),
            Test::NotIn(_) | Test::Matches(_) => None,
        });
        let Some((attr, values)) = values else { return self.others.push(place) };
        if !self.attrs.contains(&attr) {
            self.attrs.push(attr);
        }
        for value in values {
            self.by_value.entry((attr, value)).or_default().push(place);
        }
    }

    /// The patterns whose first token this may be, in order.
    fn starting<'r>(&'r self, token: &Seen<'_>, names: &Names) -> Vec<(Place, &'r [TokenPattern])> {
        let indexed = self.attrs.iter().filter_map(|&attr| self.by_value.get(&(attr, value(attr, token, names))));
        let mut found: Vec<Place> = indexed.flatten().chain(&self.others).copied().collect();
        found.sort_unstable();
        let patterns =
            found.into_iter().map(|(rule, at)| ((rule, at), &*self.rules[rule as usize].patterns[at as usize]));
        patterns.filter(|(_, pattern)| holds(&pattern[0], token, names)).collect()
    }

    /// Applies the rules to all tokens. Matches are found before anything is changed.
    pub(crate) fn apply<'t>(
        &self,
        count: usize,
        names: &Names,
        cache: &mut RulerCache,
        marks: &mut [Marks],
        seen: impl Fn(usize, Marks) -> Seen<'t>,
    ) {
        let mut long = std::mem::take(&mut cache.long);
        long.clear();
        if cache.single.len() > MAX_CACHED {
            cache.single.clear();
        }
        if self.has_long {
            for token in 0..count {
                let this = seen(token, marks[token]);
                let single = cache.single.entry((this.orth, this.marks)).or_insert_with(|| self.single(&this, names));
                for &(rule, at) in &single.long {
                    let pattern = &self.rules[rule as usize].patterns[at as usize];
                    let rest = |(i, p): (usize, &TokenPattern)| holds(p, &seen(token + i, marks[token + i]), names);
                    if token + pattern.len() <= count && pattern.iter().enumerate().skip(1).all(rest) {
                        long.push((rule, self.target(rule, token, pattern.len())));
                    }
                }
            }
            long.sort_unstable_by_key(|&(rule, token)| (token, rule));
        }
        let mut long_left = long.as_slice();
        for (token, mark) in marks.iter_mut().enumerate() {
            let here = long_left.iter().take_while(|m| m.1 as usize == token).count();
            let (extra, others) = long_left.split_at(here);
            long_left = others;
            let this = seen(token, *mark);
            let single = cache.single.entry((this.orth, this.marks)).or_insert_with(|| self.single(&this, names));
            if extra.is_empty() {
                *mark = single.marks;
            } else {
                let mut rules: Vec<u32> = single.rules.iter().copied().chain(extra.iter().map(|m| m.0)).collect();
                rules.sort_unstable();
                for rule in rules {
                    self.set(rule, mark);
                }
            }
        }
        cache.long = long;
    }

    fn set(&self, rule: u32, marks: &mut Marks) {
        for &(attr, value) in &self.rules[rule as usize].sets {
            match attr {
                Attr::Tag => marks.tag = value,
                Attr::Pos => marks.pos = value,
                Attr::Dep => marks.dep = value,
                Attr::Lemma => marks.lemma = value,
                Attr::Morph => marks.morph = value,
                Attr::Orth | Attr::Lower | Attr::Norm | Attr::IsSpace => {}
            }
        }
    }

    fn target(&self, rule: u32, start: usize, len: usize) -> u32 {
        let index = self.rules[rule as usize].index;
        (start as i64 + if index < 0 { len as i64 + index } else { index }) as u32
    }

    fn single(&self, token: &Seen<'_>, names: &Names) -> Single {
        let found = self.starting(token, names);
        let (single, long): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, pattern)| pattern.len() == 1);
        let mut rules: Vec<u32> = single.into_iter().map(|((rule, _), _)| rule).collect();
        rules.dedup();
        let mut marks = token.marks;
        for &rule in &rules {
            self.set(rule, &mut marks);
        }
        Single { rules: rules.into(), marks, long: long.into_iter().map(|(place, _)| place).collect() }
    }
}

fn holds(pattern: &TokenPattern, token: &Seen<'_>, names: &Names) -> bool {
    pattern.iter().all(|(attr, test)| test_holds(*attr, test, token, names))
}

/// The id of what a token has as an attribute.
fn value(attr: Attr, token: &Seen<'_>, names: &Names) -> u64 {
    let name = |id: NameId| names.string_id(id);
    match attr {
        Attr::Orth => token.orth,
        Attr::Lower => token.lower,
        Attr::Norm => token.norm,
        Attr::Tag => name(token.marks.tag),
        Attr::Pos => name(token.marks.pos),
        Attr::Dep => name(token.marks.dep),
        Attr::Lemma => name(token.marks.lemma),
        Attr::Morph => name(token.marks.morph),
        Attr::IsSpace => u64::from(token.is_space),
    }
}

fn test_holds(attr: Attr, test: &Test, token: &Seen<'_>, names: &Names) -> bool {
    match test {
        Test::Is(expected) => value(attr, token, names) == *expected,
        Test::In(set) => set.contains(&value(attr, token, names)),
        Test::NotIn(set) => !set.contains(&value(attr, token, names)),
        Test::Matches(regex) => match attr {
            Attr::Lower => regex.search(&token.text.to_lowercase()).is_some(),
            _ => regex.search(token.text).is_some(),
        },
    }
}

fn token_pattern(token: &Value<'_>) -> Result<TokenPattern, LoadError> {
    let damaged = |problem: &str| LoadError::damaged(PATH, problem);
    let mut tests = Vec::new();
    for (key, value) in token.as_map().ok_or_else(|| damaged("a pattern's token is no map"))? {
        let key = key.as_str().ok_or_else(|| damaged("an attribute has no name"))?;
        let attr = match key.to_uppercase().as_str() {
            "ORTH" | "TEXT" => Attr::Orth,
            "LOWER" => Attr::Lower,
            "NORM" => Attr::Norm,
            "TAG" => Attr::Tag,
            "POS" => Attr::Pos,
            "DEP" => Attr::Dep,
            "LEMMA" => Attr::Lemma,
            "MORPH" => Attr::Morph,
            "IS_SPACE" => Attr::IsSpace,
            _ => return Err(LoadError::unsupported(COMPONENT, format!("testing {key}"))),
        };
        match value {
            Value::Str(text) => tests.push((attr, Test::Is(strings::id(text)))),
            Value::Bool(flag) => tests.push((attr, Test::Is(u64::from(*flag)))),
            Value::Map(predicates) => {
                for (name, value) in predicates {
                    let set = || -> Option<FxHashSet<u64>> {
                        value.as_array()?.iter().map(|v| v.as_str().map(strings::id)).collect()
                    };
                    let test = match (name.as_str(), value) {
                        (Some("IN"), _) => Test::In(set().ok_or_else(|| damaged("IN without a list"))?),
                        (Some("NOT_IN"), _) => Test::NotIn(set().ok_or_else(|| damaged("NOT_IN without a list"))?),
                        (Some("REGEX"), Value::Str(pattern)) if matches!(attr, Attr::Lower | Attr::Orth) => {
                            Test::Matches(Regex::new(PATH, pattern)?)
                        }
                        (name, _) => {
                            return Err(LoadError::unsupported(
                                COMPONENT,
                                format!("{key} with {}", name.unwrap_or("?")),
                            ));
                        }
                    };
                    tests.push((attr, test));
                }
            }
            _ => return Err(damaged("a test is neither text nor set")),
        }
    }
    Ok(tests)
}

/// Features in spaCy's order: `_` is none; features and their values sorted.
pub(crate) fn normal_features(features: &str) -> String {
    if features == "_" {
        return String::new();
    }
    let mut sorted: Vec<String> = features
        .split('|')
        .filter(|f| !f.is_empty())
        .map(|f| match f.split_once('=') {
            Some((field, values)) => {
                let mut values: Vec<&str> = values.split(',').collect();
                values.sort_unstable();
                format!("{field}={}", values.join(","))
            }
            None => f.to_owned(),
        })
        .collect();
    sorted.sort_unstable();
    sorted.join("|")
}
