//! Dating an article that states no date.
//!
//! Every passage that says something of the publication date is a clue: the days on which the piece can have been
//! published if the passage is right, and how much that weighs. The days that most weight speaks for are the answer,
//! if they lie close together and nothing else comes near. The text alone is read, never the page around it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use legation_model::{Article, Bound, Edtf, PublicationDate, PublishedBasis, TimeBound};
use legation_packs::timex::{Dir, Field, RuleKind, TimexPack, VAGUE};
use legation_packs::world::{Named, World};

use crate::Scanned;
use crate::calendar::{self, plus, plus_months};
use crate::dated;
use crate::matcher::{Found, Scan};
use crate::tense::{self, Tense};

/// The days that are considered: those for which `data/world` knows events, and some more.
const FIRST: Date = Date::constant(1985, 1, 1);
const LAST: Date = Date::constant(2049, 12, 31);
/// Clues of less weight only choose between days that weightier ones allow.
const STRONG: f32 = 1.0;
/// What weighty clues must add up to.
const ENOUGH: f32 = 2.0;
/// By how much the answer must beat every day that lies farther than a month from it.
const MARGIN: f32 = 0.25;
/// Answers that cover more days than this are none.
const WIDEST: i32 = 400;

/// What a passage says of the publication date.
#[derive(Debug)]
struct Clue {
    days: Vec<(Date, Date)>,
    weight: f32,
    words: String,
}

/// The publication date of an article that states none, from its own evidence: weekday and day of month together,
/// deadlines, dated events of the world, ages of leaders, years that have begun. `None` when the text does not
/// bound it.
pub fn infer_published(article: &Article, pack: &TimexPack, world: &World) -> Option<PublicationDate> {
    crate::scan(&article.text, &article.blocks, pack).infer_published(article, world)
}

impl Scanned<'_> {
    /// See [`infer_published`]; `article` is the one that was scanned.
    pub fn infer_published(&self, article: &Article, world: &World) -> Option<PublicationDate> {
        let reading = Reading::new(article, &self.scan, self.pack, world, &self.found);
        let mut clues = Vec::new();
        reading.calendar_clues(&mut clues);
        reading.deadline_clues(&mut clues);
        reading.event_clues(&mut clues);
        reading.person_clues(&mut clues);
        reading.weekday_clue(&mut clues);
        reading.dateline_clue(&mut clues);
        decide(clues).or_else(|| reading.before_the_file()).or_else(|| reading.long_before_the_file())
    }
}

/// A piece rarely names no year of the last ones: where the latest that it names lies so many years back, the file is a later
/// copy. Years further back than the second are history, of which a piece of today may tell too.
const NAMED: std::ops::RangeInclusive<i64> = 5..=20;
/// How many years back a file may have been written before it came to its date.
const KEPT: usize = 6;
/// Among how many blocks a line of place and day may open one.
const OPENING: usize = 5;
/// How many bytes of places and names stand before the day in such a line.
const PLACES: usize = 60;
/// How many bytes an agency's name between day and dash has.
const AGENCY: usize = 30;

/// A text with all that clues are drawn from.
struct Reading<'a> {
    article: &'a Article,
    scan: &'a Scan<'a>,
    pack: &'a TimexPack,
    world: &'a World,
    found: &'a [Found],
    names: Vec<(usize, usize, Named)>,
    countries: BTreeSet<u16>,
}

impl<'a> Reading<'a> {
    fn new(
        article: &'a Article,
        scan: &'a Scan<'a>,
        pack: &'a TimexPack,
        world: &'a World,
        found: &'a [Found],
    ) -> Self {
        let names = world.names_in(scan.text, &scan.tokens);
        let countries = dated::countries(&names);
        Self { article, scan, pack, world, found, names, countries }
    }

    fn tense(&self, hit: &Found) -> Tense {
        tense::tense(self.scan, self.pack, hit, None).tense
    }

