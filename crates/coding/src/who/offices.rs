//! Who holds which office, as titles and appositions say.

use std::sync::Arc;

use legation_model::{
    ActorKind, ActorMention, Code, Derivation, Edtf, Evidence, OfficeStatement, Span, TimeBound, Timex, TimexKind,
};
use legation_packs::actors::{NounClass, OfficeClass};

use super::names::People;
use super::phrase::Phrase;
use super::signature;
use crate::Reading;

impl Phrase {
    /// The canonical name of the office that it names; one of a town, court, party or company is no office of the state.
    pub(super) fn office_name(&self, reading: &Reading<'_>, office: usize) -> Arc<str> {
        let name = &reading.lang.actors.offices[office].office;
        self.part(reading, office).map_or_else(|| Arc::clone(name), |part| format!("{name} of {part}").into())
    }

    /// What of a state its office is of, where that is not the state itself.
    pub(super) fn part(&self, reading: &Reading<'_>, office: usize) -> Option<Arc<str>> {
        let pack = &reading.lang.actors;
        if let Some(place) = self.of_place {
            return Some(Arc::clone(&pack.places[place]));
        }
        if !matches!(pack.offices[office].class, OfficeClass::Head) {
            return None;
        }
        let organisation = self.of_organisation.map(|o| &reading.packs.actors.organisations[o]);
        let ontology = &reading.packs.ontology;
        let is_state = |sector: Code| ontology.governs(sector) || sector == ontology.union();
        if let Some(o) = organisation.filter(|o| !is_state(o.sector)) {
            return Some(Arc::clone(&o.name));
        }
        let noun = &pack.nouns[self.of_noun?];
        let organ = matches!(noun.class, NounClass::Organ | NounClass::Group | NounClass::Body);
        organ.then(|| noun.name.clone().unwrap_or_else(|| noun.sector.as_str().into()))
    }
}

/// One statement for each title that stands with a name.
pub(super) fn statements(reading: &Reading<'_>, phrases: &[Phrase], people: &People) -> Vec<OfficeStatement> {
    let mut found: Vec<OfficeStatement> = Vec::new();
    for phrase in phrases {
        let (Some(person), Some(office)) = (phrase.person, phrase.office) else { continue };
        if signature::holds(reading, phrase.core.start) {
            continue;
        }
        let title = &reading.lang.actors.offices[office];
        if phrase.of_other && matches!(title.class, OfficeClass::Head | OfficeClass::Chief) {
            continue;
        }
        let role = people.all[person].roles.iter().find(|r| {
            let same = r.office == phrase.office_name(reading, office) || r.at == phrase.core.start;
            same && r.former == phrase.former && phrase.of.first().is_none_or(|&c| r.of == Some(c))
        });
        if title.class == OfficeClass::Counterpart && role.is_none() {
            continue;
        }
        let of = phrase.of.first().copied().or(role.and_then(|r| r.of));
        let organ = phrase.of_noun.and_then(|n| reading.lang.actors.nouns[n].name.as_deref());
        let office: Arc<str> = match organ {
            Some(organ) if title.class == OfficeClass::Role => {
                format!("{} {}", organ.to_lowercase(), title.office).into()
            }
            _ => role.map_or_else(|| phrase.office_name(reading, office), |r| Arc::clone(&r.office)),
        };
        let sector = Some(phrase.sector.unwrap_or(title.sector));
        let base = statement(reading, phrase, &people.all[person].name, office, of, sector);
        found.push(OfficeStatement { to: phrase.to.or(role.and_then(|r| r.to)), former: phrase.former, ..base });
    }
    found
}

