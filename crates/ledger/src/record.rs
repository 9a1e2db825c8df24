//! The serialised shapes of the ledger's JSON columns. The types of `model` are deliberately not `Serialize`, so
//! that nothing on disk changes by accident: what is written is written here.
//!
//! Rules for changing a shape: fields are added with `#[serde(default)]`, never renamed or removed within a schema
//! version; the ledgers in `tests/ledger_v*` have to open for ever.

use std::sync::Arc;

use legation_model::{
    Actor, Code, Conflict, ConflictValue, Derivation, Edtf, Evidence, Mention, MentionId, Number, NumberRelation,
    Segment, SourceMap, Span, Status, TimeBound, Timex, TimexKind,
};
use serde::{Deserialize, Serialize};

/// A value on disk that has no meaning in this version: the ledger was edited by hand or is damaged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is no {what}")]
pub struct Meaningless {
    /// What was expected.
    pub what: &'static str,
    /// What was found.
    pub value: String,
}

impl Meaningless {
    pub(crate) fn new(what: &'static str, value: impl Into<String>) -> Self {
        Self { what, value: value.into() }
    }
}

type Read<T> = Result<T, Meaningless>;

pub(crate) fn edtf(text: Option<&str>) -> Read<Option<Edtf>> {
    text.map(|t| t.parse().map_err(|_| Meaningless::new("EDTF date", t))).transpose()
}

pub(crate) fn code(text: Option<&str>) -> Read<Option<Code>> {
    text.map(|t| t.parse().map_err(|_| Meaningless::new("code of three capitals", t))).transpose()
}

pub(crate) fn status(text: &str) -> Read<Status> {
    Status::from_name(text).ok_or_else(|| Meaningless::new("status", text))
}

pub(crate) fn number_relation(text: &str) -> Read<NumberRelation> {
    NumberRelation::from_name(text).ok_or_else(|| Meaningless::new("number relation", text))
}

pub(crate) fn span([start, end]: [u32; 2]) -> Read<Span> {
    if start > end {
        return Err(Meaningless::new("span", format!("{start}..{end}")));
    }
    Ok(Span { start, end })
}

fn pair(span: Span) -> [u32; 2] {
    [span.start, span.end]
}

fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}

fn shown<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|v| v.to_string())
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRecord {
    /// The words.
    pub text: String,
    /// Clean bytes, if the sentence says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[u32; 2]>,
    /// Country code.
    #[serde(default)]
    pub country: Option<String>,
    /// Sector code.
    #[serde(default)]
    pub sector: Option<String>,
    /// Canonical name.
    #[serde(default)]
    pub name: Option<String>,
}

impl From<&Actor> for ActorRecord {
    fn from(a: &Actor) -> Self {
        Self {
            text: a.text.to_string(),
            span: a.span.map(pair),
            country: shown(a.country),
            sector: shown(a.sector),
            name: shown(a.name.as_deref()),
        }
    }
}

impl TryFrom<&ActorRecord> for Actor {
    type Error = Meaningless;

    fn try_from(r: &ActorRecord) -> Read<Self> {
        Ok(Self {
            text: arc(&r.text),
            span: r.span.map(span).transpose()?,
            country: code(r.country.as_deref())?,
            sector: code(r.sector.as_deref())?,
            name: r.name.as_deref().map(arc),
        })
    }
}

/// A derivation tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DerivationRecord {
    /// Rule id.
    pub rule: String,
    /// Clean bytes it matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[u32; 2]>,
    /// What it concluded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What it built on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<DerivationRecord>,
}

impl From<&Derivation> for DerivationRecord {
    fn from(d: &Derivation) -> Self {
        Self {
            rule: d.rule.to_string(),
            span: d.span.map(pair),
            note: d.note.clone(),
            children: d.children.iter().map(Self::from).collect(),
        }
    }
}

impl TryFrom<&DerivationRecord> for Derivation {
    type Error = Meaningless;

    fn try_from(r: &DerivationRecord) -> Read<Self> {
        Ok(Self {
            rule: arc(&r.rule),
            span: r.span.map(span).transpose()?,
            note: r.note.clone(),
            children: r.children.iter().map(Self::try_from).collect::<Read<_>>()?,
        })
    }
}

/// A passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The document.
    pub doc: String,
    /// Clean bytes.
    pub clean: [u32; 2],
    /// Base bytes.
    pub base: [u32; 2],
    /// The clean text between.
    pub quote: String,
    /// Why it was read so.
    pub derivation: DerivationRecord,
}

