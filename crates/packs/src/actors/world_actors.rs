use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Code, Edtf};

use super::people::{self, Person};
use crate::ontology::Ontology;
use crate::{Files, PackError, Row};

/// Actors known in every language.
#[derive(Debug, Default)]
pub struct Actors {
    /// States and territories by code.
    pub states: BTreeMap<Code, State>,
    /// Organisations in the order of the data.
    pub organisations: Vec<Organisation>,
    /// People in the order of their names.
    pub people: Vec<Person>,
    by_name: BTreeMap<Arc<str>, usize>,
}

/// A state or territory.
#[derive(Debug, Clone)]
pub struct State {
    /// ISO 3166-1 alpha-3 or special code.
    pub code: Code,
    /// ISO 3166-1 alpha-2, the key of CLDR's names; empty if none.
    pub iso2: Arc<str>,
    /// Canonical name.
    pub name: Arc<str>,
    /// Adjective in canonical names of its organs.
    pub adjective: Arc<str>,
    /// First day, for states that are or were not always there.
    pub since: Option<Edtf>,
    /// Last day, for states that ended.
    pub until: Option<Edtf>,
    /// Whether it is a union of states and acts as an international organisation.
    pub union: bool,
    /// States that it shares a land border with.
    pub borders: Vec<Code>,
    /// The state where a union has its seat.
    pub seat: Option<Code>,
    /// What it may be called instead of a country ("the kingdom"), by the canonical names of `nouns.tsv`.
    pub forms: Vec<Arc<str>>,
}

/// An organisation with a name.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Canonical name.
    pub name: Arc<str>,
    /// Country or code of an international organisation.
    pub country: Option<Code>,
    /// Sector.
    pub sector: Code,
    /// Names in any text.
    pub names: Vec<Arc<str>>,
    /// Names that count only where the tagger sees a name.
    pub weak_names: Vec<Arc<str>>,
    /// Whether users added it: then its names go before ours.
    pub added: bool,
}

impl Actors {
    /// Loads `actors/`: `states.tsv`, `organisations.tsv`, `people.tsv` and whatever users put under
    /// `actors/added/` in the form of the latter two (files with a column `office` are people). Who is in a user's file
    /// is known by its rows alone.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, ontology: &Ontology) -> Result<Self, PackError> {
        let mut states = BTreeMap::new();
        for row in files.rows("actors/states.tsv") {
            let state = State {
                code: need_code(&row, "code")?,
                iso2: row.get("iso2").into(),
                name: row.need("name")?.into(),
                adjective: row.need("adjective")?.into(),
                since: date(&row, "since")?,
                until: date(&row, "until")?,
                union: row.get("union") == "yes",
                borders: Vec::new(),
                seat: code(&row, "seat")?,
                forms: alternatives(row.get("forms")).map(Arc::from).collect(),
            };
            states.insert(state.code, state);
        }
        add_borders(files, &mut states);
        let mut organisations: Vec<Organisation> = Vec::new();
        let mut by_name: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        let mut people = BTreeMap::new();
        people::read(files, ontology, "actors/people.tsv", &mut people)?;
        let added: Vec<&str> = files.below("actors/added/", ".tsv").map(|(path, _)| path).collect();
        for path in std::iter::once("actors/organisations.tsv").chain(added.iter().copied()) {
            let own = added.contains(&path);
            let is_people = header(files, path).any(|c| c == "office");
            if own {
                check_columns(files, path, if is_people { &PEOPLE_COLUMNS } else { &ORGANISATION_COLUMNS })?;
            }
            if is_people {
                let mut listed = BTreeMap::new();
                people::read(files, ontology, path, &mut listed)?;
                people.extend(listed.into_iter().map(|(name, person)| (name, Person { added: own, ..person })));
                continue;
            }
            for row in files.rows(path) {
                let organisation = Organisation { added: own, ..organisation(&row, ontology)? };
                // A later row replaces an earlier one of the same name, so that users can correct ours.
                if let Some(&i) = by_name.get(&organisation.name) {
                    organisations[i] = organisation;
                } else {
                    by_name.insert(Arc::clone(&organisation.name), organisations.len());
                    organisations.push(organisation);
                }
            }
        }
        Ok(Self { states, organisations, people: people.into_values().collect(), by_name })
    }

    /// The index of an organisation by canonical name.
    pub fn organisation(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The adjective of a state in canonical names.
    pub fn adjective(&self, code: Code) -> Option<&Arc<str>> {
        self.states.get(&code).map(|s| &s.adjective)
    }

    /// Who held an office of a state at a date: indices into [`Actors::people`].
    pub fn holders<'a>(&'a self, office: &'a str, of: Code, when: Edtf) -> impl Iterator<Item = usize> + 'a {
        self.people.iter().enumerate().filter_map(move |(i, person)| {
            person.terms.iter().any(|t| *t.office == *office && t.of == Some(of) && t.holds(when)).then_some(i)
        })
    }
}

