#![doc = include_str!("../README.md")]

use std::collections::BTreeSet;
use std::sync::Arc;

use legation_model::{Article, Block, Derivation, DocumentKind, Edtf, Parse, Span, TimeBound, Timex, TimexKind};
use legation_packs::timex::{Dir, Field, RuleKind, TimexPack, Unit};
use legation_packs::world::World;

mod agree;
mod calendar;
mod dated;
mod matcher;
mod names;
mod nearest;
mod publish;
mod resolve;
mod series;
mod tense;
mod values;

pub use publish::infer_published;

use calendar::Period;
use matcher::{Found, Scan};
use names::Names;
use resolve::{Clock, Resolved};
use series::{Before, is_of_a_year};
use tense::{Reading, Tense};

/// What relative expressions are counted from.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// The publication date, as well as it is known.
    pub published: Option<Edtf>,
    /// Whether bare dates of the past are counted from the last date told (narratives) rather than from publication.
    /// Those that say so ("the next day", "that year") always are; "today", "last week" and "two years ago" never.
    pub narrative: bool,
}

impl Anchor {
    /// The anchor of an article: its publication date; analyses are read as narratives.
    pub fn of(article: &Article) -> Self {
        Self { published: article.meta.published.date, narrative: article.meta.kind == DocumentKind::Analysis }
    }
}

/// Finds the time expressions of a text, in order and disjoint. No expression runs across a blank line.
///
/// # Example
/// ```
/// # use legation_packs::Packs;
/// let packs = Packs::embedded().unwrap();
/// let pack = &packs.lang("en").unwrap().timex;
/// let anchor = legation_timex::Anchor { published: "2021-10-18".parse().ok(), narrative: false };
/// let found = legation_timex::tag("They met on Sunday.", pack, &packs.world, anchor, None);
/// assert_eq!(&*found[0].value, "2021-10-17");
/// ```
pub fn tag(text: &str, pack: &TimexPack, world: &World, anchor: Anchor, parse: Option<&Parse>) -> Vec<Timex> {
    Scanned::new(Scan::new(text, pack), pack).tag(world, anchor, parse)
}

/// Finds the time expressions of an article's clean text. No expression runs from one block into the next.
pub fn tag_article(
    article: &Article,
    pack: &TimexPack,
    world: &World,
    anchor: Anchor,
    parse: Option<&Parse>,
) -> Vec<Timex> {
    scan(&article.text, &article.blocks, pack).tag(world, anchor, parse)
}

/// Finds where an article's time expressions are, for whoever asks more than once what they mean.
pub fn scan<'a>(text: &'a str, blocks: &[Block], pack: &'a TimexPack) -> Scanned<'a> {
    let mut scan = Scan::new(text, pack);
    for block in blocks {
        let first = scan.tokens.partition_point(|t| t.start < block.span.start);
        if let Some(token) = scan.tokens.get_mut(first) {
            token.gap = true;
        }
    }
    Scanned::new(scan, pack)
}

/// A text in which the time expressions are found but not yet dated.
#[derive(Debug)]
pub struct Scanned<'a> {
    scan: Scan<'a>,
    found: Vec<Found>,
    pack: &'a TimexPack,
}

impl<'a> Scanned<'a> {
    fn new(mut scan: Scan<'a>, pack: &'a TimexPack) -> Self {
        let found = join(&scan, pack, scan.matches());
        for hit in found.iter().filter(|hit| !hit.kind.is_silent() && hit.kind != RuleKind::Ref) {
            scan.inside[hit.start..hit.end].fill(true);
        }
        Self { scan, found, pack }
    }

    /// See [`tag_article`].
    pub fn tag(&self, world: &World, anchor: Anchor, parse: Option<&Parse>) -> Vec<Timex> {
        tag_scan(&self.scan, &self.found, self.pack, world, anchor, parse)
    }
}

/// How many words may stand before an expression that opens its sentence ("In 2014", "It began in May 2014").
const OPENING: usize = 3;

