//! Documents and what was read in them.

use std::sync::Arc;

use legation_model::{
    Article, Block, Edtf, Evidence, Masked, Measure, Mention, Metadata, OfficeStatement, Problem, Span, Timex,
};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, named_params, params};

use super::columns::{self, RowError, RowResult};
use super::{Document, DocumentRecord, Header, Ledger, StoredProblem};
use crate::LedgerError;
use crate::record::{self, EvidenceRecord, TimexRecord};

impl Ledger {
    /// Whether the ledger holds this content of the document, read by this coder.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has(&self, doc: &str, sha256: &str, coder: &str) -> Result<bool, LedgerError> {
        self.db
            .prepare_cached("SELECT 1 FROM documents WHERE doc = ?1 AND sha256 = ?2 AND coder = ?3")
            .and_then(|mut q| q.exists(params![doc, sha256, coder]))
            .map_err(|e| self.wrap(e))
    }

    /// How many documents another coder read than this one: `legation recode` renews them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_by_others(&self, coder: &str) -> Result<u64, LedgerError> {
        self.db
            .query_row("SELECT count(*) FROM documents WHERE coder IS NOT NULL AND coder <> ?1", [coder], |row| {
                row.get(0)
            })
            .map_err(|e| self.wrap(e))
    }

    /// Stores a batch of documents, all or none. Documents of the same name are replaced; corrections stay.
    /// Afterwards the events are out of date ([`Ledger::is_current`]).
    ///
    /// # Errors
    /// When the file cannot be written; then nothing of the batch is stored.
    pub fn put(&mut self, batch: &[DocumentRecord]) -> Result<(), LedgerError> {
        let path = self.path.clone();
        let sql = |e| super::open::wrap(&path, e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        for record in batch {
            put_one(&tx, record).map_err(sql)?;
        }
        if !batch.is_empty() {
            set_current(&tx, false).map_err(sql)?;
        }
        tx.commit().map_err(sql)
    }

    /// Records that a document could not be read. What an earlier reading of it gave is kept; only its problems
    /// are replaced.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn fail(&mut self, doc: &str, problems: &[Problem]) -> Result<(), LedgerError> {
        let path = self.path.clone();
        let sql = |e| super::open::wrap(&path, e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        tx.execute("INSERT INTO documents (doc) VALUES (?1) ON CONFLICT (doc) DO NOTHING", [doc]).map_err(sql)?;
        let id = tx.query_row("SELECT id FROM documents WHERE doc = ?1", [doc], |row| row.get(0)).map_err(sql)?;
        tx.execute("DELETE FROM problems WHERE document = ?1", [id]).map_err(sql)?;
        put_problems(&tx, id, problems).map_err(sql)?;
        tx.commit().map_err(sql)
    }

    /// Takes documents out of the ledger, with everything read in them. Corrections stay.
    ///
    /// # Errors
    /// When the file cannot be written; then none is taken out.
    pub fn remove(&mut self, docs: &[&str]) -> Result<(), LedgerError> {
        let path = self.path.clone();
        let sql = |e| super::open::wrap(&path, e);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        for doc in docs {
            if tx.execute("DELETE FROM documents WHERE doc = ?1", [doc]).map_err(sql)? > 0 {
                set_current(&tx, false).map_err(sql)?;
            }
        }
        tx.commit().map_err(sql)
    }

    /// All documents by name, those that could not be read among them. Holds all texts in memory; for one, use
    /// [`Ledger::document`], for metadata alone [`Ledger::headers`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn documents(&self) -> Result<Vec<Document>, LedgerError> {
        self.rows("documents", "SELECT * FROM documents ORDER BY doc", [], |row| document(&self.db, row))
    }

    /// A document by its name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn document(&self, doc: &str) -> Result<Option<Document>, LedgerError> {
        let found =
            self.rows("documents", "SELECT * FROM documents WHERE doc = ?1", [doc], |row| document(&self.db, row))?;
        Ok(found.into_iter().next())
    }

    /// What is known of all documents that could be read, by name, without their texts.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn headers(&self) -> Result<Vec<Header>, LedgerError> {
        let sql = "SELECT doc, sha256, coder, lang, kind, published, published_basis, published_why, title, outlet, \
                   wire, author FROM documents WHERE sha256 IS NOT NULL ORDER BY doc";
        self.rows("documents", sql, [], header)
    }

    /// All mentions as their documents tell them, by document and place: what merging starts from.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn told_mentions(&self) -> Result<Vec<Mention>, LedgerError> {
        self.rows("mentions", &format!("{} ORDER BY d.doc, m.n", columns::TOLD), [], columns::mention)
    }

    /// All mentions, with the actors that other documents identify, by document and place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn mentions(&self) -> Result<Vec<Mention>, LedgerError> {
        self.rows("mentions", &format!("{} ORDER BY d.doc, m.n", columns::MENTION), [], columns::mention)
    }

    /// The mentions of one document, by place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn mentions_of(&self, doc: &str) -> Result<Vec<Mention>, LedgerError> {
        self.rows("mentions", &format!("{} WHERE d.doc = ?1 ORDER BY m.n", columns::MENTION), [doc], columns::mention)
    }

    /// All statements of who holds what, by document and place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn office_statements(&self) -> Result<Vec<OfficeStatement>, LedgerError> {
        let sql = "SELECT s.* FROM office_statements AS s JOIN documents AS d ON d.id = s.document ORDER BY d.doc, s.n";
        self.rows("office_statements", sql, [], |row| {
            Ok(OfficeStatement {
                person: columns::arc(row, "person")?,
                office: columns::arc(row, "office")?,
                of: record::code(row.get::<_, Option<String>>("of")?.as_deref())?,
                to: record::code(row.get::<_, Option<String>>("to")?.as_deref())?,
                as_of: date(row, "as_of")?,
                since: date(row, "since")?,
                until: date(row, "until")?,
                former: row.get("former")?,
                sector: record::code(row.get::<_, Option<String>>("sector")?.as_deref())?,
                evidence: evidence(row)?,
            })
        })
    }

    /// All standing counts, by document and place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn measures(&self) -> Result<Vec<Measure>, LedgerError> {
        let sql = "SELECT s.* FROM measures AS s JOIN documents AS d ON d.id = s.document ORDER BY d.doc, s.n";
        self.rows("measures", sql, [], |row| {
            Ok(Measure {
                what: columns::arc(row, "what")?,
                of: record::code(row.get::<_, Option<String>>("of")?.as_deref())?,
                value: row.get("value")?,
                relation: record::number_relation(&row.get::<_, String>("relation")?)?,
                as_of: date(row, "as_of")?,
                evidence: evidence(row)?,
            })
        })
    }

    /// Runs a query and reads its rows.
    pub(super) fn rows<T, P: rusqlite::Params>(
        &self,
        table: &'static str,
        sql: &str,
        params: P,
        read: impl Fn(&Row<'_>) -> RowResult<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let run = || -> RowResult<Vec<T>> {
            let mut query = self.db.prepare_cached(sql)?;
            let mut rows = query.query(params)?;
            let mut out = Vec::new();
            while let Some(row) = rows.next()? {
                out.push(read(row)?);
            }
            Ok(out)
        };
        run().map_err(|e| match e {
            RowError::Sql(e) => self.wrap(e),
            RowError::Value(e) => self.damaged(table)(e),
        })
    }
}

