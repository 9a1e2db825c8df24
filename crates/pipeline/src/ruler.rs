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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Rules with a pattern of several tokens.
    long: Vec<u32>,
}

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
    /// Whether a match of several tokens may start here.
    starts_long: bool,
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
            if rule.patterns.iter().any(|p| p.len() > 1) {
                ruler.long.push(number as u32);
            }
            ruler.rules.push(rule);
        }
        Ok(ruler)
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
        if !self.long.is_empty() {
            for token in 0..count {
                let this = seen(token, marks[token]);
                let single = cache.single.entry((this.orth, this.marks)).or_insert_with(|| self.single(&this, names));
                if single.starts_long {
                    self.find_long(token, count, names, &mut long, |i| seen(i, marks[i]));
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

    fn find_long<'t>(
        &self,
        token: usize,
        count: usize,
        names: &Names,
        matches: &mut Vec<(u32, u32)>,
        seen: impl Fn(usize) -> Seen<'t>,
    ) {
        for &rule in &self.long {
            for pattern in self.rules[rule as usize].patterns.iter().filter(|p| p.len() > 1) {
                let fits = token + pattern.len() <= count
                    && pattern.iter().enumerate().all(|(i, p)| holds(p, &seen(token + i), names));
                if fits {
                    matches.push((rule, self.target(rule, token, pattern.len())));
                }
            }
        }
    }

    fn target(&self, rule: u32, start: usize, len: usize) -> u32 {
        let index = self.rules[rule as usize].index;
        (start as i64 + if index < 0 { len as i64 + index } else { index }) as u32
    }

    fn single(&self, token: &Seen<'_>, names: &Names) -> Single {
        let matches = |rule: &&Rule| rule.patterns.iter().any(|p| p.len() == 1 && holds(&p[0], token, names));
        let rules: Box<[u32]> = (0u32..).zip(&self.rules).filter(|(_, r)| matches(r)).map(|(i, _)| i).collect();
        let mut marks = token.marks;
        for &rule in &rules {
            self.set(rule, &mut marks);
        }
        let mut long = self.long.iter().flat_map(|&r| &self.rules[r as usize].patterns).filter(|p| p.len() > 1);
        Single { rules, marks, starts_long: long.any(|p| holds(&p[0], token, names)) }
    }
}

fn holds(pattern: &TokenPattern, token: &Seen<'_>, names: &Names) -> bool {
    pattern.iter().all(|(attr, test)| test_holds(*attr, test, token, names))
}

fn test_holds(attr: Attr, test: &Test, token: &Seen<'_>, names: &Names) -> bool {
    let name = |id: NameId| names.string_id(id);
    let value = match attr {
        Attr::Orth => token.orth,
        Attr::Lower => token.lower,
        Attr::Norm => token.norm,
        Attr::Tag => name(token.marks.tag),
        Attr::Pos => name(token.marks.pos),
        Attr::Dep => name(token.marks.dep),
        Attr::Lemma => name(token.marks.lemma),
        Attr::Morph => name(token.marks.morph),
        Attr::IsSpace => u64::from(token.is_space),
    };
    match test {
        Test::Is(expected) => value == *expected,
        Test::In(set) => set.contains(&value),
        Test::NotIn(set) => !set.contains(&value),
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
