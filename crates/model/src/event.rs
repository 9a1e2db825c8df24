use std::sync::Arc;

use crate::{Actor, Code, Edtf, Span};

/// How real an event is said to be. Source: `GUIDELINES.md` of the gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// It took place.
    Happened,
    /// It goes on when the document is published.
    Ongoing,
    /// Announced or expected by its own actor.
    Planned,
    /// Asked for by someone.
    Demanded,
    /// Threatened.
    Threatened,
    /// Only considered, conditional or feared.
    Hypothetical,
    /// A source denies it, or the document says that it did not take place.
    Denied,
}

impl Status {
    /// Every status with the name used in exports.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Happened, "happened"),
        (Self::Ongoing, "ongoing"),
        (Self::Planned, "planned"),
        (Self::Demanded, "demanded"),
        (Self::Threatened, "threatened"),
        (Self::Hypothetical, "hypothetical"),
        (Self::Denied, "denied"),
    ];

    /// The name used in exports.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(s, _)| *s)
    }
}

/// One link of a chain of sources: someone who says so.
pub type Attribution = Actor;

/// How a stated count relates to the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberRelation {
    /// Exactly.
    Equal,
    /// More than.
    More,
    /// Fewer than.
    Fewer,
    /// About.
    About,
}

impl NumberRelation {
    /// The sign used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::More => ">",
            Self::Fewer => "<",
            Self::About => "~",
        }
    }

    /// The relation of that sign.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Equal, Self::More, Self::Fewer, Self::About].into_iter().find(|r| r.as_str() == name)
    }
}

/// A count with its unit ("more than 35,000 protesters").
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    /// The figure; vague counts are powers of ten with [`NumberRelation::More`].
    pub value: i64,
    /// How it relates to the true one.
    pub relation: NumberRelation,
    /// What is counted.
    pub unit: Arc<str>,
}

/// A tree of rule names and the passages they matched: why something was read as it was.
#[derive(Clone, Debug, PartialEq, Eq, Default, Hash)]
pub struct Derivation {
    /// The rule's id.
    pub rule: Arc<str>,
    /// Bytes of the clean text it matched, if any.
    pub span: Option<Span>,
    /// What it concluded, in words for people.
    pub note: String,
    /// What it built on.
    pub children: Vec<Derivation>,
}

impl Derivation {
    /// A leaf.
    pub fn new(rule: impl Into<Arc<str>>, span: Option<Span>, note: impl Into<String>) -> Self {
        Self { rule: rule.into(), span, note: note.into(), children: Vec::new() }
    }

    /// The same with something it built on.
    #[must_use]
    pub fn with(mut self, child: Derivation) -> Self {
        self.children.push(child);
        self
    }
}

/// Where something was read: the passage and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The document.
    pub doc: Arc<str>,
    /// Bytes of the clean text: the clause or sentence, no wider.
    pub clean: Span,
    /// The hull of the same in the base text.
    pub base: Span,
    /// The clean text between.
    pub quote: Arc<str>,
    /// The rules that read it so.
    pub derivation: Derivation,
}

/// Identifies a mention within a ledger: document and running number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MentionId {
    /// The document.
    pub doc: Arc<str>,
    /// Zero-based position among the document's mentions.
    pub n: u32,
}

/// One passage that tells of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Which mention it is.
    pub id: MentionId,
    /// The passage and the derivation.
    pub evidence: Evidence,
    /// The trigger words, bytes of the clean text.
    pub trigger: Span,
    /// The trigger words, bytes of the base text.
    pub trigger_base: Span,
    /// Who did it. Empty when unstated.
    pub actor: Vec<Actor>,
    /// To whom. Empty when unstated or when all parties are actors.
    pub recipient: Vec<Actor>,
    /// PLOVER event type (`CONSULT`), a name of `data/ontology/events`.
    pub event: Arc<str>,
    /// PLOVER mode or one of ours (`visit`).
    pub mode: Option<Arc<str>>,
    /// CAMEO code.
    pub cameo: Option<Arc<str>>,
    /// Goldstein score of the CAMEO code, −10 to 10.
    pub goldstein: Option<f32>,
    /// When, as well as the document bounds it.
    pub date: Option<Edtf>,
    /// The expression that says when.
    pub date_text: Option<Arc<str>>,
    /// Country where it happened.
    pub place: Option<Code>,
    /// How real it is said to be.
    pub status: Status,
    /// According to whom, outermost first. Empty when the piece says it in its own voice.
    pub attribution: Vec<Attribution>,
    /// How many.
    pub number: Option<Number>,
    /// Id of the rule that coded it.
    pub rule: Arc<str>,
    /// Calibrated probability that event type and parties are right, 0 to 1.
    pub confidence: f32,
}

/// One value of a contested field and who says so.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictValue {
    /// The value as exported.
    pub value: String,
    /// The mentions that state it.
    pub mentions: Vec<MentionId>,
}

/// A field in which the reports of one event cannot all be right.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The field's name, such as `date` or `number`.
    pub field: &'static str,
    /// The values.
    pub values: Vec<ConflictValue>,
}

/// What several mentions tell of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Stable id, a hash over its earliest mention.
    pub id: Arc<str>,
    /// The fields that the mentions agree on best, in the shape of a mention.
    pub merged: Mention,
    /// All mentions, in order.
    pub mentions: Vec<MentionId>,
    /// The documents that tell of it, in order.
    pub documents: Vec<Arc<str>>,
    /// The independent origins, named.
    pub origins: Vec<Arc<str>>,
    /// Where the reports contradict each other.
    pub conflicts: Vec<Conflict>,
}
