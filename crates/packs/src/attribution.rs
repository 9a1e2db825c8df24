//! Speech verbs, source nouns and the constructions that name a source.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::{Files, PackError, Row};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// What somebody does in saying, believing or wanting something.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CueKind { $($(#[$doc])* $name,)* }

        impl CueKind {
            /// Every kind with its key in the word lists.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $key),)*];

            /// The key in the word lists.
            pub fn as_str(self) -> &'static str {
                Self::ALL[self as usize].1
            }
        }
    };
}

kinds! {
    /// Asserts something.
    Say = "say",
    /// Says that something is not so.
    Deny = "deny",
    /// Asks whether it is so.
    Ask = "ask",
    /// Wants somebody else to do something, and says it.
    Demand = "demand",
    /// Commits the speaker to do something.
    Promise = "promise",
    /// Commits the speaker to do harm.
    Threaten = "threaten",
    /// Praises, blames, accuses.
    Judge = "judge",
    /// Holds something to be so.
    Believe = "believe",
    /// Wants, tries, refuses.
    Attitude = "attitude",
    /// Comes to know.
    Learn = "learn",
    /// A document, figure or event that shows something.
    Show = "show",
    /// Names the source of another source.
    Cite = "cite",
    /// Somebody unnamed has the impression.
    Seem = "seem",
}

/// In which construction a cue has its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frame {
    /// A complement clause.
    Clause,
    /// A quotation.
    Quote,
    /// An infinitive whose subject is the source.
    Infinitive,
    /// The direct object.
    Object,
    /// The direct object and what it is to do.
    ObjectInfinitive,
    /// The direct object and what it is described as.
    ObjectAs,
    /// The direct object and a predicate without preposition ("called him a liar").
    ObjectPredicate,
    /// The direct object and a phrase with this preposition ("accused X *of* Y").
    ObjectPreposition(Arc<str>),
    /// A phrase with this preposition ("called *for* X").
    Preposition(Arc<str>),
    /// A phrase with this preposition and what its noun is to do ("called *on* X to go").
    PrepositionInfinitive(Arc<str>),
    /// The direct object is who is told.
    Addressee,
    /// The phrase with this preposition is who is told.
    To(Arc<str>),
    /// The subject and an infinitive ("seems to be").
    SubjectInfinitive,
    /// The subject and a predicate ("looks weak").
    SubjectAttribute,
}

impl Frame {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "clause" => Self::Clause,
            "quote" => Self::Quote,
            "infinitive" => Self::Infinitive,
            "object" => Self::Object,
            "object-infinitive" => Self::ObjectInfinitive,
            "object-as" => Self::ObjectAs,
            "object-predicate" => Self::ObjectPredicate,
            "addressee" => Self::Addressee,
            "subject-infinitive" => Self::SubjectInfinitive,
            "subject-attribute" => Self::SubjectAttribute,
            other => {
                let (form, word) = other.split_once(':')?;
                if let ("p", Some(word)) = (form, word.strip_suffix("-infinitive")) {
                    return Some(Self::PrepositionInfinitive(word.into()));
                }
                let word: Arc<str> = word.into();
                match form {
                    "p" => Self::Preposition(word),
                    "to" => Self::To(word),
                    "object-p" => Self::ObjectPreposition(word),
                    _ => return None,
                }
            }
        })
    }
}

/// One reading of a cue word.
#[derive(Clone, Debug)]
pub struct Cue {
    /// What it does.
    pub kind: CueKind,
    /// Particle that must stand with a verb ("point *out*").
    pub particle: Option<Arc<str>>,
    /// Where its content stands.
    pub frames: BTreeSet<Frame>,
}

/// Where a marker's source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The source follows.
    Before,
    /// No source is named.
    Alone,
}

/// Words that name a source outside of any verb.
#[derive(Clone, Debug)]
pub struct Marker {
    /// The words, lower case.
    pub words: Vec<Box<str>>,
    /// What it does.
    pub kind: CueKind,
    /// Where its source stands.
    pub place: Place,
}

