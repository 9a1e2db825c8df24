//! What the documents of a ledger tell each other: who somebody is that a document names by last name or office only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::{Actor, Code, Edtf, Mention, OfficeStatement, plus_days};
use legation_packs::actors::{ActorPack, Case, OfficeClass, Sense, Word, fold};

/// An office that is stated for a date is taken to be held this many days before and after it, where nothing else
/// is said. Set by hand: terms last years, reporting on them weeks.
const REACH: i32 = 365;

/// The mentions with actors that other documents identify: a last name or full name without a country, and an office
/// of a state without a name. Only where all statements that fit agree on one person, and a last name only in a document
/// that names the person's state: wrong links cost more than missing ones. The mentions are all of one language, whose
/// pack `pack` is; `published` says when their documents came out. The result depends neither on the order of the
/// mentions nor on that of the statements.
pub fn resolve(
    mentions: Vec<Mention>,
    offices: &[OfficeStatement],
    published: &BTreeMap<Arc<str>, Edtf>,
    pack: &ActorPack,
) -> Vec<Mention> {
    let known = Known::new(offices, pack);
    let mut states: BTreeMap<Arc<str>, BTreeSet<Code>> = BTreeMap::new();
    for mention in &mentions {
        let named = parties(mention).filter_map(|a| a.country).chain(mention.place);
        states.entry(Arc::clone(&mention.id.doc)).or_default().extend(named);
    }
    let none = BTreeSet::new();
    let mut mentions = mentions;
    for mention in &mut mentions {
        let when = mention.date.or_else(|| published.get(&mention.id.doc).copied());
        let here = states.get(&mention.id.doc).unwrap_or(&none);
        let sides = [&mut mention.actor, &mut mention.recipient, &mut mention.attribution];
        for actor in sides.into_iter().flatten() {
            known.complete(actor, when, here, pack);
        }
    }
    mentions
}

fn parties(mention: &Mention) -> impl Iterator<Item = &Actor> {
    mention.actor.iter().chain(&mention.recipient).chain(&mention.attribution)
}

struct Known<'a> {
    by_last: BTreeMap<String, Vec<&'a OfficeStatement>>,
    by_office: BTreeMap<(&'a str, Code), Vec<&'a OfficeStatement>>,
}

impl<'a> Known<'a> {
    fn new(offices: &'a [OfficeStatement], pack: &ActorPack) -> Self {
        let mut known = Self { by_last: BTreeMap::new(), by_office: BTreeMap::new() };
        for office in offices {
            if office.person.contains(' ') {
                known.by_last.entry(last_name(&office.person, pack)).or_default().push(office);
            }
            if let Some(of) = office.of.filter(|_| !office.former) {
                known.by_office.entry((&*office.office, of)).or_default().push(office);
            }
        }
        known
    }

    fn complete(&self, actor: &mut Actor, when: Option<Edtf>, here: &BTreeSet<Code>, pack: &ActorPack) {
        let name = actor.name.clone().or_else(|| Some(Arc::clone(&actor.text)).filter(|t| is_name(t, pack)));
        if let (Some(name), None) = (name, actor.country) {
            let name = &*name;
            let full = name.contains(' ');
            let fits = |o: &&&OfficeStatement| !full || fold(&o.person) == fold(name);
            let candidates = self.by_last.get(&last_name(name, pack)).into_iter().flatten();
            let Some(person) = one(candidates.clone().filter(fits).map(|o| &o.person)) else { return };
            let holds: Vec<&&OfficeStatement> = candidates.filter(|o| o.person == person && !o.former).collect();
            let near = holds.iter().filter(|o| covers(o, when));
            let post = one(near.map(|o| (o.of, o.sector)));
            let at_home = post.and_then(|(of, _)| of).is_some_and(|of| here.contains(&of));
            if !full && !at_home {
                return;
            }
            actor.name = Some(person);
            if let Some((of, sector)) = post {
                actor.country = of;
                actor.sector = sector.or(actor.sector);
            }
        } else if let (None, Some(of)) = (&actor.name, actor.country) {
            let Some(office) = title(&actor.text, pack) else { return };
            let candidates = self.by_office.get(&(&*office, of)).into_iter().flatten();
            actor.name = one(candidates.filter(|o| covers(o, when)).map(|o| &o.person));
        }
    }
}

/// Whether words may be somebody's name, and are not known as anything else.
fn is_name(text: &str, pack: &ActorPack) -> bool {
    let words = words(text);
    let capital = |w: &Word| w.case != Case::Any || pack.grammar.particles.contains(&w.folded);
    let known = (0..words.len()).any(|at| pack.lexicon.longest(&words, at).is_some());
    (1..=4).contains(&words.len()) && words.iter().all(capital) && !known
}

fn words(text: &str) -> Vec<Word> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| Word { folded: fold(w), lemmas: Vec::new(), case: Case::of(w), joined: true })
        .collect()
}

/// The one value that all share; none where there is none or there are several.
fn one<T: Ord + Clone, B: std::borrow::Borrow<T>>(values: impl Iterator<Item = B>) -> Option<T> {
    let all: BTreeSet<T> = values.map(|v| v.borrow().clone()).collect();
    all.first().filter(|_| all.len() == 1).cloned()
}

/// Whether an office was held at a date, as far as a statement tells. Without a date of the event nothing speaks
/// against it.
fn covers(office: &OfficeStatement, when: Option<Edtf>) -> bool {
    let Some(when) = when else { return true };
    let since = office.since.and_then(Edtf::first).or_else(|| Some(plus_days(office.as_of?.first()?, -REACH)));
    let until = office.until.and_then(Edtf::last).or_else(|| Some(plus_days(office.as_of?.last()?, REACH)));
    let early = since.zip(when.last()).is_some_and(|(since, last)| last < since);
    let late = until.zip(when.first()).is_some_and(|(until, first)| until < first);
    !early && !late
}

fn last_name(name: &str, pack: &ActorPack) -> String {
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    let mut at = words.len().saturating_sub(1);
    while at > 0 && pack.grammar.particles.contains(&words[at - 1]) {
        at -= 1;
    }
    words.get(at..).unwrap_or(&[]).join(" ")
}

/// The office that a description names: of those that one person holds at a time, and only where the description
/// names nothing but it and states ("supporters of the president", "the former president" do not).
fn title(text: &str, pack: &ActorPack) -> Option<Arc<str>> {
    let words = words(text);
    let mut found = None;
    let mut at = 0;
    while at < words.len() {
        let Some(hit) = pack.lexicon.longest(&words, at) else {
            let (grammar, word) = (&pack.grammar, &words[at].folded);
            // The rest of a possessive is a letter by itself.
            let joins = grammar.determiners.contains(word) || grammar.of.contains(word) || word.chars().count() == 1;
            if !joins {
                return None;
            }
            at += 1;
            continue;
        };
        let office = hit.senses.iter().find_map(|s| if let Sense::Office(o) = s { Some(*o) } else { None });
        if let Some(office) = office {
            let title = &pack.offices[office];
            let single = matches!(title.class, OfficeClass::Head | OfficeClass::Minister) && !title.generic;
            if !single || found.is_some() {
                return None;
            }
            found = Some(Arc::clone(&title.office));
        } else if !hit.senses.iter().all(is_state) {
            return None;
        }
        at += hit.len;
    }
    found
}

fn is_state(sense: &Sense) -> bool {
    sense.state().is_some() && sense.place().is_none()
}
