//! The shapes of everything exported. Field names and order are the export contract: a change here is a change for
//! every user's script. Lists are never null, unknown scalars are.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_ledger as ledger;
use legation_model as model;
use model::{BaseKind, Edtf, MentionId, Severity, Span};
use serde::Serialize;

/// `[start, end)`.
pub type Range = [u32; 2];

/// One document.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Its name.
    pub doc: String,
    /// SHA-256 of the source bytes; null when it could never be read.
    pub sha256: Option<String>,
    /// BCP 47 code.
    pub lang: Option<String>,
    /// `news`, `letter`, `wire`, `analysis` or `statement`.
    pub kind: Option<&'static str>,
    /// When it was published.
    pub published: Published,
    /// The headline.
    pub title: Option<String>,
    /// The newspaper, broadcaster or site.
    pub outlet: Option<String>,
    /// The agency that the story is built on.
    pub wire: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Bytes of the base text that are not part of the piece.
    pub chrome: Vec<Range>,
    /// Captions and credits, bytes of the base text.
    pub captions: Vec<Range>,
    /// The clean text.
    pub text: String,
    /// What base offsets count in: `decoded` or `extracted`.
    pub base: Option<&'static str>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// When a document was published.
#[derive(Debug, Serialize)]
pub struct Published {
    /// EDTF.
    pub date: Option<String>,
    /// `stated`, `inferred`, `file` or `none`.
    pub basis: &'static str,
    /// The reason in words.
    pub why: String,
}

/// A problem.
#[derive(Debug, Serialize)]
pub struct Problem {
    /// `note`, `warning` or `error`.
    pub severity: &'static str,
    /// A stable name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// Bytes of the base text.
    pub at: Option<Range>,
}

/// An actor or source.
#[derive(Debug, Serialize)]
pub struct Actor {
    /// The words that name it.
    pub text: String,
    /// Country code.
    pub country: Option<String>,
    /// Sector code.
    pub sector: Option<String>,
    /// Canonical name.
    pub name: Option<String>,
}

/// A count.
#[derive(Debug, Serialize)]
pub struct Number {
    /// The figure.
    pub value: i64,
    /// `=`, `>`, `<` or `~`.
    pub relation: &'static str,
    /// What is counted.
    pub unit: String,
}

/// What a mention and a merged event have in common.
#[derive(Debug, Serialize)]
pub struct Fields {
    /// Who.
    pub actor: Vec<Actor>,
    /// To whom.
    pub recipient: Vec<Actor>,
    /// PLOVER type.
    pub event: String,
    /// Mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// Goldstein score.
    pub goldstein: Option<f64>,
    /// EDTF.
    pub date: Option<String>,
    /// The expression that says so.
    pub date_text: Option<String>,
    /// Country code.
    pub place: Option<String>,
    /// How real it is said to be.
    pub status: &'static str,
    /// Sources, outermost first.
    pub attribution: Vec<Actor>,
    /// How many.
    pub number: Option<Number>,
    /// Id of the rule that coded it.
    pub rule: String,
    /// 0 to 1.
    pub confidence: f64,
}

/// One mention.
#[derive(Debug, Serialize)]
pub struct Mention {
    /// The document.
    pub doc: String,
    /// The event it was merged into.
    pub event_id: Option<String>,
    /// Evidence, bytes of the base text.
    pub start: u32,
    /// Evidence, bytes of the base text.
    pub end: u32,
    /// Trigger, bytes of the base text.
    pub trigger_start: u32,
    /// Trigger, bytes of the base text.
    pub trigger_end: u32,
    /// The clean text of the evidence.
    pub quote: String,
    /// What it says.
    #[serde(flatten)]
    pub fields: Fields,
    /// Evidence, bytes of the clean text.
    pub clean_start: u32,
    /// Evidence, bytes of the clean text.
    pub clean_end: u32,
}

/// A passage.
#[derive(Debug, Serialize)]
pub struct Passage {
    /// The document.
    pub doc: String,
    /// Bytes of the base text.
    pub start: u32,
    /// Bytes of the base text.
    pub end: u32,
    /// The clean text between.
    pub quote: String,
}

/// One merged event.
#[derive(Debug, Serialize)]
pub struct Event {
    /// Stable id.
    pub event_id: String,
    /// The merged fields.
    #[serde(flatten)]
    pub fields: Fields,
    /// The passages that tell of it.
    pub mentions: Vec<Passage>,
    /// The documents that do.
    pub documents: Vec<String>,
    /// The independent origins.
    pub origins: Vec<String>,
    /// Where the reports contradict each other.
    pub conflicts: Vec<Conflict>,
}

/// A contested field.
#[derive(Debug, Serialize)]
pub struct Conflict {
    /// Its name.
    pub field: String,
    /// What is said.
    pub values: Vec<ConflictValue>,
}

/// One value of a contested field.
#[derive(Debug, Serialize)]
pub struct ConflictValue {
    /// The value as exported.
    pub value: String,
    /// Who says so.
    pub evidence: Vec<Passage>,
}

