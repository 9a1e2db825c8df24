//! Which time expression dates an act: the nearest in the tree of its sentence that no clause between keeps from it.

use legation_model::{Edtf, TimeBound, Timex, TimexKind, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::apart;
use super::arguments::Grammar;
use super::clauses::{self, Sibling};
use super::told::{self, Manner};
use super::when::{PRESENT_REF, days_of, is_over};
use crate::Reading;

/// The time expression of an event and how it bounds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated<'a> {
    pub(super) timex: &'a Timex,
    pub(super) bound: Option<TimeBound>,
    /// The days that it comes to where it is a length counted from another act.
    pub(super) counted: Option<Edtf>,
    /// Whether the act is another's, told after the one that the expression dates.
    pub(super) next: bool,
    /// The words right above the expression in the tree: what it qualifies.
    pub(super) on_path: [Option<TokenIdx>; 3],
}

/// Expressions further away in the tree than this date something else.
const MAX_COST: usize = 12;
/// Dates of no more days than this tell what came before them from what came then.
const FINE_DAYS: i32 = 7;
/// What a verb between expression and trigger adds: the expression then dates that verb's act first.
const VERB_COST: usize = 5;

/// The expression that dates the act at a trigger: the nearest in the dependency tree of its sentence, or what is told of
/// how far the act lies from another ("a day after").
pub(super) fn find<'a>(
    reading: &Reading<'a>,
    grammar: &Grammar<'_>,
    trigger: TokenIdx,
    content: &[TokenIdx],
) -> Option<Dated<'a>> {
    let Some(apart) = apart::of(reading, grammar, trigger) else {
        return nearest(reading, grammar, trigger, content, &|_| true);
    };
    let length = |t: &Timex| apart.timex.is_some_and(|length| length.span == t.span);
    let inside = |t: &Timex| apart.is_inside(reading, reading.parse.tokens_in(t.span).start);
    let theirs = |t: &Timex| !length(t) && inside(t) == apart.counts_from_inside();
    let own = nearest(reading, grammar, trigger, content, &|t| !length(t) && !theirs(t));
    own.or_else(|| {
        let other = nearest(reading, grammar, apart.other, &[], &theirs).filter(|d| d.bound.is_none())?;
        let at = apart.date(other.timex.edtf?)?;
        let timex = apart.timex.unwrap_or(other.timex);
        Some(Dated { timex, bound: None, counted: Some(at), next: false, on_path: [None; 3] })
    })
}

/// The nearest of the usable expressions in the dependency tree.
fn nearest<'a>(
    reading: &Reading<'a>,
    grammar: &Grammar<'_>,
    trigger: TokenIdx,
    content: &[TokenIdx],
    usable: &dyn Fn(&Timex) -> bool,
) -> Option<Dated<'a>> {
    let span = reading.parse.span(reading.parse.sentence_of(trigger));
    let act = Act { reading, grammar, trigger, content, above: path_up(reading, trigger) };
    let mut best: Option<(usize, Dated<'a>)> = None;
    // "for several years" says nothing of when
    let tells = |t: &&Timex| t.edtf.is_some() || (t.kind == TimexKind::Duration && days_of(&t.value).is_some());
    for timex in reading.times.iter().filter(|t| span.contains(t.span) && usable(t)).filter(tells) {
        let limit = best.as_ref().map_or(MAX_COST + 1, |(cost, _)| *cost);
        best = act.dated_by(timex, limit).or(best);
    }
    best.map(|(_, d)| d)
}

/// An act whose date is looked for.
struct Act<'r, 'a, 'g> {
    reading: &'r Reading<'a>,
    grammar: &'r Grammar<'g>,
    trigger: TokenIdx,
    /// What the act is about, where that is a clause.
    content: &'r [TokenIdx],
    /// The trigger and the words above it.
    above: Vec<TokenIdx>,
}

/// The way in the tree from an expression up to what it has in common with an act.
struct Route<'p> {
    /// The expression's head and the words above it.
    words: &'p [TokenIdx],
    /// Where in it the common word stands.
    up: usize,
    /// Where the common word stands above the trigger.
    at: usize,
    sibling: Option<Sibling>,
}

