//! Scores of event mentions against gold documents: the same figures as `score.py` of the gold, which is the reference
//! (a test compares the two). Every level is precision, recall and F1 over mentions:
//!
//! - `what`: same event type, the trigger inside the gold clause, the evidence no wider than its sentence;
//! - `who`: and the same countries on both sides; `role`: and the same sectors;
//! - `when`, `status`, `attr`, `mode`: share of the `what` matches that agree;
//! - `same`: B-cubed F1 of the merged events over the `what` matches;
//! - `chrome`: character F1; `lang`, `published`: share of documents.
//!
//! Optional gold entries, and predictions that match one, are left out of every figure.

use std::collections::{BTreeMap, BTreeSet};

use legation_model::{Actor, Mention, Span};
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::days::dates_agree;
use crate::gold::{GoldActor, GoldEvent, GoldText};

/// What was predicted for one document.
#[derive(Clone, Debug)]
pub struct Predicted {
    /// Its name; folders do not matter.
    pub doc: String,
    /// BCP 47.
    pub lang: String,
    /// EDTF.
    pub published: Option<String>,
    /// Bytes of the file that are not part of the piece.
    pub chrome: Vec<Span>,
    /// Its mentions, each with the id of its event.
    pub mentions: Vec<(Mention, Option<String>)>,
}

/// The figures, in the form that `score.py --json` prints, and one line per error.
#[derive(Clone, Debug)]
pub struct Scores {
    /// By the names that `score.py` uses.
    pub figures: Value,
    /// Missed and extra mentions, in the order of the documents.
    pub errors: Vec<String>,
}

const LEVELS: [&str; 3] = ["what", "who", "role"];

/// Counts of right, extra and missed.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    right: usize,
    extra: usize,
    missed: usize,
}

impl Tally {
    fn prf(self) -> (f64, f64, f64) {
        let share = |of: usize| if of == 0 { 0.0 } else { self.right as f64 / of as f64 };
        let (p, r) = (share(self.right + self.extra), share(self.right + self.missed));
        (p, r, harmonic(p, r))
    }
}

