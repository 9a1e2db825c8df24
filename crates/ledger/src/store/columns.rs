//! From rows to the model's types.

use std::sync::Arc;

use legation_model::{
    Actor, BaseKind, BlockKind, Derivation, DocumentKind, Evidence, Mention, MentionId, Number, PublicationDate,
    PublishedBasis, Severity, Span,
};
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::{self, ActorRecord, DerivationRecord, Meaningless};

/// Either kind of failure while a row is read.
pub(super) enum RowError {
    Sql(rusqlite::Error),
    Value(Meaningless),
}

impl From<rusqlite::Error> for RowError {
    fn from(e: rusqlite::Error) -> Self {
        Self::Sql(e)
    }
}

impl From<Meaningless> for RowError {
    fn from(e: Meaningless) -> Self {
        Self::Value(e)
    }
}

pub(super) type RowResult<T> = Result<T, RowError>;

/// Names of a closed set, both ways.
const KINDS: [DocumentKind; 5] =
    [DocumentKind::News, DocumentKind::Wire, DocumentKind::Letter, DocumentKind::Analysis, DocumentKind::Statement];
const BASES: [PublishedBasis; 4] =
    [PublishedBasis::Stated, PublishedBasis::Inferred, PublishedBasis::File, PublishedBasis::None];
const BLOCKS: [(BlockKind, &str); 6] = [
    (BlockKind::Title, "title"),
    (BlockKind::Heading, "heading"),
    (BlockKind::Paragraph, "paragraph"),
    (BlockKind::ListItem, "list-item"),
    (BlockKind::Signature, "signature"),
    (BlockKind::Quote, "quote"),
];
const BASE_KINDS: [(BaseKind, &str); 2] = [(BaseKind::Decoded, "decoded"), (BaseKind::Extracted, "extracted")];
const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Note, "note"), (Severity::Warning, "warning"), (Severity::Error, "error")];

fn name_of<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> &'static str {
    table.iter().find(|(v, _)| v == value).map_or("", |(_, name)| *name)
}

fn named<T: Copy>(table: &[(T, &'static str)], what: &'static str, name: &str) -> Result<T, Meaningless> {
    table.iter().find(|(_, n)| *n == name).map(|(v, _)| *v).ok_or_else(|| Meaningless::new(what, name))
}

pub(super) fn block_name(kind: BlockKind) -> &'static str {
    name_of(&BLOCKS, &kind)
}

pub(super) fn block_kind(name: &str) -> Result<BlockKind, Meaningless> {
    named(&BLOCKS, "kind of block", name)
}

pub(super) fn base_name(kind: BaseKind) -> &'static str {
    name_of(&BASE_KINDS, &kind)
}

pub(super) fn base_kind(name: &str) -> Result<BaseKind, Meaningless> {
    named(&BASE_KINDS, "kind of base text", name)
}

pub(super) fn severity_name(severity: Severity) -> &'static str {
    name_of(&SEVERITIES, &severity)
}

pub(super) fn severity(name: &str) -> Result<Severity, Meaningless> {
    named(&SEVERITIES, "severity", name)
}

pub(super) fn kind(name: &str) -> Result<DocumentKind, Meaningless> {
    KINDS.into_iter().find(|k| k.as_str() == name).ok_or_else(|| Meaningless::new("kind of document", name))
}

pub(super) fn published(date: Option<&str>, basis: &str, why: String) -> Result<PublicationDate, Meaningless> {
    let basis = BASES
        .into_iter()
        .find(|b| b.as_str() == basis)
        .ok_or_else(|| Meaningless::new("basis of a publication date", basis))?;
    Ok(PublicationDate { date: record::edtf(date)?, basis, why })
}

pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    // The record types hold strings, numbers and lists only, which always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Meaningless> {
    serde_json::from_str(text).map_err(|e| Meaningless::new(what, format!("{text} ({e})")))
}

pub(super) fn actors_to_json(actors: &[Actor]) -> String {
    to_json(&actors.iter().map(ActorRecord::from).collect::<Vec<_>>())
}

fn actors(text: &str) -> Result<Vec<Actor>, Meaningless> {
    from_json::<Vec<ActorRecord>>("list of actors", text)?.iter().map(Actor::try_from).collect()
}

pub(super) fn arc(row: &Row<'_>, column: &str) -> rusqlite::Result<Arc<str>> {
    row.get(column)
}

pub(super) fn opt_arc(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Arc<str>>> {
    row.get(column)
}

pub(super) fn span(row: &Row<'_>, start: &str, end: &str) -> RowResult<Span> {
    Ok(record::span([row.get(start)?, row.get(end)?])?)
}

/// The columns that [`mention`] reads, of `mentions AS m` joined with `documents AS d`: mentions as their documents tell
/// them.
pub(super) const TOLD: &str = "SELECT d.doc, m.* FROM mentions AS m JOIN documents AS d ON d.id = m.document";

/// The same with what other documents add. Of two columns of one name the first is read.
pub(super) const MENTION: &str = "SELECT d.doc, coalesce(c.actor, m.actor) AS actor, \
     coalesce(c.recipient, m.recipient) AS recipient, coalesce(c.attribution, m.attribution) AS attribution, m.* \
     FROM mentions AS m JOIN documents AS d ON d.id = m.document \
     LEFT JOIN completed_mentions AS c ON c.document = m.document AND c.mention = m.n";

pub(super) fn mention(row: &Row<'_>) -> RowResult<Mention> {
    let text = |column: &str| -> rusqlite::Result<String> { row.get(column) };
    let opt = |column: &str| -> rusqlite::Result<Option<String>> { row.get(column) };
    let doc = arc(row, "doc")?;
    let number =
        match (row.get::<_, Option<i64>>("number_value")?, opt("number_relation")?, opt_arc(row, "number_unit")?) {
            (Some(value), Some(relation), Some(unit)) => {
                Some(Number { value, relation: record::number_relation(&relation)?, unit })
            }
            _ => None,
        };
    let derivation: DerivationRecord = from_json("derivation", &text("derivation")?)?;
    Ok(Mention {
        id: MentionId { doc: Arc::clone(&doc), n: row.get("n")? },
        evidence: Evidence {
            doc,
            clean: span(row, "clean_start", "clean_end")?,
            base: span(row, "base_start", "base_end")?,
            quote: arc(row, "quote")?,
            derivation: Derivation::try_from(&derivation)?,
        },
        trigger: span(row, "trigger_start", "trigger_end")?,
        trigger_base: span(row, "trigger_base_start", "trigger_base_end")?,
        actor: actors(&text("actor")?)?,
        recipient: actors(&text("recipient")?)?,
        event: arc(row, "event")?,
        mode: opt_arc(row, "mode")?,
        cameo: opt_arc(row, "cameo")?,
        goldstein: row.get("goldstein")?,
        date: record::edtf(opt("date")?.as_deref())?,
        date_text: opt_arc(row, "date_text")?,
        place: record::code(opt("place")?.as_deref())?,
        status: record::status(&text("status")?)?,
        attribution: actors(&text("attribution")?)?,
        number,
        rule: arc(row, "rule")?,
        confidence: row.get("confidence")?,
    })
}
