//! According to whom: sources, cues and contents of reported speech, and scare quotes told from quotations.

use legation_model::{Derivation, Span, TokenRange};

use crate::Reading;

/// One passage that gives its source.
#[derive(Clone, Debug)]
pub struct Report {
    /// The words that name the source, if it is named ("an embassy spokesperson").
    pub source: Option<TokenRange>,
    /// The words that mark the report ("confirmed", "according to"), bytes of the clean text.
    pub cue: Option<Span>,
    /// What is reported, in order and disjoint; bytes of the clean text.
    pub content: Vec<Span>,
    /// The source speaks to this addressee, who may be the one that passes it on ("told AFP").
    pub addressee: Option<TokenRange>,
    /// Index of the report whose content this one lies in, if any: chains run outermost first.
    pub within: Option<usize>,
    /// How it was found.
    pub derivation: Derivation,
}

/// All reports of a document, in text order.
pub fn find(reading: &Reading<'_>) -> Vec<Report> {
    let _ = reading;
    Vec::new()
}

/// The sources of a passage, outermost first: of all reports whose content holds it.
pub fn chain_for(reports: &[Report], passage: Span) -> Vec<TokenRange> {
    let mut around: Vec<&Report> = reports.iter().filter(|r| r.content.iter().any(|c| c.contains(passage))).collect();
    around.sort_by_key(|r| std::cmp::Reverse(r.content.iter().map(|c| c.len()).sum::<usize>()));
    around.iter().filter_map(|r| r.source).collect()
}
