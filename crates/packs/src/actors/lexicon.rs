use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::Sense;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Without capitals, or in an entry: any way.
    Any,
    /// With a capital at its start.
    Initial,
    /// In capitals only.
    Upper,
    /// With a capital at its start and another further on (`LeT`, `McCain`).
    Mixed,
}

impl Case {
    /// The case of a word. Single capital letters count as capitals only.
    pub fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        match letters.next() {
            Some(c) if c.is_uppercase() => {
                let rest: Vec<bool> = letters.map(char::is_uppercase).collect();
                match (rest.iter().all(|&upper| upper), rest.contains(&true)) {
                    (true, _) => Self::Upper,
                    (false, true) => Self::Mixed,
                    (false, false) => Self::Initial,
                }
            }
            _ => Self::Any,
        }
    }

    /// Whether a word of a text in this case may stand for a word of an entry in that case.
    fn fits(self, entry: Self) -> bool {
        match entry {
            Self::Any => true,
            Self::Upper => self == Self::Upper,
            // Capitals inside a long word are often lost ("Mcconnell"); a short one is another word without them.
            Self::Initial | Self::Mixed => self != Self::Any,
        }
    }
}

/// A word of a text, as names are looked up in it: a run of letters and digits.
#[derive(Clone, Debug)]
pub struct Word {
    /// Without case and accents.
    pub folded: String,
    /// The dictionary forms it may have, folded, where they differ.
    pub lemmas: Vec<String>,
    /// How it is written.
    pub case: Case,
    /// Whether only a blank, hyphen, apostrophe or abbreviation point separates it from the word before.
    pub joined: bool,
}

/// A name found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of words.
    pub len: usize,
    /// What it can mean, the first entered first.
    pub senses: Vec<Sense>,
    /// Whether it counts only where the tagger sees a name.
    pub weak: bool,
}

/// Names by their words: a tree that is walked word by word.
#[derive(Debug)]
pub struct Lexicon {
    nodes: Vec<Node>,
    entries: usize,
}

#[derive(Debug, Default)]
struct Node {
    next: FxHashMap<Box<str>, u32>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    cases: Vec<Case>,
    sense: Sense,
    weak: bool,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], entries: 0 }
    }
}

impl Lexicon {
    /// Number of names.
    pub fn len(&self) -> usize {
        self.entries
    }

    /// Whether it holds no name.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Whether a name is there, in whatever sense and case.
    pub fn holds(&self, name: &str) -> bool {
        let mut words = split(name);
        let last =
            words.try_fold(0, |at, word| self.nodes[at].next.get(fold(word).as_str()).map(|&next| next as usize));
        last.is_some_and(|at| !self.nodes[at].entries.is_empty())
    }

    /// Adds a name. Capitals in it must be there in the text too.
    pub fn add(&mut self, name: &str, sense: Sense, weak: bool) {
        let mut at = 0;
        let mut cases = Vec::new();
        for word in split(name) {
            cases.push(Case::of(word));
            let key = fold(word).into_boxed_str();
            at = if let Some(&next) = self.nodes[at].next.get(&key) {
                next as usize
            } else {
                let next = self.nodes.len();
                self.nodes.push(Node::default());
                self.nodes[at].next.insert(key, next as u32);
                next
            };
        }
        let entries = &mut self.nodes[at].entries;
        if at != 0 && !entries.iter().any(|e| e.sense == sense && e.cases == cases) {
            entries.push(Entry { cases, sense, weak });
            self.entries += 1;
        }
    }

    /// The longest name that starts at a word, if any.
    pub fn longest(&self, words: &[Word], start: usize) -> Option<Hit> {
        // Most words begin no name.
        let begins = |word: &Word| {
            std::iter::once(&word.folded).chain(&word.lemmas).any(|key| self.nodes[0].next.contains_key(key.as_str()))
        };
        if !words.get(start).is_some_and(begins) {
            return None;
        }
        let mut best: Option<Hit> = None;
        let mut open = vec![(0_usize, start)];
        while let Some((node, at)) = open.pop() {
            let node = &self.nodes[node];
            let len = at - start;
            let fits = |entry: &&Entry| {
                entry.cases.iter().zip(&words[start..at]).all(|(&entry, word)| {
                    word.case.fits(entry)
                        && !(entry == Case::Mixed && word.case == Case::Initial && word.folded.len() < 5)
                })
            };
            let found: Vec<&Entry> = node.entries.iter().filter(fits).collect();
            if !found.is_empty() && best.as_ref().is_none_or(|b| b.len < len) {
                let weak = found.iter().all(|e| e.weak);
                best = Some(Hit { len, senses: found.iter().map(|e| e.sense).collect(), weak });
            }
            let Some(word) = words.get(at).filter(|w| at == start || w.joined) else { continue };
            // The form as it stands is looked at first: it is pushed last.
            for key in word.lemmas.iter().chain(std::iter::once(&word.folded)) {
                if let Some(&next) = node.next.get(key.as_str()) {
                    open.push((next as usize, at + 1));
                }
            }
        }
        best
    }
}

/// The words of a name or text: runs of letters, digits and marks.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|w| !w.is_empty())
}

/// A word without case and accents ("Élysée" → "elysee").
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        split(text).map(|w| Word { folded: fold(w), lemmas: Vec::new(), case: Case::of(w), joined: true }).collect()
    }

    fn check(names: &[&str], text: &str, expected: Option<usize>) {
        let mut lexicon = Lexicon::default();
        for (i, name) in names.iter().enumerate() {
            lexicon.add(name, Sense::Organisation(i), false);
        }
        assert_eq!(lexicon.longest(&words(text), 0).map(|h| h.len), expected, "{text}");
    }

    #[test]
    fn the_longest_name_wins_and_accents_do_not_count() {
        check(&["Guinea", "Guinea-Bissau"], "Guinea-Bissau votes", Some(2));
        check(&["Élysée"], "Elysee says", Some(1));
    }

    #[test]
    fn capitals_of_the_name_are_asked_of_the_text() {
        check(&["Turkey"], "turkey farms", None);
        check(&["Turkey"], "TURKEY", Some(1));
        check(&["US"], "us", None);
        check(&["US"], "Us", None);
        check(&["U.S."], "U.S. envoy", Some(2));
        check(&["foreign ministry"], "Foreign Ministry", Some(2));
    }
}
