//! What stood on a day: relations, offices, measures, each with its evidence.

use std::fmt::Write as _;

use legation_model::{Edtf, Evidence, Measure, Office, Relation};
use serde::Serialize;

use crate::page::{Piece, ink};
use crate::{About, Page, phrase, wire};

/// What stood on a day, as far as was known.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The day asked for.
    pub on: Edtf,
    /// Only what was published by then; `None`: everything in the ledger.
    pub known_at: Option<Edtf>,
    /// Relations, in order.
    pub relations: Vec<Relation>,
    /// Offices, in order.
    pub offices: Vec<Office>,
    /// Measures, in order.
    pub measures: Vec<Measure>,
}

impl Standing {
    /// What of everything deduced stood on a day, as known on another.
    pub fn of(
        on: Edtf,
        known_at: Option<Edtf>,
        mut relations: Vec<Relation>,
        mut offices: Vec<Office>,
        mut measures: Vec<Measure>,
    ) -> Self {
        let stood = |from: Option<Edtf>, to: Option<Edtf>| {
            let begun = from.and_then(Edtf::first).is_none_or(|f| on.last().is_none_or(|d| f <= d));
            let not_ended = to.and_then(Edtf::last).is_none_or(|t| on.first().is_none_or(|d| d <= t));
            begun && not_ended
        };
        let known = |from: Option<Edtf>| match (known_at.and_then(Edtf::last), from.and_then(Edtf::first)) {
            (Some(at), Some(published)) => published <= at,
            (Some(_), None) => false,
            (None, _) => true,
        };
        relations.retain(|r| stood(r.valid_from, r.valid_to) && known(r.known_from));
        offices.retain(|o| !o.former && stood(o.valid_from, o.valid_to) && known(o.known_from));
        measures.retain(|m| m.as_of.is_some_and(|d| d.overlaps(on)));
        Self { on, known_at, relations, offices, measures }
    }

    /// The part that is about some actors.
    #[must_use]
    pub fn about(mut self, about: &About) -> Self {
        self.relations.retain(|r| about.relation(r));
        self.offices.retain(|o| about.office(o));
        self.measures.retain(|m| about.measure(m));
        self
    }
}

/// The standing facts for a terminal or a pipe.
pub fn text(standing: &Standing, about: &About, page: Page) -> String {
    let mut title = format!("As of {}", phrase::date(Some(standing.on)));
    if !about.is_everything() {
        let _ = write!(title, " · about {about}");
    }
    if let Some(known) = standing.known_at {
        let _ = write!(title, " · known at {known}");
    }
    let mut out = page.rule(&title);
    out.push('\n');
    if standing.relations.is_empty() && standing.offices.is_empty() && standing.measures.is_empty() {
        out.push_str("\nNothing in the ledger says what stood then.\n");
        return out;
    }
    section(&mut out, "Relations", standing.relations.is_empty(), page);
    for r in &standing.relations {
        let mut head = vec![
            Piece::new(r.kind.as_str(), ink::STRONG),
            Piece::plain("  "),
            Piece::new(&*r.from, ink::ACTOR),
            Piece::plain(" → "),
            Piece::new(&*r.about, ink::ACTOR),
            Piece::plain("  "),
            Piece::new(&*r.value, ink::STRONG),
        ];
        if let Some(person) = &r.person {
            head.push(Piece::plain(format!("  {person}")));
        }
        fact(&mut out, head, &validity(r.valid_from, r.valid_to, r.last_attested), &r.evidence, page);
    }
    section(&mut out, "Offices", standing.offices.is_empty(), page);
    for o in &standing.offices {
        let mut head = vec![Piece::new(&*o.person, ink::ACTOR), Piece::plain("  ")];
        head.push(Piece::new(&*o.office, ink::STRONG));
        if let Some(of) = o.of {
            head.push(Piece::plain(format!(" of {of}")));
        }
        if let Some(to) = o.to {
            head.push(Piece::plain(format!(" to {to}")));
        }
        if o.former {
            head.push(Piece::new("  (former)", ink::WARN));
        }
        fact(&mut out, head, &validity(o.valid_from, o.valid_to, o.last_attested), &o.evidence, page);
    }
    section(&mut out, "Measures", standing.measures.is_empty(), page);
    for m in &standing.measures {
        let mut head = vec![Piece::new(phrase::figure(m.value, m.relation), ink::STRONG), Piece::plain(" ")];
        head.push(Piece::plain(&*m.what));
        if let Some(of) = m.of {
            head.push(Piece::new(format!("  {of}"), ink::ACTOR));
        }
        let when = m.as_of.map(|d| format!("stated for {d}")).unwrap_or_default();
        fact(&mut out, head, &when, std::slice::from_ref(&m.evidence), page);
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

fn fact(out: &mut String, mut head: Vec<Piece>, when: &str, evidence: &[Evidence], page: Page) {
    if !when.is_empty() {
        head.push(Piece::new(format!("  {when}"), ink::FAINT));
    }
    out.push_str(&page.wrap(&head, "  ", "      "));
    for passage in evidence.iter().take(SHOWN) {
        let quote = Piece::plain(phrase::quote(&passage.quote, page.width * 2));
        let doc = Piece::new(format!("  {}", passage.doc), ink::FAINT);
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
    pub relations: Vec<wire::Relation>,
    /// Offices.
    pub offices: Vec<wire::Office>,
    /// Measures.
    pub measures: Vec<wire::Measure>,
}

impl From<&Standing> for Shape {
    fn from(s: &Standing) -> Self {
        Self {
            as_of: s.on.to_string(),
            known_at: s.known_at.map(|d| d.to_string()),
            relations: s.relations.iter().map(wire::Relation::from).collect(),
            offices: s.offices.iter().map(wire::Office::from).collect(),
            measures: s.measures.iter().map(|m| wire::Measure::new(m, None)).collect(),
        }
    }
}