/// A text, a passage of it and who stands behind that passage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainCase {
    /// Which construction it shows.
    pub about: String,
    /// The text; a line break separates paragraphs.
    pub text: String,
    /// The first occurrence of these words is asked for.
    pub passage: String,
    /// The words that name its sources, outermost first; empty where the text speaks for itself.
    pub chain: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<ChainCase>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    relative_pronouns: FxHashSet<String>,
    expletive_subjects: FxHashSet<String>,
    source_prepositions: FxHashSet<String>,
    addressee_prepositions: FxHashSet<String>,
    complementizers: FxHashSet<String>,
    documents: FxHashSet<String>,
    light_verbs: FxHashSet<String>,
}

/// What attribution knows of one language.
#[derive(Debug, Default)]
pub struct AttributionPack {
    verbs: FxHashMap<Box<str>, Vec<Cue>>,
    nouns: FxHashMap<Box<str>, Vec<Cue>>,
    adjectives: FxHashMap<Box<str>, Vec<Cue>>,
    markers: FxHashMap<Box<str>, Vec<Marker>>,
    outlet_names: FxHashSet<Box<str>>,
    outlet_nouns: FxHashSet<Box<str>>,
    words: Words,
    /// What the constructions must read.
    pub cases: Vec<ChainCase>,
}

impl AttributionPack {
    /// Loads `lang/<code>/attribution/`. A language without the folder attributes nothing.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let path = |name: &str| format!("lang/{lang}/attribution/{name}");
        let words_path = path("kinds.toml");
        let words = if files.get(&words_path).is_some() { files.toml(&words_path)? } else { Words::default() };
        let cases_path = path("cases.toml");
        let cases = if files.get(&cases_path).is_some() { files.toml(&cases_path)? } else { Cases::default() };
        if let Some(bad) = cases.case.iter().find(|c| !c.text.contains(&c.passage)) {
            return Err(PackError::line(&cases_path, 1, format!("`{}` does not occur in its text", bad.passage)));
        }
        let mut pack = Self {
            cases: cases.case,
            verbs: cues(files, &path("verbs.tsv"))?,
            nouns: cues(files, &path("nouns.tsv"))?,
            adjectives: cues(files, &path("adjectives.tsv"))?,
            words,
            ..Self::default()
        };
        for row in files.rows(&path("markers.tsv")) {
            let words: Vec<Box<str>> = row.need("words")?.split_whitespace().map(Into::into).collect();
            let place = match row.need("place")? {
                "before" => Place::Before,
                "alone" => Place::Alone,
                other => return Err(row.error(format!("unknown place `{other}`; known are before, alone"))),
            };
            let first = words[0].clone();
            pack.markers.entry(first).or_default().push(Marker { kind: kind(&row)?, words, place });
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for markers in pack.markers.values_mut() {
            // Longest first: "in the words of" before "in".
            markers.sort_by_key(|m| std::cmp::Reverse(m.words.len()));
        }
        for row in files.rows(&path("outlets.tsv")) {
            let words = row.need("words")?.into();
            match row.need("what")? {
                "name" => pack.outlet_names.insert(words),
                "noun" => pack.outlet_nouns.insert(words),
                other => return Err(row.error(format!("unknown sort of outlet `{other}`; known are name, noun"))),
            };
        }
        Ok(pack)
    }