fn harmonic(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

/// Right answers among the matches of level `what`.
#[derive(Debug, Default)]
struct Right {
    matched: usize,
    when: usize,
    status: usize,
    attr: usize,
    attr_right_chain: usize,
    attr_gold: usize,
    attr_predicted: usize,
    other_gold: usize,
    other_hit: usize,
    mode: usize,
}

/// Scores predictions against gold documents.
pub fn score(gold: &[GoldText], predicted: &[Predicted]) -> Scores {
    let mut tallies = [Tally::default(); LEVELS.len()];
    let mut right = Right::default();
    let mut clusters: Vec<(String, String)> = Vec::new();
    let mut per_type: BTreeMap<String, Tally> = BTreeMap::new();
    let mut errors = Vec::new();
    for document in gold {
        let entries = located(document, &mut errors);
        let mine: Vec<&(Mention, Option<String>)> = predicted
            .iter()
            .filter(|p| base_name(&p.doc) == document.name || base_name(&p.doc) == stem(&document.name))
            .flat_map(|p| &p.mentions)
            .collect();
        let mut set_aside: BTreeSet<usize> = BTreeSet::new();
        for (level, tally) in tallies.iter_mut().enumerate() {
            let matches = matched(&entries, &mine, &set_aside, level);
            let is_optional = |i: usize| entries[i].gold.optional;
            let found = matches.iter().filter(|&&(i, _)| !is_optional(i)).count();
            if level == 0 {
                set_aside = matches.iter().filter(|&&(i, _)| is_optional(i)).map(|&(_, j)| j).collect();
            }
            let required = entries.iter().filter(|e| !e.gold.optional).count();
            tally.right += found;
            tally.missed += required - found;
            tally.extra += mine.len() - set_aside.len() - found;
            if level > 0 {
                continue;
            }
            for &(i, j) in matches.iter().filter(|&&(i, _)| !is_optional(i)) {
                let (entry, (mention, event)) = (entries[i].gold, mine[j]);
                per_type.entry(entry.event.clone()).or_default().right += 1;
                right.note(entry, mention);
                clusters.extend(entry.same_as.clone().zip(event.clone()));
            }
            for (i, entry) in entries.iter().enumerate() {
                if !entry.gold.optional && matches.iter().all(|&(k, _)| k != i) {
                    let e = entry.gold;
                    per_type.entry(e.event.clone()).or_default().missed += 1;
                    let (from, to) = (gold_countries(&e.actor), gold_countries(&e.recipient));
                    errors.push(said(&document.name, "missed", &e.event, e.mode.as_deref(), &from, &to, &e.quote));
                }
            }
            for (j, (m, _)) in mine.iter().enumerate() {
                if matches.iter().all(|&(_, k)| k != j) {
                    per_type.entry(m.event.to_string()).or_default().extra += 1;
                    let (from, to) = (countries(&m.actor), countries(&m.recipient));
                    let quote = document.text.get(m.evidence.base.lo()..m.evidence.base.hi()).unwrap_or("");
                    errors.push(said(&document.name, "extra", &m.event, m.mode.as_deref(), &from, &to, quote));
                }
            }
        }
    }
    let mut figures = Map::new();
    for (name, tally) in LEVELS.iter().zip(tallies) {
        let (p, r, f) = tally.prf();
        let (p, r, f) = (rounded(p, 3), rounded(r, 3), rounded(f, 3));
        let Tally { right, extra, missed } = tally;
        figures.insert(
            (*name).to_owned(),
            json!({"precision": p, "recall": r, "f1": f, "tp": right, "fp": extra, "fn": missed}),
        );
    }
    right.put(&mut figures);
    put_clusters(&mut figures, &clusters);
    put_documents(&mut figures, gold, predicted, &mut errors);
    let types: Map<String, Value> = per_type
        .into_iter()
        .map(|(name, t)| {
            let (p, r, f) = t.prf();
            let (p, r, f) = (rounded(p, 2), rounded(r, 2), rounded(f, 2));
            (name, json!({"precision": p, "recall": r, "f1": f, "gold": t.right + t.missed}))
        })
        .collect();
    figures.insert("per_type".to_owned(), Value::Object(types));
    Scores { figures: Value::Object(figures), errors }
}

/// A gold entry and where it stands.
struct Located<'g> {
    gold: &'g GoldEvent,
    clause: Span,
    sentence: Span,
    /// Where the trigger starts, for ranking only.
    trigger: usize,
}

fn located<'g>(document: &'g GoldText, errors: &mut Vec<String>) -> Vec<Located<'g>> {
    let mut out = Vec::new();
    for event in &document.gold.events {
        let Some(clause) = find(&document.text, &event.quote, event.nth) else {
            errors.push(format!("{}: gold quote not found: {}", document.name, cut(&event.quote, 60)));
            continue;
        };
        let within = event.quote.find(&event.trigger).unwrap_or(0);
        let sentence = sentence_around(document.text.as_bytes(), clause);
        out.push(Located { gold: event, clause, sentence, trigger: clause.lo() + within });
    }
    out
}

/// One-to-one matches of gold entries and predictions at a level, best first.
fn matched(
    entries: &[Located<'_>],
    mine: &[&(Mention, Option<String>)],
    set_aside: &BTreeSet<usize>,
    level: usize,
) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(i64, usize, usize)> = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let e = entry.gold;
        for (j, (m, _)) in mine.iter().enumerate() {
            if set_aside.contains(&j) || !entry.clause.contains_offset(m.trigger_base.lo()) {
                continue;
            }
            // The evidence may reach 40 bytes beyond the sentence.
            if m.evidence.base.start + 40 < entry.sentence.start || m.evidence.base.end > entry.sentence.end + 40 {
                continue;
            }
            if *m.event != *e.event && !e.also.iter().any(|a| *a.event == *m.event) {
                continue;
            }
            let who = i64::from(gold_countries(&e.actor) == countries(&m.actor))
                + i64::from(gold_countries(&e.recipient) == countries(&m.recipient));
            let role = i64::from(gold_roles(&e.actor) == roles(&m.actor))
                + i64::from(gold_roles(&e.recipient) == roles(&m.recipient));
            if (level > 0 && who < 2) || (level > 1 && role < 2) {
                continue;
            }
            let near = i64::from(m.trigger_base.lo().abs_diff(entry.trigger) < 25);
            let date = m.date.map(|d| d.to_string());
            let dated = i64::from(dates_agree(e.date.as_deref(), date.as_deref()));
            let exact = i64::from(*m.event == *e.event);
            // Twice the points of `score.py`, which takes half a point off optional entries.
            let points = 8 * who + 4 * role + 6 * near + 2 * exact + 2 * dated - i64::from(e.optional);
            pairs.push((points, i, j));
        }
    }
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let (mut used_gold, mut used_mine) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (_, i, j) in pairs {
        if !used_gold.contains(&i) && !used_mine.contains(&j) {
            used_gold.insert(i);
            used_mine.insert(j);
            out.push((i, j));
        }
    }
    out
}