/// Whether the events are those of the documents.
pub(super) fn set_current(db: &Connection, current: bool) -> rusqlite::Result<()> {
    let value = if current { "current" } else { "out-of-date" };
    db.prepare_cached("INSERT INTO state VALUES ('events', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1")?
        .execute([value])?;
    Ok(())
}

pub(super) fn is_current(db: &Connection) -> rusqlite::Result<bool> {
    let value: Option<String> =
        db.query_row("SELECT value FROM state WHERE key = 'events'", [], |row| row.get(0)).optional()?;
    Ok(value.is_none_or(|v| v == "current"))
}

fn put_one(db: &Connection, record: &DocumentRecord) -> rusqlite::Result<()> {
    let article = &record.article;
    let meta = &article.meta;
    db.prepare_cached("DELETE FROM documents WHERE doc = ?1")?.execute([&article.doc])?;
    let times: Vec<TimexRecord> = record.times.iter().map(TimexRecord::from).collect();
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
    db.prepare_cached(
        "INSERT INTO documents (doc, sha256, coder, lang, kind, published, published_first, published_last, \
         published_basis, published_why, title, outlet, wire, author, base_kind, base, text, map, times) VALUES (:doc, \
         :sha256, :coder, :lang, :kind, :published, :first, :last, :basis, :why, :title, :outlet, :wire, :author, \
         :base_kind, :base, :text, :map, :times)",
    )?
    .execute(named_params! {
        ":doc": article.doc,
        ":sha256": article.sha256,
        ":coder": record.coder,
        ":lang": meta.lang,
        ":kind": meta.kind.as_str(),
        ":published": meta.published.date.map(|d| d.to_string()),
        ":first": day(meta.published.date.and_then(Edtf::first)),
        ":last": day(meta.published.date.and_then(Edtf::last)),
        ":basis": meta.published.basis.as_str(),
        ":why": meta.published.why,
        ":title": meta.title,
        ":outlet": meta.outlet,
        ":wire": meta.wire,
        ":author": meta.author,
        ":base_kind": columns::base_name(article.base_kind),
        ":base": article.base,
        ":text": article.text,
        ":map": columns::to_json(&record::map_rows(&article.map)),
        ":times": columns::to_json(&times),
    })?;
    let id = db.last_insert_rowid();
    let mut block = db.prepare_cached("INSERT INTO blocks VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (n, b) in article.blocks.iter().enumerate() {
        block.execute(params![id, n, b.span.start, b.span.end, columns::block_name(b.kind)])?;
    }
    let mut mask = db.prepare_cached("INSERT INTO masks VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (layer, masks) in [("chrome", &article.chrome), ("caption", &article.captions)] {
        for (n, m) in masks.iter().enumerate() {
            mask.execute(params![id, layer, n, m.base.start, m.base.end, m.reason])?;
        }
    }
    put_problems(db, id, &record.problems)?;
    for (n, m) in record.mentions.iter().enumerate() {
        put_mention(db, id, n, m)?;
    }
    let mut office =
        db.prepare_cached("INSERT INTO office_statements VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")?;
    for (n, o) in record.offices.iter().enumerate() {
        office.execute(params![
            id,
            n,
            o.person,
            o.office,
            o.of.map(|c| c.to_string()),
            o.to.map(|c| c.to_string()),
            o.as_of.map(|d| d.to_string()),
            o.since.map(|d| d.to_string()),
            o.until.map(|d| d.to_string()),
            o.former,
            o.sector.map(|c| c.to_string()),
            columns::to_json(&EvidenceRecord::from(&o.evidence)),
        ])?;
    }
    let mut measure = db.prepare_cached("INSERT INTO measures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for (n, m) in record.measures.iter().enumerate() {
        measure.execute(params![
            id,
            n,
            m.what,
            m.of.map(|c| c.to_string()),
            m.value,
            m.relation.as_str(),
            m.as_of.map(|d| d.to_string()),
            columns::to_json(&EvidenceRecord::from(&m.evidence)),
        ])?;
    }
    Ok(())
}

