//! Cues that are no verbs: "according to X", "the claim that", "confident that", "X: we shall see".

use legation_model::{BlockKind, Derivation, Span, TokenIdx, TokenRange, Upos};
use legation_packs::attribution::{Cue, CueKind, Frame, Marker, Place};
use legation_packs::syntax::Relation;

use super::view::View;
use super::{Form, Report};

/// The report of the noun or adjective at a token, if it is one.
pub(super) fn at(view: &View<'_>, token: TokenIdx) -> Option<Report> {
    match view.pos(token) {
        Upos::Noun => noun(view, token),
        Upos::Adj | Upos::Verb => adjective(view, token),
        _ => None,
    }
}

struct Parts {
    source: Option<TokenIdx>,
    words: Option<TokenRange>,
    content: Vec<Span>,
    kind: CueKind,
    form: Form,
    rule: &'static str,
}

fn report(view: &View<'_>, anchor: TokenIdx, cue: Span, parts: Parts) -> Option<Report> {
    let content: Vec<Span> = parts.content.into_iter().filter(|p| !p.is_empty()).collect();
    if content.is_empty() {
        return None;
    }
    let source = parts.words.or_else(|| parts.source.map(|s| view.source_words(s, anchor)));
    let speaker = parts.source.map(|s| view.speaker(anchor, s));
    Some(Report {
        source,
        speaker,
        cue: Some(cue),
        anchor,
        content,
        addressee: None,
        passes_on: false,
        kind: parts.kind,
        form: parts.form,
        within: None,
        derivation: Derivation::new(
            format!("attribution.{}", parts.rule),
            Some(cue),
            format!("{} `{}`", parts.kind.as_str(), cue.of(view.reading.text())),
        ),
    })
}

/// "according to X", "reportedly".
pub(super) fn marker(view: &View<'_>, first: TokenIdx) -> Option<Report> {
    let word = view.lower(first);
    let marker = view.pack.markers(&word).iter().find(|m| matches(view, first, m))?;
    let end = first.at() + marker.words.len();
    let cue = view.bytes(first.at(), end);
    let sentence = view.parse.sentence_of(first);
    if marker.place == Place::Alone {
        let clause = clause_around(view, first);
        let whole = view.edge(clause);
        let content = around(view, whole, TokenRange::new(first.at(), end));
        let parts = Parts { source: None, words: None, content, kind: marker.kind, form: Form::Clause, rule: "adverb" };
        return report(view, first, cue, parts);
    }
    // The noun phrase that follows: climb while the phrase still starts behind the marker.
    let next = view.from(end).filter(|&t| sentence.contains(t))?;
    let mut noun = next;
    loop {
        let head = view.head(noun);
        let below_marker = head.at() < end;
        if head == noun || below_marker || view.edge(head).start.at() < first.at() || view.is_verb(head) {
            break;
        }
        noun = head;
    }
    if !matches!(view.pos(noun), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj | Upos::Det) {
        return None;
    }
    let edge = view.edge(noun);
    let words = trimmed(view, edge.start.at().max(end), source_end(view, first, noun));
    let whole = TokenRange::new(first.at(), words.end.at().max(end));
    let outside = outside_head(view, first, whole);
    let clause = outside.map_or(first, |o| clause_around(view, o));
    // At the start of a sentence it holds for all of it.
    let initial = view.before(first.at()).is_none_or(|p| !sentence.contains(p));
    let content = around(view, if initial { sentence } else { view.edge(clause) }, whole);
    let kind = marker.kind;
    let parts = Parts { source: Some(noun), words: Some(words), content, kind, form: Form::Clause, rule: "marker" };
    report(view, first, cue, parts)
}

/// The end of a marker's source. Where nothing but the verb follows a comma in it, what stands behind the comma is the
/// subject of the clause, taken for an apposition ("According to X, Paris left").
fn source_end(view: &View<'_>, first: TokenIdx, noun: TokenIdx) -> usize {
    let end = view.edge(noun).end.at();
    let sentence = view.parse.sentence_of(first);
    let initial = view.before(first.at()).is_none_or(|p| !sentence.contains(p));
    let next = view.from(end).filter(|&t| sentence.contains(t) && view.is_verb(t));
    let comma = (noun.at()..end).find(|&i| view.reading.word(i.into()) == ",");
    match (initial, next, comma) {
        (true, Some(_), Some(comma)) => comma,
        _ => end,
    }
}

fn matches(view: &View<'_>, first: TokenIdx, marker: &Marker) -> bool {
    let sentence = view.parse.sentence_of(first);
    marker.words.iter().enumerate().all(|(i, word)| {
        let t = TokenIdx::from(first.at() + i);
        sentence.contains(t) && view.lower(t) == **word
    })
}

