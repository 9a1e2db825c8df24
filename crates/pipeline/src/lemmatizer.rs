//! Rule and look-up lemmatizers, with the hooks that spaCy has in code for English and French.
//! Source: `spacy/pipeline/lemmatizer.py`, `spacy/lang/{en,fr}/lemmatizer.py` of spaCy 3.8 (MIT).

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::LoadError;
use crate::lexeme::is_alpha;
use crate::msgpack::{Reader, Value};
use crate::package::{Package, file};
use crate::strings;

const PATH: &str = "lemmatizer/lookups/lookups.bin";

/// Number of a form in [`Forms`].
type FormId = u32;

/// Every lemma once.
#[derive(Debug, Default)]
struct Forms {
    list: Vec<Arc<str>>,
    ids: FxHashMap<Arc<str>, FormId>,
}

impl Forms {
    fn add(&mut self, form: &str) -> FormId {
        if let Some(&id) = self.ids.get(form) {
            return id;
        }
        let (id, form) = (self.list.len() as FormId, Arc::<str>::from(form));
        self.list.push(Arc::clone(&form));
        self.ids.insert(form, id);
        id
    }
}

/// The tables of one part of speech.
#[derive(Debug, Default)]
struct Tables {
    /// Endings and what replaces them.
    rules: Vec<(Box<str>, Box<str>)>,
    /// Hashes of known lemmas.
    index: FxHashSet<u64>,
    /// Lemmas of irregular forms by the form's hash: a range of `lemmas`.
    exceptions: FxHashMap<u64, (u32, u32)>,
    lemmas: Vec<FormId>,
}