fn tag_scan(
    scan: &Scan<'_>,
    found: &[Found],
    pack: &TimexPack,
    world: &World,
    anchor: Anchor,
    parse: Option<&Parse>,
) -> Vec<Timex> {
    let first = anchor.published.and_then(Edtf::first);
    let last = anchor.published.and_then(Edtf::last).or(first);
    let (mut early, mut late) = (Clock::new(first.or(last), anchor.narrative), Clock::new(last, anchor.narrative));
    let mut read = 0;
    let ties = dated::ties(scan, pack, found);
    let countries = if ties.iter().all(|tie| tie.3.sem.get(Field::Year).is_some()) {
        BTreeSet::new()
    } else {
        dated::countries(&world.names_in(scan.text, &scan.tokens))
    };
    let mut out = Vec::with_capacity(found.len());
    let mut names = Names::default();
    let mut before: Option<Before> = None;
    let mut dated: Vec<(&[i64], Period)> = Vec::new();
    let mut readings: Vec<Reading> = found.iter().map(|hit| directed(scan, pack, found, hit, parse)).collect();
    agree::agree(found, &mut readings, last);
    for (hit, reading) in found.iter().zip(readings) {
        if hit.kind.is_silent() || hit.end <= hit.start || names.hold(scan, pack, hit) {
            continue;
        }
        let gaps = scan.tokens[read..=hit.start].iter().filter(|t| t.gap).count();
        read = hit.start + 1;
        late.paragraph += gaps;
        early.paragraph += gaps;
        late.at = hit.start;
        early.at = hit.start;
        let tokens = (hit.start, hit.end);
        let mut tense = reading.tense;
        let once = of_the_told(scan, pack, hit, reading);
        let hit = once.as_ref().unwrap_or(hit);
        if is_soon_after(scan, pack, hit) {
            continue;
        }
        let mut sem = hit.sem;
        if is_of_a_year(hit) && tense != Tense::Past && tense::is_habit(scan, pack, hit.start, hit.end) {
            sem.set_dir(Dir::Every);
        }
        if let (Some(before), Some(now)) = (&before, last)
            && before.has_ended(scan, pack, hit, now)
        {
            tense = Tense::Past;
        }
        if tense == Tense::Past
            && (sem.get(Field::Month).is_some() || sem.get(Field::Holiday).is_some())
            && sem.get(Field::Year).is_none()
            && tense::looks_back(scan, pack, hit)
        {
            sem.set(Field::Exact, 1);
        }
        let of_a_year = is_of_a_year(hit) || hit.sem.get(Field::Holiday).is_some();
        late.is_over = of_a_year && tense::is_over(scan, pack, hit.start);
        early.is_over = late.is_over;
        let Some(mut resolved) = late.resolve(hit.kind, &sem, tense) else { continue };
        if let Some(before) = &before {
            for place in before.places(scan, pack, hit, &resolved) {
                sem = place;
                resolved = late.resolve(hit.kind, &sem, tense).unwrap_or(resolved);
                if before.precedes(&resolved) {
                    break;
                }
            }
        }
        before = Before::new(hit, &resolved);
        if pack.context.open_decades && matches!(resolved.period, Some(Period::Decade(_))) {
            resolved.value.push('X');
        }
        if hit.kind == RuleKind::Ref && pack.context.ref_kind == Some(RuleKind::Time) {
            resolved.kind = TimexKind::Time;
        }
        let tie = ties.iter().find(|t| t.3.start == hit.start);
        // "the August elections" are those that the piece has dated before ("the elections of August 2020").
        let again = tie.and_then(|tie| {
            dated.iter().rev().find_map(|(kinds, period)| dated::again(&hit.sem, kinds, &tie.2, *period))
        });
        let known = again.or(tie.zip(resolved.period).zip(last).and_then(|((tie, plain), reference)| {
            dated::known_period(world, &tie.2, &countries, &hit.sem, tense, reference, plain)
        }));
        if let Some(period) = known {
            resolved = Resolved::period(period, &hit.sem);
        }
        if let Some((tie, period)) = tie.zip(resolved.period) {
            dated.push((&tie.2, period));
        }
        let counted = late.counted_from();
        let opens = hit.start <= tense::first_in_sentence(scan, hit.start) + OPENING;
        late.note(&hit.sem, &resolved, tokens, (opens, tense));
        // A reference date known only within bounds gives two values: the expression lies in their hull.
        let mut edtf = resolved.edtf;
        if first != last
            && known.is_none()
            && let Some(other) = early.resolve(hit.kind, &hit.sem, tense)
        {
            early.note(&hit.sem, &other, tokens, (opens, tense));
            edtf = match (edtf, other.edtf) {
                (Some(a), Some(b)) if a != b => a.hull(b),
                (a, _) => a,
            };
        }
        let counted = counted.map(|(from, to)| span_of(scan, from, to));
        let mut timex = timex(scan, pack, hit, &resolved, edtf, tense, (anchor.published, counted));
        if let Some(tie) = tie.filter(|_| known.is_some()) {
            let span = span_of(scan, tie.0, tie.1);
            let told = if again.is_some() { "the event dated before" } else { "the known event" };
            let note = format!("{told} that “{}” means", span.of(scan.text));
            timex.derivation = timex.derivation.with(Derivation::new("world/event", Some(span), note));
        }
        out.push(timex);
    }
    if let Some(parse) = parse {
        out.retain(|timex| !names::is_proper_noun(scan.text, timex, parse));
    }
    out
}

