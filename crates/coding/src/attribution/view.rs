//! A parse with the look-ups that the constructions need, each computed once.

use legation_model::{Parse, Span, TokenIdx, TokenRange, Upos};
use legation_packs::attribution::AttributionPack;
use legation_packs::syntax::{Relation, Syntax};

use super::quotations::{self, Quotation};
use crate::Reading;

/// One document as the constructions see it.
pub(super) struct View<'a> {
    pub reading: Reading<'a>,
    pub parse: &'a Parse,
    pub syntax: &'a Syntax,
    pub pack: &'a AttributionPack,
    pub quotations: Vec<Quotation>,
    children: Vec<Vec<TokenIdx>>,
    edges: Vec<(u32, u32)>,
}

/// Who a verb is said of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// Head of its noun phrase.
    pub token: TokenIdx,
    /// Whether it undergoes the verb.
    pub passive: bool,
    /// Whether it stands with the verb itself rather than with a governing one.
    pub own: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(reading: &Reading<'a>) -> Self {
        let parse = reading.parse;
        let mut children = vec![Vec::new(); parse.len()];
        let mut edges: Vec<(u32, u32)> = (0..parse.len() as u32).map(|i| (i, i + 1)).collect();
        for (i, token) in parse.tokens.iter().enumerate() {
            if token.head.at() != i {
                children[token.head.at()].push(TokenIdx::from(i));
            }
            // White space hangs somewhere and would stretch phrases.
            if token.pos == Upos::Space {
                continue;
            }
            let mut at = i;
            for _ in 0..parse.len() {
                let head = parse.tokens[at].head.at();
                if head == at {
                    break;
                }
                edges[head].0 = edges[head].0.min(i as u32);
                edges[head].1 = edges[head].1.max(i as u32 + 1);
                at = head;
            }
        }
        Self {
            reading: *reading,
            parse,
            syntax: &reading.lang.syntax,
            pack: &reading.lang.attribution,
            quotations: quotations::find(reading.article),
            children,
            edges,
        }
    }

    pub(super) fn kids(&self, i: TokenIdx) -> &[TokenIdx] {
        &self.children[i.at()]
    }

    pub(super) fn edge(&self, i: TokenIdx) -> TokenRange {
        let (lo, hi) = self.edges[i.at()];
        TokenRange::new(lo as usize, hi as usize)
    }

    pub(super) fn is(&self, i: TokenIdx, relation: Relation) -> bool {
        self.syntax.is(&self.parse.token(i).dep, relation)
    }

    pub(super) fn is_any(&self, i: TokenIdx, relations: &[Relation]) -> bool {
        self.syntax.is_any(&self.parse.token(i).dep, relations)
    }

    pub(super) fn kid(&self, i: TokenIdx, relation: Relation) -> Option<TokenIdx> {
        self.kids(i).iter().copied().find(|&k| self.is(k, relation))
    }

    pub(super) fn pos(&self, i: TokenIdx) -> Upos {
        self.parse.token(i).pos
    }

    pub(super) fn lemma(&self, i: TokenIdx) -> &str {
        &self.parse.token(i).lemma
    }

    pub(super) fn lower(&self, i: TokenIdx) -> String {
        self.reading.word(i).to_lowercase()
    }

    pub(super) fn head(&self, i: TokenIdx) -> TokenIdx {
        self.parse.token(i).head
    }

    pub(super) fn is_verb(&self, i: TokenIdx) -> bool {
        matches!(self.pos(i), Upos::Verb | Upos::Aux)
    }

    /// The bytes of tokens `[start, end)`.
    pub(super) fn bytes(&self, start: usize, end: usize) -> Span {
        self.parse.span(TokenRange::new(start, end))
    }

    /// The quotation that a byte lies in.
    pub(super) fn quotation_at(&self, byte: u32) -> Option<&Quotation> {
        let i = self.quotations.partition_point(|q| q.outer.end <= byte);
        self.quotations.get(i).filter(|q| q.outer.start <= byte)
    }

    /// The quotation that a token lies in.
    pub(super) fn quotation_of(&self, i: TokenIdx) -> Option<&Quotation> {
        self.quotation_at(self.parse.token(i).span.start)
    }

    pub(super) fn is_passive(&self, verb: TokenIdx) -> bool {
        self.kids(verb).iter().any(|&k| self.is_any(k, &[Relation::PassiveAuxiliary, Relation::PassiveSubject]))
    }

    /// Who a verb is said of, over coordination, control, participles and relative clauses.
    pub(super) fn subject(&self, verb: TokenIdx) -> Option<Subject> {
        self.subject_within(verb, 6)
    }

    fn subject_within(&self, verb: TokenIdx, depth: u8) -> Option<Subject> {
        let own =
            self.kids(verb).iter().copied().find(|&k| self.is_any(k, &[Relation::Subject, Relation::PassiveSubject]));
        if let Some(token) = own {
            return Some(Subject {
                token,
                passive: self.is(token, Relation::PassiveSubject) || self.is_passive(verb),
                own: true,
            });
        }
        let head = self.head(verb);
        if depth == 0 || head == verb {
            return None;
        }
        let passive = self.is_passive(verb);
        let from = |verb: TokenIdx| {
            self.subject_within(verb, depth - 1).map(|s| Subject { token: s.token, passive, own: false })
        };
        if self.is(verb, Relation::Conjunct) && self.is_verb(head) {
            return from(head);
        }
        if self.is(verb, Relation::Participial) {
            let past = self.parse.token(verb).morph.contains("Tense=Past");
            return Some(Subject { token: head, passive: past, own: false });
        }
        if self.is_any(
            verb,
            &[Relation::OpenComplement, Relation::AdverbialClause, Relation::ComplementClause, Relation::Parataxis],
        ) && self.is_verb(head)
        {
            if self.is(verb, Relation::OpenComplement)
                && let Some(object) = self.kid(head, Relation::Object).filter(|o| *o < verb)
            {
                return Some(Subject { token: object, passive, own: false });
            }
            return from(head);
        }
        if self.is(verb, Relation::PrepositionClause) && self.is_verb(self.head(head)) {
            return from(self.head(head));
        }
        None
    }

    /// Who stands behind the words of a subject: the antecedent of a relative pronoun, the issuer of a document.
    pub(super) fn speaker(&self, verb: TokenIdx, subject: TokenIdx) -> TokenIdx {
        let mut who = subject;
        if self.pack.is_relative(&self.lower(subject)) {
            let mut at = verb;
            // The relative clause may be coordinated, or the cue a complement within it.
            for _ in 0..4 {
                if self.is(at, Relation::RelativeClause) {
                    who = self.head(at);
                    break;
                }
                at = self.head(at);
            }
        }
        self.issuer(who).unwrap_or(who)
    }

    /// Who issued a document ("a statement from *the ministry*", "*its* letter").
    pub(super) fn issuer(&self, noun: TokenIdx) -> Option<TokenIdx> {
        if !self.pack.is_document(self.lemma(noun)) {
            return None;
        }
        self.holder(noun, &|_| false)
    }

    /// Who holds a claim or plan: the possessor, or the noun behind a source preposition that is not `taken`.
    pub(super) fn holder(&self, noun: TokenIdx, taken: &dyn Fn(&str) -> bool) -> Option<TokenIdx> {
        if let Some(owner) = self.kid(noun, Relation::Possessive) {
            return Some(owner);
        }
        self.syntax
            .obliques(self.parse, noun)
            .into_iter()
            .find_map(|o| {
                let word = self.lower(o.preposition?);
                let nominal = matches!(self.pos(o.noun), Upos::Noun | Upos::Propn | Upos::Pron);
                (nominal && self.pack.introduces_source(&word) && !taken(&word)).then_some(o.noun)
            })
            .or_else(|| self.syntax.agents(self.parse, noun).first().copied())
    }

    /// The nearest token to the left that is no white space.
    pub(super) fn before(&self, i: usize) -> Option<TokenIdx> {
        (0..i).rev().map(TokenIdx::from).find(|&t| self.pos(t) != Upos::Space)
    }

    /// The nearest token from `i` on that is no white space.
    pub(super) fn from(&self, i: usize) -> Option<TokenIdx> {
        (i..self.parse.len()).map(TokenIdx::from).find(|&t| self.pos(t) != Upos::Space)
    }

    pub(super) fn is_punctuation(&self, i: TokenIdx) -> bool {
        self.pos(i) == Upos::Punct
    }
}

