//! Sentences of our own, each with the events that a careful annotator finds in it: `data/model/cases`.
//!
//! A row has a text and its events: `-` for none, else a list divided by `;` of `TYPE[/status] ACTORS>RECIPIENTS`
//! Types that are as good are divided by `|`; `?` before one marks what may be found or missed; parties are
//! `COUNTRY`, `COUNTRY.SECTOR` or `.SECTOR`, divided by `,`; what is left out is not looked at.

use legation_model::{Actor, Code, Mention, Span, Status};
use legation_packs::confidence::{Feature, Features};
use legation_packs::ontology::Ontology;
use legation_packs::{Files, PackError, Packs};
use serde_json::{Value, json};

use crate::calibration::Calibration;
use crate::offices::Counts;
use crate::predict::Bench;

const FOLDER: &str = "model/cases/";

/// How the name of a file ends whose cases nobody looks at while writing rules.
const HELD: &str = ".held";

/// A sentence with its events.
#[derive(Clone, Debug)]
pub struct Case {
    /// File and line, such as `en.1:12`.
    pub id: String,
    /// Its language: what stands before the first dot of the file's name.
    pub lang: String,
    /// Whether it was never looked at while rules were written.
    pub held: bool,
    /// What is read.
    pub text: String,
    /// What is told.
    pub events: Vec<Expected>,
}

/// An event that a sentence tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Finding it earns nothing, missing it costs nothing.
    pub optional: bool,
    /// The types that it may be given, with the status that goes with each.
    pub types: Vec<(String, Status)>,
    /// Who does it; empty where that is not looked at.
    pub actor: Vec<Party>,
    /// To whom.
    pub recipient: Vec<Party>,
}

/// A party as it is written in a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    country: Option<String>,
    sector: Option<String>,
}

impl Expected {
    fn read(text: &str, ontology: &Ontology) -> Result<Self, String> {
        let text = text.trim();
        let (optional, text) = text.strip_prefix('?').map_or((false, text), |rest| (true, rest));
        let (types, parties) = text.split_once(' ').unwrap_or((text, ""));
        let types: Result<Vec<_>, String> = types
            .split('|')
            .map(|one| {
                let (event, status) = one.split_once('/').unwrap_or((one, Status::Happened.as_str()));
                let status = Status::from_name(status).ok_or_else(|| format!("`{status}` is no status"))?;
                let known = ontology.event(event).ok_or_else(|| format!("`{event}` is no event type"))?;
                Ok((known.name.to_string(), status))
            })
            .collect();
        let (actor, recipient) = parties.split_once('>').unwrap_or((parties, ""));
        let side = |list: &str| list.split(',').map(str::trim).filter(|p| !p.is_empty()).map(Party::read).collect();
        Ok(Self { optional, types: types?, actor: side(actor), recipient: side(recipient) })
    }

    fn names(&self, event: &str) -> bool {
        self.types.iter().any(|(t, _)| t == event)
    }

    /// The status that goes with a type.
    fn status(&self, event: &str) -> Option<Status> {
        self.types.iter().find(|(t, _)| t == event).map(|(_, s)| *s)
    }

    /// Whether all parties that the case names are found, on their side or, where all are actors, on either.
    fn has_parties(&self, mention: &Mention) -> bool {
        let everyone: Vec<&Actor> = mention.actor.iter().chain(&mention.recipient).collect();
        let mutual = mention.recipient.is_empty() || self.recipient.is_empty() && self.actor.len() > 1;
        let on = |side: &[Party], found: &[Actor]| {
            let one = |p: &Party| if mutual { everyone.iter().any(|a| p.is(a)) } else { found.iter().any(|a| p.is(a)) };
            side.iter().all(one)
        };
        on(&self.actor, &mention.actor) && on(&self.recipient, &mention.recipient)
    }
}

impl Party {
    fn read(text: &str) -> Self {
        let own = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        let (country, sector) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        Self { country: own(country), sector: own(sector) }
    }

    /// The country must agree where the case has one, else the sector.
    fn is(&self, actor: &Actor) -> bool {
        let same = |mine: &Option<String>, theirs: Option<Code>| {
            mine.as_deref().is_none_or(|m| theirs.is_some_and(|t| t.as_str() == m))
        };
        same(&self.country, actor.country) && (self.country.is_some() || same(&self.sector, actor.sector))
    }
}

