//! Verbs as cues: "X said that", "..., X said", "X called on Y to", "is said to".

use legation_model::{Derivation, Span, TokenIdx, TokenRange, Upos};
use legation_packs::attribution::{Cue, CueKind, Frame};
use legation_packs::syntax::Relation;

use super::view::{Subject, View};
use super::{Form, Report};

/// What a frame found: the pieces of the content, and its shape.
pub(super) struct Content {
    pub pieces: Vec<Span>,
    pub form: Form,
    pub rule: &'static str,
}

impl Content {
    fn new(rule: &'static str, form: Form, pieces: Vec<Span>) -> Option<Self> {
        let pieces: Vec<Span> = pieces.into_iter().filter(|p| !p.is_empty()).collect();
        (!pieces.is_empty()).then_some(Self { pieces, form, rule })
    }
}

/// The report of the verb at a token, if it is one.
pub(super) fn at(view: &View<'_>, verb: TokenIdx) -> Option<Report> {
    // "..., the agency reports": a verb taken for a noun still has its subject and its clause.
    let below = |relation| view.kid(verb, relation).is_some();
    let mistagged = view.pos(verb) == Upos::Noun
        && below(Relation::ComplementClause)
        && (below(Relation::Subject) || below(Relation::Compound));
    if !view.is_verb(verb) && !mistagged {
        return None;
    }
    let readings = view.pack.verb(view.lemma(verb));
    if readings.is_empty() || view.is_any(verb, &[Relation::Auxiliary, Relation::PassiveAuxiliary]) {
        return None;
    }
    let particle = view.kid(verb, Relation::Particle);
    let particle_word = particle.map(|p| view.lower(p));
    let fits = |cue: &&Cue| cue.particle.is_none() || cue.particle.as_deref() == particle_word.as_deref();
    let readings: Vec<&Cue> = readings.iter().filter(fits).collect();
    // A noun with a clause before it and names in front: the last name is the subject.
    let names = || view.kids(verb).iter().copied().rfind(|&k| mistagged && view.is(k, Relation::Compound) && k < verb);
    let subject = view.subject(verb).or_else(|| names().map(|token| Subject { token, passive: false, own: true }));
    let group = Group::of(view, verb, particle, subject);
    let (content, cue) = content(view, &group, &readings)?;
    let inverted = group.inverted;
    let by = || view.syntax.agents(view.parse, verb).first().copied();
    let who = if group.passive { by() } else { inverted.or(subject.map(|s| s.token)) };
    // "It was reported that", "there".
    let who = who.filter(|&w| !(view.pack.is_expletive(&view.lower(w)) && group.passive));
    let addressee = addressee(view, &group, cue).map(|(head, range)| {
        // What is told to somebody is no part of who that is.
        let told =
            content.pieces.iter().map(|p| view.parse.tokens_in(*p).start).find(|&t| t > head && range.contains(t));
        (head, TokenRange { start: range.start, end: told.unwrap_or(range.end) })
    });
    let source = who.map(|w| {
        let words = view.source_words(w, verb);
        // The other names hang on the noun that is the verb.
        let siblings = view.kids(verb).iter().copied().filter(|&k| mistagged && view.is(k, Relation::Compound));
        let first = siblings.filter(|&k| k < w).min().unwrap_or(words.start);
        TokenRange { start: words.start.min(first), end: words.end }
    });
    // "said the minister to the agency": the parser may hang who is told on who speaks.
    let stray = addressee.is_none().then(|| who.and_then(|w| told_outlet(view, w))).flatten();
    let source = source.map(|s| TokenRange { start: s.start, end: stray.map_or(s.end, |(p, ..)| s.end.min(p)) });
    let addressee = addressee.or(stray.map(|(_, head, range)| (head, range)));
    let words = addressee.map(|(head, range)| (view.parse.span(range).of(view.reading.text()), view.lemma(head)));
    Some(Report {
        source,
        speaker: who.map(|w| view.speaker(verb, w)),
        cue: Some(group.words),
        anchor: verb,
        derivation: Derivation::new(
            format!("attribution.{}", content.rule),
            Some(group.words),
            format!("{} `{}`", cue.kind.as_str(), view.lemma(verb)),
        ),
        content: content.pieces,
        addressee: addressee.map(|(_, range)| range),
        passes_on: words.is_some_and(|(text, lemma)| view.pack.is_outlet(text, lemma)),
        kind: cue.kind,
        form: content.form,
        within: None,
    })
}

