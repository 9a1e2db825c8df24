//! How often what the coder is 0.9 sure of is right.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

/// Bins of the diagram, from 0 to 1.
const BINS: usize = 10;
/// Characters that the whole share is drawn with.
const WIDTH: usize = 40;

/// Confidences with whether they were right.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    /// Number of mentions, number of right ones and sum of confidences, by bin.
    bins: [(usize, usize, f64); BINS],
    squares: f64,
}

impl Calibration {
    /// Compares the surest event of each sentence with the gold's classes. `predicted` are records of the task `coding`,
    /// in the order of `gold`; records whose gold has no event or no PLOVER class are left out, because a benchmark
    /// that marks one event a sentence says nothing of others. `merged` names another class for some, where a benchmark
    /// has one for several.
    pub fn of_coding(gold: &[Value], predicted: &[Value], merged: &BTreeMap<String, String>) -> Self {
        let mut all = Self::default();
        let class = |event: &Value| {
            let class = event["code_plover"].as_str()?.to_owned();
            Some(merged.get(&class).cloned().unwrap_or(class))
        };
        for (gold, predicted) in gold.iter().zip(predicted) {
            let list = |record: &Value, key: &str| record[key].as_array().cloned().unwrap_or_default();
            let classes: Vec<String> = list(gold, "events").iter().filter_map(&class).collect();
            let events = [list(predicted, "events"), list(predicted, "unsure")].concat();
            let confidence = |event: &Value| event["confidence"].as_f64().unwrap_or(0.0);
            let surest = events.iter().max_by(|a, b| confidence(a).total_cmp(&confidence(b)));
            if let (Some(surest), false) = (surest, classes.is_empty()) {
                all.add(confidence(surest), class(surest).is_some_and(|c| classes.contains(&c)));
            }
        }
        all
    }

    /// Adds one mention.
    pub fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + 1, bin.1 + usize::from(right), bin.2 + confidence);
        self.squares += (confidence - f64::from(u8::from(right))).powi(2);
    }

    fn count(&self) -> usize {
        self.bins.iter().map(|b| b.0).sum()
    }

    /// The mean distance between stated and found share, weighted by mentions: the expected calibration error.
    pub fn error(&self) -> f64 {
        let distance = |&(n, right, sum): &(usize, usize, f64)| if n == 0 { 0.0 } else { (sum - right as f64).abs() };
        self.bins.iter().map(distance).sum::<f64>() / self.count().max(1) as f64
    }

    /// The mean squared distance between confidence and outcome.
    pub fn brier(&self) -> f64 {
        self.squares / self.count().max(1) as f64
    }

    /// The figures for programs: per bin the number, the mean confidence and the share that was right.
    pub fn figures(&self) -> Value {
        let bins: Vec<Value> = self.filled().map(|(n, said, found)| json!([n, said, found])).collect();
        json!({"mentions": self.count(), "error": self.error(), "brier": self.brier(), "bins": bins})
    }

    fn filled(&self) -> impl Iterator<Item = (usize, f64, f64)> {
        let filled = self.bins.iter().filter(|b| b.0 > 0);
        filled.map(|&(n, right, sum)| (n, sum / n as f64, right as f64 / n as f64))
    }

    /// The reliability diagram: a line per bin, its bar the share that was right, `|` where it should end.
    pub fn text(&self) -> String {
        let mut out = String::from("said  right  of\n");
        for (n, said, found) in self.filled() {
            let mut bar: Vec<char> = vec![' '; WIDTH + 1];
            bar[..(found * WIDTH as f64).round() as usize].fill('█');
            bar[(said * WIDTH as f64).round() as usize] = '|';
            let bar: String = bar.into_iter().collect();
            let _ = writeln!(out, "{said:.2}   {found:.2} {n:>5}  {}", bar.trim_end());
        }
        let _ = writeln!(out, "expected calibration error {:.3} over {} readings", self.error(), self.count());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_distance_between_said_and_found() {
        let mut all = Calibration::default();
        for n in 0..10 {
            all.add(0.95, n < 7);
        }
        assert!((all.error() - 0.25).abs() < 1e-9);
        assert_eq!(all.figures()["bins"][0][0], 10);
        assert!(all.text().contains("0.95   0.70    10  ████████████████████████████          |"), "{}", all.text());
    }

    #[test]
    fn the_surest_event_counts_where_the_gold_has_one() {
        let merged = [("B".to_owned(), "A".to_owned())].into();
        let gold = [
            json!({"events": [{"code_plover": "A"}]}),
            json!({"events": []}),
            json!({"events": [{"code_plover": "C"}]}),
        ];
        let event = |class: &str, confidence: f64| json!({"code_plover": class, "confidence": confidence});
        let predicted = [
            json!({"events": [event("B", 0.9)], "unsure": [event("C", 0.4)]}),
            json!({"events": [event("C", 0.9)], "unsure": []}),
            json!({"events": [], "unsure": [event("D", 0.3)]}),
        ];
        let all = Calibration::of_coding(&gold, &predicted, &merged);
        assert_eq!(all.count(), 2);
        assert!((all.error() - 0.2).abs() < 1e-9);
    }
}