impl From<&Evidence> for EvidenceRecord {
    fn from(e: &Evidence) -> Self {
        Self {
            doc: e.doc.to_string(),
            clean: pair(e.clean),
            base: pair(e.base),
            quote: e.quote.to_string(),
            derivation: (&e.derivation).into(),
        }
    }
}

impl TryFrom<&EvidenceRecord> for Evidence {
    type Error = Meaningless;

    fn try_from(r: &EvidenceRecord) -> Read<Self> {
        Ok(Self {
            doc: arc(&r.doc),
            clean: span(r.clean)?,
            base: span(r.base)?,
            quote: arc(&r.quote),
            derivation: (&r.derivation).try_into()?,
        })
    }
}

/// A count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRecord {
    /// The figure.
    pub value: i64,
    /// `=`, `>`, `<`, `~`.
    pub relation: String,
    /// What is counted.
    pub unit: String,
}

impl From<&Number> for NumberRecord {
    fn from(n: &Number) -> Self {
        Self { value: n.value, relation: n.relation.as_str().to_owned(), unit: n.unit.to_string() }
    }
}

impl TryFrom<&NumberRecord> for Number {
    type Error = Meaningless;

    fn try_from(r: &NumberRecord) -> Read<Self> {
        Ok(Self { value: r.value, relation: number_relation(&r.relation)?, unit: arc(&r.unit) })
    }
}

/// A mention, or the merged fields of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MentionRecord {
    /// Position among the document's mentions.
    pub n: u32,
    /// The passage.
    pub evidence: EvidenceRecord,
    /// Trigger, clean bytes.
    pub trigger: [u32; 2],
    /// Trigger, base bytes.
    pub trigger_base: [u32; 2],
    /// Who.
    pub actor: Vec<ActorRecord>,
    /// To whom.
    pub recipient: Vec<ActorRecord>,
    /// Event type.
    pub event: String,
    /// Mode.
    #[serde(default)]
    pub mode: Option<String>,
    /// CAMEO code.
    #[serde(default)]
    pub cameo: Option<String>,
    /// Goldstein score.
    #[serde(default)]
    pub goldstein: Option<f32>,
    /// EDTF.
    #[serde(default)]
    pub date: Option<String>,
    /// The expression that says when.
    #[serde(default)]
    pub date_text: Option<String>,
    /// Country code.
    #[serde(default)]
    pub place: Option<String>,
    /// Status.
    pub status: String,
    /// Sources, outermost first.
    pub attribution: Vec<ActorRecord>,
    /// How many.
    #[serde(default)]
    pub number: Option<NumberRecord>,
    /// Rule id.
    pub rule: String,
    /// 0 to 1.
    pub confidence: f32,
}

impl From<&Mention> for MentionRecord {
    fn from(m: &Mention) -> Self {
        Self {
            n: m.id.n,
            evidence: (&m.evidence).into(),
            trigger: pair(m.trigger),
            trigger_base: pair(m.trigger_base),
            actor: m.actor.iter().map(ActorRecord::from).collect(),
            recipient: m.recipient.iter().map(ActorRecord::from).collect(),
            event: m.event.to_string(),
            mode: shown(m.mode.as_deref()),
            cameo: shown(m.cameo.as_deref()),
            goldstein: m.goldstein,
            date: shown(m.date),
            date_text: shown(m.date_text.as_deref()),
            place: shown(m.place),
            status: m.status.as_str().to_owned(),
            attribution: m.attribution.iter().map(ActorRecord::from).collect(),
            number: m.number.as_ref().map(NumberRecord::from),
            rule: m.rule.to_string(),
            confidence: m.confidence,
        }
    }
}

impl TryFrom<&MentionRecord> for Mention {
    type Error = Meaningless;

    fn try_from(r: &MentionRecord) -> Read<Self> {
        let actors = |list: &[ActorRecord]| list.iter().map(Actor::try_from).collect::<Read<Vec<_>>>();
        let evidence = Evidence::try_from(&r.evidence)?;
        Ok(Self {
            id: MentionId { doc: Arc::clone(&evidence.doc), n: r.n },
            evidence,
            trigger: span(r.trigger)?,
            trigger_base: span(r.trigger_base)?,
            actor: actors(&r.actor)?,
            recipient: actors(&r.recipient)?,
            event: arc(&r.event),
            mode: r.mode.as_deref().map(arc),
            cameo: r.cameo.as_deref().map(arc),
            goldstein: r.goldstein,
            date: edtf(r.date.as_deref())?,
            date_text: r.date_text.as_deref().map(arc),
            place: code(r.place.as_deref())?,
            status: status(&r.status)?,
            attribution: actors(&r.attribution)?,
            number: r.number.as_ref().map(Number::try_from).transpose()?,
            rule: arc(&r.rule),
            confidence: r.confidence,
        })
    }
}

