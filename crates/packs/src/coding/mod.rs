//! Event predicates: which words, in which construction, tell of which event.
//!
//! `lang/<code>/coding/<event>.tsv` holds one predicate a row:
//!
//! | column | what it holds |
//! |---|---|
//! | `lemma` | alternatives by `\|`; further words of one name the particle or preposition that goes with it (`call on`) |
//! | `pos` | `v` verb, `n` noun, `a` adjective |
//! | `frame` | who is actor (`A=`) and who recipient (`R=`), see [`Slot`]; empty: the default of the part of speech |
//! | `mode`, `cameo` | of the event; empty: none, the ontology's default |
//! | `when` | conditions on the words around it, see [`Condition`] |
//! | `case` | a sentence that must be coded: `[A Norway] {expelled} [R two Danish envoys].` |
//! | `not` | a sentence that must not |
//!
//! `frames.toml` gives the frames of rows that name none, `classes.toml` names sets of
//! nouns for conditions (`@envoy`), `grammar.toml` those words of grammar that the coder itself asks for, `light.tsv` lists verbs that carry an event noun,
//! `numbers.tsv` number words.

mod frame;
mod lexicon;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

pub use frame::{Condition, ConditionKey, Frame, Slot};
pub use lexicon::{Case, Lemma, LightVerb, PredicatePos, Sense, Voice};

use frame::DefaultFrames;

use crate::ontology::Ontology;
use crate::{Files, PackError};

/// What event coding knows of one language.
#[derive(Debug, Default)]
pub struct CodingPack {
    /// All predicate senses; their order is that of the files.
    pub senses: Vec<Sense>,
    /// Senses by the first word of their lemmas, and which of their lemmas it is.
    by_lemma: FxHashMap<Arc<str>, Vec<(u32, u32)>>,
    classes: FxHashMap<Arc<str>, FxHashSet<Arc<str>>>,
    light: FxHashMap<Arc<str>, LightVerb>,
    numbers: FxHashMap<Arc<str>, (i64, bool)>,
    /// From other forms of a preposition to those that frames name ("au" to "à"), the commonest first.
    prepositions: FxHashMap<Arc<str>, Vec<Arc<str>>>,
    verbs: FxHashSet<Arc<str>>,
    /// How dictionary forms of verbs are made from forms that the pipeline leaves as they are.
    pub verb_endings: Vec<VerbEnding>,
    /// Endings that tell the mood of a verb's form by its dictionary form, where the tagger missed it.
    pub verb_moods: Vec<VerbEnding>,
}

/// An ending of a verb form and that of its dictionary form: `e` to `er`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerbEnding {
    /// The form's ending.
    pub form: String,
    /// The dictionary form's.
    pub lemma: String,
    /// Morphology of a form that was tagged as another part of speech.
    pub morph: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    classes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    prepositions: BTreeMap<String, Vec<String>>,
    #[serde(default, rename = "verb_ending")]
    verb_endings: Vec<VerbEnding>,
    #[serde(default, rename = "verb_mood")]
    verb_moods: Vec<VerbEnding>,
}

