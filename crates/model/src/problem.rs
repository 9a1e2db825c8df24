use crate::Span;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Something was left out or guessed.
    Warning,
    /// The document could not be read.
    Error,
}

/// Something that went wrong with a document. Bad input is listed, it never stops a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name, such as `not-text` or `too-large`.
    pub code: &'static str,
    /// Where in the base text, if anywhere (bytes).
    pub at: Option<Span>,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem that made the document unreadable.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, at: None, message: message.into(), hint: None }
    }

    /// A problem that cost something.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, at: None, message: message.into(), hint: None }
    }

    /// A remark.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, code, at: None, message: message.into(), hint: None }
    }

    /// The same with a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a place in the base text.
    #[must_use]
    pub fn at(mut self, at: Span) -> Self {
        self.at = Some(at);
        self
    }
}
