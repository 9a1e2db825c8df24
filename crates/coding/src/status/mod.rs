//! How real an event is said to be: negation, modality, tense, conditionals, implicative verbs.
//!
//! A predicate is as real as the words above it leave it, and the words beside it may change that again. So
//! [`of`] climbs to the top of the sentence and comes down: each governing word's *signature* ("failed to" inverts,
//! "regrets that" presupposes, "called on X to" demands) turns the governor's value into its complement's; then the
//! predicate's own negation, auxiliaries, adverbs, tense and mood are applied. Signatures, words and degrees are data:
//! `lang/<code>/status/`; words that report are taken over from `lang/<code>/attribution/` by their kind.
//!
//! Source of the method: the composition of Nairn, Condoravdi & Karttunen 2006, "Computing relative polarity for
//! textual inference", over the classes of Saurí & Pustejovsky 2009, with degrees between yes and no.

mod clause;

use legation_model::{Derivation, Status, TokenIdx};
use legation_packs::status::{Effect, Outcome, Signature};

use self::clause::{Clause, Governor};
use crate::Reading;

/// What the words around a predicate say of its reality.
#[derive(Clone, Debug)]
pub struct Factuality {
    /// The status.
    pub status: Status,
    /// How certain the text is that it is so, −3 (certainly not) to 3 (certainly), as in the factuality corpora.
    pub degree: f32,
    /// Whether its clause speaks of the time of writing: present or, where the language has one, perfect. What a
    /// negation then says ("has not recognised") still stands.
    pub standing: bool,
    /// Whether it is said that it will not be: of what lies ahead, "no" is a refusal more than a report.
    pub declined: bool,
    /// How it was found.
    pub derivation: Derivation,
}

/// The factuality of the predicate at a token: a verb, or a noun or adjective that tells of an event.
pub fn of(reading: &Reading<'_>, predicate: TokenIdx) -> Factuality {
    let clauses = Clause { reading, syntax: &reading.lang.syntax, pack: &reading.lang.status };
    let (value, derivation) = value(&clauses, predicate, DEEPEST);
    let standing = clauses.is_standing(clauses.whole_predicate(predicate));
    Factuality {
        status: value.status,
        degree: value.degree.clamp(-3.0, 3.0),
        standing,
        declined: value.declined,
        derivation,
    }
}

/// Governors are followed so far up; what lies beyond is taken for certain.
const DEEPEST: u8 = 12;

/// How real something is: a status and a degree of its own sign.
#[derive(Clone, Copy, Debug)]
struct Value {
    degree: f32,
    status: Status,
    /// Whether it lay ahead before its own negation.
    declined: bool,
}

impl Value {
    fn new(degree: f32, status: Status) -> Self {
        Self { degree, status, declined: false }
    }
}

const CERTAIN: Value = Value { degree: 3.0, status: Status::Happened, declined: false };

