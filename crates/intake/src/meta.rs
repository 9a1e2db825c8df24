//! Outlet, agency, author, kind and stated date of publication.

use std::collections::{BTreeMap, BTreeSet};

use legation_model::{BlockKind, DocumentKind, Edtf, PublicationDate, PublishedBasis};
use legation_packs::Packs;
use legation_packs::intake::{IntakePack, Role, fold};

use crate::dates::{self, Written};
use crate::draft::{Declared, Label, Line};
use crate::evidence::Evidence;

/// How many lines below the text may say when it was published.
const FOOT: usize = 4;

/// Everything that the metadata are read from.
pub(crate) struct View<'a> {
    pub(crate) lines: &'a [Line],
    /// Lines that the page's structure named bylines, which no longer are among `lines`.
    pub(crate) bylines: &'a [Line],
    pub(crate) evidence: &'a [Evidence],
    pub(crate) labels: &'a [Label],
    pub(crate) dates: &'a [Option<Written>],
    pub(crate) letter: Option<(usize, usize)>,
    pub(crate) title: Option<usize>,
    pub(crate) declared: &'a Declared,
    pub(crate) pack: &'a IntakePack,
    pub(crate) packs: &'a Packs,
}

impl View<'_> {
    fn is_body(&self, i: usize) -> bool {
        matches!(self.labels[i], Label::Body(_))
    }

    fn prose(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.lines.len()).filter(|&i| self.is_body(i) && self.evidence[i].is_prose(12) && self.title != Some(i))
    }

    /// The date that the document states for itself; unknown otherwise.
    pub(crate) fn published(&self) -> PublicationDate {
        if let Some((date, why)) = &self.declared.published {
            return PublicationDate { date: Some(*date), basis: PublishedBasis::Stated, why: why.clone() };
        }
        if let Some(text) = &self.declared.date
            && let Some(written) = dates::first(text, self.pack)
        {
            let why = format!("the date given with it: {text}");
            return PublicationDate { date: Some(Edtf::day(written.date)), basis: PublishedBasis::Stated, why };
        }
        let stated = |written: Written, line: &Line| {
            let said = line.text.get(written.start..written.end).unwrap_or_default();
            let why = format!("the document's own date line: {said}");
            PublicationDate { date: Some(Edtf::day(written.date)), basis: PublishedBasis::Stated, why }
        };
        let first_prose = self.prose().next().unwrap_or(self.lines.len());
        let last_prose = self.prose().last().unwrap_or(0);
        // "By X, 3 March 1994": a byline is no part of the piece, and its date is the piece's.
        let byline = |i: usize| matches!(&self.labels[i], Label::Chrome(reason) if **reason == *"byline");
        let usable = |i: usize| (self.is_body(i) || byline(i)).then(|| self.dates[i]).flatten();
        // Before the text, where a date of a change counts only when no other stands there.
        let head: Vec<(usize, Written)> = (0..first_prose).filter_map(|i| Some((i, usable(i)?))).collect();
        let own = head.iter().find(|(i, _)| self.evidence[*i].has(Role::Published) && !self.only_updated(*i));
        let own = own.or_else(|| head.iter().find(|(i, _)| !self.only_updated(*i))).or_else(|| head.first());
        if let Some((i, written)) = own {
            return stated(*written, &self.lines[*i]);
        }
        // "Published on 3 March 1994" under a standfirst.
        let near = self.prose().nth(2).unwrap_or(self.lines.len());
        let told = |i: usize| [Role::Published, Role::Byline].into_iter().any(|r| self.evidence[i].has(r));
        let said = |i: &usize| told(*i) && !self.only_updated(*i);
        if let Some((i, written)) = (first_prose..near).filter(said).find_map(|i| Some((i, usable(i)?))) {
            return stated(written, &self.lines[i]);
        }
        let text = self.lines.get(first_prose).map_or(u32::MAX, |l| l.base().start);
        for line in self.bylines.iter().filter(|l| l.base().start < text) {
            if let Some(written) = dates::first(&line.text, self.pack) {
                return stated(written, line);
            }
        }
        if let Some(i) = self.prose().next()
            && let Some(written) = self.dateline(i)
        {
            return stated(written, &self.lines[i]);
        }
        // Letters and statements may be dated at the foot.
        if self.letter.is_some()
            && let Some((i, written)) = (last_prose..self.lines.len()).rev().find_map(|i| Some((i, usable(i)?)))
        {
            return stated(written, &self.lines[i]);
        }
        // Sites may say below the text when it was published, and only there.
        let foot: Vec<(usize, Written)> = (last_prose..self.lines.len())
            .take(FOOT)
            .filter(|&i| self.evidence[i].has(Role::Published) && !self.only_updated(i))
            .filter_map(|i| Some((i, self.dates[i]?)))
            .collect();
        if let [(i, written)] = foot[..] {
            return stated(written, &self.lines[i]);
        }
        match &self.declared.address_date {
            Some(day) => {
                let why = "the page's own address".to_owned();
                PublicationDate { date: Some(*day), basis: PublishedBasis::Stated, why }
            }
            None => PublicationDate::unknown(),
        }
    }

    fn only_updated(&self, i: usize) -> bool {
        self.evidence[i].has(Role::Updated) && !self.evidence[i].has(Role::Published)
    }

    /// `PLACE, 3 March 1994 (AGENCY) — …`: a whole date in the head of the first paragraph.
    fn dateline(&self, i: usize) -> Option<Written> {
        let text = &self.lines[i].text;
        let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
        let dashed = || {
            let dash = [" — ", " – ", " - ", " -- ", ") "].iter().filter_map(|d| text.find(d)).min()?;
            let head = text.get(..dash).filter(|h| h.chars().count() <= 70)?;
            let place = head.split([',', '(']).next()?.trim();
            place.split(' ').all(capital).then(|| dates::first(head, self.pack)).flatten()
        };
        // "PLACE, 3 March 1994. …", "PLACE (AGENCY) - March 3, 1994. …"
        let pointed = || {
            let written = dates::first(text, self.pack).filter(|w| w.start > 0 && w.end <= 70)?;
            let names = text.get(..written.start)?.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            let behind = text.get(written.end..)?;
            let ends = [". ", " - ", " – ", " — ", ": "].iter().any(|d| behind.starts_with(d));
            let plain = names.clone().all(|w| capital(w) || self.pack.date_words.contains(w));
            (ends && names.count() <= 5 && plain).then_some(written)
        };
        dashed().or_else(pointed)
    }

    /// The agency that the story is built on.
    pub(crate) fn wire(&self) -> Option<String> {
        let formats = &self.packs.formats;
        let mut points: BTreeMap<usize, i32> = BTreeMap::new();
        let prose: Vec<usize> = self.prose().collect();
        for (n, &i) in prose.iter().enumerate() {
            let text = &self.lines[i].text;
            let mut seen = BTreeSet::new();
            let named = formats.named_in(text);
            for &(outlet, at) in &named {
                if !formats.outlets[outlet].agency || !seen.insert(outlet) {
                    continue;
                }
                let bracketed = named.iter().any(|&(o, at)| o == outlet && in_brackets(text, at));
                let credited = n == 0 && named.iter().any(|&(o, at)| o == outlet && in_head(text, at));
                let more = if credited || bracketed && (n == 0 && at < 80 || n + 1 == prose.len()) {
                    10
                } else if self.evidence[i].has(Role::Wire) {
                    if n < 2 { 4 } else { 1 }
                } else {
                    0
                };
                *points.entry(outlet).or_default() += more;
            }
        }
        for (i, line) in self.lines.iter().enumerate() {
            let short = self.evidence[i].words <= 8 && self.is_body(i) && self.title != Some(i);
            if short && !self.evidence[i].is_prose(5) {
                let named: BTreeSet<usize> = formats.named_in(&line.text).into_iter().map(|(o, _)| o).collect();
                for outlet in named.into_iter().filter(|&o| formats.outlets[o].agency) {
                    *points.entry(outlet).or_default() += 6;
                }
            }
        }
        let own = (0..self.lines.len()).filter(|&i| matches!(&self.labels[i], Label::Chrome(r) if &**r == "byline"));
        for text in own.map(|i| &self.lines[i].text).chain(self.bylines.iter().map(|l| &l.text)) {
            let named: BTreeSet<usize> = formats.named_in(text).into_iter().map(|(o, _)| o).collect();
            for outlet in named.into_iter().filter(|&o| formats.outlets[o].agency && text.len() <= 120) {
                *points.entry(outlet).or_default() += 6;
            }
        }
        best(&points).map(|outlet| formats.outlets[outlet].name.to_string())
    }

    /// The newspaper, broadcaster or site.
    pub(crate) fn outlet(&self) -> Option<String> {
        let formats = &self.packs.formats;
        if let Some(host) = &self.declared.host
            && let Some(outlet) = formats.by_domain(host)
        {
            return Some(outlet.name.to_string());
        }
        if let Some(name) = &self.declared.outlet {
            let known = formats.outlet_called(name).map(|i| formats.outlets[i].name.to_string());
            return Some(known.unwrap_or_else(|| name.clone()));
        }
        let mut points: BTreeMap<usize, i32> = BTreeMap::new();
        for (i, line) in self.lines.iter().enumerate() {
            let e = &self.evidence[i];
            // The text's own agencies are sources, not the place of publication.
            let more = if self.is_body(i) && e.has(Role::SourceLine) && e.words <= 8 {
                10
            } else if matches!(self.labels[i], Label::Chrome(_)) {
                if e.has(Role::Own) { 4 } else { 1 }
            } else {
                continue;
            };
            let named: BTreeSet<usize> = formats.named_in(&line.text).into_iter().map(|(o, _)| o).collect();
            for outlet in named {
                *points.entry(outlet).or_default() += more;
            }
        }
        best(&points).map(|outlet| formats.outlets[outlet].name.to_string())
    }

    /// Who wrote it.
    pub(crate) fn author(&self) -> Option<String> {
        if let Some(author) = &self.declared.author {
            return Some(author.clone());
        }
        if let Some((_, end)) = self.letter {
            let closing = (0..end).rev().find(|&i| self.evidence[i].has(Role::Closing))?;
            return (closing + 1..end).map(|i| &self.lines[i]).find(|l| is_name(&l.text)).map(|l| l.text.clone());
        }
        let text = self.prose().next().map_or(u32::MAX, |i| self.lines[i].base().start);
        let above = |line: &&Line| line.base().start < text;
        // Below the text stand those who helped.
        self.written_by(&above).or_else(|| self.written_by(&|_| true))
    }

    /// The first name of an author in some of the lines.
    fn written_by(&self, looked_at: &dyn Fn(&&Line) -> bool) -> Option<String> {
        let said = self.lines.iter().zip(self.evidence).filter(|(line, _)| looked_at(line)).find_map(|(line, e)| {
            if e.has(Role::Correspondent) && e.words <= 16 {
                let name = line.text.rsplit_once(',').map(|(_, name)| name.trim());
                name.filter(|n| is_name(n)).map(str::to_owned)
            } else {
                self.byline(&line.text).filter(|_| e.has(Role::Byline) && e.words <= 12)
            }
        });
        // Whoever the page names so, with or without a word such as "by".
        said.or_else(|| {
            self.bylines.iter().filter(looked_at).find_map(|line| {
                let bare = || Some(line.text.trim().to_owned()).filter(|t| is_name(t) && t.split(' ').count() <= 4);
                let named = |name: &String| self.packs.formats.named_in(name).is_empty();
                self.byline(&line.text).or_else(|| bare().filter(named))
            })
        })
    }

    /// The name in a byline.
    pub(crate) fn byline(&self, text: &str) -> Option<String> {
        byline(text, self.pack).filter(|name| self.packs.formats.named_in(name).is_empty())
    }

    /// What kind of document it is.
    pub(crate) fn kind(&self, wire: Option<&str>) -> DocumentKind {
        if self.letter.is_some() {
            return DocumentKind::Letter;
        }
        let head: Vec<&Evidence> = (0..self.lines.len())
            .filter(|&i| self.is_body(i) && self.labels[i] != Label::Body(BlockKind::Quote))
            .take(4)
            .map(|i| &self.evidence[i])
            .collect();
        let section = self.declared.section.as_deref().unwrap_or_default();
        let in_section = |role: Role| self.pack.cues_in(section).any(|f| f.cue.role == role && f.start == 0);
        if in_section(Role::Statement) || head.iter().any(|e| e.has(Role::Statement) && e.words <= 30) {
            return DocumentKind::Statement;
        }
        if in_section(Role::Analysis) || self.reads_as_analysis() {
            return DocumentKind::Analysis;
        }
        // In the first paragraph, or where the date line has a line of its own.
        let first = self.prose().next().map_or(0, |i| i + 1);
        let sent = (first.saturating_sub(2)..first).filter(|&i| self.is_body(i)).any(|i| {
            let text: String = self.lines[i].text.chars().take(80).collect();
            let formats = &self.packs.formats;
            let credited = |at| in_brackets(&text, at) || in_head(&text, at);
            formats.named_in(&text).into_iter().any(|(o, at)| formats.outlets[o].agency && credited(at))
        });
        if sent && wire.is_some() { DocumentKind::Wire } else { DocumentKind::News }
    }

    /// Many different phrases of judgement for the length.
    fn reads_as_analysis(&self) -> bool {
        let mut phrases: BTreeSet<&str> = BTreeSet::new();
        let mut words = 0;
        for i in self.prose() {
            let e = &self.evidence[i];
            words += e.words;
            phrases.extend(self.pack.cues_in(&e.folded).filter(|f| f.cue.role == Role::Analysis).map(|f| &*f.cue.text));
        }
        phrases.len() >= 5 && phrases.len() * 100 >= words
    }
}

