//! When: which time expression dates an event, and what it says of it.

use std::sync::Arc;

use legation_model::{Bound, Edtf, Mention, Status, TimeBound, Timex, TimexKind, TokenIdx, Upos, plus_days};

use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use super::parties::same_party;
use super::told::{self, Manner};
use crate::Reading;

/// The time expression of an event and how it bounds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated<'a> {
    pub(super) timex: &'a Timex,
    pub(super) bound: Option<TimeBound>,
    /// Whether the act is another's, told after the one that the expression dates.
    pub(super) next: bool,
    /// The words right above the expression in the tree: what it qualifies.
    pub(super) on_path: [Option<TokenIdx>; 3],
}

/// The value of "now" and the like.
pub(super) const PRESENT_REF: &str = "PRESENT_REF";
/// Expressions further away in the tree than this date something else.
const MAX_COST: usize = 12;
/// What a verb between expression and trigger adds: the expression then dates that verb's act first.
const VERB_COST: usize = 5;

/// The expression that dates the act at a trigger: the nearest in the dependency tree of its sentence.
pub(super) fn find<'a>(
    reading: &Reading<'a>,
    grammar: &Grammar<'_>,
    trigger: TokenIdx,
    content: &[TokenIdx],
) -> Option<Dated<'a>> {
    let parse = reading.parse;
    let sentence = parse.sentence_of(trigger);
    let span = parse.span(sentence);
    let above: Vec<TokenIdx> = path_up(reading, trigger);
    let mut best: Option<(usize, Dated<'a>)> = None;
    // "for several years" says nothing of when
    let tells = |t: &&Timex| t.edtf.is_some() || (t.kind == TimexKind::Duration && days_of(&t.value).is_some());
    for timex in reading.times.iter().filter(|t| span.contains(t.span)).filter(tells) {
        let range = parse.tokens_in(timex.span);
        if is_compared(reading, grammar, range.start) {
            continue;
        }
        let Some(head) = range.indices().map(TokenIdx::from).find(|&i| {
            let h = parse.token(i).head;
            h == i || !range.contains(h)
        }) else {
            continue;
        };
        let path = path_up(reading, head);
        let Some((up, at)) =
            path.iter().enumerate().find_map(|(n, t)| above.iter().position(|a| a == t).map(|m| (n, m)))
        else {
            continue;
        };
        let below = path.get(1..up).unwrap_or(&[]);
        let verbs = below.iter().filter(|&&t| grammar.is_verb(t)).count();
        let crossed = above.get(1..at).unwrap_or(&[]).iter().filter(|&&t| grammar.is_verb(t)).count();
        // A date of the other verb, and "now", give way to what dates the act itself.
        let sibling = belongs_to_sibling(reading, grammar, &above, at, timex);
        let vague = &*timex.value == PRESENT_REF;
        let cost =
            up + at + VERB_COST * (verbs.min(1) + usize::from(sibling.is_some()) + usize::from(vague)) + 2 * crossed;
        if cost > MAX_COST || best.as_ref().is_some_and(|(c, _)| *c <= cost) {
            continue;
        }
        // What counts is how the topmost clause around the expression is joined, not how the expression is.
        let clause = clause_around(reading, grammar, below);
        let on_path = path.get(clause.unwrap_or(0)..=up).unwrap_or(&path);
        let mut bound = bound_on(reading, grammar, on_path);
        if bound.is_none() && clause.is_some() {
            continue;
        }
        if bound.is_none() && qualifies_party(reading, grammar, &above, at) {
            continue;
        }
        // "in May, when they met": what qualifies the date itself is dated by it.
        let itself = above.get(at).is_some_and(|&common| range.contains(common));
        let later = sibling == Some(Sibling::Opposed) || !itself && acts_on_dated(reading, grammar, &above, at);
        let manner = told::manner(reading, grammar, trigger);
        let open = matches!(manner, Manner::Perfect | Manner::Habit);
        // "closed its embassy in May and accuses the envoys": what is told as present shares no date of the past.
        if matches!(sibling, Some(Sibling::Joined | Sibling::Other)) && told::is_present(grammar, trigger) {
            continue;
        }
        if bound.is_none() && (later || open && (sibling.is_some() || is_over(reading, timex))) {
            bound = Some(TimeBound::NotBefore);
        }
        let bound = bound.or(if clause.is_some() { None } else { timex.bound });
        // "jailed *for ten years*": how long what was done is to last
        let length = timex.kind == TimexKind::Duration && timex.edtf.is_none();
        if length && bound == Some(TimeBound::Throughout) && !open && !told::is_present(grammar, trigger) {
            continue;
        }
        // "was told to leave *by Monday*": a deadline of what is asked for, not a date of the asking
        if bound == Some(TimeBound::NotAfter) && below.iter().any(|t| content.contains(t)) {
            continue;
        }
        best = Some((
            cost,
            Dated {
                timex,
                bound,
                next: sibling == Some(Sibling::Other),
                on_path: [path.get(1).copied(), path.get(2).copied(), path.get(3).copied()],
            },
        ));
    }
    best.map(|(_, d)| d)
}

