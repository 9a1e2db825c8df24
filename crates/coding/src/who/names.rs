//! Persons by name: which names belong to one person, and what the document and the data know of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Code, Edtf, Iob, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{OfficeClass, Sense, fold};

use super::phrase::Phrase;
use super::scan::{Item, What};
use crate::Reading;

/// A person of the document.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Canonical name.
    pub(super) name: Arc<str>,
    /// The last name, folded.
    last: String,
    /// Index into the data's people.
    pub(super) known: Option<usize>,
    /// `m`, `f` or empty.
    pub(super) gender: Arc<str>,
    /// Roles that the document gives, in text order.
    pub(super) roles: Vec<Role>,
}

/// What a person is said to be.
#[derive(Clone, Debug)]
pub(super) struct Role {
    /// Canonical name of the office.
    pub(super) office: Arc<str>,
    /// What it is.
    pub(super) class: OfficeClass,
    /// Sector.
    pub(super) sector: Code,
    /// Of which state or organisation.
    pub(super) of: Option<Code>,
    /// Accredited where.
    pub(super) to: Option<Code>,
    /// Whether it is over.
    pub(super) former: bool,
}

/// The persons of a document.
#[derive(Debug, Default)]
pub(super) struct People {
    /// In the order of their first full name.
    pub(super) all: Vec<Person>,
}

impl People {
    /// Country and sector of a person: the last office that the document gives and that is not over, else the one
    /// that the data knows for the date.
    pub(super) fn affiliation(&self, reading: &Reading<'_>, person: usize) -> (Option<Code>, Option<Code>) {
        let person = &self.all[person];
        let current = person.roles.iter().rev().find(|r| !r.former && r.of.is_some());
        if let Some(role) = current {
            return (role.of, Some(role.sector));
        }
        if let Some(known) = person.known.map(|k| &reading.packs.actors.people[k]) {
            let when = reading.article.meta.published.date;
            let term = known.terms.iter().rev().find(|t| when.is_none_or(|w| t.holds(w)));
            if let Some(term) = term {
                return (term.of, Some(term.sector));
            }
            if let Some(term) = known.terms.last() {
                let elite = "ELI".parse().unwrap_or(term.sector);
                return (term.of, Some(elite));
            }
        }
        match person.roles.iter().rev().find(|r| !r.former).or(person.roles.last()) {
            Some(role) if role.former => (role.of, "ELI".parse().ok()),
            Some(role) => (role.of, Some(role.sector)),
            None => (None, None),
        }
    }

    /// Takes in the roles that the phrases give.
    pub(super) fn learn(&mut self, reading: &Reading<'_>, phrases: &[Phrase]) {
        for phrase in phrases {
            let (Some(person), Some(office)) = (phrase.person, phrase.office) else { continue };
            let title = &reading.lang.actors.offices[office];
            let sector = phrase.sector.unwrap_or(title.sector);
            self.all[person].roles.push(Role {
                office: Arc::clone(&title.office),
                class: title.class,
                sector,
                of: phrase.of.first().copied(),
                to: phrase.to,
                former: phrase.former,
            });
            if self.all[person].gender.is_empty() {
                self.all[person].gender = Arc::clone(&title.gender);
            }
        }
        self.complete(reading);
    }

    /// A role without a state is of the state that the person's other roles or the data give.
    fn complete(&mut self, reading: &Reading<'_>) {
        for person in &mut self.all {
            let known = person.known.map(|k| &reading.packs.actors.people[k]);
            let from_data = |role: &Role| {
                known
                    .and_then(|k| k.terms.iter().find(|t| t.office == role.office).or(k.terms.last()))
                    .and_then(|t| t.of)
            };
            let from_text = person.roles.iter().find_map(|r| r.of);
            for role in &mut person.roles {
                role.of = role.of.or_else(|| from_data(role)).or(from_text);
            }
        }
    }
}

