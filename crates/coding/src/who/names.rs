//! Persons by name: which names belong to one person, and what the document and the data know of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Code, Edtf, TokenIdx, TokenRange, plus_days};
use legation_packs::actors::{NounClass, OfficeClass, Sense, Term, fold};

use super::focus::Focus;
use super::nationality;
use super::phrase::{Phrase, state_of};
use super::runs;
use super::scan::{Item, What};
use super::signature::{self, Signed};
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
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a role, not a state machine")]
pub(super) struct Role {
    /// Where the document says so.
    pub(super) at: TokenIdx,
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
    /// Whether the office is the usual one of its class: an ambassador, not a diplomat or a special envoy.
    pub(super) plain_envoy: bool,
    /// Whether it is over.
    pub(super) former: bool,
    /// Whether the passage sets the person against the government.
    pub(super) opposing: bool,
    /// Whether its state is only the one that the document is about.
    pub(super) guessed: bool,
}

impl Role {
    /// A role that goes on, at home, of which nothing more is said.
    fn new(at: TokenIdx, class: OfficeClass, sector: Code, of: Option<Code>) -> Self {
        Self {
            at,
            office: "".into(),
            class,
            sector,
            of,
            to: None,
            plain_envoy: false,
            former: false,
            opposing: false,
            guessed: false,
        }
    }
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
        // Nearest to the end, but what a person is goes before what he is called in passing.
        let current = person.roles.iter().rev().filter(|r| !r.former && r.of.is_some());
        if let Some(role) = current.min_by_key(|r| matches!(r.class, OfficeClass::Role | OfficeClass::Chief)) {
            return (role.of, Some(role.sector));
        }
        if let Some(known) = person.known.map(|k| &reading.packs.actors.people[k]) {
            let when = reading.article.meta.published.date;
            let over = |office: &Arc<str>| person.roles.iter().any(|r| r.former && r.office == *office);
            let term = known.terms.iter().rev().find(|t| when.is_none_or(|w| t.holds(w)) && !over(&t.office));
            if let Some(term) = term {
                return (term.of, Some(term.sector));
            }
            let opposing = person.roles.iter().any(|r| r.opposing);
            if let Some(term) = known.terms.last().filter(|_| !opposing) {
                return (term.of, Some(reading.packs.ontology.former(false)));
            }
        }
        match person.roles.iter().rev().find(|r| !r.former).or(person.roles.last()) {
            Some(role) if role.former => (role.of, Some(reading.packs.ontology.former(role.opposing))),
            Some(role) => (role.of, Some(role.sector)),
            None => (None, None),
        }
    }

    /// Takes in the roles that the phrases give.
    pub(super) fn learn(&mut self, reading: &Reading<'_>, phrases: &[Phrase], signed: &[Signed], focus: Focus) {
        for signed in signed {
            let statement = &signed.statement;
            if let Some(person) = self.all.iter_mut().find(|p| p.name == statement.person) {
                let at = reading.parse.tokens_in(statement.evidence.clean).start;
                let sector = statement.sector.unwrap_or(signed.sector);
                let office = Arc::clone(&statement.office);
                person.roles.push(Role { office, ..Role::new(at, signed.class, sector, statement.of) });
            }
        }
        for phrase in phrases {
            let (Some(person), Some(office)) = (phrase.person, phrase.office) else { continue };
            if signature::holds(reading, phrase.core.start) {
                continue;
            }
            let title = &reading.lang.actors.offices[office];
            let mut sector = phrase.sector.unwrap_or(title.sector);
            let (mut name, mut class) = (phrase.office_name(reading, office), title.class);
            if phrase.part(reading, office).is_some() {
                class = OfficeClass::Chief;
            }
            if class == OfficeClass::Counterpart {
                let Some(other) = self.role_before(phrase.core.start) else { continue };
                (name, class, sector) = (Arc::clone(&other.office), other.class, other.sector);
                // Counterparts may have another title at home.
                let known = self.all[person].known.map(|k| &reading.packs.actors.people[k]);
                let when = reading.article.meta.published.date;
                let term = known.and_then(|k| k.terms.iter().rev().find(|t| when.is_some_and(|w| t.holds(w))));
                name = term.map_or(name, |t| Arc::clone(&t.office));
            }
            if phrase.of_other && matches!(title.class, OfficeClass::Head | OfficeClass::Chief) {
                continue;
            }
            self.all[person].roles.push(Role {
                office: name,
                to: phrase.to,
                plain_envoy: title.resident,
                former: phrase.former,
                opposing: phrase.opposing,
                ..Role::new(phrase.core.start, class, sector, phrase.of.first().copied())
            });
            if self.all[person].gender.is_empty() {
                self.all[person].gender = Arc::clone(&title.gender);
            }
        }
        // "the government of X Y": who heads it.
        for phrase in phrases {
            let (Some(noun), Some(person)) = (phrase.noun(), phrase.of_person) else { continue };
            let noun = &reading.lang.actors.nouns[noun];
            let unknown = self.all[person].known.is_none() && self.all[person].roles.is_empty();
            if noun.class == NounClass::State && unknown {
                let of = phrase.of.first().copied().or(focus.host);
                self.all[person].roles.push(Role::new(phrase.core.start, OfficeClass::Chief, noun.sector, of));
            }
        }
        for phrase in phrases {
            let What::Name(person) = phrase.what else { continue };
            let around = nationality::around(phrases, phrase);
            let held = |p: &Phrase| p.office.is_some() && p.person == Some(person) && p.range.overlaps(phrase.range);
            let titled = around.iter().any(held);
            if titled {
                continue;
            }
            // "the student activist X Y" is one of those at home where nothing else is said.
            let described = nationality::of(reading, around, phrase).map(|(of, sector)| (Some(of), sector));
            let described = described.or_else(|| Some((None, Some(nationality::sector(reading, around, phrase)?))));
            let Some((of, sector)) = described else { continue };
            let sector = sector.unwrap_or(reading.packs.ontology.people());
            self.all[person].roles.push(Role::new(phrase.core.start, OfficeClass::Chief, sector, of));
        }
        self.complete(reading, phrases, focus);
    }

    /// The last role that the document gives before a token.
    pub(super) fn role_before(&self, at: TokenIdx) -> Option<&Role> {
        let roles = self.all.iter().flat_map(|p| &p.roles).filter(|r| r.at < at && !r.former);
        roles.filter(|r| matches!(r.class, OfficeClass::Head | OfficeClass::Minister)).max_by_key(|r| r.at)
    }

    /// A role without a state is of the state that the person's other roles or the data give, else of the one that
    /// the document names with the same office and no name ("the Peruvian ambassador" ... "ambassador X").
    fn complete(&mut self, reading: &Reading<'_>, phrases: &[Phrase], focus: Focus) {
        let host = focus.host;
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
            for role in &mut person.roles {
                let unnamed = |p: &&Phrase| {
                    p.person.is_none()
                        && !p.former
                        && !p.of.is_empty()
                        && p.office.is_some_and(|o| reading.lang.actors.offices[o].office == role.office)
                };
                if role.former || role.of.is_some() && role.to.is_some() {
                    continue;
                }
                let before = phrases.iter().filter(|p| p.core.start < role.at).rfind(unnamed);
                // Envoys are many: one named later is another.
                let envoy = role.class == OfficeClass::Envoy;
                let found = before.or_else(|| phrases.iter().filter(|_| !envoy).find(unnamed));
                if envoy && role.of.is_none() && found.is_none() && focus.dyad {
                    role.of = focus.two.and_then(|two| two.into_iter().find(|&c| Some(c) != host));
                }
                if let Some(found) = found.filter(|f| role.of.is_none_or(|c| f.of.first() == Some(&c))) {
                    role.of = found.of.first().copied();
                    role.to = role.to.or(found.to);
                }
                // An envoy of another state, in a document about this one, is accredited here.
                if role.class == OfficeClass::Envoy && role.of.is_some() && role.of != host && role.plain_envoy {
                    role.to = role.to.or(host);
                }
            }
            // Judges, officers and members of parliament are those of the country that the document is about.
            for role in person.roles.iter_mut().filter(|r| r.of.is_none() && domestic(reading, r)) {
                // A ministry's own minister.
                let own = focus.issuer.filter(|_| reading.packs.ontology.governs(role.sector));
                (role.of, role.guessed) = (own.or(host), true);
            }
        }
    }
}