/// The name behind "By": capitalised words, at most eight.
pub(crate) fn byline(text: &str, pack: &IntakePack) -> Option<String> {
    let folded = fold(text);
    let cue = pack.cues_in(&folded).filter(|f| f.cue.role == Role::Byline).max_by_key(|f| f.end)?;
    let skip = folded.get(..cue.end)?.split(' ').count();
    let name: Vec<&str> = text.split(' ').skip(skip).collect();
    let name = name.join(" ");
    let name = name
        .split([',', '|', '•', '·', '–', '—', '(', ')', ';'])
        .next()
        .unwrap_or_default()
        .trim()
        .trim_start_matches(':');
    let end = name.split(' ').take_while(|w| !pack.byline_ends.contains(&fold(w))).map(|w| w.len() + 1).sum::<usize>();
    let name = name.get(..end.saturating_sub(1)).unwrap_or(name).trim();
    is_name(name).then(|| name.to_owned())
}

/// Whether a text looks like persons' names: two to eight words, the outer ones capitalised, no sentence.
pub(crate) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    (2..=8).contains(&words.len())
        && !text.ends_with(['.', '!', '?', ':'])
        && !text.chars().any(|c| c.is_ascii_digit())
        && capital(words[0])
        && capital(words[words.len() - 1])
        && words.iter().filter(|w| capital(w)).count() * 2 > words.len()
}

