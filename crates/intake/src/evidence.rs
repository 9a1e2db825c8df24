use std::sync::Arc;

use legation_packs::intake::{Formats, IntakePack, Role, fold};

use crate::draft::Line;

/// What one line shows by itself.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent observations of one line")]
pub(crate) struct Evidence {
    pub(crate) folded: String,
    pub(crate) words: usize,
    /// Thousandths of the words that are grammatical.
    pub(crate) grammar: usize,
    /// Ends like a sentence.
    pub(crate) terminal: bool,
    /// Starts with an arrow or the like.
    pub(crate) arrow: bool,
    /// Cues by role: the strongest reason for each, in order of appearance.
    pub(crate) roles: Vec<(Role, Arc<str>)>,
    /// How often the page speaks to its reader, outside quotation marks.
    pub(crate) address: usize,
    /// How many phrases of appeals it has.
    pub(crate) appeals: usize,
    /// The line is a relative time of a story list.
    pub(crate) ago: bool,
    /// A short line in which a newsroom speaks of itself by name ("Support the Daily Example!").
    pub(crate) own_name: bool,
}

impl Evidence {
    pub(crate) fn of(line: &Line, pack: &IntakePack, formats: &Formats) -> Self {
        let folded = fold(&line.text);
        let mut evidence = Self { terminal: is_terminal(&folded), ..Self::default() };
        evidence.arrow = folded.starts_with(['►', '▶', '→', '▸', '➤', '➜', '»', '›', '👉', '🔴', '⇒'])
            || folded.starts_with(">>")
            || folded.starts_with("=> ");
        let mut grammar = 0;
        let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').flat_map(|w| w.split_inclusive('\''));
        for word in words.filter(|w| w.chars().any(char::is_alphanumeric)) {
            evidence.words += 1;
            grammar += usize::from(pack.function_words.contains(word));
        }
        evidence.grammar = grammar * 1000 / evidence.words.max(1);
        if evidence.words > 0 {
            evidence.take_cues(&folded, pack);
        }
        evidence.own_name = evidence.words <= 8 && evidence.has(Role::Own) && {
            let called = line.text.ends_with('!');
            called || !evidence.terminal && !formats.named_in(&line.text).is_empty()
        };
        evidence.folded = folded;
        evidence
    }

    fn take_cues(&mut self, folded: &str, pack: &IntakePack) {
        let quotes = std::cell::OnceCell::new();
        for found in pack.cues_in(folded) {
            let unquoted = || {
                let quotes = quotes.get_or_init(|| quotations(folded));
                let next = quotes.partition_point(|q| q.end <= found.start);
                quotes.get(next).is_none_or(|q| found.start < q.start)
            };
            match found.cue.role {
                Role::Address => self.address += usize::from(unquoted()),
                Role::Appeal => self.appeals += usize::from(unquoted()),
                // Legal phrases are long and clear; one in a quotation is somebody's words.
                Role::Legal | Role::Box if !unquoted() => {}
                role => self.add(role, &found.cue.reason),
            }
        }
        if folded.len() <= 240 {
            for pattern in pack.patterns.iter().filter(|p| p.regex.is_match(folded)) {
                self.add(pattern.role, &pattern.reason);
                self.ago |= &*pattern.reason == "story-list";
            }
        }
    }

    fn add(&mut self, role: Role, reason: &Arc<str>) {
        if !self.roles.iter().any(|(r, _)| *r == role) {
            self.roles.push((role, Arc::clone(reason)));
        }
    }

    /// The reason under which a role was found.
    pub(crate) fn role(&self, role: Role) -> Option<&Arc<str>> {
        self.roles.iter().find(|(r, _)| *r == role).map(|(_, reason)| reason)
    }

    pub(crate) fn has(&self, role: Role) -> bool {
        self.role(role).is_some()
    }

    /// Running text of at least `words` words.
    pub(crate) fn is_prose(&self, words: usize) -> bool {
        self.words >= words && self.grammar >= 180 && (self.terminal || self.words >= words + 12)
    }

    /// Short and without a sentence's end, as headlines and labels are.
    pub(crate) fn is_label(&self) -> bool {
        self.words <= 25 && !(self.terminal && self.words >= 12)
    }
}

/// Whether a folded line ends like a sentence, closing marks aside.
pub(crate) fn is_terminal(folded: &str) -> bool {
    let bare = folded.trim_end_matches(['"', '”', '»', '\'', ')', ']', ' ', '*']);
    bare.ends_with(['.', '!', '?', '…', ';']) && !bare.ends_with(" .") || bare.ends_with("..")
}

/// What stands between quotation marks in a line, in order and disjoint; a quotation that is not closed runs to the end.
fn quotations(folded: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    let mut plain: Option<usize> = None;
    for (i, c) in folded.char_indices() {
        match c {
            '“' | '«' => {
                if depth == 0 {
                    start = i;
                }
                depth += 1;
            }
            '”' | '»' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    out.push(start..i);
                }
            }
            '"' => match plain.take() {
                Some(open) => out.push(open..i),
                None => plain = Some(i),
            },
            _ => {}
        }
    }
    if depth > 0 {
        out.push(start..folded.len());
    }
    out.extend(plain.map(|open| open..folded.len()));
    out.sort_by_key(|q| (q.start, q.end));
    // Marks of two kinds may nest.
    out.dedup_by(|next, last| {
        let joins = next.start <= last.end;
        last.end = if joins { last.end.max(next.end) } else { last.end };
        joins
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_and_joined() {
        let found = |text: &str| -> Vec<String> {
            quotations(text).into_iter().map(|q| text.get(q).unwrap().to_owned()).collect()
        };
        assert_eq!(found("a \"b\" c «d “e” f» g"), ["\"b", "«d “e” f"]);
        assert_eq!(found("“a \"b” c\" d"), ["“a \"b” c"]);
        assert_eq!(found("a ” b “c"), ["“c"]);
    }
}