/// A medium behind an addressee's preposition below a source: the preposition, the noun and its phrase.
fn told_outlet(view: &View<'_>, source: TokenIdx) -> Option<(TokenIdx, TokenIdx, TokenRange)> {
    view.syntax.obliques(view.parse, source).into_iter().find_map(|o| {
        let p = o.preposition.filter(|&p| p > source && view.pack.introduces_addressee(&view.lower(p)))?;
        let words = view.source_words(o.noun, source);
        let text = view.parse.span(words).of(view.reading.text());
        view.pack.is_outlet(text, view.lemma(o.noun)).then_some((p, o.noun, words))
    })
}

/// A verb with what belongs to it.
struct Group {
    verb: TokenIdx,
    subject: Option<Subject>,
    passive: bool,
    /// First token of verb, auxiliaries and, where it stands directly with them, the subject.
    start: usize,
    /// One past the last token of verb and particle.
    end: usize,
    /// Whether the group stands behind a comma, dash or closing quotation mark, as a tag does.
    after_break: bool,
    /// A subject behind the verb that the parser took for something else.
    inverted: Option<TokenIdx>,
    words: Span,
}

impl Group {
    fn of(view: &View<'_>, verb: TokenIdx, particle: Option<TokenIdx>, subject: Option<Subject>) -> Self {
        let v = verb.at();
        let mut first = v;
        // Auxiliaries, negation and adverbs that stand directly before the verb, and the pronouns between them.
        let part = [
            Relation::Auxiliary,
            Relation::PassiveAuxiliary,
            Relation::Negation,
            Relation::Adverbial,
            Relation::Expletive,
        ];
        let mut at = v;
        let mut clitic = None;
        while at > 0 {
            let t = TokenIdx::from(at - 1);
            let pronoun = view.pos(t) == Upos::Pron && view.is_any(t, &[Relation::Subject, Relation::Expletive]);
            if view.head(t) != verb || view.edge(t).len() != 1 || !(pronoun || view.is_any(t, &part)) {
                break;
            }
            at -= 1;
            if view.is(t, Relation::Auxiliary) && first > at + 1 {
                clitic = (at + 1..v)
                    .rev()
                    .map(TokenIdx::from)
                    .find(|&k| view.pos(k) == Upos::Pron && view.is_any(k, &[Relation::Subject, Relation::Expletive]));
            }
            if !pronoun {
                first = at;
            }
        }
        let end = particle.map_or(v, |p| p.at().max(v)) + 1;
        let mut start = first;
        if let Some(s) = subject.filter(|s| s.own && s.token < verb) {
            let edge = view.edge(s.token);
            if edge.end.at() <= first && (edge.end.at()..first).all(|i| !is_wide_gap(view, i)) {
                start = edge.start.at();
                // Names that hang on a verb taken for a noun.
                while start > 0
                    && view.head(TokenIdx::from(start - 1)) == verb
                    && view.is(TokenIdx::from(start - 1), Relation::Compound)
                {
                    start -= 1;
                }
            }
        }
        let passive = subject.map_or_else(|| view.is_passive(verb), |s| s.passive) || view.is_passive(verb);
        let previous = view.before(start);
        let after_break = previous.is_some_and(|p| view.is_punctuation(p) && view.parse.sentence_of(verb).contains(p));
        let mut group =
            Self { verb, subject, passive, start, end, after_break, inverted: None, words: view.bytes(first, end) };
        let own_before = subject.is_some_and(|s| s.own && s.token < verb && !view.is(s.token, Relation::Expletive));
        let finite = view.parse.token(verb).morph.contains("VerbForm=Fin") || first < v;
        if after_break && !passive && finite {
            group.inverted = clitic.or_else(|| (!own_before).then(|| inverted_subject(view, verb)).flatten());
        }
        group
    }
}

