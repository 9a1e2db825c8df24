use std::sync::Arc;

use serde::Deserialize;

use super::PredicatePos;

/// Where a party of an event stands relative to its predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// `subj`: the subject, also through control, coordination and relative clauses; the `by` phrase of a passive.
    Subject,
    /// `obj`: the direct object; the subject of a passive.
    Object,
    /// `iobj`: the indirect object.
    IndirectObject,
    /// `clause`: the subject of the complement clause, or who controls it ("ordered *him* to leave").
    Clause,
    /// `poss`: a genitive or possessive ("*Russia's* attack", "*its* attack").
    Possessive,
    /// `adj`: a demonym before a noun ("the *Russian* attack").
    Demonym,
    /// `nn`: a noun before a noun ("a *police* raid").
    Compound,
    /// A preposition's lemma: its object ("talks *with* Minsk").
    Preposition(Arc<str>),
}

impl Slot {
    fn read(text: &str) -> Self {
        match text {
            "subj" => Self::Subject,
            "obj" => Self::Object,
            "iobj" => Self::IndirectObject,
            "clause" => Self::Clause,
            "poss" => Self::Possessive,
            "adj" => Self::Demonym,
            "nn" => Self::Compound,
            preposition => Self::Preposition(preposition.replace('_', " ").into()),
        }
    }
}

/// Which slots hold the actor and the recipient. Within a list, `,` means "the first that is filled", and slots
/// joined by `+` are taken together ("talks *between* … *with* …").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Alternatives for the actor, best first; each a set of slots taken together.
    pub actor: Vec<Vec<Slot>>,
    /// The same for the recipient.
    pub recipient: Vec<Vec<Slot>>,
}

/// The frames of rows that give none, one for each part of speech: `frames.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultFrames {
    verb: String,
    noun: String,
    adjective: String,
}

impl DefaultFrames {
    pub(super) fn of(&self, pos: PredicatePos) -> &str {
        match pos {
            PredicatePos::Verb => &self.verb,
            PredicatePos::Noun => &self.noun,
            PredicatePos::Adjective => &self.adjective,
        }
    }
}

impl Frame {
    /// Reads `A=subj R=obj,against`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut frame = Self::default();
        for part in text.split_whitespace() {
            let (list, slots) = match part.split_once('=') {
                Some(("A", slots)) => (&mut frame.actor, slots),
                Some(("R", slots)) => (&mut frame.recipient, slots),
                _ => {
                    return Err(format!(
                        "`{part}` is no part of a frame: write A=… or R=…, such as A=subj R=obj,against"
                    ));
                }
            };
            for alternative in slots.split(',').filter(|s| !s.is_empty() && *s != "-") {
                list.push(alternative.split('+').map(Slot::read).collect());
            }
        }
        Ok(frame)
    }
}

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKey {
    /// `A`: the head noun or sector of the actor.
    Actor,
    /// `R`: the head noun or sector of the recipient.
    Recipient,
    /// `subj`, `obj`: the head of that argument.
    Argument(Slot),
    /// `xcomp`: the verb of an infinitive or complement clause ("refuse to *recognise*"); it is part of the predicate
    /// then and no event of its own.
    Complement,
    /// `xnot`: the same, denied ("decided *not to recognise*").
    NegatedComplement,
    /// `modal`: an auxiliary of the complement ("said it *would* leave"), without a perfect ("should have left").
    /// `inf`: the complement is an infinitive ("told them *to leave*", not "told them that …").
    Infinitive,
    /// `modal`: an auxiliary of the complement ("said it *would* leave"), where no perfect turns it to what was not done
    /// ("said it should have left").
    Modal,
    /// `fact`: the complement tells what is or was ("insisted that it *was* ready"), not what shall be ("insisted that it be ready").
    Fact,
    /// `mod`: an adjective, compound or numeral before the noun, or an adverb of the verb.
    Modifier,
    /// `called`: what the object is called ("called them *liars*", "branded him as a *traitor*"), with its modifiers.
    CalledAs,
    /// `near`: any word of the sentence.
    Near,
    /// `neg`: negated, or under a verb of refusal.
    Negated,
    /// `passive`: in the passive.
    Passive,
    /// `light`: carried by a light verb ("*imposed* sanctions").
    Light,
    /// `bare`: no object.
    Bare,
}

impl ConditionKey {
    /// Whether it looks at the infinitive or clause below the predicate.
    pub fn is_complement(&self) -> bool {
        matches!(self, Self::Complement | Self::NegatedComplement)
    }
}

/// One condition of the `when` column: `obj:credentials`, `R:@envoy`, `!passive`, `with:troops|army`.
/// Multi-word values are joined by `_`. All conditions of a row must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it looks at.
    pub key: ConditionKey,
    /// The words, classes (`@envoy`) or sectors (`GOV`) that fit; empty for keys without values.
    pub values: Vec<Arc<str>>,
    /// Whether it must not hold.
    pub negated: bool,
}

impl Condition {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (negated, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let (key, values) = text.split_once(':').unwrap_or((text, ""));
        let values: Vec<Arc<str>> =
            values.split('|').filter(|v| !v.is_empty()).map(|v| v.replace('_', " ").into()).collect();
        let key = match key {
            "A" => ConditionKey::Actor,
            "R" => ConditionKey::Recipient,
            "xcomp" => ConditionKey::Complement,
            "xnot" => ConditionKey::NegatedComplement,
            "mod" => ConditionKey::Modifier,
            "inf" => ConditionKey::Infinitive,
            "modal" => ConditionKey::Modal,
            "fact" => ConditionKey::Fact,
            "called" => ConditionKey::CalledAs,
            "near" => ConditionKey::Near,
            "neg" => ConditionKey::Negated,
            "passive" => ConditionKey::Passive,
            "light" => ConditionKey::Light,
            "bare" => ConditionKey::Bare,
            slot => ConditionKey::Argument(Slot::read(slot)),
        };
        let alone = matches!(
            key,
            ConditionKey::Negated
                | ConditionKey::Infinitive
                | ConditionKey::Modal
                | ConditionKey::Fact
                | ConditionKey::Passive
                | ConditionKey::Light
                | ConditionKey::Bare
        );
        let optional = matches!(
            key,
            ConditionKey::Argument(_)
                | ConditionKey::Complement
                | ConditionKey::NegatedComplement
                | ConditionKey::Actor
                | ConditionKey::Recipient
        );
        if values.is_empty() && !alone && !optional {
            return Err(format!("condition `{text}` needs values, such as `{text}:word|@class`"));
        }
        Ok(Self { key, values, negated })
    }

    /// How much a match says: conditions with words weigh more than bare ones.
    pub fn weight(&self) -> u32 {
        match (&self.key, self.negated, self.values.is_empty()) {
            // Complements that are kept out say nothing of what is there.
            (ConditionKey::Complement, true, false) | (ConditionKey::Fact, true, _) => 0,
            // That a party is there at all says little; that the act is denied turns it around.
            (_, true, _) | (ConditionKey::Actor | ConditionKey::Recipient, false, true) => 1,
            (ConditionKey::Negated | ConditionKey::NegatedComplement, false, _) => 5,
            (ConditionKey::Complement | ConditionKey::Argument(_), false, false) => 4,
            (ConditionKey::Near | ConditionKey::Modal, false, _) | (_, false, true) => 2,
            (_, false, false) => 3,
        }
    }
}
