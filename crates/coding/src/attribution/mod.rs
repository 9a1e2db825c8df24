//! According to whom: sources, cues and contents of reported speech, and scare quotes told from quotations.
//!
//! A *cue* is a word that reports: a verb ("confirmed"), a noun ("the claim that"), an adjective ("confident that"),
//! a marker ("according to"). The word lists of `lang/<code>/attribution/` say of each what it does
//! ([`CueKind`]) and in which construction its content stands ([`legation_packs::attribution::Frame`]). From cues come
//! [`Report`]s; [`chain_for`] gives those that a passage stands under, outermost first.
//!
//! Not every report makes its content somebody's word: see [`Report::attributes`].

mod nesting;
mod nominal;
mod quotations;
mod verbal;
mod view;

use legation_model::{Derivation, Span, TokenIdx, TokenRange};
pub use legation_packs::attribution::CueKind;

pub use self::nesting::{Link, Role, chain_for, is_nested, links};
pub use self::quotations::Quotation;
use crate::Reading;
use view::View;

/// The shape of what is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A complement clause, or the clause around a parenthetical or marker.
    Clause,
    /// A quotation, or a clause made mostly of one.
    Quote,
    /// What somebody is to do: infinitives of demands, promises, plans.
    Infinitive,
    /// What somebody is said to have done: "accused X of doing", "described X as".
    Predicate,
    /// A noun phrase.
    Object,
}

/// One passage that gives its source.
#[derive(Clone, Debug)]
pub struct Report {
    /// The words that name the source, if it is named ("an embassy spokesperson", "who", "his").
    pub source: Option<TokenRange>,
    /// Who that is, as the head of a noun phrase: the antecedent of "who", the issuer of "a statement by X",
    /// otherwise the head of `source`.
    pub speaker: Option<TokenIdx>,
    /// The words that mark the report ("confirmed", "according to"), bytes of the clean text. `None` where a quotation
    /// merely goes on.
    pub cue: Option<Span>,
    /// The cue's main word; the last quotation's first token where there is no cue.
    pub anchor: TokenIdx,
    /// What is reported, in order and disjoint; bytes of the clean text.
    pub content: Vec<Span>,
    /// The source speaks to this addressee, who may be the one that passes it on ("told AFP").
    pub addressee: Option<TokenRange>,
    /// Whether the addressee is a news agency or medium that passes on what it is told, by its name or noun.
    pub passes_on: bool,
    /// What the source does.
    pub kind: CueKind,
    /// The shape of the content.
    pub form: Form,
    /// Index of the report whose content this one lies in, if any: chains run outermost first.
    pub within: Option<usize>,
    /// How it was found.
    pub derivation: Derivation,
}

impl Report {
    /// Whether the content is somebody's word for it, so that what it tells is attributed. Not so for attitudes
    /// ("wants to leave"), judgements on a thing ("condemned the violence"), impressions ("seems to").
    pub fn attributes(&self) -> bool {
        match self.kind {
            CueKind::Say | CueKind::Deny | CueKind::Cite => true,
            CueKind::Ask | CueKind::Demand | CueKind::Promise | CueKind::Threaten => self.form != Form::Object,
            CueKind::Believe | CueKind::Learn | CueKind::Show => matches!(self.form, Form::Clause | Form::Quote),
            CueKind::Judge => matches!(self.form, Form::Clause | Form::Quote | Form::Predicate),
            CueKind::Attitude | CueKind::Seem => false,
        }
    }

    /// Whether a byte lies in the content.
    pub fn covers(&self, byte: u32) -> bool {
        self.content.iter().any(|c| c.contains_offset(byte as usize))
    }
}

/// All reports of a document, in text order.
pub fn find(reading: &Reading<'_>) -> Vec<Report> {
    let view = View::new(reading);
    let mut reports = Vec::new();
    for i in (0..view.parse.len()).map(TokenIdx::from) {
        reports.extend(nominal::marker(&view, i).or_else(|| verbal::at(&view, i)).or_else(|| nominal::at(&view, i)));
    }
    reports.extend(nominal::colons(&view));
    nesting::join_quotations(&view, &mut reports);
    nesting::nest(&mut reports);
    reports
}