/// A gap token between subject and verb that belongs to neither (a clause, a quotation).
fn is_wide_gap(view: &View<'_>, i: usize) -> bool {
    view.is_verb(TokenIdx::from(i))
}

/// In "..., a annoncé dimanche le Quai d'Orsay" the noun behind the verb is its subject, whatever the parser says.
fn inverted_subject(view: &View<'_>, verb: TokenIdx) -> Option<TokenIdx> {
    let first = view.kids(verb).iter().copied().find(|&k| {
        k > verb
            && view.is_any(k, &[Relation::Subject, Relation::Object])
            && !view.parse.token(k).morph.contains("Case=Acc")
            && matches!(view.pos(k), Upos::Noun | Upos::Propn | Upos::Pron)
    })?;
    // "..., said the deal was off": a noun within a clause is none.
    (!view.kids(verb).iter().any(|&k| k > verb && view.is(k, Relation::ComplementClause))).then_some(first)
}

/// The content in the first frame that fits, with the reading whose frame it is.
fn content<'r>(view: &View<'_>, group: &Group, readings: &[&'r Cue]) -> Option<(Content, &'r Cue)> {
    type Try = fn(&View<'_>, &Group, &Cue) -> Option<Content>;
    let tries: [Try; 8] =
        [quotation, clause, object_and, preposition_infinitive, infinitive, of_subject, preposition, object];
    tries
        .iter()
        .find_map(|attempt| readings.iter().find_map(|cue| attempt(view, group, cue).map(|content| (content, *cue))))
}

/// Everything before a tag in its sentence or clause.
fn before_tag(view: &View<'_>, group: &Group) -> Option<Span> {
    let sentence = view.parse.sentence_of(group.verb);
    let mut start = view.edge(group.verb).start.at();
    let head = view.head(group.verb);
    if head != group.verb
        && view.is_any(group.verb, &[Relation::Parataxis, Relation::ComplementClause, Relation::AdverbialClause])
    {
        start = start.min(view.edge(head).start.at());
    }
    if view.is(group.verb, Relation::Root) {
        start = sentence.start.at();
    }
    let end = group.start;
    // The comma before the tag.
    let end = view.before(end).filter(|&p| view.is_punctuation(p)).map_or(end, TokenIdx::at);
    (start < end).then(|| view.bytes(start, end))
}

fn has(cue: &Cue, frame: &Frame) -> bool {
    cue.frames.contains(frame)
}

/// Quotations before or behind the verb.
fn quotation(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    if !has(cue, &Frame::Quote) || group.passive || view.quotation_of(group.verb).is_some_and(|q| q.outer.len() > 60) {
        return None;
    }
    let verb_byte = view.parse.token(group.verb).span;
    let mut pieces = Vec::new();
    // `"...," said X`, `« ... », a dit X`
    let start = view.parse.token(TokenIdx::from(group.start)).span.start;
    let n = view.quotations.partition_point(|q| q.outer.end <= start);
    if group.after_break
        && let Some(q) = n.checked_sub(1).and_then(|n| view.quotations.get(n))
    {
        let gap = Span::new(q.outer.hi(), start as usize).of(view.reading.text());
        if gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '—')) && !gap.contains('\n') {
            pieces.push(before_tag(view, group).map_or(q.outer, |b| b.hull(q.outer)));
        }
    }
    // `X said: "..."`, `..., X said, "..."`
    let after = view.quotations.partition_point(|q| q.outer.start < verb_byte.end);
    if let Some(q) = view.quotations.get(after) {
        let gap = Span::new(verb_byte.hi(), q.outer.lo());
        let sentence = view.parse.span(view.parse.sentence_of(group.verb));
        let between = gap.of(view.reading.text());
        let introduced = between.trim_end().ends_with([',', ':']);
        let near = gap.len() < 160 && gap_is_clear(view, group, gap);
        let same_sentence = q.outer.start < sentence.end;
        let next_block = between.trim_end().ends_with(':') && gap.len() < 160;
        let substantial = has_verb(view, q.inner) && q.inner.of(view.reading.text()).split_whitespace().count() > 2;
        let introduces =
            near && ((same_sentence && (introduced || between.trim().is_empty() && substantial)) || next_block);
        if introduces || (!pieces.is_empty() && group.after_break && continues_after(view, group, q.outer)) {
            pieces.push(q.outer);
        }
    }
    Content::new("quote", Form::Quote, pieces)
}