impl Right {
    fn note(&mut self, entry: &GoldEvent, mention: &Mention) {
        let date = mention.date.map(|d| d.to_string());
        let same_status = entry.status == mention.status.as_str();
        let chain = entry.attribution.len() == mention.attribution.len()
            && entry.attribution.iter().zip(&mention.attribution).all(|(g, m)| same_source(g, m));
        let mode = mention.mode.as_deref();
        self.matched += 1;
        self.when += usize::from(dates_agree(entry.date.as_deref(), date.as_deref()));
        self.status += usize::from(same_status);
        self.attr += usize::from(chain);
        self.attr_right_chain += usize::from(chain && !entry.attribution.is_empty());
        self.attr_gold += usize::from(!entry.attribution.is_empty());
        self.attr_predicted += usize::from(!mention.attribution.is_empty());
        if entry.status != "happened" {
            self.other_gold += 1;
            self.other_hit += usize::from(same_status);
        }
        self.mode += usize::from(entry.mode.as_deref() == mode || entry.also.iter().any(|a| a.mode.as_deref() == mode));
    }

    fn put(&self, figures: &mut Map<String, Value>) {
        let share = |n: usize| if self.matched == 0 { 0.0 } else { rounded(n as f64 / self.matched as f64, 3) };
        for (name, n) in [("when", self.when), ("status", self.status), ("attr", self.attr), ("mode", self.mode)] {
            figures.insert(name.to_owned(), json!(share(n)));
        }
        let chains = (self.attr_gold + self.attr_predicted).max(1) as f64;
        figures.insert("attr_f1".to_owned(), json!(rounded(2.0 * self.attr_right_chain as f64 / chains, 3)));
        let other = self.other_hit as f64 / self.other_gold.max(1) as f64;
        figures.insert("status_other_recall".to_owned(), json!(rounded(other, 3)));
    }
}

fn put_clusters(figures: &mut Map<String, Value>, clusters: &[(String, String)]) {
    if clusters.is_empty() {
        return;
    }
    figures.insert("same".to_owned(), json!(rounded(b_cubed(clusters), 3)));
    let apart: Vec<(String, String)> =
        clusters.iter().enumerate().map(|(i, (gold, _))| (gold.clone(), i.to_string())).collect();
    figures.insert("same_if_none_merged".to_owned(), json!(rounded(b_cubed(&apart), 3)));
}

/// B-cubed F1 of a clustering (second) against another (first).
fn b_cubed(pairs: &[(String, String)]) -> f64 {
    let mut sizes: BTreeMap<(u8, &str), f64> = BTreeMap::new();
    let mut shared: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (gold, mine) in pairs {
        *sizes.entry((0, gold)).or_default() += 1.0;
        *sizes.entry((1, mine)).or_default() += 1.0;
        *shared.entry((gold, mine)).or_default() += 1.0;
    }
    let mean = |side: u8| {
        let total: f64 = pairs
            .iter()
            .map(|(gold, mine)| {
                shared[&(gold.as_str(), mine.as_str())]
                    / sizes[&(side, if side == 0 { gold.as_str() } else { mine.as_str() })]
            })
            .sum();
        total / pairs.len() as f64
    };
    harmonic(mean(1), mean(0))
}

