//! Offices that documents state against the gold's `offices`: precision and recall.

use std::collections::BTreeSet;

use legation_model::OfficeStatement;
use unicode_normalization::UnicodeNormalization as _;

use crate::gold::{GoldOffice, GoldText};

/// Precision and recall of office statements, each office of a person in a document counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeScores {
    /// Same person, office, state, destination and whether it is over.
    pub exact: Counts,
    /// Same person, state and whether it is over, whatever the office is called.
    pub held: Counts,
    /// Missed and extra statements, in the order of the documents.
    pub errors: Vec<String>,
}

/// Counts of right, extra and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In both.
    pub right: usize,
    /// Only stated by us.
    pub extra: usize,
    /// Only in the gold.
    pub missed: usize,
}

impl Counts {
    /// Share of what we state that is right, 0 to 1.
    pub fn precision(self) -> f64 {
        share(self.right, self.extra)
    }

    /// Share of the gold that we state, 0 to 1.
    pub fn recall(self) -> f64 {
        share(self.right, self.missed)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
}

fn share(right: usize, wrong: usize) -> f64 {
    if right + wrong == 0 { 0.0 } else { right as f64 / (right + wrong) as f64 }
}

/// An office in the form that is compared.
type Key = (String, String, String, String, bool);

/// Scores the statements of documents by name (folders do not matter).
pub fn score(gold: &[GoldText], stated: &[(String, Vec<OfficeStatement>)]) -> OfficeScores {
    let mut scores = OfficeScores::default();
    for text in gold {
        let wanted: BTreeSet<Key> = text.gold.offices.iter().map(of_gold).collect();
        let mine = stated.iter().filter(|(doc, _)| doc.rsplit('/').next() == Some(&text.name));
        let found: BTreeSet<Key> = mine.flat_map(|(_, offices)| offices).map(of_statement).collect();
        scores.exact.add(&wanted, &found);
        let loose = |keys: &BTreeSet<Key>| -> BTreeSet<(String, String, bool)> {
            keys.iter().map(|(person, _, of, _, former)| (person.clone(), of.clone(), *former)).collect()
        };
        scores.held.add(&loose(&wanted), &loose(&found));
        let line = |what: &str, k: &Key| {
            let to = if k.3.is_empty() { String::new() } else { format!(" to {}", k.3) };
            let former = if k.4 { " (former)" } else { "" };
            format!("{}: {what} {}, {} of {}{to}{former}", text.name, k.0, k.1, k.2)
        };
        scores.errors.extend(wanted.difference(&found).map(|k| line("missed", k)));
        scores.errors.extend(found.difference(&wanted).map(|k| line("extra", k)));
    }
    scores
}

impl Counts {
    fn add<T: Ord>(&mut self, wanted: &BTreeSet<T>, found: &BTreeSet<T>) {
        self.right += wanted.intersection(found).count();
        self.extra += found.difference(wanted).count();
        self.missed += wanted.difference(found).count();
    }
}

fn of_gold(office: &GoldOffice) -> Key {
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    (plain(&office.person), plain(&office.office), text(&office.of), text(&office.to), office.former)
}

fn of_statement(office: &OfficeStatement) -> Key {
    let code = |code: Option<legation_model::Code>| code.map_or_else(String::new, |c| c.to_string());
    (plain(&office.person), plain(&office.office), code(office.of), code(office.to), office.former)
}

/// Without case, accents and anything but letters and digits.
fn plain(name: &str) -> String {
    let bare: String = name.nfd().filter(char::is_ascii).collect::<String>().to_lowercase();
    bare.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_right_extra_and_missed() {
        let mut counts = Counts::default();
        counts.add(&BTreeSet::from(["a", "b"]), &BTreeSet::from(["b", "c", "d"]));
        assert_eq!(counts, Counts { right: 1, extra: 2, missed: 1 });
        assert!((counts.precision() - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn names_compare_without_accents_and_case() {
        assert_eq!(plain("José  ÁLVAREZ"), plain("Jose Alvarez"));
    }
}