/// The head that the marker and its source hang on, outside of both.
fn outside_head(view: &View<'_>, first: TokenIdx, whole: TokenRange) -> Option<TokenIdx> {
    let mut at = first;
    for _ in 0..12 {
        let head = view.head(at);
        if head == at {
            return None;
        }
        if !whole.contains(head) {
            return Some(head);
        }
        at = head;
    }
    None
}

/// The nearest clause that a token belongs to: a verb that is no auxiliary, participle or open complement.
pub(super) fn clause_around(view: &View<'_>, token: TokenIdx) -> TokenIdx {
    let mut at = token;
    for _ in 0..40 {
        let clausal = view.is_any(
            at,
            &[
                Relation::Root,
                Relation::ComplementClause,
                Relation::AdverbialClause,
                Relation::RelativeClause,
                Relation::Parataxis,
            ],
        );
        if at != token && (clausal || (view.is(at, Relation::Conjunct) && has_subject(view, at))) {
            return at;
        }
        let head = view.head(at);
        if head == at {
            return at;
        }
        at = head;
    }
    at
}

fn has_subject(view: &View<'_>, verb: TokenIdx) -> bool {
    view.kids(verb).iter().any(|&k| view.is_any(k, &[Relation::Subject, Relation::PassiveSubject]))
}

/// The tokens of `whole` without those of `hole`, as up to two pieces without punctuation at their ends.
fn around(view: &View<'_>, whole: TokenRange, hole: TokenRange) -> Vec<Span> {
    let left = trimmed(view, whole.start.at(), hole.start.at().max(whole.start.at()));
    let right = trimmed(view, hole.end.at().min(whole.end.at()), whole.end.at());
    [left, right].into_iter().filter(|r| !r.is_empty()).map(|r| view.parse.span(r)).collect()
}

/// A range without commas, full stops and white space at its ends; quotation marks stay.
fn trimmed(view: &View<'_>, mut start: usize, mut end: usize) -> TokenRange {
    let loose = |i: usize| {
        let t = TokenIdx::from(i);
        view.pos(t) == Upos::Space
            || (view.is_punctuation(t)
                && view.reading.word(t).chars().all(|c| matches!(c, ',' | '.' | ';' | ':' | '-' | '–' | '—')))
    };
    while start < end && loose(start) {
        start += 1;
    }
    while end > start && loose(end - 1) {
        end -= 1;
    }
    TokenRange::new(start, end.max(start))
}

/// "Poland's claim that", "a plan by X to", "criticism of X".
fn noun(view: &View<'_>, noun: TokenIdx) -> Option<Report> {
    let readings = view.pack.noun(view.lemma(noun));
    for cue in readings {
        let Some((content, form, taken)) = noun_content(view, noun, cue) else { continue };
        let taken_word = taken.unwrap_or_default();
        let holder = view.holder(noun, &|word| word == taken_word).or_else(|| light_subject(view, noun));
        // Without a holder only a clause is a report ("the claim that ...").
        if holder.is_none() && (form == Form::Object || matches!(cue.kind, CueKind::Attitude | CueKind::Judge)) {
            continue;
        }
        let span = view.parse.token(noun).span;
        let parts = Parts { source: holder, words: None, content: vec![content], kind: cue.kind, form, rule: "noun" };
        return report(view, noun, span, parts);
    }
    None
}

/// The content of a noun or adjective, its shape, and the preposition it stands behind.
fn noun_content(view: &View<'_>, word: TokenIdx, cue: &Cue) -> Option<(Span, Form, Option<String>)> {
    let below = |relations: &[Relation]| {
        view.kids(word).iter().copied().filter(|&k| k > word && view.is_any(k, relations)).collect::<Vec<TokenIdx>>()
    };
    if cue.frames.contains(&Frame::Clause) {
        for k in below(&[
            Relation::Participial,
            Relation::ComplementClause,
            Relation::RelativeClause,
            Relation::AdverbialClause,
        ]) {
            let marked = view.kid(k, Relation::Marker).is_some_and(|m| view.pack.is_complementizer(&view.lower(m)));
            if marked || view.is(k, Relation::ComplementClause) {
                return Some((view.parse.span(view.edge(k)), Form::Clause, None));
            }
        }
    }
    if cue.frames.contains(&Frame::Infinitive) {
        for k in below(&[Relation::Participial, Relation::OpenComplement]) {
            let infinitive = view.parse.token(k).morph.contains("VerbForm=Inf");
            if infinitive {
                return Some((view.parse.span(view.edge(k)), Form::Infinitive, None));
            }
        }
    }
    for o in view.syntax.obliques(view.parse, word) {
        let Some(p) = o.preposition.filter(|&p| p > word) else { continue };
        let word = view.lower(p);
        if cue.frames.contains(&Frame::Preposition(word.as_str().into())) {
            let edge = view.edge(o.noun);
            let start = if view.syntax.prepositions_are_heads { edge.start.at() } else { p.at() + 1 };
            return Some((view.bytes(start, edge.end.at()), Form::Object, Some(word)));
        }
    }
    for &p in view.kids(word) {
        let preposition = view.lower(p);
        if p > word
            && cue.frames.contains(&Frame::Preposition(preposition.as_str().into()))
            && let Some(c) = view.kid(p, Relation::PrepositionClause)
        {
            return Some((view.parse.span(view.edge(c)), Form::Predicate, Some(preposition)));
        }
    }
    None
}