fn put_documents(
    figures: &mut Map<String, Value>,
    gold: &[GoldText],
    predicted: &[Predicted],
    errors: &mut Vec<String>,
) {
    let mut chrome = Tally::default();
    let (mut lang, mut published) = (0, 0);
    for document in gold {
        let found = predicted.iter().rev().find(|p| stem(base_name(&p.doc)) == stem(&document.name));
        let Some(found) = found else {
            errors.push(format!("{}: was not read", document.name));
            continue;
        };
        let two = |code: &str| code.get(..2).unwrap_or(code).to_owned();
        lang += usize::from(two(&found.lang) == two(&document.gold.lang));
        let right = dates_agree(document.gold.published.date.as_deref(), found.published.as_deref());
        published += usize::from(right);
        let bytes = document.text.as_bytes();
        let is_ink = |i: &usize| !matches!(bytes[*i], b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
        let mut want: BTreeSet<usize> = BTreeSet::new();
        for run in &document.gold.chrome {
            if let Some(start) = find(&document.text, &run.quote, run.nth) {
                let end = run.end_quote.as_ref().and_then(|end| {
                    let at = document.text.get(start.lo()..)?.find(end.as_str())?;
                    Some(start.lo() + at + end.len())
                });
                want.extend((start.lo()..end.unwrap_or(start.hi())).filter(is_ink));
            }
        }
        let got: BTreeSet<usize> =
            found.chrome.iter().flat_map(|s| s.lo()..s.hi().min(bytes.len())).filter(is_ink).collect();
        chrome.right += want.intersection(&got).count();
        chrome.extra += got.difference(&want).count();
        chrome.missed += want.difference(&got).count();
    }
    let n = gold.len().max(1) as f64;
    figures.insert("chrome".to_owned(), json!(rounded(chrome.prf().2, 3)));
    figures.insert("lang".to_owned(), json!(rounded(f64::from(u32::try_from(lang).unwrap_or(0)) / n, 3)));
    figures.insert("published".to_owned(), json!(rounded(f64::from(u32::try_from(published).unwrap_or(0)) / n, 3)));
}

fn countries(actors: &[Actor]) -> BTreeSet<Option<String>> {
    actors.iter().map(|a| a.country.map(|c| c.to_string())).collect()
}

fn gold_countries(actors: &[GoldActor]) -> BTreeSet<Option<String>> {
    actors.iter().map(|a| a.country.clone()).collect()
}

type Role = (Option<String>, Option<String>);

fn roles(actors: &[Actor]) -> BTreeSet<Role> {
    actors.iter().map(|a| (a.country.map(|c| c.to_string()), a.sector.map(|c| c.to_string()))).collect()
}

fn gold_roles(actors: &[GoldActor]) -> BTreeSet<Role> {
    actors.iter().map(|a| (a.country.clone(), a.sector.clone())).collect()
}

/// The words of a name that count, without accents and articles.
fn key(name: &str) -> BTreeSet<String> {
    const ARTICLES: [&str; 11] = ["the", "a", "an", "of", "le", "la", "les", "l", "un", "une", "s"];
    let ascii: String = name.nfkd().filter(char::is_ascii).collect::<String>().to_lowercase();
    ascii
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty() && !ARTICLES.contains(w))
        .map(str::to_owned)
        .collect()
}

fn same_source(gold: &GoldActor, mine: &Actor) -> bool {
    let gold = [gold.name.as_deref().unwrap_or(""), gold.text.as_deref().unwrap_or("")].map(key);
    let mine = [mine.name.as_deref().unwrap_or(""), &mine.text].map(key);
    gold.iter().any(|x| {
        mine.iter()
            .any(|y| !x.is_empty() && !y.is_empty() && (x.is_subset(y) || (y.is_subset(x) && x.len() <= y.len() + 4)))
    })
}