/// One contested field of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictRecord {
    /// The field.
    pub field: String,
    /// Value and the mentions that state it, each as document and number.
    pub values: Vec<(String, Vec<(String, u32)>)>,
}

/// The fields that can be contested. `model::Conflict` names them statically.
const CONFLICT_FIELDS: [&str; 8] = ["date", "number", "status", "place", "actor", "recipient", "mode", "event"];

impl From<&Conflict> for ConflictRecord {
    fn from(c: &Conflict) -> Self {
        let value = |v: &ConflictValue| {
            (v.value.clone(), v.mentions.iter().map(|m| (m.doc.to_string(), m.n)).collect::<Vec<_>>())
        };
        Self { field: c.field.to_owned(), values: c.values.iter().map(value).collect() }
    }
}

impl TryFrom<&ConflictRecord> for Conflict {
    type Error = Meaningless;

    fn try_from(r: &ConflictRecord) -> Read<Self> {
        let field = CONFLICT_FIELDS
            .into_iter()
            .find(|f| *f == r.field)
            .ok_or_else(|| Meaningless::new("field that can be contested", &*r.field))?;
        let value = |(value, mentions): &(String, Vec<(String, u32)>)| ConflictValue {
            value: value.clone(),
            mentions: mentions.iter().map(|(doc, n)| MentionId { doc: arc(doc), n: *n }).collect(),
        };
        Ok(Self { field, values: r.values.iter().map(value).collect() })
    }
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimexRecord {
    /// Clean bytes.
    pub span: [u32; 2],
    /// TIMEX3 type.
    pub kind: String,
    /// TIMEX3 value.
    pub value: String,
    /// EDTF.
    #[serde(default)]
    pub edtf: Option<String>,
    /// `not-after`, `not-before`, `throughout`.
    #[serde(default)]
    pub bound: Option<String>,
    /// Why.
    pub derivation: DerivationRecord,
}

const TIMEX_KINDS: [TimexKind; 4] = [TimexKind::Date, TimexKind::Time, TimexKind::Duration, TimexKind::Set];
const TIME_BOUNDS: [(TimeBound, &str); 3] =
    [(TimeBound::NotAfter, "not-after"), (TimeBound::NotBefore, "not-before"), (TimeBound::Throughout, "throughout")];

impl From<&Timex> for TimexRecord {
    fn from(t: &Timex) -> Self {
        let bound = |b: TimeBound| TIME_BOUNDS.iter().find(|(k, _)| *k == b).map_or("", |(_, n)| *n).to_owned();
        Self {
            span: pair(t.span),
            kind: t.kind.as_str().to_owned(),
            value: t.value.to_string(),
            edtf: shown(t.edtf),
            bound: t.bound.map(bound),
            derivation: (&t.derivation).into(),
        }
    }
}

impl TryFrom<&TimexRecord> for Timex {
    type Error = Meaningless;

    fn try_from(r: &TimexRecord) -> Read<Self> {
        let bound = |name: &str| {
            let found = TIME_BOUNDS.iter().find(|(_, n)| *n == name).map(|(b, _)| *b);
            found.ok_or_else(|| Meaningless::new("bound of a time", name))
        };
        Ok(Self {
            span: span(r.span)?,
            kind: TIMEX_KINDS
                .into_iter()
                .find(|k| k.as_str() == r.kind)
                .ok_or_else(|| Meaningless::new("TIMEX3 type", &*r.kind))?,
            value: arc(&r.value),
            edtf: edtf(r.edtf.as_deref())?,
            bound: r.bound.as_deref().map(bound).transpose()?,
            derivation: (&r.derivation).try_into()?,
        })
    }
}

/// A source map as rows `[clean start, clean end, base start, base end, page]`.
pub(crate) fn map_rows(map: &SourceMap) -> Vec<[u32; 5]> {
    map.segments().iter().map(|s| [s.clean.start, s.clean.end, s.base.start, s.base.end, s.page]).collect()
}

/// The source map of such rows.
pub(crate) fn map_of(rows: &[[u32; 5]]) -> Read<SourceMap> {
    let mut map = SourceMap::default();
    let (mut clean_end, mut base_end) = (0, 0);
    for &[cs, ce, bs, be, page] in rows {
        let segment = Segment { clean: span([cs, ce])?, base: span([bs, be])?, page };
        if cs != clean_end || bs < base_end {
            return Err(Meaningless::new("source map", format!("{cs}..{ce} from {bs}..{be}")));
        }
        (clean_end, base_end) = (ce, be);
        map.push(segment);
    }
    Ok(map)
}