/// Whether a quotation goes on behind its tag: `"...," X said. "..."`.
fn continues_after(view: &View<'_>, group: &Group, next: Span) -> bool {
    let sentence = view.parse.span(view.parse.sentence_of(group.verb));
    let gap = Span::new(sentence.hi().min(next.lo()), next.lo());
    let text = gap.of(view.reading.text());
    text.trim().is_empty() && !text.contains('\n')
}

fn has_verb(view: &View<'_>, span: Span) -> bool {
    view.parse.tokens_in(span).indices().any(|i| view.is_verb(TokenIdx::from(i)))
}

/// Whether no other clause stands between a verb and a quotation.
fn gap_is_clear(view: &View<'_>, group: &Group, gap: Span) -> bool {
    view.parse.tokens_in(gap).indices().map(TokenIdx::from).all(|t| {
        t <= group.verb
            || !view.is_verb(t)
            || view.pack.verb(view.lemma(t)).is_empty()
            || view.is(t, Relation::Auxiliary)
    })
}

/// A complement clause, a clause around a parenthetical.
fn clause(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    let fits = has(cue, &Frame::Clause) || (has(cue, &Frame::Quote) && group.after_break);
    if !fits {
        return None;
    }
    let verb = group.verb;
    let complements: Vec<TokenIdx> =
        view.kids(verb).iter().copied().filter(|&k| view.is(k, Relation::ComplementClause)).collect();
    let after = complements.iter().copied().find(|&c| c > verb);
    if let Some(c) = after {
        let edge = view.edge(c);
        let start = edge.start.at().max(group.end);
        let end = beside_the_cue(view, verb, c).unwrap_or(edge.end.at()).max(start);
        return Content::new("clause", Form::Clause, vec![view.bytes(start, end)]);
    }
    // "said in a statement that ..."
    if let Some(c) = document_clause(view, verb) {
        let edge = view.edge(c);
        return Content::new("clause.document", Form::Clause, vec![view.bytes(edge.start.at(), edge.end.at())]);
    }
    if !complements.is_empty() && group.after_break {
        return Content::new("tag", Form::Clause, vec![before_tag(view, group)?]);
    }
    // "assured him: he has ..."
    let sentence = view.parse.sentence_of(verb);
    let close = (group.end..sentence.end.at()).find(|&i| view.is_punctuation(TokenIdx::from(i)));
    if let Some(colon) = close.filter(|&i| view.reading.word(i.into()) == ":")
        && cue.kind == CueKind::Say
        && group.subject.is_some_and(|s| s.own)
        && colon + 1 < sentence.end.at()
        && has_verb(view, view.bytes(colon + 1, sentence.end.at()))
    {
        return Content::new("colon", Form::Clause, vec![view.bytes(colon + 1, sentence.end.at())]);
    }
    // A tag in the middle or at the end that the parser hung below the clause it reports.
    let head = view.head(verb);
    let has_subject = group.inverted.is_some() || group.subject.is_some_and(|s| s.own && s.token < verb);
    if !group.after_break || !has_subject || !matches!(cue.kind, CueKind::Say | CueKind::Ask | CueKind::Believe) {
        return None;
    }
    let close = close.unwrap_or(sentence.end.at());
    let small = (group.end..close).all(|i| view.edge(verb).contains(TokenIdx::from(i)))
        && !view.kids(verb).iter().any(|&k| {
            let object = view.is(k, Relation::Object) && Some(k) != group.inverted && !has(cue, &Frame::Addressee);
            let clausal = view.is_any(k, &[Relation::OpenComplement, Relation::AdverbialClause]);
            k > verb && k.at() < close && (clausal || object)
        });
    let left = before_tag(view, group).filter(|l| has_verb(view, *l));
    let tagged = [Relation::Parataxis, Relation::ComplementClause, Relation::AdverbialClause, Relation::Conjunct];
    let coordinated = view.kids(head).iter().any(|&k| k < verb && k > head && view.is(k, Relation::Coordinator));
    if head != verb && view.is_any(verb, &tagged) && small && !coordinated {
        let whole = view.edge(head);
        let end = view.edge(verb).end.at();
        let right = view.from(end).filter(|&t| view.is_punctuation(t)).map_or(end, |t| t.at() + 1);
        let mut pieces: Vec<Span> = left.into_iter().collect();
        if right < whole.end.at() && head < verb && !pieces.is_empty() {
            pieces.push(view.bytes(right, whole.end.at()));
        }
        return Content::new("tag.parenthetical", Form::Clause, pieces);
    }
    // A tag at the end whose complement the parser lost.
    if group.inverted.is_some() && small && view.is(verb, Relation::Root) && complements.is_empty() {
        return Content::new("tag.root", Form::Clause, vec![left?]);
    }
    None
}