/// Whether a name at a byte stands in brackets with nothing but names: `(AFP)`, `(AFP, dpa)`.
fn in_brackets(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let (Some(open), Some(close)) = (before.rfind('('), after.find(')')) else { return false };
    let inside = text.get(open + 1..at + close).unwrap_or_default();
    let name = |w: &str| w.len() <= 3 || w.starts_with(char::is_uppercase);
    inside.len() <= 40 && inside.split([' ', ',', '/']).all(name) && !inside.contains([')', '('])
}

/// Whether a name at a byte belongs to the head of a dispatch: "PLACE, 3 March. NAME - …", "NAME, March 3. …",
/// "… /NAME/. …".
fn in_head(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let name = after.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(after.len());
    let rest = after.get(name..).unwrap_or_default();
    let dashed = [" - ", " – ", " — ", " -- "].iter().any(|d| rest.starts_with(d));
    let slashed = before.ends_with('/') && rest.starts_with('/');
    // Nothing but names, days and months.
    let plain = |s: &str| {
        let word = |w: &str| !w.starts_with(char::is_lowercase);
        s.chars().count() <= 60 && s.split([' ', ',', '.', '/']).all(word)
    };
    let opens = before.is_empty() && {
        let head = rest.split_once(". ").map_or("", |(head, _)| head);
        head.starts_with(", ") && head.chars().any(|c| c.is_ascii_digit()) && plain(head)
    };
    opens || (dashed || slashed) && !before.is_empty() && plain(before)
}

/// The outlet with most points, four at least; the first of the list among equals.
fn best(points: &BTreeMap<usize, i32>) -> Option<usize> {
    points.iter().filter(|(_, p)| **p >= 4).max_by_key(|(o, p)| (**p, std::cmp::Reverse(**o))).map(|(o, _)| *o)
}
