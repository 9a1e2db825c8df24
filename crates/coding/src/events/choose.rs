//! One reading per trigger, one entry per act.

use std::collections::BTreeMap;

use legation_model::TokenIdx;
use legation_packs::syntax::Relation;

use super::matching::Candidate;
use super::parties::same_party;
use crate::Reading;

/// Keeps the best reading of each trigger, then drops what is part of another event's predicate, the content of
/// speech acts that has no parties of its own, and second words for one act.
pub(super) fn choose<'a>(reading: &Reading<'a>, candidates: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    let mut best: BTreeMap<TokenIdx, Candidate<'a>> = BTreeMap::new();
    for candidate in candidates {
        match best.get(&candidate.trigger) {
            Some(old) if rank(old) >= rank(&candidate) => {}
            _ => {
                best.insert(candidate.trigger, candidate);
            }
        }
    }
    let consumed: BTreeMap<TokenIdx, TokenIdx> =
        best.values().flat_map(|c| c.consumed.iter().map(|&t| (t, c.trigger))).collect();
    let mut kept: Vec<Candidate<'a>> =
        best.into_values().filter(|c| consumed.get(&c.trigger).is_none_or(|&by| by == c.trigger)).collect();
    let drop: Vec<bool> = kept
        .iter()
        .map(|c| {
            let beside = in_sentence(reading, c, &kept);
            is_content(reading, c, beside) || is_second_word(reading, c, beside)
        })
        .collect();
    let mut at = 0;
    kept.retain(|_| {
        at += 1;
        !drop[at - 1]
    });
    kept
}

/// Those of a sentence, however long the document is; they are in the order of their triggers.
fn in_sentence<'c, 'a>(reading: &Reading<'_>, c: &Candidate<'_>, kept: &'c [Candidate<'a>]) -> &'c [Candidate<'a>] {
    let sentence = reading.parse.sentence_of(c.trigger);
    let from = kept.partition_point(|k| k.trigger < sentence.start);
    let to = kept.partition_point(|k| k.trigger < sentence.end);
    &kept[from..to]
}

fn rank(c: &Candidate<'_>) -> (u32, usize, std::cmp::Reverse<usize>) {
    (c.specificity, c.filled(), std::cmp::Reverse(c.order))
}

fn is_speech(reading: &Reading<'_>, c: &Candidate<'_>) -> bool {
    reading.packs.ontology.event(&c.sense.event).is_some_and(|e| e.speech)
}

/// What is asked for, promised or threatened is told by the speech act itself, unless someone else takes part.
fn is_content(reading: &Reading<'_>, c: &Candidate<'_>, kept: &[Candidate<'_>]) -> bool {
    let parse = reading.parse;
    let syntax = &reading.lang.syntax;
    let complement = [
        Relation::OpenComplement,
        Relation::ComplementClause,
        Relation::PrepositionClause,
        Relation::Participial,
        Relation::Object,
        Relation::PrepositionObject,
    ];
    kept.iter().filter(|o| o.trigger != c.trigger && is_speech(reading, o)).any(|outer| {
        // "urged her to go; the opposition *walked out*": two sentences in one.
        let (first, second) = (c.trigger.min(outer.trigger), c.trigger.max(outer.trigger));
        let between = first.at()..second.at();
        if between.into_iter().any(|i| reading.word(i.into()) == ";") {
            return false;
        }
        // climb from the inner trigger to the outer one through complements only
        // "criticised Oslo *and demanded* an apology" are two acts; "promised to leave and to pay" is one.
        let (mut at, mut inside) = (c.trigger, false);
        loop {
            let token = parse.token(at);
            if token.head == at {
                return false;
            }
            let below = syntax.is_any(&token.dep, &complement) || syntax.is(&token.dep, Relation::Oblique);
            if !(below || syntax.is(&token.dep, Relation::Conjunct)) {
                return false;
            }
            inside |= below;
            at = token.head;
            if at == outer.trigger {
                break;
            }
        }
        let known = |a: &legation_model::Actor| {
            outer.actor.actors.iter().chain(&outer.recipient.actors).any(|o| o.country == a.country)
        };
        inside && c.actor.actors.iter().chain(&c.recipient.actors).all(known)
    })
}

/// "protested in a rally": two words of one type, one below the other, with the same parties or none of its own.
fn is_second_word(reading: &Reading<'_>, c: &Candidate<'_>, kept: &[Candidate<'_>]) -> bool {
    let parse = reading.parse;
    kept.iter().any(|other| {
        if other.trigger == c.trigger || other.sense.event != c.sense.event {
            return false;
        }
        // "by expelling two envoys and recalling its own": two acts.
        let joined = reading.lang.syntax.stands_as(parse, c.trigger, Relation::Conjunct)
            && parse.token(c.trigger).head == other.trigger;
        if joined && c.sense.mode.is_some() && other.sense.mode.is_some() && c.sense.mode != other.sense.mode {
            return false;
        }
        if !parse.is_below(c.trigger, other.trigger) || distance(reading, c.trigger, other.trigger) > 3 {
            return false;
        }
        let within = |mine: &[legation_model::Actor], theirs: &[legation_model::Actor]| {
            mine.iter().all(|a| theirs.iter().any(|b| same_party(a, b)))
        };
        let union: Vec<legation_model::Actor> =
            other.actor.actors.iter().chain(&other.recipient.actors).cloned().collect();
        within(&c.actor.actors, &union) && within(&c.recipient.actors, &union)
    })
}

fn distance(reading: &Reading<'_>, from: TokenIdx, to: TokenIdx) -> usize {
    let mut at = from;
    let mut steps = 0;
    while at != to && steps < 50 {
        at = reading.parse.token(at).head;
        steps += 1;
    }
    steps
}