/// Whether an office that is of no state by what is said of it is one of the state that the document is about.
fn domestic(reading: &Reading<'_>, role: &Role) -> bool {
    let ontology = &reading.packs.ontology;
    match role.class {
        OfficeClass::Head | OfficeClass::Minister => ontology.governs(role.sector),
        OfficeClass::Member | OfficeClass::Role | OfficeClass::Chief => ontology.is_domestic(role.sector),
        OfficeClass::Envoy | OfficeClass::Counterpart => false,
    }
}

/// Finds the names of persons and puts them among the items: the persons, and the items with names in place of
/// whatever lay inside them.
pub(super) fn read(reading: &Reading<'_>, items: Vec<Item>) -> (Vec<Item>, People) {
    let runs = runs::find(reading, &items);
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
        let (gender, office) = cue(reading, items, run);
        let agrees = |other: &str| gender.is_empty() || other.is_empty() || *other == *gender;
        let people = &reading.packs.actors.people;
        let candidates = reading.lang.actors.last_names.get(&last).map_or(&[][..], Vec::as_slice);
        // The title says who is meant where several go by one last name.
        let when = reading.article.meta.published.date;
        let titled = office.and_then(|office| {
            let title = &reading.lang.actors.offices[office].office;
            let then = |t: &Term| when.is_none_or(|w| t.holds(w));
            let holds = |c: &usize| people[*c].terms.iter().any(|t| t.office == *title && then(t));
            let mut holders = candidates.iter().copied().filter(holds);
            holders.next().filter(|_| holders.next().is_none())
        });
        let met = |p: &Person| p.last == last && agrees(&p.gender) && (titled.is_none() || p.known == titled);
        // Known to be of the gender said goes before not known.
        let surely = |p: &Person| met(p) && !gender.is_empty() && p.gender == gender;
        if let Some(first) = self.all.iter().position(surely).or_else(|| self.all.iter().position(met)) {
            return first;
        }
        let fits = |&c: &usize| agrees(&people[c].gender) && at_home(reading, items, c);
        let fitting: Vec<usize> = candidates.iter().copied().filter(fits).collect();
        let headed = || governed(reading, items, run, candidates);
        if let Some(person) = titled.or_else(|| at_the_time(reading, &fitting)).or_else(headed) {
            let name = Arc::clone(&people[person].name);
            return self.add(reading, name, last, Some(person));
        }
        let name = tidy(reading.parse.span(run).of(reading.text()));
        let person = self.add(reading, name, last, None);
        self.all[person].gender = gender;
        person
    }

    fn add(&mut self, reading: &Reading<'_>, name: Arc<str>, last: String, known: Option<usize>) -> usize {
        let gender = known.map_or_else(|| Arc::from(""), |k| Arc::clone(&reading.packs.actors.people[k].gender));
        self.all.push(Person { name, last, known, gender, roles: Vec::new() });
        self.all.len() - 1
    }
}

