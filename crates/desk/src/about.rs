//! Which actors a view is about.

use std::collections::BTreeSet;

use legation_model::{Code, Event};

/// A filter on countries. One (`FRA`) keeps everything that involves it; several (`FRA,BLR`) keep what happened among
/// them: at least two must be involved. Empty: everything passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    codes: Vec<Code>,
}

impl std::str::FromStr for About {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let code = |part: &str| {
            let code = part.trim().to_ascii_uppercase();
            code.parse().map_err(|_| format!("`{}` is no code of three letters, such as FRA or FRA,BLR", part.trim()))
        };
        Ok(Self { codes: text.split(',').map(code).collect::<Result<_, _>>()? })
    }
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let codes: Vec<&str> = self.codes.iter().map(Code::as_str).collect();
        f.write_str(&codes.join(", "))
    }
}

impl About {
    /// The countries.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// Whether an event has the parties asked for.
    pub fn event(&self, event: &Event) -> bool {
        let parties = event.merged.actor.iter().chain(&event.merged.recipient).filter_map(|a| a.country);
        let involved: BTreeSet<Code> = parties.filter(|c| self.codes.contains(c)).collect();
        let asked: BTreeSet<&Code> = self.codes.iter().collect();
        involved.len() >= asked.len().min(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_case() {
        let about: About = "fra, BLR".parse().unwrap();
        assert_eq!(about.to_string(), "FRA, BLR");
        assert_eq!(
            "France".parse::<About>().unwrap_err(),
            "`France` is no code of three letters, such as FRA or FRA,BLR"
        );
    }
}
