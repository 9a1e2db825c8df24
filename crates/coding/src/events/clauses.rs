//! How the clause that tells an act is joined to the one that tells a date, and what the date is then for the act.

use legation_model::{TimeBound, Timex, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use crate::Reading;

/// "ordered him out because they refused in *March*": a date within another clause dates that clause's act. Gives
/// the place of the topmost such clause on the way up from the expression.
pub(super) fn clause_around(
    reading: &Reading<'_>,
    grammar: &Grammar<'_>,
    below: &[TokenIdx],
    trigger: TokenIdx,
) -> Option<usize> {
    let clauses = [Relation::AdverbialClause, Relation::RelativeClause, Relation::ComplementClause];
    let is_clause = |at: usize, verb: TokenIdx| {
        let token = reading.parse.token(verb);
        // "officers *captured in May* were freed"
        let of_party = || {
            let arguments = [Relation::Subject, Relation::PassiveSubject, Relation::Object, Relation::Agent];
            token.head != trigger
                && grammar.dep(verb, Relation::Participial)
                && grammar.syntax.is_any(&reading.parse.token(token.head).dep, &arguments)
        };
        grammar.is_verb(verb)
            && (grammar.syntax.is_any(&token.dep, &clauses) || of_party())
            && !(at < 2 && is_at_one_time(reading, grammar, verb))
    };
    // `below` starts one above the expression
    (0..below.len()).rev().find(|&at| is_clause(at, below[at])).map(|at| at + 1)
}

/// "*Speaking* on Sunday, he accused", "When troops *attacked* on Sunday, it closed": a side clause that tells what went on
/// when the main one's act was done.
pub(super) fn is_at_one_time(reading: &Reading<'_>, grammar: &Grammar<'_>, verb: TokenIdx) -> bool {
    let parse = reading.parse;
    let token = parse.token(verb);
    let word = |t: TokenIdx| reading.word(t).to_lowercase();
    let has =
        |relations: &[Relation]| parse.children(verb).any(|c| grammar.syntax.is_any(&parse.token(c).dep, relations));
    let own = has(&[Relation::Subject, Relation::PassiveSubject]);
    let joined = parse.children(verb).find(|&c| {
        c < verb && grammar.syntax.is_any(&parse.token(c).dep, &[Relation::Marker, Relation::Case])
            || grammar.pack.in_class("when", &word(c))
    });
    let class = if own { "when" } else { "doing" };
    let fits = joined.map_or(!own && verb < token.head, |c| grammar.pack.in_class(class, &word(c)));
    let form = own || ["VerbForm=Part", "VerbForm=Ger"].iter().any(|f| token.morph.contains(f));
    grammar.dep(verb, Relation::AdverbialClause) && fits && form
}

/// "the men who *shelled* it were jailed on Friday", "left on Friday, a step that Oslo *condemned*": what restricts a party
/// was done no later, what is done about the act no earlier.
pub(super) fn in_relative(reading: &Reading<'_>, grammar: &Grammar<'_>, below: &[TokenIdx]) -> Option<TimeBound> {
    let verb = below.iter().copied().find(|&t| grammar.is_verb(t) && grammar.dep(t, Relation::RelativeClause))?;
    let subject = grammar.first(verb, Relation::Subject).or_else(|| grammar.first(verb, Relation::PassiveSubject))?;
    let comma = subject.at().checked_sub(1).is_some_and(|i| reading.word(i.into()) == ",");
    match (grammar.is_relative_pronoun(subject), comma) {
        (true, true) => None,
        (true, false) => Some(TimeBound::NotAfter),
        (false, _) => Some(TimeBound::NotBefore),
    }
}

/// "recalled him on *Friday* after they had jailed one": what is done in a clause of "after" is done no later than what is
/// told to follow it.
pub(super) fn reversed(reading: &Reading<'_>, grammar: &Grammar<'_>, below: &[TokenIdx]) -> Option<TimeBound> {
    let parse = reading.parse;
    let link = |t: TokenIdx| {
        let is = |class: &str| grammar.pack.in_class(class, &reading.word(t).to_lowercase());
        is("apart-after").then_some(TimeBound::NotAfter).or(is("apart-before").then_some(TimeBound::NotBefore))
    };
    let joins = [Relation::Case, Relation::Marker];
    below.iter().find_map(|&t| {
        let mut children = parse.children(t).filter(|&c| grammar.syntax.is_any(&parse.token(c).dep, &joins));
        link(t).or_else(|| children.find_map(link))
    })
}

/// How two coordinated verbs share a date that stands behind the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sibling {
    /// "met on *Monday* and signed": the second act goes with the first.
    Joined,
    /// "they met on *Monday* and the others left": that of somebody else, about then.
    Other,
    /// "handed over copies in *May* but declined to meet": it is told after it and no earlier.
    Opposed,
}