/// "ordered him out because they refused in *March*": a date within another clause dates that clause's act. Gives
/// the place of the topmost such clause on the way up from the expression.
fn clause_around(reading: &Reading<'_>, grammar: &Grammar<'_>, below: &[TokenIdx]) -> Option<usize> {
    let clauses = [Relation::AdverbialClause, Relation::RelativeClause, Relation::ComplementClause];
    let is_clause = |t: &TokenIdx| grammar.is_verb(*t) && grammar.syntax.is_any(&reading.parse.token(*t).dep, &clauses);
    // `below` starts one above the expression
    below.iter().rposition(is_clause).map(|i| i + 1)
}

/// How two coordinated verbs share a date that stands behind the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sibling {
    /// "met on *Monday* and signed": the second act goes with the first.
    Joined,
    /// "they met on *Monday* and the others left": that of somebody else, about then.
    Other,
    /// "handed over copies in *May* but declined to meet": it is told after it and no earlier.
    Opposed,
}

/// A date behind the first of two verbs is the first's own; what it is for the second, the conjunction says.
fn belongs_to_sibling(
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

/// Whether an expression lies wholly before publication.
fn is_over(reading: &Reading<'_>, timex: &Timex) -> bool {
    let today = reading.article.meta.published.date.and_then(Edtf::first);
    let last = timex.edtf.and_then(Edtf::last);
    today.zip(last).is_some_and(|(today, last)| last < today)
}

/// "the country, under *sanctions*, attacked in 1956": an act that qualifies a party is not dated by the party's verb.
fn qualifies_party(reading: &Reading<'_>, grammar: &Grammar<'_>, above: &[TokenIdx], at: usize) -> bool {
    let between = above.get(1..at).unwrap_or(&[]);
    above.get(at).is_some_and(|&common| grammar.is_verb(common))
        && between.iter().any(|&t| reading.parse.token(t).pos == Upos::Propn)
        && !between.iter().any(|&t| grammar.is_verb(t))
}

/// "*Following* the contested *election*, the envoy arrived": whether an act is told as coming after an election.
pub(super) fn follows_election(reading: &Reading<'_>, grammar: &Grammar<'_>, trigger: TokenIdx) -> bool {
    let word = |t: TokenIdx| reading.word(t).to_lowercase();
    let lemma = |t: TokenIdx| reading.parse.token(t).lemma.to_lowercase();
    let after = |t: TokenIdx| grammar.pack.in_class("after", &word(t));
    reading.parse.tokens_in(reading.parse.span(reading.parse.sentence_of(trigger))).indices().map(TokenIdx::from).any(
        |t| {
            let path = path_up(reading, t);
            let below = path.iter().position(|&up| up == trigger).and_then(|at| path.get(1..at));
            grammar.pack.in_class("election", &lemma(t))
                && below.is_some_and(|below| {
                    below.len() <= 1
                        && (below.iter().any(|&up| after(up))
                            || below.is_empty() && reading.parse.children(t).any(after))
                })
        },
    )
}

/// "*like in* 1956, tanks rolled in", "the first *time since* 1956": a date that something is likened to. Looks at the two
/// words before.
pub(super) fn is_compared(reading: &Reading<'_>, grammar: &Grammar<'_>, first: TokenIdx) -> bool {
    let is = |class: &str, back: usize| {
        let at = first.at().checked_sub(back);
        at.is_some_and(|at| grammar.pack.in_class(class, &reading.word(TokenIdx::from(at)).to_lowercase()))
    };
    let before = first.at().checked_sub(1).map(|at| &reading.parse.tokens[at]);
    let behind = before.is_some_and(|t| matches!(t.pos, Upos::Adp | Upos::Sconj));
    is("likened", 1) || behind && (is("likened", 2) || is("occasion", 2))
}

/// "an election in *August* that many refused to recognise": what is done to a dated thing is done no earlier.
fn acts_on_dated(reading: &Reading<'_>, grammar: &Grammar<'_>, above: &[TokenIdx], at: usize) -> bool {
    let Some(&below) = at.checked_sub(1).and_then(|i| above.get(i)) else { return false };
    above.get(at).is_some_and(|&common| !grammar.is_verb(common))
        && grammar.syntax.is(&reading.parse.token(below).dep, Relation::RelativeClause)
}

pub(super) fn path_up(reading: &Reading<'_>, from: TokenIdx) -> Vec<TokenIdx> {
    let mut path = vec![from];
    let mut at = from;
    loop {
        let head = reading.parse.token(at).head;
        if head == at || path.len() > 60 {
            return path;
        }
        path.push(head);
        at = head;
    }
}

/// What the prepositions and conjunctions between expression and event make of it: "*after* last August's vote".
fn bound_on(reading: &Reading<'_>, grammar: &Grammar<'_>, path: &[TokenIdx]) -> Option<TimeBound> {
    let classes = [("after", TimeBound::NotBefore), ("before", TimeBound::NotAfter), ("during", TimeBound::Throughout)];
    let of = |i: TokenIdx| {
        // "following" is lemmatised as a verb
        let words = [reading.parse.token(i).lemma.to_lowercase(), reading.word(i).to_lowercase()];
        let fits = |class: &str| words.iter().any(|w| grammar.pack.in_class(class, w));
        classes.iter().find(|(class, _)| fits(class)).map(|(_, b)| *b)
    };
    // the last element is the event itself or its governor: its own prepositions say nothing of the time
    let inner = path.get(..path.len().saturating_sub(1)).unwrap_or(&[]);
    inner.iter().rev().find_map(|&at| {
        of(at).or_else(|| {
            reading
                .parse
                .children(at)
                .filter(|&c| grammar.syntax.is_any(&reading.parse.token(c).dep, &[Relation::Case, Relation::Marker]))
                .find_map(of)
        })
    })
}

/// The interval that an expression gives an event. Source: the rules of the annotation guidelines.
pub(super) fn interval(dated: Option<Dated<'_>>, status: Status, published: Option<Edtf>) -> Option<Edtf> {
    let expression = dated.and_then(|d| d.timex.edtf.or_else(|| back_from(d, published?)));
    let bound = dated.and_then(|d| d.bound);
    let today = published.and_then(Edtf::to);
    match status {
        Status::Happened | Status::Denied => {
            let at = expression?;
            // "called on them to talk before the end of the month": a day to come is no day of what was done.
            let ahead = today.is_some_and(|today| match bound {
                Some(TimeBound::NotAfter) => at.last().is_none_or(|last| last > today.last()),
                _ => at.first().is_some_and(|first| first > today.last()),
            });
            if ahead {
                return None;
            }
            let at = match bound {
                Some(TimeBound::NotAfter) => Edtf::interval(None, at.to()).unwrap_or(at),
                Some(TimeBound::NotBefore) => Edtf::interval(at.from(), today).unwrap_or(at),
                Some(TimeBound::Throughout) | None if dated.is_some_and(|d| d.next) => going_on(at, today)?,
                Some(TimeBound::Throughout) | None => at,
            };
            // What happened did so before it was told.
            let past = today.and_then(|t| Edtf::interval(None, Some(t)));
            Some(past.and_then(|p| at.intersection(p)).unwrap_or(at))
        }
        Status::Ongoing => {
            let from = expression.and_then(Edtf::from).filter(|f| today.is_none_or(|t| f.first() <= t.last()));
            Edtf::interval(from, today)
        }
        Status::Planned | Status::Demanded | Status::Threatened => {
            let from = published.and_then(Edtf::from);
            match (expression, bound) {
                (Some(at), Some(TimeBound::NotAfter)) => Edtf::interval(from, at.to()).or(Some(at)),
                (Some(at), _) => Some(at),
                (None, _) => Edtf::interval(from, None),
            }
        }
        Status::Hypothetical => None,
    }
}

/// "for three years", "depuis trois ans": a length of time up to publication.
fn back_from(dated: Dated<'_>, published: Edtf) -> Option<Edtf> {
    if !matches!(dated.bound, Some(TimeBound::NotBefore | TimeBound::Throughout)) {
        return None;
    }
    let days = days_of(&dated.timex.value)?;
    let today = published.last()?;
    Edtf::days(plus_days(today, -days), today)
}

/// The days of a length of one unit of the calendar; `None` for vague ones and for hours.
fn days_of(value: &str) -> Option<i32> {
    let length = value.strip_prefix('P')?;
    let unit = length.chars().last()?;
    let amount: i32 = length.get(..length.len() - unit.len_utf8())?.parse().ok()?;
    let days = match unit {
        'Y' => 365,
        'M' => 30,
        'W' => 7,
        'D' => 1,
        _ => return None,
    };
    amount.checked_mul(days)
}

/// When the election was that a document speaks of: the first date within a noun phrase of the class that does not
/// lie behind the publication.
pub(super) fn election(reading: &Reading<'_>, grammar: &Grammar<'_>) -> Option<Edtf> {
    let today = reading.article.meta.published.date.and_then(Edtf::last);
    let held = |e: Edtf| e.width().is_some_and(|w| w <= 31) && (today.is_none() || e.first() <= today);
    reading.times.iter().filter(|t| t.edtf.is_some_and(held)).find_map(|timex| {
        let first = reading.parse.tokens_in(timex.span).start;
        let path = path_up(reading, first);
        let near = path.iter().take(4).any(|&t| {
            let lemma = reading.parse.token(t).lemma.to_lowercase();
            grammar.pack.in_class("election", &lemma)
        });
        near.then_some(timex.edtf).flatten()
    })
}

/// Days after an election within which the unrest that follows it is taken to lie.
const AFTERMATH_DAYS: i32 = 60;

/// A reaction starts no earlier than its cause, and is told of by publication; `soon` says that it is over by the
/// weeks after.
pub(super) fn since(cause: Option<Edtf>, status: Status, published: Option<Edtf>, soon: bool) -> Option<Edtf> {
    let today = published.and_then(Edtf::to);
    match status {
        Status::Happened if soon => {
            let (first, last) = (cause?.first()?, cause?.last()?);
            let end = plus_days(last, AFTERMATH_DAYS);
            Edtf::days(first, today.map_or(end, |t| end.min(t.last())))
        }
        Status::Happened | Status::Ongoing => Edtf::interval(Some(cause?.from()?), Some(today?)),
        _ => None,
    }
}

/// Days before publication within which undated news is taken to have happened.
const NEWS_DAYS: i32 = 7;

/// What is taken for the date of an act that the document tells without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Default {
    /// The day of publication: what a letter or statement itself does.
    Published,
    /// The last days before: what news tells.
    Recent,
    /// Some time before.
    Past,
    /// The date told last: what goes on from there.
    Told(Edtf),
    /// From the date told last until now: the background; `None` where nothing says since when.
    Since(Option<Edtf>),
    /// Before the date told last.
    Before(Edtf),
}