/// All cases of a data folder, file by file.
///
/// # Errors
/// When a row has no text or its events cannot be read.
pub fn load(files: &Files, ontology: &Ontology) -> Result<Vec<Case>, PackError> {
    let mut cases = Vec::new();
    for (path, _) in files.below(FOLDER, ".tsv") {
        let stem = path.trim_start_matches(FOLDER).trim_end_matches(".tsv");
        for row in files.rows(path) {
            let told = row.need("events")?;
            let list = told.split(';').filter(|_| told != "-");
            let events: Result<Vec<Expected>, String> = list.map(|e| Expected::read(e, ontology)).collect();
            cases.push(Case {
                id: format!("{stem}:{}", row.line),
                lang: stem.split('.').next().unwrap_or(stem).to_owned(),
                held: stem.ends_with(HELD),
                text: row.need("text")?.to_owned(),
                events: events.map_err(|e| row.error(e))?,
            });
        }
    }
    Ok(cases)
}

/// The cases of the lexicon's own senses: what the sense must find at its trigger, and what it must leave alone.
pub fn of_rules(packs: &Packs) -> Vec<RuleCase> {
    let mut cases = Vec::new();
    for (lang, pack) in &packs.langs {
        for sense in &pack.coding.senses {
            let (event, trigger) = (&sense.event, &sense.case.trigger);
            let case = |text: &str, trigger| RuleCase {
                rule: sense.id.to_string(),
                lang: lang.to_string(),
                text: text.to_owned(),
                event: event.to_string(),
                trigger,
            };
            cases.push(case(&sense.case.text, Some(Span::new(trigger.start, trigger.end))));
            cases.extend(sense.not.iter().map(|not| case(not, None)));
        }
    }
    cases
}

/// A sentence that a sense must read (`trigger` says where), or must not.
#[derive(Clone, Debug)]
pub struct RuleCase {
    /// The sense.
    pub rule: String,
    /// Its language.
    pub lang: String,
    /// What is read.
    pub text: String,
    event: String,
    trigger: Option<Span>,
}

/// Codes a sense's case. Nothing is known of what else its sentence tells.
pub fn judge_rule(case: &RuleCase, bench: &mut Bench<'_>) -> Vec<Judged> {
    let read = bench.weighed(&json!({"id": case.rule, "lang": case.lang, "text": case.text}));
    let judge = |(mention, features): (Mention, Features)| {
        let right = match case.trigger {
            Some(trigger) => mention.trigger.overlaps(trigger).then(|| *mention.event == *case.event),
            None => (*mention.rule == *case.rule).then_some(false),
        };
        Judged { mention, features, right, expected: None }
    };
    read.into_iter().map(judge).collect()
}

/// One reading of a case by the coder.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was coded.
    pub mention: Mention,
    /// What its confidence is made of.
    pub features: Features,
    /// Whether the case tells an event of its type; `None` where finding it earns nothing.
    pub right: Option<bool>,
    /// The event that it was taken for.
    pub expected: Option<usize>,
}

/// Codes a case and compares: the surest readings choose first, each event is found once.
pub fn judge(case: &Case, bench: &mut Bench<'_>) -> Vec<Judged> {
    let record = json!({"id": case.id, "lang": case.lang, "text": case.text});
    let mut read = bench.weighed(&record);
    read.sort_by(|a, b| b.0.confidence.total_cmp(&a.0.confidence));
    let mut taken = vec![false; case.events.len()];
    let judge = |(mention, features): (Mention, Features)| {
        let fits = |e: &Expected| e.names(&mention.event);
        let (events, free) = (&case.events, &taken);
        let must = (0..events.len()).find(|&i| !events[i].optional && !free[i] && fits(&events[i]));
        let may = || (0..events.len()).find(|&i| events[i].optional && fits(&events[i]));
        let right = if must.is_some() { Some(true) } else { may().is_none().then_some(false) };
        if let Some(i) = must {
            taken[i] = true;
        }
        Judged { expected: must.or_else(may), right, mention, features }
    };
    read.into_iter().map(judge).collect()
}

/// Precision and recall over cases.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// Sentences, those without event, and those among them where one was coded.
    pub sentences: (usize, usize, usize),
    /// Right, wrong and missed events.
    pub counts: Counts,
    /// Of the right ones: with the right parties (of those that name any), with the right status.
    pub parties: (usize, usize),
    /// How many have the status of the case.
    pub status: usize,
    /// How sure the coder was of all readings, whether or not they count.
    pub calibration: Calibration,
}