impl<'a> Act<'_, 'a, '_> {
    /// How an expression dates the act and how far from it it stands, if nearer than a limit.
    fn dated_by(&self, timex: &'a Timex, limit: usize) -> Option<(usize, Dated<'a>)> {
        let Self { reading, grammar, trigger, ref above, .. } = *self;
        let parse = reading.parse;
        let range = parse.tokens_in(timex.span);
        if is_compared(reading, grammar, range.start) {
            return None;
        }
        let head = range.indices().map(TokenIdx::from).find(|&i| {
            let h = parse.token(i).head;
            h == i || !range.contains(h)
        })?;
        let path = path_up(reading, head);
        let (up, at) = path.iter().enumerate().find_map(|(n, t)| Some((n, above.iter().position(|a| a == t)?)))?;
        let below = path.get(1..up).unwrap_or(&[]);
        // "the treaty *signed in 2005*": what qualifies the act itself is no act of its own
        let another = |t: &&TokenIdx| {
            grammar.is_verb(**t) && !(parse.token(**t).head == trigger && grammar.dep(**t, Relation::Participial))
        };
        let verbs = below.iter().filter(another).count();
        let crossed = above.get(1..at).unwrap_or(&[]).iter().filter(|&&t| grammar.is_verb(t)).count();
        // A date of the other verb, and "now", give way to what dates the act itself.
        let sibling = clauses::belongs_to_sibling(reading, grammar, above, at, timex);
        let vague = &*timex.value == PRESENT_REF;
        let cost =
            up + at + VERB_COST * (verbs.min(1) + usize::from(sibling.is_some()) + usize::from(vague)) + 2 * crossed;
        if cost >= limit {
            return None;
        }
        let bound = self.bound(timex, &Route { words: &path, up, at, sibling })?;
        let on_path = [path.get(1).copied(), path.get(2).copied(), path.get(3).copied()];
        let next = sibling == Some(Sibling::Other);
        Some((cost, Dated { timex, bound, counted: None, next, on_path }))
    }

    /// What an expression says of the act: its date or a bound of it; `None` when it dates something else.
    #[expect(clippy::option_option, reason = "outside: whether it dates the act; inside: whether it only bounds it")]
    fn bound(&self, timex: &Timex, route: &Route<'_>) -> Option<Option<TimeBound>> {
        let Self { reading, grammar, trigger, content, ref above } = *self;
        let Route { words: path, up, at, sibling } = *route;
        let below = path.get(1..up).unwrap_or(&[]);
        if at == 0 && self.is_of_what_is_told(timex) {
            return (!told::is_present(grammar, trigger)).then_some(Some(TimeBound::NotBefore));
        }
        // What counts is how the topmost clause around the expression is joined, not how the expression is.
        let clause = clauses::clause_around(reading, grammar, below, trigger);
        let on_path = path.get(clause.unwrap_or(0)..=up).unwrap_or(path);
        let mut bound = clauses::bound_on(reading, grammar, on_path, clause.is_some());
        if bound.is_none() && (clause.is_some() || clauses::qualifies_party(reading, grammar, above, at)) {
            return None;
        }
        let present = || told::is_present(grammar, trigger);
        // "closed its embassy in May and accuses the envoys": what is told as present shares no date of the past.
        if matches!(sibling, Some(Sibling::Joined | Sibling::Other)) && present() {
            return None;
        }
        let manner = told::manner(reading, grammar, trigger);
        let open = matches!(manner, Manner::Perfect | Manner::Habit);
        bound = bound.or_else(|| self.told_apart(timex, route, manner));
        if bound.is_none() && open && (sibling.is_some() || is_over(reading, timex)) {
            bound = Some(TimeBound::NotBefore);
        }
        let bound = bound.or(if clause.is_some() { None } else { timex.bound });
        // "jailed *for ten years*": how long what was done is to last
        let length = timex.kind == TimexKind::Duration && timex.edtf.is_none();
        let ahead = length && bound == Some(TimeBound::Throughout) && !open && !present();
        // "was told to leave *by Monday*": a deadline of what is asked for, not a date of the asking
        let deadline = bound == Some(TimeBound::NotAfter) && below.iter().any(|t| content.contains(t));
        (!ahead && !deadline).then_some(bound)
    }

    /// The bound where act and date are told in clauses of their own, or the date is that of a thing.
    fn told_apart(&self, timex: &Timex, route: &Route<'_>, manner: Manner) -> Option<TimeBound> {
        let Self { reading, grammar, ref above, .. } = *self;
        let Route { words: path, up, at, sibling } = *route;
        // "in May, when they met": what qualifies the date itself is dated by it.
        let range = reading.parse.tokens_in(timex.span);
        let itself = above.get(at).is_some_and(|&common| range.contains(common));
        let crossed = above.get(..at).filter(|_| !itself).unwrap_or(&[]);
        // "in 2017 after a crackdown": what came before did so in the same year most often.
        let fine = timex.edtf.and_then(Edtf::width).is_some_and(|days| days <= FINE_DAYS);
        let clauses =
            clauses::reversed(reading, grammar, crossed).or_else(|| clauses::in_relative(reading, grammar, crossed));
        if let Some(bound) = clauses.filter(|b| fine || *b == TimeBound::NotBefore) {
            return Some(bound);
        }
        // "said on Friday that it *had expelled* them"
        if fine && manner == Manner::Pluperfect && at > 0 {
            return Some(TimeBound::NotAfter);
        }
        let later = sibling == Some(Sibling::Opposed)
            || !itself && clauses::acts_on_dated(reading, grammar, above, at)
            || at == 0 && self.is_of_a_thing(timex, path.get(..up).unwrap_or(&[]));
        later.then_some(TimeBound::NotBefore)
    }

