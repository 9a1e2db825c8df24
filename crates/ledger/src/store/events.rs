//! Events: stored whole after each merge, queried for timelines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use legation_model::{Code, Conflict, Edtf, Event, Mention, MentionId, Office, Relation};
use rusqlite::{Connection, TransactionBehavior, named_params, params, params_from_iter};

use super::columns::{self, RowResult};
use super::{Ledger, documents, standing};
use crate::LedgerError;
use crate::record::{ConflictRecord, MentionRecord};

/// Which events a timeline shows.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TimelineFilter {
    /// Countries that all have to be among the event's parties or be its place; empty for every event.
    pub about: Vec<Code>,
    /// No event that is certainly earlier.
    pub from: Option<Date>,
    /// No event that is certainly later.
    pub to: Option<Date>,
}

impl Ledger {
    /// Whether the stored events, relations and offices are those of the stored documents. False after
    /// [`Ledger::put`] until [`Ledger::replace_events`], also when a crash came in between.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_current(&self) -> Result<bool, LedgerError> {
        documents::is_current(&self.db).map_err(|e| self.wrap(e))
    }

    /// Puts what merging and deduction made of the documents in place of all that is stored of it. `completed` are the
    /// mentions with actors that other documents identify. Every mention of an event has to be in the ledger.
    ///
    /// # Errors
    /// When the file cannot be written, or an event names a mention that is not stored; then nothing is changed.
    pub fn replace_events(
        &mut self,
        completed: &[Mention],
        events: &[Event],
        relations: &[Relation],
        offices: &[Office],
    ) -> Result<(), LedgerError> {
        let path = self.path.clone();
        let sql = |e| super::open::wrap(&path, e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        put_completed(&tx, completed).map_err(sql)?;
        put_events(&tx, events).map_err(sql)?;
        standing::put(&tx, relations, offices).map_err(sql)?;
        documents::set_current(&tx, true).map_err(sql)?;
        tx.commit().map_err(sql)
    }

    /// All events, by date (undated ones last) and id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn events(&self) -> Result<Vec<Event>, LedgerError> {
        self.timeline(&TimelineFilter::default())
    }

    /// An event by its id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn event(&self, id: &str) -> Result<Option<Event>, LedgerError> {
        Ok(self.events_where("WHERE e.id = ?1", &[id.to_owned()])?.into_iter().next())
    }

    /// The events that a filter lets through, by date (undated ones last) and id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn timeline(&self, filter: &TimelineFilter) -> Result<Vec<Event>, LedgerError> {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for country in &filter.about {
            values.push(country.to_string());
            conditions.push(format!("e.id IN (SELECT event FROM event_countries WHERE country = ?{})", values.len()));
        }
        if let Some(from) = filter.from {
            values.push(from.to_string());
            let dated = "(e.date_first IS NOT NULL OR e.date_last IS NOT NULL)";
            conditions.push(format!("{dated} AND (e.date_last IS NULL OR e.date_last >= ?{})", values.len()));
        }
        if let Some(to) = filter.to {
            values.push(to.to_string());
            let dated = "(e.date_first IS NOT NULL OR e.date_last IS NOT NULL)";
            conditions.push(format!("{dated} AND (e.date_first IS NULL OR e.date_first <= ?{})", values.len()));
        }
        let condition =
            if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        self.events_where(&condition, &values)
    }

    fn events_where(&self, condition: &str, values: &[String]) -> Result<Vec<Event>, LedgerError> {
        let mut mentions: BTreeMap<String, Vec<MentionId>> = BTreeMap::new();
        let sql = format!(
            "SELECT e.id, d.doc, em.mention FROM events AS e JOIN event_mentions AS em ON em.event = e.id \
             JOIN documents AS d ON d.id = em.document {condition} ORDER BY e.id, em.n"
        );
        for (event, id) in self.rows("event_mentions", &sql, params_from_iter(values), |row| {
            Ok((row.get::<_, String>(0)?, MentionId { doc: row.get(1)?, n: row.get(2)? }))
        })? {
            mentions.entry(event).or_default().push(id);
        }
        let sql = format!(
            "SELECT e.id, e.merged, e.origins, e.conflicts FROM events AS e {condition} \
             ORDER BY coalesce(e.date_first, e.date_last) IS NULL, coalesce(e.date_first, e.date_last), e.date_last, e.id"
        );
        self.rows("events", &sql, params_from_iter(values), |row| {
            let id: Arc<str> = row.get(0)?;
            let mentions = mentions.get(&*id).cloned().unwrap_or_default();
            event(id, mentions, &row.get::<_, String>(1)?, &row.get::<_, String>(2)?, &row.get::<_, String>(3)?)
        })
    }
}