    /// The readings of a verb, by lemma.
    pub fn verb(&self, lemma: &str) -> &[Cue] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The readings of a noun, by lemma.
    pub fn noun(&self, lemma: &str) -> &[Cue] {
        self.nouns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The readings of a predicative adjective, by lemma.
    pub fn adjective(&self, lemma: &str) -> &[Cue] {
        self.adjectives.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The markers that begin with a word (lower case), longest first.
    pub fn markers(&self, first: &str) -> &[Marker] {
        self.markers.get(first).map_or(&[], Vec::as_slice)
    }

    /// Whether words name a news agency or medium that passes on what it is told.
    pub fn is_outlet(&self, words: &str, head_lemma: &str) -> bool {
        self.outlet_nouns.contains(head_lemma)
            || self.outlet_names.contains(words)
            || self.outlet_names.iter().any(|name| holds_word(words, name))
    }

    /// Whether a word stands for a noun before it ("who").
    pub fn is_relative(&self, word: &str) -> bool {
        self.words.relative_pronouns.contains(word)
    }

    /// Whether a subject stands for nobody ("it was said").
    pub fn is_expletive(&self, word: &str) -> bool {
        self.words.expletive_subjects.contains(word)
    }

    /// Whether a preposition stands before who holds a claim or issued a document.
    pub fn introduces_source(&self, word: &str) -> bool {
        self.words.source_prepositions.contains(word)
    }

    /// Whether a preposition stands before who is spoken to.
    pub fn introduces_addressee(&self, word: &str) -> bool {
        self.words.addressee_prepositions.contains(word)
    }

    /// Whether a word opens a complement clause ("that").
    pub fn is_complementizer(&self, word: &str) -> bool {
        self.words.complementizers.contains(word)
    }

    /// Whether a noun is a piece of speech or writing that somebody issued.
    pub fn is_document(&self, lemma: &str) -> bool {
        self.words.documents.contains(lemma)
    }

    /// Whether a verb merely lets its subject hold the noun that is its object ("made a promise").
    pub fn is_light(&self, lemma: &str) -> bool {
        self.words.light_verbs.contains(lemma)
    }

    /// Number of entries, for reports on the data.
    pub fn len(&self) -> usize {
        self.verbs.len() + self.nouns.len() + self.adjectives.len() + self.markers.len()
    }

    /// Whether the language has no attribution data.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether `name` occurs in `words` as whole words.
fn holds_word(words: &str, name: &str) -> bool {
    words.match_indices(name).any(|(at, _)| {
        let before = words.get(..at).and_then(|s| s.chars().next_back());
        let after = words.get(at + name.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn kind(row: &Row<'_>) -> Result<CueKind, PackError> {
    let cell = row.need("kind")?;
    CueKind::ALL.iter().find(|(_, key)| *key == cell).map(|(kind, _)| *kind).ok_or_else(|| {
        let known: Vec<&str> = CueKind::ALL.iter().map(|(_, key)| *key).collect();
        row.error(format!("unknown kind `{cell}`; known are {}", known.join(", ")))
    })
}

fn cues(files: &Files, path: &str) -> Result<FxHashMap<Box<str>, Vec<Cue>>, PackError> {
    let mut found: FxHashMap<Box<str>, Vec<Cue>> = FxHashMap::default();
    for row in files.rows(path) {
        let frames = row
            .need("frames")?
            .split_whitespace()
            .map(|cell| Frame::parse(cell).ok_or_else(|| row.error(format!("unknown frame `{cell}`"))))
            .collect::<Result<BTreeSet<Frame>, PackError>>()?;
        let particle = Some(row.get("particle")).filter(|p| !p.is_empty()).map(Into::into);
        let cue = Cue { kind: kind(&row)?, particle, frames };
        let entry = found.entry(row.need("lemma")?.into()).or_default();
        if entry.iter().any(|c| c.kind == cue.kind && c.particle == cue.particle) {
            return Err(row.error("this word and kind stand twice; join the frames"));
        }
        entry.push(cue);
        // A particle's reading is the narrower one; then the order of the kinds decides.
        entry.sort_by_key(|c| (c.particle.is_none(), c.kind));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_are_found_as_whole_words() {
        let pack = AttributionPack::load(&Files::embedded(), "en").unwrap();
        assert!(pack.is_outlet("the AFP news agency", "agency"));
        assert!(pack.is_outlet("the Reuters bureau", "bureau"));
        assert!(!pack.is_outlet("MAPS", "maps"));
    }

    #[test]
    fn an_unknown_frame_is_reported_with_its_line() {
        let files = Files::from_texts([("lang/xx/attribution/verbs.tsv", "lemma\tkind\tframes\nsay\tsay\tclaws\n")]);
        let error = AttributionPack::load(&files, "xx").unwrap_err().to_string();
        assert_eq!(error, "lang/xx/attribution/verbs.tsv:2: unknown frame `claws`");
    }
}