/// The n-th occurrence of some words.
fn find(text: &str, needle: &str, nth: usize) -> Option<Span> {
    let mut from = 0;
    for n in 1..=nth.max(1) {
        let at = from + text.get(from..)?.find(needle)?;
        if n == nth.max(1) {
            return Some(Span::new(at, at + needle.len()));
        }
        from = at + text.get(at..)?.chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// The hull of the sentence or line that holds a span, as `score.py` sees sentences.
fn sentence_around(bytes: &[u8], span: Span) -> Span {
    let is_stop = |b: u8| matches!(b, b'.' | b'!' | b'?');
    let is_blank = |b: u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let (mut start, mut end) = (span.lo(), span.hi());
    while start > 0 && bytes[start - 1] != b'\n' {
        let next = bytes.get(start).copied().unwrap_or(0);
        // 0xE2 starts the curly quotation marks.
        if is_stop(bytes[start - 1]) && (is_blank(next) || next == b'"' || next == 0xe2) {
            break;
        }
        start -= 1;
    }
    while end < bytes.len() && bytes[end] != b'\n' {
        if end > 0 && is_stop(bytes[end - 1]) && (is_blank(bytes[end]) || bytes[end] == b'"') {
            break;
        }
        end += 1;
    }
    Span::new(start, end)
}

fn said(
    doc: &str,
    what: &str,
    event: &str,
    mode: Option<&str>,
    from: &BTreeSet<Option<String>>,
    to: &BTreeSet<Option<String>>,
    quote: &str,
) -> String {
    let side = |codes: &BTreeSet<Option<String>>| -> String {
        let shown: Vec<&str> = codes.iter().map(|c| c.as_deref().unwrap_or("-")).collect();
        shown.join(",")
    };
    let mode = mode.unwrap_or("-");
    format!("{doc}: {what} {event}/{mode} [{}] -> [{}]: {}", side(from), side(to), cut(quote, 110))
}

fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect::<String>().replace('\n', " ")
}

fn base_name(doc: &str) -> &str {
    doc.rsplit('/').next().unwrap_or(doc)
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// To some decimals, as Python's `round` does.
fn rounded(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$}").parse().unwrap_or(value)
}

impl Scores {
    /// The figures as a table for people.
    pub fn text(&self) -> String {
        use std::fmt::Write as _;
        let f = &self.figures;
        let number = |v: &Value| v.as_f64().unwrap_or(0.0);
        let mut out = String::new();
        for level in LEVELS {
            let l = &f[level];
            let _ = writeln!(
                out,
                "{level:9} P {:.3}  R {:.3}  F1 {:.3}   ({} right, {} extra, {} missed)",
                number(&l["precision"]),
                number(&l["recall"]),
                number(&l["f1"]),
                l["tp"],
                l["fp"],
                l["fn"]
            );
        }
        let names = [
            "when",
            "status",
            "status_other_recall",
            "attr",
            "attr_f1",
            "mode",
            "same",
            "same_if_none_merged",
            "chrome",
            "lang",
            "published",
        ];
        let shown: Vec<String> =
            names.iter().filter(|n| f.get(**n).is_some()).map(|n| format!("{n} {:.3}", number(&f[*n]))).collect();
        let _ = writeln!(out, "{}", shown.join("  "));
        if let Some(types) = f["per_type"].as_object() {
            for (name, t) in types {
                let (p, r, f1) = (number(&t["precision"]), number(&t["recall"]), number(&t["f1"]));
                let _ = writeln!(out, "  {name:10} P {p:.2} R {r:.2} F1 {f1:.2}  gold {}", t["gold"]);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_agree_without_accents_and_articles() {
        let gold = GoldActor { name: Some("Ministère des Affaires étrangères".into()), ..GoldActor::default() };
        let actor = |text: &str| Actor { text: text.into(), span: None, country: None, sector: None, name: None };
        assert!(same_source(&gold, &actor("le ministere des affaires etrangeres")));
        assert!(!same_source(&gold, &actor("l’ambassade")));
    }

    #[test]
    fn occurrences_are_counted_from_one() {
        assert_eq!(find("é a é a", "é", 2), Some(Span::new(5, 7)));
        assert_eq!(find("é a", "é", 2), None);
    }

    #[test]
    fn a_sentence_ends_at_a_stop_or_a_line() {
        let text = "One left. Two stayed “here”.\nThree";
        assert_eq!(sentence_around(text.as_bytes(), Span::new(10, 13)).of(text), " Two stayed “here”.");
    }
}