fn event(id: Arc<str>, mentions: Vec<MentionId>, merged: &str, origins: &str, conflicts: &str) -> RowResult<Event> {
    let merged = Mention::try_from(&columns::from_json::<MentionRecord>("merged event", merged)?)?;
    let origins: Vec<String> = columns::from_json("list of origins", origins)?;
    let conflicts: Vec<ConflictRecord> = columns::from_json("list of conflicts", conflicts)?;
    let documents: BTreeSet<Arc<str>> = mentions.iter().map(|m| Arc::clone(&m.doc)).collect();
    Ok(Event {
        id,
        merged,
        documents: documents.into_iter().collect(),
        mentions,
        origins: origins.iter().map(|o| Arc::from(&**o)).collect(),
        conflicts: conflicts.iter().map(Conflict::try_from).collect::<Result<_, _>>()?,
    })
}

fn put_completed(db: &Connection, mentions: &[Mention]) -> rusqlite::Result<()> {
    db.execute("DELETE FROM completed_mentions", [])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO completed_mentions VALUES ((SELECT id FROM documents WHERE doc = ?1), ?2, ?3, ?4, ?5)",
    )?;
    for m in mentions {
        let [actor, recipient, attribution] =
            [&m.actor, &m.recipient, &m.attribution].map(|side| columns::actors_to_json(side));
        insert.execute(params![m.id.doc, m.id.n, actor, recipient, attribution])?;
    }
    Ok(())
}

fn put_events(db: &Connection, events: &[Event]) -> rusqlite::Result<()> {
    db.execute("DELETE FROM events", [])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO events VALUES (:id, :event, :mode, :status, :date, :first, :last, :place, :merged, :origins, :conflicts)",
    )?;
    let mut mention =
        db.prepare_cached("INSERT INTO event_mentions VALUES (?1, ?2, (SELECT id FROM documents WHERE doc = ?3), ?4)")?;
    let mut country = db.prepare_cached("INSERT OR IGNORE INTO event_countries VALUES (?1, ?2, ?3)")?;
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    for e in events {
        let m = &e.merged;
        let conflicts: Vec<ConflictRecord> = e.conflicts.iter().map(ConflictRecord::from).collect();
        insert.execute(named_params! {
            ":id": e.id,
            ":event": m.event,
            ":mode": m.mode,
            ":status": m.status.as_str(),
            ":date": m.date.map(|d| d.to_string()),
            ":first": day(m.date.and_then(Edtf::first)),
            ":last": day(m.date.and_then(Edtf::last)),
            ":place": m.place.map(|c| c.to_string()),
            ":merged": columns::to_json(&MentionRecord::from(m)),
            ":origins": columns::to_json(&e.origins.iter().map(|o| &**o).collect::<Vec<_>>()),
            ":conflicts": columns::to_json(&conflicts),
        })?;
        for (n, id) in e.mentions.iter().enumerate() {
            mention.execute(params![e.id, n, id.doc, id.n])?;
        }
        let sides = [("actor", &m.actor), ("recipient", &m.recipient)];
        for (side, actors) in sides {
            for c in actors.iter().filter_map(|a| a.country) {
                country.execute(params![e.id, side, c.as_str()])?;
            }
        }
        if let Some(place) = m.place {
            country.execute(params![e.id, "place", place.as_str()])?;
        }
    }
    Ok(())
}
