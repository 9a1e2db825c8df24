//! What the text around an act that is told without a date says of its time: the date that its paragraph told last, and
//! whether its tense tells of one act or of what has been going on.

use legation_model::{Edtf, Span, Timex, TimexKind, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::arguments::Grammar;
use super::dating::{is_compared, path_up};
use super::when::PRESENT_REF;
use crate::Reading;

/// Dates told more coarsely than this say too little to go on from.
const COARSEST_DAYS: i32 = 366;

/// How an act is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// "expelled": one act, which goes on from the last one told.
    Simple,
    /// "has expelled": at some time since.
    Perfect,
    /// "had expelled": before what is told.
    Pluperfect,
    /// "repeatedly accused", "often met": many times.
    Habit,
}

/// How the act at a trigger is told.
pub(super) fn manner(reading: &Reading<'_>, grammar: &Grammar<'_>, trigger: TokenIdx) -> Manner {
    let verb = finite(grammar, trigger);
    let often = |t: TokenIdx| {
        reading.parse.children(t).any(|c| grammar.pack.in_class("often", &reading.word(c).to_lowercase()))
    };
    if often(trigger) || often(verb) {
        return Manner::Habit;
    }
    let have = |c: &TokenIdx| {
        let token = grammar.parse.token(*c);
        token.pos == Upos::Aux && grammar.pack.in_class("perfect", &token.lemma.to_lowercase())
    };
    let participle = grammar.parse.token(verb).morph.contains("VerbForm=Part");
    match grammar.parse.children(verb).find(have).filter(|_| participle) {
        Some(auxiliary) if grammar.parse.token(auxiliary).morph.contains("Tense=Past") => Manner::Pluperfect,
        Some(_) => Manner::Perfect,
        None => Manner::Simple,
    }
}

/// Whether the verb that bears the tense of an act stands in the present.
pub(super) fn is_present(grammar: &Grammar<'_>, trigger: TokenIdx) -> bool {
    let token = grammar.parse.token(finite(grammar, trigger));
    token.morph.contains("Tense=Pres") && token.morph.contains("VerbForm=Fin")
}

/// The verb that bears the tense of an act: itself, the first it is coordinated with, or what an infinitive hangs on.
fn finite(grammar: &Grammar<'_>, trigger: TokenIdx) -> TokenIdx {
    let mut at = trigger;
    for _ in 0..3 {
        let token = grammar.parse.token(at);
        let auxiliary = |c: TokenIdx| grammar.parse.token(c).pos == Upos::Aux;
        let open = token.morph.contains("VerbForm=Inf") || token.pos == Upos::Noun;
        let bare = token.morph.contains("VerbForm=Part")
            && grammar.syntax.is(&token.dep, Relation::Conjunct)
            && !grammar.parse.children(at).any(auxiliary);
        if token.head == at || !(open || bare) || !grammar.is_verb(token.head) {
            break;
        }
        at = token.head;
    }
    at
}

/// The date told last before a trigger in its paragraph, of what a main clause says happened then. `loose` takes also
/// dates of things ("the *August* elections") and, failing all, those of the paragraph before.
pub(super) fn before<'a>(
    reading: &Reading<'a>,
    grammar: &Grammar<'_>,
    trigger: TokenIdx,
    loose: bool,
) -> Option<&'a Timex> {
    let blocks = &reading.article.blocks;
    let at = reading.parse.token(trigger).span;
    let here = blocks.iter().position(|b| b.span.contains(at))?;
    let last_in = |within: Span, loose: bool| {
        let earlier = |t: &&Timex| within.contains(t.span) && t.span.end <= at.start;
        let told = reading.times.iter().rev().filter(earlier);
        told.filter(|t| is_told(reading, t)).find(|t| loose || dates_main_clause(reading, grammar, t))
    };
    last_in(blocks[here].span, loose).or_else(|| last_in(blocks[here.checked_sub(1).filter(|_| loose)?].span, false))
}

/// Whether the trigger stands in the title or the first paragraph.
pub(super) fn in_lead(reading: &Reading<'_>, trigger: TokenIdx) -> bool {
    let at = reading.parse.token(trigger).span;
    let long = |b: &&legation_model::Block| b.span.of(reading.text()).split_whitespace().count() > 12;
    reading.article.blocks.iter().find(long).is_none_or(|first| at.start < first.span.end)
}

/// Whether an expression is a date of the past that is close enough to go on from.
fn is_told(reading: &Reading<'_>, timex: &Timex) -> bool {
    let today = reading.article.meta.published.date.and_then(Edtf::last);
    let Some(edtf) = timex.edtf.filter(|e| e.width().is_some_and(|w| w <= COARSEST_DAYS)) else { return false };
    matches!(timex.kind, TimexKind::Date | TimexKind::Time)
        && &*timex.value != PRESENT_REF
        && today.is_none_or(|today| edtf.first().is_some_and(|first| first <= today))
}

/// Whether an expression dates a verb that is no part of a relative, participial or other side clause.
fn dates_main_clause(reading: &Reading<'_>, grammar: &Grammar<'_>, timex: &Timex) -> bool {
    let parse = reading.parse;
    let range = parse.tokens_in(timex.span);
    if is_compared(reading, grammar, range.start) {
        return false;
    }
    let head = range.indices().map(TokenIdx::from).find(|&i| {
        let h = parse.token(i).head;
        h == i || !range.contains(h)
    });
    let Some(head) = head else { return false };
    let path = path_up(reading, head);
    let side = [Relation::RelativeClause, Relation::Participial, Relation::AdverbialClause];
    let mut above = path.iter().skip(1).skip_while(|&&t| matches!(parse.token(t).pos, Upos::Adp | Upos::Sconj));
    // A sentence without a verb, or whose verb the parser took for something else, is one clause.
    let verbless = |t: TokenIdx| {
        let sentence = parse.sentence_of(t);
        parse.token(t).head == t && !sentence.indices().any(|i| parse.tokens[i].morph.contains("VerbForm=Fin"))
    };
    above.next().is_some_and(|&t| grammar.is_verb(t) || verbless(t))
        && !path.iter().any(|&t| grammar.syntax.is_any(&parse.token(t).dep, &side))
}