/// In "has said that it does not agree and has imposed ..." the last verb stands beside the cue, not in the content,
/// whatever the parser says: it has no subject of its own and the cue's tense, not the clause's. The end of the content.
fn beside_the_cue(view: &View<'_>, cue: TokenIdx, clause: TokenIdx) -> Option<usize> {
    let tense = |v: TokenIdx| {
        let auxiliaries: Vec<TokenIdx> = view
            .kids(v)
            .iter()
            .copied()
            .filter(|&k| view.is_any(k, &[Relation::Auxiliary, Relation::PassiveAuxiliary]))
            .collect();
        let first = auxiliaries.first().copied().unwrap_or(v);
        let form = view.parse.token(first).morph.split('|').find(|f| f.starts_with("Tense="));
        (auxiliaries.first().map(|&a| view.lemma(a)), form)
    };
    if view.kid(clause, Relation::Marker).is_none() || tense(cue) == tense(clause) {
        return None;
    }
    let beside = view.kids(clause).iter().copied().find(|&k| {
        let subject = view.kids(k).iter().any(|&s| view.is_any(s, &[Relation::Subject, Relation::PassiveSubject]));
        k > clause && view.is(k, Relation::Conjunct) && view.is_verb(k) && !subject && tense(k) == tense(cue)
    })?;
    let and =
        view.kids(clause).iter().copied().rfind(|&k| k < beside && k > clause && view.is(k, Relation::Coordinator))?;
    // A bare participle or infinitive says nothing of its own tense.
    tense(beside).0.map(|_| and.at())
}

/// The clause that a document noun below the verb carries ("said in a statement that ...").
fn document_clause(view: &View<'_>, verb: TokenIdx) -> Option<TokenIdx> {
    view.syntax.obliques(view.parse, verb).into_iter().find_map(|o| {
        // "told the agency that ...": some parsers hang the clause on whoever is told.
        let told = o.preposition.is_some_and(|p| view.pack.introduces_addressee(&view.lower(p)));
        if !told && !view.pack.is_document(view.lemma(o.noun)) {
            return None;
        }
        view.kids(o.noun).iter().copied().find(|&k| {
            view.is_any(k, &[Relation::Participial, Relation::ComplementClause, Relation::RelativeClause])
                && view.pack.is_complementizer(&view.lower(view.edge(k).start))
                && view.kids(k).iter().any(|&s| view.is_any(s, &[Relation::Subject, Relation::PassiveSubject]))
        })
    })
}