/// Finds the names of persons and puts them among the items: the persons, and the items with names in place of
/// whatever lay inside them.
pub(super) fn read(reading: &Reading<'_>, items: Vec<Item>) -> (Vec<Item>, People) {
    let runs = runs(reading, &items);
    let mut people = People::default();
    let mut of_run: BTreeMap<usize, usize> = BTreeMap::new();
    // Full names first, wherever they stand: a last name may come before them (headlines).
    for full in [true, false] {
        for (i, run) in runs.iter().enumerate() {
            let words = name_words(reading, *run);
            if (words.len() > 1) == full {
                of_run.insert(i, people.identify(reading, &items, *run, &words));
            }
        }
    }
    let mut named: Vec<Item> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        if let Some(&person) = of_run.get(&i) {
            named.push(Item { range: *run, what: What::Name(person), inner: None });
        }
    }
    let free = |item: &Item| !named.iter().any(|n| n.range.overlaps(item.range));
    let mut all: Vec<Item> = items.into_iter().filter(free).collect();
    all.extend(named);
    all.sort_by_key(|i| i.range.start);
    (all, people)
}

/// Token ranges that may be names of persons.
fn runs(reading: &Reading<'_>, items: &[Item]) -> Vec<TokenRange> {
    let grammar = &reading.lang.actors.grammar;
    let mut found: Vec<TokenRange> = Vec::new();
    let mut add = |range: TokenRange| {
        if !range.is_empty() && !found.iter().any(|f| f.overlaps(range)) {
            found.push(range);
        }
    };
    for item in items {
        if let What::Known(Sense::Person(_)) = item.what {
            add(item.range);
        }
    }
    for (range, label) in reading.parse.entities() {
        if grammar.person_labels.contains(&*label) {
            add(trimmed(reading, items, range));
        }
    }
    for item in items {
        if matches!(item.what, What::Known(Sense::Office(_) | Sense::Honorific(_))) {
            add(run_after(reading, items, item.range.end));
        }
    }
    let last_names = &reading.lang.actors.last_names;
    for i in 0..reading.parse.len() {
        let token = reading.parse.token(i.into());
        let word = reading.word(i.into());
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let name = token.pos == Upos::Propn && capital && last_names.contains_key(&fold(word));
        if name && item_at(items, i.into()).is_none() {
            add(TokenRange::new(i, i + 1));
        }
    }
    found.sort_by_key(|r| r.start);
    found
}

/// An entity without the titles, states and marks at its ends.
fn trimmed(reading: &Reading<'_>, items: &[Item], range: TokenRange) -> TokenRange {
    let (mut start, mut end) = (range.start.at(), range.end.at());
    while start < end {
        let Some(item) = item_at(items, start.into()) else { break };
        start = item.range.end.at();
    }
    let is_name = |i: usize| {
        let word = reading.word(i.into());
        let grammar = &reading.lang.actors.grammar;
        word.chars().next().is_some_and(char::is_alphabetic)
            && (word.chars().any(char::is_uppercase) || grammar.particles.contains(&fold(word)))
    };
    while start < end && !is_name(start) {
        start += 1;
    }
    let mut last = start;
    while last < end && (is_name(last) || matches!(reading.word(last.into()), "-" | "." | "’" | "'")) {
        last += 1;
    }
    end = last;
    while start < end && !reading.word((end - 1).into()).chars().any(char::is_uppercase) {
        end -= 1;
    }
    TokenRange::new(start, end.max(start))
}