/// How long something stood, as far as is known.
#[derive(Debug, Serialize)]
pub struct Validity {
    /// Since when.
    pub valid_from: Option<String>,
    /// Until when; null: not known to have ended.
    pub valid_to: Option<String>,
    /// The latest date at which a document attests it.
    pub last_attested: Option<String>,
    /// Publication of the first evidence.
    pub known_from: Option<String>,
    /// Publication of the first evidence that ended or contradicted it.
    pub known_to: Option<String>,
    /// The passages.
    pub evidence: Vec<Passage>,
}

/// A standing relation.
#[derive(Debug, Serialize)]
pub struct Relation {
    /// Its kind.
    pub relation: &'static str,
    /// From whom.
    pub from: String,
    /// About what or whom.
    pub about: String,
    /// Its value.
    pub value: String,
    /// The envoy.
    pub person: Option<String>,
    /// How long.
    #[serde(flatten)]
    pub validity: Validity,
}

/// An office held.
#[derive(Debug, Serialize)]
pub struct Office {
    /// Who.
    pub person: String,
    /// What.
    pub office: String,
    /// Of which state or organisation.
    pub of: Option<String>,
    /// Where to, for envoys.
    pub to: Option<String>,
    /// Whether it is only known as a past office.
    pub former: bool,
    /// How long.
    #[serde(flatten)]
    pub validity: Validity,
}

/// A standing count.
#[derive(Debug, Serialize)]
pub struct Measure {
    /// What is counted.
    pub what: String,
    /// Of which state or organisation.
    pub of: Option<String>,
    /// The figure.
    pub value: i64,
    /// `=`, `>`, `<` or `~`.
    pub relation: &'static str,
    /// The date for which it is stated.
    pub as_of: Option<String>,
    /// How long.
    #[serde(flatten)]
    pub validity: Validity,
}

/// A tree of rules and the passages they matched.
#[derive(Debug, Serialize)]
pub struct Derivation {
    /// The rule's id.
    pub rule: String,
    /// What it concluded, in words.
    pub note: String,
    /// Bytes of the clean text it matched.
    pub at: Option<Range>,
    /// The text there.
    pub text: Option<String>,
    /// What it built on.
    pub children: Vec<Derivation>,
}

impl Derivation {
    /// The shape of a derivation over a clean text.
    pub fn new(d: &model::Derivation, text: &str) -> Self {
        Self {
            rule: d.rule.to_string(),
            note: d.note.clone(),
            at: d.span.map(range),
            text: d.span.and_then(|s| text.get(s.lo()..s.hi())).map(str::to_owned),
            children: d.children.iter().map(|child| Self::new(child, text)).collect(),
        }
    }
}

/// Where mentions are looked up by their ids.
pub type Mentions<'a> = BTreeMap<&'a MentionId, &'a model::Mention>;

impl From<&ledger::Document> for Document {
    fn from(document: &ledger::Document) -> Self {
        let article = document.article.as_ref();
        let meta = article.map(|a| &a.meta);
        let masks = |list: &[model::Masked]| list.iter().map(|m| range(m.base)).collect();
        Self {
            doc: document.doc.to_string(),
            sha256: article.map(|a| a.sha256.to_string()),
            lang: meta.map(|m| m.lang.to_string()),
            kind: meta.map(|m| m.kind.as_str()),
            published: Published {
                date: edtf(meta.and_then(|m| m.published.date)),
                basis: meta.map_or(model::PublishedBasis::None, |m| m.published.basis).as_str(),
                why: meta.map(|m| m.published.why.clone()).unwrap_or_default(),
            },
            title: meta.and_then(|m| m.title.clone()),
            outlet: meta.and_then(|m| m.outlet.clone()),
            wire: meta.and_then(|m| m.wire.clone()),
            author: meta.and_then(|m| m.author.clone()),
            chrome: article.map(|a| masks(&a.chrome)).unwrap_or_default(),
            captions: article.map(|a| masks(&a.captions)).unwrap_or_default(),
            text: article.map(|a| a.text.to_string()).unwrap_or_default(),
            base: article.map(|a| match a.base_kind {
                BaseKind::Decoded => "decoded",
                BaseKind::Extracted => "extracted",
            }),
            problems: document.problems.iter().map(Problem::from).collect(),
        }
    }
}

impl From<&ledger::StoredProblem> for Problem {
    fn from(p: &ledger::StoredProblem) -> Self {
        Self {
            severity: match p.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            code: p.code.clone(),
            message: p.message.clone(),
            hint: p.hint.clone(),
            at: p.at.map(range),
        }
    }
}

impl From<&model::Actor> for Actor {
    fn from(a: &model::Actor) -> Self {
        Self {
            text: a.text.to_string(),
            country: a.country.map(|c| c.to_string()),
            sector: a.sector.map(|c| c.to_string()),
            name: text(a.name.as_ref()),
        }
    }
}

