//! What stands where in a text: actors, triggers, times, sources.

use std::collections::BTreeSet;

use anstyle::Style;
use legation_model::{Mention, Span, Timex};

use crate::Page;
use crate::page::{Piece, ink};

/// What a passage is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Actor,
    Trigger,
    Time,
    Source,
}

/// All marks of one text, without repetitions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// By start, the longer first: the order in which they open.
    list: Vec<(Span, Mark)>,
}

impl Mark {
    const ALL: [Self; 4] = [Self::Actor, Self::Trigger, Self::Time, Self::Source];

    fn style(self) -> Style {
        match self {
            Self::Actor => ink::ACTOR,
            Self::Trigger => ink::TRIGGER,
            Self::Time => ink::TIME,
            Self::Source => ink::PLAIN.underline(),
        }
    }

    /// The signs that stand for the colour where there is none.
    fn signs(self) -> (&'static str, &'static str) {
        match self {
            Self::Actor => ("[", "]"),
            Self::Trigger => ("*", "*"),
            Self::Time => ("<", ">"),
            Self::Source => ("_", "_"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Trigger => "trigger",
            Self::Time => "time",
            Self::Source => "source",
        }
    }
}

impl Marks {
    pub(crate) fn new<'a>(mentions: impl Iterator<Item = &'a Mention>, times: &[Timex]) -> Self {
        let mut set = BTreeSet::new();
        for mention in mentions {
            set.insert((mention.trigger, Mark::Trigger));
            for actor in mention.actor.iter().chain(&mention.recipient) {
                set.extend(actor.span.map(|s| (s, Mark::Actor)));
            }
            for source in &mention.attribution {
                set.extend(source.span.map(|s| (s, Mark::Source)));
            }
        }
        set.extend(times.iter().map(|t| (t.span, Mark::Time)));
        let mut list: Vec<(Span, Mark)> = set.into_iter().filter(|(s, _)| !s.is_empty()).collect();
        list.sort_by_key(|&(s, mark)| (s.start, std::cmp::Reverse(s.end), mark));
        Self { list }
    }

    /// A passage of the text with its marks, as styles or as signs.
    pub(crate) fn pieces(&self, text: &str, within: Span, page: Page) -> Vec<Piece> {
        let here: Vec<(Span, Mark)> = self
            .list
            .iter()
            .filter(|(s, _)| s.overlaps(within))
            .map(|&(s, m)| (Span { start: s.start.max(within.start), end: s.end.min(within.end) }, m))
            .collect();
        let mut cuts: BTreeSet<u32> = here.iter().flat_map(|(s, _)| [s.start, s.end]).collect();
        cuts.extend([within.start, within.end]);
        let cuts: Vec<u32> = cuts.into_iter().collect();
        let mut pieces = Vec::new();
        for (i, &at) in cuts.iter().enumerate() {
            if !page.color {
                // What opened last closes first.
                pieces.extend(here.iter().rev().filter(|(s, _)| s.end == at).map(|(_, m)| Piece::plain(m.signs().1)));
                pieces.extend(here.iter().filter(|(s, _)| s.start == at).map(|(_, m)| Piece::plain(m.signs().0)));
            }
            if let Some(&next) = cuts.get(i + 1) {
                let run = Span { start: at, end: next };
                pieces.push(Piece::new(run.of(text), style_of(&here, run)));
            }
        }
        pieces
    }

    /// One line that says what the colours or signs mean.
    pub(crate) fn legend(page: Page) -> Vec<Piece> {
        let mut legend = Vec::new();
        for mark in Mark::ALL {
            if page.color {
                legend.push(Piece::new(mark.word(), mark.style()));
            } else {
                let (open, close) = mark.signs();
                legend.push(Piece::plain(format!("{open}{}{close}", mark.word())));
            }
            legend.push(Piece::plain(" "));
        }
        legend
    }
}

fn style_of(marks: &[(Span, Mark)], run: Span) -> Style {
    let mut style = ink::PLAIN;
    for (_, mark) in marks.iter().filter(|(s, _)| s.contains(run)) {
        let add = mark.style();
        let effects = style.get_effects() | add.get_effects();
        style = style.fg_color(add.get_fg_color().or(style.get_fg_color())).effects(effects);
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(list: Vec<(Span, Mark)>, text: &str) -> String {
        let marks = Marks { list };
        let page = Page { width: 200, color: false };
        page.wrap(&marks.pieces(text, Span::new(0, text.len()), page), "", "")
    }

    #[test]
    fn signs_nest() {
        let text = "France’s envoy left.";
        let list =
            vec![(Span::new(0, 16), Mark::Actor), (Span::new(0, 6), Mark::Source), (Span::new(17, 21), Mark::Trigger)];
        assert_eq!(shown(list, text), "[_France_’s envoy] *left*.\n");
    }
}
