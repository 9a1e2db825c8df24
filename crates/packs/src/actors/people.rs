use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Code, Edtf};

use super::fold;
use super::world_actors::{alternatives, code};
use crate::ontology::Ontology;
use crate::{Files, PackError, Row};

/// A person known to the data.
#[derive(Debug, Clone)]
pub struct Person {
    /// Canonical name.
    pub name: Arc<str>,
    /// Names in full, the canonical one first: spellings, transliterations.
    pub names: Vec<Arc<str>>,
    /// `m`, `f` or empty.
    pub gender: Arc<str>,
    /// Names that the person goes by alone, where they are not the last words of the full names.
    pub last: Option<Vec<Arc<str>>>,
    /// The offices held, in order of their start.
    pub terms: Vec<Term>,
    /// Whether users added the person: then the names go before ours.
    pub added: bool,
}

/// An office held for a span of time.
#[derive(Debug, Clone)]
pub struct Term {
    /// Canonical name of the office.
    pub office: Arc<str>,
    /// The state or organisation.
    pub of: Option<Code>,
    /// Where to, for envoys.
    pub to: Option<Code>,
    /// Sector of the holder.
    pub sector: Code,
    /// Since when; open where the data does not say.
    pub since: Option<Edtf>,
    /// Until when; open where it is not known to have ended.
    pub until: Option<Edtf>,
}

impl Term {
    /// Whether the office may have been held at some time of a date. Bounds of the term are counted in.
    pub fn holds(&self, when: Edtf) -> bool {
        let early = self.since.and_then(Edtf::first).zip(when.last()).is_some_and(|(since, last)| last < since);
        let late = self.until.and_then(Edtf::last).zip(when.first()).is_some_and(|(until, first)| until < first);
        !early && !late
    }
}

/// Adds the rows of a people file, grouped by canonical name.
pub(super) fn read(
    files: &Files,
    ontology: &Ontology,
    path: &str,
    people: &mut BTreeMap<Arc<str>, Person>,
) -> Result<(), PackError> {
    for row in files.rows(path) {
        let term = term(&row, ontology)?;
        add(&row, row.need("name")?, term, people);
    }
    Ok(())
}

fn add(row: &Row<'_>, name: &str, term: Option<Term>, people: &mut BTreeMap<Arc<str>, Person>) {
    let name: Arc<str> = name.into();
    let person = people.entry(Arc::clone(&name)).or_insert_with(|| Person {
        name: Arc::clone(&name),
        names: vec![name],
        gender: "".into(),
        last: None,
        terms: Vec::new(),
        added: false,
    });
    if !row.get("gender").is_empty() {
        person.gender = row.get("gender").into();
    }
    match row.get("last") {
        "" => {}
        "-" => person.last = Some(Vec::new()),
        cell => person.last = Some(alternatives(cell).map(Arc::from).collect()),
    }
    for other in alternatives(row.get("names")) {
        if !person.names.iter().any(|n| **n == *other) {
            person.names.push(other.into());
        }
    }
    person.terms.extend(term);
    person.terms.sort_by_key(|t| t.since.and_then(Edtf::first));
}

fn term(row: &Row<'_>, ontology: &Ontology) -> Result<Option<Term>, PackError> {
    if row.get("office").is_empty() {
        return Ok(None);
    }
    let date = |column: &str| match row.get(column) {
        "" => Ok(None),
        cell => cell.parse::<Edtf>().map(Some).map_err(|e| row.error(format!("column `{column}`: {e}"))),
    };
    Ok(Some(Term {
        office: row.get("office").into(),
        of: code(row, "of")?,
        to: code(row, "to")?,
        sector: ontology.sector_of(row)?,
        since: date("since")?,
        until: date("until")?,
    }))
}

/// The names under which a person goes alone ("Putin", "de Gaulle"; "Assad" for al-Assad), folded.
pub(super) fn last_names(person: &Person, particles: &[String]) -> Vec<String> {
    if let Some(last) = &person.last {
        return last.iter().map(|l| fold(l)).collect();
    }
    let mut found = Vec::new();
    for name in &person.names {
        let words: Vec<String> = name.split_whitespace().map(fold).collect();
        let Some(mut at) = words.len().checked_sub(1).filter(|&i| i > 0) else { continue };
        found.extend(
            words[at].split_once('-').filter(|(p, _)| particles.iter().any(|q| q == p)).map(|(_, l)| l.to_owned()),
        );
        while at > 1 && particles.contains(&words[at - 1]) {
            at -= 1;
        }
        found.push(words[at..].join(" "));
    }
    found.sort();
    found.dedup();
    found
}