/// Days that what goes on from a day may lie behind it.
const NEXT_DAYS: i32 = 2;

/// Gives undated acts the date of the same act where the document tells it with one, and else what the kind of
/// document allows. `defaults` has one entry per mention.
pub(super) fn complete(mentions: &mut [Mention], defaults: &[Default], published: Option<Edtf>) {
    let dated: Vec<(usize, Edtf)> = mentions.iter().enumerate().filter_map(|(i, m)| Some((i, m.date?))).collect();
    for (i, default) in defaults.iter().enumerate() {
        let mention = &mentions[i];
        if mention.date.is_some() || !matches!(mention.status, Status::Happened | Status::Denied) {
            continue;
        }
        // What is done by saying it, and what is done often, is not the act of a day that was told.
        let alone = matches!(default, Default::Since(_) | Default::Published);
        let twin = dated.iter().filter(|_| !alone).find(|(j, _)| {
            let other = &mentions[*j];
            let modes = (&other.mode, &mention.mode);
            other.event == mention.event
                && (modes.0 == modes.1 || modes.0.is_none() || modes.1.is_none())
                && other.status == mention.status
                && agree(&other.actor, &mention.actor)
                && agree(&other.recipient, &mention.recipient)
        });
        let today = published.and_then(Edtf::to);
        mentions[i].date = match (twin, today, default) {
            (Some((_, date)), _, _) => Some(*date),
            (None, Some(_), Default::Published) => published,
            (None, Some(today), Default::Recent) => Edtf::days(plus_days(today.first(), -NEWS_DAYS), today.last()),
            (None, _, Default::Told(told)) => going_on(*told, today),
            (None, Some(today), Default::Since(told)) => Edtf::interval(told.and_then(Edtf::from), Some(today)),
            (None, _, Default::Before(told)) => Edtf::interval(None, told.to()),
            (None, Some(today), Default::Past) => Edtf::interval(None, Some(today)),
            (None, None, _) => None,
        };
    }
}