/// What stands before a name: the gender that an honorific tells, and a title.
fn cue(reading: &Reading<'_>, items: &[Item], run: TokenRange) -> (Arc<str>, Option<usize>) {
    let before = items.partition_point(|i| i.range.end <= run.start).checked_sub(1).map(|i| &items[i]);
    match before.filter(|i| i.range.end == run.start).map(|i| i.what) {
        Some(What::Known(Sense::Honorific(h))) => (Arc::clone(&reading.lang.actors.honorifics[h]), None),
        Some(What::Known(Sense::Office(o))) => (Arc::clone(&reading.lang.actors.offices[o].gender), Some(o)),
        _ => ("".into(), None),
    }
}

/// Whether somebody may go by the last name alone: who heads a state or government at the time, and everybody in a
/// document that names the state.
fn at_home(reading: &Reading<'_>, items: &[Item], person: usize) -> bool {
    let person = &reading.packs.actors.people[person];
    let heads =
        |office: &str| reading.lang.actors.offices.iter().any(|o| *o.office == *office && o.class == OfficeClass::Head);
    let when = reading.article.meta.published.date;
    let at_head = |t: &Term| heads(&t.office) && when.is_none_or(|w| t.holds(w));
    let named = |t: &Term| t.of.is_none() || items.iter().any(|i| state_of(reading, i) == t.of);
    person.terms.iter().any(|t| at_head(t) || named(t))
}

/// "the *Thatcher* government": who headed a state or government last, where a word for one stands behind the name.
fn governed(reading: &Reading<'_>, items: &[Item], run: TokenRange, candidates: &[usize]) -> Option<usize> {
    let behind = items.iter().find(|i| i.range.start == run.end)?;
    let What::Known(Sense::Noun(noun)) = behind.what else { return None };
    if reading.lang.actors.nouns[noun].class != NounClass::State {
        return None;
    }
    let offices = &reading.lang.actors.offices;
    let heads = |t: &Term| offices.iter().any(|o| *o.office == *t.office && o.class == OfficeClass::Head);
    let when = reading.article.meta.published.date;
    let begun = |t: &Term| t.since.zip(when).is_none_or(|(since, when)| since.first() <= when.last());
    let people = &reading.packs.actors.people;
    let last = |&c: &usize| {
        people[c].terms.iter().filter(|t| heads(t) && begun(t)).map(|t| t.since.and_then(Edtf::first)).max()
    };
    candidates.iter().copied().filter_map(|c| last(&c).map(|since| (since, c))).max().map(|(_, c)| c)
}

/// The one candidate who held an office at the time of the document, else the one who held it within some years of
/// it; none where several did.
fn at_the_time(reading: &Reading<'_>, candidates: &[usize]) -> Option<usize> {
    let people = &reading.packs.actors.people;
    let Some(when) = reading.article.meta.published.date else {
        return candidates.first().copied().filter(|_| candidates.len() == 1);
    };
    [0, 5 * 365].into_iter().find_map(|days| {
        let near = |t: &Term| t.holds(widened(when, days));
        let mut current = candidates.iter().copied().filter(|&c| people[c].terms.iter().any(near));
        current.next().filter(|_| current.next().is_none())
    })
}

/// A date made wider by some days at both ends.
fn widened(when: Edtf, days: i32) -> Edtf {
    let ends = when.first().zip(when.last()).map(|(a, b)| (plus_days(a, -days), plus_days(b, days)));
    match ends {
        Some((a, b)) if days > 0 => Edtf::days(a, b).unwrap_or(when),
        _ => when,
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