fn put_problems(db: &Connection, id: i64, problems: &[Problem]) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO problems VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for (n, p) in problems.iter().enumerate() {
        let (start, end) = (p.at.map(|s| s.start), p.at.map(|s| s.end));
        insert.execute(params![id, n, columns::severity_name(p.severity), p.code, start, end, p.message, p.hint])?;
    }
    Ok(())
}

/// A mention's number is its place in the list, whatever its id says: the ledger's ids never have holes.
fn put_mention(db: &Connection, id: i64, n: usize, m: &Mention) -> rusqlite::Result<()> {
    let derivation = record::DerivationRecord::from(&m.evidence.derivation);
    db.prepare_cached(
        "INSERT INTO mentions VALUES (:document, :n, :clean_start, :clean_end, :base_start, :base_end, :quote, \
         :trigger_start, :trigger_end, :trigger_base_start, :trigger_base_end, :actor, :recipient, :event, :mode, \
         :cameo, :goldstein, :date, :date_text, :place, :status, :attribution, :number_value, :number_relation, \
         :number_unit, :rule, :confidence, :derivation)",
    )?
    .execute(named_params! {
        ":document": id,
        ":n": n,
        ":clean_start": m.evidence.clean.start,
        ":clean_end": m.evidence.clean.end,
        ":base_start": m.evidence.base.start,
        ":base_end": m.evidence.base.end,
        ":quote": m.evidence.quote,
        ":trigger_start": m.trigger.start,
        ":trigger_end": m.trigger.end,
        ":trigger_base_start": m.trigger_base.start,
        ":trigger_base_end": m.trigger_base.end,
        ":actor": columns::actors_to_json(&m.actor),
        ":recipient": columns::actors_to_json(&m.recipient),
        ":event": m.event,
        ":mode": m.mode,
        ":cameo": m.cameo,
        ":goldstein": m.goldstein,
        ":date": m.date.map(|d| d.to_string()),
        ":date_text": m.date_text,
        ":place": m.place.map(|c| c.to_string()),
        ":status": m.status.as_str(),
        ":attribution": columns::actors_to_json(&m.attribution),
        ":number_value": m.number.as_ref().map(|x| x.value),
        ":number_relation": m.number.as_ref().map(|x| x.relation.as_str()),
        ":number_unit": m.number.as_ref().map(|x| Arc::clone(&x.unit)),
        ":rule": m.rule,
        ":confidence": m.confidence,
        ":derivation": columns::to_json(&derivation),
    })?;
    Ok(())
}

