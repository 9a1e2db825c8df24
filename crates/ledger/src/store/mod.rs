//! The ledger file: opening it, and writing documents to it.

mod columns;
mod corrections;
mod documents;
mod events;
mod open;
mod search;
mod standing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use legation_model::{
    Article, DocumentKind, Measure, Mention, OfficeStatement, Problem, PublicationDate, Severity, Span, Timex,
};
use rusqlite::Connection;

use crate::LedgerError;

pub use corrections::Correction;
pub use events::TimelineFilter;
pub use search::Hit;

/// Everything that reading one document gave.
#[derive(Clone, Debug)]
pub struct DocumentRecord {
    /// The cleaned document.
    pub article: Article,
    /// Fingerprint of the version, data and models that read it.
    pub coder: Arc<str>,
    /// Its time expressions, in text order.
    pub times: Vec<Timex>,
    /// Its events. Their ids count from 0 in this order and name this document.
    pub mentions: Vec<Mention>,
    /// Who holds what, as it says.
    pub offices: Vec<OfficeStatement>,
    /// Its standing counts.
    pub measures: Vec<Measure>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// A problem as the ledger keeps it: [`Problem`] names its code statically.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredProblem {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name.
    pub code: String,
    /// Where in the base text (bytes).
    pub at: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl From<&Problem> for StoredProblem {
    fn from(p: &Problem) -> Self {
        Self {
            severity: p.severity,
            code: p.code.to_owned(),
            at: p.at,
            message: p.message.clone(),
            hint: p.hint.clone(),
        }
    }
}

/// A document of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its name.
    pub doc: Arc<str>,
    /// Fingerprint of what read it; `None` while it could never be read.
    pub coder: Option<Arc<str>>,
    /// Its text and metadata; `None` while it could never be read.
    pub article: Option<Article>,
    /// Its time expressions.
    pub times: Vec<Timex>,
    /// What went wrong.
    pub problems: Vec<StoredProblem>,
}

/// What is known of a document, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub doc: Arc<str>,
    /// SHA-256 of the source bytes.
    pub sha256: Arc<str>,
    /// Fingerprint of what read it.
    pub coder: Arc<str>,
    /// BCP 47 code.
    pub lang: Arc<str>,
    /// The kind of document.
    pub kind: DocumentKind,
    /// When it was published.
    pub published: PublicationDate,
    /// The headline.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The agency that it is built on.
    pub wire: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
}

/// A ledger that is open.
///
/// One file, one transaction per call: a crash or a full disk at any moment loses nothing that an earlier call has
/// stored. Several programs may read while one writes.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
}

impl Ledger {
    /// The file; `:memory:` for one in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Names the file in what SQLite says.
    fn wrap(&self, source: rusqlite::Error) -> LedgerError {
        open::wrap(&self.path, source)
    }

    fn damaged(&self, table: &'static str) -> impl Fn(crate::record::Meaningless) -> LedgerError + '_ {
        move |source| LedgerError::Damaged { path: self.path.clone(), table, source }
    }
}