impl View<'_> {
    /// The words that name a source: its noun phrase, cut at the cue where that lies within.
    pub(super) fn source_words(&self, noun: TokenIdx, cue: TokenIdx) -> TokenRange {
        let edge = self.edge(noun);
        let (mut start, mut end) = (edge.start.at(), edge.end.at());
        if edge.contains(cue) {
            if cue > noun {
                end = cue.at();
            } else {
                start = cue.at() + 1;
            }
        }
        if self.pack.is_relative(&self.lower(noun)) {
            (start, end) = (noun.at(), noun.at() + 1);
        }
        // A complement clause that the parser hung on the noun is no part of the name.
        let stray = self.kids(noun).iter().find(|&&k| {
            k > noun
                && self.is_any(k, &[Relation::RelativeClause, Relation::Participial, Relation::ComplementClause])
                && self.pack.is_complementizer(&self.lower(self.edge(k).start))
                && !self.pack.is_relative(&self.lower(self.edge(k).start))
        });
        if let Some(&stray) = stray {
            end = end.min(self.edge(stray).start.at());
        }
        // Commas and marks at the ends.
        while end > noun.at() + 1 && matches!(self.pos(TokenIdx::from(end - 1)), Upos::Punct | Upos::Space) {
            end -= 1;
        }
        while start < noun.at() && matches!(self.pos(TokenIdx::from(start)), Upos::Punct | Upos::Space) {
            start += 1;
        }
        // A preposition that hangs below its noun is no part of the name.
        if let Some(p) = self.kid(noun, Relation::Case).filter(|p| p.at() >= start && *p < noun) {
            start = p.at() + 1;
        }
        TokenRange::new(start, end.max(start))
    }
}