    /// "accused them of *bombing* it on Friday", "accuse Oslo d'avoir *bombardé* …": a day behind a deed that words are about
    /// is that of the deed, and the words came no earlier.
    fn is_of_what_is_told(&self, timex: &Timex) -> bool {
        let (parse, grammar) = (self.reading.parse, self.grammar);
        let first = parse.tokens_in(timex.span).start;
        let auxiliary = |t: TokenIdx| grammar.first(t, Relation::Auxiliary);
        let is_deed = |&verb: &TokenIdx| {
            let token = parse.token(verb);
            // "d'avoir bombardé", "having bombed"
            let over = || {
                let clause = [Relation::OpenComplement, Relation::AdverbialClause, Relation::ComplementClause];
                let forms = ["VerbForm=Inf", "VerbForm=Ger", "VerbForm=Part"];
                let open = |a: TokenIdx| forms.iter().any(|f| parse.token(a).morph.contains(f));
                grammar.syntax.is_any(&token.dep, &clause)
                    && token.head == self.trigger
                    && token.morph.contains("VerbForm=Part")
                    && auxiliary(verb).is_some_and(open)
            };
            let noun = |t: TokenIdx| if grammar.is_verb(t) { t } else { parse.token(t).head };
            let gerund = || {
                let preposition = token.head;
                grammar.dep(verb, Relation::PrepositionClause)
                    && [parse.token(preposition).head, noun(parse.token(preposition).head)].contains(&self.trigger)
                    && !grammar.pack.in_class("meanwhile", &self.reading.word(preposition).to_lowercase())
            };
            grammar.is_verb(verb) && (gerund() || over())
        };
        (self.trigger.at() + 1..first.at()).map(TokenIdx::from).any(|t| is_deed(&t))
    }

    /// "condemned *Friday's attack*", "extended the sanctions *of May*": the date of a thing that something is done about.
    /// `path` leads from the expression to below the trigger.
    fn is_of_a_thing(&self, timex: &Timex, path: &[TokenIdx]) -> bool {
        let (parse, grammar) = (self.reading.parse, self.grammar);
        let range = parse.tokens_in(timex.span);
        let noun = |t: &&TokenIdx| parse.token(**t).pos == Upos::Noun && !range.contains(**t);
        let Some(&first) = path.first() else { return false };
        let Some(&thing) = path.iter().skip(1).take(2).find(noun) else { return false };
        let genitive = |t: TokenIdx| grammar.pack.in_class("genitive", &self.reading.word(t).to_lowercase());
        let owned = grammar.dep(first, Relation::Possessive)
            || path.get(1).is_some_and(|&p| genitive(p))
            || parse.children(first).any(|c| grammar.dep(c, Relation::Case) && genitive(c));
        thing != self.trigger && owned
    }
}

/// "*Following* the contested *election*, the envoy arrived": whether an act is told as coming after an election.
pub(super) fn follows_election(reading: &Reading<'_>, grammar: &Grammar<'_>, trigger: TokenIdx) -> bool {
    let word = |t: TokenIdx| reading.word(t).to_lowercase();
    let lemma = |t: TokenIdx| reading.parse.token(t).lemma.to_lowercase();
    let after = |t: TokenIdx| grammar.pack.in_class("after", &word(t));
    reading.parse.tokens_in(reading.parse.span(reading.parse.sentence_of(trigger))).indices().map(TokenIdx::from).any(
        |t| {
            let path = path_up(reading, t);
            let below = path.iter().position(|&up| up == trigger).and_then(|at| path.get(1..at));
            grammar.pack.in_class("election", &lemma(t))
                && below.is_some_and(|below| {
                    below.len() <= 1
                        && (below.iter().any(|&up| after(up))
                            || below.is_empty() && reading.parse.children(t).any(after))
                })
        },
    )
}

/// "*like in* 1956, tanks rolled in", "the first *time since* 1956": a date that something is likened to. Looks at the two
/// words before.
pub(super) fn is_compared(reading: &Reading<'_>, grammar: &Grammar<'_>, first: TokenIdx) -> bool {
    let is = |class: &str, back: usize| {
        let at = first.at().checked_sub(back);
        at.is_some_and(|at| grammar.pack.in_class(class, &reading.word(TokenIdx::from(at)).to_lowercase()))
    };
    let before = first.at().checked_sub(1).map(|at| &reading.parse.tokens[at]);
    let behind = before.is_some_and(|t| matches!(t.pos, Upos::Adp | Upos::Sconj));
    is("likened", 1) || behind && (is("likened", 2) || is("occasion", 2))
}

/// A word and all above it, up to the head of its sentence.
pub(super) fn path_up(reading: &Reading<'_>, from: TokenIdx) -> Vec<TokenIdx> {
    let mut path = vec![from];
    let mut at = from;
    loop {
        let head = reading.parse.token(at).head;
        if head == at || path.len() > 60 {
            return path;
        }
        path.push(head);
        at = head;
    }
}