/// The run of capitalised words after a title.
fn run_after(reading: &Reading<'_>, items: &[Item], start: TokenIdx) -> TokenRange {
    let mut end = start.at();
    let stop = reading.parse.sentences.iter().find(|s| s.contains(start)).map_or(start.at(), |s| s.end.at());
    while end < stop {
        let token = reading.parse.token(end.into());
        let word = reading.word(end.into());
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let particle = reading.lang.actors.grammar.particles.contains(&fold(word));
        let inside = end > start.at() && matches!(word, "-" | ".");
        let plain = item_at(items, end.into()).is_none_or(|i| matches!(i.what, What::Known(Sense::Person(_))));
        let fits = capital && matches!(token.pos, Upos::Propn | Upos::Noun | Upos::X | Upos::Adj) && plain;
        if !(fits || particle && !capital || inside) || token.span.of(reading.text()).trim().is_empty() {
            break;
        }
        end += 1;
    }
    while end > start.at() && !reading.word((end - 1).into()).chars().any(char::is_uppercase) {
        end -= 1;
    }
    let tagged = (start.at()..end).any(|i| {
        let token = reading.parse.token(i.into());
        token.pos == Upos::Propn || matches!(token.iob, Iob::Begin | Iob::Inside)
    });
    TokenRange::new(start.at(), if tagged { end } else { start.at() })
}

fn item_at(items: &[Item], token: TokenIdx) -> Option<&Item> {
    let i = items.partition_point(|i| i.range.end <= token);
    items.get(i).filter(|i| i.range.contains(token))
}

fn name_words(reading: &Reading<'_>, run: TokenRange) -> Vec<String> {
    reading.parse.span(run).of(reading.text()).split_whitespace().map(fold).collect()
}

impl People {
    /// The person that a name stands for: one already met, one of the data, or a new one.
    fn identify(&mut self, reading: &Reading<'_>, items: &[Item], run: TokenRange, words: &[String]) -> usize {
        let known = items.iter().find_map(|item| match item.what {
            What::Known(Sense::Person(p)) if item.range == run => Some(p),
            _ => None,
        });
        let last = last_name(reading, words);
        if words.len() > 1 && words.join(" ") != last {
            let joined = words.join(" ");
            let same = |p: &Person| (known.is_some() && p.known == known) || fold(&p.name) == joined;
            if let Some(i) = self.all.iter().position(same) {
                return i;
            }
            let name: Arc<str> = match known {
                Some(k) => Arc::clone(&reading.packs.actors.people[k].name),
                None => tidy(reading.parse.span(run).of(reading.text())),
            };
            return self.add(reading, name, last, known);
        }
        if let Some(first) = self.all.iter().position(|p| p.last == last) {
            return first;
        }
        let candidates = reading.lang.actors.last_names.get(&last).map_or(&[][..], Vec::as_slice);
        if let Some(person) = at_the_time(reading, candidates) {
            let name = Arc::clone(&reading.packs.actors.people[person].name);
            return self.add(reading, name, last, Some(person));
        }
        let name = tidy(reading.parse.span(run).of(reading.text()));
        self.add(reading, name, last, None)
    }

    fn add(&mut self, reading: &Reading<'_>, name: Arc<str>, last: String, known: Option<usize>) -> usize {
        let gender = known.map_or_else(|| Arc::from(""), |k| Arc::clone(&reading.packs.actors.people[k].gender));
        self.all.push(Person { name, last, known, gender, roles: Vec::new() });
        self.all.len() - 1
    }
}

/// The one candidate who held an office near the time of the document; none where several did.
fn at_the_time(reading: &Reading<'_>, candidates: &[usize]) -> Option<usize> {
    let people = &reading.packs.actors.people;
    let when: Option<Edtf> = reading.article.meta.published.date;
    let current: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|&c| when.is_none_or(|w| people[c].terms.iter().any(|t| t.holds(w))))
        .collect();
    match (current.as_slice(), candidates) {
        ([one], _) | ([], [one]) => Some(*one),
        _ => None,
    }
}

/// The last name: the last word with the particles before it.
fn last_name(reading: &Reading<'_>, words: &[String]) -> String {
    let mut at = words.len().saturating_sub(1);
    while at > 0 && reading.lang.actors.grammar.particles.contains(&words[at - 1]) {
        at -= 1;
    }
    words.get(at..).unwrap_or(&[]).join(" ")
}

/// A name as it stands, on one line.
fn tidy(name: &str) -> Arc<str> {
    name.split_whitespace().collect::<Vec<_>>().join(" ").into()
}