/// Statements that descriptions make of somebody named elsewhere ("the Peruvian president has ruled since 2001", "the
/// regime of X"), where no title with the name says the same.
pub(super) fn described(
    reading: &Reading<'_>,
    phrases: &[Phrase],
    people: &People,
    actors: &[ActorMention],
    stated: &[OfficeStatement],
) -> Vec<OfficeStatement> {
    let mut found: Vec<OfficeStatement> = Vec::new();
    let pack = &reading.lang.actors;
    for phrase in phrases.iter().filter(|p| !p.former && !p.of_other) {
        let (person, office, sector) = match (phrase.office, phrase.noun(), phrase.of_person) {
            (Some(office), _, _) if phrase.person.is_none() && phrase.definite => {
                let title = &pack.offices[office];
                let mention = actors.iter().find(|m| m.tokens == phrase.range && m.kind == ActorKind::Office);
                let name = mention.and_then(|m| m.actors.first()).and_then(|a| a.name.clone());
                let named = people.all.iter().any(|p| Some(&p.name) == name.as_ref());
                let plain = matches!(title.class, OfficeClass::Head | OfficeClass::Minister) && named;
                let Some(name) = name.filter(|_| plain) else { continue };
                (name, Arc::clone(&title.office), title.sector)
            }
            // Who has a regime heads it.
            (None, Some(noun), Some(person)) if pack.nouns[noun].class == NounClass::State => {
                let Some(head) = pack.offices.iter().find(|o| o.generic && o.class == OfficeClass::Head) else {
                    continue;
                };
                (Arc::clone(&people.all[person].name), Arc::clone(&head.office), head.sector)
            }
            _ => continue,
        };
        let of = people.all.iter().position(|p| p.name == person).and_then(|p| people.affiliation(reading, p).0);
        let statement = statement(reading, phrase, &person, office, of, Some(sector));
        let known = |s: &&OfficeStatement| s.person == statement.person && s.of == statement.of && !s.former;
        let same = stated.iter().chain(&found).filter(known).any(|s| s.office == statement.office);
        // A wider word adds nothing unless it brings a date.
        let wider = stated.iter().chain(&found).any(|s| known(&s)) && statement.since.is_none();
        if of.is_some() && !same && !wider {
            found.push(statement);
        }
    }
    found
}

fn statement(
    reading: &Reading<'_>,
    phrase: &Phrase,
    person: &Arc<str>,
    office: Arc<str>,
    of: Option<Code>,
    sector: Option<Code>,
) -> OfficeStatement {
    let (as_of, since) = times(reading, phrase);
    OfficeStatement {
        person: Arc::clone(person),
        office,
        of,
        to: None,
        as_of,
        since,
        until: None,
        former: false,
        sector,
        evidence: evidence(reading, reading.parse.span(phrase.range), "office.title"),
    }
}

/// The date for which a passage says who holds the office: that of its sentence where it has one date and it lies in
/// the past, else the document's; and since when, where a "since" follows.
fn times(reading: &Reading<'_>, phrase: &Phrase) -> (Option<Edtf>, Option<Edtf>) {
    let published = reading.article.meta.published.date;
    let sentence = reading.parse.span(reading.parse.sentence_of(phrase.core.start));
    let here = reading.parse.span(phrase.range);
    let within: Vec<&Timex> = reading.times.iter().filter(|t| sentence.contains(t.span)).collect();
    let since = within
        .iter()
        .find(|t| t.bound == Some(TimeBound::NotBefore) && t.span.start >= here.end && t.kind == TimexKind::Date)
        .and_then(|t| t.edtf?.from())
        .filter(|_| !phrase.former)
        .map(Edtf::point);
    let mut dates = within.iter().filter(|t| t.bound.is_none() && t.kind == TimexKind::Date).filter_map(|t| t.edtf);
    let past = |d: &Edtf| d.last().zip(published.and_then(Edtf::last)).is_some_and(|(day, now)| day <= now);
    let as_of = match (dates.next().filter(past), dates.next()) {
        (Some(date), None) if !phrase.former && date.first().is_some() => Some(date),
        _ => published,
    };
    (as_of, since)
}

/// The passage with its place in the base text.
pub(super) fn evidence(reading: &Reading<'_>, clean: Span, rule: &str) -> Evidence {
    Evidence {
        doc: Arc::clone(&reading.article.doc),
        clean,
        base: reading.article.map.to_base(clean),
        quote: clean.of(reading.text()).into(),
        derivation: Derivation::new(rule, Some(clean), "title and name"),
    }
}
