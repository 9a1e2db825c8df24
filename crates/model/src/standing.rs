use std::sync::Arc;

use crate::{Code, Edtf, Evidence, NumberRelation};

/// The kinds of standing facts. Source: `GUIDELINES.md` of the gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// One side recognises the other's election or government, or refuses to.
    Recognition,
    /// An envoy between two states.
    Representation,
    /// Sanctions in force.
    Sanctions,
    /// An alliance.
    Alliance,
    /// Membership of an organisation or group.
    Membership,
    /// Diplomatic ties cut, reduced or restored.
    Ties,
    /// Observers (not) invited to an election.
    Observers,
}

impl RelationKind {
    /// Every kind with the name used in exports.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Recognition, "recognition"),
        (Self::Representation, "representation"),
        (Self::Sanctions, "sanctions"),
        (Self::Alliance, "alliance"),
        (Self::Membership, "membership"),
        (Self::Ties, "ties"),
        (Self::Observers, "observers"),
    ];

    /// The name used in exports.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(k, _)| *k)
    }
}

/// A standing fact between political actors, with the days on which it held.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// What kind.
    pub kind: RelationKind,
    /// From whom: a country code, or words where no code exists.
    pub from: Arc<str>,
    /// About what or whom: a country code, an election ("BLR presidential election 2020-08").
    pub about: Arc<str>,
    /// The value, such as `refused`, `in-force`, `expelled`.
    pub value: Arc<str>,
    /// The envoy, for representation.
    pub person: Option<Arc<str>>,
    /// Since when; `None` if nothing says.
    pub valid_from: Option<Edtf>,
    /// Until when; `None` if it is not known to have ended.
    pub valid_to: Option<Edtf>,
    /// The latest date at which a document attests it.
    pub last_attested: Option<Edtf>,
    /// Publication of the first evidence.
    pub known_from: Option<Edtf>,
    /// Publication of the first evidence that ended or contradicted it.
    pub known_to: Option<Edtf>,
    /// The passages it was deduced from.
    pub evidence: Vec<Evidence>,
}

/// One passage that says who holds an office.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeStatement {
    /// Canonical name of the person.
    pub person: Arc<str>,
    /// Canonical name of the office, such as `foreign minister` or `ambassador`.
    pub office: Arc<str>,
    /// The state or organisation that it is an office of.
    pub of: Option<Code>,
    /// Where to, for envoys.
    pub to: Option<Code>,
    /// The date for which the passage says so.
    pub as_of: Option<Edtf>,
    /// Since when, if said.
    pub since: Option<Edtf>,
    /// Until when, if said.
    pub until: Option<Edtf>,
    /// Whether the passage says that it is over.
    pub former: bool,
    /// Sector of the holder by virtue of the office.
    pub sector: Option<Code>,
    /// The passage.
    pub evidence: Evidence,
}

/// Who held an office, over all documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Office {
    /// Canonical name of the person.
    pub person: Arc<str>,
    /// Canonical name of the office.
    pub office: Arc<str>,
    /// The state or organisation that it is an office of.
    pub of: Option<Code>,
    /// Where to, for envoys.
    pub to: Option<Code>,
    /// Since when, if known.
    pub valid_from: Option<Edtf>,
    /// Until when, if known to have ended.
    pub valid_to: Option<Edtf>,
    /// The latest date at which a document attests it.
    pub last_attested: Option<Edtf>,
    /// Publication of the first evidence.
    pub known_from: Option<Edtf>,
    /// Publication of the first evidence that ended or contradicted it.
    pub known_to: Option<Edtf>,
    /// Whether it is only known as a past office.
    pub former: bool,
    /// The passages.
    pub evidence: Vec<Evidence>,
}

/// A count that a document states of something standing ("1,400 political prisoners").
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What is counted.
    pub what: Arc<str>,
    /// Of which state or organisation.
    pub of: Option<Code>,
    /// The figure.
    pub value: i64,
    /// How it relates to the true one.
    pub relation: NumberRelation,
    /// The date for which it is stated.
    pub as_of: Option<Edtf>,
    /// The passage.
    pub evidence: Evidence,
}