/// Where an expression points, by the words around it and by what it is.
fn directed(scan: &Scan<'_>, pack: &TimexPack, found: &[Found], hit: &Found, parse: Option<&Parse>) -> Reading {
    if hit.kind.is_silent() || hit.end <= hit.start {
        return Reading { tense: Tense::Unknown, clear: 0, behind: false };
    }
    let mut reading = tense::tense(scan, pack, hit, parse);
    let announced = || names_day(hit) && found.iter().any(|h| announces(scan, hit, h));
    if reading.tense == Tense::Unknown
        && ((is_weekday(hit) || is_hour_of_weekday(scan, pack, hit)) && pack.context.weekdays_ahead || announced())
    {
        reading.tense = Tense::Hinted;
    }
    reading
}

/// Whether it is a day by its weekday.
fn is_weekday(hit: &Found) -> bool {
    hit.kind == RuleKind::Date && hit.sem.get(Field::Weekday).is_some() && hit.sem.get(Field::Day).is_none()
}

fn timex(
    scan: &Scan<'_>,
    pack: &TimexPack,
    hit: &Found,
    resolved: &Resolved,
    edtf: Option<Edtf>,
    tense: Tense,
    (published, counted): (Option<Edtf>, Option<Span>),
) -> Timex {
    let span = span_of(scan, hit.start, hit.end);
    let from = match (counted, published) {
        (Some(told), _) => format!("counted from “{}”", told.of(scan.text)),
        (None, Some(published)) => format!("counted from {published}"),
        (None, None) => "no reference date".to_owned(),
    };
    let tense = match tense {
        Tense::Past => ", told in the past",
        Tense::Future | Tense::Hinted => ", told as to come",
        Tense::Unknown => "",
    };
    let rule = Arc::clone(&pack.rules[hit.rule as usize].id);
    let note = format!("{} = {} ({from}{tense})", span.of(scan.text), resolved.value);
    let mut derivation = Derivation::new(rule, Some(span), note);
    for (rule, start, end) in &hit.joined {
        let id = Arc::clone(&pack.rules[*rule as usize].id);
        derivation = derivation.with(Derivation::new(id, Some(span_of(scan, *start, *end)), "joined to it"));
    }
    if let Some(told) = counted {
        derivation = derivation.with(Derivation::new("timex/told", Some(told), "the date told last"));
    }
    let bound = bound(scan, pack, hit.start);
    Timex { span, kind: resolved.kind, value: Arc::from(resolved.value.as_str()), edtf, bound, derivation }
}

