//! Which actors a view is about.

use legation_model::{Actor, Code, Event, Measure, Office, Relation};

/// A filter on countries: `FRA,BLR` keeps what involves France or Belarus, `FRA+BLR` what involves both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Alternatives; each is a set of codes that must all be involved. Empty: everything passes.
    any: Vec<Vec<Code>>,
}

impl std::str::FromStr for About {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut any = Vec::new();
        for alternative in text.split(',') {
            let mut all = Vec::new();
            for code in alternative.split('+') {
                let code = code.trim().to_ascii_uppercase();
                let parsed = code.parse().map_err(|_| {
                    format!("`{code}` is no code of three letters; write FRA,BLR (either) or FRA+BLR (both)")
                })?;
                all.push(parsed);
            }
            any.push(all);
        }
        Ok(Self { any })
    }
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, all) in self.any.iter().enumerate() {
            let codes: Vec<&str> = all.iter().map(Code::as_str).collect();
            write!(f, "{}{}", if i > 0 { ", " } else { "" }, codes.join("+"))?;
        }
        Ok(())
    }
}

impl About {
    /// Whether everything passes.
    pub fn is_everything(&self) -> bool {
        self.any.is_empty()
    }

    /// Whether an event has the parties asked for.
    pub fn event(&self, event: &Event) -> bool {
        let parties = || event.merged.actor.iter().chain(&event.merged.recipient);
        self.passes(|code| parties().any(|a: &Actor| a.country == Some(code)))
    }

    /// Whether a relation is between or about the parties asked for.
    pub fn relation(&self, relation: &Relation) -> bool {
        self.passes(|code| holds(&relation.from, code) || holds(&relation.about, code))
    }

    /// Whether an office is one of the parties asked for, or an envoy's to one of them.
    pub fn office(&self, office: &Office) -> bool {
        self.passes(|code| office.of == Some(code) || office.to == Some(code))
    }

    /// Whether a measure is one of the parties asked for.
    pub fn measure(&self, measure: &Measure) -> bool {
        self.passes(|code| measure.of == Some(code))
    }

    fn passes(&self, involved: impl Fn(Code) -> bool) -> bool {
        self.any.is_empty() || self.any.iter().any(|all| all.iter().all(|&code| involved(code)))
    }
}

/// Whether words that name a party ("BLR presidential election 2020-08") hold a code.
fn holds(party: &str, code: Code) -> bool {
    party.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_are_either_and_pluses_both() {
        let about: About = "fra+BLR, usa".parse().unwrap();
        assert_eq!(about.to_string(), "FRA+BLR, USA");
        let involved = |codes: &'static [&'static str]| about.passes(|c| codes.contains(&c.as_str()));
        assert!(involved(&["FRA", "BLR"]) && involved(&["USA"]));
        assert!(!involved(&["FRA"]));
        assert!("France".parse::<About>().is_err());
    }

    #[test]
    fn codes_are_found_in_words() {
        let code = "BLR".parse().unwrap();
        assert!(holds("BLR presidential election 2020-08", code));
        assert!(!holds("BLRX", code));
    }
}
