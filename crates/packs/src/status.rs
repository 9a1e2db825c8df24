//! Words that change how real an event is said to be: negators, modals, implicative and factive predicates.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::Status;
use serde::Deserialize;

use crate::attribution::CueKind;
use crate::{Files, PackError};

/// What a governing word leaves of its complement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// It is as real as the governor.
    Inherit,
    /// It is as unreal as the governor is real.
    Invert,
    /// It has this status and degree, whatever the governor's.
    Fixed {
        /// The status.
        status: Status,
        /// −3 (certainly not) to 3 (certainly).
        degree: f32,
    },
}

/// What a class of governing words makes of its complement. Source: Karttunen 2012, "Simple and phrasal
/// implicatives"; we add degrees and statuses.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Its name in `rules.toml`.
    pub id: Arc<str>,
    /// When the governor is affirmed.
    pub affirmed: Outcome,
    /// When the governor is negated.
    pub negated: Outcome,
}

/// In which construction a complement stands below its governor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComplementForm {
    /// A finite clause.
    Clause,
    /// An infinitive.
    Infinitive,
    /// A participle or gerund.
    Gerund,
    /// The direct object, or the subject of the passive.
    Object,
    /// The subject.
    Subject,
    /// Behind this preposition.
    Preposition(Arc<str>),
}

/// The class of a governing word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordClass {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective.
    Adjective,
}

/// Where a word stands beside the predicate that it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Below it, as negation.
    Negation,
    /// Below it, it takes a negation back ("ne ... *que*").
    Restriction,
    /// Below it, as auxiliary.
    Auxiliary,
    /// Below it, as adverb.
    Adverb,
    /// It opens its clause.
    Marker,
    /// Above it, as preposition.
    Preposition,
    /// Below a noun, as adjective or participle.
    Modifier,
    /// Below a noun, as determiner.
    Determiner,
}

/// A tense, mood or clause type that changes how real its predicate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// An infinitive that says what for.
    Purpose,
    /// An adverbial clause that opens with its auxiliary ("*should* they leave, …").
    Inverted,
    /// An infinitive below a noun that governs nothing.
    NounInfinitive,
    /// The main clause of a condition.
    Conditioned,
    /// The main clause of a question.
    Question,
    /// An order.
    Imperative,
    /// Progressive present.
    PresentProgressive,
    /// Simple present.
    Present,
    /// A headline's infinitive with a subject ("EU to meet").
    HeadlineInfinitive,
    /// A modal with a perfect infinitive ("would have left").
    ModalPerfect,
    /// Simple future, where it is a form of the verb.
    Future,
    /// Conditional mood, present.
    Conditional,
    /// Conditional mood, past: hearsay in some languages.
    ConditionalPast,
    /// Subjunctive that nothing listed governs.
    Subjunctive,
}

/// What a word or shape does to its predicate.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Its name in `rules.toml`.
    pub id: Arc<str>,
    /// Whether it turns yes into no.
    pub negates: bool,
    /// Replaces *happened* and *ongoing*.
    pub status: Option<Status>,
    /// The same within reported speech, where that differs.
    pub status_reported: Option<Status>,
    /// The status together with a negation ("could not": it did not happen); the degree then stays high.
    pub status_negated: Option<Status>,
    /// Multiplies the degree.
    pub factor: f32,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OutcomeEntry {
    Word(String),
    Fixed { status: String, degree: f32 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureEntry {
    affirmed: OutcomeEntry,
    negated: OutcomeEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EffectEntry {
    id: String,
    position: Option<Position>,
    #[serde(default)]
    words: Vec<String>,
    shape: Option<Shape>,
    #[serde(default)]
    negates: bool,
    status: Option<String>,
    status_reported: Option<String>,
    status_negated: Option<String>,
    #[serde(default = "one")]
    factor: f32,
}

fn one() -> f32 {
    1.0
}

/// `status/signatures.toml`, for every language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signatures {
    signature: BTreeMap<String, SignatureEntry>,
    kinds: BTreeMap<String, BTreeMap<String, String>>,
}

/// `lang/<code>/status/rules.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    beside: Vec<EffectEntry>,
    #[serde(default)]
    shape: Vec<EffectEntry>,
}

/// A text and the status of one of its predicates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusCase {
    /// The text.
    pub text: String,
    /// The first occurrence of this word is asked for.
    pub predicate: String,
    /// Its status, by the name used in exports.
    pub status: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<StatusCase>,
}