fn object_of(view: &View<'_>, group: &Group) -> Option<TokenIdx> {
    if group.passive {
        return group.subject.map(|s| s.token);
    }
    let relative = |o: &TokenIdx| !view.pack.is_relative(&view.lower(*o)) && Some(*o) != group.inverted;
    view.kid(group.verb, Relation::Object).filter(relative)
}

/// "urged X to go", "described X as Y", "called X a liar", "accused X of Y".
fn object_and(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    let object = object_of(view, group)?;
    let verb = group.verb;
    let object_edge = view.edge(object);
    let with = |rule, form, other: TokenRange| {
        if group.passive || other.start < object_edge.start {
            let pieces = vec![view.parse.span(object_edge), view.parse.span(other)];
            let mut pieces = pieces;
            pieces.sort_unstable();
            Content::new(rule, form, pieces)
        } else {
            Content::new(rule, form, vec![view.parse.span(object_edge).hull(view.parse.span(other))])
        }
    };
    if has(cue, &Frame::ObjectInfinitive)
        && let Some(x) =
            view.kids(verb).iter().copied().find(|&k| k > verb && view.is_any(k, &[Relation::OpenComplement]))
    {
        return with("object-infinitive", Form::Infinitive, view.edge(x));
    }
    if has(cue, &Frame::ObjectPredicate)
        && let Some(x) = view.kids(verb).iter().copied().find(|&k| k > verb && view.is(k, Relation::Attribute))
    {
        return with("object-predicate", Form::Predicate, view.edge(x));
    }
    for o in view.syntax.obliques(view.parse, verb) {
        let Some(p) = o.preposition.filter(|&p| p > verb) else { continue };
        let frame = Frame::ObjectPreposition(view.lower(p).as_str().into());
        if has(cue, &frame) {
            let edge = if view.syntax.prepositions_are_heads { view.edge(p) } else { view.edge(o.noun) };
            return with("object-preposition", Form::Predicate, edge);
        }
    }
    // "accused X of doing": the clause hangs below the preposition.
    for &p in view.kids(verb) {
        let frame = Frame::ObjectPreposition(view.lower(p).as_str().into());
        if p > verb && view.kid(p, Relation::PrepositionClause).is_some() && has(cue, &frame) {
            return with("object-preposition", Form::Predicate, view.edge(p));
        }
    }
    None
}

/// "called on X to go", "called for X to go".
fn preposition_infinitive(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    let x = view
        .kids(group.verb)
        .iter()
        .copied()
        .find(|&k| k > group.verb && view.is_any(k, &[Relation::OpenComplement, Relation::AdverbialClause]))?;
    view.syntax.obliques(view.parse, group.verb).into_iter().find_map(|o| {
        let p = o.preposition.filter(|&p| p > group.verb)?;
        has(cue, &Frame::PrepositionInfinitive(view.lower(p).as_str().into())).then_some(())?;
        let noun = view.edge(o.noun);
        let start = if view.syntax.prepositions_are_heads { noun.start.at() } else { p.at() + 1 };
        Content::new(
            "preposition-infinitive",
            Form::Infinitive,
            vec![view.bytes(start.min(x.at()), view.edge(x).end.at().max(noun.end.at()))],
        )
    })
}

/// "promised to leave".
fn infinitive(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    if !has(cue, &Frame::Infinitive) || group.passive {
        return None;
    }
    let x = view.kids(group.verb).iter().copied().find(|&k| k > group.verb && view.is(k, Relation::OpenComplement))?;
    Content::new("infinitive", Form::Infinitive, vec![view.parse.span(view.edge(x))])
}

