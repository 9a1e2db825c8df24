use std::ops::Range;
use std::sync::Arc;

use super::frame::DefaultFrames;
use super::{Condition, Frame};
use crate::ontology::{EventType, Ontology};
use crate::{PackError, Row};

/// Part of speech of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PredicatePos {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective or a participle used as one.
    Adjective,
}

/// One lemma of a sense: the word that triggers it, and the particles or prepositions that must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lemma {
    /// The first word's lemma.
    pub head: Arc<str>,
    /// Further words, in order: a particle, a preposition, or the rest of a fixed expression.
    pub more: Vec<Arc<str>>,
}

/// A marked sentence: what a sense must find.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// The sentence without marks.
    pub text: String,
    /// Bytes of the trigger.
    pub trigger: Range<usize>,
    /// Bytes of the actors.
    pub actors: Vec<Range<usize>>,
    /// Bytes of the recipients.
    pub recipients: Vec<Range<usize>>,
}

impl Case {
    fn read(marked: &str) -> Result<Self, String> {
        let mut case = Self::default();
        let mut open: Option<(char, usize)> = None;
        let mut triggers = 0;
        let mut rest = marked.chars().peekable();
        while let Some(c) = rest.next() {
            match (c, open) {
                ('[', None) => {
                    let role = rest.next().unwrap_or(' ');
                    if !matches!(role, 'A' | 'R') || rest.next() != Some(' ') {
                        return Err("a mark opens with `[A ` or `[R `".to_owned());
                    }
                    open = Some((role, case.text.len()));
                }
                (']', Some((role, start))) if role != '{' => {
                    let list = if role == 'A' { &mut case.actors } else { &mut case.recipients };
                    list.push(start..case.text.len());
                    open = None;
                }
                ('{', None) => {
                    triggers += 1;
                    open = Some(('{', case.text.len()));
                }
                ('}', Some(('{', start))) => {
                    case.trigger = start..case.text.len();
                    open = None;
                }
                ('[' | ']' | '{' | '}', _) => return Err(format!("`{c}` is out of place in `{marked}`")),
                _ => case.text.push(c),
            }
        }
        match (triggers, open) {
            (1, None) => Ok(case),
            (0, _) => {
                Err("the case marks no trigger: put it in braces, as in `[A Norway] {expelled} [R two envoys].`"
                    .to_owned())
            }
            _ => Err(format!("the marks of `{marked}` do not close, or it has two triggers")),
        }
    }
}

/// One predicate sense.
#[derive(Debug, Clone)]
pub struct Sense {
    /// File and line, such as `sanction.12`: the rule's id in every derivation.
    pub id: Arc<str>,
    /// The words that trigger it.
    pub lemmas: Vec<Lemma>,
    /// Their part of speech.
    pub pos: PredicatePos,
    /// Event type.
    pub event: Arc<str>,
    /// Mode, if any.
    pub mode: Option<Arc<str>>,
    /// CAMEO code.
    pub cameo: Arc<str>,
    /// Where the parties stand.
    pub frame: Frame,
    /// What must hold besides.
    pub conditions: Vec<Condition>,
    /// A sentence that must be coded.
    pub case: Case,
    /// A sentence that must not be coded by this sense.
    pub not: Option<Arc<str>>,
}

impl Sense {
    pub(super) fn read(
        row: &Row<'_>,
        event: &EventType,
        ontology: &Ontology,
        frames: &DefaultFrames,
        stem: &str,
    ) -> Result<Self, PackError> {
        let pos = match row.need("pos")? {
            "v" => PredicatePos::Verb,
            "n" => PredicatePos::Noun,
            "a" => PredicatePos::Adjective,
            other => return Err(row.error(format!("`{other}` is no part of speech; write v, n or a"))),
        };
        let mode = Some(row.get("mode")).filter(|m| !m.is_empty());
        if let Some(mode) = mode
            && !event.modes.contains_key(mode)
        {
            let known: Vec<&str> = event.modes.keys().map(AsRef::as_ref).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(row.error(format!("`{mode}` is no mode of {}; its modes are {known}", event.name)));
        }
        let cameo = match row.get("cameo") {
            "" => ontology.default_cameo(&event.name, mode).unwrap_or_default(),
            code if ontology.cameo.contains_key(code) => code.into(),
            code => return Err(row.error(format!("CAMEO code `{code}` is not in ontology/cameo.tsv"))),
        };
        let lemmas = row
            .need("lemma")?
            .split('|')
            .map(|alternative| {
                let mut words = alternative.split_whitespace().map(Arc::from);
                Lemma { head: words.next().unwrap_or_default(), more: words.collect() }
            })
            .collect();
        let conditions: Result<Vec<Condition>, String> =
            row.get("when").split_whitespace().map(Condition::read).collect();
        let frame = match row.get("frame") {
            "" => frames.of(pos),
            frame => frame,
        };
        Ok(Self {
            id: format!("{stem}.{}", row.line).into(),
            lemmas,
            pos,
            event: Arc::clone(&event.name),
            mode: mode.map(Arc::from),
            cameo,
            frame: Frame::read(frame).map_err(|e| row.error(e))?,
            conditions: conditions.map_err(|e| row.error(e))?,
            case: Case::read(row.need("case")?).map_err(|e| row.error(e))?,
            not: Some(row.get("not")).filter(|n| !n.is_empty()).map(Arc::from),
        })
    }

    /// How much its conditions say, for choosing between senses that fit.
    pub fn specificity(&self) -> u32 {
        self.conditions.iter().map(Condition::weight).sum()
    }
}

/// On which side of a light verb the event noun's actor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The subject acts: "*imposed* sanctions on".
    Active,
    /// The subject undergoes: "*faces* sanctions".
    Reverse,
}

/// A verb that carries an event noun ("*held* talks").
#[derive(Debug, Clone, Copy)]
pub struct LightVerb {
    /// Which side its subject is on.
    pub voice: Voice,
}

impl LightVerb {
    pub(super) fn read(row: &Row<'_>) -> Result<Self, PackError> {
        let voice = match row.need("voice")? {
            "active" => Voice::Active,
            "reverse" => Voice::Reverse,
            other => return Err(row.error(format!("`{other}` is no voice; write active or reverse"))),
        };
        Ok(Self { voice })
    }
}