impl CodingPack {
    /// Loads `lang/<code>/coding/`.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str, ontology: &Ontology) -> Result<Self, PackError> {
        let folder = format!("lang/{lang}/coding/");
        let mut pack = Self::default();
        for name in ["classes", "grammar"] {
            let path = format!("{folder}{name}.toml");
            if files.get(&path).is_some() {
                pack.add_classes(files.toml(&path)?);
            }
        }
        let path = format!("{folder}frames.toml");
        let frames: DefaultFrames =
            if files.get(&path).is_some() { files.toml(&path)? } else { DefaultFrames::default() };
        let path = format!("{folder}light.tsv");
        for row in files.rows(&path) {
            pack.light.insert(row.need("verb")?.into(), LightVerb::read(&row)?);
            pack.verbs.insert(row.need("verb")?.into());
        }
        let path = format!("{folder}numbers.tsv");
        for row in files.rows(&path) {
            let value = row.need("value")?;
            let value = value.parse().map_err(|_| row.error(format!("`{value}` is no whole number")))?;
            pack.numbers.insert(row.need("word")?.into(), (value, row.get("vague") == "yes"));
        }
        for (path, _) in files.below(&folder, ".tsv") {
            let stem = path.strip_prefix(&folder).and_then(|p| p.strip_suffix(".tsv")).unwrap_or("");
            // `sanction.tsv`, and `sanction.2.tsv` for a second part
            let name = stem.split('.').next().unwrap_or(stem).to_uppercase();
            let Some(event) = ontology.event(&name) else {
                if matches!(stem, "light" | "numbers") {
                    continue;
                }
                return Err(PackError::line(path, 1, format!("`{name}` is no event type of ontology/events")));
            };
            for row in files.rows(path) {
                let sense = Sense::read(&row, event, ontology, &frames, stem)?;
                pack.check_classes(&sense, &row)?;
                let at = pack.senses.len() as u32;
                for (number, lemma) in (0u32..).zip(&sense.lemmas) {
                    if sense.pos == PredicatePos::Verb {
                        pack.verbs.insert(Arc::clone(&lemma.head));
                    }
                    pack.by_lemma.entry(Arc::clone(&lemma.head)).or_default().push((at, number));
                }
                pack.senses.push(sense);
            }
        }
        Ok(pack)
    }

    fn add_classes(&mut self, file: ClassFile) {
        self.verb_endings.extend(file.verb_endings);
        self.verb_moods.extend(file.verb_moods);
        for (name, words) in file.classes {
            self.classes.insert(name.into(), words.into_iter().map(Arc::from).collect());
        }
        for (name, forms) in file.prepositions {
            let name: Arc<str> = name.into();
            for form in forms {
                self.prepositions.entry(form.into()).or_default().push(Arc::clone(&name));
            }
        }
    }

    fn check_classes(&self, sense: &Sense, row: &crate::Row<'_>) -> Result<(), PackError> {
        for condition in &sense.conditions {
            for value in &condition.values {
                if let Some(class) = value.strip_prefix('@')
                    && !self.classes.contains_key(class)
                {
                    return Err(row.error(format!("class `@{class}` is not in classes.toml")));
                }
            }
        }
        Ok(())
    }

    /// The senses of which a lemma starts with this word, each once for every such lemma, with their place among all.
    pub fn senses_of(&self, word: &str) -> impl Iterator<Item = (usize, &Sense, &Lemma)> {
        self.by_lemma.get(word).into_iter().flatten().map(|&(sense, lemma)| {
            let (sense, order) = (&self.senses[sense as usize], sense as usize);
            (order, sense, &sense.lemmas[lemma as usize])
        })
    }

    /// Whether any sense has this lemma: the prefilter.
    pub fn knows(&self, lemma: &str) -> bool {
        self.by_lemma.contains_key(lemma)
    }

    /// Whether a verb of this lemma tells or carries an event.
    pub fn knows_verb(&self, lemma: &str) -> bool {
        self.verbs.contains(lemma)
    }

    /// All lemmas that start a sense, in order.
    pub fn lemmas(&self) -> impl Iterator<Item = &Arc<str>> {
        let mut all: Vec<&Arc<str>> = self.by_lemma.keys().collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// Whether a lemma is in a class of `classes.toml`.
    pub fn in_class(&self, class: &str, lemma: &str) -> bool {
        self.classes.get(class).is_some_and(|c| c.contains(lemma))
    }

    /// Whether a word meets one value of a condition: a lemma, or a class with `@`.
    pub fn word_fits(&self, value: &str, lemma: &str) -> bool {
        value.strip_prefix('@').map_or_else(|| value == lemma, |class| self.in_class(class, lemma))
    }

    /// The form of a preposition that frames and conditions name.
    pub fn preposition<'p>(&'p self, lemma: &'p str) -> &'p str {
        self.prepositions.get(lemma).and_then(|names| names.first()).map_or(lemma, AsRef::as_ref)
    }

    /// Whether a preposition is the one that a frame names, or may stand for it ("à l'encontre de" for "contre").
    pub fn stands_for(&self, lemma: &str, name: &str) -> bool {
        lemma == name || self.prepositions.get(lemma).is_some_and(|names| names.iter().any(|n| **n == *name))
    }

    /// The value of a number word, and whether it is a vague plural ("thousands"): then it is the least value.
    pub fn number(&self, word: &str) -> Option<(i64, bool)> {
        self.numbers.get(word).copied()
    }

    /// The light verb of that lemma.
    pub fn light(&self, lemma: &str) -> Option<&LightVerb> {
        self.light.get(lemma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(tsv: &str) -> Result<CodingPack, PackError> {
        let files = Files::embedded();
        let ontology = Ontology::load(&files).unwrap();
        let files = Files::from_texts([
            ("lang/xx/coding/frames.toml", "verb = \"A=subj R=obj\"\nnoun = \"A=by\"\nadjective = \"A=subj\"\n"),
            ("lang/xx/coding/classes.toml", "[classes]\nenvoy = [\"ambassador\"]\n"),
            ("lang/xx/coding/sanction.tsv", tsv),
        ]);
        CodingPack::load(&files, "xx", &ontology)
    }

    const HEAD: &str = "lemma\tpos\tframe\tmode\tcameo\twhen\tcase\tnot\n";

    #[test]
    fn rows_become_senses() {
        let row = "expel|kick out\tv\t\texpel\t\tR:@envoy\t[A Norway] {expelled} [R two Danish envoys].\t\n";
        let pack = load(&format!("{HEAD}{row}")).unwrap();
        let (_, sense, _) = pack.senses_of("kick").next().unwrap();
        assert_eq!(sense.lemmas[1].more, [Arc::from("out")]);
        assert_eq!(&*sense.cameo, "161", "the mode's own code");
        assert_eq!(sense.case.text, "Norway expelled two Danish envoys.");
        assert_eq!(sense.case.text.get(sense.case.trigger.clone()), Some("expelled"));
    }

    #[test]
    fn errors_name_file_line_and_next_step() {
        let error = |row: &str| load(&format!("{HEAD}{row}\n")).unwrap_err().to_string();
        let case = "[A Norway] {expelled} [R an envoy].";
        assert_eq!(
            error(&format!("expel\tv\t\tbanish\t\t\t{case}\t")),
            "lang/xx/coding/sanction.tsv:2: `banish` is no mode of SANCTION; its modes are convict, discontinue, expel, withdraw"
        );
        assert!(error("expel\tv\t\t\t\t\tNorway expelled an envoy.\t").contains("marks no trigger"));
        assert!(error(&format!("expel\tv\t\t\t\tR:@tree\t{case}\t")).contains("class `@tree`"));
        assert!(error(&format!("expel\tx\t\t\t\t\t{case}\t")).contains("`x` is no part of speech"));
        assert!(error(&format!("expel\tv\tB=subj\t\t\t\t{case}\t")).contains("`B=subj`"));
    }
}