/// "X is expected to win", "X seems weak": the subject belongs to the content.
fn of_subject(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    let subject = group.subject?;
    let passive = group.passive && (has(cue, &Frame::ObjectInfinitive));
    let with = |x: TokenIdx, form| {
        let mut pieces = vec![view.parse.span(view.edge(x))];
        if subject.own && !view.pack.is_expletive(&view.lower(subject.token)) {
            pieces.insert(0, view.parse.span(view.edge(subject.token)));
        }
        Content::new("subject", form, pieces)
    };
    if passive || has(cue, &Frame::SubjectInfinitive) {
        let x = view.kids(group.verb).iter().copied().find(|&k| k > group.verb && view.is(k, Relation::OpenComplement));
        if let Some(x) = x {
            return with(x, Form::Clause);
        }
    }
    if has(cue, &Frame::SubjectAttribute) {
        let x = view.kids(group.verb).iter().copied().find(|&k| k > group.verb && view.is(k, Relation::Attribute))?;
        return with(x, Form::Object);
    }
    None
}

/// "called for talks".
fn preposition(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    for o in view.syntax.obliques(view.parse, group.verb) {
        let Some(p) = o.preposition.filter(|&p| p > group.verb) else { continue };
        if has(cue, &Frame::Preposition(view.lower(p).as_str().into())) {
            let edge = view.edge(o.noun);
            let start = if view.syntax.prepositions_are_heads { edge.start.at() } else { p.at() + 1 };
            return Content::new("preposition", Form::Object, vec![view.bytes(start, edge.end.at())]);
        }
    }
    for &p in view.kids(group.verb) {
        if p > group.verb
            && has(cue, &Frame::Preposition(view.lower(p).as_str().into()))
            && let Some(c) = view.kid(p, Relation::PrepositionClause)
        {
            return Content::new("preposition", Form::Predicate, vec![view.parse.span(view.edge(c))]);
        }
    }
    None
}

/// "announced sanctions".
fn object(view: &View<'_>, group: &Group, cue: &Cue) -> Option<Content> {
    if !has(cue, &Frame::Object) {
        return None;
    }
    if group.passive && (view.syntax.agents(view.parse, group.verb).is_empty() || cue.kind == CueKind::Attitude) {
        return None;
    }
    let object = object_of(view, group)?;
    Content::new("object", Form::Object, vec![view.parse.span(view.edge(object))])
}

/// Who is spoken to: the object of "tell", the noun of "confirmed to X", "in a statement to X".
fn addressee(view: &View<'_>, group: &Group, cue: &Cue) -> Option<(TokenIdx, TokenRange)> {
    let verb = group.verb;
    let range = |head: TokenIdx| (head, view.source_words(head, verb));
    if has(cue, &Frame::Addressee) {
        if group.passive {
            return group.subject.map(|s| range(s.token));
        }
        let direct = view.kids(verb).iter().copied().find(|&k| {
            k > verb && view.is_any(k, &[Relation::Object, Relation::IndirectObject]) && Some(k) != group.inverted
        });
        if let Some(direct) = direct {
            return Some(range(direct));
        }
    }
    let to = |head: TokenIdx| {
        view.syntax.obliques(view.parse, head).into_iter().find(|o| {
            let nominal = matches!(view.pos(o.noun), Upos::Noun | Upos::Propn | Upos::Pron);
            nominal && o.preposition.is_some_and(|p| view.pack.introduces_addressee(&view.lower(p)))
        })
    };
    if matches!(cue.kind, CueKind::Say | CueKind::Deny | CueKind::Demand | CueKind::Promise) {
        if let Some(o) = to(verb) {
            return Some(range(o.noun));
        }
        return view.syntax.obliques(view.parse, verb).into_iter().find_map(|o| {
            view.pack.is_document(view.lemma(o.noun)).then(|| to(o.noun)).flatten().map(|o| range(o.noun))
        });
    }
    None
}
