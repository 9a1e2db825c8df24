//! What stood on a day: relations, offices, measures, each with its evidence.

use std::fmt::Write as _;

use jiff::civil::Date;
use legation_ledger::deduce::{Held, Holding, Standing};
use legation_model::{Edtf, Evidence};
use serde::Serialize;

use crate::page::{Piece, ink};
use crate::{About, Page, phrase, wire};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The day.
    pub on: Date,
    /// Only what was published by then; `None`: everything in the ledger.
    pub known_at: Option<Date>,
    /// About whom.
    pub about: About,
}

/// The standing facts for a terminal or a pipe.
pub fn text(question: &Question, standing: &Standing, page: Page) -> String {
    let mut title = format!("As of {}", phrase::date(Some(Edtf::day(question.on))));
    if !question.about.codes().is_empty() {
        let _ = write!(title, " · about {}", question.about);
    }
    if let Some(known) = question.known_at {
        let _ = write!(title, " · known at {known}");
    }
    let mut out = page.rule(&title);
    out.push('\n');
    if standing.relations.is_empty() && standing.offices.is_empty() && standing.measures.is_empty() {
        out.push_str("\nNothing in the ledger says what stood then.\n");
        return out;
    }
    section(&mut out, "Relations", standing.relations.is_empty(), page);
    for Held { fact: r, holding } in &standing.relations {
        let mut head = vec![
            Piece::new(r.kind.as_str(), ink::STRONG),
            Piece::plain(": "),
            Piece::new(&*r.from, ink::ACTOR),
            Piece::plain(" → "),
            Piece::new(&*r.about, ink::ACTOR),
            Piece::plain(" · "),
            Piece::new(&*r.value, ink::STRONG),
        ];
        if let Some(person) = &r.person {
            head.push(Piece::plain(format!(" · {person}")));
        }
        fact(&mut out, head, *holding, &validity(r.valid_from, r.valid_to, r.last_attested), &r.evidence, page);
    }
    section(&mut out, "Offices", standing.offices.is_empty(), page);
    for Held { fact: o, holding } in &standing.offices {
        let mut head = vec![Piece::new(&*o.person, ink::ACTOR), Piece::plain(" · ")];
        head.push(Piece::new(&*o.office, ink::STRONG));
        if let Some(of) = o.of {
            head.push(Piece::plain(format!(" of {of}")));
        }
        if let Some(to) = o.to {
            head.push(Piece::plain(format!(" to {to}")));
        }
        fact(&mut out, head, *holding, &validity(o.valid_from, o.valid_to, o.last_attested), &o.evidence, page);
    }
    section(&mut out, "Measures", standing.measures.is_empty(), page);
    for Held { fact: m, holding } in &standing.measures {
        let mut head = vec![Piece::new(phrase::figure(m.value, m.relation), ink::STRONG), Piece::plain(" ")];
        head.push(Piece::plain(&*m.what));
        if let Some(of) = m.of {
            head.push(Piece::new(format!(" · {of}"), ink::ACTOR));
        }
        let when = m.as_of.map(|d| format!("stated for {d}")).unwrap_or_default();
        fact(&mut out, head, *holding, &when, std::slice::from_ref(&m.evidence), page);
    }
    out
}

fn section(out: &mut String, title: &str, is_empty: bool, page: Page) {
    if !is_empty {
        let _ = writeln!(out, "\n{}", page.paint(title, ink::HEADING));
    }
}

/// How many passages stand below a fact; the export has them all.
const SHOWN: usize = 2;

/// "since 2020-08, until 2021-10-17, last attested 2021-10-18".
fn validity(from: Option<Edtf>, to: Option<Edtf>, attested: Option<Edtf>) -> String {
    let parts = [
        from.map(|d| format!("since {d}")),
        to.map(|d| format!("until {d}")),
        attested.filter(|_| to.is_none()).map(|d| format!("last attested {d}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn fact(out: &mut String, mut head: Vec<Piece>, holding: Holding, when: &str, evidence: &[Evidence], page: Page) {
    match holding {
        Holding::Stated => {}
        Holding::Possible => head.push(Piece::new(" · possibly", ink::WARN)),
        Holding::LastKnown => head.push(Piece::new(" · not attested for that day", ink::WARN)),
    }
    if !when.is_empty() {
        head.push(Piece::new(format!(" · {when}"), ink::FAINT));
    }
    out.push_str(&page.wrap(&head, "  ", "      "));
    for passage in evidence.iter().take(SHOWN) {
        let quote = Piece::plain(phrase::quote(&passage.quote, page.width * 2));
        let doc = Piece::new(format!(" {}", passage.doc), ink::FAINT);
        out.push_str(&page.wrap(&[quote, doc], "    ", "     "));
    }
    if evidence.len() > SHOWN {
        let more = format!("and {}", phrase::count(evidence.len() - SHOWN, "more passage"));
        out.push_str(&page.wrap(&[Piece::new(more, ink::FAINT)], "    ", "    "));
    }
}

/// The shape of the standing facts as JSON.
#[derive(Debug, Serialize)]
pub struct Shape {
    /// The day asked for.
    pub as_of: String,
    /// Only what was published by then.
    pub known_at: Option<String>,
    /// Relations.
    pub relations: Vec<HeldShape<wire::Relation>>,
    /// Offices.
    pub offices: Vec<HeldShape<wire::Office>>,
    /// Measures.
    pub measures: Vec<HeldShape<wire::Measure>>,
}

/// A fact and how sure it is that it stood.
#[derive(Debug, Serialize)]
pub struct HeldShape<T> {
    /// `stated`, `possible` or `last-known`.
    pub holding: &'static str,
    /// The fact.
    #[serde(flatten)]
    pub fact: T,
}

impl Shape {
    /// The shape of an answer.
    pub fn new(question: &Question, standing: &Standing) -> Self {
        Self {
            as_of: question.on.to_string(),
            known_at: question.known_at.map(|d| d.to_string()),
            relations: shapes(&standing.relations, |r| wire::Relation::from(r)),
            offices: shapes(&standing.offices, |o| wire::Office::from(o)),
            measures: shapes(&standing.measures, |m| wire::Measure::new(m, None)),
        }
    }
}

fn shapes<F, S>(held: &[Held<F>], shape: impl Fn(&F) -> S) -> Vec<HeldShape<S>> {
    held.iter().map(|h| HeldShape { holding: h.holding.as_str(), fact: shape(&h.fact) }).collect()
}