impl Scores {
    /// Adds a case with its readings; those less sure than the threshold count as not given.
    pub fn add(&mut self, case: &Case, readings: &[Judged], threshold: f32) {
        let given = |j: &&Judged| j.mention.confidence >= threshold;
        let empty = case.events.is_empty();
        let coded = readings.iter().any(|j| given(&j) && j.right.is_some());
        self.sentences.0 += 1;
        self.sentences.1 += usize::from(empty);
        self.sentences.2 += usize::from(empty && coded);
        let must = case.events.iter().filter(|e| !e.optional).count();
        let mut found = 0;
        for judged in readings {
            if let Some(right) = judged.right {
                self.calibration.add(f64::from(judged.mention.confidence), right);
                let given = given(&judged);
                found += usize::from(given && right);
                self.counts.extra += usize::from(given && !right);
            }
        }
        self.counts.right += found;
        self.counts.missed += must - found;
        for judged in readings.iter().filter(given).filter(|j| j.right == Some(true)) {
            let Some(expected) = judged.expected.map(|i| &case.events[i]) else { continue };
            let named = !expected.actor.is_empty() || !expected.recipient.is_empty();
            self.parties.0 += usize::from(named && expected.has_parties(&judged.mention));
            self.parties.1 += usize::from(named);
            self.status += usize::from(expected.status(&judged.mention.event) == Some(judged.mention.status));
        }
    }

    /// The figures in a line.
    pub fn line(&self) -> String {
        let c = self.counts;
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        format!(
            "P {:.3}  R {:.3}  F1 {:.3}  ({} right, {} wrong, {} missed)  parties {:.3}  status {:.3}  false {} of {}  \
             calibration error {:.3}, Brier {:.3}, {} sentences",
            c.precision(),
            c.recall(),
            c.f1(),
            c.right,
            c.extra,
            c.missed,
            share(self.parties.0, self.parties.1),
            share(self.status, c.right),
            self.sentences.2,
            self.sentences.1,
            self.calibration.error(),
            self.calibration.brier(),
            self.sentences.0,
        )
    }
}

/// A sense's case with its readings, for programs.
pub fn rule_record(case: &RuleCase, readings: &[Judged]) -> Value {
    json!({"rule": case.rule, "lang": case.lang, "held": false, "text": case.text, "readings": shown(&case.text, readings)})
}

/// A case with its readings, for programs.
pub fn record(case: &Case, readings: &[Judged]) -> Value {
    let expected = |e: &Expected| {
        let types: Vec<Value> = e.types.iter().map(|(t, s)| json!([t, s.as_str()])).collect();
        json!({"optional": e.optional, "types": types})
    };
    json!({
        "id": case.id,
        "lang": case.lang,
        "held": case.held,
        "text": case.text,
        "events": case.events.iter().map(expected).collect::<Vec<Value>>(),
        "readings": shown(&case.text, readings),
    })
}

fn shown(text: &str, readings: &[Judged]) -> Vec<Value> {
    let party = |a: &Actor| json!([a.country.map(|c| c.to_string()), a.sector.map(|s| s.to_string()), &*a.text]);
    let side = |list: &[Actor]| list.iter().map(party).collect::<Vec<Value>>();
    let reading = |j: &Judged| {
        let m = &j.mention;
        let features: serde_json::Map<String, Value> =
            Feature::ALL.iter().map(|f| (f.name().to_owned(), json!(j.features.values[*f as usize]))).collect();
        json!({
            "event": &*m.event,
            "mode": m.mode.as_deref(),
            "status": m.status.as_str(),
            "rule": &*m.rule,
            "trigger": m.trigger.of(text),
            "actor": side(&m.actor),
            "recipient": side(&m.recipient),
            "confidence": m.confidence,
            "right": j.right,
            "features": features,
        })
    };
    readings.iter().map(reading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_as_they_are_written() {
        let ontology = &Packs::embedded().unwrap().ontology;
        let event = Expected::read(" ?AGREE|CONSULT/planned KEN.GOV,.REB>UGA", ontology).unwrap();
        assert!(event.optional && event.names("CONSULT") && !event.names("ACCUSE"));
        assert_eq!(event.status("CONSULT"), Some(Status::Planned));
        assert_eq!(event.actor[1], Party { country: None, sector: Some("REB".to_owned()) });
        assert_eq!(event.recipient, [Party { country: Some("UGA".to_owned()), sector: None }]);
        assert!(Expected::read("SING KEN>UGA", ontology).unwrap_err().contains("`SING`"));
        assert!(Expected::read("AGREE/perhaps KEN>UGA", ontology).unwrap_err().contains("`perhaps`"));
    }

    #[test]
    fn all_cases_of_the_data_folder_can_be_read() {
        let files = Files::embedded();
        let cases = load(&files, &Packs::embedded().unwrap().ontology).unwrap();
        assert!(cases.len() >= 1200, "{}", cases.len());
        assert!(cases.iter().any(|c| c.held));
    }
}