fn value(clauses: &Clause<'_>, predicate: TokenIdx, depth: u8) -> (Value, Derivation) {
    if depth == 0 {
        return (CERTAIN, Derivation::new("status.default", None, "too deep"));
    }
    let span = clauses.span(predicate);
    let predicate = clauses.whole_predicate(predicate);
    let first = clauses.first_conjunct(predicate);
    let (mut value, child) = match clauses.governor(first) {
        Governor::None => (CERTAIN, None),
        Governor::SameAs(other) => {
            let (value, derivation) = value_above(clauses, other, depth);
            (value, Some(derivation))
        }
        Governor::Signature { word, signature } => {
            let (above, derivation) = value_above(clauses, word, depth);
            let under = under(signature, above);
            let note = format!("`{}` is {}, below it {}", clauses.word(word), signature.id, under.status.as_str());
            let step = Derivation::new(format!("status.{}", signature.id), Some(clauses.span(word)), note);
            (under, Some(step.with(derivation)))
        }
        Governor::Effect(effect, word) => {
            let mut value = CERTAIN;
            apply(&mut value, effect, false);
            let note = format!("`{}`", clauses.word(word));
            (value, Some(Derivation::new(format!("status.{}", effect.id), Some(clauses.span(word)), note)))
        }
        Governor::Shape(shape) => match clauses.pack.shape(shape) {
            Some(effect) => {
                let mut value = CERTAIN;
                apply(&mut value, effect, false);
                (value, Some(Derivation::new(format!("status.{}", effect.id), Some(span), "")))
            }
            None => (CERTAIN, None),
        },
    };
    let mut steps: Vec<Derivation> = child.into_iter().collect();
    let reported = clauses.is_reported(first);
    let mut negated_status: Option<Status> = None;
    let before = value;
    for (effect, word) in clauses.effects(predicate, first) {
        apply(&mut value, effect, reported);
        negated_status = negated_status.or(effect.status_negated);
        let at = Some(clauses.span(word));
        steps.push(Derivation::new(format!("status.{}", effect.id), at, format!("`{}`", clauses.word(word))));
    }
    if let Some((effect, word)) = clauses.negation(predicate, first) {
        if let (Some(status), true) = (negated_status, before.degree > 0.0) {
            value = Value::new(-0.8 * before.degree, status);
        } else if !(effect.negates && value.degree < 0.0 && clauses.is_nominal(predicate)) {
            // "no" before a noun has often negated its verb already ("has no plans").
            let ahead = value.status == Status::Planned;
            apply(&mut value, effect, reported);
            value.declined = ahead && value.status == Status::Denied;
        }
        let at = Some(clauses.span(word));
        steps.push(Derivation::new(format!("status.{}", effect.id), at, format!("`{}`", clauses.word(word))));
    }
    let rule = steps.last().map_or_else(|| "status.default".into(), |s| s.rule.clone());
    let note = format!("`{}` {} ({:.1})", clauses.word(predicate), value.status.as_str(), value.degree);
    let mut derivation = Derivation::new(rule, Some(span), note);
    derivation.children = steps;
    (value, derivation)
}

fn value_above(clauses: &Clause<'_>, word: TokenIdx, depth: u8) -> (Value, Derivation) {
    value(clauses, word, depth - 1)
}

/// What a signature leaves of a complement below a governor of that value.
fn under(signature: &Signature, above: Value) -> Value {
    let resolve = |outcome: Outcome| match outcome {
        Outcome::Inherit => above,
        Outcome::Invert => inverted(above),
        Outcome::Fixed { status, degree } => Value::new(degree, status),
    };
    let (yes, no) = (resolve(signature.affirmed), resolve(signature.negated));
    // A governor that is itself only possible stands between both.
    let share = ((above.degree + 3.0) / 6.0).clamp(0.0, 1.0);
    let open = !matches!(above.status, Status::Happened | Status::Ongoing | Status::Denied);
    let side = if above.degree >= 0.0 || (open && above.degree > -0.5) { yes } else { no };
    Value::new(share * yes.degree + (1.0 - share) * no.degree, side.status)
}

fn inverted(value: Value) -> Value {
    let status = match value.status {
        Status::Happened | Status::Ongoing | Status::Planned => Status::Denied,
        Status::Denied => Status::Happened,
        other => other,
    };
    Value::new(-value.degree, status)
}

fn apply(value: &mut Value, effect: &Effect, reported: bool) {
    if effect.negates {
        *value = inverted(*value);
        return;
    }
    value.degree *= effect.factor;
    let status = if reported { effect.status_reported.or(effect.status) } else { effect.status };
    let Some(status) = status else { return };
    let open = matches!(value.status, Status::Happened | Status::Ongoing)
        || (value.status == Status::Planned && status == Status::Hypothetical);
    if open {
        value.status = status;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn signature(affirmed: Outcome, negated: Outcome) -> Signature {
        Signature { id: Arc::from("test"), affirmed, negated }
    }

    #[test]
    fn two_inversions_cancel() {
        let fail = signature(Outcome::Invert, Outcome::Invert);
        let once = under(&fail, CERTAIN);
        assert_eq!((once.status, once.degree), (Status::Denied, -3.0));
        let twice = under(&fail, once);
        assert_eq!((twice.status, twice.degree), (Status::Happened, 3.0));
    }

    #[test]
    fn a_possible_governor_lies_between_its_outcomes() {
        let manage = signature(
            Outcome::Fixed { status: Status::Planned, degree: 2.0 },
            Outcome::Fixed { status: Status::Denied, degree: -2.0 },
        );
        let maybe = Value::new(0.0, Status::Hypothetical);
        assert!(under(&manage, maybe).degree.abs() < f32::EPSILON);
    }
}