pub(super) fn date(row: &Row<'_>, column: &str) -> RowResult<Option<Edtf>> {
    Ok(record::edtf(row.get::<_, Option<String>>(column)?.as_deref())?)
}

fn evidence(row: &Row<'_>) -> RowResult<Evidence> {
    let stored: EvidenceRecord = columns::from_json("evidence", &row.get::<_, String>("evidence")?)?;
    Ok(Evidence::try_from(&stored)?)
}

fn header(row: &Row<'_>) -> RowResult<Header> {
    let text = |column: &str| -> rusqlite::Result<String> { row.get(column) };
    Ok(Header {
        doc: columns::arc(row, "doc")?,
        sha256: columns::arc(row, "sha256")?,
        coder: columns::arc(row, "coder")?,
        lang: columns::arc(row, "lang")?,
        kind: columns::kind(&text("kind")?)?,
        published: columns::published(
            row.get::<_, Option<String>>("published")?.as_deref(),
            &text("published_basis")?,
            text("published_why")?,
        )?,
        title: row.get("title")?,
        outlet: row.get("outlet")?,
        wire: row.get("wire")?,
        author: row.get("author")?,
    })
}

fn document(db: &Connection, row: &Row<'_>) -> RowResult<Document> {
    let id: i64 = row.get("id")?;
    let doc = columns::arc(row, "doc")?;
    let problems = problems(db, id)?;
    let Some(sha256) = columns::opt_arc(row, "sha256")? else {
        return Ok(Document { doc, coder: None, article: None, times: Vec::new(), problems });
    };
    let h = header(row)?;
    let map: Vec<[u32; 5]> = columns::from_json("source map", &row.get::<_, String>("map")?)?;
    let times: Vec<TimexRecord> = columns::from_json("list of times", &row.get::<_, String>("times")?)?;
    let article = Article {
        doc: Arc::clone(&doc),
        sha256,
        base: columns::arc(row, "base")?,
        base_kind: columns::base_kind(&row.get::<_, String>("base_kind")?)?,
        text: columns::arc(row, "text")?,
        blocks: blocks(db, id)?,
        map: record::map_of(&map)?,
        chrome: masks(db, id, "chrome")?,
        captions: masks(db, id, "caption")?,
        meta: Metadata {
            lang: h.lang,
            kind: h.kind,
            published: h.published,
            title: h.title,
            outlet: h.outlet,
            wire: h.wire,
            author: h.author,
        },
    };
    let times = times.iter().map(Timex::try_from).collect::<Result<_, _>>()?;
    Ok(Document { doc, coder: Some(h.coder), article: Some(article), times, problems })
}

fn blocks(db: &Connection, id: i64) -> RowResult<Vec<Block>> {
    let mut query = db.prepare_cached("SELECT * FROM blocks WHERE document = ?1 ORDER BY n")?;
    let mut rows = query.query([id])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = columns::block_kind(&row.get::<_, String>("kind")?)?;
        out.push(Block { span: columns::span(row, "clean_start", "clean_end")?, kind });
    }
    Ok(out)
}

fn masks(db: &Connection, id: i64, layer: &str) -> RowResult<Vec<Masked>> {
    let mut query = db.prepare_cached("SELECT * FROM masks WHERE document = ?1 AND layer = ?2 ORDER BY n")?;
    let mut rows = query.query(params![id, layer])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(Masked { base: columns::span(row, "base_start", "base_end")?, reason: columns::arc(row, "reason")? });
    }
    Ok(out)
}

fn problems(db: &Connection, id: i64) -> RowResult<Vec<StoredProblem>> {
    let mut query = db.prepare_cached("SELECT * FROM problems WHERE document = ?1 ORDER BY n")?;
    let mut rows = query.query([id])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let at: Option<Span> = match row.get::<_, Option<u32>>("base_start")? {
            Some(_) => Some(columns::span(row, "base_start", "base_end")?),
            None => None,
        };
        out.push(StoredProblem {
            severity: columns::severity(&row.get::<_, String>("severity")?)?,
            code: row.get("code")?,
            at,
            message: row.get("message")?,
            hint: row.get("hint")?,
        });
    }
    Ok(out)
}
