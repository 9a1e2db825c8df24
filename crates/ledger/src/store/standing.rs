//! Relations and offices as deduced.

use jiff::civil::Date;
use legation_model::{Code, Evidence, Office, Relation, RelationKind};
use legation_packs::relations::RelationRules;
use rusqlite::{Connection, params};

use super::columns::{self, RowResult};
use super::{Ledger, documents};
use crate::LedgerError;
use crate::deduce::{self, Known, Standing};
use crate::record::{self, EvidenceRecord, Meaningless};

impl Ledger {
    /// Everything that deduction goes by.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn known(&self) -> Result<Known, LedgerError> {
        let published = self.headers()?.into_iter().filter_map(|h| Some((h.doc, h.published.date?))).collect();
        Ok(Known {
            events: self.events()?,
            mentions: self.mentions()?,
            offices: self.office_statements()?,
            measures: self.measures()?,
            published,
        })
    }

    /// What stood on a day, as known from all documents or from those published by `known_at`, about some countries
    /// (empty: all). The events have to be current ([`Ledger::is_current`]).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn as_of(
        &self,
        day: Date,
        known_at: Option<Date>,
        about: &[Code],
        rules: &RelationRules,
    ) -> Result<Standing, LedgerError> {
        let mut known = self.known()?;
        if let Some(known_at) = known_at {
            known = known.by(known_at);
        }
        Ok(deduce::as_of(&known, day, about, rules))
    }

    /// All relations, in the order of deduction: kind, parties, begin.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn relations(&self) -> Result<Vec<Relation>, LedgerError> {
        self.rows("relations", "SELECT * FROM relations ORDER BY n", [], |row| {
            let kind: String = row.get("relation")?;
            Ok(Relation {
                kind: RelationKind::from_name(&kind).ok_or_else(|| Meaningless::new("kind of relation", kind))?,
                from: columns::arc(row, "from")?,
                about: columns::arc(row, "about")?,
                value: columns::arc(row, "value")?,
                person: columns::opt_arc(row, "person")?,
                valid_from: documents::date(row, "valid_from")?,
                valid_to: documents::date(row, "valid_to")?,
                last_attested: documents::date(row, "last_attested")?,
                known_from: documents::date(row, "known_from")?,
                known_to: documents::date(row, "known_to")?,
                evidence: evidence(&row.get::<_, String>("evidence")?)?,
            })
        })
    }

    /// All offices, in the order of deduction: state, office, begin, person.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn offices(&self) -> Result<Vec<Office>, LedgerError> {
        self.rows("offices", "SELECT * FROM offices ORDER BY n", [], |row| {
            Ok(Office {
                person: columns::arc(row, "person")?,
                office: columns::arc(row, "office")?,
                of: record::code(row.get::<_, Option<String>>("of")?.as_deref())?,
                to: record::code(row.get::<_, Option<String>>("to")?.as_deref())?,
                valid_from: documents::date(row, "valid_from")?,
                valid_to: documents::date(row, "valid_to")?,
                last_attested: documents::date(row, "last_attested")?,
                known_from: documents::date(row, "known_from")?,
                known_to: documents::date(row, "known_to")?,
                former: row.get("former")?,
                evidence: evidence(&row.get::<_, String>("evidence")?)?,
            })
        })
    }
}

fn evidence(json: &str) -> RowResult<Vec<Evidence>> {
    let stored: Vec<EvidenceRecord> = columns::from_json("list of evidence", json)?;
    Ok(stored.iter().map(Evidence::try_from).collect::<Result<_, _>>()?)
}

pub(super) fn put(db: &Connection, relations: &[Relation], offices: &[Office]) -> rusqlite::Result<()> {
    db.execute_batch("DELETE FROM relations; DELETE FROM offices;")?;
    let json = |list: &[Evidence]| columns::to_json(&list.iter().map(EvidenceRecord::from).collect::<Vec<_>>());
    let date = |d: Option<legation_model::Edtf>| d.map(|d| d.to_string());
    let mut insert = db.prepare_cached("INSERT INTO relations VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")?;
    for (n, r) in relations.iter().enumerate() {
        insert.execute(params![
            n,
            r.kind.as_str(),
            r.from,
            r.about,
            r.value,
            r.person,
            date(r.valid_from),
            date(r.valid_to),
            date(r.last_attested),
            date(r.known_from),
            date(r.known_to),
            json(&r.evidence),
        ])?;
    }
    let mut insert = db.prepare_cached("INSERT INTO offices VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")?;
    for (n, o) in offices.iter().enumerate() {
        insert.execute(params![
            n,
            o.person,
            o.office,
            o.of.map(|c| c.to_string()),
            o.to.map(|c| c.to_string()),
            date(o.valid_from),
            date(o.valid_to),
            date(o.last_attested),
            date(o.known_from),
            date(o.known_to),
            o.former,
            json(&o.evidence),
        ])?;
    }
    Ok(())
}
