use std::sync::Arc;

use crate::{Derivation, Edtf, Span};

/// The TIMEX3 type of a time expression. Source: ISO-TimeML, TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimexKind {
    /// A calendar date of any precision ("Tuesday", "March", "2020").
    Date,
    /// A time of day ("5 p.m.", "Monday night").
    Time,
    /// A length of time ("three years").
    Duration,
    /// A repeated time ("every Monday").
    Set,
}

impl TimexKind {
    /// The TIMEX3 name, such as `DATE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// A time expression with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timex {
    /// Bytes of the clean text.
    pub span: Span,
    /// TIMEX3 type.
    pub kind: TimexKind,
    /// TIMEX3 value ("2020-08-19", `PAST_REF`, "P3Y", "XXXX-WXX-3").
    pub value: Arc<str>,
    /// The same for the ledger: when this lies, if it says when.
    pub edtf: Option<Edtf>,
    /// Whether the expression stands in a relation to the event that makes its value a bound and not the time
    /// itself ("by Monday", "before October 18", "after the vote", "since 1994"): the introducing word class.
    pub bound: Option<TimeBound>,
    /// How the value came about.
    pub derivation: Derivation,
}

/// What a preposition makes of a time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeBound {
    /// "before", "by", "until": the event lies no later.
    NotAfter,
    /// "after", "since", "from", "following": the event lies no earlier.
    NotBefore,
    /// "during", "throughout", "over": the event fills it.
    Throughout,
}