/// "X made a promise to": the subject of the verb whose object the noun is.
fn light_subject(view: &View<'_>, noun: TokenIdx) -> Option<TokenIdx> {
    let verb = view.head(noun);
    let light = view.is(noun, Relation::Object) && view.pack.is_light(view.lemma(verb));
    light.then(|| view.subject(verb)).flatten().filter(|s| !s.passive).map(|s| s.token)
}

/// "X is confident that".
fn adjective(view: &View<'_>, adjective: TokenIdx) -> Option<Report> {
    let readings = view.pack.adjective(view.lemma(adjective));
    if readings.is_empty() {
        return None;
    }
    let verb = if view.is(adjective, Relation::Attribute) { view.head(adjective) } else { adjective };
    for cue in readings {
        let found = noun_content(view, adjective, cue).or_else(|| {
            // Some parses hang the clause on the verb.
            let clause = cue.frames.contains(&Frame::Clause) && verb != adjective;
            let c = clause.then(|| view.kid(verb, Relation::ComplementClause)).flatten().filter(|&c| c > adjective)?;
            Some((view.parse.span(view.edge(c)), Form::Clause, None))
        });
        let Some((content, form, _)) = found else { continue };
        let subject = view.subject(verb).map(|s| s.token).filter(|&s| s < adjective);
        let subject = subject.filter(|&s| !view.pack.is_expletive(&view.lower(s)));
        if subject.is_none() && cue.kind != CueKind::Believe {
            continue;
        }
        let span = if verb == adjective {
            view.parse.token(adjective).span
        } else {
            view.bytes(verb.at().min(adjective.at()), adjective.at() + 1)
        };
        let parts =
            Parts { source: subject, words: None, content: vec![content], kind: cue.kind, form, rule: "adjective" };
        return report(view, adjective, span, parts);
    }
    None
}

/// Headlines and interviews: "Merkel: we can do it", `Merkel: "We can do it"`.
pub(super) fn colons(view: &View<'_>) -> Vec<Report> {
    let mut found = Vec::new();
    for (n, block) in view.reading.article.blocks.iter().enumerate() {
        let tokens = view.parse.tokens_in(block.span);
        let Some(colon) = tokens.indices().take(8).find(|&i| view.reading.word(i.into()) == ":") else { continue };
        let start = tokens.start.at();
        let words: Vec<TokenIdx> = (start..colon).map(TokenIdx::from).collect();
        let name = words.iter().any(|&t| view.pos(t) == Upos::Propn)
            && words.iter().all(|&t| {
                matches!(
                    view.pos(t),
                    Upos::Propn | Upos::Noun | Upos::Adj | Upos::Det | Upos::Adp | Upos::Part | Upos::Punct
                )
            });
        if !name || colon + 1 >= tokens.end.at() {
            continue;
        }
        let rest = view.bytes(colon + 1, tokens.end.at());
        let quoted = view.quotation_at(rest.start).is_some_and(|q| q.outer.start == rest.start);
        let heading = n == 0 || matches!(block.kind, BlockKind::Title | BlockKind::Heading);
        let clause = (colon + 1..tokens.end.at()).any(|i| view.is_verb(i.into()));
        // "Peru: court orders recount": a place before a headline is its topic.
        let places = &view.reading.lang.actors.grammar.place_labels;
        let topic = words.iter().any(|&t| places.contains(&*view.parse.token(t).ent_type));
        if !(quoted || heading && clause && !topic) {
            continue;
        }
        let content = if quoted { view.quotation_at(rest.start).map_or(rest, |q| q.outer) } else { rest };
        let head = words.iter().copied().rev().find(|&t| view.pos(t) == Upos::Propn).unwrap_or(words[0]);
        let parts = Parts {
            source: Some(head),
            words: Some(TokenRange::new(start, colon)),
            content: vec![content],
            kind: CueKind::Say,
            form: if quoted { Form::Quote } else { Form::Clause },
            rule: "colon",
        };
        found.extend(report(view, TokenIdx::from(colon), view.parse.token(colon.into()).span, parts));
    }
    found
}