/// Whether a date lies in the days that news tells of.
pub(super) fn is_recent(told: Edtf, published: Option<Edtf>) -> bool {
    let since = published.and_then(Edtf::first).map(|day| plus_days(day, -NEWS_DAYS));
    since <= told.last()
}

/// The date of what is told after a dated act without one of its own: the same month or year, or that day and the next.
fn going_on(told: Edtf, today: Option<Bound>) -> Option<Edtf> {
    let (Some(first), Some(last)) = (told.first(), told.last()) else { return Some(told) };
    if told.width().is_some_and(|w| w > 7) {
        return Some(told);
    }
    let end = plus_days(last, NEXT_DAYS);
    Edtf::days(first, today.map_or(end, |t| end.min(t.last()).max(last)))
}

fn agree(a: &[legation_model::Actor], b: &[legation_model::Actor]) -> bool {
    !a.is_empty()
        && a.iter().any(|x| b.iter().any(|y| same_party(x, y) || (x.country.is_some() && x.country == y.country)))
}

/// The words of an expression, with the preposition in front.
pub(super) fn words(reading: &Reading<'_>, dated: Dated<'_>) -> Arc<str> {
    let text = reading.text();
    let range = reading.parse.tokens_in(dated.timex.span);
    let before = range.start.at().checked_sub(1).map(|i| &reading.parse.tokens[i]);
    let start = match before {
        Some(t) if t.pos == Upos::Adp => t.span,
        _ => dated.timex.span,
    };
    start.hull(dated.timex.span).of(text).into()
}