impl From<&model::Mention> for Fields {
    fn from(m: &model::Mention) -> Self {
        Self {
            actor: m.actor.iter().map(Actor::from).collect(),
            recipient: m.recipient.iter().map(Actor::from).collect(),
            event: m.event.to_string(),
            mode: text(m.mode.as_ref()),
            cameo: text(m.cameo.as_ref()),
            goldstein: m.goldstein.map(decimal),
            date: edtf(m.date),
            date_text: text(m.date_text.as_ref()),
            place: m.place.map(|c| c.to_string()),
            status: m.status.as_str(),
            attribution: m.attribution.iter().map(Actor::from).collect(),
            number: m.number.as_ref().map(|n| Number {
                value: n.value,
                relation: n.relation.as_str(),
                unit: n.unit.to_string(),
            }),
            rule: m.rule.to_string(),
            confidence: decimal(m.confidence),
        }
    }
}

impl Mention {
    /// The shape of a mention and the id of its event.
    pub fn new(m: &model::Mention, event_id: Option<&str>) -> Self {
        Self {
            doc: m.id.doc.to_string(),
            event_id: event_id.map(str::to_owned),
            start: m.evidence.base.start,
            end: m.evidence.base.end,
            trigger_start: m.trigger_base.start,
            trigger_end: m.trigger_base.end,
            quote: m.evidence.quote.to_string(),
            fields: m.into(),
            clean_start: m.evidence.clean.start,
            clean_end: m.evidence.clean.end,
        }
    }
}

impl From<&model::Evidence> for Passage {
    fn from(e: &model::Evidence) -> Self {
        Self { doc: e.doc.to_string(), start: e.base.start, end: e.base.end, quote: e.quote.to_string() }
    }
}

impl Event {
    /// The shape of an event; `mentions` has at least those that it was merged from.
    pub fn new(event: &model::Event, mentions: &Mentions<'_>) -> Self {
        let passages = |ids: &[MentionId]| -> Vec<Passage> {
            ids.iter().filter_map(|id| mentions.get(id)).map(|m| Passage::from(&m.evidence)).collect()
        };
        Self {
            event_id: event.id.to_string(),
            fields: (&event.merged).into(),
            mentions: passages(&event.mentions),
            documents: event.documents.iter().map(ToString::to_string).collect(),
            origins: event.origins.iter().map(ToString::to_string).collect(),
            conflicts: event
                .conflicts
                .iter()
                .map(|c| Conflict {
                    field: c.field.to_owned(),
                    values: c
                        .values
                        .iter()
                        .map(|v| ConflictValue { value: v.value.clone(), evidence: passages(&v.mentions) })
                        .collect(),
                })
                .collect(),
        }
    }
}

impl From<&model::Relation> for Relation {
    fn from(r: &model::Relation) -> Self {
        Self {
            relation: r.kind.as_str(),
            from: r.from.to_string(),
            about: r.about.to_string(),
            value: r.value.to_string(),
            person: text(r.person.as_ref()),
            validity: Validity {
                valid_from: edtf(r.valid_from),
                valid_to: edtf(r.valid_to),
                last_attested: edtf(r.last_attested),
                known_from: edtf(r.known_from),
                known_to: edtf(r.known_to),
                evidence: r.evidence.iter().map(Passage::from).collect(),
            },
        }
    }
}

impl From<&model::Office> for Office {
    fn from(o: &model::Office) -> Self {
        Self {
            person: o.person.to_string(),
            office: o.office.to_string(),
            of: o.of.map(|c| c.to_string()),
            to: o.to.map(|c| c.to_string()),
            former: o.former,
            validity: Validity {
                valid_from: edtf(o.valid_from),
                valid_to: edtf(o.valid_to),
                last_attested: edtf(o.last_attested),
                known_from: edtf(o.known_from),
                known_to: edtf(o.known_to),
                evidence: o.evidence.iter().map(Passage::from).collect(),
            },
        }
    }
}

impl Measure {
    /// The shape of a measure that stands in a document of that publication date.
    pub fn new(m: &model::Measure, published: Option<Edtf>) -> Self {
        Self {
            what: m.what.to_string(),
            of: m.of.map(|c| c.to_string()),
            value: m.value,
            relation: m.relation.as_str(),
            as_of: edtf(m.as_of),
            validity: Validity {
                valid_from: None,
                valid_to: None,
                last_attested: edtf(m.as_of),
                known_from: edtf(published),
                known_to: None,
                evidence: vec![Passage::from(&m.evidence)],
            },
        }
    }
}

fn range(span: Span) -> Range {
    [span.start, span.end]
}

fn edtf(date: Option<Edtf>) -> Option<String> {
    date.map(|d| d.to_string())
}

fn text(value: Option<&Arc<str>>) -> Option<String> {
    value.map(ToString::to_string)
}

/// A score without the noise of its binary digits: 3.4, not 3.4000000953674316.
fn decimal(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}