type Operators = BTreeMap<(Box<str>, WordClass), Vec<(Option<Box<str>>, ComplementForm, Arc<Signature>)>>;

const SIGNATURES: &str = "status/signatures.toml";

/// What status knows of one language.
#[derive(Debug, Default)]
pub struct StatusPack {
    operators: Operators,
    kinds: BTreeMap<(CueKind, ComplementForm), Arc<Signature>>,
    beside: BTreeMap<(Position, Box<str>), Effect>,
    shapes: BTreeMap<Shape, Effect>,
    /// What must be read.
    pub cases: Vec<StatusCase>,
}

impl StatusPack {
    /// Loads `lang/<code>/status/` over `status/signatures.toml`. A language without the folder takes every event for happened.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let path = format!("lang/{lang}/status/rules.toml");
        if files.get(&path).is_none() {
            return Ok(Self::default());
        }
        let file: File = files.toml(&path)?;
        let shared: Signatures = files.toml(SIGNATURES)?;
        let fail = |message: String| PackError::line(SIGNATURES, 1, message);
        let mut signatures: BTreeMap<String, Arc<Signature>> = BTreeMap::new();
        for (id, entry) in &shared.signature {
            let affirmed = outcome(&entry.affirmed).map_err(fail)?;
            let negated = outcome(&entry.negated).map_err(fail)?;
            signatures.insert(id.clone(), Arc::new(Signature { id: id.as_str().into(), affirmed, negated }));
        }
        let known = |id: &str| signatures.get(id).cloned().ok_or_else(|| format!("unknown signature `{id}`"));
        let mut pack = Self::default();
        for (form, kinds) in &shared.kinds {
            let form = form_of(form).ok_or_else(|| fail(format!("unknown form `{form}`")))?;
            for (kind, signature) in kinds {
                let kind = CueKind::ALL.iter().find(|(_, k)| k == kind).map(|(k, _)| *k);
                let kind = kind.ok_or_else(|| fail(format!("unknown kind in [kinds.{form:?}]")))?;
                pack.kinds.insert((kind, form.clone()), known(signature).map_err(fail)?);
            }
        }
        let fail = |message: String| PackError::line(&path, 1, message);
        for entry in file.beside.iter().chain(&file.shape) {
            let effect = effect(entry).map_err(|m| fail(format!("`{}`: {m}", entry.id)))?;
            match (entry.position, entry.shape) {
                (Some(position), None) => {
                    for word in &entry.words {
                        if pack.beside.insert((position, word.as_str().into()), effect.clone()).is_some() {
                            return Err(fail(format!("`{word}` stands twice at one position")));
                        }
                    }
                }
                (None, Some(shape)) => {
                    pack.shapes.insert(shape, effect);
                }
                _ => return Err(fail(format!("`{}` needs either a position or a shape", entry.id))),
            }
        }
        let cases_path = format!("lang/{lang}/status/cases.toml");
        if files.get(&cases_path).is_some() {
            pack.cases = files.toml::<Cases>(&cases_path)?.case;
        }
        for case in &pack.cases {
            let known = status(&case.status).and_then(|_| {
                case.text.contains(&case.predicate).then_some(()).ok_or_else(|| format!("no `{}`", case.predicate))
            });
            known.map_err(|m| PackError::line(&cases_path, 1, m))?;
        }
        let table = format!("lang/{lang}/status/operators.tsv");
        for row in files.rows(&table) {
            let class = match row.need("class")? {
                "verb" => WordClass::Verb,
                "noun" => WordClass::Noun,
                "adj" => WordClass::Adjective,
                other => return Err(row.error(format!("unknown class `{other}`; known are verb, noun, adj"))),
            };
            let form = form_of(row.need("form")?).ok_or_else(|| row.error("unknown form"))?;
            let signature = known(row.need("signature")?).map_err(|m| row.error(m))?;
            let particle = Some(row.get("particle")).filter(|p| !p.is_empty()).map(Into::into);
            let entries = pack.operators.entry((row.need("lemma")?.into(), class)).or_default();
            if entries.iter().any(|(p, f, _)| *p == particle && *f == form) {
                return Err(row.error("this word and form stand twice"));
            }
            entries.push((particle, form, signature));
            // The reading with a particle is the narrower one.
            entries.sort_by(|a, b| (a.0.is_none(), &a.1).cmp(&(b.0.is_none(), &b.1)));
        }
        Ok(pack)
    }

    /// What a word makes of its complement in a construction; `particle` is the one that stands with it.
    pub fn operator(
        &self,
        lemma: &str,
        class: WordClass,
        particle: Option<&str>,
        form: &ComplementForm,
    ) -> Option<&Signature> {
        let entries = self.operators.get(&(Box::from(lemma), class))?;
        entries
            .iter()
            .find(|(p, f, _)| f == form && (p.is_none() || p.as_deref() == particle))
            .map(|(_, _, signature)| &**signature)
    }

    /// What a kind of reporting word makes of its content.
    pub fn of_kind(&self, kind: CueKind, form: &ComplementForm) -> Option<&Signature> {
        self.kinds.get(&(kind, form.clone())).map(|s| &**s)
    }

    /// What a word (lower case) at a position does to its predicate.
    pub fn beside(&self, position: Position, word: &str) -> Option<&Effect> {
        self.beside.get(&(position, Box::from(word)))
    }

    /// What a tense, mood or clause type does to its predicate.
    pub fn shape(&self, shape: Shape) -> Option<&Effect> {
        self.shapes.get(&shape)
    }
}