fn span_of(scan: &Scan<'_>, start: usize, end: usize) -> Span {
    Span::new(scan.tokens[start].start as usize, scan.tokens[end - 1].end as usize)
}

/// What the preposition before an expression makes of it.
fn bound(scan: &Scan<'_>, pack: &TimexPack, start: usize) -> Option<TimeBound> {
    let det = pack.class("det");
    let is_det = |at: usize| {
        let known = pack.words.get(scan.ids[at] as usize);
        known.is_some_and(|w| w.iter().any(|w| Some(w.class) == det && w.rest.is_empty()))
    };
    let mut at = start;
    loop {
        let before = |list: &[Vec<u32>]| list.iter().any(|p| scan.phrase_before(at, p));
        let context = &pack.context;
        if before(&context.not_after) {
            return Some(TimeBound::NotAfter);
        }
        if before(&context.not_before) {
            return Some(TimeBound::NotBefore);
        }
        if before(&context.throughout) {
            return Some(TimeBound::Throughout);
        }
        if at < start || at == 0 || !is_det(at - 1) {
            return None;
        }
        at -= 1;
    }
}

/// Joins neighbours that complete each other: a time of day and the day it belongs to.
fn join(scan: &Scan<'_>, pack: &TimexPack, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for hit in found {
        if let Some(last) = out.last_mut()
            && (dateless_time(last) && names_day(&hit) || names_day(last) && dateless_time(&hit))
            && last.sem.agrees(&hit.sem)
            && glued(scan, pack, last.end, hit.start)
        {
            last.sem = last.sem.merged(&hit.sem);
            last.kind = RuleKind::Time;
            last.joined.push((hit.rule, hit.start, hit.end));
            last.end = hit.end;
            continue;
        }
        out.push(hit);
    }
    for at in 1..out.len() {
        let (before, after) = out.split_at_mut(at);
        let (Some(time), Some(day)) = (before.last_mut(), after.first()) else { continue };
        if dateless_time(time) && is_dated_hour(day) && shares(scan, pack, time.end, day.start) {
            let mut date = day.sem;
            for field in [Field::Hour, Field::Minute, Field::Second, Field::Part, Field::Ampm] {
                date.clear(field);
            }
            time.sem = time.sem.merged(&date);
        } else if dateless_time(time) && names_day(day) && lends(scan, pack, time.end, day.start) {
            // Where the sentence has named a day already, the time is that day's.
            let first = tense::first_in_sentence(scan, time.start);
            let is_told = before.iter().rev().skip(1).take_while(|h| h.start >= first).any(names_day);
            if !is_told && let Some(time) = before.last_mut() {
                time.sem = time.sem.merged(&day.sem);
            }
        }
    }
    out
}

/// "Il est parti le lundi": of what was done once, that day and not every one.
fn of_the_told(scan: &Scan<'_>, pack: &TimexPack, hit: &Found, reading: Reading) -> Option<Found> {
    let may = hit.kind == RuleKind::Set && hit.sem.get(Field::Told) == Some(1);
    let done = reading.tense == Tense::Past && reading.clear > 1;
    let often = || tense::lasts(scan, pack, hit.start, hit.end) || tense::is_habit(scan, pack, hit.start, hit.end);
    if !may || !done || often() {
        return None;
    }
    let mut once = hit.clone();
    once.kind = if hit.sem.get(Field::Part).is_some() { RuleKind::Time } else { RuleKind::Date };
    once.sem.clear(Field::Told);
    Some(once)
}