    fn quoted(&self, start: usize, end: usize) -> String {
        let words = crate::span_of(self.scan, start, end).of(self.scan.text);
        format!("“{}”", words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Years that have begun; days of a month, with their weekday or without.
    fn calendar_clues(&self, clues: &mut Vec<Clue>) {
        let mut latest: Option<(Date, &Found)> = None;
        for hit in self.found.iter().filter(|h| matches!(h.kind, RuleKind::Date | RuleKind::Time)) {
            let get = |f| hit.sem.get(f);
            if let Some(year) = get(Field::Year) {
                let month = get(Field::Month).unwrap_or(1) as i8;
                let day = calendar::date(year as i16, month, get(Field::Day).unwrap_or(1) as i8);
                let Some(day) = day.filter(|d| *d <= LAST) else { continue };
                let to_come = matches!(self.tense(hit), Tense::Future | Tense::Hinted);
                if !to_come && latest.is_none_or(|(d, _)| day > d) {
                    latest = Some((day, hit));
                }
                continue;
            }
            let (Some(month), Some(day)) = (get(Field::Month), get(Field::Day)) else { continue };
            if hit.sem.dir().is_some_and(|d| d != Dir::This) {
                continue;
            }
            let weekday = get(Field::Weekday).and_then(calendar::weekday);
            let deadline = crate::bound(self.scan, self.pack, hit.start) == Some(TimeBound::NotAfter);
            let tense = if deadline { Tense::Unknown } else { self.tense(hit) };
            let (before, after) = match (tense, weekday) {
                (Tense::Past, Some(_)) => (0, 90),
                (Tense::Future, Some(_)) => (90, 0),
                (_, Some(_)) => (60, 90),
                (Tense::Past, None) => (0, 300),
                (Tense::Future, None) => (300, 0),
                (_, None) => (200, 300),
            };
            let this = hit.sem.dir() == Some(Dir::This);
            let (before, after) = if this { (6, 6) } else { (before, after) };
            let days: Vec<Date> = years()
                .filter_map(|y| Date::new(y, month as i8, day as i8).ok())
                .filter(|d| weekday.is_none_or(|w| d.weekday() == w))
                .collect();
            let around = |d: &Date| (plus(*d, -before), plus(*d, after));
            let words = self.quoted(hit.start, hit.end);
            let words = if weekday.is_some() { format!("weekday and day agree in {words}") } else { words };
            let weight = if weekday.is_some() { 2.5 } else { STRONG };
            clues.push(Clue { days: days.iter().map(around).collect(), weight, words });
            if this {
                // "this Wednesday, 19 August" is most often written on that day.
                let same = days.iter().map(|d| (*d, *d)).collect();
                clues.push(Clue { days: same, weight: 0.6, words: String::new() });
            } else if weekday.is_some() && tense != Tense::Future && self.in_lead(hit) {
                // "on Wednesday 19 August", told first, is that day or the one before.
                let soon = days.iter().map(|d| (*d, plus(*d, 1))).collect();
                clues.push(Clue { days: soon, weight: 0.5, words: String::new() });
            }
        }
        if let Some((day, hit)) = latest {
            let words = format!("{} has come", self.quoted(hit.start, hit.end));
            clues.push(Clue { days: vec![(day, LAST)], weight: 1.5, words });
            // A piece rarely names no year of the last five.
            clues.push(Clue { days: vec![(day, plus_months(day, 60))], weight: 0.3, words: String::new() });
        }
    }

    /// "by Monday" and "before 18 October": the same deadline told twice.
    fn deadline_clues(&self, clues: &mut Vec<Clue>) {
        let last: Vec<&Found> = self
            .found
            .iter()
            .filter(|h| h.kind == RuleKind::Date)
            .filter(|h| crate::bound(self.scan, self.pack, h.start) == Some(TimeBound::NotAfter))
            .collect();
        for weekday in &last {
            let has = |f| weekday.sem.get(f);
            let (Some(number), None, None) = (has(Field::Weekday), has(Field::Month), has(Field::Day)) else {
                continue;
            };
            for dated in &last {
                let get = |f| dated.sem.get(f);
                let (Some(month), Some(day), None) = (get(Field::Month), get(Field::Day), get(Field::Year)) else {
                    continue;
                };
                let days: Vec<(Date, Date)> = years()
                    .filter_map(|y| Date::new(y, month as i8, day as i8).ok())
                    .filter(|d| i64::from(d.weekday().to_monday_one_offset()) == number)
                    .map(|d| (plus(d, -6), d))
                    .collect();
                let words = format!(
                    "one deadline in {} and {}",
                    self.quoted(weekday.start, weekday.end),
                    self.quoted(dated.start, dated.end)
                );
                clues.push(Clue { days, weight: 2.5, words });
            }
        }
    }

    /// "last August's elections", "Sunday's vote", "the explosion last week".
    fn event_clues(&self, clues: &mut Vec<Clue>) {
        let ties = dated::ties(self.scan, self.pack, self.found);
        for (at, end, kinds, hit) in ties.into_iter().filter(|tie| tie.3.sem.get(Field::Year).is_none()) {
            let tense = self.tense(hit);
            let known = self.world.events.iter().filter(|e| dated::is_told(e, &kinds, &self.countries));
            let days: Vec<(Date, Date)> = known.flat_map(|e| dated::published_after(e, &hit.sem, tense)).collect();
            if !days.is_empty() {
                let words = self.quoted(hit.start.min(at), hit.end.max(end));
                clues.push(Clue { days, weight: 2.0, words: format!("{words}, an event of known date") });
            }
        }
    }

    /// Ages of leaders, and terms of office.
    fn person_clues(&self, clues: &mut Vec<Clue>) {
        let mut people: BTreeMap<u16, usize> = BTreeMap::new();
        for (at, _, named) in &self.names {
            if let Named::Leader(number) = named {
                people.entry(*number).or_insert(*at);
            }
        }
        let leaders = || people.keys().filter_map(|n| self.world.leaders.get(*n as usize));
        for hit in self.found.iter().filter(|h| h.kind == RuleKind::Age) {
            let Some(age) = hit.sem.get(Field::N).filter(|n| *n != VAGUE && *n % 1000 == 0).map(|n| n / 1000) else {
                continue;
            };
            let lived = |born: Date| {
                let first = plus_months(born, age as i32 * 12);
                (first, plus(plus_months(first, 12), -1))
            };
            let days: Vec<(Date, Date)> =
                leaders().filter_map(|l| l.born?.first()).filter(|_| (18..110).contains(&age)).map(lived).collect();
            if !days.is_empty() {
                let words = format!("{} of a leader", self.quoted(hit.start, hit.end));
                clues.push(Clue { days, weight: STRONG, words });
            }
        }
        for leader in leaders().take(12) {
            let days: Vec<(Date, Date)> = leader
                .terms
                .iter()
                .map(|(since, until)| {
                    let from = since.and_then(Edtf::first).unwrap_or(FIRST);
                    (from, until.and_then(Edtf::last).map_or(LAST, |d| plus(d, 60)))
                })
                .collect();
            if !days.is_empty() {
                clues.push(Clue { days, weight: 0.3, words: format!("{} in office", leader.name) });
            }
        }
    }

    /// Whether an expression stands in what comes first: title, standfirst and first paragraph.
    fn in_lead(&self, hit: &Found) -> bool {
        let offset = self.scan.tokens[hit.start].start;
        let mut paragraphs = self.article.blocks.iter().filter(|b| b.kind == legation_model::BlockKind::Paragraph);
        paragraphs.next().is_some_and(|b| offset < b.span.end)
    }

    /// News tells first what happened on the day it is written or the day before, and names the weekday.
    fn weekday_clue(&self, clues: &mut Vec<Clue>) {
        let Some(class) = self.pack.class("event") else { return };
        let names_event = |h: &Found| (h.end..h.end + 3).any(|i| !self.scan.entries(class, i).is_empty());
        let first = self.found.iter().find(|h| {
            let has = |f| h.sem.get(f).is_some();
            matches!(h.kind, RuleKind::Date | RuleKind::Time)
                && has(Field::Weekday)
                && ![Field::Day, Field::Month, Field::Dir].into_iter().any(has)
                && crate::bound(self.scan, self.pack, h.start).is_none()
                && !names_event(h)
                && matches!(self.tense(h), Tense::Past | Tense::Unknown)
        });
        let Some(hit) = first else { return };
        let Some(weekday) = hit.sem.get(Field::Weekday).and_then(calendar::weekday) else { return };
        // A lead that tells weekday and day of the month has said it better.
        let whole = |h: &Found| [Field::Weekday, Field::Day].into_iter().all(|f| h.sem.get(f).is_some());
        if self.found.iter().any(|h| h.start < hit.start && whole(h) && self.in_lead(h)) {
            return;
        }
        let last = i32::from(!self.in_lead(hit));
        let mut day = plus(FIRST, i32::from(weekday.since(FIRST.weekday())));
        let mut days = Vec::new();
        while day < LAST {
            days.push((day, plus(day, last)));
            day = plus(day, 7);
        }
        let words = format!("written on or right after {}", self.quoted(hit.start, hit.end));
        clues.push(Clue { days, weight: 0.5, words });
    }

    /// "LIMA/QUITO, April 30 (Agency) - ", "Lima. 30 April. AGENCY - ": the day on which a wire was written, without its
    /// year, and where in its year that is.
    fn dateline(&self) -> Option<(&Found, i8, i8)> {
        let text = self.scan.text;
        let opens = |hit: &Found| {
            let span = crate::span_of(self.scan, hit.start, hit.end);
            let block =
                self.article.blocks.iter().take(OPENING).find(|b| b.span.contains_offset(span.start as usize))?;
            let before = text.get(block.span.start as usize..span.start as usize)?;
            let behind = text.get(span.end as usize..block.span.end as usize)?.trim_start();
            let named = before.len() <= PLACES && before.trim_end().ends_with([',', '-', '–', '—', '.']);
            let mut words = before.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).peekable();
            let places = words.peek().is_some() && words.all(|w| w.starts_with(char::is_uppercase));
            let agency =
                |b: &str| [" - ", " – ", " — "].iter().any(|d| b.split_once(d).is_some_and(|(a, _)| a.len() <= AGENCY));
            let dashed = behind.starts_with(['(', '-', '–', '—', '/']) || behind.strip_prefix(". ").is_some_and(agency);
            (named && places && dashed).then_some(())
        };
        let day = |hit: &&Found| {
            let has = |f| hit.sem.get(f).is_some();
            hit.kind == RuleKind::Date && has(Field::Day) && has(Field::Month) && !has(Field::Year)
        };
        let hit = self.found.iter().filter(day).find(|h| opens(h).is_some())?;
        Some((hit, hit.sem.get(Field::Month)? as i8, hit.sem.get(Field::Day)? as i8))
    }

    fn dateline_clue(&self, clues: &mut Vec<Clue>) {
        let Some((hit, month, day)) = self.dateline() else { return };
        let days = years().filter_map(|y| Date::new(y, month, day).ok()).map(|d| (d, d)).collect();
        let words = format!("written on {}", self.quoted(hit.start, hit.end));
        clues.push(Clue { days, weight: 2.0, words });
    }

    /// The latest year that the text names up to that of a day.
    fn latest_year(&self, day: Date) -> Option<i64> {
        let told = |h: &Found| h.sem.get(Field::Year).filter(|&y| y <= i64::from(day.year()));
        self.found.iter().filter_map(told).max()
    }

    /// No date at all where the years told lie so far before the file's date that it says when a copy was made.
    fn long_before_the_file(&self) -> Option<PublicationDate> {
        let published = &self.article.meta.published;
        let file = published.date.filter(|_| published.basis == PublishedBasis::File)?.last()?;
        let latest = self.latest_year(file).filter(|latest| NAMED.contains(&(i64::from(file.year()) - latest)))?;
        let why = format!("no date is stated; the file's, {file}, says nothing: the latest year told is {latest}");
        Some(PublicationDate { date: None, basis: PublishedBasis::None, why })
    }

    /// Where the text leaves the year of its date line open: the last such day before the file's date, on the weekday
    /// that the text names first or the day after it.
    fn before_the_file(&self) -> Option<PublicationDate> {
        let published = &self.article.meta.published;
        let file = published.date.filter(|_| published.basis == PublishedBasis::File)?.last()?;
        let (hit, month, day) = self.dateline()?;
        let since = self.latest_year(file).unwrap_or(0);
        let days: Vec<Date> = years()
            .filter(|&y| i64::from(y) >= since)
            .filter_map(|y| Date::new(y, month, day).ok())
            .filter(|d| *d <= file)
            .collect();
        let weekday = self.found.iter().filter(|h| h.start > hit.end).find_map(|h| {
            let alone = h.sem.get(Field::Day).is_none() && h.sem.dir().is_none();
            h.sem.get(Field::Weekday).filter(|_| alone).and_then(calendar::weekday)
        });
        let on = |late: i32| {
            days.iter().rev().take(KEPT).find(|d| weekday.is_none_or(|w| plus(**d, -late).weekday() == w)).copied()
        };
        let date = Edtf::day(on(0).or_else(|| on(1))?);
        let words = self.quoted(hit.start, hit.end);
        let why = format!("no year is stated; {date} is the last {words} before the file's date that fits");
        Some(PublicationDate { date: Some(date), basis: PublishedBasis::Inferred, why })
    }
}

fn years() -> impl Iterator<Item = i16> {
    FIRST.year()..=LAST.year()
}

/// The days for which most weight speaks, if they answer the question.
fn decide(clues: Vec<Clue>) -> Option<PublicationDate> {
    let index = |d: Date| (d.clamp(FIRST, LAST) - FIRST).get_days() as usize;
    let mut scores = vec![0f32; index(LAST) + 1];
    let mut strong = vec![0f32; scores.len()];
    let mut merged: Vec<(Vec<(usize, usize)>, Clue)> = Vec::with_capacity(clues.len());
    for clue in clues {
        let mut ranges: Vec<(usize, usize)> = clue
            .days
            .iter()
            .filter(|(a, b)| a <= b && *b >= FIRST && *a <= LAST)
            .map(|(a, b)| (index(*a), index(*b)))
            .collect();
        ranges.sort_unstable();
        // A day that two readings of one passage allow counts once.
        let mut next = 0;
        for &(a, b) in &ranges {
            for day in a.max(next)..=b {
                scores[day] += clue.weight;
                if clue.weight >= STRONG {
                    strong[day] += clue.weight;
                }
            }
            next = next.max(b + 1);
        }
        merged.push((ranges, clue));
    }
    let best = scores.iter().copied().fold(0f32, f32::max);
    let is_best = |day: usize| scores[day] > best - 0.05;
    let first = (0..scores.len()).find(|d| is_best(*d))?;
    let last = (0..scores.len()).rfind(|d| is_best(*d))?;
    let rival = scores
        .iter()
        .enumerate()
        .filter(|(day, _)| *day + 31 < first || *day > last + 31)
        .map(|(_, s)| *s)
        .fold(0f32, f32::max);
    if strong[first] < ENOUGH || (last - first) as i32 > WIDEST || best - rival < MARGIN {
        return None;
    }
    let (from, to) = (plus(FIRST, first as i32), plus(FIRST, last as i32));
    let date = if last - first > 62 {
        Edtf::interval(Bound::month(from.year(), from.month()), Bound::month(to.year(), to.month()))
    } else {
        Edtf::days(from, to)
    }?;
    let mut reasons: Vec<&Clue> = merged
        .iter()
        .filter(|(ranges, clue)| !clue.words.is_empty() && ranges.iter().any(|(a, b)| *a <= first && first <= *b))
        .map(|(_, clue)| clue)
        .collect();
    reasons.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut words: Vec<&str> = Vec::new();
    for reason in reasons {
        if !words.contains(&reason.words.as_str()) && words.len() < 6 {
            words.push(&reason.words);
        }
    }
    let why = format!("no date is stated; {date} fits best: {}", words.join("; "));
    Some(PublicationDate { date: Some(date), basis: PublishedBasis::Inferred, why })
}
