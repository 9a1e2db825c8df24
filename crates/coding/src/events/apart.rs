//! "a day after": what dates an act by how far it lies from another that has a date.

use legation_model::{Edtf, Timex, TimexKind, TokenIdx, plus_days};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use super::dating::path_up;
use crate::Reading;

/// How many steps of the tree may lie between an act and the clause that is told apart.
const NEAR: usize = 2;

/// Two acts and the days between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Apart<'a> {
    /// The length between them, where a time expression tells it.
    pub(super) timex: Option<&'a Timex>,
    /// The act that the date is counted from.
    pub(super) other: TokenIdx,
    /// The clause or noun that the length goes with ("a day after *Russia expelled* three").
    inside: TokenIdx,
    /// First and last of the days that lie from the other to the act; below 0 when it lies before.
    days: (i32, i32),
}

/// How far the act at a trigger is told to lie from another of its sentence.
pub(super) fn of<'a>(reading: &Reading<'a>, grammar: &Grammar<'_>, trigger: TokenIdx) -> Option<Apart<'a>> {
    let parse = reading.parse;
    let sentence = parse.sentence_of(trigger);
    let above = path_up(reading, trigger);
    sentence.indices().map(TokenIdx::from).find_map(|link| {
        let (timex, length, later) = length_before(reading, grammar, link)?;
        let (inside, outside) = ends(reading, grammar, link)?;
        let within = above.iter().take(NEAR + 1).any(|&t| t == inside);
        // The act of the clause lies before what is told to come after it.
        let (other, forward) = match (within, parse.is_below(trigger, inside)) {
            (true, _) => (outside, !later),
            (false, false) if above.iter().take(NEAR).any(|&t| t == outside) => (inside, later),
            _ => return None,
        };
        let days = if forward { length } else { (-length.1, -length.0) };
        Some(Apart { timex, other, inside, days })
    })
}

impl Apart<'_> {
    /// Whether a word belongs to the clause or noun that is told apart.
    pub(super) fn is_inside(&self, reading: &Reading<'_>, token: TokenIdx) -> bool {
        reading.parse.is_below(token, self.inside)
    }

    /// Whether the date is counted from the clause's act, and not the clause's from it.
    pub(super) fn counts_from_inside(&self) -> bool {
        self.other == self.inside
    }

    /// When the act was, the other being of a day or a few.
    pub(super) fn date(&self, other: Edtf) -> Option<Edtf> {
        let (first, last) = (other.first()?, other.last()?);
        (other.width()? <= 31).then(|| Edtf::days(plus_days(first, self.days.0), plus_days(last, self.days.1)))?
    }
}

/// The length told right before "after" or "before", in days from and to, and whether it is "after".
fn length_before<'a>(
    reading: &Reading<'a>,
    grammar: &Grammar<'_>,
    link: TokenIdx,
) -> Option<(Option<&'a Timex>, (i32, i32), bool)> {
    let is = |class: &str, at: usize| grammar.pack.in_class(class, &reading.word(TokenIdx::from(at)).to_lowercase());
    let at = link.at();
    // "le *lendemain* de l'expulsion"
    if is("day-after", at) || is("day-before", at) {
        return Some((None, (1, 1), is("day-after", at)));
    }
    let later = is("apart-after", at);
    if !(later || is("apart-before", at)) {
        return None;
    }
    let before = TokenIdx::from(at.checked_sub(1)?);
    let timex = reading.time_at(before).filter(|t| t.kind == TimexKind::Duration);
    if let Some(timex) = timex {
        return Some((Some(timex), length(&timex.value)?, later));
    }
    // "*the day* after the vote"
    let determined = reading.parse.children(before).any(|c| grammar.dep(c, Relation::Determiner));
    (is("day", before.at()) && determined).then_some((None, (1, 1), later))
}

/// The clause or noun below a linking word, and the word above it.
fn ends(reading: &Reading<'_>, grammar: &Grammar<'_>, link: TokenIdx) -> Option<(TokenIdx, TokenIdx)> {
    let parse = reading.parse;
    // The clause may hang on the length's own noun ("*the day* after they left").
    let above = |t: TokenIdx| {
        let head = parse.token(t).head;
        if head.at() + 1 == link.at() { parse.token(head).head } else { head }
    };
    let below = [Relation::PrepositionObject, Relation::PrepositionClause];
    let object = parse.children(link).find(|&c| grammar.syntax.is_any(&parse.token(c).dep, &below));
    let nominal = || grammar.syntax.dependents(parse, link, Relation::NominalModifier).find(|&c| c > link);
    let (inside, outside) = if let Some(object) = object.or_else(nominal) {
        (object, above(link))
    } else if grammar.dep(link, Relation::Marker) || grammar.dep(link, Relation::Case) {
        let inside = parse.token(link).head;
        (inside, above(inside))
    } else {
        return None;
    };
    (inside != outside && outside != link).then_some((inside, outside))
}

/// The days that a length may mean: weeks and longer ones are told roughly, those without a number vaguely.
fn length(value: &str) -> Option<(i32, i32)> {
    let clock = value.starts_with("PT");
    let amount = value.strip_prefix("PT").or_else(|| value.strip_prefix('P'))?;
    let unit = amount.chars().last()?;
    let number = amount.get(..amount.len() - unit.len_utf8())?;
    let (days, rough) = match unit {
        _ if clock => return Some((0, 1)),
        'D' => (1, 0),
        'W' => (7, 2),
        'M' => (30, 10),
        'Y' => (365, 60),
        _ => return None,
    };
    match number.parse::<i32>() {
        Ok(n) => n.checked_mul(days).map(|d| (d - rough, d + rough)),
        Err(_) => Some((days, 10 * days)),
    }
}
