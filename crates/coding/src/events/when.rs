//! When: which time expression dates an event, and what it says of it.

use std::sync::Arc;

use legation_model::{Bound, Edtf, Mention, Status, TimeBound, Timex, Upos, plus_days};

use super::arguments::Grammar;
use super::dating::{Dated, path_up};
use super::parties::same_party;
use crate::Reading;

/// The value of "now" and the like.
pub(super) const PRESENT_REF: &str = "PRESENT_REF";
/// Whether an expression lies wholly before publication.
pub(super) fn is_over(reading: &Reading<'_>, timex: &Timex) -> bool {
    let today = reading.article.meta.published.date.and_then(Edtf::first);
    let last = timex.edtf.and_then(Edtf::last);
    today.zip(last).is_some_and(|(today, last)| last < today)
}

/// Whether a time begins only after publication.
pub(super) fn is_ahead(time: Edtf, published: Option<Edtf>) -> bool {
    let today = published.and_then(Edtf::last);
    today.zip(time.first()).is_some_and(|(today, first)| first > today)
}

/// The interval that an expression gives an event. Source: the rules of the annotation guidelines.
pub(super) fn interval(dated: Option<Dated<'_>>, status: Status, published: Option<Edtf>) -> Option<Edtf> {
    let expression = dated.and_then(|d| d.counted.or(d.timex.edtf).or_else(|| back_from(d, published?)));
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
                // "said on Friday that it would leave": the day of the words, from which on it may be done
                (Some(at), _) if today.zip(at.last()).is_some_and(|(today, last)| last < today.first()) => {
                    Edtf::interval(at.from(), None)
                }
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
pub(super) fn days_of(value: &str) -> Option<i32> {
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

/// The same for what is done by saying it: words are told of sooner than deeds.
const WORDS_DAYS: i32 = 3;

/// What is taken for the date of an act that the document tells without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Default {
    /// The day of publication: what a letter or statement itself does.
    Published,
    /// The last days before: what news tells.
    Recent,
    /// The very last days before: what news tells that somebody said.
    Said,
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
            (None, Some(_), Default::Recent) => last_days(published, NEWS_DAYS),
            (None, Some(_), Default::Said) => last_days(published, WORDS_DAYS),
            (None, _, Default::Told(told)) => going_on(*told, today),
            (None, Some(today), Default::Since(told)) => Edtf::interval(told.and_then(Edtf::from), Some(today)),
            (None, _, Default::Before(told)) => Edtf::interval(None, told.to()),
            (None, Some(today), Default::Past) => Edtf::interval(None, Some(today)),
            (None, None, _) => None,
        };
    }
}

/// The days before publication, whenever it was.
fn last_days(published: Option<Edtf>, days: i32) -> Option<Edtf> {
    let published = published?;
    Edtf::days(plus_days(published.first()?, -days), published.last()?)
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