impl Tables {
    fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.index.is_empty() && self.exceptions.is_empty()
    }

    fn known(&self, form: &str) -> bool {
        self.index.contains(&strings::hash(form.as_bytes()))
    }

    fn exceptions(&self, form: &str) -> &[FormId] {
        match self.exceptions.get(&strings::hash(form.as_bytes())) {
            Some(&(from, to)) => &self.lemmas[from as usize..to as usize],
            None => &[],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The look-up table alone.
    Lookup,
    /// spaCy's general rules.
    Rules,
    /// The general rules, but base forms are left as they are.
    EnglishRules,
    /// Index, exceptions, rules, look-up table, in that order.
    FrenchRules,
}

/// Languages whose lemmatizer is code of their own in spaCy.
const OWN_LEMMATIZER: [&str; 11] = ["ca", "el", "es", "ga", "ht", "it", "mk", "nl", "pl", "ru", "uk"];

#[derive(Debug)]
pub(crate) struct Lemmatizer {
    mode: Mode,
    forms: Forms,
    /// By the string id of the part of speech in lower case.
    tables: FxHashMap<u64, Tables>,
    /// First lemma by the id of the word.
    lookup: FxHashMap<u64, FormId>,
}

impl Lemmatizer {
    pub(crate) fn load(component: &str, lang: &str, mode: &str, package: &Package) -> Result<Self, LoadError> {
        let mode = match (mode, lang) {
            (_, lang) if OWN_LEMMATIZER.contains(&lang) => {
                return Err(LoadError::unsupported(component, format!("the lemmatizer of `{lang}`")));
            }
            ("lookup", _) => Mode::Lookup,
            ("rule", "en") => Mode::EnglishRules,
            ("rule", "fr") => Mode::FrenchRules,
            ("rule", _) => Mode::Rules,
            (other, _) => return Err(LoadError::unsupported(component, format!("mode {other}"))),
        };
        let mut this =
            Self { mode, forms: Forms::default(), tables: FxHashMap::default(), lookup: FxHashMap::default() };
        let mut reader = Reader::new(PATH, file(package, PATH)?);
        for _ in 0..reader.map_len()? {
            let name = reader.next()?;
            let name = name.as_str().ok_or_else(|| LoadError::damaged(PATH, "a table has no name"))?.to_owned();
            for _ in 0..reader.map_len()? {
                let key = reader.next()?;
                let key = key.as_u64().ok_or_else(|| LoadError::damaged(PATH, "a row has no key"))?;
                this.row(&name, key, &reader.next()?)
                    .ok_or_else(|| LoadError::damaged(PATH, format!("a row of {name}")))?;
            }
        }
        this.forms.ids = FxHashMap::default();
        Ok(this)
    }

    fn row(&mut self, table: &str, key: u64, value: &Value<'_>) -> Option<()> {
        let texts = |value: &Value<'_>| -> Option<Vec<Box<str>>> {
            if let Some(one) = value.as_str() {
                return Some(vec![Box::from(one)]);
            }
            value.as_array()?.iter().map(|v| v.as_str().map(Box::from)).collect()
        };
        match table {
            "lemma_lookup" => {
                if let Some(first) = texts(value)?.first() {
                    let form = self.forms.add(first);
                    self.lookup.insert(key, form);
                }
            }
            "lemma_rules" => {
                let tables = self.tables.entry(key).or_default();
                for rule in value.as_array()? {
                    let [old, new] = rule.as_array()? else { return None };
                    tables.rules.push((Box::from(old.as_str()?), Box::from(new.as_str()?)));
                }
            }
            "lemma_index" => {
                let tables = self.tables.entry(key).or_default();
                for form in value.as_array()? {
                    tables.index.insert(strings::hash(form.as_str()?.as_bytes()));
                }
            }
            "lemma_exc" => {
                let tables = self.tables.entry(key).or_default();
                for (form, lemmas) in value.as_map()? {
                    let from = tables.lemmas.len() as u32;
                    for lemma in texts(lemmas)? {
                        tables.lemmas.push(self.forms.add(&lemma));
                    }
                    let range = (from, tables.lemmas.len() as u32);
                    tables.exceptions.insert(strings::hash(form.as_str()?.as_bytes()), range);
                }
            }
            _ => {}
        }
        Some(())
    }

    /// The lemma of a word with its part of speech and features (`Number=Sing|Person=3`).
    pub(crate) fn lemma(&self, text: &str, pos: &str, features: &str) -> Arc<str> {
        match self.mode {
            Mode::Lookup => self.look_up(text),
            Mode::Rules | Mode::EnglishRules => self.general(text, pos, features),
            Mode::FrenchRules => self.french(text, pos),
        }
    }

    fn look_up(&self, text: &str) -> Arc<str> {
        self.lookup.get(&strings::id(text)).map_or_else(|| Arc::from(text), |&form| self.form(form))
    }

    fn form(&self, form: FormId) -> Arc<str> {
        Arc::clone(&self.forms.list[form as usize])
    }

    fn general(&self, text: &str, pos: &str, features: &str) -> Arc<str> {
        let lower = text.to_lowercase();
        if matches!(pos, "" | "EOL" | "SPACE") || (self.mode == Mode::EnglishRules && is_base_form(pos, features)) {
            return lower.into();
        }
        let tables = self.tables.get(&strings::id(&pos.to_lowercase()));
        let Some(tables) = tables.filter(|t| !t.is_empty()) else {
            return if pos == "PROPN" { text.into() } else { lower.into() };
        };
        let (mut forms, mut unknown) = (Vec::new(), None);
        for form in rewritten(&lower, &tables.rules) {
            if tables.known(&form) {
                forms.insert(0, form);
            } else if !all_letters(&form) {
                forms.push(form);
            } else if unknown.is_none() {
                unknown = Some(form);
            }
        }
        for &exception in tables.exceptions(&lower) {
            let exception = &self.forms.list[exception as usize];
            if !forms.iter().any(|f| **f == **exception) {
                forms.insert(0, exception.to_string());
            }
        }
        match forms.into_iter().next().or(unknown) {
            Some(form) => form.into(),
            None => text.into(),
        }
    }

    fn french(&self, text: &str, pos: &str) -> Arc<str> {
        let lower = text.to_lowercase();
        match pos {
            "" | "EOL" | "SPACE" => return lower.into(),
            "NOUN" | "VERB" | "ADJ" | "ADP" | "ADV" | "AUX" | "CCONJ" | "DET" | "PRON" | "PUNCT" | "SCONJ" => {}
            _ => return self.look_up(text),
        }
        if let Some(tables) = self.tables.get(&strings::id(&pos.to_lowercase())) {
            if tables.known(&lower) {
                return lower.into();
            }
            if let Some(&form) = tables.exceptions(&lower).first() {
                return self.form(form);
            }
            let mut unknown = None;
            for form in rewritten(&lower, &tables.rules) {
                if tables.known(&form) || !all_letters(&form) {
                    return form.into();
                }
                unknown = unknown.or(Some(form));
            }
            if let Some(form) = unknown {
                return form.into();
            }
        }
        self.look_up(&lower)
    }
}

/// What every rule that fits makes of a word; empty forms are left out.
fn rewritten<'r>(word: &'r str, rules: &'r [(Box<str>, Box<str>)]) -> impl Iterator<Item = String> + 'r {
    rules.iter().filter_map(move |(old, new)| {
        let form = format!("{}{new}", word.strip_suffix(&**old)?);
        (!form.is_empty()).then_some(form)
    })
}

/// Python's `str.isalpha`.
fn all_letters(form: &str) -> bool {
    form.chars().all(is_alpha)
}

fn is_base_form(pos: &str, features: &str) -> bool {
    let get = |name: &str| {
        features.split('|').filter_map(|f| f.split_once('=')).find(|(field, _)| *field == name).map(|(_, value)| value)
    };
    match pos {
        "NOUN" if get("Number") == Some("Sing") => true,
        "VERB" if get("VerbForm") == Some("Fin") && get("Tense") == Some("Pres") && get("Number").is_none() => true,
        _ => matches!(get("VerbForm"), Some("Inf" | "None")) || get("Degree") == Some("Pos"),
    }
}