const ORGANISATION_COLUMNS: [&str; 6] = ["name", "country", "sector", "names", "weak_names", "source"];
const PEOPLE_COLUMNS: [&str; 11] =
    ["name", "names", "gender", "last", "office", "of", "to", "since", "until", "sector", "source"];

/// The names of a file's columns.
fn header<'a>(files: &'a Files, path: &str) -> impl Iterator<Item = &'a str> {
    let line = files.get(path).unwrap_or("").lines().find(|l| !l.trim().is_empty() && !l.starts_with('#'));
    line.unwrap_or("").split('\t').map(str::trim)
}

/// Users' files are written by hand: a column that nothing reads is a slip, and so is one that is missing.
fn check_columns(files: &Files, path: &str, known: &[&str]) -> Result<(), PackError> {
    let text = files.get(path).unwrap_or("");
    let line = text.lines().position(|l| !l.trim().is_empty() && !l.starts_with('#')).map_or(1, |i| i + 1);
    let columns: Vec<&str> = header(files, path).collect();
    let list = known.join(", ");
    if let Some(unknown) = columns.iter().find(|c| !known.contains(c)) {
        let message = format!("`{unknown}` is no column; the first line names columns, separated by tabs, of: {list}");
        return Err(PackError::line(path, line, message));
    }
    if let Some(missing) = ["name", "sector"].iter().find(|c| !columns.contains(c)) {
        return Err(PackError::line(path, line, format!("column `{missing}` is missing; columns are: {list}")));
    }
    Ok(())
}

fn organisation(row: &Row<'_>, ontology: &Ontology) -> Result<Organisation, PackError> {
    let mut names: Vec<Arc<str>> = alternatives(row.get("names")).map(Arc::from).collect();
    let weak_names: Vec<Arc<str>> = alternatives(row.get("weak_names")).map(Arc::from).collect();
    let name: Arc<str> = row.need("name")?.into();
    if names.is_empty() && weak_names.is_empty() {
        names.push(Arc::clone(&name));
    }
    let (country, sector) = (code(row, "country")?, ontology.sector_of(row)?);
    Ok(Organisation { name, country, sector, names, weak_names, added: false })
}

fn date(row: &Row<'_>, column: &str) -> Result<Option<Edtf>, PackError> {
    match row.get(column) {
        "" => Ok(None),
        cell => cell.parse().map(Some).map_err(|e| row.error(format!("column `{column}`: {e}"))),
    }
}

/// The cells of a list, separated by `|`.
pub(super) fn alternatives(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|c| !c.is_empty())
}

/// A code, or none where the cell is empty.
pub(super) fn code(row: &Row<'_>, column: &str) -> Result<Option<Code>, PackError> {
    match row.get(column) {
        "" => Ok(None),
        cell => cell.parse().map(Some).map_err(|e| row.error(format!("column `{column}`: {e}"))),
    }
}

pub(super) fn need_code(row: &Row<'_>, column: &str) -> Result<Code, PackError> {
    code(row, column)?.ok_or_else(|| row.error(format!("column `{column}` is empty")))
}

/// Which states share a land border. Territories without a row of their own are left aside.
fn add_borders(files: &Files, states: &mut BTreeMap<Code, State>) {
    let of_today = states.values().filter(|s| s.until.is_none() && !s.iso2.is_empty());
    let by_iso2: BTreeMap<Arc<str>, Code> = of_today.map(|s| (Arc::clone(&s.iso2), s.code)).collect();
    for row in files.rows("actors/borders.tsv") {
        let Some(state) = by_iso2.get(row.get("iso2")).and_then(|code| states.get_mut(code)) else { continue };
        state.borders = alternatives(row.get("neighbours")).filter_map(|n| by_iso2.get(n).copied()).collect();
    }
}