/// A date behind the first of two verbs is the first's own; what it is for the second, the conjunction says.
pub(super) fn belongs_to_sibling(
    reading: &Reading<'_>,
    grammar: &Grammar<'_>,
    above: &[TokenIdx],
    at: usize,
    timex: &Timex,
) -> Option<Sibling> {
    let &sibling = above.get(at.checked_sub(1)?)?;
    let &common = above.get(at)?;
    let (start, end) = (reading.parse.token(common).span.start, reading.parse.token(sibling).span.start);
    let behind = grammar.is_verb(common)
        && grammar.syntax.is(&reading.parse.token(sibling).dep, Relation::Conjunct)
        && start < timex.span.start
        && timex.span.start < end;
    let opposed = || {
        let between = (common.at() + 1..sibling.at()).map(TokenIdx::from);
        between.rev().any(|i| grammar.pack.in_class("contrast", &reading.word(i).to_lowercase()))
    };
    let subjects = [Relation::Subject, Relation::PassiveSubject];
    let other = || {
        let mut below = reading.parse.children(sibling);
        below.any(|c| grammar.syntax.is_any(&reading.parse.token(c).dep, &subjects))
    };
    behind.then(|| match (opposed(), other()) {
        (true, _) => Sibling::Opposed,
        (false, true) => Sibling::Other,
        (false, false) => Sibling::Joined,
    })
}

/// "the country, under *sanctions*, attacked in 1956": an act that qualifies a party is not dated by the party's verb.
pub(super) fn qualifies_party(reading: &Reading<'_>, grammar: &Grammar<'_>, above: &[TokenIdx], at: usize) -> bool {
    let between = above.get(1..at).unwrap_or(&[]);
    above.get(at).is_some_and(|&common| grammar.is_verb(common))
        && between.iter().any(|&t| reading.parse.token(t).pos == Upos::Propn)
        && !between.iter().any(|&t| grammar.is_verb(t))
}

/// "an election in *August* that many refused to recognise": what is done to a dated thing is done no earlier.
pub(super) fn acts_on_dated(reading: &Reading<'_>, grammar: &Grammar<'_>, above: &[TokenIdx], at: usize) -> bool {
    let Some(&below) = at.checked_sub(1).and_then(|i| above.get(i)) else { return false };
    above.get(at).is_some_and(|&common| !grammar.is_verb(common))
        && grammar.syntax.is(&reading.parse.token(below).dep, Relation::RelativeClause)
}

/// What the prepositions and conjunctions between expression and event make of it: "*after* last August's vote".
pub(super) fn bound_on(
    reading: &Reading<'_>,
    grammar: &Grammar<'_>,
    path: &[TokenIdx],
    clause: bool,
) -> Option<TimeBound> {
    let classes = [("after", TimeBound::NotBefore), ("before", TimeBound::NotAfter), ("during", TimeBound::Throughout)];
    let of = |i: TokenIdx, near: bool| {
        // "following" is lemmatised as a verb
        let words = [reading.parse.token(i).lemma.to_lowercase(), reading.word(i).to_lowercase()];
        let fits = |class: &str| words.iter().any(|w| grammar.pack.in_class(class, w));
        // "*from* May", but "*from* entry in May"
        if !near && fits("time-at-once") {
            return None;
        }
        classes.iter().find(|(class, _)| fits(class)).map(|(_, b)| *b)
    };
    // the last element is the event itself or its governor: its own prepositions say nothing of the time
    let inner = path.get(..path.len().saturating_sub(1)).unwrap_or(&[]);
    let joins = [Relation::Case, Relation::Marker];
    inner.iter().enumerate().rev().find_map(|(steps, &at)| {
        of(at, !clause && steps <= 1).or_else(|| {
            reading
                .parse
                .children(at)
                .filter(|&c| grammar.syntax.is_any(&reading.parse.token(c).dep, &joins))
                .find_map(|c| of(c, !clause && steps == 0))
        })
    })
}