/// "He was soon released": "soon" beside a verb of the past is soon after that, and no time of its own.
fn is_soon_after(scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
    let past = |at: usize| tense::cue(scan, pack, at) == Tense::Past;
    // "Soon, he was free"
    let opens = scan.word(hit.end) == "," && (hit.end..hit.end + OPENING).any(past);
    hit.kind == RuleKind::Ref
        && hit.sem.dir() == Some(Dir::Future)
        && (past(hit.end) || opens || hit.start.checked_sub(1).is_some_and(past))
}

/// How many tokens an aside between a time of day and its day holds: "(0735 GMT)".
const ASIDE: usize = 6;

/// Whether the day behind a time of day is that time's, as another expression: "vers 15 h, le 3 mai", "at 10 a.m.
/// (0800 GMT) Friday".
fn lends(scan: &Scan<'_>, pack: &TimexPack, from: usize, to: usize) -> bool {
    if scan.word(from) == "(" {
        let closed = (from..to.min(from + ASIDE)).find(|&at| scan.word(at) == ")");
        return closed.is_some_and(|at| glued(scan, pack, at + 1, to));
    }
    pack.context.borrow.iter().any(|p| p.len() == to - from && scan.phrase_at(from, p))
        && scan.tokens.get(from..=to).is_some_and(|t| t.iter().all(|t| !t.gap))
}

/// Whether two hours are those of one day: "entre 1 h 15 et 5 h lundi", "de 8 h à 18 h dimanche".
fn shares(scan: &Scan<'_>, pack: &TimexPack, from: usize, to: usize) -> bool {
    let between = |list: &[Vec<u32>]| list.iter().any(|p| p.len() == to - from && scan.phrase_at(from, p));
    (between(&pack.context.ranges) || between(&pack.context.shares))
        && scan.tokens.get(from..=to).is_some_and(|t| t.iter().all(|t| !t.gap))
}

/// "4 h mardi"
fn is_dated_hour(hit: &Found) -> bool {
    let has = |f| hit.sem.get(f).is_some();
    hit.kind == RuleKind::Time && has(Field::Hour) && (has(Field::Weekday) || has(Field::Day))
}

/// "Samedi, portes ouvertes de 10 h à 18 h": a day with hours behind it and no verb is one to come.
fn announces(scan: &Scan<'_>, day: &Found, hour: &Found) -> bool {
    let clock = hour.kind == RuleKind::Time && hour.sem.get(Field::Hour).is_some();
    clock
        && day.sem.get(Field::Weekday).is_some()
        && hour.start >= day.start
        && tense::first_in_sentence(scan, hour.start) <= day.start
}

fn dateless_time(hit: &Found) -> bool {
    let bare = [Field::Dir, Field::Unit, Field::Weekday, Field::Day, Field::Month, Field::Year];
    hit.kind == RuleKind::Time && bare.iter().all(|f| hit.sem.get(*f).is_none())
}

/// "samedi 18 h", "mardi soir"
fn is_hour_of_weekday(scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
    let has = |f| hit.sem.get(f).is_some();
    let first = pack.class("weekday").is_some_and(|class| !scan.entries(class, hit.start).is_empty());
    first && hit.kind == RuleKind::Time && has(Field::Weekday) && !has(Field::Day) && !has(Field::Dir)
}

fn names_day(hit: &Found) -> bool {
    let has = |f| hit.sem.get(f).is_some();
    let day_unit = hit.sem.unit() == Some(Unit::Day) && has(Field::Dir);
    let day_part = hit.kind == RuleKind::Time && has(Field::Part) && !has(Field::Hour);
    (hit.kind == RuleKind::Date || day_part)
        && (day_part && has(Field::Dir) || has(Field::Weekday) || has(Field::Day) || has(Field::Holiday) || day_unit)
}

fn glued(scan: &Scan<'_>, pack: &TimexPack, from: usize, to: usize) -> bool {
    if scan.tokens.get(from..=to).is_some_and(|t| t.iter().any(|t| t.gap)) {
        return false;
    }
    from == to || pack.context.glue.iter().any(|p| p.len() == to - from && scan.phrase_at(from, p))
}