fn form_of(cell: &str) -> Option<ComplementForm> {
    Some(match cell {
        "clause" => ComplementForm::Clause,
        "infinitive" => ComplementForm::Infinitive,
        "gerund" => ComplementForm::Gerund,
        "object" => ComplementForm::Object,
        "subject" => ComplementForm::Subject,
        other => ComplementForm::Preposition(other.strip_prefix("p:")?.into()),
    })
}

fn status(name: &str) -> Result<Status, String> {
    Status::from_name(name).ok_or_else(|| format!("unknown status `{name}`"))
}

fn outcome(entry: &OutcomeEntry) -> Result<Outcome, String> {
    Ok(match entry {
        OutcomeEntry::Word(word) if word == "inherit" => Outcome::Inherit,
        OutcomeEntry::Word(word) if word == "invert" => Outcome::Invert,
        OutcomeEntry::Word(word) => return Err(format!("unknown outcome `{word}`; known are inherit, invert")),
        OutcomeEntry::Fixed { status: name, degree } => Outcome::Fixed { status: status(name)?, degree: *degree },
    })
}

fn effect(entry: &EffectEntry) -> Result<Effect, String> {
    Ok(Effect {
        id: entry.id.as_str().into(),
        negates: entry.negates,
        status: entry.status.as_deref().map(status).transpose()?,
        status_reported: entry.status_reported.as_deref().map(status).transpose()?,
        status_negated: entry.status_negated.as_deref().map(status).transpose()?,
        factor: entry.factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_implicative_verb_inverts() {
        let pack = StatusPack::load(&Files::embedded(), "en").unwrap();
        let fail = pack.operator("fail", WordClass::Verb, None, &ComplementForm::Infinitive).unwrap();
        assert_eq!(fail.affirmed, Outcome::Invert);
        assert!(pack.operator("fail", WordClass::Noun, None, &ComplementForm::Infinitive).is_none());
    }

    #[test]
    fn a_signature_that_is_not_defined_is_reported() {
        let files = Files::from_texts([
            ("status/signatures.toml", "[signature]\n[kinds]\n"),
            ("lang/xx/status/rules.toml", ""),
            ("lang/xx/status/operators.tsv", "lemma\tclass\tform\tsignature\nfail\tverb\tinfinitive\tinvert\n"),
        ]);
        let error = StatusPack::load(&files, "xx").unwrap_err().to_string();
        assert_eq!(error, "lang/xx/status/operators.tsv:2: unknown signature `invert`");
    }
}
